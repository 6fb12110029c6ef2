// SPDX-License-Identifier: BSD-2-Clause
/* Runs test vectors and reports them. */
#include "files/vector_report.h"

#include <inttypes.h>
#include <string.h>

#include "files/json.h"

enum rt_error rt_vector_report_begin(struct rt_vector_report *report, struct rt_output *out,
                                     enum rt_report_form form, const char *title, bool quiet)
{
    *report = (struct rt_vector_report){
        .out = out, .form = form, .quiet = quiet, .head = {.title = title}};
    if (form == RT_VECTOR_REPORT_PLAIN)
        return RT_OK;
    return rt_report_begin(&report->run, out, form, &report->head);
}

static struct rt_view view_of(const char *text)
{
    return (struct rt_view){(const uint8_t *)text, strlen(text)};
}

/* Calls `put` with each clause; `context` is the caller's. */
static void each_clause(const char *text, void (*put)(void *context, struct rt_view clause),
                        void *context)
{
    while (*text) {
        size_t len = strcspn(text, "\n");
        put(context, (struct rt_view){(const uint8_t *)text, len});
        text += len;
        text += strspn(text, "\n");
    }
}

static void put_line(void *context, struct rt_view clause)
{
    struct rt_vector_report *report = context;
    rt_output_text(report->out, "      ");
    rt_output_safe(report->out, clause);
    rt_output_text(report->out, "\n");
}

static void put_json_line(void *context, struct rt_view clause)
{
    rt_output_string_view(context, NULL, clause);
}

/* One case: its kind is "pass", "fail", "skip" or "unreadable". */
struct line {
    const char *file;
    uint64_t record;
    const struct rt_record *of; /* NULL: it cannot be read */
    const char *id;             /* NULL if it has none */
    const char *kind;
    const char *clauses;
};

/* The number of a case in its file, and its id. */
static void put_record(struct rt_output *out, const struct line *line)
{
    rt_output_print(out, " %" PRIu64, line->record);
    if (!line->id)
        return;
    rt_output_text(out, " ");
    rt_output_safe(out, view_of(line->id));
}

static void text_case(struct rt_vector_report *report, const struct line *line)
{
    struct rt_output *out = report->out;
    bool bad = *line->clauses != '\0';
    if (report->quiet && !bad)
        return;
    rt_output_cell(out, bad ? RT_STYLE_BAD : RT_STYLE_GOOD, 6, bad ? "FAIL" : line->kind);
    rt_output_safe(out, view_of(line->file));
    put_record(out, line);
    rt_output_text(out, "\n");
    each_clause(line->clauses, put_line, report);
}

/* The packets are shown of what failed. */
static void report_case(struct rt_vector_report *report, const struct line *line)
{
    const struct rt_record *record = line->of;
    bool bad = *line->clauses != '\0';
    char address[4096];
    char seen[4096]; /* as much as the text of faults holds */
    struct rt_report_packet packets[2] = {{"request", {NULL, 0}, NULL},
                                          {"response", {NULL, 0}, NULL}};
    snprintf(seen, sizeof seen, "%s", line->clauses);
    if (bad && seen[strlen(seen) - 1] == '\n')
        seen[strlen(seen) - 1] = '\0';
    snprintf(address, sizeof address, "%s %" PRIu64, line->file, line->record);
    if (record) {
        packets[0].bytes = record->request;
        packets[1].bytes = record->response;
    }
    rt_report_case(
        &report->run,
        &(struct rt_report_case){.address = address,
                                 .group = record && record->version ? record->version : "vectors",
                                 .outcome = bad                               ? RT_REPORT_FAILED
                                            : strcmp(line->kind, "skip") == 0 ? RT_REPORT_SKIPPED
                                                                              : RT_REPORT_PASSED,
                                 .title = line->id,
                                 .seen = seen,
                                 .reason = "nothing is expected",
                                 .packets = packets,
                                 .packet_count = bad && record ? 2 : 0});
}

