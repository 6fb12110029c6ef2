// SPDX-License-Identifier: BSD-2-Clause
/* Finds files of vectors in folders, and makes such folders. */
#include "files/vector_folder.h"

#include <dirent.h>
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "files/keep.h"

#define FOLDER_DEPTH 16

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

static void walk(const struct rt_vector_folder_visitor *visitor, const char *path, unsigned depth);

static void walk_folder(const struct rt_vector_folder_visitor *visitor, const char *path,
                        unsigned depth)
{
    struct dirent **entries;
    int count = scandir(path, &entries, NULL, alphasort);
    if (count < 0) {
        visitor->unread(visitor->context, path, errno);
        return;
    }
    for (int i = 0; i < count; i++) {
        char below[RT_VECTOR_FOLDER_PATH];
        bool is_folder;
        const char *slash = ends_in(path, "/") ? "" : "/";
        int len = snprintf(below, sizeof below, "%s%s%s", path, slash, entries[i]->d_name);
        if (len > 0 && (size_t)len < sizeof below && wanted(below, entries[i]->d_name, &is_folder))
            walk(visitor, below, depth + 1);
        free(entries[i]);
    }
    free(entries);
}

static void walk(const struct rt_vector_folder_visitor *visitor, const char *path, unsigned depth)
{
    struct stat status;
    if (stat(path, &status) == 0 && S_ISDIR(status.st_mode)) {
        if (depth < FOLDER_DEPTH)
            walk_folder(visitor, path, depth);
    } else {
        visitor->file(visitor->context, path);
    }
}

void rt_vector_folder_walk(const char *path, const struct rt_vector_folder_visitor *visitor)
{
    walk(visitor, path, 0);
}

/* A folder of vectors that is being made. */
struct making {
    const char *folder;
    const char *by;
    struct rt_vector_maker maker;
    struct rt_keep keep;
    char path[RT_VECTOR_FOLDER_PATH]; /* of `keep` */
    struct rt_vector_folder_fault *fault;
};

static bool fail(struct making *making, enum rt_vector_making outcome, const char *what,
                 const char *cause)
{
    struct rt_vector_folder_fault *fault = making->fault;
    fault->making = outcome;
    snprintf(fault->what, sizeof fault->what, "%s", what);
    snprintf(fault->cause, sizeof fault->cause, "%s", cause);
    return false;
}

/* Begins a file, whose folders are made; the old one stays until it is whole. */
static FILE *open_below(struct making *making, const char *first, const char *second,
                        const char *name)
{
    char *path = making->path;
    const char *parts[] = {first, second, name};
    int len = snprintf(path, RT_VECTOR_FOLDER_PATH, "%s", making->folder);
    for (size_t i = 0; i < 3 && len >= 0 && len < RT_VECTOR_FOLDER_PATH - 16; i++) {
        if (!parts[i])
            continue;
        if (mkdir(path, 0777) != 0 && errno != EEXIST)
            break;
        len += snprintf(path + len, RT_VECTOR_FOLDER_PATH - (size_t)len, "/%s", parts[i]);
    }
    FILE *file = NULL;
    if (rt_keep_open(&making->keep, path, RT_KEEP_REPLACE, RT_KEEP_SHARED))
        file = rt_keep_stream(&making->keep);
    making->keep.unsynced = true; /* hundreds of files, which the seed makes again */
    if (!file)
        (void)fail(making, RT_VECTOR_MADE, path, making->keep.cause);
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
    return fail(making, RT_VECTOR_MADE, making->path, making->keep.cause);
}

static void write_vector(struct making *making, struct rt_vector_writer *writer)
{
    const struct rt_vector_maker *maker = &making->maker;
    char text[512];
    snprintf(text, sizeof text, "made by %s for %s: %s; request %" PRIu32 " of %" PRIu32,
             making->by, maker->made.version->name, maker->note, maker->made.leaf + 1,
             maker->made.count);
    rt_vector_write(writer, &maker->vector, &maker->record, text);
}

static bool made(struct making *making, const char *what, enum rt_vector_making outcome)
{
    return outcome == RT_VECTOR_MADE || fail(making, outcome, what, rt_vector_making_text(outcome));
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

bool rt_vector_folder_make(struct rt_crypto *crypto, struct rt_view seed, const char *by,
                           const struct rt_version *const *versions, size_t count,
                           const char *folder, struct rt_vector_folder_fault *fault)
{
    struct making making = {.folder = folder, .by = by, .fault = fault};
    if (rt_vector_make_begin(&making.maker, crypto, seed, versions, count) != RT_OK)
        return fail(&making, RT_VECTOR_FAILED, "", rt_error_text(RT_E_CRYPTO));
    bool good = true;
    for (size_t i = 0; good && i < count; i++) {
        good = make_good(&making, versions[i]);
        for (int check = 0; good && check < RT_CHECK_LONE_COUNT; check++)
            good = make_bad(&making, versions[i], (enum rt_check)check);
    }
    return good;
}
