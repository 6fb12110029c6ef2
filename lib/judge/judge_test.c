// SPDX-License-Identifier: BSD-2-Clause
/* Recorded exchanges under all versions, with readings and without. */
#include "judge/judge.h"

#include <string.h>

#include "base/test.h"
#include "judge/test_exchange.h"
#include "judge/test_packets.h"
#include "registry.h"

static struct rt_subject subject;
static struct rt_judgement judgement;
static struct rt_choice choices[RT_CHOICES_MAX];
static struct rt_crypto *crypto;

/* One crypto and one list of choices for all tests. */
START_TEST(test_setup)
{
    crypto = rt_crypto_new();
    ck_assert_ptr_nonnull(crypto);
    ck_assert_uint_le(rt_registry_count, RT_CHOICES_MAX);
    for (size_t i = 0; i < rt_registry_count; i++)
        choices[i].version = rt_registry[i];
}
END_TEST

START_TEST(test_teardown)
{
    rt_crypto_free(crypto);
}
END_TEST

static struct rt_exchange exchange_of(const struct test_packet *packet)
{
    return (struct rt_exchange){
        .request = packet->request,
        .response = packet->response,
        .key = packet->key,
        .transport = RT_TRANSPORT_UDP,
    };
}

static void judge(const struct rt_exchange *exchange, bool strict)
{
    rt_subject_init(&subject, crypto, exchange);
    rt_judge(&subject, choices, rt_registry_count, strict, &judgement);
    struct rt_report again;
    rt_verify(&subject, judgement.best.version, &judgement.rules, &again);
    for (int check = 0; check < RT_CHECK_LONE_COUNT; check++)
        ck_assert_int_eq((int)again.checks[check].outcome,
                         (int)judgement.report.checks[check].outcome);
    ck_assert_int_eq((int)rt_report_verdict(&again), (int)judgement.verdict);
}

/* The names of the versions under which it is valid, with their readings. */
static const char *valid(void)
{
    static char text[400];
    text[0] = '\0';
    for (size_t i = 0; i < judgement.valid_count; i++) {
        strcat(strcat(text, i > 0 ? " " : ""), judgement.valid[i].version->name);
        if (judgement.valid[i].reading)
            strcat(strcat(text, "/"), judgement.valid[i].reading->name);
    }
    return text;
}

START_TEST(test_recorded)
{
    static const struct {
        const char *valid, *best, *reading;
    } expected[TEST_PACKETS] = {
        {"v4", "v4", NULL},
        {"v5/text", "v5", "text"},
        {"v7", "v7", NULL},
        {"v8", "v8", NULL},
        {"v12 v13 v14 v15 v16 v17 v18 v19", "v14", NULL},
    };
    for (size_t i = 0; i < TEST_PACKETS; i++) {
        struct rt_exchange exchange = exchange_of(&test_packets[i]);
        judge(&exchange, false);
        ck_assert_int_eq((int)judgement.verdict, RT_VALID);
        ck_assert_str_eq(valid(), expected[i].valid);
        ck_assert_str_eq(judgement.best.version->name, expected[i].best);
        ck_assert_int_eq(judgement.best.reading != NULL, expected[i].reading != NULL);
        if (expected[i].reading)
            ck_assert_str_eq(judgement.best.reading->name, expected[i].reading);
    }
}
END_TEST

START_TEST(test_strict)
{
    struct rt_exchange exchange = exchange_of(&test_packets[1]);
    judge(&exchange, true);
    ck_assert_int_eq((int)judgement.verdict, RT_INVALID);
    ck_assert_uint_eq(judgement.valid_count, 0);
    ck_assert_str_eq(judgement.best.version->name, "v5");
    ck_assert_ptr_null(judgement.best.reading);
    ck_assert_int_eq((int)judgement.report.checks[RT_CHECK_MERKLE_ROOT].outcome, RT_FAIL);
    exchange = exchange_of(&test_packets[3]);
    judge(&exchange, true);
    ck_assert_str_eq(valid(), "v8");
}
END_TEST

