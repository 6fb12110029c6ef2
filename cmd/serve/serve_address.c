// SPDX-License-Identifier: BSD-2-Clause
/* The addresses of a server: from the command line, and as text. */
#include <netdb.h>
#include <string.h>

#include "client/net_address.h"
#include "files/servers.h"
#include "serve/serve.h"

const char *serve_address_text(const struct rt_address *address, char text[SERVE_ADDRESS_SIZE])
{
    union {
        struct sockaddr_storage storage;
        struct sockaddr plain;
    } to;
    socklen_t len = rt_net_address_to_socket(address, &to.storage);
    if (getnameinfo(&to.plain, len, text, SERVE_ADDRESS_SIZE, NULL, 0, NI_NUMERICHOST) != 0)
        text[0] = '\0';
    return text;
}

static bool add(struct serve *serve, const struct addrinfo *found, uint16_t port)
{
    struct rt_address address;
    if (!rt_net_address_of_socket(found->ai_addr, &address))
        return true; /* neither IPv4 nor IPv6 */
    if (serve->address_count == RT_SERVER_ADDRESSES)
        return false;
    address.at.port = port;
    serve->addresses[serve->address_count++] = address;
    return true;
}

/* Takes a text apart. ":2002" is every address of this machine, and the port 0 any. */
static bool parse(const char *text, struct rt_servers_address *parsed, bool *every, bool *zero)
{
    enum rt_oddity odd;
    char buffer[RT_ADDRESS_SIZE];
    *every = text[0] == ':' && text[1] != ':';
    snprintf(buffer, sizeof buffer, "%s%s", *every ? "0.0.0.0" : "", text);
    size_t len = strlen(buffer), digits = strspn(text + 1, "0123456789");
    *zero = len > 2 && strcmp(buffer + len - 2, ":0") == 0;
    if (*every && text[1 + digits] != '\0')
        *zero = false;
    if (*zero)
        buffer[len - 2] = '\0'; /* lists have no port 0 */
    return rt_servers_address_parse(buffer, parsed, &odd) == RT_ODD_NONE;
}

bool serve_add_address(struct serve *serve, const char *text)
{
    struct rt_servers_address parsed;
    bool every, zero;
    if (!parse(text, &parsed, &every, &zero)) {
        app_complain(serve->app, EXIT_USAGE, text, "this is no ADDRESS, ADDRESS:PORT or :PORT");
        return false;
    }
    uint16_t port = zero ? 0 : parsed.port ? parsed.port : RT_PORT_RFC;
    struct addrinfo hints = {
        .ai_family = serve->v4 == serve->v6 ? AF_UNSPEC
                     : serve->v4            ? AF_INET
                                            : AF_INET6,
        .ai_socktype = SOCK_DGRAM,
        .ai_flags = AI_PASSIVE,
    };
    struct addrinfo *list = NULL;
    int error = getaddrinfo(every ? NULL : parsed.host, "0", &hints, &list);
    if (error != 0) {
        app_complain(serve->app, EXIT_USAGE, text, "%s", gai_strerror(error));
        return false;
    }
    bool room = true;
    for (const struct addrinfo *found = list; room && found; found = found->ai_next)
        room = add(serve, found, port);
    freeaddrinfo(list);
    if (!room)
        app_complain(serve->app, EXIT_USAGE, text, "more than %d addresses", RT_SERVER_ADDRESSES);
    return room;
}
