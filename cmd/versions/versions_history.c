// SPDX-License-Identifier: BSD-2-Clause
/*
 * rtctl versions --history: what changed from each version to the next.
 */
#include <stdio.h>

#include "files/version_json.h"
#include "registry.h"
#include "versions/versions.h"

static enum rt_shows param_shows(const struct rt_version *from, const struct rt_version *to,
                                 enum rt_param param)
{
    return rt_param_shows(param, rt_param_get(&from->rules, param),
                          rt_param_get(&to->rules, param));
}

/* One line of a step; `name` is that of a parameter, or "-". */
static void row_text(struct rt_output *out, enum rt_shows shows, const char *name,
                     const char *section, const char *text)
{
    rt_output_text(out, "  ");
    rt_output_cell(out, shows == RT_SHOWS_NOWHERE ? RT_STYLE_DIM : RT_STYLE_PLAIN, 10,
                   rt_shows_row(shows)->name);
    rt_output_cell(out, RT_STYLE_PLAIN, 18, name);
    rt_output_cell(out, RT_STYLE_PLAIN, 14, section ? section : "-");
    rt_output_print(out, "%s\n", text);
}

/* The verdict on a step. */
static void verdict_text(struct rt_output *out, struct rt_version_change step)
{
    if (step.wire)
        return;
    rt_output_print(out, "  no change on the wire%s%s\n", step.number ? " but the number" : "",
                    step.limits ? ", as long as packets keep to the limits" : "");
}

static void step_text(struct rt_output *out, const struct rt_version *from,
                      const struct rt_version *to)
{
    struct rt_version_change step = rt_version_changed(from, to);
    char title[80];
    snprintf(title, sizeof title, "%s -> %s", from->name, to->name);
    rt_output_styled(out, RT_STYLE_HEAD, title);
    rt_output_print(out, "  %s, %s\n", to->document, to->published);
    verdict_text(out, step);
    for (int i = RT_PARAM_FORGOTTEN + 1; i < RT_PARAM_COUNT; i++) {
        enum rt_param param = (enum rt_param)i;
        if (!(step.params >> i & 1))
            continue;
        struct rt_param_said new = rt_version_param(to, param);
        char text[2 * RT_SETTING_SIZE + 16];
        snprintf(text, sizeof text, "%s became %s", rt_version_param(from, param).value, new.value);
        row_text(out, param_shows(from, to, param), rt_param_row(param)->name, new.section, text);
    }
    for (size_t i = 0; i < rt_version_changes(to); i++) {
        const struct rt_change *change = &to->changes[i];
        row_text(out, change->shows, "-", change->section, change->text);
    }
}

static bool chose(const struct app *app, const struct rt_version *version)
{
    for (size_t i = 0; i < app->choice_count; i++)
        if (app->choices[i].version == version)
            return true;
    return false;
}

/* The first place from `next` to `last` whose step is wanted, or `last` + 1. */
static size_t next_step(const struct app *app, size_t next, size_t last, bool chosen)
{
    while (next <= last && (next == 0 || (chosen && !chose(app, rt_registry[next]))))
        next++;
    return next;
}

static void history_json(struct app *app, size_t first, size_t last, bool chosen)
{
    rt_output_record(&app->out, "history");
    rt_output_array(&app->out, "steps");
    for (size_t i = first; (i = next_step(app, i, last, chosen)) <= last; i++)
        rt_version_json_step(&app->out, rt_registry[i - 1], rt_registry[i]);
    rt_output_end(&app->out);
    rt_output_record_end(&app->out);
}

static void history_text(struct app *app, size_t first, size_t last, bool chosen)
{
    bool any = false;
    for (size_t i = first; (i = next_step(app, i, last, chosen)) <= last; i++) {
        if (any)
            rt_output_text(&app->out, "\n");
        step_text(&app->out, rt_registry[i - 1], rt_registry[i]);
        any = true;
    }
    if (any)
        versions_shows_text(&app->out);
    else
        rt_output_text(&app->out, "no step: a version is compared with the one before it\n");
}

void versions_history(struct app *app, size_t first, size_t last, bool chosen)
{
    (app->form == RT_OUTPUT_TEXT ? history_text : history_json)(app, first, last, chosen);
}
