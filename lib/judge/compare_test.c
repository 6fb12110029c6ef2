// SPDX-License-Identifier: BSD-2-Clause
/* Exchanges under many versions, side by side. */
#include "judge/compare.h"

#include <string.h>

#include "base/test.h"
#include "judge/test_links.h"
#include "judge/test_packets.h"
#include "registry.h"

static struct rt_subject subject;
static struct rt_comparison comparison;
static struct rt_choice choices[RT_CHOICES_MAX];

static void compare_under(size_t which, const struct rt_choice *under, size_t count, bool strict)
{
    const struct test_packet *packet = &test_packets[which];
    const struct rt_exchange exchange = {
        .request = packet->request,
        .response = packet->response,
        .key = packet->key,
        .transport = RT_TRANSPORT_UDP,
    };
    struct rt_crypto *crypto = rt_crypto_new();
    ck_assert_ptr_nonnull(crypto);
    rt_subject_init(&subject, crypto, &exchange);
    rt_compare(&subject, under, count, strict, &comparison);
    rt_crypto_free(crypto);
}

static void compare(size_t which, bool strict)
{
    for (size_t i = 0; i < rt_registry_count; i++)
        choices[i] = (struct rt_choice){.version = rt_registry[i]};
    compare_under(which, choices, rt_registry_count, strict);
}

static const struct rt_column *column_of(const char *name)
{
    for (size_t i = 0; i < comparison.count; i++)
        if (strcmp(comparison.columns[i].candidate.version->name, name) == 0)
            return &comparison.columns[i];
    ck_abort_msg("no column of %s", name);
    return NULL;
}

/* A recorded exchange of v7 is valid in its own column and in no other. */
START_TEST(test_one_valid)
{
    compare(2, false);
    ck_assert_uint_eq(comparison.count, rt_registry_count);
    ck_assert(comparison.verdicts_differ);
    for (size_t i = 0; i < comparison.count; i++) {
        bool own = strcmp(comparison.columns[i].candidate.version->name, "v7") == 0;
        ck_assert_int_eq((int)comparison.columns[i].verdict, (int)(own ? RT_VALID : RT_INVALID));
    }
    ck_assert(!rt_comparison_agrees(&comparison, RT_CHECK_CERT_SIGNATURE));
    ck_assert(!rt_comparison_agrees(&comparison, RT_CHECK_MERKLE_ROOT));
    ck_assert(rt_comparison_agrees(&comparison, RT_CHECK_MESSAGE_HEADER));
    ck_assert(rt_comparison_agrees(&comparison, RT_CHECK_DELEGATION_WINDOW));
}
END_TEST

/* Versions with the same outcomes and units are one group, led by its first. */
START_TEST(test_groups)
{
    compare(2, false);
    for (size_t i = 0; i < comparison.count; i++) {
        const struct rt_column *column = &comparison.columns[i];
        ck_assert_uint_le(column->group, i);
        ck_assert_uint_eq(comparison.columns[column->group].group, column->group);
    }
    ck_assert_uint_eq(column_of("v18")->group, column_of("v19")->group);
    ck_assert_uint_ne(column_of("v13")->group, column_of("v14")->group);
    ck_assert_uint_ne(column_of("v7")->group, column_of("v8")->group);
}
END_TEST

/* Where all checks come out the same, one unit or day that differs makes a group of its own. */
START_TEST(test_units)
{
    const struct rt_setting settings[] = {
        {RT_PARAM_OFFER, RT_OFFER_UNIQUE},
        {RT_PARAM_DUT1, RT_DUT1_US},
        {RT_PARAM_DTAI, RT_DTAI_S},
        {RT_PARAM_LEAP, RT_LEAP_EVENT_DAY},
    };
    struct rt_choice under[5] = {{.version = &rt_version_v4, .fixed = true}};
    for (size_t i = 1; i < 5; i++)
        under[i] = (struct rt_choice){
            .version = &rt_version_v4, .fixed = true, .reading = {.set = {settings[i - 1]}}};
    compare_under(0, under, 5, true);
    for (size_t i = 0; i < 5; i++) {
        ck_assert_int_eq((int)comparison.columns[i].verdict, RT_VALID);
        ck_assert_uint_eq(comparison.columns[i].group, i == 1 ? 0 : i);
    }
}
END_TEST

/* A column takes the reading that makes it valid, unless that is forbidden. */
START_TEST(test_readings)
{
    compare(1, false);
    const struct rt_column *column = column_of("v5");
    ck_assert_int_eq((int)column->verdict, (int)RT_VALID);
    ck_assert_ptr_nonnull(column->candidate.reading);
    ck_assert_int_eq((int)column->rules.order, (int)RT_ORDER_NODE_HASH);
    compare(1, true);
    column = column_of("v5");
    ck_assert_int_eq((int)column->verdict, (int)RT_INVALID);
    ck_assert_ptr_null(column->candidate.reading);
    ck_assert_int_eq((int)column->report.checks[RT_CHECK_MERKLE_ROOT].outcome, (int)RT_FAIL);
}
END_TEST

static struct test_chain_link links[2];

/* Makes two links by some rules, and asks a choice about the second. */
static struct rt_compare_link_result ask(struct rt_rules rules, const struct rt_version *version,
                                         bool strict, bool spoilt)
{
    static struct rt_chain_link tie;
    struct rt_crypto *crypto = rt_crypto_new();
    struct rt_choice choice = {.version = version};
    memset(links, 0, sizeof links);
    for (size_t i = 0; i < 2; i++) {
        links[i].rules = rules;
        links[i].server = (uint8_t)(i + 1);
    }
    test_chain_make(crypto, links, 2);
    links[1].rand[0] ^= spoilt;
    tie = (struct rt_chain_link){.previous = test_chain_response(&links[0]),
                                 .rand = {links[1].rand, links[1].rules.rand}};
    struct rt_exchange exchange = {.request = {links[1].request, links[1].request_len},
                                   .response = test_chain_response(&links[1]),
                                   .key = links[1].key,
                                   .transport = RT_TRANSPORT_UDP,
                                   .link = &tie};
    rt_subject_init(&subject, crypto, &exchange);
    struct rt_compare_link_result found = rt_compare_link(&subject, &choice, strict);
    rt_crypto_free(crypto);
    return found;
}

/* A link follows by the rule of its version, or by a reading of it, or not at all. */
START_TEST(test_link)
{
    size_t tried = 0;
    for (size_t v = 0; v < rt_registry_count; v++) {
        const struct rt_version *version = rt_registry[v];
        struct rt_compare_link_result found = ask(version->rules, version, false, false);
        ck_assert_int_eq(found.result.outcome, RT_PASS);
        ck_assert_ptr_null(found.reading);
        found = ask(version->rules, version, false, true);
        ck_assert_int_eq(found.result.outcome, RT_FAIL);
        ck_assert_int_eq(found.result.reason, RT_E_CHAIN_NONCE);
        ck_assert_ptr_null(found.reading);
        for (size_t i = 0; i < rt_version_chain_readings(version); i++, tried++) {
            struct rt_rules rules = version->rules;
            rt_reading_apply(&version->chain_readings[i], &rules);
            found = ask(rules, version, false, false);
            ck_assert_int_eq(found.result.outcome, RT_PASS);
            ck_assert_ptr_eq(found.reading, &version->chain_readings[i]);
            ck_assert_int_eq(ask(rules, version, true, false).result.outcome, RT_FAIL);
        }
    }
    ck_assert_uint_gt(tried, 0);
}
END_TEST

RT_TEST_MAIN("compare", test_one_valid, test_groups, test_units, test_readings, test_link)
