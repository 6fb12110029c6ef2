// SPDX-License-Identifier: BSD-2-Clause
/* Blocks of pcapng: several interfaces and sections, times, and what is wrong with them. */
#include <string.h>

#include "base/test.h"
#include "files/capture_file.h"

enum { ROOM = 4096 };

/* A file being written. */
static uint8_t file[ROOM];
static size_t size;
static bool big;

static void put(uint64_t value, size_t bytes)
{
    ck_assert_uint_le(size + bytes, ROOM);
    for (size_t i = 0; i < bytes; i++)
        file[size++] = (uint8_t)(value >> 8 * (big ? bytes - 1 - i : i));
}

static void put_text(const char *text)
{
    for (size_t i = 0; i < (strlen(text) + 3) / 4 * 4; i++)
        put(i < strlen(text) ? (uint8_t)text[i] : 0, 1);
}

/* Begins a block and ends it, when its length is known. */
static size_t begin(uint32_t type)
{
    size_t at = size;
    put(type, 4);
    put(0, 4);
    return at;
}

static void end(size_t at)
{
    size_t total = size + 4 - at;
    put(total, 4);
    size_t kept = size;
    size = at + 4;
    put(total, 4);
    size = kept;
}

static void section(bool big_endian)
{
    big = big_endian;
    size_t at = begin(0x0a0d0d0a);
    put(0x1a2b3c4d, 4);
    put(1, 2);
    put(0, 2);
    put(UINT64_MAX, 8);
    end(at);
}

static void start(void)
{
    size = 0;
    section(false);
}

/* An interface; a resolution and an offset of 0 are left out. */
static void interface(unsigned link, uint32_t snaplen, unsigned resolution, int64_t offset)
{
    size_t at = begin(1);
    put(link, 2);
    put(0, 2);
    put(snaplen, 4);
    put(2, 2); /* a name */
    put(4, 2);
    put_text("eth0");
    if (resolution != 0) {
        put(9, 2);
        put(1, 2);
        put(resolution, 1);
        put(0, 3);
    }
    if (offset != 0) {
        put(14, 2);
        put(8, 2);
        put((uint64_t)offset, 8);
    }
    put(0, 4);
    end(at);
}

static void packet(uint32_t number, uint64_t time, const char *text, size_t length)
{
    size_t at = begin(6);
    put(number, 4);
    put(time >> 32, 4);
    put(time & 0xffffffff, 4);
    put(strlen(text), 4);
    put(length, 4);
    put_text(text);
    put(1, 2); /* a comment */
    put(3, 2);
    put_text("abc");
    put(0, 4);
    end(at);
}

/* The packets that were read, each "link:text:cut:time", and the reason of the end. */
static char seen[1024];
static struct rt_capture_stop stop;
static struct rt_origin origin;

static void read_all(size_t len)
{
    size_t used = 0;
    struct rt_capture_frame frame;
    FILE *stream = fmemopen(file, len, "r");
    ck_assert_ptr_nonnull(stream);
    seen[0] = '\0';
    struct rt_capture_file *capture = rt_capture_file_open(stream, &stop);
    ck_assert_ptr_nonnull(capture);
    while (rt_capture_file_next(capture, &frame, &stop))
        used += (size_t)snprintf(seen + used, sizeof seen - used, "%u:%.*s:%d:%lld ",
                                 (unsigned)frame.link, (int)frame.bytes.len,
                                 (const char *)frame.bytes.data, frame.cut,
                                 (long long)frame.origin.time_ns);
    origin = frame.origin;
    rt_capture_file_close(capture);
    ck_assert_int_eq(fclose(stream), 0);
}

START_TEST(test_interfaces)
{
    start();
    interface(1, 96, 0, 0);
    packet(0, 1, "first", 5);
    interface(101, 65535, 9, 0);
    packet(1, 2, "second", 90);
    packet(0, 3, "third", 5);
    read_all(size);
    ck_assert_str_eq(seen, "1:first:0:1000 101:second:1:2 1:third:0:3000 ");
    ck_assert_int_eq(stop.error, RT_OK);
}
END_TEST

