// SPDX-License-Identifier: BSD-2-Clause
/*
 * UTF-8, as far as reading and writing JSON needs it (RFC 3629): where is the next character, and
 * is it one? Overlong forms, surrogates and values beyond U+10FFFF are none.
 */
#ifndef ROUGHTIME_UTF8_H
#define ROUGHTIME_UTF8_H

#include <stddef.h>
#include <stdint.h>

/* Length in bytes (1 to 4) of the valid character at p, of which `left` bytes may be read; 0 if
 * there is no valid character. A zero byte is a valid character of length 1. */
size_t rt_utf8_length(const uint8_t *p, size_t left);

#endif
