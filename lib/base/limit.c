// SPDX-License-Identifier: BSD-2-Clause
/* Lets so many pass in a span of time, and counts the others. */
#include "base/limit.h"

/* Begins another span if the last is over. */
static void renew(struct rt_limit *limit, int64_t now)
{
    if (limit->began && now < limit->end)
        return;
    limit->began = true;
    limit->passed = 0;
    limit->end = now + limit->span;
}

bool rt_limit_pass(struct rt_limit *limit, int64_t now)
{
    renew(limit, now);
    bool pass = limit->passed < limit->most;
    if (pass)
        limit->passed++;
    else
        limit->held++;
    return pass;
}

void rt_limit_hold(struct rt_limit *limit, uint64_t count, int64_t now)
{
    if (count == 0)
        return;
    renew(limit, now);
    limit->held += count;
}

uint64_t rt_limit_due(struct rt_limit *limit, int64_t now)
{
    uint64_t held = limit->held;
    if (held == 0 || now < limit->end)
        return 0;
    limit->held = 0;
    return held;
}

int64_t rt_limit_wait(const struct rt_limit *limit, int64_t now)
{
    if (limit->held == 0)
        return -1;
    return now < limit->end ? limit->end - now : 0;
}
