// SPDX-License-Identifier: BSD-2-Clause
/* A report in TAP 14 (testanything.org). */
#include <inttypes.h>

#include "files/escape.h"
#include "files/report_internal.h"
#include "wire/clock.h"

static void put_text(struct rt_output *out, const char *before, const char *text)
{
    if (!text || !*text)
        return;
    rt_output_text(out, before);
    rt_escape_tap(out, rt_escape_view(text));
}

static void put_comment(struct rt_output *out, const char *before, const char *text)
{
    put_text(out, before, text);
    if (text && *text)
        rt_output_text(out, "\n");
}

static void tap_begin(struct rt_report_run *report)
{
    char when[RT_TIME_SIZE];
    rt_output_text(report->out, "TAP version 14\n");
    put_comment(report->out, "# ", report->head->title);
    put_comment(report->out, "# checked: ", report->head->subject);
    put_comment(report->out, "# when: ", rt_report_when(report, when));
    put_comment(report->out, "# by: ", report->head->program);
}

static void tap_group(struct rt_report_run *report)
{
    (void)report;
}

static void tap_group_end(struct rt_report_run *report, const struct rt_report_sum *of_group)
{
    (void)report;
    (void)of_group;
}

static void put_member(struct rt_output *out, const char *name, const char *text)
{
    if (!text || !*text)
        return;
    rt_output_print(out, "  %s: ", name);
    rt_escape_yaml(out, rt_escape_view(text));
    rt_output_text(out, "\n");
}

static void put_packet(struct rt_output *out, const struct rt_report_packet *packet)
{
    rt_output_text(out, "    - name: ");
    rt_escape_yaml(out, rt_escape_view(packet->name));
    rt_output_print(out, "\n      bytes: %zu\n      hex: \"", packet->bytes.len);
    rt_output_hex_text(out, packet->bytes);
    rt_output_text(out, "\"\n");
}

static void put_block(struct rt_output *out, const struct rt_report_case *one)
{
    rt_output_text(out, "  ---\n");
    put_member(out, "level", rt_report_level_name(one->level));
    put_member(out, "sent", one->sent);
    put_member(out, "expected", one->expected);
    put_member(out, "seen", one->seen);
    put_member(out, "section", one->section);
    if (one->packet_count > 0)
        rt_output_text(out, "  packets:\n");
    for (size_t i = 0; i < one->packet_count; i++)
        put_packet(out, &one->packets[i]);
    rt_output_text(out, "  ...\n");
}

static void tap_case(struct rt_report_run *report, const struct rt_report_case *one,
                     enum rt_report_count count)
{
    struct rt_output *out = report->out;
    bool failed = count == RT_REPORT_COUNT_FAILED || count == RT_REPORT_COUNT_ADVISED;
    rt_output_print(out, "%sok %" PRIu64 " -", failed ? "not " : "", rt_report_cases(&report->sum));
    put_text(out, " ", one->address);
    put_text(out, " ", rt_report_level_name(one->level));
    put_text(out, " ", one->title);
    if (count == RT_REPORT_COUNT_ADVISED)
        rt_output_text(out, " # TODO advice that is not kept, and does not count");
    if (count == RT_REPORT_COUNT_SKIPPED) {
        rt_output_text(out, " # SKIP");
        put_text(out, " ", one->reason);
    }
    rt_output_text(out, "\n");
    if (failed)
        put_block(out, one);
}

static void tap_end(struct rt_report_run *report, const char *broken)
{
    put_comment(report->out, "Bail out! ", broken);
    if (!broken || !*broken)
        rt_output_print(report->out, "1..%" PRIu64 "\n", rt_report_cases(&report->sum));
}

const struct rt_report_writer rt_report_writer_tap = {
    .begin = tap_begin,
    .group_begin = tap_group,
    .put = tap_case,
    .group_end = tap_group_end,
    .end = tap_end,
};
