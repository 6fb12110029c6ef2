// SPDX-License-Identifier: BSD-2-Clause
/*
 * Which versions a packet can be of, and in whose terms it is shown.
 *
 * Each version to try is held against the packet (detect.h), first as its descriptor says, then
 * under each of its readings; the first that nothing contradicts is a candidate. Nothing is
 * allocated.
 */
#ifndef ROUGHTIME_CANDIDATES_H
#define ROUGHTIME_CANDIDATES_H

#include "judge/judge.h"

/* A version, its rules in the reading that fits best, and what the bytes say to them. */
struct rt_candidates_entry {
    struct rt_candidate as;
    struct rt_rules rules;
    struct rt_evidence evidence;
};

struct rt_candidates {
    size_t count;
    /* Nothing disagrees; in the order of the choices. */
    struct rt_candidates_entry list[RT_CHOICES_MAX];
    /* The one for which the bytes speak most; if there are no candidates the nearest version. */
    struct rt_candidates_entry best;
    bool fits; /* best is a candidate */
};

/* Finds them among `count` choices, 1 to RT_CHOICES_MAX; `strict` leaves readings out that a choice
 * does not fix. The versions and readings in them are borrowed from the choices. */
void rt_candidates_find(struct rt_candidates *candidates, const struct rt_choice *choices,
                        size_t count, bool strict, const struct rt_packet *packet);

/* Room for one piece of evidence. */
#define RT_EVIDENCE_SIZE RT_SETTING_SIZE

/* Writes what the bytes say to a parameter, as rules have it: "version=0x80000008", "clock=mjd".
 * Where they show less than the value of a parameter, just that is said: "root=32" for the hash,
 * "vers=list". Returns `text`. */
const char *rt_candidates_evidence_text(const struct rt_rules *rules, enum rt_param param,
                                        char text[RT_EVIDENCE_SIZE]);

/* Whether two candidates have the same evidence, word for word. */
bool rt_candidates_alike(const struct rt_candidates_entry *a, const struct rt_candidates_entry *b);

/* Takes the next parameter out of a set, the most telling first: false if it is empty. */
bool rt_candidates_evidence_next(uint32_t *set, enum rt_param *param);

#endif
