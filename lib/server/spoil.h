// SPDX-License-Identifier: BSD-2-Clause
/*
 * The catalogue of what can be wrong with a reply on purpose: for servers that test clients, and
 * for test vectors.
 *
 * Each row makes one thing wrong and changes nothing else. What is wrong inside SREP or DELE is
 * signed like that, so that just one check fails, and those that are blocked by it. Where a version
 * has nothing that could be wrong in this way, the reply stays right.
 *
 * A server answers requests of others, and spoils its replies:
 *
 *     action = rt_spoil_answer(rt_spoil_find("merkle.root"), turn, answer);
 *
 * To a request of others, a wrong number in VER is also one that was not offered, and a nonce of
 * the wrong length also another nonce. Who makes the request as well can break every check alone.
 * The plans of the request and of the reply are spoilt first, then the finished reply:
 *
 *     struct rt_spoil spoil = {.rules = rules, .plan = &plan, .request = &request, ...};
 *     const struct rt_spoil_row *row = rt_spoil_breaking(check);
 *     rt_spoil_plan(row, &spoil);
 *     ... rt_request_write, rt_batch_begin, rt_batch_write ...
 *     rt_spoil_touch(row, &spoil, bytes, &len);
 *
 * The same plans, requests and numbers give the same bytes. Nothing is allocated.
 */
#ifndef ROUGHTIME_SPOIL_H
#define ROUGHTIME_SPOIL_H

#include "server/server.h"

/* A reply while it is made wrong, with its request if that is made, too. The plans point into this
 * struct afterwards: do not copy it. */
struct rt_spoil {
    const struct rt_rules *rules;    /* of the version; the plan may have stricter ones */
    struct rt_response_plan *plan;   /* of right replies; it becomes wrong */
    struct rt_request_plan *request; /* likewise; NULL: the request is not ours */
    struct rt_asked asked;           /* the request that is not ours */
    struct rt_view right;            /* a right reply from the plan, until the wrong one is written;
                                        to a request that is not ours, the wrong one keeps its place
                                        in the tree */
    struct rt_crypto *crypto;
    const uint8_t *stranger; /* seed of a key that should not sign; RT_KEY_SIZE bytes */
    struct rt_instant now;   /* the midpoint of the plan */
    uint64_t *random;        /* for rt_server_random; NULL: no bits are turned by chance */
    /* spoil.c's: */
    struct rt_packet packet; /* `right`, parsed */
    struct rt_edit edits[5];
    size_t edit_count;
    enum rt_error error;
    uint32_t offers[2];
    uint8_t versions[4 * RT_NUMBERS_MAX];
    uint8_t srv[RT_SRV_SIZE];
    uint8_t value[RT_REPLY_MAX];
};

struct rt_spoil_row {
    const char *name;     /* of its check where that is the only way to break it; never changes */
    const char *reply;    /* what is wrong with a server's reply; NULL: no server can do that */
    const char *exchange; /* what is wrong where request and reply are made; NULL: another row
                             breaks the check there */
    enum rt_check check;  /* the one that fails; RT_CHECK_COUNT: none, or any */
    bool needs_seed;      /* the delegation is signed anew, with the seed of the long-term key */
    bool needs_tree;      /* a reply that would be alone in its tree gets a neighbour */
    enum rt_server_action action;
    void (*plan)(struct rt_spoil *spoil); /* before packets are made; or NULL */
    void (*touch)(struct rt_spoil *spoil, uint8_t *bytes, size_t *len); /* after; or NULL */
};

/* The rows in their order; NULL behind the last. */
const struct rt_spoil_row *rt_spoil_row(size_t i);

/* The row of this name that servers can have, or NULL. */
const struct rt_spoil_row *rt_spoil_find(const char *name);

/* The row that makes an exchange of which this check fails; NULL: there is none. Each check of an
 * exchange by itself has one. */
const struct rt_spoil_row *rt_spoil_breaking(enum rt_check check);

/* One of the rows that servers should have now and then (RFC 10049 section 7), by chance. */
const struct rt_spoil_row *rt_spoil_grease(uint64_t *random);

/* Makes the plans wrong. Edits that the plan of the reply had are lost. RT_OK or RT_E_CRYPTO. */
RT_CHECKED enum rt_error rt_spoil_plan(const struct rt_spoil_row *row, struct rt_spoil *spoil);

/* Makes a finished reply wrong, which may become shorter; without the bare length that precedes
 * some on TCP. */
void rt_spoil_touch(const struct rt_spoil_row *row, struct rt_spoil *spoil, uint8_t *bytes,
                    size_t *len);

/*
 * Puts a wrong reply in place of a right one, and says what becomes of it: for the function
 * `change` of rt_server_settings. If there is none, answer->refusal says why: RT_REFUSED_LARGE (no
 * room for it) or RT_REFUSED_FAILED. For a row that needs a seed the identity must have one.
 */
enum rt_server_action rt_spoil_answer(const struct rt_spoil_row *row,
                                      const struct rt_server_turn *turn, struct rt_answer *answer);

/* A key of small order, the neutral point of the curve, and a signature that holds for it over
 * every message. */
extern const uint8_t rt_spoil_weak_key[RT_KEY_SIZE];
extern const uint8_t rt_spoil_weak_signature[RT_SIGNATURE_SIZE];

#endif
