// SPDX-License-Identifier: BSD-2-Clause
/* So many in a span of time, and the number of the others. */
#include "base/limit.h"

#include "base/test.h"

/* How many of `count` pass at a time. */
static uint32_t pass(struct rt_limit *limit, uint32_t count, int64_t now)
{
    uint32_t passed = 0;
    for (uint32_t i = 0; i < count; i++)
        passed += rt_limit_pass(limit, now);
    return passed;
}

START_TEST(test_span)
{
    const int64_t begins[] = {-5000, -1000, 0, 1, 777, INT64_MAX / 2};
    for (size_t i = 0; i < sizeof begins / sizeof begins[0]; i++) {
        struct rt_limit limit = {.most = 3, .span = 1000};
        int64_t now = begins[i];
        ck_assert_int_eq(rt_limit_wait(&limit, now), -1);
        ck_assert_uint_eq(rt_limit_due(&limit, now), 0);
        ck_assert_uint_eq(pass(&limit, 2, now), 2);
        ck_assert_int_eq(rt_limit_wait(&limit, now), -1);
        ck_assert_uint_eq(pass(&limit, 5, now + 999), 1);
        ck_assert_int_eq(rt_limit_wait(&limit, now + 999), 1);
        ck_assert_uint_eq(rt_limit_due(&limit, now + 999), 0);
        ck_assert_int_eq(rt_limit_wait(&limit, now + 1000), 0);
        ck_assert_uint_eq(rt_limit_due(&limit, now + 1000), 4);
        ck_assert_uint_eq(rt_limit_due(&limit, now + 1000), 0);
        ck_assert_int_eq(rt_limit_wait(&limit, now + 1000), -1);
        /* The next span begins with the first that comes then. */
        ck_assert_uint_eq(pass(&limit, 4, now + 5000), 3);
        ck_assert_int_eq(rt_limit_wait(&limit, now + 5900), 100);
    }
}
END_TEST

/* What is held back is told of once, also if nobody asks in time. */
START_TEST(test_hold)
{
    struct rt_limit limit = {.most = 2, .span = 10};
    rt_limit_hold(&limit, 0, 100);
    ck_assert_int_eq(rt_limit_wait(&limit, 100), -1);
    rt_limit_hold(&limit, 7, 100);
    ck_assert_int_eq(rt_limit_wait(&limit, 100), 10);
    ck_assert_uint_eq(pass(&limit, 4, 109), 2);
    ck_assert_uint_eq(rt_limit_due(&limit, 109), 0);
    ck_assert_uint_eq(pass(&limit, 3, 110), 2);
    ck_assert_uint_eq(rt_limit_due(&limit, 119), 0);
    ck_assert_uint_eq(rt_limit_due(&limit, 120), 10);
    ck_assert_uint_eq(rt_limit_due(&limit, 120), 0);
}
END_TEST

RT_TEST_MAIN("limit", test_span, test_hold)
