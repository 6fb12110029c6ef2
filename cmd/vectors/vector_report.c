// SPDX-License-Identifier: BSD-2-Clause
/* Reports test vectors. */
#include "vectors/vector_report.h"

#include <inttypes.h>
#include <string.h>

bool vector_report_begin(struct vector_report *report, struct app *app)
{
    static const struct rt_report_head head = {.title = "rtctl vectors check"};
    *report = (struct vector_report){.app = app};
    if (!app->report || rt_report_begin(&report->run, &app->out, app->report, &head) == RT_OK)
        return true;
    app_complain(app, EXIT_BUG, NULL, "%s", rt_error_text(RT_E_NO_MEMORY));
    return false;
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
    struct vector_report *report = context;
    rt_output_text(&report->app->out, "      ");
    rt_output_safe(&report->app->out, clause);
    rt_output_text(&report->app->out, "\n");
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

static void text_case(struct vector_report *report, const struct line *line)
{
    struct rt_output *out = &report->app->out;
    bool bad = *line->clauses != '\0';
    bool quiet = option_given(&report->app->options, OPTION_QUIET);
    if (quiet && !bad)
        return;
    rt_output_cell(out, bad ? RT_STYLE_BAD : RT_STYLE_GOOD, 6, bad ? "FAIL" : line->kind);
    rt_output_safe(out, view_of(line->file));
    put_record(out, line);
    rt_output_text(out, "\n");
    each_clause(line->clauses, put_line, report);
}

/* The packets are shown of what failed. */
static void report_case(struct vector_report *report, const struct line *line)
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

static void json_case(struct vector_report *report, const struct line *line)
{
    struct rt_output *out = &report->app->out;
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

static void put_case(struct vector_report *report, const struct line *line)
{
    if (report->app->report)
        report_case(report, line);
    else if (report->app->form == RT_OUTPUT_TEXT)
        text_case(report, line);
    else
        json_case(report, line);
}

void vector_report_case(struct vector_report *report, const char *file,
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

void vector_report_unreadable(struct vector_report *report, const char *file, uint64_t record,
                              const char *cause)
{
    struct line line = {.file = file, .record = record, .kind = "unreadable", .clauses = cause};
    report->unreadable++;
    put_case(report, &line);
}

static void json_end(struct vector_report *report)
{
    struct rt_output *out = &report->app->out;
    rt_output_record(out, "summary");
    rt_output_uint(out, "passed", report->passed);
    rt_output_uint(out, "failed", report->failed);
    rt_output_uint(out, "skipped", report->skipped);
    rt_output_uint(out, "unreadable", report->unreadable);
    rt_output_record_end(out);
}

void vector_report_end(struct vector_report *report)
{
    struct rt_output *out = &report->app->out;
    if (report->app->report) {
        if (rt_report_end(&report->run, NULL) != RT_OK)
            app_complain(report->app, EXIT_BUG, NULL, "%s", rt_error_text(RT_E_NO_MEMORY));
    } else if (report->app->form != RT_OUTPUT_TEXT) {
        json_end(report);
    } else {
        rt_output_print(out, "%" PRIu64 " vectors passed, %" PRIu64 " failed", report->passed,
                        report->failed);
        if (report->skipped > 0)
            rt_output_print(out, ", %" PRIu64 " expect nothing", report->skipped);
        if (report->unreadable > 0)
            rt_output_print(out, ", %" PRIu64 " cannot be read", report->unreadable);
        rt_output_text(out, "\n");
    }
}
