// SPDX-License-Identifier: BSD-2-Clause
/*
 * ICMP messages that say that a packet did not arrive (RFC 792, RFC 4443).
 *
 * They quote the beginning of that packet, which tells between whom it went. Nothing is copied or
 * allocated, and checksums are not looked at.
 */
#ifndef ROUGHTIME_CAPTURE_ICMP_H
#define ROUGHTIME_CAPTURE_ICMP_H

#include "files/capture.h"
#include "files/capture_ip.h"

#pragma GCC visibility push(hidden)

/* Reads a packet of whatever protocol. True if it is such a message, which quotes a packet of UDP
 * or TCP: *sign is what became of that one. */
bool rt_capture_icmp_read(const struct rt_capture_ip *ip, struct rt_capture_sign *sign);

#pragma GCC visibility pop

#endif
