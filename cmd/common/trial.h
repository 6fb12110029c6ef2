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
#include "judge/judge_link.h"

struct trial {
    struct rt_subject subject;
    struct rt_judgement judgement;
    struct rt_nearest nearest; /* with --explain; count 0 otherwise */
    const uint8_t *key;        /* the key it was judged with, or NULL */
    const struct rt_choice *choices;
    size_t choice_count;
    struct rt_choice named[VERSION_NAME_MOST]; /* the versions that the input names */
};

/* A link of a chain, judged in the same way. */
struct link_trial {
    struct trial trial; /* `judgement` has the rule of the chain and its checks */
    struct rt_judge_link_result linked;
};

/* Seeks what would have made the exchange valid, if --explain asks for that: it takes many times as
 * long as the judgement. */
void trial_explain(struct app *app, struct trial *trial);

/* Judges and explains an exchange. There is no verdict if the cryptographic library has failed
 * since the exchange before: pairing and the choice of a key depend on it, too. A key of -k counts
 * more than one in the input, and of several the first is taken that signed the delegation. False
 * after a message. */
bool trial_run(struct app *app, const struct exchange *exchange, struct trial *trial);

/* Judges a link without explaining it; `link` is NULL for the first of a chain and must outlive the
 * trial. A key of the input counts more than those of -k, which are for forms without keys; if none
 * of these is the right one the link is judged without a key. */
bool trial_run_link(struct app *app, const struct exchange *exchange,
                    const struct rt_chain_link *link, struct link_trial *trial);

#endif
