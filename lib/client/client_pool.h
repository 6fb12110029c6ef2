// SPDX-License-Identifier: BSD-2-Clause
/*
 * Asking many servers at once: askers (asker.h) on a network (net.h), in one thread.
 *
 * Each server is looked up, asked, asked again, and done; none waits for another, but for room:
 * rt_net.limit of them are under way at a time, in the order given. A try goes to the preferred
 * address first and, if that has not answered after a head start, to one of the other family too,
 * with the same request; an address that cannot be reached gives way at once. Further addresses of
 * a name take their turn with further tries.
 *
 * The result of each server is told once, as soon as it stands.
 */
#ifndef ROUGHTIME_CLIENT_POOL_H
#define ROUGHTIME_CLIENT_POOL_H

#include "client/client.h"
#include "client/net.h"

/* How long the first family of addresses is asked alone. */
#define RT_HEAD_START_NS UINT64_C(250000000)

/* Where a server is. Borrowed. */
struct rt_site {
    const char *host; /* a name or an address, without brackets */
    uint16_t port;
    bool udp; /* by which of them it may be asked there */
    bool tcp;
};

/* A server to ask. Everything is borrowed until the survey is over. */
struct rt_client_server {
    const struct rt_site *sites; /* at least 1, at most RT_NET_ADDRESSES */
    size_t site_count;
    const uint8_t *key;
    const struct rt_negotiation *offers;
    const struct rt_choice *choices; /* its replies are judged under these; none: the plan's */
    size_t choice_count;
};

/* What is waited for: of the servers under way the one that will be waited for longest. */
struct rt_survey_wait {
    size_t open;                 /* servers whose result is not known yet */
    size_t who;                  /* the number of that one */
    unsigned tries;              /* its tries so far; 0: its name is being looked up */
    unsigned most;               /* how many there may be */
    enum rt_transport transport; /* of this try */
    uint64_t try_ns;             /* what is left of it */
    uint64_t left_ns;            /* what is left of all its tries */
};

/* Who is told, while nothing is decided, every `every_ns` what is waited for. */
struct rt_survey_watch {
    uint64_t every_ns; /* at least 1 */
    void (*waiting)(void *context, const struct rt_survey_wait *wait);
    void *context;
};

/* How to ask. */
struct rt_client_pool {
    struct rt_client_plan plan;
    enum rt_family family;
    uint64_t head_start_ns;
    uint64_t deadline_ns; /* after the start; then whoever has not answered is given up. 0: none */
    const struct rt_survey_watch *watch; /* NULL: nobody watches */
};

enum rt_client_state {
    RT_CLIENT_VALID = 1,
    RT_CLIENT_REJECTED,    /* something came, and a check failed */
    RT_CLIENT_SILENT,      /* nothing came, or nothing that counts */
    RT_CLIENT_UNREACHABLE, /* nothing could be sent: `error` */
    RT_CLIENT_UNRESOLVED,  /* no name could be looked up: `cause` */
    RT_CLIENT_UNFIT,       /* no proposal can travel over the transports that are allowed */
    RT_CLIENT_UNDECIDED    /* something came, and the cryptographic library failed to judge it */
};

/* What became of a question. The views are gone when the function that was told returns. */
struct rt_client_result {
    enum rt_client_state state;
    struct rt_endpoint from; /* of the reply, else of the last address that was asked; family 0 */
    enum rt_transport transport;
    unsigned tries;
    unsigned count[RT_TAKEN_COUNT]; /* packets by enum rt_taken */
    uint64_t rtt_ns;                /* VALID */
    uint64_t at_ns;                 /* VALID: when it came, on the net's clock */
    struct rt_view request;         /* VALID, REJECTED and UNDECIDED (the last that was) */
    struct rt_view response;
    int error;         /* UNREACHABLE, SILENT after TCP failed: errno; or 0 */
    const char *cause; /* UNRESOLVED; static */
};

/* Asks `count` servers and returns when `answered` has been told of all. RT_E_NO_MEMORY: not of
 * all, or not with what they said. */
enum rt_error rt_client_pool_run(const struct rt_client_pool *survey, const struct rt_net *net,
                                 struct rt_crypto *crypto, const struct rt_client_server *questions,
                                 size_t count,
                                 void (*answered)(void *context, size_t who,
                                                  const struct rt_client_result *answer),
                                 void *context);

#endif
