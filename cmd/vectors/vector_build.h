// SPDX-License-Identifier: BSD-2-Clause
/*
 * One exchange of our own making: correct for a version and a reading of it, unless something is
 * spoilt on the way.
 */
#ifndef RTCTL_VECTOR_BUILD_H
#define RTCTL_VECTOR_BUILD_H

#include "server/spoil.h"
#include "vectors/vector.h"
#include "wire/request.h"
#include "wire/response.h"

#define BUILD_LEAVES 5
#define BUILD_ROOM   4096

/* Everything random of a run. */
struct build_keys {
    uint8_t long_term[RT_KEY_SIZE]; /* seeds */
    uint8_t online[RT_KEY_SIZE];
    uint8_t other[RT_KEY_SIZE];  /* of nobody who should sign */
    uint8_t public[RT_KEY_SIZE]; /* of long_term */
    uint8_t nonces[BUILD_LEAVES][RT_HASH_MAX];
};

/* RT_OK or RT_E_CRYPTO. */
enum rt_error build_keys(struct build_keys *keys, struct rt_crypto *crypto, struct rt_view seed);

/* A plan for an exchange and the exchange. Plans point into the struct itself: do not copy it. */
struct build {
    struct rt_crypto *crypto;
    const struct build_keys *keys;
    const struct rt_version *version;
    uint32_t count; /* requests of the batch */
    uint32_t leaf;  /* the one that is kept */
    struct rt_request_plan request;
    struct rt_response_plan response;
    const struct rt_spoil_row *fault; /* what is wrong with it, or NULL */
    struct rt_spoil spoil;
    uint8_t srv[RT_SRV_SIZE];
    uint8_t long_nonce[RT_HASH_MAX + 4];
    uint8_t requests[BUILD_LEAVES][BUILD_ROOM];
    struct rt_asked asked[BUILD_LEAVES];
    uint8_t bytes[BUILD_ROOM];
    struct rt_view packet; /* the response */
};

/* Plans a correct exchange, with all that the rules of the reading allow. */
enum rt_error build_plan(struct build *build, struct rt_crypto *crypto,
                         const struct build_keys *keys, const struct rt_version *version,
                         const struct rt_reading *reading, uint32_t count, uint32_t leaf);

/* Makes the packets. */
enum rt_error build_packets(struct build *build);

/* Makes the plan wrong in one way. RT_OK or the error of build_packets. */
enum rt_error build_spoil(struct build *build, const struct rt_spoil_row *fault);

#endif
