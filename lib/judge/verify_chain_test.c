// SPDX-License-Identifier: BSD-2-Clause
/*
 * The checks of a link of a chain, each on requests and replies that are wrong in one place.
 */
#include <string.h>

#include "base/test.h"
#include "judge/test_exchange.h"
#include "registry.h"
#include "wire/request.h"

static struct rt_crypto *crypto;
static struct rt_subject subject;

START_TEST(test_setup)
{
    crypto = rt_crypto_new();
    ck_assert_ptr_nonnull(crypto);
}
END_TEST

START_TEST(test_teardown)
{
    rt_crypto_free(crypto);
}
END_TEST

static const uint8_t key[RT_KEY_SIZE] = {9};
static uint8_t packet[RT_FRAME_SIZE + RT_REQUEST_SIZE];

/* A correct request of a version, but for the edits and its size. The view is of the static packet.
 */
static struct rt_view sized_request(const struct rt_rules *rules, const struct rt_edit *edits,
                                    size_t count, size_t size)
{
    static uint8_t nonce[RT_HASH_MAX], srv[RT_SRV_SIZE];
    struct rt_writer writer = rt_writer_into(packet, sizeof packet);
    const struct rt_request_plan plan = {
        .rules = *rules,
        .nonce = {nonce, rules->nonce},
        .srv = {srv, sizeof srv},
        .size = size,
        .transport = RT_TRANSPORT_UDP,
        .edits = {edits, count},
    };
    ck_assert_int_eq(rt_crypto_srv(crypto, key, srv), RT_OK);
    ck_assert_int_eq(rt_request_write(&writer, &plan), RT_OK);
    return rt_writer_view(&writer);
}

static struct rt_view request_of(const struct rt_rules *rules, const struct rt_edit *edits,
                                 size_t count)
{
    return sized_request(rules, edits, count, RT_REQUEST_SIZE);
}

static struct rt_result request_check(struct rt_view request, const struct rt_version *version,
                                      const struct rt_chain_link *link, bool with_key)
{
    const struct rt_exchange exchange = {
        .request = request, .key = with_key ? key : NULL, .link = link};
    rt_subject_init(&subject, crypto, &exchange);
    return rt_verify_check(&subject, version, &version->rules, RT_CHECK_CHAIN_REQUEST);
}

static const struct rt_chain_link lone;

/* The reason for which a request with one edit is refused. */
static enum rt_error edited(const struct rt_version *version, uint32_t tag, const void *value,
                            size_t len)
{
    const struct rt_edit edit = {RT_LEVEL_TOP, tag, {value, len}};
    struct rt_result result =
        request_check(request_of(&version->rules, &edit, 1), version, &lone, true);
    ck_assert_int_eq((int)result.outcome, result.reason == RT_OK ? RT_PASS : RT_FAIL);
    ck_assert(result.in_request == (result.outcome == RT_FAIL));
    return result.reason;
}

START_TEST(test_requests_of_every_version)
{
    for (size_t i = 0; i < rt_registry_count; i++) {
        const struct rt_version *version = rt_registry[i];
        bool bound = rt_merkle_needs_packet(version->rules.leaf); /* the tree proves it all */
        struct rt_view request = request_of(&version->rules, NULL, 0);
        ck_assert_msg((int)request_check(request, version, &lone, true).outcome ==
                          (bound ? RT_UNDEFINED : RT_PASS),
                      "%s", version->name);
        ck_assert_int_eq((int)request_check(request, version, NULL, true).outcome, RT_UNDEFINED);
    }
    const struct rt_view none = {NULL, 0};
    ck_assert_int_eq((int)request_check(none, &rt_version_v8, &lone, true).outcome, RT_UNDEFINED);
}
END_TEST

START_TEST(test_odd_offers)
{
    static const uint8_t nobody[] = {0, 0, 0, 0};
    static const uint8_t own_and_nobody[] = {8, 0, 0, 0x80, 0, 0, 0, 0};
    static const uint8_t twice[] = {8, 0, 0, 0x80, 8, 0, 0, 0x80};
    static const uint8_t apart[] = {8, 0, 0, 0x80, 9, 0, 0, 0x80, 8, 0, 0, 0x80};
    static const uint8_t two[] = {9, 0, 0, 0x80, 8, 0, 0, 0x80};
    const struct rt_version *v8 = &rt_version_v8;
    ck_assert_int_eq(edited(v8, RT_TAG_VER, nobody, sizeof nobody), RT_E_OFFER_ODD);
    ck_assert_int_eq(edited(v8, RT_TAG_VER, own_and_nobody, sizeof own_and_nobody), RT_E_OFFER_ODD);
    ck_assert_int_eq(edited(v8, RT_TAG_VER, twice, sizeof twice), RT_E_OFFER_ODD);
    ck_assert_int_eq(edited(v8, RT_TAG_VER, apart, sizeof apart), RT_E_OFFER_ODD);
    ck_assert_int_eq(edited(v8, RT_TAG_VER, two, sizeof two), RT_OK);
}
END_TEST

