// SPDX-License-Identifier: BSD-2-Clause
/*
 * The catalogue of servers that answer other requests than their version says, on purpose: for
 * testing whoever checks servers. What can be wrong with replies is another catalogue (spoil.h).
 *
 * Each row concerns some requests and leaves all others alone. Most rows follow from the checks of
 * requests (RT_REQUEST_CHECKS):
 *
 *   lax.CHECK     requests that this check stops get a right answer
 *   wrong.CHECK   they get an answer with a wrong signature, and so do those that the version
 *                 answers although the check fails
 *   refuse.KIND   requests that servers should take get no answer
 *
 * The function `change` of rt_server_settings calls, with `change_refused` set:
 *
 *     if (rt_quirk_concerns(row, turn, answer))
 *         return rt_quirk_answer(row, turn, answer);
 */
#ifndef ROUGHTIME_QUIRK_H
#define ROUGHTIME_QUIRK_H

#include "server/spoil.h"

/* What becomes of the requests that a row concerns. */
enum rt_quirk_kind {
    RT_QUIRK_ANSWER = 1, /* a right answer, however large */
    RT_QUIRK_WRONG,      /* a wrong one, see `spoil` */
    RT_QUIRK_REFUSE,     /* none */
    RT_QUIRK_CLOSE       /* the answer is the last on its TCP connection */
};

struct rt_quirk_request;

struct rt_quirk_row {
    const char *name; /* never changes; no fault of spoil.h has it */
    const char *text; /* what the server does: "answers requests without VER" */
    enum rt_quirk_kind kind;
    const char *spoil; /* of RT_QUIRK_WRONG: the name of what is wrong with the answer */
    /* The check that the requests fail, or RT_REQUEST_CHECK_COUNT: `concerns` tells them. */
    enum rt_request_check check;
    bool (*concerns)(const struct rt_quirk_request *request);
};

/* The rows in their order; NULL behind the last. */
const struct rt_quirk_row *rt_quirk_row(size_t i);

/* The row of this name, or NULL. */
const struct rt_quirk_row *rt_quirk_find(const char *name);

/* Whether a row changes what becomes of a request. Nothing is changed yet. */
bool rt_quirk_concerns(const struct rt_quirk_row *row, const struct rt_server_turn *turn,
                       const struct rt_answer *answer);

/* Answers a request that a row concerns, or does not; as rt_spoil_answer. */
enum rt_server_action rt_quirk_answer(const struct rt_quirk_row *row,
                                      const struct rt_server_turn *turn, struct rt_answer *answer);

#endif
