// SPDX-License-Identifier: BSD-2-Clause
/*
 * Stamps: a nonce that commits to a document.
 *
 *     nonce = first bytes of SHA-512(blind || SHA-512(document))
 *
 * A valid response to such a nonce proves that the document existed when the response was made. The
 * blind is random and keeps the document from being guessed from the nonce (draft 07 section 13,
 * on nonces made of a user's data); it is kept beside the exchange as "rand".
 */
#ifndef RTCTL_DOCUMENT_H
#define RTCTL_DOCUMENT_H

#include "app.h"

#define DOCUMENT_BLIND 32

struct document {
    const char *name;
    uint8_t hash[RT_HASH_MAX]; /* SHA-512 of its bytes */
};

/* Reads a file, "-" is standard input. False after a message. */
bool document_read(struct app *app, const char *name, struct document *document);

/* Computes a nonce of `len` bytes. RT_E_CRYPTO: there is none. */
RT_CHECKED enum rt_error document_nonce(struct app *app, const struct document *document,
                                        struct rt_view blind, uint8_t *nonce, size_t len);

/* Whether the nonce of a request commits to the document: RT_PASS; RT_FAIL, also if there is no
 * blind; RT_UNDECIDED if that could not be computed. */
RT_CHECKED enum rt_outcome document_proven(struct app *app, const struct document *document,
                                           struct rt_view blind, struct rt_view request);

#endif
