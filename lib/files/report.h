// SPDX-License-Identifier: BSD-2-Clause
/*
 * The report of a run of cases, for programs and for eyes: TAP 14, JUnit's XML, or a page of HTML.
 *
 *     struct rt_report_run report;
 *     rt_report_begin(&report, out, RT_REPORT_HTML, &head)
 *     rt_report_case(&report, &one)      for each case, those of a group in a row
 *     rt_report_end(&report, NULL)
 *
 * `out` is a writer of text that the caller opened and closes. TAP is written as it comes; of JUnit
 * a group is kept in memory until it is complete, of HTML everything, because sums stand in front.
 *
 * A case that fails counts if the text demands what it checks (MUST), and if it only advises it
 * (SHOULD) with `strict`. Else it is told, and not counted: as TODO in TAP, as skipped in JUnit.
 * A case that could not be decided is skipped, with the reason, and never passes.
 *
 * Texts may hold any bytes of anybody: nothing in them becomes markup (escape.h). All is borrowed
 * for the call, but for the head, which must outlive the report.
 */
#ifndef ROUGHTIME_REPORT_H
#define ROUGHTIME_REPORT_H

#include "files/output.h"
#include "files/value.h"

enum rt_report_form { RT_REPORT_TAP = 1, RT_REPORT_JUNIT, RT_REPORT_HTML };

/* How binding what a case checks is. */
enum rt_report_level {
    RT_REPORT_LEVEL_NONE, /* no text says */
    RT_REPORT_MUST,
    RT_REPORT_SHOULD,
    RT_REPORT_MAY
};

enum rt_report_outcome { RT_REPORT_PASSED = 1, RT_REPORT_FAILED, RT_REPORT_SKIPPED };

/* What is said once. Any of the texts may be NULL. */
struct rt_report_head {
    const char *title;   /* of the report: "rtctl check server" */
    const char *subject; /* what was checked: a server, the command of a client, files */
    const char *program; /* that checked it, with its version */
    int64_t when;        /* Unix seconds; 0: not said */
    bool strict;         /* SHOULD counts as MUST does */
};

/* A packet that was sent or received. */
struct rt_report_packet {
    const char *name; /* "request", "reply to the second request" */
    struct rt_view bytes;
    const struct rt_value_terms *terms; /* in whose words a page shows it; NULL: as digits */
};

/* Any of the texts may be NULL, and is left out then. */
struct rt_report_case {
    const char *address; /* "v8/5.1/3" */
    const char *group;   /* the version */
    enum rt_report_level level;
    enum rt_report_outcome outcome;
    const char *title;
    const char *sent;
    const char *expected;
    const char *seen;
    const char *section; /* of the text that demands or advises it */
    const char *reason;  /* why it was skipped */
    const struct rt_report_packet *packets;
    size_t packet_count;
};

/* What is counted; `advised` are those that failed and do not count. */
struct rt_report_sum {
    uint64_t passed;
    uint64_t failed;
    uint64_t advised;
    uint64_t skipped;
};

/* Text that waits until what stands before it is known. For report_*.c alone. */
struct rt_report_part {
    FILE *file;
    char *text; /* owned by `file` until the report ends */
    size_t len;
    size_t taken; /* what is in the report already */
    struct rt_output out;
};

#define RT_REPORT_GROUP_SIZE 64

/* A report. The caller owns the struct; only `sum` is for him. */
struct rt_report_run {
    struct rt_report_sum sum;
    struct rt_output *out;
    enum rt_report_form form;
    const struct rt_report_head *head;
    bool in_group;
    char group[RT_REPORT_GROUP_SIZE]; /* of the last case; cut */
    struct rt_report_sum before;      /* the sum when its group began */
    uint64_t groups;
    struct rt_report_part body, sums, failures; /* those that the form needs */
};

/* RT_E_NO_MEMORY: there is no report, and nothing to end. */
RT_CHECKED enum rt_error rt_report_begin(struct rt_report_run *report, struct rt_output *out,
                                         enum rt_report_form form,
                                         const struct rt_report_head *head);

void rt_report_case(struct rt_report_run *report, const struct rt_report_case *one);

/* Ends it with the sum. `broken`: why the run ended before all cases were tried, or NULL.
 * RT_E_NO_MEMORY: the report is not complete. What the system did not take of `out` is said by
 * rt_output_close. */
RT_CHECKED enum rt_error rt_report_end(struct rt_report_run *report, const char *broken);

/* How many cases there were. */
uint64_t rt_report_cases(const struct rt_report_sum *sum);

/* "", "MUST", "SHOULD", "MAY"; static. */
const char *rt_report_level_name(enum rt_report_level level);

#endif
