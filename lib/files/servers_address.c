// SPDX-License-Identifier: BSD-2-Clause
/* host:port of lists, and what is odd about it. */
#include <stdio.h>
#include <string.h>

#include "base/host_port.h"
#include "files/servers.h"

enum rt_oddity rt_servers_address_parse(const char *text, struct rt_servers_address *address,
                                        enum rt_oddity *odd)
{
    struct rt_host_port parts;
    enum rt_host_port_fault fault = rt_host_port_split(text, &parts);
    *odd = RT_ODD_NONE;
    if (fault == RT_HOST_PORT_BAD_HOST || parts.host_len >= sizeof address->host)
        return RT_ODD_BAD_ADDRESS;
    if (fault == RT_HOST_PORT_BAD_PORT)
        return RT_ODD_PORT;
    address->port = parts.port;
    memcpy(address->host, parts.host, parts.host_len);
    address->host[parts.host_len] = '\0';
    address->numeric = parts.numeric;
    if (parts.bare)
        *odd = RT_ODD_NO_BRACKETS;
    else if (!parts.port)
        *odd = RT_ODD_NO_PORT;
    else if (parts.zone)
        *odd = RT_ODD_ZONE;
    return RT_ODD_NONE;
}

const char *rt_servers_address_text(const struct rt_servers_address *address,
                                    char text[RT_ADDRESS_SIZE])
{
    bool ipv6 = strchr(address->host, ':') != NULL;
    snprintf(text, RT_ADDRESS_SIZE, "%s%s%s:%u", ipv6 ? "[" : "", address->host, ipv6 ? "]" : "",
             (unsigned)address->port);
    return text;
}
