// SPDX-License-Identifier: BSD-2-Clause
/*
 * Responses find their requests: by nonce, by ends, by the tree where the nonce does not come back,
 * and not at all where nothing says which was meant.
 */
#include "judge/pairing.h"

#include <string.h>

#include "base/test.h"
#include "wire/message.h"
#include "wire/packet.h"

#define PACKET_SIZE 128

static struct rt_pairing *pairing;
static struct rt_crypto *crypto;

static void begin(void)
{
    pairing = rt_pairing_new();
    crypto = rt_crypto_new();
    ck_assert_ptr_nonnull(pairing);
    ck_assert_ptr_nonnull(crypto);
}

static void end(void)
{
    rt_pairing_free(pairing);
    rt_crypto_free(crypto);
}

static struct rt_pairing_ends ends_of(uint16_t client)
{
    struct rt_pairing_ends ends = {.transport = RT_TRANSPORT_UDP};
    ends.client.port = client;
    ends.server.port = 2002;
    return ends;
}

/* A message with NONC full of `fill`, and with INDX if it is to be a response. */
static struct rt_view packet_of(uint8_t buffer[PACKET_SIZE], uint32_t fill, bool response,
                                bool echo)
{
    uint8_t nonce[32];
    static const uint8_t index[4];
    struct rt_writer writer = rt_writer_into(buffer, PACKET_SIZE);
    struct rt_field fields[2];
    size_t count = 0;
    for (size_t i = 0; i < sizeof nonce; i += 4)
        rt_bytes_store32(nonce + i, fill);
    if (echo)
        fields[count++] = (struct rt_field){(uint32_t)RT_TAG_NONC, {nonce, sizeof nonce}};
    if (response)
        fields[count++] = (struct rt_field){(uint32_t)RT_TAG_INDX, {index, sizeof index}};
    rt_message_write(&writer, fields, count);
    ck_assert_int_eq(writer.error, RT_OK);
    return rt_writer_view(&writer);
}

static void send_request(uint16_t client, uint32_t fill)
{
    uint8_t buffer[PACKET_SIZE];
    struct rt_pairing_ends ends = ends_of(client);
    ck_assert_int_eq(rt_pairing_add(pairing, &ends, packet_of(buffer, fill, false, true), NULL),
                     RT_OK);
}

/* Whether the response with this nonce finds just the request with it. */
static bool finds(uint16_t client, uint32_t fill)
{
    uint8_t buffer[PACKET_SIZE];
    uint8_t wanted[PACKET_SIZE];
    struct rt_pairing_ends ends = ends_of(client);
    struct rt_view found =
        rt_pairing_find(pairing, crypto, &ends, packet_of(buffer, fill, true, true));
    return rt_view_present(found) && rt_view_equal(found, packet_of(wanted, fill, false, true));
}

START_TEST(test_nonce)
{
    begin();
    for (uint32_t i = 0; i < 10; i++)
        send_request(1, i);
    for (uint32_t i = 10; i-- > 0;)
        ck_assert(finds(1, i));
    ck_assert_uint_eq(rt_pairing_unanswered(pairing), 0);
    /* Captured twice. */
    ck_assert(finds(1, 3));
    ck_assert_uint_eq(rt_pairing_unanswered(pairing), 0);
    end();
}
END_TEST

/* Only the request whose nonce it is, and not the only one that waits. */
START_TEST(test_match)
{
    uint8_t buffer[PACKET_SIZE];
    struct rt_pairing_ends ends = ends_of(1);
    begin();
    send_request(1, 7);
    ck_assert(!rt_view_present(
        rt_pairing_match(pairing, crypto, &ends, packet_of(buffer, 8, true, true))));
    ck_assert_uint_eq(rt_pairing_unanswered(pairing), 1);
    ck_assert(rt_view_present(
        rt_pairing_match(pairing, crypto, &ends, packet_of(buffer, 7, true, true))));
    ck_assert_uint_eq(rt_pairing_unanswered(pairing), 0);
    end();
}
END_TEST

/* The marks of the requests between these ends that have no response, the oldest first; '-': none.
 */
static const char *marks_of(uint16_t client)
{
    static char text[RT_PAIRING_MARKED + 8];
    struct rt_pairing_request found;
    size_t place = 0, count = 0;
    while (count < sizeof text - 1 && rt_pairing_next_unanswered(pairing, &place, &found))
        if (found.ends.client.port == client)
            text[count++] = found.signs ? (char)('0' + found.signs) : '-';
    text[count] = '\0';
    return text;
}

