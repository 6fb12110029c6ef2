// SPDX-License-Identifier: BSD-2-Clause
/* Turns UTF-16 into UTF-8. */
#include "files/utf16.h"

#define MARK        0xfeffu
#define REPLACEMENT 0xfffdu

static bool is_ascii(uint8_t c)
{
    return c == '\t' || c == '\n' || c == '\r' || (c >= 0x20 && c < 0x7f);
}

bool rt_utf16_begins(struct rt_view bytes, bool *big)
{
    const uint8_t *p = bytes.data;
    if (bytes.len < 2)
        return false;
    *big = p[0] == 0xfe || p[0] == 0;
    if ((p[0] == 0xff && p[1] == 0xfe) || (p[0] == 0xfe && p[1] == 0xff))
        return true;
    size_t zero = *big ? 0 : 1;
    return bytes.len >= 4 && p[zero] == 0 && p[zero + 2] == 0 && is_ascii(p[1 - zero]) &&
           is_ascii(p[3 - zero]);
}

static size_t put(uint8_t *text, uint32_t c)
{
    static const uint8_t marks[] = {0, 0xc0, 0xe0, 0xf0};
    size_t more = c < 0x80 ? 0 : c < 0x800 ? 1 : c < 0x10000 ? 2 : 3;
    text[0] = (uint8_t)(marks[more] | c >> 6 * more);
    for (size_t i = 1; i <= more; i++)
        text[i] = (uint8_t)(0x80 | (c >> 6 * (more - i) & 0x3f));
    return more + 1;
}

/* A unit of 16 bits. */
static size_t take(struct rt_utf16 *state, uint32_t unit, uint8_t *text)
{
    uint32_t first = state->first;
    size_t len = 0;
    bool second = unit >= 0xdc00 && unit <= 0xdfff;
    state->first = 0;
    if (first != 0 && second)
        return put(text, 0x10000 + ((first - 0xd800) << 10) + (unit - 0xdc00));
    if (first != 0)
        len = put(text, REPLACEMENT);
    if (unit >= 0xd800 && unit <= 0xdbff)
        state->first = unit;
    else if (unit != MARK)
        len += put(text + len, second ? REPLACEMENT : unit);
    return len;
}

size_t rt_utf16_convert(struct rt_utf16 *state, struct rt_view bytes, uint8_t *text)
{
    size_t len = 0;
    for (size_t i = 0; i < bytes.len; i++) {
        uint8_t byte = bytes.data[i];
        if (state->odd)
            len += take(state,
                        state->big ? (uint32_t)state->byte << 8 | byte
                                   : (uint32_t)byte << 8 | state->byte,
                        text + len);
        state->byte = byte;
        state->odd = !state->odd;
    }
    return len;
}
