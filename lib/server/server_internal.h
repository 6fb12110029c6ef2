// SPDX-License-Identifier: BSD-2-Clause
/*
 * What the files of a server share.
 *
 *   server.c           starts and stops, sums counters
 *   server_keys.c      copies of keys, and when they can be freed
 *   server_socket.c    looks up addresses, opens and closes sockets
 *   server_worker.c    a thread: its epoll loop
 *   server_udp.c       datagrams in batches
 *   server_tcp.c       connections, bounded in number, bytes and seconds
 *   server_refusals.c  requests without a reply, for the caller
 *   server_answer.c    the answers to a batch
 *   server_clock.c     clocks and leap data
 *
 * Each includes only what stands below it.
 */
#ifndef ROUGHTIME_SERVER_INTERNAL_H
#define ROUGHTIME_SERVER_INTERNAL_H

#include <pthread.h>
#include <stdatomic.h>
#include <sys/socket.h>

#include "server/server.h"

#pragma GCC visibility push(hidden)

/* Counters of one worker: it alone writes them, anybody may read them at any time. */
struct rt_server_tally {
    _Atomic uint64_t of[RT_SERVER_COUNT_COUNT];
    _Atomic uint64_t refused[RT_REFUSAL_COUNT];
    _Atomic uint64_t service[RT_SERVICES_MAX];
    _Atomic uint64_t stopped[RT_SERVICES_MAX][RT_REQUEST_CHECK_COUNT];
};

/* Requests without a reply that the caller has not taken yet: a ring. The worker writes `list` and
 * `written`, the caller `taken`; both only count up. */
struct rt_server_refusals {
    struct rt_server_refusal *list; /* settings->refusals of them; NULL: they are not wanted */
    _Atomic uint64_t written, taken;
    _Atomic uint64_t lost;
    bool news; /* the caller was not told of all */
    int fd;    /* eventfd of the server */
};

/* Keys as rt_server_new or rt_server_rekey got them. Secret: wiped when they are freed. */
struct rt_server_keys {
    struct rt_server_keys *older; /* what these have replaced */
    size_t count;
    struct rt_identity identities[RT_IDENTITIES];
    uint8_t key[RT_IDENTITIES][RT_KEY_SIZE];
    uint8_t seed[RT_IDENTITIES][RT_KEY_SIZE];
    uint8_t online[RT_IDENTITIES][RT_KEY_SIZE];
    struct rt_ready_cert certs[RT_IDENTITIES][RT_KEPT_CERTS];
    uint8_t bytes[RT_IDENTITIES][RT_KEPT_CERTS][RT_CERT_MAX];
};

struct rt_server_socket {
    int fd;   /* -1: none */
    bool any; /* of all interfaces: replies must say where they come from */
};

struct rt_server_udp;
struct rt_server_tcp;

struct rt_server_worker {
    const struct rt_server_settings *settings;
    const struct rt_server_keys *keys;
    /* The same for others to see; what is to be taken up, or NULL; and what is just being. */
    _Atomic(const struct rt_server_keys *) in_use;
    _Atomic(const struct rt_server_keys *) latest;
    _Atomic(const struct rt_server_keys *) claimed;
    uint64_t renewals; /* of responders before this one */
    pthread_t thread;
    bool running;
    int epoll;
    int stop; /* eventfd */
    struct rt_server_socket udp[RT_SERVER_ADDRESSES];
    struct rt_server_socket listeners[RT_SERVER_ADDRESSES];
    size_t address_count;
    struct rt_crypto *crypto;
    struct rt_responder *responder;
    struct rt_answer *answers; /* settings->batch of them */
    struct rt_server_udp *datagrams;
    struct rt_server_tcp *connections;
    struct rt_server_tally tally;
    struct rt_server_refusals refusals;
    struct rt_instant now; /* when the last batch was answered */
    int64_t next_leap;     /* Unix seconds when leap data are looked at again */
    uint64_t random;       /* state of rt_server_random */
    uint64_t memory;       /* of a function that changes replies */
};

struct rt_server {
    struct rt_server_settings settings; /* with the usual numbers for zeros */
    struct rt_service services[RT_SERVICES_MAX];
    struct rt_leapfile leapfile;
    struct rt_server_keys *keys; /* the newest, which have those that threads may still use */
    size_t address_count;
    int refusals_fd; /* eventfd: there may be refusals to take; -1: they are not wanted */
    bool started;
    struct rt_server_worker workers[]; /* settings.workers of them */
};

