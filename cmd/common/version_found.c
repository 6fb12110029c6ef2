// SPDX-License-Identifier: BSD-2-Clause
/* Says which version was found for an exchange. */
#include "common/version_found.h"

#include <stdio.h>
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

/* Finds the versions that an exchange does not tell from the best candidate, that one included: of
 * a valid exchange those under which it is valid in the same reading and for which its bytes speak
 * as well, else the choices with the same rules. Returns how many. */
static size_t find_alike(const struct trial *trial, const struct rt_version *alike[RT_CHOICES_MAX])
{
    const struct rt_judgement *judgement = &trial->judged.judgement;
    const struct rt_candidate *best = &judgement->best;
    bool valid = judgement->verdict == RT_VALID;
    size_t found = 0;
    for (size_t i = 0; valid && i < judgement->valid_count; i++) {
        const struct rt_candidate *other = &judgement->valid[i];
        if (same_reading(other->reading, best->reading) &&
            same_evidence(&trial->judged.subject, other, best))
            alike[found++] = other->version;
    }
    for (size_t i = 0; !valid && !best->reading && i < trial->settings.choice_count; i++)
        if (!trial->settings.choices[i].fixed &&
            same_rules(trial->settings.choices[i].version, best->version))
            alike[found++] = trial->settings.choices[i].version;
    if (found == 0)
        alike[found++] = best->version;
    return found;
}

const char *which_name(const struct trial *trial, char text[NAMES_SIZE])
{
    const struct rt_candidate *best = &trial->judged.judgement.best;
    const struct rt_version *alike[RT_CHOICES_MAX];
    size_t found = find_alike(trial, alike);
    if (found < 2)
        return names_candidate(best->version, best->reading, text);
    names_join(alike, found, text);
    if (best->reading && best->reading->name)
        snprintf(text + strlen(text), NAMES_SIZE - strlen(text), "/%s", best->reading->name);
    return text;
}

/* Whether a reading of the version has another order of the tree. */
static bool order_is_read(const struct rt_version *version)
{
    for (size_t i = 0; i < rt_version_readings(version); i++)
        if (rt_version_rules(version, &version->readings[i]).order != version->rules.order)
            return true;
    return false;
}

void which_print(struct app *app, const struct trial *trial)
{
    struct rt_output *out = &app->out;
    const struct rt_judgement *judgement = &trial->judged.judgement;
    const struct rt_version *versions[RT_CHOICES_MAX];
    const struct rt_version *alike[RT_CHOICES_MAX];
    char names[NAMES_SIZE];
    size_t count = 0;
    for (size_t i = 0; i < judgement->valid_count; i++)
        versions[count++] = judgement->valid[i].version;
    size_t same = find_alike(trial, alike);
    rt_output_print(out, "  valid as %s", names_join(versions, count, names));
    if (same > 1)
        rt_output_print(out, "; nothing here tells %s apart",
                        same == count ? "them" : names_join(alike, same, names));
    rt_output_text(out, "\n");
    if (trial->judged.subject.response.values[RT_SLOT_PATH].len == 0 && order_is_read(alike[0]))
        rt_output_text(out, "  without PATH the order of the tree does not show\n");
}
