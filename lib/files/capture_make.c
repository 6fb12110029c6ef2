// SPDX-License-Identifier: BSD-2-Clause
/* Writes captures. */
#include "files/capture_make.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

/* Numbers of the file, in its byte order. */

static void put(struct rt_maker *maker, uint32_t value, size_t size)
{
    uint8_t bytes[4];
    for (size_t i = 0; i < size; i++)
        bytes[i] = (uint8_t)(value >> 8 * (maker->big_endian ? size - 1 - i : i));
    fwrite(bytes, 1, size, maker->file);
}

static void put_view(struct rt_maker *maker, struct rt_view view)
{
    if (view.len > 0)
        fwrite(view.data, 1, view.len, maker->file);
}

/* Numbers of packet headers, always big-endian. */

static void add(struct rt_maker *maker, uint32_t value, size_t size)
{
    for (size_t i = 0; i < size; i++)
        maker->frame[maker->len++] = (uint8_t)(value >> 8 * (size - 1 - i));
}

static void add_bytes(struct rt_maker *maker, const uint8_t *bytes, size_t len)
{
    if (len > RT_MAKE_MAX - maker->len)
        abort();
    if (len > 0)
        memcpy(maker->frame + maker->len, bytes, len);
    maker->len += len;
}

struct rt_endpoint rt_make_endpoint(const char *address, uint16_t port)
{
    struct rt_endpoint endpoint = {.family = 4, .port = port};
    if (inet_pton(AF_INET, address, endpoint.addr) == 1)
        return endpoint;
    endpoint.family = 6;
    if (inet_pton(AF_INET6, address, endpoint.addr) != 1)
        abort();
    return endpoint;
}

void rt_make_block(struct rt_maker *maker, uint32_t type, struct rt_view body)
{
    static const uint8_t zeros[4];
    size_t padding = (4 - body.len % 4) % 4;
    uint32_t total = (uint32_t)(12 + body.len + padding);
    put(maker, type, 4);
    put(maker, total, 4);
    put_view(maker, body);
    put_view(maker, (struct rt_view){zeros, padding});
    put(maker, total, 4);
}

static void start_pcapng(struct rt_maker *maker)
{
    put(maker, 0x0a0d0d0a, 4);
    put(maker, 28, 4);
    put(maker, 0x1a2b3c4d, 4);
    put(maker, 1, 2);
    put(maker, 0, 2);
    put(maker, UINT32_MAX, 4);
    put(maker, UINT32_MAX, 4);
    put(maker, 28, 4);
    put(maker, 1, 4);
    put(maker, 20, 4);
    put(maker, maker->link, 2);
    put(maker, 0, 2);
    put(maker, 0x40000, 4);
    put(maker, 20, 4);
}

void rt_make_start(struct rt_maker *maker)
{
    maker->packets = 0;
    if (maker->format == RT_MAKE_PCAPNG) {
        start_pcapng(maker);
        return;
    }
    put(maker, maker->format == RT_MAKE_PCAP_NS ? 0xa1b23c4d : 0xa1b2c3d4, 4);
    put(maker, 2, 2);
    put(maker, 4, 2);
    put(maker, 0, 4);
    put(maker, 0, 4);
    put(maker, 0x40000, 4);
    put(maker, maker->link, 4);
}

/* An enhanced packet block. */
static void frame_pcapng(struct rt_maker *maker, struct rt_view frame, size_t len, uint64_t time_us)
{
    static const uint8_t zeros[4];
    size_t padding = (4 - frame.len % 4) % 4;
    uint32_t total = (uint32_t)(32 + frame.len + padding);
    put(maker, 6, 4);
    put(maker, total, 4);
    put(maker, 0, 4);
    put(maker, (uint32_t)(time_us >> 32), 4);
    put(maker, (uint32_t)time_us, 4);
    put(maker, (uint32_t)frame.len, 4);
    put(maker, (uint32_t)len, 4);
    put_view(maker, frame);
    put_view(maker, (struct rt_view){zeros, padding});
    put(maker, total, 4);
}

