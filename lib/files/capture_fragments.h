// SPDX-License-Identifier: BSD-2-Clause
/*
 * IP fragments put together within fixed bounds (RFC 791 section 3.2, RFC 8200 section 4.5).
 *
 * At most RT_CAPTURE_FRAGMENTS_SLOTS packets are in flight, each up to 65535 bytes. A slot's buffer
 * is allocated when the slot is first used and kept until rt_capture_fragments_free; when all are
 * taken, the one that was touched longest ago is given up. Pieces may come in any order and more
 * than once. Where pieces overlap, the bytes that came first stay; a piece that contradicts the
 * known end of its packet is dropped, and a late copy of a piece of a finished packet is passed
 * over. Pieces more than 60 seconds apart are not of the same packet, because identification
 * numbers come round again.
 */
#ifndef ROUGHTIME_CAPTURE_FRAGMENTS_H
#define ROUGHTIME_CAPTURE_FRAGMENTS_H

#include "files/capture_link.h"

#pragma GCC visibility push(hidden)

#define RT_CAPTURE_FRAGMENTS_SLOTS 64

struct rt_capture_fragments;

/* A packet that was given up before all its pieces had come. */
struct rt_unfinished {
    bool present;
    uint64_t packet; /* number and file offset of the piece that came last */
    uint64_t offset;
    struct rt_endpoint from;
    struct rt_endpoint to;
    uint8_t protocol;
    uint8_t start[256]; /* its first bytes, */
    size_t len;         /* and how many of them came */
};

/* NULL if out of memory. */
struct rt_capture_fragments *rt_capture_fragments_new(void);
void rt_capture_fragments_free(struct rt_capture_fragments *reassembly);

/* Takes in a fragment, whose bytes are copied. If that makes a packet whole, it is in `whole`,
 * with its extension headers walked over; its payload is absent otherwise, and valid until the next
 * call. If another packet had to go for it, that is in `lost`. RT_E_CAPTURE for a piece that cannot
 * be right, RT_E_TRUNCATED for one that was not captured entirely, RT_E_NO_MEMORY. */
RT_CHECKED enum rt_error rt_capture_fragments_add(struct rt_capture_fragments *reassembly,
                                                  const struct rt_capture_ip *fragment,
                                                  const struct rt_origin *origin,
                                                  struct rt_capture_ip *whole,
                                                  struct rt_unfinished *lost);

/* Gives up one of the packets that are left; `lost->present` is false when there is none. */
void rt_capture_fragments_drain(struct rt_capture_fragments *reassembly,
                                struct rt_unfinished *lost);

#pragma GCC visibility pop

#endif