/* Adds to a counter of one's own. */
static inline void rt_server_tally_add(_Atomic uint64_t *counter, uint64_t number)
{
    uint64_t before = atomic_load_explicit(counter, memory_order_relaxed);
    atomic_store_explicit(counter, before + number, memory_order_relaxed);
}

static inline void rt_server_tally_count(struct rt_server_worker *worker,
                                         enum rt_server_count which, uint64_t number)
{
    rt_server_tally_add(&worker->tally.of[which], number);
}

/* server_keys.c: copies keys before `older`; NULL with errno. */
struct rt_server_keys *rt_server_keys_new(const struct rt_identity *identities, size_t count,
                                          struct rt_server_keys *older);
/* Wipes and frees keys and all older ones; no thread may run. */
void rt_server_keys_free(struct rt_server_keys *keys);

/* server_socket.c: closes all that a server has. */
void rt_server_socket_close(struct rt_server *server);

/* server_worker.c: false with errno. */
bool rt_server_worker_prepare(struct rt_server_worker *worker, const struct rt_server_keys *keys);
void *rt_server_worker_run(void *worker);
void rt_server_worker_end(struct rt_server_worker *worker);

/* What an event belongs to: the upper half of epoll's number; the lower is an index. */
enum rt_server_source {
    RT_SERVER_SOURCE_STOP = 1,
    RT_SERVER_SOURCE_UDP,
    RT_SERVER_SOURCE_LISTENER,
    RT_SERVER_SOURCE_CONNECTION
};

/* server_udp.c */
struct rt_server_udp *rt_server_udp_new(struct rt_server_worker *worker); /* NULL: no memory */
void rt_server_udp_free(struct rt_server_udp *udp);
void rt_server_udp_ready(struct rt_server_worker *worker, const struct rt_server_socket *socket);
/* Sends late replies that are due; returns milliseconds until the next, or -1. */
int rt_server_udp_late(struct rt_server_worker *worker);

/* server_tcp.c */
struct rt_server_tcp *rt_server_tcp_new(struct rt_server_worker *worker); /* NULL: no memory */
void rt_server_tcp_free(struct rt_server_tcp *tcp);
void rt_server_tcp_accept(struct rt_server_worker *worker, const struct rt_server_socket *listener);
void rt_server_tcp_ready(struct rt_server_worker *worker, uint32_t connection, uint32_t events);
/* Answers what has been read in this round; closes connections whose time is over; returns
 * milliseconds until the next end, or -1. */
int rt_server_tcp_round(struct rt_server_worker *worker);

/* server_answer.c: a responder for the worker with these keys; NULL with errno. */
struct rt_responder *rt_server_answer_open(struct rt_server_worker *worker,
                                           const struct rt_server_keys *keys,
                                           struct rt_instant now);
void rt_server_answer_close(struct rt_responder *responder);
/* Answers the first `count` of worker->answers; `actions` gets what to do with each. */
void rt_server_answer(struct rt_server_worker *worker, enum rt_transport transport, size_t count,
                      enum rt_server_action *actions);
/* Makes of an answer one to a request for which there is no room. */
void rt_server_answer_oversize(struct rt_server_worker *worker, struct rt_answer *answer);

/* server_refusals.c: each false with errno. */
bool rt_server_refusals_open(struct rt_server *server);
void rt_server_refusals_close(struct rt_server *server);
bool rt_server_refusals_begin(struct rt_server_worker *worker);
void rt_server_refusals_end(struct rt_server_worker *worker);
/* Keeps an answer that is none for the caller, or counts it as lost. Only if they are wanted. */
void rt_server_refusals_put(struct rt_server_worker *worker, const struct rt_answer *answer,
                            enum rt_transport transport, const struct sockaddr_storage *client,
                            uint64_t size);
/* Tells the caller if something was kept since the last time. */
void rt_server_refusals_tell(struct rt_server_worker *worker);

/* server_clock.c: the system's clock, and what the settings add. */
struct rt_instant rt_server_clock(const struct rt_server_settings *settings);
/* The same; takes care of leap data. */
struct rt_instant rt_server_clock_now(struct rt_server_worker *worker);
void rt_server_clock_leaps(struct rt_server_worker *worker, int64_t now);
int64_t rt_server_clock_ticks(void); /* monotonic milliseconds */

#pragma GCC visibility pop

#endif
