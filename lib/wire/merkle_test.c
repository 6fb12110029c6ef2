// SPDX-License-Identifier: BSD-2-Clause
/* Trees of every size, hash, leaf and order, and their paths. */
#include "wire/merkle.h"

#include <string.h>

#include "base/hex.h"
#include "base/test.h"

static const enum rt_hash hashes[] = {RT_HASH_SHA512, RT_HASH_SHA512_32, RT_HASH_SHA512_256};
static const enum rt_order orders[] = {RT_ORDER_HASH_NODE, RT_ORDER_NODE_HASH};

#define LEAVES_MAX 17

static uint8_t nodes[4 * LEAVES_MAX * RT_HASH_MAX];

/* The input of leaf i: 32 bytes of the value i. */
static struct rt_view input_of(uint32_t i, uint8_t bytes[32])
{
    memset(bytes, (int)i, 32);
    return (struct rt_view){bytes, 32};
}

static struct rt_tree build(struct rt_crypto *crypto, enum rt_hash hash, enum rt_order order,
                            uint32_t leaves)
{
    struct rt_tree tree = {.hash = hash, .nodes = nodes};
    memset(nodes, 0xee, sizeof nodes);
    for (uint32_t i = 0; i < leaves; i++) {
        uint8_t bytes[32], leaf[RT_HASH_MAX];
        ck_assert_int_eq(rt_merkle_leaf(crypto, hash, input_of(i, bytes), leaf), RT_OK);
        memcpy(rt_tree_leaf(&tree, i), leaf, rt_rules_hash_size(hash));
    }
    ck_assert_int_eq(rt_tree_build(crypto, &tree, order, leaves), RT_OK);
    return tree;
}

/* Roots of a tree of three leaves and a zero hash, computed by another program. */
START_TEST(test_known_roots)
{
    static const struct {
        enum rt_hash hash;
        enum rt_order order;
        const char *root;
    } known[] = {
        {RT_HASH_SHA512_32, RT_ORDER_HASH_NODE,
         "4f7d1b60ea3e168c29dfb251e07c055cecc5d08248673a92e03eb38181e7ed2c"},
        {RT_HASH_SHA512_32, RT_ORDER_NODE_HASH,
         "1b8117487eaf35099e37dac9e111f3e12a063fceb6f26407bcf4a8e13177f3b0"},
        {RT_HASH_SHA512_256, RT_ORDER_HASH_NODE,
         "c7fe8d62c4a9352976d281059d8db01df989b24c57d35c6d85a3d53d09318496"},
        {RT_HASH_SHA512_256, RT_ORDER_NODE_HASH,
         "02b7b4588e142b99b84d45533f42fe3541b843e2609577f9c94f11e3d1631fed"},
        {RT_HASH_SHA512, RT_ORDER_HASH_NODE,
         "a8eb995420bd53bb957a82ce10da2b2cae6ab05d2b2ad2aadf297ff7acda4b55"
         "79df4c6aedecac3bbd809903e4db87c869bc7b445b7f64346a20bda123989f63"},
        {RT_HASH_SHA512, RT_ORDER_NODE_HASH,
         "5cb3a52f0177ccdd69492f19a9d13e1e3abd2d383b815a0838cb0c9e0454a81c"
         "97f7f2c984c78d27164431114eb9fef056a6949536a62029b3d1ebf9eeb95a4f"},
    };
    struct rt_crypto *crypto = rt_crypto_new();
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        struct rt_tree tree = build(crypto, known[i].hash, known[i].order, 3);
        char text[RT_HEX_SIZE(RT_HASH_MAX)];
        ck_assert_uint_eq(tree.levels, 2);
        ck_assert_str_eq(rt_hex_encode(rt_tree_root(&tree), text), known[i].root);
    }
    rt_crypto_free(crypto);
}
END_TEST

/* Every leaf of every batch leads to the root under its own order, and under no other. */
START_TEST(test_paths_lead_to_the_root)
{
    struct rt_crypto *crypto = rt_crypto_new();
    for (uint32_t leaves = 1; leaves <= LEAVES_MAX; leaves++) {
        for (size_t h = 0; h < 6; h++) {
            enum rt_hash hash = hashes[h / 2];
            size_t size = rt_rules_hash_size(hash);
            struct rt_tree tree = build(crypto, hash, orders[h % 2], leaves);
            for (uint32_t i = 0; i < leaves; i++) {
                uint8_t bytes[32], root[RT_HASH_MAX], path[5 * RT_HASH_MAX];
                rt_tree_path(&tree, i, path);
                struct rt_view view = {path, tree.levels * size};
                ck_assert_int_eq(
                    rt_merkle_root(crypto, hash, orders[h % 2], input_of(i, bytes), view, i, root),
                    RT_OK);
                ck_assert(rt_view_equal((struct rt_view){root, size}, rt_tree_root(&tree)));
                ck_assert_uint_eq(rt_merkle_rest(i, tree.levels), 0);
                ck_assert_int_eq(rt_merkle_root(crypto, hash, orders[1 - h % 2], input_of(i, bytes),
                                                view, i, root),
                                 RT_OK);
                ck_assert_int_eq(rt_view_equal((struct rt_view){root, size}, rt_tree_root(&tree)),
                                 leaves == 1);
            }
        }
    }
    rt_crypto_free(crypto);
}
END_TEST

