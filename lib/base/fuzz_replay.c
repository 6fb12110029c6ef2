// SPDX-License-Identifier: BSD-2-Clause
/*
 * Stands in for libFuzzer in the tests: gives every file of a folder to one of the fuzz targets
 * that are linked into the program, each in a block of its own so that a sanitizer sees the first
 * byte read too many. Fails when there is nothing to replay.
 *
 *     lib_tests fuzz TARGET FOLDER
 */
#include <dirent.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/fuzz_target.h"
#include "base/test.h"

static struct rt_fuzz_target *targets;

void rt_fuzz_add(struct rt_fuzz_target *target)
{
    target->next = targets;
    targets = target;
}

static int replay_file(const struct rt_fuzz_target *target, const char *path)
{
    FILE *file = fopen(path, "rb");
    if (!file) {
        perror(path);
        return -1;
    }
    uint8_t *data = NULL;
    long size = -1;
    if (fseek(file, 0, SEEK_END) == 0 && (size = ftell(file)) >= 0 &&
        fseek(file, 0, SEEK_SET) == 0 && (data = malloc((size_t)size + !size)) != NULL &&
        fread(data, 1, (size_t)size, file) == (size_t)size) {
        printf("# %s\n", path);
        fflush(stdout); /* names the culprit if the next line does not return */
        target->run(data, (size_t)size);
    } else {
        size = -1;
    }
    free(data);
    fclose(file);
    return size < 0 ? -1 : 0;
}

static int replay_folder(const struct rt_fuzz_target *target, const char *folder)
{
    struct dirent **entries = NULL;
    int count = scandir(folder, &entries, NULL, alphasort);
    int files = 0;
    for (int i = 0; i < count; i++) {
        char path[4096];
        int len = snprintf(path, sizeof path, "%s/%s", folder, entries[i]->d_name);
        int bad =
            entries[i]->d_name[0] != '.' && (len >= (int)sizeof path || replay_file(target, path));
        files = bad || files < 0 ? -1 : files + (entries[i]->d_name[0] != '.');
        free(entries[i]);
    }
    free(entries);
    return files;
}

START_TEST(test_replay)
{
    const struct rt_fuzz_target *target = targets;
    ck_assert_msg(rt_test_word_count == 2, "a target and a folder are needed");
    while (target && strcmp(target->title, rt_test_words[0]) != 0)
        target = target->next;
    ck_assert_msg(target != NULL, "no target is called %s", rt_test_words[0]);
    int files = replay_folder(target, rt_test_words[1]);
    printf("# %s: %d inputs\n", rt_test_words[1], files);
    ck_assert_int_gt(files, 0);
}
END_TEST

RT_TEST_MAIN("fuzz", test_replay)
