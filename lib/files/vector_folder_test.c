// SPDX-License-Identifier: BSD-2-Clause
/* A folder of vectors that is made, and found again. */
#include "files/vector_folder.h"

#include <ftw.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/test.h"
#include "registry.h"

static const struct rt_version *const versions[] = {&rt_version_v8};
static const struct rt_view seed = {(const uint8_t *)"seed", 4};
static struct rt_vector_folder_fault fault;
static char folder[40];

/* What was told, one after the other, without the folder. */
struct told {
    char text[8192];
    size_t count;
};

static void take(void *context, const char *path)
{
    struct told *told = context;
    told->count++;
    strcat(told->text, path + strlen(folder));
    strcat(told->text, "\n");
}

static void take_unread(void *context, const char *path, int error)
{
    (void)error;
    take(context, path);
}

static struct told walk(void)
{
    struct told told = {.count = 0};
    rt_vector_folder_walk(folder, &(struct rt_vector_folder_visitor){take, take_unread, &told});
    return told;
}

static void write_file(const char *name)
{
    char path[128];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "w");
    ck_assert_ptr_nonnull(file);
    fclose(file);
}

static int take_away(const char *path, const struct stat *status, int kind, struct FTW *place)
{
    (void)status;
    (void)kind;
    (void)place;
    return remove(path);
}

START_TEST(test_folder)
{
    static const char *const other[] = {"a.txt", ".b.json", "c.schema.json", "cli/d.json",
                                        "z.ndjson"};
    struct rt_crypto *crypto = rt_crypto_new();
    char path[64];
    strcpy(folder, "/tmp/rtctl-folder.XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(folder));
    ck_assert(rt_vector_folder_make(crypto, seed, "a test", versions, 1, folder, &fault));
    struct told made = walk();
    ck_assert_uint_gt(made.count, 10);
    /* Sorted, and those of one version only. */
    ck_assert_int_eq(strncmp(made.text, "/bad/v8/", 8), 0);
    ck_assert_str_eq(strrchr(strstr(made.text, "/v8/made"), '/'), "/made.json\n");
    snprintf(path, sizeof path, "%s/cli", folder);
    ck_assert_int_eq(mkdir(path, 0700), 0);
    for (size_t i = 0; i < sizeof other / sizeof other[0]; i++)
        write_file(other[i]);
    struct told with_others = walk();
    ck_assert_uint_eq(with_others.count, made.count + 1);
    ck_assert_ptr_nonnull(strstr(with_others.text, "/z.ndjson\n"));
    ck_assert_int_eq(nftw(folder, take_away, 8, FTW_DEPTH | FTW_PHYS), 0);
    /* Whatever is no folder is told of. */
    made = walk();
    ck_assert_uint_eq(made.count, 1);
    rt_crypto_free(crypto);
}
END_TEST

START_TEST(test_unwritable)
{
    struct rt_crypto *crypto = rt_crypto_new();
    ck_assert(!rt_vector_folder_make(crypto, seed, "a test", versions, 1, "/dev/null", &fault));
    ck_assert_int_eq(fault.making, RT_VECTOR_MADE);
    ck_assert_str_ne(fault.cause, "");
    ck_assert_int_eq(strncmp(fault.what, "/dev/null", 9), 0);
    rt_crypto_free(crypto);
}
END_TEST

RT_TEST_MAIN("vector_folder", test_folder, test_unwritable)
