// SPDX-License-Identifier: BSD-2-Clause
/*
 * One exchange under many versions, side by side: the checks on which they disagree and the values
 * that they read differently.
 *
 * Each version gives one column, under its descriptor, or under the reading that makes the exchange
 * valid if the descriptor does not. Versions whose columns are the same in every check and in the
 * units of every value are one group.
 */
#ifndef ROUGHTIME_COMPARE_H
#define ROUGHTIME_COMPARE_H

#include "judge/judge.h"

struct rt_column {
    struct rt_candidate candidate;
    struct rt_rules rules;
    enum rt_verdict verdict;
    struct rt_report report;
    size_t group; /* of columns that are the same; the first of a group has its own index here */
};

struct rt_comparison {
    size_t count;
    struct rt_column columns[RT_CHOICES_MAX]; /* in the order of the choices */
    bool verdicts_differ;                     /* those that there are */
};

/* Judges the subject under each choice, RT_CHOICES_MAX at most; `strict` as for rt_judge. */
void rt_compare(struct rt_subject *subject, const struct rt_choice *choices, size_t count,
                bool strict, struct rt_comparison *comparison);

/* Whether all columns have the same outcome in a check. */
bool rt_comparison_agrees(const struct rt_comparison *comparison, enum rt_check check);

/* What one version says of a link of a chain. */
struct rt_compare_link_result {
    struct rt_result result;          /* of RT_CHECK_CHAIN_LINK */
    const struct rt_reading *reading; /* by which it follows, where the version's own rule fails;
                                         else NULL */
};

/* Asks one choice whether the exchange of a subject follows from the one before it, to which its
 * member `link` ties it; `strict` as for rt_judge. */
struct rt_compare_link_result rt_compare_link(struct rt_subject *subject,
                                              const struct rt_choice *choice, bool strict);

/* Whether two versions say the same of a link, for the same reason. */
bool rt_compare_link_same(const struct rt_compare_link_result *a,
                          const struct rt_compare_link_result *b);

/* "follows", "follows by a reading", or why it does not. Static. */
const char *rt_compare_link_text(const struct rt_compare_link_result *verdict);

#endif
