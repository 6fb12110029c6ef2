// SPDX-License-Identifier: BSD-2-Clause
/*
 * One server being asked: which request goes out when, and what a reply is worth.
 *
 * The caller gives times and packets, and gets requests and decisions. There is no socket, no clock
 * and no allocation in here, so that tests can try loss, delay and lies without waiting.
 *
 *     while ((step = rt_client_step(client, now)) == RT_STEP_SEND)
 *         send client->request over client->transport
 *     RT_STEP_WAIT: until client->due_ns, or until a packet comes: rt_client_take
 *     RT_STEP_DONE: a valid reply was taken, or nothing is left to ask
 *
 * Nobody knows beforehand which kind of request (negotiate.h) a server answers, and a server that
 * does not answer one says nothing. So a client asks in rounds. In a round each kind is asked once,
 * the most wanted first, RT_SPACING_NS after one another. If there are hints, the first
 * round asks only what they say, and round RT_TRIES_KINDS asks the others twice. Each try is a new
 * request with a fresh nonce.
 *
 * Behind the last request of the first round the client waits as long as the plan says, and behind
 * that of each further round 1.5 times as long, at most 24 hours (RFC 10049 section 5). No reply
 * but a valid one changes these waits. UDP comes first; if TCP is allowed too, the last round is
 * over TCP (RFC 10049 section 5: when there is repeatedly no answer).
 *
 * Every reply tells which kind the server answers, even one that is greased (RFC 10049 section 7),
 * damaged or in another version. From then on only this kind is asked: as long as the first round
 * has less than RT_CLIENT_ROUND requests, and up to RT_CLIENT_REPEATS times in each further round,
 * of which there are RT_CLIENT_MORE at most if the caller does not say how many. But if
 * RT_CLIENT_HOPELESS tries of it got replies that are not valid, those kinds that were never asked
 * are, once: a server may be right in one version and wrong in another. Whoever sends replies
 * without having seen the request cannot stop the client from asking the other kinds: that takes
 * the nonce or the ROOT.
 *
 * A packet counts as the reply to any of the latest RT_CLIENT_OPEN tries. The first valid one ends
 * the asking. All others are counted and ignored, because anybody can send anything. Asking also
 * ends when RT_CLIENT_ODD tries have got replies that are not valid.
 *
 * What silence can mean is found out meanwhile:
 *
 * A server that has another key will not give a valid reply in another version either. Such a
 * server is called a stranger here. We know a reply is a stranger's if only the key is wrong: its
 * ROOT holds the request, its delegated key signed it, but the long-term key did not sign the
 * delegation under any accepted version. Only somebody who has seen the nonce can make such a
 * reply. It may also be grease (RFC 10049 section 7). So asking ends when RT_STRANGERS tries in a
 * row got such replies with the same delegation.
 *
 * A server with another key ignores requests that name this one in SRV (RFC 10049 section 5.1.4).
 * Therefore the second and fourth round leave SRV out. If a stranger answers then, this proves
 * nothing yet, as a server can have several keys; asking ends if nobody answers when it is asked
 * RT_CLIENT_CONFIRM times with SRV again.
 *
 * Requests in versions whose answers do not count (RT_ATTEMPT_OTHER) are in the second and third
 * round, as long as nothing has come. Asking ends if one is answered, and the others, asked as
 * often again, are not.
 */
#ifndef ROUGHTIME_CLIENT_H
#define ROUGHTIME_CLIENT_H

#include "client/client_cause.h"
#include "client/negotiate.h"

/* Room for a request: RT_REQUEST_SIZE bytes behind a header. */
#define RT_CLIENT_REQUEST (RT_REQUEST_SIZE + RT_FRAME_SIZE + 4)

/* Tries whose replies are taken; tries before these whose late replies are known as such, and what
 * is kept of their nonces. */
#define RT_CLIENT_OPEN    16
#define RT_CLIENT_EARLIER 16
#define RT_CLIENT_TRACE   16

/* How often a round after the first asks in a kind that the server is known to answer, and how many
 * requests a round has at most unless there are more kinds than that. */
#define RT_CLIENT_REPEATS 4
#define RT_CLIENT_ROUND   8

/* How often what could still be answered is asked before its silence counts. */
#define RT_CLIENT_CONFIRM 3

