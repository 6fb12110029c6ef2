// SPDX-License-Identifier: BSD-2-Clause
/* Requests of every version, judged under every version. */
#include "judge/test_request.h"

static struct test_request made;

/* Who shares what a request shows: a version answers requests of those in its group only. */
static unsigned group_of(const struct rt_version *version)
{
    static const char *const groups[] = {"google", "v0", "v1", "v2",  "v3",  "v4",  "v5",      "v6",
                                         "v7",     "v8", "v9", "v10", "v11", "v12", "rfc10049"};
    for (unsigned i = 0; i < sizeof groups / sizeof groups[0]; i++)
        if (strcmp(groups[i], version->name) == 0)
            return i;
    return 13; /* the drafts from 12 on have one number */
}

static bool before_type(const struct rt_version *version)
{
    return strcmp(version->name, "v12") == 0 || strcmp(version->name, "v13") == 0;
}

/* A right request is answered by its own version, and by those that share its number: but a request
 * without TYPE by none of those that want it. */
START_TEST(test_right_requests)
{
    for (size_t i = 0; i < rt_registry_count; i++) {
        const struct rt_version *of = rt_registry[i];
        struct rt_request_facts facts = test_request_facts(&made, of, NULL, 0);
        for (size_t j = 0; j < rt_registry_count; j++) {
            const struct rt_version *by = rt_registry[j];
            struct rt_request_verdict verdict = rt_request_verdict_of(by, &facts, NULL);
            bool expected = group_of(of) == group_of(by) &&
                            (group_of(by) != 13 || before_type(by) || !before_type(of));
            ck_assert_msg(verdict.answers == expected, "%s by %s: %s", of->name, by->name,
                          rt_request_check_row(verdict.stop % RT_REQUEST_CHECK_COUNT)->name);
            ck_assert_int_eq(verdict.stop == RT_REQUEST_CHECK_COUNT, verdict.stopped == 0);
        }
        struct rt_request_verdict own = rt_request_verdict_of(of, &facts, NULL);
        ck_assert_uint_eq(own.fails, 0);
    }
}
END_TEST

static enum rt_request_check stop_of(const char *name, const struct rt_request_facts *facts)
{
    return rt_request_verdict_of(rt_registry_find(name), facts, NULL).stop;
}

START_TEST(test_first_cause)
{
    struct rt_request_facts facts = test_request_facts(&made, &rt_version_google, NULL, 0);
    ck_assert_int_eq(stop_of("v19", &facts), RT_REQUEST_CHECK_FRAME);
    ck_assert_int_eq(stop_of("v1", &facts), RT_REQUEST_CHECK_FRAME);
    ck_assert_int_eq(stop_of("v0", &facts), RT_REQUEST_CHECK_PADDING);
    facts = test_request_facts(&made, &rt_version_v13, NULL, 0);
    ck_assert_int_eq(stop_of("v14", &facts), RT_REQUEST_CHECK_TYPE);
    ck_assert_int_eq(stop_of("rfc10049", &facts), RT_REQUEST_CHECK_VERSION);
    ck_assert_int_eq(stop_of("google", &facts), RT_REQUEST_CHECK_FRAME);
    facts = test_request_facts(&made, &rt_version_v11, NULL, 0);
    ck_assert_int_eq(stop_of("v12", &facts), RT_REQUEST_CHECK_VERSION);
}
END_TEST

