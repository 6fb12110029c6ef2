// SPDX-License-Identifier: BSD-2-Clause
/* Writes text, JSON and NDJSON through one buffer. */
#include "files/output.h"

#include <assert.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/base64.h"
#include "base/hex.h"
#include "base/utf8.h"
#include "files/wrap.h"

#define BUFFER_SIZE 65536

void rt_output_open(struct rt_output *out, FILE *file, enum rt_output_form form, bool colour)
{
    *out = (struct rt_output){.file = file, .form = form, .colour = colour};
}

static void fail(struct rt_output *out, enum rt_error error, int number)
{
    if (out->error != RT_OK)
        return;
    out->error = error;
    out->error_number = number;
}

static void to_file(struct rt_output *out, const char *p, size_t len)
{
    if (out->error != RT_OK || len == 0)
        return;
    errno = 0;
    if (fwrite(p, 1, len, out->file) != len)
        fail(out, RT_E_IO, errno);
}

static void put_piece(void *context, const char *text, size_t len)
{
    to_file(context, text, len);
}

/* Gives the whole lines of the buffer to the file, broken; returns how many bytes those are. */
static size_t drain_lines(struct rt_output *out)
{
    size_t from = 0;
    const char *end;
    while (from < out->len && (end = memchr(out->buffer + from, '\n', out->len - from)) != NULL) {
        size_t len = (size_t)(end - out->buffer) - from;
        struct rt_view line = {(const uint8_t *)out->buffer + from, len};
        if (out->mid_line)
            to_file(out, out->buffer + from, len);
        else
            rt_wrap_line(line, out->width, put_piece, out);
        to_file(out, "\n", 1);
        out->mid_line = false;
        from += len + 1;
    }
    return from;
}

/* Gives the buffer to the file; of lines that are broken only the whole ones, unless `all`. */
static void drain(struct rt_output *out, bool all)
{
    size_t done = 0;
    if (out->width > 0) {
        done = drain_lines(out);
        out->mid_line = out->mid_line || (all && done < out->len);
    }
    if (all || out->width == 0) {
        to_file(out, out->buffer ? out->buffer + done : NULL, out->len - done);
        done = out->len;
    }
    if (done < out->len)
        memmove(out->buffer, out->buffer + done, out->len - done);
    out->len -= done;
}

void rt_output_wrap(struct rt_output *out, size_t width)
{
    if (out->form != RT_OUTPUT_TEXT)
        return;
    drain(out, true);
    out->width = width;
}

/* The first record of a JSON document waits until it is known whether it stands alone. */
static bool holding(const struct rt_output *out)
{
    return out->form == RT_OUTPUT_JSON && out->records <= 1;
}

/* Room for len more characters, or NULL after an error. */
static char *room(struct rt_output *out, size_t len)
{
    if (out->error != RT_OK)
        return NULL;
    if (len <= out->cap - out->len)
        return out->buffer + out->len;
    if (!holding(out))
        drain(out, false);
    if (out->error == RT_OK && len > out->cap - out->len) {
        size_t cap = out->cap ? out->cap * 2 : BUFFER_SIZE;
        while (len > cap - out->len)
            cap *= 2;
        char *grown = realloc(out->buffer, cap);
        if (grown == NULL) {
            fail(out, RT_E_NO_MEMORY, ENOMEM);
        } else {
            out->buffer = grown;
            out->cap = cap;
        }
    }
    return out->error == RT_OK ? out->buffer + out->len : NULL;
}

void rt_output_view(struct rt_output *out, struct rt_view text)
{
    char *p = text.len > 0 ? room(out, text.len) : NULL;
    if (p == NULL)
        return;
    memcpy(p, text.data, text.len);
    out->len += text.len;
}

static void put(struct rt_output *out, const char *p, size_t len)
{
    rt_output_view(out, (struct rt_view){(const uint8_t *)p, len});
}

void rt_output_text(struct rt_output *out, const char *text)
{
    put(out, text, strlen(text));
}

void rt_output_flush(struct rt_output *out)
{
    if (!holding(out))
        drain(out, true);
    errno = 0;
    if (out->error == RT_OK && fflush(out->file) != 0)
        fail(out, RT_E_IO, errno);
}

bool rt_output_failed(const struct rt_output *out)
{
    return out->error != RT_OK;
}

