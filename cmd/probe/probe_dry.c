// SPDX-License-Identifier: BSD-2-Clause
/* Says what would be sent to servers. Nothing is: no name is looked up either. */
#include <stdlib.h>

#include "common/memory.h"
#include "files/probe_json.h"
#include "probe/probe.h"

static void show_ask(struct probe *probe, const struct rt_probe_ask *ask, size_t count)
{
    struct rt_output *out = &probe->app->out;
    char names[NAMES_SIZE];
    rt_output_text(out, "  ");
    rt_output_cell(out, RT_STYLE_DIM, 9, rt_probe_text_stage(ask->stage));
    rt_output_cell(out, RT_STYLE_PLAIN, 16, rt_probe_case_row(ask->which)->name);
    rt_output_cell(out, RT_STYLE_DIM, 4, rt_transport_name(ask->transport));
    rt_output_print(out, "%3zu x %4zu bytes  ", count, ask->size);
    rt_probe_text_names(&probe->plan, ask->versions, version_name_all(), names);
    if (ask->reading)
        rt_version_join_candidate(probe->plan.choices[ask->version].version, ask->reading, names);
    rt_output_print(out, "%s%s\n", names,
                    ask->twice    ? ", two on one connection"
                    : ask->pieces ? ", in two pieces"
                                  : "");
}

static void show(struct probe *probe, const char *name, const struct rt_probe *state)
{
    struct rt_output *out = &probe->app->out;
    rt_output_styled(out, RT_STYLE_HEAD, name);
    rt_output_print(out, "  at most %u packets; if it answers every right request:\n",
                    state->plan->budget);
    for (size_t i = 0; i < state->ask_count; i++) {
        size_t count = rt_probe_ask_alike(state, i);
        if (count > 0)
            show_ask(probe, &state->asks[i], count);
    }
    rt_output_print(out,
                    "  %zu requests; again what is not answered, and behind it a right one%s\n",
                    state->ask_count, state->plan->odd ? ", as behind each odd one" : "");
}

/* What is asked at the first place of a server: who has only a name is taken to be far. */
static void outline(struct probe *probe, size_t number)
{
    struct rt_probe *state = memory_need(calloc(1, sizeof *state));
    const struct probe_target *target = &probe->targets[number];
    struct rt_address at = {.at = {.family = 4}};
    if (!rt_net_address_of_text(target->places[0].host, &at))
        at = (struct rt_address){.at = {.family = 4}};
    struct rt_probe_plan plan = probe_plan(probe, number, &at);
    rt_probe_init(state, &plan, app_crypto(probe->app));
    rt_probe_outline(state);
    if (probe->app->form == RT_OUTPUT_TEXT)
        show(probe, target->name, state);
    else
        rt_probe_json_outline(&probe->app->out, target->name, state);
    free(state);
}

void probe_dry_run(struct probe *probe)
{
    for (size_t i = 0; i < probe->count; i++)
        outline(probe, i);
}
