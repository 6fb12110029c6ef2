// SPDX-License-Identifier: BSD-2-Clause
/* Opens the sockets of a server. */
#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <string.h>
#include <unistd.h>

#include "files/servers.h"
#include "serve/serve.h"

#define PORT_TRIES 32 /* for a port that is free on UDP and on TCP */

/* An address of either family, for looking at it. */
union any_address {
    struct sockaddr_storage storage;
    struct sockaddr plain;
    struct sockaddr_in v4;
    struct sockaddr_in6 v6;
};

static union any_address view_of(const struct serve_address *address)
{
    union any_address view = {.storage = address->address};
    return view;
}

static uint16_t port_of(const struct serve_address *address)
{
    union any_address view = view_of(address);
    return ntohs(view.plain.sa_family == AF_INET6 ? view.v6.sin6_port : view.v4.sin_port);
}

static void set_port(struct serve_address *address, uint16_t port)
{
    union any_address view = view_of(address);
    if (view.plain.sa_family == AF_INET6)
        view.v6.sin6_port = htons(port);
    else
        view.v4.sin_port = htons(port);
    address->address = view.storage;
}

uint16_t serve_address_text(const struct serve_address *address, char text[INET6_ADDRSTRLEN + 16])
{
    union any_address view = view_of(address);
    if (getnameinfo(&view.plain, address->len, text, INET6_ADDRSTRLEN + 16, NULL, 0,
                    NI_NUMERICHOST) != 0)
        text[0] = '\0';
    return port_of(address);
}

static bool is_any(const struct serve_address *address)
{
    union any_address view = view_of(address);
    if (view.plain.sa_family == AF_INET6)
        return memcmp(&view.v6.sin6_addr, &in6addr_any, sizeof in6addr_any) == 0;
    return view.v4.sin_addr.s_addr == htonl(INADDR_ANY);
}

static bool add(struct serve *serve, const struct addrinfo *found, uint16_t port)
{
    if (serve->address_count == SERVE_ADDRESSES)
        return false;
    struct serve_address *address = &serve->addresses[serve->address_count++];
    *address = (struct serve_address){.len = found->ai_addrlen};
    memcpy(&address->address, found->ai_addr, found->ai_addrlen);
    set_port(address, port);
    address->any = is_any(address);
    return true;
}

