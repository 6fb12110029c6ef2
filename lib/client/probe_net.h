// SPDX-License-Identifier: BSD-2-Clause
/* Probes a server over a network (net.h). */
#ifndef ROUGHTIME_PROBE_NET_H
#define ROUGHTIME_PROBE_NET_H

#include "base/host_port.h"
#include "client/net.h"
#include "client/probe.h"

/* Sockets of a probe: the network is opened for so many servers. */
#define RT_PROBE_SOCKETS RT_PROBE_ASKS

/* The addresses of a place, at most RT_NET_ADDRESSES, with its port. Returns how many; 0: *cause
 * says why. */
size_t rt_probe_net_find(const struct rt_net *net, const struct rt_host_port *place,
                         enum rt_family family, struct rt_address addresses[RT_NET_ADDRESSES],
                         const char **cause);

/* Runs a probe that has been initialised to its end, against one address. */
void rt_probe_net_run(struct rt_probe *probe, const struct rt_net *net,
                      const struct rt_address *to);

#endif
