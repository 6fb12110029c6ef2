// SPDX-License-Identifier: BSD-2-Clause
/* Reads the headers of IPv4 and IPv6. */
#include "files/capture_ip.h"

#include <string.h>

static struct rt_endpoint endpoint_of(uint8_t family, const uint8_t *address)
{
    struct rt_endpoint endpoint = {.family = family};
    memcpy(endpoint.addr, address, family == 4 ? 4 : 16);
    return endpoint;
}

static enum rt_error parse4(struct rt_view packet, struct rt_capture_ip *ip)
{
    const uint8_t *p = packet.data;
    if (packet.len < 20)
        return RT_E_TRUNCATED;
    ip->from = endpoint_of(4, p + 12);
    ip->to = endpoint_of(4, p + 16);
    ip->protocol = p[9];
    size_t header = (size_t)(p[0] & 15) * 4;
    size_t total = rt_bytes_load16be(p + 2);
    if (total == 0)
        total = packet.len > header ? packet.len : header;
    if (header < 20 || total < header)
        return RT_E_CAPTURE;
    ip->announced = total - header;
    ip->payload = rt_view_slice(packet, header, ip->announced);
    if (packet.len < header)
        return RT_E_TRUNCATED;
    uint32_t flags = rt_bytes_load16be(p + 6);
    ip->id = rt_bytes_load16be(p + 4);
    ip->offset = (size_t)(flags & 0x1fff) * 8;
    ip->more = (flags & 0x2000) != 0;
    ip->fragment = ip->more || ip->offset != 0;
    return ip->fragment ? RT_OK : rt_capture_ip_walk(ip);
}

static enum rt_error parse6(struct rt_view packet, struct rt_capture_ip *ip)
{
    const uint8_t *p = packet.data;
    if (packet.len < 40)
        return RT_E_TRUNCATED;
    ip->from = endpoint_of(6, p + 8);
    ip->to = endpoint_of(6, p + 24);
    ip->protocol = p[6];
    ip->announced = rt_bytes_load16be(p + 4);
    if (ip->announced == 0)
        ip->announced = packet.len - 40;
    ip->payload = rt_view_slice(packet, 40, ip->announced);
    return rt_capture_ip_walk(ip);
}

enum rt_error rt_capture_ip_parse(struct rt_view packet, struct rt_capture_ip *ip)
{
    *ip = (struct rt_capture_ip){.fragment = false};
    if (packet.len == 0)
        return RT_E_TRUNCATED;
    if (packet.data[0] >> 4 == 4)
        return parse4(packet, ip);
    if (packet.data[0] >> 4 == 6)
        return parse6(packet, ip);
    return RT_E_CAPTURE;
}

enum extension { NO_EXTENSION = 1, OPTIONS, AUTHENTICATION, FRAGMENT };

static enum extension extension_of(const struct rt_capture_ip *ip)
{
    if (ip->protocol == 51)
        return AUTHENTICATION;
    if (ip->from.family != 6)
        return NO_EXTENSION;
    switch (ip->protocol) {
    case 0:   /* hop-by-hop */
    case 43:  /* routing */
    case 60:  /* destination */
    case 135: /* mobility */
    case 139: /* HIP */
    case 140: /* shim6 */
        return OPTIONS;
    case 44:
        return FRAGMENT;
    }
    return NO_EXTENSION;
}

static size_t extension_length(enum extension kind, const uint8_t *p)
{
    switch (kind) {
    case OPTIONS:
        return ((size_t)p[1] + 1) * 8;
    case AUTHENTICATION:
        return ((size_t)p[1] + 2) * 4;
    case FRAGMENT:
    case NO_EXTENSION:
        break;
    }
    return 8;
}

enum rt_error rt_capture_ip_walk(struct rt_capture_ip *ip)
{
    for (;;) {
        enum extension kind = extension_of(ip);
        if (kind == NO_EXTENSION)
            return RT_OK;
        const uint8_t *p = ip->payload.data;
        size_t length = ip->payload.len < 8 ? 8 : extension_length(kind, p);
        if (length > ip->announced)
            return RT_E_CAPTURE;
        if (length > ip->payload.len)
            return RT_E_TRUNCATED;
        if (kind == FRAGMENT) {
            ip->offset = rt_bytes_load16be(p + 2) & 0xfff8;
            ip->more = (p[3] & 1) != 0;
            ip->id = rt_bytes_load32be(p + 4);
            ip->fragment = ip->more || ip->offset != 0;
        }
        ip->protocol = p[0];
        ip->payload = rt_view_slice(ip->payload, length, ip->payload.len);
        ip->announced -= length;
        if (ip->fragment)
            return RT_OK;
    }
}
