// SPDX-License-Identifier: BSD-2-Clause
/*
 * At most so many in a span of time, such as lines of a log in a second; what is beyond that is
 * held back and counted. No clock: times come from the caller, in any unit, and never go back.
 *
 *     struct rt_limit limit = {.most = 20, .span = 1000};
 *     if (rt_limit_pass(&limit, now)) ...       for each one
 *     held = rt_limit_due(&limit, now)          now and then: "12 more"
 */
#ifndef ROUGHTIME_LIMIT_H
#define ROUGHTIME_LIMIT_H

#include <stdbool.h>
#include <stdint.h>

/* The caller sets `most` and `span`, at least 1, and the rest to zero. */
struct rt_limit {
    uint32_t most;
    int64_t span;
    bool began;      /* there was a span */
    uint32_t passed; /* in this span */
    int64_t end;     /* of this span; it began with the first that came after the one before */
    uint64_t held;   /* not told of yet */
};

/* Whether one more passes; if not it is counted. */
bool rt_limit_pass(struct rt_limit *limit, int64_t now);

/* Counts some that cannot pass. */
void rt_limit_hold(struct rt_limit *limit, uint64_t count, int64_t now);

/* How many were held back in a span that is over, and are told of with this; 0: none. */
uint64_t rt_limit_due(struct rt_limit *limit, int64_t now);

/* How long until some are due; 0: now; -1: none are held. */
int64_t rt_limit_wait(const struct rt_limit *limit, int64_t now);

#endif
