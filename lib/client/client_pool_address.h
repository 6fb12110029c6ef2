// SPDX-License-Identifier: BSD-2-Clause
/* The addresses of a server under its channels: channel 0 is for IPv6, channel 1 for IPv4. */
#ifndef ROUGHTIME_CLIENT_POOL_ADDRESS_H
#define ROUGHTIME_CLIENT_POOL_ADDRESS_H

#include "client/client_pool.h"

#pragma GCC visibility push(hidden)

/* An address with its port, and what may be sent there. */
struct rt_client_pool_address {
    struct rt_address address;
    bool udp;
    bool tcp;
};

struct rt_client_pool_addresses {
    struct rt_client_pool_address list[RT_NET_ADDRESSES];
    size_t count;
    unsigned first; /* the channel of the address that came first */
};

/* Adds an address of a place, once; one of another family than wanted is left out, and so is what
 * there is no room for. */
void rt_client_pool_address_add(struct rt_client_pool_addresses *addresses, enum rt_family wanted,
                                const struct rt_host_port *place, const struct rt_address *address);

/* The n-th address of a channel that the transport can use, round and round; NULL: none. */
const struct rt_client_pool_address *
rt_client_pool_address_pick(const struct rt_client_pool_addresses *addresses, unsigned channel,
                            enum rt_transport transport, unsigned n);

#pragma GCC visibility pop

#endif
