// SPDX-License-Identifier: BSD-2-Clause
/* Values that versions read differently. */
#include "files/compare_values.h"

#include "files/test_output.h"
#include "registry.h"

static const uint8_t midpoint[8] = {0, 0xf1, 0x53, 0x65};
static const uint8_t radius[4] = {3};
static const uint8_t offset[4] = {1};

/* A response under a version with whole seconds and one with microseconds. */
static struct rt_packet response;
static struct rt_comparison comparison;

static struct rt_compare_values made(void)
{
    response.values[RT_SLOT_MIDP] = (struct rt_view){midpoint, sizeof midpoint};
    response.values[RT_SLOT_RADI] = (struct rt_view){radius, sizeof radius};
    response.values[RT_SLOT_DTAI] = (struct rt_view){offset, sizeof offset};
    comparison.count = 2;
    comparison.columns[0].candidate.version = &rt_version_v8;
    comparison.columns[0].rules = rt_version_v8.rules;
    comparison.columns[1].candidate.version = &rt_version_google;
    comparison.columns[1].rules = rt_version_google.rules;
    return (struct rt_compare_values){
        .response = &response,
        .comparison = &comparison,
        .from = {rt_registry, rt_registry_count},
        .use = rt_registry_meaning,
    };
}

static const char *text_of(const struct rt_compare_values *values, size_t column, const char *name)
{
    static char text[RT_VALUE_TEXT_SIZE];
    size_t field = 0;
    while (strcmp(rt_compare_values_name(field), name) != 0)
        ck_assert_uint_lt(++field, RT_COMPARE_FIELDS);
    rt_compare_values_text(values, column, field, text);
    return text;
}

START_TEST(test_texts)
{
    const struct rt_compare_values values = made();
    ck_assert_str_eq(text_of(&values, 0, "midpoint"), "2023-11-14T22:13:20Z");
    ck_assert_str_eq(text_of(&values, 1, "midpoint"), "1970-01-01T00:28:20.000000Z");
    ck_assert_str_eq(text_of(&values, 0, "radius"), "3 s");
    ck_assert_str_eq(text_of(&values, 1, "radius"), "3 us");
    ck_assert_str_eq(text_of(&values, 1, "maxt"), "");
}
END_TEST

/* Only what is read differently is printed. */
START_TEST(test_printed)
{
    const struct rt_compare_values values = made();
    static struct test_output output;
    ck_assert(!rt_compare_values_agree(&values, 0));
    ck_assert(rt_compare_values_agree(&values, 3));
    rt_compare_values_print(test_output_begin(&output, RT_OUTPUT_TEXT), &values);
    const char *text = test_output_end(&output);
    ck_assert_ptr_eq(strstr(text, "  midpoint              2023-11-14T22:13:20Z          v8\n"
                                  "  midpoint              1970-01-01T00:28:20.000000Z   google\n"
                                  "  radius                3 s                           v8\n"
                                  "  radius                3 us                          google\n"),
                     text);
    ck_assert_ptr_null(strstr(text, "maxt"));
}
END_TEST

RT_TEST_MAIN("compare_values", test_texts, test_printed)
