// SPDX-License-Identifier: BSD-2-Clause
/* Builds Merkle trees and walks their paths. */
#include "wire/merkle.h"

#include <string.h>

#define LEAF_PREFIX 0x00
#define NODE_PREFIX 0x01

struct rt_view rt_merkle_leaf_input(enum rt_leaf leaf, struct rt_view nonce, struct rt_view packet)
{
    switch (leaf) {
    case RT_LEAF_NONCE:
        return nonce;
    case RT_LEAF_PACKET:
        return packet;
    case RT_LEAF_FORGOTTEN:
        break;
    }
    return (struct rt_view){NULL, 0};
}

bool rt_merkle_needs_packet(enum rt_leaf leaf)
{
    switch (leaf) {
    case RT_LEAF_PACKET:
        return true;
    case RT_LEAF_NONCE:
    case RT_LEAF_FORGOTTEN:
        break;
    }
    return false;
}

enum rt_error rt_merkle_leaf(struct rt_crypto *crypto, enum rt_hash hash, struct rt_view input,
                             uint8_t out[RT_HASH_MAX])
{
    return rt_crypto_hash_tree(crypto, hash, LEAF_PREFIX, input, (struct rt_view){NULL, 0}, out);
}

/* Whether a hash whose INDX bit is `bit` stands before its sibling in the node above them. */
static bool own_first(enum rt_order order, uint32_t bit)
{
    switch (order) {
    case RT_ORDER_HASH_NODE:
        return bit == 0;
    case RT_ORDER_NODE_HASH:
    case RT_ORDER_FORGOTTEN:
        break;
    }
    return bit != 0;
}

/* The node above a hash whose INDX bit is `bit` and its sibling. */
static enum rt_error join(struct rt_crypto *crypto, enum rt_hash hash, enum rt_order order,
                          uint32_t bit, struct rt_view own, struct rt_view sibling,
                          uint8_t out[RT_HASH_MAX])
{
    bool first = own_first(order, bit);
    return rt_crypto_hash_tree(crypto, hash, NODE_PREFIX, first ? own : sibling,
                               first ? sibling : own, out);
}

enum rt_error rt_merkle_root(struct rt_crypto *crypto, enum rt_hash hash, enum rt_order order,
                             struct rt_view input, struct rt_view path, uint32_t index,
                             uint8_t root[RT_HASH_MAX])
{
    size_t size = rt_rules_hash_size(hash);
    enum rt_error error = rt_merkle_leaf(crypto, hash, input, root);
    for (size_t at = 0; error == RT_OK && at + size <= path.len; at += size) {
        error = join(crypto, hash, order, index & 1, (struct rt_view){root, size},
                     rt_view_slice(path, at, size), root);
        index >>= 1;
    }
    return error;
}

uint32_t rt_merkle_rest(uint32_t index, size_t entries)
{
    return entries < 32 ? index >> entries : 0;
}

uint32_t rt_tree_levels(uint32_t leaves)
{
    uint32_t levels = 0;
    while (levels < RT_PATH_MAX - 1 && (UINT32_C(1) << levels) < leaves)
        levels++;
    return levels;
}

size_t rt_tree_bytes(enum rt_hash hash, uint32_t leaves)
{
    return ((size_t)2 << rt_tree_levels(leaves)) * rt_rules_hash_size(hash);
}

uint8_t *rt_tree_leaf(const struct rt_tree *tree, uint32_t i)
{
    return tree->nodes + (size_t)i * rt_rules_hash_size(tree->hash);
}

/* Index of the first node of a level; level 0 are the leaves. */
static size_t level_start(const struct rt_tree *tree, uint32_t level)
{
    size_t width = (size_t)1 << tree->levels;
    return 2 * width - (2 * width >> level);
}

static uint8_t *node(const struct rt_tree *tree, uint32_t level, size_t i)
{
    return tree->nodes + (level_start(tree, level) + i) * rt_rules_hash_size(tree->hash);
}

enum rt_error rt_tree_build(struct rt_crypto *crypto, struct rt_tree *tree, enum rt_order order,
                            uint32_t leaves)
{
    size_t size = rt_rules_hash_size(tree->hash);
    tree->levels = rt_tree_levels(leaves);
    size_t width = (size_t)1 << tree->levels;
    memset(node(tree, 0, leaves), 0, (width - leaves) * size);
    for (uint32_t level = 0; level < tree->levels; level++) {
        width /= 2;
        for (size_t i = 0; i < width; i++) {
            enum rt_error error = join(
                crypto, tree->hash, order, 0, (struct rt_view){node(tree, level, 2 * i), size},
                (struct rt_view){node(tree, level, 2 * i + 1), size}, node(tree, level + 1, i));
            if (error != RT_OK)
                return error;
        }
    }
    return RT_OK;
}

struct rt_view rt_tree_root(const struct rt_tree *tree)
{
    return (struct rt_view){node(tree, tree->levels, 0), rt_rules_hash_size(tree->hash)};
}

void rt_tree_path(const struct rt_tree *tree, uint32_t i, uint8_t *path)
{
    size_t size = rt_rules_hash_size(tree->hash);
    for (uint32_t level = 0; level < tree->levels; level++)
        memcpy(path + level * size, node(tree, level, (i >> level) ^ 1), size);
}
