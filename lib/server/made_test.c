// SPDX-License-Identifier: BSD-2-Clause
/* Exchanges of our own making, held against the verifier. */
#include "server/made.h"

#include <string.h>

#include "base/test.h"
#include "judge/judge.h"
#include "registry.h"

static const struct rt_view seed = {(const uint8_t *)"seed", 4};
static struct rt_crypto *crypto;
static struct rt_made_keys keys;
static struct rt_made made;

static void begin(void)
{
    if (!crypto)
        crypto = rt_crypto_new();
    ck_assert_ptr_nonnull(crypto);
    ck_assert_int_eq(rt_made_keys_derive(&keys, crypto, seed), RT_OK);
}

/* Judges what was made under its own version and reading. */
static enum rt_outcome outcome_of(const struct rt_reading *reading, enum rt_check check,
                                  bool *valid)
{
    struct rt_subject subject;
    struct rt_report report;
    const struct rt_rules rules = rt_version_rules(made.version, reading);
    const struct rt_exchange exchange = {
        .request = made.asked[made.leaf].packet,
        .response = made.packet,
        .key = keys.public,
        .transport = RT_TRANSPORT_UDP,
    };
    rt_subject_init(&subject, crypto, &exchange);
    rt_verify(&subject, made.version, &rules, &report);
    *valid = rt_report_verdict(&report) == RT_VALID;
    return report.checks[check].outcome;
}

static void check_good(const struct rt_version *version, const struct rt_reading *reading,
                       uint32_t count, uint32_t leaf)
{
    bool valid;
    ck_assert_int_eq(rt_made_plan(&made, crypto, &keys, version, reading, count, leaf), RT_OK);
    ck_assert_int_eq(rt_made_packets(&made), RT_OK);
    ck_assert_int_eq(outcome_of(reading, RT_CHECK_MERKLE_ROOT, &valid), RT_PASS);
    ck_assert_msg(valid, "%s %s %u", version->name, reading ? reading->name : "", count);
}

START_TEST(test_correct)
{
    begin();
    for (size_t v = 0; v < rt_registry_count; v++) {
        const struct rt_version *version = rt_registry[v];
        check_good(version, NULL, 1, 0);
        for (uint32_t leaf = 0; leaf < RT_MADE_LEAVES; leaf++)
            check_good(version, NULL, RT_MADE_LEAVES, leaf);
        for (size_t r = 0; r < rt_version_readings(version); r++)
            check_good(version, &version->readings[r], 2, 1);
    }
}
END_TEST

START_TEST(test_spoilt)
{
    begin();
    bool valid;
    for (size_t v = 0; v < rt_registry_count; v++) {
        ck_assert_int_eq(
            rt_made_plan(&made, crypto, &keys, rt_registry[v], NULL, RT_MADE_LEAVES, 1), RT_OK);
        ck_assert_int_eq(rt_made_spoil(&made, rt_spoil_breaking(RT_CHECK_MERKLE_ROOT)), RT_OK);
        ck_assert_int_eq(rt_made_packets(&made), RT_OK);
        ck_assert_int_eq(outcome_of(NULL, RT_CHECK_MERKLE_ROOT, &valid), RT_FAIL);
        ck_assert(!valid);
    }
}
END_TEST

START_TEST(test_same_bytes)
{
    uint8_t first[RT_MADE_ROOM];
    begin();
    check_good(rt_registry[0], NULL, RT_MADE_LEAVES, 3);
    size_t len = made.packet.len;
    memcpy(first, made.packet.data, len);
    begin();
    check_good(rt_registry[0], NULL, RT_MADE_LEAVES, 3);
    ck_assert_uint_eq(made.packet.len, len);
    ck_assert_mem_eq(made.packet.data, first, len);
    ck_assert_int_eq(rt_made_keys_derive(&keys, crypto, (struct rt_view){seed.data, 3}), RT_OK);
    check_good(rt_registry[0], NULL, RT_MADE_LEAVES, 3);
    ck_assert_mem_ne(made.packet.data, first, len);
}
END_TEST

RT_TEST_MAIN("made", test_correct, test_spoilt, test_same_bytes)
