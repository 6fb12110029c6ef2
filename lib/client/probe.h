// SPDX-License-Identifier: BSD-2-Clause
/*
 * A server being probed: what it answers, and what it does not.
 *
 * The caller gives times and packets, and gets requests, as with client.h. There is no socket, no
 * clock and no allocation in here.
 *
 *     while ((step = rt_probe_step(probe, now)) == RT_STEP_SEND)
 *         send probe->request over probe->transport, from a socket of ask number probe->place,
 *         which is a new one each time over TCP unless probe->more
 *     RT_STEP_WAIT: until probe->due_ns, or until a packet comes on one of them: rt_probe_take
 *     RT_STEP_DONE: everything is known that can be
 *
 * Each ask has a socket of its own: so it is known which request a packet answers, whatever is
 * wrong with it.
 *
 * The stages, each of which begins when all asks of the one before are decided:
 *
 *   VERSIONS  a request that offers all versions at once; then a right request of each version and
 *             of each reading that asks in another way. Those whose requests are alike share one
 *   TREE      many right requests at once, so that the server puts them into one tree
 *   SHAPES    the newest version that was answered, with one thing changed (probe_case.h)
 *   STREAM    a right request of each version that was answered over TCP, two on one connection,
 *             and one in two pieces
 *   ODD       what no client sends
 *
 * If nobody answers over UDP, all is tried over TCP.
 *
 * What a server does not survive is found in VERSIONS, SHAPES and ODD: there one ask follows the
 * other, and behind each that is not answered, and each odd one, a right request that the server
 * has answered before (a control). If that is answered, the server has seen the ask too, so that
 * its silence counts without a long wait; if it is not, the ask has silenced the server, and the
 * probe ends. A server that answers a control only after a while is one that limits how much it
 * answers: from then on it is asked slowly.
 *
 * While nothing has come yet, each ask has the waits of the plan, growing, for three tries.
 */
#ifndef ROUGHTIME_PROBE_H
#define ROUGHTIME_PROBE_H

#include "client/client.h"
#include "client/probe_case.h"

/* Asks that wait for replies at the same time, and all of a probe. */
#define RT_PROBE_OPEN 64
#define RT_PROBE_ASKS 256

/* Packets that a probe sends unless more or less is wanted; how many at once for the tree. */
#define RT_PROBE_BUDGET 200
#define RT_PROBE_BURST  64

/* The same of somebody else's server: how many at once, and the pause between two packets. */
#define RT_PROBE_FOREIGN_BURST   16
#define RT_PROBE_FOREIGN_PACE_NS UINT64_C(20000000)

/* Numbers of VERS that are kept of a reply, and its first bytes. */
#define RT_PROBE_VERS 32
#define RT_PROBE_HEAD 64

enum rt_probe_stage {
    RT_PROBE_VERSIONS = 1,
    RT_PROBE_TREE,
    RT_PROBE_SHAPES,
    RT_PROBE_STREAM,
    RT_PROBE_ODD,
    RT_PROBE_OVER
};

/* What is kept of a reply. */
struct rt_probe_reply {
    size_t size;
    enum rt_verdict verdict; /* under the best candidate of all choices */
    struct rt_candidate best;
    enum rt_check failed;    /* INVALID: the first check that fails under it */
    uint64_t valid;          /* set of choices, by their places, under which nothing fails */
    struct rt_candidate own; /* the newest of them that was asked for; else NULL */
    bool has_time;           /* the members up to radius, under the clock of `best` */
    bool has_delegation;     /* MINT and MAXT */
    enum rt_clock clock;
    uint64_t midpoint;
    uint32_t radius;
    uint64_t mint, maxt;
    bool has_dut1, has_dtai, has_leap; /* of the members below, in the units of `own` or `best` */
    int64_t dut1_us;                   /* UT1 - UTC */
    int64_t dtai_ms;                   /* TAI - UTC */
    uint32_t leaps;                    /* entries of LEAP */
    uint32_t orders;   /* set of 1 << enum rt_order under which ROOT is reached; 0 of a
                          leaf that is alone, and where both do */
    uint32_t path;     /* entries of PATH */
    uint32_t index;    /* INDX */
    size_t vers_count; /* numbers in VERS */
    uint32_t vers[RT_PROBE_VERS];
    uint8_t head[RT_PROBE_HEAD]; /* min(size, RT_PROBE_HEAD) bytes */
    uint64_t rtt_ns;
    uint64_t at_ns;
};

