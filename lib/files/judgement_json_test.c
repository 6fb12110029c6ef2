// SPDX-License-Identifier: BSD-2-Clause
/* Judgements as JSON. What those of whole exchanges look like is in testvectors/cli. */
#include "files/judgement_json.h"

#include "files/test_output.h"
#include "judge/test_judged.h"

static struct test_output output;
static struct test_judged judged;

static struct rt_output *begin(void)
{
    return test_output_begin(&output, RT_OUTPUT_NDJSON);
}

static const struct {
    struct rt_result result;
    const char *json;
} results[] = {
    {{.outcome = RT_PASS}, "{\"name\":\"response.signature\",\"outcome\":\"pass\"}"},
    {{.outcome = RT_BLOCKED, .blocked_by = RT_CHECK_SRV},
     "{\"name\":\"response.signature\",\"outcome\":\"blocked\",\"blocked_by\":\"srv\"}"},
    {{.outcome = RT_UNDECIDED, .reason = RT_E_CRYPTO},
     "{\"name\":\"response.signature\",\"outcome\":\"undecided\",\"reason\":\"crypto\"}"},
    {{.outcome = RT_FAIL,
      .reason = RT_E_SIGNATURE,
      .tag = RT_TAG_SIG,
      .in_request = true,
      .has_at = true,
      .at = 7,
      .surplus = 3},
     "{\"name\":\"response.signature\",\"outcome\":\"fail\",\"reason\":\"signature\","
     "\"tag\":\"SIG\",\"in\":\"request\",\"at\":7,\"surplus\":3,\"spec\":[],"
     "\"passes_as\":[\"order=node-hash\"]}"},
};

START_TEST(test_checks)
{
    static const struct rt_version version = {.name = "none"};
    const struct rt_pass_as pass = {1, {{RT_PARAM_ORDER, RT_ORDER_NODE_HASH}}};
    for (size_t i = 0; i < sizeof results / sizeof results[0]; i++) {
        struct rt_output *out = begin();
        rt_output_array(out, "checks");
        rt_judgement_json_check(out, &version, RT_CHECK_RESPONSE_SIGNATURE, &results[i].result,
                                &pass, 1);
        rt_output_end(out);
        char expected[512];
        snprintf(expected, sizeof expected, ",\"checks\":[%s]", results[i].json);
        ck_assert_str_eq(test_output_end(&output), expected);
    }
}
END_TEST

/* How often a text stands in another. */
static int count_of(const char *text, const char *part)
{
    int count = 0;
    for (const char *at = text; (at = strstr(at, part)) != NULL; at++)
        count++;
    return count;
}

/* As many checks as are asked for, and what mends them only if that is asked. */
START_TEST(test_judgement)
{
    struct rt_crypto *crypto = rt_crypto_new();
    test_judged_make(&judged, crypto, &rt_version_v8, (struct test_judged_how){.spoilt = true});
    rt_judgement_json_checks(begin(), &judged.judgement, RT_CHECK_LONE_COUNT, NULL);
    const char *text = test_output_end(&output);
    ck_assert_int_eq(count_of(text, "\"name\":"), RT_CHECK_LONE_COUNT);
    ck_assert_int_eq(count_of(text, "\"passes_as\":"), 0);
    ck_assert_int_gt(count_of(text, "\"outcome\":\"fail\""), 0);
    rt_judgement_json_checks(begin(), &judged.judgement, RT_CHECK_COUNT, &judged.subject);
    text = test_output_end(&output);
    ck_assert_int_eq(count_of(text, "\"name\":"), RT_CHECK_COUNT);
    ck_assert_int_eq(count_of(text, "\"passes_as\":"), count_of(text, "\"outcome\":\"fail\""));
    rt_crypto_free(crypto);
}
END_TEST

START_TEST(test_nearest)
{
    static const struct rt_nearest nearest = {
        .count = 2,
        .found = {{&rt_version_v8, 1, {{RT_PARAM_ORDER, RT_ORDER_NODE_HASH}}, 0, {NULL}},
                  {&rt_version_v4, 0, {{0}}, 1, {&rt_version_v5}}},
    };
    rt_judgement_json_nearest(begin(), &nearest);
    ck_assert_str_eq(test_output_end(&output),
                     ",\"nearest\":[{\"version\":\"v8\",\"changes\":[\"order=node-hash\"]},"
                     "{\"version\":\"v4\",\"changes\":[],\"also\":[\"v5\"]}]");
}
END_TEST

START_TEST(test_objections)
{
    static const struct rt_objection objection = {
        .count = 1, .versions = {&rt_version_v14}, .checks = UINT64_C(1) << RT_CHECK_SRV};
    rt_judgement_json_objections(begin(), &objection, 1);
    ck_assert_str_eq(test_output_end(&output),
                     ",\"objections\":[{\"versions\":[\"v14\"],\"reading\":null,"
                     "\"checks\":[\"srv\"]}]");
}
END_TEST

RT_TEST_MAIN("judgement_json", test_checks, test_judgement, test_nearest, test_objections)
