// SPDX-License-Identifier: BSD-2-Clause
/* Hashes and signatures, and what is remembered of them. */
#include "wire/crypto.h"

#include <string.h>

#include "base/hex.h"
#include "base/test.h"
#include "wire/frame.h"
#include "wire/test_fault.h"

static uint8_t scratch[4][256];

/* The bytes of hexadecimal text, in one of four places in turn. */
static struct rt_view hex(const char *text)
{
    static int turn;
    uint8_t *data = scratch[turn++ % 4];
    size_t len = 0;
    struct rt_view view = {(const uint8_t *)text, strlen(text)};
    ck_assert_int_eq(rt_hex_decode(view, data, sizeof scratch[0], &len).error, RT_OK);
    return (struct rt_view){data, len};
}

static void expect(const uint8_t *bytes, const char *text)
{
    char got[RT_HEX_SIZE(RT_HASH_MAX)];
    ck_assert_uint_le(strlen(text) / 2, RT_HASH_MAX);
    ck_assert_str_eq(rt_hex_encode((struct rt_view){bytes, strlen(text) / 2}, got), text);
}

/* RFC 8032 section 7.1, tests 1 to 3. */
static const struct rfc8032 {
    const char *seed, *key, *message, *signature;
} rfc8032[] = {
    {"9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
     "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
     "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9"
     "b46bd25bf5f0595bbe24655141438e7a100b"},
    {"4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
     "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
     "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f1"
     "1d8c387b2eaeb4302aeeb00d291612bb0c00"},
    {"c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
     "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82",
     "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984d"
     "c6594a7c15e9716ed28dc027beceea1ec40a"},
};

static const struct rt_view none = {NULL, 0};

START_TEST(test_rfc8032)
{
    struct rt_crypto *crypto = rt_crypto_new();
    for (size_t i = 0; i < sizeof rfc8032 / sizeof rfc8032[0]; i++) {
        uint8_t key[RT_KEY_SIZE], signature[RT_SIGNATURE_SIZE];
        struct rt_view seed = hex(rfc8032[i].seed);
        struct rt_view message = hex(rfc8032[i].message);
        ck_assert_int_eq(rt_crypto_public_key(seed.data, key), RT_OK);
        expect(key, rfc8032[i].key);
        ck_assert_int_eq(rt_crypto_sign(crypto, seed.data, none, message, signature), RT_OK);
        expect(signature, rfc8032[i].signature);
        ck_assert_int_eq(rt_crypto_verify(crypto, key, none, message, signature), RT_OK);
        /* The context is nothing but the first bytes that are signed. */
        ck_assert_int_eq(rt_crypto_verify(crypto, key, message, none, signature), RT_OK);
    }
    rt_crypto_free(crypto);
}
END_TEST

/* Every bit of key, message and signature counts, with and without memory. */
START_TEST(test_every_bit_counts)
{
    struct rt_crypto *crypto = rt_crypto_new();
    uint8_t bytes[RT_KEY_SIZE + RT_SIGNATURE_SIZE + 2];
    uint8_t *signature = bytes + RT_KEY_SIZE, *message = signature + RT_SIGNATURE_SIZE;
    memcpy(bytes, hex(rfc8032[2].key).data, RT_KEY_SIZE);
    memcpy(signature, hex(rfc8032[2].signature).data, RT_SIGNATURE_SIZE);
    memcpy(message, hex(rfc8032[2].message).data, 2);
    for (size_t bit = 0; bit < 8 * sizeof bytes; bit++) {
        rt_crypto_remember(crypto, bit % 2 == 0);
        for (int flipped = 0; flipped < 2; flipped++) {
            enum rt_error error =
                rt_crypto_verify(crypto, bytes, none, (struct rt_view){message, 2}, signature);
            ck_assert_int_eq(error == RT_OK, !flipped);
            ck_assert(error == RT_OK || error == RT_E_SIGNATURE);
            bytes[bit / 8] ^= (uint8_t)(1 << bit % 8);
        }
    }
    rt_crypto_free(crypto);
}
END_TEST

