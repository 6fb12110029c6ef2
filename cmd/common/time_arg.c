// SPDX-License-Identifier: BSD-2-Clause
/* Asks the system what time it is. */
#include "common/time_arg.h"

#include <time.h>

struct rt_instant when_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return (struct rt_instant){.seconds = now.tv_sec, .nanoseconds = (uint32_t)now.tv_nsec};
}
