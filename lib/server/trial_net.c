// SPDX-License-Identifier: BSD-2-Clause
/* The sockets of a run: packets in and out, on loopback. */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "server/trial_internal.h"

#define PORT_TRIES 64

/* Datagrams that are taken before it is the turn of other runs. */
#define TOGETHER 64

/* Between two pieces of a reply, and how many bytes the first of them have. */
#define PIECE_NS UINT64_C(1000000)
static const size_t pieces[] = {1, 7, 5, 200};

union socket_address {
    struct sockaddr plain;
    struct sockaddr_in in;
};

static union socket_address loopback(uint16_t port)
{
    return (union socket_address){.in = {.sin_family = AF_INET,
                                         .sin_port = htons(port),
                                         .sin_addr.s_addr = htonl(INADDR_LOOPBACK)}};
}

static struct rt_endpoint endpoint_of(const union socket_address *address)
{
    struct rt_endpoint endpoint = {.family = 4, .port = ntohs(address->in.sin_port)};
    memcpy(endpoint.addr, &address->in.sin_addr, 4);
    return endpoint;
}

/* The other end of a socket's, or of its own; a port of 0 if there is none. */
static struct rt_endpoint own_end(int fd)
{
    union socket_address address = loopback(0);
    socklen_t len = sizeof address;
    if (getsockname(fd, &address.plain, &len) != 0)
        address = loopback(0);
    return endpoint_of(&address);
}

