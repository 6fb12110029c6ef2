// SPDX-License-Identifier: BSD-2-Clause
/*
 * Bytes as text and back: hexadecimal, base64, and the public keys written in either.
 *
 * Everything here is exact: no layout is guessed and nothing is skipped, except whitespace in
 * base64 where the caller allows it. The forgiving reader of dumps is dump.h.
 *
 * Nothing allocates. The caller gives the output buffer and its size; input is a view and need not
 * end in a zero byte. A decoder returns RT_OK and the number of bytes in *len, or the error and
 * the offset of the offending character in the text; the buffer then holds what was good before
 * it, and *len says how much that is.
 */
#ifndef ROUGHTIME_HEX_H
#define ROUGHTIME_HEX_H

#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/error.h"

/* Bytes of an Ed25519 public key. */
#define RT_KEY_SIZE 32

/* Room for n bytes in hex or base64, with the final zero. */
#define RT_HEX_SIZE(n)    ((n)*2 + 1)
#define RT_BASE64_SIZE(n) (((n) + 2) / 3 * 4 + 1)

/* The value 0..15 of a hex digit of either case, or -1. */
int rt_hex_digit(uint8_t c);

/* Writes the bytes as lower-case digits and a final zero: RT_HEX_SIZE(bytes.len) characters.
 * Returns text. */
char *rt_hex_encode(struct rt_view bytes, char *text);

/* Reads digits and nothing else, two a byte.
 * RT_E_HEX: no digit, or an odd number of them. RT_E_NO_SPACE: more than cap bytes. */
RT_CHECKED struct rt_fault rt_hex_decode(struct rt_view text, uint8_t *data, size_t cap,
                                         size_t *len);

/* Writes the standard alphabet with padding and a final zero: RT_BASE64_SIZE(bytes.len)
 * characters. Returns text. */
char *rt_base64_encode(struct rt_view bytes, char *text);

/* May whitespace stand between the characters? In text files it may, in JSON strings not. */
enum rt_spaces { RT_SPACES_REFUSED = 1, RT_SPACES_SKIPPED };

/* Reads the standard and the URL alphabet (RFC 4648 sections 4 and 5). Padding is required and
 * must be right; bits that do not belong to a byte must be zero, so that every byte string has
 * one text only.
 * RT_E_BASE64: a foreign character, or wrong padding. RT_E_NO_SPACE: more than cap bytes. */
RT_CHECKED struct rt_fault rt_base64_decode(struct rt_view text, enum rt_spaces spaces,
                                            uint8_t *data, size_t cap, size_t *len);

/* Reads a public key from base64 or from 64 hex digits; whitespace around it is skipped.
 * RT_E_KEY_LENGTH: well written, but not 32 bytes. RT_E_BASE64: neither. RT_E_EMPTY: nothing. */
RT_CHECKED struct rt_fault rt_key_parse(struct rt_view text, uint8_t key[RT_KEY_SIZE]);

#endif
