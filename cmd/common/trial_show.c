// SPDX-License-Identifier: BSD-2-Clause
/* Prints the checks of an exchange, and what would make it valid. */
#include "common/trial_show.h"

#include "common/names.h"
#include "common/show.h"

static void print_passes(struct app *app, struct trial *trial, enum rt_check check)
{
    struct rt_pass_as passes[RT_PASSES_MAX];
    char text[RT_CHANGES_SIZE];
    size_t count = rt_explain_passes(&trial->judged.subject, trial->judged.judgement.best.version,
                                     &trial->judged.judgement.rules, check, passes);
    for (size_t i = 0; i < count; i++) {
        rt_output_print(&app->out, "             passes with %s",
                        rt_explain_changes_text(passes[i].changes, passes[i].count, text));
        char names[NAMES_SIZE] = "";
        if (passes[i].count == 1)
            names_of_setting(passes[i].changes[0], names);
        rt_output_print(&app->out, names[0] ? " (as %s)\n" : "%s\n", names);
    }
}

bool trial_is_dull(const struct rt_result *result)
{
    return result->outcome == RT_PASS || result->outcome == RT_UNDEFINED;
}

void trial_print_checks(struct app *app, struct trial *trial, size_t count, bool all)
{
    const struct rt_judgement *judgement = &trial->judged.judgement;
    bool explain = option_given(&app->options, OPTION_EXPLAIN);
    for (int i = 0; i < (int)count; i++) {
        enum rt_check check = (enum rt_check)i;
        const struct rt_result *result = &judgement->report.checks[i];
        if (trial_is_dull(result) && !all)
            continue;
        show_check(&app->out, judgement->best.version, check, result);
        if (explain && result->outcome == RT_FAIL)
            print_passes(app, trial, check);
    }
}

/* Whether bytes behind the end of the response are all that is wrong, which it then says. */
static bool print_surplus(struct app *app, struct trial *trial)
{
    const struct rt_judge_settings *settings = &trial->settings;
    struct rt_judgement whole;
    char name[NAMES_SIZE];
    size_t surplus = rt_explain_surplus(&trial->judged.subject, settings->choices,
                                        settings->choice_count, settings->strict, &whole);
    if (surplus > 0)
        rt_output_print(&app->out, "  would be valid as %s without the %zu bytes behind its end\n",
                        names_join(&whole.best.version, 1, name), surplus);
    return surplus > 0;
}

/* A line above says of failed checks what they pass with; this says which does not. */
static void print_hopeless(struct app *app, struct trial *trial)
{
    enum rt_check hopeless = rt_explain_hopeless(&trial->judged.subject, &trial->judged.judgement);
    rt_output_text(&app->out,
                   "  no change of up to three parameters makes it valid in any version");
    if (hopeless != RT_CHECK_COUNT)
        rt_output_print(&app->out, ": none makes %s pass", rt_check_row(hopeless)->name);
    rt_output_text(&app->out, "\n");
}

void trial_print_nearest(struct app *app, struct trial *trial)
{
    struct rt_output *out = &app->out;
    const struct rt_nearest *nearest = &trial->nearest;
    const struct rt_judgement *judgement = &trial->judged.judgement;
    if (nearest->count == 0 && rt_report_fails_only(&judgement->report, RT_CHECK_VERSION_OFFERED))
        rt_output_print(out, "  valid as %s, which the request did not ask for\n",
                        judgement->best.version->name);
    else if (nearest->count == 0 && !print_surplus(app, trial))
        print_hopeless(app, trial);
    for (size_t i = 0; i < nearest->count; i++) {
        char text[RT_EXPLANATION_SIZE];
        /* As it is: the line of the exchange says so, unless -V left that out. */
        if (nearest->found[i].count > 0 || judgement->verdict == RT_INVALID)
            rt_output_print(out, "  %s as %s\n",
                            rt_nearest_certainty(nearest, judgement, &trial->judged.subject),
                            rt_explanation_text(&nearest->found[i], version_name_all(), text));
    }
}
