// SPDX-License-Identifier: BSD-2-Clause
/* Finds the versions that a packet can be of, and says why. */
#include "common/candidates.h"

#include <stdio.h>
#include <string.h>

#include "rules/rules.h"

static struct candidate hold(const struct rt_packet *packet, const struct rt_version *version,
                             const struct rt_reading *reading)
{
    struct candidate candidate = {.as = {version, reading}};
    candidate.rules = rt_version_rules(version, reading);
    candidate.evidence = rt_detect(packet, &candidate.rules);
    return candidate;
}

/* The descriptor or the first reading that nothing contradicts, else the nearest of them. */
static struct candidate best_of(const struct rt_packet *packet, const struct rt_choice *choice,
                                bool strict)
{
    const struct rt_version *version = choice->version;
    struct candidate best = hold(packet, version, choice->fixed ? &choice->reading : NULL);
    size_t readings = choice->fixed || strict ? 0 : rt_version_readings(version);
    for (size_t i = 0; i < readings && best.evidence.disagrees; i++) {
        struct candidate other = hold(packet, version, &version->readings[i]);
        if (rt_evidence_weight(other.evidence) > rt_evidence_weight(best.evidence))
            best = other;
    }
    return best;
}

void candidates_find(struct candidates *candidates, const struct app *app,
                     const struct rt_packet *packet)
{
    bool strict = option_given(&app->options, OPTION_STRICT);
    candidates->count = 0;
    for (size_t i = 0; i < app->choice_count; i++) {
        struct candidate candidate = best_of(packet, &app->choices[i], strict);
        int weight = rt_evidence_weight(candidate.evidence);
        if (i == 0 || weight > rt_evidence_weight(candidates->best.evidence))
            candidates->best = candidate;
        if (!candidate.evidence.disagrees)
            candidates->list[candidates->count++] = candidate;
    }
    candidates->fits = !candidates->best.evidence.disagrees;
}

const char *evidence_text(const struct rt_rules *rules, enum rt_param param,
                          char text[EVIDENCE_SIZE])
{
    struct rt_setting setting = {param, rt_param_get(rules, param)};
    if (param == RT_PARAM_HASH)
        snprintf(text, EVIDENCE_SIZE, "root=%zu", rt_rules_hash_size(rules->hash));
    else if (param == RT_PARAM_VERS && rt_rules_lists_versions(rules))
        snprintf(text, EVIDENCE_SIZE, "vers=list");
    else if (param == RT_PARAM_SRV && rt_rules_has_srv(rules))
        snprintf(text, EVIDENCE_SIZE, "srv=present");
    else if (param == RT_PARAM_VERSION && rules->version == RT_NO_NUMBER)
        snprintf(text, EVIDENCE_SIZE, "version=none");
    else
        rt_setting_text(setting, text);
    return text;
}

bool evidence_next(uint32_t *set, enum rt_param *param)
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

bool candidates_alike(const struct candidate *a, const struct candidate *b)
{
    uint32_t set = a->evidence.agrees | a->evidence.disagrees;
    enum rt_param param;
    if (a->evidence.agrees != b->evidence.agrees || a->evidence.disagrees != b->evidence.disagrees)
        return false;
    while (evidence_next(&set, &param)) {
        char text_a[EVIDENCE_SIZE];
        char text_b[EVIDENCE_SIZE];
        if (strcmp(evidence_text(&a->rules, param, text_a),
                   evidence_text(&b->rules, param, text_b)) != 0)
            return false;
    }
    return true;
}
