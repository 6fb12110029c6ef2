// SPDX-License-Identifier: BSD-2-Clause
/* Differences of clocks in words: digits, directions, rounding outwards, extremes. */
#include "wire/seconds.h"

#include <string.h>

#include "base/test.h"

#define MS INT64_C(1000000)

START_TEST(test_between)
{
    static const struct {
        int64_t low, high;
        const char *text;
    } cases[] = {
        {-2800 * MS, 3200 * MS, "between 2.8 s behind and 3.2 s ahead"},
        {-2800 * MS - 1, 3200 * MS + 1, "between 2.9 s behind and 3.3 s ahead"},
        {1049 * MS, 7051 * MS, "between 1.0 s and 7.1 s ahead"},
        {-7051 * MS, -1049 * MS, "between 1.0 s and 7.1 s behind"},
        {0, 6000 * MS, "between 0.0 s and 6.0 s ahead"},
        {-6000 * MS, 0, "between 0.0 s and 6.0 s behind"},
        {-20000 * MS, 20000 * MS, "between 20 s behind and 20 s ahead"},
        {-9999 * MS, 9999 * MS, "between 10.0 s behind and 10.0 s ahead"},
        {86394000 * MS, 86800000 * MS, "between 86390 s and 86800 s ahead"},
        {-1234567, 2345678, "between 0.0013 s behind and 0.0024 s ahead"},
        {1, 1, "between 0.000000 s and 0.000001 s ahead"},
        {0, 0, "between 0.000000 s and 0.000000 s ahead"},
    };
    char text[RT_SECONDS_SIZE];
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        ck_assert_str_eq(rt_seconds_between(cases[i].low, cases[i].high, text), cases[i].text);
}
END_TEST

START_TEST(test_about)
{
    static const struct {
        int64_t offset;
        uint64_t bound;
        const char *text;
    } cases[] = {
        {1234567, 3000500000, "+0.0 s +- 3.1 s"},
        {-1234567, 3000000000, "-0.0 s +- 3.1 s"},
        {200 * MS, 3000000000, "+0.2 s +- 3.0 s"},
        {250 * MS, 3000000000, "+0.3 s +- 3.1 s"},
        {-86400400 * MS, 10000000000, "-86400 s +- 11 s"},
        {1234567, 500000, "+0.00123 s +- 0.00051 s"},
        {1234567, 0, "+0.001235 s +- 0.000001 s"},
        {0, 0, "+0.000000 s +- 0.000000 s"},
    };
    char text[RT_SECONDS_SIZE];
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        ck_assert_str_eq(rt_seconds_about(cases[i].offset, cases[i].bound, text), cases[i].text);
}
END_TEST

START_TEST(test_times)
{
    static const struct {
        int64_t ns;
        uint64_t bound;
        const char *text;
    } cases[] = {
        {INT64_C(1700000000123456789), 3000000000, "2023-11-14T22:13:20.1Z"},
        {INT64_C(1700000000123456789), 100, "2023-11-14T22:13:20.123457Z"},
        {INT64_C(1700000000999999999), 1000000, "2023-11-14T22:13:21.0000Z"},
        {INT64_C(1700000000623456789), 60000000000, "2023-11-14T22:13:21Z"},
        {INT64_C(1700000000623456789), 86400000000000, "2023-11-14T22:13:21Z"},
        {-1, 3, "before 1970"},
    };
    char text[RT_TIME_SIZE];
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        ck_assert_str_eq(rt_seconds_time(cases[i].ns, cases[i].bound, text), cases[i].text);
}
END_TEST

/* Nothing of these may overflow or be cut. */
START_TEST(test_extremes)
{
    static const int64_t values[] = {INT64_MIN, INT64_MIN + 1, -1, 0, 1, INT64_MAX - 1, INT64_MAX};
    char text[RT_SECONDS_SIZE], time[RT_TIME_SIZE];
    for (size_t i = 0; i < sizeof values / sizeof values[0]; i++) {
        for (size_t k = i; k < sizeof values / sizeof values[0]; k++)
            ck_assert_ptr_nonnull(strstr(rt_seconds_between(values[i], values[k], text), " s "));
        ck_assert_ptr_nonnull(strstr(rt_seconds_about(values[i], UINT64_MAX, text), " s +- "));
        ck_assert_ptr_nonnull(strstr(rt_seconds_about(values[i], 0, text), " s +- "));
        rt_seconds_time(values[i], UINT64_MAX, time);
        ck_assert_int_lt((int)strlen(time), RT_TIME_SIZE);
    }
}
END_TEST

RT_TEST_MAIN("seconds", test_between, test_about, test_times, test_extremes)
