// SPDX-License-Identifier: BSD-2-Clause
/*
 * A list of servers for eyes, or as JSON records "server" and "servers": its servers with all that
 * is known of them, and what is odd about the list. Texts of the list are made safe.
 */
#ifndef ROUGHTIME_SERVERS_PRINT_H
#define ROUGHTIME_SERVERS_PRINT_H

#include "files/output.h"
#include "files/servers.h"
#include "judge/version_name.h"

/* Prints a server; its versions are named among those given, which the reader of the list knew. */
void rt_servers_print_entry(struct rt_output *out, struct rt_version_name_from from,
                            const struct rt_servers_entry *server);

/* Prints how many servers of a list can be used, and each note. `file` is the value in JSON, null
 * for NULL; `name` is what the list is called in text. */
void rt_servers_print_notes(struct rt_output *out, const char *file, const char *name,
                            const struct rt_servers *servers);

#endif
