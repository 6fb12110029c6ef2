// SPDX-License-Identifier: BSD-2-Clause
/* Tells the watch of a pool what the pool waits for. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

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

/* Seconds with one decimal, rounded up: what is left is never less than it says. */
static void seconds(uint64_t ns, char text[24])
{
    uint64_t tenths = ns / 100000000 + (ns % 100000000 != 0);
    snprintf(text, 24, "%" PRIu64 ".%" PRIu64, tenths / 10, tenths % 10);
}

const char *rt_client_pool_wait_text(const struct rt_client_pool_wait *wait,
                                     const struct rt_client_server *servers, size_t count,
                                     char text[RT_CLIENT_POOL_WAIT_SIZE])
{
    const struct rt_host_port *place = &servers[wait->who].places[0];
    bool six = strchr(place->host, ':') != NULL;
    char left[24], rest[24], many[48] = "";
    seconds(wait->left_ns, left);
    seconds(wait->round_ns, rest);
    if (count > 1)
        snprintf(many, sizeof many, "%zu of %zu have not answered: ", wait->open, count);
    int used = snprintf(text, RT_CLIENT_POOL_WAIT_SIZE, "%s%s%.200s%s:%u: ", many, six ? "[" : "",
                        place->host, six ? "]" : "", place->port);
    size_t at = used < RT_CLIENT_POOL_WAIT_SIZE ? (size_t)used : RT_CLIENT_POOL_WAIT_SIZE - 1;
    if (wait->round == 0)
        snprintf(text + at, RT_CLIENT_POOL_WAIT_SIZE - at, "looking up its addresses");
    else if (wait->round < wait->most)
        snprintf(text + at, RT_CLIENT_POOL_WAIT_SIZE - at,
                 "round %u of %u over %s, %s s to the next, %s s in all", wait->round, wait->most,
                 wait->transport == RT_TRANSPORT_TCP ? "TCP" : "UDP", rest, left);
    else
        snprintf(text + at, RT_CLIENT_POOL_WAIT_SIZE - at, "round %u of %u over %s, %s s left",
                 wait->round, wait->most, wait->transport == RT_TRANSPORT_TCP ? "TCP" : "UDP",
                 left);
    return text;
}
