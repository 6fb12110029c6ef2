// SPDX-License-Identifier: BSD-2-Clause
/* Reads hex in any layout. */
#include "files/hexdump.h"

#include <string.h>

#include "base/base64.h"
#include "base/hex.h"
#include "files/hexdump_internal.h"

static const char magic_hex[] = "524f55474854494d";
static const char magic_base64[] = "Uk9VR0hUSU";

static bool line_is_blank(struct rt_line line)
{
    return line.from == line.end;
}

/* The line begins with this, in either case of letters if any_case. */
static bool line_starts(struct rt_view text, struct rt_line line, const char *start, bool any_case)
{
    size_t at = rt_hexdump_skip_blanks(text, line.from, line.end);
    for (; *start != '\0'; start++, at++) {
        if (at >= line.end)
            return false;
        uint8_t c = text.data[at];
        if (any_case && c >= 'A' && c <= 'Z')
            c = (uint8_t)(c - 'A' + 'a');
        if (c != (uint8_t)*start)
            return false;
    }
    return true;
}

/*
 * Plain text.
 */

static bool is_prefix(struct rt_view text, size_t at, size_t end)
{
    if (end - at < 3 || (text.data[at + 1] | 0x20) != 'x' || rt_hex_digit(text.data[at + 2]) < 0)
        return false;
    return text.data[at] == '0' || text.data[at] == '\\';
}

static bool is_comment(struct rt_view text, size_t at, size_t end)
{
    uint8_t c = text.data[at];
    return c == '#' || (c == '/' && end - at >= 2 && text.data[at + 1] == '/');
}

/* A run of digits, perhaps behind a prefix that allows a single one; returns where it ends. */
static size_t plain_digits(struct rt_hexdump_reading *r, struct rt_line line, size_t at,
                           bool prefixed)
{
    size_t from = at, end = rt_hexdump_skip_digits(r->text, at, line.end);
    if (r->half >= 0) {
        if (!rt_hexdump_put(r, r->half, rt_hex_digit(r->text.data[at]), at))
            return end;
        r->half = -1;
        at++;
    }
    if (prefixed && end - at == 1) {
        rt_hexdump_put(r, 0, rt_hex_digit(r->text.data[at]), at);
        return end;
    }
    size_t even = end - (end - at) % 2;
    if (rt_hexdump_put_digits(r, at, even) && even < end) {
        if (from == rt_hexdump_skip_blanks(r->text, line.from, line.end) && end == line.end)
            r->half = rt_hex_digit(r->text.data[even]);
        else
            rt_hexdump_fail(r, RT_E_HEX, even);
    }
    return end;
}

/* Takes what is on the line; returns where it stopped, which is behind a closing brace. */
static size_t plain_line(struct rt_hexdump_reading *r, struct rt_line line)
{
    size_t at = line.from;
    while (at < line.end && r->fault.error == RT_OK && !r->closed) {
        uint8_t c = r->text.data[at];
        bool prefixed = is_prefix(r->text, at, line.end);
        if (prefixed)
            at += 2;
        if (r->half >= 0 && (prefixed || (!rt_hexdump_is_blank(c) && rt_hex_digit(c) < 0))) {
            rt_hexdump_fail(r, RT_E_HEX, at);
        } else if (prefixed || rt_hex_digit(c) >= 0) {
            at = plain_digits(r, line, at, prefixed);
        } else if (is_comment(r->text, at, line.end)) {
            break;
        } else if (rt_hexdump_is_blank(c) || (c != '\0' && strchr(",:;-()[]\"'{}", c))) {
            r->in_brace = c == '{' || (r->in_brace && c != '}');
            r->closed = c == '}';
            at++;
        } else {
            rt_hexdump_fail(r, RT_E_HEX, at);
        }
    }
    return r->closed ? at : line.next;
}

/* Where the values of an array begin whose declaration stands before its brace on this line. */
static size_t behind_declaration(struct rt_view text, struct rt_line line)
{
    const uint8_t *from = text.data + line.from;
    const uint8_t *brace = memchr(from, '{', line.end - line.from);
    if (brace == NULL)
        return line.from;
    size_t before = (size_t)(brace - from);
    bool declares = memchr(from, '=', before) || memchr(from, '[', before);
    return declares ? line.from + before : line.from;
}

