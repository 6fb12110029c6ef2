// SPDX-License-Identifier: BSD-2-Clause
/* Says on which time the servers agree, and who is outside. */
#include <inttypes.h>

#include "files/probe_json.h"
#include "probe/probe.h"

static void show(struct rt_output *out, const struct rt_probe_clock *clock)
{
    rt_output_text(out, "  ");
    rt_output_styled(out, RT_STYLE_BAD, clock->name);
    rt_output_print(out, " is %" PRIu64 ".%06" PRIu64 " s off", clock->apart_us / 1000000,
                    clock->apart_us % 1000000);
    if (clock->is_seconds)
        rt_output_print(out, "; its radius of %" PRIu32 " would be right if it was one in seconds",
                        clock->radius);
    rt_output_text(out, "\n");
}

static void show_all(struct probe *probe, const struct rt_agree_sum *sum)
{
    struct rt_output *out = &probe->app->out;
    rt_output_styled(out, RT_STYLE_HEAD, "time");
    if (rt_probe_agree_found(sum))
        rt_output_print(out, "  %zu of %zu servers agree\n", sum->agreement.count, sum->measured);
    else
        rt_output_print(out, "  no majority of %zu servers agrees\n", sum->measured);
    for (size_t i = 0; i < probe->count; i++)
        if (probe->clocks[i].apart_us > 0)
            show(out, &probe->clocks[i]);
}

void probe_agree(struct probe *probe)
{
    struct rt_agree_sum sum;
    if (probe->told < probe->count || probe->count < 2)
        return;
    if (rt_probe_agree(probe->clocks, probe->count, &sum) != RT_OK) {
        app_complain(probe->app, EXIT_BUG, NULL, "out of memory");
        return;
    }
    if ((sum.measured < 2 && probe->agree == 0) || probe->metrics)
        return;
    for (size_t i = 0; i < probe->count && probe->app->form != RT_OUTPUT_TEXT; i++)
        rt_probe_json_clock(&probe->app->out, &probe->clocks[i], &sum);
    if (probe->app->form == RT_OUTPUT_TEXT)
        show_all(probe, &sum);
    size_t agreed = rt_probe_agree_found(&sum) ? sum.agreement.count : 0;
    if (!probe->baseline && agreed < (probe->agree > 0 ? probe->agree : sum.measured))
        probe->code = exit_worse(probe->code, EXIT_FAILED);
}
