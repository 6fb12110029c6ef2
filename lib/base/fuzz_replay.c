// SPDX-License-Identifier: BSD-2-Clause
/*
 * Stands in for libFuzzer in the tests: gives every file of the folders on the command line to one
 * of the fuzz targets that are linked into the program, each in a block of its own so that a
 * sanitizer sees the first byte read too many. Prints TAP; fails when there is nothing to replay.
 *
 *     fuzz_replay TARGET FOLDER...
 */
#include <dirent.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/fuzz_target.h"

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

int main(int argc, char **argv)
{
    const struct rt_fuzz_target *target = targets;
    while (target && argc > 1 && strcmp(target->title, argv[1]) != 0)
        target = target->next;
    if (!target || argc < 3) {
        fprintf(stderr, target ? "%s: %s: no folder\n" : "%s: %s: no such target\n", argv[0],
                argc > 1 ? argv[1] : "");
        return 2;
    }
    bool failed = false;
    printf("1..%d\n", argc - 2);
    for (int i = 2; i < argc; i++) {
        int files = replay_folder(target, argv[i]);
        printf("%sok %d - %s: %d inputs\n", files > 0 ? "" : "not ", i - 1, argv[i], files);
        failed = failed || files <= 0;
    }
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
