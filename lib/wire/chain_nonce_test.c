// SPDX-License-Identifier: BSD-2-Clause
/* Nonces of chains by the rule of each version. */
#include "wire/chain_nonce.h"

#include <stdio.h>
#include <string.h>

#include "base/test.h"
#include "registry.h"

/* A header, an announced length of 16, and 16 bytes that stand for a message. */
static const uint8_t packet[28] = {'R', 'O', 'U', 'G', 'H', 'T', 'I', 'M', 16, 0,  0,  0,  0,  1,
                                   2,   3,   4,   5,   6,   7,   8,   9,   10, 11, 12, 13, 14, 15};
static const struct rt_view reply = {packet, sizeof packet};
static uint8_t sevens[64], nines[32];

/* The answers were computed with Python's hashlib from the formulas of the drafts. */
static const struct answer {
    const char *version;
    const char *chain_reading; /* or NULL */
    const char *hex;           /* how the nonce begins */
} answers[] = {
    {"google", NULL,
     "913c7aa9d4c6c49cbead9e0c29cd459b9a42716459ec64756fbda5e07745bb2502d9421b39a0f"},
    {"v0", NULL,
     "913c7aa9d4c6c49cbead9e0c29cd459b9a42716459ec64756fbda5e07745bb2502d9421b39a0fa43"},
    {"v2", "text", "4ba2449a72f39946e901072d85e35886f2833a357f61c8828f834da97bb2ad800000000000000"},
    {"v4", NULL,
     "05337e23e3181555148ded66ad2ba0b0942622dcdbb8de7417f1e2a2970f062c7213fa58638c6f0d"},
    {"v7", NULL, "05337e23e3181555148ded66ad2ba0b0942622dcdbb8de7417f1e2a2970f062c"},
    {"v7", "packet", "35b9da426ce092afeec8d72259ea6cea856590238f2f2591d98e78594e15dfb6"},
    {"v7", "tannerryan", "c2788a3022730890ac1190e971d8354eccb48769f6cdbd60a0a0581311d82a8f"},
    {"google", "pyroughtime",
     "c2788a3022730890ac1190e971d8354eccb48769f6cdbd60a0a0581311d82a8f53cf603b318c3567"},
    {"v0", "pyroughtime",
     "63d8e7eb4b47114354401b60a08ccdc30f95ece5ba729a45b7a31325f129e0f88c758d4a2a23ee9e"},
    {"v7", "pyroughtime", "9079691886a7663a65bd1cd3afdf7662c318afeacae762775e3e0691cc2c6769"},
    {"v8", NULL, "c2788a3022730890ac1190e971d8354eccb48769f6cdbd60a0a0581311d82a8f"},
    {"v8", "cloudflare", "8f93bd2779748bcd705b344521d9f123719f7bc9ac846b6d2c39c8bf1d4bc8ef"},
    {"rfc10049", NULL, "c2788a3022730890ac1190e971d8354eccb48769f6cdbd60a0a0581311d82a8f"},
};

static struct rt_rules rules_of(const char *version, const char *name)
{
    const struct rt_version *found = rt_registry_find(version);
    const struct rt_reading *reading = NULL;
    ck_assert_ptr_nonnull(found);
    for (size_t i = 0; name && i < rt_version_chain_readings(found); i++)
        if (strcmp(found->chain_readings[i].name, name) == 0)
            reading = &found->chain_readings[i];
    ck_assert(!name || reading);
    return rt_version_rules(found, reading);
}

static struct rt_view rand_of(const struct rt_rules *rules)
{
    memset(sevens, 7, sizeof sevens);
    memset(nines, 9, sizeof nines);
    return rules->rand == 64 ? (struct rt_view){sevens, 64} : (struct rt_view){nines, 32};
}

