// SPDX-License-Identifier: BSD-2-Clause
/* Why requests got no answer, and how many for what. */
#include "judge/unanswered.h"

#include "judge/test_request.h"

static struct rt_request_demands demands;
static struct rt_request_answers answers;
static struct test_request made;
static struct rt_unanswered unanswered;

static const rt_server_signs reset = 1u << RT_SERVER_SIGN_RESET, port = 1u << RT_SERVER_SIGN_PORT;

/* A right request of a version to a server that speaks it, or not. */
static void ask(const struct rt_version *version, uint64_t speaks, rt_server_signs signs,
                const struct rt_server_sight *sight)
{
    static struct rt_request_facts facts;
    facts = test_request_facts(&made, version, NULL, 0);
    rt_request_demands_make(&demands, rt_registry, rt_registry_count);
    rt_request_answers_find(&answers, &demands, &facts, NULL);
    answers.speaks = speaks;
    rt_unanswered_find(&unanswered, &answers, signs, sight);
}

static uint64_t set_of(const struct rt_version *version)
{
    return UINT64_C(1) << rt_registry_place(version);
}

START_TEST(test_causes)
{
    struct rt_unanswered_counts counts = {0};
    size_t place = 0;
    uint64_t count;
    ask(&rt_version_v8, set_of(&rt_version_v8), 0, NULL);
    ck_assert_ptr_null(rt_unanswered_cause(&unanswered));
    rt_unanswered_count(&counts, &unanswered);
    ask(&rt_version_v8, set_of(&rt_version_rfc10049), 0, NULL);
    ck_assert_ptr_nonnull(rt_unanswered_cause(&unanswered));
    ck_assert_str_eq(rt_unanswered_cause(&unanswered),
                     rt_request_check_row(unanswered.why.check)->name);
    rt_unanswered_count(&counts, &unanswered);
    rt_unanswered_count(&counts, &unanswered);
    enum rt_request_check check = unanswered.why.check;
    ask(&rt_version_v8, set_of(&rt_version_v8), port, NULL);
    ck_assert_str_eq(rt_unanswered_cause(&unanswered), "not-reached");
    rt_unanswered_count(&counts, &unanswered);

    ck_assert_str_eq(rt_unanswered_counts_next(&counts, &place, &count),
                     rt_request_check_row(check)->name);
    ck_assert_uint_eq(count, 2);
    ck_assert_str_eq(rt_unanswered_counts_next(&counts, &place, &count), "not-reached");
    ck_assert_uint_eq(count, 1);
    ck_assert_str_eq(rt_unanswered_counts_next(&counts, &place, &count), "not-explained");
    ck_assert_uint_eq(count, 1);
    ck_assert_ptr_null(rt_unanswered_counts_next(&counts, &place, &count));
    ck_assert_ptr_null(rt_unanswered_counts_next(&counts, &place, &count));
}
END_TEST

/* ICMP says that a request was lost, a reset only if nobody is answered; signs of the server that
 * are about other requests say nothing of this one. */
START_TEST(test_reached)
{
    static const struct rt_server_sight silent = {.signs = {[RT_SERVER_SIGN_PORT] = 3}};
    static const struct rt_server_sight busy = {.unverified = 1};
    static const struct {
        rt_server_signs signs;
        const struct rt_server_sight *sight;
        bool lost;
    } rows[] = {
        {0, NULL, false},    {0, &silent, false},         {0, &busy, false},
        {reset, NULL, true}, {reset, &silent, true},      {reset, &busy, false},
        {port, &busy, true}, {port | reset, &busy, true},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        ask(&rt_version_v8, set_of(&rt_version_v8), rows[i].signs, rows[i].sight);
        ck_assert_int_eq(unanswered.not_reached, rows[i].lost);
    }
}
END_TEST

RT_TEST_MAIN("unanswered", test_causes, test_reached)
