// SPDX-License-Identifier: BSD-2-Clause
/* Versions that share a number, grouped. */
#include "judge/version_group.h"

#include "base/test.h"
#include "registry.h"

/* Each version of the same number is in one group, and the version itself in none. */
START_TEST(test_all)
{
    const struct rt_version_name_from all = {rt_registry, rt_registry_count};
    size_t together = 0;
    for (size_t v = 0; v < rt_registry_count; v++) {
        const struct rt_version *version = rt_registry[v];
        struct rt_version_group group;
        size_t same = 0, found = 0;
        for (size_t i = 0; i < rt_registry_count; i++)
            same += i != v && rt_registry[i]->rules.version == version->rules.version;
        for (size_t next = 0; rt_version_group_next(all, version, &next, &group);) {
            found += group.count;
            together += group.count > 1;
            uint32_t shown = 0;
            for (int s = RT_SHOWS_FORGOTTEN + 1; s < RT_SHOWS_COUNT; s++)
                shown |= rt_version_group_shown(version, &group, (enum rt_shows)s);
            ck_assert_uint_eq(shown, group.difference.params);
            for (size_t m = 0; m < group.count; m++)
                ck_assert(group.members[m] != version);
        }
        ck_assert_uint_eq(found, same);
    }
    ck_assert_uint_gt(together, 0);
}
END_TEST

START_TEST(test_shows)
{
    const struct rt_version *pair[2] = {rt_registry_find("v8"), rt_registry_find("rfc10049")};
    const struct rt_version_name_from from = {pair, 2};
    struct rt_version_group group;
    size_t next = 0;
    ck_assert(!rt_version_group_next(from, pair[0], &next, &group));
    pair[1] = rt_registry_find("google");
    pair[0] = rt_registry_find("v0");
    next = 0;
    ck_assert_int_eq(rt_version_group_next(from, pair[0], &next, &group),
                     pair[0]->rules.version == pair[1]->rules.version);
    ck_assert_int_eq(rt_version_group_shows(pair[0], &group, RT_PARAM_VERSION), RT_SHOWS_FORGOTTEN);
}
END_TEST

RT_TEST_MAIN("version_group", test_all, test_shows)
