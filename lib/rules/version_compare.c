// SPDX-License-Identifier: BSD-2-Clause
/*
 * What follows from the values of one version, and what sets two apart.
 */
#include <string.h>

#include "rules/rules.h"
#include "rules/version.h"

#define EACH_PARAM(param) for (int param = RT_PARAM_FORGOTTEN + 1; param < RT_PARAM_COUNT; param++)

static const struct rt_note notes[] = {
    {{RT_PARAM_FRAMING, RT_FRAMING_NONE},
     "nothing marks a datagram as Roughtime: only its tags do"},
    {{RT_PARAM_VERSION_IN, RT_PLACE_NONE},
     "packets name no version, so requests offer none and the form of a packet must tell"},
    {{RT_PARAM_VERSION_IN, RT_PLACE_RESPONSE},
     "VER of a response is not signed: who forwards it can change it"},
    {{RT_PARAM_NONCE_IN, RT_PLACE_SREP},
     "NONC is inside the signed SREP: a server signs once for each request and has no batches"},
    {{RT_PARAM_NONCE_IN, RT_PLACE_NONE},
     "responses do not hold NONC: only the tree ties a response to its request"},
    {{RT_PARAM_LEAF, RT_LEAF_PACKET},
     "the tree proves the whole request packet, so the client must keep it to verify the response"},
};

const struct rt_note *rt_version_note(const struct rt_version *version, size_t number)
{
    for (size_t i = 0; i < sizeof notes / sizeof notes[0]; i++)
        if (rt_param_get(&version->rules, notes[i].setting.param) == notes[i].setting.value &&
            number-- == 0)
            return &notes[i];
    return NULL;
}

/* Hashes of another length show in the length of ROOT. */
static bool other_length(enum rt_param param, uint32_t from, uint32_t to)
{
    return param == RT_PARAM_HASH &&
           rt_rules_hash_size((enum rt_hash)from) != rt_rules_hash_size((enum rt_hash)to);
}

enum rt_shows rt_param_shows(enum rt_param param, uint32_t from, uint32_t to)
{
    enum rt_shows shows = rt_param_row(param)->shows;
    bool kept = shows == RT_SHOWS_VERIFIED || shows == RT_SHOWS_CHAIN;
    bool lack = !kept && (rt_param_lacks(param, from) || rt_param_lacks(param, to));
    if (lack || other_length(param, from, to))
        return RT_SHOWS_BYTES;
    return shows;
}

static bool has_reading(const struct rt_version *version, const struct rt_reading *wanted)
{
    char text[RT_READING_SIZE];
    char other[RT_READING_SIZE];
    rt_reading_text(wanted, text);
    for (size_t i = 0; i < rt_version_readings(version); i++)
        if (strcmp(rt_reading_text(&version->readings[i], other), text) == 0)
            return true;
    return false;
}

/* The parameters that readings of `version` set and no reading of `other` sets alike. */
static uint32_t only_read(const struct rt_version *version, const struct rt_version *other)
{
    uint32_t params = 0;
    for (size_t i = 0; i < rt_version_readings(version); i++) {
        const struct rt_reading *reading = &version->readings[i];
        if (has_reading(other, reading))
            continue;
        for (size_t k = 0; k < RT_READING_SETTINGS && reading->set[k].param; k++)
            params |= UINT32_C(1) << reading->set[k].param;
    }
    return params;
}

struct rt_difference rt_version_difference(const struct rt_version *a, const struct rt_version *b)
{
    struct rt_difference difference = {.readings = only_read(a, b) | only_read(b, a)};
    EACH_PARAM(i)
    {
        enum rt_param param = (enum rt_param)i;
        if (rt_param_get(&a->rules, param) != rt_param_get(&b->rules, param))
            difference.params |= UINT32_C(1) << i;
    }
    return difference;
}

bool rt_version_same(const struct rt_version *a, const struct rt_version *b)
{
    struct rt_difference difference = rt_version_difference(a, b);
    EACH_PARAM(i)
    {
        enum rt_param param = (enum rt_param)i;
        uint32_t values[2] = {rt_param_get(&a->rules, param), rt_param_get(&b->rules, param)};
        if ((difference.params >> i & 1) &&
            rt_param_shows(param, values[0], values[1]) != RT_SHOWS_NOWHERE)
            return false;
    }
    return difference.readings == 0;
}

static void count_in(struct rt_version_change *step, enum rt_shows shows)
{
    if (shows == RT_SHOWS_LIMIT)
        step->limits = true;
    else if (shows != RT_SHOWS_NOWHERE)
        step->wire = true;
}

struct rt_version_change rt_version_changed(const struct rt_version *from,
                                            const struct rt_version *to)
{
    struct rt_version_change step = {.params = rt_version_difference(from, to).params};
    EACH_PARAM(i)
    {
        enum rt_param param = (enum rt_param)i;
        if (!(step.params >> i & 1))
            continue;
        if (param == RT_PARAM_VERSION)
            step.number = true;
        else
            count_in(&step, rt_param_shows(param, rt_param_get(&from->rules, param),
                                           rt_param_get(&to->rules, param)));
    }
    for (size_t i = 0; i < rt_version_changes(to); i++)
        count_in(&step, to->changes[i].shows);
    return step;
}
