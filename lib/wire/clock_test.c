// SPDX-License-Identifier: BSD-2-Clause
/* Times of each clock, and the ends of their ranges. */
#include "wire/clock.h"

#include <stdio.h>
#include <string.h>

#include "base/test.h"

#define MJD(day, microseconds) ((uint64_t)(day) << 40 | (uint64_t)(microseconds))
#define SECOND                 UINT64_C(1000000)
#define DAY                    (86400 * SECOND)

static const enum rt_clock clocks[] = {RT_CLOCK_UNIX_US, RT_CLOCK_MJD, RT_CLOCK_UNIX_S};

struct known {
    enum rt_clock clock;
    uint64_t raw;
    const char *text;
    const char *ns;
};

/* Dates worked out by other means than this library. */
static const struct known known[] = {
    {RT_CLOCK_MJD, UINT64_C(0x009e8b0000000000), "1970-01-01T00:00:00.000000Z", "0"},
    {RT_CLOCK_MJD, UINT64_C(0x00e7da0000000000), "2021-05-20T00:00:00.000000Z",
     "1621468800000000000"},
    {RT_CLOCK_MJD, UINT64_C(0x00e7da0a8be62614), "2021-05-20T12:34:56.789012Z",
     "1621514096789012000"},
    {RT_CLOCK_MJD, UINT64_C(0x00e199141ddf0120), "2016-12-31T23:59:60.500000Z",
     "1483228800500000000"},
    {RT_CLOCK_MJD, MJD(57753, DAY - 1), "2016-12-31T23:59:59.999999Z", "1483228799999999000"},
    {RT_CLOCK_MJD, MJD(57753, DAY), "2016-12-31T23:59:60.000000Z", "1483228800000000000"},
    {RT_CLOCK_MJD, MJD(57753, DAY + SECOND - 1), "2016-12-31T23:59:60.999999Z",
     "1483228800999999000"},
    {RT_CLOCK_MJD, MJD(57754, 0), "2017-01-01T00:00:00.000000Z", "1483228800000000000"},
    {RT_CLOCK_MJD, MJD(0, 0), "1858-11-17T00:00:00.000000Z", "-3506716800000000000"},
    {RT_CLOCK_MJD, MJD(0, 1), "1858-11-17T00:00:00.000001Z", "-3506716799999999000"},
    {RT_CLOCK_MJD, MJD(40586, DAY - 1), "1969-12-31T23:59:59.999999Z", "-1000"},
    {RT_CLOCK_MJD, MJD(40586, DAY - SECOND), "1969-12-31T23:59:59.000000Z", "-1000000000"},
    {RT_CLOCK_MJD, MJD(40586, DAY - SECOND - 1), "1969-12-31T23:59:58.999999Z", "-1000001000"},
    {RT_CLOCK_MJD, MJD(51544, 0), "2000-01-01T00:00:00.000000Z", "946684800000000000"},
    {RT_CLOCK_MJD, MJD(51603, 0), "2000-02-29T00:00:00.000000Z", "951782400000000000"},
    {RT_CLOCK_MJD, MJD(51604, 0), "2000-03-01T00:00:00.000000Z", "951868800000000000"},
    {RT_CLOCK_MJD, MJD(15078, 0), "1900-02-28T00:00:00.000000Z", "-2203977600000000000"},
    {RT_CLOCK_MJD, MJD(15079, 0), "1900-03-01T00:00:00.000000Z", "-2203891200000000000"},
    {RT_CLOCK_MJD, MJD(88127, 0), "2100-02-28T00:00:00.000000Z", "4107456000000000000"},
    {RT_CLOCK_MJD, MJD(88128, 0), "2100-03-01T00:00:00.000000Z", "4107542400000000000"},
    {RT_CLOCK_MJD, MJD(60369, 0), "2024-02-29T00:00:00.000000Z", "1709164800000000000"},
    {RT_CLOCK_UNIX_S, 0, "1970-01-01T00:00:00Z", "0"},
    {RT_CLOCK_UNIX_S, 1700000000, "2023-11-14T22:13:20Z", "1700000000000000000"},
    {RT_CLOCK_UNIX_S, UINT64_C(253402300799), "9999-12-31T23:59:59Z", "253402300799000000000"},
    {RT_CLOCK_UNIX_S, 4294967296, "2106-02-07T06:28:16Z", "4294967296000000000"},
    {RT_CLOCK_UNIX_US, 1, "1970-01-01T00:00:00.000001Z", "1000"},
    {RT_CLOCK_UNIX_US, UINT64_C(1700000000123456), "2023-11-14T22:13:20.123456Z",
     "1700000000123456000"},
};

