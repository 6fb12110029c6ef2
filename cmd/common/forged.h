// SPDX-License-Identifier: BSD-2-Clause
/* A key of small order and a signature by it that holds for every message, to test verifiers. */
#ifndef RTCTL_FORGED_H
#define RTCTL_FORGED_H

#include "wire/crypto.h"

/* The neutral point of the curve: no multiple of it changes a sum. */
static const uint8_t forged_key[RT_KEY_SIZE] = {1};

/* R is the base point, whose y is 4/5, and S is 1: S times the base point is R plus any multiple of
 * the key. R and S are beyond reproach, the key alone is not. */
static const uint8_t forged_signature[RT_SIGNATURE_SIZE] = {
    0x58, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66,
    0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66,
    0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 1};

#endif
