// SPDX-License-Identifier: BSD-2-Clause
/* Runs the probes by which a server is checked. */
#include "client/conform_net.h"

static struct rt_probe_plan plan_of(void *context, size_t number, const struct rt_address *to)
{
    const struct rt_conform_net *run = context;
    struct rt_probe_plan plan = run->conform->plan;
    (void)number;
    if (run->adjust)
        run->adjust(run->context, to, &plan);
    return plan;
}

static bool done(void *context, size_t number)
{
    (void)context;
    (void)number;
    return true;
}

static bool is_refused(const struct rt_probe *probe)
{
    bool refused = false, sent = false;
    for (size_t i = 0; i < probe->ask_count; i++) {
        refused |= probe->asks[i].error != 0;
        sent |= probe->asks[i].error == 0 && probe->asks[i].sent > 0;
    }
    return refused && !sent;
}

/* Runs the probe that is planned. False: there was none. */
static bool run_one(struct rt_conform_net *run, const struct rt_host_port *place)
{
    struct rt_probe_job job = {.places = place, .place_count = 1};
    const struct rt_probe_crew crew = {
        .net = run->net,
        .crypto = run->conform->crypto,
        .family = run->family,
        .jobs = &job,
        .count = 1,
        .plan = plan_of,
        .done = done,
        .context = run,
    };
    rt_probe_crew_run(&crew);
    run->failed = job.failed;
    run->cause = job.cause;
    run->to = job.first.to;
    bool ran = job.first.probe && !job.failed;
    if (ran) {
        run->refused = is_refused(job.first.probe);
        rt_conform_take(run->conform, job.first.probe);
    }
    rt_probe_job_free(&job);
    return ran;
}

void rt_conform_net_run(struct rt_conform_net *run, const struct rt_host_port *place)
{
    struct rt_host_port at = *place;
    char text[RT_ENDPOINT_TEXT_SIZE];
    for (bool first = true; rt_conform_next(run->conform); first = false) {
        if (!run_one(run, &at))
            return;
        if (!first && !run->judged(run->context))
            return;
        /* A name may have several addresses: from now on it is the one that answered. */
        if (first &&
            rt_host_port_split(rt_endpoint_text(&run->to.at, text), &at) != RT_HOST_PORT_GOOD)
            at = *place;
    }
}
