// SPDX-License-Identifier: BSD-2-Clause
/* Intervals that meet, touch, miss each other, or end where numbers do. */
#include "judge/agree.h"

#include "base/key.h"
#include "base/test.h"

#define MOST 12

static uint32_t state = 1;

static uint32_t draw(uint32_t below)
{
    state = state * 1664525u + 1013904223u;
    return (state >> 8) % below;
}

static size_t at_point(const struct rt_interval *intervals, size_t count, int64_t point)
{
    size_t open = 0;
    for (size_t i = 0; i < count; i++)
        open += intervals[i].low <= point && point <= intervals[i].high;
    return open;
}

/* Every point of a small line is looked at. */
static void check_by_force(const struct rt_interval *intervals, size_t count, int64_t line)
{
    struct rt_edge edges[2 * MOST];
    struct rt_agreement found = rt_agree(intervals, count, edges);
    size_t best = 0;
    int64_t first = 0;
    for (int64_t point = -1; point <= line; point++) {
        size_t open = at_point(intervals, count, point);
        if (open > best) {
            best = open;
            first = point;
        }
    }
    ck_assert_uint_eq(found.count, best);
    if (best == 0)
        return;
    ck_assert_int_eq(found.shared.low, first);
    ck_assert_uint_eq(at_point(intervals, count, found.shared.high), best);
    size_t members = 0;
    bool ends = false;
    for (size_t i = 0; i < count; i++) {
        bool member = rt_interval_holds(intervals[i], found.shared);
        members += member;
        ends = ends || (member && intervals[i].high == found.shared.high);
    }
    ck_assert_uint_eq(members, best);
    ck_assert(ends);
}

START_TEST(test_random)
{
    for (int round = 0; round < 20000; round++) {
        struct rt_interval intervals[MOST];
        size_t count = draw(MOST + 1);
        int64_t line = 2 + draw(60);
        for (size_t i = 0; i < count; i++) {
            int64_t low = draw((uint32_t)line);
            intervals[i] = (struct rt_interval){low, low + draw(12)};
            if (draw(20) == 0)
                intervals[i].high = low - 1; /* upside down: no interval */
        }
        check_by_force(intervals, count, line + 12);
    }
}
END_TEST

START_TEST(test_known)
{
    struct rt_edge edges[8];
    /* The example of Marzullo's algorithm in common use. */
    struct rt_interval a[] = {{8, 12}, {11, 13}, {14, 15}};
    struct rt_agreement found = rt_agree(a, 3, edges);
    ck_assert_uint_eq(found.count, 2);
    ck_assert_int_eq(found.shared.low, 11);
    ck_assert_int_eq(found.shared.high, 12);
    struct rt_interval touch[] = {{0, 5}, {5, 9}};
    found = rt_agree(touch, 2, edges);
    ck_assert_uint_eq(found.count, 2);
    ck_assert_int_eq(found.shared.low, 5);
    ck_assert_int_eq(found.shared.high, 5);
    struct rt_interval apart[] = {{0, 1}, {3, 4}};
    found = rt_agree(apart, 2, edges);
    ck_assert_uint_eq(found.count, 1);
    ck_assert_uint_eq(found.ties, 1);
    ck_assert_uint_eq(rt_agree(apart, 0, edges).count, 0);
}
END_TEST

START_TEST(test_around)
{
    struct rt_interval r = rt_interval_around(-5, 7);
    ck_assert(r.low == -12 && r.high == 2);
    r = rt_interval_around(INT64_MAX - 3, 10);
    ck_assert(r.low == INT64_MAX - 13 && r.high == INT64_MAX);
    r = rt_interval_around(INT64_MIN + 3, 10);
    ck_assert(r.low == INT64_MIN && r.high == INT64_MIN + 13);
    r = rt_interval_around(0, UINT64_MAX);
    ck_assert(r.low == INT64_MIN && r.high == INT64_MAX);
}
END_TEST

START_TEST(test_equal_keys)
{
    static const uint8_t key[3][RT_KEY_SIZE] = {{9}, {1}, {9, 0, 1}};
    struct rt_agree_key keys[] = {
        {key[0], 0, 99}, {key[1], 1, 99}, {key[0], 2, 99}, {key[2], 3, 99}, {key[1], 4, 99},
    };
    size_t first[5] = {99, 99, 99, 99, 99};
    ck_assert_uint_eq(rt_agree_equal_keys(keys, 5), 3);
    for (size_t i = 0; i < 5; i++)
        first[keys[i].number] = keys[i].first;
    ck_assert_uint_eq(first[0], 0);
    ck_assert_uint_eq(first[1], 1);
    ck_assert_uint_eq(first[2], 0);
    ck_assert_uint_eq(first[3], 3);
    ck_assert_uint_eq(first[4], 1);
    ck_assert_uint_eq(rt_agree_equal_keys(keys, 0), 0);
}
END_TEST

