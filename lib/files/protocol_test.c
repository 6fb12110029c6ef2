// SPDX-License-Identifier: BSD-2-Clause
/*
 * Packets of other protocols are named, at every length safely, and no Roughtime packet is taken
 * for one of them.
 */
#include "files/protocol.h"

#include <string.h>

#include "base/test.h"
#include "wire/message.h"

#define SIZE 256

struct example {
    enum rt_protocol protocol;
    size_t len; /* the rest is zero */
    const char *begin;
    size_t begin_len;
};

#define BYTES(text) text, sizeof(text) - 1

static const struct example examples[] = {
    {RT_PROTOCOL_NTP, 48, BYTES("\x23")}, /* a client of version 4 */
    {RT_PROTOCOL_NTP, 48, BYTES("\xe3\x00\x06\xec\x00\x00\x00\x00\x00\x00\x00\x00")},
    {RT_PROTOCOL_NTP, 48, BYTES("\x24\x01\x08\xe9\x00\x00\x00\x00\x00\x00\x00\x10GPS\x00")},
    {RT_PROTOCOL_NTP, 68,
     BYTES("\x1c\x02\x06\xe9\x00\x00\x02\x10\x00\x00\x03\x20\x7f\x00\x00\x01")},
    {RT_PROTOCOL_NTP, 228, BYTES("\x23\x00\x06\x20")}, /* with extension fields */
    {RT_PROTOCOL_DNS, 29,
     BYTES("\x12\x34\x01\x00\x00\x01\x00\x00\x00\x00\x00\x00\x07"
           "example\x03"
           "com\x00\x00\x01\x00\x01")},
    {RT_PROTOCOL_DNS, 17 + 16,
     BYTES("\x00\x07\x81\x80\x00\x01\x00\x01\x00\x00\x00\x00\x00\x00\x06\x00\x01")},
    {RT_PROTOCOL_DNS, 19,
     BYTES("\x00\x11\x00\x07\x01\x00\x00\x01\x00\x00\x00\x00\x00\x00\x00\x00\x02\x00\x01")},
    {RT_PROTOCOL_TLS, 200, BYTES("\x16\x03\x01\x00\xc3\x01\x00\x00\xbf\x03\x03")},
    {RT_PROTOCOL_TLS, 7, BYTES("\x15\x03\x03\x00\x02\x02\x28")},
    {RT_PROTOCOL_NTS_KE, 200,
     BYTES("\x16\x03\x01\x00\xc3\x01\x00\x00\xbf\x03\x03\x00\x10\x00\x0a\x00\x08\x07ntske/1")},
    {RT_PROTOCOL_DTLS, 100, BYTES("\x16\xfe\xfd\x00\x00\x00\x00\x00\x00\x00\x00\x00\x57\x01")},
    {RT_PROTOCOL_SSH, 21, BYTES("SSH-2.0-OpenSSH_9.2\r\n")},
    {RT_PROTOCOL_HTTP, 18, BYTES("GET / HTTP/1.1\r\n\r\n")},
    {RT_PROTOCOL_HTTP, 30, BYTES("HTTP/1.1 400 Bad Request\r\n")},
    {RT_PROTOCOL_STUN, 20, BYTES("\x00\x01\x00\x00\x21\x12\xa4\x42")},
    {RT_PROTOCOL_QUIC, 100, BYTES("\xc3\x00\x00\x00\x01\x08")},
    {RT_PROTOCOL_QUIC, 100, BYTES("\xd3\x6b\x33\x43\xcf\x08")},
    {RT_PROTOCOL_PTP, 44, BYTES("\x00\x02\x00\x2c")},
    {RT_PROTOCOL_PTP, 54, BYTES("\x11\x12\x00\x36")},
};

#define EXAMPLES (sizeof examples / sizeof examples[0])

static struct rt_view view_of(const struct example *example, uint8_t bytes[SIZE])
{
    memset(bytes, 0, SIZE);
    memcpy(bytes, example->begin, example->begin_len);
    return (struct rt_view){bytes, example->len};
}