/* A sign marks the newest request that it quotes, or all of a connection, and no others. */
START_TEST(test_marks)
{
    const struct rt_view empty = {(const uint8_t *)"", 0}, all = {NULL, 0};
    const struct rt_pairing_ends one = ends_of(1), two = ends_of(2);
    uint8_t buffer[PACKET_SIZE];
    begin();
    rt_pairing_mark(pairing, &one, all, 1);
    for (uint32_t i = 0; i < 3; i++)
        send_request(1, i);
    send_request(2, 0);
    rt_pairing_mark(pairing, &one, packet_of(buffer, 1, false, true), 1);
    ck_assert_str_eq(marks_of(1), "-1-");
    rt_pairing_mark(pairing, &one, empty, 2);
    ck_assert_str_eq(marks_of(1), "-12");
    rt_pairing_mark(pairing, &one, packet_of(buffer, 7, false, true), 4);
    ck_assert_str_eq(marks_of(1), "-12");
    rt_pairing_mark(pairing, &one, rt_view_slice(packet_of(buffer, 0, false, true), 0, 20), 4);
    ck_assert_str_eq(marks_of(1), "412");
    ck_assert_str_eq(marks_of(2), "-");
    rt_pairing_mark(pairing, &two, all, 1);
    rt_pairing_mark(pairing, &one, all, 1);
    ck_assert_str_eq(marks_of(1), "513");
    ck_assert_str_eq(marks_of(2), "1");
    for (uint32_t i = 0; i < RT_PAIRING_MARKED; i++)
        send_request(3, i);
    send_request(3, 99);
    const struct rt_pairing_ends three = ends_of(3);
    rt_pairing_mark(pairing, &three, all, 1);
    ck_assert_uint_eq(strspn(marks_of(3), "-"), 1);
    end();
}
END_TEST

START_TEST(test_ends)
{
    begin();
    send_request(1, 7);
    send_request(2, 7);
    ck_assert(!finds(3, 7));
    ck_assert_uint_eq(rt_pairing_unanswered(pairing), 2);
    ck_assert(finds(2, 7));
    ck_assert_uint_eq(rt_pairing_unanswered(pairing), 1);
    end();
}
END_TEST

START_TEST(test_unanswered_in_order)
{
    enum { SENT = 3000, ANSWERED = 700 };
    uint8_t buffer[PACKET_SIZE];
    struct rt_pairing_request request;
    size_t place = 0;
    begin();
    ck_assert(!rt_pairing_next_unanswered(pairing, &place, &request));
    /* Answers to the first let the slots be used again before there are more of them. */
    for (uint32_t i = 0; i < SENT; i++) {
        struct rt_pairing_source source = {"file", i, 5};
        struct rt_pairing_ends ends = ends_of((uint16_t)i);
        ck_assert_int_eq(rt_pairing_add(pairing, &ends, packet_of(buffer, i, false, true), &source),
                         RT_OK);
        if (i < ANSWERED)
            ck_assert(finds((uint16_t)i, i));
    }
    for (uint32_t i = ANSWERED; i < SENT; i++) {
        ck_assert(rt_pairing_next_unanswered(pairing, &place, &request));
        ck_assert_uint_eq(request.source.record, i);
        ck_assert_str_eq(request.source.file, "file");
        ck_assert_int_eq(request.source.time_ns, 5);
        ck_assert_uint_eq(request.ends.client.port, i);
        ck_assert(rt_view_equal(request.request, packet_of(buffer, i, false, true)));
    }
    ck_assert(!rt_pairing_next_unanswered(pairing, &place, &request));
    end();
}
END_TEST

START_TEST(test_without_echo)
{
    uint8_t buffer[PACKET_SIZE];
    struct rt_pairing_ends ends = ends_of(1);
    begin();
    struct rt_view response = packet_of(buffer, 0, true, false);
    ck_assert(!rt_view_present(rt_pairing_find(pairing, crypto, &ends, response)));
    send_request(1, 1);
    ck_assert(rt_view_present(rt_pairing_find(pairing, crypto, &ends, response)));
    ck_assert_uint_eq(rt_pairing_unanswered(pairing), 0);
    end();
}
END_TEST

START_TEST(test_foreign_nonce)
{
    uint8_t buffer[PACKET_SIZE];
    struct rt_pairing_ends ends = ends_of(1);
    begin();
    struct rt_view response = packet_of(buffer, 99, true, true);
    /* One request waits: the check of the nonce shall say that it is not the one. */
    send_request(1, 1);
    ck_assert(rt_view_present(rt_pairing_find(pairing, crypto, &ends, response)));
    send_request(1, 2);
    send_request(1, 3);
    ck_assert(!rt_view_present(rt_pairing_find(pairing, crypto, &ends, response)));
    ck_assert_uint_eq(rt_pairing_unanswered(pairing), 2);
    end();
}
END_TEST

START_TEST(test_bounds)
{
    begin();
    for (uint32_t i = 0; i < RT_PAIRING_REQUESTS + 100; i++)
        send_request((uint16_t)(i % 50), i);
    ck_assert_uint_eq(rt_pairing_unanswered(pairing), RT_PAIRING_REQUESTS + 100);
    for (uint32_t i = 0; i < RT_PAIRING_REQUESTS + 100; i++)
        ck_assert_int_eq(finds((uint16_t)(i % 50), i), i >= 100);
    ck_assert_uint_eq(rt_pairing_unanswered(pairing), 100);
    end();
}
END_TEST

START_TEST(test_many_answered)
{
    begin();
    /* Requests that are answered at once take no more than the first slots; all are found. */
    for (uint32_t i = 0; i < 4 * RT_PAIRING_REQUESTS; i++) {
        send_request(1, i);
        ck_assert(finds(1, i));
    }
    ck_assert_uint_eq(rt_pairing_unanswered(pairing), 0);
    end();
}
END_TEST

RT_TEST_MAIN("pairing", test_nonce, test_match, test_marks, test_ends, test_unanswered_in_order,
             test_without_echo, test_foreign_nonce, test_bounds, test_many_answered)
