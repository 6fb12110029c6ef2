// SPDX-License-Identifier: BSD-2-Clause
/* Decides which request a probe sends when, and when silence counts. */
#include "client/probe_internal.h"

/* Round trips that a reply is waited for, and the part of the first wait that it is at least. */
#define TRIPS      8
#define LEAST_PART 10

/* The same until a right request is sent behind one that is not answered; what is in between while
 * nothing has come yet. */
#define DOUBT_TRIPS  2
#define DOUBT_PART   50
#define SPACING_PART 25

/* Tries of a server that has not said anything yet; of a request behind which a right one was
 * answered, near and far and where packets are lost; and how often more is asked for bad replies.
 */
#define TRIES_SILENT 3
#define TRIES_NEAR   1
#define TRIES_FAR    2
#define TRIES_LOSS   4
#define TRIES_BAD    2

/* Tries of the right request behind one that is not answered: each is waited for twice as long as
 * the one before, as there are servers that answer only so many a second. */
#define TRIES_CONTROL 5

/* Bytes of the first of two pieces, which end within the header, and the pause behind it. */
#define PIECE       7
#define PIECE_TRIPS 2
#define PIECE_PART  50

/* The pause between two packets to such a server, as a part of the first wait. */
#define SLOW_PART 8

/* Round trips, but at least a part of the first wait and at most the whole. */
static uint64_t trips(const struct rt_probe *probe, unsigned count, unsigned part)
{
    const uint64_t most_ns = probe->plan->wait_ns, least_ns = most_ns / part;
    uint64_t ns = count * probe->rtt_ns;
    if (ns < least_ns)
        ns = least_ns;
    return ns < most_ns ? ns : most_ns;
}

/* How long a reply to the latest try of an ask is waited for. */
static uint64_t wait_of(const struct rt_probe *probe, const struct rt_probe_ask *ask)
{
    uint64_t wait_ns = probe->plan->wait_ns;
    if (probe->rtt_ns > 0)
        return trips(probe, TRIPS, LEAST_PART);
    for (unsigned i = 1; i < ask->sent; i++)
        wait_ns += wait_ns / 2;
    return wait_ns;
}

/* How often more is asked for bad replies. Who wants many tries learns nothing from them if no
 * reply of the server is valid. */
static unsigned more_for_bad(const struct rt_probe *probe, const struct rt_probe_ask *ask)
{
    unsigned most = TRIES_BAD;
    if (probe->plan->tries_bad > 0)
        most = probe->spoken != 0 || probe->stage == RT_PROBE_VERSIONS ? probe->plan->tries_bad : 0;
    return ask->bad < most ? ask->bad : most;
}

static unsigned tries_of(const struct rt_probe *probe, const struct rt_probe_ask *ask)
{
    unsigned tries = probe->lost > 0            ? TRIES_LOSS
                     : probe->plan->pace_ns > 0 ? TRIES_FAR
                                                : TRIES_NEAR;
    if (ask->stage == RT_PROBE_TREE)
        return 1;
    if (ask->stage == RT_PROBE_STREAM)
        return 1 + (probe->plan->tries_bad > 0 ? more_for_bad(probe, ask) : 0);
    if (!probe->has_voice)
        return TRIES_SILENT;
    return (tries < probe->plan->tries ? probe->plan->tries : tries) + more_for_bad(probe, ask);
}

/* Nothing more is awaited of an ask. */
static void decide(struct rt_probe *probe, size_t place)
{
    struct rt_probe_ask *ask = &probe->asks[place];
    if (ask->decided)
        return;
    ask->decided = true;
    probe->waiting--;
}

/* Tells of the asks of a stage that nobody has answered. */
static void tell_silent(const struct rt_probe *probe)
{
    for (size_t i = probe->first; probe->plan->seen && i < probe->ask_count; i++) {
        const struct rt_probe_ask *ask = &probe->asks[i];
        if (ask->replies > 0 || ask->sent == 0)
            continue;
        struct rt_exchange exchange =
            rt_client_exchange(probe->plan->key, ask->transport, rt_probe_request_of(probe, i),
                               (struct rt_view){NULL, 0});
        probe->plan->seen(probe->plan->context, ask, &exchange, NULL);
    }
}

/* The pause behind a packet. */
static uint64_t pause_behind(const struct rt_probe *probe, const struct rt_probe_ask *ask)
{
    const uint64_t wait_ns = probe->plan->wait_ns;
    uint64_t pause_ns = probe->plan->pace_ns;
    if (ask->stage == RT_PROBE_TREE)
        return 0;
    if (probe->slow && pause_ns < wait_ns / SLOW_PART)
        pause_ns = wait_ns / SLOW_PART;
    if (!probe->has_voice && pause_ns < wait_ns / SPACING_PART)
        pause_ns = wait_ns / SPACING_PART;
    return pause_ns;
}

