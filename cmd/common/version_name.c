// SPDX-License-Identifier: BSD-2-Clause
/* Names of versions among all that this build knows. */
#include "common/version_name.h"

struct rt_version_name_from version_name_all(void)
{
    return (struct rt_version_name_from){rt_registry, rt_registry_count};
}

size_t version_name_find(const char *word, size_t len,
                         const struct rt_version *found[VERSION_NAME_MOST])
{
    return rt_version_name_find(version_name_all(), word, len, found);
}

const struct rt_version *version_name_nearest(const char *word, size_t len)
{
    return rt_version_name_nearest(version_name_all(), word, len);
}
