// SPDX-License-Identifier: BSD-2-Clause
/* Writes the results of a check of a server. */
#include "files/conform_report.h"

#include <inttypes.h>
#include <string.h>

#include "files/member.h"

#define ADDRESS_WIDTH 24
#define LEVEL_WIDTH   8
#define NAME_WIDTH    20

bool rt_conform_report_counts(const struct rt_conform_report *report,
                              const struct rt_conform_result *result)
{
    return result->outcome == RT_CONFORM_FAIL &&
           (report->strict || result->demand.level == RT_CONFORM_MUST ||
            result->cause == RT_CONFORM_CAUSE_DIES);
}

enum rt_error rt_conform_report_begin(struct rt_conform_report *report)
{
    report->head = (struct rt_report_head){
        .title = "rtctl check server", .subject = report->server, .strict = report->strict};
    report->sum = (struct rt_report_sum){0};
    if (!report->form)
        return RT_OK;
    return rt_report_begin(&report->run, report->out, report->form, &report->head);
}

static void put_demand(struct rt_output *out, const struct rt_conform_demand *demand)
{
    char address[RT_CONFORM_ADDRESS_SIZE];
    rt_output_string(out, "property", "case");
    rt_output_string(out, "address", rt_conform_case_address(demand, address));
    rt_output_string(out, "version", demand->as.version->name);
    rt_member_reading(out, "reading", demand->as.reading);
    rt_output_string(out, "case", rt_conform_case_name(demand->which));
    rt_output_string(out, "level", rt_conform_level_name(demand->level));
    rt_member_sections(out, "spec", demand->as.version, demand->sections);
    rt_output_string(out, "sent", rt_conform_case_sent(demand->which));
    rt_output_string(out, "expected", rt_conform_case_expected(demand));
}

static void show_demand(struct rt_output *out, const struct rt_conform_demand *demand)
{
    char address[RT_CONFORM_ADDRESS_SIZE];
    rt_output_cell(out, RT_STYLE_PLAIN, ADDRESS_WIDTH, rt_conform_case_address(demand, address));
    rt_output_cell(out, RT_STYLE_PLAIN, LEVEL_WIDTH, rt_conform_level_name(demand->level));
    rt_output_cell(out, RT_STYLE_PLAIN, NAME_WIDTH, rt_conform_case_name(demand->which));
}

void rt_conform_report_demand(struct rt_output *out, const struct rt_conform_demand *demand)
{
    if (out->form == RT_OUTPUT_TEXT) {
        show_demand(out, demand);
        rt_output_print(out, "%s: %s\n", rt_conform_case_sent(demand->which),
                        rt_conform_case_expected(demand));
        return;
    }
    rt_output_record(out, "check");
    put_demand(out, demand);
    rt_output_record_end(out);
}

static void put_json(struct rt_conform_report *report, const struct rt_conform_result *result)
{
    struct rt_output *out = report->out;
    char seen[RT_CONFORM_SEEN_SIZE];
    bool shows = result->outcome == RT_CONFORM_FAIL;
    const struct rt_view none = {NULL, 0};
    rt_output_record(out, "check");
    rt_output_string(out, "server", report->server);
    put_demand(out, &result->demand);
    rt_output_string(out, "outcome", rt_conform_outcome_name(result->outcome));
    rt_output_string(out, "seen", rt_conform_seen(result, seen));
    rt_output_string(out, "cause", rt_conform_cause_name(result->cause));
    rt_output_string(out, "check",
                     result->check == RT_CHECK_COUNT ? NULL : rt_check_row(result->check)->name);
    rt_output_uint(out, "greased", result->greased);
    rt_output_string(out, "transport", rt_transport_name(result->transport));
    rt_output_base64(out, "request", shows ? result->request : none);
    rt_output_base64(out, "response", shows ? result->response : none);
    rt_output_record_end(out);
}

static void put_text(struct rt_conform_report *report, const struct rt_conform_result *result)
{
    struct rt_output *out = report->out;
    const struct rt_conform_demand *demand = &result->demand;
    const char *sections = demand->sections;
    char seen[RT_CONFORM_SEEN_SIZE], section[RT_SECTION_SIZE];
    bool failed = result->outcome == RT_CONFORM_FAIL;
    bool counts = rt_conform_report_counts(report, result);
    if (report->quiet && !failed)
        return;
    rt_output_text(out, "  ");
    rt_output_cell(out,
                   counts                               ? RT_STYLE_BAD
                   : result->outcome == RT_CONFORM_PASS ? RT_STYLE_GOOD
                                                        : RT_STYLE_DIM,
                   8, counts ? "FAIL" : rt_conform_outcome_name(result->outcome));
    show_demand(out, demand);
    rt_output_print(out, "%s", rt_conform_seen(result, seen));
    if (result->greased > 0)
        rt_output_print(out, " (%u replies that may be grease)", result->greased);
    rt_output_text(out, "\n");
    if (failed)
        rt_output_print(out, "          sent: %s; expected: %s  [%s]\n",
                        rt_conform_case_sent(demand->which), rt_conform_case_expected(demand),
                        rt_version_section(demand->as.version, &sections, section));
}

/* In whose words a page shows a packet of a case that was made by these rules. */
static struct rt_value_terms terms_of(const struct rt_conform_report *report,
                                      const struct rt_rules *rules, struct rt_view bytes)
{
    struct rt_packet packet;
    rt_packet_parse(&packet, bytes);
    return rt_value_terms_of(&packet, rules, report->all, report->use);
}

