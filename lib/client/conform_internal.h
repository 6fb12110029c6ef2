// SPDX-License-Identifier: BSD-2-Clause
/* What the files of a conformance check share: conform.c says what is asked, conform_take.c keeps
 * what comes, conform_judge.c says what it is worth. */
#ifndef ROUGHTIME_CONFORM_INTERNAL_H
#define ROUGHTIME_CONFORM_INTERNAL_H

#include "client/conform.h"

#pragma GCC visibility push(hidden)

/* A choice as a candidate; a reading only if the choice fixes one. */
static inline struct rt_candidate rt_conform_candidate(const struct rt_conform *conform,
                                                       size_t choice)
{
    const struct rt_choice *row = &conform->settings->plan.choices[choice];
    return (struct rt_candidate){row->version, row->fixed ? &row->reading : NULL};
}

/* The case that an ask belongs to; RT_CONFORM_CASE_COUNT: none. */
enum rt_conform_case rt_conform_case_of_ask(const struct rt_probe_ask *ask);

/* Checks that fail because of what is changed in a request, whatever the reply. */
uint32_t rt_conform_excused(enum rt_conform_case which);

/* Checks that every right reply of the server fails. */
uint32_t rt_conform_base(const struct rt_conform *conform);

/* Replies of a case that may have been grease: where none was right, those that came were not. */
static inline unsigned rt_conform_grease(const struct rt_conform_evidence *evidence)
{
    return evidence->good > 0 ? evidence->greased : 0;
}

/* Keeps a reply, or that there is none: rt_probe_plan.seen with the conform as context. */
void rt_conform_see(void *context, const struct rt_probe_ask *ask,
                    const struct rt_exchange *exchange, const struct rt_judgement *judgement);

#pragma GCC visibility pop

#endif
