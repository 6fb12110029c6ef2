// SPDX-License-Identifier: BSD-2-Clause
/* Shared by the files of rtctl servers. */
#ifndef RTCTL_SERVERS_H
#define RTCTL_SERVERS_H

#include "app.h"

/* rtctl servers convert */
enum exit_code servers_convert(struct app *app, const char *file);

#endif
