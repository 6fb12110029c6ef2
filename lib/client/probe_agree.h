// SPDX-License-Identifier: BSD-2-Clause
/* The times of several servers that were probed, held against each other. */
#ifndef ROUGHTIME_PROBE_AGREE_H
#define ROUGHTIME_PROBE_AGREE_H

#include "client/probe_summary.h"
#include "judge/agree.h"

/* The time of a server. */
struct rt_probe_clock {
    const char *name;   /* borrowed */
    const uint8_t *key; /* who has the same is one server; NULL: not known, and another one */
    bool measured;      /* it has a time: */
    int64_t offset_us;  /* of its clock to that by which packets came, */
    uint64_t bound_us;  /* give or take its radius and the round trip */
    uint32_t radius;    /* in the unit of its version, */
    bool fine;          /* which is not seconds: */
    bool is_seconds;    /* written: it would be right if its radius was one in seconds */
    bool agrees;        /* written: it agrees with most */
    uint64_t
        apart_us; /* written: how far its interval is from what most agree on; 0 without them */
};

/* What a probe shows of a clock: that of the right request of the newest version. */
void rt_probe_clock_of(const struct rt_probe_summary *summary, struct rt_probe_clock *clock);

/* Finds what more than half of the servers with a time agree on; if that is nothing the count of
 * `sum->agreement` is not more than half of `sum->measured`, and nobody is far from it. RT_OK or
 * RT_E_NO_MEMORY. */
RT_CHECKED enum rt_error rt_probe_agree(struct rt_probe_clock *clocks, size_t count,
                                        struct rt_agree_sum *sum);

/* Whether that is something. */
bool rt_probe_agree_found(const struct rt_agree_sum *sum);

#endif
