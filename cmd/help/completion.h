// SPDX-License-Identifier: BSD-2-Clause
/*
 * Completions for shells, written from the tables of commands, options and their values, so that
 * none is out of date. Each shell has a file of its own.
 */
#ifndef RTCTL_COMPLETION_H
#define RTCTL_COMPLETION_H

#include "app.h"
#include "commands.h"

/* The shells: name, function. */
#define SHELLS(X)                                                                                  \
    X("bash", completion_bash)                                                                     \
    X("zsh", completion_zsh)                                                                       \
    X("fish", completion_fish)

/* Prints the script for a shell on standard output; a message if there is none for it. */
void completion_print(struct app *app, const char *shell);

void completion_bash(FILE *file);
void completion_zsh(FILE *file);
void completion_fish(FILE *file);

/* What an argument is completed with. */
enum completion_kind {
    COMPLETION_NONE = 1, /* nothing, or nothing that is known before */
    COMPLETION_WORDS,    /* those of completion_words */
    COMPLETION_FILES
};

enum completion_kind completion_kind(enum option_id option);

/* Prints the words that an option takes, with a blank between two; `tests`: in an action that runs
 * tests. */
void completion_words(FILE *file, enum option_id option, bool tests);

/* Prints the actions of a command likewise, and all versions, and all commands. */
void completion_actions(FILE *file, const struct command *command);
void completion_versions(FILE *file);
void completion_commands(FILE *file);

/* Prints a text with a backslash before each character of `special`; a quote becomes '\'' where
 * text stands in single quotes. */
void completion_quoted(FILE *file, const char *text, const char *special);

#endif
