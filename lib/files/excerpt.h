// SPDX-License-Identifier: BSD-2-Clause
/*
 * Packets in texts that were made for people: dumps of any tool, arrays and strings of programs,
 * and logs, with other text around them.
 *
 * The bytes decide. Each line is read in every notation of the table RT_EXCERPT_NOTATIONS, and a
 * packet begins where the bytes of one of them begin as a Roughtime packet does, or as an IP packet
 * or a frame with one in it. What is no packet is passed over, and the caller learns where.
 *
 * Numbers. A line is what stands before (quotes of mail, the time of a log, the name of an array),
 * an offset perhaps, numbers, and what stands behind (characters, a comment). What stands before
 * the numbers of the first line stands before those of each, but for its digits; or nothing does
 * but blanks, quotes, commas and the like. Between numbers are blanks, or one of , ; : - | or what
 * stands between lines of a string. An offset is in hex, octal or decimal, begins anywhere, and
 * must fit the bytes; it begins a new packet where it begins again; alone on a line it is the end;
 * a line "*" repeats the line before it. Numbers behind the width of the first line are characters.
 * Without offsets, what is behind the numbers must be two blanks away, or be a comment or a closing
 * bracket. A blank line, or one without numbers, ends the packet, unless a comma, a plus sign or a
 * backslash says that more comes.
 *
 * Strings. Between quotes stand characters and the escapes of C, Go, Python and Rust. Pieces that
 * nothing but blanks, line ends, plus signs, commas, backslashes and comments separates are one.
 *
 * Base64. Lines of one piece each, of the same length but for the last, perhaps in quotes.
 *
 * "..." behind the bytes says that there were more: the packet is cut.
 *
 * Nothing allocates, and the time is in proportion to the text. Offsets count from its start.
 */
#ifndef ROUGHTIME_EXCERPT_H
#define ROUGHTIME_EXCERPT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/error.h"

/* Constant, what it is. The order is that in which they are tried. */
// clang-format off
#define RT_EXCERPT_NOTATIONS(X)                                                                \
    X(RT_EXCERPT_HEX,            "hex digits, two a byte")                                     \
    X(RT_EXCERPT_HEX_WORDS,      "little-endian words in hex")                                 \
    X(RT_EXCERPT_DECIMAL,        "bytes in decimal, with or without sign")                     \
    X(RT_EXCERPT_HEX_SHORT,      "bytes in hex, without leading zeros")                        \
    X(RT_EXCERPT_OCTAL,          "bytes in octal")                                             \
    X(RT_EXCERPT_OCTAL_WORDS2,   "little-endian words of 2 bytes in octal")                    \
    X(RT_EXCERPT_OCTAL_WORDS4,   "little-endian words of 4 bytes in octal")                    \
    X(RT_EXCERPT_OCTAL_WORDS8,   "little-endian words of 8 bytes in octal")                    \
    X(RT_EXCERPT_DECIMAL_WORDS2, "little-endian words of 2 bytes in decimal")                  \
    X(RT_EXCERPT_DECIMAL_WORDS4, "little-endian words of 4 bytes in decimal")                  \
    X(RT_EXCERPT_DECIMAL_WORDS8, "little-endian words of 8 bytes in decimal")                  \
    X(RT_EXCERPT_BINARY,         "bytes in binary")                                            \
    X(RT_EXCERPT_STRING,         "strings with escapes")                                       \
    X(RT_EXCERPT_BASE64,         "base64")
// clang-format on

#define X(id, text) id,
enum rt_excerpt_notation { RT_EXCERPT_NOTATIONS(X) RT_EXCERPT_NOTATION_COUNT };
#undef X

/* What a notation is, in words. */
const char *rt_excerpt_notation_text(enum rt_excerpt_notation notation);

struct rt_excerpt {
    size_t from;   /* where the first line of the packet begins */
    size_t len;    /* its bytes */
    size_t header; /* headers of IP, UDP, TCP and the link that stood before it and are left out */
    bool cut;      /* the text says that there were more bytes than it has */
    enum rt_excerpt_notation notation;
};

/*
 * Reads the packet that begins on the line at *pos, or on a later one, into data (room for cap
 * bytes, at least 256) and moves *pos behind it; start with *pos = 0.
 *
 * RT_OK: `found` is filled. RT_E_EMPTY: there is no packet any more. RT_E_HEX: there is one, but it
 * has a number that does not belong, or an offset that does not fit. RT_E_BASE64: likewise.
 * RT_E_NO_SPACE: more than cap bytes. After these *pos is behind the place of the fault.
 */
RT_CHECKED struct rt_fault rt_excerpt_next(struct rt_view text, size_t *pos,
                                           struct rt_excerpt *found, uint8_t *data, size_t cap);

/* The same for a packet that begins on the line at *pos; RT_E_EMPTY, and *pos stays: none does. */
RT_CHECKED struct rt_fault rt_excerpt_here(struct rt_view text, size_t *pos,
                                           struct rt_excerpt *found, uint8_t *data, size_t cap);

/* The Roughtime packet behind the headers of link, IP, UDP or TCP at the start of the bytes; absent
 * if there are none. *cut: the headers announce more than there is. */
struct rt_view rt_excerpt_payload(struct rt_view bytes, bool *cut);

#endif
