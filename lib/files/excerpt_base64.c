// SPDX-License-Identifier: BSD-2-Clause
/* Lines of base64, perhaps in quotes or behind other words. */
#include "base/base64.h"
#include "files/excerpt_internal.h"

static bool is_base64(uint8_t c)
{
    return rt_excerpt_is_word(c) || c == '+' || c == '/' || c == '-';
}

static size_t skip_base64(struct rt_view text, size_t at, size_t end)
{
    while (at < end && is_base64(text.data[at]))
        at++;
    for (int pads = 0; pads < 2 && at < end && text.data[at] == '='; pads++)
        at++;
    return at;
}

/* Characters that are not a whole group of four yet. */
struct rest {
    uint8_t text[4];
    size_t len;
};

static void decode(struct rt_hexdump_reading *out, struct rt_view text, size_t at)
{
    size_t len = 0;
    struct rt_fault fault = rt_base64_decode_bare(text, RT_SPACES_REFUSED, out->data + out->len,
                                                  out->cap - out->len, &len);
    out->len += len;
    if (fault.error != RT_OK)
        rt_hexdump_fail(out, fault.error, at + fault.at);
}

/* Adds the bytes of the piece at [at, end); what is left of it waits for the next one. */
static void take_piece(struct rt_hexdump_reading *out, struct rest *rest, size_t at, size_t end)
{
    while (rest->len > 0 && rest->len < 4 && at < end)
        rest->text[rest->len++] = out->text.data[at++];
    if (rest->len == 4) {
        decode(out, (struct rt_view){rest->text, 4}, at >= 4 ? at - 4 : 0);
        rest->len = 0;
    }
    size_t whole = end - (end - at) % 4;
    decode(out, rt_view_slice(out->text, at, whole - at), at);
    while (whole < end)
        rest->text[rest->len++] = out->text.data[whole++];
}

/* The one piece of a line, behind quotes and before them; false: the line is none. */
static bool piece_of(struct rt_view text, struct rt_line line, size_t *at, size_t *end)
{
    *at = rt_excerpt_skip_glue(text, line.from, line.end);
    *end = skip_base64(text, *at, line.end);
    size_t behind = *end;
    while (behind < line.end && text.data[behind] != '\0' &&
           strchr(" \t\r\"'`,;+\\&_)]}", text.data[behind]))
        behind++;
    return *at < *end && text.data[*at] != '=' && text.data[*at] != '-' &&
           (behind == line.end || rt_excerpt_is_cut(text, behind, line.end));
}

static bool starts_packet(struct rt_view text, size_t at, size_t end)
{
    static const char magic[] = "Uk9VR0hUSU";
    return end - at >= sizeof magic - 1 && memcmp(text.data + at, magic, sizeof magic - 1) == 0;
}

static size_t read_base64(struct rt_excerpt_reading *reading)
{
    struct rt_hexdump_reading *out = &reading->out;
    struct rt_view text = out->text;
    struct rt_line line = reading->line;
    struct rest rest = {.len = 0};
    size_t at = reading->at, end = skip_base64(text, at, line.end), width = end - at;
    take_piece(out, &rest, at, end);
    reading->cut = rt_excerpt_is_cut(text, end, line.end);
    while (!reading->cut && end - at == width && text.data[end - 1] != '=' &&
           line.next < text.len && out->fault.error == RT_OK) {
        struct rt_line following = rt_hexdump_line_at(text, line.next);
        size_t from = rt_excerpt_skip_glue(text, following.from, following.end);
        reading->cut = rt_excerpt_is_cut(text, from, following.end);
        if (reading->cut || !piece_of(text, following, &at, &end) || end - at > width ||
            starts_packet(text, at, end))
            break;
        take_piece(out, &rest, at, end);
        line = following;
        reading->cut = rt_excerpt_is_cut(text, end, line.end);
    }
    if (out->fault.error == RT_OK && !reading->cut)
        decode(out, (struct rt_view){rest.text, rest.len}, line.end - rest.len);
    return line.next;
}

/* Shorter words are those of other text. */
#define WIDTH_MIN 16

bool rt_excerpt_base64(struct rt_excerpt_reading *reading, size_t *next)
{
    struct rt_view text = reading->out.text;
    size_t end = reading->line.end;
    reading->notation = RT_EXCERPT_BASE64;
    for (size_t at = reading->line.from; at < end; at++) {
        uint8_t data[12];
        size_t len = 0, stop = skip_base64(text, at, end);
        if (stop - at >= WIDTH_MIN) {
            struct rt_fault fault = rt_base64_decode(rt_view_slice(text, at, 16), RT_SPACES_REFUSED,
                                                     data, sizeof data, &len);
            reading->at = at;
            if (fault.error == RT_OK && rt_excerpt_may_begin((struct rt_view){data, len}) &&
                rt_excerpt_try(reading, read_base64, next))
                return true;
        }
        at = stop > at ? stop - 1 : at;
    }
    return false;
}