void rt_make_frame(struct rt_maker *maker, struct rt_view frame)
{
    uint64_t time_us = UINT64_C(1700000000000000) + 1000 * maker->packets++;
    if (maker->time_us != 0)
        time_us = maker->time_us;
    uint32_t fraction = (uint32_t)(time_us % 1000000);
    size_t len = frame.len;
    if (maker->snaplen != 0)
        frame = rt_view_slice(frame, 0, maker->snaplen);
    if (maker->format == RT_MAKE_PCAPNG) {
        frame_pcapng(maker, frame, len, time_us);
        return;
    }
    put(maker, (uint32_t)(time_us / 1000000), 4);
    put(maker, maker->format == RT_MAKE_PCAP_NS ? 1000 * fraction : fraction, 4);
    put(maker, (uint32_t)frame.len, 4);
    put(maker, (uint32_t)len, 4);
    put_view(maker, frame);
}

static void add_family(struct rt_maker *maker, uint8_t family)
{
    uint8_t number = family == 4 ? 2 : 30;
    bool first = maker->link == RT_MAKE_NULL && !maker->big_endian;
    add(maker, first ? (uint32_t)number << 24 : number, 4);
}

static void add_link(struct rt_maker *maker, uint8_t family)
{
    static const uint8_t macs[12] = {2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 2};
    uint32_t type = family == 4 ? 0x0800 : 0x86dd;
    maker->len = 0;
    switch (maker->link) {
    case RT_MAKE_NULL:
    case RT_MAKE_LOOP:
        add_family(maker, family);
        break;
    case RT_MAKE_ETHERNET:
        add_bytes(maker, macs, sizeof macs);
        for (unsigned i = 0; i < maker->vlans; i++)
            add(maker, i + 1 < maker->vlans ? 0x88a80064 : 0x81000065, 4);
        add(maker, type, 2);
        break;
    case RT_MAKE_COOKED:
        add(maker, 0x00000001, 4);
        add(maker, 6, 2);
        add_bytes(maker, macs, 8);
        add(maker, type, 2);
        break;
    case RT_MAKE_COOKED2:
        add(maker, type << 16, 4);
        add(maker, 2, 4);
        add(maker, 0x00010006, 4);
        add_bytes(maker, macs, 8);
        break;
    case RT_MAKE_RAW:
    case RT_MAKE_IPV4:
    case RT_MAKE_IPV6:
        break;
    }
}

/* What of an IP payload a packet carries. */
struct piece {
    uint32_t id;
    size_t offset;
    bool more;
    bool fragment;
};

enum { AUTHENTICATION_SIZE = 24, IPV6_OPTIONS_SIZE = 24 };

/* In a fragmented packet the header would stand in the first piece only. */
static bool authenticated(const struct rt_maker *maker, const struct piece *piece)
{
    return maker->authenticate && !piece->fragment;
}

static void add_authentication(struct rt_maker *maker, uint8_t next)
{
    static const uint8_t zeros[AUTHENTICATION_SIZE];
    add(maker, next, 1);
    add(maker, AUTHENTICATION_SIZE / 4 - 2, 1);
    add_bytes(maker, zeros, AUTHENTICATION_SIZE - 2);
}

static void add_ipv4(struct rt_maker *maker, const struct rt_endpoint *from,
                     const struct rt_endpoint *to, uint8_t protocol, const struct piece *piece,
                     size_t len)
{
    size_t header = maker->options ? 28 : 20;
    size_t extra = authenticated(maker, piece) ? AUTHENTICATION_SIZE : 0;
    add(maker, (uint32_t)(0x40 + header / 4), 1);
    add(maker, 0, 1);
    add(maker, (uint32_t)(header + extra + len), 2);
    add(maker, piece->id, 2);
    add(maker, (uint32_t)(piece->offset / 8) | (piece->more ? 0x2000 : 0), 2);
    add(maker, 64, 1);
    add(maker, authenticated(maker, piece) ? 51 : protocol, 1);
    add(maker, 0, 2);
    add_bytes(maker, from->addr, 4);
    add_bytes(maker, to->addr, 4);
    if (maker->options) {
        add(maker, 0x07070400, 4); /* record route, full */
        add(maker, 0, 3);
        add(maker, 1, 1);
    }
    if (authenticated(maker, piece))
        add_authentication(maker, protocol);
}

/* Protocol number of the header that follows the n-th of those an IPv6 packet may have. */
static uint8_t next_header(const struct rt_maker *maker, const struct piece *piece,
                           uint8_t protocol, int n)
{
    if (n < 1 && maker->options)
        return 0;
    if (n < 2 && maker->options)
        return 43;
    if (n < 3 && maker->options)
        return 60;
    if (n < 4 && piece->fragment)
        return 44;
    if (n < 5 && authenticated(maker, piece))
        return 51;
    return protocol;
}

