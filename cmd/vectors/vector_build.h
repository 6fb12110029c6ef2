// SPDX-License-Identifier: BSD-2-Clause
/*
 * One exchange of our own making: correct for a version and a reading of it, unless something is
 * spoilt on the way.
 */
#ifndef RTCTL_VECTOR_BUILD_H
#define RTCTL_VECTOR_BUILD_H

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
    struct rt_edit request_edit; /* used if it has a tag */
    struct rt_edit response_edits[2];
    size_t response_edit_count;
    void (*touch)(struct build *build); /* changes the finished response; may be NULL */
    uint32_t offers[2];
    uint8_t versions[8];
    uint8_t srv[RT_SRV_SIZE];
    uint8_t value[RT_PATH_MAX * RT_HASH_MAX]; /* for an edit */
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

/* What is wrong with a packet, for each check: how a plan is spoilt so that the check fails, and
 * what to call it. `prepare` makes the plan wrong; no function: there is no such packet. */
struct build_fault {
    void (*spoil)(struct build *build);
    const char *text;
};

const struct build_fault *build_fault(enum rt_check check);

#endif
