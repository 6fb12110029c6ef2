// SPDX-License-Identifier: BSD-2-Clause
/* The clocks of a worker, with its leap data. */
#include <sys/timex.h>
#include <time.h>

#include "server/server_internal.h"

#define LEAP_EVERY 60 /* seconds between looks at the kernel's TAI offset */
#define SECOND_NS  INT64_C(1000000000)

int64_t rt_server_clock_ticks(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC_COARSE, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

void rt_server_clock_leaps(struct rt_server_worker *worker, int64_t now)
{
    const struct rt_server_settings *settings = worker->settings;
    struct timex kernel = {.modes = 0};
    struct rt_leap_data data = {.has_dut1 = settings->has_dut1, .dut1_us = settings->dut1_us};
    /* A kernel that was never told says 0. */
    if (adjtimex(&kernel) >= 0 && kernel.tai != 0) {
        data.has_dtai = true;
        data.dtai_s = kernel.tai;
    }
    if (settings->leapfile)
        rt_leapfile_data(settings->leapfile, now, &data);
    rt_responder_leap(worker->responder, &data);
    worker->next_leap = now + LEAP_EVERY;
}

struct rt_instant rt_server_clock(const struct rt_server_settings *settings)
{
    struct timespec t;
    clock_gettime(CLOCK_REALTIME, &t);
    int64_t rest = t.tv_nsec + settings->offset_ns % SECOND_NS;
    int64_t seconds = t.tv_sec + settings->offset_ns / SECOND_NS;
    if (rest < 0 || rest >= SECOND_NS) {
        seconds += rest < 0 ? -1 : 1;
        rest += rest < 0 ? SECOND_NS : -SECOND_NS;
    }
    return (struct rt_instant){.seconds = seconds, .nanoseconds = (uint32_t)rest};
}

struct rt_instant rt_server_clock_now(struct rt_server_worker *worker)
{
    struct rt_instant now = rt_server_clock(worker->settings);
    int64_t of_day = now.seconds % 86400;
    if (now.seconds >= worker->next_leap || now.seconds < worker->next_leap - LEAP_EVERY)
        rt_server_clock_leaps(worker, now.seconds);
    /* Around midnight the kernel knows whether this is an inserted second, which it counts twice:
     * 23:59:60 has the number of the second before. */
    if (of_day >= 86399 || of_day == 0) {
        struct timex kernel = {.modes = 0};
        if (adjtimex(&kernel) == TIME_OOP) {
            now.seconds += 1;
            now.leap = true;
        }
    }
    return now;
}
