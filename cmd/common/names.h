// SPDX-License-Identifier: BSD-2-Clause
/* Names of versions for eyes, with neighbours joined: "v4, v14-v19, rfc10049". */
#ifndef RTCTL_NAMES_H
#define RTCTL_NAMES_H

#include "judge/judge.h"

/* Room for the names of RT_CHOICES_MAX versions, with the final zero. */
#define NAMES_SIZE 768

/* Writes the names of versions that stand in the order of the registry. Those of one kind ("v" and
 * a number) that are neighbours there become "FIRST-LAST", as -V reads it. Returns `text`. */
const char *names_join(const struct rt_version *const *versions, size_t count,
                       char text[NAMES_SIZE]);

/* Writes the names of all versions whose packets have this number in VER; "" for none. */
const char *names_of_number(uint32_t number, char text[NAMES_SIZE]);

/* Writes the names of all versions whose descriptor has this value; "" for none. */
const char *names_of_setting(struct rt_setting setting, char text[NAMES_SIZE]);

/* "v5", or "v5/roughtimed" with a reading (which may be NULL); in `text` or static. */
const char *names_candidate(const struct rt_version *version, const struct rt_reading *reading,
                            char text[NAMES_SIZE]);

#endif
