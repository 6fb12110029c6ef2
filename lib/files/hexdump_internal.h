// SPDX-License-Identifier: BSD-2-Clause
/*
 * What the readers of texts share (hexdump_line.c): hexdump.c reads plain text and chooses,
 * hexdump_offsets.c reads dumps with offsets, and excerpt.c reads every other text. Other programs
 * want hexdump.h or excerpt.h.
 */
#ifndef ROUGHTIME_HEXDUMP_INTERNAL_H
#define ROUGHTIME_HEXDUMP_INTERNAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/error.h"

#pragma GCC visibility push(hidden)

/* A line of the text: [from, end) without its line end and the blanks before it; the next line
 * begins at next. */
struct rt_line {
    size_t from;
    size_t end;
    size_t next;
};

/* What is being read, and the packet that comes out of it: len of cap bytes at data. */
struct rt_hexdump_reading {
    struct rt_view text;
    uint8_t *data;
    size_t cap;
    size_t len;
    struct rt_fault fault; /* the first one */
    int half;              /* the first digit of a byte that a line end cut in two, or -1 */
    bool in_brace;         /* between { and } */
    bool closed;           /* the brace that ends the packet has come */
};

/* The line that begins at pos, which is at most the length of the text. */
struct rt_line rt_hexdump_line_at(struct rt_view text, size_t pos);

bool rt_hexdump_is_blank(uint8_t c);

/* The first place from `at` to `end` that is no blank, or no hex digit. */
size_t rt_hexdump_skip_blanks(struct rt_view text, size_t at, size_t end);
size_t rt_hexdump_skip_digits(struct rt_view text, size_t at, size_t end);

/* Remembers the first fault. Always false. */
bool rt_hexdump_fail(struct rt_hexdump_reading *reading, enum rt_error error, size_t at);

/* Adds a byte that stands at `at` in the text, or all of [at, end), an even number of digits.
 * False after RT_E_NO_SPACE. */
bool rt_hexdump_put(struct rt_hexdump_reading *reading, int high, int low, size_t at);
bool rt_hexdump_put_digits(struct rt_hexdump_reading *reading, size_t at, size_t end);

/* Are the bytes from `at` on, those of one line, the start of another packet? */
bool rt_hexdump_starts_packet(const struct rt_hexdump_reading *reading, size_t at);

/* Does the line at pos begin a dump with offsets? */
bool rt_hexdump_is_one(struct rt_view text, size_t pos);

/* Reads the dump whose first line is at pos; returns where the next packet may begin. */
size_t rt_hexdump_read(struct rt_hexdump_reading *reading, size_t pos);

#pragma GCC visibility pop

#endif
