// SPDX-License-Identifier: BSD-2-Clause
/*
 * A server with its sockets: it answers over UDP and TCP, in threads, until it is told to stop.
 * What it answers is decided by rt_responder (responder.h).
 *
 *     struct rt_server *server = rt_server_new(&settings);
 *     rt_server_bind(server, &address)       for each address
 *     rt_server_start(server)                privileges can be given up before
 *     rt_server_counts(server, &counts)      at any time
 *     rt_server_refused(server, &refusal)    likewise, if settings.refusals asks for them
 *     rt_server_free(server)                 stops it first
 *
 * Each thread has sockets, a responder, counters and online keys of its own. Sockets of several
 * threads share a port, and the system spreads the requests. Nothing is shared but the settings,
 * which do not change, and the keys: rt_server_rekey gives other ones, and each thread takes them
 * up with its next batch.
 *
 * All memory is taken in rt_server_new and rt_server_start, but for keys that are taken up: a
 * packet costs none. Connections are bounded in number, bytes and seconds. When all places are
 * taken, the connection that has asked nothing for longest makes room.
 *
 * The functions are for one thread of the caller. Those that fail return false and set errno; none
 * prints. The threads have the signal mask of whoever calls rt_server_start.
 */
#ifndef ROUGHTIME_SERVER_H
#define ROUGHTIME_SERVER_H

#include "base/endpoint.h"
#include "server/responder.h"

#define RT_SERVER_ADDRESSES 16    /* of one server */
#define RT_SERVER_WORKERS   64    /* threads of one server */
#define RT_SERVER_CLIENTS   65536 /* connections of one thread */

/* Bytes of the largest request; longer ones are not answered. Not a power of two: packets in a row
 * would share places in the cache. */
#define RT_SERVER_PACKET 4288

/* Requests without a reply that one thread keeps, at most. */
#define RT_SERVER_REFUSALS 65536

/* What is taken where the settings have 0. */
#define RT_SERVER_USUAL_BATCH          128
#define RT_SERVER_USUAL_CLIENTS        256
#define RT_SERVER_USUAL_BYTES          (UINT32_C(1) << 20)
#define RT_SERVER_USUAL_SECONDS        10
#define RT_SERVER_USUAL_RECEIVE_BUFFER (UINT32_C(16) << 20)

/* What becomes of a reply. */
enum rt_server_action {
    RT_SERVER_SEND = 1,
    RT_SERVER_DROP,
    RT_SERVER_LATE,      /* 1.5 seconds later; over TCP never */
    RT_SERVER_TWICE,     /* it is sent twice */
    RT_SERVER_ELSEWHERE, /* from another port; over TCP never */
    RT_SERVER_LAST       /* over TCP the connection ends with it; over UDP it is sent */
};

/* How a reply came about, for a function that changes it. Borrowed for the call. */
struct rt_server_turn {
    struct rt_crypto *crypto; /* of this thread */
    const struct rt_responder *responder;
    const struct rt_rules *rules; /* of the version that is answered */
    struct rt_instant now;        /* the time that the reply tells */
    enum rt_transport transport;
    uint64_t *random; /* of this thread, for rt_server_random */
    uint64_t *memory; /* likewise, for the function; 0 at first */
};

struct rt_server_settings {
    /* Services, keys and their delegations, with a source of seeds. All that it points to is
     * copied. An identity has RT_KEPT_CERTS certs at most, each of RT_CERT_MAX bytes at most. */
    struct rt_responder_settings responder;
    bool udp, tcp;            /* at least one of them */
    int64_t offset_ns;        /* what the server's clock is ahead of the system's, on purpose */
    uint32_t workers;         /* threads, up to RT_SERVER_WORKERS; 0: one */
    uint32_t batch;           /* requests answered together, up to RT_TOGETHER_MAX; 0: usual */
    uint32_t tcp_connections; /* of one thread, up to RT_SERVER_CLIENTS; 0: usual */
    uint32_t tcp_bytes;       /* that one connection may send; 0: usual */
    uint32_t tcp_seconds;     /* of a connection without a request to answer; 0: usual */
    uint32_t receive_buffer;  /* bytes that may wait in a socket for UDP; 0: usual */
    uint32_t refusals;        /* that one thread keeps for rt_server_refused, up to
                                 RT_SERVER_REFUSALS; 0: none */
    const struct rt_leapfile *leapfile; /* copied; NULL: nothing is known but the kernel's TAI */
    bool has_dut1;
    int32_t dut1_us; /* UT1 - UTC in microseconds */
    /*
     * May change a finished reply, in answer->room, for tests of clients, and says what becomes of
     * it; or NULL. It is called in the threads of the server, for each request that has a reply. If
     * it sets answer->refusal there is no reply after all.
     */
    enum rt_server_action (*change)(void *context, const struct rt_server_turn *turn,
                                    struct rt_answer *answer);
    void *context; /* of `change` */
    /* It is called for requests without a reply, too: answer->refusal says why. It may write a
     * reply and set that to RT_ANSWERED. */
    bool change_refused;
};

