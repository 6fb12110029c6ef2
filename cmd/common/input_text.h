// SPDX-License-Identifier: BSD-2-Clause
/* The formats of which a file is read whole: hex, base64 and raw packets. Part of input.h. */
#ifndef RTCTL_INPUT_TEXT_H
#define RTCTL_INPUT_TEXT_H

#include <stdio.h>

#include "common/input.h"

struct input_text;

/* Reads the file. forced: INPUT_AUTO or one of the three formats. NULL: RT_E_IO (errno says why),
 * RT_E_NO_MEMORY, RT_E_EMPTY. */
struct input_text *input_text_open(FILE *file, enum input_format forced, enum rt_error *error);

enum rt_next input_text_next(struct input_text *text, struct input_item *item,
                             struct input_fault *fault);

enum input_format input_text_format(const struct input_text *text);

void input_text_close(struct input_text *text); /* NULL is allowed */

#endif
