// SPDX-License-Identifier: BSD-2-Clause
/* Keeps the addresses of a server, by family. */
#include "client/client_pool_address.h"

static bool fits(const struct rt_client_pool_address *entry, unsigned channel,
                 enum rt_transport transport)
{
    bool carries = transport == RT_TRANSPORT_TCP ? entry->tcp : entry->udp;
    return carries && (entry->address.at.family == 6) == (channel == 0);
}

const struct rt_client_pool_address *
rt_client_pool_address_pick(const struct rt_client_pool_addresses *addresses, unsigned channel,
                            enum rt_transport transport, unsigned n)
{
    const struct rt_client_pool_address *fitting[RT_NET_ADDRESSES];
    size_t count = 0;
    for (size_t i = 0; i < addresses->count; i++)
        if (fits(&addresses->list[i], channel, transport))
            fitting[count++] = &addresses->list[i];
    return count > 0 ? fitting[n % count] : NULL;
}

void rt_client_pool_address_add(struct rt_client_pool_addresses *addresses, enum rt_family wanted,
                                const struct rt_host_port *place, const struct rt_address *address)
{
    struct rt_client_pool_address entry = {*address, place->udp, place->tcp};
    bool six = address->at.family == 6;
    entry.address.at.port = place->port;
    if (wanted != RT_FAMILY_ANY && (wanted == RT_FAMILY_6) != six)
        return;
    for (size_t i = 0; i < addresses->count; i++) {
        struct rt_client_pool_address *known = &addresses->list[i];
        if (rt_endpoint_equal(&known->address.at, &entry.address.at)) {
            known->udp = known->udp || entry.udp;
            known->tcp = known->tcp || entry.tcp;
            return;
        }
    }
    if (addresses->count == RT_NET_ADDRESSES)
        return;
    if (addresses->count == 0)
        addresses->first = six ? 0 : 1;
    addresses->list[addresses->count++] = entry;
}
