// SPDX-License-Identifier: BSD-2-Clause
/*
 * What the forms of a report share. report.c decides how a case counts and where a group begins;
 * report_tap.c, report_junit.c and report_html.c write, and report_part.c has what these need.
 * The metrics of probes (probe_metrics.c) are gathered in the same parts.
 */
#ifndef ROUGHTIME_REPORT_INTERNAL_H
#define ROUGHTIME_REPORT_INTERNAL_H

#include "files/report.h"
#include "wire/clock.h"

#pragma GCC visibility push(hidden)

/* How a case counts. */
enum rt_report_count {
    RT_REPORT_COUNT_PASSED = 1,
    RT_REPORT_COUNT_FAILED,
    RT_REPORT_COUNT_ADVISED, /* failed, and does not count */
    RT_REPORT_COUNT_SKIPPED
};

/* A form. It needs some parts. The group is that of `report`. */
struct rt_report_writer {
    bool has_body, has_sums, has_failures;
    void (*begin)(struct rt_report_run *report);
    void (*group_begin)(struct rt_report_run *report);
    void (*put)(struct rt_report_run *report, const struct rt_report_case *one,
                enum rt_report_count count);
    void (*group_end)(struct rt_report_run *report, const struct rt_report_sum *of_group);
    void (*end)(struct rt_report_run *report, const char *broken);
};

extern const struct rt_report_writer rt_report_writer_tap, rt_report_writer_junit,
    rt_report_writer_html;

/* Makes a part; RT_E_NO_MEMORY. */
RT_CHECKED enum rt_error rt_report_part_open(struct rt_report_part *part);

/* Moves what was written into a part to the end of the report. */
void rt_report_part_move(struct rt_report_part *part, struct rt_output *out);

/* Frees a part, opened or not; RT_E_NO_MEMORY: it could not hold everything. */
RT_CHECKED enum rt_error rt_report_part_close(struct rt_report_part *part);

/* The time of the head, or NULL if it has none. */
const char *rt_report_when(const struct rt_report_run *report, char text[RT_TIME_SIZE]);

#pragma GCC visibility pop

#endif
