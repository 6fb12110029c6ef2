// SPDX-License-Identifier: BSD-2-Clause
/*
 * Responses of captures that stand before their requests: captures of several queues or interfaces,
 * and merged files, have packets in another order than that in which they were sent.
 *
 * Such a response is held until its request comes, or until packets are captured more than a second
 * later, or the capture ends. At most RT_EARLY_SLOTS responses are held.
 *
 * Memory: the bytes of those that were held at a time, kept until rt_early_free.
 */
#ifndef ROUGHTIME_EARLY_H
#define ROUGHTIME_EARLY_H

#include "judge/pairing.h"

#pragma GCC visibility push(hidden)

#define RT_EARLY_SLOTS 64

struct rt_early;

/* NULL if out of memory. */
struct rt_early *rt_early_new(void);
void rt_early_free(struct rt_early *early); /* NULL is allowed */

/* A response that was held. */
struct rt_early_response {
    struct rt_view bytes; /* valid until the next rt_early_hold */
    struct rt_pairing_ends ends;
    struct rt_pairing_source source;
};

/* Holds a copy. RT_E_NO_MEMORY: nothing is held. There must be room: rt_early_due gives up the
 * oldest when there is none. */
RT_CHECKED enum rt_error rt_early_hold(struct rt_early *early,
                                       const struct rt_early_response *response);

/* Gives up the oldest response if there is no room for another, if it is more than a second older
 * than `time_ns`, or if `all` are to go. False: all may stay. */
bool rt_early_due(struct rt_early *early, int64_t time_ns, bool all,
                  struct rt_early_response *response);

/* Gives up the response of a request that has just been added to `pairing`; false: none is its. */
bool rt_early_match(struct rt_early *early, struct rt_pairing *pairing, struct rt_crypto *crypto,
                    const struct rt_pairing_ends *ends, struct rt_early_response *response,
                    struct rt_view *request);

#pragma GCC visibility pop

#endif
