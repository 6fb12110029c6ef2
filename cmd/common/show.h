// SPDX-License-Identifier: BSD-2-Clause
/* How judgements look in text: what several commands print alike. */
#ifndef RTCTL_SHOW_H
#define RTCTL_SHOW_H

#include "files/style.h"
#include "judge/explain.h"
#include "wire/clock.h"

/* The time of a response, "2026-11-23T11:17:11Z  radius 1 s"; in `text` or static. */
const char *show_answer(const struct rt_subject *subject, enum rt_clock clock,
                        char text[RT_MOMENT_SIZE]);

/* The word for an outcome in text: "FAIL" is to be seen, and what is undefined is "n/a". */
const char *show_outcome_word(enum rt_outcome outcome);

/* One line for a decided check: outcome, name, what it says, where, which section. */
void show_check(struct rt_output *out, const struct rt_version *version, enum rt_check check,
                const struct rt_result *result);

#endif
