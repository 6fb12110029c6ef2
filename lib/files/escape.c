// SPDX-License-Identifier: BSD-2-Clause
/* Escapes text for XML, HTML, TAP and YAML. */
#include "files/escape.h"

#include <string.h>

#include "base/utf8.h"

/* What is written in place of a character of ASCII; NULL: the character itself. */
typedef const char *(*rt_escape_special)(uint8_t c);

static uint32_t code_point(const uint8_t *p, size_t len)
{
    static const uint8_t first[] = {0, 0x7f, 0x1f, 0x0f, 0x07};
    uint32_t code = p[0] & first[len];
    for (size_t i = 1; i < len; i++)
        code = code << 6 | (p[i] & 0x3fu);
    return code;
}

/* Whether a character is seen as what it is. Line end and tab are left to the form. */
static bool is_seen(uint32_t code)
{
    bool control = code < 0x20 || (code >= 0x7f && code < 0xa0);
    bool turns = code == 0x061c || (code >= 0x200b && code <= 0x200f) ||
                 (code >= 0x2028 && code <= 0x202e) || (code >= 0x2060 && code <= 0x206f) ||
                 code == 0xfeff;
    return !control && !turns && (code & 0xfffe) != 0xfffe;
}

static void put_hidden(struct rt_output *out, struct rt_view bytes, rt_escape_special special)
{
    const char *backslash = special('\\');
    for (size_t i = 0; i < bytes.len; i++)
        rt_output_print(out, "%sx%02x", backslash ? backslash : "\\", bytes.data[i]);
}

static void put_escaped(struct rt_output *out, struct rt_view text, rt_escape_special special)
{
    for (size_t i = 0; i < text.len;) {
        size_t run = i;
        while (run < text.len && text.data[run] >= 0x20 && text.data[run] < 0x7f &&
               !special(text.data[run]))
            run++;
        rt_output_view(out, rt_view_slice(text, i, run - i));
        i = run;
        if (i == text.len)
            break;
        size_t len = rt_utf8_length(text.data + i, text.len - i);
        const char *other = len == 1 ? special(text.data[i]) : NULL;
        struct rt_view bytes = rt_view_slice(text, i, len > 0 ? len : 1);
        if (other)
            rt_output_text(out, other);
        else if (len > 0 && is_seen(code_point(bytes.data, len)))
            rt_output_view(out, bytes);
        else
            put_hidden(out, bytes, special);
        i += bytes.len;
    }
}

static const char *of_markup(uint8_t c)
{
    return c == '<'    ? "&lt;"
           : c == '>'  ? "&gt;"
           : c == '&'  ? "&amp;"
           : c == '"'  ? "&#34;"
           : c == '\'' ? "&#39;"
           : c == '\n' ? "&#10;"
           : c == '\t' ? "&#9;"
                       : NULL;
}

static const char *of_tap(uint8_t c)
{
    return c == '\\' ? "\\\\" : c == '#' ? "\\#" : c == '\n' || c == '\t' ? " " : NULL;
}

static const char *of_yaml(uint8_t c)
{
    return c == '\\' ? "\\\\" : c == '"' ? "\\\"" : c == '\n' ? "\\n" : c == '\t' ? "\\t" : NULL;
}

static const char *of_label(uint8_t c)
{
    return c == '\\' ? "\\\\" : c == '"' ? "\\\"" : c == '\n' ? "\\n" : NULL;
}

void rt_escape_markup(struct rt_output *out, struct rt_view text)
{
    put_escaped(out, text, of_markup);
}

void rt_escape_attribute(struct rt_output *out, const char *name, const char *value)
{
    if (!value)
        return;
    rt_output_print(out, " %s=\"", name);
    rt_escape_markup(out, rt_escape_view(value));
    rt_output_text(out, "\"");
}

void rt_escape_tap(struct rt_output *out, struct rt_view text)
{
    put_escaped(out, text, of_tap);
}

void rt_escape_yaml(struct rt_output *out, struct rt_view text)
{
    rt_output_text(out, "\"");
    put_escaped(out, text, of_yaml);
    rt_output_text(out, "\"");
}

void rt_escape_label(struct rt_output *out, struct rt_view text)
{
    put_escaped(out, text, of_label);
}

struct rt_view rt_escape_view(const char *text)
{
    return (struct rt_view){(const uint8_t *)text, text ? strlen(text) : 0};
}
