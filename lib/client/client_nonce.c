// SPDX-License-Identifier: BSD-2-Clause
/* Makes nonces, and keeps what went into them. */
#include "client/client_nonce.h"

#include <string.h>

/* Makes a nonce of the reply before it or of the document, with this RAND. RT_OK or RT_E_CRYPTO. */
static enum rt_error tie(struct rt_client_nonce *nonce, const struct rt_rules *rules,
                         struct rt_view rand, uint8_t *bytes)
{
    const struct rt_chain_link link = {.previous = nonce->previous, .rand = rand};
    uint8_t made[RT_HASH_MAX];
    enum rt_error error =
        rt_view_present(nonce->previous)
            ? rt_chain_nonce(nonce->crypto, rules, &link, made)
            : rt_stamp_nonce(nonce->crypto, nonce->document, rand, made, rules->nonce);
    if (error == RT_OK)
        memcpy(bytes, made, rules->nonce);
    return error;
}

void rt_client_nonce_make(struct rt_client_nonce *nonce, unsigned number,
                          const struct rt_rules *rules, uint8_t *bytes)
{
    struct rt_client_nonce_rand *rand = &nonce->rands[number % RT_CLIENT_OPEN];
    bool chained = rt_view_present(nonce->previous);
    bool tied = chained || nonce->document;
    *rand = (struct rt_client_nonce_rand){.len = 0};
    if (tied) {
        rand->len = chained ? rules->rand : RT_STAMP_BLIND;
        nonce->random(nonce->context, rand->bytes, rand->len);
        rand->untied = tie(nonce, rules, (struct rt_view){rand->bytes, rand->len}, bytes) != RT_OK;
    }
    if (!tied || rand->untied)
        nonce->random(nonce->context, bytes, rules->nonce);
}

struct rt_client_nonce_rand rt_client_nonce_rand(const struct rt_client_nonce *nonce,
                                                 const struct rt_client_result *result)
{
    if (result->tries - result->number > RT_CLIENT_OPEN)
        return (struct rt_client_nonce_rand){.len = 0};
    return nonce->rands[result->number % RT_CLIENT_OPEN];
}
