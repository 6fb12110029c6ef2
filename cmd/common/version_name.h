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
 */
#ifndef RTCTL_VERSION_NAME_H
#define RTCTL_VERSION_NAME_H

#include <stdbool.h>

#include "registry.h"

/* The most versions that a word can name: more than there are. */
#define VERSION_NAME_MOST 48

/* Finds the versions that a word of `len` characters names, in the order of publication. Returns
 * how many; 0: it names none. */
size_t version_name_find(const char *word, size_t len,
                         const struct rt_version *found[VERSION_NAME_MOST]);

/* Whether a word that names none is a range whose second version was published before the first. */
bool version_name_backwards(const char *word, size_t len);

/* The version that is meant by a word that names none, or NULL: of drafts that do not exist the one
 * with the nearest number, else the one whose name is nearest. */
const struct rt_version *version_name_nearest(const char *word, size_t len);

#endif
