// SPDX-License-Identifier: BSD-2-Clause
/* Finds the versions that an exchange does not tell apart. */
#include "judge/alike.h"

#include <string.h>

static bool same_reading(const struct rt_reading *a, const struct rt_reading *b)
{
    char text_a[RT_READING_SIZE];
    char text_b[RT_READING_SIZE];
    if (!a || !b)
        return a == b;
    return strcmp(rt_reading_text(a, text_a), rt_reading_text(b, text_b)) == 0;
}

static bool same_rules(const struct rt_version *a, const struct rt_version *b)
{
    for (int i = RT_PARAM_FORGOTTEN + 1; i < RT_PARAM_COUNT; i++)
        if (rt_param_get(&a->rules, (enum rt_param)i) != rt_param_get(&b->rules, (enum rt_param)i))
            return false;
    return true;
}

/* Whether the packets speak for two candidates alike. */
static bool same_evidence(const struct rt_subject *subject, const struct rt_candidate *a,
                          const struct rt_candidate *b)
{
    const struct rt_packet *packets[] = {&subject->response, &subject->request};
    struct rt_rules rules_a = rt_candidate_rules(a);
    struct rt_rules rules_b = rt_candidate_rules(b);
    for (size_t i = 0; i < (rt_view_present(subject->exchange.request) ? 2 : 1); i++) {
        struct rt_evidence of_a = rt_detect(packets[i], &rules_a);
        struct rt_evidence of_b = rt_detect(packets[i], &rules_b);
        if (of_a.agrees != of_b.agrees || of_a.disagrees != of_b.disagrees)
            return false;
    }
    return true;
}

size_t rt_alike_find(const struct rt_subject *subject, const struct rt_judgement *judgement,
                     const struct rt_choice *choices, size_t count,
                     const struct rt_version *alike[RT_CHOICES_MAX])
{
    const struct rt_candidate *best = &judgement->best;
    bool valid = judgement->verdict == RT_VALID;
    size_t found = 0;
    for (size_t i = 0; valid && i < judgement->valid_count; i++) {
        const struct rt_candidate *other = &judgement->valid[i];
        if (same_reading(other->reading, best->reading) && same_evidence(subject, other, best))
            alike[found++] = other->version;
    }
    for (size_t i = 0; !valid && !best->reading && i < count; i++)
        if (!choices[i].fixed && same_rules(choices[i].version, best->version))
            alike[found++] = choices[i].version;
    if (found == 0)
        alike[found++] = best->version;
    return found;
}
