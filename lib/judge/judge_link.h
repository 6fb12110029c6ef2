// SPDX-License-Identifier: BSD-2-Clause
/*
 * One exchange as a link of a chain: what it is worth by itself, and whether it follows from the
 * exchange before it.
 *
 * The exchange is judged as any other (judge.h); then the rule of its version for chains is tried,
 * and the readings that the version has for it. Where neither the request is known nor the reply
 * echoes the nonce, the nonce is derived by each rule in turn, and the tree decides which is right.
 * The tree also decides whether what is given as the nonce of a first link is the nonce itself, or
 * what some clients derive it from together with an empty reply.
 */
#ifndef ROUGHTIME_JUDGE_LINK_H
#define ROUGHTIME_JUDGE_LINK_H

#include "judge/judge.h"

/* What is known of a link beside the judgement of its exchange. */
struct rt_judge_link_result {
    const struct rt_reading *chain_reading; /* that the link takes; NULL: the version's own rule */
    bool signed_; /* nothing fails, and the long-term key and the delegated key have signed */
    bool bound;   /* the tree holds the nonce, and the nonce holds the reply before it */
    uint8_t nonce[RT_HASH_MAX]; /* where it was derived; the subject borrows it */
};

/*
 * Judges a link; `link` is NULL for the first exchange of a chain and must outlive the subject. The
 * subject was made of the exchange without link; it is changed. `judgement` is as of the exchange
 * alone, but for the checks of chains and what they do to the verdict; its rules have the rule by
 * which the link was made. Without a verdict (RT_NO_VERDICT: the cryptographic library failed in
 * between) the link counts as neither signed nor bound.
 */
void rt_judge_link(struct rt_subject *subject, const struct rt_chain_link *link,
                   const struct rt_choice *choices, size_t count, bool strict,
                   struct rt_judgement *judgement, struct rt_judge_link_result *judged);

#endif
