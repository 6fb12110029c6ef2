// SPDX-License-Identifier: BSD-2-Clause
/* Compares what versions say of the links of a chain. */
#include "compare/compare_chain.h"

#include <stdio.h>

#include "common/chain_internal.h"
#include "common/names.h"
#include "files/compare_json.h"
#include "files/member.h"

static void row_text(struct app *app, size_t link, const struct rt_compare_link_result *verdicts)
{
    bool done[RT_CHOICES_MAX] = {false};
    bool first = true;
    for (size_t i = 0; i < app->choice_count; i++) {
        const struct rt_version *versions[RT_CHOICES_MAX];
        char names[NAMES_SIZE], head[32];
        size_t count = 0;
        if (done[i])
            continue;
        for (size_t j = i; j < app->choice_count; j++) {
            if (done[j] || !rt_compare_link_same(&verdicts[i], &verdicts[j]))
                continue;
            done[j] = true;
            versions[count++] = app->choices[j].version;
        }
        snprintf(head, sizeof head, "link %zu", link + 1);
        rt_output_text(&app->out, "  ");
        rt_output_cell(&app->out, RT_STYLE_HEAD, 12, first ? head : "");
        rt_output_cell(&app->out,
                       verdicts[i].result.outcome == RT_PASS ? RT_STYLE_GOOD : RT_STYLE_BAD, 22,
                       rt_compare_link_text(&verdicts[i]));
        rt_output_print(&app->out, "%s\n", names_join(versions, count, names));
        first = false;
    }
}

/* One link under every version; returns whether all say that it follows. */
static bool compare_link(struct app *app, struct chain *chain, size_t i, bool all[RT_CHOICES_MAX])
{
    struct rt_subject subject;
    struct rt_compare_link_result verdicts[RT_CHOICES_MAX];
    struct rt_exchange exchange = chain_at(chain, i)->packets;
    bool strict = option_given(&app->options, OPTION_STRICT), good = true;
    exchange.link = rt_chain_tie(chain->judged, i);
    rt_subject_init(&subject, app_crypto(app), &exchange);
    for (size_t c = 0; c < app->choice_count; c++) {
        verdicts[c] = rt_compare_link(&subject, &app->choices[c], strict);
        good = good && verdicts[c].result.outcome == RT_PASS;
        all[c] = all[c] && verdicts[c].result.outcome == RT_PASS;
    }
    if (app->form == RT_OUTPUT_TEXT)
        row_text(app, i, verdicts);
    else
        rt_compare_json_link(&app->out, i, app->choices, app->choice_count, verdicts);
    return good;
}

static void begin(struct app *app, const struct chain *chain)
{
    struct rt_output *out = &app->out;
    const char *file = chain->file;
    if (app->form == RT_OUTPUT_TEXT) {
        rt_output_print(out, "chain of %zu links  ", chain_length(chain));
        rt_output_styled(out, RT_STYLE_PLAIN, file);
        rt_output_text(out, "\n");
        return;
    }
    rt_output_record(out, "compare");
    rt_output_string(out, "source", file);
    rt_output_uint(out, "links", chain_length(chain));
    rt_output_array(out, "versions");
    for (size_t c = 0; c < app->choice_count; c++)
        rt_output_string(out, NULL, app->choices[c].version->name);
    rt_output_end(out);
    rt_output_array(out, "rows");
}

/* Under which versions every link follows. */
static void end(struct app *app, const bool all[RT_CHOICES_MAX])
{
    const struct rt_version *versions[RT_CHOICES_MAX];
    char names[NAMES_SIZE];
    size_t count = 0;
    for (size_t c = 0; c < app->choice_count; c++)
        if (all[c])
            versions[count++] = app->choices[c].version;
    if (app->form == RT_OUTPUT_TEXT) {
        rt_output_print(&app->out, "  all links follow under: %s\n",
                        count > 0 ? names_join(versions, count, names) : "no version");
        return;
    }
    rt_output_end(&app->out);
    rt_member_versions(&app->out, "agree", versions, count);
    rt_output_record_end(&app->out);
}

bool compare_chain(struct app *app, struct chain *chain)
{
    bool all[RT_CHOICES_MAX];
    bool good = true;
    for (size_t c = 0; c < RT_CHOICES_MAX; c++)
        all[c] = true;
    chain_judge(chain);
    begin(app, chain);
    for (size_t i = 1; i < chain_length(chain); i++)
        if (!chain_at(chain, i)->broken && rt_chain_tie(chain->judged, i))
            good = compare_link(app, chain, i, all) && good;
    end(app, all);
    return good;
}
