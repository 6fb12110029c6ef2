// SPDX-License-Identifier: BSD-2-Clause
/*
 * Probes servers over a network (net.h), many at the same time.
 *
 * The addresses of a server are tried in turn until one answers. If the server has one of the other
 * family too, that is asked in all versions as well, and nothing else: a server should be the same
 * over both.
 */
#ifndef ROUGHTIME_PROBE_NET_H
#define ROUGHTIME_PROBE_NET_H

#include "base/host_port.h"
#include "client/net.h"
#include "client/probe.h"

/* Servers that are probed at the same time, and the sockets for them: the network is opened for so
 * many. */
#define RT_PROBE_LANES   8
#define RT_PROBE_SOCKETS (RT_PROBE_LANES * RT_PROBE_ASKS)

/* One address of a server, and what came of it. */
struct rt_probe_at {
    struct rt_address to;      /* family 0: there is none */
    struct rt_probe_plan plan; /* of the probe */
    struct rt_probe *probe;    /* NULL: nothing was asked */
};

/* A server. The caller sets the first two members, and all others to 0. */
struct rt_probe_job {
    const struct rt_host_port *places; /* borrowed; whether by UDP or TCP is not looked at */
    size_t place_count;
    const char *cause;        /* why it has no address; static */
    struct rt_probe_at first; /* the address that answered, else the last one; */
    struct rt_probe_at other; /* and one of the other family, if the first has answered */
    bool failed;              /* there was no memory for it */
};

/* Who probes, and how. Borrowed. */
struct rt_probe_crew {
    const struct rt_net *net;
    struct rt_crypto *crypto;
    enum rt_family family;
    struct rt_probe_job *jobs;
    size_t count;
    /* Says how the server `number` is probed at an address. */
    struct rt_probe_plan (*plan)(void *context, size_t number, const struct rt_address *to);
    /* Is told that the server `number` is done, in whatever order. False: begin no more. */
    bool (*done)(void *context, size_t number);
    void *context;
};

/* Probes all servers. */
void rt_probe_crew_run(const struct rt_probe_crew *crew);

/* Frees what a job has. */
void rt_probe_job_free(struct rt_probe_job *job);

#endif
