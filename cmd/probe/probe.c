// SPDX-License-Identifier: BSD-2-Clause
/*
 * rtctl probe: finds out what a server really does, by asking it in every version and with each
 * thing that can be wrong with a request.
 */
#include "probe/probe.h"

#include <errno.h>
#include <string.h>

#include "commands.h"
#include "common/memory.h"
#include "files/probe_json.h"

/* Whether a server has answered, and whether something was found that is new. */
static void count(struct probe *probe, const struct rt_probe_summary *probed)
{
    bool answered = probed->probe && probed->probe->has_main;
    probe->answered += answered;
    probe->silent += !answered;
    if (probe->baseline ? probe->changes > 0 : probed->finding_count > 0)
        probe->code = exit_worse(probe->code, EXIT_FAILED);
}

static void print(struct probe *probe, const struct rt_probe_summary *probed)
{
    struct rt_output *out = &probe->app->out;
    bool quiet = option_given(&probe->app->options, OPTION_QUIET);
    enum rt_probe_show_how how = probe->brief ? RT_PROBE_SHOW_SHORT
                                 : quiet      ? RT_PROBE_SHOW_QUIET
                                              : RT_PROBE_SHOW_ALL;
    if (probe->metrics)
        return;
    if (probe->app->form == RT_OUTPUT_TEXT)
        rt_probe_show_write(out, probed, version_name_all(), how, probe->width);
    else
        rt_probe_json_write(out, probed, version_name_all(), probe->brief);
}

/* Whether an earlier server is called the same: a metric has each label once. */
static bool is_again(const struct probe *probe, size_t number)
{
    for (size_t i = 0; i < number; i++)
        if (strcmp(probe->targets[i].name, probe->targets[number].name) == 0)
            return true;
    return false;
}

/* Tells what was found out of a server. */
static void tell(struct probe *probe, size_t number)
{
    struct rt_probe_job *job = &probe->jobs[number];
    struct rt_probe_summary probed;
    rt_probe_summary_init(&probed, probe->targets[number].name, job);
    if (job->failed)
        app_complain(probe->app, EXIT_BUG, probed.name, "out of memory");
    if (probed.probe && probed.probe->undecided > 0)
        app_complain(probe->app, EXIT_BUG, probed.name, "%u replies were not judged: %s",
                     probed.probe->undecided, rt_crypto_failure());
    rt_probe_clock_of(&probed, &probe->clocks[number]);
    print(probe, &probed);
    if (probe->baseline)
        probe_compare(probe, &probed);
    if (probe->metrics && !is_again(probe, number))
        rt_probe_metrics_add(probe->metrics, &probed, probe->baseline ? &probe->changes : NULL);
    rt_output_flush(&probe->app->out);
    count(probe, &probed);
    rt_probe_job_free(job);
}

/* Servers are told of in their order, whichever is done first. */
static bool done(void *context, size_t number)
{
    struct probe *probe = context;
    probe->targets[number].done = true;
    while (probe->told < probe->count && probe->targets[probe->told].done)
        tell(probe, probe->told++);
    return !rt_output_failed(&probe->app->out);
}

static void end_save(struct probe *probe)
{
    if (!probe->save_name)
        return;
    if (!rt_keep_put(&probe->save)) {
        app_complain(probe->app, EXIT_OUTPUT, probe->save_name, "%s", probe->save.cause);
        rt_keep_forget(&probe->save);
    }
    if (!rt_keep_close(&probe->save))
        app_complain(probe->app, EXIT_OUTPUT, probe->save_name, "%s", probe->save.cause);
}

/* Metrics are written when all servers are known, as those of one kind stand together. */
static void end_metrics(struct probe *probe)
{
    if (probe->metrics && rt_probe_metrics_write(probe->metrics, &probe->app->out) != RT_OK)
        app_complain(probe->app, EXIT_BUG, NULL, "out of memory");
    rt_probe_metrics_free(probe->metrics);
    probe->metrics = NULL;
}

static enum exit_code run(struct probe *probe)
{
    struct rt_net net;
    if (!rt_net_open(&net, RT_PROBE_SOCKETS)) {
        app_complain(probe->app, EXIT_BUG, "network", "%s", strerror(errno));
        return EXIT_BUG;
    }
    if (probe->app->metrics)
        probe->metrics = memory_need(rt_probe_metrics_new());
    struct rt_probe_crew crew = {
        .net = &net,
        .crypto = app_crypto(probe->app),
        .family = probe->family,
        .jobs = probe->jobs,
        .count = probe->count,
        .plan = probe_plan,
        .done = done,
        .context = probe,
    };
    rt_probe_crew_run(&crew);
    rt_net_close(&net);
    probe_agree(probe);
    end_metrics(probe);
    if (probe->silent > 0)
        probe->code = exit_worse(probe->code, probe->answered > 0 ? EXIT_SOME : EXIT_NO_ANSWER);
    return probe->code;
}

enum exit_code probe_run(struct app *app, int argc, char **argv)
{
    struct probe probe = {.app = app, .code = EXIT_GOOD};
    bool good = probe_options(&probe) && probe_targets(&probe, argc, argv);
    if (good && option_given(&app->options, OPTION_DRY_RUN))
        probe_dry_run(&probe);
    else if (good && probe_baseline(&probe))
        probe.code = run(&probe);
    end_save(&probe);
    rt_probe_baseline_free(probe.baseline);
    probe_targets_free(&probe);
    return exit_worse(probe.code, app->code);
}
