// SPDX-License-Identifier: BSD-2-Clause
/* Nonces by themselves, in a chain and in a stamp, and what went into them. */
#include "client/client_nonce.h"

#include <string.h>

#include "base/test.h"
#include "registry.h"

static struct rt_crypto *crypto;
static struct rt_client_nonce nonce;
static struct rt_client_result result;
static uint8_t bytes[RT_HASH_MAX];
static unsigned drawn;

/* Bytes that are the number of the draw. */
static void draw(void *context, uint8_t *drawn_bytes, size_t len)
{
    ++*(unsigned *)context;
    memset(drawn_bytes, (int)*(unsigned *)context, len);
}

static void begin(struct rt_view previous, const struct rt_stamp_document *document)
{
    if (!crypto)
        crypto = rt_crypto_new();
    ck_assert_ptr_nonnull(crypto);
    drawn = 0;
    nonce = (struct rt_client_nonce){.crypto = crypto,
                                     .random = draw,
                                     .context = &drawn,
                                     .previous = previous,
                                     .document = document};
}

/* What went into the nonce of a try, of which so many were made. */
static struct rt_client_nonce_rand rand_of(unsigned number, unsigned tries)
{
    result = (struct rt_client_result){.number = number, .tries = tries};
    return rt_client_nonce_rand(&nonce, &result);
}

START_TEST(test_alone)
{
    const struct rt_rules *rules = &rt_version_v8.rules;
    begin((struct rt_view){NULL, 0}, NULL);
    rt_client_nonce_make(&nonce, 0, rules, bytes);
    ck_assert_uint_eq(drawn, 1);
    ck_assert_uint_eq(bytes[0], 1);
    ck_assert_uint_eq(bytes[rules->nonce - 1], 1);
    ck_assert_uint_eq(rand_of(0, 1).len, 0);
}
END_TEST

/* The nonce of every version is that of wire/chain_nonce.h, from the reply and what is kept. */
START_TEST(test_chain)
{
    static const uint8_t reply[] = {1, 2, 3};
    const struct rt_view previous = {reply, sizeof reply};
    for (size_t v = 0; v < rt_registry_count; v++) {
        const struct rt_rules *rules = &rt_registry[v]->rules;
        uint8_t expected[RT_HASH_MAX];
        begin(previous, NULL);
        rt_client_nonce_make(&nonce, 0, rules, bytes);
        const struct rt_client_nonce_rand rand = rand_of(0, 1);
        const struct rt_chain_link link = {.previous = previous, .rand = {rand.bytes, rand.len}};
        ck_assert(!rand.untied);
        ck_assert_uint_eq(rand.len, rules->rand);
        ck_assert_int_eq(rt_chain_nonce(crypto, rules, &link, expected), RT_OK);
        ck_assert_mem_eq(bytes, expected, rules->nonce);
    }
}
END_TEST

/* A document is committed to only where no reply is before it. */
START_TEST(test_stamp)
{
    static const uint8_t reply[] = {1, 2, 3};
    const struct rt_rules *rules = &rt_version_v8.rules;
    static struct rt_stamp_document document;
    uint8_t expected[RT_HASH_MAX];
    begin((struct rt_view){NULL, 0}, &document);
    ck_assert_int_eq(rt_stamp_document_of(crypto, (struct rt_view){reply, sizeof reply}, &document),
                     RT_OK);
    rt_client_nonce_make(&nonce, 0, rules, bytes);
    struct rt_client_nonce_rand rand = rand_of(0, 1);
    ck_assert_uint_eq(rand.len, RT_STAMP_BLIND);
    ck_assert_int_eq(rt_stamp_nonce(crypto, &document, (struct rt_view){rand.bytes, rand.len},
                                    expected, rules->nonce),
                     RT_OK);
    ck_assert_mem_eq(bytes, expected, rules->nonce);
    begin((struct rt_view){reply, sizeof reply}, &document);
    rt_client_nonce_make(&nonce, 0, rules, bytes);
    ck_assert_mem_ne(bytes, expected, rules->nonce);
    ck_assert_uint_eq(rand_of(0, 1).len, rules->rand);
}
END_TEST

/* What went into the latest tries is known, and nothing of those before them. */
START_TEST(test_tries)
{
    static const uint8_t reply[] = {1};
    begin((struct rt_view){reply, 1}, NULL);
    for (unsigned number = 0; number < RT_CLIENT_OPEN + 2; number++)
        rt_client_nonce_make(&nonce, number, &rt_version_v8.rules, bytes);
    for (unsigned number = 0; number < RT_CLIENT_OPEN + 2; number++) {
        const struct rt_client_nonce_rand rand = rand_of(number, RT_CLIENT_OPEN + 2);
        ck_assert_uint_eq(rand.len, number < 2 ? 0 : rt_version_v8.rules.rand);
        ck_assert_uint_eq(rand.bytes[0], number < 2 ? 0 : number + 1);
    }
}
END_TEST

RT_TEST_MAIN("client_nonce", test_alone, test_chain, test_stamp, test_tries)
