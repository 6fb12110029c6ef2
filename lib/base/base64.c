// SPDX-License-Identifier: BSD-2-Clause
/* Writes and reads base64. */
#include "base/base64.h"

#include <stdbool.h>

char *rt_base64_encode(struct rt_view bytes, char *text)
{
    static const char alphabet[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    char *p = text;
    for (size_t i = 0; i < bytes.len; i += 3) {
        size_t left = bytes.len - i;
        uint32_t bits = (uint32_t)bytes.data[i] << 16;
        bits |= left > 1 ? (uint32_t)bytes.data[i + 1] << 8 : 0;
        bits |= left > 2 ? (uint32_t)bytes.data[i + 2] : 0;
        *p++ = alphabet[bits >> 18];
        *p++ = alphabet[bits >> 12 & 63];
        *p++ = left > 1 ? alphabet[bits >> 6 & 63] : '=';
        *p++ = left > 2 ? alphabet[bits & 63] : '=';
    }
    *p = '\0';
    return text;
}

#define NO_VALUE 0x80

/* One more than the value of a character of either alphabet; 0 for every other byte. */
// clang-format off
static const uint8_t places[256] = {
    ['A'] = 1,  ['B'] = 2,  ['C'] = 3,  ['D'] = 4,  ['E'] = 5,  ['F'] = 6,  ['G'] = 7,
    ['H'] = 8,  ['I'] = 9,  ['J'] = 10, ['K'] = 11, ['L'] = 12, ['M'] = 13, ['N'] = 14,
    ['O'] = 15, ['P'] = 16, ['Q'] = 17, ['R'] = 18, ['S'] = 19, ['T'] = 20, ['U'] = 21,
    ['V'] = 22, ['W'] = 23, ['X'] = 24, ['Y'] = 25, ['Z'] = 26, ['a'] = 27, ['b'] = 28,
    ['c'] = 29, ['d'] = 30, ['e'] = 31, ['f'] = 32, ['g'] = 33, ['h'] = 34, ['i'] = 35,
    ['j'] = 36, ['k'] = 37, ['l'] = 38, ['m'] = 39, ['n'] = 40, ['o'] = 41, ['p'] = 42,
    ['q'] = 43, ['r'] = 44, ['s'] = 45, ['t'] = 46, ['u'] = 47, ['v'] = 48, ['w'] = 49,
    ['x'] = 50, ['y'] = 51, ['z'] = 52, ['0'] = 53, ['1'] = 54, ['2'] = 55, ['3'] = 56,
    ['4'] = 57, ['5'] = 58, ['6'] = 59, ['7'] = 60, ['8'] = 61, ['9'] = 62, ['+'] = 63,
    ['/'] = 64, ['-'] = 63, ['_'] = 64,
};
// clang-format on

static uint32_t value_of(uint8_t c)
{
    return places[c] ? places[c] - 1u : NO_VALUE;
}

struct base64 {
    const uint8_t *text;
    uint8_t *data;
    size_t cap;
    size_t len;
    size_t pos;
    uint32_t bits;  /* the characters of the group begun */
    unsigned chars; /* how many: 0..3 */
    unsigned pads;
};

/* Whole groups of four, as long as nothing special comes: most of the work is here. */
static void base64_groups(struct base64 *b, size_t text_len)
{
    while (text_len - b->pos >= 4 && b->cap - b->len >= 3) {
        const uint8_t *p = b->text + b->pos;
        uint32_t v0 = value_of(p[0]), v1 = value_of(p[1]), v2 = value_of(p[2]), v3 = value_of(p[3]);
        if ((v0 | v1 | v2 | v3) & NO_VALUE)
            return;
        uint32_t bits = v0 << 18 | v1 << 12 | v2 << 6 | v3;
        b->data[b->len++] = (uint8_t)(bits >> 16);
        b->data[b->len++] = (uint8_t)(bits >> 8);
        b->data[b->len++] = (uint8_t)bits;
        b->pos += 4;
    }
}

static enum rt_error base64_char(struct base64 *b, uint8_t c)
{
    uint32_t value = value_of(c);
    if (c == '=') {
        b->pads++;
        return b->chars >= 2 && b->chars + b->pads <= 4 ? RT_OK : RT_E_BASE64;
    }
    if (value == NO_VALUE || b->pads > 0)
        return RT_E_BASE64;
    b->bits = b->bits << 6 | value;
    b->chars++;
    if (b->chars == 1)
        return RT_OK;
    if (b->len == b->cap)
        return RT_E_NO_SPACE;
    unsigned spare = 8 - 2 * b->chars; /* bits of the next byte that have come already */
    b->data[b->len++] = (uint8_t)(b->bits >> spare);
    b->bits &= (1u << spare) - 1;
    b->chars &= 3;
    return RT_OK;
}

static struct rt_fault decode(struct rt_view text, enum rt_spaces spaces, bool bare,
                              struct base64 b, size_t *len)
{
    enum rt_error error = RT_OK;
    while (error == RT_OK) {
        if (b.chars == 0 && b.pads == 0)
            base64_groups(&b, text.len);
        if (b.pos == text.len)
            break;
        uint8_t c = text.data[b.pos];
        if (spaces != RT_SPACES_SKIPPED || !rt_bytes_is_space(c))
            error = base64_char(&b, c);
        b.pos += error == RT_OK;
    }
    bool whole = b.chars == 0 || b.chars + b.pads == 4 || (bare && b.pads == 0 && b.chars > 1);
    if (error == RT_OK && (!whole || b.bits != 0))
        error = RT_E_BASE64;
    *len = b.len;
    return (struct rt_fault){error, error == RT_OK ? 0 : b.pos};
}

struct rt_fault rt_base64_decode(struct rt_view text, enum rt_spaces spaces, uint8_t *data,
                                 size_t cap, size_t *len)
{
    struct base64 b = {.text = text.data, .data = data, .cap = cap};
    return decode(text, spaces, false, b, len);
}

struct rt_fault rt_base64_decode_bare(struct rt_view text, enum rt_spaces spaces, uint8_t *data,
                                      size_t cap, size_t *len)
{
    struct base64 b = {.text = text.data, .data = data, .cap = cap};
    return decode(text, spaces, true, b, len);
}
