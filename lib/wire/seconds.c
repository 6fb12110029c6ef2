// SPDX-License-Identifier: BSD-2-Clause
/* Differences of clocks in words. */
#include "wire/seconds.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define SECOND_NS UINT64_C(1000000000)

/* The step for an interval of this width. */
static uint64_t step_of(uint64_t width_ns)
{
    uint64_t step = 1000;
    while (step <= width_ns / 200)
        step *= 10;
    return step;
}

/* How many decimals of a second a step needs. */
static int decimals_of(uint64_t step)
{
    int decimals = 0;
    for (; step < SECOND_NS; step *= 10)
        decimals++;
    return decimals;
}

static uint64_t magnitude(int64_t ns)
{
    return ns < 0 ? 0 - (uint64_t)ns : (uint64_t)ns;
}

static uint64_t round_down(uint64_t ns, uint64_t step)
{
    return ns / step * step;
}

static uint64_t round_up(uint64_t ns, uint64_t step)
{
    return ns % step == 0 ? ns : round_down(ns, step) + step;
}

/* A number of seconds that is a multiple of the step. */
static const char *number(uint64_t ns, uint64_t step, char text[32])
{
    int whole = snprintf(text, 32, "%" PRIu64, ns / SECOND_NS);
    char digits[12];
    int decimals = decimals_of(step);
    snprintf(digits, sizeof digits, ".%09" PRIu64, ns % SECOND_NS);
    if (decimals > 0)
        snprintf(text + whole, 32 - (size_t)whole, "%.*s", 1 + decimals, digits);
    return text;
}

const char *rt_seconds_between(int64_t low_ns, int64_t high_ns, char text[RT_SECONDS_SIZE])
{
    uint64_t step = step_of((uint64_t)high_ns - (uint64_t)low_ns);
    uint64_t low = magnitude(low_ns), high = magnitude(high_ns);
    char first[32], second[32];
    if (low_ns >= 0)
        snprintf(text, RT_SECONDS_SIZE, "between %s s and %s s ahead",
                 number(round_down(low, step), step, first),
                 number(round_up(high, step), step, second));
    else if (high_ns <= 0)
        snprintf(text, RT_SECONDS_SIZE, "between %s s and %s s behind",
                 number(round_down(high, step), step, first),
                 number(round_up(low, step), step, second));
    else
        snprintf(text, RT_SECONDS_SIZE, "between %s s behind and %s s ahead",
                 number(round_up(low, step), step, first),
                 number(round_up(high, step), step, second));
    return text;
}

/* The multiple of the step that is nearest to a size. */
static uint64_t nearest(uint64_t ns, uint64_t step)
{
    uint64_t below = round_down(ns, step);
    return ns - below < step - step / 2 ? below : below + step;
}

const char *rt_seconds_about(int64_t offset_ns, uint64_t bound_ns, char text[RT_SECONDS_SIZE])
{
    uint64_t bound = bound_ns < INT64_MAX ? bound_ns : INT64_MAX;
    uint64_t step = step_of(2 * bound);
    uint64_t size = magnitude(offset_ns), shown = nearest(size, step);
    uint64_t moved = size > shown ? size - shown : shown - size;
    char first[32], second[32];
    snprintf(text, RT_SECONDS_SIZE, "%c%s s +- %s s", offset_ns < 0 ? '-' : '+',
             number(shown, step, first), number(round_up(bound + moved, step), step, second));
    return text;
}

const char *rt_seconds_time(int64_t unix_ns, uint64_t bound_ns, char text[RT_TIME_SIZE])
{
    if (unix_ns < 0) {
        snprintf(text, RT_TIME_SIZE, "before 1970");
        return text;
    }
    uint64_t step = step_of(2 * (bound_ns < INT64_MAX ? bound_ns : INT64_MAX));
    uint64_t kept = step < SECOND_NS ? step : SECOND_NS;
    int decimals = decimals_of(kept);
    rt_clock_text(RT_CLOCK_UNIX_US, nearest((uint64_t)unix_ns, kept) / 1000, text);
    char *point = strchr(text, '.');
    if (point)
        strcpy(point + (decimals > 0 ? 1 + decimals : 0), "Z");
    return text;
}
