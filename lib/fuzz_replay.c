// SPDX-License-Identifier: BSD-2-Clause
/*
 * Stands in for libFuzzer in the tests: gives every file of the folders on the command line to the
 * fuzz target, each in a block of its own so that a sanitizer sees the first byte read too many.
 * Prints TAP; fails when there is nothing to replay.
 */
#include <dirent.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int replay_file(const char *path)
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
        LLVMFuzzerTestOneInput(data, (size_t)size);
    } else {
        size = -1;
    }
    free(data);
    fclose(file);
    return size < 0 ? -1 : 0;
}

static int replay_folder(const char *folder)
{
    struct dirent **entries = NULL;
    int count = scandir(folder, &entries, NULL, alphasort);
    int files = 0;
    for (int i = 0; i < count; i++) {
        char path[4096];
        int len = snprintf(path, sizeof path, "%s/%s", folder, entries[i]->d_name);
        int bad = entries[i]->d_name[0] != '.' && (len >= (int)sizeof path || replay_file(path));
        files = bad || files < 0 ? -1 : files + (entries[i]->d_name[0] != '.');
        free(entries[i]);
    }
    free(entries);
    return files;
}

int main(int argc, char **argv)
{
    int failed = argc < 2;
    printf("1..%d\n", argc - 1);
    for (int i = 1; i < argc; i++) {
        int files = replay_folder(argv[i]);
        printf("%sok %d - %s: %d inputs\n", files > 0 ? "" : "not ", i, argv[i], files);
        failed |= files <= 0;
    }
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
