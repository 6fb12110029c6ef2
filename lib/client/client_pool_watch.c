// SPDX-License-Identifier: BSD-2-Clause
/* Tells the watch of a pool what the pool waits for. */
#include "client/client_pool_internal.h"

/* The time until a server is given up if it stays silent. */
static uint64_t left_of(const struct rt_client_pool_run *run, const struct rt_client_pool_one *one,
                        uint64_t now_ns)
{
    uint64_t deadline = run->deadline_ns > now_ns ? run->deadline_ns - now_ns : 0;
    uint64_t left = rt_client_left(&one->client, now_ns);
    return left < deadline ? left : deadline;
}

void rt_client_pool_tell(struct rt_client_pool_run *run, uint64_t now_ns)
{
    const struct rt_client_pool_watch *watch = run->pool->watch;
    const struct rt_client_pool_one *longest = NULL;
    uint64_t most = 0;
    for (size_t i = 0; i < run->next; i++) {
        const struct rt_client_pool_one *one = &run->list[i];
        uint64_t left = one->over ? 0 : left_of(run, one, now_ns);
        if (one->over || (longest && left <= most))
            continue;
        longest = one;
        most = left;
    }
    if (!longest)
        return;
    const struct rt_client *client = &longest->client;
    struct rt_client_pool_wait wait = {
        .open = run->count - run->over,
        .who = rt_client_pool_number(run, longest),
        .round = client->round,
        .most = client->most,
        .transport = client->transport,
        .round_ns = rt_client_left_round(client, now_ns),
        .left_ns = most,
    };
    watch->waiting(watch->context, &wait);
}
