// SPDX-License-Identifier: BSD-2-Clause
/* Counts the changes from one word to another (optimal string alignment). */
#include "base/spelling.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>
#include <strings.h>

#define WORD_MOST 40 /* longer words are near to nothing */

static int lower(char c)
{
    return tolower((unsigned char)c);
}

static unsigned least(unsigned a, unsigned b, unsigned c)
{
    unsigned ab = a < b ? a : b;
    return ab < c ? ab : c;
}

/* Changes from the first i letters of `a` to the first j letters of `b`, for all j, from the two
 * rows before. */
static void next_row(const char *a, const char *b, size_t i, unsigned rows[3][WORD_MOST + 1])
{
    unsigned *row = rows[i % 3];
    const unsigned *before = rows[(i + 2) % 3];
    const unsigned *two_before = rows[(i + 1) % 3];
    row[0] = (unsigned)i;
    for (size_t j = 1; b[j - 1]; j++) {
        bool same = lower(a[i - 1]) == lower(b[j - 1]);
        row[j] = least(before[j] + 1, row[j - 1] + 1, before[j - 1] + (same ? 0 : 1));
        if (i > 1 && j > 1 && lower(a[i - 1]) == lower(b[j - 2]) &&
            lower(a[i - 2]) == lower(b[j - 1]) && two_before[j - 2] + 1 < row[j])
            row[j] = two_before[j - 2] + 1;
    }
}

static unsigned distance(const char *a, const char *b)
{
    unsigned rows[3][WORD_MOST + 1];
    size_t len = strlen(a);
    for (unsigned j = 0; j <= WORD_MOST; j++)
        rows[0][j] = j;
    for (size_t i = 1; i <= len; i++)
        next_row(a, b, i, rows);
    return rows[len % 3][strlen(b)];
}

void rt_spelling_try(struct rt_spelling *spelling, const char *name)
{
    size_t len = strlen(spelling->word);
    if (len == 0 || len > WORD_MOST || strlen(name) > WORD_MOST)
        return;
    bool beginning = len > 1 && strncasecmp(spelling->word, name, len) == 0;
    unsigned changes = distance(spelling->word, name);
    unsigned most = len < 3 ? 1 : (unsigned)len / 3;
    /* A word all of whose letters are other ones is not mistyped. */
    bool near = beginning || (changes <= most && changes < strlen(name));
    if (!near || (spelling->name && changes >= spelling->distance))
        return;
    spelling->name = name;
    spelling->distance = changes;
}
