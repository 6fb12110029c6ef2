// SPDX-License-Identifier: BSD-2-Clause
/* How a judged exchange looks, alone and as a link of a chain. */
#ifndef RTCTL_TRIAL_SHOW_H
#define RTCTL_TRIAL_SHOW_H

#include "common/trial.h"

/* "checks": the first `count` of the best candidate, RT_CHECK_LONE_COUNT or RT_CHECK_COUNT; with
 * `explain` each failed one has what would mend it. */
void trial_checks_json(struct rt_output *out, struct trial *trial, size_t count, bool explain);

/* Whether a result is passed over where only what went wrong is told. */
bool trial_is_dull(const struct rt_result *result);

/* The same in text, without `all` only those that did not pass. */
void trial_print_checks(struct app *app, struct trial *trial, size_t count, bool all);

/* Whether an exchange is valid and yet better explained by a change: its years are not those of
 * Roughtime, and would be by another clock. */
bool trial_has_more_likely(const struct trial *trial);

/* What --explain found. */
void trial_print_nearest(struct app *app, struct trial *trial);

#endif
