// SPDX-License-Identifier: BSD-2-Clause
/*
 * A server without its sockets: packets in, replies out, every version at once.
 *
 * A request is answered in the first service whose version answers it: rt_request_terms_stop
 * (request_judge.h) decides that, and what follows from several versions together is decided here:
 *
 *   TYPE      tells versions of one number apart: where a version with TYPE shares the number, a
 *             request with TYPE is not of the other (draft 14 section 5.1.3)
 *   SRV       a request that is right but for SRV gets no answer, in no other version either
 *             (draft 10 section 6.2). Without SRV the only key is taken
 *
 * No reply is larger than its request, on any transport.
 *
 * Requests that are answered together share, for each version and key, one tree and one signature.
 *
 * A responder makes no input or output and allocates nothing. Time, secrets and randomness come in
 * from the caller. It belongs to one thread; threads have one each.
 */
#ifndef ROUGHTIME_RESPONDER_H
#define ROUGHTIME_RESPONDER_H

#include "judge/judge.h"
#include "judge/request_answers.h"
#include "server/leapfile.h"
#include "wire/clock.h"
#include "wire/request.h"
#include "wire/response.h"

#define RT_SERVICES_MAX 64   /* versions and readings that one responder speaks */
#define RT_IDENTITIES   8    /* long-term keys of one responder */
#define RT_TOGETHER_MAX 256  /* requests that can be answered together */
#define RT_REPLY_MAX    2048 /* room that any reply fits in */

/* Bytes a request must have on UDP: its packet, or a message that with a header has as many. */
#define RT_ASKED_MIN RT_REQUEST_SIZE

/* One version as it is served: the rules are the version's, or changed by a reading. */
struct rt_service {
    const struct rt_version *version;
    struct rt_rules rules;
    bool unlisted; /* VERS does not name it: a reading under another version's number */
};

/* The services for choices, the last choice first: each has the rules of its version, or those of
 * the reading that the choice fixes. Returns how many; there is room for RT_CHOICES_MAX. */
size_t rt_service_list(const struct rt_choice *choices, size_t count,
                       struct rt_service services[RT_SERVICES_MAX]);

/* Adds, behind the first `count` services, the readings of their versions that differ in their
 * number alone, unlisted: clients that write it are answered, too. Returns how many there are then;
 * those that find no room are left out. */
size_t rt_service_add_numbers(struct rt_service services[RT_SERVICES_MAX], size_t count);

/* A CERT made elsewhere, with the long-term key, for the online key of an identity. */
struct rt_ready_cert {
    enum rt_cert_context cert_context;
    enum rt_context_nul context_nul;
    enum rt_clock clock;
    uint64_t mint; /* in the clock */
    uint64_t maxt;
    struct rt_view bytes;
};

/* A long-term key. With its seed the responder makes delegations, and renews them when half their
 * time is over. Without, `certs` are all it has: when they end, so do its answers. Borrowed. */
struct rt_identity {
    const uint8_t *key;    /* the public key */
    const uint8_t *seed;   /* of the long-term key, or NULL */
    const uint8_t *online; /* without `seed`: seed of the online key */
    const struct rt_ready_cert *certs;
    size_t cert_count;
};

struct rt_responder_settings {
    const struct rt_service *services; /* the most preferred first */
    size_t service_count;              /* 1 to RT_SERVICES_MAX */
    const struct rt_identity *identities;
    size_t identity_count; /* 1 to RT_IDENTITIES */
    uint64_t radius_ns;    /* rounded up to the unit of a version, and to what it allows */
    int64_t delegation_s;  /* how long a delegation that is made here lasts */
    enum rt_error (*new_seed)(uint8_t seed[RT_KEY_SIZE]); /* randomness for online keys */
};

/* Why a request gets no reply: constant, name, text. The first seven are groups of the checks of
 * requests (rt_refusal_of); which check it was stands in the pick. The last is for callers, who set
 * it with `skip`. */
// clang-format off
#define RT_REFUSALS(X)                                                                           \
    X(SHORT,      "short",      "shorter than what is answered over UDP")                        \
    X(FRAMING,    "framing",    "a header that does not fit the packet")                         \
    X(MALFORMED,  "malformed",  "no message, or a response")                                     \
    X(VERSION,    "version",    "no version in common, or VER is not as the version asks")       \
    X(NO_NONCE,   "no-nonce",   "NONC is missing or has the length of another version")          \
    X(TYPE,       "type",       "TYPE is missing or not 0")                                      \
    X(SRV,        "srv",        "SRV names another key, or does not say which")                  \
    X(DELEGATION, "delegation", "no delegation for this version is valid now")                   \
    X(CLOCK,      "clock",      "the version cannot tell the present time")                      \
    X(LARGE,      "large",      "the reply would be larger than the request")                    \
    X(FAILED,     "failed",     "the cryptographic library failed")                              \
    X(OVERSIZE,   "oversize",   "more bytes than the server has room for")
// clang-format on

enum rt_refusal {
    RT_ANSWERED = 0,
#define X(id, name, text) RT_REFUSED_##id,
    RT_REFUSALS(X)
#undef X
        RT_REFUSAL_COUNT
};

/* "answered", "short", ...; and its text. Static. */
const char *rt_refusal_name(enum rt_refusal refusal);
const char *rt_refusal_text(enum rt_refusal refusal);

