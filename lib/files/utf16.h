// SPDX-License-Identifier: BSD-2-Clause
/*
 * UTF-16, in which some systems write what a program printed, as UTF-8.
 *
 * Text comes in pieces of any length. Halves of a character that have no other half become U+FFFD.
 */
#ifndef ROUGHTIME_UTF16_H
#define ROUGHTIME_UTF16_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"

#pragma GCC visibility push(hidden)

struct rt_utf16 {
    bool big;       /* the most significant byte comes first */
    bool odd;       /* the first byte of two has come */
    uint8_t byte;   /* it */
    uint32_t first; /* the first half of a character, or 0 */
};

/* Does a file of UTF-16 begin so? It has a byte order mark, or it begins with two ASCII characters
 * with a zero byte each. *big becomes the order. Two to four bytes are needed to say yes. */
bool rt_utf16_begins(struct rt_view bytes, bool *big);

/* Room for the UTF-8 of so many bytes. */
#define RT_UTF16_ROOM(bytes) (((bytes) / 2 + 2) * 3)

/* Writes the text as UTF-8, without a mark; returns its length. */
size_t rt_utf16_convert(struct rt_utf16 *state, struct rt_view bytes, uint8_t *text);

#pragma GCC visibility pop

#endif
