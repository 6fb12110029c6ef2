// SPDX-License-Identifier: BSD-2-Clause
/* Tells whoever wants to know what was sent to a server and what came back. */
#include "client/client_pool_internal.h"

static uint32_t place_bit(unsigned number)
{
    return UINT32_C(1) << number % RT_CLIENT_OPEN;
}

void rt_client_pool_seen_reply(struct rt_client_pool_run *run, struct rt_client_pool_one *one,
                               const struct rt_net_event *event, enum rt_taken taken)
{
    uint8_t request[RT_CLIENT_REQUEST];
    struct rt_writer writer = rt_writer_into(request, sizeof request);
    const struct rt_client_try *answers = one->client.taken;
    struct rt_view sent = {NULL, 0};
    if (!run->pool->seen)
        return;
    if (answers && rt_client_request(&one->client, answers, &writer) == RT_OK)
        sent = rt_writer_view(&writer);
    if (answers)
        one->replied |= place_bit(answers->number);
    struct rt_exchange exchange =
        rt_client_exchange(one->client.key, event->transport, sent, event->packet);
    struct rt_client_seen seen = {
        .taken = taken,
        .transport = event->transport,
        .request = exchange.request,
        .response = exchange.response,
        .judgement = answers ? &run->judgement : NULL,
    };
    run->pool->seen(run->context, rt_client_pool_number(run, one), &seen);
}

void rt_client_pool_seen_silence(struct rt_client_pool_run *run, struct rt_client_pool_one *one,
                                 const struct rt_client_try *silent)
{
    uint8_t request[RT_CLIENT_REQUEST];
    struct rt_writer writer = rt_writer_into(request, sizeof request);
    struct rt_view none = {NULL, 0};
    uint32_t bit = place_bit(silent->number);
    if (!run->pool->seen || one->replied & bit || !(one->went & bit) ||
        rt_client_request(&one->client, silent, &writer) != RT_OK)
        return;
    struct rt_exchange exchange =
        rt_client_exchange(one->client.key, silent->transport, rt_writer_view(&writer), none);
    struct rt_client_seen seen = {
        .transport = silent->transport,
        .request = exchange.request,
        .response = none,
    };
    run->pool->seen(run->context, rt_client_pool_number(run, one), &seen);
}

void rt_client_pool_seen_begin(struct rt_client_pool_one *one)
{
    uint32_t bit = place_bit(one->client.tries - 1);
    one->replied &= ~bit;
    one->went &= ~bit;
}

void rt_client_pool_seen_sent(struct rt_client_pool_one *one, bool sent)
{
    uint32_t bit = place_bit(one->client.tries - 1);
    one->went = sent ? one->went | bit : one->went & ~bit;
}

void rt_client_pool_seen_end(struct rt_client_pool_run *run, struct rt_client_pool_one *one)
{
    unsigned tries = one->client.tries;
    unsigned number = tries > RT_CLIENT_OPEN ? tries - RT_CLIENT_OPEN : 0;
    for (; number < tries; number++)
        rt_client_pool_seen_silence(run, one, rt_client_open_try(&one->client, number));
}
