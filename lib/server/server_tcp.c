// SPDX-License-Identifier: BSD-2-Clause
/*
 * TCP connections of one worker. Their number, the bytes each may send and the time each may take
 * between requests that are answered are bounded; all memory is taken at the start. When all
 * places are taken, the connection that has asked nothing for longest makes room.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "server/server_internal.h"

#define OUT_ROOM ((size_t)8 * RT_REPLY_MAX)
#define NOBODY   UINT32_MAX

struct connection {
    int fd;                 /* -1: a free place */
    uint32_t event;         /* what epoll watches */
    int64_t end;            /* in ticks */
    uint64_t bytes;         /* received so far */
    uint32_t before, after; /* in the queue, by `end` */
    bool ready;             /* is in the list of this round */
    bool ended;             /* nothing more will come */
    bool broken;            /* to be closed at once */
    bool last;              /* what there is to send is the last */
    bool begun;             /* a part of the next request has come */
    size_t in_len, taken;   /* bytes read, and those of unfinished requests */
    size_t out_len, out_at; /* bytes to send, and those sent */
    struct sockaddr_storage client;
    uint8_t in[RT_SERVER_PACKET];
    uint8_t out[OUT_ROOM];
};

struct rt_server_tcp {
    uint32_t first, last; /* the queue: who must go first */
    uint32_t free;        /* a list through `after` */
    uint32_t ready_count;
    uint32_t *ready;
    uint32_t owners[RT_TOGETHER_MAX];
    uint64_t sizes[RT_TOGETHER_MAX]; /* of requests, also of those that there is no room for */
    enum rt_server_action actions[RT_TOGETHER_MAX];
    uint8_t (*rooms)[RT_REPLY_MAX];
    struct connection list[];
};

struct rt_server_tcp *rt_server_tcp_new(struct rt_server_worker *worker)
{
    uint32_t limit = worker->settings->tcp_connections;
    struct rt_server_tcp *tcp = calloc(1, sizeof *tcp + limit * sizeof tcp->list[0]);
    if (!tcp)
        return NULL;
    tcp->first = tcp->last = NOBODY;
    tcp->ready = calloc(limit, sizeof *tcp->ready);
    tcp->rooms = calloc(worker->settings->batch, sizeof *tcp->rooms);
    for (uint32_t i = 0; i < limit; i++) {
        tcp->list[i].fd = -1;
        tcp->list[i].after = i + 1 < limit ? i + 1 : NOBODY;
    }
    if (tcp->ready && tcp->rooms)
        return tcp;
    rt_server_tcp_free(tcp);
    return NULL;
}

static void leave_queue(struct rt_server_tcp *tcp, struct connection *own)
{
    if (own->before != NOBODY)
        tcp->list[own->before].after = own->after;
    else
        tcp->first = own->after;
    if (own->after != NOBODY)
        tcp->list[own->after].before = own->before;
    else
        tcp->last = own->before;
}

static void join_queue(struct rt_server_worker *worker, uint32_t i)
{
    struct rt_server_tcp *tcp = worker->connections;
    struct connection *own = &tcp->list[i];
    own->end = rt_server_clock_ticks() + (int64_t)worker->settings->tcp_seconds * 1000;
    own->before = tcp->last;
    own->after = NOBODY;
    if (tcp->last != NOBODY)
        tcp->list[tcp->last].after = i;
    else
        tcp->first = i;
    tcp->last = i;
}

static void hang_up(struct rt_server_tcp *tcp, uint32_t i)
{
    struct connection *own = &tcp->list[i];
    leave_queue(tcp, own);
    close(own->fd);
    own->fd = -1;
    own->after = tcp->free;
    tcp->free = i;
}

void rt_server_tcp_free(struct rt_server_tcp *tcp)
{
    if (!tcp)
        return;
    while (tcp->first != NOBODY)
        hang_up(tcp, tcp->first);
    free(tcp->ready);
    free(tcp->rooms);
    free(tcp);
}

/* A free place; the connection that asked nothing for longest makes room, but none that is
 * waiting for its answer in this round. */
static uint32_t find_place(struct rt_server_worker *worker)
{
    struct rt_server_tcp *tcp = worker->connections;
    if (tcp->free == NOBODY) {
        uint32_t i = tcp->first;
        while (i != NOBODY && tcp->list[i].ready)
            i = tcp->list[i].after;
        if (i == NOBODY)
            return NOBODY;
        hang_up(tcp, i);
        rt_server_tally_count(worker, RT_SERVER_COUNT_EVICTED, 1);
    }
    uint32_t place = tcp->free;
    tcp->free = tcp->list[place].after;
    return place;
}

