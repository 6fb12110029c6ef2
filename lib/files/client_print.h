// SPDX-License-Identifier: BSD-2-Clause
/*
 * What servers answered, and what that amounts to, for JSON and for eyes. The members are
 * those of rtctl.schema.json, records "query" and "summary".
 */
#ifndef ROUGHTIME_CLIENT_PRINT_H
#define ROUGHTIME_CLIENT_PRINT_H

#include "client/client_sum.h"
#include "client/client_why.h"
#include "files/output.h"
#include "judge/chain.h"

/* A server that was asked; everything is borrowed. */
struct rt_client_print_server {
    const char *name;
    const uint8_t *key; /* RT_KEY_SIZE bytes */
    struct rt_client_why why;
    bool measured;       /* the two that follow mean something */
    int64_t offset_ns;   /* of the local clock: local minus server */
    uint64_t bound_ns;   /* how far this may be from the truth */
    struct rt_view rand; /* of a nonce that commits to something; absent: it does not */
    size_t round;        /* in a chain (why.chained): in which round it was asked, from 1, */
    size_t link;         /* and which link it became, from 1; 0: none */
};

/* Writes the record "query" of a server: every record has the same members, so that what is not
 * known is null. */
void rt_client_print_json(struct rt_output *out, const struct rt_client_print_server *server);

/* Writes a link of a chain, without its checks, as an element of an array: the server, the version
 * of its reply, and the time. */
void rt_client_print_link(struct rt_output *out, const struct rt_client_print_server *server);

/* Prints a line: name, version of the reply (NULL: none came), state, and the time or why there is
 * none. The name has a column of this width, the link of a chain one before it. */
void rt_client_print_line(struct rt_output *out, const struct rt_client_print_server *server,
                          const char *version, unsigned width);

/* Why there is no valid answer, in one clause: which checks failed, or rt_client_why_text. Returns
 * `text`. */
const char *rt_client_print_reason(const struct rt_client_why *why, char text[RT_CLIENT_WHY_SIZE]);

/* Writes the members of the sum into the open record. */
void rt_client_print_sum_json(struct rt_output *out, const struct rt_client_sum *sum);

/* Prints it as lines: how many answered and on what they agree, if there is more than one; who
 * stands outside; who is the same server as another. */
void rt_client_print_sum(struct rt_output *out, const struct rt_client_sum *sum);

/* Chains that were asked one after the other. */
struct rt_client_print_runs {
    uint64_t count;
    uint64_t chains[RT_CHAIN_VERDICT_COUNT]; /* of them, by verdict */
    uint64_t without;                        /* of those with less than two links */
};

/* What they amount to: a line, or members of the open record. */
void rt_client_print_runs(struct rt_output *out, const struct rt_client_print_runs *runs);
void rt_client_print_runs_json(struct rt_output *out, const struct rt_client_print_runs *runs);

#endif
