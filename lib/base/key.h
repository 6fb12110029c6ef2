// SPDX-License-Identifier: BSD-2-Clause
/*
 * Public keys as text, in every form in which servers publish them. What makes 32 bytes a usable
 * key is in point.h.
 *
 *     S3AzfZJ5CjSdkJ21ZJGbxqdYP/SoE8fXKY0+aicsehI=      base64
 *     S3AzfZJ5CjSdkJ21ZJGbxqdYP_SoE8fXKY0-aicsehI       the other alphabet, padding left out
 *     4b70337d92790a349d909db564919bc6...               64 hex digits
 *     0x4b70..., 4b:70:33:..., 4B-70-33-..., 4b 70 33   hex behind 0x, or with one sign between
 *                                                       bytes
 *     -----BEGIN PUBLIC KEY----- ...                    PEM of a SubjectPublicKeyInfo (RFC 8410)
 */
#ifndef ROUGHTIME_KEY_H
#define ROUGHTIME_KEY_H

#include <stdint.h>

#include "base/bytes.h"
#include "base/error.h"

/* Bytes of an Ed25519 public key, and of one of ML-DSA-44 (FIPS 204). */
#define RT_KEY_SIZE        32
#define RT_KEY_ML_DSA_SIZE 1312

/* The names of their types in lists and chains. */
#define RT_KEY_TYPE        "ed25519"
#define RT_KEY_TYPE_ML_DSA "ml-dsa-44"

/* How a key is written. The first two have one text for each key, but for the case of digits. */
enum rt_key_form {
    RT_KEY_FORM_BASE64 = 1, /* the standard alphabet with padding */
    RT_KEY_FORM_HEX,        /* 64 digits */
    RT_KEY_FORM_LOOSE_HEX,
    RT_KEY_FORM_LOOSE_BASE64, /* with another alphabet, wrong padding, or blanks in it */
    RT_KEY_FORM_PEM
};

/* Reads an Ed25519 public key; whitespace around it is skipped. *form says how it is written; NULL:
 * nobody asks. RT_E_KEY_LENGTH: well written, but not 32 bytes. RT_E_KEY_ML_DSA: a key of
 * ML-DSA-44. RT_E_KEY_PEM: PEM of something else. RT_E_BASE64: none of the forms. RT_E_EMPTY:
 * nothing. */
RT_CHECKED struct rt_fault rt_key_parse(struct rt_view text, uint8_t key[RT_KEY_SIZE],
                                        enum rt_key_form *form);

#endif
