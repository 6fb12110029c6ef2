// SPDX-License-Identifier: BSD-2-Clause
/* Which of several servers are outside of what most of them say, and why. */
#include "client/probe_agree.h"

#include "client/test_probe_job.h"

static const uint8_t keys[2][RT_KEY_SIZE] = {{1}, {2}};

static struct rt_probe_clock clock_at(int64_t offset_us, uint64_t bound_us)
{
    return (struct rt_probe_clock){
        .name = "s", .measured = true, .offset_us = offset_us, .bound_us = bound_us, .radius = 1};
}

static struct rt_agree_sum agree(struct rt_probe_clock *clocks, size_t count)
{
    struct rt_agree_sum sum;
    ck_assert_int_eq(rt_probe_agree(clocks, count, &sum), RT_OK);
    return sum;
}

START_TEST(test_most_agree)
{
    struct rt_probe_clock clocks[] = {clock_at(0, 1000), clock_at(500, 1000), clock_at(5000, 1000),
                                      clock_at(-9000, 1000)};
    struct rt_agree_sum sum = agree(clocks, 3);
    ck_assert(rt_probe_agree_found(&sum));
    ck_assert_uint_eq(sum.agreement.count, 2);
    ck_assert(clocks[0].agrees && clocks[1].agrees && !clocks[2].agrees);
    ck_assert_uint_eq(clocks[2].apart_us, 3000);
    /* Two of four are not most. */
    sum = agree(clocks, 4);
    ck_assert(!rt_probe_agree_found(&sum));
    ck_assert_uint_eq(sum.measured, 4);
}
END_TEST

START_TEST(test_nobody_agrees)
{
    struct rt_probe_clock clocks[] = {clock_at(0, 10), clock_at(500, 10)};
    struct rt_agree_sum sum = agree(clocks, 2);
    ck_assert(!rt_probe_agree_found(&sum));
    ck_assert_uint_eq(clocks[0].apart_us + clocks[1].apart_us, 0);
    clocks[1].measured = false;
    sum = agree(clocks, 2);
    ck_assert_uint_eq(sum.measured, 1);
    ck_assert(!rt_probe_agree_found(&sum));
    sum = agree(clocks, 0);
    ck_assert_uint_eq(sum.measured, 0);
}
END_TEST

/* A radius of 30 microseconds that was meant as one of 30 seconds. */
START_TEST(test_unit)
{
    struct rt_probe_clock clocks[] = {clock_at(0, 100), clock_at(20, 100), clock_at(12000000, 130)};
    clocks[2].radius = 30;
    clocks[2].fine = true;
    agree(clocks, 3);
    ck_assert(clocks[2].is_seconds);
    clocks[2] = clock_at(12000000, 130);
    clocks[2].radius = 30;
    agree(clocks, 3);
    ck_assert(!clocks[2].is_seconds);
    clocks[2].fine = true;
    clocks[2].radius = 11;
    agree(clocks, 3);
    ck_assert(!clocks[2].is_seconds);
}
END_TEST

/* Whoever has the same key is one server, whoever has none another one each time. */
START_TEST(test_keys)
{
    struct rt_probe_clock clocks[] = {clock_at(0, 100), clock_at(0, 100), clock_at(0, 100)};
    struct rt_agree_sum sum = agree(clocks, 3);
    ck_assert_uint_eq(sum.measured, 3);
    clocks[0].key = clocks[2].key = keys[0];
    clocks[1].key = keys[1];
    sum = agree(clocks, 3);
    ck_assert_uint_eq(sum.measured, 2);
    ck_assert(clocks[0].agrees && clocks[1].agrees && clocks[2].agrees);
}
END_TEST

START_TEST(test_of_a_probe)
{
    struct test_probe_job test;
    struct rt_probe_clock clock;
    test_probe_job_run(&test, rt_registry_find("v8"));
    rt_probe_clock_of(&test.summary, &clock);
    ck_assert(clock.measured && !clock.fine);
    ck_assert_uint_eq(clock.radius, 3);
    /* The clock by which packets came begins at 0, and is seconds further now. */
    ck_assert_int_le(clock.offset_us, TEST_PROBE_MOMENT * INT64_C(1000000));
    ck_assert_int_gt(clock.offset_us, (TEST_PROBE_MOMENT - 10) * INT64_C(1000000));
    ck_assert_uint_eq(clock.bound_us, 3000000 + TEST_PROBE_TRIP / 1000);
    ck_assert_mem_eq(clock.key, test.key, RT_KEY_SIZE);
    test_probe_job_end(&test);
    test_probe_job_run(&test, rt_registry_find("google"));
    rt_probe_clock_of(&test.summary, &clock);
    ck_assert(clock.measured && clock.fine);
    test_probe_job_end(&test);
    const struct rt_probe_job nobody = {.cause = "there is no such name"};
    rt_probe_summary_init(&test.summary, "nobody", &nobody);
    rt_probe_clock_of(&test.summary, &clock);
    ck_assert(!clock.measured);
}
END_TEST

RT_TEST_MAIN("probe_agree", test_most_agree, test_nobody_agrees, test_unit, test_keys,
             test_of_a_probe)
