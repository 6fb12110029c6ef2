// SPDX-License-Identifier: BSD-2-Clause
/*
 * Ed25519 public keys as text. What makes 32 bytes a usable key is in point.h.
 */
#ifndef ROUGHTIME_KEY_H
#define ROUGHTIME_KEY_H

#include <stdint.h>

#include "base/bytes.h"
#include "base/error.h"

/* Bytes of an Ed25519 public key. */
#define RT_KEY_SIZE 32

/* Reads a public key from base64 or from 64 hex digits; whitespace around it is skipped.
 * RT_E_KEY_LENGTH: well written, but not 32 bytes. RT_E_BASE64: neither. RT_E_EMPTY: nothing. */
RT_CHECKED struct rt_fault rt_key_parse(struct rt_view text, uint8_t key[RT_KEY_SIZE]);

#endif
