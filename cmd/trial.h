// SPDX-License-Identifier: BSD-2-Clause
/*
 * One exchange judged as the command line asks: under the versions of -V or the one that the input
 * names, with the keys of -k or the one in the input.
 */
#ifndef RTCTL_TRIAL_H
#define RTCTL_TRIAL_H

#include "exchanges.h"
#include "explain.h"

struct trial {
    struct rt_subject subject;
    struct rt_judgement judgement;
    struct rt_nearest nearest; /* with --explain; count 0 otherwise */
    const uint8_t *key;        /* the key it was judged with, or NULL */
    const struct rt_choice *choices;
    size_t choice_count;
    struct rt_choice named; /* the version that the input names */
};

/* Judges an exchange; a key of -k counts more than one in the input, and of several the first is
 * taken that signed the delegation. False after a message. */
bool trial_run(struct app *app, const struct exchange *exchange, struct trial *trial);

#endif
