// SPDX-License-Identifier: BSD-2-Clause
/* Intervals that meet, touch, miss each other, or end where numbers do. */
#include "judge/agree.h"

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

RT_TEST_MAIN("agree", test_random, test_known, test_around)
