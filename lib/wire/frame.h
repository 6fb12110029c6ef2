// SPDX-License-Identifier: BSD-2-Clause
/*
 * The packet around a message.
 *
 *     0        8         12
 *     +--------+---------+-------------------
 *     |ROUGHTIM| uint32  | message
 *     +--------+---------+-------------------
 *
 * From draft 01 on a packet begins with the eight bytes ROUGHTIM and the length of the message
 * that follows, these twelve bytes not counted (draft 01 section 6, RFC 10049 section 5). Google's
 * version and draft 00 have no header on UDP: the datagram is the message.
 *
 * A packet is taken apart by what it looks like, whatever version it may be: whether that is what
 * a version asks for is a question of its own (rt_frame_magic, rt_frame_length).
 */
#ifndef ROUGHTIME_FRAME_H
#define ROUGHTIME_FRAME_H

#include "base/bytes.h"
#include "rules/version.h"

#define RT_FRAME_SIZE 12 /* bytes before the message of a framed packet */

/* The most a packet can have: what UDP can carry, or the same behind a header on TCP. Nothing
 * larger is taken apart. */
#define RT_PACKET_MAX (65535 + RT_FRAME_SIZE)

/* What carried a packet. */
enum rt_transport { RT_TRANSPORT_UNKNOWN = 1, RT_TRANSPORT_UDP, RT_TRANSPORT_TCP };

/* "udp" or "tcp", of a transport that is known. Static. */
const char *rt_transport_name(enum rt_transport transport);

struct rt_frame {
    bool framed;            /* the packet begins with ROUGHTIM */
    uint32_t length;        /* announced length of the message; 0 if not framed */
    size_t header;          /* offset of the message in the packet: 0 or up to RT_FRAME_SIZE */
    struct rt_view message; /* cut to what is there, and to the announced length */
    struct rt_fault fault;  /* RT_E_FRAME_SHORT, RT_E_FRAME_LONG or RT_OK */
};

struct rt_frame rt_frame_parse(struct rt_view packet);

/* Whether a header precedes the message of a packet. */
bool rt_frame_has_header(enum rt_framing framing);

/* Whether the packet is framed as `framing` asks: RT_E_NO_MAGIC, RT_E_UNEXPECTED_MAGIC or RT_OK. */
RT_CHECKED enum rt_error rt_frame_magic(const struct rt_frame *frame, enum rt_framing framing);

/* Writes the header of a packet whose message has `length` bytes; nothing if not framed. */
void rt_frame_write(struct rt_writer *writer, enum rt_framing framing, uint32_t length);

#endif
