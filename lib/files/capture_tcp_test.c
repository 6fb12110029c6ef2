// SPDX-License-Identifier: BSD-2-Clause
/* Messages in streams whose segments are split, repeated, out of order or missing. */
#include "files/capture_tcp.h"

#include <string.h>

#include "base/tag.h"
#include "base/test.h"
#include "files/capture_window.h"

enum { TAPE = 400 * 1024, FOUND = 4096 };

static struct rt_capture_tcp *streams;
static struct rt_segment next;
static uint32_t state;

/* What one side sends, and where the messages in it end. */
static uint8_t tape[TAPE];
static size_t tape_len;
static struct rt_view messages[FOUND];
static size_t sent;

/* What came out: whether the messages come in order is checked as they come. */
static size_t found;
static size_t faults;
static struct rt_capture_tcp_message last_fault;

static uint32_t roll(uint32_t sides)
{
    state = state * 1664525u + 1013904223u;
    return (state >> 8) % sides;
}

static void setup(void)
{
    rt_capture_tcp_free(streams);
    streams = rt_capture_tcp_new();
    ck_assert_ptr_nonnull(streams);
    next = (struct rt_segment){.from = {4, {1}, 1000}, .to = {4, {2}, 2002}};
    tape_len = sent = found = faults = 0;
}

static void add_bytes(const void *bytes, size_t len)
{
    memcpy(tape + tape_len, bytes, len);
    tape_len += len;
}

/* A message of at least 16 bytes, with the header of `magic` or the bare length of draft 00. */
static void add_message(bool magic, size_t len)
{
    uint8_t *p = tape + tape_len;
    if (magic)
        memcpy(p, "ROUGHTIM", 8);
    size_t header = magic ? 12 : 4;
    rt_bytes_store32(p + header - 4, (uint32_t)len);
    memset(p + header, (int)(sent % 251), len);
    rt_bytes_store32(p + header, 1);
    rt_bytes_store32(p + header + 4, RT_TAG_NONC);
    messages[sent++] =
        magic ? (struct rt_view){p, header + len} : (struct rt_view){p + header, len};
    tape_len += header + len;
}

static void take_all(void)
{
    struct rt_capture_tcp_message message;
    enum rt_capture_tcp_event event;
    while ((event = rt_capture_tcp_take(streams, &message)) != RT_CAPTURE_TCP_IDLE) {
        if (event == RT_CAPTURE_TCP_FAULT) {
            faults++;
            last_fault = message;
            continue;
        }
        while (found < sent && !rt_view_equal(message.payload, messages[found]))
            found++; /* one that got lost */
        ck_assert_uint_lt(found, sent);
        ck_assert_uint_eq(message.origin.packet, next.origin.packet);
        found++;
    }
}

/* The bytes [from, to) of the tape. */
static void put(uint32_t isn, size_t from, size_t to)
{
    next.seq = isn + (uint32_t)from;
    next.data = (struct rt_view){tape + from, to - from};
    next.origin.packet++;
    rt_capture_tcp_put(streams, &next);
    take_all();
}

static void put_syn(uint32_t isn)
{
    next.syn = true;
    put(isn - 1, 0, 0);
    next.syn = false;
}

static void put_end(void)
{
    rt_capture_tcp_end(streams);
    take_all();
}

START_TEST(test_every_cut_in_two)
{
    for (int order = 0; order < 2; order++) {
        for (size_t cut = 1; cut < 2 * 44; cut++) {
            setup();
            add_message(true, 32);
            add_message(true, 32);
            put_syn(0xffffffe0);
            if (order == 0)
                put(0xffffffe0, 0, cut);
            put(0xffffffe0, cut, tape_len);
            if (order == 1)
                put(0xffffffe0, 0, cut);
            ck_assert_uint_eq(found, 2);
            put_end();
            ck_assert_uint_eq(faults, 0);
        }
    }
}
END_TEST