START_TEST(test_memory)
{
    struct rt_crypto *crypto = rt_crypto_new();
    uint8_t key[RT_KEY_SIZE], signature[RT_SIGNATURE_SIZE];
    memcpy(key, hex(rfc8032[1].key).data, sizeof key);
    memcpy(signature, hex(rfc8032[1].signature).data, sizeof signature);
    const uint8_t message[] = {0x72};
    struct rt_view view = {message, 1};
    ck_assert_uint_eq(rt_crypto_verified(crypto), 0);
    ck_assert_uint_eq(rt_crypto_failures(), 0);
    ck_assert_int_eq(strncmp(rt_crypto_library(), "OpenSSL ", 8), 0);
    for (int i = 0; i < 3; i++)
        ck_assert_int_eq(rt_crypto_verify(crypto, key, none, view, signature), RT_OK);
    ck_assert_uint_eq(rt_crypto_verified(crypto), 1);
    signature[0] ^= 1;
    for (int i = 0; i < 3; i++)
        ck_assert_int_eq(rt_crypto_verify(crypto, key, none, view, signature), RT_E_SIGNATURE);
    ck_assert_uint_eq(rt_crypto_verified(crypto), 2);
    rt_crypto_remember(crypto, false);
    for (int i = 0; i < 3; i++)
        ck_assert_int_eq(rt_crypto_verify(crypto, key, none, view, signature), RT_E_SIGNATURE);
    ck_assert_uint_eq(rt_crypto_verified(crypto), 5);
    ck_assert_uint_eq(rt_crypto_failures(), 0);
    rt_crypto_free(crypto);
}
END_TEST

/* A signature, good or not, of a message of some length. */
struct signed_bytes {
    uint8_t key[RT_KEY_SIZE];
    uint8_t signature[RT_SIGNATURE_SIZE];
    uint8_t message[512];
    size_t len;
};

static void sign(struct rt_crypto *crypto, size_t len, bool good, struct signed_bytes *made)
{
    const uint8_t seed[RT_KEY_SIZE] = {5};
    *made = (struct signed_bytes){.len = len};
    ck_assert_uint_le(len, sizeof made->message);
    ck_assert_int_eq(rt_crypto_public_key(seed, made->key), RT_OK);
    ck_assert_int_eq(
        rt_crypto_sign(crypto, seed, none, (struct rt_view){made->message, len}, made->signature),
        RT_OK);
    made->signature[RT_SIGNATURE_SIZE - 1] ^= good ? 0 : 1;
}

static enum rt_error check(struct rt_crypto *crypto, const struct signed_bytes *made)
{
    return rt_crypto_verify(crypto, made->key, none, (struct rt_view){made->message, made->len},
                            made->signature);
}

/* The last answers are given without OpenSSL, and so are right even when that fails; but only for
 * questions as long as those of a packet, which are 96 bytes more than the message. */
START_TEST(test_recent)
{
    static const size_t lengths[] = {0, 1, 36 + 72, 384 - 96, 384 - 95, 512};
    struct signed_bytes made;
    for (size_t i = 0; i < sizeof lengths / sizeof lengths[0]; i++) {
        for (int good = 0; good < 2; good++) {
            struct rt_crypto *crypto = rt_crypto_new();
            const enum rt_error answer = good ? RT_OK : RT_E_SIGNATURE;
            const bool kept = lengths[i] <= 384 - 96;
            sign(crypto, lengths[i], good, &made);
            ck_assert_int_eq(check(crypto, &made), answer);
            test_fault_set(TEST_FAULT_ON, 1);
            ck_assert_int_eq(check(crypto, &made), kept ? answer : RT_E_CRYPTO);
            ck_assert_int_eq(test_fault.calls == 0, kept);
            test_fault_set(TEST_FAULT_NONE, 0);
            ck_assert_int_eq(check(crypto, &made), answer);
            ck_assert_uint_eq(rt_crypto_verified(crypto), 1);
            made.len -= made.len > 0; /* the first bytes of the question are no answer */
            ck_assert_int_eq(check(crypto, &made), lengths[i] == 0 ? answer : RT_E_SIGNATURE);
            made.len = lengths[i];
            made.signature[RT_SIGNATURE_SIZE - 1] ^= 1;
            ck_assert_int_eq(check(crypto, &made), good ? RT_E_SIGNATURE : RT_OK);
            rt_crypto_free(crypto);
        }
    }
}
END_TEST

/* No answer is remembered that OpenSSL failed to give. */
START_TEST(test_failure_is_forgotten)
{
    struct signed_bytes made;
    uint64_t calls = 0;
    for (uint64_t at = 0; at <= calls; at++) {
        struct rt_crypto *crypto = rt_crypto_new();
        sign(crypto, 4, true, &made);
        test_fault_set(at == 0 ? TEST_FAULT_NONE : TEST_FAULT_NEGATIVE, at);
        ck_assert_int_eq(check(crypto, &made), at == 0 ? RT_OK : RT_E_CRYPTO);
        calls = at == 0 ? test_fault.calls : calls;
        test_fault_set(TEST_FAULT_NONE, 0);
        ck_assert_int_eq(check(crypto, &made), RT_OK);
        rt_crypto_free(crypto);
    }
    ck_assert_uint_ge(calls, 5);
}
END_TEST

