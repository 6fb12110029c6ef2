// SPDX-License-Identifier: BSD-2-Clause
/*
 * From a captured frame down to the IP packet in it, and from that into tunnels.
 *
 * Links, by the LINKTYPE numbers of capture files: Ethernet, Linux cooked capture 1 and 2, BSD
 * loopback in both byte orders, bare IP, PPP, PPPoE, Cisco HDLC, MPLS, 802.11 with and without
 * radiotap or PPI in front. Everything else is not supported, and rt_capture_link_supported says
 * so.
 *
 * Between link and IP any of these may stand: VLAN tags (802.1Q, 802.1ad), LLC and SNAP, PPPoE,
 * PPP, MPLS (pseudowires of Ethernet too). Tunnels are IP in IP, 6in4, GRE (PPP in it, Ethernet,
 * and ERSPAN), EtherIP, MPLS in IP, VXLAN (UDP to port 4789 or 8472) and GENEVE (UDP to port 6081).
 *
 * Each header counts, tags and labels and those of IP too: a packet that has more than
 * RT_CAPTURE_HEADERS_MAX is not read further.
 *
 * Nothing is copied or allocated: results are views of the frame and live as long as it does.
 */
#ifndef ROUGHTIME_CAPTURE_LINK_H
#define ROUGHTIME_CAPTURE_LINK_H

#include "files/capture_ip.h"

/* Where in a capture a packet stands. */
struct rt_origin {
    uint64_t packet; /* its number, from 1, as other tools count */
    uint64_t offset; /* of its record in the file */
    int64_t time_ns; /* when it was captured, nanoseconds since 1970 */
};

/* Why what may be in a packet was not read. Constant, name, what is said of such packets. */
// clang-format off
#define RT_CAPTURE_UNREAD(X)                                                                   \
    X(CUT,       "snap-length", "cut by the snap length")                                      \
    X(SHORT,     "short",       "shorter than their headers say")                              \
    X(WRONG,     "headers",     "with headers that contradict themselves")                     \
    X(FRAGMENTS, "fragments",   "of which fragments are missing")                              \
    X(LINK,      "link-type",   "of a link type that is not read")                             \
    X(ENCRYPTED, "encrypted",   "encrypted")                                                   \
    X(TUNNEL,    "tunnel",      "in a tunnel of a kind that is not read")                      \
    X(NESTED,    "nested",      "with more than 32 headers")
// clang-format on

#define X(id, name, text) RT_CAPTURE_UNREAD_##id,
enum rt_capture_unread {
    RT_CAPTURE_UNREAD_NONE = 0, /* other traffic, in which nothing of Roughtime can be */
    RT_CAPTURE_UNREAD(X) RT_CAPTURE_UNREAD_COUNT
};
#undef X

/* Never NULL but for RT_CAPTURE_UNREAD_NONE. */
const char *rt_capture_unread_name(enum rt_capture_unread kind);
const char *rt_capture_unread_text(enum rt_capture_unread kind);

#define RT_CAPTURE_HEADERS_MAX 32

bool rt_capture_link_supported(uint32_t link);

/* Finds the outermost IP packet in a frame of a link type. RT_OK with an absent `ip`: the frame
 * carries something else, ARP for example. Trailing bytes of the frame (padding, checksum) stay in
 * the view; the IP header knows its own length. RT_E_TRUNCATED: there are fewer bytes than the
 * headers need. RT_E_CAPTURE: they contradict themselves. RT_E_LINK_TYPE. */
RT_CHECKED enum rt_error rt_capture_link_ip(uint32_t link, struct rt_view frame,
                                            struct rt_view *ip);

/* The same step by step. The members are for the functions below. */
struct rt_capture_walk {
    enum rt_error (*next)(struct rt_capture_walk *walk); /* reads the header at the front */
    struct rt_view bytes;                                /* what is left */
    uint32_t type;                                       /* link type or ethertype */
    unsigned headers;                                    /* that were read */
    bool found;                                          /* an IP packet is at the front */
    enum rt_capture_unread unread; /* once nothing is found: why, as far as the headers say it */
};

/* Begins at the front of a frame. */
struct rt_capture_walk rt_capture_walk_begin(uint32_t link, struct rt_view frame);

/* Goes down to the next IP packet, as rt_capture_link_ip does. */
RT_CHECKED enum rt_error rt_capture_walk_ip(struct rt_capture_walk *walk, struct rt_view *ip);

/* Whether a packet, which is no fragment, holds no transport but a tunnel, or what cannot be read:
 * then rt_capture_walk_ip goes on in it. UDP to the port of a tunnel is one if the payload begins
 * like its header. */
bool rt_capture_walk_enter(struct rt_capture_walk *walk, const struct rt_capture_ip *ip);

#endif