/* A socket on a port, 0 for any; -1 with errno. */
static int open_socket(int kind, uint16_t port)
{
    union socket_address address = loopback(port);
    int fd = socket(AF_INET, kind | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    bool good = fd >= 0 && bind(fd, &address.plain, sizeof address.in) == 0 &&
                (kind != SOCK_STREAM || listen(fd, RT_TRIAL_CONNECTIONS) == 0);
    if (good || fd < 0)
        return fd;
    int error = errno;
    close(fd);
    errno = error;
    return -1;
}

/* Opens UDP and TCP on one port. */
static bool open_server(struct rt_trial_run *run, uint32_t server)
{
    for (int i = 0; i < PORT_TRIES; i++) {
        run->tcp[server] = open_socket(SOCK_STREAM, 0);
        if (run->tcp[server] < 0)
            return false;
        run->ports[server] = own_end(run->tcp[server]).port;
        run->udp[server] = open_socket(SOCK_DGRAM, run->ports[server]);
        if (run->udp[server] >= 0)
            return true;
        close(run->tcp[server]);
        run->tcp[server] = -1;
        if (errno != EADDRINUSE)
            return false;
    }
    return false;
}

static void close_one(int *fd)
{
    if (*fd >= 0)
        close(*fd);
    *fd = -1;
}

void rt_trial_net_close(struct rt_trial_run *run)
{
    int error = errno;
    for (uint32_t i = 0; i < RT_TRIAL_SERVERS; i++) {
        close_one(&run->udp[i]);
        close_one(&run->tcp[i]);
    }
    for (size_t i = 0; i < RT_TRIAL_CONNECTIONS; i++)
        close_one(&run->connections[i].fd);
    close_one(&run->elsewhere);
    errno = error;
}

bool rt_trial_net_open(struct rt_trial_run *run)
{
    run->elsewhere = -1;
    for (size_t i = 0; i < RT_TRIAL_CONNECTIONS; i++)
        run->connections[i].fd = -1;
    for (uint32_t i = 0; i < RT_TRIAL_SERVERS; i++)
        run->udp[i] = run->tcp[i] = -1;
    bool good = true;
    for (uint32_t i = 0; good && i < run->server_count; i++)
        good = open_server(run, i);
    if (good && run->which.kind == RT_TRIAL_ELSEWHERE) {
        run->elsewhere = open_socket(SOCK_DGRAM, 0);
        good = run->elsewhere >= 0;
    }
    if (!good)
        rt_trial_net_close(run);
    return good;
}

static void tell(const struct rt_trial *trial, const struct rt_trial_run *run,
                 const struct rt_trial_packet *packet)
{
    if (trial->settings.packet)
        trial->settings.packet(trial->settings.context, run->number, packet);
}

static void tell_udp(const struct rt_trial *trial, const struct rt_trial_run *run, int fd,
                     const union socket_address *client, bool reply, struct rt_view bytes)
{
    struct rt_endpoint own = own_end(fd), other = endpoint_of(client);
    const struct rt_trial_packet packet = {
        .transport = RT_TRANSPORT_UDP,
        .at = rt_trial_clock(),
        .from = reply ? own : other,
        .to = reply ? other : own,
        .reply = reply,
        .bytes = bytes,
    };
    tell(trial, run, &packet);
}

static void tell_tcp(const struct rt_trial *trial, const struct rt_trial_run *run,
                     const struct rt_trial_connection *connection, bool reply, uint64_t before,
                     struct rt_view bytes)
{
    struct rt_endpoint own = own_end(connection->fd);
    const struct rt_trial_packet packet = {
        .transport = RT_TRANSPORT_TCP,
        .at = rt_trial_clock(),
        .from = reply ? own : connection->client,
        .to = reply ? connection->client : own,
        .reply = reply,
        .before = before,
        .bytes = bytes,
    };
    tell(trial, run, &packet);
}

void rt_trial_net_udp(struct rt_trial *trial, struct rt_trial_run *run, uint32_t server)
{
    uint8_t bytes[65536];
    struct rt_trial_reply replies[2];
    for (int i = 0; i < TOGETHER; i++) {
        union socket_address client = loopback(0);
        socklen_t len = sizeof client;
        ssize_t got = recvfrom(run->udp[server], bytes, sizeof bytes, 0, &client.plain, &len);
        if (got < 0)
            return;
        struct rt_view request = {bytes, (size_t)got};
        tell_udp(trial, run, run->udp[server], &client, false, request);
        size_t count = rt_trial_reply_make(trial, run, server, request, RT_TRANSPORT_UDP, replies);
        for (size_t r = 0; r < count; r++) {
            struct rt_view reply = {replies[r].bytes, replies[r].len};
            int fd = replies[r].elsewhere ? run->elsewhere : run->udp[server];
            /* What the system does not take is lost, as packets may be. */
            if (sendto(fd, reply.data, reply.len, MSG_NOSIGNAL, &client.plain, len) >= 0)
                tell_udp(trial, run, fd, &client, true, reply);
        }
    }
}

void rt_trial_net_accept(struct rt_trial_run *run, uint32_t server)
{
    union socket_address client = loopback(0);
    socklen_t len = sizeof client;
    const int on = 1;
    size_t i = 0;
    int fd = accept4(run->tcp[server], &client.plain, &len, SOCK_CLOEXEC | SOCK_NONBLOCK);
    if (fd < 0)
        return;
    while (i < RT_TRIAL_CONNECTIONS && run->connections[i].fd >= 0)
        i++;
    if (i == RT_TRIAL_CONNECTIONS) {
        close(fd);
        return;
    }
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    struct rt_trial_connection *connection = &run->connections[i];
    connection->fd = fd;
    connection->server = server;
    connection->client = endpoint_of(&client);
    connection->in_len = connection->out_at = connection->out_len = 0;
    connection->received = connection->sent = 0;
    connection->ended = false;
    run->connected++;
}

/* Sends bytes that wait: the next piece, or all. False: the connection is broken. */
static bool send_some(const struct rt_trial *trial, const struct rt_trial_run *run,
                      struct rt_trial_connection *connection, size_t most)
{
    struct rt_view rest = {connection->out + connection->out_at,
                           connection->out_len - connection->out_at};
    if (rest.len > most)
        rest.len = most;
    ssize_t sent = send(connection->fd, rest.data, rest.len, MSG_NOSIGNAL);
    if (sent < 0)
        return errno == EAGAIN || errno == EINTR;
    rest.len = (size_t)sent;
    tell_tcp(trial, run, connection, true, connection->sent, rest);
    connection->sent += rest.len;
    connection->out_at += rest.len;
    if (connection->out_at == connection->out_len)
        connection->out_at = connection->out_len = 0;
    return true;
}

void rt_trial_net_due(struct rt_trial *trial, struct rt_trial_run *run,
                      struct rt_trial_connection *connection)
{
    size_t passed = 0, i = 0;
    while (i < sizeof pieces / sizeof pieces[0] && passed < connection->out_at)
        passed += pieces[i++];
    size_t most = i < sizeof pieces / sizeof pieces[0] ? pieces[i] : sizeof connection->out;
    if (!send_some(trial, run, connection, most) || (connection->ended && connection->out_len == 0))
        close_one(&connection->fd);
    connection->due_ns = rt_trial_ticks() + PIECE_NS;
}

/* Answers a request. What does not fit into the room for replies is not sent. */
static bool answer(struct rt_trial *trial, struct rt_trial_run *run,
                   struct rt_trial_connection *connection, struct rt_view request)
{
    struct rt_trial_reply replies[2];
    bool waits = false;
    size_t count =
        rt_trial_reply_make(trial, run, connection->server, request, RT_TRANSPORT_TCP, replies);
    for (size_t i = 0; i < count; i++) {
        if (replies[i].len > sizeof connection->out - connection->out_len)
            continue;
        memcpy(connection->out + connection->out_len, replies[i].bytes, replies[i].len);
        connection->out_len += replies[i].len;
        waits = waits || replies[i].pieces;
    }
    connection->due_ns = rt_trial_ticks();
    return waits || connection->out_len == 0 ||
           send_some(trial, run, connection, connection->out_len);
}

/* The length of the request that begins here; 0: that is not known yet. */
static uint64_t request_len(struct rt_view rest)
{
    if (rest.len < 8)
        return 0;
    if (!rt_frame_parse(rest).framed)
        return UINT64_C(4) + rt_bytes_load32(rest.data);
    return rest.len < RT_FRAME_SIZE ? 0 : UINT64_C(12) + rt_bytes_load32(rest.data + 8);
}

/* Answers all requests that are complete; false: the connection is broken, or there is junk. */
static bool answer_all(struct rt_trial *trial, struct rt_trial_run *run,
                       struct rt_trial_connection *connection)
{
    size_t at = 0;
    bool good = true;
    while (good) {
        struct rt_view rest = {connection->in + at, connection->in_len - at};
        uint64_t len = request_len(rest);
        if (len == 0 || (len > rest.len && len <= sizeof connection->in))
            break;
        good = len <= rest.len;
        if (good)
            good = answer(trial, run, connection, rt_view_slice(rest, 0, (size_t)len));
        at += good ? (size_t)len : 0;
    }
    connection->in_len -= at;
    memmove(connection->in, connection->in + at, connection->in_len);
    return good;
}

void rt_trial_net_tcp(struct rt_trial *trial, struct rt_trial_run *run,
                      struct rt_trial_connection *connection)
{
    size_t room = sizeof connection->in - connection->in_len;
    uint8_t *in = connection->in + connection->in_len;
    ssize_t got = read(connection->fd, in, room);
    if (got < 0 && (errno == EAGAIN || errno == EINTR))
        return;
    if (got > 0) {
        tell_tcp(trial, run, connection, false, connection->received,
                 (struct rt_view){in, (size_t)got});
        connection->in_len += (size_t)got;
        connection->received += (uint64_t)got;
    }
    if (got > 0 && answer_all(trial, run, connection))
        return;
    connection->ended = got == 0; /* it may still wait for the rest of its reply */
    if (!connection->ended || connection->out_len == 0)
        close_one(&connection->fd);
}

void rt_trial_net_last(struct rt_trial *trial, struct rt_trial_run *run)
{
    for (uint32_t i = 0; i < run->server_count; i++) {
        rt_trial_net_udp(trial, run, i);
        rt_trial_net_accept(run, i);
    }
    for (size_t i = 0; i < RT_TRIAL_CONNECTIONS; i++)
        if (run->connections[i].fd >= 0 && !run->connections[i].ended)
            rt_trial_net_tcp(trial, run, &run->connections[i]);
}
