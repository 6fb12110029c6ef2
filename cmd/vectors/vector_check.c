// SPDX-License-Identifier: BSD-2-Clause
/* Finding vectors in files and folders, running them, and writing their expectations anew. */
#include <dirent.h>
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "files/json.h"
#include "files/keep.h"
#include "registry.h"
#include "vectors/vector_report.h"

#define FOLDER_DEPTH 16
#define PATH_SIZE    4096

struct run {
    struct app *app;
    struct rt_vector vector;
    struct rt_vector_faults faults;
    struct vector_report report;
};

static void judge(struct run *run, const struct rt_record *record)
{
    struct rt_exchange exchange = rt_record_exchange(record);
    rt_vector_judge(&run->vector, &exchange);
}

static void unreadable(struct run *run, const char *path, uint64_t record, const char *cause)
{
    vector_report_unreadable(&run->report, path, record, cause);
    run->app->code = exit_worse(run->app->code, EXIT_INPUT);
}

static void complain_record(struct run *run, const char *path, const struct rt_record_fault *fault)
{
    app_complain(run->app, EXIT_INPUT, path, "record %" PRIu64 ", offset %" PRIu64 ": %s",
                 fault->record, fault->at, fault->cause);
}

static FILE *open_file(struct run *run, const char *path)
{
    FILE *file = strcmp(path, "-") == 0 ? stdin : fopen(path, "rb");
    if (!file) {
        const char *cause = strerror(errno);
        app_complain(run->app, EXIT_INPUT, path, "%s", cause);
    }
    return file;
}

/* The vectors of one file. */
static void check_file(struct run *run, const char *path)
{
    struct rt_record record;
    struct rt_record_fault fault;
    enum rt_next next;
    FILE *file = open_file(run, path);
    if (!file) {
        unreadable(run, path, 0, "cannot be opened");
        return;
    }
    struct rt_json_reader *reader = rt_json_open(file, RT_JSON_AUTO);
    while (reader && (next = rt_json_next(reader, &record, &fault)) != RT_NEXT_END) {
        if (next == RT_NEXT_FAULT) {
            complain_record(run, path, &fault);
            unreadable(run, path, fault.record, fault.cause);
            continue;
        }
        if (record.expect) {
            judge(run, &record);
            rt_vector_compare(&run->vector, record.expect, &run->faults);
            if (run->faults.count > 0)
                run->app->code = exit_worse(run->app->code, EXIT_FAILED);
        }
        vector_report_case(&run->report, path, &record, record.expect ? &run->faults : NULL);
    }
    rt_json_close(reader);
    if (file != stdin)
        fclose(file);
}

static bool ends_in(const char *name, const char *ending)
{
    size_t len = strlen(name), tail = strlen(ending);
    return len > tail && strcmp(name + len - tail, ending) == 0;
}

/* Golden runs, seed corpora and a schema stand beside vectors and are none. */
static bool holds_other_data(const char *folder)
{
    return strcmp(folder, "cli") == 0 || strcmp(folder, "fuzz") == 0 ||
           strcmp(folder, "chains") == 0 || strcmp(folder, "cases") == 0;
}

/* Looks at an entry of a folder; true if it is to be walked, too. */
static bool wanted(const char *path, const char *name, bool *is_folder)
{
    struct stat status;
    if (name[0] == '.' || lstat(path, &status) != 0)
        return false;
    *is_folder = S_ISDIR(status.st_mode);
    if (*is_folder)
        return !holds_other_data(name);
    return (ends_in(name, ".json") && !ends_in(name, ".schema.json")) || ends_in(name, ".ndjson");
}

static void walk(struct run *run, const char *path, unsigned depth);

static void walk_folder(struct run *run, const char *path, unsigned depth)
{
    struct dirent **entries;
    int count = scandir(path, &entries, NULL, alphasort);
    if (count < 0) {
        app_complain(run->app, EXIT_INPUT, path, "%s", strerror(errno));
        unreadable(run, path, 0, "cannot be read");
        return;
    }
    for (int i = 0; i < count; i++) {
        char below[PATH_SIZE];
        bool is_folder;
        const char *slash = ends_in(path, "/") ? "" : "/";
        int len = snprintf(below, sizeof below, "%s%s%s", path, slash, entries[i]->d_name);
        if (len > 0 && (size_t)len < sizeof below && wanted(below, entries[i]->d_name, &is_folder))
            walk(run, below, depth + 1);
        free(entries[i]);
    }
    free(entries);
}

