// SPDX-License-Identifier: BSD-2-Clause
/*
 * rtctl verify --convert: chains in another form (files/convert.h). If one link cannot be
 * converted, nothing is written at all.
 */
#ifndef RTCTL_CONVERT_H
#define RTCTL_CONVERT_H

#include "app.h"

enum exit_code convert_run(struct app *app, int argc, char **argv);

#endif
