// SPDX-License-Identifier: BSD-2-Clause
/*
 * The parts of rtctl serve.
 *
 *   serve.c          starts and stops: sockets, privileges, threads, signals
 *   serve_options.c  the command line
 *   serve_keys.c     secrets and leap seconds from files; secrets again on SIGHUP
 *   serve_net.c      addresses and sockets
 *   serve_worker.c   a thread: its epoll loop
 *   serve_answer.c   the answers to a batch
 *   serve_clock.c    clocks, leap data, dice
 *   serve_udp.c      datagrams in batches
 *   serve_tcp.c      connections, bounded in number, bytes and seconds
 *   serve_fault.c    wrong replies for tests, and grease
 *   serve_counts.c   counters
 *
 * Each worker has sockets, responder, counters and online keys of its own; nothing is shared but
 * the settings, which do not change, and the request to stop. When the keys are read again that
 * makes new settings, which each worker takes up with its next batch.
 */
#ifndef RTCTL_SERVE_H
#define RTCTL_SERVE_H

#include <netinet/in.h>
#include <pthread.h>
#include <stdatomic.h>
#include <sys/socket.h>

#include "app.h"
#include "files/secret.h"
#include "serve/serve_counts.h"
#include "server/leapfile.h"
#include "server/responder.h"

#define SERVE_ADDRESSES 16
#define SERVE_WORKERS   64
#define SERVE_PACKET    4288 /* room for a request; not a power of two, for the cache's sake */
#define SERVE_PPM       1000000

struct serve_fault;

struct serve_settings {
    struct rt_service services[RT_SERVICES_MAX];
    size_t service_count;
    struct rt_secret secrets[RT_IDENTITIES];
    struct rt_ready_cert certs[RT_IDENTITIES][RT_CERTS_MAX];
    struct rt_identity identities[RT_IDENTITIES];
    size_t identity_count;
    uint64_t radius_ns;
    int64_t delegation_s;
    int64_t offset_ns; /* what the server's clock is ahead, on purpose */
    uint32_t workers;
    uint32_t batch;
    bool udp, tcp, v4, v6;
    uint32_t tcp_connections; /* of one worker */
    uint32_t tcp_bytes;       /* of one connection */
    uint32_t tcp_seconds;     /* of a connection that does not ask */
    uint32_t receive_buffer;
    const struct serve_fault *fault; /* or NULL */
    uint32_t fault_ppm;
    uint32_t grease_ppm;
    bool has_leapfile;
    struct rt_leapfile leapfile;
    bool has_dut1;
    int32_t dut1_us;
    const char *user;
    struct serve_settings *older; /* what these have replaced; serve_keys.c's */
};

/* An address that is served, and its port once it is bound. */
struct serve_address {
    struct sockaddr_storage address;
    socklen_t len;
    bool any; /* the wildcard: replies must say where they come from */
};

struct serve_socket {
    int fd;
    bool any;
};

struct serve_tcp;

struct serve_worker {
    const struct serve_settings *settings;
    /* The same for others to see; what is to be taken up, or NULL; and what is just being. */
    _Atomic(const struct serve_settings *) in_use;
    _Atomic(const struct serve_settings *) latest;
    _Atomic(const struct serve_settings *) claimed;
    uint64_t renewals; /* of responders before this one */
    pthread_t thread;
    bool running;
    int epoll;
    int stop; /* eventfd */
    struct serve_socket udp[SERVE_ADDRESSES];
    struct serve_socket listeners[SERVE_ADDRESSES];
    size_t address_count;
    struct rt_crypto *crypto;
    struct rt_responder *responder;
    struct rt_answer *answers; /* settings->batch of them */
    struct serve_udp *datagrams;
    struct serve_tcp *connections;
    struct serve_counts counts;
    int64_t next_leap; /* Unix seconds when leap data are looked at again */
    uint64_t random;   /* state of a generator for dice: nothing secret */
};

struct serve {
    struct app *app;
    struct serve_settings settings;
    struct serve_address addresses[SERVE_ADDRESSES];
    size_t address_count;
    struct serve_worker *workers;
    struct serve_settings *reread; /* settings with the keys that were read last, or NULL */
};

