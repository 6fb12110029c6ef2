// SPDX-License-Identifier: BSD-2-Clause
/*
 * The vectors that rtctl makes itself, below a folder:
 *
 *     <version>/made.json          correct: alone, in a batch, and one for each reading
 *     bad/<version>/<check>.json   each check that the version has, failing alone
 *
 * Everything random comes from the seed: the same seed gives the same bytes. Each bad vector is
 * looked at before it is written: another check may only be blocked by the one that fails.
 */
#include <errno.h>
#include <inttypes.h>
#include <string.h>
#include <sys/stat.h>

#include "files/keep.h"
#include "registry.h"
#include "vectors/vector_build.h"

#define PATH_SIZE 4096

struct making {
    struct app *app;
    struct build_keys keys;
    const char *folder;
    const char *seed;
    struct build build;
    struct vector vector;
    struct rt_keep keep;
    char path[PATH_SIZE]; /* of `keep` */
};

/* A packet that is not what it was made to be. */
static bool failed(struct making *making, const char *what, const char *cause)
{
    app_complain(making->app, EXIT_BUG, what, "%s", cause);
    return false;
}

/* Begins a file, whose folders are made; the old one stays until it is whole. */
static FILE *open_below(struct making *making, const char *first, const char *second,
                        const char *name)
{
    char *path = making->path;
    const char *parts[] = {first, second, name};
    int len = snprintf(path, PATH_SIZE, "%s", making->folder);
    for (size_t i = 0; i < 3 && len >= 0 && len < PATH_SIZE - 16; i++) {
        if (!parts[i])
            continue;
        if (mkdir(path, 0777) != 0 && errno != EEXIST)
            break;
        len += snprintf(path + len, PATH_SIZE - (size_t)len, "/%s", parts[i]);
    }
    FILE *file = NULL;
    if (rt_keep_open(&making->keep, path, RT_KEEP_REPLACE, RT_KEEP_SHARED))
        file = rt_keep_stream(&making->keep);
    making->keep.unsynced = true; /* hundreds of files, which the seed makes again */
    if (!file)
        app_complain(making->app, EXIT_OUTPUT, path, "%s", making->keep.cause);
    return file;
}

static bool judge(struct making *making)
{
    struct build *build = &making->build;
    const uint64_t failures = rt_crypto_failures();
    enum rt_error error = build_packets(build);
    if (error != RT_OK)
        return failed(making, build->version->name, rt_error_text(error));
    struct rt_exchange exchange = {
        .request = build->asked[build->leaf].packet,
        .response = build->packet,
        .key = making->keys.public,
        .transport = RT_TRANSPORT_UNKNOWN,
    };
    vector_judge(&making->vector, app_crypto(making->app), &exchange);
    if (rt_crypto_failures() != failures)
        return failed(making, build->version->name, rt_error_text(RT_E_CRYPTO));
    return true;
}

static void write_vector(struct making *making, struct vector_writer *writer, const char *kind,
                         const char *note)
{
    char id[RT_READING_SIZE + 64];
    struct rt_record record = {
        .request = making->build.asked[making->build.leaf].packet,
        .response = making->build.packet,
        .have_key = true,
        .id = id,
    };
    char text[256];
    snprintf(id, sizeof id, "%s/%s", making->build.version->name, kind);
    memcpy(record.key, making->keys.public, RT_KEY_SIZE);
    snprintf(text, sizeof text,
             "made by rtctl vectors make --seed %s for %s: %s; request %" PRIu32 " of %" PRIu32,
             making->seed, making->build.version->name, note, making->build.leaf + 1,
             making->build.count);
    vector_write(writer, &making->vector, &record, text);
}

/* With `good` the file is complete, and is put in its place. */
static bool close_file(struct making *making, struct vector_writer *writer, bool good)
{
    vector_end(writer);
    if (!good)
        rt_keep_forget(&making->keep);
    if (rt_keep_end(&making->keep))
        return good;
    app_complain(making->app, EXIT_OUTPUT, making->path, "%s", making->keep.cause);
    return false;
}

static bool is_valid_as(const struct vector *vector, const struct rt_version *version)
{
    for (size_t i = 0; i < vector->judgement.valid_count; i++)
        if (vector->judgement.valid[i].version == version)
            return true;
    return false;
}

