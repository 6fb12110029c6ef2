// SPDX-License-Identifier: BSD-2-Clause
/* Decides which request a probe sends when, and when silence counts. */
#include "client/probe.h"

#include <string.h>

#include "client/probe_internal.h"
#include "rules/rules.h"

/* Round trips that a reply is waited for, and the part of the first wait that it is at least. */
#define TRIPS      8
#define LEAST_PART 10

/* Tries of a server that has not said anything yet, and how often more is asked for bad replies. */
#define TRIES_SILENT 3
#define TRIES_BAD    2

struct rt_rules rt_probe_rules(const struct rt_probe *probe, size_t version,
                               const struct rt_reading *reading)
{
    const struct rt_choice *choice = &probe->plan->choices[version];
    const struct rt_candidate candidate = {choice->version,
                                           choice->fixed ? &choice->reading : reading};
    return rt_candidate_rules(&candidate);
}

static void add_number(struct rt_probe *probe, uint32_t number)
{
    size_t i = probe->number_count;
    for (size_t j = 0; j < probe->number_count; j++)
        if (probe->numbers[j] == number)
            return;
    if (i == RT_NUMBERS_MAX)
        return;
    for (; i > 0 && probe->numbers[i - 1] > number; i--)
        probe->numbers[i] = probe->numbers[i - 1];
    probe->numbers[i] = number;
    probe->number_count++;
}

/* Writes a request of an ask to its place. False: there is no such request. */
static bool write(struct rt_probe *probe, size_t place, const uint8_t nonce[RT_HASH_MAX],
                  size_t from)
{
    const struct rt_probe_ask *ask = &probe->asks[place];
    struct rt_rules rules = rt_probe_rules(probe, ask->version, ask->reading);
    const struct rt_probe_request request = {
        .rules = &rules,
        .which = ask->which,
        .transport = ask->transport,
        .nonce = nonce,
        .srv = probe->plan->srv,
        .numbers = probe->numbers,
        .number_count = probe->number_count,
    };
    struct rt_writer writer =
        rt_writer_into(probe->requests[place % RT_PROBE_OPEN].bytes + from, RT_PROBE_REQUEST_MAX);
    if (!rt_probe_request_write(&writer, &request))
        return false;
    probe->requests[place % RT_PROBE_OPEN].half = from;
    probe->requests[place % RT_PROBE_OPEN].len = from + writer.len;
    return true;
}

/* Adds an ask to the stage, unless there is no such request or no room for it. */
static struct rt_probe_ask *add(struct rt_probe *probe, enum rt_probe_case which, size_t version,
                                const struct rt_reading *reading, enum rt_transport transport)
{
    static const uint8_t no_nonce[RT_HASH_MAX];
    size_t place = probe->ask_count;
    if (place == RT_PROBE_ASKS || place - probe->first == RT_PROBE_OPEN)
        return NULL;
    probe->asks[place] = (struct rt_probe_ask){
        .stage = probe->stage,
        .which = which,
        .transport = transport,
        .versions = UINT64_C(1) << version,
        .version = version,
        .reading = reading,
    };
    if (!write(probe, place, no_nonce, 0))
        return NULL;
    probe->asks[place].size = probe->requests[place % RT_PROBE_OPEN].len;
    probe->ask_count++;
    probe->waiting++;
    return &probe->asks[place];
}

static bool travels(const struct rt_probe *probe, size_t version, enum rt_transport transport)
{
    struct rt_rules rules = rt_probe_rules(probe, version, NULL);
    return transport == RT_TRANSPORT_UDP || rt_rules_over_tcp(&rules);
}

static struct rt_view request_of(const struct rt_probe *probe, size_t place)
{
    return (struct rt_view){probe->requests[place % RT_PROBE_OPEN].bytes,
                            probe->requests[place % RT_PROBE_OPEN].len};
}

/* The last ask belongs to an earlier one whose request is the same. */
static void join(struct rt_probe *probe)
{
    size_t last = probe->ask_count - 1;
    for (size_t i = probe->first; i < last; i++) {
        if (probe->asks[i].transport != probe->asks[last].transport ||
            !rt_view_equal(request_of(probe, i), request_of(probe, last)))
            continue;
        probe->asks[i].versions |= probe->asks[last].versions;
        probe->asks[i].version = probe->asks[last].version;
        probe->asks[i].reading = probe->asks[last].reading;
        probe->ask_count--;
        probe->waiting--;
        return;
    }
}

