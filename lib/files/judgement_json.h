// SPDX-License-Identifier: BSD-2-Clause
/*
 * A judgement as JSON: its checks, what would have made it valid, who refuses it all the same. The
 * members are those of rtctl.schema.json, records "verify" and "chain".
 *
 * Each function writes into the open object of a writer, and keeps nothing; errors are those of the
 * writer.
 */
#ifndef ROUGHTIME_JUDGEMENT_JSON_H
#define ROUGHTIME_JUDGEMENT_JSON_H

#include "files/member.h"
#include "judge/explain.h"
#include "judge/objection.h"

/* A decided check as an element of an array; `passes` is what would have made it pass, or NULL if
 * nobody asked. */
void rt_judgement_json_check(struct rt_output *out, const struct rt_version *version,
                             enum rt_check check, const struct rt_result *result,
                             const struct rt_pass_as *passes, size_t pass_count);

/* "checks": the first `count` of the best candidate, RT_CHECK_LONE_COUNT or RT_CHECK_COUNT. With
 * the subject of the judgement each failed one has what would mend it; NULL: nobody asked. */
void rt_judgement_json_checks(struct rt_output *out, const struct rt_judgement *judgement,
                              size_t count, struct rt_subject *explained);

/* "nearest" */
void rt_judgement_json_nearest(struct rt_output *out, const struct rt_nearest *nearest);

/* "objections" */
void rt_judgement_json_objections(struct rt_output *out, const struct rt_objection *objections,
                                  size_t count);

#endif
