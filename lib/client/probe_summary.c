// SPDX-License-Identifier: BSD-2-Clause
/* Gathers what was found out of a server. */
#include "client/probe_summary.h"

#include "client/probe_text.h"

void rt_probe_summary_init(struct rt_probe_summary *summary, const char *name,
                           const struct rt_probe_job *job)
{
    *summary = (struct rt_probe_summary){.name = name, .job = job, .probe = job->first.probe};
    if (summary->probe)
        summary->finding_count =
            rt_probe_findings(summary->probe, summary->findings, RT_PROBE_FINDINGS_MAX);
    if (job->other.probe)
        summary->finding_count =
            rt_probe_findings_add(summary->probe, job->other.probe, summary->findings,
                                  summary->finding_count, RT_PROBE_FINDINGS_MAX);
}

const char *rt_probe_summary_state(const struct rt_probe_summary *summary)
{
    return summary->probe ? rt_probe_text_state(summary->probe) : "unresolved";
}
