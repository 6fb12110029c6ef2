// SPDX-License-Identifier: BSD-2-Clause
/* The addresses of a server from the command line. */
#include <string.h>

#include "files/servers.h"
#include "serve/serve.h"

/* Takes a text apart. ":2002" is every address of this machine, and the port 0 any. */
static bool parse(const char *text, struct rt_host_port *parsed, bool *every, bool *zero)
{
    enum rt_oddity odd;
    char buffer[RT_HOST_PORT_TEXT_SIZE];
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
    struct rt_host_port parsed;
    const char *cause;
    bool every, zero;
    if (!parse(text, &parsed, &every, &zero)) {
        app_complain(serve->app, EXIT_USAGE, text, "this is no ADDRESS, ADDRESS:PORT or :PORT");
        return false;
    }
    size_t room = RT_SERVER_ADDRESSES - serve->address_count;
    uint16_t port = zero ? 0 : parsed.port ? parsed.port : RT_PORT_RFC;
    size_t count = rt_server_addresses(every ? NULL : parsed.host, serve->family, port,
                                       &serve->addresses[serve->address_count], room, &cause);
    if (count == 0)
        app_complain(serve->app, EXIT_USAGE, text, "%s", cause);
    else if (count > room)
        app_complain(serve->app, EXIT_USAGE, text, "more than %d addresses", RT_SERVER_ADDRESSES);
    else
        serve->address_count += count;
    return count > 0 && count <= room;
}
