// SPDX-License-Identifier: BSD-2-Clause
/* Reads and writes the header of a packet. */
#include "wire/frame.h"

#include <string.h>

static const uint8_t magic[8] = {'R', 'O', 'U', 'G', 'H', 'T', 'I', 'M'};

const char *rt_transport_name(enum rt_transport transport)
{
    return transport == RT_TRANSPORT_TCP ? "tcp" : "udp";
}

struct rt_frame rt_frame_parse(struct rt_view packet)
{
    struct rt_frame frame = {.message = packet};
    if (packet.len < sizeof magic || memcmp(packet.data, magic, sizeof magic) != 0)
        return frame;
    frame.framed = true;
    struct rt_reader reader = rt_reader_over(packet);
    rt_reader_take(&reader, sizeof magic);
    frame.length = rt_reader_u32(&reader);
    frame.header = reader.fault.error ? packet.len : reader.pos;
    size_t follow = packet.len - frame.header;
    frame.message = rt_view_slice(packet, frame.header, frame.length);
    if (reader.fault.error != RT_OK || frame.length > follow)
        frame.fault = (struct rt_fault){RT_E_FRAME_SHORT, sizeof magic};
    else if (frame.length < follow)
        frame.fault = (struct rt_fault){RT_E_FRAME_LONG, frame.header + frame.length};
    return frame;
}

enum rt_error rt_frame_magic(const struct rt_frame *frame, enum rt_framing framing)
{
    switch (framing) {
    case RT_FRAMING_NONE:
        return frame->framed ? RT_E_UNEXPECTED_MAGIC : RT_OK;
    case RT_FRAMING_ROUGHTIM:
        return frame->framed ? RT_OK : RT_E_NO_MAGIC;
    case RT_FRAMING_FORGOTTEN:
        break;
    }
    return RT_E_NO_MAGIC;
}

bool rt_frame_has_header(enum rt_framing framing)
{
    switch (framing) {
    case RT_FRAMING_ROUGHTIM:
        return true;
    case RT_FRAMING_NONE:
    case RT_FRAMING_FORGOTTEN:
        break;
    }
    return false;
}

void rt_frame_write(struct rt_writer *writer, enum rt_framing framing, uint32_t length)
{
    if (!rt_frame_has_header(framing))
        return;
    rt_writer_put(writer, (struct rt_view){magic, sizeof magic});
    rt_writer_u32(writer, length);
}
