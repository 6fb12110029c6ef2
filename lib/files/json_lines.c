// SPDX-License-Identifier: BSD-2-Clause
/* Reads lines of a file, up to a limit. */
#include "files/json_lines.h"

#include <stdlib.h>
#include <string.h>

#define BUFFER_START 65536

static bool grow(struct rt_lines *lines)
{
    size_t cap = lines->cap ? lines->cap * 2 : BUFFER_START;
    char *grown = realloc(lines->buffer, cap);
    if (grown == NULL)
        return false;
    lines->buffer = grown;
    lines->cap = cap;
    return true;
}

static size_t smaller(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* Adds bytes up to the bound, or up to `stop`, which is taken and not added. The inner loop sees
 * every byte of a file, so it has nothing in it that can wait. */
static enum rt_error add_until(struct rt_lines *lines, size_t max, int stop)
{
    FILE *file = lines->file;
    int c = stop;
    lines->cut = false;
    do {
        if (lines->len == lines->cap && !grow(lines))
            return RT_E_NO_MEMORY;
        char *from = lines->buffer + lines->len, *p = from;
        char *end = lines->buffer + smaller(max, lines->cap);
        while (p < end && (c = getc_unlocked(file)) != EOF && c != stop)
            *p++ = (char)c;
        size_t added = (size_t)(p - from);
        lines->len += added;
        lines->offset += added;
        lines->cut = p >= end && lines->len >= max;
    } while (lines->len == lines->cap && !lines->cut);
    if (lines->cut) {
        c = getc_unlocked(file);
        lines->cut = c != EOF && c != stop;
        if (lines->cut)
            ungetc(c, file);
    }
    lines->offset += c == stop && c != EOF;
    lines->last = c == EOF;
    return ferror(file) ? RT_E_IO : RT_OK;
}

/* Takes the record separators of RFC 7464 at the begin of lines for blanks, from `from` on. */
static void blank_separators(struct rt_lines *lines, size_t from)
{
    char *next = lines->buffer;
    while (from < lines->len &&
           (next = memchr(lines->buffer + from, RT_JSON_LINES_SEPARATOR, lines->len - from))) {
        from = (size_t)(next - lines->buffer) + 1;
        if (from == 1 || next[-1] == '\n')
            *next = ' ';
    }
}

enum rt_error rt_json_lines_next(struct rt_lines *lines, size_t max)
{
    lines->base = lines->offset;
    lines->len = 0;
    lines->line++;
    enum rt_error error = add_until(lines, max, '\n');
    if (lines->len > 0 && lines->buffer[0] == RT_JSON_LINES_SEPARATOR)
        lines->buffer[0] = ' ';
    return error;
}

enum rt_error rt_json_lines_rest(struct rt_lines *lines, size_t max)
{
    if (!lines->cut && !lines->last) {
        if (lines->len == lines->cap && !grow(lines))
            return RT_E_NO_MEMORY;
        lines->buffer[lines->len++] = '\n'; /* which was taken and not added */
    }
    size_t from = lines->len;
    enum rt_error error = add_until(lines, max, EOF);
    blank_separators(lines, from);
    return error;
}

void rt_json_lines_drop(struct rt_lines *lines)
{
    int c = 0;
    while ((c = getc_unlocked(lines->file)) != EOF) {
        lines->offset++;
        if (c == '\n')
            break;
    }
    lines->last = c == EOF;
}

int rt_json_lines_peek(struct rt_lines *lines)
{
    int c = getc(lines->file);
    if (c != EOF)
        ungetc(c, lines->file);
    return c;
}

struct rt_view rt_json_lines_text(const struct rt_lines *lines)
{
    return (struct rt_view){(const uint8_t *)lines->buffer, lines->len};
}

void rt_json_lines_free(struct rt_lines *lines)
{
    free(lines->buffer);
    lines->buffer = NULL;
    lines->len = lines->cap = 0;
}
