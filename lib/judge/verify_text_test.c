// SPDX-License-Identifier: BSD-2-Clause
/* Results of checks in words. */
#include "judge/verify.h"

#include <stdio.h>

#include "base/test.h"

static const struct {
    enum rt_check check;
    struct rt_result result;
    const char *text;
} results[] = {
    {RT_CHECK_SRV,
     {.outcome = RT_BLOCKED, .blocked_by = RT_CHECK_RESPONSE_SIGNATURE},
     "cannot be decided: response.signature failed"},
    {RT_CHECK_SRV, {.outcome = RT_UNDEFINED}, "nothing to check in this version"},
    {RT_CHECK_SRV,
     {.outcome = RT_UNDEFINED, .in_request = true},
     "only the nonce of the request is known"},
    {RT_CHECK_SRV, {.outcome = RT_UNVERIFIED}, "the request or the long-term key is not known"},
    {RT_CHECK_NONCE_ECHO, {.outcome = RT_UNVERIFIED}, "the request is not known"},
    {RT_CHECK_CERT_SIGNATURE, {.outcome = RT_UNVERIFIED}, "the long-term key is not known"},
    {RT_CHECK_MERKLE_ROOT,
     {.outcome = RT_UNVERIFIED, .in_request = true},
     "the leaf is the whole request, of which only the nonce is known"},
    {RT_CHECK_SRV,
     {.outcome = RT_FAIL, .reason = RT_E_FRAME_LONG, .surplus = 1},
     "1 byte too many behind the end of the packet"},
    {RT_CHECK_SRV,
     {.outcome = RT_FAIL, .reason = RT_E_FRAME_LONG, .surplus = 2},
     "2 bytes too many behind the end of the packet"},
};

START_TEST(test_text)
{
    char text[RT_RESULT_TEXT_SIZE], expected[RT_RESULT_TEXT_SIZE];
    for (size_t i = 0; i < sizeof results / sizeof results[0]; i++)
        ck_assert_str_eq(rt_result_text(&results[i].result, results[i].check, text),
                         results[i].text);
    struct rt_result result = {.outcome = RT_PASS};
    ck_assert_str_eq(rt_result_text(&result, RT_CHECK_SRV, text), rt_check_row(RT_CHECK_SRV)->text);
    result = (struct rt_result){.outcome = RT_FAIL, .reason = RT_E_SIGNATURE};
    ck_assert_str_eq(rt_result_text(&result, RT_CHECK_SRV, text), rt_error_text(RT_E_SIGNATURE));
    result.tag = RT_TAG_SIG;
    snprintf(expected, sizeof expected, "SIG: %s", rt_error_text(RT_E_SIGNATURE));
    ck_assert_str_eq(rt_result_text(&result, RT_CHECK_SRV, text), expected);
    result = (struct rt_result){.outcome = RT_UNDECIDED, .reason = RT_E_CRYPTO};
    snprintf(expected, sizeof expected, "not computed: %s", rt_error_text(RT_E_CRYPTO));
    ck_assert_str_eq(rt_result_text(&result, RT_CHECK_SRV, text), expected);
}
END_TEST

/* A key of another kind would not help. */
START_TEST(test_wants_key)
{
    struct rt_result result = {.outcome = RT_UNVERIFIED};
    char text[RT_RESULT_TEXT_SIZE];
    ck_assert(rt_result_wants_key(&result, RT_CHECK_CERT_SIGNATURE));
    ck_assert(rt_result_wants_key(&result, RT_CHECK_KEY_STRENGTH));
    ck_assert(!rt_result_wants_key(&result, RT_CHECK_SRV));
    result.reason = RT_E_ML_DSA;
    ck_assert(!rt_result_wants_key(&result, RT_CHECK_CERT_SIGNATURE));
    ck_assert_str_eq(rt_result_text(&result, RT_CHECK_CERT_SIGNATURE, text),
                     rt_error_text(RT_E_ML_DSA));
    result.outcome = RT_PASS;
    ck_assert(!rt_result_wants_key(&result, RT_CHECK_CERT_SIGNATURE));
}
END_TEST

START_TEST(test_fails_only)
{
    struct rt_report report;
    for (int i = 0; i < RT_CHECK_COUNT; i++)
        report.checks[i] = (struct rt_result){.outcome = i % 2 ? RT_PASS : RT_UNDEFINED};
    report.checks[RT_CHECK_SRV].outcome = RT_FAIL;
    ck_assert(rt_report_fails_only(&report, RT_CHECK_SRV));
    ck_assert(!rt_report_fails_only(&report, RT_CHECK_TYPE));
    report.checks[RT_CHECK_TYPE].outcome = RT_BLOCKED;
    ck_assert(!rt_report_fails_only(&report, RT_CHECK_SRV));
}
END_TEST

RT_TEST_MAIN("verify_text", test_text, test_wants_key, test_fails_only)
