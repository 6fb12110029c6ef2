// SPDX-License-Identifier: BSD-2-Clause
/* Server lists for commands: reading them, and saying what was lost. */
#ifndef RTCTL_SERVER_LISTS_H
#define RTCTL_SERVER_LISTS_H

#include "app.h"
#include "files/servers.h"

/* Reads a list: a file, "-" for standard input, or NULL for the one built in. False after a
 * message: there is nothing, and `servers` need not be freed. Says nothing of its notes. */
bool lists_read(struct app *app, const char *file, struct rt_servers *servers);

/* Says on standard error what was left out of a list (exit code 4); with `all` what was odd too. */
void lists_complain(struct app *app, const char *file, const struct rt_servers *servers, bool all);

/* What a list is called in messages. */
const char *lists_name(const char *file);

#endif
