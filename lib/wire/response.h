// SPDX-License-Identifier: BSD-2-Clause
/*
 * Building responses: a batch of requests, one tree, one signature, as many packets.
 *
 *   SIG   VER   NONC   TYPE   PATH   SREP   CERT   INDX
 *                                    SREP:  VER NONC DUT1 DTAI RADI LEAP MIDP VERS ROOT
 *                                    CERT:  SIG DELE(PUBK MINT MAXT)
 *
 * Which of these a response has and where they stand, the tree's hash, leaf and order, the contexts
 * of the signatures and the framing are asked of the rules. Where NONC stands in SREP each response
 * has an SREP of its own, signed anew, over the root of the same tree.
 *
 * A plan that says nothing wrong gives correct responses. To make others, a caller changes the
 * rules, gives times out of the delegation, or edits single values: see message_builder.h. An edit
 * of SIG replaces the signature that was made.
 *
 * Nothing is allocated: the tree is built in memory of the caller's (rt_tree_bytes), the rest in
 * struct rt_batch. The same plan and requests always give the same bytes.
 */
#ifndef ROUGHTIME_RESPONSE_H
#define ROUGHTIME_RESPONSE_H

#include "wire/merkle.h"
#include "wire/message_builder.h"

/* Room for CERT and for SREP with edits: they have 152 bytes, and up to about 450. */
#define RT_CERT_MAX 512
#define RT_SREP_MAX 1024

/* What the server says, to every request of a batch. Everything is borrowed. */
struct rt_response_plan {
    struct rt_rules rules;
    const uint8_t *long_term; /* seed of the long-term key, RT_KEY_SIZE bytes */
    const uint8_t *online;    /* seed of the delegated key, likewise */
    struct rt_view cert;      /* a CERT made before; absent: make one (rt_response_cert) */
    uint64_t mint;            /* begin and end of the delegation, in the clock of the rules */
    uint64_t maxt;
    uint64_t midpoint;
    uint32_t radius;         /* in the unit of the clock */
    struct rt_view versions; /* the value of VERS; absent: rules.version alone. Left out where the
                                rules have no VERS */
    struct rt_view dut1; /* 4 bytes each, sign and magnitude, in the unit of the rules; absent */
    struct rt_view dtai; /* for none; left out where the rules have no such tag */
    struct rt_view leap; /* a list of the same, which may be empty: no current data. Where LEAP
                            must not be empty it is left out then */
    enum rt_transport transport;
    struct rt_edits edits;
};

/* A request to be answered. Borrowed; a batch keeps the pointer. */
struct rt_asked {
    struct rt_view packet; /* all of it, as received */
    struct rt_view nonce;  /* in it */
};

/* A batch while its responses are written. The members are for response.c alone. */
struct rt_batch {
    struct rt_crypto *crypto;
    const struct rt_response_plan *plan;
    const struct rt_asked *asked;
    uint32_t count;
    struct rt_tree tree;
    struct rt_view cert;
    size_t srep_len;
    uint8_t cert_bytes[RT_CERT_MAX];
    uint8_t srep[RT_SREP_MAX];
    uint8_t signature[RT_SIGNATURE_SIZE];
    uint8_t path[RT_PATH_MAX * RT_HASH_MAX];
};

/* Writes CERT, for plans that are used again and again. The error is also the writer's, or
 * RT_E_CRYPTO. */
RT_CHECKED enum rt_error rt_response_cert(struct rt_crypto *crypto,
                                          const struct rt_response_plan *plan,
                                          struct rt_writer *writer);

/* Builds the tree over `count` >= 1 requests in `nodes`, rt_tree_bytes(plan->rules.hash, count)
 * bytes of the caller's, and signs. All arguments must outlive the batch. RT_E_NO_SPACE if edits
 * made a message too large, RT_E_CRYPTO. */
RT_CHECKED enum rt_error rt_batch_begin(struct rt_batch *batch, struct rt_crypto *crypto,
                                        const struct rt_response_plan *plan,
                                        const struct rt_asked *asked, uint32_t count,
                                        uint8_t *nodes);

/* Writes the response to request i < count, in any order. RT_E_NO_SPACE if the writer is full. */
RT_CHECKED enum rt_error rt_batch_write(struct rt_batch *batch, uint32_t i,
                                        struct rt_writer *writer);

#endif
