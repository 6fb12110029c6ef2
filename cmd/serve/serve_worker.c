// SPDX-License-Identifier: BSD-2-Clause
/* A thread of the server: what it needs, and its loop over sockets. */
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/random.h>
#include <unistd.h>

#include "serve/serve.h"

#define EVENTS 64

static bool watch(struct serve_worker *worker, int fd, enum serve_source source, size_t i)
{
    struct epoll_event event = {.events = EPOLLIN, .data.u64 = (uint64_t)source << 32 | i};
    return fd < 0 || epoll_ctl(worker->epoll, EPOLL_CTL_ADD, fd, &event) == 0;
}

bool serve_worker_prepare(struct serve_worker *worker)
{
    const struct serve_settings *settings = worker->settings;
    struct rt_instant now = serve_clock(settings);
    atomic_store(&worker->in_use, settings);
    worker->epoll = epoll_create1(EPOLL_CLOEXEC);
    worker->stop = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    worker->crypto = rt_crypto_new();
    if (worker->crypto) {
        rt_crypto_remember(worker->crypto, false); /* every tree is new */
        worker->responder = serve_responder_new(worker, settings, now);
    }
    worker->answers = calloc(settings->batch, sizeof *worker->answers);
    worker->datagrams = serve_udp_new(worker);
    worker->connections = serve_tcp_new(worker);
    if (worker->epoll < 0 || worker->stop < 0 || !worker->crypto || !worker->responder ||
        !worker->answers || !worker->datagrams || !worker->connections)
        return false;
    if (getrandom(&worker->random, sizeof worker->random, 0) != sizeof worker->random)
        return false;
    worker->random |= 1;
    serve_look_at_leaps(worker, now.seconds);
    bool good = watch(worker, worker->stop, SOURCE_STOP, 0);
    for (size_t i = 0; good && i < worker->address_count; i++)
        good = watch(worker, worker->udp[i].fd, SOURCE_UDP, i) &&
               watch(worker, worker->listeners[i].fd, SOURCE_LISTENER, i);
    return good;
}

void serve_worker_free(struct serve_worker *worker)
{
    serve_tcp_free(worker->connections);
    serve_udp_free(worker->datagrams);
    free(worker->answers);
    serve_responder_free(worker->responder);
    rt_crypto_free(worker->crypto);
    if (worker->stop >= 0)
        close(worker->stop);
    if (worker->epoll >= 0)
        close(worker->epoll);
}

static void handle(struct serve_worker *worker, const struct epoll_event *event, bool *stop)
{
    uint32_t i = (uint32_t)event->data.u64;
    switch ((enum serve_source)(event->data.u64 >> 32)) {
    case SOURCE_STOP:
        *stop = true;
        break;
    case SOURCE_UDP:
        serve_udp_ready(worker, &worker->udp[i]);
        break;
    case SOURCE_LISTENER:
        serve_tcp_accept(worker, &worker->listeners[i]);
        break;
    case SOURCE_CONNECTION:
        serve_tcp_ready(worker, i, event->events);
        break;
    }
}

static int sooner(int a, int b)
{
    if (a < 0 || b < 0)
        return a < 0 ? b : a;
    return a < b ? a : b;
}

void *serve_worker_run(void *argument)
{
    struct serve_worker *worker = argument;
    struct epoll_event events[EVENTS];
    bool stop = false;
    while (!stop) {
        int wait = sooner(serve_udp_late(worker), serve_tcp_round(worker));
        int found = epoll_wait(worker->epoll, events, EVENTS, wait);
        for (int i = 0; i < found; i++)
            handle(worker, &events[i], &stop);
    }
    return NULL;
}
