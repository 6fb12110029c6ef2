// SPDX-License-Identifier: BSD-2-Clause
/*
 * One exchange judged as the command line asks: under the versions of -V or the one that the input
 * names, with the keys of -k or the one in the input.
 */
#ifndef RTCTL_TRIAL_H
#define RTCTL_TRIAL_H

#include "common/exchanges.h"
#include "common/version_name.h"
#include "judge/explain.h"
#include "judge/keyring.h"

/* Do not copy it: its parts point to each other. */
struct trial {
    struct rt_judge_settings settings;
    struct rt_choice named[VERSION_NAME_MOST]; /* the versions that the input names */
    struct rt_keyring_result judged;
    struct rt_nearest nearest; /* with --explain; count 0 otherwise */
};

/* What the command line asks for, whatever the input says. */
struct rt_judge_settings trial_settings(struct app *app);

/* The versions that an exchange names, where it names any and -V is not given: their number, 0 if
 * there are none, or -1 after a message: no version has this name. */
int trial_named(struct app *app, const struct rt_exchange *exchange,
                struct rt_choice named[VERSION_NAME_MOST]);

/* The same settings, but with the versions that an exchange names; `named` is room for these and
 * must outlive the settings. False after a message. */
bool trial_settings_of(struct app *app, const struct rt_exchange *exchange,
                       struct rt_choice named[VERSION_NAME_MOST],
                       struct rt_judge_settings *settings);

/* Seeks what would have made the exchange valid, if --explain asks for that: it takes many times as
 * long as the judgement. */
void trial_explain(struct app *app, struct trial *trial);

/* Judges and explains an exchange (rt_keyring_judge). There is no verdict if the cryptographic
 * library has failed since the exchange before: pairing depends on it, too. False after a message.
 */
bool trial_run(struct app *app, const struct rt_exchange *exchange, struct trial *trial);

#endif
