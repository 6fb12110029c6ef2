// SPDX-License-Identifier: BSD-2-Clause
/*
 * What versions make of a request, as JSON: who answers it, and what stops the others. The members
 * are those of rtctl.schema.json, records "unanswered" and "decode".
 *
 * `from` are the versions that are known, in their order.
 *
 * Each function writes into the open object of a writer, and keeps nothing; errors are those of the
 * writer.
 */
#ifndef ROUGHTIME_REQUEST_JSON_H
#define ROUGHTIME_REQUEST_JSON_H

#include "files/member.h"
#include "judge/unanswered.h"
#include "judge/version_name.h"

/* "answerable_by", and "answerable_as": readings of versions that do not answer as they are
 * written. */
void rt_request_json_answers(struct rt_output *out, const struct rt_request_answers *answers);

/* "stopped_by" */
void rt_request_json_stops(struct rt_output *out, const struct rt_request_answers *answers);

/* "request_faults": what is wrong with the request itself (rt_request_answers_faults), each with
 * the versions whose servers do not answer for it. */
void rt_request_json_faults(struct rt_output *out, const struct rt_request_cause *faults,
                            size_t count);

/* "offered": the numbers in VER, each with the versions that have it. */
void rt_request_json_offered(struct rt_output *out, struct rt_version_name_from from,
                             const struct rt_request_facts *facts);

/* "changes": after which more versions would answer (rt_request_change_smallest of `from`). */
void rt_request_json_changes(struct rt_output *out, struct rt_version_name_from from,
                             const struct rt_request_change *changes, size_t count);

/* "signs" about a request, and "server_seen", null without a server. */
void rt_request_json_server(struct rt_output *out, struct rt_version_name_from from,
                            rt_server_signs signs, const struct rt_server_sight *server);

/* "causes": how many requests each left unanswered. */
void rt_request_json_causes(struct rt_output *out, const struct rt_unanswered_counts *counts);

/* What a version says of requests that fail a check: "unanswered" and "spec". */
void rt_request_json_rule(struct rt_output *out, const struct rt_version *version,
                          enum rt_request_check check);

/* A check that stops a request under a version: "check", "reason", "text", "at", and what
 * rt_request_json_rule writes. */
void rt_request_json_check(struct rt_output *out, const struct rt_version *version,
                           enum rt_request_check check, const struct rt_request_result *result);

#endif
