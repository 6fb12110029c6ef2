// SPDX-License-Identifier: BSD-2-Clause
/* A report as a page of HTML: sums, then what failed, then all cases. */
#include <inttypes.h>

#include "files/page.h"
#include "files/report_internal.h"
#include "wire/clock.h"

#define ID_SIZE 40

struct count_row {
    enum rt_page_mark mark;
    const char *word;
};

static struct count_row row_of(enum rt_report_count count)
{
    switch (count) {
    case RT_REPORT_COUNT_PASSED:
        return (struct count_row){RT_PAGE_GOOD, "passed"};
    case RT_REPORT_COUNT_FAILED:
        return (struct count_row){RT_PAGE_BAD, "failed"};
    case RT_REPORT_COUNT_ADVISED:
        return (struct count_row){RT_PAGE_ODD, "advice not kept"};
    case RT_REPORT_COUNT_SKIPPED:
        break;
    }
    return (struct count_row){RT_PAGE_NONE, "skipped"};
}

static const char *id_of(const char *kind, uint64_t number, char id[ID_SIZE])
{
    snprintf(id, ID_SIZE, "%s-%" PRIu64, kind, number);
    return id;
}

static const char *group_name(const struct rt_report_run *report)
{
    return *report->group ? report->group : "cases";
}

static void html_begin(struct rt_report_run *report)
{
    char when[RT_TIME_SIZE];
    const struct rt_report_head *head = report->head;
    const char *title = head->title ? head->title : "report";
    rt_page_begin(report->out, title);
    rt_page_element(report->out, "h1", NULL, title);
    rt_output_text(report->out, "\n<dl>\n");
    rt_page_term(report->out, "checked", head->subject);
    rt_page_term(report->out, "when", rt_report_when(report, when));
    rt_page_term(report->out, "by", head->program);
    rt_output_text(report->out, "</dl>\n");
}

static void html_group(struct rt_report_run *report)
{
    struct rt_output *out = &report->body.out;
    char id[ID_SIZE];
    rt_output_print(out, "<section id=\"%s\">", id_of("group", report->groups, id));
    rt_page_element(out, "h2", NULL, group_name(report));
    rt_output_text(out, "\n");
}

/* What stands in the line of a case, and in the list of what failed. */
static void put_name(struct rt_output *out, const struct rt_report_case *one)
{
    if (one->address && *one->address) {
        rt_page_element(out, "code", NULL, one->address);
        rt_output_text(out, " ");
    }
    if (one->level != RT_REPORT_LEVEL_NONE) {
        rt_page_element(out, "span", "level", rt_report_level_name(one->level));
        rt_output_text(out, " ");
    }
    rt_page_text(out, one->title);
}

static void list_failure(struct rt_report_run *report, const struct rt_report_case *one,
                         struct count_row row)
{
    struct rt_output *out = &report->failures.out;
    char id[ID_SIZE];
    rt_output_print(out, "<li><a href=\"#%s\">", id_of("case", rt_report_cases(&report->sum), id));
    rt_page_mark(out, row.mark, row.word);
    rt_output_text(out, " ");
    put_name(out, one);
    rt_output_text(out, "</a></li>\n");
}

static void html_case(struct rt_report_run *report, const struct rt_report_case *one,
                      enum rt_report_count count)
{
    struct rt_output *out = &report->body.out;
    struct count_row row = row_of(count);
    bool failed = count == RT_REPORT_COUNT_FAILED || count == RT_REPORT_COUNT_ADVISED;
    char id[ID_SIZE];
    rt_page_fold(out, &(struct rt_page_fold){.id = id_of("case", rt_report_cases(&report->sum), id),
                                             .outcome = row.word,
                                             .group = group_name(report),
                                             .open = failed});
    rt_page_mark(out, row.mark, row.word);
    rt_output_text(out, " ");
    put_name(out, one);
    rt_page_fold_body(out);
    rt_output_text(out, "<dl>\n");
    if (count == RT_REPORT_COUNT_SKIPPED)
        rt_page_term(out, "why", one->reason);
    rt_page_term(out, "sent", one->sent);
    rt_page_term(out, "expected", one->expected);
    rt_page_term(out, "seen", one->seen);
    rt_page_term(out, "section", one->section);
    rt_output_text(out, "</dl>\n");
    for (size_t i = 0; i < one->packet_count; i++)
        rt_page_packet(out, one->packets[i].name, one->packets[i].bytes, one->packets[i].terms);
    rt_page_fold_end(out);
    if (failed)
        list_failure(report, one, row);
}

static void put_number(struct rt_output *out, uint64_t number)
{
    rt_output_print(out, "<td class=\"number\">%" PRIu64 "</td>", number);
}

static void html_group_end(struct rt_report_run *report, const struct rt_report_sum *of_group)
{
    struct rt_output *out = &report->sums.out;
    char id[ID_SIZE];
    rt_output_text(&report->body.out, "</section>\n");
    rt_output_text(out, "<tr><th scope=\"row\">");
    rt_page_link(out, id_of("group", report->groups, id), group_name(report));
    rt_output_text(out, "</th>");
    put_number(out, of_group->passed);
    put_number(out, of_group->failed);
    put_number(out, of_group->advised);
    put_number(out, of_group->skipped);
    rt_output_text(out, "</tr>\n");
}

/* The sum in one sentence. */
static void put_sum(struct rt_report_run *report, const char *broken)
{
    const struct rt_report_sum *sum = &report->sum;
    uint64_t all = rt_report_cases(sum);
    char text[160];
    bool bad = sum->failed > 0;
    snprintf(text, sizeof text, "%" PRIu64 " of %" PRIu64 " cases %s",
             bad ? sum->failed : sum->passed, all, bad ? "failed" : "passed");
    rt_page_open(report->out, "p", "sum");
    rt_page_mark(report->out,
                 bad               ? RT_PAGE_BAD
                 : sum->passed > 0 ? RT_PAGE_GOOD
                                   : RT_PAGE_NONE,
                 text);
    rt_page_close(report->out, "p");
    rt_output_text(report->out, "\n");
    if (!broken || !*broken)
        return;
    rt_page_open(report->out, "p", NULL);
    rt_page_mark(report->out, RT_PAGE_ODD, "The run ended early: ");
    rt_page_text(report->out, broken);
    rt_page_close(report->out, "p");
    rt_output_text(report->out, "\n");
}

static void html_end(struct rt_report_run *report, const char *broken)
{
    static const char *const heads[] = {"group", "passed", "failed", "advice not kept", "skipped"};
    struct rt_output *out = report->out;
    put_sum(report, broken);
    if (report->groups > 0) {
        rt_page_table(out, heads, sizeof heads / sizeof heads[0]);
        rt_report_part_move(&report->sums, out);
        rt_page_table_end(out);
    }
    if (report->sum.failed + report->sum.advised > 0) {
        rt_output_text(out, "<h2>What failed</h2>\n<ul>\n");
        rt_report_part_move(&report->failures, out);
        rt_output_text(out, "</ul>\n");
    }
    rt_report_part_move(&report->body, out);
    rt_page_end(out, report->head->program);
}

const struct rt_report_writer rt_report_writer_html = {
    .has_body = true,
    .has_sums = true,
    .has_failures = true,
    .begin = html_begin,
    .group_begin = html_group,
    .put = html_case,
    .group_end = html_group_end,
    .end = html_end,
};