/* Three answers of one key outvote nobody: they count once, as what they share. */
START_TEST(test_one_key_counts_once)
{
    struct rt_edge edges[10];
    struct rt_agree_answer answers[] = {
        {.first = 0, .measured = true, .own = {0, 10}},
        {.first = 0, .measured = true, .own = {4, 20}},
        {.first = 2, .measured = true, .own = {8, 30}},
        {.first = 0, .measured = true, .own = {-5, 9}},
        {.first = 4, .measured = true, .own = {40, 50}},
    };
    struct rt_agree_sum sum = rt_agree_answers(answers, 5, edges);
    ck_assert_uint_eq(sum.measured, 3);
    ck_assert_uint_eq(sum.contradictory, 0);
    ck_assert_uint_eq(sum.agreement.count, 2);
    ck_assert_uint_eq(sum.agreement.ties, 0);
    ck_assert_int_eq(sum.agreement.shared.low, 8);
    ck_assert_int_eq(sum.agreement.shared.high, 9);
    for (size_t i = 0; i < 4; i++)
        ck_assert(answers[i].agrees && answers[i].key_measured);
    ck_assert(!answers[4].agrees && answers[4].key_measured);
    ck_assert_int_eq(answers[1].shared.low, 4);
    ck_assert_int_eq(answers[3].shared.high, 9);
}
END_TEST

/* A key whose answers exclude each other proves nothing, and agrees with nobody. */
START_TEST(test_contradictory_key)
{
    struct rt_edge edges[6];
    struct rt_agree_answer answers[] = {
        {.first = 0, .measured = true, .own = {0, 10}},
        {.first = 1, .measured = true, .own = {5, 15}},
        {.first = 0, .measured = true, .own = {11, 20}},
    };
    struct rt_agree_sum sum = rt_agree_answers(answers, 3, edges);
    ck_assert_uint_eq(sum.measured, 2);
    ck_assert_uint_eq(sum.contradictory, 1);
    ck_assert_uint_eq(sum.agreement.count, 1);
    ck_assert_int_eq(sum.agreement.shared.low, 5);
    ck_assert(!answers[0].agrees && answers[1].agrees && !answers[2].agrees);
    ck_assert_int_gt(answers[2].shared.low, answers[2].shared.high);
    /* Alone, it leaves no agreement; its place at 0 is not taken for one. */
    answers[1].measured = false;
    sum = rt_agree_answers(answers, 3, edges);
    ck_assert_uint_eq(sum.measured, 1);
    ck_assert_uint_eq(sum.agreement.count, 0);
    ck_assert(!answers[0].agrees && !answers[1].agrees && !answers[2].agrees);
    ck_assert(!answers[1].key_measured);
}
END_TEST

/* The first answer of a key proves no time, a later one does; what an earlier sum wrote is gone. */
START_TEST(test_first_is_silent)
{
    struct rt_edge edges[6];
    struct rt_agree_answer answers[] = {
        {.first = 0, .agrees = true, .key_measured = true, .shared = {0, 1}},
        {.first = 0, .measured = true, .own = {5, 9}},
        {.first = 2, .agrees = true, .key_measured = true},
    };
    struct rt_agree_sum sum = rt_agree_answers(answers, 3, edges);
    ck_assert_uint_eq(sum.measured, 1);
    ck_assert_uint_eq(sum.agreement.count, 1);
    ck_assert_int_eq(sum.agreement.shared.low, 5);
    ck_assert_int_eq(sum.agreement.shared.high, 9);
    ck_assert(!answers[0].agrees && answers[0].key_measured);
    ck_assert(answers[1].agrees && answers[1].key_measured);
    ck_assert(!answers[2].agrees && !answers[2].key_measured);
    ck_assert_uint_eq(rt_agree_answers(answers, 0, edges).agreement.count, 0);
}
END_TEST

RT_TEST_MAIN("agree", test_random, test_known, test_around, test_equal_keys,
             test_one_key_counts_once, test_contradictory_key, test_first_is_silent)