/* Three bytes at the end of VER, and of the packet, are no number. */
START_TEST(test_torn_offer)
{
    static const uint8_t torn[] = {1, 0, 0, 0x80, 0, 0, 0, 0}; /* the last byte is beyond */
    const struct rt_edit edit = {RT_LEVEL_TOP, RT_TAG_VER, {torn, 7}};
    memset(packet, 0, sizeof packet);
    struct rt_view request = sized_request(&rt_version_v1.rules, &edit, 1, 0);
    ck_assert_int_eq(memcmp(request.data + request.len - 7, torn, 7), 0);
    ck_assert_int_eq((int)request_check(request, &rt_version_v1, &lone, true).outcome, RT_PASS);
    ck_assert(rt_packet_lists((struct rt_view){torn, 7}, 0x80000001));
    ck_assert(!rt_packet_lists((struct rt_view){torn, 7}, 0));
    ck_assert(!rt_packet_lists((struct rt_view){torn, 3}, 0x80000001));
}
END_TEST

START_TEST(test_foreign_tags)
{
    static const uint8_t zeros[RT_SRV_SIZE];
    static const uint8_t ones[8] = {1, 0, 0, 0, 0, 0, 0, 1};
    uint8_t srv[RT_SRV_SIZE];
    const struct rt_version *v8 = &rt_version_v8;
    ck_assert_int_eq(rt_crypto_srv(crypto, key, srv), RT_OK);
    ck_assert_int_eq(edited(v8, RT_TAG_TYPE, zeros, 4), RT_OK);
    ck_assert_int_eq(edited(v8, RT_TAG_TYPE, zeros, 8), RT_E_TYPE_VALUE);
    ck_assert_int_eq(edited(v8, RT_TAG_TYPE, ones, 4), RT_E_TYPE_VALUE);
    ck_assert_int_eq(edited(v8, RT_TAG_ROOT, zeros, 32), RT_E_TAG_FOREIGN);
    ck_assert_int_eq(edited(v8, 0x59595858, zeros, 4), RT_E_TAG_FOREIGN);
    ck_assert_int_eq(edited(v8, RT_TAG_PAD, zeros, 8), RT_OK);
    ck_assert_int_eq(edited(v8, RT_TAG_PAD, ones, 8), RT_E_PADDING);
    ck_assert_int_eq(edited(v8, RT_TAG_PAD, ones + 4, 4), RT_E_PADDING);
    ck_assert_int_eq(edited(v8, RT_TAG_SRV, srv, sizeof srv), RT_OK);
    ck_assert_int_eq(edited(v8, RT_TAG_SRV, zeros, sizeof zeros), RT_E_SRV_MISMATCH);
    ck_assert_int_eq(edited(v8, RT_TAG_SRV, srv, 28), RT_E_VALUE_LENGTH);
    /* Without the key nothing can be said of SRV. */
    const struct rt_edit edit = {RT_LEVEL_TOP, RT_TAG_SRV, {zeros, sizeof zeros}};
    struct rt_view request = request_of(&v8->rules, &edit, 1);
    ck_assert_int_eq((int)request_check(request, v8, &lone, false).outcome, RT_PASS);
}
END_TEST

START_TEST(test_form_of_a_request)
{
    struct rt_rules rules = rt_version_v8.rules;
    rules.tags = RT_TAG_ORDER_UNSORTED;
    struct rt_view request = request_of(&rules, NULL, 0);
    ck_assert_int_eq(request_check(request, &rt_version_v8, &lone, true).reason, RT_E_TAG_ORDER);
    /* Where any order goes it is right. */
    rules = rt_version_v1.rules;
    rules.tags = RT_TAG_ORDER_SORTED;
    request = request_of(&rules, NULL, 0);
    ck_assert_int_eq((int)request_check(request, &rt_version_v1, &lone, true).outcome, RT_PASS);
    rules = rt_version_v8.rules;
    rules.framing = RT_FRAMING_NONE;
    request = request_of(&rules, NULL, 0);
    ck_assert_int_eq(request_check(request, &rt_version_v8, &lone, true).reason, RT_E_NO_MAGIC);
    request = request_of(&rt_version_v8.rules, NULL, 0);
    packet[8] += 4;
    ck_assert_int_eq(request_check(request, &rt_version_v8, &lone, true).reason, RT_E_FRAME_SHORT);
}
END_TEST