/* Reads plain lines from pos on; returns where the next packet may begin. */
static size_t read_plain(struct rt_hexdump_reading *r, size_t pos)
{
    while (pos < r->text.len && !r->closed) {
        struct rt_line line = rt_hexdump_line_at(r->text, pos);
        if (line_is_blank(line) && !r->in_brace)
            break;
        size_t before = r->len;
        bool whole = r->half < 0 && !r->in_brace;
        if (before == 0)
            line.from = behind_declaration(r->text, line);
        size_t next = plain_line(r, line);
        if (whole && rt_hexdump_starts_packet(r, before)) {
            r->len = before;
            r->half = -1;
            r->fault.error = RT_OK;
            return pos;
        }
        if (r->fault.error != RT_OK)
            return pos;
        pos = next;
    }
    if (r->half >= 0 || r->in_brace)
        rt_hexdump_fail(r, RT_E_HEX, pos);
    return pos;
}

/* xxd -i ends in a line that says the length. */
static bool is_length_line(struct rt_view text, struct rt_line line)
{
    return line_starts(text, line, "unsigned int ", false) && text.data[line.end - 1] == ';';
}

static bool is_between(uint8_t c)
{
    return rt_hexdump_is_blank(c) || c == ',' || c == ';';
}

/* The next place that may hold bytes: neither blanks nor a comment nor what stands between
 * arrays. */
static size_t skip_to_packet(struct rt_view text, size_t pos)
{
    while (pos < text.len) {
        struct rt_line line = rt_hexdump_line_at(text, pos);
        size_t at = pos;
        while (at < line.end && is_between(text.data[at]))
            at++;
        bool nothing = at >= line.end || is_comment(text, at, line.end);
        if (!nothing && !is_length_line(text, line))
            return pos;
        pos = line.next;
    }
    return pos;
}

/* Behind a fault: after the next blank line, or at the next line that starts with ROUGHTIM. */
static size_t recover(struct rt_view text, size_t pos, const char *start, bool any_case)
{
    struct rt_line line = rt_hexdump_line_at(text, pos);
    while (!line_is_blank(line) && line.next < text.len) {
        line = rt_hexdump_line_at(text, line.next);
        if (line_is_blank(line) || line_starts(text, line, start, any_case))
            return line.from;
    }
    return line_is_blank(line) ? line.from : text.len;
}

/* Some programs put a byte order mark before UTF-8. */
static size_t skip_mark(struct rt_view text, size_t pos)
{
    bool marked = pos == 0 && text.len >= 3 && memcmp(text.data, "\xef\xbb\xbf", 3) == 0;
    return marked ? 3 : pos;
}

struct rt_fault rt_hexdump_next(struct rt_view text, size_t *pos, size_t *from, uint8_t *data,
                                size_t cap, size_t *len)
{
    struct rt_hexdump_reading r = {.text = text, .data = data, .cap = cap, .half = -1};
    *pos = skip_mark(text, *pos);
    while (r.len == 0 && r.fault.error == RT_OK) {
        r.closed = false;
        *pos = skip_to_packet(text, *pos);
        if (from != NULL)
            *from = *pos;
        if (*pos >= text.len)
            rt_hexdump_fail(&r, RT_E_EMPTY, text.len);
        else if (rt_hexdump_is_one(text, *pos))
            *pos = rt_hexdump_read(&r, *pos);
        else
            *pos = read_plain(&r, *pos);
    }
    if (r.fault.error != RT_OK && r.fault.error != RT_E_EMPTY)
        *pos = recover(text, *pos, magic_hex, true);
    *len = r.len;
    return r.fault;
}

/* Where the base64 text of the packet ends that begins at pos. Lines that were wrapped are all as
 * long as the first, but for the last, which may be shorter. */
static size_t base64_end(struct rt_view text, size_t pos)
{
    struct rt_line line = rt_hexdump_line_at(text, pos);
    size_t width = line.end - line.from;
    while (line.next < text.len && line.end - line.from == width &&
           text.data[line.end - 1] != '=') {
        struct rt_line next = rt_hexdump_line_at(text, line.next);
        if (line_is_blank(next) || next.end - next.from > width ||
            line_starts(text, next, magic_base64, false))
            break;
        line = next;
    }
    return line.end;
}

struct rt_fault rt_hexdump_base64_next(struct rt_view text, size_t *pos, size_t *from,
                                       uint8_t *data, size_t cap, size_t *len)
{
    *len = 0;
    *pos = skip_mark(text, *pos);
    while (*pos < text.len && line_is_blank(rt_hexdump_line_at(text, *pos)))
        *pos = rt_hexdump_line_at(text, *pos).next;
    if (from != NULL)
        *from = *pos;
    if (*pos >= text.len)
        return (struct rt_fault){RT_E_EMPTY, text.len};
    size_t start = *pos, end = base64_end(text, start);
    struct rt_view part = rt_view_slice(text, start, end - start);
    struct rt_fault fault = rt_base64_decode(part, RT_SPACES_SKIPPED, data, cap, len);
    if (fault.error != RT_OK)
        fault.at += start;
    *pos = end;
    return fault;
}
