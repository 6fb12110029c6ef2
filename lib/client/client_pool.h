// SPDX-License-Identifier: BSD-2-Clause
/*
 * Asking many servers at once: clients (client.h) on a network (net.h), in one thread.
 *
 * The name of each server is looked up; then the server is asked until there is a result. Servers
 * do not wait for each other, but at most rt_net.limit are asked at the same time, in the order
 * given. A request goes to the preferred address first. If there is no answer after a head start,
 * or when the next request is due, or if that address cannot be reached, the same request also goes
 * to an address of the other family. Where nobody answers, the next round uses the next address of
 * the name.
 *
 * The caller is told the result of each server once, as soon as it is known.
 */
#ifndef ROUGHTIME_CLIENT_POOL_H
#define ROUGHTIME_CLIENT_POOL_H

#include "base/host_port.h"
#include "client/client.h"
#include "client/net.h"
#include "wire/clock.h"

/* How long the first family of addresses is asked alone. */
#define RT_HEAD_START_NS UINT64_C(250000000)

/* A server to ask. Everything is borrowed until all servers have been asked. */
struct rt_client_server {
    const struct rt_host_port *places; /* where it can be asked: 1 to RT_NET_ADDRESSES */
    size_t place_count;
    const uint8_t *key;
    const struct rt_negotiation *negotiation;
    const struct rt_choice *choices; /* its replies are judged under these; none: the plan's */
    size_t choice_count;
    const struct rt_choice *others; /* with choices: the versions that do not count */
    size_t other_count;
    const struct rt_choice *hints; /* what somebody says that it answers in; none: nothing */
    size_t hint_count;
};

/* What the pool waits for: the server that it will wait for longest. */
struct rt_client_pool_wait {
    size_t open;                 /* servers whose result is not known yet */
    size_t who;                  /* the number of that one */
    unsigned round;              /* the round it is in; 0: its name is being looked up */
    unsigned most;               /* how many there may be */
    enum rt_transport transport; /* of this round */
    uint64_t round_ns;           /* what is left of it */
    uint64_t left_ns;            /* what is left of all rounds */
};

/* Room for what a pool waits for, in words. */
#define RT_CLIENT_POOL_WAIT_SIZE 320

/* "2 of 3 have not answered: 127.0.0.1:2002: round 1 of 4 over UDP, 0.4 s to the next, 8.1 s in
 * all". The servers are those of rt_client_pool_run. Returns `text`. */
const char *rt_client_pool_wait_text(const struct rt_client_pool_wait *wait,
                                     const struct rt_client_server *servers, size_t count,
                                     char text[RT_CLIENT_POOL_WAIT_SIZE]);

/* A function that is called every `every_ns` with what the pool waits for, until all is known. */
struct rt_client_pool_watch {
    uint64_t every_ns; /* at least 1 */
    void (*waiting)(void *context, const struct rt_client_pool_wait *wait);
    void *context;
};

/* A reply and the request that it answers, or a request that nobody answered. As the verifier takes
 * them: without the bare length that some versions put before a message on TCP. */
struct rt_client_seen {
    enum rt_taken taken; /* what became of the reply; 0: there is none */
    enum rt_transport transport;
    struct rt_view request;               /* absent: which one is not known */
    struct rt_view response;              /* absent: nobody answered */
    const struct rt_judgement *judgement; /* NULL: it was not judged */
};

/* How to ask. */
struct rt_client_pool {
    struct rt_client_plan plan;
    enum rt_family family;
    uint64_t head_start_ns;
    uint64_t deadline_ns; /* after the start; servers that have not answered then are given up. 0:
                             none */
    const struct rt_client_pool_watch *watch; /* NULL: nobody watches */
    /* Is told of every packet, before the result of the server: of replies when they come, of
     * requests without a reply when none can come any more. With the context of `answered`; what it
     * is given is valid until it returns. NULL: nobody is told. */
    void (*seen)(void *context, size_t who, const struct rt_client_seen *seen);
};

enum rt_client_state {
    RT_CLIENT_VALID = 1,
    RT_CLIENT_REJECTED,    /* something came, and a check failed */
    RT_CLIENT_SILENT,      /* nothing came, or nothing that counts */
    RT_CLIENT_UNREACHABLE, /* nothing could be sent: `error` */
    RT_CLIENT_UNRESOLVED,  /* no name could be looked up: `cause` */
    RT_CLIENT_UNFIT,       /* no attempt is defined over the transports that are allowed */
    RT_CLIENT_UNDECIDED    /* something came, and the cryptographic library failed to judge it */
};

/* "valid", "invalid", "silent", ... Static. */
const char *rt_client_state_name(enum rt_client_state state);

/* The result of one server. It may be copied; the views are valid until the function that is told
 * returns, and the readings of the judgement as long as the choices of the caller. */
struct rt_client_result {
    enum rt_client_state state;
    enum rt_client_cause why;
    bool only_bare;            /* why is KEY: it answers requests without SRV, and none with it */
    struct rt_candidate other; /* as what an answer that does not count is valid; or NULL */
    uint64_t other_set;        /* and all of the others that it may be of, by their bits */
    bool hint_wrong;           /* VALID: its answer is in no version of the hints */
    unsigned rounds;           /* how often everything was asked, from 1; 0: nothing was */
    uint32_t asked; /* kinds of requests that were sent, by their places in the negotiation */
    struct rt_endpoint from; /* of the reply, else of the last address that was asked; family 0 */
    enum rt_transport transport;
    unsigned tries;                 /* requests that were sent */
    unsigned number;                /* of the one that the response answers, from 0 */
    unsigned count[RT_TAKEN_COUNT]; /* packets by enum rt_taken */
    uint64_t rtt_ns;                /* VALID */
    uint64_t at_ns;                 /* VALID: when it came, on the net's clock */
    /* VALID, REJECTED and UNDECIDED (the last that was): the packets as the verifier takes them,
     * without the bare length that some versions put before a message on TCP, */
    struct rt_view request;
    struct rt_view response;
    struct rt_judgement judgement; /* what the client found of them, */
    bool has_time; /* and MIDP and RADI as they are in the response, if it has them */
    uint64_t midpoint;
    uint32_t radius;
    /* VALID, and MIDP is a time of the clock of this version: the server read its clock somewhere
     * between sending and receiving, so half way, give or take half of the round trip. */
    bool measured;
    struct rt_instant instant; /* what it read, */
    uint64_t radius_ns;        /* how far it says that this may be from the true time, */
    uint64_t read_ns;          /* when it did, on the net's clock, */
    uint64_t bound_ns;         /* and how far `instant` may be from the true time then */
    int error;                 /* UNREACHABLE, SILENT after TCP failed: errno; or 0 */
    const char *cause;         /* UNRESOLVED; static */
};

/* Asks `count` servers, calls `answered` with each result, and returns after the last.
 * RT_E_NO_MEMORY: some results were not told, or without the packets of the server. */
enum rt_error rt_client_pool_run(const struct rt_client_pool *pool, const struct rt_net *net,
                                 struct rt_crypto *crypto, const struct rt_client_server *servers,
                                 size_t count,
                                 void (*answered)(void *context, size_t who,
                                                  const struct rt_client_result *result),
                                 void *context);

/* Copies a result with its packets, for as long as `*bytes` lives, which the caller frees; what it
 * was before is freed. False: there is no memory, and the copy has no packets. */
RT_CHECKED bool rt_client_pool_keep(const struct rt_client_result *result,
                                    struct rt_client_result *copy, uint8_t **bytes);

#endif
