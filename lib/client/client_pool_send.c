// SPDX-License-Identifier: BSD-2-Clause
/* What a client of the pool wants done: it sends, waits, and ends. */
#include <stdlib.h>
#include <string.h>

#include "client/client_pool_internal.h"

void rt_client_pool_alarm(struct rt_client_pool_run *run, uint64_t at_ns)
{
    if (at_ns < run->alarm_ns)
        run->alarm_ns = at_ns;
}

/* Sends the latest try over a channel; false if that is not possible. */
static bool send_channel(struct rt_client_pool_run *run, struct rt_client_pool_one *one,
                         unsigned channel)
{
    struct rt_client *client = &one->client;
    struct rt_client_pool_channel *to = &one->channels[channel];
    const struct rt_client_pool_address *entry =
        rt_client_pool_address_pick(&one->addresses, channel, client->transport, one->turn);
    to->state = RT_CLIENT_POOL_FAILED;
    to->open = false;
    if (!entry)
        return false;
    to->to = entry->address.at;
    to->transport = client->transport;
    to->sent_ns[(client->tries - 1) % RT_CLIENT_OPEN] = run->net->now(run->net->context);
    int error = run->net->send(run->net->context, rt_client_pool_number(run, one), channel,
                               client->transport, &entry->address,
                               (struct rt_view){client->request, client->request_len});
    if (error) {
        one->error = error;
        return false;
    }
    to->open = true;
    to->state = RT_CLIENT_POOL_SENT;
    rt_client_pool_seen_sent(one, true);
    return true;
}

/* All that could be sent has failed, or nothing could be. */
void rt_client_pool_try_failed(struct rt_client_pool_run *run, struct rt_client_pool_one *one,
                               bool closed)
{
    one->head_ns = 0;
    rt_client_failed(&one->client, closed);
    rt_client_pool_step(run, one);
}

void rt_client_pool_other_channel(struct rt_client_pool_run *run, struct rt_client_pool_one *one)
{
    unsigned other = 1 - one->first;
    one->head_ns = 0;
    bool sent = send_channel(run, one, other);
    if (one->channels[one->first].state == RT_CLIENT_POOL_SENT)
        return;
    if (sent)
        one->first = other;
    else
        rt_client_pool_try_failed(run, one, false);
}

/* A new round: channels that failed are tried again, and where nobody answered the next addresses
 * are asked. */
static void begin_round(struct rt_client_pool_one *one)
{
    one->round = one->client.round;
    one->channels[0].state = one->channels[1].state = RT_CLIENT_POOL_IDLE;
    if (one->round > 1 && !one->client.heard)
        one->turn++;
    /* What a transport that failed has said is no longer the point. */
    if (one->client.transport == RT_TRANSPORT_TCP && !one->client.udp_dead)
        one->error = 0;
}

static void send_try(struct rt_client_pool_run *run, struct rt_client_pool_one *one)
{
    unsigned other = 1 - one->first;
    one->head_ns = 0;
    if (one->round != one->client.round)
        begin_round(one);
    if (!send_channel(run, one, one->first)) {
        rt_client_pool_other_channel(run, one);
        return;
    }
    /* The other family is left alone once this one has answered, and if it failed. */
    if (one->client.heard || one->channels[other].state == RT_CLIENT_POOL_FAILED ||
        !rt_client_pool_address_pick(&one->addresses, other, one->client.transport, 0))
        return;
    unsigned place = (one->client.tries - 1) % RT_CLIENT_OPEN;
    one->head_ns = one->channels[one->first].sent_ns[place] + run->pool->head_start_ns;
    rt_client_pool_alarm(run, one->head_ns);
}

/* What the client wants done now. */
void rt_client_pool_step(struct rt_client_pool_run *run, struct rt_client_pool_one *one)
{
    if (one->over || one->addresses.count == 0)
        return;
    /* The next try takes the place of this one. */
    struct rt_client_try oldest = one->client.open[one->client.tries % RT_CLIENT_OPEN];
    bool full = one->client.tries >= RT_CLIENT_OPEN;
    enum rt_step what = rt_client_step(&one->client, run->net->now(run->net->context));
    switch (what) {
    case RT_STEP_SEND:
        if (full)
            rt_client_pool_seen_silence(run, one, &oldest);
        rt_client_pool_seen_begin(one);
        rt_client_pool_alarm(run, one->client.due_ns);
        send_try(run, one);
        break;
    case RT_STEP_WAIT:
        rt_client_pool_alarm(run, one->client.due_ns);
        break;
    case RT_STEP_DONE:
        rt_client_pool_give_up(run, one);
        break;
    }
}

