// SPDX-License-Identifier: BSD-2-Clause
/*
 * What most of many clocks agree on (Marzullo's algorithm).
 *
 * Each server proves an interval in which the true time, or the offset of the local clock, must
 * lie. Servers that are right have a point in common; so the largest set of intervals that share a
 * point is the set of those that can all be right, and what they share is the result. Intervals
 * that only touch share the point in which they touch.
 *
 * The unit is the caller's. Nothing is allocated: the caller lends two edges for each interval.
 */
#ifndef ROUGHTIME_AGREE_H
#define ROUGHTIME_AGREE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* From `low` to `high`, both included; low <= high. */
struct rt_interval {
    int64_t low;
    int64_t high;
};

/* One end of an interval, for agree.c alone. */
struct rt_edge {
    int64_t at;
    bool end;
};

struct rt_agreement {
    size_t count;              /* size of the largest set; 0 without intervals */
    struct rt_interval shared; /* what its intervals have in common */
    size_t ties;               /* other places, behind `shared`, where as many meet */
};

/* Finds the largest set; of several the one that lies lowest. Intervals with low > high are passed
 * over. `edges` has room for 2 * count. */
struct rt_agreement rt_agree(const struct rt_interval *intervals, size_t count,
                             struct rt_edge *edges);

/* Whether an interval holds all of another; for a member of the set: all of `shared`. */
bool rt_interval_holds(struct rt_interval interval, struct rt_interval inner);

/* centre - radius to centre + radius, cut to what int64_t can hold. */
struct rt_interval rt_interval_around(int64_t centre, uint64_t radius);

#endif