/* More keys and signatures than are remembered; each result stays right. */
START_TEST(test_displacement)
{
    struct rt_crypto *crypto = rt_crypto_new();
    enum { KEYS = 200 };
    static uint8_t keys[KEYS][RT_KEY_SIZE], signatures[KEYS][RT_SIGNATURE_SIZE];
    for (uint32_t i = 0; i < KEYS; i++) {
        uint8_t seed[RT_KEY_SIZE] = {0};
        rt_bytes_store32(seed, i);
        struct rt_view message = {seed, 4};
        ck_assert_int_eq(rt_crypto_public_key(seed, keys[i]), RT_OK);
        ck_assert_int_eq(rt_crypto_sign(crypto, seed, none, message, signatures[i]), RT_OK);
    }
    for (uint32_t round = 0; round < 3 * KEYS; round++) {
        uint32_t i = round % KEYS, other = (round * 7 + 1) % KEYS;
        uint8_t message[4];
        rt_bytes_store32(message, i);
        struct rt_view view = {message, 4};
        ck_assert_int_eq(rt_crypto_verify(crypto, keys[i], none, view, signatures[i]), RT_OK);
        if (other != i)
            ck_assert_int_eq(rt_crypto_verify(crypto, keys[other], none, view, signatures[i]),
                             RT_E_SIGNATURE);
    }
    rt_crypto_free(crypto);
}
END_TEST

START_TEST(test_context_strings)
{
    static const char *const cert[] = {
        [RT_CERT_CONTEXT_DASHES] =
            "526f75676854696d652076312064656c65676174696f6e207369676e61747572652d2d00",
        [RT_CERT_CONTEXT_PLAIN] =
            "526f75676854696d652076312064656c65676174696f6e207369676e617475726500",
        [RT_CERT_CONTEXT_RFC] =
            "526f75676874696d652076312064656c65676174696f6e207369676e617475726500",
    };
    static const char *const response[] = {
        [RT_RESPONSE_CONTEXT_DRAFT] =
            "526f75676854696d6520763120726573706f6e7365207369676e617475726500",
        [RT_RESPONSE_CONTEXT_RFC] =
            "526f75676874696d6520763120726573706f6e7365207369676e617475726500",
    };
    for (int i = RT_CERT_CONTEXT_DASHES; i <= RT_CERT_CONTEXT_RFC; i++) {
        struct rt_view whole =
            rt_crypto_cert_context((enum rt_cert_context)i, RT_CONTEXT_NUL_PRESENT);
        struct rt_view bare =
            rt_crypto_cert_context((enum rt_cert_context)i, RT_CONTEXT_NUL_MISSING);
        ck_assert(rt_view_equal(whole, hex(cert[i])));
        ck_assert(rt_crypto_is_rfc_context((enum rt_cert_context)i) == (i == RT_CERT_CONTEXT_RFC));
        ck_assert(rt_view_equal(bare, rt_view_slice(whole, 0, whole.len - 1)));
    }
    for (int i = RT_RESPONSE_CONTEXT_DRAFT; i <= RT_RESPONSE_CONTEXT_RFC; i++) {
        enum rt_response_context context = (enum rt_response_context)i;
        struct rt_view whole = rt_crypto_response_context(context, RT_CONTEXT_NUL_PRESENT);
        struct rt_view bare = rt_crypto_response_context(context, RT_CONTEXT_NUL_MISSING);
        ck_assert(rt_view_equal(whole, hex(response[i])));
        ck_assert(rt_view_equal(bare, rt_view_slice(whole, 0, whole.len - 1)));
    }
    ck_assert(!rt_view_present(
        rt_crypto_cert_context(RT_CERT_CONTEXT_FORGOTTEN, RT_CONTEXT_NUL_PRESENT)));
    ck_assert(!rt_view_present(
        rt_crypto_response_context(RT_RESPONSE_CONTEXT_FORGOTTEN, RT_CONTEXT_NUL_PRESENT)));
}
END_TEST

