// SPDX-License-Identifier: BSD-2-Clause
/*
 * The one writer: everything that goes to standard output as data passes through here, as JSON or
 * as text.
 *
 * JSON is written as it is made, without a tree: objects and arrays are begun and ended, members
 * are put with their key. Integers are written from integers, never through a double, and those
 * of 64 bits from the wire are strings. Strings are UTF-8; bytes that are not are written as
 * U+FFFD, so that the output is valid JSON whatever the input held.
 *
 * A record is one top-level object and starts with "rtctl": 1 and "type". With RT_OUTPUT_NDJSON
 * each record is one line. With RT_OUTPUT_JSON the whole output is one document, indented: the
 * record itself if there was one only, else an array of all. To decide that, the first record is
 * kept in memory until the second begins or the writer is closed; nothing else is kept.
 *
 * Text for a terminal can be broken into lines of its width.
 *
 * Bytes are gathered in a buffer and given to the FILE when it is full, at rt_output_flush and at
 * rt_output_close, so nothing else may write to that FILE in between. The first error of writing
 * (RT_E_IO with errno: a closed pipe, a full disk) or of memory (RT_E_NO_MEMORY) is remembered and
 * everything after it is dropped; rt_output_close returns it. SIGPIPE must be ignored by the
 * program.
 *
 * Nesting deeper than RT_OUTPUT_DEPTH, and ends without a beginning, are bugs of the caller; they
 * abort in builds with assertions and are remembered as RT_E_JSON_DEPTH otherwise.
 */
#ifndef ROUGHTIME_OUTPUT_H
#define ROUGHTIME_OUTPUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "base/bytes.h"
#include "base/error.h"

enum rt_output_form { RT_OUTPUT_TEXT = 1, RT_OUTPUT_JSON, RT_OUTPUT_NDJSON };

/* What a word of text means; colours are this table and nowhere else. */
enum rt_style { RT_STYLE_PLAIN = 1, RT_STYLE_GOOD, RT_STYLE_BAD, RT_STYLE_DIM, RT_STYLE_HEAD };

#define RT_OUTPUT_DEPTH 32

/* A writer. The caller owns the struct; its members are for output.c alone. */
struct rt_output {
    FILE *file;
    enum rt_output_form form;
    bool colour;
    enum rt_error error;
    int error_number;
    char *buffer; /* owned; NULL until something is written */
    size_t len;
    size_t cap;
    uint64_t records;
    unsigned depth;                /* open objects and arrays */
    bool filled[RT_OUTPUT_DEPTH];  /* the level has a member already */
    bool is_list[RT_OUTPUT_DEPTH]; /* the level is an array */
    bool after_key;
    size_t width;  /* of lines of text; 0: lines are not broken */
    bool mid_line; /* the begin of the line has been given to the file already */
};

/* Prepares a writer into `file`, which stays the caller's and must outlive it. Every writer must
 * be closed. */
void rt_output_open(struct rt_output *out, FILE *file, enum rt_output_form form, bool colour);

/* Breaks lines of text that are longer than this (wrap.h); 0: no more. Lines of JSON and what is
 * printed before the call stay as they are. */
void rt_output_wrap(struct rt_output *out, size_t width);

/* Gives everything to the file and the file's buffer to the system. With RT_OUTPUT_JSON the first
 * record stays back, see above. */
void rt_output_flush(struct rt_output *out);

/* Ends the document ("[]" if RT_OUTPUT_JSON saw no record), flushes and frees the buffer. Returns
 * RT_OK or the first error; errno is then set to its cause. Does not close the file. */
RT_CHECKED enum rt_error rt_output_close(struct rt_output *out);

/* True once something went wrong: nobody is listening, a long run may stop. */
bool rt_output_failed(const struct rt_output *out);

/*
 * JSON. Values go into the innermost open array, or after rt_output_key; the functions with a key
 * do both at once. In the functions below `key` may be NULL, which means: no key, I am in an array
 * (or have written the key). Keys must be plain ASCII without quotes: they are not escaped.
 */

/* A top-level object with its two first members, and its end. */
void rt_output_record(struct rt_output *out, const char *type);
void rt_output_record_end(struct rt_output *out);

void rt_output_key(struct rt_output *out, const char *key);

/* The comma, the line and the key before a value: for functions that write values themselves. */
void rt_output_before(struct rt_output *out, const char *key);

void rt_output_object(struct rt_output *out, const char *key);
void rt_output_array(struct rt_output *out, const char *key);
void rt_output_end(struct rt_output *out); /* of the innermost object or array */

void rt_output_null(struct rt_output *out, const char *key);
void rt_output_bool(struct rt_output *out, const char *key, bool value);
void rt_output_int(struct rt_output *out, const char *key, int64_t value);
void rt_output_uint(struct rt_output *out, const char *key, uint64_t value);

/* The same integers as strings of decimal digits: for anything that may exceed 2^53. */
void rt_output_int_string(struct rt_output *out, const char *key, int64_t value);
void rt_output_uint_string(struct rt_output *out, const char *key, uint64_t value);

/* A wire value as "0x" and as many digits as `bytes` (4 or 8) bytes have. */
void rt_output_raw(struct rt_output *out, const char *key, uint64_t value, unsigned bytes);

/* A string that ends in a zero byte; NULL becomes null. And one that may hold any bytes. */
void rt_output_string(struct rt_output *out, const char *key, const char *value);
void rt_output_string_view(struct rt_output *out, const char *key, struct rt_view value);

/* Bytes as lower-case hex, or as base64 (keys, packets of exchanges); absent becomes null. */
void rt_output_hex(struct rt_output *out, const char *key, struct rt_view bytes);
void rt_output_base64(struct rt_output *out, const char *key, struct rt_view bytes);

/*
 * Text. Nothing here adds a line end. What comes from a packet or a file name must go through the
 * functions marked "made safe": control characters and broken UTF-8 become \xNN, so that no input
 * can steer a terminal.
 */

/* As printf; not made safe. At most 4 KiB at once, the rest is cut. */
void rt_output_print(struct rt_output *out, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

void rt_output_text(struct rt_output *out, const char *text);    /* as it is */
void rt_output_decimal(struct rt_output *out, uint64_t number);  /* without printf, for hot paths */
void rt_output_view(struct rt_output *out, struct rt_view text); /* as it is */
void rt_output_safe(struct rt_output *out, struct rt_view text); /* made safe */
void rt_output_hex_text(struct rt_output *out, struct rt_view bytes); /* hex digits */

/* A word in a style; colours only if the writer was opened with them. Made safe. */
void rt_output_styled(struct rt_output *out, enum rt_style style, const char *text);

/* A cell of an aligned column: the word and spaces up to `width` characters (code points); a word
 * that is longer is not cut, and is followed by one space. Made safe. */
void rt_output_cell(struct rt_output *out, enum rt_style style, unsigned width, const char *text);
void rt_output_spaces(struct rt_output *out, unsigned count);

#endif
