// SPDX-License-Identifier: BSD-2-Clause
/*
 * Makes an exchange under any rules, with fixed keys, for the unit tests. Not installed.
 *
 * The request is padded to 1024 bytes. The response answers it from a batch of four, as leaf 1.
 * Readers are kept honest by the recorded packets of test_packets.h; what is made here serves to
 * change one thing at a time and sign again.
 */
#ifndef ROUGHTIME_TEST_EXCHANGE_H
#define ROUGHTIME_TEST_EXCHANGE_H

#include <string.h>

#include "base/test.h"
#include "judge/verify.h"
#include "wire/clock.h"
#include "wire/merkle.h"

#define TEST_REQUEST 1024
#define TEST_LEAVES  4

/* What to make beside what the rules say. */
struct test_recipe {
    struct rt_rules rules;
    uint32_t offered; /* VER of the request */
    bool bare;        /* the request has no TYPE, whatever the rules say */
    int64_t seconds;  /* midpoint; the delegation spans a day before and after */
    uint32_t radius;
    bool forever;        /* MAXT is RT_FOREVER */
    struct rt_view leap; /* LEAP, if present */
};

struct test_exchange {
    uint8_t key[RT_KEY_SIZE];
    uint8_t request[TEST_REQUEST];
    uint8_t response[2048];
    size_t response_len;
};

/* Fields of a message with room for their values. */
struct test_fields {
    struct rt_field field[10];
    size_t count;
    uint8_t pool[1536];
    size_t used;
};

static inline void test_add(struct test_fields *fields, uint32_t tag, const uint8_t *data,
                            size_t len)
{
    uint8_t *value = fields->pool + fields->used;
    ck_assert_uint_le(fields->used + len, sizeof fields->pool);
    memcpy(value, data, len);
    fields->used += len;
    fields->field[fields->count++] = (struct rt_field){tag, {value, len}};
}

static inline void test_add32(struct test_fields *fields, uint32_t tag, uint32_t number)
{
    uint8_t bytes[4];
    rt_bytes_store32(bytes, number);
    test_add(fields, tag, bytes, sizeof bytes);
}

static inline void test_add64(struct test_fields *fields, uint32_t tag, uint64_t number)
{
    uint8_t bytes[8];
    rt_bytes_store64(bytes, number);
    test_add(fields, tag, bytes, sizeof bytes);
}

static inline size_t test_write(struct test_fields *fields, uint8_t *data, size_t cap)
{
    struct rt_writer writer = rt_writer_into(data, cap);
    rt_message_sort(fields->field, fields->count);
    rt_message_write(&writer, fields->field, fields->count);
    ck_assert_int_eq(writer.error, RT_OK);
    return writer.len;
}

static inline uint64_t test_time(const struct test_recipe *recipe, int64_t seconds)
{
    struct rt_instant instant = {.seconds = seconds};
    uint64_t raw;
    ck_assert_int_eq(rt_clock_raw(recipe->rules.clock, instant, &raw), RT_OK);
    return raw;
}

static inline void test_nonce(uint8_t nonce[64])
{
    for (uint8_t i = 0; i < 64; i++)
        nonce[i] = (uint8_t)(i * 7 + 1);
}

static inline uint32_t test_padding(enum rt_padding padding)
{
    return padding == RT_PADDING_ZZZZ  ? (uint32_t)RT_TAG_ZZZZ
           : padding == RT_PADDING_PAD ? (uint32_t)RT_TAG_PAD
                                       : (uint32_t)RT_TAG_PADFF;
}

