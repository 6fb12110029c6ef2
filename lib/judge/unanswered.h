// SPDX-License-Identifier: BSD-2-Clause
/*
 * Why a request got no answer, and how many requests got none for what cause.
 *
 *     struct rt_unanswered_counts counts = {0};
 *     answers.speaks = ...;                        what the server speaks, if that is known
 *     rt_unanswered_find(&unanswered, &answers, signs, rt_server_seen_find(seen, &server));
 *     rt_unanswered_count(&counts, &unanswered);
 *
 * A cause is the check of requests that the server does not let pass, "not-reached" where signs say
 * that the request did not arrive, or nothing that can be seen. An ICMP message that quotes the
 * request says so; but a connection may be reset because of what is in the request, and only a
 * server that answers nobody is not there then.
 */
#ifndef ROUGHTIME_UNANSWERED_H
#define ROUGHTIME_UNANSWERED_H

#include "judge/request_answers.h"
#include "judge/server_seen.h"

struct rt_unanswered {
    bool not_reached;            /* signs say so */
    bool stopped;                /* `why` is known */
    struct rt_request_cause why; /* rt_request_answers_why */
};

/* Finds the cause; `signs` are those about this request, `server` is what is seen of the server,
 * NULL: nothing. */
void rt_unanswered_find(struct rt_unanswered *unanswered, const struct rt_request_answers *answers,
                        rt_server_signs signs, const struct rt_server_sight *server);

/* "request.type", "not-reached", or NULL: nothing in the request explains the silence. Static. */
const char *rt_unanswered_cause(const struct rt_unanswered *unanswered);

/* Requests by their causes. */
struct rt_unanswered_counts {
    uint64_t stopped[RT_REQUEST_CHECK_COUNT]; /* by the check that stopped them */
    uint64_t not_reached;
    uint64_t unexplained; /* nothing stops them at this server */
};

void rt_unanswered_count(struct rt_unanswered_counts *counts,
                         const struct rt_unanswered *unanswered);

/* The next cause for which there are requests: its name, "not-explained" for those without one,
 * and how many there are. `*place` is 0 at first. NULL at the end. */
const char *rt_unanswered_counts_next(const struct rt_unanswered_counts *counts, size_t *place,
                                      uint64_t *count);

#endif
