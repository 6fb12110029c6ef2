// SPDX-License-Identifier: BSD-2-Clause
/*
 * "host", "host:port", "[v6]" or "[v6]:port", and IPv6 without brackets as well as it can be told.
 * Nothing is looked up.
 */
#ifndef ROUGHTIME_HOST_PORT_H
#define ROUGHTIME_HOST_PORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A host and a port, within a text of the caller. */
struct rt_host_port {
    const char *host; /* without brackets; a zone stays */
    size_t host_len;
    uint16_t port; /* 0: none is given */
    bool numeric;  /* host is an IPv4 or IPv6 address */
    bool zone;     /* of IPv6 with a zone: fe80::1%eth0 */
    bool bare;     /* IPv6 without brackets */
};

enum rt_host_port_fault {
    RT_HOST_PORT_GOOD = 1,
    RT_HOST_PORT_BAD_HOST, /* it cannot be a name or an address */
    RT_HOST_PORT_BAD_PORT  /* behind the colon stands no number from 1 to 65535 */
};

/* Takes a text apart. `parts` is only good with RT_HOST_PORT_GOOD. */
enum rt_host_port_fault rt_host_port_split(const char *text, struct rt_host_port *parts);

#endif