static inline void test_make_request(struct rt_crypto *crypto, const struct test_recipe *recipe,
                                     struct test_exchange *made)
{
    static const uint8_t zeros[TEST_REQUEST];
    const struct rt_rules *rules = &recipe->rules;
    struct test_fields fields = {0};
    uint8_t bytes[64];
    if (rules->offer != RT_OFFER_NONE)
        test_add32(&fields, RT_TAG_VER, recipe->offered);
    if (rules->srv != RT_SRV_ABSENT) {
        ck_assert_int_eq(rt_crypto_srv(crypto, made->key, bytes), RT_OK);
        test_add(&fields, RT_TAG_SRV, bytes, RT_SRV_SIZE);
    }
    test_nonce(bytes);
    test_add(&fields, RT_TAG_NONC, bytes, rules->nonce);
    if (rules->type == RT_TYPE_PRESENT && !recipe->bare)
        test_add32(&fields, RT_TAG_TYPE, 0);
    size_t header = rules->framing == RT_FRAMING_ROUGHTIM ? RT_FRAME_SIZE : 0;
    size_t size = header + rt_message_size(fields.field, fields.count) + 8;
    test_add(&fields, test_padding(rules->padding), zeros, TEST_REQUEST - size);
    struct rt_writer writer = rt_writer_into(made->request, TEST_REQUEST);
    rt_frame_write(&writer, rules->framing, (uint32_t)(TEST_REQUEST - header));
    test_write(&fields, made->request + header, TEST_REQUEST - header);
}

static inline void test_sign(struct rt_crypto *crypto, struct test_fields *fields, uint8_t seed,
                             struct rt_view context, struct rt_view message)
{
    uint8_t seeds[RT_KEY_SIZE], signature[RT_SIGNATURE_SIZE];
    memset(seeds, seed, sizeof seeds);
    ck_assert_int_eq(rt_crypto_sign(crypto, seeds, context, message, signature), RT_OK);
    test_add(fields, RT_TAG_SIG, signature, sizeof signature);
}

static inline size_t test_make_cert(struct rt_crypto *crypto, const struct test_recipe *recipe,
                                    uint8_t *cert, size_t cap)
{
    const struct rt_rules *rules = &recipe->rules;
    struct test_fields fields = {0}, outer = {0};
    uint8_t seed[RT_KEY_SIZE], key[RT_KEY_SIZE], dele[128];
    memset(seed, 2, sizeof seed);
    ck_assert_int_eq(rt_crypto_public_key(seed, key), RT_OK);
    test_add(&fields, RT_TAG_PUBK, key, sizeof key);
    test_add64(&fields, RT_TAG_MINT, test_time(recipe, recipe->seconds - 86400));
    test_add64(&fields, RT_TAG_MAXT,
               recipe->forever ? RT_FOREVER : test_time(recipe, recipe->seconds + 86400));
    size_t len = test_write(&fields, dele, sizeof dele);
    test_sign(crypto, &outer, 1, rt_crypto_cert_context(rules->cert_context, rules->context_nul),
              (struct rt_view){dele, len});
    test_add(&outer, RT_TAG_DELE, dele, len);
    return test_write(&outer, cert, cap);
}

/* The tree of a batch of which the request is leaf 1. */
static inline void test_make_tree(struct rt_crypto *crypto, const struct test_recipe *recipe,
                                  const struct test_exchange *made, struct rt_tree *tree)
{
    const struct rt_rules *rules = &recipe->rules;
    uint8_t nonce[64];
    test_nonce(nonce);
    for (uint32_t i = 0; i < TEST_LEAVES; i++) {
        struct rt_view input = {made->key, i};
        uint8_t leaf[RT_HASH_MAX];
        if (i == 1)
            input = rt_merkle_leaf_input(rules->leaf, (struct rt_view){nonce, rules->nonce},
                                         (struct rt_view){made->request, TEST_REQUEST});
        ck_assert_int_eq(rt_merkle_leaf(crypto, rules->hash, input, leaf), RT_OK);
        memcpy(rt_tree_leaf(tree, i), leaf, rt_rules_hash_size(rules->hash));
    }
    ck_assert_int_eq(rt_tree_build(crypto, tree, rules->order, TEST_LEAVES), RT_OK);
}

static inline size_t test_make_srep(const struct test_recipe *recipe, struct rt_view root,
                                    uint8_t *srep, size_t cap)
{
    const struct rt_rules *rules = &recipe->rules;
    struct test_fields fields = {0};
    uint8_t nonce[64];
    test_nonce(nonce);
    if (rules->version_in == RT_PLACE_SREP)
        test_add32(&fields, RT_TAG_VER, rules->version);
    if (rules->nonce_in == RT_PLACE_SREP)
        test_add(&fields, RT_TAG_NONC, nonce, rules->nonce);
    if (rt_view_present(recipe->leap))
        test_add(&fields, RT_TAG_LEAP, recipe->leap.data, recipe->leap.len);
    test_add32(&fields, RT_TAG_RADI, recipe->radius);
    test_add64(&fields, RT_TAG_MIDP, test_time(recipe, recipe->seconds));
    if (rules->vers != RT_VERS_ABSENT)
        test_add32(&fields, RT_TAG_VERS, rules->version);
    test_add(&fields, RT_TAG_ROOT, root.data, root.len);
    return test_write(&fields, srep, cap);
}

