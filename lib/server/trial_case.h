// SPDX-License-Identifier: BSD-2-Clause
/*
 * The cases by which clients are tried, as one list: what the server does, and what a client must
 * make of it.
 *
 * Most of them are the catalogue of what can be wrong with a reply (spoil.h): a new row there is a
 * new case. The others are what a server does with replies that are right, and what is seen of the
 * client's own packets in all cases together.
 */
#ifndef ROUGHTIME_TRIAL_CASE_H
#define ROUGHTIME_TRIAL_CASE_H

#include "server/spoil.h"

/*
 * What the server does: constant, name of the case, text, what the client must do (BELIEVE,
 * REFUSE, or ASK: the case looks at the client's packets), level, whether it goes with any version.
 * The names of SPOILT and of those with the name of a row of the catalogue are that row's.
 */
// clang-format off
#define RT_TRIAL_KINDS(X)                                                                          \
    X(GOOD,      "good",        "right replies", BELIEVE, MUST)                                    \
    X(SPOILT,    NULL,          NULL, REFUSE, MUST)                                                \
    X(TOLERATED, NULL,          NULL, BELIEVE, SHOULD)                                             \
    X(SILENT,    "silent",      "no reply", REFUSE, MUST)                                          \
    X(LATE,      "late",        "the reply to the first request comes before that to the second", BELIEVE, SHOULD) \
    X(TWICE,     "duplicate",   "each reply comes twice", BELIEVE, SHOULD)                         \
    X(ELSEWHERE, "elsewhere",   "replies come from another port (UDP)", REFUSE, SHOULD)            \
    X(REPLAY,    "replay",      "a right reply to an earlier request", REFUSE, MUST)               \
    X(FOREIGN,   "foreign",     "a right reply to the request of another client", REFUSE, MUST)    \
    X(OTHER_KEY, "key",         "right replies of another server, which has another key", REFUSE, MUST) \
    X(GREASED,   "greased",     "the first reply has a wrong signature, all others are right", BELIEVE, SHOULD) \
    X(FORGED,    "forged",      "a wrong reply comes just before the right one (UDP)", BELIEVE, SHOULD) \
    X(PIECES,    "tcp.pieces",  "silent over UDP; over TCP a right reply comes in pieces", BELIEVE, MUST) \
    X(LIAR,      "liar",        "one of three servers is an hour ahead", REFUSE, SHOULD)           \
    X(REQUEST,   NULL,          NULL, ASK, MUST)                                                   \
    X(FRESH,     "nonce.fresh", "no two runs have a nonce in common", ASK, SHOULD)                 \
    X(RANDOM,    "nonce.random", "every bit of the nonces changes, and half of them are ones", ASK, SHOULD) \
    X(WAITS,     "waits",       "when there is no reply, the time between tries grows", ASK, SHOULD) \
    X(TCP,       "tcp",         "when there is repeatedly no reply, TCP is tried", ASK, SHOULD)
// clang-format on

enum rt_trial_kind {
    RT_TRIAL_KIND_NONE,
#define X(id, name, text, wish, level) RT_TRIAL_##id,
    RT_TRIAL_KINDS(X)
#undef X
        RT_TRIAL_KIND_COUNT
};

enum rt_trial_wish { RT_TRIAL_WISH_BELIEVE = 1, RT_TRIAL_WISH_REFUSE, RT_TRIAL_WISH_ASK };

/* The places of cases are below this. */
#define RT_TRIAL_CASES_MAX 96

struct rt_trial_case {
    const char *name; /* never changes */
    const char *text; /* what the server does, or what is looked for */
    enum rt_trial_kind kind;
    enum rt_trial_wish wish;
    enum rt_demand demand;          /* unless the version says another */
    const struct rt_spoil_row *row; /* of SPOILT and TOLERATED */
    enum rt_request_check request;  /* of REQUEST */
};

/* Case number i, from 0, in the order in which they are shown; false: there is none. The first is
 * that of right replies. */
bool rt_trial_case_at(size_t i, struct rt_trial_case *which);

/* "the client must believe it", ...; static. */
const char *rt_trial_case_expected(const struct rt_trial_case *which);

/* Room for an address, with its final zero. */
#define RT_TRIAL_ADDRESS_SIZE 96

/* "v8/client/merkle.root"; of a client whose version is not known (NULL) "client/merkle.root".
 * Returns `text`. */
const char *rt_trial_case_address(const struct rt_version *version,
                                  const struct rt_trial_case *which,
                                  char text[RT_TRIAL_ADDRESS_SIZE]);

/* Whether a list of prefixes, with commas between them, selects a case of a version, or of one that
 * is not known yet (NULL). A prefix is the beginning of an address, with the version or from
 * "client" on, and ends where a part of it does: at a slash or a dot. */
bool rt_trial_case_selected(const char *list, const struct rt_version *version,
                            const struct rt_trial_case *which);

#endif
