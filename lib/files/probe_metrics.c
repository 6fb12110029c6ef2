// SPDX-License-Identifier: BSD-2-Clause
/* Writes what was found out of servers for Prometheus. */
#include "files/probe_metrics.h"

#include <inttypes.h>
#include <stdlib.h>

#include "client/probe_text.h"
#include "files/escape.h"
#include "files/report_internal.h"
#include "wire/clock.h"

struct rt_probe_metrics {
    struct rt_report_part lines[RT_PROBE_METRIC_COUNT]; /* of each metric */
};

static const struct {
    const char *name, *help;
} rows[RT_PROBE_METRIC_COUNT] = {
#define X(id, name, help) {name, help},
    RT_PROBE_METRICS(X)
#undef X
};

struct rt_probe_metrics *rt_probe_metrics_new(void)
{
    struct rt_probe_metrics *metrics = calloc(1, sizeof *metrics);
    for (size_t i = 0; metrics && i < RT_PROBE_METRIC_COUNT; i++)
        if (rt_report_part_open(&metrics->lines[i]) != RT_OK) {
            rt_probe_metrics_free(metrics);
            return NULL;
        }
    return metrics;
}

/* A line up to its value, with a second label if there is one. */
static struct rt_output *begin(struct rt_probe_metrics *metrics, enum rt_probe_metric metric,
                               const char *server, const char *label, const char *value)
{
    struct rt_output *out = &metrics->lines[metric].out;
    rt_output_print(out, "%s{server=\"", rows[metric].name);
    rt_escape_label(out, rt_escape_view(server));
    if (label) {
        rt_output_print(out, "\",%s=\"", label);
        rt_escape_label(out, rt_escape_view(value));
    }
    rt_output_text(out, "\"} ");
    return out;
}

static void count(struct rt_probe_metrics *metrics, enum rt_probe_metric metric, const char *server,
                  uint64_t value)
{
    rt_output_print(begin(metrics, metric, server, NULL, NULL), "%" PRIu64 "\n", value);
}

static void seconds(struct rt_probe_metrics *metrics, enum rt_probe_metric metric,
                    const char *server, uint64_t ns)
{
    rt_output_print(begin(metrics, metric, server, NULL, NULL), "%" PRIu64 ".%09" PRIu64 "\n",
                    ns / 1000000000, ns % 1000000000);
}

static void add_speaks(struct rt_probe_metrics *metrics, const struct rt_probe_summary *summary)
{
    const struct rt_version *versions[RT_CHOICES_MAX];
    const struct rt_probe *probe = summary->probe;
    size_t n = rt_probe_text_versions(probe->plan, probe->spoken, versions);
    for (size_t i = 0; i < n; i++)
        rt_output_text(
            begin(metrics, RT_PROBE_METRIC_SPEAKS, summary->name, "version", versions[i]->name),
            "1\n");
}

/* Also of those kinds of which there is none: so a rule sees that one has come. */
static void add_findings(struct rt_probe_metrics *metrics, const struct rt_probe_summary *summary)
{
    for (int kind = 0; kind < RT_PROBE_FINDING_COUNT; kind++) {
        unsigned found = 0;
        for (size_t i = 0; i < summary->finding_count; i++)
            found += summary->findings[i].kind == (enum rt_probe_finding_kind)kind;
        rt_output_print(begin(metrics, RT_PROBE_METRIC_FINDINGS, summary->name, "finding",
                              rt_probe_finding_name((enum rt_probe_finding_kind)kind)),
                        "%u\n", found);
    }
}

/* What the right request of the newest version shows. */
static void add_main(struct rt_probe_metrics *metrics, const struct rt_probe_summary *summary)
{
    const struct rt_probe_ask *ask = rt_probe_main_ask(summary->probe);
    struct rt_instant end;
    if (!ask || ask->good == 0)
        return;
    const struct rt_probe_reply *reply = &ask->reply;
    seconds(metrics, RT_PROBE_METRIC_ROUND_TRIP, summary->name, reply->rtt_ns);
    if (reply->has_time)
        seconds(metrics, RT_PROBE_METRIC_RADIUS, summary->name,
                rt_clock_radius_ns(reply->clock, reply->radius));
    if (reply->has_delegation && rt_clock_has_date(reply->clock, reply->maxt) &&
        rt_clock_instant(reply->clock, reply->maxt, &end) == RT_OK)
        rt_output_print(begin(metrics, RT_PROBE_METRIC_DELEGATION, summary->name, NULL, NULL),
                        "%" PRId64 "\n", end.seconds);
}

void rt_probe_metrics_add(struct rt_probe_metrics *metrics, const struct rt_probe_summary *summary,
                          const size_t *changes)
{
    const struct rt_probe *probe = summary->probe;
    const char *server = summary->name;
    struct rt_probe_grease grease;
    struct rt_probe_tree tree;
    count(metrics, RT_PROBE_METRIC_UP, server, probe && probe->has_main);
    if (changes)
        count(metrics, RT_PROBE_METRIC_CHANGES, server, *changes);
    if (!probe)
        return;
    count(metrics, RT_PROBE_METRIC_SENT, server, probe->sent);
    count(metrics, RT_PROBE_METRIC_RECEIVED, server, probe->replies);
    if (!probe->has_main)
        return;
    rt_probe_grease_of(probe, &grease);
    rt_probe_tree_of(probe, UINT64_MAX, &tree);
    count(metrics, RT_PROBE_METRIC_VERIFIED, server, probe->plan->key && probe->spoken);
    count(metrics, RT_PROBE_METRIC_ODD, server, grease.odd);
    count(metrics, RT_PROBE_METRIC_TREE, server, tree.largest);
    add_speaks(metrics, summary);
    add_findings(metrics, summary);
    add_main(metrics, summary);
}

enum rt_error rt_probe_metrics_write(struct rt_probe_metrics *metrics, struct rt_output *out)
{
    for (size_t i = 0; i < RT_PROBE_METRIC_COUNT; i++) {
        struct rt_report_part *lines = &metrics->lines[i];
        rt_output_flush(&lines->out);
        if (rt_output_failed(&lines->out))
            return RT_E_NO_MEMORY;
        if (lines->len == 0)
            continue;
        rt_output_print(out, "# HELP %s %s\n# TYPE %s gauge\n", rows[i].name, rows[i].help,
                        rows[i].name);
        rt_report_part_move(lines, out);
    }
    return RT_OK;
}

void rt_probe_metrics_free(struct rt_probe_metrics *metrics)
{
    for (size_t i = 0; metrics && i < RT_PROBE_METRIC_COUNT; i++)
        (void)!rt_report_part_close(&metrics->lines[i]);
    free(metrics);
}
