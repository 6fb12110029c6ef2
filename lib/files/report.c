// SPDX-License-Identifier: BSD-2-Clause
/* Reports of cases: how they count, and where groups begin. */
#include "files/report.h"

#include <string.h>

#include "files/report_internal.h"

static const struct rt_report_writer *writer_of(enum rt_report_form form)
{
    switch (form) {
    case RT_REPORT_TAP:
        return &rt_report_writer_tap;
    case RT_REPORT_JUNIT:
        return &rt_report_writer_junit;
    case RT_REPORT_HTML:
        break;
    }
    return &rt_report_writer_html;
}

static enum rt_error close_parts(struct rt_report_run *report)
{
    enum rt_error body = rt_report_part_close(&report->body);
    enum rt_error sums = rt_report_part_close(&report->sums);
    enum rt_error failures = rt_report_part_close(&report->failures);
    return body != RT_OK ? body : sums != RT_OK ? sums : failures;
}

enum rt_error rt_report_begin(struct rt_report_run *report, struct rt_output *out,
                              enum rt_report_form form, const struct rt_report_head *head)
{
    const struct rt_report_writer *writer = writer_of(form);
    *report = (struct rt_report_run){.out = out, .form = form, .head = head};
    enum rt_error error = writer->has_body ? rt_report_part_open(&report->body) : RT_OK;
    if (error == RT_OK && writer->has_sums)
        error = rt_report_part_open(&report->sums);
    if (error == RT_OK && writer->has_failures)
        error = rt_report_part_open(&report->failures);
    if (error == RT_OK)
        writer->begin(report);
    else if (close_parts(report) != RT_OK)
        error = RT_E_NO_MEMORY;
    return error;
}

static enum rt_report_count count_of(const struct rt_report_run *report,
                                     const struct rt_report_case *one)
{
    bool advice = one->level == RT_REPORT_SHOULD || one->level == RT_REPORT_MAY;
    switch (one->outcome) {
    case RT_REPORT_PASSED:
        return RT_REPORT_COUNT_PASSED;
    case RT_REPORT_FAILED:
        return advice && !report->head->strict ? RT_REPORT_COUNT_ADVISED : RT_REPORT_COUNT_FAILED;
    case RT_REPORT_SKIPPED:
        break;
    }
    return RT_REPORT_COUNT_SKIPPED;
}

static void add(struct rt_report_sum *sum, enum rt_report_count count)
{
    switch (count) {
    case RT_REPORT_COUNT_PASSED:
        sum->passed++;
        break;
    case RT_REPORT_COUNT_FAILED:
        sum->failed++;
        break;
    case RT_REPORT_COUNT_ADVISED:
        sum->advised++;
        break;
    case RT_REPORT_COUNT_SKIPPED:
        sum->skipped++;
        break;
    }
}

static void end_group(struct rt_report_run *report, const struct rt_report_writer *writer)
{
    const struct rt_report_sum own = {
        .passed = report->sum.passed - report->before.passed,
        .failed = report->sum.failed - report->before.failed,
        .advised = report->sum.advised - report->before.advised,
        .skipped = report->sum.skipped - report->before.skipped,
    };
    if (report->in_group)
        writer->group_end(report, &own);
    report->before = report->sum;
    report->in_group = false;
}

void rt_report_case(struct rt_report_run *report, const struct rt_report_case *one)
{
    const struct rt_report_writer *writer = writer_of(report->form);
    const enum rt_report_count count = count_of(report, one);
    char group[RT_REPORT_GROUP_SIZE];
    snprintf(group, sizeof group, "%s", one->group ? one->group : "");
    if (report->in_group && strcmp(group, report->group) != 0)
        end_group(report, writer);
    if (!report->in_group) {
        memcpy(report->group, group, sizeof group);
        report->in_group = true;
        report->groups++;
        writer->group_begin(report);
    }
    add(&report->sum, count);
    writer->put(report, one, count);
}

enum rt_error rt_report_end(struct rt_report_run *report, const char *broken)
{
    const struct rt_report_writer *writer = writer_of(report->form);
    end_group(report, writer);
    writer->end(report, broken);
    return close_parts(report);
}
