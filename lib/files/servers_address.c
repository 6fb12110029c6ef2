// SPDX-License-Identifier: BSD-2-Clause
/* host:port of lists, and what is odd about it. */
#include "files/servers.h"

enum rt_oddity rt_servers_address_parse(const char *text, struct rt_host_port *address,
                                        enum rt_oddity *odd)
{
    struct rt_host_port parts;
    enum rt_host_port_fault fault = rt_host_port_split(text, &parts);
    *odd = RT_ODD_NONE;
    if (fault == RT_HOST_PORT_BAD_HOST)
        return RT_ODD_BAD_ADDRESS;
    if (fault == RT_HOST_PORT_BAD_PORT)
        return RT_ODD_PORT;
    parts.udp = address->udp;
    parts.tcp = address->tcp;
    *address = parts;
    if (parts.bare)
        *odd = RT_ODD_NO_BRACKETS;
    else if (!parts.port)
        *odd = RT_ODD_NO_PORT;
    else if (parts.zone)
        *odd = RT_ODD_ZONE;
    return RT_ODD_NONE;
}
