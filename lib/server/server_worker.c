// SPDX-License-Identifier: BSD-2-Clause
/* A thread of the server: what it needs, and its loop over sockets. */
#include <errno.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/random.h>
#include <unistd.h>

#include "server/server_internal.h"

#define EVENTS 64

static bool watch(struct rt_server_worker *worker, int fd, enum rt_server_source source, size_t i)
{
    struct epoll_event event = {.events = EPOLLIN, .data.u64 = (uint64_t)source << 32 | i};
    return fd < 0 || epoll_ctl(worker->epoll, EPOLL_CTL_ADD, fd, &event) == 0;
}

/* What a worker needs memory for. */
static bool make_rooms(struct rt_server_worker *worker)
{
    worker->answers = calloc(worker->settings->batch, sizeof *worker->answers);
    worker->datagrams = rt_server_udp_new(worker);
    worker->connections = rt_server_tcp_new(worker);
    bool kept = rt_server_refusals_begin(worker);
    if (worker->answers && worker->datagrams && worker->connections && kept)
        return true;
    errno = ENOMEM;
    return false;
}

static bool make_responder(struct rt_server_worker *worker, const struct rt_server_keys *keys)
{
    struct rt_instant now = rt_server_clock(worker->settings);
    worker->crypto = rt_crypto_new();
    if (!worker->crypto) {
        errno = ENOMEM;
        return false;
    }
    rt_crypto_remember(worker->crypto, false); /* every tree is new */
    worker->responder = rt_server_answer_open(worker, keys, now);
    if (!worker->responder)
        return false;
    worker->keys = keys;
    atomic_store(&worker->in_use, keys);
    rt_server_clock_leaps(worker, now.seconds);
    return true;
}

bool rt_server_worker_prepare(struct rt_server_worker *worker, const struct rt_server_keys *keys)
{
    worker->epoll = epoll_create1(EPOLL_CLOEXEC);
    worker->stop = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (worker->epoll < 0 || worker->stop < 0 || !make_rooms(worker) ||
        !make_responder(worker, keys) ||
        getrandom(&worker->random, sizeof worker->random, 0) != sizeof worker->random)
        return false;
    worker->random |= 1;
    bool good = watch(worker, worker->stop, RT_SERVER_SOURCE_STOP, 0);
    for (size_t i = 0; good && i < worker->address_count; i++)
        good = watch(worker, worker->udp[i].fd, RT_SERVER_SOURCE_UDP, i) &&
               watch(worker, worker->listeners[i].fd, RT_SERVER_SOURCE_LISTENER, i);
    return good;
}

void rt_server_worker_end(struct rt_server_worker *worker)
{
    rt_server_tcp_free(worker->connections);
    rt_server_udp_free(worker->datagrams);
    rt_server_refusals_end(worker);
    free(worker->answers);
    rt_server_answer_close(worker->responder);
    rt_crypto_free(worker->crypto);
    if (worker->stop >= 0)
        close(worker->stop);
    if (worker->epoll >= 0)
        close(worker->epoll);
}

static void handle(struct rt_server_worker *worker, const struct epoll_event *event, bool *stop)
{
    uint32_t i = (uint32_t)event->data.u64;
    switch ((enum rt_server_source)(event->data.u64 >> 32)) {
    case RT_SERVER_SOURCE_STOP:
        *stop = true;
        break;
    case RT_SERVER_SOURCE_UDP:
        rt_server_udp_ready(worker, &worker->udp[i]);
        break;
    case RT_SERVER_SOURCE_LISTENER:
        rt_server_tcp_accept(worker, &worker->listeners[i]);
        break;
    case RT_SERVER_SOURCE_CONNECTION:
        rt_server_tcp_ready(worker, i, event->events);
        break;
    }
}

static int sooner(int a, int b)
{
    if (a < 0 || b < 0)
        return a < 0 ? b : a;
    return a < b ? a : b;
}

void *rt_server_worker_run(void *argument)
{
    struct rt_server_worker *worker = argument;
    struct epoll_event events[EVENTS];
    bool stop = false;
    while (!stop) {
        int wait = sooner(rt_server_udp_late(worker), rt_server_tcp_round(worker));
        int found = epoll_wait(worker->epoll, events, EVENTS, wait);
        for (int i = 0; i < found; i++)
            handle(worker, &events[i], &stop);
    }
    return NULL;
}
