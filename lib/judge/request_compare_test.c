// SPDX-License-Identifier: BSD-2-Clause
/* A request under many versions: every check as that version decides it, groups of those that
 * agree, and readings that are asked for. */
#include "judge/request_compare.h"

#include "judge/test_request.h"

static struct rt_request_demands demands;
static struct rt_request_comparison comparison;
static struct test_request made;

static const struct rt_request_column *column_of(const char *name)
{
    for (size_t i = 0; i < comparison.count; i++)
        if (strcmp(comparison.columns[i].candidate.version->name, name) == 0)
            return &comparison.columns[i];
    ck_abort_msg("no column of %s", name);
}

static void compare_all(const struct rt_request_facts *facts)
{
    rt_request_demands_make(&demands, rt_registry, rt_registry_count);
    rt_request_compare(&demands, facts, NULL, &comparison);
    ck_assert_uint_eq(comparison.count, rt_registry_count);
}

/* Each version's own request: nothing fails but what servers pass over, and a check fails in a
 * column if and only if the verdict of the version says so. */
START_TEST(test_columns)
{
    for (size_t i = 0; i < rt_registry_count; i++) {
        struct rt_request_facts facts = test_request_facts(&made, rt_registry[i], NULL, 0);
        compare_all(&facts);
        ck_assert(!comparison.columns[i].stopped);
        for (size_t j = 0; j < comparison.count; j++) {
            const struct rt_request_column *column = &comparison.columns[j];
            struct rt_request_verdict one = rt_request_verdict_of(rt_registry[j], &facts, NULL);
            uint32_t fails = 0;
            ck_assert_ptr_eq(column->candidate.version, rt_registry[j]);
            ck_assert_ptr_eq(column->candidate.reading, one.reading);
            ck_assert_int_eq(column->stopped, rt_request_verdict_stopped(&one));
            for (int check = 0; check < RT_REQUEST_CHECK_COUNT; check++)
                fails |= (uint32_t)(column->checks[check].outcome == RT_FAIL) << check;
            /* What follows from another fail is blocked. */
            ck_assert_uint_eq(fails & ~one.fails, 0);
            ck_assert_int_eq(rt_request_check_first(fails), rt_request_check_first(one.fails));
        }
    }
}
END_TEST

/* Without TYPE: v12 and v13 have nothing to ask, v14 to v19 are one group, which is stopped. */
START_TEST(test_groups)
{
    struct rt_request_facts facts = test_request_facts(&made, &rt_version_v13, NULL, 0);
    compare_all(&facts);
    const struct rt_request_column *v12 = column_of("v12"), *v14 = column_of("v14");
    ck_assert_int_eq(v12->checks[RT_REQUEST_CHECK_TYPE].outcome, RT_UNDEFINED);
    ck_assert_int_eq(v14->checks[RT_REQUEST_CHECK_TYPE].outcome, RT_FAIL);
    ck_assert_int_eq(v14->checks[RT_REQUEST_CHECK_TYPE].reason, RT_E_NO_TYPE);
    ck_assert(!v12->stopped && v14->stopped);
    ck_assert_uint_eq(v12->group, (size_t)(v12 - comparison.columns));
    ck_assert_uint_eq(column_of("v19")->group, column_of("v18")->group);
    ck_assert_uint_ne(v14->group, v12->group);
    ck_assert(!rt_request_comparison_agrees(&comparison, RT_REQUEST_CHECK_TYPE));
    ck_assert(rt_request_comparison_agrees(&comparison, RT_REQUEST_CHECK_KIND));
    ck_assert(!rt_request_comparison_answered(&comparison));
}
END_TEST

/* Each version misses a number of its own, and they are one group all the same; the text of one
 * demands no answer where that of another allows it, and these are two. */
START_TEST(test_same)
{
    struct rt_version renumbered = rt_version_v9, strict = rt_version_v9;
    const struct rt_version *const two[] = {&rt_version_v9, &renumbered};
    renumbered.rules.version++;
    struct rt_request_facts facts = test_request_facts(&made, &rt_version_v8, NULL, 0);
    rt_request_demands_make(&demands, two, 2);
    rt_request_compare(&demands, &facts, NULL, &comparison);
    ck_assert_uint_ne(comparison.columns[0].checks[RT_REQUEST_CHECK_VERSION].due,
                      comparison.columns[1].checks[RT_REQUEST_CHECK_VERSION].due);
    ck_assert(rt_request_comparison_agrees(&comparison, RT_REQUEST_CHECK_VERSION));
    ck_assert_uint_eq(comparison.columns[1].group, 0);
    strict.request[RT_REQUEST_CHECK_VERSION].silence = RT_SILENCE_MUST;
    const struct rt_version *const other[] = {&rt_version_v9, &strict};
    rt_request_demands_make(&demands, other, 2);
    rt_request_compare(&demands, &facts, NULL, &comparison);
    ck_assert(!rt_request_comparison_agrees(&comparison, RT_REQUEST_CHECK_VERSION));
    ck_assert_uint_eq(comparison.columns[1].group, 1);
}
END_TEST

/* A number of a reading of v5 alone. With readings some programs of v5 answer; without, nobody;
 * a choice that fixes the reading is judged under that. */
START_TEST(test_choices)
{
    static const uint8_t number[4] = {0x03, 0, 0, 0x08};
    const struct rt_edit edit = {RT_LEVEL_TOP, (uint32_t)RT_TAG_VER, {number, 4}};
    struct rt_choice choices[] = {{.version = &rt_version_v5}, {.version = &rt_version_v5}};
    struct rt_request_facts facts = test_request_facts(&made, &rt_version_v5, &edit, 1);
    rt_request_demands_choose(&demands, choices, 1, false);
    rt_request_compare(&demands, &facts, NULL, &comparison);
    ck_assert_uint_eq(comparison.count, 1);
    const struct rt_reading *reading = comparison.columns[0].candidate.reading;
    ck_assert_ptr_nonnull(reading);
    ck_assert(rt_request_comparison_answered(&comparison));
    choices[1].fixed = true;
    choices[1].reading = *reading;
    rt_request_demands_choose(&demands, choices, 2, true);
    rt_request_compare(&demands, &facts, NULL, &comparison);
    ck_assert_uint_eq(comparison.count, 2);
    ck_assert_ptr_null(comparison.columns[0].candidate.reading);
    ck_assert_ptr_eq(comparison.columns[1].candidate.reading, &choices[1].reading);
    ck_assert(comparison.columns[0].stopped && !comparison.columns[1].stopped);
    ck_assert(!comparison.answers.verdicts[1].answers);
    ck_assert(!rt_request_comparison_answered(&comparison));
}
END_TEST

RT_TEST_MAIN("request_compare", test_columns, test_groups, test_same, test_choices)
