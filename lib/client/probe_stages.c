// SPDX-License-Identifier: BSD-2-Clause
/* Says what is asked in each stage of a probe. */
#include <string.h>

#include "client/probe_internal.h"
#include "rules/rules.h"

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

bool rt_probe_write(struct rt_probe *probe, size_t place, const uint8_t nonce[RT_HASH_MAX],
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
    if (!rt_probe_write(probe, place, no_nonce, 0))
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

struct rt_view rt_probe_request_of(const struct rt_probe *probe, size_t place)
{
    return (struct rt_view){probe->requests[place % RT_PROBE_OPEN].bytes,
                            probe->requests[place % RT_PROBE_OPEN].len};
}

/* The last ask belongs to an earlier one whose request is the same: that of the newest version, but
 * rather of a version as it is written than of a reading. */
static void join(struct rt_probe *probe)
{
    struct rt_probe_ask *last = &probe->asks[probe->ask_count - 1];
    for (size_t i = probe->first; i + 1 < probe->ask_count; i++) {
        struct rt_probe_ask *ask = &probe->asks[i];
        if (ask->transport != last->transport || ask->which != last->which ||
            !rt_view_equal(rt_probe_request_of(probe, i),
                           rt_probe_request_of(probe, probe->ask_count - 1)))
            continue;
        ask->versions |= last->versions;
        const size_t had = ask->version, has = last->version;
        if ((ask->reading && !last->reading) || (!ask->reading == !last->reading && had < has)) {
            ask->version = last->version;
            ask->reading = last->reading;
        }
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

/* The set of choices that are asked. */
static uint64_t asked(const struct rt_probe *probe)
{
    return probe->plan->only ? probe->plan->only : UINT64_MAX;
}

/* A right request of each version of a set: the oldest first, which is a kind by itself, then from
 * the newest on. */
static void add_versions(struct rt_probe *probe, uint64_t versions, enum rt_transport transport)
{
    const size_t count = probe->plan->choice_count;
    for (size_t n = 0; n < count; n++) {
        size_t i = n == 0 ? 0 : count - n;
        if ((versions & asked(probe)) >> i & 1 && travels(probe, i, transport))
            add_version(probe, i, transport);
    }
}

/* All versions, behind a request that offers all that can be offered at once: the server that can
 * answer nothing else may not survive what it does not know. */
static void add_first(struct rt_probe *probe)
{
    size_t newest = probe->plan->choice_count - 1;
    if (!probe->plan->only && travels(probe, newest, probe->base))
        add(probe, RT_PROBE_CASE_VER_SEVERAL, newest, NULL, probe->base);
    add_versions(probe, UINT64_MAX, probe->base);
}

/* A request of the main version as it was answered. */
static struct rt_probe_ask *add_main(struct rt_probe *probe, enum rt_probe_case which,
                                     enum rt_transport transport)
{
    const struct rt_probe_ask *ask = rt_probe_main_ask(probe);
    return add(probe, which, probe->main, ask->reading, transport);
}

/* The cases that are odd, or those that are not. */
static void add_cases(struct rt_probe *probe, bool odd)
{
    for (int which = RT_PROBE_CASE_PLAIN + 1; which < RT_PROBE_CASE_COUNT; which++)
        if (rt_probe_case_row((enum rt_probe_case)which)->odd == odd &&
            !(probe->plan->omitted >> which & 1))
            add_main(probe, (enum rt_probe_case)which, probe->base);
}

/* The right requests of the main version and of others that share theirs: of these the order of the
 * tree may tell which it is. */
static void add_burst(struct rt_probe *probe)
{
    const struct rt_probe_ask *kinds[RT_PROBE_OPEN];
    size_t count = 0;
    for (size_t i = probe->ask_count; i > 0; i--) {
        if (rt_probe_ask_shows_tree(probe, &probe->asks[i - 1]))
            kinds[count++] = &probe->asks[i - 1];
    }
    for (unsigned i = 0; count > 0 && i < probe->plan->burst && i < RT_PROBE_OPEN; i++) {
        const struct rt_probe_ask *kind = kinds[i % count];
        struct rt_probe_ask *ask =
            add(probe, RT_PROBE_CASE_PLAIN, kind->version, kind->reading, probe->base);
        if (ask)
            ask->versions = kind->versions;
    }
}

bool rt_probe_add_control(struct rt_probe *probe)
{
    const struct rt_probe_ask *voice = &probe->asks[probe->voice];
    struct rt_probe_ask *ask =
        add(probe, voice->which, voice->version, voice->reading, voice->transport);
    if (ask)
        ask->control = true;
    return ask != NULL;
}

static void add_streams(struct rt_probe *probe)
{
    if (!probe->plan->tcp)
        return;
    if (probe->base == RT_TRANSPORT_UDP)
        add_versions(probe, probe->spoken | UINT64_C(1) << probe->main, RT_TRANSPORT_TCP);
    if (!travels(probe, probe->main, RT_TRANSPORT_TCP))
        return;
    struct rt_probe_ask *two = add_main(probe, RT_PROBE_CASE_PLAIN, RT_TRANSPORT_TCP);
    if (two)
        two->twice = true;
    struct rt_probe_ask *pieces = add_main(probe, RT_PROBE_CASE_PLAIN, RT_TRANSPORT_TCP);
    if (pieces)
        pieces->pieces = true;
}

/* The newest version that was answered as it should be, else the newest that was answered. */
void rt_probe_find_main(struct rt_probe *probe)
{
    uint64_t answered = 0;
    for (size_t i = 0; i < probe->ask_count; i++)
        if (probe->asks[i].replies > 0 && rt_probe_ask_is_right(&probe->asks[i]))
            answered |= probe->asks[i].versions;
    uint64_t set = probe->spoken ? probe->spoken : answered;
    probe->has_main = set != 0;
    for (size_t i = 0; i < probe->plan->choice_count; i++)
        if (set >> i & 1)
            probe->main = i;
    if (probe->has_main)
        probe->voice = (size_t)(rt_probe_main_ask(probe) - probe->asks);
}

/* Nobody answers: over TCP somebody may. */
static void without_main(struct rt_probe *probe)
{
    if (!probe->plan->tcp || probe->base == RT_TRANSPORT_TCP || probe->has_killer) {
        probe->stage = RT_PROBE_OVER;
        return;
    }
    probe->base = RT_TRANSPORT_TCP;
    probe->stage = RT_PROBE_VERSIONS;
    probe->has_voice = false;
    add_first(probe);
}

void rt_probe_next_stage(struct rt_probe *probe)
{
    probe->stage++;
    probe->first = probe->ask_count;
    switch (probe->stage) {
    case RT_PROBE_VERSIONS:
        add_first(probe);
        break;
    case RT_PROBE_TREE:
        rt_probe_find_main(probe);
        if (!probe->has_main)
            without_main(probe);
        else if (probe->plan->brief)
            probe->stage = RT_PROBE_OVER;
        else
            add_burst(probe);
        break;
    case RT_PROBE_SHAPES:
        rt_probe_find_main(probe);
        (void)rt_probe_add_control(probe);
        add_cases(probe, false);
        break;
    case RT_PROBE_STREAM:
        add_streams(probe);
        break;
    case RT_PROBE_ODD:
        if (probe->plan->odd)
            add_cases(probe, true);
        break;
    case RT_PROBE_OVER:
        break;
    }
}

void rt_probe_outline(struct rt_probe *probe)
{
    while (probe->stage != RT_PROBE_OVER) {
        for (size_t i = probe->first; i < probe->ask_count; i++) {
            struct rt_probe_ask *ask = &probe->asks[i];
            ask->replies = ask->good = 1;
            ask->decided = true;
            if (rt_probe_ask_is_right(ask))
                probe->spoken |= ask->versions;
        }
        probe->waiting = 0;
        rt_probe_next_stage(probe);
    }
}

void rt_probe_init(struct rt_probe *probe, const struct rt_probe_plan *plan,
                   struct rt_crypto *crypto)
{
    memset(probe, 0, sizeof *probe);
    probe->plan = plan;
    probe->crypto = crypto;
    probe->base = plan->udp ? RT_TRANSPORT_UDP : RT_TRANSPORT_TCP;
    probe->current = probe->control = RT_PROBE_ASKS;
    for (size_t i = 0; i < plan->choice_count; i++) {
        struct rt_rules rules = rt_probe_rules(probe, i, NULL);
        if (rt_rules_offers(&rules))
            add_number(probe, rules.version);
    }
    rt_probe_next_stage(probe);
}
