// SPDX-License-Identifier: BSD-2-Clause
/* What a terminal is like. */
#ifndef RTCTL_TERMINAL_H
#define RTCTL_TERMINAL_H

#include <stdbool.h>
#include <stdio.h>

/* The columns of the terminal behind a file descriptor: what COLUMNS says, else what the terminal
 * says, else 80; 0 if it is no terminal. */
unsigned terminal_width(int fd);

/* Whether lines of a terminal can be written over: it is one, and TERM does not say "dumb". */
bool terminal_can_erase(int fd);

/* Lets `print` write text for people into `file`, with lines broken for its terminal. */
void terminal_print(FILE *file, void (*print)(FILE *file, const void *what), const void *what);

#endif