static inline void test_finish(const struct test_recipe *recipe, struct test_fields *fields,
                               struct test_exchange *made)
{
    const struct rt_rules *rules = &recipe->rules;
    size_t header = rules->framing == RT_FRAMING_ROUGHTIM ? RT_FRAME_SIZE : 0;
    uint8_t *message = made->response + header;
    size_t room = sizeof made->response - header;
    size_t len = test_write(fields, message, room);
    if (rules->tags == RT_TAG_ORDER_UNSORTED) {
        struct rt_field first = fields->field[0];
        struct rt_writer again = rt_writer_into(message, room);
        fields->field[0] = fields->field[1];
        fields->field[1] = first;
        rt_message_write(&again, fields->field, fields->count);
    }
    struct rt_writer writer = rt_writer_into(made->response, RT_FRAME_SIZE);
    rt_frame_write(&writer, rules->framing, (uint32_t)len);
    made->response_len = header + len;
}

static inline void test_make(struct rt_crypto *crypto, const struct test_recipe *recipe,
                             struct test_exchange *made)
{
    const struct rt_rules *rules = &recipe->rules;
    struct test_fields fields = {0};
    uint8_t seed[RT_KEY_SIZE], bytes[512], nodes[2 * TEST_LEAVES * RT_HASH_MAX];
    struct rt_tree tree = {.hash = rules->hash, .nodes = nodes};
    memset(seed, 1, sizeof seed);
    *made = (struct test_exchange){0};
    ck_assert_int_eq(rt_crypto_public_key(seed, made->key), RT_OK);
    test_make_request(crypto, recipe, made);
    test_make_tree(crypto, recipe, made, &tree);
    size_t len = test_make_srep(recipe, rt_tree_root(&tree), bytes, sizeof bytes);
    test_sign(crypto, &fields, 2,
              rt_crypto_response_context(rules->response_context, rules->context_nul),
              (struct rt_view){bytes, len});
    test_add(&fields, RT_TAG_SREP, bytes, len);
    len = test_make_cert(crypto, recipe, bytes, sizeof bytes);
    test_add(&fields, RT_TAG_CERT, bytes, len);
    rt_tree_path(&tree, 1, bytes);
    test_add(&fields, RT_TAG_PATH, bytes, tree.levels * rt_rules_hash_size(rules->hash));
    test_add32(&fields, RT_TAG_INDX, 1);
    if (rules->version_in == RT_PLACE_RESPONSE)
        test_add32(&fields, RT_TAG_VER, rules->version);
    test_nonce(bytes);
    if (rules->nonce_in == RT_PLACE_RESPONSE)
        test_add(&fields, RT_TAG_NONC, bytes, rules->nonce);
    if (rules->type == RT_TYPE_PRESENT)
        test_add32(&fields, RT_TAG_TYPE, 1);
    test_finish(recipe, &fields, made);
}

/* What a server of a version would answer in November 2023. */
static inline struct test_recipe test_recipe_of(const struct rt_version *version)
{
    return (struct test_recipe){
        .rules = version->rules,
        .offered = version->rules.version,
        .seconds = 1700000000,
        .radius = 5,
    };
}

/* The exchange as the engine takes it; borrows from `made`. */
static inline void test_subject(struct rt_crypto *crypto, const struct test_exchange *made,
                                struct rt_subject *subject)
{
    const struct rt_exchange exchange = {
        .request = {made->request, TEST_REQUEST},
        .response = {made->response, made->response_len},
        .key = made->key,
        .transport = RT_TRANSPORT_UDP,
    };
    rt_subject_init(subject, crypto, &exchange);
}

#endif
