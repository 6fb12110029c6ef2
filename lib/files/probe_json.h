// SPDX-License-Identifier: BSD-2-Clause
/* What was found out of a server, as JSON: records "probe" of rtctl.schema.json, one a property. */
#ifndef ROUGHTIME_PROBE_JSON_H
#define ROUGHTIME_PROBE_JSON_H

#include "client/probe_agree.h"
#include "files/output.h"
#include "files/protocol.h"
#include "judge/version_name.h"

/* Writes all records, or only that of the server. Versions in sentences are named as `all` has
 * them. */
void rt_probe_json_write(struct rt_output *out, const struct rt_probe_summary *summary,
                         struct rt_version_name_from all, bool only_server);

/* Of a reply that no version can read: what it looks like (protocol.h). */
enum rt_protocol rt_probe_json_protocol(const struct rt_probe_ask *ask);

/* Writes the time of a server among those of others (rt_probe_agree), as a record of its own. */
void rt_probe_json_clock(struct rt_output *out, const struct rt_probe_clock *clock,
                         const struct rt_agree_sum *sum);

/* Writes what would be sent (rt_probe_outline) to a server of this name. */
void rt_probe_json_outline(struct rt_output *out, const char *name, const struct rt_probe *probe);

#endif