static void json_case(struct rt_vector_report *report, const struct line *line)
{
    struct rt_output *out = report->out;
    rt_output_record(out, "vector");
    rt_output_string(out, "file", line->file);
    rt_output_uint(out, "record", line->record);
    rt_output_string(out, "id", line->id);
    rt_output_string(out, "outcome", line->kind);
    rt_output_array(out, "faults");
    each_clause(line->clauses, put_json_line, out);
    rt_output_end(out);
    rt_output_record_end(out);
}

static void put_case(struct rt_vector_report *report, const struct line *line)
{
    if (report->form != RT_VECTOR_REPORT_PLAIN)
        report_case(report, line);
    else if (report->out->form == RT_OUTPUT_TEXT)
        text_case(report, line);
    else
        json_case(report, line);
}

void rt_vector_report_case(struct rt_vector_report *report, const char *file,
                           const struct rt_record *record, const struct rt_vector_faults *faults)
{
    struct line line = {.file = file,
                        .record = record->number,
                        .of = record,
                        .id = record->id,
                        .kind = "skip",
                        .clauses = ""};
    if (!faults) {
        report->skipped++;
    } else if (faults->count == 0) {
        report->passed++;
        line.kind = "pass";
    } else {
        report->failed++;
        line.kind = "fail";
        line.clauses = faults->text;
    }
    put_case(report, &line);
}

void rt_vector_report_unreadable(struct rt_vector_report *report, const char *file, uint64_t record,
                                 const char *cause)
{
    struct line line = {.file = file, .record = record, .kind = "unreadable", .clauses = cause};
    report->unreadable++;
    put_case(report, &line);
}

void rt_vector_report_file(struct rt_vector_report *report, struct rt_vector *vector,
                           const char *name, FILE *file,
                           void (*unread)(void *context, const char *name,
                                          const struct rt_record_fault *fault),
                           void *context)
{
    struct rt_record record;
    struct rt_record_fault fault;
    struct rt_vector_faults faults;
    enum rt_next next;
    struct rt_json_reader *reader = rt_json_open(file, RT_JSON_AUTO);
    while (reader && (next = rt_json_next(reader, &record, &fault)) != RT_NEXT_END) {
        if (next == RT_NEXT_FAULT) {
            if (unread)
                unread(context, name, &fault);
            rt_vector_report_unreadable(report, name, fault.record, fault.cause);
            continue;
        }
        if (record.expect) {
            const struct rt_exchange exchange = rt_record_exchange(&record);
            rt_vector_judge(vector, &exchange);
            rt_vector_compare(vector, record.expect, &faults);
        }
        rt_vector_report_case(report, name, &record, record.expect ? &faults : NULL);
    }
    rt_json_close(reader);
}

static void json_end(struct rt_vector_report *report)
{
    struct rt_output *out = report->out;
    rt_output_record(out, "summary");
    rt_output_uint(out, "passed", report->passed);
    rt_output_uint(out, "failed", report->failed);
    rt_output_uint(out, "skipped", report->skipped);
    rt_output_uint(out, "unreadable", report->unreadable);
    rt_output_record_end(out);
}

static void text_end(struct rt_vector_report *report)
{
    struct rt_output *out = report->out;
    rt_output_print(out, "%" PRIu64 " vectors passed, %" PRIu64 " failed", report->passed,
                    report->failed);
    if (report->skipped > 0)
        rt_output_print(out, ", %" PRIu64 " expect nothing", report->skipped);
    if (report->unreadable > 0)
        rt_output_print(out, ", %" PRIu64 " cannot be read", report->unreadable);
    rt_output_text(out, "\n");
}

enum rt_error rt_vector_report_end(struct rt_vector_report *report)
{
    if (report->form != RT_VECTOR_REPORT_PLAIN)
        return rt_report_end(&report->run, NULL);
    if (report->out->form == RT_OUTPUT_TEXT)
        text_end(report);
    else
        json_end(report);
    return RT_OK;
}
