// SPDX-License-Identifier: BSD-2-Clause
/* All that was found out of a server, for whoever tells of it. */
#ifndef ROUGHTIME_PROBE_SUMMARY_H
#define ROUGHTIME_PROBE_SUMMARY_H

#include "client/probe_findings.h"
#include "client/probe_net.h"

/* Pointers are borrowed from the job, which must outlive it. */
struct rt_probe_summary {
    const char *name;                                        /* as the server was called */
    const struct rt_probe_job *job;                          /* that is done */
    const struct rt_probe *probe;                            /* NULL: no address was asked */
    struct rt_probe_finding findings[RT_PROBE_FINDINGS_MAX]; /* the gravest first */
    size_t finding_count;
};

void rt_probe_summary_init(struct rt_probe_summary *summary, const char *name,
                           const struct rt_probe_job *job);

/* How the server took it, in one word: that of rt_probe_text_state, or "unresolved". */
const char *rt_probe_summary_state(const struct rt_probe_summary *summary);

#endif