/* A right request of a version, and of each of its readings that asks in another way. */
static void add_version(struct rt_probe *probe, size_t version, enum rt_transport transport)
{
    const struct rt_choice *choice = &probe->plan->choices[version];
    size_t readings =
        choice->fixed || probe->plan->strict ? 0 : rt_version_readings(choice->version);
    for (size_t i = readings; i > 0; i--)
        if (add(probe, RT_PROBE_CASE_PLAIN, version, &choice->version->readings[i - 1], transport))
            join(probe);
    if (add(probe, RT_PROBE_CASE_PLAIN, version, NULL, transport))
        join(probe);
}

/* A right request of each version of a set. */
static void add_versions(struct rt_probe *probe, uint64_t versions, enum rt_transport transport)
{
    for (size_t i = 0; i < probe->plan->choice_count; i++)
        if ((versions >> i & 1) && travels(probe, i, transport))
            add_version(probe, i, transport);
}

/* A request of the main version as it was answered. */
static struct rt_probe_ask *add_main(struct rt_probe *probe, enum rt_probe_case which,
                                     enum rt_transport transport)
{
    const struct rt_probe_ask *ask = rt_probe_version_ask(probe, probe->main, probe->base);
    return add(probe, which, probe->main, ask->reading, transport);
}

static void add_shapes(struct rt_probe *probe)
{
    for (int which = 0; which < RT_PROBE_CASE_COUNT; which++)
        if (which != RT_PROBE_CASE_PLAIN && !rt_probe_case_row((enum rt_probe_case)which)->odd)
            add_main(probe, (enum rt_probe_case)which, probe->base);
}

/* The right requests of the main version and of others that share theirs: of these the order of the
 * tree may tell which it is. */
static void add_burst(struct rt_probe *probe)
{
    const struct rt_probe_ask *kinds[RT_PROBE_OPEN];
    size_t count = 0;
    for (size_t i = probe->ask_count; i > 0; i--) {
        const struct rt_probe_ask *ask = &probe->asks[i - 1];
        if (ask->stage == RT_PROBE_VERSIONS && ask->replies > 0 &&
            ((ask->versions >> probe->main & 1) ||
             rt_bytes_count_bits(ask->versions & probe->spoken) > 1))
            kinds[count++] = ask;
    }
    for (unsigned i = 0; count > 0 && i < probe->plan->burst && i < RT_PROBE_OPEN; i++) {
        const struct rt_probe_ask *kind = kinds[i % count];
        struct rt_probe_ask *ask =
            add(probe, RT_PROBE_CASE_PLAIN, kind->version, kind->reading, probe->base);
        if (ask)
            ask->versions = kind->versions;
    }
}

static void add_control(struct rt_probe *probe)
{
    struct rt_probe_ask *ask = add_main(probe, RT_PROBE_CASE_PLAIN, probe->base);
    if (ask)
        ask->control = true;
}

static void add_streams(struct rt_probe *probe)
{
    add_control(probe);
    if (!probe->plan->tcp)
        return;
    if (probe->base == RT_TRANSPORT_UDP)
        add_versions(probe, probe->spoken | UINT64_C(1) << probe->main, RT_TRANSPORT_TCP);
    if (!travels(probe, probe->main, RT_TRANSPORT_TCP))
        return;
    struct rt_probe_ask *two = add_main(probe, RT_PROBE_CASE_PLAIN, RT_TRANSPORT_TCP);
    if (two)
        two->twice = true;
}

/* Whether nobody answers a right request any more: the server did not survive what was sent. */
static bool died(const struct rt_probe *probe)
{
    if (!probe->has_main || probe->ask_count == probe->first)
        return false;
    for (size_t i = probe->first; i < probe->ask_count; i++)
        if (probe->asks[i].unsure || probe->asks[i].replies > 0)
            return false;
    return true;
}

/* The next odd request, or the right one behind it. */
static void add_odd(struct rt_probe *probe, bool dead)
{
    const struct rt_probe_ask *last = &probe->asks[probe->ask_count - 1];
    if (last->stage == RT_PROBE_ODD && last->which != RT_PROBE_CASE_PLAIN) {
        add_control(probe);
        return;
    }
    if (last->stage == RT_PROBE_ODD && dead) {
        probe->has_killer = true;
        probe->killer = probe->asks[probe->ask_count - 2].which;
        return;
    }
    while (probe->waiting == 0 && probe->odd_next < RT_PROBE_CASE_COUNT) {
        enum rt_probe_case which = (enum rt_probe_case)probe->odd_next++;
        if (rt_probe_case_row(which)->odd)
            add_main(probe, which, probe->base);
    }
}

