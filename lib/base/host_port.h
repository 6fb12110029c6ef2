// SPDX-License-Identifier: BSD-2-Clause
/*
 * Where a server can be asked, before its name is looked up. There is one type for it, whoever
 * reads it and whoever asks.
 *
 * Its text is "host", "host:port", "[v6]" or "[v6]:port", and IPv6 without brackets as well as it
 * can be told. Nothing is looked up.
 */
#ifndef ROUGHTIME_HOST_PORT_H
#define ROUGHTIME_HOST_PORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Room for a host with its final zero. */
#define RT_HOST_SIZE 256

/* A host, a port, and by what a server may be asked there. It holds its own text. */
struct rt_host_port {
    char host[RT_HOST_SIZE]; /* without brackets; a zone stays */
    uint16_t port;           /* 0: none is given */
    bool udp;                /* a text does not say these two */
    bool tcp;
    bool numeric; /* host is an IPv4 or IPv6 address */
    bool zone;    /* of IPv6 with a zone: fe80::1%eth0 */
    bool bare;    /* IPv6 without brackets */
};

enum rt_host_port_fault {
    RT_HOST_PORT_GOOD = 1,
    RT_HOST_PORT_BAD_HOST, /* it cannot be a name or an address, such as digits alone, or is too
                               long */
    RT_HOST_PORT_BAD_PORT  /* behind the colon stands no number from 1 to 65535 */
};

/* Takes a text apart. `parts` is only good with RT_HOST_PORT_GOOD; udp and tcp are false then. */
enum rt_host_port_fault rt_host_port_split(const char *text, struct rt_host_port *parts);

/* Room for the text of a host and a port. */
#define RT_HOST_PORT_TEXT_SIZE (RT_HOST_SIZE + 8)

/* Writes host:port, IPv6 in brackets. Returns `text`. */
const char *rt_host_port_text(const struct rt_host_port *parts, char text[RT_HOST_PORT_TEXT_SIZE]);

#endif
