// SPDX-License-Identifier: BSD-2-Clause
/* Tries the servers of a chain, to find the version in which each answers. */
#include <stdlib.h>
#include <string.h>

#include "common/memory.h"
#include "query/query_chain.h"

/* Servers that could be asked with several kinds of requests, and how they are asked. */
struct probe {
    struct query_chain *chain;
    struct query_target **who;
    struct rt_client_server *servers;
    size_t count;
};

static void make_nonce(void *context, size_t who, unsigned number, const struct rt_rules *rules,
                       uint8_t *nonce)
{
    struct probe *probe = context;
    struct query_chain *chain = probe->chain;
    (void)who;
    (void)number;
    chance_draw(&chain->query->chance, QUERY_STREAM_PROBE, chain->draws++, nonce, rules->nonce);
}

static void answered(void *context, size_t who, const struct rt_client_result *result)
{
    struct probe *probe = context;
    struct query *query = probe->chain->query;
    struct query_target *server = probe->who[who];
    if (!query_keep(server, result))
        app_complain(query->app, EXIT_BUG, NULL, "out of memory");
    const struct rt_client_scope *asked = server->scope;
    const struct rt_choice *choice = NULL; /* of those in which it was asked */
    if (result->state == RT_CLIENT_VALID)
        choice = rt_judge_valid_choice(&server->result.judgement, asked->choices, asked->count);
    const struct rt_client_scope *scope = choice ? query_scope(query, choice, 1) : NULL;
    if (!scope)
        return;
    server->wide = server->scope;
    server->scope = scope;
    server->told = false;
}

static bool ask(struct probe *probe)
{
    struct query *query = probe->chain->query;
    struct rt_client_pool pool = query->pool;
    pool.plan.nonce = make_nonce;
    pool.plan.nonce_context = probe;
    pool.deadline_ns = query_chain_patience(probe->chain);
    return query_ask(query, &pool, probe->servers, probe->count, answered, probe);
}

bool query_chain_probe(struct query_chain *chain)
{
    struct probe probe = {
        .chain = chain,
        .who = memory_need(calloc(chain->server_count + 1, sizeof probe.who[0])),
        .servers = memory_need(calloc(chain->server_count + 1, sizeof probe.servers[0])),
    };
    for (size_t i = 0; i < chain->server_count; i++) {
        struct query_target *server = &chain->servers[i];
        server->told = false;
        if (server->scope->chained.count < 2)
            continue;
        probe.servers[probe.count] = query_client_server(server);
        probe.who[probe.count++] = server;
    }
    bool good = probe.count == 0 || ask(&probe);
    free(probe.who);
    free(probe.servers);
    return good;
}
