// SPDX-License-Identifier: BSD-2-Clause
/* What --help and rtctl help print, from the tables of commands, options and exit codes. */
#ifndef RTCTL_HELP_H
#define RTCTL_HELP_H

#include "app.h"
#include "commands.h"

/* Of rtctl as a whole. */
void help_print(FILE *file);

/* Of a command. */
void help_print_command(FILE *file, const struct command *command);

/* Says that there is no such command, and which one may be meant; the exit code becomes 2. */
void help_no_command(struct app *app, const char *name);

#endif