/* The newest version that was answered as it should be, else the newest that was answered. */
static void find_main(struct rt_probe *probe)
{
    uint64_t answered = 0;
    for (size_t i = 0; i < probe->ask_count; i++)
        if (probe->asks[i].replies > 0)
            answered |= probe->asks[i].versions;
    uint64_t set = probe->spoken ? probe->spoken : answered;
    probe->has_main = set != 0;
    for (size_t i = 0; i < probe->plan->choice_count; i++)
        if (set >> i & 1)
            probe->main = i;
}

/* Nobody answers: over TCP somebody may. */
static void without_main(struct rt_probe *probe)
{
    if (!probe->plan->tcp || probe->base == RT_TRANSPORT_TCP) {
        probe->stage = RT_PROBE_OVER;
        return;
    }
    probe->base = RT_TRANSPORT_TCP;
    probe->stage = RT_PROBE_VERSIONS;
    add_versions(probe, UINT64_MAX, probe->base);
}

/* Begins the stage behind this one; asks of it may be none. */
static void begin_stage(struct rt_probe *probe)
{
    enum rt_probe_stage last = probe->stage;
    bool dead = died(probe);
    if (last != RT_PROBE_ODD || probe->has_killer || probe->ask_count == probe->first)
        probe->stage++;
    probe->first = probe->ask_count;
    switch (probe->stage) {
    case RT_PROBE_VERSIONS:
        break;
    case RT_PROBE_TREE:
        find_main(probe);
        if (probe->has_main)
            add_burst(probe);
        else
            without_main(probe);
        break;
    case RT_PROBE_SHAPES:
        find_main(probe);
        add_shapes(probe);
        break;
    case RT_PROBE_STREAM:
        add_streams(probe);
        break;
    case RT_PROBE_ODD:
        if (dead && last == RT_PROBE_STREAM)
            probe->has_killer = true;
        else if (probe->plan->odd)
            add_odd(probe, dead);
        else
            probe->stage = RT_PROBE_OVER;
        break;
    case RT_PROBE_OVER:
        break;
    }
}

void rt_probe_init(struct rt_probe *probe, const struct rt_probe_plan *plan,
                   struct rt_crypto *crypto)
{
    memset(probe, 0, sizeof *probe);
    probe->plan = plan;
    probe->crypto = crypto;
    probe->stage = RT_PROBE_VERSIONS;
    for (size_t i = 0; i < plan->choice_count; i++) {
        struct rt_rules rules = rt_probe_rules(probe, i, NULL);
        if (rt_rules_offers(&rules))
            add_number(probe, rules.version);
    }
    probe->base = plan->udp ? RT_TRANSPORT_UDP : RT_TRANSPORT_TCP;
    add_versions(probe, UINT64_MAX, probe->base);
}

/* How long a reply to the latest try of an ask is waited for. */
static uint64_t wait_of(const struct rt_probe *probe, const struct rt_probe_ask *ask)
{
    uint64_t wait_ns = probe->plan->wait_ns;
    if (probe->rtt_ns == 0) {
        for (unsigned i = 1; i < ask->sent; i++)
            wait_ns += wait_ns / 2;
        return wait_ns;
    }
    uint64_t trips_ns = TRIPS * probe->rtt_ns;
    if (trips_ns < wait_ns / LEAST_PART)
        trips_ns = wait_ns / LEAST_PART;
    return trips_ns < wait_ns ? trips_ns : wait_ns;
}

static unsigned tries_of(const struct rt_probe *probe, const struct rt_probe_ask *ask)
{
    if (ask->stage == RT_PROBE_TREE ||
        (ask->stage == RT_PROBE_ODD && ask->which != RT_PROBE_CASE_PLAIN) ||
        ask->transport == RT_TRANSPORT_TCP)
        return 1;
    unsigned bad = ask->bad < TRIES_BAD ? ask->bad : TRIES_BAD;
    if (probe->replies == 0)
        return TRIES_SILENT;
    return (probe->lost > 0 ? RT_PROBE_TRIES_LOSS : RT_PROBE_TRIES) + bad;
}

/* Nothing more is to come of an ask. */
static void decide(struct rt_probe *probe, size_t place)
{
    struct rt_probe_ask *ask = &probe->asks[place];
    ask->decided = true;
    probe->waiting--;
    if (ask->replies == 0 && ask->sent > 0 && probe->plan->seen) {
        struct rt_exchange exchange = rt_client_exchange(
            probe->plan->key, ask->transport, request_of(probe, place), (struct rt_view){NULL, 0});
        probe->plan->seen(probe->plan->context, ask, &exchange, NULL);
    }
}

