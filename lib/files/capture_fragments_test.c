// SPDX-License-Identifier: BSD-2-Clause
/* Fragments in every order, that overlap, repeat or are missing. */
#include "files/capture_fragments.h"

#include <string.h>

#include "base/test.h"

enum { LENGTH = 8 * 100 + 5 };

static struct rt_capture_fragments *reassembly;
static uint8_t whole_bytes[LENGTH];
static struct rt_origin origin;
static struct rt_capture_ip whole;
static struct rt_unfinished lost;
static uint32_t state;

static uint32_t roll(uint32_t sides)
{
    state = state * 1664525u + 1013904223u;
    return (state >> 8) % sides;
}

static void setup(void)
{
    rt_capture_fragments_free(reassembly);
    reassembly = rt_capture_fragments_new();
    ck_assert_ptr_nonnull(reassembly);
    origin = (struct rt_origin){.packet = 0};
    for (size_t i = 0; i < LENGTH; i++)
        whole_bytes[i] = (uint8_t)(i * 31 + i / 256);
}

static struct rt_capture_ip piece_of(uint32_t id, size_t offset, size_t len)
{
    return (struct rt_capture_ip){
        .from = {.family = 4, .addr = {1}},
        .to = {.family = 4, .addr = {2}},
        .protocol = RT_IP_UDP,
        .payload = {whole_bytes + offset, len},
        .announced = len,
        .fragment = true,
        .more = offset + len < LENGTH,
        .id = id,
        .offset = offset,
    };
}

static enum rt_error add(const struct rt_capture_ip *piece)
{
    origin.packet++;
    return rt_capture_fragments_add(reassembly, piece, &origin, &whole, &lost);
}

static enum rt_error add_piece(uint32_t id, size_t offset, size_t len)
{
    struct rt_capture_ip piece = piece_of(id, offset, len);
    return add(&piece);
}

static void check_whole(void)
{
    ck_assert(rt_view_equal(whole.payload, (struct rt_view){whole_bytes, LENGTH}));
    ck_assert_uint_eq(whole.announced, LENGTH);
    ck_assert_int_eq(whole.protocol, RT_IP_UDP);
    ck_assert_int_eq(whole.from.addr[0], 1);
}

/* Random pieces, overlapping and repeated, until every byte has come; whole then and not before. */
START_TEST(test_any_order_and_overlap)
{
    setup();
    for (uint32_t id = 1; id <= 300; id++) {
        bool have[LENGTH] = {false};
        size_t missing = LENGTH;
        while (missing > 0) {
            size_t offset = 8 * roll(101);
            size_t len = 8 * (1 + roll(20));
            if (offset + len > LENGTH)
                len = LENGTH - offset;
            ck_assert_int_eq(add_piece(id, offset, len), RT_OK);
            for (size_t i = offset; i < offset + len; i++) {
                missing -= !have[i];
                have[i] = true;
            }
            ck_assert_int_eq(rt_view_present(whole.payload), missing == 0);
        }
        check_whole();
    }
    rt_capture_fragments_drain(reassembly, &lost);
    ck_assert(!lost.present);
}
END_TEST

START_TEST(test_first_bytes_stay)
{
    setup();
    ck_assert_int_eq(add_piece(1, 0, 400), RT_OK);
    struct rt_capture_ip other = piece_of(1, 200, 400);
    uint8_t wrong[400];
    memset(wrong, 0xff, sizeof wrong);
    memcpy(wrong + 200, whole_bytes + 400, 200);
    other.payload.data = wrong;
    ck_assert_int_eq(add(&other), RT_OK);
    ck_assert_int_eq(add_piece(1, 600, LENGTH - 600), RT_OK);
    check_whole();
}
END_TEST

