// SPDX-License-Identifier: BSD-2-Clause
/* Numbers and seconds on the command line. */
#ifndef RTCTL_NUMBER_ARG_H
#define RTCTL_NUMBER_ARG_H

#include "app.h"

/* The most seconds that an option takes: the longest wait of all. */
#define NUMBER_ARG_SECONDS_MOST 86400

/* Reads the value of an option, a number from `least` to `most`; without it `value` stays as it is.
 * False after a message. */
bool number_arg(struct app *app, enum option_id option, uint64_t least, uint64_t most,
                uint64_t *value);

/* The same for seconds with up to nine decimals, more than 0, as nanoseconds. */
bool number_arg_seconds(struct app *app, enum option_id option, uint64_t *ns);

#endif
