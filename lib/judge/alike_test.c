// SPDX-License-Identifier: BSD-2-Clause
/* Versions that an exchange does not tell apart. */
#include "judge/alike.h"

#include "judge/test_judged.h"
#include "judge/version_join.h"

static struct test_judged judged;

/* The names of the versions that an exchange of one version does not tell from it; `spoilt`: it is
 * not valid. */
static const char *alike(const struct rt_version *version, bool spoilt,
                         char text[RT_VERSION_JOIN_SIZE])
{
    const struct rt_version_name_from all = {rt_registry, rt_registry_count};
    const struct rt_version *found[RT_CHOICES_MAX];
    struct rt_crypto *crypto = rt_crypto_new();
    test_judged_make(&judged, crypto, version,
                     (struct test_judged_how){.spoilt = spoilt, .strict = true});
    ck_assert_int_eq(judged.judgement.verdict, spoilt ? RT_INVALID : RT_VALID);
    size_t count =
        rt_alike_find(&judged.subject, &judged.judgement, judged.choices, rt_registry_count, found);
    rt_crypto_free(crypto);
    return rt_version_join(all, found, count, text);
}

START_TEST(test_valid)
{
    char text[RT_VERSION_JOIN_SIZE];
    ck_assert_str_eq(alike(rt_registry_find("v8"), false, text), "v8");
    ck_assert_str_eq(alike(rt_registry_find("v12"), false, text), "v12-v13");
    ck_assert_str_eq(alike(rt_registry_find("v17"), false, text), "v14-v19");
}
END_TEST

/* What is not valid is of the versions with the rules of the best candidate. */
START_TEST(test_invalid)
{
    char text[RT_VERSION_JOIN_SIZE];
    ck_assert_str_eq(alike(rt_registry_find("v8"), true, text), "v8");
    ck_assert_ptr_nonnull(strchr(alike(rt_registry_find("v17"), true, text), '-'));
}
END_TEST

RT_TEST_MAIN("alike", test_valid, test_invalid)
