// SPDX-License-Identifier: BSD-2-Clause
/* What a probe has found out, in words. */
#ifndef ROUGHTIME_PROBE_TEXT_H
#define ROUGHTIME_PROBE_TEXT_H

#include "client/probe_findings.h"
#include "judge/version_join.h"

/* How a server took it, in one word: "answers", "silent", "refused" (the port is closed),
 * "unreachable" (no route, or none is allowed). */
const char *rt_probe_text_state(const struct rt_probe *probe);

/* The name of a stage: "versions", "tree", "shapes", "stream", "odd". */
const char *rt_probe_text_stage(enum rt_probe_stage stage);

/* What a reply says of UT1, TAI and leap seconds: "DUT1 -0.012345 s, DTAI 37.000 s, 28 leap
 * seconds"; "" if it says nothing. Returns `text`. */
#define RT_PROBE_LEAP_SIZE 104
const char *rt_probe_text_leap(const struct rt_probe_reply *reply, char text[RT_PROBE_LEAP_SIZE]);

/* What is due to a request: "answer", "none", "either". */
const char *rt_probe_text_due(enum rt_probe_due due);

/* The order of a tree (rt_probe_tree); NULL: it was not determined. */
const char *rt_probe_text_order(uint32_t orders);

/* The versions of a set of choices, in their order; how many there are. */
size_t rt_probe_text_versions(const struct rt_probe_plan *plan, uint64_t set,
                              const struct rt_version *versions[RT_CHOICES_MAX]);

/* Their names among `all`. Returns `text`. */
const char *rt_probe_text_names(const struct rt_probe_plan *plan, uint64_t set,
                                struct rt_version_name_from all, char text[RT_VERSION_JOIN_SIZE]);

/* A sentence about a finding: what was sent and what the server did. Names are among `all`. Returns
 * `text`. */
#define RT_PROBE_FINDING_SIZE 1024
const char *rt_probe_text_finding(const struct rt_probe_finding *finding,
                                  struct rt_version_name_from all,
                                  char text[RT_PROBE_FINDING_SIZE]);

#endif
