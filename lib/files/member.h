// SPDX-License-Identifier: BSD-2-Clause
/*
 * Members that many JSON records have: times, versions, readings, sections of documents.
 *
 * Each function writes one member, or several, into the open object of a writer. `key` may be NULL
 * where the value is an element of an array. Nothing is kept; errors are those of the writer.
 */
#ifndef ROUGHTIME_MEMBER_H
#define ROUGHTIME_MEMBER_H

#include "files/output.h"
#include "judge/version_name.h"
#include "wire/clock.h"

/* {"raw":"0x...","time":"...","unix_ns":"..."}; time is null for what is no date. */
void rt_member_time(struct rt_output *out, const char *key, enum rt_clock clock, uint64_t raw);

/* {"raw":1,"ns":"1000000000"} */
void rt_member_radius(struct rt_output *out, const char *key, enum rt_clock clock, uint32_t radius);

/* "midpoint" and "radius" under a clock; both null if there are none. And those of a response. */
void rt_member_moment(struct rt_output *out, enum rt_clock clock, bool has_time, uint64_t midpoint,
                      uint32_t radius);
void rt_member_answer(struct rt_output *out, const struct rt_subject *subject, enum rt_clock clock);

/* The names of versions as an array. */
void rt_member_versions(struct rt_output *out, const char *key,
                        const struct rt_version *const *versions, size_t count);

/* The settings of a reading as a string, or null. */
void rt_member_reading(struct rt_output *out, const char *key, const struct rt_reading *reading);

/* {"version":"v5","reading":"order=node-hash"}; reading null for the descriptor. */
void rt_member_candidate(struct rt_output *out, const char *key,
                         const struct rt_candidate *candidate);

/* "unregistered": the number of a packet whose number no version has; nothing of any other. */
void rt_member_unregistered(struct rt_output *out, struct rt_version_name_from from,
                            const struct rt_packet *packet);

/* The array of "draft-... SECTION" for a list of sections of a version; NULL: there are none. */
void rt_member_sections(struct rt_output *out, const char *key, const struct rt_version *version,
                        const char *sections);

#endif
