// SPDX-License-Identifier: BSD-2-Clause
/* Adds up and tells what became of the packets of captures. */
#include "files/capture_counts.h"

#include <inttypes.h>
#include <stdio.h>

void rt_capture_counts_add(struct rt_capture_counts *sum, const struct rt_capture_counts *counts)
{
    if (sum->unread[RT_CAPTURE_UNREAD_LINK] == 0)
        sum->link = counts->link;
    sum->packets += counts->packets;
    sum->datagrams += counts->datagrams;
    sum->messages += counts->messages;
    sum->other += counts->other;
    sum->copies += counts->copies;
    sum->faults += counts->faults;
    for (int i = 0; i < RT_CAPTURE_UNREAD_COUNT; i++)
        sum->unread[i] += counts->unread[i];
}

uint64_t rt_capture_counts_unread(const struct rt_capture_counts *counts)
{
    uint64_t sum = 0;
    for (int i = 0; i < RT_CAPTURE_UNREAD_COUNT; i++)
        sum += counts->unread[i];
    return sum;
}

/* The reason of most packets that is not in `told` yet. */
static enum rt_capture_unread most(const struct rt_capture_counts *counts, unsigned told)
{
    int found = RT_CAPTURE_UNREAD_NONE;
    for (int i = found + 1; i < RT_CAPTURE_UNREAD_COUNT; i++)
        if (!(told >> i & 1) && counts->unread[i] > counts->unread[found])
            found = i;
    return (enum rt_capture_unread)found;
}

const char *rt_capture_counts_text(const struct rt_capture_counts *counts,
                                   char text[RT_CAPTURE_COUNTS_TEXT_SIZE])
{
    enum { SIZE = RT_CAPTURE_COUNTS_TEXT_SIZE };
    uint64_t unread = rt_capture_counts_unread(counts);
    size_t used = 0;
    unsigned told = 0;
    text[0] = '\0';
    if (unread > 0)
        used += (size_t)snprintf(text, SIZE, "%" PRIu64 " of %" PRIu64 " packets not read", unread,
                                 counts->packets);
    for (enum rt_capture_unread kind; (kind = most(counts, told)) != RT_CAPTURE_UNREAD_NONE;) {
        used +=
            (size_t)snprintf(text + used, SIZE - used, "%s%" PRIu64 " %s", told == 0 ? ": " : ", ",
                             counts->unread[kind], rt_capture_unread_text(kind));
        if (kind == RT_CAPTURE_UNREAD_LINK)
            used += (size_t)snprintf(text + used, SIZE - used, " (%" PRIu32 ")", counts->link);
        told |= 1u << kind;
    }
    if (counts->copies > 0 && unread > 0)
        snprintf(text + used, SIZE - used, "; %" PRIu64 " captured twice", counts->copies);
    else if (counts->copies > 0)
        snprintf(text, SIZE, "%" PRIu64 " of %" PRIu64 " packets captured twice", counts->copies,
                 counts->packets);
    return text;
}
