// SPDX-License-Identifier: BSD-2-Clause
/* Makes the nonce of a request from the reply before it. */
#include "wire/chain_nonce.h"

#include <string.h>

#include "wire/frame.h"

/* What of the reply goes into the hash. */
static struct rt_view reply_of(enum rt_chain_over over, struct rt_view previous)
{
    switch (over) {
    case RT_CHAIN_OVER_PACKET:
        return previous;
    case RT_CHAIN_OVER_MESSAGE:
        return rt_frame_parse(previous).message;
    case RT_CHAIN_OVER_FORGOTTEN:
        break;
    }
    return (struct rt_view){NULL, 0};
}

static struct rt_view nothing(void)
{
    return (struct rt_view){NULL, 0};
}

/* H(H(reply) || rand). */
static enum rt_error hash_twice(struct rt_crypto *crypto, enum rt_hash hash, struct rt_view reply,
                                struct rt_view rand, uint8_t out[RT_HASH_MAX])
{
    uint8_t first[RT_HASH_MAX];
    enum rt_error error = rt_crypto_hash(crypto, hash, reply, nothing(), first);
    if (error != RT_OK)
        return error;
    return rt_crypto_hash(crypto, hash, (struct rt_view){first, rt_rules_hash_size(hash)}, rand,
                          out);
}

static enum rt_error derive(struct rt_crypto *crypto, enum rt_chain_rule chain,
                            struct rt_view reply, struct rt_view rand, uint8_t out[RT_HASH_MAX])
{
    switch (chain) {
    case RT_CHAIN_HASHED_REPLY:
        return hash_twice(crypto, RT_HASH_SHA512, reply, rand, out);
    case RT_CHAIN_HASHED_256:
        return hash_twice(crypto, RT_HASH_SHA512_256, reply, rand, out);
    case RT_CHAIN_RAND_REPLY:
        return rt_crypto_hash(crypto, RT_HASH_SHA512, rand, reply, out);
    case RT_CHAIN_REPLY_RAND:
        return rt_crypto_hash(crypto, RT_HASH_SHA512, reply, rand, out);
    case RT_CHAIN_REPLY_RAND_256:
        return rt_crypto_hash(crypto, RT_HASH_SHA512_256, reply, rand, out);
    case RT_CHAIN_FORGOTTEN:
        break;
    }
    return RT_E_CRYPTO;
}

enum rt_error rt_chain_nonce(struct rt_crypto *crypto, const struct rt_rules *rules,
                             const struct rt_chain_link *link, uint8_t nonce[RT_HASH_MAX])
{
    uint8_t hash[RT_HASH_MAX] = {0};
    if (!rt_view_present(link->rand))
        return RT_E_NO_RAND;
    if (link->rand.len != rules->rand)
        return RT_E_RAND_LENGTH;
    struct rt_view reply = reply_of(rules->chain_over, link->previous);
    enum rt_error error = derive(crypto, rules->chain, reply, link->rand, hash);
    if (error == RT_OK)
        memcpy(nonce, hash, rules->nonce);
    return error;
}