/* The refusal that a check of requests belongs to; RT_ANSWERED for RT_REQUEST_CHECK_COUNT. */
enum rt_refusal rt_refusal_of(enum rt_request_check check);

/* What a request asks for. */
struct rt_pick {
    uint32_t service;  /* index in the settings; of a request that no version answers, that of the
                          version which it comes nearest to (rt_request_verdict_as_near), of equal
                          ones the most preferred */
    uint32_t identity; /* likewise; 0 if there is no answer */
    struct rt_view nonce;       /* in the packet; absent if there is no answer */
    enum rt_request_check stop; /* the check that stops it, RT_REQUEST_CHECK_COUNT if none does */
    uint64_t stopped;           /* set of the services that this check stops */
};

/* A request and its reply. */
struct rt_answer {
    struct rt_view packet;   /* in: as received, on TCP with the header of its version */
    struct rt_writer room;   /* in: a writer into RT_REPLY_MAX bytes of the caller's; then the reply
                                in it (rt_writer_view) */
    bool skip;               /* in: leave it alone, `refusal` and `pick` are set already */
    bool pieces;             /* in: it came over TCP in several pieces; for faults on purpose */
    enum rt_refusal refusal; /* out: RT_ANSWERED, and the reply is in `room` */
    struct rt_pick pick;     /* out */
};

/* A CERT that identities keep, for one combination of what it depends on. */
struct rt_kept_cert {
    uint64_t mint;
    uint64_t maxt;
    size_t len; /* 0: there is none */
    uint8_t bytes[RT_CERT_MAX];
};

/* Contexts, their ends, clocks. */
#define RT_KEPT_CERTS                                                                              \
    ((RT_CERT_CONTEXT_COUNT - 1) * (RT_CONTEXT_NUL_COUNT - 1) * (RT_CLOCK_COUNT - 1))

/* What the responder knows of an identity. */
struct rt_delegate {
    uint8_t online[RT_KEY_SIZE]; /* secret: wipe the responder when it is done */
    int64_t from, renew;         /* Unix seconds between which the delegation needs no renewal */
    struct rt_kept_cert certs[RT_KEPT_CERTS];
};

/* The members are for responder.c alone. About 200 KB: not for a stack. */
struct rt_responder {
    struct rt_crypto *crypto;
    struct rt_responder_settings settings;
    struct rt_leap_data leap;
    struct rt_request_terms terms[RT_SERVICES_MAX];
    bool typed[RT_SERVICES_MAX]; /* without TYPE, and a service with TYPE has the same number */
    uint8_t srvs[RT_IDENTITIES][RT_SRV_SIZE];
    uint8_t versions[4 * RT_NUMBERS_MAX];
    size_t versions_len;
    uint64_t renewals;
    struct rt_delegate delegates[RT_IDENTITIES];
    struct rt_delegate next; /* secret too: a delegation while it is made */
    struct rt_batch batch;
    struct rt_asked asked[RT_TOGETHER_MAX];
    uint32_t members[RT_TOGETHER_MAX];
    uint8_t nodes[2 * RT_TOGETHER_MAX * RT_HASH_MAX];
};

/*
 * Prepares a responder and makes its first delegations. `crypto` and what the settings point to
 * are borrowed. RT_E_TOO_LARGE for too many services or identities, RT_E_CRYPTO, or the error of
 * new_seed.
 */
RT_CHECKED enum rt_error rt_responder_init(struct rt_responder *responder, struct rt_crypto *crypto,
                                           const struct rt_responder_settings *settings,
                                           struct rt_instant now);

/* What it knows of leap seconds from now on; nothing at first. */
void rt_responder_leap(struct rt_responder *responder, const struct rt_leap_data *leap);

/* Understands one request: RT_ANSWERED with *pick, or why it gets no reply. */
enum rt_refusal rt_responder_pick(const struct rt_responder *responder, struct rt_view packet,
                                  enum rt_transport transport, struct rt_pick *pick);

/* What is wrong with a request that rt_responder_pick refused, and which of the versions that are
 * served it stops, the most preferred last. */
void rt_responder_cause(const struct rt_responder *responder, struct rt_view packet,
                        enum rt_transport transport, const struct rt_pick *pick,
                        struct rt_request_cause *cause);

/* What a request says, and which checks of its service fail, whether they stop it or not. Returns
 * what that service asks of requests. */
const struct rt_request_terms *rt_responder_look(const struct rt_responder *responder,
                                                 struct rt_view packet, enum rt_transport transport,
                                                 const struct rt_pick *pick,
                                                 struct rt_request_facts *facts, uint32_t *fails);

/* The plan for replies to a pick at a time: RT_ANSWERED, RT_REFUSED_CLOCK or
 * RT_REFUSED_DELEGATION. It borrows from the responder and from *values. */
enum rt_refusal rt_responder_plan(const struct rt_responder *responder, const struct rt_pick *pick,
                                  struct rt_instant now, enum rt_transport transport,
                                  struct rt_leap_values *values, struct rt_response_plan *plan);

/* Answers up to RT_TOGETHER_MAX requests of one transport, as received together at `now`. Renews
 * delegations that are due first. Every answer is filled in, whatever goes wrong. */
void rt_responder_answer(struct rt_responder *responder, struct rt_instant now,
                         enum rt_transport transport, struct rt_answer *answers, size_t count);

/* How often delegations have been renewed; the first do not count. */
uint64_t rt_responder_renewals(const struct rt_responder *responder);

#endif
