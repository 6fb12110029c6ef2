// SPDX-License-Identifier: BSD-2-Clause
/*
 * Why a server has given no valid answer: one cause, with a name for programs and a sentence for
 * people.
 *
 * Silence is how this protocol fails (RFC 10049 section 5.2 has no error reply), so that a client
 * finds out what it can: see client.h.
 */
#ifndef ROUGHTIME_CLIENT_CAUSE_H
#define ROUGHTIME_CLIENT_CAUSE_H

/* Constant, name, sentence without its full stop. */
// clang-format off
#define RT_CLIENT_CAUSES(X)                                                                        \
    X(NONE,      "none",          "the server has given a valid answer")                           \
    X(KEY,       "wrong-key",     "the key is not the server's")                                   \
    X(VERSION,   "other-version", "the server answers only in versions that do not count")         \
    X(CHECKS,    "invalid",       "replies came, and each failed a check")                         \
    X(ELSEWHERE, "elsewhere",     "replies came from another address only")                        \
    X(LATE,      "late",          "replies came too late")                                         \
    X(SILENCE,   "silence",       "the server does not answer")                                    \
    X(REFUSED,   "refused",       "the port of the server is closed")                              \
    X(ROUTE,     "no-route",      "there is no route to the server")                               \
    X(SENDING,   "unsendable",    "the server cannot be reached")                                  \
    X(NAME,      "no-name",       "the name of the server has no address")                         \
    X(TRANSPORT, "no-transport",  "no request of these versions can be sent")                      \
    X(DEADLINE,  "not-asked",     "the time was over before the server could be asked")            \
    X(LIBRARY,   "undecided",     "the cryptographic library failed to judge a reply")
// clang-format on

enum rt_client_cause {
    RT_CLIENT_CAUSE_FORGOTTEN = 0,
#define X(id, name, text) RT_CLIENT_CAUSE_##id,
    RT_CLIENT_CAUSES(X)
#undef X
        RT_CLIENT_CAUSE_COUNT
};

/* Static; NULL for what is no cause. */
const char *rt_client_cause_name(enum rt_client_cause cause);
const char *rt_client_cause_text(enum rt_client_cause cause);

/* What an errno of sending says: REFUSED, ROUTE or SENDING. */
enum rt_client_cause rt_client_cause_of_errno(int error);

#endif
