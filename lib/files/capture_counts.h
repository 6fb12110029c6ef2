// SPDX-License-Identifier: BSD-2-Clause
/* What came by in a capture: packets by what became of them, and a sentence about those that were
 * not read. */
#ifndef ROUGHTIME_CAPTURE_COUNTS_H
#define ROUGHTIME_CAPTURE_COUNTS_H

#include "files/capture_link.h"

struct rt_capture_counts {
    uint64_t packets;   /* records of the file */
    uint64_t datagrams; /* delivered from UDP, those that do not look like Roughtime too */
    uint64_t messages;  /* delivered from TCP */
    uint64_t other;     /* packets in which nothing of Roughtime can be: ARP, ICMP, UDP without
                           payload, cut ones of other traffic, and so on */
    uint64_t copies;    /* datagrams that were captured before: rt_datagram.copy_of */
    uint64_t faults;
    uint64_t unread[RT_CAPTURE_UNREAD_COUNT]; /* packets that were not read, by reason */
    uint32_t link;                            /* the first link type that was not read */
};

/* Adds the counts of another file. */
void rt_capture_counts_add(struct rt_capture_counts *sum, const struct rt_capture_counts *counts);

/* All packets that were not read. */
uint64_t rt_capture_counts_unread(const struct rt_capture_counts *counts);

/* "12 of 340 packets not read: 8 encrypted, 4 cut by the snap length", and how many are copies.
 * Empty if everything was read and nothing twice. Returns `text`. */
#define RT_CAPTURE_COUNTS_TEXT_SIZE 640

const char *rt_capture_counts_text(const struct rt_capture_counts *counts,
                                   char text[RT_CAPTURE_COUNTS_TEXT_SIZE]);

#endif