/* Numbers that only readings have: the verdict names the reading, and is none of the version. */
START_TEST(test_readings)
{
    const uint32_t vroughtime = 0x08000003;
    struct rt_request_facts facts;
    test_request_make(&made, &rt_version_v5, RT_TRANSPORT_UDP, &vroughtime, 1,
                      (struct rt_edits){NULL, 0});
    rt_request_facts_read(&facts, made.packet, RT_TRANSPORT_UDP);
    for (size_t i = 0; i < rt_registry_count; i++) {
        struct rt_request_verdict verdict = rt_request_verdict_of(rt_registry[i], &facts, NULL);
        ck_assert(!verdict.answers);
        bool own = rt_registry[i] == &rt_version_v5;
        ck_assert_int_eq(verdict.stop == RT_REQUEST_CHECK_COUNT, own);
        ck_assert_int_eq(verdict.reading != NULL, own);
    }
    struct rt_request_verdict verdict = rt_request_verdict_of(&rt_version_v5, &facts, NULL);
    ck_assert_str_eq(verdict.reading->name, "vroughtime");
    ck_assert_uint_eq(rt_request_verdict_terms(&verdict).number, vroughtime);
    /* A reading that asks for the same is not named. */
    facts = test_request_facts(&made, &rt_version_v8, NULL, 0);
    ck_assert_ptr_null(rt_request_verdict_of(&rt_version_v8, &facts, NULL).reading);
    ck_assert_ptr_null(rt_request_verdict_of(&rt_version_v9, &facts, NULL).reading);
}
END_TEST

START_TEST(test_keys)
{
    static const uint8_t srvs[2][RT_SRV_SIZE] = {{1}, {2}};
    static const uint8_t foreign[RT_SRV_SIZE] = {3};
    const struct rt_request_keys one = {srvs[0], 1}, two = {srvs[0], 2};
    const struct rt_edit own = {RT_LEVEL_TOP, (uint32_t)RT_TAG_SRV, {srvs[1], RT_SRV_SIZE}};
    const struct rt_edit other = {RT_LEVEL_TOP, (uint32_t)RT_TAG_SRV, {foreign, RT_SRV_SIZE}};
    const struct rt_edit half = {RT_LEVEL_TOP, (uint32_t)RT_TAG_SRV, {srvs[0], 16}};
    const struct rt_version *v11 = &rt_version_v11;
    struct rt_request_facts facts = test_request_facts(&made, v11, NULL, 0);
    ck_assert(rt_request_verdict_of(v11, &facts, NULL).answers);
    ck_assert(rt_request_verdict_of(v11, &facts, &one).answers);
    ck_assert_int_eq(rt_request_verdict_of(v11, &facts, &two).stop, RT_REQUEST_CHECK_SRV);
    facts = test_request_facts(&made, v11, &own, 1);
    ck_assert(rt_request_verdict_of(v11, &facts, NULL).answers);
    ck_assert_int_eq(rt_request_verdict_of(v11, &facts, &one).stop, RT_REQUEST_CHECK_SRV);
    ck_assert(rt_request_verdict_of(v11, &facts, &two).answers);
    facts = test_request_facts(&made, v11, &other, 1);
    ck_assert(rt_request_verdict_of(v11, &facts, NULL).answers);
    ck_assert_int_eq(rt_request_verdict_of(v11, &facts, &two).stop, RT_REQUEST_CHECK_SRV);
    facts = test_request_facts(&made, v11, &half, 1);
    ck_assert_int_eq(rt_request_verdict_of(v11, &facts, NULL).stop, RT_REQUEST_CHECK_SRV);
    /* To versions without SRV it is an unknown tag. */
    facts = test_request_facts(&made, &rt_version_v9, &other, 1);
    ck_assert(rt_request_verdict_of(&rt_version_v9, &facts, &two).answers);
}
END_TEST

/* Over TCP no size is asked for, Google's version does not exist, and the length alone is draft
 * 00's. */
