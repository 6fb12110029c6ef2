// SPDX-License-Identifier: BSD-2-Clause
/* Asks many servers at once: begins and ends each, and takes events. */
#include "client/client_pool.h"

#include <stdlib.h>
#include <string.h>

#include "client/client_pool_internal.h"

static bool keep(struct rt_client_pool_kept *kept, const uint8_t *data, size_t len)
{
    uint8_t *copy = malloc(len + 1);
    if (!copy)
        return false;
    memcpy(copy, data, len);
    free(kept->data);
    *kept = (struct rt_client_pool_kept){copy, len};
    return true;
}

/* Once addresses are known the asking begins; without any, and none to come, it is over. */
static void with_addresses(struct rt_client_pool_run *run, struct rt_client_pool_one *one)
{
    if (one->addresses.count > 0 && one->client.tries == 0) {
        one->first = one->addresses.first;
        if (!rt_client_pool_address_pick(&one->addresses, 0, RT_TRANSPORT_UDP, 0) &&
            !rt_client_pool_address_pick(&one->addresses, 1, RT_TRANSPORT_UDP, 0))
            one->client.udp_dead = true;
        rt_client_pool_step(run, one);
    } else if (one->addresses.count == 0 && one->lookups == 0) {
        rt_client_pool_give_up(run, one);
    }
}

/* A host that an earlier place of the server has too is looked up once. */
static bool looked_up_before(const struct rt_client_server *server, size_t i)
{
    for (size_t j = 0; j < i; j++)
        if (strcmp(server->places[j].host, server->places[i].host) == 0)
            return true;
    return false;
}

static void look_up(struct rt_client_pool_run *run, struct rt_client_pool_one *one)
{
    const struct rt_net *net = run->net;
    const struct rt_client_server *server = one->server;
    for (size_t i = 0; i < server->place_count; i++) {
        const struct rt_host_port *place = &server->places[i];
        struct rt_address address;
        if (rt_net_address_of_text(place->host, &address)) {
            rt_client_pool_address_add(&one->addresses, run->pool->family, place, &address);
            one->cause = "no address of the family that was asked for";
        } else if (!looked_up_before(server, i)) {
            if (net->look_up(net->context, rt_client_pool_number(run, one), i, place->host,
                             run->pool->family))
                one->lookups++;
            else
                one->cause = "the name could not be looked up: no memory or no thread";
        }
    }
}

static void begin(struct rt_client_pool_run *run, struct rt_client_pool_one *one)
{
    const struct rt_client_server *server = one->server;
    one->begun = true;
    run->under_way++;
    enum rt_error error = rt_client_init(&one->client, &run->pool->plan, server->negotiation,
                                         run->crypto, server->key, rt_client_pool_number(run, one));
    if (error != RT_OK) {
        struct rt_client_result result = {.state = RT_CLIENT_UNFIT};
        rt_client_pool_finish(run, one, &result);
        return;
    }
    if (server->choice_count > 0) {
        one->client.choices = server->choices;
        one->client.choice_count = server->choice_count;
        one->client.others = server->others;
        one->client.other_count = server->other_count;
    }
    look_up(run, one);
    with_addresses(run, one);
}

static void on_names(struct rt_client_pool_run *run, struct rt_client_pool_one *one,
                     const struct rt_net_event *event)
{
    const struct rt_client_server *server = one->server;
    const char *host = server->places[event->tag].host;
    one->lookups--;
    if (event->address_count == 0)
        one->cause = event->cause;
    for (size_t p = 0; p < server->place_count; p++)
        for (size_t a = 0; a < event->address_count; a++)
            if (strcmp(server->places[p].host, host) == 0)
                rt_client_pool_address_add(&one->addresses, run->pool->family, &server->places[p],
                                           &event->addresses[a]);
    with_addresses(run, one);
}

/* The round trip of the try whose reply just came. */
static uint64_t round_trip(const struct rt_client_pool_one *one, const struct rt_net_event *event)
{
    unsigned place = one->client.taken->number % RT_CLIENT_OPEN;
    uint64_t sent_ns = one->channels[event->channel].sent_ns[place];
    return event->at_ns > sent_ns ? event->at_ns - sent_ns : 0;
}

/* Whether a valid answer is in none of the versions that hints name. */
static bool is_hint_wrong(const struct rt_client_server *server,
                          const struct rt_judgement *judgement)
{
    for (size_t h = 0; h < server->hint_count; h++)
        for (size_t v = 0; v < judgement->valid_count; v++)
            if (server->hints[h].version == judgement->valid[v].version)
                return false;
    return server->hint_count > 0;
}

