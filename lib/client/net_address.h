// SPDX-License-Identifier: BSD-2-Clause
/* Between struct rt_address and the system's addresses. */
#ifndef ROUGHTIME_NET_ADDRESS_H
#define ROUGHTIME_NET_ADDRESS_H

#include <sys/socket.h>

#include "client/net.h"

#pragma GCC visibility push(hidden)

/* Reads an address with its port; false if it is neither IPv4 nor IPv6. */
RT_CHECKED bool rt_net_address_of_socket(const struct sockaddr *from, struct rt_address *address);

/* Writes one; returns its length. */
socklen_t rt_net_address_to_socket(const struct rt_address *address, struct sockaddr_storage *to);

#pragma GCC visibility pop

#endif