static enum rt_client_state state_of(const struct rt_client_pool_one *one)
{
    if (one->response.data)
        return one->undecided ? RT_CLIENT_UNDECIDED : RT_CLIENT_REJECTED;
    if (one->addresses.count == 0)
        return one->cause || one->lookups > 0 ? RT_CLIENT_UNRESOLVED : RT_CLIENT_SILENT;
    if (one->client.tries == 0)
        return RT_CLIENT_UNFIT;
    return one->error && one->client.udp_dead ? RT_CLIENT_UNREACHABLE : RT_CLIENT_SILENT;
}

/* Takes the time out of a reply that was judged. */
static void read_time(struct rt_client_result *result, const struct rt_subject *subject)
{
    enum rt_clock clock = result->judgement.rules.clock;
    uint64_t half = result->rtt_ns / 2;
    result->has_time = rt_subject_time(subject, &result->midpoint, &result->radius);
    if (!result->has_time || result->state != RT_CLIENT_VALID ||
        rt_clock_instant(clock, result->midpoint, &result->instant) != RT_OK)
        return;
    result->measured = true;
    result->radius_ns = rt_clock_radius_ns(clock, result->radius);
    result->read_ns = result->at_ns - half;
    result->bound_ns = result->radius_ns + half;
}

static void describe(const struct rt_client_pool_run *run, const struct rt_client_pool_one *one,
                     struct rt_client_result *result)
{
    struct rt_exchange exchange =
        rt_client_exchange(one->client.key, result->transport, result->request, result->response);
    struct rt_subject subject;
    rt_subject_init(&subject, run->crypto, &exchange);
    result->request = exchange.request;
    result->response = exchange.response;
    read_time(result, &subject);
}

static enum rt_client_cause why(const struct rt_client_pool_one *one, enum rt_client_state state)
{
    switch (state) {
    case RT_CLIENT_UNREACHABLE:
        return rt_client_cause_of_errno(one->error);
    case RT_CLIENT_UNRESOLVED:
        return RT_CLIENT_CAUSE_NAME;
    case RT_CLIENT_UNFIT:
        return RT_CLIENT_CAUSE_TRANSPORT;
    case RT_CLIENT_SILENT:
        if (one->client.tries == 0)
            return RT_CLIENT_CAUSE_DEADLINE;
        break;
    case RT_CLIENT_VALID:
    case RT_CLIENT_REJECTED:
    case RT_CLIENT_UNDECIDED:
        break;
    }
    return rt_client_cause_of(&one->client);
}

void rt_client_pool_finish(struct rt_client_pool_run *run, struct rt_client_pool_one *one,
                           struct rt_client_result *result)
{
    if (one->over)
        return;
    memcpy(result->count, one->client.count, sizeof result->count);
    result->tries = one->client.tries;
    if (rt_view_present(result->response))
        describe(run, one, result);
    result->why = why(one, result->state);
    result->only_bare = result->why == RT_CLIENT_CAUSE_KEY && one->client.strangers == 0;
    result->other = one->client.other;
    result->other_set = one->client.other_set;
    result->asked = one->client.sent;
    result->rounds = one->client.round;
    rt_client_pool_seen_end(run, one);
    one->over = true;
    run->over++;
    run->under_way--;
    run->answered(run->context, rt_client_pool_number(run, one), result);
    run->net->close(run->net->context, rt_client_pool_number(run, one));
    free(one->request.data);
    free(one->response.data);
    one->request.data = one->response.data = NULL;
}

void rt_client_pool_give_up(struct rt_client_pool_run *run, struct rt_client_pool_one *one)
{
    struct rt_client_result result = {
        .state = state_of(one),
        .from = one->response.data ? one->from : one->channels[one->first].to,
        .transport = one->response.data ? one->transport : one->client.transport,
        .number = one->number,
        .request = {one->request.data, one->request.len},
        .response = {one->response.data, one->response.len},
        .judgement = one->judgement,
        .error = one->error,
        .cause = one->cause ? one->cause : "the look-up took too long",
    };
    rt_client_pool_finish(run, one, &result);
}
