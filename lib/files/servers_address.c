// SPDX-License-Identifier: BSD-2-Clause
/* host:port and its odd forms. */
#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>

#include "files/servers.h"

/* Whether `len` bytes are an IPv6 address, with or without a zone. */
static bool is_ipv6(const char *text, size_t len, bool *zone)
{
    char copy[INET6_ADDRSTRLEN];
    struct in6_addr address;
    const char *percent = memchr(text, '%', len);
    size_t plain = percent ? (size_t)(percent - text) : len;
    *zone = percent != NULL;
    if (plain >= sizeof copy || (percent && plain + 1 == len))
        return false;
    memcpy(copy, text, plain);
    copy[plain] = '\0';
    return inet_pton(AF_INET6, copy, &address) == 1;
}

static bool is_ipv4(const char *host)
{
    struct in_addr address;
    return inet_pton(AF_INET, host, &address) == 1;
}

/* Letters, digits, dots, hyphens, underscores, and what lies beyond ASCII. */
static bool is_name(const char *text, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        unsigned char c = (unsigned char)text[i];
        bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c >= 0x80;
        if (!letter && !(c >= '0' && c <= '9') && c != '.' && c != '-' && c != '_')
            return false;
    }
    return len > 0;
}

/* Digits from 1 to 65535. */
static bool read_port(const char *text, size_t len, uint16_t *port)
{
    uint32_t value = 0;
    for (size_t i = 0; i < len; i++) {
        if (text[i] < '0' || text[i] > '9')
            return false;
        value = value * 10 + (uint32_t)(text[i] - '0');
        if (value > UINT16_MAX)
            return false;
    }
    *port = (uint16_t)value;
    return len > 0 && value > 0;
}

/* An address as it falls apart at its colons and brackets. */
struct parts {
    const char *host;
    size_t host_len;
    const char *port; /* NULL: none */
    bool ipv6;
    bool zone;
    bool bare; /* IPv6 without brackets */
};

static bool split_brackets(const char *text, struct parts *parts)
{
    const char *close = strchr(text, ']');
    if (!close || (close[1] != '\0' && close[1] != ':'))
        return false;
    parts->host = text + 1;
    parts->host_len = (size_t)(close - text) - 1;
    parts->port = close[1] == ':' ? close + 2 : NULL;
    parts->ipv6 = true;
    return is_ipv6(parts->host, parts->host_len, &parts->zone);
}

/* Without brackets the last colon of an IPv6 address may be one of it, or stand before the port.
 * Lists must give a port, so it is taken for the port wherever the rest is an address. */
static bool split_bare(const char *text, struct parts *parts)
{
    const char *colon = strrchr(text, ':');
    parts->host = text;
    parts->host_len = (size_t)(colon - text);
    parts->port = colon + 1;
    parts->ipv6 = parts->bare = true;
    if (is_ipv6(text, parts->host_len, &parts->zone))
        return true;
    parts->host_len = strlen(text);
    parts->port = NULL;
    return is_ipv6(text, parts->host_len, &parts->zone);
}

static bool split(const char *text, struct parts *parts)
{
    const char *colon = strchr(text, ':');
    if (text[0] == '[')
        return split_brackets(text, parts);
    if (colon && strchr(colon + 1, ':'))
        return split_bare(text, parts);
    parts->host = text;
    parts->host_len = colon ? (size_t)(colon - text) : strlen(text);
    parts->port = colon ? colon + 1 : NULL;
    return is_name(parts->host, parts->host_len);
}

enum rt_oddity rt_server_address_parse(const char *text, struct rt_server_address *address,
                                       enum rt_oddity *odd)
{
    struct parts parts = {.host = NULL};
    *odd = RT_ODD_NONE;
    if (!split(text, &parts) || parts.host_len >= sizeof address->host)
        return RT_ODD_BAD_ADDRESS;
    address->port = 0;
    if (parts.port && !read_port(parts.port, strlen(parts.port), &address->port))
        return RT_ODD_PORT;
    memcpy(address->host, parts.host, parts.host_len);
    address->host[parts.host_len] = '\0';
    address->numeric = parts.ipv6 || is_ipv4(address->host);
    if (parts.bare)
        *odd = RT_ODD_NO_BRACKETS;
    else if (!parts.port)
        *odd = RT_ODD_NO_PORT;
    else if (parts.zone)
        *odd = RT_ODD_ZONE;
    return RT_ODD_NONE;
}

const char *rt_server_address_text(const struct rt_server_address *address,
                                   char text[RT_ADDRESS_SIZE])
{
    bool ipv6 = strchr(address->host, ':') != NULL;
    snprintf(text, RT_ADDRESS_SIZE, "%s%s%s:%u", ipv6 ? "[" : "", address->host, ipv6 ? "]" : "",
             (unsigned)address->port);
    return text;
}
