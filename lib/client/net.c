// SPDX-License-Identifier: BSD-2-Clause
/* Runs the sockets of a client in one thread. */
#include "client/net.h"

#include <errno.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "client/net_address.h"
#include "client/net_lookup.h"
#include "client/net_tcp.h"

/* Servers with open sockets at the same time; each has up to two. And descriptors for others. */
#define LIMIT  4096
#define SPARED 64

#define BATCH  64
#define LOOKUP UINT64_MAX /* the eventfd's mark in epoll's data */

/* A socket, or none. */
struct channel {
    int fd; /* -1: none */
    enum rt_transport transport;
    struct rt_address to;
    struct rt_net_stream *stream; /* of TCP */
};

struct state {
    int epoll;
    struct rt_lookup *lookup;
    struct rt_found *found;   /* of the last event */
    struct channel *channels; /* RT_NET_CHANNELS for each server */
    size_t count;
    struct epoll_event events[BATCH];
    int event_count;
    int event_next;
    uint8_t datagram[65536];
};

static uint64_t nanoseconds(clockid_t clock)
{
    struct timespec t;
    clock_gettime(clock, &t);
    return (uint64_t)t.tv_sec * 1000000000 + (uint64_t)t.tv_nsec;
}

static uint64_t now(void *context)
{
    (void)context;
    return nanoseconds(CLOCK_MONOTONIC);
}

static bool look_up(void *context, size_t who, size_t tag, const char *host, enum rt_family family)
{
    struct state *state = context;
    return rt_lookup_add(state->lookup, who, tag, host, family);
}

static void close_channel(struct channel *channel)
{
    if (channel->fd >= 0)
        close(channel->fd);
    channel->fd = -1;
    rt_net_stream_free(channel->stream);
    channel->stream = NULL;
}

static void close_server(void *context, size_t who)
{
    struct state *state = context;
    for (size_t i = 0; i < RT_NET_CHANNELS; i++)
        close_channel(&state->channels[who * RT_NET_CHANNELS + i]);
}

static bool same_address(const struct rt_address *a, const struct rt_address *b)
{
    return rt_endpoint_equal(&a->at, &b->at) && a->scope == b->scope;
}

