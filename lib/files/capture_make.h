// SPDX-License-Identifier: BSD-2-Clause
/*
 * Writes captures. Not installed.
 *
 * Deterministic: the same calls write the same bytes. Fill in the first part of the struct, call
 * rt_make_start once, then one function for each packet. Checksums are zero. Times begin at
 * 1700000000 s and go on by a millisecond a packet, unless the caller gives them. A write that
 * failed shows in ferror(file).
 *
 *     struct rt_maker maker = {.file = file, .link = RT_MAKE_ETHERNET};
 *     rt_make_start(&maker);
 *     rt_make_udp(&maker, &client, &server, request);
 *
 * For packets of other kinds, or cut ones: put an IP payload together (rt_make_udp_header), and
 * hand it to rt_make_ip or rt_make_fragment.
 */
#ifndef ROUGHTIME_CAPTURE_MAKE_H
#define ROUGHTIME_CAPTURE_MAKE_H

#include <stdio.h>

#include "base/bytes.h"
#include "files/capture_link.h"

#pragma GCC visibility push(hidden)

enum rt_make_format { RT_MAKE_PCAP, RT_MAKE_PCAP_NS, RT_MAKE_PCAPNG };

/* LINKTYPE numbers of the file formats. */
enum rt_make_link {
    RT_MAKE_NULL = 0,
    RT_MAKE_ETHERNET = 1,
    RT_MAKE_RAW = 101,
    RT_MAKE_LOOP = 108,
    RT_MAKE_COOKED = 113,
    RT_MAKE_IPV4 = 228,
    RT_MAKE_IPV6 = 229,
    RT_MAKE_COOKED2 = 276
};

#define RT_MAKE_MAX (65535 + 256) /* largest frame */

struct rt_maker {
    FILE *file; /* the caller's */
    enum rt_make_format format;
    enum rt_make_link link;
    bool big_endian;   /* the file's headers, and the family of RT_MAKE_NULL */
    unsigned vlans;    /* VLAN tags in front of the ethertype, at most 4 */
    bool options;      /* IPv4 options; IPv6 hop-by-hop, routing and destination headers */
    bool authenticate; /* an authentication header, but for fragments */
    uint64_t time_us;  /* of the next packet, since 1970; 0: as above */
    size_t snaplen;    /* frames are cut to this; 0: never */
    /* written by the functions below */
    uint64_t packets;
    size_t len;
    uint8_t frame[RT_MAKE_MAX];
    uint8_t payload[65535];
};

void rt_make_start(struct rt_maker *maker);

/* An endpoint from "192.0.2.1" or "2001:db8::1" and a port; stops the program if it is neither. */
struct rt_endpoint rt_make_endpoint(const char *address, uint16_t port);

/* A UDP datagram in one packet; payloads up to 65400 bytes. */
void rt_make_udp(struct rt_maker *maker, const struct rt_endpoint *from,
                 const struct rt_endpoint *to, struct rt_view payload);

enum rt_make_flag { RT_MAKE_FIN = 1, RT_MAKE_SYN = 2, RT_MAKE_RST = 4, RT_MAKE_ACK = 16 };

/* A TCP segment with a header of 32 bytes; `flags` are enum rt_make_flag, ored. */
void rt_make_tcp(struct rt_maker *maker, const struct rt_endpoint *from,
                 const struct rt_endpoint *to, uint32_t seq, unsigned flags, struct rt_view data);

/* Writes the 8 bytes of a UDP header for a payload of `len` bytes. */
void rt_make_udp_header(uint8_t header[8], const struct rt_endpoint *from,
                        const struct rt_endpoint *to, size_t len);

/* Any IP payload. */
void rt_make_ip(struct rt_maker *maker, const struct rt_endpoint *from,
                const struct rt_endpoint *to, uint8_t protocol, struct rt_view payload);

/* The bytes [offset, offset + len) of an IP payload as a fragment; `offset` is a multiple of 8, and
 * so is `len` unless it reaches the end. */
void rt_make_fragment(struct rt_maker *maker, const struct rt_endpoint *from,
                      const struct rt_endpoint *to, uint8_t protocol, uint32_t id,
                      struct rt_view payload, size_t offset, size_t len);

/* A record with this frame as it is. */
void rt_make_frame(struct rt_maker *maker, struct rt_view frame);

/* A pcapng block of any type; the body is filled up to a multiple of 4 bytes. */
void rt_make_block(struct rt_maker *maker, uint32_t type, struct rt_view body);

#pragma GCC visibility pop

#endif
