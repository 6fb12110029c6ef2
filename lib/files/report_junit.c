// SPDX-License-Identifier: BSD-2-Clause
/* A report in the XML of JUnit, a suite for each group. */
#include <inttypes.h>

#include "files/escape.h"
#include "files/report_internal.h"
#include "wire/clock.h"

static void put_text(struct rt_output *out, const char *text)
{
    rt_escape_markup(out, rt_escape_view(text));
}

/* An attribute, unless there is nothing to say in it. */
static void put_attribute(struct rt_output *out, const char *name, const char *value)
{
    rt_escape_attribute(out, name, value && *value ? value : NULL);
}

static void junit_begin(struct rt_report_run *report)
{
    rt_output_text(report->out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites");
    put_attribute(report->out, "name", report->head->title);
    rt_output_text(report->out, ">\n");
}

static void junit_group(struct rt_report_run *report)
{
    (void)report;
}

/* A line of the text of an element: the word, and what is said. */
static void put_line(struct rt_output *out, const char *word, const char *text)
{
    if (!text || !*text)
        return;
    rt_output_print(out, "%s: ", word);
    put_text(out, text);
    rt_output_text(out, "\n");
}

static void put_failure(struct rt_output *out, const struct rt_report_case *one)
{
    rt_output_text(out, "\n    <failure");
    put_attribute(out, "type", rt_report_level_name(one->level));
    put_attribute(out, "message", one->seen);
    rt_output_text(out, ">\n");
    put_line(out, "sent", one->sent);
    put_line(out, "expected", one->expected);
    put_line(out, "seen", one->seen);
    put_line(out, "section", one->section);
    for (size_t i = 0; i < one->packet_count; i++) {
        put_text(out, one->packets[i].name);
        rt_output_text(out, ": ");
        rt_output_hex_text(out, one->packets[i].bytes);
        rt_output_text(out, "\n");
    }
    rt_output_text(out, "</failure>\n  ");
}

static void put_skipped(struct rt_output *out, const char *before, const char *why)
{
    rt_output_text(out, "\n    <skipped message=\"");
    rt_output_text(out, before);
    put_text(out, why);
    rt_output_text(out, "\"/>\n  ");
}

static void junit_case(struct rt_report_run *report, const struct rt_report_case *one,
                       enum rt_report_count count)
{
    struct rt_output *out = &report->body.out;
    rt_output_text(out, "  <testcase classname=\"");
    put_text(out, *report->group ? report->group : "cases");
    rt_output_text(out, "\" name=\"");
    put_text(out, one->address);
    rt_output_text(out, one->address && one->title ? " " : "");
    put_text(out, one->title);
    rt_output_text(out, "\">");
    switch (count) {
    case RT_REPORT_COUNT_PASSED:
        break;
    case RT_REPORT_COUNT_FAILED:
        put_failure(out, one);
        break;
    case RT_REPORT_COUNT_ADVISED:
        put_skipped(out, "advice that is not kept, and does not count: ", one->seen);
        break;
    case RT_REPORT_COUNT_SKIPPED:
        put_skipped(out, "", one->reason);
        break;
    }
    rt_output_text(out, "</testcase>\n");
}

static void put_property(struct rt_output *out, const char *name, const char *value)
{
    if (!value || !*value)
        return;
    rt_output_text(out, "    <property");
    put_attribute(out, "name", name);
    put_attribute(out, "value", value);
    rt_output_text(out, "/>\n");
}

static void junit_group_end(struct rt_report_run *report, const struct rt_report_sum *of_group)
{
    char when[RT_TIME_SIZE];
    struct rt_output *out = report->out;
    rt_output_text(out, "<testsuite name=\"");
    put_text(out, *report->group ? report->group : "cases");
    rt_output_print(out, "\" tests=\"%" PRIu64 "\" failures=\"%" PRIu64 "\" errors=\"0\"",
                    rt_report_cases(of_group), of_group->failed);
    rt_output_print(out, " skipped=\"%" PRIu64 "\"", of_group->skipped + of_group->advised);
    put_attribute(out, "timestamp", rt_report_when(report, when));
    rt_output_text(out, ">\n");
    if (report->head->subject || report->head->program) {
        rt_output_text(out, "  <properties>\n");
        put_property(out, "checked", report->head->subject);
        put_property(out, "program", report->head->program);
        rt_output_text(out, "  </properties>\n");
    }
    rt_report_part_move(&report->body, out);
    rt_output_text(out, "</testsuite>\n");
}

static void junit_end(struct rt_report_run *report, const char *broken)
{
    if (broken && *broken) {
        rt_output_text(report->out, "<testsuite name=\"the run\" tests=\"1\" failures=\"0\" "
                                    "errors=\"1\" skipped=\"0\">\n"
                                    "  <testcase classname=\"the run\" name=\"all cases tried\">\n"
                                    "    <error message=\"");
        put_text(report->out, broken);
        rt_output_text(report->out, "\"/>\n  </testcase>\n</testsuite>\n");
    }
    rt_output_text(report->out, "</testsuites>\n");
}

const struct rt_report_writer rt_report_writer_junit = {
    .has_body = true,
    .begin = junit_begin,
    .group_begin = junit_group,
    .put = junit_case,
    .group_end = junit_group_end,
    .end = junit_end,
};
