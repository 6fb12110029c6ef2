// SPDX-License-Identifier: BSD-2-Clause
/* The clocks of a worker, with its leap data, and its dice. */
#include <sys/timex.h>
#include <time.h>

#include "serve/serve.h"

#define LEAP_EVERY 60 /* seconds between looks at the kernel's TAI offset */
#define SECOND_NS  INT64_C(1000000000)

uint64_t serve_random(struct serve_worker *worker)
{
    uint64_t x = worker->random;
    x ^= x << 13;
    x ^= x >> 7;
    x ^= x << 17;
    return worker->random = x;
}

int64_t serve_ticks(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC_COARSE, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

void serve_look_at_leaps(struct serve_worker *worker, int64_t now)
{
    const struct serve_settings *settings = worker->settings;
    struct timex kernel = {.modes = 0};
    struct rt_leap_data data = {.has_dut1 = settings->has_dut1, .dut1_us = settings->dut1_us};
    /* A kernel that was never told says 0. */
    if (adjtimex(&kernel) >= 0 && kernel.tai != 0) {
        data.has_dtai = true;
        data.dtai_s = kernel.tai;
    }
    if (settings->has_leapfile)
        rt_leapfile_data(&settings->leapfile, now, &data);
    rt_responder_leap(worker->responder, &data);
    worker->next_leap = now + LEAP_EVERY;
}

/* The system's clock, and what --offset adds. */
struct rt_instant serve_clock(const struct serve_settings *settings)
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

struct rt_instant serve_now(struct serve_worker *worker)
{
    struct rt_instant now = serve_clock(worker->settings);
    int64_t of_day = now.seconds % 86400;
    if (now.seconds >= worker->next_leap || now.seconds < worker->next_leap - LEAP_EVERY)
        serve_look_at_leaps(worker, now.seconds);
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
