// SPDX-License-Identifier: BSD-2-Clause
/*
 * Judges which of the versions that this build knows answer a request, and what stops the others
 * (judge/request_answers.h). What is printed of it is in files/request_print.h.
 */
#ifndef RTCTL_ANSWERABLE_H
#define RTCTL_ANSWERABLE_H

#include "app.h"
#include "judge/request_answers.h"

/* Numbers in VER that are looked at, of those that no version has. */
#define ANSWERABLE_OWN 8

/* What the versions ask, and what they make of the last request. Read only, but for the facts. */
struct answerable {
    struct rt_request_demands demands;
    struct rt_request_facts facts;
    struct rt_request_answers answers;
    struct rt_reading own[ANSWERABLE_OWN]; /* numbers of programs that the request lists */
};

/* One for any number of requests; the caller frees it. */
struct answerable *answerable_new(void);

/* The values of SRV of the keys that the command line gives, RT_SRV_SIZE bytes each, which the
 * caller frees; NULL: there are no keys, or there was a message. */
uint8_t *answerable_srvs(struct app *app);

/* Judges the request of answerable->facts, which the caller has read. Its packet must stay as long
 * as its answers are used; so must `keys`, which may be NULL: those of the server are not known. A
 * number in VER that a program has and no version is judged in the layout that the program gives
 * it. */
void answerable_judge(struct answerable *answerable, const struct rt_request_keys *keys);

#endif
