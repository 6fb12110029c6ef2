// SPDX-License-Identifier: BSD-2-Clause
/* The part of the writer that makes strings: escaped, hex and base64. */
#include <stdio.h>
#include <string.h>

#include "base/base64.h"
#include "base/hex.h"
#include "base/utf8.h"
#include "files/output.h"

static void put(struct rt_output *out, const char *p, size_t len)
{
    rt_output_view(out, (struct rt_view){(const uint8_t *)p, len});
}

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
