// SPDX-License-Identifier: BSD-2-Clause
/* Responses that are held: how many, how long, and which goes first. */
#include "files/early.h"

#include "base/test.h"

static struct rt_early *early;

static void hold(uint8_t number, int64_t time_ns)
{
    const struct rt_early_response response = {
        .bytes = {&number, 1},
        .source = {.record = number, .time_ns = time_ns},
    };
    ck_assert_int_eq(rt_early_hold(early, &response), RT_OK);
}

/* The number of the response that is given up, 0 for none; its bytes are its own. */
static uint64_t due(int64_t time_ns, bool all)
{
    struct rt_early_response response;
    if (!rt_early_due(early, time_ns, all, &response))
        return 0;
    ck_assert_uint_eq(response.bytes.len, 1);
    ck_assert_uint_eq(response.bytes.data[0], response.source.record);
    return response.source.record;
}

START_TEST(test_time)
{
    early = rt_early_new();
    ck_assert_ptr_nonnull(early);
    ck_assert_uint_eq(due(0, true), 0);
    hold(1, 100);
    hold(2, 200);
    ck_assert_uint_eq(due(1000000100, false), 0);
    ck_assert_uint_eq(due(1000000101, false), 1);
    ck_assert_uint_eq(due(1000000101, false), 0);
    ck_assert_uint_eq(due(INT64_MIN, false), 0);
    hold(3, INT64_MIN);
    ck_assert_uint_eq(due(INT64_MAX, false), 2);
    ck_assert_uint_eq(due(INT64_MAX, false), 3);
    rt_early_free(early);
}
END_TEST

START_TEST(test_room)
{
    early = rt_early_new();
    for (uint8_t round = 0; round < 2; round++) {
        for (uint8_t i = 1; i < RT_EARLY_SLOTS; i++) {
            hold(i, 0);
            ck_assert_uint_eq(due(0, false), 0);
        }
        hold(RT_EARLY_SLOTS, 0);
        ck_assert_uint_eq(due(0, false), 1);
        ck_assert_uint_eq(due(0, false), 0);
        for (uint8_t i = 2; i <= RT_EARLY_SLOTS; i++)
            ck_assert_uint_eq(due(0, true), i);
        ck_assert_uint_eq(due(0, true), 0);
    }
    rt_early_free(early);
    rt_early_free(NULL);
}
END_TEST

RT_TEST_MAIN("early", test_time, test_room)
