// SPDX-License-Identifier: BSD-2-Clause
/*
 * One server being asked: which request goes out when, and what a reply is worth.
 *
 * The caller gives times and packets, and gets requests and decisions. There is no socket, no clock
 * and no allocation in here, so that tests can try loss, delay and lies without waiting.
 *
 *     while ((step = rt_client_step(asker, now)) == RT_STEP_SEND)
 *         send asker->request over asker->transport
 *     RT_STEP_WAIT: until asker->due_ns, or until a packet comes: rt_client_take
 *     RT_STEP_DONE: a valid reply was taken, or no try is left
 *
 * Each try is a new request with a fresh nonce. The first wait is the plan's, each further one 1.5
 * times as long, at most 24 hours (RFC 10049 section 5). The attempts (negotiate.h) take turns. UDP
 * comes first; if TCP is allowed too, the last try is over TCP (RFC 10049 section 5: when there is
 * repeatedly no answer).
 *
 * A packet counts only as the reply to the latest try. The first valid one ends the asking. All
 * others are counted and ignored, because anybody can send anything.
 *
 * A server that has another key will not give a valid reply in another version either. Such a
 * server is called a stranger here. We know a reply is a stranger's if only the key is wrong: its
 * ROOT holds the request, its delegated key signed it, but the long-term key did not sign the
 * delegation under any accepted version. Only somebody who has seen the nonce can make such a
 * reply, and the right server had a whole try to answer first. So asking ends when RT_STRANGERS
 * tries got such a reply.
 */
#ifndef ROUGHTIME_CLIENT_H
#define ROUGHTIME_CLIENT_H

#include "client/negotiate.h"

/* Room for a request: RT_REQUEST_SIZE bytes behind a header. */
#define RT_CLIENT_REQUEST (RT_REQUEST_SIZE + RT_FRAME_SIZE + 4)

/* Earlier tries whose late replies are known as such, and what is kept of their nonces. */
#define RT_CLIENT_EARLIER 8
#define RT_CLIENT_TRACE   16

/* Tries that a stranger answers before asking ends. */
#define RT_STRANGERS 2

/* Tries if nothing else is said. */
#define RT_TRIES 4

/* The first wait if nothing else is said, and the longest (RFC 10049 section 5). */
#define RT_WAIT_FIRST_NS UINT64_C(1000000000)
#define RT_WAIT_MOST_NS  (UINT64_C(86400) * 1000000000)

/* How servers are asked. Borrowed; any number of clients may share one plan. */
struct rt_client_plan {
    const struct rt_choice *choices; /* replies are judged under these */
    size_t choice_count;
    bool strict; /* no readings */
    bool udp;    /* at least one of the two */
    bool tcp;
    unsigned tries;   /* 0: RT_TRIES, or one more than there are attempts */
    uint64_t wait_ns; /* for the first reply */
    /* Makes the nonce of the next try of client number `who`: rules->nonce bytes. `rules` are those
     * of the attempt, which say how the nonces of a chain are made. */
    void (*nonce)(void *context, size_t who, const struct rt_rules *rules, uint8_t *nonce);
    void *nonce_context;
};

enum rt_step { RT_STEP_SEND = 1, RT_STEP_WAIT, RT_STEP_DONE };

/* What became of a packet. */
enum rt_taken {
    RT_TAKEN_VALID = 1, /* the reply; asking is over */
    RT_TAKEN_REJECTED,  /* a check failed: the judgement says which */
    RT_TAKEN_LATE,      /* it echoes the nonce of an earlier try */
    RT_TAKEN_FOREIGN,   /* it comes from an address that was not asked */
    RT_TAKEN_SURPLUS,   /* asking was over, or nothing had been asked */
    RT_TAKEN_UNDECIDED  /* the cryptographic library failed: it may have been the reply */
};

#define RT_TAKEN_COUNT (RT_TAKEN_UNDECIDED + 1)

/* Callers only read the members. Before the first step they may set three: udp_dead, if there is no
 * address for UDP; and the choices, if they are not those of the plan. */
struct rt_client {
    const struct rt_client_plan *plan;
    const struct rt_negotiation *offers;
    const struct rt_choice *choices; /* replies are judged under these */
    size_t choice_count;
    struct rt_crypto *crypto;
    size_t who;
    uint8_t key[RT_KEY_SIZE];
    uint8_t srv[RT_SRV_SIZE];
    unsigned tries;                 /* sent so far */
    unsigned most;                  /* how many may be sent */
    unsigned tcp_tries;             /* of these over TCP */
    unsigned count[RT_TAKEN_COUNT]; /* packets by enum rt_taken */
    unsigned strangers;             /* tries that a stranger answered */
    unsigned stranger_try;          /* the last of these, from 1 */
    bool done;
    bool udp_dead; /* UDP is refused or cannot be sent */
    uint64_t sent_ns;
    uint64_t wait_ns;
    uint64_t due_ns; /* when this try is over */
    enum rt_transport transport;
    uint8_t request[RT_CLIENT_REQUEST];
    size_t request_len;
    uint8_t nonce[RT_HASH_MAX];
    uint8_t earlier[RT_CLIENT_EARLIER][RT_CLIENT_TRACE];
};

/* Begins to ask a server with this long-term key; nothing is sent yet. All pointers must outlive
 * the client. RT_E_EMPTY: no attempt is defined over the transports that the plan allows.
 * RT_E_CRYPTO. */
RT_CHECKED enum rt_error rt_client_init(struct rt_client *asker, const struct rt_client_plan *plan,
                                        const struct rt_negotiation *offers,
                                        struct rt_crypto *crypto, const uint8_t key[RT_KEY_SIZE],
                                        size_t who);

/* How long asking goes on from `now_ns` if nothing comes: the rest of this try and all further
 * ones, each 1.5 times as long. 0 before the first step. */
uint64_t rt_client_left(const struct rt_client *asker, uint64_t now_ns);

/* What to do at `now_ns`, on a clock that never goes back. */
enum rt_step rt_client_step(struct rt_client *asker, uint64_t now_ns);

/*
 * Takes a packet that came over the transport of the latest try. `foreign`: its sender is not
 * who was asked. `judgement` is written for RT_TAKEN_VALID, RT_TAKEN_REJECTED and
 * RT_TAKEN_UNDECIDED.
 */
enum rt_taken rt_client_take(struct rt_client *asker, struct rt_view packet, bool foreign,
                             struct rt_judgement *judgement);

/* This try could not be sent to any address. After UDP failed, TCP is tried at once; after TCP
 * failed, asking ends. `closed`: the connection was open and the server closed it. Then asking goes
 * on when this try is over, because the server may answer another request. */
void rt_client_failed(struct rt_client *asker, bool closed);

/* Request and reply as the verifier takes them: without the bare length that some versions put
 * before a message on TCP. */
struct rt_exchange rt_client_exchange(const uint8_t *key, enum rt_transport transport,
                                      struct rt_view request, struct rt_view response);

#endif
