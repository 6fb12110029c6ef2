// SPDX-License-Identifier: BSD-2-Clause
/* Runs a probe over a network. */
#include "client/probe_net.h"

size_t rt_probe_net_find(const struct rt_net *net, const struct rt_host_port *place,
                         enum rt_family family, struct rt_address addresses[RT_NET_ADDRESSES],
                         const char **cause)
{
    struct rt_net_event event;
    *cause = "no address of the family that was asked for";
    if (rt_net_address_of_text(place->host, &addresses[0])) {
        uint8_t only = family == RT_FAMILY_4 ? 4 : family == RT_FAMILY_6 ? 6 : 0;
        addresses[0].at.port = place->port;
        return only == 0 || only == addresses[0].at.family;
    }
    if (!net->look_up(net->context, 0, 0, place->host, family)) {
        *cause = "the name could not be looked up: no memory or no thread";
        return 0;
    }
    do
        net->wait(net->context, UINT64_MAX, &event);
    while (event.kind != RT_NET_NAMES);
    *cause = event.cause;
    size_t count = event.address_count < RT_NET_ADDRESSES ? event.address_count : RT_NET_ADDRESSES;
    for (size_t i = 0; i < count; i++) {
        addresses[i] = event.addresses[i];
        addresses[i].at.port = place->port;
    }
    return count;
}

/* Closes the sockets of asks that are over. */
static size_t close_from(const struct rt_probe *probe, const struct rt_net *net, size_t from)
{
    for (; from < probe->first; from++)
        net->close(net->context, from);
    return from;
}

static void send_all(struct rt_probe *probe, const struct rt_net *net, const struct rt_address *to,
                     size_t *closed)
{
    enum rt_step step;
    while ((step = rt_probe_step(probe, net->now(net->context))) == RT_STEP_SEND) {
        *closed = close_from(probe, net, *closed);
        int error = net->send(net->context, probe->place, 0, probe->transport, to, probe->request);
        if (error)
            rt_probe_failed(probe, probe->place, error);
    }
}

void rt_probe_net_run(struct rt_probe *probe, const struct rt_net *net, const struct rt_address *to)
{
    struct rt_net_event event;
    size_t closed = 0;
    for (;;) {
        send_all(probe, net, to, &closed);
        if (probe->stage == RT_PROBE_OVER)
            break;
        net->wait(net->context, probe->due_ns, &event);
        if (event.kind == RT_NET_PACKET)
            rt_probe_take(probe, event.who, event.packet, event.at_ns);
        else if (event.kind == RT_NET_FAILED)
            rt_probe_failed(probe, event.who, event.error);
        else
            continue;
        if (!rt_probe_is_open(probe, event.who))
            net->close(net->context, event.who);
    }
    for (size_t i = closed; i < probe->ask_count; i++)
        net->close(net->context, i);
}
