// SPDX-License-Identifier: BSD-2-Clause
/* Names of versions, joined. */
#include "judge/version_join.h"

#include "base/test.h"
#include "registry.h"

static char text[RT_VERSION_JOIN_SIZE];

static struct rt_version_name_from all(void)
{
    return (struct rt_version_name_from){rt_registry, rt_registry_count};
}

/* What is written of the versions that words name. */
static const char *join(const char *const *words, size_t count)
{
    const struct rt_version *versions[RT_CHOICES_MAX] = {NULL};
    for (size_t i = 0; i < count; i++)
        versions[i] = rt_registry_find(words[i]);
    return rt_version_join(all(), versions, count, text);
}

START_TEST(test_join)
{
    static const char *const words[] = {"v4", "v14", "v15", "v16", "rfc10049"};
    ck_assert_str_eq(join(words, 0), "");
    ck_assert_str_eq(join(words, 1), "v4");
    ck_assert_str_eq(join(words, 2), "v4, v14");
    ck_assert_str_eq(join(words, 3), "v4, v14-v15");
    ck_assert_str_eq(join(words, 5), "v4, v14-v16, rfc10049");
    ck_assert_str_eq(join(words + 1, 3), "v14-v16");
    /* Neighbours of another kind are not joined. */
    const struct rt_version *last[] = {rt_registry[0], rt_registry[1]};
    ck_assert_str_eq(rt_version_join(all(), last, 2, text), "google, v0");
}
END_TEST

START_TEST(test_settings)
{
    uint32_t number = rt_registry_find("v8")->rules.version;
    ck_assert_str_eq(rt_version_join_number(all(), number, text), "v8");
    ck_assert_str_eq(rt_version_join_number(all(), RT_NO_NUMBER, text), "");
    ck_assert_str_eq(rt_version_join_number(all(), 0x7fffffff, text), "");
    ck_assert_str_eq(
        rt_version_join_setting(all(), (struct rt_setting){RT_PARAM_VERSION, number}, text), "v8");
}
END_TEST

START_TEST(test_candidates)
{
    const struct rt_version *version = rt_registry_find("v8");
    const struct rt_reading named = {.name = "reading"};
    ck_assert_str_eq(rt_version_join_candidate(version, NULL, text), "v8");
    ck_assert_str_eq(rt_version_join_candidate(version, &named, text), "v8/reading");
}
END_TEST

RT_TEST_MAIN("version_join", test_join, test_settings, test_candidates)
