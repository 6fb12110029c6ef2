// SPDX-License-Identifier: BSD-2-Clause
/*
 * An earlier result of a probe, against which another one is held.
 *
 * A result is the records "probe" of rtctl.schema.json, as probe_json.h writes them: one after the
 * other, or in an array. Records are the same if they are of the same server and property, and in
 * what identifies them there: the case of a request, the versions of a tree. Then members are
 * compared that say what the server does. What is another each time is none of them: times, round
 * trips, numbers of packets, the size of replies, the share of odd ones, and whether a delegation
 * is about to end. What one of the two did not find out is no change either.
 */
#ifndef ROUGHTIME_PROBE_BASELINE_H
#define ROUGHTIME_PROBE_BASELINE_H

#include <stdio.h>

#include "client/probe_summary.h"
#include "files/json_scan.h"
#include "files/output.h"
#include "judge/version_name.h"

/* A larger file is none. */
#define RT_PROBE_BASELINE_MAX (16u << 20)

struct rt_probe_baseline;

/* Reads a result. NULL and the fault: RT_E_IO with errno, RT_E_NO_MEMORY, RT_E_TOO_LARGE,
 * RT_E_EMPTY and others of json_scan.h, RT_E_JSON_FIELD for what is no record of a probe. */
struct rt_probe_baseline *rt_probe_baseline_read(FILE *file, struct rt_json_fault *fault);

/* The result of a server, without a file. NULL: no memory. */
struct rt_probe_baseline *rt_probe_baseline_of(const struct rt_probe_summary *summary,
                                               struct rt_version_name_from all);

void rt_probe_baseline_free(struct rt_probe_baseline *baseline); /* NULL is allowed */

/* What is not as it was. The texts are valid until the function that is told returns. */
struct rt_probe_change {
    const char *property; /* of the records: "request" */
    const char *subject;  /* which of them: "size.small"; "" if a server has only one */
    const char *member;   /* "answered"; NULL: there is no such record on one side, */
    const char *was;      /* and this is NULL there, else what identifies it. Of members NULL is */
    const char *is;       /* null, and lists are joined by commas */
};

/* Compares what both say of a server. A server that `before` does not know is a change. Returns how
 * many there are. */
size_t rt_probe_baseline_compare(const struct rt_probe_baseline *before,
                                 const struct rt_probe_baseline *after, const char *server,
                                 void (*changed)(void *context,
                                                 const struct rt_probe_change *change),
                                 void *context);

/* Writes a change as a record "probe" of the property "change". */
void rt_probe_baseline_json(struct rt_output *out, const char *server,
                            const struct rt_probe_change *change);

#endif
