// SPDX-License-Identifier: BSD-2-Clause
/* Reads times and durations. */
#include "wire/instant.h"

#include <string.h>
#include <time.h>

#define SECOND_NS INT64_C(1000000000)

/* Digits: at least `min`, at most `max`. Moves on behind them. */
static bool digits(const char **text, unsigned min, unsigned max, int64_t *value)
{
    unsigned count = 0;
    *value = 0;
    for (; **text >= '0' && **text <= '9' && count < max; (*text)++, count++)
        *value = *value * 10 + (**text - '0');
    return count >= min;
}

static bool sign(const char **text, char c)
{
    bool there = **text == c;
    *text += there;
    return there;
}

/* 2 digits after a sign, below `end`. */
static bool two(const char **text, char before, int end, int *value)
{
    int64_t wide;
    if (!sign(text, before) || !digits(text, 2, 2, &wide))
        return false;
    *value = (int)wide;
    return *value < end;
}

static bool fraction(const char **text, uint32_t *nanoseconds)
{
    uint32_t unit = 100000000;
    *nanoseconds = 0;
    if (!sign(text, '.'))
        return true;
    const char *from = *text;
    for (; **text >= '0' && **text <= '9'; (*text)++, unit /= 10)
        *nanoseconds += (uint32_t)(**text - '0') * unit;
    return *text > from;
}

static bool read_unix(const char *text, struct rt_instant *instant)
{
    bool negative = sign(&text, '-');
    if (!digits(&text, 1, 15, &instant->seconds) || *text)
        return false;
    if (negative)
        instant->seconds = -instant->seconds;
    return true;
}

bool rt_instant_parse(const char *text, struct rt_instant *instant)
{
    struct tm tm = {.tm_isdst = 0};
    int64_t year;
    *instant = (struct rt_instant){.seconds = 0};
    if (sign(&text, '@'))
        return read_unix(text, instant);
    if (!digits(&text, 4, 4, &year) || !two(&text, '-', 13, &tm.tm_mon) ||
        !two(&text, '-', 32, &tm.tm_mday))
        return false;
    if (*text && (!two(&text, 'T', 24, &tm.tm_hour) || !two(&text, ':', 60, &tm.tm_min) ||
                  !two(&text, ':', 60, &tm.tm_sec) || !fraction(&text, &instant->nanoseconds) ||
                  !sign(&text, 'Z')))
        return false;
    int day = tm.tm_mday, month = --tm.tm_mon;
    tm.tm_year = (int)year - 1900;
    instant->seconds = timegm(&tm);
    /* 31 February is another day, and month 0 another month. */
    return !*text && day == tm.tm_mday && month == tm.tm_mon;
}

bool rt_instant_duration(const char *text, uint64_t *seconds)
{
    static const char units[] = "smhdw";
    static const uint32_t lengths[] = {1, 60, 3600, 86400, 604800};
    int64_t value;
    if (!digits(&text, 1, 10, &value))
        return false;
    *seconds = (uint64_t)value;
    if (*text) {
        const char *unit = strchr(units, *text);
        if (!unit || text[1])
            return false;
        *seconds *= lengths[unit - units];
    }
    return *seconds <= UINT64_C(1) << 32;
}

int64_t rt_instant_until(struct rt_instant instant, int64_t ns)
{
    int64_t seconds = ns / SECOND_NS - instant.seconds;
    int64_t rest = ns % SECOND_NS - (int64_t)instant.nanoseconds;
    if (seconds > INT64_MAX / SECOND_NS - 2)
        return INT64_MAX;
    if (seconds < INT64_MIN / SECOND_NS + 2)
        return INT64_MIN;
    return seconds * SECOND_NS + rest;
}
