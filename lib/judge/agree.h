// SPDX-License-Identifier: BSD-2-Clause
/*
 * What most of many clocks agree on (Marzullo's algorithm).
 *
 * Each server proves an interval in which the true time, or the offset of the local clock, must
 * lie. Servers that are right have a point in common; so the largest set of intervals that share a
 * point is the set of those that can all be right, and what they share is the result. Intervals
 * that only touch share the point in which they touch.
 *
 * A server may be asked several times. Whoever has the same long-term key is one server, and its
 * answers count once: as what they all have in common.
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

/* One end of an interval. Only agree.c uses the members. */
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

/* One of several keys, of RT_KEY_SIZE bytes; borrowed. */
struct rt_agree_key {
    const uint8_t *key;
    size_t number; /* the caller's */
    size_t first;  /* written: the lowest number that has the same key */
};

/* Finds equal keys, and brings the list into another order. Returns how many different ones there
 * are. */
size_t rt_agree_equal_keys(struct rt_agree_key *keys, size_t count);

/* An answer of a server. */
struct rt_agree_answer {
    size_t first;           /* which answer is the first with the same key: not behind this one */
    bool measured;          /* the answer proves a time: */
    struct rt_interval own; /* this one; low <= high */
    /* Written: */
    bool key_measured;         /* an answer with the same key proves a time, and */
    struct rt_interval shared; /* what all of these have in common; nothing (low > high) if they
                                  contradict each other */
    bool agrees;               /* measured, and the key is one of the largest set */
};

/* What many answers amount to. */
struct rt_agree_sum {
    size_t measured; /* keys that prove a time */
    size_t
        contradictory; /* those whose own answers contradict each other: they count for nothing */
    struct rt_agreement agreement;
};

/* Gathers the answers by their keys, and finds the largest set of keys. `edges` has room for
 * 2 * count. */
struct rt_agree_sum rt_agree_answers(struct rt_agree_answer *answers, size_t count,
                                     struct rt_edge *edges);

/* Whether an interval holds all of another; for a member of the set: all of `shared`. */
bool rt_interval_holds(struct rt_interval interval, struct rt_interval inner);

/* centre - radius to centre + radius, cut to what int64_t can hold. */
struct rt_interval rt_interval_around(int64_t centre, uint64_t radius);

#endif
