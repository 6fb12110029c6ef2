// SPDX-License-Identifier: BSD-2-Clause
/*
 * Reads the blocks of pcapng (draft-ietf-opsawg-pcapng).
 *
 *     type, total length, body, options, total length again; all in multiples of 4 bytes
 *
 * A section header sets the byte order and ends the list of interfaces. Blocks that hold neither a
 * section, an interface nor a packet are passed over, however long they are.
 */
#include "files/capture_blocks.h"

#include <string.h>

enum {
    BLOCK_INTERFACE = 1,
    BLOCK_OLD_PACKET = 2,
    BLOCK_SIMPLE_PACKET = 3,
    BLOCK_PACKET = 6,
    BLOCK_SECTION = 0x0a0d0d0a
};
enum { HEAD_SIZE = 8, TAIL_SIZE = 4, OPTION_END = 0, OPTION_RESOLUTION = 9, OPTION_OFFSET = 14 };
static const uint32_t byte_order = 0x1a2b3c4d;

/* A block whose body is in the buffer. */
struct block {
    uint32_t type;
    struct rt_view body; /* options included */
};

static uint32_t load32(const struct rt_capture_reader *self, const uint8_t *p)
{
    return rt_capture_reader_load32(self, p);
}

/* Bytes that the body of a block has at least; 0 for blocks that are passed over. */
static size_t smallest_body(uint32_t type)
{
    switch (type) {
    case BLOCK_SECTION:
        return 16;
    case BLOCK_INTERFACE:
        return 8;
    case BLOCK_SIMPLE_PACKET:
        return 4;
    case BLOCK_OLD_PACKET:
    case BLOCK_PACKET:
        return 20;
    }
    return 0;
}

static bool check_tail(const struct rt_capture_reader *self, const uint8_t tail[TAIL_SIZE],
                       uint32_t total, struct rt_capture_stop *stop)
{
    uint32_t again = load32(self, tail);
    return again == total ||
           rt_capture_reader_stop(stop, RT_E_CAPTURE,
                                  "a block has %u bytes at its beginning and %u at its end",
                                  (unsigned)total, (unsigned)again);
}

/* Reads a block without keeping it. */
static bool pass_over(struct rt_capture_reader *self, uint32_t total, struct rt_capture_stop *stop)
{
    uint8_t bytes[4096];
    size_t left = total - HEAD_SIZE - TAIL_SIZE;
    for (size_t part; left > 0; left -= part) {
        part = left < sizeof bytes ? left : sizeof bytes;
        if (!rt_capture_reader_read(self, bytes, part, "a block", stop))
            return false;
    }
    return rt_capture_reader_read(self, bytes, TAIL_SIZE, "a block", stop) &&
           check_tail(self, bytes, total, stop);
}

/* The byte order of a section stands behind the length that is in this order. */
static bool read_byte_order(struct rt_capture_reader *self, struct rt_capture_stop *stop)
{
    uint8_t magic[4];
    if (!rt_capture_reader_read(self, magic, sizeof magic, "the header of a section", stop))
        return false;
    self->big_endian = rt_bytes_load32be(magic) == byte_order;
    return self->big_endian || rt_bytes_load32(magic) == byte_order ||
           rt_capture_reader_stop(stop, RT_E_CAPTURE, "a section has no byte order");
}

/* The type and the total length of the next block. At the beginning of the file the type was read.
 * A section header is the same in both byte orders, and read up to its own. */
static bool read_head(struct rt_capture_reader *self, struct block *block, uint32_t *total,
                      struct rt_capture_stop *stop)
{
    uint8_t head[HEAD_SIZE] = {0x0a, 0x0d, 0x0d, 0x0a};
    size_t known = self->offset == 4 ? 4 : 0;
    self->begin = self->offset - known;
    if (known == 0
            ? !rt_capture_reader_begin(self, head, HEAD_SIZE, "the beginning of a block", stop)
            : !rt_capture_reader_read(self, head + known, HEAD_SIZE - known, "a block", stop))
        return false;
    block->type = load32(self, head);
    if (block->type == BLOCK_SECTION && !read_byte_order(self, stop))
        return false;
    *total = load32(self, head + 4);
    size_t least = HEAD_SIZE + TAIL_SIZE + smallest_body(block->type);
    return (*total >= least && *total % 4 == 0) ||
           rt_capture_reader_stop(stop, RT_E_CAPTURE, "a block of type %u announces %u bytes",
                                  (unsigned)block->type, (unsigned)*total);
}

