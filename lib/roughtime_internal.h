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
    bool every;                              /* they are all there are, because none were named */
    struct rt_choice others[RT_CHOICES_MAX]; /* the versions that do not count */
    size_t other_count;
    struct rt_negotiation negotiation; /* of both, the newest first */
    uint64_t timeout_ns;
    bool no_random; /* the system gave no random numbers */
};

/* MIDP and RADI of a response, if it has them. */
struct rt_roughtime_raw {
    bool has_time;
    uint64_t midpoint;
    uint32_t radius;
};

/* Tells a judgement in the words of the front door. `unverified` says what was not given. Sets
 * errno if there is no verdict. */
enum roughtime_verdict rt_roughtime_tell(const struct rt_judgement *judgement,
                                         const struct rt_roughtime_raw *raw, const char *unverified,
                                         struct roughtime_time *time);

#pragma GCC visibility pop

#endif