static void add_ipv6(struct rt_maker *maker, const struct rt_endpoint *from,
                     const struct rt_endpoint *to, uint8_t protocol, const struct piece *piece,
                     size_t len)
{
    len += maker->options ? IPV6_OPTIONS_SIZE : 0;
    len += piece->fragment ? 8 : 0;
    len += authenticated(maker, piece) ? AUTHENTICATION_SIZE : 0;
    add(maker, 0x60000000, 4);
    add(maker, (uint32_t)len, 2);
    add(maker, next_header(maker, piece, protocol, 0), 1);
    add(maker, 64, 1);
    add_bytes(maker, from->addr, 16);
    add_bytes(maker, to->addr, 16);
    for (int n = 1; maker->options && n <= 3; n++) {
        add(maker, next_header(maker, piece, protocol, n), 1);
        add(maker, 0, 1);
        add(maker, n == 2 ? 0 : 0x0104, 2); /* a padding option */
        add(maker, 0, 4);
    }
    if (piece->fragment) {
        add(maker, next_header(maker, piece, protocol, 4), 1);
        add(maker, 0, 1);
        add(maker, (uint32_t)piece->offset | piece->more, 2);
        add(maker, piece->id, 4);
    }
    if (authenticated(maker, piece))
        add_authentication(maker, protocol);
}

static void write_piece(struct rt_maker *maker, const struct rt_endpoint *from,
                        const struct rt_endpoint *to, uint8_t protocol, const struct piece *piece,
                        struct rt_view payload)
{
    add_link(maker, from->family);
    if (from->family == 4)
        add_ipv4(maker, from, to, protocol, piece, payload.len);
    else
        add_ipv6(maker, from, to, protocol, piece, payload.len);
    add_bytes(maker, payload.data, payload.len);
    rt_make_frame(maker, (struct rt_view){maker->frame, maker->len});
}

void rt_make_ip(struct rt_maker *maker, const struct rt_endpoint *from,
                const struct rt_endpoint *to, uint8_t protocol, struct rt_view payload)
{
    struct piece whole = {.fragment = false};
    write_piece(maker, from, to, protocol, &whole, payload);
}

void rt_make_fragment(struct rt_maker *maker, const struct rt_endpoint *from,
                      const struct rt_endpoint *to, uint8_t protocol, uint32_t id,
                      struct rt_view payload, size_t offset, size_t len)
{
    struct rt_view part = rt_view_slice(payload, offset, len);
    struct piece piece = {id, offset, offset + part.len < payload.len, true};
    write_piece(maker, from, to, protocol, &piece, part);
}

static void store16be(uint8_t *p, size_t value)
{
    p[0] = (uint8_t)(value >> 8);
    p[1] = (uint8_t)value;
}

void rt_make_udp_header(uint8_t header[8], const struct rt_endpoint *from,
                        const struct rt_endpoint *to, size_t len)
{
    store16be(header, from->port);
    store16be(header + 2, to->port);
    store16be(header + 4, 8 + len);
    store16be(header + 6, 0);
}

void rt_make_udp(struct rt_maker *maker, const struct rt_endpoint *from,
                 const struct rt_endpoint *to, struct rt_view payload)
{
    if (payload.len > sizeof maker->payload - 8)
        abort();
    rt_make_udp_header(maker->payload, from, to, payload.len);
    if (payload.len > 0)
        memcpy(maker->payload + 8, payload.data, payload.len);
    rt_make_ip(maker, from, to, RT_IP_UDP, (struct rt_view){maker->payload, 8 + payload.len});
}

void rt_make_tcp(struct rt_maker *maker, const struct rt_endpoint *from,
                 const struct rt_endpoint *to, uint32_t seq, unsigned flags, struct rt_view data)
{
    enum { HEADER = 32 };
    uint8_t *p = maker->payload;
    if (data.len > sizeof maker->payload - HEADER)
        abort();
    memset(p, 0, HEADER);
    store16be(p, from->port);
    store16be(p + 2, to->port);
    store16be(p + 4, seq >> 16);
    store16be(p + 6, seq & 0xffff);
    p[12] = HEADER / 4 << 4;
    p[13] = (uint8_t)flags;
    memset(p + 20, 1, HEADER - 20); /* options: nothing, twelve times */
    if (data.len > 0)
        memcpy(p + HEADER, data.data, data.len);
    rt_make_ip(maker, from, to, RT_IP_TCP, (struct rt_view){p, HEADER + data.len});
}
