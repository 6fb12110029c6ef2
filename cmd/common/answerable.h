// SPDX-License-Identifier: BSD-2-Clause
/*
 * Which versions answer a request, and what stops the others, for people and programs: what the
 * rule of judge/request_judge.h says under every version that this build knows.
 */
#ifndef RTCTL_ANSWERABLE_H
#define RTCTL_ANSWERABLE_H

#include "files/output.h"
#include "judge/judge.h"
#include "judge/request_judge.h"

/* A request and what every version makes of it. It borrows the packet. */
struct answerable {
    struct rt_request_facts facts;
    size_t count; /* of verdicts, one a version, in the order of the registry */
    struct rt_request_verdict verdicts[RT_CHOICES_MAX];
    size_t answer_count;
    const struct rt_version *answers[RT_CHOICES_MAX]; /* those that answer */
};

/* Judges a request, a whole packet. `keys` may be NULL: those of the server are not known. */
void answerable_judge(struct answerable *answerable, struct rt_view packet,
                      enum rt_transport transport, const struct rt_request_keys *keys);

/* Writes the members "answerable_by" and "answerable_as" (readings of versions that do not answer
 * as they are written) of the open object. */
void answerable_json(struct rt_output *out, const struct answerable *answerable);

/* Writes the member "stopped_by". */
void answerable_stops_json(struct rt_output *out, const struct answerable *answerable,
                           const struct rt_request_keys *keys);

/* Prints who answers, and a line for each cause that stops others, the nearest to be mended first:
 * all of them, or only the nearest, and that only if nobody answers. */
void answerable_print(struct rt_output *out, const struct answerable *answerable,
                      const struct rt_request_keys *keys, bool all);

#endif
