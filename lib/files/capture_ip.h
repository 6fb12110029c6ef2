// SPDX-License-Identifier: BSD-2-Clause
/*
 * The headers of an IP packet.
 *
 * Nothing is copied or allocated: results are views of the packet and live as long as it does.
 * Fields of these headers are big-endian, unlike Roughtime's. Checksums are not looked at, because
 * captures taken where the network card computes them hold wrong ones.
 *
 * Two errors: RT_E_TRUNCATED when fewer bytes were kept than the header needs, RT_E_CAPTURE when
 * the headers contradict themselves.
 */
#ifndef ROUGHTIME_CAPTURE_IP_H
#define ROUGHTIME_CAPTURE_IP_H

#include "base/bytes.h"
#include "base/endpoint.h"

/* Protocol numbers of the IP header. */
#define RT_IP_TCP 6
#define RT_IP_UDP 17

/* An IP packet behind its header and extension headers. */
struct rt_capture_ip {
    struct rt_endpoint from; /* without ports */
    struct rt_endpoint to;
    uint8_t protocol;       /* what `payload` begins with */
    struct rt_view payload; /* the part of the payload that was captured */
    size_t announced;       /* length of the payload by the header, >= payload.len */
    bool fragment;          /* `payload` is a piece of a packet; the rest of the fields is valid */
    bool more;              /* not the last piece */
    uint32_t id;
    size_t offset; /* of this piece, in bytes, a multiple of 8 */
};

/* Reads the header of an IPv4 or IPv6 packet, then goes on as rt_capture_ip_walk does. A length of
 * 0 in the header (written by machines that leave cutting into packets to the card) means "the
 * rest". After an error, what had been read before stands in `ip`; family 0 if nothing. */
RT_CHECKED enum rt_error rt_capture_ip_parse(struct rt_view packet, struct rt_capture_ip *ip);

/* Steps over extension headers at the start of the payload (hop-by-hop, routing, destination,
 * mobility, HIP, shim6, authentication) until something else or a true fragment comes. A fragment
 * header that leaves the packet whole is stepped over as well (RFC 6946). */
RT_CHECKED enum rt_error rt_capture_ip_walk(struct rt_capture_ip *ip);

#endif