START_TEST(test_known_times)
{
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        const struct known *k = &known[i];
        struct rt_instant instant;
        char text[RT_TIME_SIZE];
        uint64_t raw = 0;
        ck_assert_str_eq(rt_clock_text(k->clock, k->raw, text), k->text);
        ck_assert(rt_clock_has_date(k->clock, k->raw));
        ck_assert_int_eq(rt_clock_instant(k->clock, k->raw, &instant), RT_OK);
        ck_assert_str_eq(rt_instant_ns_text(instant, text), k->ns);
        ck_assert_int_eq(instant.leap, strstr(k->text, ":60") != NULL);
        ck_assert_int_eq(rt_clock_raw(k->clock, instant, &raw), RT_OK);
        ck_assert_uint_eq(raw, k->raw);
    }
}
END_TEST

/* Every day of 1858 to 2131 against a calendar that is counted, not computed. */
START_TEST(test_calendar)
{
    static const int lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    int year = 1858, month = 11, day = 17;
    for (uint64_t mjd = 0; mjd < 100000; mjd++) {
        char text[RT_TIME_SIZE], expected[80];
        snprintf(expected, sizeof expected, "%04d-%02d-%02dT01:02:03.000004Z", year, month, day);
        rt_clock_text(RT_CLOCK_MJD, MJD(mjd, 3723 * SECOND + 4), text);
        ck_assert_str_eq(text, expected);
        bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
        if (day++ < lengths[month - 1] + (leap && month == 2))
            continue;
        day = 1;
        month = month % 12 + 1;
        year += month == 1;
    }
}
END_TEST

START_TEST(test_forever_under_every_clock)
{
    char text[RT_TIME_SIZE];
    for (size_t i = 0; i < 3; i++) {
        ck_assert_str_eq(rt_clock_text(clocks[i], RT_FOREVER, text), "never");
        ck_assert(!rt_clock_has_date(clocks[i], RT_FOREVER));
        ck_assert_int_eq(rt_clock_midpoint(clocks[i], RT_FOREVER), RT_E_TIME_RANGE);
        ck_assert(!rt_clock_likely(clocks[i], RT_FOREVER));
    }
    struct rt_instant instant;
    ck_assert_int_eq(rt_clock_instant(RT_CLOCK_MJD, RT_FOREVER, &instant), RT_E_TIME_RANGE);
    ck_assert_int_eq(rt_clock_instant(RT_CLOCK_UNIX_S, RT_FOREVER, &instant), RT_E_TIME_RANGE);
    ck_assert_int_eq(rt_clock_instant(RT_CLOCK_UNIX_US, RT_FOREVER, &instant), RT_OK);
    ck_assert_str_eq(rt_instant_ns_text(instant, text), "18446744073709551615000");
}
END_TEST

