// SPDX-License-Identifier: BSD-2-Clause
/* Runs the vectors of files and folders, and writes their expectations anew. */
#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include "files/keep.h"
#include "files/vector_folder.h"
#include "files/vector_report.h"
#include "registry.h"
#include "vectors/vectors.h"

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
static void check_file(void *context, const char *path)
{
    struct run *run = context;
    FILE *file = open_file(run->app, path);
    if (!file) {
        rt_vector_report_unreadable(&run->report, path, 0, "cannot be opened");
        return;
    }
    rt_vector_report_file(&run->report, &run->vector, path, file, complain_record, run->app);
    if (file != stdin)
        fclose(file);
}

static void complain_folder(void *context, const char *path, int error)
{
    struct run *run = context;
    app_complain(run->app, EXIT_INPUT, path, "%s", strerror(error));
    rt_vector_report_unreadable(&run->report, path, 0, "cannot be read");
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
    const struct rt_vector_folder_visitor visitor = {check_file, complain_folder, &run};
    rt_vector_begin(&run.vector, app_crypto(app), rt_registry, rt_registry_count);
    enum rt_error error =
        rt_vector_report_begin(report, &app->out, app->report, "rtctl vectors check",
                               option_given(&app->options, OPTION_QUIET));
    complain_report(app, error);
    if (error != RT_OK)
        return EXIT_BUG;
    for (int i = 0; i < argc; i++)
        rt_vector_folder_walk(argv[i], &visitor);
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
