// SPDX-License-Identifier: BSD-2-Clause
/* The actions of rtctl vectors. */
#ifndef RTCTL_VECTORS_H
#define RTCTL_VECTORS_H

#include "app.h"
#include "files/vector.h"

/* Runs the vectors of files and folders. */
enum exit_code vectors_check(struct app *app, int argc, char **argv);

/* Writes the expectation of every vector of the files anew. */
enum exit_code vectors_expect(struct app *app, int argc, char **argv);

#endif
