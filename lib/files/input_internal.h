// SPDX-License-Identifier: BSD-2-Clause
/*
 * Shared by the files that read input: the formats of which a file is read whole, which are hex,
 * base64 and raw packets (input_text.c).
 */
#ifndef ROUGHTIME_INPUT_INTERNAL_H
#define ROUGHTIME_INPUT_INTERNAL_H

#include <stdio.h>

#include "files/input.h"

#pragma GCC visibility push(hidden)

struct rt_input_text;

/* Reads the file. forced: RT_INPUT_AUTO or one of the three formats. NULL: RT_E_IO (errno says
 * why), RT_E_NO_MEMORY, RT_E_EMPTY. */
struct rt_input_text *rt_input_text_open(FILE *file, enum rt_input_format forced,
                                         enum rt_error *error);

enum rt_next rt_input_text_next(struct rt_input_text *text, struct rt_input_item *item,
                                struct rt_input_fault *fault);

enum rt_input_format rt_input_text_format(const struct rt_input_text *text);

void rt_input_text_close(struct rt_input_text *text); /* NULL is allowed */

#pragma GCC visibility pop

#endif