/* A request, and what came of it. */
struct rt_probe_ask {
    enum rt_probe_stage stage;
    enum rt_probe_case which;
    enum rt_transport transport;
    uint64_t versions;                /* set of choices whose request this is, by their places */
    size_t version;                   /* the newest of them, */
    const struct rt_reading *reading; /* under this reading, or NULL */
    unsigned excused; /* tries that show nothing, as the server answered nothing at all then */
    bool control;     /* a right request that only shows that the server is still there */
    bool twice;       /* two requests in one go */
    bool pieces;      /* over TCP, its first bytes by themselves, the others later: */
    unsigned piece;   /* how many pieces were sent */
    unsigned sent;
    unsigned replies; /* packets that came */
    unsigned bad;     /* those of them that are not valid */
    unsigned good;    /* and those under which nothing fails */
    bool unsure;      /* the budget was not enough to ask as often as it takes */
    bool decided;
    int error;   /* it could not be sent, or was refused: errno */
    bool closed; /* over TCP: the server closed the connection */
    size_t size; /* of the request */
    /* What the rule of requests says (request_judge.h), by the places of the choices: */
    uint64_t owed;               /* nothing is wrong with it: an answer is due */
    uint64_t forbidden;          /* the text demands that it gets none */
    enum rt_request_check fault; /* the first fault under `version`, one that forbids before others;
                                    RT_REQUEST_CHECK_COUNT: none */
    uint64_t sent_ns;
    struct rt_probe_reply reply; /* the best that came; all 0 without one */
};

/* How to probe. Borrowed. */
struct rt_probe_plan {
    const struct rt_choice *choices; /* the versions, the oldest first; at most RT_PROBE_OPEN */
    size_t choice_count;
    bool strict;
    const uint8_t *key; /* RT_KEY_SIZE bytes, or NULL: not known. Then nothing is valid, but */
    const uint8_t *srv; /* "unverified"; RT_SRV_SIZE bytes, or NULL */
    bool udp;           /* at least one of the two */
    bool tcp;
    bool odd;   /* with the stage ODD */
    bool brief; /* nothing behind the stage VERSIONS, if it is answered */
    /* For who wants a part of it; 0: as above. */
    uint64_t only;      /* set of choices: right requests of these only, */
    uint64_t omitted;   /* set of enum rt_probe_case that are left out */
    unsigned tries;     /* of what is not answered, at least */
    unsigned tries_bad; /* more of what gets replies that are not valid; as long as the server
                           has given valid ones */
    unsigned budget;    /* packets */
    unsigned burst;     /* at most RT_PROBE_OPEN */
    uint64_t wait_ns;   /* for a reply while no round trip is known; then a tenth of it at least */
    uint64_t pace_ns;   /* between packets outside of a burst */
    /* Makes the nonce of request `number`: RT_HASH_MAX bytes. */
    void (*nonce)(void *context, unsigned number, uint8_t nonce[RT_HASH_MAX]);
    /* Is told of each reply, and of each ask that nobody has answered when it is decided (without
     * response and judgement). Valid until it returns. NULL: nobody is told. */
    void (*seen)(void *context, const struct rt_probe_ask *ask, const struct rt_exchange *exchange,
                 const struct rt_judgement *judgement);
    void *context;
};

