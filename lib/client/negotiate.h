// SPDX-License-Identifier: BSD-2-Clause
/*
 * Which versions one request can offer.
 *
 * From draft 01 on a request holds a list of version numbers, VER, and the server answers in one of
 * them (draft 01 section 6, RFC 10049 section 5.1.1). That works between versions whose requests
 * look alike: the same framing, the same length of the nonce, the same padding tag, and TYPE in
 * both or in neither. SRV and the order of VER may differ: servers pass over tags that they do not
 * know (draft 05 section 6.1, RFC 10049 section 5.1), and a list that ascends is right where any
 * order goes.
 *
 * So the versions that a client accepts are sorted into requests, the most wanted first. A version
 * without VER has a request of its own.
 *
 * Somebody may have said in which versions a server answers: these have requests of their own, so
 * that an answer shows whether it is true. And there can be versions whose answers do not count,
 * but tell why there is no other: no other request offers them.
 *
 * In a chain the nonce is made by a rule of the version that is asked (chain_nonce.h), so that one
 * request can only offer versions with the same rule. And where the leaf of the tree is the nonce
 * alone, no signature covers the list: whoever hands a chain on could change it, and nobody would
 * see. There a request of a chain offers one number, the one in which it is answered.
 */
#ifndef ROUGHTIME_NEGOTIATE_H
#define ROUGHTIME_NEGOTIATE_H

#include "judge/judge.h"
#include "wire/request.h"

/* Requests that one set of choices can need; more are refused. */
#define RT_NEGOTIATE_MAX 32

/* What is asked first, what is asked then, and what only tells that the server is there. */
enum rt_attempt_rank { RT_ATTEMPT_HINTED = 1, RT_ATTEMPT_WANTED, RT_ATTEMPT_OTHER };

/* One request: what it looks like and what it offers. */
struct rt_attempt {
    enum rt_attempt_rank rank;
    struct rt_rules rules; /* of its most wanted version; srv and offer as all of them need */
    uint32_t numbers[RT_NUMBERS_MAX]; /* for VER, the most wanted first; no repeats */
    size_t count;                     /* 0 where there is no VER */
};

struct rt_negotiation {
    struct rt_attempt list[RT_NEGOTIATE_MAX];
    size_t count;
};

/* What requests are for. */
enum rt_negotiate_use { RT_NEGOTIATE_ANY = 1, RT_NEGOTIATE_CHAIN };

/* Sorts `count` choices, the most wanted first, into requests of the rank RT_ATTEMPT_WANTED. A
 * choice that fixes a reading counts with the rules of that reading. RT_E_TOO_LARGE: there are too
 * many kinds of requests or numbers; `negotiation` holds those that fit. */
RT_CHECKED enum rt_error rt_negotiate(struct rt_negotiation *negotiation,
                                      const struct rt_choice *choices, size_t count,
                                      enum rt_negotiate_use use);

/* The same, but adds them to what `negotiation` has, as requests of a rank. Of RT_ATTEMPT_OTHER,
 * what a request offers already is left out. */
RT_CHECKED enum rt_error rt_negotiate_add(struct rt_negotiation *negotiation,
                                          const struct rt_choice *choices, size_t count,
                                          enum rt_negotiate_use use, enum rt_attempt_rank rank);

/* Whether the request is defined on a transport. On UDP every request is. */
bool rt_attempt_travels(const struct rt_attempt *attempt, enum rt_transport transport);

/* Whether the request offers a version that was sorted into requests for the same use. */
bool rt_attempt_offers(const struct rt_attempt *attempt, const struct rt_choice *choice,
                       enum rt_negotiate_use use);

/* Whether a response has the form and the number of what the request offers, as far as these show
 * in it. Nothing is verified. */
bool rt_attempt_fits(const struct rt_attempt *attempt, const struct rt_packet *response);

#endif
