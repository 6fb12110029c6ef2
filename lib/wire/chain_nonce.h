// SPDX-License-Identifier: BSD-2-Clause
/*
 * What makes requests a chain: the nonce of each follows from the reply before it. The one
 * interpreter of the parameters chain, chain-over and rand.
 *
 * A client asks one server, hashes the reply together with fresh random bytes, sends the hash as
 * the nonce of its next request to another server, and so on. Each later signature thereby proves
 * that the earlier reply existed before it, and two replies whose times say otherwise prove that
 * one of the servers lied (draft 00 section 8, RFC 10049 section 8.2).
 *
 * The random bytes have been called blind (Google, drafts 00 to 03), blinder (the ecosystem draft
 * of 04 to 07), nonces (08 to 11) and rand (since 12); rand is the word here.
 */
#ifndef ROUGHTIME_CHAIN_NONCE_H
#define ROUGHTIME_CHAIN_NONCE_H

#include "wire/crypto.h"

/* How an exchange is tied to the one before it. Borrowed. */
struct rt_chain_link {
    struct rt_view previous; /* the reply before it, a whole packet; may be empty */
    struct rt_view rand;     /* absent if it is not known */
    bool last;               /* no exchange follows whose nonce would hold this one's reply */
};

/*
 * The nonce of a request that follows link->previous under `rules`, which are those of the version
 * that is asked: the previous reply may be of any other. `nonce` has room for RT_HASH_MAX bytes and
 * takes rules->nonce of them. RT_E_NO_RAND, RT_E_RAND_LENGTH if it is not rules->rand bytes long,
 * RT_E_CRYPTO.
 */
RT_CHECKED enum rt_error rt_chain_nonce(struct rt_crypto *crypto, const struct rt_rules *rules,
                                        const struct rt_chain_link *link,
                                        uint8_t nonce[RT_HASH_MAX]);

#endif