/* Messages of many sizes in segments that are swapped, repeated and overlap. */
static void send_shuffled(uint32_t isn, uint32_t spread)
{
    size_t reached = 0;
    while (reached < tape_len) {
        size_t from = reached > 3000 ? reached - roll(3000) : 0;
        size_t to = reached + 1 + roll(1400);
        if (to > tape_len)
            to = tape_len;
        size_t middle = from + (to - from) / (1 + roll(spread));
        put(isn, middle, to);
        put(isn, from, middle);
        reached = to;
    }
}

START_TEST(test_random_segments)
{
    for (unsigned round = 0; round < 40; round++) {
        bool magic = round % 2;
        setup();
        while (tape_len < TAPE - 70000)
            add_message(magic, 16 + 4 * roll(round % 8 == 0 ? 16000 : 400));
        uint32_t isn = roll(1u << 24) << 8;
        if (round % 4 < 2)
            put_syn(isn);
        send_shuffled(isn, 5);
        put_end();
        ck_assert_uint_eq(found, sent);
        ck_assert_uint_eq(faults, 0);
    }
}
END_TEST

START_TEST(test_largest_message)
{
    setup();
    add_message(true, 65535);
    add_message(true, 65535);
    add_message(false, 65532);
    for (size_t at = 0; at < tape_len; at += 999)
        put(77, at, at + 999 < tape_len ? at + 999 : tape_len);
    ck_assert_uint_eq(found, 3);
}
END_TEST

START_TEST(test_begins_in_the_middle)
{
    setup();
    add_bytes("the tail of some message, ROUGH, R", 34);
    add_message(true, 64);
    add_bytes("....", 4); /* nothing that a version has, but reading goes on */
    add_message(true, 64);
    put(1, 0, 34);
    put(1, 34, 40);
    put(1, 40, tape_len);
    ck_assert_uint_eq(found, 2);
    put_end();
    ck_assert_uint_eq(faults, 0);
}
END_TEST

START_TEST(test_first_segments_out_of_order)
{
    setup();
    add_message(true, 400);
    add_message(true, 400);
    put(1000, 500, tape_len);
    put(1000, 200, 500);
    put(1000, 0, 200);
    ck_assert_uint_eq(found, 2);
}
END_TEST

START_TEST(test_bare_length_at_the_start_of_a_segment)
{
    setup();
    add_bytes("what came before the capture began", 34);
    add_message(false, 64);
    add_message(false, 32);
    put(1, 0, 34);
    put(1, 34, tape_len);
    ck_assert_uint_eq(found, 2);
}
END_TEST

START_TEST(test_hole_is_given_up_at_the_end)
{
    setup();
    for (int i = 0; i < 5; i++)
        add_message(true, 64);
    put_syn(1);
    put(1, 0, 100); /* message 2 (of five) misses its end */
    put(1, 2 * 76, tape_len);
    ck_assert_uint_eq(found, 1);
    put_end();
    ck_assert_uint_eq(found, 5);
    ck_assert_uint_eq(faults, 1);
    ck_assert_int_eq(last_fault.error, RT_E_TRUNCATED);
    ck_assert_uint_eq(last_fault.announced, 76);
    ck_assert_uint_eq(last_fault.origin.packet, 3);
}
END_TEST

START_TEST(test_hole_is_given_up_when_the_window_is_full)
{
    setup();
    while (sent < 400)
        add_message(true, 500);
    put_syn(1);
    put(1, 0, 700);
    for (size_t at = 1400; at + 1000 <= tape_len; at += 1000)
        put(1, at, at + 1000);
    ck_assert_uint_gt(found, 300);
    ck_assert_uint_eq(faults, 1);
    next.seq = 1 + 900000;
    next.data = messages[399];
    found = 399;
    rt_capture_tcp_put(streams, &next);
    take_all();
    ck_assert_uint_eq(found, 400);
}
END_TEST

