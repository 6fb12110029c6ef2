// SPDX-License-Identifier: BSD-2-Clause
/*
 * rtctl query --chain: servers are asked in turn, and the nonce of each request is made of the
 * reply before it. RFC 10049 section 8.2: in random order, and then in the same order again, so
 * that every two servers have answered before and after one another.
 *
 * A server that does not answer, or whose reply is not valid, is passed over: the chain goes on
 * from the last valid reply.
 */
#include "query/query_chain.h"

#include <stdlib.h>
#include <string.h>

#include "common/memory.h"
#include "common/time_arg.h"

#define SECOND_NS INT64_C(1000000000)

static void make_nonce(void *context, size_t who, unsigned number, const struct rt_rules *rules,
                       uint8_t *nonce)
{
    struct query_chain *chain = context;
    (void)who;
    rt_client_nonce_make(&chain->turn->nonce, number, rules, nonce);
}

/* An answer to the turn: a link, if it is valid. */
static void answered(void *context, size_t who, const struct rt_client_result *result)
{
    struct query_chain *chain = context;
    struct query *query = chain->query;
    struct query_target *turn = chain->turn;
    (void)who;
    if (!query_keep(turn, result)) {
        app_complain(query->app, EXIT_BUG, NULL, "out of memory");
        turn->result.state = RT_CLIENT_SILENT;
        return;
    }
    if (turn->rand.untied && result->state == RT_CLIENT_VALID)
        turn->result.state = RT_CLIENT_UNDECIDED;
    query_measure(query, turn);
    if (turn->result.state != RT_CLIENT_VALID) {
        /* It may have learnt another version: the next run finds out. */
        struct query_target *server = &chain->servers[turn->server];
        server->scope = server->wide ? server->wide : server->scope;
        return;
    }
    turn->link = ++query->links;
    const struct rt_exchange_origin nowhere = {.record = turn->link};
    struct rt_exchange link = query_exchange(turn);
    link.rand = (struct rt_view){turn->rand.len > 0 ? turn->rand.bytes : NULL, turn->rand.len};
    link.origin = &nowhere;
    chain->previous = link.response;
    chain_add(chain->chain, &link, turn->name);
}

static bool ask(struct query_chain *chain, struct query_target *turn)
{
    struct query *query = chain->query;
    const struct query_target *server = &chain->servers[turn->server];
    struct rt_client_pool pool = query->pool;
    struct rt_client_server client_server = query_client_server(turn);
    chain->turn = turn;
    query_nonce_begin(query, turn, chain->runs.count << 32 | (uint64_t)(turn - query->targets),
                      chain->previous);
    if (server->told) {
        answered(chain, 0, &server->result);
        return true;
    }
    client_server.negotiation = &turn->scope->chained;
    pool.plan.nonce = make_nonce;
    pool.plan.nonce_context = chain;
    pool.deadline_ns = query_chain_patience(chain);
    return query_ask(query, &pool, &client_server, 1, answered, chain);
}

/* Puts the turns of a run in order. */
static void begin(struct query_chain *chain)
{
    struct query *query = chain->query;
    size_t count = chain->server_count;
    for (size_t i = 0; i < query->count; i++)
        free(query->targets[i].bytes);
    for (size_t i = 0; i < query->count; i++) {
        query->targets[i] = chain->servers[i % count];
        query->targets[i].server = i % count;
        query->targets[i].bytes = NULL;
        query->targets[i].told = false;
    }
    for (size_t i = 0; !query->chaining.in_order && i + 1 < count; i++) {
        size_t other = i + (size_t)chance_below(&query->chance, QUERY_STREAM_ORDER,
                                                chain->runs.count << 32 | i, count - i);
        struct query_target kept = query->targets[i];
        query->targets[i] = query->targets[other];
        query->targets[other] = kept;
    }
    for (size_t i = 0; i < query->count; i++) {
        if (i >= count)
            query->targets[i] = query->targets[i - count];
        query->targets[i].round = i / count + 1;
    }
    query->links = 0;
    chain->previous = (struct rt_view){NULL, 0};
    chain_clear(chain->chain);
    query_compare_keys(query);
}

static void look_at_clock(struct query_chain *chain)
{
    struct query *query = chain->query;
    chain->started_ns = query_now();
    if (chain->runs.count > 0 && option_given(&query->app->options, OPTION_NOW))
        return;
    query->start_ns = chain->started_ns;
    if (chain->runs.count > 0) {
        struct rt_instant now = when_now();
        query->start_real_ns = now.seconds * SECOND_NS + now.nanoseconds;
    }
}

/* Asks everybody; false after a message. */
static bool make_chain(struct query_chain *chain)
{
    struct query *query = chain->query;
    look_at_clock(chain);
    if (!query_chain_probe(chain))
        return false;
    begin(chain);
    for (size_t i = 0; i < query->count; i++) {
        if (!ask(chain, &query->targets[i]))
            return false;
        if (!query->chaining.repeats || option_given(&query->app->options, OPTION_VERBOSE))
            query_show(query, &query->targets[i]);
        rt_output_flush(&query->app->out);
    }
    return true;
}

static enum exit_code run(struct query_chain *chain)
{
    struct query *query = chain->query;
    const struct query_chaining *how = &query->chaining;
    uint64_t begun = query_now();
    if (how->repeats)
        query_chain_catch();
    while (how->runs == 0 || chain->runs.count < how->runs) {
        if (chain->runs.count > 0 && !query_chain_wait(begun + how->every_ns))
            break;
        begun = query_now();
        if (!make_chain(chain))
            return EXIT_BUG;
        query_chain_conclude(chain);
        chain->runs.count++;
        rt_output_flush(&query->app->out);
        if (rt_output_failed(&query->app->out))
            break;
    }
    query_save_end(query);
    query_chain_save_note(chain);
    return how->repeats ? query_chain_sum(chain) : query_sum(query);
}

enum exit_code query_chain(struct query *query)
{
    struct query_chain chain = {
        .query = query,
        .servers = query->targets,
        .server_count = query->count,
    };
    size_t turns = query->count * query->chaining.rounds;
    if (query->keys < QUERY_CHAIN_LEAST)
        app_complain(query->app, EXIT_GOOD, NULL,
                     "a chain of fewer than %d servers cannot tell who lied", QUERY_CHAIN_LEAST);
    query->targets = memory_need(calloc(turns + 1, sizeof *query->targets));
    query->count = turns;
    chain.chain = chain_new(query->app);
    enum exit_code code = run(&chain);
    for (size_t i = 0; i < chain.server_count; i++)
        free(chain.servers[i].bytes);
    free(chain.servers);
    chain_free(chain.chain);
    return code;
}
