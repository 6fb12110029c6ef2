// SPDX-License-Identifier: BSD-2-Clause
/*
 * What the files of the pool share: a server that is being asked, and a run of the pool.
 *
 * client_pool.c begins servers and takes events; client_pool_send.c does what a client wants done:
 * it sends, waits, and ends; client_pool_watch.c tells what is waited for, and client_pool_seen.c
 * what was sent and what came.
 */
#ifndef ROUGHTIME_CLIENT_POOL_INTERNAL_H
#define ROUGHTIME_CLIENT_POOL_INTERNAL_H

#include "client/client_pool_address.h"

#pragma GCC visibility push(hidden)

/* What a channel did in this round. */
enum rt_client_pool_channel_state {
    RT_CLIENT_POOL_IDLE = 0,
    RT_CLIENT_POOL_SENT,
    RT_CLIENT_POOL_FAILED
};

/* A channel and its socket, which stays open from round to round. */
struct rt_client_pool_channel {
    enum rt_client_pool_channel_state state;
    bool open;
    enum rt_transport transport;
    struct rt_endpoint to;
    uint64_t sent_ns[RT_CLIENT_OPEN]; /* when each of the latest tries went, by its number */
};

/* A packet that was kept. */
struct rt_client_pool_kept {
    uint8_t *data;
    size_t len;
};

/* A server that is being asked. */
struct rt_client_pool_one {
    struct rt_client client;
    const struct rt_client_server *server;
    bool begun;
    bool over;
    size_t lookups; /* that have not come back */
    struct rt_client_pool_addresses addresses;
    unsigned first; /* the channel that leads: 0 is IPv6, 1 is IPv4 */
    unsigned round; /* that of the latest try */
    unsigned turn;  /* which of the addresses of a channel is asked */
    struct rt_client_pool_channel channels[RT_NET_CHANNELS];
    uint64_t head_ns; /* when the other channel follows; 0: it has, or never will */
    uint32_t went;    /* which of the latest tries were sent, by their places, */
    uint32_t replied; /* and which were answered by anybody */
    int error;        /* of the last channel that failed */
    const char *cause;
    struct rt_endpoint from; /* of the rejected reply */
    enum rt_transport transport;
    unsigned number;                    /* the try that it answers */
    bool seen;                          /* it is of somebody who knows the request */
    bool undecided;                     /* one of the packets is */
    struct rt_client_pool_kept request; /* of the rejected reply */
    struct rt_client_pool_kept response;
    struct rt_judgement judgement; /* of the two */
};

struct rt_client_pool_run {
    const struct rt_client_pool *pool;
    const struct rt_net *net;
    struct rt_crypto *crypto;
    struct rt_client_pool_one *list;
    size_t count;
    size_t next; /* the first that has not begun */
    size_t under_way;
    size_t over;
    uint64_t deadline_ns;
    uint64_t alarm_ns; /* nothing is due before */
    void (*answered)(void *context, size_t who, const struct rt_client_result *result);
    void *context;
    enum rt_error error;
    struct rt_judgement judgement; /* of the packet that just came */
};

/* The number of a server in the pool. */
static inline size_t rt_client_pool_number(const struct rt_client_pool_run *run,
                                           const struct rt_client_pool_one *one)
{
    return (size_t)(one - run->list);
}

/* Looks at the clock again at `at_ns`, or before. */
void rt_client_pool_alarm(struct rt_client_pool_run *run, uint64_t at_ns);

/* Does what the client wants done now: sends, waits, or ends. */
void rt_client_pool_step(struct rt_client_pool_run *run, struct rt_client_pool_one *one);

/* The channel that leads has had its head start, or has failed: the other follows. */
void rt_client_pool_other_channel(struct rt_client_pool_run *run, struct rt_client_pool_one *one);

/* No channel can carry this try any longer; `closed` as for rt_client_failed. */
void rt_client_pool_try_failed(struct rt_client_pool_run *run, struct rt_client_pool_one *one,
                               bool closed);

/* A reply came; `taken` says what became of it. */
void rt_client_pool_seen_reply(struct rt_client_pool_run *run, struct rt_client_pool_one *one,
                               const struct rt_net_event *event, enum rt_taken taken);

/* The latest try is new; whether it was sent. */
void rt_client_pool_seen_begin(struct rt_client_pool_one *one);
void rt_client_pool_seen_sent(struct rt_client_pool_one *one, bool sent);

/* A try is too old for a reply, or all are: nobody has answered it, unless somebody has. */
void rt_client_pool_seen_silence(struct rt_client_pool_run *run, struct rt_client_pool_one *one,
                                 const struct rt_client_try *silent);
void rt_client_pool_seen_end(struct rt_client_pool_run *run, struct rt_client_pool_one *one);

/* Tells the watch what the pool waits for. */
void rt_client_pool_tell(struct rt_client_pool_run *run, uint64_t now_ns);

/* Tells the result and gives everything up that the server holds. */
void rt_client_pool_finish(struct rt_client_pool_run *run, struct rt_client_pool_one *one,
                           struct rt_client_result *result);

/* Ends a server that has not answered. */
void rt_client_pool_give_up(struct rt_client_pool_run *run, struct rt_client_pool_one *one);

#pragma GCC visibility pop

#endif