START_TEST(test_fixed)
{
    struct rt_choice choice = {.version = &rt_version_v5, .fixed = true};
    struct rt_candidate candidate;
    struct rt_exchange exchange = exchange_of(&test_packets[1]);
    rt_subject_init(&subject, crypto, &exchange);
    ck_assert_int_eq((int)rt_judge_choice(&subject, &choice, false, &candidate), RT_INVALID);
    ck_assert_ptr_null(candidate.reading);
    choice.reading.set[0] = (struct rt_setting){RT_PARAM_ORDER, RT_ORDER_NODE_HASH};
    ck_assert_int_eq((int)rt_judge_choice(&subject, &choice, true, &candidate), RT_VALID);
    ck_assert_ptr_eq(candidate.reading, &choice.reading);
    ck_assert_int_eq((int)rt_candidate_rules(&candidate).order, RT_ORDER_NODE_HASH);
    /* A reading that fits is not looked for where another is fixed. */
    choice.reading.set[0] = (struct rt_setting){RT_PARAM_VERSION, 0x80000003};
    ck_assert_int_eq((int)rt_judge_choice(&subject, &choice, false, &candidate), RT_INVALID);
    choice.fixed = false;
    ck_assert_int_eq((int)rt_judge_choice(&subject, &choice, false, &candidate), RT_VALID);
    ck_assert_str_eq(candidate.reading->name, "text");
    ck_assert_int_eq((int)rt_judge_choice(&subject, &choice, true, &candidate), RT_INVALID);
}
END_TEST

/* Between a descriptor and a reading that both hold, the descriptor is the name. */
START_TEST(test_descriptor_before_reading)
{
    struct rt_choice both[3] = {
        {.version = &rt_version_v8, .fixed = true},
        {.version = &rt_version_v8},
        {.version = &rt_version_v8, .fixed = true},
    };
    both[0].reading.set[0] = (struct rt_setting){RT_PARAM_PADDING, RT_PADDING_PAD};
    both[2].reading = both[0].reading;
    struct rt_exchange exchange = exchange_of(&test_packets[3]);
    rt_subject_init(&subject, crypto, &exchange);
    for (size_t from = 0; from < 2; from++) {
        rt_judge(&subject, both + from, 2, false, &judgement);
        ck_assert_uint_eq(judgement.valid_count, 2);
        ck_assert_ptr_null(judgement.best.reading);
        ck_assert_ptr_eq(rt_judge_valid_choice(&judgement, both + from, 2), both + from);
        ck_assert_ptr_eq(rt_judge_valid_choice(&judgement, both + 1, 1), both + 1);
    }
}
END_TEST

/* The choice that a valid exchange was judged under is found again, without judging: it is the
 * first of its version that rt_judge_choice finds valid. */
START_TEST(test_valid_choice)
{
    struct rt_choice some[5] = {
        {.version = &rt_version_v8, .fixed = true}, /* not valid */
        {.version = &rt_version_v7},                /* of another version */
        {.version = &rt_version_v8, .fixed = true}, /* valid */
        {.version = &rt_version_v8},
        {.version = &rt_version_v8, .fixed = true},
    };
    some[0].reading.set[0] = (struct rt_setting){RT_PARAM_VERSION, 0x80000003};
    some[2].reading.set[0] = (struct rt_setting){RT_PARAM_PADDING, RT_PADDING_PAD};
    struct rt_exchange exchange = exchange_of(&test_packets[3]);
    rt_subject_init(&subject, crypto, &exchange);
    for (size_t from = 0; from < 5; from++) {
        const struct rt_choice *expected = NULL;
        struct rt_candidate candidate;
        rt_judge(&subject, some + from, 5 - from, false, &judgement);
        for (size_t i = from; i < 5 && !expected; i++)
            if (some[i].version == judgement.best.version &&
                rt_judge_choice(&subject, &some[i], false, &candidate) == RT_VALID)
                expected = &some[i];
        ck_assert_ptr_nonnull(expected);
        ck_assert_ptr_eq(rt_judge_valid_choice(&judgement, some + from, 5 - from), expected);
    }
    rt_judge(&subject, some, 2, false, &judgement);
    ck_assert_ptr_null(rt_judge_valid_choice(&judgement, some, 2));
}
END_TEST

