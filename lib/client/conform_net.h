// SPDX-License-Identifier: BSD-2-Clause
/* Checks over a network (net.h) whether a server keeps to the versions it speaks. */
#ifndef ROUGHTIME_CONFORM_NET_H
#define ROUGHTIME_CONFORM_NET_H

#include "client/conform.h"
#include "client/probe_net.h"

struct rt_conform_net {
    const struct rt_net *net; /* opened for RT_PROBE_SOCKETS */
    enum rt_family family;
    struct rt_conform *conform; /* that has begun */
    /* Changes the plan of a probe for an address; may be NULL. */
    void (*adjust)(void *context, const struct rt_address *to, struct rt_probe_plan *plan);
    /* Is told that the versions of conform->group can be judged. False: that is enough. */
    bool (*judged)(void *context);
    void *context;
    /* Afterwards: */
    struct rt_address to; /* the address that was asked; family 0: there is none, */
    const char *cause;    /* because of this; static */
    bool failed;          /* there was no memory */
    bool refused;         /* the system says that nobody listens */
};

/* Runs all probes, against the address of the first that answered. */
void rt_conform_net_run(struct rt_conform_net *run, const struct rt_host_port *place);

#endif
