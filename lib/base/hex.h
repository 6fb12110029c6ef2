// SPDX-License-Identifier: BSD-2-Clause
/*
 * Bytes as hexadecimal text, and back.
 *
 * No layout is guessed and nothing is skipped. The reader of dumps, which does both, is
 * files/hexdump.h.
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

/* Room for n bytes in hex, with the final zero. */
#define RT_HEX_SIZE(n) ((n)*2 + 1)

/* The value 0..15 of a hex digit of either case, or -1. */
int rt_hex_digit(uint8_t c);

/* Writes the bytes as lower-case digits and a final zero: RT_HEX_SIZE(bytes.len) characters.
 * Returns text. */
char *rt_hex_encode(struct rt_view bytes, char *text);

/* Reads digits and nothing else, two a byte.
 * RT_E_HEX: no digit, or an odd number of them. RT_E_NO_SPACE: more than cap bytes. */
RT_CHECKED struct rt_fault rt_hex_decode(struct rt_view text, uint8_t *data, size_t cap,
                                         size_t *len);

#endif
