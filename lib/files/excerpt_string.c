// SPDX-License-Identifier: BSD-2-Clause
/* Strings of programs, in which bytes that are no characters are escaped. */
#include "base/hex.h"
#include "files/excerpt_internal.h"

static bool put(struct rt_hexdump_reading *out, uint32_t byte, size_t at)
{
    return rt_hexdump_put(out, byte >> 4 & 15, byte & 15, at);
}

/* Adds a character as UTF-8. */
static void put_character(struct rt_hexdump_reading *out, uint32_t c, size_t at)
{
    if (c < 0x80) {
        put(out, c, at);
        return;
    }
    int more = c < 0x800 ? 1 : c < 0x10000 ? 2 : 3;
    static const uint32_t marks[] = {0, 0xc0, 0xe0, 0xf0};
    put(out, marks[more] | c >> 6 * more, at);
    while (more-- > 0)
        put(out, 0x80 | (c >> 6 * more & 0x3f), at);
}

/* Up to `max` digits of a radix; returns how many. */
static size_t digits_at(struct rt_view text, size_t at, size_t max, unsigned radix, uint32_t *value)
{
    size_t count = 0;
    *value = 0;
    for (; count < max && at + count < text.len; count++) {
        int digit = rt_hex_digit(text.data[at + count]);
        if (digit < 0 || (unsigned)digit >= radix)
            break;
        *value = *value * radix + (unsigned)digit;
    }
    return count;
}

/* \xNN, \NNN, \uNNNN, \UNNNNNNNN or \u{N} behind the backslash; returns its length, 0 if it is none
 * of these. */
static size_t take_code(struct rt_hexdump_reading *out, size_t at)
{
    uint32_t value = 0;
    uint8_t c = out->text.data[at];
    size_t count = 0;
    if (c >= '0' && c <= '7') {
        count = digits_at(out->text, at, 3, 8, &value);
        return value <= 0xff && put(out, value, at) ? count : 0;
    }
    if (c == 'x' || c == 'X') {
        count = digits_at(out->text, at + 1, 2, 16, &value);
        return count > 0 && put(out, value, at) ? 1 + count : 0;
    }
    bool brace = at + 1 < out->text.len && out->text.data[at + 1] == '{';
    size_t due = c == 'u' ? 4 : 8;
    count = digits_at(out->text, at + 1 + brace, brace ? 6 : due, 16, &value);
    if ((c != 'u' && c != 'U') || count == 0 || (!brace && count < due) || value > 0x10ffff)
        return 0;
    put_character(out, value, at);
    return 1 + brace + count + brace;
}

/* The escape whose backslash is at `at`; returns where it ends. */
static size_t take_escape(struct rt_hexdump_reading *out, size_t at)
{
    static const char names[] = "abefnrtv\\'\"`?$%/";
    static const char values[] = "\a\b\x1b\f\n\r\t\v\\'\"`?$%/";
    if (at + 1 >= out->text.len) {
        rt_hexdump_fail(out, RT_E_HEX, at);
        return at;
    }
    uint8_t c = out->text.data[at + 1];
    const char *name = c != '\0' ? strchr(names, c) : NULL;
    if (name != NULL) {
        put(out, (uint8_t)values[name - names], at);
        return at + 2;
    }
    size_t len = take_code(out, at + 1);
    if (len == 0)
        rt_hexdump_fail(out, RT_E_HEX, at);
    return at + 1 + len;
}

/* A backslash at the end of a line joins it with the next one, without the blanks there. */
static size_t skip_joint(struct rt_view text, size_t at)
{
    size_t next = at + 1;
    next += next < text.len && text.data[next] == '\r';
    if (next >= text.len || text.data[next] != '\n')
        return at;
    return rt_hexdump_skip_blanks(text, next + 1, text.len);
}

/* The characters up to the quote that ends them; returns where they end. A quote of 0 is the end of
 * the line. */
static size_t take_piece(struct rt_hexdump_reading *out, size_t at, uint8_t quote)
{
    struct rt_view text = out->text;
    while (at < text.len && out->fault.error == RT_OK) {
        uint8_t c = text.data[at];
        if (quote != 0 && c == quote)
            return at + 1;
        if (c == '\n' || c == '\r') {
            if (quote != 0)
                rt_hexdump_fail(out, RT_E_HEX, at);
            return at;
        }
        size_t joined = c == '\\' ? skip_joint(text, at) : at;
        if (joined > at)
            at = joined;
        else if (c == '\\')
            at = take_escape(out, at);
        else
            put(out, c, at++);
    }
    if (quote != 0)
        rt_hexdump_fail(out, RT_E_HEX, at);
    return at;
}

