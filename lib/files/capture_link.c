// SPDX-License-Identifier: BSD-2-Clause
/* Walks down from frames to IP packets. */
#include "files/capture_link_internal.h"

#include <string.h>

typedef enum rt_error reader(struct rt_capture_walk *walk);

static const char *const names[RT_CAPTURE_UNREAD_COUNT] = {
#define X(id, name, text) [RT_CAPTURE_UNREAD_##id] = name,
    RT_CAPTURE_UNREAD(X)
#undef X
};

static const char *const texts[RT_CAPTURE_UNREAD_COUNT] = {
#define X(id, name, text) [RT_CAPTURE_UNREAD_##id] = text,
    RT_CAPTURE_UNREAD(X)
#undef X
};

const char *rt_capture_unread_name(enum rt_capture_unread kind)
{
    return names[kind];
}

const char *rt_capture_unread_text(enum rt_capture_unread kind)
{
    return texts[kind];
}

enum rt_error rt_capture_link_stop(struct rt_capture_walk *walk, enum rt_capture_unread unread)
{
    walk->next = NULL;
    walk->unread = unread;
    return RT_OK;
}

enum rt_error rt_capture_link_go(struct rt_capture_walk *walk, size_t header, reader *next)
{
    if (walk->bytes.len < header)
        return RT_E_TRUNCATED;
    walk->bytes = rt_view_slice(walk->bytes, header, walk->bytes.len);
    walk->next = next;
    walk->headers++;
    return RT_OK;
}

enum rt_error rt_capture_link_read_ip(struct rt_capture_walk *walk)
{
    walk->next = NULL;
    walk->found = true;
    return RT_OK;
}

/* Goes on behind a header of `header` bytes, in which an ethertype stands at `at`. */
static enum rt_error go_by_type(struct rt_capture_walk *walk, size_t at, size_t header)
{
    if (walk->bytes.len < header)
        return RT_E_TRUNCATED;
    walk->type = rt_bytes_load16be(walk->bytes.data + at);
    return rt_capture_link_go(walk, header, rt_capture_link_read_type);
}

static enum rt_error read_vlan(struct rt_capture_walk *walk)
{
    return go_by_type(walk, 2, 4);
}

/* 802.2: SNAP with an ethertype; whatever else stands there is no IP. */
static enum rt_error read_llc(struct rt_capture_walk *walk)
{
    const uint8_t *p = walk->bytes.data;
    if (walk->bytes.len < 3)
        return RT_E_TRUNCATED;
    if (p[0] != 0xaa || p[1] != 0xaa || p[2] != 3)
        return rt_capture_link_stop(walk, RT_CAPTURE_UNREAD_NONE);
    if (walk->bytes.len < 8)
        return RT_E_TRUNCATED;
    bool ethertype = p[3] == 0 && p[4] == 0 && (p[5] == 0 || p[5] == 0xf8);
    return ethertype ? go_by_type(walk, 6, 8) : rt_capture_link_stop(walk, RT_CAPTURE_UNREAD_NONE);
}

/* RFC 2516 section 4: version and type, code, session, length. */
static enum rt_error read_pppoe(struct rt_capture_walk *walk)
{
    if (walk->bytes.len < 6)
        return RT_E_TRUNCATED;
    return walk->bytes.data[1] == 0 ? rt_capture_link_go(walk, 6, rt_capture_link_read_ppp)
                                    : rt_capture_link_stop(walk, RT_CAPTURE_UNREAD_NONE);
}

/* RFC 1661 section 2, RFC 1662: address and control may stand in front, and the protocol may have
 * one byte. */
enum rt_error rt_capture_link_read_ppp(struct rt_capture_walk *walk)
{
    const uint8_t *p = walk->bytes.data;
    size_t len = walk->bytes.len;
    size_t at = len >= 2 && p[0] == 0xff && p[1] == 3 ? 2 : 0;
    if (len < at + 2)
        return RT_E_TRUNCATED;
    bool brief = (p[at] & 1) != 0;
    uint32_t protocol = brief ? p[at] : rt_bytes_load16be(p + at);
    size_t header = at + (brief ? 1 : 2);
    switch (protocol) {
    case 0x0021:
    case 0x0057:
        return rt_capture_link_go(walk, header, rt_capture_link_read_ip);
    case 0x0281:
    case 0x0283:
        return rt_capture_link_go(walk, header, rt_capture_link_read_mpls);
    case 0x0053:
        return rt_capture_link_stop(walk, RT_CAPTURE_UNREAD_ENCRYPTED);
    case 0x003d: /* pieces of several links */
    case 0x00fd: /* compressed */
        return rt_capture_link_stop(walk, RT_CAPTURE_UNREAD_TUNNEL);
    }
    return rt_capture_link_stop(walk, RT_CAPTURE_UNREAD_NONE);
}

