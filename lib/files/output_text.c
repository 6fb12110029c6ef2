// SPDX-License-Identifier: BSD-2-Clause
/* The half of the writer that makes text for eyes. */
#include <stdarg.h>
#include <string.h>

#include "base/utf8.h"
#include "files/output.h"

void rt_output_print(struct rt_output *out, const char *format, ...)
{
    char text[4096];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    rt_output_text(out, text);
}

/* C1 controls (U+0080 to U+009F) steer terminals as escape sequences do. */
static bool is_safe(const uint8_t *p, size_t len)
{
    if (len == 1)
        return p[0] >= 0x20 && p[0] != 0x7f;
    return len > 0 && !(p[0] == 0xc2 && p[1] < 0xa0);
}

/* Writes the text, or only counts (out is NULL); returns the characters it takes. */
static size_t safe(struct rt_output *out, const uint8_t *p, size_t left)
{
    size_t count = 0;
    while (left > 0) {
        size_t len = rt_utf8_length(p, left);
        bool as_is = is_safe(p, len);
        if (!as_is)
            len = 1;
        if (out != NULL && as_is)
            rt_output_view(out, (struct rt_view){p, len});
        else if (out != NULL)
            rt_output_print(out, "\\x%02x", *p);
        count += as_is ? 1 : 4;
        p += len;
        left -= len;
    }
    return count;
}

void rt_output_safe(struct rt_output *out, struct rt_view text)
{
    safe(out, text.data, text.len);
}

static const char *style_start(enum rt_style style)
{
    switch (style) {
    case RT_STYLE_PLAIN:
        return "";
    case RT_STYLE_GOOD:
        return "\033[32m";
    case RT_STYLE_BAD:
        return "\033[1;31m";
    case RT_STYLE_DIM:
        return "\033[2m";
    case RT_STYLE_HEAD:
        return "\033[1m";
    }
    return "";
}

void rt_output_styled(struct rt_output *out, enum rt_style style, const char *text)
{
    bool colour = out->colour && style != RT_STYLE_PLAIN;
    if (colour)
        rt_output_text(out, style_start(style));
    safe(out, (const uint8_t *)text, strlen(text));
    if (colour)
        rt_output_text(out, "\033[0m");
}

void rt_output_spaces(struct rt_output *out, unsigned count)
{
    while (count-- > 0)
        rt_output_text(out, " ");
}

void rt_output_cell(struct rt_output *out, enum rt_style style, unsigned width, const char *text)
{
    size_t used = safe(NULL, (const uint8_t *)text, strlen(text));
    rt_output_styled(out, style, text);
    rt_output_spaces(out, used < width ? width - (unsigned)used : 1);
}

void rt_output_decimal(struct rt_output *out, uint64_t number)
{
    uint8_t digits[20];
    size_t from = sizeof digits;
    do {
        digits[--from] = (uint8_t)('0' + number % 10);
        number /= 10;
    } while (number > 0);
    rt_output_view(out, (struct rt_view){digits + from, sizeof digits - from});
}
