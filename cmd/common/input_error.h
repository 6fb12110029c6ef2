// SPDX-License-Identifier: BSD-2-Clause
/* What is wrong with an input, in one line: file, record, offset, cause. */
#ifndef RTCTL_INPUT_ERROR_H
#define RTCTL_INPUT_ERROR_H

#include "app.h"
#include "files/input.h"

/* Opens a file for a command; NULL after a message. `forced` as for input_open. */
struct rt_input *open_or_complain(struct app *app, const char *name, enum rt_input_format forced);

/* Says what is wrong with a file or a record of it; the program's exit code becomes 4. */
void complain_of_input(struct app *app, const char *file, const struct rt_input_fault *fault);

/* The format that --as forces, RT_INPUT_AUTO without it. False after a message: there is none. */
bool forced_format(struct app *app, enum rt_input_format *format);

#endif
