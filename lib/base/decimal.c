// SPDX-License-Identifier: BSD-2-Clause
/* Reads decimal numbers. */
#include "base/decimal.h"

#include <stddef.h>

/* Reads digits up to `end`; false if there are none, or their number is too large. */
static bool digits_up_to(const char *text, const char *end, uint64_t most, uint64_t *value)
{
    *value = 0;
    for (const char *c = text; c < end; c++) {
        if (*c < '0' || *c > '9' || *value > UINT64_MAX / 10 - 1)
            return false;
        *value = *value * 10 + (uint64_t)(*c - '0');
        if (*value > most)
            return false;
    }
    return text < end;
}

static const char *end_of(const char *text, char mark)
{
    while (*text && *text != mark)
        text++;
    return text;
}

bool rt_decimal_whole(const char *text, uint64_t most, uint64_t *value)
{
    return digits_up_to(text, end_of(text, '\0'), most, value);
}

bool rt_decimal_scaled(const char *text, unsigned digits, uint64_t most, uint64_t *value)
{
    const char *point = end_of(text, '.');
    const char *end = end_of(point, '\0');
    uint64_t whole = 0, part = 0, scale = 1;
    if ((point > text && !digits_up_to(text, point, most, &whole)) || end == text)
        return false;
    if (*point &&
        ((size_t)(end - point) > digits + 1 || !digits_up_to(point + 1, end, UINT32_MAX, &part)))
        return false;
    for (unsigned i = *point ? (unsigned)(end - point) - 1 : 0; i < digits; i++)
        part *= 10;
    for (unsigned i = 0; i < digits; i++)
        scale *= 10;
    *value = whole * scale + part;
    return true;
}
