// SPDX-License-Identifier: BSD-2-Clause
/* Answers questions about the asks of a probe. */
#include "client/probe.h"

bool rt_probe_ask_is_right(const struct rt_probe_ask *ask)
{
    return ask->which == RT_PROBE_CASE_PLAIN && !ask->twice && !ask->pieces && !ask->control &&
           (ask->stage == RT_PROBE_VERSIONS || ask->stage == RT_PROBE_STREAM);
}

bool rt_probe_ask_is_case(const struct rt_probe_ask *ask)
{
    return !ask->control && (ask->stage == RT_PROBE_SHAPES || ask->stage == RT_PROBE_ODD);
}

static bool is_alike(const struct rt_probe_ask *a, const struct rt_probe_ask *b)
{
    return a->stage == b->stage && a->which == b->which && a->transport == b->transport &&
           a->versions == b->versions && a->reading == b->reading && a->control == b->control &&
           a->twice == b->twice && a->pieces == b->pieces;
}

size_t rt_probe_ask_alike(const struct rt_probe *probe, size_t place)
{
    size_t count = 0;
    for (size_t i = 0; i < probe->ask_count; i++) {
        if (!is_alike(&probe->asks[i], &probe->asks[place]))
            continue;
        if (i < place)
            return 0;
        count++;
    }
    return count;
}

bool rt_probe_ask_shows_tree(const struct rt_probe *probe, const struct rt_probe_ask *ask)
{
    bool shared = rt_bytes_count_bits(ask->versions) > 1 && (ask->versions & probe->spoken) != 0;
    return rt_probe_ask_is_right(ask) && ask->stage == RT_PROBE_VERSIONS && ask->replies > 0 &&
           ((ask->versions >> probe->main & 1) || shared);
}

const struct rt_probe_ask *rt_probe_case_ask(const struct rt_probe *probe, enum rt_probe_case which)
{
    for (size_t i = 0; i < probe->ask_count; i++)
        if (probe->asks[i].which == which && rt_probe_ask_is_case(&probe->asks[i]))
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

const struct rt_probe_ask *rt_probe_main_ask(const struct rt_probe *probe)
{
    return probe->has_main ? rt_probe_version_ask(probe, probe->main, probe->base) : NULL;
}

bool rt_probe_is_stranger(const struct rt_probe *probe)
{
    bool found = false;
    for (size_t i = 0; i < probe->ask_count; i++) {
        const struct rt_probe_ask *ask = &probe->asks[i];
        if (!rt_probe_ask_is_right(ask) || ask->replies == 0)
            continue;
        if (ask->good > 0 || ask->reply.failed != RT_CHECK_CERT_SIGNATURE)
            return false;
        found = true;
    }
    return found && probe->plan->key;
}

enum rt_probe_due rt_probe_due_of(const struct rt_probe *probe, const struct rt_probe_ask *ask)
{
    const struct rt_probe_ask *main = rt_probe_main_ask(probe);
    uint64_t alike = main ? main->versions & probe->spoken : 0;
    if (probe->spoken == 0)
        return RT_PROBE_EITHER;
    if ((ask->owed & probe->spoken & ~alike) != 0 || (alike != 0 && (alike & ~ask->owed) == 0))
        return RT_PROBE_ANSWER;
    return (probe->spoken & ~ask->forbidden) == 0 ? RT_PROBE_SILENCE : RT_PROBE_EITHER;
}
