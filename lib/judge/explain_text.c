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
