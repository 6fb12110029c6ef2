// SPDX-License-Identifier: BSD-2-Clause
/* Who refuses a valid response. */
#include "judge/objection.h"

#include "judge/test_judged.h"

static struct test_judged judged;
static struct rt_objection objections[RT_OBJECTIONS_MAX];

/* The objections to a response of a version; `spoilt`: it is not valid. */
static size_t find(const struct rt_version *version, bool spoilt)
{
    struct rt_crypto *crypto = rt_crypto_new();
    test_judged_make(&judged, crypto, version, (struct test_judged_how){.spoilt = spoilt});
    size_t count = rt_objection_find(&judged.subject, &judged.judgement, rt_registry,
                                     rt_registry_count, objections);
    rt_crypto_free(crypto);
    return count;
}

/* The spelling of the text is refused by programs that have that of the drafts. */
START_TEST(test_spelling)
{
    ck_assert_uint_eq(find(&rt_version_rfc10049, false), 1);
    ck_assert_str_eq(objections[0].reading->name, "draft");
    ck_assert_ptr_eq(objections[0].versions[0], &rt_version_rfc10049);
    ck_assert(objections[0].checks >> RT_CHECK_CERT_SIGNATURE & 1);
    ck_assert(objections[0].checks >> RT_CHECK_RESPONSE_SIGNATURE & 1);
    ck_assert_int_eq(objections[0].first.outcome, RT_FAIL);
    ck_assert_uint_eq(find(&rt_version_rfc10049, true), 0);
}
END_TEST

/* Nobody objects where all programs do the same; a request without TYPE is none of draft 14. */
START_TEST(test_none)
{
    for (size_t i = 0; i < rt_registry_count; i++) {
        size_t count = find(rt_registry[i], false);
        for (size_t k = 0; k < count; k++)
            ck_assert_ptr_nonnull(objections[k].reading);
        ck_assert_uint_eq(rt_objection_find_type(&judged.subject, &judged.judgement, rt_registry,
                                                 rt_registry_count, objections),
                          0);
    }
}
END_TEST

/* A response without TYPE to a request with it, which draft 12 passes over, is none of draft 14. */
START_TEST(test_type)
{
    struct rt_judgement judgement = {.verdict = RT_VALID, .best = {&rt_version_v12, NULL}};
    struct rt_crypto *crypto = rt_crypto_new();
    struct test_recipe recipe = test_recipe_of(&rt_version_v12);
    struct rt_subject subject;
    static struct test_exchange made, typed;
    struct test_recipe of_type = test_recipe_of(&rt_version_v14);
    test_make(crypto, &recipe, &made);
    test_make(crypto, &of_type, &typed);
    const struct rt_exchange exchange = {
        .request = {typed.request, sizeof typed.request},
        .response = {made.response, made.response_len},
        .key = made.key,
        .transport = RT_TRANSPORT_UDP,
    };
    judgement.rules = rt_version_v12.rules;
    rt_subject_init(&subject, crypto, &exchange);
    size_t count =
        rt_objection_find(&subject, &judgement, rt_registry, rt_registry_count, objections);
    bool told = false;
    for (size_t i = 0; i < count; i++)
        if (!objections[i].reading && objections[i].checks >> RT_CHECK_TYPE & 1) {
            told = true;
            ck_assert_ptr_eq(objections[i].versions[0], &rt_version_v14);
            ck_assert_uint_eq(objections[i].count, 6);
        } else {
            /* Readings that fail for the same are not told again. */
            ck_assert(!(objections[i].checks >> RT_CHECK_TYPE & 1));
        }
    ck_assert(told);
    /* This is the one that is found alone, too. */
    ck_assert_uint_eq(
        rt_objection_find_type(&subject, &judgement, rt_registry, rt_registry_count, objections),
        1);
    ck_assert_ptr_null(objections[0].reading);
    ck_assert_uint_eq(objections[0].count, 6);
    ck_assert_int_eq(objections[0].first.reason, RT_E_NO_TYPE);
    judgement.verdict = RT_INVALID;
    ck_assert_uint_eq(
        rt_objection_find_type(&subject, &judgement, rt_registry, rt_registry_count, objections),
        0);
    rt_crypto_free(crypto);
}
END_TEST

RT_TEST_MAIN("objection", test_spelling, test_none, test_type)
