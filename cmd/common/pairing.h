// SPDX-License-Identifier: BSD-2-Clause
/*
 * Finds the request of a response: by the addresses between which both went, and by the nonce that
 * the response echoes. Where it echoes none and several requests wait, the tree decides: the
 * request whose leaf leads to ROOT.
 *
 * A fixed number of requests is kept; the oldest makes room. A request stays after its response, so
 * that a response that was captured twice finds it again.
 */
#ifndef RTCTL_PAIRING_H
#define RTCTL_PAIRING_H

#include "files/capture.h"
#include "judge/judge.h"

/* Requests that are kept. */
#define PAIRING_REQUESTS 16384

struct pairing;

/* NULL if there is no memory. */
struct pairing *pairing_new(void);
void pairing_free(struct pairing *pairing); /* NULL is allowed */

/* The two ends of a packet; all zero where there are no addresses. */
struct pairing_ends {
    struct rt_endpoint client;
    struct rt_endpoint server;
    enum rt_transport transport;
};

/* Keeps a copy of a request. Returns false if there is no memory for it. */
bool pairing_add(struct pairing *pairing, const struct pairing_ends *ends, struct rt_view request);

/* The request of a response, or an absent view. It is the pairing's and stays until the next
 * pairing_add. `crypto` is used only where the nonce does not decide. */
struct rt_view pairing_find(struct pairing *pairing, struct rt_crypto *crypto,
                            const struct pairing_ends *ends, struct rt_view response);

/* Requests that never found a response. */
uint64_t pairing_unanswered(const struct pairing *pairing);

#endif