static int open_socket(struct state *state, size_t index, enum rt_transport transport,
                       const struct rt_address *to)
{
    static const int on = 1;
    struct channel *channel = &state->channels[index];
    struct sockaddr_storage address;
    socklen_t len = rt_net_address_to_socket(to, &address);
    bool tcp = transport == RT_TRANSPORT_TCP;
    struct epoll_event event = {.events = tcp ? EPOLLIN | EPOLLOUT : EPOLLIN, .data.u64 = index};
    channel->transport = transport;
    channel->to = *to;
    channel->fd = socket(address.ss_family,
                         (tcp ? SOCK_STREAM : SOCK_DGRAM) | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (channel->fd < 0)
        return errno;
    if (!tcp)
        setsockopt(channel->fd, SOL_SOCKET, SO_TIMESTAMPNS, &on, sizeof on);
    if (connect(channel->fd, (struct sockaddr *)&address, len) != 0 && errno != EINPROGRESS)
        return errno;
    return epoll_ctl(state->epoll, EPOLL_CTL_ADD, channel->fd, &event) == 0 ? 0 : errno;
}

static int send_datagram(struct channel *channel, struct rt_view packet)
{
    /* An error of an earlier packet may stand before this one. */
    for (int i = 0; i < 2; i++)
        if (send(channel->fd, packet.data, packet.len, MSG_NOSIGNAL) >= 0)
            return 0;
    /* A full buffer loses packets as any network does. */
    return errno == EAGAIN || errno == ENOBUFS ? 0 : errno;
}

static int send_packet(void *context, size_t who, unsigned channel_number,
                       enum rt_transport transport, const struct rt_address *to,
                       struct rt_view packet)
{
    struct state *state = context;
    size_t index = who * RT_NET_CHANNELS + channel_number;
    struct channel *channel = &state->channels[index];
    bool tcp = transport == RT_TRANSPORT_TCP;
    int error = 0;
    if (channel->fd < 0 || tcp || channel->transport != transport ||
        !same_address(&channel->to, to)) {
        close_channel(channel);
        error = open_socket(state, index, transport, to);
    }
    if (error == 0 && tcp) {
        channel->stream = rt_net_stream_new(packet);
        error = channel->stream ? 0 : ENOMEM;
    } else if (error == 0) {
        error = send_datagram(channel, packet);
    }
    if (error)
        close_channel(channel);
    return error;
}

static int send_more(void *context, size_t who, unsigned channel_number, struct rt_view bytes)
{
    struct state *state = context;
    size_t index = who * RT_NET_CHANNELS + channel_number;
    struct channel *channel = &state->channels[index];
    struct epoll_event event = {.events = EPOLLIN | EPOLLOUT, .data.u64 = index};
    if (!channel->stream)
        return ENOTCONN;
    if (!rt_net_stream_append(&channel->stream, bytes))
        return ENOMEM;
    return epoll_ctl(state->epoll, EPOLL_CTL_MOD, channel->fd, &event) == 0 ? 0 : errno;
}

static struct rt_view rest(void *context, size_t who, unsigned channel_number)
{
    struct state *state = context;
    const struct channel *channel = &state->channels[who * RT_NET_CHANNELS + channel_number];
    return channel->stream ? rt_net_stream_rest(channel->stream) : (struct rt_view){NULL, 0};
}

/* When the kernel took a datagram in, by the monotonic clock. */
static uint64_t arrival(struct msghdr *message)
{
    uint64_t monotonic = nanoseconds(CLOCK_MONOTONIC);
    uint64_t real = nanoseconds(CLOCK_REALTIME);
    for (struct cmsghdr *c = CMSG_FIRSTHDR(message); c; c = CMSG_NXTHDR(message, c)) {
        struct timespec t;
        if (c->cmsg_level != SOL_SOCKET || c->cmsg_type != SCM_TIMESTAMPNS)
            continue;
        memcpy(&t, CMSG_DATA(c), sizeof t);
        uint64_t stamp = (uint64_t)t.tv_sec * 1000000000 + (uint64_t)t.tv_nsec;
        /* A clock that was set in between says nothing. */
        if (stamp <= real && real - stamp < UINT64_C(1000000000) && real - stamp < monotonic)
            return monotonic - (real - stamp);
    }
    return monotonic;
}

static void failed(struct channel *channel, int error, struct rt_net_event *event)
{
    event->kind = RT_NET_FAILED;
    event->error = error;
    close_channel(channel);
}

/* False: there was nothing after all. */
static bool take_datagram(struct state *state, struct channel *channel, struct rt_net_event *event)
{
    _Alignas(struct cmsghdr) char control[CMSG_SPACE(sizeof(struct timespec))];
    struct iovec part = {state->datagram, sizeof state->datagram};
    struct msghdr message = {.msg_iov = &part,
                             .msg_iovlen = 1,
                             .msg_control = control,
                             .msg_controllen = sizeof control};
    ssize_t len = recvmsg(channel->fd, &message, 0);
    if (len < 0 && (errno == EAGAIN || errno == EINTR))
        return false;
    if (len < 0) {
        failed(channel, errno, event);
        return true;
    }
    event->kind = RT_NET_PACKET;
    event->at_ns = arrival(&message);
    event->from = channel->to.at;
    event->packet = (struct rt_view){state->datagram, (size_t)len};
    return true;
}

static bool take_stream(struct state *state, struct channel *channel, size_t index, uint32_t ready,
                        struct rt_net_event *event)
{
    struct epoll_event only_in = {.events = EPOLLIN, .data.u64 = index};
    int error = 0;
    event->at_ns = nanoseconds(CLOCK_MONOTONIC);
    if (ready & EPOLLOUT) {
        error = rt_net_stream_write(channel->stream, channel->fd);
        if (error == 0 && rt_net_stream_written(channel->stream))
            epoll_ctl(state->epoll, EPOLL_CTL_MOD, channel->fd, &only_in);
    }
    if (error == 0 || error == EAGAIN)
        error = rt_net_stream_read(channel->stream, channel->fd, &event->packet);
    if (error == EAGAIN)
        return false;
    if (error) {
        failed(channel, error == ENODATA ? 0 : error, event);
        return true;
    }
    /* More that was read with it: no byte need come for it, so that the socket has to be ready. */
    struct epoll_event again = {.events = EPOLLIN | EPOLLOUT, .data.u64 = index};
    if (rt_net_stream_more(channel->stream))
        epoll_ctl(state->epoll, EPOLL_CTL_MOD, channel->fd, &again);
    event->kind = RT_NET_PACKET;
    event->from = channel->to.at;
    return true;
}

static bool take_found(struct state *state, struct rt_net_event *event)
{
    struct rt_found *found = rt_lookup_take(state->lookup);
    if (!found)
        return false;
    free(state->found);
    state->found = found;
    *event = (struct rt_net_event){
        .kind = RT_NET_NAMES,
        .who = found->who,
        .tag = found->tag,
        .at_ns = nanoseconds(CLOCK_MONOTONIC),
        .addresses = found->addresses,
        .address_count = found->count,
        .cause = found->cause,
    };
    return true;
}

static bool take(struct state *state, const struct epoll_event *ready, struct rt_net_event *event)
{
    if (ready->data.u64 == LOOKUP)
        return take_found(state, event);
    size_t index = (size_t)ready->data.u64;
    struct channel *channel = &state->channels[index];
    if (channel->fd < 0)
        return false;
    *event = (struct rt_net_event){
        .who = index / RT_NET_CHANNELS,
        .channel = (unsigned)(index % RT_NET_CHANNELS),
        .transport = channel->transport,
        .at_ns = nanoseconds(CLOCK_MONOTONIC),
    };
    if (channel->transport == RT_TRANSPORT_TCP)
        return take_stream(state, channel, index, ready->events, event);
    return take_datagram(state, channel, event);
}

/* Milliseconds to wait for epoll, rounded up so that a time is never missed. */
static int patience(uint64_t until_ns)
{
    uint64_t at = nanoseconds(CLOCK_MONOTONIC);
    if (until_ns == UINT64_MAX)
        return -1;
    if (until_ns <= at)
        return 0;
    uint64_t ms = (until_ns - at + 999999) / 1000000;
    return ms < 3600000 ? (int)ms : 3600000;
}

static void wait_event(void *context, uint64_t until_ns, struct rt_net_event *event)
{
    struct state *state = context;
    for (;;) {
        while (state->event_next < state->event_count)
            if (take(state, &state->events[state->event_next++], event))
                return;
        int ms = patience(until_ns);
        state->event_next = 0;
        state->event_count = epoll_wait(state->epoll, state->events, BATCH, ms);
        if (state->event_count > 0 || (ms != 0 && nanoseconds(CLOCK_MONOTONIC) < until_ns))
            continue;
        state->event_count = 0;
        *event = (struct rt_net_event){.kind = RT_NET_TIME, .at_ns = nanoseconds(CLOCK_MONOTONIC)};
        return;
    }
}

/* How many servers may have sockets; asks the system for as many as it gives. */
static size_t limit_of(void)
{
    struct rlimit files;
    rlim_t wanted = SPARED + LIMIT * RT_NET_CHANNELS;
    if (getrlimit(RLIMIT_NOFILE, &files) != 0)
        return 64;
    if (files.rlim_cur < wanted) {
        files.rlim_cur = wanted < files.rlim_max ? wanted : files.rlim_max;
        setrlimit(RLIMIT_NOFILE, &files);
        getrlimit(RLIMIT_NOFILE, &files);
    }
    if (files.rlim_cur >= wanted)
        return LIMIT;
    if (files.rlim_cur <= SPARED + RT_NET_CHANNELS)
        return 1;
    return (size_t)((files.rlim_cur - SPARED) / RT_NET_CHANNELS);
}

static struct state *new_state(size_t count)
{
    struct state *state = calloc(1, sizeof *state);
    if (!state)
        return NULL;
    state->count = count;
    state->epoll = epoll_create1(EPOLL_CLOEXEC);
    state->lookup = rt_lookup_new();
    state->channels = calloc(count * RT_NET_CHANNELS + 1, sizeof state->channels[0]);
    for (size_t i = 0; state->channels && i < count * RT_NET_CHANNELS; i++)
        state->channels[i].fd = -1;
    return state;
}

bool rt_net_open(struct rt_net *net, size_t count)
{
    struct state *state = new_state(count);
    if (!state)
        return false;
    *net = (struct rt_net){
        .context = state,
        .limit = limit_of(),
        .now = now,
        .look_up = look_up,
        .send = send_packet,
        .more = send_more,
        .rest = rest,
        .close = close_server,
        .wait = wait_event,
    };
    struct epoll_event event = {.events = EPOLLIN, .data.u64 = LOOKUP};
    if (state->epoll >= 0 && state->lookup && state->channels &&
        epoll_ctl(state->epoll, EPOLL_CTL_ADD, rt_lookup_fd(state->lookup), &event) == 0)
        return true;
    rt_net_close(net);
    return false;
}

void rt_net_close(struct rt_net *net)
{
    struct state *state = net->context;
    int saved = errno;
    for (size_t i = 0; state->channels && i < state->count; i++)
        close_server(state, i);
    rt_lookup_free(state->lookup);
    if (state->epoll >= 0)
        close(state->epoll);
    free(state->found);
    free(state->channels);
    free(state);
    net->context = NULL;
    errno = saved;
}