START_TEST(test_limits_of_mjd)
{
    struct rt_instant instant;
    char text[RT_TIME_SIZE];
    ck_assert_int_eq(rt_clock_instant(RT_CLOCK_MJD, MJD(60000, DAY + SECOND), &instant), RT_OK);
    ck_assert(!instant.leap);
    /* The end of a day of 86,401 seconds is the beginning of the next. */
    ck_assert_int_eq(instant.seconds, (60001 - 40587) * INT64_C(86400));
    ck_assert_int_eq(rt_clock_instant(RT_CLOCK_MJD, MJD(60000, DAY + SECOND + 1), &instant),
                     RT_E_TIME_RANGE);
    ck_assert_int_eq(rt_clock_instant(RT_CLOCK_MJD, MJD(60000, 0xffffffffff), &instant),
                     RT_E_TIME_RANGE);
    ck_assert_int_eq(rt_clock_instant(RT_CLOCK_MJD, MJD(0xffffff, DAY - 1), &instant), RT_OK);
    ck_assert_int_eq(instant.seconds, (INT64_C(0xffffff) - 40587) * 86400 + 86399);
    ck_assert_str_eq(rt_clock_text(RT_CLOCK_MJD, MJD(0xffffff, 0), text), "no date");
    /* MJD 2973483 is 9999-12-31. */
    ck_assert_str_eq(rt_clock_text(RT_CLOCK_MJD, MJD(2973483, DAY - 1), text),
                     "9999-12-31T23:59:59.999999Z");
    ck_assert_str_eq(rt_clock_text(RT_CLOCK_MJD, MJD(2973484, 0), text), "no date");
}
END_TEST

START_TEST(test_limits_of_unix)
{
    char text[RT_TIME_SIZE];
    struct rt_instant instant;
    ck_assert_str_eq(rt_clock_text(RT_CLOCK_UNIX_S, UINT64_C(253402300800), text), "no date");
    ck_assert_str_eq(rt_clock_text(RT_CLOCK_UNIX_S, RT_FOREVER - 1, text), "no date");
    ck_assert_int_eq(rt_clock_instant(RT_CLOCK_UNIX_S, INT64_MAX, &instant), RT_OK);
    ck_assert_str_eq(rt_instant_ns_text(instant, text), "9223372036854775807000000000");
    ck_assert_int_eq(rt_clock_instant(RT_CLOCK_UNIX_S, UINT64_C(1) << 63, &instant),
                     RT_E_TIME_RANGE);
    ck_assert_str_eq(rt_clock_text(RT_CLOCK_UNIX_US, UINT64_C(253402300799999999), text),
                     "9999-12-31T23:59:59.999999Z");
    ck_assert_str_eq(rt_clock_text(RT_CLOCK_UNIX_US, UINT64_C(253402300800000000), text),
                     "no date");
}
END_TEST

START_TEST(test_instants_that_a_clock_cannot_say)
{
    static const struct {
        enum rt_clock clock;
        struct rt_instant instant;
        enum rt_error error;
        uint64_t raw;
    } cases[] = {
        {RT_CLOCK_UNIX_S, {-1, 0, false}, RT_E_TIME_RANGE, 0},
        {RT_CLOCK_UNIX_S, {7, 999999999, false}, RT_OK, 7},
        {RT_CLOCK_UNIX_S, {INT64_MAX, 0, false}, RT_OK, INT64_MAX},
        {RT_CLOCK_UNIX_US, {-1, 999999000, false}, RT_E_TIME_RANGE, 0},
        {RT_CLOCK_UNIX_US, {7, 1999, false}, RT_OK, 7000001},
        {RT_CLOCK_UNIX_US, {INT64_C(18446744073709), 551615000, false}, RT_OK, UINT64_MAX},
        {RT_CLOCK_UNIX_US, {INT64_C(18446744073709), 551616000, false}, RT_E_TIME_RANGE, 0},
        {RT_CLOCK_UNIX_US, {INT64_C(18446744073710), 0, false}, RT_E_TIME_RANGE, 0},
        {RT_CLOCK_UNIX_US, {INT64_MAX, 0, false}, RT_E_TIME_RANGE, 0},
        {RT_CLOCK_MJD, {INT64_C(-3506716800), 0, false}, RT_OK, 0},
        {RT_CLOCK_MJD, {INT64_C(-3506716801), 999999999, false}, RT_E_TIME_RANGE, 0},
        {RT_CLOCK_MJD, {INT64_C(1446044745599), 0, false}, RT_OK, MJD(0xffffff, 86399 * SECOND)},
        {RT_CLOCK_MJD, {INT64_MIN, 0, false}, RT_E_TIME_RANGE, 0},
        {RT_CLOCK_MJD, {INT64_MIN, 0, true}, RT_E_TIME_RANGE, 0},
        {RT_CLOCK_MJD, {INT64_MAX, 0, false}, RT_E_TIME_RANGE, 0},
        {RT_CLOCK_MJD, {-1, 999999999, false}, RT_OK, MJD(40586, DAY - 1)},
        {RT_CLOCK_MJD, {0, 0, true}, RT_OK, MJD(40586, DAY)},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        uint64_t raw = 0;
        enum rt_error error = rt_clock_raw(cases[i].clock, cases[i].instant, &raw);
        ck_assert_msg(error == cases[i].error, "case %zu", i);
        ck_assert_msg(error != RT_OK || raw == cases[i].raw, "case %zu", i);
    }
}
END_TEST

