// SPDX-License-Identifier: BSD-2-Clause
/* A server with its sockets: its settings, its threads and the sum of what they count. */
#include "server/server.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/eventfd.h>

#include "server/server_internal.h"

const char *rt_server_count_name(enum rt_server_count count)
{
    static const char *const names[RT_SERVER_COUNT_COUNT] = {
#define X(id, name, text) [RT_SERVER_COUNT_##id] = name,
        RT_SERVER_COUNTS(X)
#undef X
    };
    return names[count];
}

uint64_t rt_server_random(uint64_t *state)
{
    uint64_t x = *state;
    x ^= x << 13;
    x ^= x >> 7;
    x ^= x << 17;
    return *state = x;
}

static void take_usual(uint32_t *number, uint32_t usual)
{
    if (*number == 0)
        *number = usual;
}

static void fill_in(struct rt_server_settings *settings)
{
    take_usual(&settings->workers, 1);
    take_usual(&settings->batch, RT_SERVER_USUAL_BATCH);
    take_usual(&settings->tcp_connections, RT_SERVER_USUAL_CLIENTS);
    take_usual(&settings->tcp_bytes, RT_SERVER_USUAL_BYTES);
    take_usual(&settings->tcp_seconds, RT_SERVER_USUAL_SECONDS);
    take_usual(&settings->receive_buffer, RT_SERVER_USUAL_RECEIVE_BUFFER);
}

static bool is_sound(const struct rt_server_settings *settings)
{
    const struct rt_responder_settings *responder = &settings->responder;
    return (settings->udp || settings->tcp) && settings->workers <= RT_SERVER_WORKERS &&
           settings->batch <= RT_TOGETHER_MAX && settings->tcp_connections <= RT_SERVER_CLIENTS &&
           settings->receive_buffer <= INT32_MAX && settings->refusals <= RT_SERVER_REFUSALS &&
           responder->service_count >= 1 && responder->service_count <= RT_SERVICES_MAX &&
           responder->delegation_s >= 1 && responder->new_seed;
}

/* Copies what the settings point to, but for the keys. */
static void copy_settings(struct rt_server *server, const struct rt_server_settings *settings)
{
    struct rt_responder_settings *responder = &server->settings.responder;
    server->settings = *settings;
    for (size_t i = 0; i < responder->service_count; i++)
        server->services[i] = settings->responder.services[i];
    responder->services = server->services;
    responder->identities = NULL;
    responder->identity_count = 0;
    if (settings->leapfile) {
        server->leapfile = *settings->leapfile;
        server->settings.leapfile = &server->leapfile;
    }
}

static void clear_worker(struct rt_server *server, struct rt_server_worker *worker)
{
    worker->settings = &server->settings;
    worker->epoll = worker->stop = -1;
    for (size_t i = 0; i < RT_SERVER_ADDRESSES; i++)
        worker->udp[i].fd = worker->listeners[i].fd = -1;
}

struct rt_server *rt_server_new(const struct rt_server_settings *settings)
{
    struct rt_server_settings whole = *settings;
    fill_in(&whole);
    if (!is_sound(&whole)) {
        errno = EINVAL;
        return NULL;
    }
    struct rt_server *server =
        calloc(1, sizeof *server + whole.workers * sizeof server->workers[0]);
    if (!server)
        return NULL;
    copy_settings(server, &whole);
    for (size_t i = 0; i < whole.workers; i++)
        clear_worker(server, &server->workers[i]);
    server->keys =
        rt_server_keys_new(whole.responder.identities, whole.responder.identity_count, NULL);
    if (server->keys && rt_server_refusals_open(server))
        return server;
    int error = errno;
    rt_server_keys_free(server->keys);
    free(server);
    errno = error;
    return NULL;
}

bool rt_server_start(struct rt_server *server)
{
    errno = EBUSY;
    if (server->started)
        return false;
    server->started = true;
    int error = 0;
    for (size_t i = 0; error == 0 && i < server->settings.workers; i++) {
        struct rt_server_worker *worker = &server->workers[i];
        worker->address_count = server->address_count;
        if (!rt_server_worker_prepare(worker, server->keys))
            error = errno;
    }
    for (size_t i = 0; error == 0 && i < server->settings.workers; i++) {
        struct rt_server_worker *worker = &server->workers[i];
        error = pthread_create(&worker->thread, NULL, rt_server_worker_run, worker);
        worker->running = error == 0;
    }
    if (error != 0)
        rt_server_stop(server);
    errno = error;
    return error == 0;
}

void rt_server_stop(struct rt_server *server)
{
    for (size_t i = 0; i < server->settings.workers; i++)
        if (server->workers[i].running)
            eventfd_write(server->workers[i].stop, 1);
    for (size_t i = 0; i < server->settings.workers; i++) {
        struct rt_server_worker *worker = &server->workers[i];
        if (worker->running)
            pthread_join(worker->thread, NULL);
        worker->running = false;
    }
}

static uint64_t load(const _Atomic uint64_t *counter)
{
    return atomic_load_explicit(counter, memory_order_relaxed);
}

/* Adds a tally to a sum; of the largest batches the larger stays. */
static void add_tally(struct rt_server_counts *sum, const struct rt_server_tally *tally)
{
    for (int i = 0; i < RT_SERVER_COUNT_COUNT; i++) {
        uint64_t number = load(&tally->of[i]);
        if (i != RT_SERVER_COUNT_LARGEST)
            sum->of[i] += number;
        else if (number > sum->of[i])
            sum->of[i] = number;
    }
    for (int i = 0; i < RT_REFUSAL_COUNT; i++)
        sum->refused[i] += load(&tally->refused[i]);
    for (int i = 0; i < RT_SERVICES_MAX; i++) {
        sum->service[i] += load(&tally->service[i]);
        for (int check = 0; check < RT_REQUEST_CHECK_COUNT; check++)
            sum->stopped[i][check] += load(&tally->stopped[i][check]);
    }
}

void rt_server_counts(const struct rt_server *server, struct rt_server_counts *counts)
{
    *counts = (struct rt_server_counts){.of = {0}};
    for (size_t i = 0; i < server->settings.workers; i++)
        add_tally(counts, &server->workers[i].tally);
}

void rt_server_free(struct rt_server *server)
{
    if (!server)
        return;
    rt_server_stop(server);
    for (size_t i = 0; i < server->settings.workers; i++)
        rt_server_worker_end(&server->workers[i]);
    rt_server_socket_close(server);
    rt_server_refusals_close(server);
    rt_server_keys_free(server->keys);
    free(server);
}