START_TEST(test_each_is_known)
{
    bool seen[RT_PROTOCOL_COUNT] = {false};
    uint8_t bytes[SIZE];
    for (size_t i = 0; i < EXAMPLES; i++) {
        enum rt_protocol found = rt_protocol_find(view_of(&examples[i], bytes));
        ck_assert_msg(found == examples[i].protocol, "example %zu: %d", i, (int)found);
        seen[found] = true;
    }
    seen[RT_PROTOCOL_DRAFT00_TCP] = true; /* test_draft00_tcp */
    for (int i = RT_PROTOCOL_UNKNOWN + 1; i < RT_PROTOCOL_COUNT; i++) {
        ck_assert_msg(seen[i], "%s has no example", rt_protocol_name((enum rt_protocol)i));
        ck_assert_ptr_nonnull(rt_protocol_text((enum rt_protocol)i));
    }
    ck_assert_ptr_null(rt_protocol_name(RT_PROTOCOL_UNKNOWN));
    ck_assert_ptr_null(rt_protocol_text(RT_PROTOCOL_UNKNOWN));
}
END_TEST

/* Copies that end where the bytes end, so that sanitizers notice reading beyond. */
START_TEST(test_every_length)
{
    for (size_t i = 0; i < EXAMPLES; i++) {
        for (size_t len = 0; len <= examples[i].len; len++) {
            uint8_t whole[SIZE];
            struct rt_view view = view_of(&examples[i], whole);
            uint8_t *copy = malloc(len + 1);
            memcpy(copy + 1, view.data, len);
            enum rt_protocol found = rt_protocol_find((struct rt_view){copy + 1, len});
            ck_assert_int_lt((int)found, RT_PROTOCOL_COUNT);
            free(copy);
        }
    }
    ck_assert_int_eq(rt_protocol_find((struct rt_view){NULL, 0}), RT_PROTOCOL_UNKNOWN);
}
END_TEST

/* A request of draft 00, as it is and behind its length. */
START_TEST(test_draft00_tcp)
{
    uint8_t nonce[64] = {1}, packet[SIZE];
    struct rt_field fields[] = {{RT_TAG_NONC, {nonce, sizeof nonce}},
                                {RT_TAG_PAD, {nonce, sizeof nonce}}};
    struct rt_writer writer = rt_writer_into(packet + 4, SIZE - 4);
    rt_message_write(&writer, fields, 2);
    size_t len = rt_message_size(fields, 2);
    packet[0] = (uint8_t)len;
    packet[1] = packet[2] = packet[3] = 0;
    ck_assert_int_eq(rt_protocol_find((struct rt_view){packet + 4, len}), RT_PROTOCOL_UNKNOWN);
    ck_assert_int_eq(rt_protocol_find((struct rt_view){packet, len + 4}), RT_PROTOCOL_DRAFT00_TCP);
    ck_assert_int_eq(rt_protocol_find((struct rt_view){packet, len + 3}), RT_PROTOCOL_UNKNOWN);
}
END_TEST

START_TEST(test_roughtime_is_nothing_else)
{
    uint8_t bytes[SIZE] = "ROUGHTIM";
    for (size_t len = 8; len <= SIZE; len++)
        ck_assert_int_eq(rt_protocol_find((struct rt_view){bytes, len}), RT_PROTOCOL_UNKNOWN);
    memset(bytes, 0, sizeof bytes);
    for (size_t len = 0; len <= SIZE; len++)
        ck_assert_int_eq(rt_protocol_find((struct rt_view){bytes, len}), RT_PROTOCOL_UNKNOWN);
    memset(bytes, 0xff, sizeof bytes);
    for (size_t len = 0; len <= SIZE; len++)
        ck_assert_int_eq(rt_protocol_find((struct rt_view){bytes, len}), RT_PROTOCOL_UNKNOWN);
    /* NTP of version 1 begins like the number of tags of a message. */
    memset(bytes, 0, sizeof bytes);
    for (bytes[0] = 1; bytes[0] <= 16; bytes[0]++)
        ck_assert_int_eq(rt_protocol_find((struct rt_view){bytes, 48}), RT_PROTOCOL_UNKNOWN);
}
END_TEST

RT_TEST_MAIN("protocol", test_each_is_known, test_every_length, test_draft00_tcp,
             test_roughtime_is_nothing_else)
