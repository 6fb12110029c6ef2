// SPDX-License-Identifier: BSD-2-Clause
/*
 * Names of versions for eyes, with neighbours joined: "v4, v14-v19, rfc10049". What is written can
 * be read again (version_list.h).
 */
#ifndef ROUGHTIME_VERSION_JOIN_H
#define ROUGHTIME_VERSION_JOIN_H

#include "judge/version_name.h"

/* Room for the names of RT_CHOICES_MAX versions, with the final zero. */
#define RT_VERSION_JOIN_SIZE 768

/* Writes the names of some of the versions `from`, in their order. Those of one kind ("v" and a
 * number) that are neighbours there become "FIRST-LAST". Returns `text`. */
const char *rt_version_join(struct rt_version_name_from from,
                            const struct rt_version *const *versions, size_t count,
                            char text[RT_VERSION_JOIN_SIZE]);

/* Writes the names of all versions whose packets have this number in VER; "" for none. */
const char *rt_version_join_number(struct rt_version_name_from from, uint32_t number,
                                   char text[RT_VERSION_JOIN_SIZE]);

/* Writes the names of all versions whose descriptor has this value; "" for none. */
const char *rt_version_join_setting(struct rt_version_name_from from, struct rt_setting setting,
                                    char text[RT_VERSION_JOIN_SIZE]);

/* "v5", or "v5/roughtimed" with a reading (which may be NULL); in `text` or static. */
const char *rt_version_join_candidate(const struct rt_version *version,
                                      const struct rt_reading *reading,
                                      char text[RT_VERSION_JOIN_SIZE]);

/* The same for a candidate and the versions that an exchange does not tell from it (alike.h), which
 * are in the order of `from`: "v14-v19", "v14-v15/text". */
const char *rt_version_join_alike(struct rt_version_name_from from,
                                  const struct rt_version *const *alike, size_t count,
                                  const struct rt_candidate *best, char text[RT_VERSION_JOIN_SIZE]);

#endif
