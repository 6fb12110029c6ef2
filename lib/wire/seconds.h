// SPDX-License-Identifier: BSD-2-Clause
/*
 * Differences of clocks in words, with no more digits than their bound deserves.
 *
 * What is only known to lie in an interval is rounded to a step: a power of ten of at most a
 * twentieth of the interval's width, and at least a microsecond. Intervals are rounded outwards, so
 * that what is printed remains true.
 */
#ifndef ROUGHTIME_SECONDS_H
#define ROUGHTIME_SECONDS_H

#include <stdint.h>

#include "wire/clock.h"

/* Room for what the functions below write. */
#define RT_SECONDS_SIZE 96

/* Where the local clock is, whose offset lies from `low_ns` to `high_ns`: "between 2.8 s behind and
 * 3.2 s ahead", "between 1.0 s and 1.2 s ahead". Returns `text`. */
const char *rt_seconds_between(int64_t low_ns, int64_t high_ns, char text[RT_SECONDS_SIZE]);

/* An offset and its bound: "+0.2 s +- 3.1 s". Returns `text`. */
const char *rt_seconds_about(int64_t offset_ns, uint64_t bound_ns, char text[RT_SECONDS_SIZE]);

/* A time in nanoseconds since 1970 that is known to `bound_ns`. Returns `text`. */
const char *rt_seconds_time(int64_t unix_ns, uint64_t bound_ns, char text[RT_TIME_SIZE]);

#endif
