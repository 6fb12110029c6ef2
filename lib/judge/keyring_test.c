// SPDX-License-Identifier: BSD-2-Clause
/* The right one of many keys is found, wherever it stands, and a wrong one proves nothing. */
#include "judge/keyring.h"

#include <string.h>

#include "base/test.h"
#include "judge/test_exchange.h"
#include "registry.h"

#define KEYS 3

static struct test_exchange made;
static struct rt_exchange exchange; /* without a key */
static struct rt_choice choices[RT_CHOICES_MAX];
static uint8_t keys[KEYS][RT_KEY_SIZE]; /* of other servers */
static struct rt_judge_settings settings;
static struct rt_keyring_result result;

static void begin(const char *version)
{
    struct rt_crypto *crypto = rt_crypto_new();
    const struct test_recipe recipe = test_recipe_of(rt_registry_find(version));
    ck_assert_ptr_nonnull(crypto);
    test_make(crypto, &recipe, &made);
    exchange = (struct rt_exchange){.request = {made.request, TEST_REQUEST},
                                    .response = {made.response, made.response_len},
                                    .transport = RT_TRANSPORT_UDP};
    for (size_t i = 0; i < rt_registry_count; i++)
        choices[i].version = rt_registry[i];
    for (uint8_t i = 0; i < KEYS; i++) {
        uint8_t seed[RT_KEY_SIZE] = {(uint8_t)(100 + i)};
        ck_assert_int_eq(rt_crypto_public_key(seed, keys[i]), RT_OK);
    }
    settings = (struct rt_judge_settings){.crypto = crypto,
                                          .choices = choices,
                                          .choice_count = rt_registry_count,
                                          .keyring = {keys[0], KEYS}};
}

static void end(void)
{
    rt_crypto_free(settings.crypto);
}

/* SRV of the request names the key, so only a response whose request is not known can be of any. */
static void forget_request(void)
{
    exchange.request = (struct rt_view){NULL, 0};
}

static const struct rt_result *delegation(void)
{
    return &result.judgement.report.checks[RT_CHECK_CERT_SIGNATURE];
}

START_TEST(test_has)
{
    begin("v8");
    for (size_t i = 0; i < KEYS; i++)
        ck_assert(rt_keyring_has(&settings.keyring, keys[i]));
    ck_assert(!rt_keyring_has(&settings.keyring, made.key));
    settings.keyring = (struct rt_keyring){NULL, 0};
    ck_assert(!rt_keyring_has(&settings.keyring, keys[0]));
    end();
}
END_TEST

START_TEST(test_right_one)
{
    begin("rfc10049");
    for (size_t i = 0; i < KEYS; i++) {
        uint8_t other[RT_KEY_SIZE];
        memcpy(other, keys[i], sizeof other);
        memcpy(keys[i], made.key, sizeof other);
        rt_keyring_judge(&settings, &exchange, &result);
        ck_assert_ptr_eq(result.key, keys[i]);
        ck_assert_ptr_eq(result.subject.exchange.key, keys[i]);
        ck_assert_int_eq(result.judgement.verdict, RT_VALID);
        memcpy(keys[i], other, sizeof other);
    }
    end();
}
END_TEST

/* The key that signed the delegation is the server's, though something else is wrong. */
START_TEST(test_right_one_of_invalid)
{
    begin("v8");
    memcpy(keys[1], made.key, sizeof made.key);
    struct rt_packet packet;
    rt_packet_parse(&packet, exchange.response);
    made.response[packet.values[RT_SLOT_SIG].data - made.response] ^= 1;
    rt_keyring_judge(&settings, &exchange, &result);
    ck_assert_ptr_eq(result.key, keys[1]);
    ck_assert_int_eq(result.judgement.verdict, RT_INVALID);
    ck_assert_int_eq(delegation()->outcome, RT_PASS);
    end();
}
END_TEST

START_TEST(test_none)
{
    begin("v8");
    rt_keyring_judge(&settings, &exchange, &result);
    ck_assert_ptr_eq(result.key, keys[0]);
    ck_assert_int_eq(result.judgement.verdict, RT_INVALID);
    ck_assert_int_eq(delegation()->outcome, RT_FAIL);
    settings.keyring = (struct rt_keyring){NULL, 0};
    rt_keyring_judge(&settings, &exchange, &result);
    ck_assert_ptr_null(result.key);
    ck_assert_int_eq(result.judgement.verdict, RT_UNVERIFIABLE);
    ck_assert_int_eq(delegation()->outcome, RT_UNVERIFIED);
    end();
}
END_TEST

/* By itself the keyring counts more than what the exchange brings; as a link less. */
START_TEST(test_own_key)
{
    begin("v8");
    exchange.key = made.key;
    rt_keyring_judge(&settings, &exchange, &result);
    ck_assert_ptr_eq(result.key, keys[0]);
    ck_assert_int_eq(result.judgement.verdict, RT_INVALID);
    rt_keyring_judge_link(&settings, &exchange, NULL, &result);
    ck_assert_ptr_eq(result.key, made.key);
    ck_assert_int_eq(result.judgement.verdict, RT_VALID);
    ck_assert(result.linked.signed_);
    settings.keyring = (struct rt_keyring){NULL, 0};
    rt_keyring_judge(&settings, &exchange, &result);
    ck_assert_ptr_eq(result.key, made.key);
    ck_assert_int_eq(result.judgement.verdict, RT_VALID);
    end();
}
END_TEST

/* A link without a key, of a server that nobody knows: nothing fails, and nothing is signed. */
START_TEST(test_stranger)
{
    begin("v8");
    forget_request();
    rt_keyring_judge_link(&settings, &exchange, NULL, &result);
    ck_assert_ptr_null(result.key);
    ck_assert_int_ne(result.judgement.verdict, RT_INVALID);
    ck_assert_int_eq(delegation()->outcome, RT_UNVERIFIED);
    ck_assert(!result.linked.signed_);
    memcpy(keys[2], made.key, sizeof made.key);
    rt_keyring_judge_link(&settings, &exchange, NULL, &result);
    ck_assert_ptr_eq(result.key, keys[2]);
    ck_assert_int_eq(delegation()->outcome, RT_PASS);
    ck_assert(result.linked.signed_);
    /* A key that the link brings itself is not let go. */
    exchange.key = keys[0];
    rt_keyring_judge_link(&settings, &exchange, NULL, &result);
    ck_assert_ptr_eq(result.key, keys[0]);
    ck_assert_int_eq(result.judgement.verdict, RT_INVALID);
    end();
}
END_TEST

RT_TEST_MAIN("keyring", test_has, test_right_one, test_right_one_of_invalid, test_none,
             test_own_key, test_stranger)
