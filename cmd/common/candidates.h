// SPDX-License-Identifier: BSD-2-Clause
/*
 * Which versions a packet can be of, and in whose terms it is shown.
 *
 * Each version that was asked for is held against the packet, first as its descriptor says, then
 * (unless --strict) under each of its readings; the first that nothing contradicts is a candidate.
 */
#ifndef RTCTL_CANDIDATES_H
#define RTCTL_CANDIDATES_H

#include "app.h"
#include "judge/judge.h"

struct candidate {
    struct rt_candidate as;
    struct rt_rules rules;
    struct rt_evidence evidence;
};

struct candidates {
    size_t count;
    struct candidate list[RT_CHOICES_MAX]; /* nothing disagrees; in the order of the choices */
    struct candidate best; /* the one for which the bytes speak most; if there are no candidates
                              the nearest version */
    bool fits;             /* best is a candidate */
};

/* Finds them among app->choices. The readings in them are those of the versions and of `app`. */
void candidates_find(struct candidates *candidates, const struct app *app,
                     const struct rt_packet *packet);

/* Room for one piece of evidence. */
#define EVIDENCE_SIZE RT_SETTING_SIZE

/* Writes what the bytes say to a parameter, as rules have it: "version=0x80000008", "clock=mjd".
 * Where they show less than the value of a parameter, just that is said: "root=32" for the hash,
 * "vers=list". Returns `text`. */
const char *evidence_text(const struct rt_rules *rules, enum rt_param param,
                          char text[EVIDENCE_SIZE]);

/* Whether two candidates have the same evidence, word for word. */
bool candidates_alike(const struct candidate *a, const struct candidate *b);

/* Takes the next parameter out of a set, the most telling first: false if it is empty. */
bool evidence_next(uint32_t *set, enum rt_param *param);

#endif
