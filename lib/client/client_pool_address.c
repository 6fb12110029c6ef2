// SPDX-License-Identifier: BSD-2-Clause
/* Keeps the addresses of a server, by family. */
#include "client/client_pool_address.h"

static bool fits(const struct rt_client_pool_address *spot, unsigned lane,
                 enum rt_transport transport)
{
    bool carries = transport == RT_TRANSPORT_TCP ? spot->tcp : spot->udp;
    return carries && (spot->address.at.family == 6) == (lane == 0);
}

const struct rt_client_pool_address *
rt_client_pool_address_pick(const struct rt_client_pool_addresses *spots, unsigned lane,
                            enum rt_transport transport, unsigned n)
{
    const struct rt_client_pool_address *fitting[RT_NET_ADDRESSES];
    size_t count = 0;
    for (size_t i = 0; i < spots->count; i++)
        if (fits(&spots->list[i], lane, transport))
            fitting[count++] = &spots->list[i];
    return count > 0 ? fitting[n % count] : NULL;
}

void rt_client_pool_address_add(struct rt_client_pool_addresses *spots, enum rt_family wanted,
                                const struct rt_host_port *place, const struct rt_address *address)
{
    struct rt_client_pool_address spot = {*address, place->udp, place->tcp};
    bool six = address->at.family == 6;
    spot.address.at.port = place->port;
    if (wanted != RT_FAMILY_ANY && (wanted == RT_FAMILY_6) != six)
        return;
    for (size_t i = 0; i < spots->count; i++) {
        struct rt_client_pool_address *known = &spots->list[i];
        if (rt_endpoint_equal(&known->address.at, &spot.address.at)) {
            known->udp = known->udp || spot.udp;
            known->tcp = known->tcp || spot.tcp;
            return;
        }
    }
    if (spots->count == RT_NET_ADDRESSES)
        return;
    if (spots->count == 0)
        spots->first = six ? 0 : 1;
    spots->list[spots->count++] = spot;
}
