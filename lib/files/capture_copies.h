// SPDX-License-Identifier: BSD-2-Clause
/*
 * Finds packets that were captured more than once, as "tcpdump -i any" and captures of both sides
 * of a bridge have them: the same bytes between the same ends, with the same IP identification, at
 * most a tenth of a second apart. (A client that sends a request again waits longer.)
 *
 * The last RT_CAPTURE_COPIES_SLOTS payloads are kept, each up to RT_CAPTURE_COPIES_BYTES; longer
 * ones are not compared. Nothing is allocated but at the beginning.
 */
#ifndef ROUGHTIME_CAPTURE_COPIES_H
#define ROUGHTIME_CAPTURE_COPIES_H

#include "files/capture.h"

#pragma GCC visibility push(hidden)

#define RT_CAPTURE_COPIES_SLOTS 64
#define RT_CAPTURE_COPIES_BYTES 2048

struct rt_capture_copies;

/* NULL if out of memory. */
struct rt_capture_copies *rt_capture_copies_new(void);
void rt_capture_copies_free(struct rt_capture_copies *copies); /* NULL is allowed */

/* The number of the packet of which this one is a copy, or 0: then its bytes are kept. `id` is the
 * identification of IPv4, 0 for IPv6. */
uint64_t rt_capture_copies_find(struct rt_capture_copies *copies,
                                const struct rt_datagram *datagram, uint32_t id);

#pragma GCC visibility pop

#endif