/* Whether the beginning of a request was sent, and the rest was not. */
static bool has_more(const struct rt_probe_ask *ask)
{
    return ask->pieces && ask->piece == 1;
}

/* Which bytes of the request go now. */
static struct rt_view cut(struct rt_probe *probe, struct rt_probe_ask *ask, struct rt_view request)
{
    probe->more = has_more(ask);
    if (!ask->pieces)
        return request;
    ask->piece = probe->more ? 2 : 1;
    return probe->more ? rt_view_slice(request, PIECE, request.len - PIECE)
                       : rt_view_slice(request, 0, PIECE);
}

static enum rt_step send(struct rt_probe *probe, size_t place, uint64_t now_ns)
{
    struct rt_probe_ask *ask = &probe->asks[place];
    uint8_t nonce[RT_HASH_MAX];
    if (ask->sent == 0) {
        probe->plan->nonce(probe->plan->context, probe->sent, nonce);
        (void)rt_probe_write(probe, place, nonce, 0);
        rt_probe_owe(probe, ask, rt_probe_request_of(probe, place));
    }
    if (ask->sent == 0 && ask->twice) {
        probe->plan->nonce(probe->plan->context, probe->sent + 1, nonce);
        (void)rt_probe_write(probe, place, nonce, probe->requests[place % RT_PROBE_OPEN].len);
    }
    probe->request = cut(probe, ask, rt_probe_request_of(probe, place));
    if (!probe->more) {
        ask->sent++;
        probe->sent += ask->twice ? 2 : 1;
    }
    ask->sent_ns = now_ns;
    ask->error = 0;
    ask->closed = false;
    probe->place = place;
    probe->transport = ask->transport;
    probe->next_ns = now_ns + pause_behind(probe, ask);
    return RT_STEP_SEND;
}

static void due(struct rt_probe *probe, uint64_t at_ns)
{
    probe->due_ns = at_ns < probe->due_ns ? at_ns : probe->due_ns;
}

/* All asks of the stage side by side, each with its own waits: the place of one to send, those
 * first that were not sent yet; or ask_count. */
static size_t look_at_all(struct rt_probe *probe, uint64_t now_ns)
{
    size_t again = probe->ask_count;
    for (size_t i = probe->first; i < probe->ask_count; i++) {
        struct rt_probe_ask *ask = &probe->asks[i];
        if (ask->decided)
            continue;
        uint64_t due_ns = ask->sent == 0 ? now_ns : ask->sent_ns + wait_of(probe, ask);
        if (has_more(ask))
            due_ns = ask->sent_ns + trips(probe, PIECE_TRIPS, PIECE_PART);
        if (due_ns > now_ns) {
            due(probe, due_ns);
            continue;
        }
        if (ask->sent == 0 || has_more(ask))
            return i;
        if (ask->sent >= tries_of(probe, ask))
            decide(probe, i);
        else if (again == probe->ask_count)
            again = i;
    }
    return again;
}

/* The server does not answer a right request any more. */
static void die(struct rt_probe *probe)
{
    probe->has_killer = true;
    probe->killer = probe->current;
    for (size_t i = probe->first; i < probe->ask_count; i++) {
        probe->asks[i].unsure = probe->asks[i].sent == 0;
        decide(probe, i);
    }
    probe->current = RT_PROBE_ASKS;
}

/* The current one is decided. */
static size_t next(struct rt_probe *probe)
{
    if (probe->current < RT_PROBE_ASKS)
        decide(probe, probe->current);
    probe->current = RT_PROBE_ASKS;
    size_t found = probe->ask_count;
    for (size_t i = probe->first; i < probe->ask_count; i++) {
        const struct rt_probe_ask *ask = &probe->asks[i];
        if (ask->decided)
            continue;
        if (ask->versions & probe->likely) {
            found = i;
            break;
        }
        found = found == probe->ask_count ? i : found;
    }
    if (found < probe->ask_count)
        probe->current = found;
    return found;
}

/* A right request was answered behind the current one: the server has seen that, too. If it was
 * only answered at a later try, the server limits how much it answers, and nothing is known yet. */
static size_t after_control(struct rt_probe *probe)
{
    struct rt_probe_ask *ask = &probe->asks[probe->current];
    if (probe->asks[probe->control].sent > 1) {
        probe->slow = true;
        ask->excused = ask->sent;
    }
    decide(probe, probe->control);
    probe->control = RT_PROBE_ASKS;
    return ask->replies == 0 && ask->sent - ask->excused < tries_of(probe, ask) ? probe->current
                                                                                : next(probe);
}