/* A section has interfaces and a byte order of its own. */
START_TEST(test_sections)
{
    start();
    interface(1, 0, 0, 0);
    packet(0, 1, "a", 1);
    section(true);
    interface(113, 0, 9, 0);
    interface(276, 0, 3, -1);
    packet(1, 1500, "b", 1);
    section(false);
    interface(0, 0, 0, 0);
    packet(0, UINT64_C(0x100000000), "c", 1);
    read_all(size);
    ck_assert_str_eq(seen, "1:a:0:1000 276:b:0:500000000 0:c:0:4294967296000 ");
    ck_assert_int_eq(stop.error, RT_OK);
    section(true);
    packet(0, 1, "d", 1);
    read_all(size);
    ck_assert_str_eq(stop.cause, "a packet is of interface 0, and the section has 0");
    ck_assert_uint_eq(origin.packet, 0);
}
END_TEST

START_TEST(test_other_packet_blocks)
{
    start();
    interface(1, 4, 0, 0);
    interface(101, 0, 0, 0);
    size_t at = begin(3); /* simple, cut to the snap length of the first interface */
    put(6, 4);
    put_text("abcdef");
    end(at);
    at = begin(2); /* the old form */
    put(1, 2);
    put(7, 2);
    put(0, 4);
    put(5, 4);
    put(3, 4);
    put(4, 4);
    put_text("xyz");
    end(at);
    at = begin(0xbad);
    put_text("what nobody knows");
    end(at);
    packet(1, 6, "", 0);
    read_all(size);
    ck_assert_str_eq(seen, "1:abcd:1:0 101:xyz:1:5000 101::0:6000 ");
    ck_assert_int_eq(stop.error, RT_OK);
}
END_TEST

/* Each resolution gives the same time, as exactly as it can. */
START_TEST(test_times)
{
    static const struct {
        unsigned resolution;
        uint64_t time;
        int64_t offset;
        int64_t ns;
    } rows[] = {
        {6, UINT64_C(1700000000123456), 0, INT64_C(1700000000123456000)},
        {9, UINT64_C(1700000000123456789), 0, INT64_C(1700000000123456789)},
        {3, UINT64_C(1700000000123), 0, INT64_C(1700000000123000000)},
        {12, UINT64_C(1700000123456789), 0, INT64_C(1700000123456)},
        {19, UINT64_C(12345678901234567890), 0, INT64_C(1234567890)},
        {20, UINT64_C(12345678901234567890), 0, INT64_C(123456789)},
        {28, UINT64_C(12345678901234567890), 0, 1},
        {29, UINT64_MAX, 0, 0},
        {127, UINT64_MAX, 0, 0},
        {0x80 + 10, (UINT64_C(1700000000) << 10) + 512, 0, INT64_C(1700000000500000000)},
        {0x80 + 30, (UINT64_C(1700000000) << 30) + 1, 0, INT64_C(1700000000000000000)},
        {0x80 + 32, (UINT64_C(1700000000) << 32) + 0x40000000, 0, INT64_C(1700000000250000000)},
        {0x80 + 40, UINT64_C(3) << 39, 0, INT64_C(1500000000)},
        {0x80 + 63, UINT64_C(1) << 62, 0, 500000000},
        {0x80 + 64, UINT64_C(1) << 63, 0, 500000000},
        {0x80 + 127, UINT64_MAX, 0, 0},
        {0x80, 5, 0, INT64_C(5000000000)},
        {6, 1, 1700000000, INT64_C(1700000000000001000)},
        {6, 1, -1, -999999000},
        {6, 0, INT64_MAX, INT64_MAX},
        {6, 0, INT64_MIN, INT64_MIN},
        {3, UINT64_MAX, 0, INT64_MAX},
        {0x80, UINT64_MAX, 0, INT64_MAX},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char expected[64];
        for (int order = 0; order < 2; order++) {
            size = 0;
            section(order != 0);
            interface(1, 0, rows[i].resolution, rows[i].offset);
            packet(0, rows[i].time, "t", 1);
            read_all(size);
            snprintf(expected, sizeof expected, "1:t:0:%lld ", (long long)rows[i].ns);
            ck_assert_msg(strcmp(seen, expected) == 0, "row %zu: %s", i, seen);
        }
    }
}
END_TEST

/* Sets a number of the file: what follows is not read, what stands before is. */
static void spoil(size_t at, uint32_t value, const char *cause, uint64_t number, size_t begins)
{
    uint8_t kept[4];
    memcpy(kept, file + at, 4);
    rt_bytes_store32(file + at, value);
    read_all(size);
    memcpy(file + at, kept, 4);
    ck_assert_int_eq(stop.error, RT_E_CAPTURE);
    ck_assert_str_eq(stop.cause, cause);
    ck_assert_uint_eq(origin.packet, number);
    ck_assert_uint_eq(origin.offset, begins);
}

