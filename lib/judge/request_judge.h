// SPDX-License-Identifier: BSD-2-Clause
/*
 * Whether a request gets an answer: a list of named checks, every one decided under every version.
 *
 * The protocol has no error replies: a server that does not like a request is silent. This is the
 * rule by which servers of each version answer or not. The responder (responder.h) answers by it,
 * and whoever finds a request without a reply asks it why.
 *
 *   facts    what a request says, read once, whatever its version (rt_request_facts)
 *   terms    what a version, or a version with a reading, asks of requests, made once for each
 *            (rt_request_terms)
 *   keys     which values of SRV name a key of the server, if that is known
 *
 * A check that fails stops a request if the version leaves such requests unanswered: the text
 * demands or advises it, or allows it and servers do so (RT_SILENCES in request_checks.h). Checks
 * that fail and do not stop it are faults of the client that servers pass over.
 *
 * Nothing is allocated or copied: facts borrow from the packet, terms from the version.
 */
#ifndef ROUGHTIME_REQUEST_JUDGE_H
#define ROUGHTIME_REQUEST_JUDGE_H

#include "judge/verify.h"
#include "rules/request_checks.h"
#include "wire/request.h"

/* What a request says, as far as servers look at it. The members are read-only for callers. */
struct rt_request_facts {
    struct rt_view packet;
    enum rt_transport transport;
    bool framed;            /* begins with ROUGHTIM */
    struct rt_fault length; /* the announced length is not that of the message */
    uint32_t announced;     /* that length; 0 without a header */
    struct rt_message message;
    bool response; /* it has SREP, CERT or INDX */
    /* Values; absent: not there, or behind a fault of the message. */
    struct rt_view ver, nonce, srv, type;
    struct rt_view paddings[RT_PADDING_COUNT]; /* by enum rt_padding */
    size_t numbers;                            /* in VER, if its length is that of a list; else 0 */
    size_t descends; /* place in VER of the first number below its predecessor, or 0 */
};

/* Reads a packet: over UDP the datagram; over TCP the packet with its header ROUGHTIM, or the
 * message alone where only its length stood before it. Never fails. */
void rt_request_facts_read(struct rt_request_facts *facts, struct rt_view packet,
                           enum rt_transport transport);

/* The same from a packet that has been parsed already. */
void rt_request_facts_of(struct rt_request_facts *facts, const struct rt_packet *packet,
                         enum rt_transport transport);

/* What a version asks of a request. The members are read-only for callers. */
struct rt_request_terms {
    const struct rt_version *version;
    bool framed, framed_on_tcp, on_tcp, ascend, offers;
    uint32_t number; /* in VER */
    uint32_t nonce;  /* bytes */
    size_t offer_max;
    enum rt_padding padding;
    uint32_t asked; /* set of checks that these rules ask for */
    uint32_t stops; /* set of those that a request must pass to be answered */
};

/* The terms of a version under rules that are its own or those of one of its readings. */
struct rt_request_terms rt_request_terms_of(const struct rt_version *version,
                                            const struct rt_rules *rules);

/* The keys of a server as values of SRV, one behind the other, RT_SRV_SIZE bytes each. NULL: they
 * are not known. */
struct rt_request_keys {
    const uint8_t *srvs;
    size_t count;
};

/* The keys against which SRV of a request is held where they are those of several servers: none, if
 * it has no SRV. It is no worse for that: each of the servers may have one key alone. */
const struct rt_request_keys *rt_request_keys_for(const struct rt_request_keys *keys,
                                                  const struct rt_request_facts *facts);

/*
 * The set of checks that fail, of those in `wanted`. What is not wanted may cost nothing: repeats
 * in VER and the bytes of the padding are looked for only on demand. `keys` may be NULL.
 */
uint32_t rt_request_terms_fails(const struct rt_request_terms *terms,
                                const struct rt_request_facts *facts,
                                const struct rt_request_keys *keys, uint32_t wanted);

/* The first check that stops a request, or RT_REQUEST_CHECK_COUNT: it is answered. */
enum rt_request_check rt_request_terms_stop(const struct rt_request_terms *terms,
                                            const struct rt_request_facts *facts,
                                            const struct rt_request_keys *keys);

/* How one check came out. */
struct rt_request_result {
    enum rt_outcome outcome; /* RT_BLOCKED: a check before it failed, see blocked_by; RT_UNDEFINED:
                                the version does not ask for it; RT_UNVERIFIED: keys not known */
    enum rt_error reason;    /* of a fail */
    enum rt_request_check blocked_by;
    uint32_t tag; /* the tag at fault, or 0 */
    bool has_at;
    size_t at;        /* offset in the packet of what is at fault */
    uint64_t is, due; /* the two numbers of the sentence, where it has some */
};

