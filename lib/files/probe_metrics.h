// SPDX-License-Identifier: BSD-2-Clause
/*
 * What was found out of servers as metrics, in the text format of Prometheus, for the textfile
 * collector of its node exporter.
 *
 * All values of a metric stand together there, so they are gathered until all servers are done.
 */
#ifndef ROUGHTIME_PROBE_METRICS_H
#define ROUGHTIME_PROBE_METRICS_H

#include "client/probe_summary.h"
#include "files/output.h"

/* Constant, name (names are stable), what it says of a server. All are gauges, with the label
 * `server`. */
// clang-format off
#define RT_PROBE_METRICS(X)                                                                       \
    X(UP,         "rtctl_probe_up",               "1: the server answers")                        \
    X(VERIFIED,   "rtctl_probe_verified",         "1: its replies are valid under the key that was given") \
    X(SPEAKS,     "rtctl_probe_speaks",           "1 for each version that it speaks")            \
    X(FINDINGS,   "rtctl_probe_findings",         "what speaks against it, for each kind of finding") \
    X(CHANGES,    "rtctl_probe_changes",          "what has changed since the baseline")          \
    X(SENT,       "rtctl_probe_packets_sent",     "packets that it was sent")                     \
    X(RECEIVED,   "rtctl_probe_packets_received", "packets that came")                            \
    X(ODD,        "rtctl_probe_odd_replies",      "replies to right requests that are not valid") \
    X(ROUND_TRIP, "rtctl_probe_round_trip_seconds", "round trip of a right request")              \
    X(RADIUS,     "rtctl_probe_radius_seconds",   "its radius")                                   \
    X(DELEGATION, "rtctl_probe_delegation_end_seconds", "when its delegation ends, in seconds since 1970") \
    X(TREE,       "rtctl_probe_largest_tree",     "requests that its largest tree had at least")
// clang-format on

enum rt_probe_metric {
#define X(id, name, help) RT_PROBE_METRIC_##id,
    RT_PROBE_METRICS(X)
#undef X
        RT_PROBE_METRIC_COUNT
};

struct rt_probe_metrics;

/* NULL: no memory. */
struct rt_probe_metrics *rt_probe_metrics_new(void);

/* Adds those of a server. `changes`: how many there are since a baseline; NULL: there is none. */
void rt_probe_metrics_add(struct rt_probe_metrics *metrics, const struct rt_probe_summary *summary,
                          const size_t *changes);

/* Writes all that were added, once: RT_OK, RT_E_NO_MEMORY if something is missing. */
RT_CHECKED enum rt_error rt_probe_metrics_write(struct rt_probe_metrics *metrics,
                                                struct rt_output *out);

void rt_probe_metrics_free(struct rt_probe_metrics *metrics); /* NULL is allowed */

#endif
