// SPDX-License-Identifier: BSD-2-Clause
/*
 * One exchange under many versions: as which of them is it valid?
 *
 * A version is tried as its descriptor says, and then under each of its readings. The functions
 * take the versions to try as an array: the library knows no registry.
 */
#ifndef ROUGHTIME_JUDGE_H
#define ROUGHTIME_JUDGE_H

#include "judge/detect.h"
#include "judge/verify.h"

/* A version to try. A caller that wants one reading only, or settings of its own, says so. */
struct rt_choice {
    const struct rt_version *version;
    bool fixed;                /* try just `reading`, nothing else */
    struct rt_reading reading; /* with `fixed`: the settings; none for the bare descriptor */
};

/* Versions that one judgement can hold; more are refused by a self-check of the registry. */
#define RT_CHOICES_MAX 48

/* A version and the reading it takes; `reading` NULL is the descriptor. Both borrowed. */
struct rt_candidate {
    const struct rt_version *version;
    const struct rt_reading *reading;
};

struct rt_judgement {
    enum rt_verdict verdict;
    size_t valid_count;                        /* 0 without a verdict */
    struct rt_candidate valid[RT_CHOICES_MAX]; /* in the order of the choices */
    struct rt_candidate best;                  /* one of `valid`, or the nearest to it */
    struct rt_rules rules;                     /* of `best` */
    struct rt_report report;                   /* of `best` */
};

/* The rules of a candidate. */
struct rt_rules rt_candidate_rules(const struct rt_candidate *candidate);

/* Room for what rt_candidate_text writes. */
#define RT_CANDIDATE_SIZE (32 + RT_READING_SIZE)

/* Writes the version with the settings of the reading, for programs: "v5/order=node-hash". For
 * people, readings have names (version_join.h). Returns `text`. */
const char *rt_candidate_text(const struct rt_candidate *candidate, char text[RT_CANDIDATE_SIZE]);

/*
 * Judges a subject under `count` choices, 1 to RT_CHOICES_MAX; `strict` leaves readings out that a
 * choice does not fix.
 *
 * If the exchange is valid, the best candidate is one of those under which it is; else one of those
 * under which nothing fails, for want of the request or the key; else the one with the fewest
 * failed checks and contradictions (detect.h), the request's included. Among the first two a
 * descriptor comes before a reading. Then the one counts for which the bytes speak most (detect.h),
 * then the earlier choice.
 *
 * If the cryptographic library fails in between there is no verdict (RT_NO_VERDICT), however much
 * was decided: what could not be computed might have been what counts.
 */
void rt_judge(struct rt_subject *subject, const struct rt_choice *choices, size_t count,
              bool strict, struct rt_judgement *judgement);

/* The best candidate of one choice alone: the first under which it is valid, the descriptor before
 * its readings; else the first under which nothing fails; else the descriptor. Returns its verdict,
 * RT_NO_VERDICT with the descriptor if the cryptographic library failed in between. */
enum rt_verdict rt_judge_choice(struct rt_subject *subject, const struct rt_choice *choice,
                                bool strict, struct rt_candidate *candidate);

/* The first choice of the version of `best` under which the exchange is valid, of the `count`
 * choices that it was judged under; NULL without one. Nothing is judged again. */
const struct rt_choice *rt_judge_valid_choice(const struct rt_judgement *judgement,
                                              const struct rt_choice *choices, size_t count);

#endif