bool serve_add_address(struct serve *serve, const char *text)
{
    const struct serve_settings *settings = &serve->settings;
    struct rt_servers_address parsed;
    enum rt_oddity odd;
    /* ":2002" is every address of this machine. */
    bool every = text[0] == ':' && text[1] != ':';
    char buffer[RT_ADDRESS_SIZE];
    snprintf(buffer, sizeof buffer, "%s%s", every ? "0.0.0.0" : "", text);
    size_t digits = strspn(text + 1, "0123456789");
    bool zero = strlen(buffer) > 2 && strcmp(buffer + strlen(buffer) - 2, ":0") == 0;
    if (every && text[1 + digits] != '\0')
        zero = false;
    if (zero)
        buffer[strlen(buffer) - 2] = '\0'; /* lists have no port 0; here it means any */
    if (rt_servers_address_parse(buffer, &parsed, &odd) != RT_ODD_NONE) {
        app_complain(serve->app, EXIT_USAGE, text, "this is no ADDRESS, ADDRESS:PORT or :PORT");
        return false;
    }
    uint16_t port = zero ? 0 : parsed.port ? parsed.port : RT_PORT_RFC;
    struct addrinfo hints = {
        .ai_family = settings->v4 == settings->v6 ? AF_UNSPEC
                     : settings->v4               ? AF_INET
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
        app_complain(serve->app, EXIT_USAGE, text, "more than %d addresses", SERVE_ADDRESSES);
    return room;
}

static void set(int fd, int level, int name, int value)
{
    setsockopt(fd, level, name, &value, sizeof value);
}

/* A bound socket, or -1 with errno. */
static int open_socket(const struct serve_address *address, int type, bool shared)
{
    union any_address view = view_of(address);
    int family = view.plain.sa_family;
    int fd = socket(family, type | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return -1;
    if (family == AF_INET6)
        set(fd, IPPROTO_IPV6, IPV6_V6ONLY, 1);
    if (type != SOCK_DGRAM)
        set(fd, SOL_SOCKET, SO_REUSEADDR, 1);
    if (shared)
        set(fd, SOL_SOCKET, SO_REUSEPORT, 1);
    if (bind(fd, &view.plain, address->len) == 0)
        return fd;
    int error = errno;
    close(fd);
    errno = error;
    return -1;
}

static void prepare_udp(int fd, const struct serve_address *address, uint32_t buffer)
{
    union any_address view = view_of(address);
    int size = (int)buffer;
    if (setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof size) != 0)
        set(fd, SOL_SOCKET, SO_RCVBUF, size);
    if (!address->any)
        return;
    if (view.plain.sa_family == AF_INET6)
        set(fd, IPPROTO_IPV6, IPV6_RECVPKTINFO, 1);
    else
        set(fd, IPPROTO_IP, IP_PKTINFO, 1);
}

/* Takes the port that the system gave to a socket bound to port 0. */
static bool learn_port(int fd, struct serve_address *address)
{
    struct serve_address own = {.len = sizeof own.address};
    union any_address view;
    socklen_t len = sizeof view;
    if (getsockname(fd, &view.plain, &len) != 0)
        return false;
    own.address = view.storage;
    set_port(address, port_of(&own));
    return true;
}

/*
 * Finds out whether an address can be had, and which port if it is 0. Sockets that share a port
 * among workers would also share it with another server of the same user, hence this look.
 */
static bool try_address(const struct serve_settings *settings, struct serve_address *address)
{
    uint16_t wanted = port_of(address);
    for (int i = 0; i < PORT_TRIES; i++) {
        set_port(address, wanted);
        int first = open_socket(address, settings->udp ? SOCK_DGRAM : SOCK_STREAM, false);
        if (first < 0)
            return false;
        bool good = learn_port(first, address);
        int second = -1;
        if (good && settings->udp && settings->tcp) {
            second = open_socket(address, SOCK_STREAM, false);
            good = second >= 0;
        }
        int error = errno;
        if (second >= 0)
            close(second);
        close(first);
        errno = error;
        if (good || wanted != 0)
            return good;
    }
    return false;
}

static bool bind_worker(struct serve *serve, struct serve_worker *worker, size_t i)
{
    const struct serve_settings *settings = &serve->settings;
    const struct serve_address *address = &serve->addresses[i];
    bool shared = settings->workers > 1;
    if (settings->udp) {
        int fd = open_socket(address, SOCK_DGRAM, shared);
        if (fd < 0)
            return false;
        worker->udp[i] = (struct serve_socket){fd, address->any};
        prepare_udp(fd, address, settings->receive_buffer);
    }
    if (settings->tcp) {
        int fd = open_socket(address, SOCK_STREAM | SOCK_NONBLOCK, shared);
        worker->listeners[i] = (struct serve_socket){fd, address->any};
        if (fd < 0 || listen(fd, SOMAXCONN) != 0)
            return false;
    }
    return true;
}

bool serve_bind(struct serve *serve)
{
    for (size_t w = 0; w < serve->settings.workers; w++)
        for (size_t i = 0; i < SERVE_ADDRESSES; i++)
            serve->workers[w].udp[i].fd = serve->workers[w].listeners[i].fd = -1;
    for (size_t i = 0; i < serve->address_count; i++) {
        struct serve_address *address = &serve->addresses[i];
        bool good = try_address(&serve->settings, address);
        for (size_t w = 0; good && w < serve->settings.workers; w++)
            good = bind_worker(serve, &serve->workers[w], i);
        if (!good) {
            char text[INET6_ADDRSTRLEN + 16];
            int error = errno;
            uint16_t port = serve_address_text(address, text);
            app_complain(serve->app, EXIT_INPUT, NULL, "%s port %u: %s", text, port,
                         strerror(error));
            return false;
        }
    }
    return true;
}

void serve_close(struct serve *serve)
{
    for (size_t w = 0; w < serve->settings.workers; w++) {
        for (size_t i = 0; i < SERVE_ADDRESSES; i++) {
            if (serve->workers[w].udp[i].fd >= 0)
                close(serve->workers[w].udp[i].fd);
            if (serve->workers[w].listeners[i].fd >= 0)
                close(serve->workers[w].listeners[i].fd);
        }
    }
}
