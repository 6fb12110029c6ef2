// SPDX-License-Identifier: BSD-2-Clause
/* The clocks of a trial. */
#include <time.h>

#include "server/trial_internal.h"

uint64_t rt_trial_ticks(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000000000 + (uint64_t)t.tv_nsec;
}

struct rt_instant rt_trial_clock(void)
{
    struct timespec t;
    clock_gettime(CLOCK_REALTIME, &t);
    return (struct rt_instant){.seconds = t.tv_sec, .nanoseconds = (uint32_t)t.tv_nsec};
}
