// SPDX-License-Identifier: BSD-2-Clause
/* Versions that an exchange does not tell apart. */
#include "judge/alike.h"

#include "judge/test_exchange.h"
#include "judge/version_join.h"
#include "registry.h"

static struct test_exchange made;

/* The names of the versions that an exchange of one version does not tell from it; `spoilt`: it is
 * not valid. */
static const char *alike(const struct rt_version *version, bool spoilt,
                         char text[RT_VERSION_JOIN_SIZE])
{
    const struct rt_version_name_from all = {rt_registry, rt_registry_count};
    const struct rt_version *found[RT_CHOICES_MAX];
    struct rt_choice choices[RT_CHOICES_MAX] = {{0}};
    struct rt_crypto *crypto = rt_crypto_new();
    struct test_recipe recipe = test_recipe_of(version);
    struct rt_judgement judgement;
    struct rt_subject subject;
    test_make(crypto, &recipe, &made);
    for (size_t i = 0; i < rt_registry_count; i++)
        choices[i].version = rt_registry[i];
    if (spoilt)
        made.key[0] ^= 1;
    const struct rt_exchange exchange = {
        .request = {made.request, sizeof made.request},
        .response = {made.response, made.response_len},
        .key = made.key,
        .transport = RT_TRANSPORT_UDP,
    };
    rt_subject_init(&subject, crypto, &exchange);
    rt_judge(&subject, choices, rt_registry_count, true, &judgement);
    ck_assert_int_eq(judgement.verdict, spoilt ? RT_INVALID : RT_VALID);
    size_t count = rt_alike_find(&subject, &judgement, choices, rt_registry_count, found);
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
