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

/* The descriptor or the first reading that nothing contradicts, else the nearest of them. */
static struct rt_candidates_entry best_of(const struct rt_packet *packet,
                                          const struct rt_choice *choice, bool strict)
{
    const struct rt_version *version = choice->version;
    struct rt_candidates_entry best =
        hold(packet, version, choice->fixed ? &choice->reading : NULL);
    size_t readings = choice->fixed || strict ? 0 : rt_version_readings(version);
    for (size_t i = 0; i < readings && best.evidence.disagrees; i++) {
        struct rt_candidates_entry other = hold(packet, version, &version->readings[i]);
        if (rt_evidence_weight(other.evidence) > rt_evidence_weight(best.evidence))
            best = other;
    }
    return best;
}

void rt_candidates_find(struct rt_candidates *candidates, const struct rt_choice *choices,
                        size_t count, bool strict, const struct rt_packet *packet)
{
    candidates->count = 0;
    for (size_t i = 0; i < count; i++) {
        struct rt_candidates_entry candidate = best_of(packet, &choices[i], strict);
        int weight = rt_evidence_weight(candidate.evidence);
        if (i == 0 || weight > rt_evidence_weight(candidates->best.evidence))
            candidates->best = candidate;
        if (!candidate.evidence.disagrees)
            candidates->list[candidates->count++] = candidate;
    }
    candidates->fits = !candidates->best.evidence.disagrees;
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