START_TEST(test_any_change_leads_elsewhere)
{
    struct rt_crypto *crypto = rt_crypto_new();
    struct rt_tree tree = build(crypto, RT_HASH_SHA512_32, RT_ORDER_HASH_NODE, 8);
    uint8_t bytes[32], root[RT_HASH_MAX], path[3 * 32];
    rt_tree_path(&tree, 5, path);
    for (size_t bit = 0; bit < 8 * sizeof path; bit++) {
        path[bit / 8] ^= (uint8_t)(1 << bit % 8);
        ck_assert_int_eq(rt_merkle_root(crypto, RT_HASH_SHA512_32, RT_ORDER_HASH_NODE,
                                        input_of(5, bytes), (struct rt_view){path, sizeof path}, 5,
                                        root),
                         RT_OK);
        ck_assert(!rt_view_equal((struct rt_view){root, 32}, rt_tree_root(&tree)));
        path[bit / 8] ^= (uint8_t)(1 << bit % 8);
    }
    for (uint32_t index = 0; index < 16; index++) {
        ck_assert_int_eq(rt_merkle_root(crypto, RT_HASH_SHA512_32, RT_ORDER_HASH_NODE,
                                        input_of(5, bytes), (struct rt_view){path, sizeof path},
                                        index, root),
                         RT_OK);
        /* Bits beyond the path are for rt_merkle_rest. */
        ck_assert_int_eq(rt_view_equal((struct rt_view){root, 32}, rt_tree_root(&tree)),
                         index % 8 == 5);
    }
    rt_crypto_free(crypto);
}
END_TEST

START_TEST(test_empty_path_is_the_leaf)
{
    struct rt_crypto *crypto = rt_crypto_new();
    static const uint8_t zeros[32];
    uint8_t root[RT_HASH_MAX];
    char text[RT_HEX_SIZE(32)];
    struct rt_view nothing = {NULL, 0};
    ck_assert_int_eq(rt_merkle_root(crypto, RT_HASH_SHA512_32, RT_ORDER_NODE_HASH,
                                    (struct rt_view){zeros, 32}, nothing, 0, root),
                     RT_OK);
    ck_assert_str_eq(rt_hex_encode((struct rt_view){root, 32}, text),
                     "3d4321d657903224b06051eb2fe69f0e1bd5b1e12f1976f09b39fa5ed2705228");
    rt_crypto_free(crypto);
}
END_TEST

START_TEST(test_rest)
{
    ck_assert_uint_eq(rt_merkle_rest(0, 0), 0);
    ck_assert_uint_eq(rt_merkle_rest(1, 0), 1);
    ck_assert_uint_eq(rt_merkle_rest(7, 3), 0);
    ck_assert_uint_eq(rt_merkle_rest(8, 3), 1);
    ck_assert_uint_eq(rt_merkle_rest(UINT32_MAX, 31), 1);
    ck_assert_uint_eq(rt_merkle_rest(UINT32_MAX, 32), 0);
    ck_assert_uint_eq(rt_merkle_rest(UINT32_MAX, 33), 0);
    ck_assert_uint_eq(rt_merkle_rest(UINT32_MAX, SIZE_MAX), 0);
}
END_TEST

START_TEST(test_leaf_input)
{
    const uint8_t bytes[2] = {1, 2};
    struct rt_view nonce = {bytes, 1}, packet = {bytes + 1, 1};
    ck_assert_ptr_eq(rt_merkle_leaf_input(RT_LEAF_NONCE, nonce, packet).data, bytes);
    ck_assert_ptr_eq(rt_merkle_leaf_input(RT_LEAF_PACKET, nonce, packet).data, bytes + 1);
    ck_assert(!rt_view_present(rt_merkle_leaf_input(RT_LEAF_FORGOTTEN, nonce, packet)));
    ck_assert(!rt_merkle_needs_packet(RT_LEAF_NONCE) && rt_merkle_needs_packet(RT_LEAF_PACKET));
}
END_TEST

START_TEST(test_sizes)
{
    static const uint32_t levels[][2] = {{1, 0}, {2, 1}, {3, 2},  {4, 2},          {5, 3},
                                         {8, 3}, {9, 4}, {64, 6}, {0x80000000, 31}};
    for (size_t i = 0; i < sizeof levels / sizeof levels[0]; i++)
        ck_assert_uint_eq(rt_tree_levels(levels[i][0]), levels[i][1]);
    ck_assert_uint_ge(rt_tree_bytes(RT_HASH_SHA512_32, 1), 32);
    ck_assert_uint_ge(rt_tree_bytes(RT_HASH_SHA512, 3), 7 * 64);
    ck_assert_uint_ge(rt_tree_bytes(RT_HASH_SHA512_32, 64), 127 * 32);
}
END_TEST

/* Building touches no byte beyond what rt_tree_bytes asks for. */
START_TEST(test_tree_stays_in_its_room)
{
    struct rt_crypto *crypto = rt_crypto_new();
    for (uint32_t leaves = 1; leaves <= LEAVES_MAX; leaves++) {
        build(crypto, RT_HASH_SHA512_32, RT_ORDER_HASH_NODE, leaves);
        for (size_t i = rt_tree_bytes(RT_HASH_SHA512_32, leaves); i < sizeof nodes; i++)
            ck_assert_uint_eq(nodes[i], 0xee);
    }
    rt_crypto_free(crypto);
}
END_TEST

RT_TEST_MAIN("merkle", test_known_roots, test_paths_lead_to_the_root,
             test_any_change_leads_elsewhere, test_empty_path_is_the_leaf, test_rest,
             test_leaf_input, test_sizes, test_tree_stays_in_its_room)
