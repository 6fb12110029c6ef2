// SPDX-License-Identifier: BSD-2-Clause
/* Goes into tunnels that IP carries. */
#include "files/capture_link_internal.h"

enum { UDP_SIZE = 8 };

/* RFC 2784, RFC 2890; version 1, which carries PPP only, is RFC 2637. Behind them ERSPAN, whose own
 * header has 8 bytes if there are numbers. */
static enum rt_error read_gre(struct rt_capture_walk *walk)
{
    const uint8_t *p = walk->bytes.data;
    if (walk->bytes.len < 4)
        return RT_E_TRUNCATED;
    unsigned flags = rt_bytes_load16be(p);
    bool numbers = (flags & 0x1000) != 0;
    size_t header = 4;
    walk->type = rt_bytes_load16be(p + 2);
    if ((flags & 0x4007) > 1) /* routing, which nobody uses, or a later version */
        return rt_capture_link_stop(walk, RT_CAPTURE_UNREAD_TUNNEL);
    for (unsigned bit = 0x8000; bit >= 0x1000; bit >>= 1)
        header += (flags & bit) ? 4 : 0;
    if ((flags & 7) == 1) {
        header += (flags & 0x80) ? 4 : 0;
        if (walk->bytes.len <= header) /* a mere acknowledgement */
            return rt_capture_link_stop(walk, RT_CAPTURE_UNREAD_NONE);
    }
    if (walk->type == 0x88be)
        return rt_capture_link_go(walk, header + (numbers ? 8 : 0), rt_capture_link_read_ethernet);
    return rt_capture_link_go(walk, header, rt_capture_link_read_type);
}

/* RFC 3378 */
static enum rt_error read_etherip(struct rt_capture_walk *walk)
{
    return rt_capture_link_go(walk, 2, rt_capture_link_read_ethernet);
}

/* RFC 7348 section 5: flags, of which one says that the network is given. Two more are known: one
 * for a group (draft-smith-vxlan-group-policy), and one for what follows, in the fourth byte
 * (draft-ietf-nvo3-vxlan-gpe). */
static bool is_vxlan(struct rt_view payload)
{
    const uint8_t *p = payload.data;
    if (payload.len < 8 || (p[0] & ~0x84) != 8 || p[7] != 0)
        return false;
    return (p[0] & 0x80) || (p[1] == 0 && p[2] == 0 && ((p[0] & 4) || p[3] == 0));
}

static enum rt_error read_vxlan(struct rt_capture_walk *walk)
{
    const uint8_t *p = walk->bytes.data + UDP_SIZE;
    unsigned next = (p[0] & 0x84) == 4 ? p[3] : 3;
    switch (next) {
    case 0: /* not set, by those who set the flag all the same */
    case 3:
        return rt_capture_link_go(walk, UDP_SIZE + 8, rt_capture_link_read_ethernet);
    case 1:
    case 2:
        return rt_capture_link_go(walk, UDP_SIZE + 8, rt_capture_link_read_ip);
    }
    return rt_capture_link_stop(walk, RT_CAPTURE_UNREAD_TUNNEL);
}

/* RFC 8926 section 3.4: version and length of the options, flags, an ethertype. */
static bool is_geneve(struct rt_view payload)
{
    const uint8_t *p = payload.data;
    return payload.len >= 8 && (p[0] & 0xc0) == 0 && (p[1] & 0x3f) == 0 && p[7] == 0;
}

static enum rt_error read_geneve(struct rt_capture_walk *walk)
{
    const uint8_t *p = walk->bytes.data + UDP_SIZE;
    walk->type = rt_bytes_load16be(p + 2);
    if (p[1] & 0x80) /* between the ends of the tunnel */
        return rt_capture_link_stop(walk, RT_CAPTURE_UNREAD_NONE);
    return rt_capture_link_go(walk, UDP_SIZE + 8 + 4 * (size_t)(p[0] & 0x3f),
                              rt_capture_link_read_type);
}

static enum rt_error read_encrypted(struct rt_capture_walk *walk)
{
    return rt_capture_link_stop(walk, RT_CAPTURE_UNREAD_ENCRYPTED);
}

static enum rt_error read_other(struct rt_capture_walk *walk)
{
    return rt_capture_link_stop(walk, RT_CAPTURE_UNREAD_TUNNEL);
}

static enum rt_error (*reader_of_udp(struct rt_view packet))(struct rt_capture_walk *)
{
    struct rt_view payload = rt_view_slice(packet, UDP_SIZE, packet.len);
    if (packet.len < UDP_SIZE)
        return NULL;
    switch (rt_bytes_load16be(packet.data + 2)) {
    case 4789:
    case 8472:
        return is_vxlan(payload) ? read_vxlan : NULL;
    case 6081:
        return is_geneve(payload) ? read_geneve : NULL;
    }
    return NULL;
}

static enum rt_error (*reader_of(const struct rt_capture_ip *ip))(struct rt_capture_walk *)
{
    switch (ip->protocol) {
    case RT_IP_TCP:
        return NULL;
    case RT_IP_UDP:
        return reader_of_udp(ip->payload);
    case 4:
    case 41:
        return rt_capture_link_read_ip;
    case 47:
        return read_gre;
    case 50: /* ESP */
        return read_encrypted;
    case 97:
        return read_etherip;
    case 98:  /* another encapsulation */
    case 108: /* compressed */
    case 115: /* L2TP */
        return read_other;
    case 137:
        return rt_capture_link_read_mpls;
    }
    return NULL;
}

bool rt_capture_walk_enter(struct rt_capture_walk *walk, const struct rt_capture_ip *ip)
{
    walk->next = reader_of(ip);
    walk->bytes = ip->payload;
    walk->headers++;
    return walk->next != NULL;
}
