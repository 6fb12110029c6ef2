// SPDX-License-Identifier: BSD-2-Clause
/* Holds what was found out of a server against an earlier result. */
#include <errno.h>
#include <string.h>

#include "common/memory.h"
#include "probe/probe.h"

bool probe_baseline(struct probe *probe)
{
    const char *name = probe->app->options.value[OPTION_BASELINE];
    struct rt_json_fault fault;
    if (!name)
        return true;
    FILE *file = strcmp(name, "-") == 0 ? stdin : fopen(name, "rb");
    if (!file) {
        app_complain(probe->app, EXIT_INPUT, name, "%s", strerror(errno));
        return false;
    }
    probe->baseline = rt_probe_baseline_read(file, &fault);
    int number = errno;
    if (file != stdin)
        fclose(file);
    if (!probe->baseline && fault.error == RT_E_IO)
        app_complain(probe->app, EXIT_INPUT, name, "%s", strerror(number));
    else if (!probe->baseline)
        app_complain(probe->app, EXIT_INPUT, name, "offset %zu: %s", fault.at, fault.cause);
    return probe->baseline != NULL;
}

static const char *or_nothing(const char *text)
{
    return text && *text ? text : "nothing";
}

static void show(struct probe *probe, const struct rt_probe_change *change)
{
    struct rt_output *out = &probe->app->out;
    bool named = change->subject[0] != '\0';
    rt_output_text(out, "  ");
    rt_output_cell(out, RT_STYLE_BAD, 10, "changed");
    rt_output_print(out, "%s%s%s", change->property, named ? " " : "", change->subject);
    if (change->member)
        rt_output_print(out, ": %s was %s, is %s\n", change->member, or_nothing(change->was),
                        or_nothing(change->is));
    else
        rt_output_print(out, ": %s\n",
                        change->was ? "it is not there any more" : "it was not there");
}

struct comparison {
    struct probe *probe;
    const char *name;
};

static void changed(void *context, const struct rt_probe_change *change)
{
    const struct comparison *comparison = context;
    struct probe *probe = comparison->probe;
    if (probe->metrics)
        return;
    if (probe->app->form == RT_OUTPUT_TEXT)
        show(probe, change);
    else
        rt_probe_baseline_json(&probe->app->out, comparison->name, change);
}

void probe_compare(struct probe *probe, const struct rt_probe_summary *probed)
{
    struct comparison comparison = {probe, probed->name};
    struct rt_probe_baseline *now = memory_need(rt_probe_baseline_of(probed, version_name_all()));
    probe->changes =
        rt_probe_baseline_compare(probe->baseline, now, probed->name, changed, &comparison);
    rt_probe_baseline_free(now);
}
