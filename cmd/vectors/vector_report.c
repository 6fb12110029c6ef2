// SPDX-License-Identifier: BSD-2-Clause
/* Reports test vectors as text, JSON, TAP and JUnit. */
#include "vectors/vector_report.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

static bool is(const struct vector_report *report, const char *form)
{
    return strcmp(report->app->output, form) == 0;
}

bool vector_report_begin(struct vector_report *report, struct app *app)
{
    *report = (struct vector_report){.app = app};
    if (!is(report, "junit"))
        return true;
    report->cases = open_memstream(&report->text, &report->text_len);
    if (!report->cases)
        app_complain(app, EXIT_BUG, NULL, "%s", rt_error_text(RT_E_NO_MEMORY));
    return report->cases != NULL;
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
    rt_output_text(&report->app->out, is(report, "tap") ? "# " : "      ");
    rt_output_safe(&report->app->out, clause);
    rt_output_text(&report->app->out, "\n");
}

static void put_json_line(void *context, struct rt_view clause)
{
    rt_output_string_view(context, NULL, clause);
}

/* XML: the five characters that mean something, and none that XML forbids. */
static void put_xml(FILE *file, struct rt_view text)
{
    for (size_t i = 0; i < text.len; i++) {
        uint8_t c = text.data[i];
        if (c == '<' || c == '>' || c == '&' || c == '"' || c == '\'' || c > 0x7e)
            fprintf(file, "&#%u;", (unsigned)c);
        else
            fputc(c < ' ' ? '?' : c, file);
    }
}

static void put_xml_line(void *context, struct rt_view clause)
{
    put_xml(context, clause);
    fputs("\n", context);
}

/* One case: its kind is "pass", "fail", "skip" or "unreadable". */
struct line {
    const char *file;
    uint64_t record;
    const char *id; /* NULL if it has none */
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

static void tap_case(struct vector_report *report, const struct line *line)
{
    struct rt_output *out = &report->app->out;
    uint64_t number = report->passed + report->failed + report->skipped + report->unreadable;
    rt_output_print(out, "%sok %" PRIu64 " - ", *line->clauses ? "not " : "", number);
    rt_output_safe(out, view_of(line->file));
    put_record(out, line);
    rt_output_text(out, strcmp(line->kind, "skip") == 0 ? " # SKIP nothing is expected\n" : "\n");
    each_clause(line->clauses, put_line, report);
}

static void junit_case(struct vector_report *report, const struct line *line)
{
    FILE *file = report->cases;
    fputs("  <testcase classname=\"vectors\" name=\"", file);
    put_xml(file, view_of(line->file));
    fprintf(file, " %" PRIu64, line->record);
    if (line->id) {
        fputc(' ', file);
        put_xml(file, view_of(line->id));
    }
    fputs("\">", file);
    if (*line->clauses) {
        fputs("<failure>", file);
        each_clause(line->clauses, put_xml_line, file);
        fputs("</failure>", file);
    } else if (strcmp(line->kind, "skip") == 0) {
        fputs("<skipped/>", file);
    }
    fputs("</testcase>\n", file);
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
    if (is(report, "tap"))
        tap_case(report, line);
    else if (is(report, "junit"))
        junit_case(report, line);
    else if (report->app->form == RT_OUTPUT_TEXT)
        text_case(report, line);
    else
        json_case(report, line);
}

void vector_report_case(struct vector_report *report, const char *file,
                        const struct rt_record *record, const struct rt_vector_faults *faults)
{
    struct line line = {
        .file = file, .record = record->number, .id = record->id, .kind = "skip", .clauses = ""};
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

static void junit_end(struct vector_report *report)
{
    struct rt_output *out = &report->app->out;
    fclose(report->cases);
    rt_output_print(out,
                    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                    "<testsuites>\n<testsuite name=\"rtctl vectors\" tests=\"%" PRIu64
                    "\" failures=\"%" PRIu64 "\" skipped=\"%" PRIu64 "\">\n",
                    report->passed + report->failed + report->skipped + report->unreadable,
                    report->failed + report->unreadable, report->skipped);
    if (report->text)
        rt_output_view(out, (struct rt_view){(const uint8_t *)report->text, report->text_len});
    rt_output_text(out, "</testsuite>\n</testsuites>\n");
    free(report->text);
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
    uint64_t all = report->passed + report->failed + report->skipped + report->unreadable;
    if (is(report, "tap")) {
        rt_output_print(out, "1..%" PRIu64 "\n", all);
    } else if (is(report, "junit")) {
        junit_end(report);
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
