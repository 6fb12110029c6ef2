// SPDX-License-Identifier: BSD-2-Clause
/* What the files of the front door share. */
#ifndef ROUGHTIME_ROUGHTIME_INTERNAL_H
#define ROUGHTIME_ROUGHTIME_INTERNAL_H

#include "client/negotiate.h"
#include "judge/judge.h"
#include "roughtime.h"

#pragma GCC visibility push(hidden)

struct roughtime {
    struct rt_crypto *crypto;
    struct rt_choice choices[RT_CHOICES_MAX]; /* as they were given */
    size_t choice_count;
    bool every;                   /* they are all there are, because none were named */
    struct rt_negotiation offers; /* of these, the newest first */
    uint64_t timeout_ns;
    bool no_random; /* the system gave no random numbers */
    struct rt_subject subject;
    struct rt_judgement judgement;
};

/* Judges an exchange; the judgement stays in `roughtime`. Writes `time` with midpoint and radius.
 */
enum roughtime_verdict rt_roughtime_judge(struct roughtime *roughtime,
                                          const struct rt_exchange *exchange,
                                          struct roughtime_time *time);

#pragma GCC visibility pop

#endif
