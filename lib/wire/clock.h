// SPDX-License-Identifier: BSD-2-Clause
/*
 * Times as the versions write them.
 *
 *   unix-us  uint64 microseconds since 1970 (Google); RADI in microseconds
 *   mjd      top 24 bits: Modified Julian Day, 40587 is 1970-01-01; low 40 bits: microseconds since
 *            that day's midnight UTC (drafts 00-07 section 5.1.4/5.1.5); RADI in microseconds. A
 *            day with a leap second has up to 86,401,000,000 of them.
 *   unix-s   uint64 seconds since 1970 (draft 08 section 5.1.5, RFC 10049 section 4.1.4); RADI in
 *            seconds
 *
 * In each of them a later time is a larger number, so that MINT <= MIDP <= MAXT is asked of the raw
 * values. 2^64 - 1 is what real servers write for a delegation that never ends: it is a raw value
 * like any other and not a date.
 */
#ifndef ROUGHTIME_CLOCK_H
#define ROUGHTIME_CLOCK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "rules/version.h"

#define RT_FOREVER   UINT64_MAX
#define RT_MJD_SHIFT 40 /* the day stands above this bit of an mjd time */

/* A point in UTC, on the Unix count. seconds may be negative (an MJD before 1970). */
struct rt_instant {
    int64_t seconds;
    uint32_t nanoseconds; /* below 1,000,000,000, counted upwards from `seconds` */
    bool leap;            /* within an inserted second: `seconds` counts like the second after */
};

/* Turns a raw value into an instant. RT_E_TIME_RANGE if the clock cannot mean a time by it. */
RT_CHECKED enum rt_error rt_clock_instant(enum rt_clock clock, uint64_t raw,
                                          struct rt_instant *instant);

/* Turns an instant into the clock's raw value, rounded down. RT_E_TIME_RANGE if it has none. */
RT_CHECKED enum rt_error rt_clock_raw(enum rt_clock clock, struct rt_instant instant,
                                      uint64_t *raw);

/* Whether a midpoint can be true: a time from 1970 up to the year 2999. A value outside is the
 * sign of another clock: an MJD time of 1970 or later is one of after the year 3380 in
 * microseconds. RT_OK or RT_E_TIME_RANGE. */
RT_CHECKED enum rt_error rt_clock_midpoint(enum rt_clock clock, uint64_t raw);

/* Whether a midpoint lies in the years in which Roughtime is spoken, 2014 to 2106. Only good for
 * choosing between guesses. */
bool rt_clock_likely(enum rt_clock clock, uint64_t raw);

/* A raw value beyond `raw` that is no midpoint: a year that is not to come, or a microsecond that
 * no day has. For packets that are wrong on purpose. */
uint64_t rt_clock_no_time(enum rt_clock clock, uint64_t raw);

/* A radius in nanoseconds. */
uint64_t rt_clock_radius_ns(enum rt_clock clock, uint32_t radius);

/* The unit of RADI for eyes: "us" or "s". */
const char *rt_clock_radius_unit(enum rt_clock clock);

#define RT_TIME_SIZE 48

/* Writes RFC 3339 in UTC with as many decimals as the clock has, "never" for RT_FOREVER and
 * "no date" for what is no date up to the year 9999. Returns `text`. */
const char *rt_clock_text(enum rt_clock clock, uint64_t raw, char text[RT_TIME_SIZE]);

/* Room for a midpoint and its radius. */
#define RT_MOMENT_SIZE (RT_TIME_SIZE + 40)

/* Writes both: "2026-11-23T11:17:11Z  radius 1 s". Returns `text`. */
const char *rt_clock_moment_text(enum rt_clock clock, uint64_t midpoint, uint32_t radius,
                                 char text[RT_MOMENT_SIZE]);

/* True if rt_clock_text writes a date. */
bool rt_clock_has_date(enum rt_clock clock, uint64_t raw);

/* Microseconds since 1970, for comparing times of several clocks, cut to what int64_t can hold. A
 * later instant never has the smaller number: an inserted second, which the Unix count has no room
 * for, is one moment, the midnight that follows it. */
int64_t rt_instant_microseconds(struct rt_instant instant);

/* Writes the nanoseconds since 1970 in decimal, exact for every instant. Returns `text`. */
const char *rt_instant_ns_text(struct rt_instant instant, char text[RT_TIME_SIZE]);

#endif