static void put_report(struct rt_conform_report *report, const struct rt_conform_result *result)
{
    static const enum rt_report_outcome outcomes[] = {
        [RT_CONFORM_PASS] = RT_REPORT_PASSED,
        [RT_CONFORM_FAIL] = RT_REPORT_FAILED,
        [RT_CONFORM_SKIP] = RT_REPORT_SKIPPED,
    };
    const struct rt_conform_demand *demand = &result->demand;
    const char *sections = demand->sections;
    char seen[RT_CONFORM_SEEN_SIZE], section[RT_SECTION_SIZE], address[RT_CONFORM_ADDRESS_SIZE];
    struct rt_report_packet packets[2];
    struct rt_value_terms terms[2];
    const struct rt_rules rules = rt_candidate_rules(&demand->as);
    const struct rt_view parts[] = {result->request, result->response};
    static const char *const names[] = {"request", "response"};
    size_t count = 0;
    bool skipped = result->outcome == RT_CONFORM_SKIP;
    bool dies = result->cause == RT_CONFORM_CAUSE_DIES; /* which no level excuses */
    for (size_t i = 0; i < 2; i++) {
        if (!rt_view_present(parts[i]))
            continue;
        terms[count] = terms_of(report, &rules, parts[i]);
        packets[count] =
            (struct rt_report_packet){names[i], parts[i], report->use ? &terms[count] : NULL};
        count++;
    }
    rt_conform_seen(result, seen);
    const struct rt_report_case one = {
        .address = rt_conform_case_address(demand, address),
        .group = demand->as.version->name,
        .level = demand->level == RT_CONFORM_MUST || dies ? RT_REPORT_MUST : RT_REPORT_SHOULD,
        .outcome = outcomes[result->outcome],
        .title = rt_conform_case_name(demand->which),
        .sent = rt_conform_case_sent(demand->which),
        .expected = rt_conform_case_expected(demand),
        .seen = skipped ? NULL : seen,
        .section = rt_version_section(demand->as.version, &sections, section),
        .reason = skipped ? seen : NULL,
        .packets = packets,
        .packet_count = skipped ? 0 : count,
    };
    rt_report_case(&report->run, &one);
}

void rt_conform_report_result(struct rt_conform_report *report,
                              const struct rt_conform_result *result)
{
    bool counts = rt_conform_report_counts(report, result);
    report->sum.passed += result->outcome == RT_CONFORM_PASS;
    report->sum.skipped += result->outcome == RT_CONFORM_SKIP;
    report->sum.failed += counts;
    report->sum.advised += result->outcome == RT_CONFORM_FAIL && !counts;
    if (report->form)
        put_report(report, result);
    else if (report->out->form == RT_OUTPUT_TEXT)
        put_text(report, result);
    else
        put_json(report, result);
}

static void end_json(struct rt_conform_report *report, const struct rt_conform *conform,
                     const char *broken)
{
    struct rt_output *out = report->out;
    const struct rt_version *versions[RT_CHOICES_MAX];
    size_t count = 0;
    for (size_t i = 0; i < conform->settings->plan.choice_count; i++)
        if (conform->speaks >> i & 1)
            versions[count++] = conform->settings->plan.choices[i].version;
    rt_output_record(out, "check");
    rt_output_string(out, "server", report->server);
    rt_output_string(out, "property", "server");
    rt_output_string(out, "address", report->address);
    rt_member_versions(out, "speaks", versions, count);
    rt_output_uint(out, "passed", report->sum.passed);
    rt_output_uint(out, "failed", report->sum.failed);
    rt_output_uint(out, "advised", report->sum.advised);
    rt_output_uint(out, "skipped", report->sum.skipped);
    rt_output_uint(out, "greased", conform->greased);
    rt_output_uint(out, "sent", conform->sent);
    rt_output_uint(out, "received", conform->received);
    rt_output_string(out, "broken", broken);
    rt_output_record_end(out);
}

static void end_text(struct rt_conform_report *report, const struct rt_conform *conform,
                     const char *speaks, const char *broken)
{
    struct rt_output *out = report->out;
    rt_output_styled(out, RT_STYLE_HEAD, report->server);
    if (report->address && strcmp(report->address, report->server) != 0)
        rt_output_print(out, "  %s", report->address);
    if (!conform->answered) {
        rt_output_text(out, "  no answer\n");
        return;
    }
    rt_output_print(out, "  speaks %s: ", speaks);
    if (report->sum.failed > 0)
        rt_output_styled(out, RT_STYLE_BAD, "FAIL");
    else if (broken || report->sum.passed + report->sum.advised == 0)
        rt_output_text(out, "not known");
    else
        rt_output_styled(out, RT_STYLE_GOOD, "pass");
    rt_output_print(out, "  %" PRIu64 " passed, %" PRIu64 " failed", report->sum.passed,
                    report->sum.failed);
    if (report->sum.advised > 0)
        rt_output_print(out, ", %" PRIu64 " failed what the text advises", report->sum.advised);
    rt_output_print(out, ", %" PRIu64 " skipped; %u packets sent, %u came", report->sum.skipped,
                    conform->sent, conform->received);
    if (conform->greased > 0)
        rt_output_print(out, ", %u of them grease perhaps", conform->greased);
    rt_output_text(out, "\n");
    if (broken)
        rt_output_print(out, "  %s\n", broken);
}

enum rt_error rt_conform_report_end(struct rt_conform_report *report,
                                    const struct rt_conform *conform, const char *speaks,
                                    const char *broken)
{
    if (report->form)
        return rt_report_end(&report->run, broken);
    if (report->out->form == RT_OUTPUT_TEXT)
        end_text(report, conform, speaks, broken);
    else
        end_json(report, conform, broken);
    return RT_OK;
}