enum rt_error rt_output_close(struct rt_output *out)
{
    while (out->depth > 0)
        rt_output_end(out);
    if (out->form == RT_OUTPUT_JSON)
        rt_output_text(out, out->records == 0 ? "[]\n" : out->records == 1 ? "\n" : "\n]\n");
    drain(out, true);
    errno = 0;
    if (out->error == RT_OK && (fflush(out->file) != 0 || ferror(out->file)))
        fail(out, RT_E_IO, errno);
    free(out->buffer);
    out->buffer = NULL;
    out->cap = 0;
    if (out->error != RT_OK)
        errno = out->error_number;
    return out->error;
}

static void line_start(struct rt_output *out)
{
    static const char blanks[] = "                                                                ";
    static_assert(sizeof blanks > 2 * RT_OUTPUT_DEPTH, "one indent for every level");
    put(out, "\n", 1);
    put(out, blanks, 2 * (size_t)out->depth);
}

/* What stands before a value: the comma, the line and the key. */
void rt_output_before(struct rt_output *out, const char *key)
{
    bool pretty = out->form == RT_OUTPUT_JSON;
    if (out->after_key) {
        assert(key == NULL);
        out->after_key = false;
        return;
    }
    if (out->depth > 0) {
        if (out->filled[out->depth - 1])
            put(out, ",", 1);
        out->filled[out->depth - 1] = true;
        if (pretty)
            line_start(out);
    }
    if (key != NULL) {
        put(out, "\"", 1);
        rt_output_text(out, key);
        put(out, pretty ? "\": " : "\":", pretty ? 3 : 2);
    }
}

void rt_output_key(struct rt_output *out, const char *key)
{
    rt_output_before(out, key);
    out->after_key = true;
}

static void begin(struct rt_output *out, const char *key, bool is_list)
{
    rt_output_before(out, key);
    assert(out->depth < RT_OUTPUT_DEPTH);
    if (out->depth >= RT_OUTPUT_DEPTH) {
        fail(out, RT_E_JSON_DEPTH, 0);
        return;
    }
    put(out, is_list ? "[" : "{", 1);
    out->is_list[out->depth] = is_list;
    out->filled[out->depth] = false;
    out->depth++;
}

void rt_output_object(struct rt_output *out, const char *key)
{
    begin(out, key, false);
}

void rt_output_array(struct rt_output *out, const char *key)
{
    begin(out, key, true);
}

void rt_output_end(struct rt_output *out)
{
    assert(out->depth > 0);
    if (out->depth == 0) {
        fail(out, RT_E_JSON_DEPTH, 0);
        return;
    }
    out->depth--;
    if (out->form == RT_OUTPUT_JSON && out->filled[out->depth])
        line_start(out);
    put(out, out->is_list[out->depth] ? "]" : "}", 1);
    if (out->depth == 0 && out->form == RT_OUTPUT_NDJSON)
        put(out, "\n", 1);
}

void rt_output_record(struct rt_output *out, const char *type)
{
    assert(out->depth == 0);
    if (out->form == RT_OUTPUT_JSON && out->records == 1) {
        to_file(out, "[\n", 2);
        drain(out, true);
    }
    out->records++;
    if (out->form == RT_OUTPUT_JSON && out->records > 1)
        put(out, ",\n", 2);
    rt_output_object(out, NULL);
    rt_output_uint(out, "rtctl", 1);
    rt_output_string(out, "type", type);
}

void rt_output_record_end(struct rt_output *out)
{
    assert(out->depth == 1);
    rt_output_end(out);
}

void rt_output_null(struct rt_output *out, const char *key)
{
    rt_output_before(out, key);
    put(out, "null", 4);
}

void rt_output_bool(struct rt_output *out, const char *key, bool value)
{
    rt_output_before(out, key);
    rt_output_text(out, value ? "true" : "false");
}

static void decimal(struct rt_output *out, uint64_t value, bool negative)
{
    char digits[21];
    size_t at = sizeof digits;
    do {
        digits[--at] = (char)('0' + value % 10);
        value /= 10;
    } while (value > 0);
    if (negative)
        digits[--at] = '-';
    put(out, digits + at, sizeof digits - at);
}

