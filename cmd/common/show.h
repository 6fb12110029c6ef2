// SPDX-License-Identifier: BSD-2-Clause
/*
 * How judgements look, in JSON and in text: what several commands print alike.
 */
#ifndef RTCTL_SHOW_H
#define RTCTL_SHOW_H

#include "files/output.h"
#include "judge/explain.h"
#include "wire/clock.h"

/* {"raw":"0x...","time":"...","unix_ns":"..."}; time is null for what is no date. */
void show_time_json(struct rt_output *out, const char *key, enum rt_clock clock, uint64_t raw);

/* {"raw":1,"ns":"1000000000"} */
void show_radius_json(struct rt_output *out, const char *key, enum rt_clock clock, uint32_t radius);

/* "midpoint" and "radius" under a clock; both null if there are none. And those of a response. */
void show_moment_json(struct rt_output *out, enum rt_clock clock, bool has_time, uint64_t midpoint,
                      uint32_t radius);
void show_answer_json(struct rt_output *out, const struct rt_subject *subject, enum rt_clock clock);

/* {"version":"v5","reading":"order=node-hash"}; reading null for the descriptor. */
void show_candidate_json(struct rt_output *out, const struct rt_candidate *candidate);

/* The names of versions as an array. */
void show_versions_json(struct rt_output *out, const char *key,
                        const struct rt_version *const *versions, size_t count);

/* The settings of a reading as a string, or null. */
void show_reading_json(struct rt_output *out, const char *key, const struct rt_reading *reading);

/* The array of "draft-... SECTION" for a list of sections of a version. */
void show_sections_json(struct rt_output *out, const char *key, const struct rt_version *version,
                        const char *sections);

/* A decided check as an object; `passes` is what would have made it pass, or NULL if nobody asked.
 */
void show_check_json(struct rt_output *out, const struct rt_version *version, enum rt_check check,
                     const struct rt_result *result, const struct rt_pass_as *passes,
                     size_t pass_count);

/* What bytes behind the end of a packet are called, in text. Returns `text`. */
#define SHOW_SURPLUS_SIZE 80
const char *show_surplus(size_t surplus, char text[SHOW_SURPLUS_SIZE]);

/* "nearest": [...] */
void show_nearest_json(struct rt_output *out, const struct rt_nearest *nearest);

/* Room for a candidate's name, "v5/order=node-hash". */
#define SHOW_NAME_SIZE (32 + RT_READING_SIZE)

const char *show_candidate_name(const struct rt_candidate *candidate, char name[SHOW_NAME_SIZE]);

/* "2026-11-23T11:17:11Z  radius 1 s"; in `text` or static. */
#define SHOW_ANSWER_SIZE (RT_TIME_SIZE + 40)

const char *show_answer(const struct rt_subject *subject, enum rt_clock clock,
                        char text[SHOW_ANSWER_SIZE]);

/* The same for a midpoint and radius that are there. Returns `text`. */
const char *show_moment(enum rt_clock clock, uint64_t midpoint, uint32_t radius,
                        char text[SHOW_ANSWER_SIZE]);

/* The style in which an outcome or verdict is printed. */
enum rt_style show_outcome_style(enum rt_outcome outcome);
enum rt_style show_verdict_style(enum rt_verdict verdict);

/* The word for an outcome in text: "FAIL" is to be seen, and what is undefined is "n/a". */
const char *show_outcome_word(enum rt_outcome outcome);

/* One line for a decided check: outcome, name, what it says, where, which section. */
void show_check(struct rt_output *out, const struct rt_version *version, enum rt_check check,
                const struct rt_result *result);

/* Changes in words: "hash=sha512-256 and order=node-hash". */
#define SHOW_CHANGES_SIZE (RT_CHANGES_MAX * (RT_SETTING_SIZE + 5))

const char *show_changes(const struct rt_setting *changes, size_t count,
                         char text[SHOW_CHANGES_SIZE]);

#endif
