// SPDX-License-Identifier: BSD-2-Clause
/*
 * Requests without a reply, from the threads to the caller: a ring for each thread,
 * which the thread alone fills and the caller alone empties, and one descriptor for all, which
 * tells the caller that there is something.
 */
#include <stdlib.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "client/net_address.h"
#include "server/server_internal.h"

bool rt_server_refusals_open(struct rt_server *server)
{
    server->refusals_fd = -1;
    if (server->settings.refusals == 0)
        return true;
    server->refusals_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    for (size_t i = 0; i < server->settings.workers; i++)
        server->workers[i].refusals.fd = server->refusals_fd;
    return server->refusals_fd >= 0;
}

void rt_server_refusals_close(struct rt_server *server)
{
    if (server->refusals_fd >= 0)
        close(server->refusals_fd);
}

bool rt_server_refusals_begin(struct rt_server_worker *worker)
{
    uint32_t room = worker->settings->refusals;
    if (room > 0)
        worker->refusals.list = calloc(room, sizeof *worker->refusals.list);
    return room == 0 || worker->refusals.list;
}

void rt_server_refusals_end(struct rt_server_worker *worker)
{
    free(worker->refusals.list);
    worker->refusals.list = NULL;
}

static struct rt_endpoint endpoint_of(const struct sockaddr_storage *from)
{
    const union {
        struct sockaddr_storage storage;
        struct sockaddr plain;
    } name = {*from};
    struct rt_address address;
    if (!rt_net_address_of_socket(&name.plain, &address))
        return (struct rt_endpoint){.family = 0};
    return address.at;
}

/* What is to be said of an answer that is none. */
static void describe(const struct rt_server_worker *worker, const struct rt_answer *answer,
                     enum rt_transport transport, struct rt_server_refusal *refusal)
{
    const struct rt_pick *pick = &answer->pick;
    refusal->at = worker->now;
    refusal->transport = transport;
    refusal->refusal = answer->refusal;
    refusal->service = pick->service;
    refusal->cause = (struct rt_request_cause){.check = RT_REQUEST_CHECK_COUNT};
    if (pick->stop != RT_REQUEST_CHECK_COUNT)
        rt_responder_cause(worker->responder, answer->packet, transport, pick, &refusal->cause);
}

void rt_server_refusals_put(struct rt_server_worker *worker, const struct rt_answer *answer,
                            enum rt_transport transport, const struct sockaddr_storage *client,
                            uint64_t size)
{
    struct rt_server_refusals *refusals = &worker->refusals;
    uint64_t room = worker->settings->refusals;
    uint64_t written = atomic_load_explicit(&refusals->written, memory_order_relaxed);
    if (written - atomic_load_explicit(&refusals->taken, memory_order_acquire) == room) {
        rt_server_tally_add(&refusals->lost, 1);
        return;
    }
    struct rt_server_refusal *refusal = &refusals->list[written % room];
    describe(worker, answer, transport, refusal);
    refusal->client = endpoint_of(client);
    refusal->size = size;
    atomic_store_explicit(&refusals->written, written + 1, memory_order_release);
    refusals->news = true;
}

void rt_server_refusals_tell(struct rt_server_worker *worker)
{
    if (worker->refusals.news)
        eventfd_write(worker->refusals.fd, 1);
    worker->refusals.news = false;
}

/* The oldest refusal that a worker has, or NULL. */
static const struct rt_server_refusal *oldest(const struct rt_server_refusals *refusals,
                                              uint64_t room)
{
    uint64_t taken = atomic_load_explicit(&refusals->taken, memory_order_relaxed);
    if (!refusals->list || taken == atomic_load_explicit(&refusals->written, memory_order_acquire))
        return NULL;
    return &refusals->list[taken % room];
}

static bool is_before(struct rt_instant a, struct rt_instant b)
{
    return a.seconds != b.seconds ? a.seconds < b.seconds : a.nanoseconds < b.nanoseconds;
}

/* Takes the oldest that there is. */
static bool take(struct rt_server *server, struct rt_server_refusal *refusal)
{
    const struct rt_server_refusal *first = NULL;
    struct rt_server_refusals *owner = NULL;
    for (size_t i = 0; i < server->settings.workers; i++) {
        struct rt_server_refusals *refusals = &server->workers[i].refusals;
        const struct rt_server_refusal *own = oldest(refusals, server->settings.refusals);
        if (!own || (first && !is_before(own->at, first->at)))
            continue;
        first = own;
        owner = refusals;
    }
    if (!first)
        return false;
    *refusal = *first;
    uint64_t taken = atomic_load_explicit(&owner->taken, memory_order_relaxed);
    atomic_store_explicit(&owner->taken, taken + 1, memory_order_release);
    return true;
}

bool rt_server_refused(struct rt_server *server, struct rt_server_refusal *refusal)
{
    eventfd_t told;
    if (take(server, refusal))
        return true;
    /* What comes after this is told again; what came before it and after the look is taken now. */
    return server->refusals_fd >= 0 && eventfd_read(server->refusals_fd, &told) == 0 &&
           take(server, refusal);
}

uint64_t rt_server_refusals_lost(const struct rt_server *server)
{
    uint64_t sum = 0;
    for (size_t i = 0; i < server->settings.workers; i++)
        sum += atomic_load_explicit(&server->workers[i].refusals.lost, memory_order_relaxed);
    return sum;
}

int rt_server_refusals_fd(const struct rt_server *server)
{
    return server->refusals_fd;
}