/* The tag and the value of a fault are where the bytes are. */
START_TEST(test_where_a_fault_is)
{
    static const uint8_t zeros[8];
    const struct rt_edit edit = {RT_LEVEL_TOP, 0x59595858, {zeros, sizeof zeros}};
    struct rt_view request = request_of(&rt_version_v8.rules, &edit, 1);
    struct rt_result result = request_check(request, &rt_version_v8, &lone, true);
    struct rt_message message = rt_message_parse(rt_frame_parse(request).message);
    struct rt_entry entry = rt_message_find(&message, 0x59595858);
    ck_assert_uint_eq(result.tag, 0x59595858);
    ck_assert(result.has_at);
    ck_assert_uint_eq(result.at, (size_t)(entry.value.data - request.data));
}
END_TEST

/* An exchange as a link, whose reply has an unknown tag or not. */
static struct rt_result response_check(struct test_exchange *made, const struct rt_version *version,
                                       bool last)
{
    const struct rt_chain_link link = {.last = last};
    struct rt_exchange exchange = {
        .request = {made->request, TEST_REQUEST},
        .response = {made->response, made->response_len},
        .key = made->key,
        .link = &link,
    };
    rt_subject_init(&subject, crypto, &exchange);
    return rt_verify_check(&subject, version, &version->rules, RT_CHECK_CHAIN_RESPONSE);
}

/* Renames a tag of the reply, which keeps its place in the order: the value is passed over. */
static void rename_tag(struct test_exchange *made, uint32_t tag)
{
    struct rt_frame frame = rt_frame_parse((struct rt_view){made->response, made->response_len});
    uint32_t count = rt_bytes_load32(frame.message.data);
    for (uint32_t i = 0; i < count; i++) {
        uint8_t *at = made->response + frame.header + 4 * (size_t)(count + i);
        if (rt_bytes_load32(at) == tag)
            at[0] ^= 1;
    }
}

START_TEST(test_last_reply)
{
    static struct test_exchange made;
    /* The tag of the echo is damaged, and v0 asks for none. */
    struct test_recipe recipe = test_recipe_of(&rt_version_v0);
    recipe.rules.nonce_in = RT_PLACE_RESPONSE;
    test_make(crypto, &recipe, &made);
    ck_assert_int_eq((int)response_check(&made, &rt_version_v0, true).outcome, RT_PASS);
    rename_tag(&made, RT_TAG_NONC);
    struct rt_result result = response_check(&made, &rt_version_v0, true);
    ck_assert_int_eq(result.reason, RT_E_TAG_FOREIGN);
    ck_assert_uint_eq(result.tag, RT_TAG_NONC ^ 1);
    ck_assert(result.has_at && !result.in_request);
    ck_assert_int_eq((int)response_check(&made, &rt_version_v0, false).outcome, RT_UNDEFINED);
    /* Where the echo must be there its damage is the affair of another check. */
    recipe = test_recipe_of(&rt_version_v8);
    test_make(crypto, &recipe, &made);
    rename_tag(&made, RT_TAG_NONC);
    ck_assert_int_eq((int)response_check(&made, &rt_version_v8, true).outcome, RT_PASS);
}
END_TEST

/* A request and a reply with TYPE are of another version than one that knows none. */
START_TEST(test_hidden_type)
{
    static struct test_exchange made;
    struct test_recipe recipe = test_recipe_of(&rt_version_v12);
    test_make(crypto, &recipe, &made);
    ck_assert_int_eq((int)response_check(&made, &rt_version_v12, true).outcome, RT_PASS);
    recipe.rules.type = RT_TYPE_PRESENT;
    test_make(crypto, &recipe, &made);
    struct rt_result result = response_check(&made, &rt_version_v12, true);
    ck_assert_int_eq(result.reason, RT_E_TAG_FOREIGN);
    ck_assert_uint_eq(result.tag, RT_TAG_TYPE);
    rename_tag(&made, RT_TAG_TYPE);
    ck_assert_int_eq(response_check(&made, &rt_version_v12, true).reason, RT_E_TAG_FOREIGN);
    ck_assert_int_eq((int)response_check(&made, &rt_version_v14, true).outcome, RT_PASS);
}
END_TEST

RT_TEST_MAIN("verify_chain", test_setup, test_requests_of_every_version, test_odd_offers,
             test_torn_offer, test_foreign_tags, test_form_of_a_request, test_where_a_fault_is,
             test_last_reply, test_hidden_type, test_teardown)
