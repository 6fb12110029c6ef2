// SPDX-License-Identifier: BSD-2-Clause
/* Finds the packet behind the headers that dumps of captures have. */
#include "files/capture.h"
#include "files/capture_link.h"
#include "files/excerpt_internal.h"

/* The payload of UDP or TCP; absent if it is neither, or only a fragment. */
static struct rt_view transport_payload(const struct rt_capture_ip *ip, bool *cut)
{
    struct rt_view bytes = ip->payload, none = {NULL, 0};
    *cut = ip->announced > bytes.len;
    if (ip->fragment || bytes.len < 8)
        return none;
    if (ip->protocol == RT_IP_UDP) {
        size_t length = rt_bytes_load16be(bytes.data + 4);
        return length < 8 ? none : rt_view_slice(bytes, 8, length - 8);
    }
    if (ip->protocol != RT_IP_TCP || bytes.len < 20)
        return none;
    size_t header = (size_t)(bytes.data[12] >> 4) * 4;
    return header < 20 ? none : rt_view_slice(bytes, header, bytes.len);
}

/* The packet behind the headers of a link type, and of tunnels. */
static struct rt_view payload_of_link(uint32_t link, struct rt_view bytes, bool *cut)
{
    struct rt_capture_walk walk = rt_capture_walk_begin(link, bytes);
    struct rt_capture_ip ip;
    struct rt_view packet = {NULL, 0}, none = {NULL, 0};
    do {
        if (rt_capture_walk_ip(&walk, &packet) != RT_OK || !rt_view_present(packet) ||
            rt_capture_ip_parse(packet, &ip) != RT_OK)
            return none;
        struct rt_view payload = transport_payload(&ip, cut);
        if (rt_view_present(payload) && rt_capture_looks_like_roughtime(payload))
            return payload;
    } while (!ip.fragment && rt_capture_walk_enter(&walk, &ip));
    return none;
}

struct rt_view rt_excerpt_payload(struct rt_view bytes, bool *cut)
{
    /* Link types: bare IP, Ethernet, cooked 1 and 2, BSD loopback. */
    static const uint32_t links[] = {101, 1, 113, 276, 0};
    for (size_t i = 0; i < sizeof links / sizeof links[0]; i++) {
        struct rt_view payload = payload_of_link(links[i], bytes, cut);
        if (rt_view_present(payload))
            return payload;
    }
    *cut = false;
    return (struct rt_view){NULL, 0};
}

/* ROUGHTIM, a length, and a number of tags as far as they are there. */
static bool is_frame(struct rt_view bytes)
{
    if (bytes.len < 12 || memcmp(bytes.data, "ROUGHTIM", 8) != 0)
        return false;
    uint32_t tags = bytes.len < 16 ? 1 : rt_bytes_load32(bytes.data + 12);
    return rt_bytes_load32(bytes.data + 8) <= UINT16_MAX && tags >= 1 && tags <= 64;
}

bool rt_excerpt_begins(struct rt_view bytes)
{
    bool cut = false;
    if (bytes.len >= 8 && memcmp(bytes.data, "ROUGHTIM", 8) == 0)
        return is_frame(bytes);
    return rt_capture_looks_like_roughtime(bytes) ||
           rt_view_present(rt_excerpt_payload(bytes, &cut));
}

static bool is_ethertype(struct rt_view bytes, size_t at)
{
    if (bytes.len < at + 2)
        return false;
    uint32_t type = rt_bytes_load16be(bytes.data + at);
    return type == 0x0800 || type == 0x86dd || type == 0x8100 || type == 0x88a8 || type == 0x9100;
}

bool rt_excerpt_may_begin(struct rt_view bytes)
{
    const uint8_t *p = bytes.data;
    if (bytes.len < 4)
        return false;
    uint32_t first = rt_bytes_load32(p), family = rt_bytes_load32be(p);
    return memcmp(p, "ROUG", 4) == 0 || (first >= 1 && first <= 64) ||
           (family >= 2 && family <= 30) || (p[0] >= 0x45 && p[0] <= 0x4f) || p[0] >> 4 == 6 ||
           is_ethertype(bytes, 0) || is_ethertype(bytes, 12) || is_ethertype(bytes, 14);
}
