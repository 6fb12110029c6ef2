// SPDX-License-Identifier: BSD-2-Clause
/* Numbers as tools and programs write bytes and words, and what stands between them. */
#include "base/hex.h"
#include "files/excerpt_internal.h"

/* How numbers are written: with `min` to `max` digits of this radix, `size` bytes each. */
static const struct notation {
    unsigned radix;
    size_t min;
    size_t max;
    size_t size;
} notations[RT_EXCERPT_NOTATION_COUNT] = {
    [RT_EXCERPT_HEX] = {16, 1, SIZE_MAX, 1},
    [RT_EXCERPT_HEX_WORDS] = {16, 2, 16, 8},
    [RT_EXCERPT_DECIMAL] = {10, 1, 3, 1},
    [RT_EXCERPT_HEX_SHORT] = {16, 1, 2, 1},
    [RT_EXCERPT_OCTAL] = {8, 3, 3, 1},
    [RT_EXCERPT_OCTAL_WORDS2] = {8, 6, 6, 2},
    [RT_EXCERPT_OCTAL_WORDS4] = {8, 11, 11, 4},
    [RT_EXCERPT_OCTAL_WORDS8] = {8, 22, 22, 8},
    [RT_EXCERPT_DECIMAL_WORDS2] = {10, 1, 5, 2},
    [RT_EXCERPT_DECIMAL_WORDS4] = {10, 1, 10, 4},
    [RT_EXCERPT_DECIMAL_WORDS8] = {10, 1, 20, 8},
    [RT_EXCERPT_BINARY] = {2, 8, 8, 1},
};

