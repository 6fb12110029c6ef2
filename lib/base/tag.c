// SPDX-License-Identifier: BSD-2-Clause
/* Names tags. */
#include "base/tag.h"

#include <stddef.h>

static const struct rt_tag_row rows[] = {
#define X(id, number, name, kind, text) {number, name, kind, text},
    RT_TAGS(X)
#undef X
};

const struct rt_tag_row *rt_tag_find(uint32_t number)
{
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if (rows[i].number == number)
            return &rows[i];
    return NULL;
}

const char *rt_tag_name(uint32_t number, char name[RT_TAG_NAME_SIZE])
{
    static const char digits[] = "0123456789abcdef";
    char *to = name;
    for (uint32_t rest = number; rest != 0; rest >>= 8) {
        unsigned byte = rest & 0xff;
        if (byte > ' ' && byte < 0x7f && byte != '\\') {
            *to++ = (char)byte;
            continue;
        }
        *to++ = '\\';
        *to++ = 'x';
        *to++ = digits[byte >> 4];
        *to++ = digits[byte & 15];
    }
    if (to == name)
        *to++ = '-';
    *to = '\0';
    return name;
}
