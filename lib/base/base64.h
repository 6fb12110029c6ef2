// SPDX-License-Identifier: BSD-2-Clause
/*
 * Bytes as base64, and back. Nothing is skipped, except whitespace where the caller allows it.
 *
 * Nothing allocates. The caller gives the output buffer and its size; input is a view and need not
 * end in a zero byte. A decoder returns RT_OK and the number of bytes in *len, or the error and
 * the offset of the offending character in the text; the buffer then holds what was good before
 * it, and *len says how much that is.
 */
#ifndef ROUGHTIME_BASE64_H
#define ROUGHTIME_BASE64_H

#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/error.h"

/* Room for n bytes in base64, with the final zero. */
#define RT_BASE64_SIZE(n) (((n) + 2) / 3 * 4 + 1)

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

/* The same, but padding may be left out as a whole, as many programs do with the URL alphabet. */
RT_CHECKED struct rt_fault rt_base64_decode_bare(struct rt_view text, enum rt_spaces spaces,
                                                 uint8_t *data, size_t cap, size_t *len);

#endif
