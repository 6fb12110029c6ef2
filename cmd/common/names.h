// SPDX-License-Identifier: BSD-2-Clause
/* Names of versions for eyes (judge/version_join.h), among all that this build knows. */
#ifndef RTCTL_NAMES_H
#define RTCTL_NAMES_H

#include "common/version_name.h"
#include "judge/version_join.h"

#define NAMES_SIZE RT_VERSION_JOIN_SIZE

static inline const char *names_join(const struct rt_version *const *versions, size_t count,
                                     char text[NAMES_SIZE])
{
    return rt_version_join(version_name_all(), versions, count, text);
}

static inline const char *names_of_number(uint32_t number, char text[NAMES_SIZE])
{
    return rt_version_join_number(version_name_all(), number, text);
}

static inline const char *names_of_setting(struct rt_setting setting, char text[NAMES_SIZE])
{
    return rt_version_join_setting(version_name_all(), setting, text);
}

#endif
