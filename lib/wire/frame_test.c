// SPDX-License-Identifier: BSD-2-Clause
/* Packets with and without header, and lengths that do not fit. */
#include "wire/frame.h"

#include <string.h>

#include "base/test.h"

static const uint8_t packet[] = {
    0x52, 0x4f, 0x55, 0x47, 0x48, 0x54, 0x49, 0x4d, /* ROUGHTIM */
    0x04, 0x00, 0x00, 0x00,                         /* 4 bytes */
    0xa1, 0xa2, 0xa3, 0xa4, 0xb5,
};

static struct rt_frame parse(const uint8_t *data, size_t len)
{
    return rt_frame_parse((struct rt_view){data, len});
}

START_TEST(test_framed)
{
    struct rt_frame frame = parse(packet, 16);
    ck_assert(frame.framed);
    ck_assert_uint_eq(frame.length, 4);
    ck_assert_uint_eq(frame.header, RT_FRAME_SIZE);
    ck_assert_ptr_eq(frame.message.data, packet + 12);
    ck_assert_uint_eq(frame.message.len, 4);
    ck_assert_int_eq(frame.fault.error, RT_OK);
}
END_TEST

START_TEST(test_every_truncation)
{
    for (size_t len = 0; len < 16; len++) {
        struct rt_frame frame = parse(packet, len);
        ck_assert_int_eq(frame.framed, len >= 8);
        if (len < 8) {
            ck_assert_uint_eq(frame.header, 0);
            ck_assert_uint_eq(frame.message.len, len);
            ck_assert_int_eq(frame.fault.error, RT_OK);
            continue;
        }
        ck_assert_int_eq(frame.fault.error, RT_E_FRAME_SHORT);
        ck_assert_uint_eq(frame.fault.at, 8);
        ck_assert_uint_eq(frame.header, len < 12 ? len : 12);
        ck_assert_uint_eq(frame.message.len, len < 12 ? 0 : len - 12);
    }
}
END_TEST

START_TEST(test_bytes_after_the_end)
{
    struct rt_frame frame = parse(packet, 17);
    ck_assert_int_eq(frame.fault.error, RT_E_FRAME_LONG);
    ck_assert_uint_eq(frame.fault.at, 16);
    ck_assert_uint_eq(frame.message.len, 4);
}
END_TEST

START_TEST(test_lengths_that_lie)
{
    uint8_t copy[16];
    memcpy(copy, packet, sizeof copy);
    for (int byte = 8; byte < 12; byte++) {
        copy[byte] = 0xff;
        struct rt_frame frame = parse(copy, sizeof copy);
        ck_assert_int_eq(frame.fault.error, RT_E_FRAME_SHORT);
        ck_assert_uint_eq(frame.message.len, 4);
    }
    ck_assert_uint_eq(parse(copy, sizeof copy).length, UINT32_MAX);
    memset(copy + 8, 0, 4);
    struct rt_frame frame = parse(copy, sizeof copy);
    ck_assert_int_eq(frame.fault.error, RT_E_FRAME_LONG);
    ck_assert_uint_eq(frame.fault.at, 12);
    ck_assert_uint_eq(frame.message.len, 0);
}
END_TEST

START_TEST(test_not_framed)
{
    uint8_t copy[16];
    for (int i = 0; i < 8; i++) {
        memcpy(copy, packet, sizeof copy);
        copy[i] ^= 0x20;
        struct rt_frame frame = parse(copy, sizeof copy);
        ck_assert(!frame.framed);
        ck_assert_uint_eq(frame.message.len, sizeof copy);
        ck_assert_uint_eq(frame.header, 0);
        ck_assert_uint_eq(frame.length, 0);
    }
    struct rt_frame none = parse(NULL, 0);
    ck_assert(!none.framed);
    ck_assert_uint_eq(none.message.len, 0);
}
END_TEST

START_TEST(test_magic_under_rules)
{
    struct rt_frame framed = parse(packet, 16);
    struct rt_frame bare = parse(packet + 12, 4);
    ck_assert_int_eq(rt_frame_magic(&framed, RT_FRAMING_ROUGHTIM), RT_OK);
    ck_assert_int_eq(rt_frame_magic(&framed, RT_FRAMING_NONE), RT_E_UNEXPECTED_MAGIC);
    ck_assert_int_eq(rt_frame_magic(&bare, RT_FRAMING_ROUGHTIM), RT_E_NO_MAGIC);
    ck_assert_int_eq(rt_frame_magic(&bare, RT_FRAMING_NONE), RT_OK);
    ck_assert(rt_frame_has_header(RT_FRAMING_ROUGHTIM));
    ck_assert(!rt_frame_has_header(RT_FRAMING_NONE) && !rt_frame_has_header(RT_FRAMING_FORGOTTEN));
}
END_TEST

START_TEST(test_write)
{
    uint8_t out[12];
    struct rt_writer writer = rt_writer_into(out, sizeof out);
    rt_frame_write(&writer, RT_FRAMING_NONE, 4);
    ck_assert_uint_eq(writer.len, 0);
    rt_frame_write(&writer, RT_FRAMING_ROUGHTIM, 4);
    ck_assert_uint_eq(writer.len, 12);
    ck_assert_mem_eq(out, packet, 12);
    rt_frame_write(&writer, RT_FRAMING_ROUGHTIM, 4);
    ck_assert_int_eq(writer.error, RT_E_NO_SPACE);
    ck_assert_uint_eq(writer.len, 24);
}
END_TEST

START_TEST(test_transport_name)
{
    ck_assert_str_eq(rt_transport_name(RT_TRANSPORT_UDP), "udp");
    ck_assert_str_eq(rt_transport_name(RT_TRANSPORT_TCP), "tcp");
}
END_TEST

RT_TEST_MAIN("frame", test_framed, test_every_truncation, test_bytes_after_the_end,
             test_lengths_that_lie, test_not_framed, test_magic_under_rules, test_write,
             test_transport_name)
