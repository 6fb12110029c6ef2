// SPDX-License-Identifier: BSD-2-Clause
/* Groups the versions of a number. */
#include "judge/version_group.h"

static bool differ_alike(struct rt_difference a, struct rt_difference b)
{
    return a.params == b.params && a.readings == b.readings;
}

bool rt_version_group_next(struct rt_version_name_from from, const struct rt_version *version,
                           size_t *next, struct rt_version_group *group)
{
    group->count = 0;
    for (; *next < from.count && group->count < RT_CHOICES_MAX; ++*next) {
        const struct rt_version *other = from.list[*next];
        if (other == version || other->rules.version != version->rules.version)
            continue;
        struct rt_difference difference = rt_version_difference(version, other);
        if (group->count > 0 && !differ_alike(difference, group->difference))
            break;
        group->members[group->count++] = other;
        group->difference = difference;
    }
    return group->count > 0;
}

enum rt_shows rt_version_group_shows(const struct rt_version *version,
                                     const struct rt_version_group *group, enum rt_param param)
{
    if (!(group->difference.params >> param & 1))
        return RT_SHOWS_FORGOTTEN;
    return rt_param_shows(param, rt_param_get(&version->rules, param),
                          rt_param_get(&group->members[0]->rules, param));
}

uint32_t rt_version_group_shown(const struct rt_version *version,
                                const struct rt_version_group *group, enum rt_shows shows)
{
    uint32_t params = 0;
    for (int i = RT_PARAM_FORGOTTEN + 1; i < RT_PARAM_COUNT; i++)
        if (rt_version_group_shows(version, group, (enum rt_param)i) == shows)
            params |= UINT32_C(1) << i;
    return params;
}

size_t rt_version_group_same(struct rt_version_name_from from, const struct rt_version *version,
                             const struct rt_version *same[RT_CHOICES_MAX])
{
    size_t count = 0;
    for (size_t i = 0; i < from.count && count < RT_CHOICES_MAX; i++)
        if (from.list[i] != version && rt_version_same(from.list[i], version))
            same[count++] = from.list[i];
    return count;
}
