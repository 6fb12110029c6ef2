// SPDX-License-Identifier: BSD-2-Clause
/* Writes and reads hexadecimal text. */
#include "base/hex.h"

int rt_hex_digit(uint8_t c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

char *rt_hex_encode(struct rt_view bytes, char *text)
{
    static const char digits[] = "0123456789abcdef";
    char *p = text;
    for (size_t i = 0; i < bytes.len; i++) {
        *p++ = digits[bytes.data[i] >> 4];
        *p++ = digits[bytes.data[i] & 15];
    }
    *p = '\0';
    return text;
}

struct rt_fault rt_hex_decode(struct rt_view text, uint8_t *data, size_t cap, size_t *len)
{
    *len = 0;
    for (size_t i = 0; i < text.len; i += 2) {
        int high = rt_hex_digit(text.data[i]);
        if (high < 0 || i + 1 == text.len)
            return (struct rt_fault){RT_E_HEX, i};
        int low = rt_hex_digit(text.data[i + 1]);
        if (low < 0)
            return (struct rt_fault){RT_E_HEX, i + 1};
        if (*len == cap)
            return (struct rt_fault){RT_E_NO_SPACE, i};
        data[(*len)++] = (uint8_t)(high << 4 | low);
    }
    return (struct rt_fault){RT_OK, 0};
}
