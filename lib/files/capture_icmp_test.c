// SPDX-License-Identifier: BSD-2-Clause
/* Signs in a capture that requests did not arrive. */
#include "files/capture_icmp.h"

#include <string.h>

#include "base/test.h"
#include "files/capture.h"
#include "files/capture_make.h"

static struct rt_maker maker;
static char *bytes;
static size_t size;
static struct rt_endpoint client, server, router;
static uint8_t message[128];

static void begin(bool six)
{
    maker = (struct rt_maker){.link = RT_MAKE_RAW};
    maker.file = open_memstream(&bytes, &size);
    client = rt_make_endpoint(six ? "2001:db8::1" : "192.0.2.1", 40000);
    server = rt_make_endpoint(six ? "2001:db8::2" : "192.0.2.2", 2002);
    router = rt_make_endpoint(six ? "2001:db8::3" : "192.0.2.3", 0);
    rt_make_start(&maker);
}

/* An ICMP message that quotes `quoted` bytes of a datagram to the server, its IP header included.
 * Returns the length. */
static size_t quote(bool six, uint8_t type, uint8_t code, size_t quoted)
{
    size_t header = six ? 40 : 20;
    uint8_t *ip = message + 8;
    memset(message, 0, sizeof message);
    message[0] = type;
    message[1] = code;
    ip[0] = six ? 0x60 : 0x45;
    ip[six ? 6 : 9] = RT_IP_UDP;
    ip[six ? 4 : 2] = 4; /* a kibibyte follows, of which little is quoted */
    memcpy(ip + (six ? 8 : 12), client.addr, six ? 16 : 4);
    memcpy(ip + (six ? 24 : 16), server.addr, six ? 16 : 4);
    rt_make_udp_header(ip + header, &client, &server, 1012);
    return 8 + quoted;
}

static void put_icmp(bool six, uint8_t type, uint8_t code, size_t quoted)
{
    rt_make_ip(&maker, &router, &client, six ? 58 : 1,
               (struct rt_view){message, quote(six, type, code, quoted)});
}

static struct rt_capture_sign last; /* without what it quotes, */
static size_t quoted_len;           /* of which this is the length */

static void take_sign(void *context, const struct rt_capture_sign *sign)
{
    last = *sign;
    quoted_len = sign->quoted.len;
    rt_server_seen_sign(context, &sign->server, sign->sign);
}

/* Reads the capture; what it shows of the server is in *sight. */
static void finish(struct rt_server_sight *sight)
{
    struct rt_capture_fault fault;
    struct rt_datagram datagram;
    struct rt_server_seen *seen = rt_server_seen_new();
    ck_assert_int_eq(fclose(maker.file), 0);
    FILE *file = fmemopen(bytes, size, "r");
    struct rt_capture *capture = rt_capture_open(file, &fault);
    ck_assert_ptr_nonnull(capture);
    ck_assert_ptr_nonnull(seen);
    rt_server_seen_add(seen, &server);
    rt_capture_on_sign(capture, take_sign, seen);
    while (rt_capture_next(capture, &datagram, &fault) != RT_CAPTURE_END)
        ck_assert(rt_endpoint_equal(&datagram.to, &server));
    *sight = *rt_server_seen_find(seen, &server);
    rt_server_seen_free(seen);
    rt_capture_close(capture);
    fclose(file);
    free(bytes);
}

/* One message alone. */
static enum rt_server_sign sign_of(bool six, uint8_t type, uint8_t code, size_t quoted)
{
    struct rt_server_sight sight;
    int sign = 0;
    begin(six);
    put_icmp(six, type, code, quoted);
    finish(&sight);
    while (sign < RT_SERVER_SIGN_COUNT && sight.signs[sign] == 0)
        sign++;
    return (enum rt_server_sign)sign;
}

START_TEST(test_kinds)
{
    ck_assert_int_eq(sign_of(false, 3, 3, 28), RT_SERVER_SIGN_PORT);
    ck_assert_int_eq(sign_of(false, 3, 1, 28), RT_SERVER_SIGN_HOST);
    ck_assert_int_eq(sign_of(false, 3, 13, 28), RT_SERVER_SIGN_PROHIBITED);
    ck_assert_int_eq(sign_of(false, 3, 4, 28), RT_SERVER_SIGN_OTHER);
    ck_assert_int_eq(sign_of(true, 1, 4, 48), RT_SERVER_SIGN_PORT);
    ck_assert_int_eq(sign_of(true, 1, 0, 48), RT_SERVER_SIGN_HOST);
    ck_assert_int_eq(sign_of(true, 1, 1, 48), RT_SERVER_SIGN_PROHIBITED);
    ck_assert_int_eq(sign_of(true, 1, 2, 48), RT_SERVER_SIGN_OTHER);
}
END_TEST

/* Messages of other types, or that quote too little, say nothing. */
START_TEST(test_nothing)
{
    ck_assert_int_eq(sign_of(false, 8, 3, 28), RT_SERVER_SIGN_COUNT);
    ck_assert_int_eq(sign_of(false, 11, 0, 28), RT_SERVER_SIGN_COUNT);
    ck_assert_int_eq(sign_of(true, 2, 4, 48), RT_SERVER_SIGN_COUNT);
    ck_assert_int_eq(sign_of(false, 3, 3, 24), RT_SERVER_SIGN_PORT);
    for (size_t quoted = 0; quoted < 24; quoted++)
        ck_assert_int_eq(sign_of(false, 3, 3, quoted), RT_SERVER_SIGN_COUNT);
    for (size_t quoted = 0; quoted < 44; quoted++)
        ck_assert_int_eq(sign_of(true, 1, 4, quoted), RT_SERVER_SIGN_COUNT);
}
END_TEST

/* A sign says whose packet it is about, and how that began. */
START_TEST(test_whose)
{
    ck_assert_int_eq(sign_of(false, 3, 3, 28), RT_SERVER_SIGN_PORT);
    ck_assert(rt_endpoint_equal(&last.client, &client));
    ck_assert(rt_endpoint_equal(&last.server, &server));
    ck_assert_int_eq(last.transport, RT_TRANSPORT_UDP);
    ck_assert(rt_view_present(last.quoted));
    ck_assert_uint_eq(quoted_len, 0);
    ck_assert_int_eq(sign_of(false, 3, 3, 24), RT_SERVER_SIGN_PORT);
    ck_assert_uint_eq(quoted_len, 0);
    ck_assert_int_eq(sign_of(true, 1, 4, 60), RT_SERVER_SIGN_PORT);
    ck_assert(rt_endpoint_equal(&last.client, &client));
    ck_assert_uint_eq(quoted_len, 12);
}
END_TEST

/* What the server resets counts, what the client resets does not. */
START_TEST(test_reset)
{
    struct rt_server_sight sight;
    const struct rt_view none = {NULL, 0};
    begin(false);
    rt_make_tcp(&maker, &client, &server, 1, RT_MAKE_SYN, none);
    rt_make_tcp(&maker, &server, &client, 1, RT_MAKE_RST | RT_MAKE_ACK, none);
    rt_make_tcp(&maker, &client, &server, 2, RT_MAKE_RST, none);
    put_icmp(false, 3, 3, 28);
    finish(&sight);
    ck_assert_uint_eq(sight.signs[RT_SERVER_SIGN_RESET], 1);
    ck_assert_int_eq(last.transport, RT_TRANSPORT_UDP);
    ck_assert_uint_eq(sight.signs[RT_SERVER_SIGN_PORT], 1);
}
END_TEST

RT_TEST_MAIN("capture_icmp", test_kinds, test_nothing, test_whose, test_reset)
