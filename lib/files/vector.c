// SPDX-License-Identifier: BSD-2-Clause
/* Judges the exchange of a test vector. */
#include "files/vector.h"

#include <inttypes.h>
#include <string.h>

#include "rules/rules.h"

static void read_time(struct rt_vector *vector)
{
    enum rt_clock clock = vector->judgement.rules.clock;
    uint64_t midpoint;
    uint32_t radius;
    struct rt_instant instant;
    vector->has_time = rt_subject_time(&vector->subject, &midpoint, &radius) &&
                       rt_clock_instant(clock, midpoint, &instant) == RT_OK;
    if (!vector->has_time)
        return;
    rt_instant_ns_text(instant, vector->midpoint);
    snprintf(vector->radius, sizeof vector->radius, "%" PRIu64, rt_clock_radius_ns(clock, radius));
}

void rt_vector_begin(struct rt_vector *vector, struct rt_crypto *crypto,
                     const struct rt_version *const *versions, size_t count)
{
    vector->crypto = crypto;
    vector->versions = versions;
    vector->count = count;
}

void rt_vector_judge(struct rt_vector *vector, const struct rt_exchange *exchange)
{
    struct rt_choice choices[RT_CHOICES_MAX] = {{.version = NULL}};
    for (size_t i = 0; i < vector->count; i++)
        choices[i].version = vector->versions[i];
    rt_subject_init(&vector->subject, vector->crypto, exchange);
    rt_judge(&vector->subject, choices, vector->count, false, &vector->judgement);
    vector->nearest.count = 0;
    if (vector->judgement.verdict == RT_INVALID)
        rt_explain(&vector->subject, choices, vector->count, &vector->nearest);
    for (size_t i = 0; i < vector->count; i++)
        rt_verify(&vector->subject, vector->versions[i], &vector->versions[i]->rules,
                  &vector->reports[i]);
    const struct rt_rules *rules = &vector->judgement.rules;
    vector->path =
        vector->subject.response.values[RT_SLOT_PATH].len / rt_rules_hash_size(rules->hash);
    vector->order =
        vector->path > 0 ? rt_param_value(RT_PARAM_ORDER, (uint32_t)rules->order)->name : NULL;
    read_time(vector);
}

const char *rt_vector_outcome(const struct rt_result *result, char text[RT_VECTOR_OUTCOME_SIZE])
{
    const char *detail = NULL;
    if (result->outcome == RT_FAIL)
        detail = rt_error_name(result->reason);
    if (result->outcome == RT_BLOCKED)
        detail = rt_check_row(result->blocked_by)->name;
    snprintf(text, RT_VECTOR_OUTCOME_SIZE, "%s%s%s", rt_outcome_name(result->outcome),
             detail ? ":" : "", detail ? detail : "");
    return text;
}