START_TEST(test_known_answers)
{
    struct rt_crypto *crypto = rt_crypto_new();
    for (size_t i = 0; i < sizeof answers / sizeof answers[0]; i++) {
        struct rt_rules rules = rules_of(answers[i].version, answers[i].chain_reading);
        struct rt_chain_link link = {.previous = reply, .rand = rand_of(&rules)};
        uint8_t nonce[RT_HASH_MAX + 1];
        char text[2 * RT_HASH_MAX + 1];
        memset(nonce, 0xee, sizeof nonce);
        ck_assert_int_eq(rt_chain_nonce(crypto, &rules, &link, nonce), RT_OK);
        ck_assert_uint_eq(nonce[rules.nonce], 0xee);
        for (size_t k = 0; k < rules.nonce; k++)
            snprintf(text + 2 * k, 3, "%02x", nonce[k]);
        text[strlen(answers[i].hex)] = '\0';
        ck_assert_msg(strcmp(text, answers[i].hex) == 0, "%s: %s", answers[i].version, text);
    }
    rt_crypto_free(crypto);
}
END_TEST

/* Any byte that goes in changes what comes out, in every version and reading. */
static void check_all_counts(struct rt_crypto *crypto, const struct rt_rules *rules)
{
    uint8_t first[RT_HASH_MAX], other[RT_HASH_MAX], changed[sizeof packet];
    struct rt_chain_link link = {.previous = reply, .rand = rand_of(rules)};
    ck_assert_int_eq(rt_chain_nonce(crypto, rules, &link, first), RT_OK);
    memcpy(changed, packet, sizeof changed);
    changed[20] ^= 1;
    link.previous.data = changed;
    ck_assert_int_eq(rt_chain_nonce(crypto, rules, &link, other), RT_OK);
    ck_assert_int_ne(memcmp(first, other, rules->nonce), 0);
    link.previous = reply;
    (rules->rand == 64 ? sevens : nines)[rules->rand - 1] ^= 1;
    ck_assert_int_eq(rt_chain_nonce(crypto, rules, &link, other), RT_OK);
    ck_assert_int_ne(memcmp(first, other, rules->nonce), 0);
}

START_TEST(test_every_version)
{
    struct rt_crypto *crypto = rt_crypto_new();
    for (size_t i = 0; i < rt_registry_count; i++) {
        const struct rt_version *version = rt_registry[i];
        check_all_counts(crypto, &version->rules);
        for (size_t k = 0; k < rt_version_chain_readings(version); k++) {
            struct rt_rules rules = rt_version_rules(version, &version->chain_readings[k]);
            check_all_counts(crypto, &rules);
        }
    }
    rt_crypto_free(crypto);
}
END_TEST

START_TEST(test_wrong_rand)
{
    struct rt_crypto *crypto = rt_crypto_new();
    for (size_t i = 0; i < rt_registry_count; i++) {
        const struct rt_rules *rules = &rt_registry[i]->rules;
        uint8_t nonce[RT_HASH_MAX];
        struct rt_chain_link link = {.previous = reply};
        ck_assert_int_eq(rt_chain_nonce(crypto, rules, &link, nonce), RT_E_NO_RAND);
        for (size_t len = 0; len <= 64; len++) {
            link.rand = (struct rt_view){sevens, len};
            ck_assert_int_eq(rt_chain_nonce(crypto, rules, &link, nonce),
                             len == rules->rand ? RT_OK : RT_E_RAND_LENGTH);
        }
    }
    rt_crypto_free(crypto);
}
END_TEST

/* A reply that is no packet at all is hashed like any other. */
START_TEST(test_odd_replies)
{
    struct rt_crypto *crypto = rt_crypto_new();
    for (size_t i = 0; i < rt_registry_count; i++) {
        const struct rt_rules *rules = &rt_registry[i]->rules;
        uint8_t nonce[RT_HASH_MAX];
        for (size_t len = 0; len <= sizeof packet; len++) {
            struct rt_chain_link link = {.previous = {packet, len}, .rand = rand_of(rules)};
            ck_assert_int_eq(rt_chain_nonce(crypto, rules, &link, nonce), RT_OK);
        }
    }
    rt_crypto_free(crypto);
}
END_TEST

RT_TEST_MAIN("chain_nonce", test_known_answers, test_every_version, test_wrong_rand,
             test_odd_replies)
