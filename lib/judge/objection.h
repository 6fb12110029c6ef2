// SPDX-License-Identifier: BSD-2-Clause
/*
 * Who refuses a response that is valid: programs that sent the same request and expect something
 * else. They are
 *   - other versions with the number of the response, if the request is one of theirs: a client of
 *     draft 14 sends TYPE, and ignores a response of draft 12, which has none;
 *   - readings of the versions in question that sign or hash in another way, such as programs with
 *     the number of RFC 10049 and the contexts of the drafts.
 *
 * Nothing is allocated.
 */
#ifndef ROUGHTIME_OBJECTION_H
#define ROUGHTIME_OBJECTION_H

#include "judge/judge.h"

/* Programs that refuse a response for the same reason. */
struct rt_objection {
    size_t count;
    const struct rt_version *versions[RT_CHOICES_MAX]; /* in the order of the list */
    const struct rt_reading *reading; /* of the first of them, which the others have by the same
                                         name; NULL: as the versions are written */
    uint64_t checks;                  /* set of the checks that fail, by place in RT_CHECKS */
    struct rt_result first;           /* of the first of these */
};

/* Objections that are told. */
#define RT_OBJECTIONS_MAX 8

/*
 * Finds the objections to an exchange that is valid, or of which only the key is not known; none to
 * any other. `versions` are the `count` that are known. Returns how many there are.
 */
size_t rt_objection_find(struct rt_subject *subject, const struct rt_judgement *judgement,
                         const struct rt_version *const *versions, size_t count,
                         struct rt_objection objections[RT_OBJECTIONS_MAX]);

/*
 * Of these only those that need no further signature verified and that come up most: the objections
 * of versions with TYPE, as they are written, to a response that is valid as one without, although
 * the request has TYPE. Takes two comparisons for any other exchange.
 */
size_t rt_objection_find_type(struct rt_subject *subject, const struct rt_judgement *judgement,
                              const struct rt_version *const *versions, size_t count,
                              struct rt_objection objections[RT_OBJECTIONS_MAX]);

#endif