START_TEST(test_one_choice)
{
    struct rt_choice choice = {.version = &rt_version_v7};
    struct rt_exchange exchange = exchange_of(&test_packets[3]);
    rt_subject_init(&subject, crypto, &exchange);
    rt_judge(&subject, &choice, 1, false, &judgement);
    ck_assert_int_eq((int)judgement.verdict, RT_INVALID);
    ck_assert_ptr_eq(judgement.best.version, &rt_version_v7);
    ck_assert_uint_eq(judgement.valid_count, 0);
}
END_TEST

START_TEST(test_without_key_or_request)
{
    for (size_t i = 0; i < TEST_PACKETS; i++) {
        struct rt_exchange exchange = exchange_of(&test_packets[i]);
        exchange.key = NULL;
        judge(&exchange, false);
        ck_assert_int_eq((int)judgement.verdict, RT_UNVERIFIABLE);
        ck_assert_uint_eq(judgement.valid_count, 0);
        ck_assert_str_eq(judgement.best.version->name, i == 4 ? "v14" : test_packets[i].version);
        exchange.key = test_packets[i].key;
        exchange.request = (struct rt_view){NULL, 0};
        judge(&exchange, false);
        ck_assert_int_eq((int)judgement.verdict, RT_UNVERIFIABLE);
        ck_assert_str_eq(judgement.best.version->name, i == 4 ? "v14" : test_packets[i].version);
    }
}
END_TEST

START_TEST(test_nearest_of_a_broken_signature)
{
    static uint8_t copy[520];
    for (size_t p = 0; p < TEST_PACKETS; p++) {
        struct rt_exchange exchange = exchange_of(&test_packets[p]);
        memcpy(copy, exchange.response.data, exchange.response.len);
        exchange.response.data = copy;
        copy[100] ^= 1; /* in SIG */
        judge(&exchange, false);
        ck_assert_int_eq((int)judgement.verdict, RT_INVALID);
        ck_assert_str_eq(judgement.best.version->name, p == 4 ? "v14" : test_packets[p].version);
        ck_assert_int_eq((int)judgement.report.checks[RT_CHECK_RESPONSE_SIGNATURE].outcome,
                         RT_FAIL);
    }
}
END_TEST

/* What a version makes is valid as that version without a reading. */
START_TEST(test_made_for_every_version)
{
    static struct test_exchange made;
    for (size_t i = 0; i < rt_registry_count; i++) {
        struct test_recipe recipe = test_recipe_of(rt_registry[i]);
        test_make(crypto, &recipe, &made);
        test_subject(crypto, &made, &subject);
        rt_judge(&subject, choices, rt_registry_count, false, &judgement);
        ck_assert_int_eq((int)judgement.verdict, RT_VALID);
        ck_assert_ptr_null(judgement.best.reading);
        bool found = false;
        for (size_t v = 0; v < judgement.valid_count; v++)
            found |= judgement.valid[v].version == rt_registry[i] && !judgement.valid[v].reading;
        ck_assert_msg(found, "%s: valid as %s", rt_registry[i]->name, valid());
        ck_assert_msg(judgement.best.version->rules.version == rt_registry[i]->rules.version,
                      "%s: best is %s", rt_registry[i]->name, judgement.best.version->name);
    }
}
END_TEST

START_TEST(test_nothing)
{
    struct rt_exchange exchange = {.transport = RT_TRANSPORT_UNKNOWN};
    judge(&exchange, false);
    ck_assert_int_eq((int)judgement.verdict, RT_INVALID);
    ck_assert_ptr_nonnull(judgement.best.version);
}
END_TEST

START_TEST(test_candidate_text)
{
    char text[RT_CANDIDATE_SIZE];
    const struct rt_reading reading = {.name = "other",
                                       .set = {{RT_PARAM_ORDER, RT_ORDER_NODE_HASH}}};
    struct rt_candidate candidate = {&rt_version_v5, &reading};
    ck_assert_str_eq(rt_candidate_text(&candidate, text), "v5/order=node-hash");
    candidate.reading = NULL;
    ck_assert_str_eq(rt_candidate_text(&candidate, text), "v5");
}
END_TEST

RT_TEST_MAIN("judge", test_setup, test_recorded, test_strict, test_fixed,
             test_descriptor_before_reading, test_valid_choice, test_one_choice,
             test_without_key_or_request, test_nearest_of_a_broken_signature,
             test_made_for_every_version, test_nothing, test_teardown, test_candidate_text)
