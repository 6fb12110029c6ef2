// SPDX-License-Identifier: BSD-2-Clause
/* What versions make of a request, for eyes. */
#include "files/request_print.h"

#include "files/test_output.h"
#include "judge/test_request.h"

static struct test_output output;
static struct rt_request_demands demands;
static struct rt_request_answers answers;
static struct rt_request_facts facts;
static struct test_request made;
static const struct rt_version *const known[] = {&rt_version_v8, &rt_version_v9,
                                                 &rt_version_rfc10049};
static const struct rt_version_name_from from = {known, 3};

static const char *print(const struct rt_version *const *versions, size_t count, bool all)
{
    facts = test_request_facts(&made, &rt_version_v8, NULL, 0);
    rt_request_demands_make(&demands, versions, count);
    rt_request_answers_find(&answers, &demands, &facts, NULL);
    rt_request_print_answers(test_output_begin(&output, RT_OUTPUT_TEXT), from, &answers, all);
    return test_output_end(&output);
}

/* How many lines a text has. */
static size_t lines_of(const char *text)
{
    size_t count = 0;
    for (; *text; text++)
        count += *text == '\n';
    return count;
}

START_TEST(test_answers)
{
    ck_assert_str_eq(print(known, 3, false), "  answered by v8\n");
    const char *text = print(known, 3, true);
    ck_assert_int_eq(strncmp(text, "  answered by v8\n  request.", 27), 0);
    ck_assert_ptr_nonnull(strstr(text, "no answer from v9"));
    ck_assert_ptr_nonnull(strstr(text, "rfc10049"));
    /* If nobody answers the nearest cause is told, and all of them if that is asked. */
    text = print(known + 1, 2, false);
    ck_assert_int_eq(strncmp(text, "  no version answers it\n  request.", 34), 0);
    ck_assert_uint_eq(lines_of(text), 2);
    ck_assert_uint_ge(lines_of(print(known + 1, 2, true)), 2);
}
END_TEST

START_TEST(test_rule)
{
    static const struct rt_version version = {
        .document = "draft-x",
        .request[RT_REQUEST_CHECK_SRV] = {.silence = RT_SILENCE_MUST, .section = "6.2"}};
    rt_request_print_rule(test_output_begin(&output, RT_OUTPUT_TEXT), &version,
                          RT_REQUEST_CHECK_SRV);
    ck_assert_str_eq(test_output_end(&output), "  [draft-x 6.2, must]");
    output.text[0] = '\0';
    rt_request_print_rule(test_output_begin(&output, RT_OUTPUT_TEXT), &version,
                          RT_REQUEST_CHECK_NONCE);
    ck_assert_str_eq(test_output_end(&output), "");
}
END_TEST

RT_TEST_MAIN("request_print", test_answers, test_rule)
