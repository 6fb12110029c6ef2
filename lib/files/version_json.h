// SPDX-License-Identifier: BSD-2-Clause
/*
 * Versions of Roughtime as JSON: what one says, how two differ, what changed from one to the next.
 * The members are those of rtctl.schema.json, records "version", "versions", "diff" and "history".
 *
 * `from` are the versions that are known, in their order. Each function writes into the open object
 * of a writer, or an element into the open array, and keeps nothing; errors are those of the
 * writer.
 */
#ifndef ROUGHTIME_VERSION_JSON_H
#define ROUGHTIME_VERSION_JSON_H

#include "files/member.h"

/* Which version this is: "version", "document", "published", "number", "summary", "same_rules". */
void rt_version_json_identity(struct rt_output *out, struct rt_version_name_from from,
                              const struct rt_version *version);

/* All that is known of a version, its identity first. */
void rt_version_json(struct rt_output *out, struct rt_version_name_from from,
                     const struct rt_version *version);

/* How two versions differ: "versions", "parameters" and "readings", those that only one has. */
void rt_version_json_difference(struct rt_output *out, const struct rt_version *const pair[2]);

/* What changed from one version to another, as an element. */
void rt_version_json_step(struct rt_output *out, const struct rt_version *from,
                          const struct rt_version *to);

#endif
