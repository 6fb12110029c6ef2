// SPDX-License-Identifier: BSD-2-Clause
/* Breaks lines between words. */
#include "files/wrap.h"

#include <string.h>

#include "base/utf8.h"

/* The number of a character of UTF-8 of `len` bytes. */
static uint32_t number_of(const uint8_t *p, size_t len)
{
    static const uint8_t mask[] = {0, 0x7f, 0x1f, 0x0f, 0x07};
    uint32_t number = p[0] & mask[len];
    for (size_t i = 1; i < len; i++)
        number = number << 6 | (p[i] & 0x3f);
    return number;
}

/* Blocks of Unicode whose characters take no column or two. */
static size_t columns_of(uint32_t number)
{
    static const struct {
        uint32_t first, last;
        size_t columns;
    } blocks[] = {
        {0x0300, 0x036f, 0}, {0x1100, 0x115f, 2}, {0x200b, 0x200f, 0},   {0x2e80, 0xa4cf, 2},
        {0xac00, 0xd7a3, 2}, {0xf900, 0xfaff, 2}, {0xfe00, 0xfe0f, 0},   {0xfe30, 0xfe6f, 2},
        {0xff00, 0xff60, 2}, {0xffe0, 0xffe6, 2}, {0x1f300, 0x1faff, 2}, {0x20000, 0x3fffd, 2},
    };
    for (size_t i = 0; i < sizeof blocks / sizeof blocks[0]; i++)
        if (number >= blocks[i].first && number <= blocks[i].last)
            return blocks[i].columns;
    return 1;
}

/* The bytes of the sequence ESC [ ... letter at the start of the text, or 0. */
static size_t escape_length(struct rt_view text)
{
    if (text.len < 2 || text.data[0] != 0x1b || text.data[1] != '[')
        return 0;
    size_t len = 2;
    while (len < text.len && text.data[len] >= 0x20 && text.data[len] < 0x40)
        len++;
    return len < text.len ? len + 1 : len;
}

/* The bytes of what stands first, and the columns it takes. */
static size_t first_of(struct rt_view text, size_t *columns)
{
    size_t len = escape_length(text);
    *columns = 0;
    if (len > 0)
        return len;
    len = rt_utf8_length(text.data, text.len);
    *columns = len > 0 ? columns_of(number_of(text.data, len)) : 1;
    return len > 0 ? len : 1;
}

size_t rt_wrap_columns(struct rt_view text)
{
    size_t count = 0, columns = 0;
    for (size_t at = 0; at < text.len; count += columns)
        at += first_of(rt_view_slice(text, at, text.len), &columns);
    return count;
}

/* Where a run of blanks, or of anything else, ends that begins at `at`. */
static size_t run_end(struct rt_view line, size_t at, bool blanks)
{
    while (at < line.len && (line.data[at] == ' ') == blanks)
        at++;
    return at;
}

static size_t columns_between(struct rt_view line, size_t from, size_t to)
{
    return rt_wrap_columns(rt_view_slice(line, from, to - from));
}

/* The column under which the rest of a line hangs. */
static size_t hang_of(struct rt_view line, size_t width)
{
    size_t at = run_end(line, 0, true);
    size_t hang = at + 2, column = at;
    while (at < line.len) {
        size_t gap = run_end(line, at, false);
        size_t word = run_end(line, gap, true);
        column += columns_between(line, at, gap) + (word - gap);
        if (column > width / 2)
            break;
        if (word - gap >= 2 && word < line.len)
            hang = column;
        at = word;
    }
    return hang <= width / 2 ? hang : 2;
}

static void put_blanks(void (*put)(void *context, const char *text, size_t len), void *context,
                       size_t count)
{
    while (count-- > 0)
        put(context, " ", 1);
}

void rt_wrap_line(struct rt_view line, size_t width,
                  void (*put)(void *context, const char *text, size_t len), void *context)
{
    const char *text = (const char *)line.data;
    bool command = line.len >= 2 && memcmp(text, "$ ", 2) == 0;
    size_t hang = hang_of(line, width);
    size_t from = 0; /* of what is not given yet */
    size_t at = run_end(line, 0, true), column = at;
    size_t gap = at; /* the end of the word before */
    while (!command && width >= RT_WRAP_LEAST && at < line.len) {
        size_t end = run_end(line, at, false);
        size_t word = columns_between(line, at, end);
        if (column + word > width && gap > from && (at - gap == 1 || hang + word <= width)) {
            put(context, text + from, gap - from);
            put(context, "\n", 1);
            put_blanks(put, context, hang);
            from = at;
            column = hang;
        }
        gap = end;
        at = run_end(line, end, true);
        column += word + (at - end);
    }
    if (from < line.len)
        put(context, text + from, line.len - from);
}
