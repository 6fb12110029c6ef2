// SPDX-License-Identifier: BSD-2-Clause
/*
 * The tree by which one signature serves many requests, and the one interpreter of the parameters
 * leaf and order.
 *
 *     leaf = H(0x00 || nonce or request packet)      node = H(0x01 || left || right)
 *
 * PATH lists the siblings from the leaf upwards; bit i of INDX, counted from the least significant,
 * says on which side the hash stands at level i (draft 04 section 6.3.1, RFC 10049 section 5.3.1).
 * The drafts contradict themselves on which side that is, hence the parameter `order`.
 */
#ifndef ROUGHTIME_MERKLE_H
#define ROUGHTIME_MERKLE_H

#include "wire/crypto.h"

#define RT_PATH_MAX 32 /* INDX has no more bits */

/* What a leaf is made of: the nonce or the packet of a request. */
struct rt_view rt_merkle_leaf_input(enum rt_leaf leaf, struct rt_view nonce, struct rt_view packet);

/* Whether that is the whole request, of which the nonce alone is not enough. */
bool rt_merkle_needs_packet(enum rt_leaf leaf);

/* The hash of a leaf. */
RT_CHECKED enum rt_error rt_merkle_leaf(struct rt_crypto *crypto, enum rt_hash hash,
                                        struct rt_view input, uint8_t out[RT_HASH_MAX]);

/* Follows `path`, a whole number of hashes, from the leaf whose input is given to the root that it
 * leads to. Bits of `index` beyond the path are ignored; rt_merkle_rest tells of them. */
RT_CHECKED enum rt_error rt_merkle_root(struct rt_crypto *crypto, enum rt_hash hash,
                                        enum rt_order order, struct rt_view input,
                                        struct rt_view path, uint32_t index,
                                        uint8_t root[RT_HASH_MAX]);

/* The bits of `index` that are left after a path of `entries` hashes. */
uint32_t rt_merkle_rest(uint32_t index, size_t entries);

/*
 * A tree over a batch of leaves, built in memory of the caller's. Missing leaves up to the next
 * power of two are zero hashes.
 */
struct rt_tree {
    enum rt_hash hash;
    uint32_t levels; /* entries of every path */
    uint8_t *nodes;  /* rt_tree_bytes of them: leaves first, then each level above */
};

/* Levels above the leaves for 1 to 2^31 requests. */
uint32_t rt_tree_levels(uint32_t leaves);

/* Bytes of the node array for `leaves` requests. */
size_t rt_tree_bytes(enum rt_hash hash, uint32_t leaves);

/* Where leaf i goes before rt_tree_build; RT_HASH_MAX or 32 bytes, as the hash has. */
uint8_t *rt_tree_leaf(const struct rt_tree *tree, uint32_t i);

/* Computes the nodes above `leaves` leaves. */
RT_CHECKED enum rt_error rt_tree_build(struct rt_crypto *crypto, struct rt_tree *tree,
                                       enum rt_order order, uint32_t leaves);

/* The root of a built tree; borrowed from its nodes. */
struct rt_view rt_tree_root(const struct rt_tree *tree);

/* Writes PATH of leaf i into `path`, levels x hash size bytes. */
void rt_tree_path(const struct rt_tree *tree, uint32_t i, uint8_t *path);

#endif
