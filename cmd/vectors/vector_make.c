// SPDX-License-Identifier: BSD-2-Clause
/*
 * The vectors that rtctl makes itself, below a folder:
 *
 *     <version>/made.json          correct: alone, in a batch, and one for each reading
 *     bad/<version>/<check>.json   each check that the version has, failing alone
 */
#include <errno.h>
#include <inttypes.h>
#include <string.h>
#include <sys/stat.h>

#include "files/keep.h"
#include "registry.h"
#include "vectors/vectors.h"

#define PATH_SIZE 4096

struct making {
    struct app *app;
    const char *folder;
    const char *seed;
    struct rt_vector_maker maker;
    struct rt_keep keep;
    char path[PATH_SIZE]; /* of `keep` */
};

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

/* With `good` the file is complete, and is put in its place. */
static bool close_file(struct making *making, struct rt_vector_writer *writer, bool good)
{
    rt_vector_write_end(writer);
    if (!good)
        rt_keep_forget(&making->keep);
    if (rt_keep_end(&making->keep))
        return good;
    app_complain(making->app, EXIT_OUTPUT, making->path, "%s", making->keep.cause);
    return false;
}

static void write_vector(struct making *making, struct rt_vector_writer *writer)
{
    const struct rt_vector_maker *maker = &making->maker;
    char text[512];
    snprintf(text, sizeof text,
             "made by rtctl vectors make --seed %s for %s: %s; request %" PRIu32 " of %" PRIu32,
             making->seed, maker->made.version->name, maker->note, maker->made.leaf + 1,
             maker->made.count);
    rt_vector_write(writer, &maker->vector, &maker->record, text);
}

/* Whether a vector was made; false after a message. */
static bool made(struct making *making, const char *what, enum rt_vector_making outcome)
{
    if (outcome != RT_VECTOR_MADE)
        app_complain(making->app, EXIT_BUG, what, "%s", rt_vector_making_text(outcome));
    return outcome == RT_VECTOR_MADE;
}

static bool make_good(struct making *making, const struct rt_version *version)
{
    struct rt_vector_writer writer;
    FILE *file = open_below(making, version->name, NULL, "made.json");
    bool good = file != NULL;
    if (!file)
        return false;
    rt_vector_write_begin(&writer, file, true, false, NULL);
    for (size_t i = 0; good && i < rt_vector_make_count(version); i++) {
        good = made(making, version->name, rt_vector_make(&making->maker, version, i));
        if (good)
            write_vector(making, &writer);
    }
    return close_file(making, &writer, good);
}

static bool make_bad(struct making *making, const struct rt_version *version, enum rt_check check)
{
    char name[64];
    struct rt_vector_writer writer;
    enum rt_vector_making outcome = rt_vector_make_bad(&making->maker, version, check);
    snprintf(name, sizeof name, "%s.json", rt_check_row(check)->name);
    if (outcome == RT_VECTOR_NO_CHECK)
        return true;
    if (!made(making, outcome == RT_VECTOR_FAILED ? version->name : name, outcome))
        return false;
    FILE *file = open_below(making, "bad", version->name, name);
    if (!file)
        return false;
    rt_vector_write_begin(&writer, file, false, false, NULL);
    write_vector(making, &writer);
    return close_file(making, &writer, true);
}

enum exit_code vectors_make(struct app *app, struct rt_view seed, const char *folder)
{
    struct making making = {.app = app, .folder = folder, .seed = app->options.value[OPTION_SEED]};
    bool good = rt_vector_make_begin(&making.maker, app_crypto(app), seed, rt_registry,
                                     rt_registry_count) == RT_OK;
    for (size_t i = 0; good && i < rt_registry_count; i++) {
        good = make_good(&making, rt_registry[i]);
        for (int check = 0; good && check < RT_CHECK_LONE_COUNT; check++)
            good = make_bad(&making, rt_registry[i], (enum rt_check)check);
    }
    if (!good && app->code == EXIT_GOOD)
        app_complain(app, EXIT_BUG, "vectors make", "%s", rt_error_text(RT_E_CRYPTO));
    return app->code;
}
