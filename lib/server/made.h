// SPDX-License-Identifier: BSD-2-Clause
/*
 * One exchange of our own making, for test vectors: correct for a version and a reading of it,
 * unless it is spoilt. The request is one of a batch, and the batch is answered
 * with fixed keys at a fixed time.
 *
 *     rt_made_keys_derive(&keys, crypto, seed);
 *     rt_made_plan(&made, crypto, &keys, version, NULL, 5, 1);
 *     rt_made_spoil(&made, rt_spoil_breaking(RT_CHECK_MERKLE_ROOT)); // or not
 *     rt_made_packets(&made);
 *     ... made.asked[made.leaf].packet, made.packet ...
 */
#ifndef ROUGHTIME_MADE_H
#define ROUGHTIME_MADE_H

#include "server/spoil.h"
#include "wire/request.h"
#include "wire/response.h"

#define RT_MADE_LEAVES 5 /* requests of a batch at most */
#define RT_MADE_ROOM   4096

/* Everything random. */
struct rt_made_keys {
    uint8_t long_term[RT_KEY_SIZE]; /* seeds */
    uint8_t online[RT_KEY_SIZE];
    uint8_t other[RT_KEY_SIZE];  /* of nobody who should sign */
    uint8_t public[RT_KEY_SIZE]; /* of long_term */
    uint8_t nonces[RT_MADE_LEAVES][RT_HASH_MAX];
};

/* Makes them of a seed of any length. RT_OK or RT_E_CRYPTO. */
RT_CHECKED enum rt_error rt_made_keys_derive(struct rt_made_keys *keys, struct rt_crypto *crypto,
                                             struct rt_view seed);

/* A plan for an exchange and the exchange. Plans point into the struct itself: do not copy it. */
struct rt_made {
    struct rt_crypto *crypto;
    const struct rt_made_keys *keys;
    const struct rt_version *version;
    uint32_t count; /* requests of the batch */
    uint32_t leaf;  /* the one that is kept */
    struct rt_request_plan request;
    struct rt_response_plan response;
    const struct rt_spoil_row *fault; /* what is wrong with it, or NULL */
    struct rt_spoil spoil;
    uint8_t srv[RT_SRV_SIZE];
    uint8_t long_nonce[RT_HASH_MAX + 4];
    uint8_t requests[RT_MADE_LEAVES][RT_MADE_ROOM];
    struct rt_asked asked[RT_MADE_LEAVES];
    uint8_t bytes[RT_MADE_ROOM];
    struct rt_view packet; /* the response */
};

/* Plans a correct exchange, with all that the rules of the reading (NULL: of the version) allow:
 * the request is number `leaf`, from 0, of a batch of `count`. RT_OK or RT_E_CRYPTO. */
RT_CHECKED enum rt_error rt_made_plan(struct rt_made *made, struct rt_crypto *crypto,
                                      const struct rt_made_keys *keys,
                                      const struct rt_version *version,
                                      const struct rt_reading *reading, uint32_t count,
                                      uint32_t leaf);

/* Makes the packets. RT_OK, RT_E_CRYPTO, or an error of rt_request_write and rt_batch_write. */
RT_CHECKED enum rt_error rt_made_packets(struct rt_made *made);

/* Puts a fault into the plan. RT_OK or the error of rt_made_packets. */
RT_CHECKED enum rt_error rt_made_spoil(struct rt_made *made, const struct rt_spoil_row *fault);

#endif
