// SPDX-License-Identifier: BSD-2-Clause
/* Reads the frames of a capture: its beginning, and the records of pcap. */
#include "files/capture_file.h"

#include <stdlib.h>
#include <string.h>

#include "files/capture_blocks.h"

enum { MAGIC_SIZE = 4, HEADER_SIZE = 24, RECORD_SIZE = 16, PATCHED_RECORD_SIZE = 24 };
static const uint8_t pcapng[MAGIC_SIZE] = {0x0a, 0x0d, 0x0d, 0x0a};
static const uint32_t link_mask = 0x03ffffff; /* above it stands the length of a checksum */

struct rt_capture_file {
    struct rt_capture_reader reader;
};

/* Which of the magic numbers of pcap a file begins with; false: none. */
static bool read_magic(struct rt_capture_reader *self, const uint8_t *magic, uint8_t *resolution)
{
    for (int big = 0; big < 2; big++) {
        self->big_endian = big != 0;
        uint32_t number = rt_capture_reader_load32(self, magic);
        *resolution = number == 0xa1b23c4d ? 9 : 6;
        self->header = number == 0xa1b2cd34 ? PATCHED_RECORD_SIZE : RECORD_SIZE;
        if (number == 0xa1b2c3d4 || number == 0xa1b23c4d || number == 0xa1b2cd34)
            return true;
    }
    return false;
}

static bool begin(struct rt_capture_reader *self, struct rt_capture_stop *stop)
{
    uint8_t header[HEADER_SIZE];
    struct rt_capture_interface interface = {.link = 0};
    if (!rt_capture_reader_begin(self, header, MAGIC_SIZE, "the first four bytes", stop))
        return stop->error != RT_OK
                   ? false
                   : rt_capture_reader_stop(stop, RT_E_EMPTY, "%s", rt_error_text(RT_E_EMPTY));
    self->blocks = memcmp(header, pcapng, MAGIC_SIZE) == 0;
    if (self->blocks)
        return true;
    if (!read_magic(self, header, &interface.resolution))
        return rt_capture_reader_stop(stop, RT_E_CAPTURE, "this is neither pcap nor pcapng");
    if (!rt_capture_reader_read(self, header + MAGIC_SIZE, HEADER_SIZE - MAGIC_SIZE,
                                "the header of the capture", stop))
        return false;
    self->lengths_free = rt_capture_reader_load16(self, header + 4) == 2 &&
                         rt_capture_reader_load16(self, header + 6) < 4;
    interface.link = rt_capture_reader_load32(self, header + 20) & link_mask;
    if (!rt_capture_link_supported(interface.link))
        return rt_capture_reader_stop(stop, RT_E_LINK_TYPE, "link type %u is not read",
                                      (unsigned)interface.link);
    return rt_capture_reader_add(self, &interface, stop);
}

struct rt_capture_file *rt_capture_file_open(FILE *file, struct rt_capture_stop *stop)
{
    struct rt_capture_file *self = calloc(1, sizeof *self);
    rt_capture_reader_stop(stop, RT_E_NO_MEMORY, "%s", rt_error_text(RT_E_NO_MEMORY));
    if (self == NULL)
        return NULL;
    self->reader.file = file;
    if (begin(&self->reader, stop))
        return self;
    rt_capture_file_close(self);
    return NULL;
}

void rt_capture_file_close(struct rt_capture_file *self)
{
    if (self == NULL)
        return;
    free(self->reader.interfaces);
    free(self->reader.buffer);
    free(self);
}

/* A record of pcap: seconds, fraction, captured bytes, bytes of the packet, and the captured ones.
 */
static bool next_record(struct rt_capture_reader *self, struct rt_capture_frame *frame,
                        struct rt_capture_stop *stop)
{
    const struct rt_capture_interface *interface = &self->interfaces[0];
    uint8_t header[PATCHED_RECORD_SIZE];
    if (!rt_capture_reader_begin(self, header, self->header, "the header of a packet", stop))
        return false;
    uint32_t captured = rt_capture_reader_load32(self, header + 8);
    uint32_t length = rt_capture_reader_load32(self, header + 12);
    if (self->lengths_free && captured > length) {
        uint32_t kept = captured;
        captured = length;
        length = kept;
    }
    if (captured > RT_CAPTURE_FRAME_MAX)
        return rt_capture_reader_stop(stop, RT_E_CAPTURE,
                                      "the header of a packet announces %u captured bytes",
                                      (unsigned)captured);
    if (!rt_capture_reader_room(self, captured > 0 ? captured : 1, stop) ||
        !rt_capture_reader_read(self, self->buffer, captured, "a packet", stop))
        return false;
    uint64_t unit = interface->resolution == 9 ? 1 : 1000;
    frame->origin.time_ns =
        (int64_t)(rt_capture_reader_load32(self, header) * UINT64_C(1000000000) +
                  rt_capture_reader_load32(self, header + 4) * unit);
    frame->bytes = (struct rt_view){self->buffer, captured};
    frame->cut = captured < length;
    frame->link = interface->link;
    return true;
}

bool rt_capture_file_next(struct rt_capture_file *self, struct rt_capture_frame *frame,
                          struct rt_capture_stop *stop)
{
    struct rt_capture_reader *reader = &self->reader;
    reader->begin = reader->offset;
    *frame = (struct rt_capture_frame){.link = 0};
    bool read = reader->blocks ? rt_capture_blocks_next(reader, frame, stop)
                               : next_record(reader, frame, stop);
    bool placed = read || reader->interface_count > 0;
    reader->number += placed;
    frame->origin.packet = placed ? reader->number : 0;
    frame->origin.offset = reader->begin;
    return read;
}