static enum rt_step send(struct rt_probe *probe, size_t place, uint64_t now_ns)
{
    struct rt_probe_ask *ask = &probe->asks[place];
    uint8_t nonce[RT_HASH_MAX];
    unsigned packets = ask->twice ? 2 : 1;
    if (ask->sent == 0) {
        probe->plan->nonce(probe->plan->context, probe->sent, nonce);
        (void)write(probe, place, nonce, 0);
        rt_probe_owe(probe, ask, request_of(probe, place));
    }
    if (ask->sent == 0 && ask->twice) {
        probe->plan->nonce(probe->plan->context, probe->sent + 1, nonce);
        (void)write(probe, place, nonce, probe->requests[place % RT_PROBE_OPEN].len);
    }
    ask->sent++;
    ask->sent_ns = now_ns;
    probe->sent += packets;
    probe->place = place;
    probe->transport = ask->transport;
    probe->request = request_of(probe, place);
    if (ask->stage != RT_PROBE_TREE)
        probe->next_ns = now_ns + probe->plan->pace_ns;
    return RT_STEP_SEND;
}

/* Decides asks whose time is over; the place of one that is to be sent, or ask_count. */
static size_t look(struct rt_probe *probe, uint64_t now_ns)
{
    probe->due_ns = UINT64_MAX;
    for (size_t i = probe->first; i < probe->ask_count; i++) {
        struct rt_probe_ask *ask = &probe->asks[i];
        if (ask->decided)
            continue;
        uint64_t due_ns = ask->sent == 0 ? now_ns : ask->sent_ns + wait_of(probe, ask);
        bool again = ask->sent < tries_of(probe, ask);
        /* A bad reply is no reason to wait for another. */
        if (again && ask->bad > 0 && ask->bad == ask->replies && ask->sent <= ask->bad)
            due_ns = now_ns;
        if (due_ns > now_ns) {
            probe->due_ns = due_ns < probe->due_ns ? due_ns : probe->due_ns;
            continue;
        }
        if (again)
            return i;
        decide(probe, i);
    }
    return probe->ask_count;
}

enum rt_step rt_probe_step(struct rt_probe *probe, uint64_t now_ns)
{
    while (probe->stage != RT_PROBE_OVER) {
        size_t place = look(probe, now_ns);
        if (place < probe->ask_count && now_ns < probe->next_ns) {
            probe->due_ns = probe->next_ns;
            return RT_STEP_WAIT;
        }
        if (place < probe->ask_count && probe->sent < probe->plan->budget)
            return send(probe, place, now_ns);
        if (place < probe->ask_count) {
            probe->spent = true;
            probe->asks[place].unsure = true;
            decide(probe, place);
            continue;
        }
        if (probe->waiting > 0)
            return RT_STEP_WAIT;
        begin_stage(probe);
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
    decide(probe, place);
}

bool rt_probe_is_open(const struct rt_probe *probe, size_t place)
{
    return place >= probe->first && place < probe->ask_count && !probe->asks[place].decided;
}

bool rt_probe_ask_is_right(const struct rt_probe_ask *ask)
{
    return ask->which == RT_PROBE_CASE_PLAIN && !ask->twice && !ask->control &&
           ask->stage != RT_PROBE_TREE;
}

const struct rt_probe_ask *rt_probe_case_ask(const struct rt_probe *probe, enum rt_probe_case which)
{
    for (size_t i = 0; i < probe->ask_count; i++)
        if (probe->asks[i].which == which && which != RT_PROBE_CASE_PLAIN)
            return &probe->asks[i];
    return NULL;
}

const struct rt_probe_ask *rt_probe_version_ask(const struct rt_probe *probe, size_t version,
                                                enum rt_transport transport)
{
    const struct rt_probe_ask *found = NULL;
    for (size_t i = 0; i < probe->ask_count; i++) {
        const struct rt_probe_ask *ask = &probe->asks[i];
        if (rt_probe_ask_is_right(ask) && ask->transport == transport &&
            (ask->versions >> version & 1) &&
            (!found || ask->good > found->good || (found->replies == 0 && ask->replies > 0)))
            found = ask;
    }
    return found;
}

enum rt_probe_due rt_probe_due_of(const struct rt_probe *probe, const struct rt_probe_ask *ask)
{
    const struct rt_probe_ask *main =
        probe->has_main ? rt_probe_version_ask(probe, probe->main, probe->base) : NULL;
    uint64_t alike = main ? main->versions & probe->spoken : 0;
    if (probe->spoken == 0)
        return RT_PROBE_EITHER;
    if ((ask->owed & probe->spoken & ~alike) != 0 || (alike != 0 && (alike & ~ask->owed) == 0))
        return RT_PROBE_ANSWER;
    return (probe->spoken & ~ask->forbidden) == 0 ? RT_PROBE_SILENCE : RT_PROBE_EITHER;
}