START_TEST(test_wrong_pieces)
{
    setup();
    struct rt_capture_ip piece = piece_of(1, 0, 12); /* not a multiple of 8, and more to come */
    ck_assert_int_eq(add(&piece), RT_E_CAPTURE);
    piece = piece_of(1, 0, 0);
    ck_assert_int_eq(add(&piece), RT_E_CAPTURE);
    piece = piece_of(1, 0, 16);
    piece.announced = 24;
    ck_assert_int_eq(add(&piece), RT_E_TRUNCATED);
    piece = piece_of(1, 0, 800);
    piece.offset = 65528;
    ck_assert_int_eq(add(&piece), RT_E_CAPTURE);

    ck_assert_int_eq(add_piece(2, 400, 80), RT_OK);
    piece = piece_of(2, 0, 80);
    piece.more = false; /* an end in front of what was seen */
    ck_assert_int_eq(add(&piece), RT_E_CAPTURE);
    ck_assert_int_eq(add_piece(2, 480, LENGTH - 480), RT_OK);
    piece = piece_of(2, 800, 5);
    piece.more = true;
    piece.payload.len = piece.announced = 8; /* behind the end */
    piece.payload.data = whole_bytes;
    ck_assert_int_eq(add(&piece), RT_E_CAPTURE);
    ck_assert_int_eq(add_piece(2, 0, 400), RT_OK);
    check_whole();
}
END_TEST

START_TEST(test_packets_are_told_apart)
{
    setup();
    struct rt_capture_ip piece;
    for (uint8_t i = 0; i < 4; i++) {
        piece = piece_of(7 + (i == 1), 0, 400);
        piece.to.addr[3] = i == 2;
        piece.protocol = i == 3 ? 1 : RT_IP_UDP;
        ck_assert_int_eq(add(&piece), RT_OK);
    }
    for (uint8_t i = 0; i < 4; i++) {
        piece = piece_of(7 + (i == 1), 400, LENGTH - 400);
        piece.to.addr[3] = i == 2;
        piece.protocol = i == 3 ? 1 : RT_IP_UDP;
        ck_assert_int_eq(add(&piece), RT_OK);
        ck_assert(rt_view_present(whole.payload));
    }
}
END_TEST

START_TEST(test_oldest_makes_room)
{
    setup();
    for (uint32_t id = 0; id < RT_CAPTURE_FRAGMENTS_SLOTS; id++)
        ck_assert_int_eq(add_piece(id, 0, 400), RT_OK);
    ck_assert(!lost.present);
    ck_assert_int_eq(add_piece(0, 400, 80), RT_OK); /* now 1 is the oldest */
    ck_assert_int_eq(add_piece(1000, 0, 400), RT_OK);
    ck_assert(lost.present);
    ck_assert_uint_eq(lost.packet, 2);
    ck_assert_uint_eq(lost.len, sizeof lost.start);
    ck_assert_mem_eq(lost.start, whole_bytes, lost.len);
    ck_assert_int_eq(add_piece(0, 480, LENGTH - 480), RT_OK);
    check_whole();
    ck_assert_int_eq(add_piece(1001, 400, 80), RT_OK); /* the finished one goes first */
    ck_assert(!lost.present);
    size_t left = 0;
    for (rt_capture_fragments_drain(reassembly, &lost); lost.present; left++)
        rt_capture_fragments_drain(reassembly, &lost);
    ck_assert_uint_eq(left, RT_CAPTURE_FRAGMENTS_SLOTS);
}
END_TEST

START_TEST(test_numbers_come_round_again)
{
    setup();
    ck_assert_int_eq(add_piece(5, 0, 400), RT_OK);
    origin.time_ns = INT64_C(61000000000);
    ck_assert_int_eq(add_piece(5, 400, LENGTH - 400), RT_OK);
    ck_assert(lost.present && !rt_view_present(whole.payload));
    ck_assert_int_eq(add_piece(5, 0, 400), RT_OK);
    check_whole();
    ck_assert_int_eq(add_piece(5, 0, 400), RT_OK); /* a late copy */
    rt_capture_fragments_drain(reassembly, &lost);
    ck_assert(!lost.present);
    whole_bytes[100] ^= 1; /* another packet */
    ck_assert_int_eq(add_piece(5, 400, LENGTH - 400), RT_OK);
    ck_assert_int_eq(add_piece(5, 0, 400), RT_OK);
    ck_assert(!rt_view_present(whole.payload));
    ck_assert_int_eq(add_piece(5, 400, LENGTH - 400), RT_OK);
    check_whole();
    rt_capture_fragments_free(reassembly);
    reassembly = NULL;
}
END_TEST

RT_TEST_MAIN("capture_fragments", test_any_order_and_overlap, test_first_bytes_stay,
             test_wrong_pieces, test_packets_are_told_apart, test_oldest_makes_room,
             test_numbers_come_round_again)
