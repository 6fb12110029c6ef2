// SPDX-License-Identifier: BSD-2-Clause
/*
 * The versions that a word names, as people and packets write it. Upper and lower case are alike,
 * blanks around the word do not count.
 *
 *     v8, V8, v08, 8, 08              the name, or its number alone
 *     draft-08, draft08, draft 8      a draft by its number
 *     draft-ietf-ntp-roughtime-08     a draft by its name
 *     rfc10049, RFC 10049, rfc-10049  an RFC
 *     google                          a name without a number
 *     0x8000000c                      the number in VER: every version that has it
 *     v14-v19, 14-19, draft-14-19     from one version to another, in the order of publication
 *
 * The versions to choose from are an array in the order of their publication, such as rt_registry.
 */
#ifndef ROUGHTIME_VERSION_NAME_H
#define ROUGHTIME_VERSION_NAME_H

#include "judge/judge.h"

/* The versions to choose from; borrowed. */
struct rt_version_name_from {
    const struct rt_version *const *list;
    size_t count;
};

/* Finds the versions that a word of `len` characters names, in the order of publication; of more
 * than RT_CHOICES_MAX the first. Returns how many; 0: it names none. */
size_t rt_version_name_find(struct rt_version_name_from from, const char *word, size_t len,
                            const struct rt_version *found[RT_CHOICES_MAX]);

/* The place of a version among them; from.count if it is none of them. */
size_t rt_version_name_place(struct rt_version_name_from from, const struct rt_version *version);

/* Those at the places of a set, and those whose packets have a number in VER, in the order of
 * publication. Return how many. */
size_t rt_version_name_of_set(struct rt_version_name_from from, uint64_t set,
                              const struct rt_version *found[RT_CHOICES_MAX]);
size_t rt_version_name_of_number(struct rt_version_name_from from, uint32_t number,
                                 const struct rt_version *found[RT_CHOICES_MAX]);

/* Whether VER of a response, or all numbers in VER of a request, are of no version and of none of
 * its readings, and which number it is, of a request the first. */
bool rt_version_name_lacks(struct rt_version_name_from from, const struct rt_packet *packet,
                           uint32_t *number);

/* Whether a word that names none is a range whose second version was published before the first. */
bool rt_version_name_backwards(struct rt_version_name_from from, const char *word, size_t len);

/* The version that is meant by a word that names none, or NULL: of drafts and RFCs that do not
 * exist the one with the nearest number, else the one whose name is nearest (base/spelling.h). */
const struct rt_version *rt_version_name_nearest(struct rt_version_name_from from, const char *word,
                                                 size_t len);

#endif