/* Takes a connection in at its place, or closes it. */
static bool admit(struct rt_server_worker *worker, int fd, const struct sockaddr_storage *client)
{
    struct rt_server_tcp *tcp = worker->connections;
    uint32_t i = find_place(worker);
    struct epoll_event event = {.events = EPOLLIN};
    event.data.u64 = (uint64_t)RT_SERVER_SOURCE_CONNECTION << 32 | i;
    if (i == NOBODY || epoll_ctl(worker->epoll, EPOLL_CTL_ADD, fd, &event) != 0) {
        close(fd);
        if (i != NOBODY) {
            tcp->list[i].after = tcp->free;
            tcp->free = i;
        }
        return false;
    }
    struct connection *own = &tcp->list[i];
    own->fd = fd;
    own->event = EPOLLIN;
    own->bytes = 0;
    own->in_len = own->taken = own->out_len = own->out_at = 0;
    own->ready = own->ended = own->broken = own->last = own->begun = false;
    own->client = *client;
    join_queue(worker, i);
    rt_server_tally_count(worker, RT_SERVER_COUNT_CONNECTIONS, 1);
    return true;
}

void rt_server_tcp_accept(struct rt_server_worker *worker, const struct rt_server_socket *listener)
{
    bool good = true;
    for (uint32_t n = 0; good && n < worker->settings->tcp_connections; n++) {
        union {
            struct sockaddr_storage storage;
            struct sockaddr plain;
        } client = {.storage = {.ss_family = AF_UNSPEC}};
        socklen_t len = sizeof client;
        int fd = accept4(listener->fd, &client.plain, &len, SOCK_NONBLOCK | SOCK_CLOEXEC);
        good = fd >= 0 && admit(worker, fd, &client.storage);
    }
}

static void read_some(struct rt_server_worker *worker, struct connection *own)
{
    ssize_t got = read(own->fd, own->in + own->in_len, sizeof own->in - own->in_len);
    if (got > 0) {
        own->in_len += (size_t)got;
        own->bytes += (uint64_t)got;
        rt_server_tally_count(worker, RT_SERVER_COUNT_BYTES_IN, (uint64_t)got);
    } else if (got == 0) {
        own->ended = true;
    } else if (errno != EAGAIN && errno != EINTR) {
        own->broken = true;
    }
    if (own->bytes > worker->settings->tcp_bytes) {
        own->ended = true;
        rt_server_tally_count(worker, RT_SERVER_COUNT_SPENT, 1);
    }
}

void rt_server_tcp_ready(struct rt_server_worker *worker, uint32_t i, uint32_t events)
{
    struct rt_server_tcp *tcp = worker->connections;
    struct connection *own = &tcp->list[i];
    if (own->fd < 0)
        return; /* closed earlier in this round */
    if (events & (EPOLLERR | EPOLLHUP))
        own->broken = true;
    else if (events & EPOLLIN && own->in_len < sizeof own->in && !own->ended)
        read_some(worker, own);
    if (!own->ready)
        tcp->ready[tcp->ready_count++] = i;
    own->ready = true;
}

/* Takes the request that begins at `taken`; false if it is not all there. Junk and what there is no
 * room for break the connection, as the next request cannot be found. */
static bool take_request(struct rt_server_worker *worker, struct connection *own,
                         struct rt_answer *answer, uint64_t *size)
{
    struct rt_view rest = {own->in + own->taken, own->in_len - own->taken};
    answer->pieces = own->begun;
    own->begun = rest.len > 0;
    if (rest.len < 8 || own->broken)
        return false;
    bool framed = rt_frame_parse(rest).framed;
    if (framed && rest.len < RT_FRAME_SIZE)
        return false;
    uint64_t len = framed ? UINT64_C(12) + rt_bytes_load32(rest.data + 8)
                          : UINT64_C(4) + rt_bytes_load32(rest.data);
    own->broken = len > sizeof own->in || len < 12;
    if (!own->broken && len > rest.len)
        return false;
    answer->packet = own->broken ? rest : rt_view_slice(rest, 0, (size_t)len);
    own->taken += answer->packet.len;
    own->begun = false;
    *size = framed ? len : answer->packet.len;
    if (own->broken && framed)
        rt_server_answer_oversize(worker, answer);
    else if (own->broken)
        rt_server_tally_count(worker, RT_SERVER_COUNT_UNFRAMED, 1);
    return true;
}

/* Gathers requests of the connections that are ready, as many as one batch takes. */
static uint32_t gather(struct rt_server_worker *worker)
{
    struct rt_server_tcp *tcp = worker->connections;
    uint32_t number = 0;
    for (uint32_t r = 0; r < tcp->ready_count; r++) {
        struct connection *own = &tcp->list[tcp->ready[r]];
        size_t room = sizeof own->out - own->out_len;
        while (number < worker->settings->batch && room >= 2 * RT_REPLY_MAX) {
            worker->answers[number] =
                (struct rt_answer){.room = rt_writer_into(tcp->rooms[number], RT_REPLY_MAX)};
            if (!take_request(worker, own, &worker->answers[number], &tcp->sizes[number]))
                break;
            tcp->owners[number++] = tcp->ready[r];
            room -= 2 * RT_REPLY_MAX; /* it may go twice */
        }
    }
    rt_server_tally_count(worker, RT_SERVER_COUNT_PACKETS, number);
    return number;
}

