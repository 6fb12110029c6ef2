// SPDX-License-Identifier: BSD-2-Clause
/* Finds the version that somebody may have meant. */
#include "common/version_name.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "base/spelling.h"

#define WORD_SIZE 80 /* no name is longer */

struct rt_version_name_from version_name_all(void)
{
    return (struct rt_version_name_from){rt_registry, rt_registry_count};
}

size_t version_name_find(const char *word, size_t len,
                         const struct rt_version *found[VERSION_NAME_MOST])
{
    return rt_version_name_find(version_name_all(), word, len, found);
}

const struct rt_version *version_name_nearest(const char *word, size_t len)
{
    char text[WORD_SIZE];
    const struct rt_version *meant = rt_version_name_nearest(version_name_all(), word, len);
    if (meant)
        return meant;
    for (; len > 0 && isspace((unsigned char)*word); len--)
        word++;
    while (len > 0 && isspace((unsigned char)word[len - 1]))
        len--;
    if (len == 0 || len >= sizeof text || memchr(word, '\0', len))
        return NULL;
    snprintf(text, sizeof text, "%.*s", (int)len, word);
    struct rt_spelling nearest = {.word = text};
    for (size_t i = 0; i < rt_registry_count; i++)
        rt_spelling_try(&nearest, rt_registry[i]->name);
    return nearest.name ? rt_registry_find(nearest.name) : NULL;
}
