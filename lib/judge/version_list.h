// SPDX-License-Identifier: BSD-2-Clause
/*
 * A list of versions as text, such as the option -V of rtctl:
 *
 *     LIST    = ITEM {"," ITEM}
 *     ITEM    = "all" | NAMES | NAMES "/" READING
 *     READING = the name of a reading | SETTING {("+" | ",") SETTING}
 *
 * NAMES is what version_name.h reads: a version, those with one number, or a range. NAMES alone are
 * the versions with their readings; with a reading they are just that. Blanks around items, upper
 * and lower case of names do not count.
 */
#ifndef ROUGHTIME_VERSION_LIST_H
#define ROUGHTIME_VERSION_LIST_H

#include "judge/version_name.h"

/* Why a list cannot be read. */
enum rt_version_list_fault {
    RT_VERSION_LIST_GOOD = 1,
    RT_VERSION_LIST_NO_VERSION, /* the item is no name of a version */
    RT_VERSION_LIST_NO_READING, /* the last choice is of a version that has no such reading */
    RT_VERSION_LIST_TOO_MANY    /* more than RT_CHOICES_MAX */
};

struct rt_version_list {
    struct rt_choice *choices; /* the caller's room for RT_CHOICES_MAX */
    size_t count;              /* at least 1 if the list is good */
    const char *item;          /* what was read last, within the text */
    size_t item_len;
};

/* Reads a list of some of the versions `from`. `read` begins with `choices`. */
RT_CHECKED enum rt_version_list_fault rt_version_list_read(struct rt_version_list *read,
                                                           const char *text,
                                                           struct rt_version_name_from from);

/* Sorts choices by the place of their versions in `from`, the last first: so are versions wanted of
 * a server, the newest before all. Choices of one version keep their order. */
void rt_version_list_newest_first(struct rt_choice *choices, size_t count,
                                  struct rt_version_name_from from);

/* Reading number i of a version, those for chains after the others; NULL behind the last. */
const struct rt_reading *rt_version_list_reading(const struct rt_version *version, size_t i);

#endif
