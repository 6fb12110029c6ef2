// SPDX-License-Identifier: BSD-2-Clause
/* Times and durations as people write them, and what is none. */
#include "wire/instant.h"

#include "base/test.h"

START_TEST(test_times)
{
    static const struct {
        const char *text;
        int64_t seconds;
        uint32_t nanoseconds;
    } cases[] = {
        {"1970-01-01", 0, 0},
        {"2026-11-23T14:26:00Z", 1795443960, 0},
        {"2026-11-23T14:26:00.25Z", 1795443960, 250000000},
        {"2026-11-23T14:26:00.0000000019Z", 1795443960, 1},
        {"1969-12-31T23:59:59Z", -1, 0},
        {"2024-02-29", 1709164800, 0},
        {"@0", 0, 0},
        {"@-5", -5, 0},
        {"@1795443960", 1795443960, 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct rt_instant instant;
        ck_assert_msg(rt_instant_parse(cases[i].text, &instant), "%s", cases[i].text);
        ck_assert_int_eq(instant.seconds, cases[i].seconds);
        ck_assert_uint_eq(instant.nanoseconds, cases[i].nanoseconds);
        ck_assert(!instant.leap);
    }
}
END_TEST

START_TEST(test_no_times)
{
    static const char *const cases[] = {
        "",
        "@",
        "@x",
        "@1x",
        "@1234567890123456",
        "2026",
        "2026-11",
        "2026-1-23",
        "2026-13-01",
        "2026-02-30",
        "2026-02-29",
        "2026-00-10",
        "2026-01-00",
        "2026-11-23T14:26:00",
        "2026-11-23T24:00:00Z",
        "2026-11-23T14:60:00Z",
        "2026-11-23T14:26:60Z",
        "2026-11-23T14:26:00.Z",
        "2026-11-23T14:26:00Zx",
        "2026-11-23x",
        " 2026-11-23",
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct rt_instant instant;
        ck_assert_msg(!rt_instant_parse(cases[i], &instant), "%s", cases[i]);
    }
}
END_TEST

START_TEST(test_durations)
{
    uint64_t seconds = 1;
    ck_assert(rt_instant_duration("0", &seconds) && seconds == 0);
    ck_assert(rt_instant_duration("90", &seconds) && seconds == 90);
    ck_assert(rt_instant_duration("90s", &seconds) && seconds == 90);
    ck_assert(rt_instant_duration("15m", &seconds) && seconds == 900);
    ck_assert(rt_instant_duration("12h", &seconds) && seconds == 43200);
    ck_assert(rt_instant_duration("30d", &seconds) && seconds == 2592000);
    ck_assert(rt_instant_duration("2w", &seconds) && seconds == 1209600);
    ck_assert(rt_instant_duration("4294967296", &seconds) && seconds == UINT64_C(4294967296));
    static const char *const wrong[] = {"",    "s",   "-1",         "1x",
                                        "1ss", "1 s", "4294967297", "9999999999w"};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        ck_assert_msg(!rt_instant_duration(wrong[i], &seconds), "%s", wrong[i]);
}
END_TEST

START_TEST(test_until)
{
    const struct rt_instant instant = {.seconds = 1700000000, .nanoseconds = 250000000};
    ck_assert_int_eq(rt_instant_until(instant, INT64_C(1700000000250000000)), 0);
    ck_assert_int_eq(rt_instant_until(instant, INT64_C(1700000001000000001)), 750000001);
    ck_assert_int_eq(rt_instant_until(instant, INT64_C(1699999999000000000)), -1250000000);
    ck_assert_int_eq(rt_instant_until(instant, -1), INT64_C(-1700000000250000001));
    const struct rt_instant late = {.seconds = INT64_MAX / 2}, early = {.seconds = INT64_MIN / 2};
    ck_assert_int_eq(rt_instant_until(late, 0), INT64_MIN);
    ck_assert_int_eq(rt_instant_until(early, 0), INT64_MAX);
}
END_TEST

RT_TEST_MAIN("instant", test_times, test_no_times, test_durations, test_until)