static void on_valid(struct rt_client_pool_run *run, struct rt_client_pool_one *one,
                     const struct rt_net_event *event)
{
    uint8_t request[RT_CLIENT_REQUEST];
    struct rt_writer writer = rt_writer_into(request, sizeof request);
    if (rt_client_request(&one->client, one->client.taken, &writer) != RT_OK)
        run->error = RT_E_NO_MEMORY;
    struct rt_client_result result = {
        .state = RT_CLIENT_VALID,
        .from = event->from,
        .transport = event->transport,
        .number = one->client.taken->number,
        .hint_wrong = is_hint_wrong(one->server, &run->judgement),
        .rtt_ns = round_trip(one, event),
        .at_ns = event->at_ns,
        .request = rt_writer_view(&writer),
        .response = event->packet,
        .judgement = run->judgement,
    };
    rt_client_pool_finish(run, one, &result);
}

/* What came and is not valid: the last of it is shown, of those who know the request if there are
 * any. */
static void keep_packet(struct rt_client_pool_run *run, struct rt_client_pool_one *one,
                        const struct rt_net_event *event)
{
    uint8_t request[RT_CLIENT_REQUEST];
    struct rt_writer writer = rt_writer_into(request, sizeof request);
    const struct rt_client_try *taken = one->client.taken;
    if (one->seen && !taken->answered)
        return;
    if (rt_client_request(&one->client, taken, &writer) != RT_OK ||
        !keep(&one->request, request, writer.len) ||
        !keep(&one->response, event->packet.data, event->packet.len)) {
        run->error = RT_E_NO_MEMORY;
        return;
    }
    one->from = event->from;
    one->transport = event->transport;
    one->number = taken->number;
    one->seen = taken->answered;
    one->judgement = run->judgement;
}

/* Whoever knows a request has answered: this channel leads from now on, and no other follows. */
static void lead(struct rt_client_pool_one *one, unsigned channel)
{
    if (!one->client.taken || !one->client.taken->answered)
        return;
    one->first = channel;
    one->head_ns = 0;
}

static void on_packet(struct rt_client_pool_run *run, struct rt_client_pool_one *one,
                      const struct rt_net_event *event)
{
    struct rt_client *client = &one->client;
    const struct rt_client_pool_channel *channel = &one->channels[event->channel];
    bool foreign = !channel->open || event->transport != channel->transport ||
                   !rt_endpoint_equal(&channel->to, &event->from);
    enum rt_taken taken =
        rt_client_take(client, event->transport, event->packet, foreign, &run->judgement);
    rt_client_pool_seen_reply(run, one, event, taken);
    switch (taken) {
    case RT_TAKEN_VALID:
        on_valid(run, one, event);
        break;
    case RT_TAKEN_UNDECIDED:
        one->undecided = true;
        keep_packet(run, one, event);
        break;
    case RT_TAKEN_REJECTED:
        keep_packet(run, one, event);
        lead(one, event->channel);
        break;
    case RT_TAKEN_OTHER:
        lead(one, event->channel);
        break;
    case RT_TAKEN_LATE:
    case RT_TAKEN_FOREIGN:
    case RT_TAKEN_SURPLUS:
        break;
    }
    if (one->over)
        return;
    if (client->done)
        rt_client_pool_give_up(run, one);
    else
        rt_client_pool_alarm(run, client->due_ns);
}

/* No more comes in time: what has come of a reply is judged as it is. */
static void take_rests(struct rt_client_pool_run *run, struct rt_client_pool_one *one,
                       uint64_t now_ns)
{
    for (unsigned channel = 0; channel < RT_NET_CHANNELS && !one->over; channel++) {
        struct rt_net_event event = {
            .kind = RT_NET_PACKET,
            .who = rt_client_pool_number(run, one),
            .at_ns = now_ns,
            .channel = channel,
            .transport = RT_TRANSPORT_TCP,
            .from = one->channels[channel].to,
        };
        if (!one->channels[channel].open || one->channels[channel].transport != RT_TRANSPORT_TCP)
            continue;
        event.packet = run->net->rest(run->net->context, event.who, channel);
        if (rt_view_present(event.packet))
            on_packet(run, one, &event);
    }
}

static void on_failed(struct rt_client_pool_run *run, struct rt_client_pool_one *one,
                      const struct rt_net_event *event)
{
    struct rt_client_pool_channel *channel = &one->channels[event->channel];
    unsigned other = 1 - event->channel;
    if (event->transport != channel->transport || !channel->open)
        return;
    channel->open = false;
    channel->state = RT_CLIENT_POOL_FAILED;
    if (event->error)
        one->error = event->error;
    /* Without a connection nothing was sent. */
    if (event->error && event->transport == RT_TRANSPORT_TCP)
        rt_client_pool_seen_sent(one, false);
    if (one->channels[other].state == RT_CLIENT_POOL_SENT)
        return;
    if (one->channels[other].state == RT_CLIENT_POOL_IDLE && one->head_ns) {
        rt_client_pool_other_channel(run, one);
        return;
    }
    rt_client_pool_try_failed(run, one, event->error == 0);
}

