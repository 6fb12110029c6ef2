// SPDX-License-Identifier: BSD-2-Clause
/* Measures characters of UTF-8. */
#include "base/utf8.h"

#include <stdbool.h>

static bool follows(const uint8_t *p, size_t count)
{
    for (size_t i = 1; i <= count; i++)
        if ((p[i] & 0xc0) != 0x80)
            return false;
    return true;
}

size_t rt_utf8_length(const uint8_t *p, size_t left)
{
    if (left == 0)
        return 0;
    if (p[0] < 0x80)
        return 1;
    if (p[0] >= 0xc2 && p[0] <= 0xdf)
        return left >= 2 && follows(p, 1) ? 2 : 0;
    if (p[0] >= 0xe0 && p[0] <= 0xef) {
        if (left < 3 || !follows(p, 2))
            return 0;
        bool overlong = p[0] == 0xe0 && p[1] < 0xa0;
        bool surrogate = p[0] == 0xed && p[1] > 0x9f;
        return overlong || surrogate ? 0 : 3;
    }
    if (p[0] >= 0xf0 && p[0] <= 0xf4) {
        if (left < 4 || !follows(p, 3))
            return 0;
        bool overlong = p[0] == 0xf0 && p[1] < 0x90;
        bool beyond = p[0] == 0xf4 && p[1] > 0x8f;
        return overlong || beyond ? 0 : 4;
    }
    return 0;
}
