// SPDX-License-Identifier: BSD-2-Clause
/* Shared by the files that convert chains: requests that follow from their nonce. */
#ifndef ROUGHTIME_CONVERT_INTERNAL_H
#define ROUGHTIME_CONVERT_INTERNAL_H

#include "wire/crypto.h"
#include "wire/request.h"

#pragma GCC visibility push(hidden)

/* Room for a plain request. */
#define RT_CONVERT_REQUEST 1100

/*
 * The plain request with this nonce under the rules of one version: it offers this version alone,
 * names the key if the version knows that, and is padded as usual. `key` may be NULL. Returns its
 * length, 0 if it cannot be written.
 */
size_t rt_convert_request(struct rt_crypto *crypto, const struct rt_rules *rules,
                          const uint8_t *key, struct rt_view nonce,
                          uint8_t bytes[RT_CONVERT_REQUEST]);

/* Whether a request is a plain one, in one of the sizes that clients use: then its nonce stands for
 * all of it. */
bool rt_convert_is_plain(struct rt_crypto *crypto, const struct rt_rules *rules, const uint8_t *key,
                         struct rt_view request);

#pragma GCC visibility pop

#endif