static void dispatch(struct rt_client_pool_run *run, const struct rt_net_event *event)
{
    struct rt_client_pool_one *one = event->kind == RT_NET_TIME ? NULL : &run->list[event->who];
    if (one && one->over)
        return;
    switch (event->kind) {
    case RT_NET_TIME:
        break;
    case RT_NET_NAMES:
        on_names(run, one, event);
        break;
    case RT_NET_PACKET:
        on_packet(run, one, event);
        break;
    case RT_NET_FAILED:
        on_failed(run, one, event);
        break;
    }
}

/* Does what is due, and finds out when the next thing will be. The time is that of the last event:
 * a reply that came in time counts, even if there was no time to look at it until now. */
static void look_at_clock(struct rt_client_pool_run *run, uint64_t now_ns)
{
    if (now_ns < run->alarm_ns)
        return;
    run->alarm_ns = run->deadline_ns;
    for (size_t i = 0; i < run->next; i++) {
        struct rt_client_pool_one *one = &run->list[i];
        if (one->over)
            continue;
        if (now_ns >= run->deadline_ns || (one->client.tries > 0 && now_ns >= one->client.due_ns))
            take_rests(run, one, now_ns);
        if (now_ns >= run->deadline_ns)
            rt_client_pool_give_up(run, one);
        if (one->over)
            continue;
        bool due = one->client.tries > 0 && now_ns >= one->client.due_ns;
        if (one->head_ns && (due || now_ns >= one->head_ns))
            rt_client_pool_other_channel(run, one);
        else if (one->head_ns)
            rt_client_pool_alarm(run, one->head_ns);
        if (one->over || one->client.tries == 0)
            continue;
        if (due)
            rt_client_pool_step(run, one);
        else
            rt_client_pool_alarm(run, one->client.due_ns);
    }
}

static bool late(const struct rt_client_pool_run *run)
{
    return run->deadline_ns != UINT64_MAX && run->net->now(run->net->context) >= run->deadline_ns;
}

static void begin_more(struct rt_client_pool_run *run)
{
    while (run->next < run->count && (run->under_way < run->net->limit || late(run))) {
        struct rt_client_pool_one *one = &run->list[run->next++];
        if (late(run)) {
            run->under_way++;
            rt_client_pool_give_up(run, one);
        } else {
            begin(run, one);
        }
    }
}

enum rt_error rt_client_pool_run(const struct rt_client_pool *pool, const struct rt_net *net,
                                 struct rt_crypto *crypto, const struct rt_client_server *servers,
                                 size_t count,
                                 void (*answered)(void *context, size_t who,
                                                  const struct rt_client_result *result),
                                 void *context)
{
    uint64_t start = net->now(net->context);
    struct rt_client_pool_run run = {
        .pool = pool,
        .net = net,
        .crypto = crypto,
        .list = calloc(count + 1, sizeof run.list[0]),
        .count = count,
        .deadline_ns = pool->deadline_ns ? start + pool->deadline_ns : UINT64_MAX,
        .answered = answered,
        .context = context,
    };
    if (!run.list)
        return RT_E_NO_MEMORY;
    run.alarm_ns = run.deadline_ns;
    for (size_t i = 0; i < count; i++)
        run.list[i].server = &servers[i];
    uint64_t tell_ns = pool->watch ? start + pool->watch->every_ns : UINT64_MAX;
    while (run.over < count) {
        struct rt_net_event event;
        begin_more(&run);
        if (run.over == count)
            break;
        net->wait(net->context, run.alarm_ns < tell_ns ? run.alarm_ns : tell_ns, &event);
        dispatch(&run, &event);
        look_at_clock(&run, event.at_ns);
        if (event.at_ns >= tell_ns) {
            rt_client_pool_tell(&run, event.at_ns);
            tell_ns = event.at_ns + pool->watch->every_ns;
        }
    }
    free(run.list);
    return run.error;
}

bool rt_client_pool_keep(const struct rt_client_result *result, struct rt_client_result *copy,
                         uint8_t **bytes)
{
    size_t request = result->request.len, response = result->response.len;
    *copy = *result;
    copy->request = copy->response = (struct rt_view){NULL, 0};
    free(*bytes);
    *bytes = NULL;
    if (!rt_view_present(result->response))
        return true;
    *bytes = malloc(request + response + 1);
    if (!*bytes)
        return false;
    memcpy(*bytes, result->request.data, request);
    memcpy(*bytes + request, result->response.data, response);
    copy->request = (struct rt_view){*bytes, request};
    copy->response = (struct rt_view){*bytes + request, response};
    return true;
}

const char *rt_client_state_name(enum rt_client_state state)
{
    switch (state) {
    case RT_CLIENT_VALID:
        return "valid";
    case RT_CLIENT_REJECTED:
        return "invalid";
    case RT_CLIENT_SILENT:
        return "silent";
    case RT_CLIENT_UNREACHABLE:
        return "unreachable";
    case RT_CLIENT_UNRESOLVED:
        return "unresolved";
    case RT_CLIENT_UNFIT:
        return "unfit";
    case RT_CLIENT_UNDECIDED:
        return "undecided";
    }
    return NULL;
}
