// SPDX-License-Identifier: BSD-2-Clause
/* Names of versions (judge/version_name.h) among all that this build knows. */
#ifndef RTCTL_VERSION_NAME_H
#define RTCTL_VERSION_NAME_H

#include "judge/version_name.h"
#include "registry.h"

/* The most versions that a word can name. */
#define VERSION_NAME_MOST RT_CHOICES_MAX

/* Every version. */
struct rt_version_name_from version_name_all(void);

/* rt_version_name_find among them. */
size_t version_name_find(const char *word, size_t len,
                         const struct rt_version *found[VERSION_NAME_MOST]);

/* The version that is meant by a word that names none, or NULL: of drafts that do not exist the one
 * with the nearest number, else the one whose name is nearest. */
const struct rt_version *version_name_nearest(const char *word, size_t len);

#endif
