// SPDX-License-Identifier: BSD-2-Clause
/* The versions with the same number in VER as another one, by what tells them from it, and those
 * that nothing on the wire tells from it. */
#ifndef ROUGHTIME_VERSION_GROUP_H
#define ROUGHTIME_VERSION_GROUP_H

#include "judge/version_name.h"

/* Neighbours among the versions that differ from a version in the same parameters. */
struct rt_version_group {
    const struct rt_version *members[RT_CHOICES_MAX];
    size_t count;
    struct rt_difference difference;
};

/* Reads the next group from place `*next` of the versions on, which begins with 0. False after the
 * last. */
bool rt_version_group_next(struct rt_version_name_from from, const struct rt_version *version,
                           size_t *next, struct rt_version_group *group);

/* Where the difference in a parameter shows, or RT_SHOWS_FORGOTTEN if there is none. */
enum rt_shows rt_version_group_shows(const struct rt_version *version,
                                     const struct rt_version_group *group, enum rt_param param);

/* The parameters whose difference shows there, by their bits. */
uint32_t rt_version_group_shown(const struct rt_version *version,
                                const struct rt_version_group *group, enum rt_shows shows);

/* The versions that equal another one on the wire, without itself, in the order of the list.
 * Returns how many. */
size_t rt_version_group_same(struct rt_version_name_from from, const struct rt_version *version,
                             const struct rt_version *same[RT_CHOICES_MAX]);

#endif