/* A correct exchange; one whose delegation never ends if `forever`. */
static bool make_good(struct making *making, struct vector_writer *writer,
                      const struct rt_version *version, const struct rt_reading *reading,
                      uint32_t count, uint32_t leaf)
{
    struct build *build = &making->build;
    char kind[RT_READING_SIZE + 32] = "made/alone", note[RT_READING_SIZE + 32] = "correct";
    char settings[RT_READING_SIZE];
    if (build_plan(build, app_crypto(making->app), &making->keys, version, reading, count, leaf) !=
        RT_OK)
        return failed(making, version->name, rt_error_text(RT_E_CRYPTO));
    if (count == 1)
        build->response.maxt = RT_FOREVER;
    if (!judge(making))
        return false;
    if (!is_valid_as(&making->vector, version))
        return failed(making, version->name, "a correct exchange is not valid");
    if (count > 1)
        snprintf(kind, sizeof kind, "made/batch-%" PRIu32, leaf + 1);
    if (reading) {
        snprintf(note, sizeof note, "with %s", rt_reading_text(reading, settings));
        snprintf(kind, sizeof kind, "made/%s", settings);
    }
    write_vector(making, writer, kind, note);
    return true;
}

static bool make_version(struct making *making, const struct rt_version *version)
{
    struct vector_writer writer;
    FILE *file = open_below(making, version->name, NULL, "made.json");
    if (!file)
        return false;
    vector_begin(&writer, file, true, false, NULL);
    bool good = make_good(making, &writer, version, NULL, 1, 0) &&
                make_good(making, &writer, version, NULL, BUILD_LEAVES, 1) &&
                make_good(making, &writer, version, NULL, BUILD_LEAVES, 4);
    for (size_t i = 0; good && i < rt_version_readings(version); i++)
        good = make_good(making, &writer, version, &version->readings[i], BUILD_LEAVES, 2);
    return close_file(making, &writer, good);
}

/* Whether the only check that fails is `check`, and what is blocked is so by it. */
static bool fails_alone(const struct rt_report *report, enum rt_check check)
{
    for (int i = 0; i < RT_CHECK_LONE_COUNT; i++) {
        const struct rt_result *result = &report->checks[i];
        if (i != (int)check && result->outcome == RT_FAIL)
            return false;
        while (result->outcome == RT_BLOCKED && result->blocked_by != check)
            result = &report->checks[result->blocked_by];
        if (result->outcome == RT_UNVERIFIED)
            return false;
    }
    return true;
}

static const struct rt_report *report_of(const struct making *making,
                                         const struct rt_version *version)
{
    size_t i = 0;
    while (rt_registry[i] != version)
        i++;
    return &making->vector.reports[i];
}

static bool make_bad(struct making *making, const struct rt_version *version, enum rt_check check)
{
    struct build *build = &making->build;
    char name[64];
    if (build_plan(build, app_crypto(making->app), &making->keys, version, NULL, BUILD_LEAVES, 1) !=
        RT_OK)
        return failed(making, version->name, rt_error_text(RT_E_CRYPTO));
    if (build_spoil(build, rt_spoil_breaking(check)) != RT_OK)
        return failed(making, version->name, rt_error_text(RT_E_CRYPTO));
    if (!judge(making))
        return false;
    const struct rt_report *report = report_of(making, version);
    if (report->checks[check].outcome != RT_FAIL)
        return true; /* the version does not have this check */
    snprintf(name, sizeof name, "%s.json", rt_check_row(check)->name);
    if (!fails_alone(report, check))
        return failed(making, name, "another check fails, too");
    struct vector_writer writer;
    char kind[64];
    snprintf(kind, sizeof kind, "bad/%s", rt_check_row(check)->name);
    FILE *file = open_below(making, "bad", version->name, name);
    if (!file)
        return false;
    vector_begin(&writer, file, false, false, NULL);
    write_vector(making, &writer, kind, build->fault->exchange);
    return close_file(making, &writer, true);
}

enum exit_code vectors_make(struct app *app, struct rt_view seed, const char *folder)
{
    struct making making = {.app = app, .folder = folder, .seed = app->options.value[OPTION_SEED]};
    bool good = build_keys(&making.keys, app_crypto(app), seed) == RT_OK;
    for (size_t i = 0; good && i < rt_registry_count; i++) {
        good = make_version(&making, rt_registry[i]);
        for (int check = 0; good && check < RT_CHECK_LONE_COUNT; check++)
            good = make_bad(&making, rt_registry[i], (enum rt_check)check);
    }
    if (!good && app->code == EXIT_GOOD)
        failed(&making, "vectors make", rt_error_text(RT_E_CRYPTO));
    return app->code;
}
