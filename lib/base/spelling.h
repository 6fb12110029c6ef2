// SPDX-License-Identifier: BSD-2-Clause
/* The name that somebody may have meant who mistyped it. */
#ifndef ROUGHTIME_SPELLING_H
#define ROUGHTIME_SPELLING_H

#include <stddef.h>

/* The search for a name; begin with zeros and `word`. */
struct rt_spelling {
    const char *word; /* what was typed */
    const char *name; /* the nearest name so far, NULL if none is near */
    unsigned distance;
};

/*
 * Looks at one more name. It is near if the word is the beginning of it, or becomes it by few
 * changes: one letter more, less or other, or two neighbours exchanged, for each three letters of
 * the word. Case does not count. Of names that are equally near the first is kept. `name` must
 * outlive the search.
 */
void rt_spelling_try(struct rt_spelling *spelling, const char *name);

#endif
