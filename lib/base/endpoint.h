// SPDX-License-Identifier: BSD-2-Clause
/*
 * One end of a conversation, and its text. There is one type for it, whoever asks, answers or
 * captures. Nothing is looked up and nothing is allocated.
 */
#ifndef ROUGHTIME_ENDPOINT_H
#define ROUGHTIME_ENDPOINT_H

#include <stdbool.h>
#include <stdint.h>

/* One end of a conversation. `addr` holds 4 bytes (then zeros) or 16 bytes, in network order;
 * `port` is a number of this machine, 0 where there is none. */
struct rt_endpoint {
    uint8_t family; /* 4 or 6; 0: not known */
    uint8_t addr[16];
    uint16_t port;
};

/* An end to which sockets can be opened. */
struct rt_address {
    struct rt_endpoint at;
    uint32_t scope; /* of a link-local IPv6 address: the interface; else 0 */
};

/* Which addresses of a name are wanted. */
enum rt_family { RT_FAMILY_ANY = 1, RT_FAMILY_4, RT_FAMILY_6 };

/* The port when an address gives none and the version does not say which (drafts' hint), and the
 * one that RFC 10049 registered. */
#define RT_PORT_DRAFTS 2002
#define RT_PORT_RFC    5319

/* Longest text of an endpoint with its final zero. */
#define RT_ENDPOINT_TEXT_SIZE 56

/* Writes "192.0.2.1:2002", "[2001:db8::1]:2002" or, for family 0, "?"; without ":port" if the port
 * is 0. Returns `text`. */
const char *rt_endpoint_text(const struct rt_endpoint *endpoint, char text[RT_ENDPOINT_TEXT_SIZE]);

/* Whether it is this machine: 127.0.0.0/8 or ::1. */
bool rt_endpoint_is_loopback(const struct rt_endpoint *endpoint);

bool rt_endpoint_equal(const struct rt_endpoint *a, const struct rt_endpoint *b);

#endif
