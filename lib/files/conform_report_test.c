// SPDX-License-Identifier: BSD-2-Clause
/* The results of a check in each form, and what counts. */
#include "files/conform_report.h"

#include <string.h>

#include "base/test.h"
#include "registry.h"

static char text[65536];
static struct rt_conform conform;
static struct rt_conform_settings settings;
static struct rt_conform_report report;

/* A case that failed: one that the text demands, one that it advises, and a death. */
static struct rt_conform_result failed(enum rt_conform_case which, enum rt_conform_cause cause)
{
    static const uint8_t bytes[4] = {1, 2, 3, 4};
    const struct rt_candidate as = {rt_registry_find("v14"), NULL};
    struct rt_conform_result result = {
        .outcome = RT_CONFORM_FAIL,
        .cause = cause,
        .check = RT_CHECK_COUNT,
        .transport = RT_TRANSPORT_UDP,
        .request = {bytes, sizeof bytes},
    };
    ck_assert(rt_conform_case_find(&as, which, &result.demand));
    return result;
}

static const char *write(enum rt_output_form form, enum rt_report_form as, bool strict)
{
    const struct rt_conform_result results[] = {
        failed(RT_CONFORM_CASE_REQUEST_SIZE_LARGE, RT_CONFORM_CAUSE_SILENT),
        failed(RT_CONFORM_CASE_REQUEST_TYPE_1, RT_CONFORM_CAUSE_ANSWERED),
    };
    struct rt_output out;
    FILE *file = fmemopen(text, sizeof text, "w");
    ck_assert_ptr_nonnull(file);
    rt_output_open(&out, file, form, false);
    settings.plan.choice_count = 0;
    conform.settings = &settings;
    conform.answered = true;
    report = (struct rt_conform_report){
        .out = &out, .form = as, .server = "here", .strict = strict, .quiet = true};
    ck_assert_int_eq(rt_conform_report_begin(&report), RT_OK);
    for (size_t i = 0; i < 2; i++)
        rt_conform_report_result(&report, &results[i]);
    ck_assert_int_eq(rt_conform_report_end(&report, &conform, "v14", "it died"), RT_OK);
    ck_assert_int_eq(rt_output_close(&out), RT_OK);
    fclose(file);
    return text;
}

static void has(const char *written, const char *part)
{
    ck_assert_msg(strstr(written, part), "%s is not in %s", part, written);
}

START_TEST(test_forms)
{
    has(write(RT_OUTPUT_TEXT, 0, false), "FAIL    v14/5.1/40");
    has(write(RT_OUTPUT_TEXT, 0, false), "1 failed, 1 failed what the text advises, 0 skipped");
    has(write(RT_OUTPUT_TEXT, 0, true), "2 failed, 0 skipped");
    has(write(RT_OUTPUT_TEXT, 0, true), "it died");
    has(write(RT_OUTPUT_NDJSON, 0, false), "\"outcome\":\"fail\",\"seen\":\"no answer\"");
    has(write(RT_OUTPUT_NDJSON, 0, false), "\"request\":\"AQIDBA==\",\"response\":null");
    has(write(RT_OUTPUT_NDJSON, 0, false), "\"failed\":1,\"advised\":1");
    has(write(RT_OUTPUT_TEXT, RT_REPORT_TAP, false), "not ok 2 - v14/5.1/40 MUST type.1");
    has(write(RT_OUTPUT_TEXT, RT_REPORT_JUNIT, false), "v14/5.1/40");
    has(write(RT_OUTPUT_TEXT, RT_REPORT_HTML, false), "TYPE says that it is a response");
}
END_TEST

/* What a server does not survive counts, however binding the case is. */
START_TEST(test_what_counts)
{
    const struct rt_conform_result dies =
        failed(RT_CONFORM_CASE_REQUEST_SIZE_LARGE, RT_CONFORM_CAUSE_DIES);
    const struct rt_conform_result silent =
        failed(RT_CONFORM_CASE_REQUEST_SIZE_LARGE, RT_CONFORM_CAUSE_SILENT);
    report = (struct rt_conform_report){.strict = false};
    ck_assert(rt_conform_report_counts(&report, &dies));
    ck_assert(!rt_conform_report_counts(&report, &silent));
    report.strict = true;
    ck_assert(rt_conform_report_counts(&report, &silent));
}
END_TEST

RT_TEST_MAIN("conform_report", test_forms, test_what_counts)