bool rt_excerpt_is_word(uint8_t c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

static bool starts(struct rt_view text, size_t at, size_t end, const char *word)
{
    size_t len = strlen(word);
    return end - at >= len && memcmp(text.data + at, word, len) == 0;
}

bool rt_excerpt_is_cut(struct rt_view text, size_t at, size_t end)
{
    if (starts(text, at, end, "\xe2\x80\xa6") || starts(text, at, end, "[...]"))
        return true;
    return starts(text, at, end, "...") && (end - at == 3 || text.data[at + 3] != '.');
}

bool rt_excerpt_is_comment(struct rt_view text, size_t at, size_t end)
{
    return at < end && (text.data[at] == '#' || text.data[at] == ';' || text.data[at] == 0x1b ||
                        starts(text, at, end, "//") || starts(text, at, end, "/*") ||
                        starts(text, at, end, "*/") || starts(text, at, end, "--"));
}

static bool is_digit(uint8_t c, unsigned radix)
{
    int value = rt_hex_digit(c);
    return value >= 0 && (unsigned)value < radix;
}

/* 0x or \x. */
static bool is_prefix(struct rt_view text, size_t at, size_t end)
{
    return end - at >= 3 && (text.data[at] == '0' || text.data[at] == '\\') &&
           (text.data[at + 1] | 0x20) == 'x' && rt_hex_digit(text.data[at + 2]) >= 0;
}

/* What programs put behind a number: h for hex, u8 for its type. */
static size_t skip_suffix(struct rt_view text, size_t at, size_t end, unsigned radix, bool *marked)
{
    if (at < end && radix == 16 && !*marked && (text.data[at] | 0x20) == 'h') {
        *marked = true;
        return at + 1;
    }
    if (starts(text, at, end, "u8") || starts(text, at, end, "i8"))
        return at + 2;
    return at;
}

/* The value of the digits; false if it has more than `bits`. */
static bool value_of(struct rt_view text, size_t at, size_t count, unsigned radix, unsigned bits,
                     uint64_t *value)
{
    uint64_t most = bits < 64 ? ((uint64_t)1 << bits) - 1 : UINT64_MAX;
    *value = 0;
    for (size_t i = at; i < at + count; i++) {
        unsigned digit = (unsigned)rt_hex_digit(text.data[i]);
        if (*value > (most - digit) / radix)
            return false;
        *value = *value * radix + digit;
    }
    return true;
}

/* Does the number of digits, and the value, fit the notation? */
static bool fits(struct rt_view text, enum rt_excerpt_notation notation, size_t words,
                 struct rt_excerpt_number *n)
{
    const struct notation *row = &notations[notation];
    uint64_t value = 0;
    if (n->count < row->min || n->count > row->max || (n->negative && row->radix != 10))
        return false;
    if (notation == RT_EXCERPT_HEX) {
        if (n->marked && n->count % 2 != 0 && n->count > 1 && text.data[n->digits] == '0') {
            n->digits++; /* of 0FFh */
            n->count--;
        }
        return n->count % 2 == 0 || ((n->marked || words == RT_EXCERPT_MARKED) && n->count == 1);
    }
    if (notation == RT_EXCERPT_HEX_WORDS)
        return words == 0 ? n->count == 4 || n->count == 8 || n->count == 16
                          : n->count <= words && n->count % 2 == 0;
    unsigned bits = 8 * (unsigned)row->size;
    return value_of(text, n->digits, n->count, row->radix, bits, &value) &&
           (!n->negative || value <= (uint64_t)1 << (bits - 1));
}

bool rt_excerpt_number_at(struct rt_view text, struct rt_line line, size_t at,
                          enum rt_excerpt_notation notation, size_t count,
                          struct rt_excerpt_number *n)
{
    unsigned radix = notations[notation].radix;
    size_t end = line.end;
    *n = (struct rt_excerpt_number){.from = at};
    if (at < end && at > line.from && rt_excerpt_is_word(text.data[at]) &&
        (rt_excerpt_is_word(text.data[at - 1]) || text.data[at - 1] == '.'))
        return false;
    n->negative = radix == 10 && end - at >= 2 && text.data[at] == '-';
    at += n->negative;
    n->marked = radix == 16 && is_prefix(text, at, end);
    at += n->marked ? 2 : 0;
    n->digits = at;
    while (at < end && is_digit(text.data[at], radix))
        at++;
    n->count = at - n->digits;
    n->end = n->count > 0 ? skip_suffix(text, at, end, radix, &n->marked) : at;
    bool apart =
        n->end == end || (!rt_excerpt_is_word(text.data[n->end]) &&
                          (text.data[n->end] != '.' || rt_excerpt_is_cut(text, n->end, end)));
    return n->count > 0 && apart && fits(text, notation, count, n);
}

size_t rt_excerpt_number_size(enum rt_excerpt_notation notation)
{
    return notations[notation].size;
}

void rt_excerpt_number_put(struct rt_hexdump_reading *out, enum rt_excerpt_notation notation,
                           const struct rt_excerpt_number *n)
{
    const struct notation *row = &notations[notation];
    uint64_t value = 0;
    size_t size = row->size;
    if (notation == RT_EXCERPT_HEX && n->count > 1) {
        rt_hexdump_put_digits(out, n->digits, n->digits + n->count);
        return;
    }
    if (notation == RT_EXCERPT_HEX_WORDS)
        size = n->count / 2;
    value_of(out->text, n->digits, n->count, row->radix, 64, &value);
    if (n->negative)
        value = 0 - value;
    for (size_t i = 0; i < size; i++, value >>= 8)
        if (!rt_hexdump_put(out, value >> 4 & 15, value & 15, n->digits))
            return;
}

/* The characters that tools draw between columns: bars of any kind. */
static size_t bar_at(struct rt_view text, size_t at, size_t end)
{
    if (at < end && text.data[at] == '|')
        return 1;
    return starts(text, at, end, "\xe2\x94\x82") || starts(text, at, end, "\xe2\x94\x83") ||
                   starts(text, at, end, "\xe2\x94\x8a")
               ? 3
               : 0;
}

/* Comments and names between numbers are not longer; the time of a search is bounded so. */
#define INNER_MAX 256

/* Behind a comment of C that ends on this line, or `at`. */
static size_t skip_inner_comment(struct rt_view text, size_t at, size_t end)
{
    size_t room = end - at < INNER_MAX ? end - at : INNER_MAX;
    const uint8_t *close =
        starts(text, at, end, "/*") ? memmem(text.data + at + 2, room - 2, "*/", 2) : NULL;
    return close ? (size_t)(close - text.data) + 2 : at;
}

static size_t skip_cast(struct rt_view text, size_t at, size_t end)
{
    return starts(text, at, end, "(byte)") ? rt_hexdump_skip_blanks(text, at + 6, end) : at;
}

/* A colon or semicolon separates numbers unless blanks stand behind it alone: then it ends what
 * stands before the numbers, or begins a comment. */
static size_t skip_separator(struct rt_view text, size_t from, size_t at, size_t end)
{
    uint8_t c = at < end ? text.data[at] : 0;
    bool before = at > from, behind = at + 1 < end && rt_hexdump_is_blank(text.data[at + 1]);
    if (c == ',' || ((c == ':' || c == ';') && (before || !behind)) ||
        (c == '-' && (before == behind)))
        return at + 1;
    return at + bar_at(text, at, end);
}

size_t rt_excerpt_skip_between(struct rt_view text, size_t at, size_t end)
{
    size_t from = at;
    at = rt_hexdump_skip_blanks(text, at, end);
    at = skip_separator(text, from, at, end);
    at = rt_hexdump_skip_blanks(text, at, end);
    at = rt_hexdump_skip_blanks(text, skip_inner_comment(text, at, end), end);
    return skip_cast(text, at, end);
}

size_t rt_excerpt_skip_glue(struct rt_view text, size_t at, size_t end)
{
    while (at < end && (rt_hexdump_is_blank(text.data[at]) ||
                        (text.data[at] != '\0' && strchr("\"'`+,>&({[", text.data[at]))))
        at++;
    at = rt_hexdump_skip_blanks(text, skip_inner_comment(text, at, end), end);
    return skip_cast(text, at, end);
}

/* Behind what separates an offset from its numbers: the name that a debugger knows for the address,
 * a colon, a dash or a bar, and blanks. */
static size_t skip_behind_offset(struct rt_view text, size_t at, size_t end)
{
    at = rt_hexdump_skip_blanks(text, at, end);
    if (at < end && text.data[at] == '<') {
        size_t room = end - at < INNER_MAX ? end - at : INNER_MAX;
        const uint8_t *close = memchr(text.data + at, '>', room);
        at = close ? (size_t)(close - text.data) + 1 : at;
    }
    at = rt_hexdump_skip_blanks(text, at, end);
    bool dash = end - at >= 2 && text.data[at] == '-' && rt_hexdump_is_blank(text.data[at + 1]);
    if (dash || (at < end && text.data[at] == ':'))
        at++;
    else
        at += bar_at(text, at, end);
    return rt_hexdump_skip_blanks(text, at, end);
}

#define OFFSET_DIGITS_MAX 16

/* Digits behind which nothing but blanks stands may as well be bytes if they are fewer, or more
 * than this. */
#define OFFSET_BARE_MIN 3
#define OFFSET_BARE_MAX 0xfffff

static bool is_small(struct rt_view text, size_t at, size_t count)
{
    uint64_t value = 0;
    return value_of(text, at, count, 16, 64, &value) && value <= OFFSET_BARE_MAX;
}

bool rt_excerpt_offset_at(struct rt_view text, struct rt_line line, size_t at,
                          struct rt_excerpt_offset *offset)
{
    if (at > line.from && rt_excerpt_is_word(text.data[at - 1]))
        return false;
    bool prefixed = is_prefix(text, at, line.end) && text.data[at] == '0';
    offset->digits = at + (prefixed ? 2 : 0);
    at = rt_hexdump_skip_digits(text, offset->digits, line.end);
    offset->count = at - offset->digits;
    bool marked = at < line.end && (text.data[at] | 0x20) == 'h';
    at += marked;
    bool apart = at == line.end || !rt_excerpt_is_word(text.data[at]);
    offset->rest = skip_behind_offset(text, at, line.end);
    marked = marked || rt_hexdump_skip_blanks(text, at, line.end) < offset->rest;
    bool enough = offset->count >= OFFSET_BARE_MIN;
    offset->sure =
        prefixed || (enough && (marked || is_small(text, offset->digits, offset->count)));
    return (enough || (prefixed && offset->count > 1)) && offset->count <= OFFSET_DIGITS_MAX &&
           apart && (offset->rest > at || at == line.end);
}