/* Callers only read the members. */
struct rt_probe {
    const struct rt_probe_plan *plan;
    struct rt_crypto *crypto;
    uint32_t numbers[RT_NUMBERS_MAX]; /* of all versions, ascending */
    size_t number_count;
    enum rt_probe_stage stage;
    enum rt_transport base; /* of all stages but STREAM */
    size_t ask_count;
    size_t first;   /* ask of this stage */
    size_t waiting; /* asks that are not decided */
    unsigned sent;  /* packets */
    unsigned replies;
    unsigned lost;      /* asks that were answered at a later try */
    unsigned strange;   /* packets that belong to no open ask */
    bool spent;         /* the budget was not enough */
    bool has_main;      /* there is a version to change requests of: */
    size_t main;        /* its place among the choices */
    uint64_t likely;    /* set of choices that replies and VERS name: they are asked first */
    uint64_t spoken;    /* set of choices that were answered and under which nothing fails */
    unsigned undecided; /* replies that the cryptographic library failed to judge */
    bool has_voice;     /* somebody has answered: */
    size_t voice;       /* the place of an ask that a control repeats */
    size_t current;     /* the ask that is being asked by itself; RT_PROBE_ASKS: none */
    size_t control;     /* the one behind it; RT_PROBE_ASKS: none */
    bool slow;          /* the server limits how much it answers */
    bool has_killer; /* behind this ask nothing was answered any more; if it is a control itself, */
    size_t killer;   /* then behind the stage TREE */
    uint64_t rtt_ns; /* the longest that has been seen; 0: none yet */
    uint64_t next_ns; /* when the next packet may go */
    uint64_t due_ns;
    size_t place; /* of the ask to send */
    enum rt_transport transport;
    struct rt_view request;
    bool more; /* it is the rest of a request of which the socket has sent the beginning */
    struct rt_probe_ask asks[RT_PROBE_ASKS];
    struct {
        size_t len;
        size_t half; /* where the second of two begins; 0: it is one */
        uint8_t bytes[2 * RT_PROBE_REQUEST_MAX];
    } requests[RT_PROBE_OPEN]; /* of ask number i at i % RT_PROBE_OPEN */
};

/* Begins; nothing is sent yet. All pointers must outlive the probe. */
void rt_probe_init(struct rt_probe *probe, const struct rt_probe_plan *plan,
                   struct rt_crypto *crypto);

/* Instead of asking: adds what would be asked of a server that answers every right request. Each of
 * the asks then has its size, and stands for one packet at least. A request that is not answered is
 * sent again, and behind it, as behind each odd one, follows a right one. */
void rt_probe_outline(struct rt_probe *probe);

/* How many asks from this one on would be the same request; 0: an earlier one is. */
size_t rt_probe_ask_alike(const struct rt_probe *probe, size_t place);

/* What to do at `now_ns`, on a clock that never goes back. */
enum rt_step rt_probe_step(struct rt_probe *probe, uint64_t now_ns);

/* Takes a packet that came on the socket of an ask at `now_ns`. */
void rt_probe_take(struct rt_probe *probe, size_t place, struct rt_view packet, uint64_t now_ns);

/* The socket of an ask failed: errno, or 0 if the server closed the connection. */
void rt_probe_failed(struct rt_probe *probe, size_t place, int error);

/* Whether an ask is open: a socket of it is of use. */
bool rt_probe_is_open(const struct rt_probe *probe, size_t place);

/* Whether an ask is the right request of some versions, over UDP or TCP, by which it is told
 * whether the server speaks them. */
bool rt_probe_ask_is_right(const struct rt_probe_ask *ask);

/* Whether an ask is one with something changed, of the stages SHAPES and ODD. */
bool rt_probe_ask_is_case(const struct rt_probe_ask *ask);

/* Whether an ask is one that is repeated to learn of trees: the right request of the main version,
 * or one that several versions share, which trees may tell apart. */
bool rt_probe_ask_shows_tree(const struct rt_probe *probe, const struct rt_probe_ask *ask);

/* The ask of a case of the main version in the stage SHAPES or ODD, or NULL. And that of a right
 * request of a version: one that was answered, if there is one. */
const struct rt_probe_ask *rt_probe_case_ask(const struct rt_probe *probe,
                                             enum rt_probe_case which);
const struct rt_probe_ask *rt_probe_version_ask(const struct rt_probe *probe, size_t version,
                                                enum rt_transport transport);

/* The same of the main version, over the transport of most stages; NULL without one. */
const struct rt_probe_ask *rt_probe_main_ask(const struct rt_probe *probe);

/* Whether nothing but cert.signature fails first in each answer to a right request: the key is
 * perhaps not that of the server. */
bool rt_probe_is_stranger(const struct rt_probe *probe);

/* What is due to a request of a server that speaks what this one speaks. */
enum rt_probe_due { RT_PROBE_ANSWER = 1, RT_PROBE_SILENCE, RT_PROBE_EITHER };

/* An answer is due if each version that the server may be of owes one; none, if each forbids it. */
enum rt_probe_due rt_probe_due_of(const struct rt_probe *probe, const struct rt_probe_ask *ask);

#endif
