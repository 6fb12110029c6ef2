// SPDX-License-Identifier: BSD-2-Clause
/*
 * Which versions a packet can be of, and why.
 *
 * The number in VER is not the identity of a version: eight drafts share one, and servers write
 * wrong ones. So each parameter that shows in a packet's bytes is held against a version's value:
 * it agrees, it disagrees, or the packet says nothing about it. A version is a candidate if
 * nothing disagrees.
 */
#ifndef ROUGHTIME_DETECT_H
#define ROUGHTIME_DETECT_H

#include "rules/version.h"
#include "wire/packet.h"

struct rt_evidence {
    uint32_t agrees;    /* set of RT_PARAM_BIT: what the bytes confirm */
    uint32_t disagrees; /* likewise, what they contradict */
};

/* Holds a packet, request or response, against rules. */
struct rt_evidence rt_detect(const struct rt_packet *packet, const struct rt_rules *rules);

/* How well evidence speaks for a version: larger is better, and any disagreement weighs more than
 * all agreement. */
int rt_evidence_weight(struct rt_evidence evidence);

#endif
