// SPDX-License-Identifier: BSD-2-Clause
/* How a judged exchange looks in text, alone and as a link of a chain. */
#ifndef RTCTL_TRIAL_SHOW_H
#define RTCTL_TRIAL_SHOW_H

#include "common/trial.h"

/* Whether a result is passed over where only what went wrong is told. */
bool trial_is_dull(const struct rt_result *result);

/* Prints the first `count` checks, RT_CHECK_LONE_COUNT or RT_CHECK_COUNT, without `all` only those
 * that did not pass. */
void trial_print_checks(struct app *app, struct trial *trial, size_t count, bool all);

/* What --explain found. */
void trial_print_nearest(struct app *app, struct trial *trial);

#endif
