// SPDX-License-Identifier: BSD-2-Clause
/* What is said of explanations: changes in words, and where there is nothing to explain. */
#include <stdio.h>

#include "judge/explain.h"

const char *rt_explain_changes_text(const struct rt_setting *changes, size_t count,
                                    char text[RT_CHANGES_SIZE])
{
    size_t used = 0;
    text[0] = '\0';
    for (size_t i = 0; i < count; i++) {
        char setting[RT_SETTING_SIZE];
        used += (size_t)snprintf(text + used, RT_CHANGES_SIZE - used, "%s%s", i ? " and " : "",
                                 rt_setting_text(changes[i], setting));
    }
    return text;
}

bool rt_nearest_is_likelier(const struct rt_nearest *nearest, const struct rt_judgement *judgement)
{
    return judgement->verdict == RT_VALID && !judgement->best.reading && nearest->count > 0 &&
           nearest->found[0].count > 0;
}

enum rt_check rt_explain_hopeless(struct rt_subject *subject, const struct rt_judgement *judgement)
{
    struct rt_pass_as passes[RT_PASSES_MAX];
    enum rt_check hopeless = RT_CHECK_COUNT;
    bool mended = false;
    for (int i = 0; i < RT_CHECK_COUNT; i++) {
        enum rt_check check = (enum rt_check)i;
        if (judgement->report.checks[i].outcome != RT_FAIL)
            continue;
        if (rt_explain_passes(subject, judgement->best.version, &judgement->rules, check, passes) >
            0)
            mended = true;
        else if (hopeless == RT_CHECK_COUNT)
            hopeless = check;
    }
    return mended ? hopeless : RT_CHECK_COUNT;
}

const char *rt_explanation_text(const struct rt_explanation *explanation,
                                struct rt_version_name_from from, char text[RT_EXPLANATION_SIZE])
{
    const struct rt_version *versions[1 + RT_CHOICES_MAX] = {explanation->version};
    char names[RT_VERSION_JOIN_SIZE], changes[RT_CHANGES_SIZE];
    for (size_t i = 0; i < explanation->also_count; i++)
        versions[1 + i] = explanation->also[i];
    snprintf(text, RT_EXPLANATION_SIZE, "%s%s%s",
             rt_version_join(from, versions, 1 + explanation->also_count, names),
             explanation->count > 0 ? " with " : "",
             rt_explain_changes_text(explanation->changes, explanation->count, changes));
    return text;
}

const char *rt_nearest_certainty(const struct rt_nearest *nearest,
                                 const struct rt_judgement *judgement,
                                 const struct rt_subject *subject)
{
    const struct rt_exchange *exchange = &subject->exchange;
    if (rt_nearest_is_likelier(nearest, judgement))
        return "more likely";
    if (judgement->verdict == RT_VALID)
        return "valid";
    return exchange->key && rt_view_present(exchange->request) ? "would be valid"
                                                               : "nothing would fail";
}
