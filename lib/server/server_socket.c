// SPDX-License-Identifier: BSD-2-Clause
/* Looks up addresses for a server; opens and closes its sockets. */
#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <string.h>
#include <unistd.h>

#include "client/net_address.h"
#include "server/server_internal.h"

#define PORT_TRIES 32 /* for a port that is free on UDP and on TCP */

static int system_family(enum rt_family family)
{
    switch (family) {
    case RT_FAMILY_ANY:
        return AF_UNSPEC;
    case RT_FAMILY_4:
        return AF_INET;
    case RT_FAMILY_6:
        return AF_INET6;
    }
    return AF_UNSPEC;
}

size_t rt_server_addresses(const char *host, enum rt_family family, uint16_t port,
                           struct rt_address *addresses, size_t cap, const char **cause)
{
    const struct addrinfo hints = {
        .ai_family = system_family(family), .ai_socktype = SOCK_DGRAM, .ai_flags = AI_PASSIVE};
    struct addrinfo *list;
    size_t count = 0;
    int error = getaddrinfo(host, "0", &hints, &list);
    *cause = error != 0 ? gai_strerror(error) : "no IPv4 or IPv6 address";
    for (const struct addrinfo *found = error == 0 ? list : NULL; found; found = found->ai_next) {
        struct rt_address address;
        if (!rt_net_address_of_socket(found->ai_addr, &address))
            continue;
        address.at.port = port;
        if (count < cap)
            addresses[count] = address;
        count++;
    }
    if (error == 0)
        freeaddrinfo(list);
    return count;
}

static bool is_any(const struct rt_address *address)
{
    static const uint8_t zeros[sizeof address->at.addr];
    return memcmp(address->at.addr, zeros, sizeof zeros) == 0;
}

static void set(int fd, int level, int name, int value)
{
    setsockopt(fd, level, name, &value, sizeof value);
}

static void close_socket(struct rt_server_socket *socket)
{
    if (socket->fd >= 0)
        close(socket->fd);
    socket->fd = -1;
}

/* A bound socket, or -1 with errno. */
static int open_socket(const struct rt_address *address, int type, bool shared)
{
    union {
        struct sockaddr_storage storage;
        struct sockaddr plain;
    } to;
    socklen_t len = rt_net_address_to_socket(address, &to.storage);
    int fd = socket(to.plain.sa_family, type | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return -1;
    if (address->at.family == 6)
        set(fd, IPPROTO_IPV6, IPV6_V6ONLY, 1);
    if (type != SOCK_DGRAM)
        set(fd, SOL_SOCKET, SO_REUSEADDR, 1);
    if (shared)
        set(fd, SOL_SOCKET, SO_REUSEPORT, 1);
    if (bind(fd, &to.plain, len) == 0)
        return fd;
    int error = errno;
    close(fd);
    errno = error;
    return -1;
}

static void prepare_udp(int fd, const struct rt_address *address, uint32_t buffer)
{
    int size = (int)buffer;
    if (setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof size) != 0)
        set(fd, SOL_SOCKET, SO_RCVBUF, size);
    if (!is_any(address))
        return;
    if (address->at.family == 6)
        set(fd, IPPROTO_IPV6, IPV6_RECVPKTINFO, 1);
    else
        set(fd, IPPROTO_IP, IP_PKTINFO, 1);
}

/* Takes the port that the system gave to a socket bound to port 0. */
static bool learn_port(int fd, struct rt_address *address)
{
    union {
        struct sockaddr_storage storage;
        struct sockaddr plain;
    } own;
    struct rt_address found;
    socklen_t len = sizeof own;
    if (getsockname(fd, &own.plain, &len) != 0 || !rt_net_address_of_socket(&own.plain, &found))
        return false;
    address->at.port = found.at.port;
    return true;
}

/*
 * Finds out whether an address can be had, and which port if it is 0. Sockets that share a port
 * among workers would also share it with another server of the same user, hence this look.
 */
static bool try_address(const struct rt_server_settings *settings, struct rt_address *address)
{
    uint16_t wanted = address->at.port;
    for (int i = 0; i < PORT_TRIES; i++) {
        address->at.port = wanted;
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

/* Opens the sockets of one worker for an address, at the next place. */
static bool bind_worker(const struct rt_server *server, struct rt_server_worker *worker,
                        const struct rt_address *address)
{
    const struct rt_server_settings *settings = &server->settings;
    struct rt_server_socket *udp = &worker->udp[server->address_count];
    struct rt_server_socket *listener = &worker->listeners[server->address_count];
    bool shared = settings->workers > 1, any = is_any(address);
    if (settings->udp) {
        *udp = (struct rt_server_socket){open_socket(address, SOCK_DGRAM, shared), any};
        if (udp->fd < 0)
            return false;
        prepare_udp(udp->fd, address, settings->receive_buffer);
    }
    if (settings->tcp) {
        int fd = open_socket(address, SOCK_STREAM | SOCK_NONBLOCK, shared);
        *listener = (struct rt_server_socket){fd, any};
        if (fd < 0 || listen(fd, SOMAXCONN) != 0)
            return false;
    }
    return true;
}

bool rt_server_bind(struct rt_server *server, struct rt_address *address)
{
    struct rt_address own = *address;
    size_t place = server->address_count;
    bool known = own.at.family == 4 || own.at.family == 6;
    errno = server->started ? EBUSY : known ? ENOSPC : EAFNOSUPPORT;
    if (server->started || !known || place == RT_SERVER_ADDRESSES)
        return false;
    bool good = try_address(&server->settings, &own);
    for (size_t w = 0; good && w < server->settings.workers; w++)
        good = bind_worker(server, &server->workers[w], &own);
    int error = errno;
    for (size_t w = 0; !good && w < server->settings.workers; w++) {
        close_socket(&server->workers[w].udp[place]);
        close_socket(&server->workers[w].listeners[place]);
    }
    errno = error;
    if (!good)
        return false;
    *address = own;
    server->address_count++;
    return true;
}

void rt_server_socket_close(struct rt_server *server)
{
    for (size_t w = 0; w < server->settings.workers; w++) {
        for (size_t i = 0; i < RT_SERVER_ADDRESSES; i++) {
            close_socket(&server->workers[w].udp[i]);
            close_socket(&server->workers[w].listeners[i]);
        }
    }
}
