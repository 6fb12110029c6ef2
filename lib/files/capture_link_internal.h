// SPDX-License-Identifier: BSD-2-Clause
/*
 * Steps of a walk through headers, shared by those of links and of tunnels.
 *
 * A step reads the header at the front of `bytes`, and sets what comes behind it:
 * rt_capture_link_go, or rt_capture_link_stop. RT_E_TRUNCATED: there are too few bytes.
 */
#ifndef ROUGHTIME_CAPTURE_LINK_INTERNAL_H
#define ROUGHTIME_CAPTURE_LINK_INTERNAL_H

#include "files/capture_link.h"

#pragma GCC visibility push(hidden)

/* In the type of a walk before 802.11: its header is filled up to a multiple of 4 bytes. */
#define RT_CAPTURE_WALK_PADDED 1u

/* Goes on with `next` behind a header of so many bytes. */
enum rt_error rt_capture_link_go(struct rt_capture_walk *walk, size_t header,
                                 enum rt_error (*next)(struct rt_capture_walk *));

/* Ends the walk: no IP packet follows. Returns RT_OK. */
enum rt_error rt_capture_link_stop(struct rt_capture_walk *walk, enum rt_capture_unread unread);

enum rt_error rt_capture_link_read_ethernet(struct rt_capture_walk *walk);
enum rt_error rt_capture_link_read_ip(struct rt_capture_walk *walk);
enum rt_error rt_capture_link_read_link(struct rt_capture_walk *walk); /* by the link type */
enum rt_error rt_capture_link_read_mpls(struct rt_capture_walk *walk);
enum rt_error rt_capture_link_read_ppp(struct rt_capture_walk *walk);
enum rt_error rt_capture_link_read_type(struct rt_capture_walk *walk); /* by the ethertype */

#pragma GCC visibility pop

#endif
