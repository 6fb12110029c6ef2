// SPDX-License-Identifier: BSD-2-Clause
/* Converts times of each clock to nanoseconds since 1970 and back. */
#include "wire/clock.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define DAY_SECONDS      86400
#define MJD_1970         40587
#define MJD_MICROSECONDS ((UINT64_C(1) << RT_MJD_SHIFT) - 1)
#define LONGEST_DAY      UINT64_C(86401000000) /* microseconds of a day with an inserted second */
#define MJD_FIRST        (-(int64_t)MJD_1970 * DAY_SECONDS)                 /* 1858-11-17 */
#define MJD_LAST         (MJD_FIRST + INT64_C(0x1000000) * DAY_SECONDS - 1) /* of 24 bits */
#define PLAIN_DAY        UINT64_C(86400000000)
#define YEAR_10000       INT64_C(253402300800)
#define YEAR_3000        INT64_C(32503680000)
#define YEAR_2014        INT64_C(1388534400)
#define YEAR_2106        INT64_C(4291747200)

static enum rt_error from_mjd(uint64_t raw, struct rt_instant *instant)
{
    uint64_t microseconds = raw & MJD_MICROSECONDS;
    if (microseconds > LONGEST_DAY)
        return RT_E_TIME_RANGE;
    int64_t day = (int64_t)(raw >> RT_MJD_SHIFT) - MJD_1970;
    instant->seconds = day * DAY_SECONDS + (int64_t)(microseconds / 1000000);
    instant->nanoseconds = (uint32_t)(microseconds % 1000000) * 1000;
    instant->leap = microseconds >= PLAIN_DAY && microseconds < LONGEST_DAY;
    if (microseconds == LONGEST_DAY)
        instant->seconds--; /* the midnight after an inserted second, which Unix does not count */
    return RT_OK;
}

enum rt_error rt_clock_instant(enum rt_clock clock, uint64_t raw, struct rt_instant *instant)
{
    *instant = (struct rt_instant){0};
    switch (clock) {
    case RT_CLOCK_UNIX_US:
        instant->seconds = (int64_t)(raw / 1000000);
        instant->nanoseconds = (uint32_t)(raw % 1000000) * 1000;
        return RT_OK;
    case RT_CLOCK_MJD:
        return from_mjd(raw, instant);
    case RT_CLOCK_UNIX_S:
        if (raw > INT64_MAX)
            return RT_E_TIME_RANGE;
        instant->seconds = (int64_t)raw;
        return RT_OK;
    case RT_CLOCK_FORGOTTEN:
        break;
    }
    return RT_E_TIME_RANGE;
}

static enum rt_error to_mjd(struct rt_instant instant, uint64_t *raw)
{
    /* An inserted second belongs to the end of the day before. */
    int64_t leap = instant.leap ? 1 : 0;
    if (instant.seconds < MJD_FIRST + leap || instant.seconds - leap > MJD_LAST)
        return RT_E_TIME_RANGE;
    uint64_t since_first = (uint64_t)(instant.seconds - leap - MJD_FIRST);
    uint64_t second = since_first % DAY_SECONDS + (uint64_t)leap;
    *raw = (since_first / DAY_SECONDS) << RT_MJD_SHIFT;
    *raw |= second * 1000000 + instant.nanoseconds / 1000;
    return RT_OK;
}

enum rt_error rt_clock_raw(enum rt_clock clock, struct rt_instant instant, uint64_t *raw)
{
    switch (clock) {
    case RT_CLOCK_UNIX_US:
        if (instant.seconds < 0 || (uint64_t)instant.seconds > UINT64_MAX / 1000000)
            return RT_E_TIME_RANGE;
        *raw = (uint64_t)instant.seconds * 1000000 + instant.nanoseconds / 1000;
        return *raw < (uint64_t)instant.seconds ? RT_E_TIME_RANGE : RT_OK; /* it wrapped */
    case RT_CLOCK_MJD:
        return to_mjd(instant, raw);
    case RT_CLOCK_UNIX_S:
        if (instant.seconds < 0)
            return RT_E_TIME_RANGE;
        *raw = (uint64_t)instant.seconds;
        return RT_OK;
    case RT_CLOCK_FORGOTTEN:
        break;
    }
    return RT_E_TIME_RANGE;
}

/* Whether the instant exists and lies in [from, until), both on the Unix count. */
static bool within(enum rt_clock clock, uint64_t raw, int64_t from, int64_t until)
{
    struct rt_instant instant;
    return rt_clock_instant(clock, raw, &instant) == RT_OK && instant.seconds >= from &&
           instant.seconds < until;
}

enum rt_error rt_clock_midpoint(enum rt_clock clock, uint64_t raw)
{
    return within(clock, raw, 0, YEAR_3000) ? RT_OK : RT_E_TIME_RANGE;
}

bool rt_clock_likely(enum rt_clock clock, uint64_t raw)
{
    return within(clock, raw, YEAR_2014, YEAR_2106);
}

/* Whether times and radii have whole seconds and nothing finer. */
static bool in_seconds(enum rt_clock clock)
{
    switch (clock) {
    case RT_CLOCK_UNIX_S:
        return true;
    case RT_CLOCK_UNIX_US:
    case RT_CLOCK_MJD:
    case RT_CLOCK_FORGOTTEN:
        break;
    }
    return false;
}

