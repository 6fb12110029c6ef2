// SPDX-License-Identifier: BSD-2-Clause
/* Which versions recorded packets can be of. */
#include "judge/detect.h"

#include <stdio.h>
#include <string.h>

#include "base/test.h"
#include "judge/test_exchange.h"
#include "judge/test_packets.h"
#include "registry.h"

#define BIT(id) RT_PARAM_BIT(id)

static struct rt_evidence evidence(struct rt_view bytes, const struct rt_version *version)
{
    static struct rt_packet packet;
    rt_packet_parse(&packet, bytes);
    return rt_detect(&packet, &version->rules);
}

static void expect(struct rt_view bytes, const struct rt_version *version, uint32_t agrees,
                   uint32_t disagrees)
{
    struct rt_evidence got = evidence(bytes, version);
    ck_assert_msg(got.agrees == agrees && got.disagrees == disagrees, "%s: %x %x", version->name,
                  (unsigned)got.agrees, (unsigned)got.disagrees);
}

START_TEST(test_responses)
{
    const uint32_t all = BIT(FRAMING) | BIT(VERSION_IN) | BIT(VERSION) | BIT(NONCE_IN) |
                         BIT(NONCE) | BIT(TYPE) | BIT(VERS) | BIT(HASH) | BIT(CLOCK);
    const struct {
        size_t packet;
        const struct rt_version *version;
        uint32_t disagrees;
    } cases[] = {
        {0, &rt_version_v4, 0},
        {1, &rt_version_v5, 0},
        {2, &rt_version_v7, 0},
        {3, &rt_version_v8, 0},
        {4, &rt_version_v14, 0},
        {4, &rt_version_v19, 0},
        {0, &rt_version_v5, BIT(VERSION) | BIT(NONCE)},
        {1, &rt_version_v4, BIT(VERSION) | BIT(NONCE)},
        {2, &rt_version_v5, BIT(VERSION)}, /* the hash has the same length */
        {3, &rt_version_v7, BIT(VERSION) | BIT(CLOCK)},
        {3, &rt_version_v9, BIT(VERSION)},
        {4, &rt_version_v12, BIT(TYPE)},
        {4, &rt_version_rfc10049, BIT(VERSION)},
        {4, &rt_version_v8, BIT(VERSION) | BIT(VERSION_IN) | BIT(TYPE) | BIT(VERS)},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        /* The packet of v7 is the one with leap second data. */
        uint32_t leap_data = cases[i].packet == 2 ? BIT(DTAI) | BIT(LEAP) : 0;
        expect(test_packets[cases[i].packet].response, cases[i].version,
               (all & ~cases[i].disagrees) | leap_data, cases[i].disagrees);
    }
    expect(test_packets[2].response, &rt_version_v8, all & ~(BIT(VERSION) | BIT(CLOCK)),
           BIT(VERSION) | BIT(CLOCK) | BIT(DTAI) | BIT(LEAP));
    /* Google's version has no VER and no place for a nonce; its clock can mean any number. */
    expect(test_packets[3].response, &rt_version_google, BIT(TYPE) | BIT(VERS) | BIT(CLOCK),
           BIT(FRAMING) | BIT(VERSION_IN) | BIT(NONCE) | BIT(HASH));
}
END_TEST

