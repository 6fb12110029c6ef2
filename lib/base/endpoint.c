// SPDX-License-Identifier: BSD-2-Clause
/* The text of an endpoint. */
#include "base/endpoint.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>

const char *rt_endpoint_text(const struct rt_endpoint *endpoint, char text[RT_ENDPOINT_TEXT_SIZE])
{
    char address[INET6_ADDRSTRLEN] = "?";
    bool six = endpoint->family == 6;
    if (endpoint->family != 0)
        inet_ntop(six ? AF_INET6 : AF_INET, endpoint->addr, address, sizeof address);
    if (endpoint->port == 0)
        snprintf(text, RT_ENDPOINT_TEXT_SIZE, "%s", address);
    else
        snprintf(text, RT_ENDPOINT_TEXT_SIZE, six ? "[%s]:%u" : "%s:%u", address, endpoint->port);
    return text;
}

bool rt_endpoint_is_loopback(const struct rt_endpoint *endpoint)
{
    static const uint8_t six[16] = {[15] = 1};
    return endpoint->family == 4 ? endpoint->addr[0] == 127
                                 : memcmp(endpoint->addr, six, sizeof six) == 0;
}

bool rt_endpoint_equal(const struct rt_endpoint *a, const struct rt_endpoint *b)
{
    return a->family == b->family && a->port == b->port &&
           memcmp(a->addr, b->addr, sizeof a->addr) == 0;
}
