// SPDX-License-Identifier: BSD-2-Clause
/*
 * Stamps: a nonce that commits to a document.
 *
 *     nonce = first bytes of SHA-512(blind || SHA-512(document))
 *
 * A valid response to such a nonce proves that the document existed when the response was made. The
 * blind is random and keeps the document from being guessed from the nonce (draft 07 section 13,
 * on nonces made of a user's data); it is kept beside the exchange as "rand". A chain whose first
 * nonce commits proves the same by the word of many servers.
 *
 * Other programs leave the blind out: the first nonce of a chain of roughtime-stamp
 * (tannerryan/roughtime 29ba003) is SHA-256(document). This proves as much, but whoever has a guess
 * at the document can try it. Such nonces, and those that are SHA-512(document) or its first bytes,
 * are read; none is made.
 */
#ifndef ROUGHTIME_STAMP_H
#define ROUGHTIME_STAMP_H

#include "judge/chain.h"

/* Bytes of a blind that this library makes stamps with; others are read as well. */
#define RT_STAMP_BLIND 32

/* What is known of a document: hashes of its bytes. */
struct rt_stamp_document {
    uint8_t hash[RT_HASH_MAX]; /* SHA-512 */
    uint8_t sha256[RT_SHA256_SIZE];
};

/* Hashes a document. RT_OK or RT_E_CRYPTO. */
RT_CHECKED enum rt_error rt_stamp_document_of(struct rt_crypto *crypto, struct rt_view bytes,
                                              struct rt_stamp_document *document);

/* The first `len` bytes, RT_HASH_MAX at most, of what commits to the document, into `nonce`.
 * RT_OK or RT_E_CRYPTO: there is none. */
RT_CHECKED enum rt_error rt_stamp_nonce(struct rt_crypto *crypto,
                                        const struct rt_stamp_document *document,
                                        struct rt_view blind, uint8_t *nonce, size_t len);

/* Whether the nonce of an exchange commits to the document, with `rand` as its blind or without
 * one: RT_PASS; RT_FAIL, also if neither request nor nonce is known; RT_UNDECIDED if the
 * cryptographic library failed. What the response to it is worth is another question. */
RT_CHECKED enum rt_outcome rt_stamp_commits(struct rt_crypto *crypto,
                                            const struct rt_stamp_document *document,
                                            const struct rt_exchange *exchange);

/* What a chain proves of a document. */
struct rt_stamp {
    enum rt_outcome commits; /* whether the first nonce is made of it: as rt_stamp_commits */
    enum rt_outcome outcome; /* RT_PASS: it existed before `before`, by the signatures of the chain.
                                RT_FAIL: that is not proven. RT_UNDECIDED: it may be, but the
                                cryptographic library failed */
    int64_t before;          /* microseconds since 1970; with RT_PASS */
};

/*
 * Asks a judged chain. The bound is the earliest that holds if more than half of the servers are
 * right: whoever stands against the others does not count, and of the rest as many of the earliest
 * are doubted as may be wrong. Where it is not known whom to believe, it is the last time of all.
 */
void rt_stamp_judge(struct rt_crypto *crypto, const struct rt_chain *chain,
                    const struct rt_stamp_document *document, struct rt_stamp *stamp);

#endif
