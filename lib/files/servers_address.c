// SPDX-License-Identifier: BSD-2-Clause
/* host:port of lists, and what is odd about it. */
#include "files/servers.h"

enum rt_oddity rt_servers_address_parse(const char *text, struct rt_host_port *address,
                                        enum rt_oddity *odd)
{
    enum rt_host_port_fault fault = rt_host_port_split(text, address);
    *odd = RT_ODD_NONE;
    if (fault == RT_HOST_PORT_BAD_HOST)
        return RT_ODD_BAD_ADDRESS;
    if (fault == RT_HOST_PORT_BAD_PORT)
        return RT_ODD_PORT;
    if (address->bare)
        *odd = RT_ODD_NO_BRACKETS;
    else if (!address->port)
        *odd = RT_ODD_NO_PORT;
    else if (address->zone)
        *odd = RT_ODD_ZONE;
    return RT_ODD_NONE;
}
