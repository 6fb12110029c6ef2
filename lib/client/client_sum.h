// SPDX-License-Identifier: BSD-2-Clause
/*
 * What the answers of many servers amount to: on which time most of them agree, and who stands
 * outside.
 *
 *     struct rt_client_sum sum = {.servers = ..., .count = 3, .needed = 2, .local_ns = ...};
 *     enum rt_error error = rt_client_sum_make(&sum);
 *
 * Each valid answer proves an interval for the offset of the local clock, offset +- bound: the
 * local clock goes on evenly while servers are asked, so that these intervals can be compared
 * although the answers came at different times.
 *
 * Who has the same long-term key is one server, however often and wherever it was asked: it counts
 * once, with what all its answers share. If they share nothing it has contradicted itself, and
 * counts for nothing.
 */
#ifndef ROUGHTIME_CLIENT_SUM_H
#define ROUGHTIME_CLIENT_SUM_H

#include "client/client_pool.h"
#include "judge/agree.h"

/* A server that was asked; in a chain, which asks it again, it is one each time. */
struct rt_client_sum_server {
    const char *name; /* borrowed, for who prints it */
    enum rt_client_state state;
    bool measured;     /* its answer proves a time: */
    int64_t offset_ns; /* the local clock is ahead of the server's by so much, */
    uint64_t bound_ns; /* give or take this */
    size_t first;      /* the first server of the list with the same key (rt_agree_equal_keys) */
    bool again;        /* it was asked before in the same chain, so that its key is no news */
    /* rt_client_sum_make's: */
    bool outside;  /* the time is not that of the largest set, and was not told of its key before */
    bool same_key; /* it counts with another before it as one server */
};

struct rt_client_sum {
    struct rt_client_sum_server *servers; /* of the caller, like all up to here: */
    size_t count;
    size_t needed;    /* so many keys must agree; 0: one is enough */
    int64_t local_ns; /* the local clock now, nanoseconds since 1970 */
    bool check_clock; /* it is asked whether that is right */
    bool chained;     /* the servers are those of a chain, */
    size_t links;     /* of so many links */
    /* rt_client_sum_make's: */
    size_t valid;
    size_t invalid;
    size_t undecided; /* an answer that could not be judged */
    size_t silent;    /* no answer, whatever the reason */
    size_t keys;      /* different ones */
    struct rt_agree_sum agreed;
    bool proven;           /* as many agree as are needed, and not as many on another time */
    bool clock_wrong;      /* that is proven of the local clock; never without check_clock */
    int64_t correction_ns; /* what the local clock is ahead, in the middle of what was agreed */
    int64_t time_ns;       /* the corrected local clock now */
};

/* RT_OK or RT_E_NO_MEMORY. */
RT_CHECKED enum rt_error rt_client_sum_make(struct rt_client_sum *sum);

/* The corrected local clock, "2026-11-23T11:17:11.000000Z" or "before 1970". Returns `text`. */
const char *rt_client_sum_time(const struct rt_client_sum *sum, char text[RT_TIME_SIZE]);

#endif
