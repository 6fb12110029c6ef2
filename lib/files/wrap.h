// SPDX-License-Identifier: BSD-2-Clause
/*
 * Lines for a terminal of some width.
 *
 * A line that is too long is broken between words, and what follows hangs under the last column
 * that begins in its left half, columns being parted by two blanks or more; without columns it
 * hangs by two. A word at the begin of a column that is too long for a line of its own (hexadecimal
 * digits, a key) is left where it is, for the terminal to break, and so is a line that begins with
 * "$ ", a command to be copied.
 *
 * Counted is what a terminal shows: characters of UTF-8, not bytes; wide ones twice, combining ones
 * and the sequences that switch colours not at all.
 */
#ifndef ROUGHTIME_WRAP_H
#define ROUGHTIME_WRAP_H

#include <stddef.h>

#include "base/bytes.h"

/* Widths below this are too narrow to break lines for. */
#define RT_WRAP_LEAST 20

/* The columns that some text takes; it has no line end. */
size_t rt_wrap_columns(struct rt_view text);

/* Gives `put` a line without its end, in pieces, broken as said above. */
void rt_wrap_line(struct rt_view line, size_t width,
                  void (*put)(void *context, const char *text, size_t len), void *context);

#endif