static bool is_quote(uint8_t c)
{
    return c == '"' || c == '\'' || c == '`';
}

/* Where a further piece begins behind the one that ended at `at`, at its quote; SIZE_MAX: there is
 * none. One line end may stand between, or several behind a sign that more comes. */
static size_t next_piece(struct rt_view text, size_t at)
{
    bool more = false, ended = false;
    while (at < text.len) {
        uint8_t c = text.data[at];
        struct rt_line line = rt_hexdump_line_at(text, at);
        if (is_quote(c))
            return at;
        if (c == '\n' || rt_excerpt_is_comment(text, at, line.end)) {
            if (ended && !more)
                return SIZE_MAX;
            ended = true;
            at = c == '\n' ? at + 1 : line.end;
        } else if (c != '\0' && strchr("+,\\&_", c)) {
            more = true;
            at++;
        } else if ((c | 0x20) == 'b' && at + 1 < text.len && is_quote(text.data[at + 1])) {
            at++;
        } else if (c == '>' || rt_hexdump_is_blank(c)) {
            at++;
        } else {
            return SIZE_MAX;
        }
    }
    return SIZE_MAX;
}

/* "<repeats N times>" of a debugger behind a string of one character. */
static size_t take_repeats(struct rt_hexdump_reading *out, size_t before, size_t at)
{
    static const char word[] = " <repeats ";
    uint32_t times = 0;
    size_t len = sizeof word - 1;
    if (out->len != before + 1 || out->text.len - at < len ||
        memcmp(out->text.data + at, word, len) != 0)
        return at;
    len += digits_at(out->text, at + len, 5, 10, &times);
    while (times-- > 1 && put(out, out->data[before], at))
        continue;
    const uint8_t *close = memchr(out->text.data + at + len, '>',
                                  out->text.len - at - len < 8 ? out->text.len - at - len : 8);
    return close ? (size_t)(close - out->text.data) + 1 : at;
}

static size_t read_string(struct rt_excerpt_reading *reading)
{
    struct rt_hexdump_reading *out = &reading->out;
    struct rt_view text = out->text;
    size_t at = reading->at, end = at;
    if (!is_quote(text.data[at]))
        return take_piece(out, at, 0);
    while (at != SIZE_MAX && out->fault.error == RT_OK) {
        size_t before = out->len;
        size_t behind = take_repeats(out, before, take_piece(out, at + 1, text.data[at]));
        if (rt_hexdump_starts_packet(out, before)) {
            out->len = before;
            out->fault.error = RT_OK;
            return end;
        }
        end = behind;
        reading->cut = rt_excerpt_is_cut(text, end, rt_hexdump_line_at(text, end).end);
        at = next_piece(text, end);
    }
    return end;
}

/* Words that no string begins with are passed over: a packet begins with ROUG, or with a number
 * below 65 and three zeros. */
static bool may_begin(struct rt_view text, size_t at, uint8_t quote)
{
    uint8_t data[16];
    struct rt_hexdump_reading out = {
        .text = rt_view_slice(text, 0, at + 64), .data = data, .cap = sizeof data};
    take_piece(&out, at, quote);
    return rt_excerpt_may_begin((struct rt_view){data, out.len});
}

/* At most so many quotes of a line are looked at. */
#define QUOTES 32

bool rt_excerpt_string(struct rt_excerpt_reading *reading, size_t *next)
{
    struct rt_view text = reading->out.text;
    struct rt_line line = reading->line;
    reading->notation = RT_EXCERPT_STRING;
    for (size_t at = line.from, quotes = 0; at < line.end && quotes < QUOTES; at++) {
        uint8_t c = text.data[at];
        bool quote = is_quote(c);
        bool bare = (c == 'R' && line.end - at > 8 && memcmp(text.data + at, "ROUGHTIM", 8) == 0) ||
                    c == '\\';
        if (!quote && !bare)
            continue;
        quotes++;
        reading->at = at;
        if (may_begin(text, at + quote, quote ? c : 0) &&
            rt_excerpt_try(reading, read_string, next))
            return true;
    }
    return false;
}
