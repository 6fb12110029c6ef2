// SPDX-License-Identifier: BSD-2-Clause
/* Comparisons as tables in text. What whole ones look like is in testvectors/cli. */
#include "files/compare_table.h"

#include "files/test_output.h"
#include "judge/test_judged.h"
#include "judge/test_request.h"

static struct test_output output;
static struct test_judged judged;
static struct test_request made;
static struct rt_comparison comparison;
static struct rt_request_comparison requests;
static struct rt_compare_table table;

static struct rt_version_name_from all(void)
{
    return (struct rt_version_name_from){rt_registry, rt_registry_count};
}

static const char *printed(void)
{
    rt_compare_table_print(test_output_begin(&output, RT_OUTPUT_TEXT), &table);
    return test_output_end(&output);
}

/* Neighbours that decide alike share a column; a check that all decide alike stands in a list. */
START_TEST(test_exchange)
{
    static const struct rt_choice choices[] = {
        {.version = &rt_version_v8}, {.version = &rt_version_v10}, {.version = &rt_version_v11}};
    struct rt_crypto *crypto = rt_crypto_new();
    test_judged_make(&judged, crypto, &rt_version_v8, (struct test_judged_how){.spoilt = false});
    rt_compare(&judged.subject, choices, 3, false, &comparison);
    rt_compare_table_of(&table, all(), &comparison);
    ck_assert_uint_eq(table.count, 3);
    ck_assert_uint_eq(table.row_count, RT_CHECK_LONE_COUNT);
    const char *text = printed();
    ck_assert_ptr_eq(strstr(text, "  pass under all: frame.magic, "), text);
    ck_assert_ptr_nonnull(strstr(text, " v8 "));
    ck_assert_ptr_nonnull(strstr(text, "v10-v11\n"));
    ck_assert_ptr_nonnull(strstr(text, "\n  version.present       pass"));
    rt_crypto_free(crypto);
}
END_TEST

/* Behind FAIL stands how strictly servers take it. */
START_TEST(test_request)
{
    static struct rt_request_demands demands;
    static const struct rt_version *const versions[] = {&rt_version_v8, &rt_version_rfc10049};
    struct rt_request_facts facts = test_request_facts(&made, &rt_version_v8, NULL, 0);
    rt_request_demands_make(&demands, versions, 2);
    rt_request_compare(&demands, &facts, NULL, &requests);
    rt_compare_table_of_request(&table, all(), &requests);
    ck_assert_uint_eq(table.row_count, RT_REQUEST_CHECK_COUNT);
    const char *row = strstr(printed(), "\n  request.type            - ");
    ck_assert_ptr_nonnull(row);
    ck_assert_ptr_eq(strstr(row, " FAIL must\n"), strchr(row + 1, '\n') - strlen(" FAIL must"));
    ck_assert_ptr_eq(rt_request_column_rule(&requests.columns[1], RT_REQUEST_CHECK_TYPE),
                     &rt_version_rfc10049.request[RT_REQUEST_CHECK_TYPE]);
    ck_assert_ptr_null(rt_request_column_rule(&requests.columns[0], RT_REQUEST_CHECK_TYPE));
}
END_TEST

/* A version that has two columns is named with its reading. */
START_TEST(test_names)
{
    static const struct rt_reading reading = {.name = "other",
                                              .set = {{RT_PARAM_ORDER, RT_ORDER_NODE_HASH}}};
    char name[RT_CANDIDATE_SIZE];
    table.count = 2;
    table.candidates[0] = (struct rt_candidate){&rt_version_v8, &reading};
    table.candidates[1] = (struct rt_candidate){&rt_version_v9, NULL};
    ck_assert_str_eq(rt_compare_table_name(&table, 0, name), "v8");
    table.candidates[1].version = &rt_version_v8;
    ck_assert_str_eq(rt_compare_table_name(&table, 0, name), "v8/order=node-hash");
    ck_assert_str_eq(rt_compare_table_name(&table, 1, name), "v8");
}
END_TEST

RT_TEST_MAIN("compare_table", test_exchange, test_request, test_names)
