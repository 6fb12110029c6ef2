// SPDX-License-Identifier: BSD-2-Clause
/* Explanations in words, and where there are none. */
#include "judge/explain.h"

#include "judge/test_judged.h"

START_TEST(test_changes)
{
    static const struct rt_setting changes[] = {{RT_PARAM_ORDER, RT_ORDER_NODE_HASH},
                                                {RT_PARAM_CLOCK, RT_CLOCK_MJD}};
    char text[RT_CHANGES_SIZE];
    ck_assert_str_eq(rt_explain_changes_text(changes, 0, text), "");
    ck_assert_str_eq(rt_explain_changes_text(changes, 1, text), "order=node-hash");
    ck_assert_str_eq(rt_explain_changes_text(changes, 2, text), "order=node-hash and clock=mjd");
}
END_TEST

START_TEST(test_likelier)
{
    static const struct rt_reading reading;
    struct rt_judgement judgement = {.verdict = RT_VALID, .best = {&rt_version_v8, NULL}};
    struct rt_nearest nearest = {.count = 1, .found = {{.count = 1}}};
    ck_assert(rt_nearest_is_likelier(&nearest, &judgement));
    judgement.best.reading = &reading;
    ck_assert(!rt_nearest_is_likelier(&nearest, &judgement));
    judgement.best.reading = NULL;
    nearest.found[0].count = 0;
    ck_assert(!rt_nearest_is_likelier(&nearest, &judgement));
    nearest.found[0].count = 1;
    judgement.verdict = RT_INVALID;
    ck_assert(!rt_nearest_is_likelier(&nearest, &judgement));
}
END_TEST

/* That the key is another one is no change of parameters. It is told only where something else can
 * be mended. */
START_TEST(test_hopeless)
{
    static struct test_judged judged;
    struct rt_crypto *crypto = rt_crypto_new();
    test_judged_make(&judged, crypto, &rt_version_v8, (struct test_judged_how){.spoilt = true});
    ck_assert_int_eq(judged.judgement.verdict, RT_INVALID);
    ck_assert_int_eq(rt_explain_hopeless(&judged.subject, &judged.judgement), RT_CHECK_COUNT);
    /* The midpoint is a time of another clock, which that mends; the key stays wrong. */
    judged.judgement.rules.clock = RT_CLOCK_MJD;
    rt_verify(&judged.subject, judged.judgement.best.version, &judged.judgement.rules,
              &judged.judgement.report);
    ck_assert_int_eq(judged.judgement.report.checks[RT_CHECK_MIDPOINT].outcome, RT_FAIL);
    ck_assert_int_eq(rt_explain_hopeless(&judged.subject, &judged.judgement),
                     RT_CHECK_CERT_SIGNATURE);
    rt_crypto_free(crypto);
}
END_TEST

START_TEST(test_explanations)
{
    const struct rt_version_name_from from = {rt_registry, rt_registry_count};
    struct rt_explanation found = {.version = &rt_version_v8};
    char text[RT_EXPLANATION_SIZE];
    ck_assert_str_eq(rt_explanation_text(&found, from, text), "v8");
    found.count = 1;
    found.changes[0] = (struct rt_setting){RT_PARAM_ORDER, RT_ORDER_NODE_HASH};
    found.also_count = 1;
    found.also[0] = &rt_version_v9;
    ck_assert_str_eq(rt_explanation_text(&found, from, text), "v8-v9 with order=node-hash");
}
END_TEST

/* Without the key or the request much was not asked. */
START_TEST(test_certainty)
{
    static const uint8_t key[RT_KEY_SIZE];
    struct rt_judgement judgement = {.verdict = RT_VALID, .best = {&rt_version_v8, NULL}};
    struct rt_nearest nearest = {.count = 1, .found = {{.count = 1}}};
    struct rt_subject subject = {.exchange = {.key = key, .request = {key, sizeof key}}};
    ck_assert_str_eq(rt_nearest_certainty(&nearest, &judgement, &subject), "more likely");
    nearest.found[0].count = 0;
    ck_assert_str_eq(rt_nearest_certainty(&nearest, &judgement, &subject), "valid");
    judgement.verdict = RT_INVALID;
    ck_assert_str_eq(rt_nearest_certainty(&nearest, &judgement, &subject), "would be valid");
    subject.exchange.key = NULL;
    ck_assert_str_eq(rt_nearest_certainty(&nearest, &judgement, &subject), "nothing would fail");
    subject.exchange.key = key;
    subject.exchange.request.data = NULL;
    ck_assert_str_eq(rt_nearest_certainty(&nearest, &judgement, &subject), "nothing would fail");
}
END_TEST

RT_TEST_MAIN("explain_text", test_changes, test_likelier, test_hopeless, test_explanations,
             test_certainty)