/*
 * Tries with replies that are not valid before asking ends, and rounds after the one in which the
 * first of them came, unless the caller says how many rounds there are.
 *
 * Of a server that greases one reply of three (RFC 10049 section 7) all of 8 replies are greased
 * once in 6,561 times, so that a ninth would teach nothing. Where one packet of ten is lost, too,
 * one try has a valid reply with 0.81 * 2/3 = 54 %; at least 10 tries over UDP follow a reply
 * of the first round, which all fail once in 2,300 times. Who is always wrong gets 8 requests that
 * it answers so and one of each kind that it does not.
 */
#define RT_CLIENT_ODD  8
#define RT_CLIENT_MORE 3

/* Tries of one kind with such replies, before the other kinds are asked as well. */
#define RT_CLIENT_HOPELESS 3

/* Tries that a stranger answers before asking ends. */
#define RT_STRANGERS 5

/*
 * Rounds if nothing else is said: of one kind of request, the last over TCP; of several kinds over
 * UDP, after which there is one over TCP.
 *
 * Where one packet of ten is lost, a try has no reply with 1 - 0.9 * 0.9 = 19 %. So all tries of
 * the one kind that a server answers are lost once in 770 times if there are four, and once in
 * 4,000 times if there are five. With one reply of three greased 4 of 10,000 runs fail. Hence five
 * rounds. There are six kinds, of which five are defined over TCP: a silent server gets 35
 * requests.
 */
#define RT_TRIES       4
#define RT_TRIES_KINDS 5

/* The first wait if nothing else is said, and the longest (RFC 10049 section 5). */
#define RT_WAIT_FIRST_NS UINT64_C(1000000000)
#define RT_WAIT_MOST_NS  (UINT64_C(86400) * 1000000000)

/* From one request of a round to the next, unless the first wait is shorter than that. Over TCP it
 * is three tenths of the wait behind the round, at most the second of these: the connection of a
 * request ends with the next, so that servers far away are given more and more time. */
#define RT_SPACING_NS     UINT64_C(200000000)
#define RT_SPACING_TCP_NS UINT64_C(1000000000)

/* How servers are asked. Borrowed; any number of clients may share one plan. */
struct rt_client_plan {
    const struct rt_choice *choices; /* replies are judged under these */
    size_t choice_count;
    const struct rt_choice *others; /* and to find out why there is none, under these */
    size_t other_count;
    bool strict; /* no readings */
    bool udp;    /* at least one of the two */
    bool tcp;
    unsigned tries;   /* rounds; 0: RT_TRIES, or RT_TRIES_KINDS and one over TCP */
    uint64_t wait_ns; /* after the first round */
    /* Makes the nonce of try `number`, from 0, of client number `who`: rules->nonce bytes. `rules`
     * are those of the attempt, which say how the nonces of a chain are made. */
    void (*nonce)(void *context, size_t who, unsigned number, const struct rt_rules *rules,
                  uint8_t *nonce);
    void *nonce_context;
};

enum rt_step { RT_STEP_SEND = 1, RT_STEP_WAIT, RT_STEP_DONE };

/* What became of a packet. */
enum rt_taken {
    RT_TAKEN_VALID = 1, /* the reply; asking is over */
    RT_TAKEN_REJECTED,  /* a check failed: the judgement says which */
    RT_TAKEN_LATE,      /* it echoes the nonce of a try before the latest ones */
    RT_TAKEN_FOREIGN,   /* it comes from an address that was not asked */
    RT_TAKEN_SURPLUS,   /* asking was over, or nothing had been asked */
    RT_TAKEN_UNDECIDED, /* the cryptographic library failed: it may have been the reply */
    RT_TAKEN_OTHER      /* it is valid, but in a version that does not count */
};

#define RT_TAKEN_COUNT (RT_TAKEN_OTHER + 1)

/* A request that was sent. */
struct rt_client_try {
    unsigned number; /* from 0 */
    enum rt_transport transport;
    uint8_t attempt; /* its place in the negotiation */
    bool bare;       /* it leaves SRV out, which its version has */
    bool answered;   /* by somebody who has seen it */
    uint8_t nonce[RT_HASH_MAX];
};

/* Callers only read the members. Before the first step they may set some: udp_dead, if there is no
 * address for UDP; and choices and others, if they are not those of the plan. */
