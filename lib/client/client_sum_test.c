// SPDX-License-Identifier: BSD-2-Clause
/* What the answers of many servers amount to. */
#include "client/client_sum.h"

#include "base/test.h"

#define SECOND INT64_C(1000000000)

static struct rt_client_sum_server answer(size_t first, int64_t offset_s)
{
    return (struct rt_client_sum_server){.name = "",
                                         .state = RT_CLIENT_VALID,
                                         .measured = true,
                                         .offset_ns = offset_s * SECOND,
                                         .bound_ns = (uint64_t)SECOND,
                                         .first = first};
}

static struct rt_client_sum make(struct rt_client_sum_server *servers, size_t count, size_t needed)
{
    struct rt_client_sum sum = {.servers = servers,
                                .count = count,
                                .needed = needed,
                                .local_ns = 1700000000 * SECOND,
                                .check_clock = true};
    ck_assert_int_eq(rt_client_sum_make(&sum), RT_OK);
    return sum;
}

/* Two of three agree that the local clock is ahead; one that is silent counts for nothing. */
START_TEST(test_agreement)
{
    struct rt_client_sum_server servers[] = {
        answer(0, 5), answer(1, 60), answer(2, 5), {.state = RT_CLIENT_SILENT, .first = 3}};
    char text[RT_TIME_SIZE];
    struct rt_client_sum sum = make(servers, 4, 2);
    ck_assert_uint_eq(sum.valid, 3);
    ck_assert_uint_eq(sum.silent, 1);
    ck_assert_uint_eq(sum.keys, 4);
    ck_assert_uint_eq(sum.agreed.measured, 3);
    ck_assert(sum.proven);
    ck_assert(sum.clock_wrong);
    ck_assert_int_eq(sum.correction_ns, 5 * SECOND);
    ck_assert_str_eq(rt_client_sum_time(&sum, text), "2023-11-14T22:13:15.000000Z");
    for (size_t i = 0; i < 4; i++)
        ck_assert_int_eq(servers[i].outside, i == 1);
    /* One more is needed. */
    sum = make(servers, 4, 3);
    ck_assert(!sum.proven);
    ck_assert(!sum.clock_wrong);
}
END_TEST

/* As many on another time prove neither. */
START_TEST(test_ties)
{
    struct rt_client_sum_server servers[] = {answer(0, 0), answer(1, 60)};
    struct rt_client_sum sum = make(servers, 2, 0);
    ck_assert_uint_eq(sum.agreed.agreement.ties, 1);
    ck_assert(!sum.proven);
}
END_TEST

/* One key counts once. In a chain it is no news that a server is asked again, and its time is told
 * once. */
START_TEST(test_same_key)
{
    struct rt_client_sum_server servers[] = {answer(0, 0), answer(1, 60), answer(2, 0),
                                             answer(1, 60)};
    struct rt_client_sum sum = make(servers, 4, 2);
    ck_assert_uint_eq(sum.keys, 3);
    ck_assert(sum.proven);
    ck_assert(!sum.clock_wrong);
    ck_assert(servers[3].same_key);
    ck_assert(servers[3].outside);
    servers[3].again = true;
    make(servers, 4, 2);
    ck_assert(!servers[3].same_key);
    ck_assert(!servers[3].outside);
    ck_assert(servers[1].outside);
    /* What the first time was silent is told the second. */
    servers[1].measured = false;
    make(servers, 4, 2);
    ck_assert(servers[3].outside);
    /* A server that contradicts itself agrees with nobody. */
    servers[1] = answer(1, -60);
    sum = make(servers, 4, 2);
    ck_assert_uint_eq(sum.agreed.contradictory, 1);
}
END_TEST

START_TEST(test_extremes)
{
    struct rt_client_sum_server far = answer(0, 0);
    char text[RT_TIME_SIZE];
    far.offset_ns = INT64_MAX - SECOND;
    struct rt_client_sum sum = make(&far, 1, 0);
    ck_assert(sum.proven);
    ck_assert_str_eq(rt_client_sum_time(&sum, text), "before 1970");
    far.offset_ns = INT64_MIN + SECOND;
    sum = make(&far, 1, 0);
    ck_assert_int_eq(sum.time_ns, INT64_MAX);
    sum = make(&far, 0, 0);
    ck_assert(!sum.proven);
}
END_TEST

RT_TEST_MAIN("client_sum", test_agreement, test_ties, test_same_key, test_extremes)