START_TEST(test_requests)
{
    const uint32_t all = BIT(FRAMING) | BIT(VERSION) | BIT(NONCE) | BIT(PADDING) | BIT(TYPE);
    const struct {
        size_t packet;
        const struct rt_version *version;
        uint32_t disagrees;
    } cases[] = {
        {0, &rt_version_v4, 0},
        {2, &rt_version_v7, 0},
        {3, &rt_version_v8, 0},
        {3, &rt_version_v7, BIT(VERSION) | BIT(PADDING)},
        {0, &rt_version_v8, BIT(VERSION) | BIT(NONCE) | BIT(PADDING)},
        {3, &rt_version_google, BIT(FRAMING) | BIT(VERSION) | BIT(NONCE) | BIT(PADDING)},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        expect(test_packets[cases[i].packet].request, cases[i].version, all & ~cases[i].disagrees,
               cases[i].disagrees);
    expect(test_packets[4].request, &rt_version_v19, all | BIT(SRV), 0);
    expect(test_packets[4].request, &rt_version_v8, BIT(FRAMING) | BIT(NONCE) | BIT(PADDING),
           BIT(VERSION) | BIT(TYPE) | BIT(SRV));
}
END_TEST

/* The bytes of what a version makes contradict it in nothing. */
START_TEST(test_every_version_knows_its_own)
{
    struct rt_crypto *crypto = rt_crypto_new();
    static struct test_exchange made;
    for (size_t i = 0; i < rt_registry_count; i++) {
        struct test_recipe recipe = test_recipe_of(rt_registry[i]);
        test_make(crypto, &recipe, &made);
        struct rt_view request = {made.request, TEST_REQUEST};
        struct rt_view response = {made.response, made.response_len};
        ck_assert_uint_eq(evidence(request, rt_registry[i]).disagrees, 0);
        ck_assert_uint_eq(evidence(response, rt_registry[i]).disagrees, 0);
        ck_assert_uint_eq(evidence(response, rt_registry[i]).agrees &
                              evidence(response, rt_registry[i]).disagrees,
                          0);
    }
    rt_crypto_free(crypto);
}
END_TEST

/* Which versions no exchange tells apart by its numbers, tags and lengths; the others it does. */
static bool alike(const struct rt_version *a, const struct rt_version *b)
{
    static const char *const groups[] = {"v12 v13 ", "v14 v15 v16 v17 v18 v19 "};
    char name_a[16], name_b[16];
    snprintf(name_a, sizeof name_a, "%s ", a->name);
    snprintf(name_b, sizeof name_b, "%s ", b->name);
    for (size_t i = 0; i < sizeof groups / sizeof groups[0]; i++)
        if (strstr(groups[i], name_a) && strstr(groups[i], name_b))
            return true;
    return a == b;
}

START_TEST(test_pairs)
{
    struct rt_crypto *crypto = rt_crypto_new();
    static struct test_exchange made;
    for (size_t i = 0; i < rt_registry_count; i++) {
        struct test_recipe recipe = test_recipe_of(rt_registry[i]);
        test_make(crypto, &recipe, &made);
        for (size_t j = 0; j < rt_registry_count; j++) {
            struct rt_evidence request =
                evidence((struct rt_view){made.request, TEST_REQUEST}, rt_registry[j]);
            struct rt_evidence response =
                evidence((struct rt_view){made.response, made.response_len}, rt_registry[j]);
            bool fits = !request.disagrees && !response.disagrees;
            ck_assert_msg(fits == alike(rt_registry[i], rt_registry[j]), "%s as %s",
                          rt_registry[i]->name, rt_registry[j]->name);
        }
    }
    rt_crypto_free(crypto);
}
END_TEST

START_TEST(test_unsorted_tags)
{
    struct rt_crypto *crypto = rt_crypto_new();
    static struct test_exchange made;
    struct test_recipe recipe = test_recipe_of(&rt_version_v8);
    recipe.rules.tags = RT_TAG_ORDER_UNSORTED;
    test_make(crypto, &recipe, &made);
    struct rt_view response = {made.response, made.response_len};
    ck_assert_uint_eq(evidence(response, &rt_version_v8).disagrees, BIT(TAGS));
    rt_crypto_free(crypto);
}
END_TEST

START_TEST(test_nothing_says_little)
{
    static const struct rt_version *const versions[] = {&rt_version_google, &rt_version_v8};
    for (size_t i = 0; i < 2; i++) {
        struct rt_evidence got = evidence((struct rt_view){NULL, 0}, versions[i]);
        ck_assert_uint_eq(got.agrees & got.disagrees, 0);
        ck_assert_uint_eq((got.agrees | got.disagrees) & (BIT(NONCE) | BIT(PADDING) | BIT(SRV)), 0);
    }
}
END_TEST

START_TEST(test_weight)
{
    const uint32_t every = (UINT32_C(1) << RT_PARAM_COUNT) - 2;
    ck_assert_uint_eq(rt_bytes_count_bits(0), 0);
    ck_assert_uint_eq(rt_bytes_count_bits(BIT(HASH)), 1);
    ck_assert_uint_eq(rt_bytes_count_bits(every), RT_PARAM_COUNT - 1);
    ck_assert_uint_eq(rt_bytes_count_bits(UINT32_MAX), 32);
    struct rt_evidence none = {0, 0}, all = {every, 0}, but_one = {every, 1}, one = {1, 0};
    ck_assert_int_gt(rt_evidence_weight(one), rt_evidence_weight(none));
    ck_assert_int_gt(rt_evidence_weight(all), rt_evidence_weight(one));
    ck_assert_int_lt(rt_evidence_weight(but_one), rt_evidence_weight(none));
}
END_TEST

RT_TEST_MAIN("detect", test_responses, test_requests, test_every_version_knows_its_own, test_pairs,
             test_unsorted_tags, test_nothing_says_little, test_weight)