struct rt_client {
    const struct rt_client_plan *plan;
    const struct rt_negotiation *negotiation;
    const struct rt_choice *choices; /* replies are judged under these */
    size_t choice_count;
    const struct rt_choice *others;
    size_t other_count;
    struct rt_crypto *crypto;
    size_t who;
    uint8_t key[RT_KEY_SIZE];
    uint8_t srv[RT_SRV_SIZE];
    unsigned tries;                  /* requests written so far */
    unsigned round;                  /* that of the last, from 1 */
    unsigned most;                   /* how many rounds there may be */
    unsigned count[RT_TAKEN_COUNT];  /* packets by enum rt_taken */
    unsigned odd;                    /* tries with a reply that is not valid */
    unsigned strangers;              /* tries in a row that one stranger answered */
    uint8_t stranger[64];            /* the signature of the delegation of the last */
    bool only_bare;                  /* a stranger answered a try that left SRV out */
    bool answers;                    /* somebody answered a try that counts and did not */
    struct rt_candidate other;       /* what RT_TAKEN_OTHER was valid as; or NULL */
    uint64_t other_set;              /* and all of the others that it may be of, by their bits */
    unsigned confirmed;              /* tries that could have been answered, since one of the two */
    uint32_t sent;                   /* kinds that were asked, by their bits */
    uint32_t heard;                  /* kinds that the server is known to answer, by their bits */
    uint32_t maybe;                  /* kinds that somebody answered who may not have seen them */
    uint8_t asked[RT_NEGOTIATE_MAX]; /* requests of each kind in this round */
    uint8_t wrong[RT_NEGOTIATE_MAX]; /* tries of each kind with a reply that is not valid */
    bool done;
    bool udp_dead; /* UDP is refused or cannot be sent */
    bool round_over;
    uint64_t sent_ns;
    uint64_t wait_ns; /* behind this round */
    uint64_t due_ns;  /* when there is something to do */
    enum rt_transport transport;
    uint8_t request[RT_CLIENT_REQUEST]; /* of the latest try */
    size_t request_len;
    const struct rt_client_try *taken; /* whose reply the last packet was judged as; or NULL */
    struct rt_client_try open[RT_CLIENT_OPEN]; /* by the number of the try */
    uint8_t earlier[RT_CLIENT_EARLIER][RT_CLIENT_TRACE];
};

/* Begins to ask a server with this long-term key; nothing is sent yet. All pointers must outlive
 * the client. RT_E_EMPTY: no attempt is defined over the transports that the plan allows.
 * RT_E_CRYPTO. */
RT_CHECKED enum rt_error rt_client_init(struct rt_client *client, const struct rt_client_plan *plan,
                                        const struct rt_negotiation *negotiation,
                                        struct rt_crypto *crypto, const uint8_t key[RT_KEY_SIZE],
                                        size_t who);

/* How long asking goes on from `now_ns` if nothing comes: the rest of this round and all further
 * ones. 0 before the first step. */
uint64_t rt_client_left(const struct rt_client *client, uint64_t now_ns);

/* The same until the next round. */
uint64_t rt_client_left_round(const struct rt_client *client, uint64_t now_ns);

/* What to do at `now_ns`, on a clock that never goes back. */
enum rt_step rt_client_step(struct rt_client *client, uint64_t now_ns);

/* Writes the request of one of the latest tries again: the same bytes. */
RT_CHECKED enum rt_error rt_client_request(const struct rt_client *client,
                                           const struct rt_client_try *attempt,
                                           struct rt_writer *writer);

/* One of the latest tries by its number, or NULL. */
const struct rt_client_try *rt_client_open_try(const struct rt_client *client, unsigned number);

/*
 * Takes a packet that came over a transport. `foreign`: its sender is not who was asked. After
 * RT_TAKEN_VALID, RT_TAKEN_REJECTED, RT_TAKEN_UNDECIDED and RT_TAKEN_OTHER the judgement is
 * written, and client->taken is the try whose reply the packet was judged as. There may be more to
 * do at once then: client->due_ns can be earlier than it was.
 */
enum rt_taken rt_client_take(struct rt_client *client, enum rt_transport transport,
                             struct rt_view packet, bool foreign, struct rt_judgement *judgement);

/* The latest try could not be sent to any address. After UDP failed, TCP is tried at once; after
 * TCP failed, asking ends. `closed`: the connection was open and the server closed it. Then asking
 * goes on with the next kind, because the server may answer another request. */
void rt_client_failed(struct rt_client *client, bool closed);

/* Why there is no valid reply, as far as packets tell. */
enum rt_client_cause rt_client_cause_of(const struct rt_client *client);

/* Request and reply as the verifier takes them: without the bare length that some versions put
 * before a message on TCP. */
struct rt_exchange rt_client_exchange(const uint8_t *key, enum rt_transport transport,
                                      struct rt_view request, struct rt_view response);

#endif
