// SPDX-License-Identifier: BSD-2-Clause
/* Reports how a server was checked: as text, as records, or for programs and browsers (report.h).
 */
#ifndef ROUGHTIME_CONFORM_REPORT_H
#define ROUGHTIME_CONFORM_REPORT_H

#include "client/conform.h"
#include "files/report.h"
#include "files/value.h"

/* The results of one server. The caller sets the first members. */
struct rt_conform_report {
    struct rt_output *out;
    enum rt_report_form form; /* 0: text or records, as `out` has it */
    const char *server;       /* as the user calls it; borrowed */
    const char *address;      /* where it was asked; NULL: as it is called */
    bool strict;              /* a SHOULD counts */
    bool quiet;               /* text: what failed, and the sum */
    /* As in struct rt_value_terms, for packets on a page; without `use` they are digits. */
    struct rt_version_name_from all;
    const char *(*use)(uint32_t number, char text[RT_VALUE_USE_SIZE]);
    /* For the functions: */
    struct rt_report_head head;
    struct rt_report_run run;
    struct rt_report_sum sum;
};

/* RT_E_NO_MEMORY: there is no report. */
RT_CHECKED enum rt_error rt_conform_report_begin(struct rt_conform_report *report);

/* A case, as text a line or two. */
void rt_conform_report_result(struct rt_conform_report *report,
                              const struct rt_conform_result *result);

/* What the server speaks, and the sum. `broken`: why not all was checked; NULL: it was. */
RT_CHECKED enum rt_error rt_conform_report_end(struct rt_conform_report *report,
                                               const struct rt_conform *conform, const char *speaks,
                                               const char *broken);

/* A case that was not tried: what the lists of cases print. */
void rt_conform_report_demand(struct rt_output *out, const struct rt_conform_demand *demand);

/* Whether a case that failed counts. */
bool rt_conform_report_counts(const struct rt_conform_report *report,
                              const struct rt_conform_result *result);

#endif