static void walk(struct run *run, const char *path, unsigned depth)
{
    struct stat status;
    if (stat(path, &status) == 0 && S_ISDIR(status.st_mode)) {
        if (depth < FOLDER_DEPTH)
            walk_folder(run, path, depth);
    } else {
        check_file(run, path);
    }
}

enum exit_code vectors_check(struct app *app, int argc, char **argv)
{
    struct run run = {.app = app};
    rt_vector_begin(&run.vector, app_crypto(app), rt_registry, rt_registry_count);
    if (!vector_report_begin(&run.report, app))
        return EXIT_BUG;
    for (int i = 0; i < argc; i++)
        walk(&run, argv[i], 0);
    vector_report_end(&run.report);
    if (run.report.passed + run.report.failed + run.report.unreadable == 0)
        app_complain(app, EXIT_INPUT, argv[0], "there are no vectors here");
    return app->code;
}

/* Copies the records of a file with new expectations; false after a message. */
static bool rewrite(struct run *run, const char *path, FILE *from, FILE *to, bool list)
{
    struct rt_vector_writer writer = {0};
    struct rt_record record;
    struct rt_record_fault fault;
    enum rt_next next;
    const uint64_t failures = rt_crypto_failures();
    struct rt_json_reader *reader = rt_json_open(from, RT_JSON_AUTO);
    while (reader && (next = rt_json_next(reader, &record, &fault)) == RT_NEXT_RECORD) {
        if (!writer.file)
            rt_vector_write_begin(&writer, to, list, record.form != RT_FORM_NONE, record.source);
        judge(run, &record);
        rt_vector_write(&writer, &run->vector, &record, NULL);
    }
    if (reader && next == RT_NEXT_FAULT)
        complain_record(run, path, &fault);
    else if (!writer.file)
        app_complain(run->app, EXIT_INPUT, path, "there is no exchange in it");
    rt_json_close(reader);
    if (!reader || next == RT_NEXT_FAULT || !writer.file)
        return false;
    rt_vector_write_end(&writer);
    if (rt_crypto_failures() != failures)
        app_complain(run->app, EXIT_BUG, path, "not written: %s", rt_error_text(RT_E_CRYPTO));
    return rt_crypto_failures() == failures;
}

/* How many records a file has. */
static uint64_t count_records(FILE *file)
{
    uint64_t count = 0;
    struct rt_record record;
    struct rt_record_fault fault;
    struct rt_json_reader *reader = rt_json_open(file, RT_JSON_AUTO);
    while (reader && rt_json_next(reader, &record, &fault) == RT_NEXT_RECORD)
        count++;
    rt_json_close(reader);
    rewind(file);
    return count;
}

static bool expect_file(struct run *run, const char *path)
{
    struct rt_keep keep;
    FILE *from = open_file(run, path);
    if (!from)
        return false;
    bool good = rt_keep_open(&keep, path, RT_KEEP_REPLACE, RT_KEEP_SHARED) && rt_keep_stream(&keep);
    bool copied = good && rewrite(run, path, from, rt_keep_stream(&keep), count_records(from) > 1);
    fclose(from);
    if (!copied)
        rt_keep_forget(&keep);
    good = rt_keep_end(&keep) && good;
    if (!good)
        app_complain(run->app, EXIT_OUTPUT, path, "not written: %s", keep.cause);
    return good && copied;
}

static void tell_written(struct rt_output *out, const char *path)
{
    if (out->form == RT_OUTPUT_TEXT) {
        rt_output_safe(out, (struct rt_view){(const uint8_t *)path, strlen(path)});
        rt_output_text(out, "\n");
        return;
    }
    rt_output_record(out, "written");
    rt_output_string(out, "file", path);
    rt_output_record_end(out);
}

enum exit_code vectors_expect(struct app *app, int argc, char **argv)
{
    struct run run = {.app = app};
    rt_vector_begin(&run.vector, app_crypto(app), rt_registry, rt_registry_count);
    for (int i = 0; i < argc; i++)
        if (expect_file(&run, argv[i]))
            tell_written(&app->out, argv[i]);
    return app->code;
}
