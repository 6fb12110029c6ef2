// SPDX-License-Identifier: BSD-2-Clause
/* The versions that a packet can be of. */
#include "judge/candidates.h"

#include <string.h>

#include "judge/test_exchange.h"
#include "registry.h"

static struct rt_candidates found;
static struct rt_packet packet;
static struct test_exchange made;

/* Finds the candidates of the response that a version makes, among all versions. */
static void find(const struct rt_version *version, bool strict)
{
    struct rt_choice choices[RT_CHOICES_MAX] = {{0}};
    struct rt_crypto *crypto = rt_crypto_new();
    struct test_recipe recipe = test_recipe_of(version);
    for (size_t i = 0; i < rt_registry_count; i++)
        choices[i].version = rt_registry[i];
    test_make(crypto, &recipe, &made);
    rt_packet_parse(&packet, (struct rt_view){made.response, made.response_len});
    rt_candidates_find(&found, choices, rt_registry_count, strict, &packet);
    rt_crypto_free(crypto);
}

static const struct rt_candidates_entry *entry_of(const struct rt_version *version)
{
    for (size_t i = 0; i < found.count; i++)
        if (found.list[i].as.version == version)
            return &found.list[i];
    return NULL;
}

/* What a version makes is found to be of it, in its own reading and at the first place that fits.
 */
START_TEST(test_own)
{
    for (size_t i = 0; i < rt_registry_count; i++) {
        find(rt_registry[i], true);
        const struct rt_candidates_entry *own = entry_of(rt_registry[i]);
        ck_assert_msg(own != NULL, "%s", rt_registry[i]->name);
        ck_assert_ptr_null(own->as.reading);
        ck_assert(found.fits);
        ck_assert_int_ge(rt_evidence_weight(found.best.evidence),
                         rt_evidence_weight(own->evidence));
        for (size_t k = 0; k < found.count; k++)
            ck_assert_uint_eq(found.list[k].evidence.disagrees, 0);
        for (size_t k = 1; k < found.count; k++)
            ck_assert_uint_lt(rt_registry_place(found.list[k - 1].as.version),
                              rt_registry_place(found.list[k].as.version));
    }
}
END_TEST

/* A fixed choice is held as it is fixed; without candidates there is still a nearest version. */
START_TEST(test_fixed)
{
    const struct rt_version *newest = rt_registry[rt_registry_count - 1];
    struct rt_choice choices[2] = {{.version = newest}, {.version = newest, .fixed = true}};
    find(rt_registry[0], false);
    rt_candidates_find(&found, choices, 2, false, &packet);
    ck_assert_uint_eq(found.count, 0);
    ck_assert(!found.fits);
    ck_assert_ptr_eq(found.best.as.version, newest);
    find(newest, false);
    rt_candidates_find(&found, choices + 1, 1, false, &packet);
    ck_assert_uint_eq(found.count, 1);
    ck_assert_ptr_eq(found.best.as.reading, &choices[1].reading);
}
END_TEST

START_TEST(test_evidence)
{
    char text[RT_EVIDENCE_SIZE];
    const struct rt_version *newest = rt_registry[rt_registry_count - 1];
    enum rt_param param;
    uint32_t set = RT_PARAM_BIT(HASH) | RT_PARAM_BIT(VERSION) | RT_PARAM_BIT(CLOCK);
    ck_assert(rt_candidates_evidence_next(&set, &param));
    ck_assert_int_eq(param, RT_PARAM_VERSION); /* before all others */
    ck_assert_str_eq(rt_candidates_evidence_text(&newest->rules, RT_PARAM_HASH, text), "root=32");
    ck_assert_str_eq(rt_candidates_evidence_text(&rt_registry[0]->rules, RT_PARAM_VERSION, text),
                     "version=none");
    ck_assert(rt_candidates_evidence_next(&set, &param));
    ck_assert(rt_candidates_evidence_next(&set, &param));
    ck_assert_uint_eq(set, 0);
    ck_assert(!rt_candidates_evidence_next(&set, &param));
    find(newest, true);
    ck_assert(rt_candidates_alike(&found.best, &found.best));
    struct rt_candidates_entry other = found.best;
    other.rules.version ^= 1;
    ck_assert(!rt_candidates_alike(&found.best, &other));
    other = found.best;
    other.evidence.disagrees = RT_PARAM_BIT(CLOCK);
    ck_assert(!rt_candidates_alike(&found.best, &other));
}
END_TEST

/* Of a version and its readings the first that nothing contradicts, each held against the packet.
 */
static const struct rt_reading *first_fit(const struct rt_version *version, bool *fits)
{
    struct rt_rules rules = rt_version_rules(version, NULL);
    *fits = rt_detect(&packet, &rules).disagrees == 0;
    for (size_t r = 0; !*fits && r < rt_version_readings(version); r++) {
        rules = rt_version_rules(version, &version->readings[r]);
        *fits = rt_detect(&packet, &rules).disagrees == 0;
        if (*fits)
            return &version->readings[r];
    }
    return NULL;
}

/* Readings that cannot fit are left out, and no other: of each response of each version and reading
 * the candidates are those that are found by trying all. */
START_TEST(test_none_left_out)
{
    struct rt_crypto *crypto = rt_crypto_new();
    struct rt_choice choices[RT_CHOICES_MAX] = {{0}};
    unsigned readings = 0;
    for (size_t i = 0; i < rt_registry_count; i++)
        choices[i].version = rt_registry[i];
    for (size_t i = 0; i < rt_registry_count; i++)
        for (size_t r = 0; r <= rt_version_readings(rt_registry[i]); r++) {
            struct test_recipe recipe = test_recipe_of(rt_registry[i]);
            if (r > 0)
                recipe.rules = rt_version_rules(rt_registry[i], &rt_registry[i]->readings[r - 1]);
            test_make(crypto, &recipe, &made);
            for (int side = 0; side < 2; side++) {
                rt_packet_parse(&packet, side == 0
                                             ? (struct rt_view){made.request, sizeof made.request}
                                             : (struct rt_view){made.response, made.response_len});
                rt_candidates_find(&found, choices, rt_registry_count, false, &packet);
                for (size_t v = 0; v < rt_registry_count; v++) {
                    bool fits = false;
                    const struct rt_reading *reading = first_fit(rt_registry[v], &fits);
                    const struct rt_candidates_entry *entry = entry_of(rt_registry[v]);
                    ck_assert_int_eq(entry != NULL, fits);
                    ck_assert_ptr_eq(entry ? entry->as.reading : NULL, reading);
                    readings += reading != NULL;
                }
            }
        }
    ck_assert_uint_gt(readings, 0);
    rt_crypto_free(crypto);
}
END_TEST

RT_TEST_MAIN("candidates", test_own, test_fixed, test_evidence, test_none_left_out)