START_TEST(test_hashes)
{
    struct rt_crypto *crypto = rt_crypto_new();
    static const uint8_t zeros[64];
    uint8_t out[RT_HASH_MAX];
    struct rt_view half = {zeros, 32}, whole = {zeros, 64};
    ck_assert_uint_eq(rt_rules_hash_size(RT_HASH_SHA512), 64);
    ck_assert_uint_eq(rt_rules_hash_size(RT_HASH_SHA512_32), 32);
    ck_assert_uint_eq(rt_rules_hash_size(RT_HASH_SHA512_256), 32);
    ck_assert_int_eq(rt_crypto_hash_tree(crypto, RT_HASH_SHA512_32, 0, half, none, out), RT_OK);
    expect(out, "3d4321d657903224b06051eb2fe69f0e1bd5b1e12f1976f09b39fa5ed2705228");
    ck_assert_int_eq(rt_crypto_hash_tree(crypto, RT_HASH_SHA512_256, 0, half, none, out), RT_OK);
    expect(out, "980baaefa11a71b7e4e9bf1d7f26874047a353f59e60eb78a464d2e0655ba93c");
    ck_assert_int_eq(rt_crypto_hash_tree(crypto, RT_HASH_SHA512_32, 0, half, half, out), RT_OK);
    expect(out, "19dc6ae12de08b21b36c1ec7f353ce9e7cef73fa4d1354c436234167f0847bc9");
    memset(out, 0xee, sizeof out);
    ck_assert_int_eq(rt_crypto_hash_tree(crypto, RT_HASH_SHA512_32, 0, whole, none, out), RT_OK);
    expect(out, "19dc6ae12de08b21b36c1ec7f353ce9e7cef73fa4d1354c436234167f0847bc9");
    ck_assert_uint_eq(out[32], 0xee);
    const uint8_t abc[] = {'a', 'b', 'c'};
    ck_assert_int_eq(rt_crypto_hash(crypto, RT_HASH_SHA512, (struct rt_view){abc, 1},
                                    (struct rt_view){abc + 1, 2}, out),
                     RT_OK);
    expect(out, "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836"
                "ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f");
    rt_crypto_free(crypto);
}
END_TEST

START_TEST(test_srv)
{
    struct rt_crypto *crypto = rt_crypto_new();
    uint8_t key[RT_KEY_SIZE], srv[RT_SRV_SIZE];
    struct rt_view seed = hex("a32049da0ffde0ded92ce10a0230d35fe615ec8461c14986baa63fe3b3bac3db");
    ck_assert_int_eq(rt_crypto_public_key(seed.data, key), RT_OK);
    expect(key, "d0756ee69ff5fe96cbcf9273208fec53124b1dd3a24d3910e07c7c54e2473012");
    ck_assert_int_eq(rt_crypto_srv(crypto, key, srv), RT_OK);
    expect(srv, "4f3ed5772a24f0bf8c2a7fe07da858b646114aaed818cace6accfe25576ae774");
    rt_crypto_free(crypto);
}
END_TEST

/* Short questions are remembered in another way than long ones; the answers are the same. */
START_TEST(test_messages_of_many_lengths)
{
    struct rt_crypto *crypto = rt_crypto_new();
    struct rt_view seed = hex(rfc8032[0].seed);
    struct rt_view context =
        rt_crypto_response_context(RT_RESPONSE_CONTEXT_DRAFT, RT_CONTEXT_NUL_PRESENT);
    uint8_t key[RT_KEY_SIZE], bytes[420] = {0};
    ck_assert_int_eq(rt_crypto_public_key(seed.data, key), RT_OK);
    for (size_t len = 0; len <= sizeof bytes; len++) {
        uint8_t signature[RT_SIGNATURE_SIZE];
        struct rt_view message = {bytes, len};
        uint64_t verified = rt_crypto_verified(crypto);
        ck_assert_int_eq(rt_crypto_sign(crypto, seed.data, context, message, signature), RT_OK);
        for (int again = 0; again < 2; again++) {
            ck_assert_int_eq(rt_crypto_verify(crypto, key, context, message, signature), RT_OK);
            if (len == 0)
                continue;
            bytes[len - 1] ^= 0x80;
            ck_assert_int_eq(rt_crypto_verify(crypto, key, context, message, signature),
                             RT_E_SIGNATURE);
            bytes[len - 1] ^= 0x80;
        }
        ck_assert_uint_eq(rt_crypto_verified(crypto), verified + (len == 0 ? 1 : 2));
    }
    rt_crypto_free(crypto);
}
END_TEST

