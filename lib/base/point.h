// SPDX-License-Identifier: BSD-2-Clause
/*
 * Ed25519 public keys as points of their curve (RFC 8032 section 5.1): what 32 bytes can be a key,
 * and which keys are worthless.
 *
 * A key of small order is worthless: it is one of the eight points whose multiple by eight is the
 * neutral point, so that a signature for it holds for many messages, and anybody can make one. The
 * procedure for keys (RFC 8032 section 5.1.5) never gives such a key, but a dishonest server can
 * publish one, and libraries do not agree on it: OpenSSL and Go accept its signatures, libsodium
 * does not.
 *
 * Everything is computed here, without a library that could fail, and in time that depends on the
 * bytes: keys are public.
 */
#ifndef ROUGHTIME_POINT_H
#define ROUGHTIME_POINT_H

#include <stdbool.h>

#include "base/error.h"
#include "base/key.h"

/* Whether a key is of small order, in any encoding: also those that RFC 8032 section 5.1.3 refuses
 * and libraries accept, with a y of 2^255 - 19 or more, or with a sign where x is 0. Cheap. */
bool rt_point_is_small(const uint8_t key[RT_KEY_SIZE]);

/*
 * What is wrong with a public key by itself. RT_OK, RT_E_KEY_WEAK for small order, RT_E_KEY_INVALID
 * for 32 bytes that encode no point (RFC 8032 section 5.1.3); no signature for these is right.
 * Takes as long as a signature, about: not for every packet.
 */
RT_CHECKED enum rt_error rt_point_check(const uint8_t key[RT_KEY_SIZE]);

#endif