START_TEST(test_too_many_holes)
{
    setup();
    while (sent < 200)
        add_message(true, 16);
    put_syn(1);
    for (size_t i = 1; i < 200; i += 2)
        put(1, 28 * i, 28 * i + 28);
    put_end();
    ck_assert_uint_eq(found, 200);
    ck_assert_uint_eq(faults, 0);
}
END_TEST

START_TEST(test_length_that_cannot_be)
{
    setup();
    add_bytes("ROUGHTIM\xff\xff\xff\xff", 12);
    add_message(true, 64);
    put(1, 0, tape_len);
    ck_assert_uint_eq(faults, 1);
    ck_assert_int_eq(last_fault.error, RT_E_TOO_LARGE);
    ck_assert_uint_eq(last_fault.announced, UINT64_C(0xffffffff) + RT_FRAME_SIZE);
    ck_assert_uint_eq(found, 1);
}
END_TEST

START_TEST(test_ports_are_used_again)
{
    setup();
    add_message(true, 64);
    put_syn(1000);
    put(1000, 0, 30);
    put_syn(500000000);
    ck_assert_uint_eq(faults, 1); /* the first connection never said the rest */
    put(500000000, 0, tape_len);
    ck_assert_uint_eq(found, 1);
    next.reset = true;
    put(500000000, tape_len, tape_len);
    next.reset = false;
    found = 0;
    put(7, 0, tape_len);
    ck_assert_uint_eq(found, 1);
    put_end();
    ck_assert_uint_eq(faults, 1);
}
END_TEST

START_TEST(test_oldest_stream_makes_room)
{
    setup();
    add_message(true, 64);
    for (unsigned i = 0; i < RT_CAPTURE_TCP_SLOTS; i++) {
        next.from.port = (uint16_t)(1000 + i);
        put(1, 0, 40);
    }
    next.from.port = 1000; /* 1001 is the oldest now */
    put(1, 40, 50);
    next.from.port = 9;
    put(1, 0, 40);
    ck_assert_uint_eq(faults, 1);
    ck_assert_uint_eq(last_fault.from.port, 1001);
    next.from.port = 1000;
    put(1, 50, tape_len);
    ck_assert_uint_eq(found, 1);
    put_end();
    ck_assert_uint_eq(faults, RT_CAPTURE_TCP_SLOTS);
}
END_TEST

/* Bytes that mean nothing, anywhere: every call returns. */
START_TEST(test_noise)
{
    setup();
    for (size_t i = 0; i < TAPE; i++)
        tape[i] = (uint8_t) "ROUGHTIM\0\1\4N"[roll(12)];
    for (unsigned i = 0; i < 20000; i++) {
        size_t from = roll(TAPE);
        size_t len = roll(1500);
        next.syn = roll(50) == 0;
        next.reset = roll(50) == 0;
        next.seq = (uint32_t)from + (roll(100) == 0 ? roll(1u << 24) << 8 : 0);
        next.data = (struct rt_view){tape + from, len < TAPE - from ? len : TAPE - from};
        next.from.port = (uint16_t)roll(3);
        rt_capture_tcp_put(streams, &next);
        struct rt_capture_tcp_message message;
        while (rt_capture_tcp_take(streams, &message) != RT_CAPTURE_TCP_IDLE)
            ck_assert_uint_le(message.payload.len, RT_PACKET_MAX);
    }
    rt_capture_tcp_free(streams);
    streams = NULL;
}
END_TEST

RT_TEST_MAIN("capture_tcp", test_every_cut_in_two, test_random_segments, test_largest_message,
             test_begins_in_the_middle, test_first_segments_out_of_order,
             test_bare_length_at_the_start_of_a_segment, test_hole_is_given_up_at_the_end,
             test_hole_is_given_up_when_the_window_is_full, test_too_many_holes,
             test_length_that_cannot_be, test_ports_are_used_again, test_oldest_stream_makes_room,
             test_noise)
