// SPDX-License-Identifier: BSD-2-Clause
/* Converts addresses to those of the system and back. */
#include "client/net_address.h"

#include <netdb.h>
#include <netinet/in.h>
#include <string.h>

bool rt_net_address_of_socket(const struct sockaddr *from, struct rt_address *address)
{
    memset(address, 0, sizeof *address);
    if (from->sa_family == AF_INET) {
        struct sockaddr_in in;
        memcpy(&in, from, sizeof in);
        address->at.family = 4;
        address->at.port = ntohs(in.sin_port);
        memcpy(address->at.addr, &in.sin_addr, 4);
    } else if (from->sa_family == AF_INET6) {
        struct sockaddr_in6 in6;
        memcpy(&in6, from, sizeof in6);
        address->at.family = 6;
        address->at.port = ntohs(in6.sin6_port);
        address->scope = in6.sin6_scope_id;
        memcpy(address->at.addr, &in6.sin6_addr, 16);
    }
    return address->at.family != 0;
}

socklen_t rt_net_address_to_socket(const struct rt_address *address, struct sockaddr_storage *to)
{
    memset(to, 0, sizeof *to);
    if (address->at.family == 4) {
        struct sockaddr_in in = {.sin_family = AF_INET, .sin_port = htons(address->at.port)};
        memcpy(&in.sin_addr, address->at.addr, 4);
        memcpy(to, &in, sizeof in);
        return sizeof in;
    }
    struct sockaddr_in6 in6 = {.sin6_family = AF_INET6,
                               .sin6_port = htons(address->at.port),
                               .sin6_scope_id = address->scope};
    memcpy(&in6.sin6_addr, address->at.addr, 16);
    memcpy(to, &in6, sizeof in6);
    return sizeof in6;
}

bool rt_net_address_of_text(const char *text, struct rt_address *address)
{
    struct addrinfo hints = {.ai_flags = AI_NUMERICHOST, .ai_socktype = SOCK_DGRAM};
    struct addrinfo *found;
    if (getaddrinfo(text, NULL, &hints, &found) != 0)
        return false;
    bool good = rt_net_address_of_socket(found->ai_addr, address);
    freeaddrinfo(found);
    return good;
}

const char *rt_net_address_text(const struct rt_address *address, char text[RT_NET_ADDRESS_SIZE])
{
    union {
        struct sockaddr_storage storage;
        struct sockaddr plain;
    } to;
    socklen_t len = rt_net_address_to_socket(address, &to.storage);
    if (getnameinfo(&to.plain, len, text, RT_NET_ADDRESS_SIZE, NULL, 0, NI_NUMERICHOST) != 0)
        text[0] = '\0';
    return text;
}