START_TEST(test_tcp)
{
    struct rt_request_facts facts;
    for (size_t i = 0; i < rt_registry_count; i++) {
        const struct rt_version *version = rt_registry[i];
        test_request_make(&made, version, RT_TRANSPORT_TCP, NULL, 0, (struct rt_edits){NULL, 0});
        size_t bare = version == &rt_version_v0 ? 4 : 0;
        rt_request_facts_read(&facts, rt_view_slice(made.packet, bare, made.packet.len),
                              RT_TRANSPORT_TCP);
        struct rt_request_verdict verdict = rt_request_verdict_of(version, &facts, NULL);
        if (version == &rt_version_google)
            ck_assert_int_eq(verdict.stop, RT_REQUEST_CHECK_FRAME);
        else
            ck_assert(verdict.answers);
    }
    const struct rt_edit pad = {RT_LEVEL_TOP, (uint32_t)RT_TAG_ZZZZ, {made.bytes, 4}};
    struct rt_request_plan plan = {.rules = rt_version_v8.rules,
                                   .nonce = {made.bytes, 32},
                                   .transport = RT_TRANSPORT_TCP,
                                   .edits = {&pad, 1}};
    struct test_request small;
    struct rt_writer writer = rt_writer_into(small.bytes, sizeof small.bytes);
    ck_assert_int_eq(rt_request_write(&writer, &plan), RT_OK);
    rt_request_facts_read(&facts, rt_writer_view(&writer), RT_TRANSPORT_TCP);
    ck_assert(rt_request_verdict_of(&rt_version_v8, &facts, NULL).answers);
    rt_request_facts_read(&facts, rt_writer_view(&writer), RT_TRANSPORT_UDP);
    ck_assert_int_eq(rt_request_verdict_of(&rt_version_v8, &facts, NULL).stop,
                     RT_REQUEST_CHECK_SIZE);
}
END_TEST

static uint32_t random_bits(void)
{
    static uint64_t state = 0x9e3779b97f4a7c15;
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return (uint32_t)(state >> 16);
}

/* What must hold of any bytes: a result fails where the set says so, the steps of the fast way stop
 * where the first of them does, and a parsed packet gives the same facts. */
static void check_agreement(struct rt_view packet, enum rt_transport transport)
{
    static const uint8_t srvs[1][RT_SRV_SIZE] = {{1}};
    const struct rt_request_keys keys = {srvs[0], 1};
    struct rt_request_facts facts, parsed;
    struct rt_packet whole;
    char text[RT_REQUEST_TEXT_SIZE];
    rt_request_facts_read(&facts, packet, transport);
    rt_packet_parse(&whole, packet);
    rt_request_facts_of(&parsed, &whole, transport);
    for (size_t i = 0; i < rt_registry_count; i++) {
        struct rt_request_terms terms = rt_request_terms_of(rt_registry[i], &rt_registry[i]->rules);
        uint32_t fails = rt_request_terms_fails(&terms, &facts, &keys, UINT32_MAX);
        ck_assert_uint_eq(fails, rt_request_terms_fails(&terms, &parsed, &keys, UINT32_MAX));
        ck_assert_int_eq(rt_request_terms_stop(&terms, &facts, &keys),
                         rt_request_check_first(fails & terms.stops));
        for (unsigned c = 0; c < RT_REQUEST_CHECK_COUNT; c++) {
            enum rt_request_check check = (enum rt_request_check)c;
            struct rt_request_result result = rt_request_judge_check(&terms, &facts, &keys, check);
            bool blocked_first = result.outcome == RT_BLOCKED && fails >> result.blocked_by & 1 &&
                                 result.blocked_by < check;
            if (result.outcome == RT_BLOCKED)
                ck_assert(blocked_first || !(fails & terms.asked));
            else
                ck_assert_int_eq(result.outcome == RT_FAIL, fails >> c & 1);
            ck_assert_int_eq(result.outcome == RT_FAIL, result.reason != RT_OK);
            ck_assert(!result.has_at || result.at <= packet.len);
            ck_assert_uint_lt(strlen(rt_request_result_text(&result, check, text)), sizeof text);
        }
    }
}

START_TEST(test_agreement)
{
    for (size_t i = 0; i < rt_registry_count; i++) {
        for (unsigned round = 0; round < 200; round++) {
            test_request_make(&made, rt_registry[i], RT_TRANSPORT_UDP, NULL, 0,
                              (struct rt_edits){NULL, 0});
            for (unsigned n = random_bits() % 4; n > 0; n--)
                made.bytes[random_bits() % 128] = (uint8_t)(random_bits() % 5 * 13);
            if (random_bits() % 4 == 0)
                made.packet.len = random_bits() % 1100 % made.packet.len;
            check_agreement(made.packet, RT_TRANSPORT_UDP);
            check_agreement(made.packet, RT_TRANSPORT_TCP);
        }
    }
}
END_TEST

RT_TEST_MAIN("request_judge", test_right_requests, test_first_cause, test_readings, test_keys,
             test_tcp, test_agreement)