START_TEST(test_later_is_larger)
{
    for (size_t c = 0; c < 3; c++) {
        uint64_t before = 0;
        for (int64_t seconds = 0; seconds < 400000; seconds += 4099) {
            uint64_t raw;
            struct rt_instant instant = {seconds, 0, false};
            ck_assert_int_eq(rt_clock_raw(clocks[c], instant, &raw), RT_OK);
            ck_assert(seconds == 0 || raw > before);
            before = raw;
        }
    }
}
END_TEST

static int64_t microseconds(uint64_t raw)
{
    struct rt_instant instant;
    ck_assert_int_eq(rt_clock_instant(RT_CLOCK_MJD, raw, &instant), RT_OK);
    return rt_instant_microseconds(instant);
}

/* 2016-12-31 was MJD 57753 and a second longer than other days. */
START_TEST(test_inserted_second_is_one_moment)
{
    static const uint64_t times[] = {DAY - 1,      DAY,          DAY + 1,
                                     DAY + 500000, DAY + 999999, DAY + 1000000};
    const int64_t midnight = microseconds(MJD(57754, 0));
    ck_assert_int_eq(midnight, INT64_C(1483228800000000));
    ck_assert_int_eq(microseconds(MJD(57753, times[0])), midnight - 1);
    for (size_t i = 1; i < sizeof times / sizeof times[0]; i++)
        ck_assert_int_eq(microseconds(MJD(57753, times[i])), midnight);
    ck_assert_int_eq(microseconds(MJD(57754, 1)), midnight + 1);
    ck_assert_int_eq(rt_instant_microseconds((struct rt_instant){-1, 999999999, false}), -1);
    ck_assert_int_eq(rt_instant_microseconds((struct rt_instant){INT64_MAX, 0, false}), INT64_MAX);
    ck_assert_int_eq(rt_instant_microseconds((struct rt_instant){INT64_MIN, 0, false}), INT64_MIN);
}
END_TEST

START_TEST(test_midpoints)
{
    ck_assert_int_eq(rt_clock_midpoint(RT_CLOCK_UNIX_S, 0), RT_OK);
    ck_assert_int_eq(rt_clock_midpoint(RT_CLOCK_UNIX_S, UINT64_C(32503679999)), RT_OK);
    ck_assert_int_eq(rt_clock_midpoint(RT_CLOCK_UNIX_S, UINT64_C(32503680000)), RT_E_TIME_RANGE);
    ck_assert_int_eq(rt_clock_midpoint(RT_CLOCK_MJD, MJD(40587, 0)), RT_OK);
    ck_assert_int_eq(rt_clock_midpoint(RT_CLOCK_MJD, MJD(40586, DAY - 1)), RT_E_TIME_RANGE);
    /* A time of one clock in this century is none of another, but for seconds read as us. */
    ck_assert_int_eq(rt_clock_midpoint(RT_CLOCK_UNIX_S, MJD(60000, 0)), RT_E_TIME_RANGE);
    ck_assert_int_eq(rt_clock_midpoint(RT_CLOCK_MJD, 1700000000), RT_E_TIME_RANGE);
    ck_assert_int_eq(rt_clock_midpoint(RT_CLOCK_UNIX_US, MJD(40587, 0)), RT_E_TIME_RANGE);
    ck_assert(!rt_clock_likely(RT_CLOCK_UNIX_US, MJD(60000, 0)));
    ck_assert(!rt_clock_likely(RT_CLOCK_UNIX_US, 1700000000));
    ck_assert(!rt_clock_likely(RT_CLOCK_UNIX_S, 1388534399));
    ck_assert(rt_clock_likely(RT_CLOCK_UNIX_S, 1388534400));
    ck_assert(rt_clock_likely(RT_CLOCK_MJD, MJD(60000, 0)));
}
END_TEST

