// SPDX-License-Identifier: BSD-2-Clause
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/random.h>
#include <sys/timex.h>
#include <time.h>
#include <unistd.h>

#include "serve/serve.h"

#define EVENTS     64
#define LEAP_EVERY 60 /* seconds between looks at the kernel's TAI offset */
#define SECOND_NS  INT64_C(1000000000)

uint64_t serve_random(struct serve_worker *worker)
{
    uint64_t x = worker->random;
    x ^= x << 13;
    x ^= x >> 7;
    x ^= x << 17;
    return worker->random = x;
}

int64_t serve_ticks(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC_COARSE, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static void look_at_leaps(struct serve_worker *worker, int64_t now)
{
    const struct serve_settings *settings = worker->settings;
    struct timex kernel = {.modes = 0};
    struct rt_leap_data data = {.has_dut1 = settings->has_dut1, .dut1_us = settings->dut1_us};
    /* A kernel that was never told says 0. */
    if (adjtimex(&kernel) >= 0 && kernel.tai != 0) {
        data.has_dtai = true;
        data.dtai_s = kernel.tai;
    }
    if (settings->has_leapfile)
        rt_leapfile_data(&settings->leapfile, now, &data);
    rt_responder_leap(worker->responder, &data);
    worker->next_leap = now + LEAP_EVERY;
}

/* The system's clock, and what --offset adds. */
static struct rt_instant read_clock(const struct serve_settings *settings)
{
    struct timespec t;
    clock_gettime(CLOCK_REALTIME, &t);
    int64_t rest = t.tv_nsec + settings->offset_ns % SECOND_NS;
    int64_t seconds = t.tv_sec + settings->offset_ns / SECOND_NS;
    if (rest < 0 || rest >= SECOND_NS) {
        seconds += rest < 0 ? -1 : 1;
        rest += rest < 0 ? SECOND_NS : -SECOND_NS;
    }
    return (struct rt_instant){.seconds = seconds, .nanoseconds = (uint32_t)rest};
}

struct rt_instant serve_now(struct serve_worker *worker)
{
    struct rt_instant now = read_clock(worker->settings);
    int64_t of_day = now.seconds % 86400;
    if (now.seconds >= worker->next_leap || now.seconds < worker->next_leap - LEAP_EVERY)
        look_at_leaps(worker, now.seconds);
    /* Around midnight the kernel knows whether this is an inserted second, which it counts twice:
     * 23:59:60 has the number of the second before. */
    if (of_day >= 86399 || of_day == 0) {
        struct timex kernel = {.modes = 0};
        if (adjtimex(&kernel) == TIME_OOP) {
            now.seconds += 1;
            now.leap = true;
        }
    }
    return now;
}

static bool watch(struct serve_worker *worker, int fd, enum serve_source source, size_t i)
{
    struct epoll_event event = {.events = EPOLLIN, .data.u64 = (uint64_t)source << 32 | i};
    return fd < 0 || epoll_ctl(worker->epoll, EPOLL_CTL_ADD, fd, &event) == 0;
}

static void free_responder(struct rt_responder *responder)
{
    if (responder)
        rt_wipe(responder, sizeof *responder);
    free(responder);
}

/* A responder for some settings; NULL: no memory, or no crypto. */
static struct rt_responder *new_responder(struct serve_worker *worker,
                                          const struct serve_settings *settings,
                                          struct rt_instant now)
{
    struct rt_responder *responder = malloc(sizeof *responder);
    const struct rt_responder_settings wanted = {
        .services = settings->services,
        .service_count = settings->service_count,
        .identities = settings->identities,
        .identity_count = settings->identity_count,
        .radius_ns = settings->radius_ns,
        .delegation_s = settings->delegation_s,
        .new_seed = rt_seed_make,
    };
    if (responder && rt_responder_init(responder, worker->crypto, &wanted, now) == RT_OK)
        return responder;
    free_responder(responder);
    return NULL;
}

/* Takes up settings with other keys, if there are any. */
static void take_up(struct serve_worker *worker, struct rt_instant now)
{
    const struct serve_settings *latest = atomic_load(&worker->latest);
    if (!latest || latest == worker->settings)
        return;
    /* Once it is claimed it is not freed; what was replaced before that is left alone. */
    atomic_store(&worker->claimed, latest);
    if (atomic_load(&worker->latest) != latest)
        return;
    struct rt_responder *responder = new_responder(worker, latest, now);
    if (!responder)
        return; /* the next batch tries again */
    worker->renewals += rt_responder_renewals(worker->responder);
    free_responder(worker->responder);
    worker->responder = responder;
    worker->settings = latest;
    look_at_leaps(worker, now.seconds);
    atomic_store(&worker->in_use, latest);
}

bool serve_worker_prepare(struct serve_worker *worker)
{
    const struct serve_settings *settings = worker->settings;
    struct rt_instant now = read_clock(settings);
    atomic_store(&worker->in_use, settings);
    worker->epoll = epoll_create1(EPOLL_CLOEXEC);
    worker->stop = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    worker->crypto = rt_crypto_new();
    if (worker->crypto) {
        rt_crypto_remember(worker->crypto, false); /* every tree is new */
        worker->responder = new_responder(worker, settings, now);
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
    look_at_leaps(worker, now.seconds);
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
    free_responder(worker->responder);
    rt_crypto_free(worker->crypto);
    if (worker->stop >= 0)
        close(worker->stop);
    if (worker->epoll >= 0)
        close(worker->epoll);
}

static void note_answers(struct serve_worker *worker, size_t number)
{
    struct serve_counts *counts = &worker->counts;
    for (size_t i = 0; i < number; i++) {
        const struct rt_answer *answer = &worker->answers[i];
        if (answer->refusal == RT_ANSWERED)
            count_add(&counts->service[answer->pick.service], 1);
        else
            count_add(&counts->refused[answer->refusal], 1);
    }
    count(counts, COUNT_BATCHES, 1);
    if (number > atomic_load_explicit(&counts->of[COUNT_LARGEST], memory_order_relaxed))
        atomic_store_explicit(&counts->of[COUNT_LARGEST], number, memory_order_relaxed);
    counts->of[COUNT_RENEWALS] = worker->renewals + rt_responder_renewals(worker->responder);
}

/* What the dice say of a reply: a fault, or NULL. */
static const struct serve_fault *throw_dice(struct serve_worker *worker)
{
    const struct serve_settings *settings = worker->settings;
    if (settings->fault && serve_random(worker) % SERVE_PPM < settings->fault_ppm) {
        count(&worker->counts, COUNT_FAULTS, 1);
        return settings->fault;
    }
    if (settings->grease_ppm > 0 && serve_random(worker) % SERVE_PPM < settings->grease_ppm) {
        count(&worker->counts, COUNT_GREASE, 1);
        return serve_grease(worker);
    }
    return NULL;
}

void serve_answer(struct serve_worker *worker, enum rt_transport transport, size_t number,
                  enum serve_action *actions)
{
    static const struct serve_fault *const none = NULL;
    struct rt_instant now = serve_now(worker);
    take_up(worker, now);
    const struct serve_settings *settings = worker->settings;
    const struct serve_fault *faults[RT_TOGETHER_MAX];
    bool honest = settings->fault == none && settings->grease_ppm == 0;
    for (size_t i = 0; !honest && i < number; i++) {
        faults[i] = worker->answers[i].skip ? none : throw_dice(worker);
        if (faults[i])
            worker->answers[i].skip = true;
    }
    rt_responder_answer(worker->responder, now, transport, worker->answers, number);
    for (size_t i = 0; i < number; i++)
        actions[i] = SERVE_SEND;
    for (size_t i = 0; !honest && i < number; i++)
        if (faults[i])
            actions[i] = serve_fault_apply(worker, faults[i], now, transport, &worker->answers[i]);
    note_answers(worker, number);
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