/* Decides one check, with all that a sentence about it needs. */
struct rt_request_result rt_request_judge_check(const struct rt_request_terms *terms,
                                                const struct rt_request_facts *facts,
                                                const struct rt_request_keys *keys,
                                                enum rt_request_check check);

/* Room for the text of a result, with its final zero. */
#define RT_REQUEST_TEXT_SIZE 96

/* Writes what is wrong, a clause without a full stop: "VER is not ascending: 0x8000000b before
 * 0x80000008"; of a pass the sentence of the check, of anything else the name of the outcome.
 * Returns `text`. */
const char *rt_request_result_text(const struct rt_request_result *result,
                                   enum rt_request_check check, char text[RT_REQUEST_TEXT_SIZE]);

/* Writes what a client has to do so that a check no longer fails, an imperative without a full
 * stop: "offer 0x8000000c in VER"; the empty text for a check that does not fail. Returns `text`.
 */
const char *rt_request_terms_mend(const struct rt_request_terms *terms,
                                  const struct rt_request_facts *facts, enum rt_request_check check,
                                  const struct rt_request_result *result,
                                  char text[RT_REQUEST_TEXT_SIZE]);

/* What the servers of one version do with a request. */
struct rt_request_verdict {
    const struct rt_version *version;
    bool answers; /* those that keep to the version as it is written */
    /* If they do not: the reading under which a request comes furthest, if it is one that changes
     * what is asked of requests and the request comes further than without; else NULL. */
    const struct rt_reading *reading;
    enum rt_request_check
        stop;         /* what stops it, under `reading`; RT_REQUEST_CHECK_COUNT: nothing */
    uint32_t stopped; /* set of all checks that stop it, under `reading` */
    uint32_t fails;   /* set of all that fail, whether or not they stop it */
};

/* Whether something stops the request. If nothing does and the version does not answer as it is
 * written, programs answer that read it as `reading` says. */
static inline bool rt_request_verdict_stopped(const struct rt_request_verdict *verdict)
{
    return !verdict->answers && verdict->stop != RT_REQUEST_CHECK_COUNT;
}

/* Whether the version does not answer as it is written, but programs that read it otherwise do. */
static inline bool rt_request_verdict_read_so(const struct rt_request_verdict *verdict)
{
    return !verdict->answers && verdict->stop == RT_REQUEST_CHECK_COUNT;
}

/* Of two versions that do not answer: whether the request comes as near to an answer under `a` as
 * under `b`, or nearer. That is so if it has VER and the other has not (few servers of today speak
 * the others alone), else if VER lists its number and not that of the other (a client that names a
 * version means it), else if fewer checks stop the request, else if it is stopped by the same check
 * or one further down the list. Only version, stop and stopped are looked at. */
bool rt_request_verdict_as_near(const struct rt_request_verdict *a,
                                const struct rt_request_verdict *b);

/* Judges a request under a version and its readings. */
struct rt_request_verdict rt_request_verdict_of(const struct rt_version *version,
                                                const struct rt_request_facts *facts,
                                                const struct rt_request_keys *keys);

/* The terms that a verdict speaks of: those of the version under the reading it names. */
struct rt_request_terms rt_request_verdict_terms(const struct rt_request_verdict *verdict);

/* Changes to a request after which more versions would answer it. */
struct rt_request_change {
    uint32_t checks; /* set of checks to mend, none of which can be left out */
    uint32_t number; /* what VER has to list, if that is among them; else RT_NO_NUMBER */
    uint64_t gained; /* set of places in the list: the versions that would answer then */
};

/* Room for a change in words. */
#define RT_REQUEST_CHANGE_SIZE (RT_REQUEST_CHECK_COUNT * RT_REQUEST_TEXT_SIZE)

/* Writes what a client has to do for a change so that a version, one of those gained, answers:
 * imperatives with semicolons between them, "send TYPE 0; offer 0x8000000c in VER". Returns `text`.
 */
const char *rt_request_change_text(const struct rt_request_change *change,
                                   const struct rt_version *version,
                                   const struct rt_request_facts *facts,
                                   const struct rt_request_keys *keys,
                                   char text[RT_REQUEST_CHANGE_SIZE]);

/* Versions that can be looked at together. */
#define RT_REQUEST_VERSIONS_MAX 64

/*
 * The smallest changes first; of equal ones those that gain more versions, then those that
 * gain the newest. Each version that does not answer is gained by one change. Writes up to `room`
 * changes and returns how many. `count` is at most RT_REQUEST_VERSIONS_MAX.
 */
size_t rt_request_change_smallest(const struct rt_version *const *versions, size_t count,
                                  const struct rt_request_facts *facts,
                                  const struct rt_request_keys *keys,
                                  struct rt_request_change *changes, size_t room);

#endif