static uint64_t magnitude(int64_t value)
{
    return value < 0 ? UINT64_MAX - (uint64_t)value + 1 : (uint64_t)value;
}

void rt_output_int(struct rt_output *out, const char *key, int64_t value)
{
    rt_output_before(out, key);
    decimal(out, magnitude(value), value < 0);
}

void rt_output_uint(struct rt_output *out, const char *key, uint64_t value)
{
    rt_output_before(out, key);
    decimal(out, value, false);
}

void rt_output_int_string(struct rt_output *out, const char *key, int64_t value)
{
    rt_output_before(out, key);
    put(out, "\"", 1);
    decimal(out, magnitude(value), value < 0);
    put(out, "\"", 1);
}

void rt_output_uint_string(struct rt_output *out, const char *key, uint64_t value)
{
    rt_output_before(out, key);
    put(out, "\"", 1);
    decimal(out, value, false);
    put(out, "\"", 1);
}

void rt_output_raw(struct rt_output *out, const char *key, uint64_t value, unsigned bytes)
{
    char text[24];
    int len = snprintf(text, sizeof text, "\"0x%0*" PRIx64 "\"", (int)bytes * 2, value);
    rt_output_before(out, key);
    put(out, text, (size_t)len);
}

/*
 * Strings: escaped, in hex and in base64.
 */

static bool is_plain(uint8_t c)
{
    return c >= 0x20 && c < 0x7f && c != '"' && c != '\\';
}

/* One character that needs more than copying; returns how many bytes of the value it was. */
static size_t put_special(struct rt_output *out, const uint8_t *p, size_t left)
{
    size_t len = rt_utf8_length(p, left);
    char text[8];
    if (len == 0) {
        put(out, "\xef\xbf\xbd", 3);
        return 1;
    }
    if (len > 1) {
        put(out, (const char *)p, len);
        return len;
    }
    if (*p == '"' || *p == '\\')
        snprintf(text, sizeof text, "\\%c", *p);
    else if (*p == '\n')
        snprintf(text, sizeof text, "\\n");
    else
        snprintf(text, sizeof text, "\\u%04x", *p);
    rt_output_text(out, text);
    return 1;
}

void rt_output_string_view(struct rt_output *out, const char *key, struct rt_view value)
{
    if (!rt_view_present(value)) {
        rt_output_null(out, key);
        return;
    }
    rt_output_before(out, key);
    put(out, "\"", 1);
    for (size_t i = 0; i < value.len;) {
        size_t run = i;
        while (run < value.len && is_plain(value.data[run]))
            run++;
        put(out, (const char *)value.data + i, run - i);
        i = run;
        if (i < value.len)
            i += put_special(out, value.data + i, value.len - i);
    }
    put(out, "\"", 1);
}

void rt_output_string(struct rt_output *out, const char *key, const char *value)
{
    size_t len = value ? strlen(value) : 0;
    rt_output_string_view(out, key, (struct rt_view){(const uint8_t *)value, len});
}

/* A multiple of 3, so that pieces of base64 end without padding. */
#define PIECE 3072

void rt_output_hex_text(struct rt_output *out, struct rt_view bytes)
{
    char text[RT_HEX_SIZE(PIECE)];
    for (size_t i = 0; i < bytes.len; i += PIECE) {
        struct rt_view piece = rt_view_slice(bytes, i, PIECE);
        rt_output_text(out, rt_hex_encode(piece, text));
    }
}

void rt_output_hex(struct rt_output *out, const char *key, struct rt_view bytes)
{
    if (!rt_view_present(bytes)) {
        rt_output_null(out, key);
        return;
    }
    rt_output_before(out, key);
    put(out, "\"", 1);
    rt_output_hex_text(out, bytes);
    put(out, "\"", 1);
}

void rt_output_base64(struct rt_output *out, const char *key, struct rt_view bytes)
{
    if (!rt_view_present(bytes)) {
        rt_output_null(out, key);
        return;
    }
    char text[RT_BASE64_SIZE(PIECE)];
    rt_output_before(out, key);
    put(out, "\"", 1);
    for (size_t i = 0; i < bytes.len; i += PIECE) {
        struct rt_view piece = rt_view_slice(bytes, i, PIECE);
        rt_output_text(out, rt_base64_encode(piece, text));
    }
    put(out, "\"", 1);
}