/* Reads a block; the body of one that is passed over is absent. */
static bool read_block(struct rt_capture_reader *self, struct block *block,
                       struct rt_capture_stop *stop)
{
    uint32_t total;
    if (!read_head(self, block, &total, stop))
        return false;
    size_t len = total - HEAD_SIZE - TAIL_SIZE;
    size_t known = block->type == BLOCK_SECTION ? 4 : 0;
    block->body = (struct rt_view){NULL, 0};
    if (smallest_body(block->type) == 0)
        return pass_over(self, total, stop);
    if (total > RT_CAPTURE_BLOCK_MAX)
        return rt_capture_reader_stop(stop, RT_E_CAPTURE, "a block of type %u announces %u bytes",
                                      (unsigned)block->type, (unsigned)total);
    if (!rt_capture_reader_room(self, len + TAIL_SIZE, stop) ||
        !rt_capture_reader_read(self, self->buffer + known, len + TAIL_SIZE - known, "a block",
                                stop))
        return false;
    block->body = (struct rt_view){self->buffer, len};
    return check_tail(self, self->buffer + len, total, stop);
}

static bool begin_section(struct rt_capture_reader *self, struct rt_view body,
                          struct rt_capture_stop *stop)
{
    unsigned major = rt_capture_reader_load16(self, body.data + 4);
    unsigned minor = rt_capture_reader_load16(self, body.data + 6);
    self->interface_count = 0;
    /* Some programs wrote 1.2 for what is 1.0. */
    return (major == 1 && (minor == 0 || minor == 2)) ||
           rt_capture_reader_stop(stop, RT_E_CAPTURE, "version %u.%u of pcapng is not read", major,
                                  minor);
}

/* Options: type, length, value, filled up to a multiple of 4 bytes. */
static void read_options(const struct rt_capture_reader *self, struct rt_view options,
                         struct rt_capture_interface *interface)
{
    while (options.len >= 4) {
        unsigned type = rt_capture_reader_load16(self, options.data);
        size_t len = rt_capture_reader_load16(self, options.data + 2);
        struct rt_view value = rt_view_slice(options, 4, len);
        if (type == OPTION_END || value.len < len)
            return;
        if (type == OPTION_RESOLUTION && len == 1)
            interface->resolution = value.data[0];
        if (type == OPTION_OFFSET && len == 8) {
            uint64_t first = load32(self, value.data), last = load32(self, value.data + 4);
            uint64_t seconds = self->big_endian ? first << 32 | last : last << 32 | first;
            memcpy(&interface->offset, &seconds, sizeof seconds);
        }
        options = rt_view_slice(options, 4 + (len + 3) / 4 * 4, options.len);
    }
}

static bool add_interface(struct rt_capture_reader *self, struct rt_view body,
                          struct rt_capture_stop *stop)
{
    struct rt_capture_interface interface = {
        .link = rt_capture_reader_load16(self, body.data),
        .snaplen = load32(self, body.data + 4),
        .resolution = 6,
    };
    read_options(self, rt_view_slice(body, 8, body.len), &interface);
    return rt_capture_reader_add(self, &interface, stop);
}

static bool take_frame(const struct rt_capture_reader *self, const struct block *block,
                       struct rt_capture_frame *frame, struct rt_capture_stop *stop)
{
    const uint8_t *p = block->body.data;
    bool simple = block->type == BLOCK_SIMPLE_PACKET;
    size_t header = smallest_body(block->type);
    size_t room = block->body.len - header;
    uint32_t number = simple                            ? 0
                      : block->type == BLOCK_OLD_PACKET ? rt_capture_reader_load16(self, p)
                                                        : load32(self, p);
    if (number >= self->interface_count)
        return rt_capture_reader_stop(stop, RT_E_CAPTURE,
                                      "a packet is of interface %u, and the section has %zu",
                                      (unsigned)number, self->interface_count);
    const struct rt_capture_interface *interface = &self->interfaces[number];
    uint32_t length = load32(self, simple ? p : p + 16);
    uint32_t captured = simple ? length : load32(self, p + 12);
    if (simple && interface->snaplen > 0 && captured > interface->snaplen)
        captured = interface->snaplen;
    if (captured > room)
        return rt_capture_reader_stop(stop, RT_E_CAPTURE,
                                      "a packet of %u captured bytes stands in a block with room "
                                      "for %zu",
                                      (unsigned)captured, room);
    if (!simple) {
        uint64_t time = (uint64_t)load32(self, p + 4) << 32 | load32(self, p + 8);
        frame->origin.time_ns = rt_capture_reader_time(interface, time);
    }
    frame->bytes = (struct rt_view){p + header, captured};
    frame->cut = captured < length;
    frame->link = interface->link;
    return true;
}

bool rt_capture_blocks_next(struct rt_capture_reader *self, struct rt_capture_frame *frame,
                            struct rt_capture_stop *stop)
{
    struct block block;
    for (;;) {
        if (!read_block(self, &block, stop))
            return false;
        if (!rt_view_present(block.body))
            continue;
        if (block.type == BLOCK_SECTION) {
            if (!begin_section(self, block.body, stop))
                return false;
        } else if (block.type == BLOCK_INTERFACE) {
            if (!add_interface(self, block.body, stop))
                return false;
        } else {
            return take_frame(self, &block, frame, stop);
        }
    }
}
