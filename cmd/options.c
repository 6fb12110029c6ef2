// SPDX-License-Identifier: BSD-2-Clause
#include "options.h"

#include <getopt.h>
#include <string.h>

/* getopt_long returns a row's letter, or this and the row's number where it has none. */
#define NO_LETTER 1000

static const struct option_row rows[OPTION_COUNT] = {
#define X(id, letter, name, argument, help) [OPTION_##id] = {letter, name, argument, help},
    OPTIONS(X)
#undef X
};

const struct option_row *option_row(enum option_id option)
{
    return &rows[option];
}

bool option_given(const struct options *options, enum option_id option)
{
    return options->given >> option & 1;
}

/* The tables that getopt_long wants. */
struct tables {
    char letters[3 * OPTION_COUNT + 2];
    struct option names[OPTION_COUNT + 1];
};

static void make_tables(struct tables *tables, uint64_t allowed, bool before_command)
{
    char *letter = tables->letters;
    size_t count = 0;
    memset(tables, 0, sizeof *tables);
    if (before_command)
        *letter++ = '+';
    for (int i = 0; i < OPTION_COUNT; i++) {
        const struct option_row *row = &rows[i];
        if (!(allowed >> i & 1))
            continue;
        if (row->letter) {
            *letter++ = (char)row->letter;
            if (row->argument)
                *letter++ = ':';
        }
        tables->names[count++] =
            (struct option){row->name, row->argument ? required_argument : no_argument, NULL,
                            row->letter ? row->letter : NO_LETTER + i};
    }
}

static int row_of(int found)
{
    if (found >= NO_LETTER)
        return found - NO_LETTER;
    int i = 0;
    while (rows[i].letter != found)
        i++;
    return i;
}

int options_parse(struct options *options, int argc, char **argv, uint64_t allowed,
                  bool before_command)
{
    struct tables tables;
    static char program[] = "rtctl";
    int found;
    make_tables(&tables, allowed, before_command);
    optind = 0; /* glibc: start anew */
    if (argc > 0)
        argv[0] = program; /* what getopt's messages begin with */
    while ((found = getopt_long(argc, argv, tables.letters, tables.names, NULL)) != -1) {
        if (found == '?')
            return -1;
        int i = row_of(found);
        options->given |= UINT64_C(1) << i;
        options->value[i] = optarg;
        if (i != OPTION_KEY && i != OPTION_KEY_FILE)
            continue;
        if (options->key_count == OPTION_REPEATS || options->key_file_count == OPTION_REPEATS) {
            fprintf(stderr, "rtctl: more than %d keys\n", OPTION_REPEATS);
            return -1;
        }
        if (i == OPTION_KEY)
            options->keys[options->key_count++] = optarg;
        else
            options->key_files[options->key_file_count++] = optarg;
    }
    return optind;
}

void options_help(FILE *file, uint64_t set)
{
    for (int i = 0; i < OPTION_COUNT; i++) {
        char name[40];
        const struct option_row *row = &rows[i];
        if (!(set >> i & 1))
            continue;
        snprintf(name, sizeof name, "--%s%s%s", row->name, row->argument ? " " : "",
                 row->argument ? row->argument : "");
        if (row->letter)
            fprintf(file, "  -%c, %-20s %s\n", row->letter, name, row->help);
        else
            fprintf(file, "      %-20s %s\n", name, row->help);
    }
}