/* RFC 3032. What follows the last label is not said: IP begins with its version, and a control word
 * (RFC 4385), behind which Ethernet follows, with 0. */
enum rt_error rt_capture_link_read_mpls(struct rt_capture_walk *walk)
{
    const uint8_t *p = walk->bytes.data;
    if (walk->bytes.len < 5)
        return RT_E_TRUNCATED;
    if ((p[2] & 1) == 0)
        return rt_capture_link_go(walk, 4, rt_capture_link_read_mpls);
    switch (p[4] >> 4) {
    case 4:
    case 6:
        return rt_capture_link_go(walk, 4, rt_capture_link_read_ip);
    case 0:
        return rt_capture_link_go(walk, 8, rt_capture_link_read_ethernet);
    }
    return rt_capture_link_stop(walk, RT_CAPTURE_UNREAD_TUNNEL);
}

enum rt_error rt_capture_link_read_ethernet(struct rt_capture_walk *walk)
{
    return go_by_type(walk, 12, 14);
}

static enum rt_error read_encrypted(struct rt_capture_walk *walk)
{
    return rt_capture_link_stop(walk, RT_CAPTURE_UNREAD_ENCRYPTED);
}

static enum rt_error read_tunnel(struct rt_capture_walk *walk)
{
    return rt_capture_link_stop(walk, RT_CAPTURE_UNREAD_TUNNEL);
}

enum rt_error rt_capture_link_read_type(struct rt_capture_walk *walk)
{
    static const struct {
        uint32_t type;
        reader *next;
    } types[] = {
        {0x0800, rt_capture_link_read_ip},
        {0x86dd, rt_capture_link_read_ip},
        {0x8100, read_vlan},
        {0x88a8, read_vlan},
        {0x9100, read_vlan},
        {0x9200, read_vlan},
        {0x0004, read_llc}, /* of Linux cooked capture */
        {0x6558, rt_capture_link_read_ethernet},
        {0x880b, rt_capture_link_read_ppp},
        {0x8847, rt_capture_link_read_mpls},
        {0x8848, rt_capture_link_read_mpls},
        {0x8864, read_pppoe},
        {0x88e5, read_encrypted}, /* MACsec */
        {0x88e7, read_tunnel},    /* provider backbone bridges */
        {0x894f, read_tunnel},    /* service chains */
    };
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++)
        if (types[i].type == walk->type)
            return types[i].next(walk);
    /* A length, and not the number 1 of Linux cooked capture, which is Novell's. */
    if (walk->type <= 1500 && walk->type > 4)
        return read_llc(walk);
    return rt_capture_link_stop(walk, RT_CAPTURE_UNREAD_NONE);
}

/* Four bytes with the address family of the machine that captured: network order (LOOP), or its
 * own order, whichever that was (NULL). IPv6 has another number on every system. */
static enum rt_error read_family(struct rt_capture_walk *walk)
{
    if (walk->bytes.len < 4)
        return RT_E_TRUNCATED;
    uint32_t family = rt_bytes_load32be(walk->bytes.data);
    if (family > 0xffff)
        family = rt_bytes_load32(walk->bytes.data);
    bool ip = family == 2 || family == 10 || family == 24 || family == 28 || family == 30;
    return ip ? rt_capture_link_go(walk, 4, rt_capture_link_read_ip)
              : rt_capture_link_stop(walk, RT_CAPTURE_UNREAD_NONE);
}

static enum rt_error read_cooked(struct rt_capture_walk *walk)
{
    return go_by_type(walk, 14, 16);
}

static enum rt_error read_cooked2(struct rt_capture_walk *walk)
{
    return go_by_type(walk, 0, 20);
}

static enum rt_error read_hdlc(struct rt_capture_walk *walk)
{
    return go_by_type(walk, 2, 4);
}

/* 802.11: only frames of data are looked at. */
static enum rt_error read_wifi(struct rt_capture_walk *walk)
{
    const uint8_t *p = walk->bytes.data;
    if (walk->bytes.len < 2)
        return RT_E_TRUNCATED;
    bool data = (p[0] & 0x0c) == 0x08 && (p[0] & 0x40) == 0;
    bool quality = (p[0] & 0x80) != 0;
    if (!data)
        return rt_capture_link_stop(walk, RT_CAPTURE_UNREAD_NONE);
    if (p[1] & 0x40)
        return rt_capture_link_stop(walk, RT_CAPTURE_UNREAD_ENCRYPTED);
    size_t header = 24;
    if ((p[1] & 3) == 3)
        header += 6;
    if (quality && walk->bytes.len > header && (p[header] & 0x80))
        return rt_capture_link_stop(walk, RT_CAPTURE_UNREAD_TUNNEL); /* several in one */
    if (quality)
        header += (p[1] & 0x80) ? 6 : 2;
    if (walk->type & RT_CAPTURE_WALK_PADDED)
        header = (header + 3) / 4 * 4;
    return rt_capture_link_go(walk, header, read_llc);
}