/* serve_options.c: reads everything; false after a message. */
bool serve_options(struct serve *serve, int argc, char **argv);

/* A decimal number times 10^digits, further digits cut off. False: it is none, or too large. */
bool serve_decimal(const char *text, unsigned digits, uint64_t *scaled);

/* serve_keys.c: each false after a message. */
bool serve_read_keys(struct app *app, struct serve_settings *settings);
/* The fault needs seeds: are they there? */
bool serve_fault_fits(struct app *app, const struct serve_settings *settings);
/* Reads the key files again and has the workers take them up; the keys stay if that fails. */
bool serve_reread_keys(struct serve *serve);
/* Wipes and frees what was read again; no worker may run. */
void serve_forget_keys(struct serve *serve);
bool serve_read_leaps(struct serve *serve);
/* Makes identity `i` of secret `i`, which must stay. */
void serve_use_secret(struct serve_settings *settings, size_t i);

/* serve_net.c */
bool serve_add_address(struct serve *serve, const char *text); /* false after a message */
bool serve_bind(struct serve *serve);                          /* likewise */
void serve_close(struct serve *serve);
/* Writes the numeric address, without port; returns the port. */
uint16_t serve_address_text(const struct serve_address *address, char text[INET6_ADDRSTRLEN + 16]);

/* What an event belongs to: the upper half of epoll's number; the lower is an index. */
enum serve_source { SOURCE_STOP = 1, SOURCE_UDP, SOURCE_LISTENER, SOURCE_CONNECTION };

/* serve_worker.c */
bool serve_worker_prepare(struct serve_worker *worker); /* false: no memory, or no crypto */
void *serve_worker_run(void *worker);
void serve_worker_free(struct serve_worker *worker);

/* serve_clock.c: the system's clock, and what --offset adds. */
struct rt_instant serve_clock(const struct serve_settings *settings);
struct rt_instant serve_now(struct serve_worker *worker); /* the same; takes care of leap data */
void serve_look_at_leaps(struct serve_worker *worker, int64_t now);
int64_t serve_ticks(void); /* monotonic milliseconds */
uint64_t serve_random(struct serve_worker *worker);

/* serve_answer.c: a responder for some settings; NULL: no memory, or no crypto. */
struct rt_responder *serve_responder_new(struct serve_worker *worker,
                                         const struct serve_settings *settings,
                                         struct rt_instant now);
void serve_responder_free(struct rt_responder *responder);

/* Answers the first `count` of worker->answers, with faults and grease where the dice say so.
 * `actions` (may be NULL) gets what to do with each. */
enum serve_action { SERVE_SEND = 1, SERVE_DROP, SERVE_LATE, SERVE_TWICE, SERVE_ELSEWHERE };
void serve_answer(struct serve_worker *worker, enum rt_transport transport, size_t count,
                  enum serve_action *actions);

/* serve_udp.c */
struct serve_udp *serve_udp_new(struct serve_worker *worker);
void serve_udp_free(struct serve_udp *udp);
void serve_udp_ready(struct serve_worker *worker, const struct serve_socket *socket);
/* Sends late replies that are due; returns milliseconds until the next, or -1. */
int serve_udp_late(struct serve_worker *worker);

/* serve_tcp.c */
struct serve_tcp *serve_tcp_new(struct serve_worker *worker);
void serve_tcp_free(struct serve_tcp *tcp);
void serve_tcp_accept(struct serve_worker *worker, const struct serve_socket *listener);
void serve_tcp_ready(struct serve_worker *worker, uint32_t connection, uint32_t events);
/* Answers what has been read in this round; closes connections whose time is over; returns
 * milliseconds until the next end, or -1. */
int serve_tcp_round(struct serve_worker *worker);

/* serve_fault.c */
const struct serve_fault *serve_fault_find(const char *name); /* NULL: there is none */
bool serve_fault_needs_seed(const struct serve_fault *fault);
void serve_fault_list(struct rt_output *out);
enum serve_action serve_fault_apply(struct serve_worker *worker, const struct serve_fault *fault,
                                    struct rt_instant now, enum rt_transport transport,
                                    struct rt_answer *answer);
const struct serve_fault *serve_grease(struct serve_worker *worker);

#endif