/* The right request behind the current one, which is in doubt. */
static size_t look_at_control(struct rt_probe *probe, uint64_t now_ns)
{
    struct rt_probe_ask *ask = &probe->asks[probe->control];
    uint64_t wait_ns = trips(probe, TRIPS, LEAST_PART) << (ask->sent > 0 ? ask->sent - 1 : 0);
    if (ask->replies > 0 && now_ns >= probe->next_ns)
        return after_control(probe);
    if (ask->replies > 0) { /* nothing is chosen before it may be sent */
        due(probe, probe->next_ns);
        return probe->ask_count;
    }
    if (ask->decided || ask->sent == TRIES_CONTROL) {
        if (!ask->decided && now_ns < ask->sent_ns + wait_ns)
            due(probe, ask->sent_ns + wait_ns);
        else
            die(probe);
        return probe->ask_count;
    }
    if (ask->sent == 0 || now_ns >= ask->sent_ns + wait_ns)
        return probe->control;
    due(probe, ask->sent_ns + wait_ns);
    return probe->ask_count;
}

/* One ask after the other, and a right request behind each that is not answered: so it is known
 * whether the server survived it, and nothing has to be waited for long. */
static size_t look_one_by_one(struct rt_probe *probe, uint64_t now_ns)
{
    if (probe->control < RT_PROBE_ASKS)
        return look_at_control(probe, now_ns);
    if (probe->current == RT_PROBE_ASKS)
        return next(probe);
    const struct rt_probe_ask *ask = &probe->asks[probe->current];
    bool failed = ask->error != 0 || ask->closed;
    uint64_t due_ns = ask->sent_ns + trips(probe, DOUBT_TRIPS, DOUBT_PART);
    if (ask->sent == 0)
        return probe->current;
    /* The reply to the latest try is waited for, unless an earlier one was good. */
    if (ask->good == 0 && ask->replies < ask->sent - ask->excused && !failed && now_ns < due_ns) {
        due(probe, due_ns);
        return probe->ask_count;
    }
    if (ask->replies > 0 && ask->good == 0 && ask->sent < tries_of(probe, ask))
        return probe->current;
    if (ask->replies > 0 && probe->stage != RT_PROBE_ODD)
        return next(probe);
    if (!rt_probe_add_control(probe))
        return next(probe);
    probe->control = probe->ask_count - 1;
    return probe->control;
}

static bool is_one_by_one(const struct rt_probe *probe)
{
    switch (probe->stage) {
    case RT_PROBE_VERSIONS:
        return probe->has_voice;
    case RT_PROBE_SHAPES:
    case RT_PROBE_ODD:
        return true;
    case RT_PROBE_TREE:
    case RT_PROBE_STREAM:
    case RT_PROBE_OVER:
        break;
    }
    return false;
}

/* The budget is used up: what is not decided stays open. */
static void stop(struct rt_probe *probe)
{
    probe->spent = true;
    for (size_t i = probe->first; i < probe->ask_count; i++) {
        probe->asks[i].unsure = !probe->asks[i].decided;
        decide(probe, i);
    }
    probe->current = probe->control = RT_PROBE_ASKS;
}

static void end_stage(struct rt_probe *probe)
{
    tell_silent(probe);
    if (!probe->has_killer) {
        rt_probe_next_stage(probe);
        return;
    }
    rt_probe_find_main(probe);
    probe->stage = RT_PROBE_OVER;
}

enum rt_step rt_probe_step(struct rt_probe *probe, uint64_t now_ns)
{
    while (probe->stage != RT_PROBE_OVER) {
        probe->due_ns = UINT64_MAX;
        size_t place =
            is_one_by_one(probe) ? look_one_by_one(probe, now_ns) : look_at_all(probe, now_ns);
        if (place < probe->ask_count && now_ns < probe->next_ns) {
            due(probe, probe->next_ns);
            return RT_STEP_WAIT;
        }
        if (place < probe->ask_count && probe->sent < probe->plan->budget)
            return send(probe, place, now_ns);
        if (place < probe->ask_count)
            stop(probe);
        if (probe->waiting > 0)
            return RT_STEP_WAIT;
        end_stage(probe);
    }
    return RT_STEP_DONE;
}

void rt_probe_failed(struct rt_probe *probe, size_t place, int error)
{
    struct rt_probe_ask *ask = &probe->asks[place];
    if (!rt_probe_is_open(probe, place))
        return;
    ask->error = error;
    ask->closed = error == 0;
    /* What is in doubt is looked at once more. */
    if (!is_one_by_one(probe) || place != probe->current)
        decide(probe, place);
}

bool rt_probe_is_open(const struct rt_probe *probe, size_t place)
{
    return place >= probe->first && place < probe->ask_count && !probe->asks[place].decided;
}
