// SPDX-License-Identifier: BSD-2-Clause
/* Times and durations as people write them. */
#ifndef ROUGHTIME_INSTANT_H
#define ROUGHTIME_INSTANT_H

#include "wire/clock.h"

/* Reads "2026-11-23", "2026-11-23T14:26:00Z", the same with a fraction of a second, or "@" and
 * seconds since 1970. UTC; no leap seconds. False: none of these. */
bool rt_instant_parse(const char *text, struct rt_instant *instant);

/* Reads a number and its unit: "90s", "15m", "12h", "30d", "2w"; without a unit it is seconds.
 * At most 2^32 seconds. */
bool rt_instant_duration(const char *text, uint64_t *seconds);

/* The nanoseconds from an instant to a time in nanoseconds since 1970, cut to what int64_t can
 * hold.
 */
int64_t rt_instant_until(struct rt_instant instant, int64_t ns);

#endif
