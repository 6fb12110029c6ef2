// SPDX-License-Identifier: BSD-2-Clause
/* Reads ICMP and ICMPv6 messages of the type "destination unreachable". */
#include "files/capture_icmp.h"

#define IP_ICMP   1
#define IP_ICMPV6 58

/* In front of the packet that is quoted. */
#define HEADER     8
#define UDP_HEADER 8

static enum rt_server_sign sign_of_ipv4(uint8_t code)
{
    switch (code) {
    case 3:
        return RT_SERVER_SIGN_PORT;
    case 0: /* net, host, both unknown, isolated, for this type of service */
    case 1:
    case 6:
    case 7:
    case 8:
    case 11:
    case 12:
        return RT_SERVER_SIGN_HOST;
    case 9: /* net, host, all communication */
    case 10:
    case 13:
        return RT_SERVER_SIGN_PROHIBITED;
    }
    return RT_SERVER_SIGN_OTHER;
}

static enum rt_server_sign sign_of_ipv6(uint8_t code)
{
    switch (code) {
    case 4:
        return RT_SERVER_SIGN_PORT;
    case 0: /* no route, address */
    case 3:
        return RT_SERVER_SIGN_HOST;
    case 1: /* by policy, source address, route */
    case 5:
    case 6:
        return RT_SERVER_SIGN_PROHIBITED;
    }
    return RT_SERVER_SIGN_OTHER;
}

/* Between whom a quoted packet went, and how its payload begins. */
static bool read_quoted(struct rt_view packet, struct rt_capture_sign *sign)
{
    struct rt_capture_ip quoted;
    if (rt_capture_ip_parse(packet, &quoted) != RT_OK || quoted.offset != 0 ||
        quoted.payload.len < 4 || (quoted.protocol != RT_IP_UDP && quoted.protocol != RT_IP_TCP))
        return false;
    bool udp = quoted.protocol == RT_IP_UDP;
    sign->client = quoted.from;
    sign->client.port = rt_bytes_load16be(quoted.payload.data);
    sign->server = quoted.to;
    sign->server.port = rt_bytes_load16be(quoted.payload.data + 2);
    sign->transport = udp ? RT_TRANSPORT_UDP : RT_TRANSPORT_TCP;
    sign->quoted = udp ? rt_view_slice(quoted.payload, UDP_HEADER, quoted.payload.len)
                       : (struct rt_view){NULL, 0};
    return true;
}

bool rt_capture_icmp_read(const struct rt_capture_ip *ip, struct rt_capture_sign *sign)
{
    bool four = ip->protocol == IP_ICMP && ip->from.family == 4;
    bool six = ip->protocol == IP_ICMPV6 && ip->from.family == 6;
    if ((!four && !six) || ip->payload.len < HEADER || ip->payload.data[0] != (four ? 3 : 1))
        return false;
    uint8_t code = ip->payload.data[1];
    sign->sign = four ? sign_of_ipv4(code) : sign_of_ipv6(code);
    /* How many words are quoted, if extensions follow them (RFC 4884); else 0. */
    size_t len = four ? (size_t)4 * ip->payload.data[5] : (size_t)8 * ip->payload.data[4];
    return read_quoted(rt_view_slice(ip->payload, HEADER, len > 0 ? len : ip->payload.len), sign);
}
