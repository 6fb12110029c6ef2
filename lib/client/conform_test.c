// SPDX-License-Identifier: BSD-2-Clause
/* Checks of servers that are none: lib/server/responder_conform_test.c has real ones. */
#include "client/conform.h"

#include "client/test_probe.h"

static const uint8_t key[RT_KEY_SIZE] = {1}, srv[RT_SRV_SIZE] = {2};
static struct rt_conform conform;
static struct rt_conform_settings settings;
static struct rt_probe probe;

static void answer_nothing(void *context, struct test_probe_packet *packets, size_t count)
{
    (void)context;
    for (size_t i = 0; i < count; i++)
        packets[i].reply_len = 0;
}

/* The request comes back, as from an echo server. */
static void echo(void *context, struct test_probe_packet *packets, size_t count)
{
    (void)context;
    for (size_t i = 0; i < count; i++) {
        packets[i].reply_len = packets[i].request_len;
        memcpy(packets[i].reply, packets[i].request, packets[i].request_len);
    }
}

/* Runs it to its end; how many probes there were, and how many cases passed beyond the first. */
static unsigned run(void (*answer)(void *, struct test_probe_packet *, size_t), unsigned *passed)
{
    struct rt_crypto *crypto = rt_crypto_new();
    struct test_probe_server server = {.answer = answer};
    struct rt_conform_result result;
    unsigned probes = 0;
    *passed = 0;
    ck_assert_ptr_nonnull(crypto);
    rt_conform_init(&conform, &settings, crypto);
    for (; rt_conform_next(&conform); probes++) {
        test_probe_run(&probe, &conform.plan, crypto, &server);
        rt_conform_take(&conform, &probe);
        for (size_t v = 0; v < rt_registry_count && probes > 0; v++)
            for (int i = 1; i < RT_CONFORM_CASE_COUNT && (conform.group >> v & 1); i++)
                *passed += rt_conform_judge(&conform, v, (enum rt_conform_case)i, &result) &&
                           rt_conform_case_row(result.demand.which)->check ==
                               RT_CHECK_RESPONSE_SIGNATURE &&
                           result.outcome == RT_CONFORM_PASS;
    }
    rt_crypto_free(crypto);
    return probes;
}

static void set_up(void)
{
    settings = (struct rt_conform_settings){.plan = test_probe_plan(key, srv)};
    settings.plan.budget = 300;
}

/* Nobody is there: nothing is said about any version, whichever is wanted. */
START_TEST(test_silence)
{
    unsigned passed;
    set_up();
    settings.wanted = 1;
    ck_assert_uint_eq(run(answer_nothing, &passed), 1);
    ck_assert(!conform.answered);
    ck_assert(!rt_conform_key_is_wrong(&conform));
}
END_TEST

/* An echo is an answer, but none that any signature holds in. */
START_TEST(test_echo)
{
    unsigned passed;
    set_up();
    settings.wanted = UINT64_C(1) << (rt_registry_count - 1);
    ck_assert_uint_eq(run(echo, &passed), 2);
    ck_assert(conform.answered);
    ck_assert_uint_eq(passed, 0);
}
END_TEST

/* No more is sent than is allowed. */
START_TEST(test_budget)
{
    unsigned passed;
    set_up();
    settings.wanted = UINT64_C(1) << (rt_registry_count - 1);
    settings.budget = 60;
    run(echo, &passed);
    ck_assert_uint_le(conform.sent, 60);
}
END_TEST

static bool select_none(void *context, const struct rt_conform_demand *demand)
{
    (void)context;
    (void)demand;
    return false;
}

/* Nothing is wanted: nothing is asked beyond what the server speaks. */
START_TEST(test_selection)
{
    unsigned passed;
    set_up();
    settings.wanted = UINT64_MAX >> (64 - rt_registry_count);
    settings.selects = select_none;
    ck_assert_uint_eq(run(echo, &passed), 1);
}
END_TEST

RT_TEST_MAIN("conform", test_silence, test_echo, test_budget, test_selection)
