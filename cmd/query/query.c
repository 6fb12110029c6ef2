// SPDX-License-Identifier: BSD-2-Clause
/*
 * rtctl query: asks servers for the time, all at once, and prints what each has proven.
 */
#include "query/query.h"

#include <stdlib.h>

#include "commands.h"
#include "common/memory.h"

static void make_nonce(void *context, size_t who, unsigned number, const struct rt_rules *rules,
                       uint8_t *nonce)
{
    struct query *query = context;
    rt_client_nonce_make(&query->targets[who].nonce, number, rules, nonce);
}

/* Keeps an answer, and prints those whose turn it is: in the order of the servers. */
static void answered(void *context, size_t who, const struct rt_client_result *result)
{
    struct query *query = context;
    if (!query_keep(&query->targets[who], result))
        app_complain(query->app, EXIT_BUG, NULL, "out of memory");
    query_measure(query, &query->targets[who]);
    query_save_stamp(query, &query->targets[who]);
    while (query->printed < query->count && query->targets[query->printed].told)
        query_show(query, &query->targets[query->printed++]);
    rt_output_flush(&query->app->out);
}

static void seen(void *context, size_t who, const struct rt_client_seen *what)
{
    struct query *query = context;
    query_save_seen(query, &query->targets[who], what);
}

static bool ask(struct query *query)
{
    struct rt_client_server *servers = memory_need(calloc(query->count + 1, sizeof *servers));
    for (size_t i = 0; i < query->count; i++) {
        query_nonce_begin(query, &query->targets[i], i, (struct rt_view){NULL, 0});
        servers[i] = query_client_server(&query->targets[i]);
    }
    query->pool.plan.nonce = make_nonce;
    query->pool.plan.nonce_context = query;
    if (query->saves && !query->stamps)
        query->pool.seen = seen;
    query->start_ns = query_now();
    bool good = query_ask(query, &query->pool, servers, query->count, answered, query);
    free(servers);
    return good;
}

enum exit_code query_run(struct app *app, int argc, char **argv)
{
    struct query query = {.app = app};
    enum exit_code code = EXIT_GOOD;
    if (!query_options(&query))
        return app->code;
    bool ready = query_targets(&query, argc, argv) && query_save_open(&query);
    if (ready && query.chaining.wanted) {
        code = query_chain(&query);
    } else if (ready && ask(&query)) {
        query_save_end(&query);
        code = query_sum(&query);
    }
    query_save_end(&query);
    free(query.save_name);
    query_targets_free(&query);
    return exit_worse(code, app->code);
}
