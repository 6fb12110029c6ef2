// SPDX-License-Identifier: BSD-2-Clause
/*
 * Finds the request of a response: by the endpoints between which both went, and by the nonce that
 * the response echoes. Where it echoes none and several requests wait, the tree decides: the
 * request whose leaf leads to ROOT (RFC 10049 sections 6.3 and 6.4).
 *
 * A fixed number of requests is kept; the oldest makes room. A request stays after its response, so
 * that a response that was captured twice finds it again.
 *
 * A pairing takes about 3 MiB, and the bytes of the requests that it keeps. Nothing is shared
 * between two of them.
 */
#ifndef ROUGHTIME_PAIRING_H
#define ROUGHTIME_PAIRING_H

#include "base/endpoint.h"
#include "judge/server_seen.h"
#include "wire/crypto.h"
#include "wire/frame.h"

/* Requests that are kept, and how many between the same ends a sign is held against. */
#define RT_PAIRING_REQUESTS 16384
#define RT_PAIRING_MARKED   64

struct rt_pairing;

/* An empty one, which the caller frees. NULL: there is no memory. */
struct rt_pairing *rt_pairing_new(void);
void rt_pairing_free(struct rt_pairing *pairing); /* NULL is allowed */

/* The two ends of a packet; all zero where there are no addresses. */
struct rt_pairing_ends {
    struct rt_endpoint client;
    struct rt_endpoint server;
    enum rt_transport transport;
};

bool rt_pairing_ends_equal(const struct rt_pairing_ends *a, const struct rt_pairing_ends *b);

/* Where a request was seen: for those who ask for what nobody answered. `file` is borrowed. */
struct rt_pairing_source {
    const char *file;
    uint64_t record;
    int64_t time_ns;
};

/* Keeps a copy of a request, a whole packet, and of its source, which may be NULL. RT_OK, or
 * RT_E_NO_MEMORY: it is not kept. */
RT_CHECKED enum rt_error rt_pairing_add(struct rt_pairing *pairing,
                                        const struct rt_pairing_ends *ends, struct rt_view request,
                                        const struct rt_pairing_source *source);

/* The request of a response, a whole packet, or an absent view. The bytes are the pairing's and
 * stay until the next rt_pairing_add. `crypto` is used only where the nonce does not decide; if the
 * cryptographic library fails then (rt_crypto_failures), what is found may not be the right one. */
struct rt_view rt_pairing_find(struct rt_pairing *pairing, struct rt_crypto *crypto,
                               const struct rt_pairing_ends *ends, struct rt_view response);

/* The same, but only the request of which the response itself says that it is its own: by the
 * nonce, or if it echoes none, by the tree. */
struct rt_view rt_pairing_match(struct rt_pairing *pairing, struct rt_crypto *crypto,
                                const struct rt_pairing_ends *ends, struct rt_view response);

/* Takes note of a sign that requests between these ends did not arrive: of the newest that begins
 * with `quoted`, which may be empty; if that is absent, of all. Only the newest
 * RT_PAIRING_MARKED are looked at. */
void rt_pairing_mark(struct rt_pairing *pairing, const struct rt_pairing_ends *ends,
                     struct rt_view quoted, rt_server_signs signs);

/* Requests that never found a response. */
uint64_t rt_pairing_unanswered(const struct rt_pairing *pairing);

/* A request without a response. The bytes are the pairing's, as for rt_pairing_find. */
struct rt_pairing_request {
    struct rt_pairing_ends ends;
    struct rt_view request;
    struct rt_pairing_source source;
    rt_server_signs signs; /* that it did not arrive */
};

/* Of the requests that are kept, the next without a response, the oldest first; false: there is no
 * more. `*place` is 0 at first. Older ones that made room for others are counted only. */
bool rt_pairing_next_unanswered(struct rt_pairing *pairing, size_t *place,
                                struct rt_pairing_request *request);

#endif
