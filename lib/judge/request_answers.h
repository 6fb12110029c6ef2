// SPDX-License-Identifier: BSD-2-Clause
/*
 * Which of many versions answer a request, and what stops the others, as people ask it: the causes,
 * each with the versions of which it is true, the one that is easiest to mend first.
 *
 *     struct rt_request_demands demands;          once
 *     rt_request_demands_make(&demands, versions, count);
 *
 *     struct rt_request_answers answers;          for each request
 *     struct rt_request_cause cause;
 *     uint64_t told = 0;
 *     rt_request_answers_find(&answers, &demands, &facts, keys);
 *     while (rt_request_answers_next(&answers, &told, &cause))
 *         ...
 *
 * Nothing is allocated or printed.
 */
#ifndef ROUGHTIME_REQUEST_ANSWERS_H
#define ROUGHTIME_REQUEST_ANSWERS_H

#include "judge/judge.h"
#include "judge/request_judge.h"

/* What a version, or a version with a reading, asks of requests. */
struct rt_request_demand {
    const struct rt_reading *reading; /* NULL: the version as it is written */
    bool begins;                      /* a version; the demands behind it are its readings */
    struct rt_request_terms terms;
};

#define RT_REQUEST_DEMANDS_MAX (RT_REQUEST_VERSIONS_MAX * (1 + RT_VERSION_READINGS))

/* What some versions ask: each as it is written, then with each of its readings. The readings are
 * those of the versions or of the choices, which must stay. */
struct rt_request_demands {
    size_t count;
    struct rt_request_demand list[RT_REQUEST_DEMANDS_MAX];
};

/* Makes the demands of `count` versions, at most RT_REQUEST_VERSIONS_MAX. */
void rt_request_demands_make(struct rt_request_demands *demands,
                             const struct rt_version *const *versions, size_t count);

/* The same of choices. One that fixes a reading has that alone: programs answer that read the
 * version so, or none. `strict`: the others have no readings. */
void rt_request_demands_choose(struct rt_request_demands *demands, const struct rt_choice *choices,
                               size_t count, bool strict);

/* What the versions make of a request. It borrows facts and keys. */
struct rt_request_answers {
    const struct rt_request_facts *facts;
    const struct rt_request_keys *keys; /* NULL: not known */
    size_t count;
    struct rt_request_verdict verdicts[RT_REQUEST_VERSIONS_MAX]; /* in the order of the versions */
    /* The versions that the server speaks, as a set of their places; 0: not known. The caller
     * sets it after rt_request_answers_find. */
    uint64_t speaks;
};

/* Judges a request under all versions, as rt_request_verdict_of does under one. */
void rt_request_answers_find(struct rt_request_answers *answers,
                             const struct rt_request_demands *demands,
                             const struct rt_request_facts *facts,
                             const struct rt_request_keys *keys);

/* Judges the request as one for programs that read a version in a way which its descriptor does not
 * know, such as with a number of their own. If the request comes further so, that is the verdict of
 * the version. The reading must stay. */
void rt_request_answers_also(struct rt_request_answers *answers, const struct rt_version *version,
                             const struct rt_reading *reading);

/* Writes the versions that answer, in their order, and returns how many there are. */
size_t rt_request_answers_versions(const struct rt_request_answers *answers,
                                   const struct rt_version *versions[RT_REQUEST_VERSIONS_MAX]);

/* What stops the request under one of the verdicts (rt_request_verdict_stopped), in detail. */
struct rt_request_result rt_request_answers_stop(const struct rt_request_answers *answers,
                                                 const struct rt_request_verdict *verdict);

/* A cause, and the versions that it stops. */
struct rt_request_cause {
    enum rt_request_check check;
    struct rt_request_result result; /* of the version that comes nearest to an answer */
    bool numbers;                    /* VER lists none of several numbers: `result` has one */
    bool spoken;                     /* the server speaks the versions: this is why it is silent */
    const struct rt_request_rule *rule; /* of the last of them */
    const struct rt_reading *reading;   /* under which the nearest version is stopped, or NULL */
    size_t count;
    const struct rt_version *versions[RT_REQUEST_VERSIONS_MAX]; /* in their order */
};

/* Adds a version that the check of a cause stops, too, with this result, if that is the same cause:
 * what is wrong is the same, or each misses its own number in VER. For a cause that has its check
 * and its result. */
bool rt_request_cause_add(struct rt_request_cause *cause, const struct rt_version *version,
                          const struct rt_request_result *result);

/*
 * The next cause; false: there is none. `*told` is the set of places of versions that were told of,
 * 0 at first. The first cause is that of the version nearest to an answer
 * (rt_request_verdict_as_near), of equal ones the last in the list.
 *
 * If it is known what the server speaks, the causes that keep it silent come first. If a version
 * that it speaks would answer, only newer ones keep it silent that VER lists by another number:
 * servers take the newest number that they know, and refuse the request if that version does.
 */
bool rt_request_answers_next(const struct rt_request_answers *answers, uint64_t *told,
                             struct rt_request_cause *cause);

/* Writes what a cause is: "TYPE is missing", "VER does not list their numbers". In `text` or
 * static. */
const char *rt_request_cause_text(const struct rt_request_cause *cause,
                                  char text[RT_REQUEST_TEXT_SIZE]);

/* Why the server is silent, as far as the request tells: the first cause; false: it is known what
 * the server speaks, and nothing of that stops the request. */
bool rt_request_answers_why(const struct rt_request_answers *answers,
                            struct rt_request_cause *cause);

/*
 * Writes what is wrong with the request itself, up to `room` causes in the order of the checks, and
 * returns how many: all checks that stop it in versions for which it is made, whose framing it has
 * and whose number it lists, or, without VER, whose padding it has. If it is made for none and
 * nobody answers, that is the first cause of rt_request_answers_next. Nothing of a request whose
 * tags cannot be read.
 */
size_t rt_request_answers_faults(const struct rt_request_answers *answers,
                                 struct rt_request_cause *causes, size_t room);

#endif
