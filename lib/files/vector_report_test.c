// SPDX-License-Identifier: BSD-2-Clause
/* Reports of test vectors in each form, and vectors that get their expectations anew. */
#include "files/vector_report.h"

#include "files/test_output.h"
#include "registry.h"

static struct test_output output;
static struct rt_vector_report report;
static struct rt_vector_faults faults;
static char text[1 << 16], again[1 << 16];

/* One case of each kind; the second has two faults, and letters that XML and terminals take for
 * something else. */
static void report_cases(enum rt_report_form form, bool quiet, struct rt_output *out)
{
    const struct rt_record first = {.number = 1, .id = "v8/made"};
    const struct rt_record second = {.number = 2};
    ck_assert_int_eq(rt_vector_report_begin(&report, out, form, "title", quiet), RT_OK);
    faults = (struct rt_vector_faults){.count = 0};
    rt_vector_report_case(&report, "a.json", &first, &faults);
    faults = (struct rt_vector_faults){.count = 2, .text = "path is <1>\nno \"x\"\n"};
    rt_vector_report_case(&report, "b&\033.json", &second, &faults);
    rt_vector_report_case(&report, "c.json", &second, NULL);
    rt_vector_report_unreadable(&report, "d.json", 0, "cannot be opened");
    ck_assert_int_eq(rt_vector_report_end(&report), RT_OK);
    ck_assert_uint_eq(report.passed, 1);
    ck_assert_uint_eq(report.failed, 1);
    ck_assert_uint_eq(report.skipped, 1);
    ck_assert_uint_eq(report.unreadable, 1);
}

START_TEST(test_text)
{
    static const char failed[] = "FAIL  b&\\x1b.json 2\n      path is <1>\n      no \"x\"\n";
    static const char last[] = "FAIL  d.json 0\n      cannot be opened\n"
                               "1 vectors passed, 1 failed, 1 expect nothing, 1 cannot be read\n";
    char expected[1024];
    for (int quiet = 0; quiet < 2; quiet++) {
        report_cases(RT_VECTOR_REPORT_PLAIN, quiet == 1,
                     test_output_begin(&output, RT_OUTPUT_TEXT));
        snprintf(expected, sizeof expected, "%s%s%s%s", quiet ? "" : "pass  a.json 1 v8/made\n",
                 failed, quiet ? "" : "skip  c.json 2\n", last);
        ck_assert_str_eq(test_output_end(&output), expected);
    }
}
END_TEST

/* What cannot be read has failed. */
START_TEST(test_report)
{
    report_cases(RT_REPORT_TAP, false, test_output_begin(&output, RT_OUTPUT_TEXT));
    const char *tap = test_output_end(&output);
    ck_assert_ptr_nonnull(strstr(tap, "# SKIP nothing is expected"));
    ck_assert_ptr_nonnull(strstr(tap, "a.json 1"));
    ck_assert_ptr_nonnull(strstr(tap, "path is <1>"));
    ck_assert_ptr_null(strchr(tap, '\033'));
    ck_assert_uint_eq(report.run.sum.passed, 1);
    ck_assert_uint_eq(report.run.sum.failed, 2);
    ck_assert_uint_eq(report.run.sum.skipped, 1);
}
END_TEST

static struct rt_view view_of(const char *bytes)
{
    return (struct rt_view){(const uint8_t *)bytes, strlen(bytes)};
}

static FILE *reading(const char *bytes)
{
    FILE *file = fmemopen((void *)(uintptr_t)bytes, strlen(bytes), "r");
    ck_assert_ptr_nonnull(file);
    return file;
}

static void count_unread(void *context, const char *name, const struct rt_record_fault *fault)
{
    ck_assert_str_eq(name, "list");
    ck_assert_uint_gt(fault->record, 0);
    ++*(unsigned *)context;
}

/* Two vectors of which one expects something else, and something that is none. */
START_TEST(test_file)
{
    static struct rt_vector_maker maker;
    static struct rt_vector vector;
    struct rt_vector_writer writer;
    struct rt_record_fault fault;
    struct rt_crypto *crypto = rt_crypto_new();
    unsigned unread = 0;
    ck_assert_ptr_nonnull(crypto);
    ck_assert_int_eq(
        rt_vector_make_begin(&maker, crypto, view_of("seed"), rt_registry, rt_registry_count),
        RT_OK);
    rt_vector_begin(&vector, crypto, rt_registry, rt_registry_count);
    ck_assert_int_eq(rt_vector_make(&maker, rt_registry_find("v8"), 0), RT_VECTOR_MADE);
    FILE *file = fmemopen(text, sizeof text, "w");
    rt_vector_write_begin(&writer, file, true, false, NULL);
    rt_vector_write(&writer, &maker.vector, &maker.record, "a");
    rt_vector_write(&writer, &maker.vector, &maker.record, "a");
    rt_vector_write_end(&writer);
    ck_assert_int_eq(fclose(file), 0);
    memcpy(again, text, sizeof text);
    char *verdict = strstr(text, "\"verdict\": \"valid\"");
    ck_assert_ptr_nonnull(verdict);
    verdict[sizeof "\"verdict\": \"v" - 2] = 'V';
    file = reading(text);
    (void)test_output_begin(&output, RT_OUTPUT_TEXT);
    ck_assert_int_eq(rt_vector_report_begin(&report, &output.out, RT_REPORT_TAP, "title", false),
                     RT_OK);
    rt_vector_report_file(&report, &vector, "list", file, count_unread, &unread);
    fclose(file);
    file = reading("[{\"request\": 7}]");
    rt_vector_report_file(&report, &vector, "list", file, count_unread, &unread);
    rt_vector_report_file(&report, &vector, "list", file, NULL, NULL);
    fclose(file);
    ck_assert_int_eq(rt_vector_report_end(&report), RT_OK);
    (void)test_output_end(&output);
    ck_assert_uint_eq(report.passed, 1);
    ck_assert_uint_eq(report.failed, 1);
    ck_assert_uint_eq(report.unreadable, 2); /* the second time the file is at its end */
    ck_assert_uint_eq(unread, 1);

    /* With its expectation anew the file is what it was. */
    FILE *from = reading(text), *to = fmemopen(text + sizeof text / 2, sizeof text / 2, "w");
    ck_assert_uint_lt(strlen(text), sizeof text / 2);
    ck_assert(rt_vector_rewrite(&vector, from, to, &fault));
    fclose(to);
    fclose(from);
    ck_assert_str_eq(text + sizeof text / 2, again);
    rt_crypto_free(crypto);
}
END_TEST

START_TEST(test_rewrite_nothing)
{
    static struct rt_vector vector;
    struct rt_record_fault fault;
    struct rt_crypto *crypto = rt_crypto_new();
    rt_vector_begin(&vector, crypto, rt_registry, rt_registry_count);
    FILE *to = fmemopen(again, sizeof again, "w");
    FILE *empty = reading("{\"responses\": []}"), *wrong = reading("[{\"request\": 7}]");
    ck_assert(!rt_vector_rewrite(&vector, empty, to, &fault));
    ck_assert_uint_eq(fault.record, 1);
    ck_assert(!rt_vector_rewrite(&vector, wrong, to, &fault));
    ck_assert_uint_eq(fault.record, 1);
    fclose(empty);
    fclose(wrong);
    fclose(to);
    rt_crypto_free(crypto);
}
END_TEST

RT_TEST_MAIN("vector_report", test_text, test_report, test_file, test_rewrite_nothing)
