// SPDX-License-Identifier: BSD-2-Clause
/*
 * The reader of packets in texts from inside.
 *
 *   excerpt.c          the lines of the text, and which notation makes a packet of one
 *   excerpt_number.c   a number in one of the notations, and what stands between two
 *   excerpt_rows.c     lines of numbers, with or without offsets
 *   excerpt_string.c   strings with escapes
 *   excerpt_base64.c   lines of base64
 *   excerpt_try.c      whether what begins somewhere is a packet
 *   excerpt_headers.c  what bytes a packet begins with, and the headers before it
 */
#ifndef ROUGHTIME_EXCERPT_INTERNAL_H
#define ROUGHTIME_EXCERPT_INTERNAL_H

#include <string.h>

#include "files/excerpt.h"
#include "files/hexdump_internal.h"

#pragma GCC visibility push(hidden)

/* A packet that is being read. */
struct rt_excerpt_reading {
    struct rt_hexdump_reading out;
    enum rt_excerpt_notation notation;
    struct rt_line line; /* the first one, from where a packet may begin on it */
    size_t at;           /* where its bytes begin, or its offset */
    bool cut;
};

/* Reads what begins at reading->at; returns where it ends. */
typedef size_t rt_excerpt_read(struct rt_excerpt_reading *reading);

/* Whether the bytes that begin at reading->at are those of a packet. If so they are read (true). */
bool rt_excerpt_try(struct rt_excerpt_reading *reading, rt_excerpt_read *read, size_t *next);

/* Finds and reads the packet that begins on the line; false: none does. *next becomes its end. */
bool rt_excerpt_rows(struct rt_excerpt_reading *reading, size_t *next);
bool rt_excerpt_string(struct rt_excerpt_reading *reading, size_t *next);
bool rt_excerpt_base64(struct rt_excerpt_reading *reading, size_t *next);

/* Do the bytes begin as a packet does, bare or behind headers? Of a packet, 256 bytes are enough.
 * And could they, by their first four to sixteen? */
bool rt_excerpt_begins(struct rt_view bytes);
bool rt_excerpt_may_begin(struct rt_view bytes);

/*
 * Numbers.
 */

/* A number, with its prefix and suffix, in [from, end) of the text. */
struct rt_excerpt_number {
    size_t from;
    size_t digits; /* where these begin */
    size_t count;
    size_t end;
    bool marked; /* as hex, by a prefix or a suffix */
    bool negative;
};

/* The first number of a packet was marked as hex: then a single digit is a number, too. */
#define RT_EXCERPT_MARKED SIZE_MAX

/* The number of this notation that begins at `at`; false: none does. `count` is the number of
 * digits that the first one has, or RT_EXCERPT_MARKED; 0 if it is the first one. */
bool rt_excerpt_number_at(struct rt_view text, struct rt_line line, size_t at,
                          enum rt_excerpt_notation notation, size_t count,
                          struct rt_excerpt_number *number);

/* Adds its bytes. */
void rt_excerpt_number_put(struct rt_hexdump_reading *out, enum rt_excerpt_notation notation,
                           const struct rt_excerpt_number *number);

/* The bytes of a word of this notation; 1 for those of bytes. */
size_t rt_excerpt_number_size(enum rt_excerpt_notation notation);

/* Behind what may stand between two numbers, where the next one may begin. */
size_t rt_excerpt_skip_between(struct rt_view text, size_t at, size_t end);

/* An offset and what separates it from the numbers. */
struct rt_excerpt_offset {
    size_t digits;
    size_t count;
    size_t rest; /* where the numbers begin; the end of the line if there are none */
    bool sure;   /* it is none of the numbers */
};

/* The offset that begins at `at`; false: none does. */
bool rt_excerpt_offset_at(struct rt_view text, struct rt_line line, size_t at,
                          struct rt_excerpt_offset *offset);

/*
 * Characters.
 */

bool rt_excerpt_is_word(uint8_t c); /* a letter, a digit or _ */

/* Three dots, or the character for them, and no more: what was left out stood here. */
bool rt_excerpt_is_cut(struct rt_view text, size_t at, size_t end);

/* A comment of any language begins here. */
bool rt_excerpt_is_comment(struct rt_view text, size_t at, size_t end);

/* Behind blanks and all that programs put before a piece on its line: quotes, plus signs, commas,
 * the > of mail. */
size_t rt_excerpt_skip_glue(struct rt_view text, size_t at, size_t end);

#pragma GCC visibility pop

#endif
