// SPDX-License-Identifier: BSD-2-Clause
/*
 * Replies whose times contradict the order in which they were made.
 *
 * The nonces of a chain prove that reply i was made before reply j if i < j. Each reply says that
 * the true time lay between low = MIDP - RADI and high = MIDP + RADI. If low of the earlier is
 * later than high of the later, one of the two servers was wrong (draft 00 section 8, RFC 10049
 * section 8.2). All pairs count, not only neighbours.
 *
 * An interval with low > high is that of a reply that does not count; it takes part in no pair.
 *
 * Costs for n replies of which k pairs contradict each other: to count them, to find the closest
 * pair or to know that there is none, n log n; to go through all of them, (n + k) log n. A tree of
 * minima answers "which is the first reply after i whose interval ends before low of i". Nothing is
 * allocated: the caller lends the memory.
 */
#ifndef ROUGHTIME_CAUSALITY_H
#define ROUGHTIME_CAUSALITY_H

#include "judge/agree.h"

/* A pair of replies, from 0; first < second. */
struct rt_contradiction {
    size_t first;
    size_t second;
};

/* The members are for causality.c alone. Everything is borrowed. */
struct rt_causality {
    const struct rt_interval *replies;
    size_t count;
    size_t leaves; /* of the tree: a power of two */
    int64_t *tree; /* minima of `high`, the root at 1 */
    int64_t *spare;
    struct rt_contradiction at; /* where rt_causality_next goes on */
};

/* Numbers of type int64_t that the caller lends for `count` replies. */
size_t rt_causality_room(size_t count);

/* Begins with the replies of a chain in their order. */
void rt_causality_init(struct rt_causality *causality, const struct rt_interval *replies,
                       size_t count, int64_t *room);

/* The next pair, ordered by its first and then by its second reply; false at the end. */
bool rt_causality_next(struct rt_causality *causality, struct rt_contradiction *pair);

/* How many pairs there are. */
uint64_t rt_causality_count(struct rt_causality *causality);

/* The pair with the fewest replies between its two, of several the first: together with these it is
 * the smallest part of the chain that still proves something. False if there is no pair. */
bool rt_causality_closest(const struct rt_causality *causality, struct rt_contradiction *pair);

/*
 * Who stands against whom. Replies come from servers, numbered from 0 in servers[i].
 */
#define RT_BLAME_SERVERS 64 /* more are not told apart */

struct rt_blame {
    bool known;       /* false: there is no majority, or it cannot be told who is in it */
    uint64_t against; /* set of servers (bit i) that contradict the others */
    uint64_t agree;   /* set of servers that contradict each other nowhere */
};

/*
 * Seeks the servers of which most others must be wrong if they are right: whoever contradicts most
 * of the rest is taken out until nobody contradicts anybody. It is known who stands against whom if
 * more than half of the servers are left and each that was taken out contradicts more than half of
 * these. `server_count` is at most RT_BLAME_SERVERS. Costs the number of replies times that of
 * servers.
 */
void rt_blame(const struct rt_interval *replies, const size_t *servers, size_t count,
              size_t server_count, struct rt_blame *blame);

#endif
