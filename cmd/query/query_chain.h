// SPDX-License-Identifier: BSD-2-Clause
/*
 * Shared by the files of rtctl query --chain.
 *
 * Each server is asked once in each round; every asking is a turn, and query->targets are the turns
 * of a run in their order. A turn with a valid answer becomes a link of the chain.
 */
#ifndef RTCTL_QUERY_CHAIN_H
#define RTCTL_QUERY_CHAIN_H

#include "common/chain.h"
#include "query/query.h"

struct query_chain {
    struct query *query;
    struct chain *chain;
    struct query_target *servers;
    size_t server_count;
    struct rt_client_print_runs runs; /* those that are over */
    uint64_t started_ns;
    struct query_target *turn; /* who is asked now */
    struct rt_view previous;   /* the last valid reply; absent before the first */
    uint64_t draws;            /* for nonces outside of the chain */
    unsigned losses;           /* what the form had no room for: a set of enum rt_loss */
};

/* How long may still be waited in this run, for rt_client_pool: 0 is for ever. */
uint64_t query_chain_patience(const struct query_chain *chain);

/*
 * Finds out in which version each server answers, where a chain could ask it in several: a request
 * of a chain offers little, and to try them in turn takes long. Everybody is asked at once, outside
 * of the chain. Who answers is asked in that version from then on; of the others the finding is
 * kept in place of the turns of this run. False after a message.
 */
bool query_chain_probe(struct query_chain *chain);

/* Judges what was asked in this run, prints and saves it. */
void query_chain_conclude(struct query_chain *chain);

/* What the runs of --repeat amount to. */
enum exit_code query_chain_sum(struct query_chain *chain);

/* Writes the links of this run as a report, if there is something to save into. */
void query_chain_save(struct query_chain *chain);

/* Says on standard error what the report does not hold. */
void query_chain_save_note(const struct query_chain *chain);

/* From now on SIGINT and SIGTERM are no end of the program, the first time. */
void query_chain_catch(void);

/* Waits until a time of the monotonic clock. False once a signal came. */
bool query_chain_wait(uint64_t until_ns);

#endif