/* What no packet can hold is refused; what one can just hold is signed. */
START_TEST(test_too_large)
{
    struct rt_crypto *crypto = rt_crypto_new();
    static uint8_t big[RT_PACKET_MAX + 1000];
    uint8_t signature[RT_SIGNATURE_SIZE], key[RT_KEY_SIZE];
    struct rt_view seed = hex(rfc8032[0].seed);
    struct rt_view context = rt_crypto_cert_context(RT_CERT_CONTEXT_DASHES, RT_CONTEXT_NUL_PRESENT);
    struct rt_view most = {big, RT_PACKET_MAX};
    ck_assert_int_eq(rt_crypto_public_key(seed.data, key), RT_OK);
    ck_assert_int_eq(rt_crypto_sign(crypto, seed.data, context, most, signature), RT_OK);
    ck_assert_int_eq(rt_crypto_verify(crypto, key, context, most, signature), RT_OK);
    most.len = sizeof big;
    ck_assert_int_eq(rt_crypto_sign(crypto, seed.data, context, most, signature), RT_E_TOO_LARGE);
    ck_assert_int_eq(rt_crypto_verify(crypto, key, context, most, signature), RT_E_TOO_LARGE);
    most.len = SIZE_MAX - 100;
    ck_assert_int_eq(rt_crypto_verify(crypto, key, context, most, signature), RT_E_TOO_LARGE);
    rt_crypto_free(crypto);
    rt_crypto_free(NULL);
}
END_TEST

/* Nodes that come again, that share halves, and that fall into the same place of the table: with
 * and without memory the hash is the same, and a leaf of the same bytes is not a node. */
START_TEST(test_remembered_nodes)
{
    struct rt_crypto *with = rt_crypto_new();
    struct rt_crypto *without = rt_crypto_new();
    static const enum rt_hash hashes[] = {RT_HASH_SHA512, RT_HASH_SHA512_32, RT_HASH_SHA512_256};
    rt_crypto_remember(without, false);
    for (uint32_t i = 0; i < 30000; i++) {
        uint8_t left[RT_HASH_MAX] = {0}, right[RT_HASH_MAX] = {0};
        uint8_t one[RT_HASH_MAX], other[RT_HASH_MAX];
        enum rt_hash hash = hashes[i % 3];
        size_t size = rt_rules_hash_size(hash);
        rt_bytes_store32(left, i / 7 % 1000);
        rt_bytes_store32(right, i / 5 % 2000);
        left[size - 1] = (uint8_t)(i % 11 == 0);
        uint8_t prefix = i % 13 == 0 ? 0 : 1;
        struct rt_view a = {left, size}, b = {right, i % 17 == 0 ? 32 : size};
        ck_assert_int_eq(rt_crypto_hash_tree(with, hash, prefix, a, b, one), RT_OK);
        ck_assert_int_eq(rt_crypto_hash_tree(without, hash, prefix, a, b, other), RT_OK);
        ck_assert_mem_eq(one, other, size);
    }
    rt_crypto_free(with);
    rt_crypto_free(without);
}
END_TEST

/* A node that begins with the bytes of a shorter one, and is kept in the same place, is another. */
START_TEST(test_longer_nodes)
{
    struct rt_crypto *with = rt_crypto_new();
    struct rt_crypto *without = rt_crypto_new();
    uint8_t bytes[2 * RT_HASH_MAX], one[RT_HASH_MAX], other[RT_HASH_MAX];
    rt_crypto_remember(without, false);
    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = (uint8_t)(i % 32 + 1);
    for (size_t i = 0; i < 4; i++) {
        size_t size = i % 2 == 0 ? RT_HASH_MAX : RT_HASH_MAX / 2;
        struct rt_view a = {bytes, size}, b = {bytes + size, size};
        ck_assert_int_eq(rt_crypto_hash_tree(with, RT_HASH_SHA512, 1, a, b, one), RT_OK);
        ck_assert_int_eq(rt_crypto_hash_tree(without, RT_HASH_SHA512, 1, a, b, other), RT_OK);
        ck_assert_mem_eq(one, other, RT_HASH_MAX);
    }
    rt_crypto_free(with);
    rt_crypto_free(without);
}
END_TEST

/* The library has a name and a version, and is compatible with the one that was compiled with. */
START_TEST(test_library)
{
    const char *compiled = rt_crypto_compiled();
    const char *running = rt_crypto_library();
    size_t name = strcspn(compiled, "0123456789");
    ck_assert_uint_gt(name, 1);
    ck_assert_uint_gt(strlen(compiled), name);
    ck_assert_msg(strncmp(compiled, running, name + 1) == 0, "%s: %s", compiled, running);
}
END_TEST

RT_TEST_MAIN("crypto", test_rfc8032, test_every_bit_counts, test_memory, test_recent,
             test_failure_is_forgotten, test_displacement, test_context_strings, test_hashes,
             test_srv, test_messages_of_many_lengths, test_too_large, test_remembered_nodes,
             test_longer_nodes, test_library)