START_TEST(test_wrong_lengths)
{
    start();
    size_t at_interface = size;
    interface(1, 0, 0, 0);
    packet(0, 1, "good", 4);
    size_t at = size;
    packet(0, 2, "text", 4);
    spoil(at + 4, 53, "a block of type 6 announces 53 bytes", 2, at);
    spoil(at + 4, 28, "a block of type 6 announces 28 bytes", 2, at);
    spoil(at + 4, 0, "a block of type 6 announces 0 bytes", 2, at);
    spoil(at + 4, 0xfffffffc, "a block of type 6 announces 4294967292 bytes", 2, at);
    spoil(size - 4, 60, "a block has 48 bytes at its beginning and 60 at its end", 2, at);
    spoil(at + 20, 21, "a packet of 21 captured bytes stands in a block with room for 16", 2, at);
    spoil(at + 20, UINT32_MAX,
          "a packet of 4294967295 captured bytes stands in a block with room for 16", 2, at);
    spoil(at + 8, 1, "a packet is of interface 1, and the section has 1", 2, at);
    ck_assert_str_eq(seen, "1:good:0:1000 ");
    spoil(at_interface + 4, 16, "a block of type 1 announces 16 bytes", 0, at_interface);
    ck_assert_str_eq(seen, "");
    spoil(8, 0x1a2b3c4e, "a section has no byte order", 0, 0);
    spoil(12, 2, "version 2.0 of pcapng is not read", 0, 0);
    read_all(size);
    ck_assert_int_eq(stop.error, RT_OK);
}
END_TEST

/* Options that reach beyond their block, or end early, change nothing. */
START_TEST(test_options)
{
    start();
    size_t at = begin(1);
    put(1, 2);
    put(0, 6);
    put(0, 4); /* the end: what follows is none */
    put(9, 2);
    put(1, 2);
    put(3, 4);
    end(at);
    at = begin(1);
    put(1, 2);
    put(0, 6);
    put(9, 2);
    put(1, 2);
    put(9, 4);
    put(14, 2);
    put(8, 2);
    put(1, 4);
    end(at);
    packet(0, 1, "a", 1);
    packet(1, 1, "b", 1);
    read_all(size);
    ck_assert_str_eq(seen, "1:a:0:1000 1:b:0:1 ");
}
END_TEST

/* A block of no use that is larger than any that is kept. */
START_TEST(test_large_block)
{
    static const uint8_t zeros[4096];
    char *bytes = NULL;
    size_t len = 0;
    uint32_t total = RT_CAPTURE_BLOCK_MAX + 4096;
    start();
    interface(1, 0, 0, 0);
    FILE *out = open_memstream(&bytes, &len);
    ck_assert_ptr_nonnull(out);
    fwrite(file, 1, size, out);
    for (uint32_t at = 0; at < total; at += 4096)
        fwrite(zeros, 1, sizeof zeros, out);
    ck_assert_int_eq(fflush(out), 0);
    rt_bytes_store32((uint8_t *)bytes + size, 0xbad);
    rt_bytes_store32((uint8_t *)bytes + size + 4, total);
    rt_bytes_store32((uint8_t *)bytes + len - 4, total);
    size_t before = size;
    packet(0, 1, "behind", 6);
    fwrite(file + before, 1, size - before, out);
    ck_assert_int_eq(fclose(out), 0);
    FILE *in = fmemopen(bytes, len, "r");
    struct rt_capture_frame frame;
    struct rt_capture_file *capture = rt_capture_file_open(in, &stop);
    ck_assert_ptr_nonnull(capture);
    ck_assert(rt_capture_file_next(capture, &frame, &stop));
    ck_assert_uint_eq(frame.bytes.len, 6);
    ck_assert_uint_eq(frame.origin.offset, before + total);
    rt_capture_file_close(capture);
    fclose(in);
    free(bytes);
}
END_TEST

RT_TEST_MAIN("capture_blocks", test_interfaces, test_sections, test_other_packet_blocks, test_times,
             test_wrong_lengths, test_options, test_large_block)