/* radiotap: version, length, which fields are there; the flags say whether 802.11 is filled up. */
static enum rt_error read_radiotap(struct rt_capture_walk *walk)
{
    const uint8_t *p = walk->bytes.data;
    if (walk->bytes.len < 8)
        return RT_E_TRUNCATED;
    size_t header = (size_t)(p[2] | p[3] << 8);
    uint32_t fields = rt_bytes_load32(p + 4);
    size_t at = 8;
    if (header < 8)
        return RT_E_CAPTURE;
    if (walk->bytes.len < header)
        return RT_E_TRUNCATED;
    for (uint32_t more = fields; (more & 0x80000000) && at + 4 <= header; at += 4)
        more = rt_bytes_load32(p + at);
    if (fields & 1) /* a time of 8 bytes, aligned */
        at = (at + 7) / 8 * 8 + 8;
    bool padded = (fields & 2) && at < header && (p[at] & 0x20);
    walk->type = padded ? RT_CAPTURE_WALK_PADDED : 0;
    return rt_capture_link_go(walk, header, read_wifi);
}

static enum rt_error read_wifi_bare(struct rt_capture_walk *walk)
{
    walk->type = 0;
    return read_wifi(walk);
}

/* PPI: version, flags, length, link type. */
static enum rt_error read_ppi(struct rt_capture_walk *walk)
{
    const uint8_t *p = walk->bytes.data;
    if (walk->bytes.len < 8)
        return RT_E_TRUNCATED;
    size_t header = (size_t)(p[2] | p[3] << 8);
    walk->type = rt_bytes_load32(p + 4);
    return header < 8 ? RT_E_CAPTURE : rt_capture_link_go(walk, header, rt_capture_link_read_link);
}

/* LINKTYPE numbers. Those of bare IP differ between systems. */
static const struct {
    uint32_t link;
    reader *next;
} links[] = {
    {1, rt_capture_link_read_ethernet},
    {113, read_cooked},
    {276, read_cooked2},
    {101, rt_capture_link_read_ip},
    {12, rt_capture_link_read_ip},
    {14, rt_capture_link_read_ip},
    {228, rt_capture_link_read_ip},
    {229, rt_capture_link_read_ip},
    {0, read_family},
    {108, read_family},
    {9, rt_capture_link_read_ppp},
    {50, rt_capture_link_read_ppp},
    {51, read_pppoe},
    {104, read_hdlc},
    {105, read_wifi_bare},
    {127, read_radiotap},
    {192, read_ppi},
    {219, rt_capture_link_read_mpls},
};

static reader *reader_of(uint32_t link)
{
    for (size_t i = 0; i < sizeof links / sizeof links[0]; i++)
        if (links[i].link == link)
            return links[i].next;
    return NULL;
}

bool rt_capture_link_supported(uint32_t link)
{
    return reader_of(link) != NULL;
}

enum rt_error rt_capture_link_read_link(struct rt_capture_walk *walk)
{
    reader *next = reader_of(walk->type);
    return next ? next(walk) : RT_E_LINK_TYPE;
}

struct rt_capture_walk rt_capture_walk_begin(uint32_t link, struct rt_view frame)
{
    return (struct rt_capture_walk){
        .next = rt_capture_link_read_link, .bytes = frame, .type = link};
}

enum rt_error rt_capture_walk_ip(struct rt_capture_walk *walk, struct rt_view *ip)
{
    *ip = (struct rt_view){NULL, 0};
    walk->found = false;
    walk->unread = RT_CAPTURE_UNREAD_NONE;
    while (walk->next) {
        if (walk->headers > RT_CAPTURE_HEADERS_MAX)
            return rt_capture_link_stop(walk, RT_CAPTURE_UNREAD_NESTED);
        enum rt_error error = walk->next(walk);
        if (error != RT_OK)
            return error;
    }
    if (walk->found)
        *ip = walk->bytes;
    return RT_OK;
}

enum rt_error rt_capture_link_ip(uint32_t link, struct rt_view frame, struct rt_view *ip)
{
    struct rt_capture_walk walk = rt_capture_walk_begin(link, frame);
    return rt_capture_walk_ip(&walk, ip);
}
