// SPDX-License-Identifier: BSD-2-Clause
/*
 * Hashes and signatures: the only user of OpenSSL, and the one interpreter of the parameters hash,
 * cert-context, response-context and context-nul.
 *
 * A struct rt_crypto is made once and then serves any number of packets; it takes memory of its own
 * only then. OpenSSL takes and frees memory with each signature. It is not safe to share between
 * threads; each thread makes its own.
 *
 * Signatures are Ed25519 (RFC 8032, pure) over the context string, its final zero byte, and the
 * exact bytes received (draft 00 section 6.2; RFC 10049 sections 5.2.1 and 5.2.6). Results are
 * remembered: the same key, signature and bytes are verified once, as long as the entry has not
 * been displaced from a table of fixed size.
 */
#ifndef ROUGHTIME_CRYPTO_H
#define ROUGHTIME_CRYPTO_H

#include "base/bytes.h"
#include "base/key.h"
#include "rules/rules.h"

#define RT_SIGNATURE_SIZE 64 /* an Ed25519 signature */
#define RT_HASH_MAX       64 /* the longest tree hash */
#define RT_SRV_SIZE       32 /* the value of SRV */

struct rt_crypto;

/* Makes a context, or returns NULL if memory or the library's algorithms are missing, or if OpenSSL
 * does not pass a self-test: it has to accept a known signature twice, to refuse a bad one and to
 * hash as it should. The test costs as much as three signatures; rt_crypto_failure tells what went
 * wrong. The caller frees the context with rt_crypto_free, which takes NULL too. */
struct rt_crypto *rt_crypto_new(void);
void rt_crypto_free(struct rt_crypto *crypto);

/* Whether results are remembered, of signatures and of the nodes of trees (they are, at first).
 * That changes no result. Whoever only builds trees has no use for it. */
void rt_crypto_remember(struct rt_crypto *crypto, bool remember);

/* How many signatures have been computed, not remembered. */
uint64_t rt_crypto_verified(const struct rt_crypto *crypto);

/* How many operations of OpenSSL have failed in this thread. A function that returns RT_E_CRYPTO
 * has counted one, and has decided nothing: what was asked is neither right nor wrong, and is not
 * remembered. Who compares the count before and after a piece of work knows whether to trust it. */
uint64_t rt_crypto_failures(void);

/* What failed last in this thread, with OpenSSL's own error text. Valid until the next failure. */
#define RT_CRYPTO_TEXT 512
const char *rt_crypto_failure(void);

/* Name and version of the library that is running: "OpenSSL 3.0.19 27 Jan 2026". Static. */
const char *rt_crypto_library(void);

/* The same of the library that this was compiled with, which may be another version. Static. */
const char *rt_crypto_compiled(void);

/* Hashes the byte `prefix`, then a, then b (b may be absent). `out` has room for RT_HASH_MAX bytes
 * and takes rt_rules_hash_size of them. RT_E_CRYPTO if the library fails. */
RT_CHECKED enum rt_error rt_crypto_hash_tree(struct rt_crypto *crypto, enum rt_hash hash,
                                             uint8_t prefix, struct rt_view a, struct rt_view b,
                                             uint8_t out[RT_HASH_MAX]);

/* Hashes a, then b (which may be absent), with nothing before them. `out` is as above. */
RT_CHECKED enum rt_error rt_crypto_hash(struct rt_crypto *crypto, enum rt_hash hash,
                                        struct rt_view a, struct rt_view b,
                                        uint8_t out[RT_HASH_MAX]);

/* SHA-256, which no version has: documents are known by it (judge/stamp.h). */
#define RT_SHA256_SIZE 32
RT_CHECKED enum rt_error rt_crypto_sha256(struct rt_crypto *crypto, struct rt_view bytes,
                                          uint8_t out[RT_SHA256_SIZE]);

/* The value of SRV for a long-term key: the first 32 bytes of SHA-512(0xff || key) (draft 10
 * section 6.1.3, RFC 10049 section 5.1.4). */
RT_CHECKED enum rt_error rt_crypto_srv(struct rt_crypto *crypto, const uint8_t key[RT_KEY_SIZE],
                                       uint8_t srv[RT_SRV_SIZE]);

/* The bytes that are signed before DELE and before SREP. Static. */
struct rt_view rt_crypto_cert_context(enum rt_cert_context context, enum rt_context_nul nul);
struct rt_view rt_crypto_response_context(enum rt_response_context context,
                                          enum rt_context_nul nul);

/* Whether the context is that of RFC 10049, which no draft has. */
bool rt_crypto_is_rfc_context(enum rt_cert_context context);

/* Whether `signature` by `key` covers context || message: RT_OK, RT_E_SIGNATURE, RT_E_TOO_LARGE for
 * a message that no packet can hold, RT_E_CRYPTO. A signature is refused only after OpenSSL has
 * refused it twice and then accepted a known good one. */
RT_CHECKED enum rt_error rt_crypto_verify(struct rt_crypto *crypto, const uint8_t key[RT_KEY_SIZE],
                                          struct rt_view context, struct rt_view message,
                                          const uint8_t signature[RT_SIGNATURE_SIZE]);

/* Signs context || message with the key of a seed. RT_OK, RT_E_TOO_LARGE or RT_E_CRYPTO. */
RT_CHECKED enum rt_error rt_crypto_sign(struct rt_crypto *crypto, const uint8_t seed[RT_KEY_SIZE],
                                        struct rt_view context, struct rt_view message,
                                        uint8_t signature[RT_SIGNATURE_SIZE]);

/* The public key of a seed. RT_OK or RT_E_CRYPTO. */
RT_CHECKED enum rt_error rt_crypto_public_key(const uint8_t seed[RT_KEY_SIZE],
                                              uint8_t key[RT_KEY_SIZE]);

#endif
