// SPDX-License-Identifier: BSD-2-Clause
/* The exchanges of the files that a command was given (files/exchanges.h). */
#ifndef RTCTL_EXCHANGES_H
#define RTCTL_EXCHANGES_H

#include "app.h"
#include "files/exchanges.h"

/* Begins with the files of argv, or with --request and --response. No file is standard input.
 * NULL after a message. */
struct rt_exchanges *exchanges_open(struct app *app, int argc, char **argv);

/* The next exchange; false at the end. Faults of the input are reported as they come (app_complain,
 * exit code 4), and what follows them is still read. */
bool exchanges_next(struct app *app, struct rt_exchanges *exchanges, struct rt_exchange *exchange);

#endif