START_TEST(test_no_time)
{
    static const uint64_t times[RT_CLOCK_COUNT] = {
        [RT_CLOCK_UNIX_US] = UINT64_C(1700000000000000),
        [RT_CLOCK_MJD] = MJD(60000, 0),
        [RT_CLOCK_UNIX_S] = 1700000000,
    };
    for (int i = RT_CLOCK_FORGOTTEN + 1; i < RT_CLOCK_COUNT; i++) {
        uint64_t raw = rt_clock_no_time((enum rt_clock)i, times[i]);
        ck_assert_int_eq(rt_clock_midpoint((enum rt_clock)i, times[i]), RT_OK);
        ck_assert_int_eq(rt_clock_midpoint((enum rt_clock)i, raw), RT_E_TIME_RANGE);
        ck_assert(raw > times[i] && raw < RT_FOREVER);
    }
    struct rt_instant instant;
    ck_assert_int_eq(
        rt_clock_instant(RT_CLOCK_MJD, rt_clock_no_time(RT_CLOCK_MJD, MJD(60000, 0)), &instant),
        RT_E_TIME_RANGE);
}
END_TEST

START_TEST(test_radius)
{
    ck_assert_uint_eq(rt_clock_radius_ns(RT_CLOCK_UNIX_S, 1), 1000000000);
    ck_assert_uint_eq(rt_clock_radius_ns(RT_CLOCK_UNIX_S, UINT32_MAX),
                      UINT64_C(4294967295000000000));
    ck_assert_uint_eq(rt_clock_radius_ns(RT_CLOCK_MJD, UINT32_MAX), UINT64_C(4294967295000));
    ck_assert_uint_eq(rt_clock_radius_ns(RT_CLOCK_UNIX_US, 0), 0);
    ck_assert_str_eq(rt_clock_radius_unit(RT_CLOCK_UNIX_S), "s");
    ck_assert_str_eq(rt_clock_radius_unit(RT_CLOCK_MJD), "us");
    ck_assert_str_eq(rt_clock_radius_unit(RT_CLOCK_UNIX_US), "us");
}
END_TEST

START_TEST(test_nanoseconds_of_any_instant)
{
    char text[RT_TIME_SIZE];
    static const struct {
        struct rt_instant instant;
        const char *text;
    } cases[] = {
        {{0, 1, false}, "1"},
        {{0, 999999999, false}, "999999999"},
        {{1, 1, false}, "1000000001"},
        {{-1, 0, false}, "-1000000000"},
        {{-1, 1, false}, "-999999999"},
        {{-1, 999999999, false}, "-1"},
        {{-2, 999999999, false}, "-1000000001"},
        {{INT64_MAX, 999999999, false}, "9223372036854775807999999999"},
        {{INT64_MIN, 0, false}, "-9223372036854775808000000000"},
        {{INT64_MIN, 1, false}, "-9223372036854775807999999999"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        ck_assert_str_eq(rt_instant_ns_text(cases[i].instant, text), cases[i].text);
}
END_TEST

START_TEST(test_moments)
{
    char text[RT_MOMENT_SIZE];
    ck_assert_str_eq(rt_clock_moment_text(RT_CLOCK_UNIX_S, 1700000000, 0, text),
                     "2023-11-14T22:13:20Z  radius 0 s");
    ck_assert_str_eq(rt_clock_moment_text(RT_CLOCK_UNIX_US, UINT64_MAX, UINT32_MAX, text),
                     "never  radius 4294967295 us");
}
END_TEST

RT_TEST_MAIN("clock", test_known_times, test_calendar, test_forever_under_every_clock,
             test_limits_of_mjd, test_limits_of_unix, test_instants_that_a_clock_cannot_say,
             test_later_is_larger, test_inserted_second_is_one_moment, test_midpoints, test_no_time,
             test_radius, test_nanoseconds_of_any_instant, test_moments)
