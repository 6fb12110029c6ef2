// SPDX-License-Identifier: BSD-2-Clause
/* Reads a test vector, judges it, and compares the result with what it expects. */
#include "vectors/vector.h"

#include <inttypes.h>
#include <string.h>

#include "registry.h"

static void read_time(struct vector *vector)
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

void vector_judge(struct vector *vector, struct rt_crypto *crypto,
                  const struct rt_exchange *exchange)
{
    struct rt_choice choices[RT_CHOICES_MAX] = {{.version = NULL}};
    for (size_t i = 0; i < rt_registry_count; i++)
        choices[i].version = rt_registry[i];
    rt_subject_init(&vector->subject, crypto, exchange);
    rt_judge(&vector->subject, choices, rt_registry_count, false, &vector->judgement);
    vector->nearest.count = 0;
    if (vector->judgement.verdict == RT_INVALID)
        rt_explain(&vector->subject, choices, rt_registry_count, &vector->nearest);
    for (size_t i = 0; i < rt_registry_count; i++)
        rt_verify(&vector->subject, rt_registry[i], &rt_registry[i]->rules, &vector->reports[i]);
    const struct rt_rules *rules = &vector->judgement.rules;
    vector->path =
        vector->subject.response.values[RT_SLOT_PATH].len / rt_rules_hash_size(rules->hash);
    vector->order =
        vector->path > 0 ? rt_param_value(RT_PARAM_ORDER, (uint32_t)rules->order)->name : NULL;
    read_time(vector);
}

const char *vector_outcome(const struct rt_result *result, char text[VECTOR_OUTCOME_SIZE])
{
    const char *detail = NULL;
    if (result->outcome == RT_FAIL)
        detail = rt_error_name(result->reason);
    if (result->outcome == RT_BLOCKED)
        detail = rt_check_row(result->blocked_by)->name;
    snprintf(text, VECTOR_OUTCOME_SIZE, "%s%s%s", rt_outcome_name(result->outcome),
             detail ? ":" : "", detail ? detail : "");
    return text;
}
