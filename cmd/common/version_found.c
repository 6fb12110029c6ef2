// SPDX-License-Identifier: BSD-2-Clause
/* Says which version was found for an exchange. */
#include "common/version_found.h"

#include <string.h>

#include "judge/alike.h"

/* The versions that the exchange does not tell from the best candidate. */
static size_t find_alike(const struct trial *trial, const struct rt_version *alike[RT_CHOICES_MAX])
{
    return rt_alike_find(&trial->judged.subject, &trial->judged.judgement, trial->settings.choices,
                         trial->settings.choice_count, alike);
}

const char *which_name(const struct trial *trial, char text[NAMES_SIZE])
{
    const struct rt_version *alike[RT_CHOICES_MAX];
    size_t found = find_alike(trial, alike);
    return rt_version_join_alike(version_name_all(), alike, found, &trial->judged.judgement.best,
                                 text);
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
