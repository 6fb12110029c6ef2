// SPDX-License-Identifier: BSD-2-Clause
/* Takes host:port apart, and its odd forms. */
#include "base/host_port.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>

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

static bool is_ipv4(const char *text, size_t len)
{
    char copy[INET_ADDRSTRLEN];
    struct in_addr address;
    if (len >= sizeof copy)
        return false;
    memcpy(copy, text, len);
    copy[len] = '\0';
    return inet_pton(AF_INET, copy, &address) == 1;
}

/* Letters, digits, dots, hyphens, underscores, and what lies beyond ASCII. Digits alone are no
 * name: the system would take them for an IPv4 address, as 2002 for 0.0.7.210. */
static bool is_name(const char *text, size_t len)
{
    size_t digits = 0;
    while (digits < len && text[digits] >= '0' && text[digits] <= '9')
        digits++;
    if (digits == len)
        return false;
    for (size_t i = 0; i < len; i++) {
        unsigned char c = (unsigned char)text[i];
        bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c >= 0x80;
        if (!letter && !(c >= '0' && c <= '9') && c != '.' && c != '-' && c != '_')
            return false;
    }
    return true;
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

/* What an address falls apart into: texts within that of the caller. */
struct split {
    const char *host;
    size_t host_len;
    const char *port; /* NULL: none */
    bool ipv6;
    bool zone;
    bool bare;
};

static bool split_brackets(const char *text, struct split *split)
{
    const char *close = strchr(text, ']');
    if (!close || (close[1] != '\0' && close[1] != ':'))
        return false;
    split->host = text + 1;
    split->host_len = (size_t)(close - text) - 1;
    split->port = close[1] == ':' ? close + 2 : NULL;
    split->ipv6 = true;
    return is_ipv6(split->host, split->host_len, &split->zone);
}

/* Without brackets the last colon of an IPv6 address may be one of it, or stand before the port.
 * Lists must give a port, so it is taken for the port wherever the rest is an address. */
static bool split_bare(const char *text, struct split *split)
{
    const char *colon = strrchr(text, ':');
    split->host = text;
    split->host_len = (size_t)(colon - text);
    split->port = colon + 1;
    split->ipv6 = split->bare = true;
    if (is_ipv6(text, split->host_len, &split->zone))
        return true;
    split->host_len = strlen(text);
    split->port = NULL;
    return is_ipv6(text, split->host_len, &split->zone);
}

static bool take_apart(const char *text, struct split *split)
{
    const char *colon = strchr(text, ':');
    if (text[0] == '[')
        return split_brackets(text, split);
    if (colon && strchr(colon + 1, ':'))
        return split_bare(text, split);
    split->host = text;
    split->host_len = colon ? (size_t)(colon - text) : strlen(text);
    split->port = colon ? colon + 1 : NULL;
    return is_name(split->host, split->host_len);
}

enum rt_host_port_fault rt_host_port_split(const char *text, struct rt_host_port *parts)
{
    struct split split = {.port = NULL};
    if (!take_apart(text, &split) || split.host_len >= sizeof parts->host)
        return RT_HOST_PORT_BAD_HOST;
    *parts = (struct rt_host_port){.zone = split.zone, .bare = split.bare};
    memcpy(parts->host, split.host, split.host_len);
    parts->numeric = split.ipv6 || is_ipv4(split.host, split.host_len);
    if (split.port && !read_port(split.port, strlen(split.port), &parts->port))
        return RT_HOST_PORT_BAD_PORT;
    return RT_HOST_PORT_GOOD;
}

const char *rt_host_port_text(const struct rt_host_port *parts, char text[RT_HOST_PORT_TEXT_SIZE])
{
    bool ipv6 = strchr(parts->host, ':') != NULL;
    snprintf(text, RT_HOST_PORT_TEXT_SIZE, "%s%s%s:%u", ipv6 ? "[" : "", parts->host,
             ipv6 ? "]" : "", (unsigned)parts->port);
    return text;
}
