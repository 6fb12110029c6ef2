// SPDX-License-Identifier: BSD-2-Clause
/*
 * The nonces of a client that must be able to say later what they were made of.
 *
 * A nonce is random by itself. In a chain it is made of the reply before it (wire/chain_nonce.h),
 * and in a stamp of a document (judge/stamp.h), together with random bytes, the RAND. Replies to
 * several tries may still come at a time, so the RAND of each is kept until it counts no more.
 *
 *     struct rt_client_nonce nonce = {.crypto = ..., .random = ..., .previous = reply};
 *     rt_client_nonce_make(&nonce, number, rules, bytes)     in the function `nonce` of the plan
 *     rt_client_nonce_rand(&nonce, &result)                  when there is a result
 */
#ifndef ROUGHTIME_CLIENT_NONCE_H
#define ROUGHTIME_CLIENT_NONCE_H

#include "client/client_pool.h"
#include "judge/stamp.h"

/* What went into a nonce. */
struct rt_client_nonce_rand {
    uint8_t bytes[RT_HASH_MAX];
    size_t len;  /* 0: the nonce is random itself */
    bool untied; /* the cryptographic library failed to compute the nonce, so that it is random and
                    of no use for the chain or the stamp */
};

/* Of one server. The caller sets the first five and owns the struct; all is borrowed. */
struct rt_client_nonce {
    struct rt_crypto *crypto;
    void (*random)(void *context, uint8_t *bytes, size_t len);
    void *context;                            /* of `random` */
    struct rt_view previous;                  /* the reply before it; absent: there is none, and */
    const struct rt_stamp_document *document; /* then it commits to this; NULL: to nothing */
    struct rt_client_nonce_rand rands[RT_CLIENT_OPEN]; /* of the latest tries, by their numbers */
};

/* Makes the nonce of try `number`: rules->nonce bytes. */
void rt_client_nonce_make(struct rt_client_nonce *nonce, unsigned number,
                          const struct rt_rules *rules, uint8_t *bytes);

/* What went into the nonce of the try that was answered; nothing if that is known no more. */
struct rt_client_nonce_rand rt_client_nonce_rand(const struct rt_client_nonce *nonce,
                                                 const struct rt_client_result *result);

#endif
