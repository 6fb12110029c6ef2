// SPDX-License-Identifier: BSD-2-Clause
/* Finds vectors in files and folders, runs them, and writes their expectations anew. */
#include <dirent.h>
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "files/keep.h"
#include "files/vector_report.h"
#include "registry.h"
#include "vectors/vectors.h"

#define FOLDER_DEPTH 16
#define PATH_SIZE    4096

struct run {
    struct app *app;
    struct rt_vector vector;
    struct rt_vector_report report;
};

static void complain_record(void *context, const char *path, const struct rt_record_fault *fault)
{
    app_complain(context, EXIT_INPUT, path, "record %" PRIu64 ", offset %" PRIu64 ": %s",
                 fault->record, fault->at, fault->cause);
}

static FILE *open_file(struct app *app, const char *path)
{
    FILE *file = strcmp(path, "-") == 0 ? stdin : fopen(path, "rb");
    if (!file)
        app_complain(app, EXIT_INPUT, path, "%s", strerror(errno));
    return file;
}

/* The vectors of one file. */
static void check_file(struct run *run, const char *path)
{
    FILE *file = open_file(run->app, path);
    if (!file) {
        rt_vector_report_unreadable(&run->report, path, 0, "cannot be opened");
        return;
    }
    rt_vector_report_file(&run->report, &run->vector, path, file, complain_record, run->app);
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
        rt_vector_report_unreadable(&run->report, path, 0, "cannot be read");
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

static void complain_report(struct app *app, enum rt_error error)
{
    if (error != RT_OK)
        app_complain(app, EXIT_BUG, NULL, "%s", rt_error_text(error));
}

enum exit_code vectors_check(struct app *app, int argc, char **argv)
{
    struct run run = {.app = app};
    struct rt_vector_report *report = &run.report;
    rt_vector_begin(&run.vector, app_crypto(app), rt_registry, rt_registry_count);
    enum rt_error error =
        rt_vector_report_begin(report, &app->out, app->report, "rtctl vectors check",
                               option_given(&app->options, OPTION_QUIET));
    complain_report(app, error);
    if (error != RT_OK)
        return EXIT_BUG;
    for (int i = 0; i < argc; i++)
        walk(&run, argv[i], 0);
    complain_report(app, rt_vector_report_end(report));
    if (report->passed + report->failed + report->unreadable == 0)
        app_complain(app, EXIT_INPUT, argv[0], "there are no vectors here");
    return report->failed > 0 ? EXIT_FAILED : EXIT_GOOD;
}

static void complain_rewrite(struct app *app, const char *path, const struct rt_record_fault *fault)
{
    if (fault->record > 0)
        complain_record(app, path, fault);
    else
        app_complain(app, EXIT_BUG, path, "not written: %s", fault->cause);
}

static bool expect_file(struct app *app, struct rt_vector *vector, const char *path)
{
    struct rt_keep keep;
    struct rt_record_fault fault;
    FILE *from = open_file(app, path);
    if (!from)
        return false;
    bool good = rt_keep_open(&keep, path, RT_KEEP_REPLACE, RT_KEEP_SHARED) && rt_keep_stream(&keep);
    bool copied = good && rt_vector_rewrite(vector, from, rt_keep_stream(&keep), &fault);
    fclose(from);
    if (good && !copied)
        complain_rewrite(app, path, &fault);
    if (!copied)
        rt_keep_forget(&keep);
    good = rt_keep_end(&keep) && good;
    if (!good)
        app_complain(app, EXIT_OUTPUT, path, "not written: %s", keep.cause);
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
    struct rt_vector vector;
    rt_vector_begin(&vector, app_crypto(app), rt_registry, rt_registry_count);
    for (int i = 0; i < argc; i++)
        if (expect_file(app, &vector, argv[i]))
            tell_written(&app->out, argv[i]);
    return app->code;
}