uint64_t rt_clock_no_time(enum rt_clock clock, uint64_t raw)
{
    raw |= UINT64_C(0x7f0000000000ffff);
    switch (clock) {
    case RT_CLOCK_MJD:
        return raw | MJD_MICROSECONDS;
    case RT_CLOCK_UNIX_US:
    case RT_CLOCK_UNIX_S:
    case RT_CLOCK_FORGOTTEN:
        break;
    }
    return raw;
}

uint64_t rt_clock_radius_ns(enum rt_clock clock, uint32_t radius)
{
    return radius * (in_seconds(clock) ? UINT64_C(1000000000) : UINT64_C(1000));
}

const char *rt_clock_radius_unit(enum rt_clock clock)
{
    return in_seconds(clock) ? "s" : "us";
}

bool rt_clock_has_date(enum rt_clock clock, uint64_t raw)
{
    /* MJD 0 is 1858-11-17. */
    return within(clock, raw, MJD_FIRST, YEAR_10000);
}

/* The date of a day counted from 1970-01-01, in the proleptic Gregorian calendar. */
static void civil(int64_t days, int *year, int *month, int *day)
{
    days += 719468; /* count from 0000-03-01, so that leap days end their year */
    int64_t era = days / 146097;
    int64_t of_era = days - era * 146097;
    int64_t y = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    int64_t of_year = of_era - (365 * y + y / 4 - y / 100);
    int64_t m = (5 * of_year + 2) / 153;
    *day = (int)(of_year - (153 * m + 2) / 5 + 1);
    *month = (int)(m < 10 ? m + 3 : m - 9);
    *year = (int)(era * 400 + y + (*month <= 2));
}

/* A number of fixed width in a date, and what follows it. Dates are written for every exchange of a
 * capture, and printf takes as long for one as a tree does. */
struct part {
    int value;
    int digits;
    char after; /* zero: nothing */
};

static char *put_part(char *to, struct part part)
{
    for (int i = part.digits; i-- > 0; part.value /= 10)
        to[i] = (char)('0' + part.value % 10);
    to += part.digits;
    if (part.after)
        *to++ = part.after;
    return to;
}

const char *rt_clock_text(enum rt_clock clock, uint64_t raw, char text[RT_TIME_SIZE])
{
    struct rt_instant instant;
    if (!rt_clock_has_date(clock, raw) || rt_clock_instant(clock, raw, &instant) != RT_OK) {
        snprintf(text, RT_TIME_SIZE, "%s", raw == RT_FOREVER ? "never" : "no date");
        return text;
    }
    int64_t seconds = instant.seconds - (instant.leap ? 1 : 0);
    int64_t days = seconds / DAY_SECONDS - (seconds % DAY_SECONDS < 0 ? 1 : 0);
    int second = (int)(seconds - days * DAY_SECONDS);
    int year, month, day;
    civil(days, &year, &month, &day);
    const struct part parts[] = {{year, 4, '-'},
                                 {month, 2, '-'},
                                 {day, 2, 'T'},
                                 {second / 3600, 2, ':'},
                                 {second / 60 % 60, 2, ':'},
                                 {second % 60 + (instant.leap ? 1 : 0), 2, '\0'}};
    char *end = text;
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++)
        end = put_part(end, parts[i]);
    if (!in_seconds(clock)) {
        *end++ = '.';
        end = put_part(end, (struct part){(int)(instant.nanoseconds / 1000), 6, '\0'});
    }
    memcpy(end, "Z", 2);
    return text;
}

const char *rt_clock_moment_text(enum rt_clock clock, uint64_t midpoint, uint32_t radius,
                                 char text[RT_MOMENT_SIZE])
{
    rt_clock_text(clock, midpoint, text);
    strcat(text, "  radius ");
    /* Without printf: this is written for every exchange of a capture. */
    char digits[12];
    size_t from = sizeof digits - 1;
    digits[from] = '\0';
    do {
        digits[--from] = (char)('0' + radius % 10);
        radius /= 10;
    } while (radius > 0);
    strcat(text, digits + from);
    strcat(text, " ");
    strcat(text, rt_clock_radius_unit(clock));
    return text;
}

int64_t rt_instant_microseconds(struct rt_instant instant)
{
    const int64_t most = INT64_MAX / 1000000;
    if (instant.seconds >= most || instant.seconds < -most)
        return instant.seconds < 0 ? INT64_MIN : INT64_MAX;
    return instant.seconds * 1000000 + (instant.leap ? 0 : instant.nanoseconds / 1000);
}

const char *rt_instant_ns_text(struct rt_instant instant, char text[RT_TIME_SIZE])
{
    uint64_t seconds = (uint64_t)instant.seconds;
    uint32_t rest = instant.nanoseconds;
    const char *sign = "";
    if (instant.seconds < 0) {
        /* -1.25 s is kept as -2 s + 0.75 s. */
        sign = "-";
        seconds = 0 - seconds - (rest > 0 ? 1 : 0);
        rest = rest > 0 ? 1000000000 - rest : 0;
    }
    if (seconds > 0)
        snprintf(text, RT_TIME_SIZE, "%s%" PRIu64 "%09" PRIu32, sign, seconds, rest);
    else
        snprintf(text, RT_TIME_SIZE, "%s%" PRIu32, rest ? sign : "", rest);
    return text;
}