/* Hands the caller what has no reply. */
static void keep_refusals(struct rt_server_worker *worker, uint32_t number)
{
    const struct rt_server_tcp *tcp = worker->connections;
    for (uint32_t n = 0; n < number; n++)
        if (worker->answers[n].refusal != RT_ANSWERED)
            rt_server_refusals_put(worker, &worker->answers[n], RT_TRANSPORT_TCP,
                                   &tcp->list[tcp->owners[n]].client, tcp->sizes[n]);
    rt_server_refusals_tell(worker);
}

static void append(struct connection *own, struct rt_view reply)
{
    memcpy(own->out + own->out_len, reply.data, reply.len);
    own->out_len += reply.len;
}

static void hand_out(struct rt_server_worker *worker, uint32_t number)
{
    struct rt_server_tcp *tcp = worker->connections;
    for (uint32_t n = 0; n < number; n++) {
        uint32_t i = tcp->owners[n];
        struct rt_view reply = rt_writer_view(&worker->answers[n].room);
        enum rt_server_action action = tcp->actions[n];
        if (worker->answers[n].refusal != RT_ANSWERED || !rt_view_present(reply))
            continue;
        leave_queue(tcp, &tcp->list[i]);
        join_queue(worker, i);
        if (tcp->list[i].last || action == RT_SERVER_DROP || action == RT_SERVER_LATE ||
            action == RT_SERVER_ELSEWHERE)
            continue; /* a stream has no other order and no other sender */
        tcp->list[i].last = action == RT_SERVER_LAST;
        append(&tcp->list[i], reply);
        if (action == RT_SERVER_TWICE)
            append(&tcp->list[i], reply);
        rt_server_tally_count(worker, RT_SERVER_COUNT_REPLIES, action == RT_SERVER_TWICE ? 2 : 1);
    }
    for (uint32_t r = 0; r < tcp->ready_count; r++) {
        struct connection *own = &tcp->list[tcp->ready[r]];
        own->in_len -= own->taken;
        memmove(own->in, own->in + own->taken, own->in_len);
        own->taken = 0;
    }
}

/* Sends what there is; watches for what is needed next; closes what is done. */
static void settle(struct rt_server_worker *worker, uint32_t i)
{
    struct rt_server_tcp *tcp = worker->connections;
    struct connection *own = &tcp->list[i];
    if (own->out_at < own->out_len) {
        ssize_t sent =
            send(own->fd, own->out + own->out_at, own->out_len - own->out_at, MSG_NOSIGNAL);
        if (sent > 0)
            own->out_at += (size_t)sent;
        else if (errno != EAGAIN && errno != EINTR)
            own->broken = true;
        rt_server_tally_count(worker, RT_SERVER_COUNT_BYTES_OUT, sent > 0 ? (uint64_t)sent : 0);
    }
    if (own->out_at == own->out_len)
        own->out_at = own->out_len = 0;
    if (own->broken || ((own->ended || own->last) && own->out_len == 0)) {
        hang_up(tcp, i);
        return;
    }
    uint32_t wanted = own->out_len > 0 ? EPOLLOUT : EPOLLIN;
    struct epoll_event event = {.events = wanted,
                                .data.u64 = (uint64_t)RT_SERVER_SOURCE_CONNECTION << 32 | i};
    if (wanted == own->event)
        return;
    own->event = wanted;
    if (epoll_ctl(worker->epoll, EPOLL_CTL_MOD, own->fd, &event) != 0)
        hang_up(tcp, i);
}

int rt_server_tcp_round(struct rt_server_worker *worker)
{
    struct rt_server_tcp *tcp = worker->connections;
    for (;;) {
        uint32_t number = tcp->ready_count > 0 ? gather(worker) : 0;
        if (number == 0)
            break;
        rt_server_answer(worker, RT_TRANSPORT_TCP, number, tcp->actions);
        if (worker->refusals.list)
            keep_refusals(worker, number);
        hand_out(worker, number);
    }
    for (uint32_t r = 0; r < tcp->ready_count; r++) {
        tcp->list[tcp->ready[r]].ready = false;
        settle(worker, tcp->ready[r]);
    }
    tcp->ready_count = 0;
    while (tcp->first != NOBODY) {
        int64_t left = tcp->list[tcp->first].end - rt_server_clock_ticks();
        if (left > 0)
            return (int)left;
        hang_up(tcp, tcp->first);
        rt_server_tally_count(worker, RT_SERVER_COUNT_TIMED_OUT, 1);
    }
    return -1;
}