/* What is counted: constant, name, text. */
// clang-format off
#define RT_SERVER_COUNTS(X)                                                          \
    X(PACKETS,       "packets",         "requests and junk received")                \
    X(REPLIES,       "replies",         "replies sent")                              \
    X(BATCHES,       "batches",         "times that requests were answered together") \
    X(LARGEST,       "largest-batch",   "requests answered together, at most")       \
    X(BYTES_IN,      "bytes-in",        "bytes received")                            \
    X(BYTES_OUT,     "bytes-out",       "bytes sent")                                \
    X(OVERSIZE,      "oversize",        "requests larger than any should be")        \
    X(UNSENT,        "unsent",          "replies that the system did not take")      \
    X(CONNECTIONS,   "connections",     "TCP connections accepted")                  \
    X(EVICTED,       "evicted",         "connections closed to make room")           \
    X(TIMED_OUT,     "timed-out",       "connections closed because they did not ask") \
    X(SPENT,         "spent",           "connections closed after too many bytes")   \
    X(UNFRAMED,      "unframed",        "connections closed because of junk")        \
    X(RENEWALS,      "renewals",        "delegations renewed")
// clang-format on

enum rt_server_count {
#define X(id, name, text) RT_SERVER_COUNT_##id,
    RT_SERVER_COUNTS(X)
#undef X
        RT_SERVER_COUNT_COUNT
};

struct rt_server_counts {
    uint64_t of[RT_SERVER_COUNT_COUNT];
    uint64_t refused[RT_REFUSAL_COUNT]; /* requests without a reply, by enum rt_refusal */
    uint64_t service[RT_SERVICES_MAX];  /* replies made, by the number of the service */
    /* Requests that a check stopped, by the service which they came nearest to (struct rt_pick). */
    uint64_t stopped[RT_SERVICES_MAX][RT_REQUEST_CHECK_COUNT];
};

/* "packets", "replies", ...; static. */
const char *rt_server_count_name(enum rt_server_count count);

struct rt_server;

/* Copies the settings. NULL with errno: EINVAL (a number out of its range, no service, key or
 * transport), ENOMEM, or where refusals are wanted the system's (EMFILE, ENFILE). */
RT_CHECKED struct rt_server *rt_server_new(const struct rt_server_settings *settings);

/*
 * Opens the sockets for an address and its port. With port 0 the system chooses one, the same for
 * UDP and TCP, and address->at.port gets it. The address of all interfaces (all zeros) is allowed.
 * False with errno, and the address is not served: the system's (EADDRINUSE, EACCES, ...), ENOSPC
 * (RT_SERVER_ADDRESSES are bound), EAFNOSUPPORT (neither IPv4 nor IPv6) or EBUSY (the server was
 * started).
 */
RT_CHECKED bool rt_server_bind(struct rt_server *server, struct rt_address *address);

/*
 * Looks up what a name or a numeric address means for rt_server_bind; `host` NULL: every interface,
 * for each family. Waits for the network if it is a name. Writes `cap` addresses with the port and
 * returns how many there are; 0 with *cause, a static clause for people.
 */
size_t rt_server_addresses(const char *host, enum rt_family family, uint16_t port,
                           struct rt_address *addresses, size_t cap, const char **cause);

/* Makes the threads, once for a server. Requests that came since rt_server_bind have waited. False
 * with errno: the system's, EIO (the cryptographic library, or no seed), EBUSY (it was started); no
 * thread runs then. */
RT_CHECKED bool rt_server_start(struct rt_server *server);

/* Ends the threads and waits for them. The counts stay. Of one that was not started: nothing. */
void rt_server_stop(struct rt_server *server);

/* Answers with other keys from now on; they are copied. False with errno, and the keys stay as they
 * are: EINVAL or ENOMEM. If a thread cannot take them up it goes on with those that it has, and
 * tries again. */
RT_CHECKED bool rt_server_rekey(struct rt_server *server, const struct rt_identity *identities,
                                size_t count);

/* What all threads have counted so far, since the start. */
void rt_server_counts(const struct rt_server *server, struct rt_server_counts *counts);

/* A request that got no reply. */
struct rt_server_refusal {
    struct rt_instant at; /* by the clock of the server */
    struct rt_endpoint client;
    enum rt_transport transport;
    uint64_t size; /* bytes: of the datagram; on TCP of the packet with its header, of junk those
                      that had come */
    enum rt_refusal refusal;
    uint32_t service; /* which it came nearest to: index in settings.responder.services */
    /* What is wrong with it (rt_responder_cause). RT_REQUEST_CHECK_COUNT as its check: nothing, it
     * has no reply because of `refusal`. */
    struct rt_request_cause cause;
};

/* Takes a request without a reply, the oldest that a thread has; false: there is none now. */
bool rt_server_refused(struct rt_server *server, struct rt_server_refusal *refusal);

/* How many were dropped since the start, because a thread had no room for them. */
uint64_t rt_server_refusals_lost(const struct rt_server *server);

/* A descriptor that can be read when there are some to take: poll it, then call rt_server_refused
 * until it returns false. Owned by the server; -1 if settings.refusals is 0. */
int rt_server_refusals_fd(const struct rt_server *server);

/* Stops it, closes its sockets, wipes its keys and frees everything; NULL is allowed. */
void rt_server_free(struct rt_server *server);

/* The next number of a generator that is fast and predictable: for dice, not for secrets. */
uint64_t rt_server_random(uint64_t *state);

#endif
