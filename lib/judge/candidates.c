// SPDX-License-Identifier: BSD-2-Clause
/* Finds the versions that a packet can be of, and says why. */
#include "judge/candidates.h"

#include <stdio.h>
#include <string.h>

#include "rules/rules.h"

static struct rt_candidates_entry hold(const struct rt_packet *packet,
                                       const struct rt_version *version,
                                       const struct rt_reading *reading)
{
    struct rt_candidates_entry candidate = {.as = {version, reading}};
    candidate.rules = rt_version_rules(version, reading);
    candidate.evidence = rt_detect(packet, &candidate.rules);
    return candidate;
}

/* Whether a reading changes what contradicts the version as it is written: else it is contradicted,
 * too. What the bytes say to a parameter depends on it alone (detect.c), but for the number in VER,
 * for which there must be a place and a rule. */
static bool may_fit(const struct rt_reading *reading, uint32_t disagrees)
{
    const uint32_t of_number =
        RT_PARAM_BIT(VERSION) | RT_PARAM_BIT(VERSION_IN) | RT_PARAM_BIT(OFFER);
    uint32_t changed = 0;
    for (size_t i = 0; i < RT_READING_SETTINGS && reading->set[i].param; i++)
        changed |= UINT32_C(1) << reading->set[i].param;
    if (changed & of_number)
        changed |= RT_PARAM_BIT(VERSION);
    return (disagrees & ~changed) == 0;
}

/* The descriptor or the first reading that nothing contradicts, else the nearest of them; with
 * `only_fits` of readings only those that may be what nothing contradicts. */
static struct rt_candidates_entry
best_of(const struct rt_packet *packet, const struct rt_choice *choice, bool strict, bool only_fits)
{
    const struct rt_version *version = choice->version;
    struct rt_candidates_entry best =
        hold(packet, version, choice->fixed ? &choice->reading : NULL);
    const uint32_t disagrees = best.evidence.disagrees;
    size_t readings = choice->fixed || strict ? 0 : rt_version_readings(version);
    for (size_t i = 0; i < readings && best.evidence.disagrees; i++) {
        if (only_fits && !may_fit(&version->readings[i], disagrees))
            continue;
        struct rt_candidates_entry other = hold(packet, version, &version->readings[i]);
        if (rt_evidence_weight(other.evidence) > rt_evidence_weight(best.evidence))
            best = other;
    }
    return best;
}

static void find(struct rt_candidates *candidates, const struct rt_choice *choices, size_t count,
                 bool strict, const struct rt_packet *packet, bool only_fits)
{
    candidates->count = 0;
    for (size_t i = 0; i < count; i++) {
        struct rt_candidates_entry candidate = best_of(packet, &choices[i], strict, only_fits);
        int weight = rt_evidence_weight(candidate.evidence);
        if (i == 0 || weight > rt_evidence_weight(candidates->best.evidence))
            candidates->best = candidate;
        if (!candidate.evidence.disagrees)
            candidates->list[candidates->count++] = candidate;
    }
    candidates->fits = !candidates->best.evidence.disagrees;
}

/* Most packets fit a version, and then it is of no account which of the others is nearest. */
void rt_candidates_find(struct rt_candidates *candidates, const struct rt_choice *choices,
                        size_t count, bool strict, const struct rt_packet *packet)
{
    find(candidates, choices, count, strict, packet, true);
    if (!candidates->fits)
        find(candidates, choices, count, strict, packet, false);
}

const char *rt_candidates_evidence_text(const struct rt_rules *rules, enum rt_param param,
                                        char text[RT_EVIDENCE_SIZE])
{
    struct rt_setting setting = {param, rt_param_get(rules, param)};
    if (param == RT_PARAM_HASH)
        snprintf(text, RT_EVIDENCE_SIZE, "root=%zu", rt_rules_hash_size(rules->hash));
    else if (param == RT_PARAM_VERS && rt_rules_lists_versions(rules))
        snprintf(text, RT_EVIDENCE_SIZE, "vers=list");
    else if (param == RT_PARAM_SRV && rt_rules_has_srv(rules))
        snprintf(text, RT_EVIDENCE_SIZE, "srv=present");
    else if (param == RT_PARAM_VERSION && rules->version == RT_NO_NUMBER)
        snprintf(text, RT_EVIDENCE_SIZE, "version=none");
    else
        rt_setting_text(setting, text);
    return text;
}

bool rt_candidates_evidence_next(uint32_t *set, enum rt_param *param)
{
    if (*set == 0)
        return false;
    *param = RT_PARAM_VERSION;
    if ((*set & RT_PARAM_BIT(VERSION)) == 0)
        for (int i = RT_PARAM_COUNT - 1; i > RT_PARAM_FORGOTTEN; i--)
            if (*set >> i & 1)
                *param = (enum rt_param)i;
    *set &= ~(UINT32_C(1) << *param);
    return true;
}

bool rt_candidates_alike(const struct rt_candidates_entry *a, const struct rt_candidates_entry *b)
{
    uint32_t set = a->evidence.agrees | a->evidence.disagrees;
    enum rt_param param;
    if (a->evidence.agrees != b->evidence.agrees || a->evidence.disagrees != b->evidence.disagrees)
        return false;
    while (rt_candidates_evidence_next(&set, &param)) {
        char text_a[RT_EVIDENCE_SIZE];
        char text_b[RT_EVIDENCE_SIZE];
        if (strcmp(rt_candidates_evidence_text(&a->rules, param, text_a),
                   rt_candidates_evidence_text(&b->rules, param, text_b)) != 0)
            return false;
    }
    return true;
}
