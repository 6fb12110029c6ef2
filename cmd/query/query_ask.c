// SPDX-License-Identifier: BSD-2-Clause
/* Clocks, a round of asking, and what became of it. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "query/query.h"
#include "wire/instant.h"

#define SECOND_NS INT64_C(1000000000)

static void draw(void *context, uint8_t *bytes, size_t len)
{
    struct query_draws *draws = context;
    chance_draw(draws->chance, draws->stream, draws->count++, bytes, len);
}

void query_nonce_begin(struct query *query, struct query_target *target, uint64_t stream,
                       struct rt_view previous)
{
    target->draws = (struct query_draws){.chance = &query->chance, .stream = stream};
    target->nonce = (struct rt_client_nonce){
        .crypto = app_crypto(query->app),
        .random = draw,
        .context = &target->draws,
        .previous = previous,
        .document = query->stamps ? &query->document.content : NULL,
    };
}

uint64_t query_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * (uint64_t)SECOND_NS + (uint64_t)now.tv_nsec;
}

int64_t query_local(const struct query *query, uint64_t at_ns)
{
    return query->start_real_ns + (int64_t)(at_ns - query->start_ns);
}

struct rt_exchange query_exchange(const struct query_target *target)
{
    return (struct rt_exchange){
        .request = target->result.request,
        .response = target->result.response,
        .key = target->key,
        .transport = target->result.transport,
    };
}

void query_measure(struct query *query, struct query_target *target)
{
    const struct rt_client_result *result = &target->result;
    if (result->state != RT_CLIENT_VALID || !result->measured)
        return;
    target->measured = true;
    target->offset_ns = rt_instant_until(result->instant, query_local(query, result->read_ns));
    target->bound_ns = result->bound_ns;
}

bool query_keep(struct query_target *target, const struct rt_client_result *result)
{
    target->told = true;
    target->rand = rt_client_nonce_rand(&target->nonce, result);
    return rt_client_pool_keep(result, &target->result, &target->bytes);
}

struct rt_client_server query_client_server(const struct query_target *target)
{
    struct rt_client_server server = {
        .places = target->places,
        .place_count = target->place_count,
        .key = target->key,
    };
    rt_client_scope_ask(target->scope, &server);
    return server;
}

/* Whoever is told of answers, without the line of what is waited for. */
struct telling {
    struct query_waiting waiting;
    void (*told)(void *context, size_t who, const struct rt_client_result *result);
    void (*seen)(void *context, size_t who, const struct rt_client_seen *seen);
    void *context;
};

static void tell_seen(void *context, size_t who, const struct rt_client_seen *seen)
{
    struct telling *telling = context;
    telling->seen(telling->context, who, seen);
}

static void tell(void *context, size_t who, const struct rt_client_result *result)
{
    struct telling *telling = context;
    query_waiting_erase(&telling->waiting);
    telling->told(telling->context, who, result);
}

bool query_ask(struct query *query, const struct rt_client_pool *pool,
               const struct rt_client_server *servers, size_t count,
               void (*told)(void *context, size_t who, const struct rt_client_result *result),
               void *context)
{
    struct telling telling = {.told = told, .seen = pool->seen, .context = context};
    struct rt_client_pool watched = *pool;
    watched.seen = pool->seen ? tell_seen : NULL;
    struct rt_net net;
    if (query_waiting_begin(&telling.waiting, query, servers, count))
        watched.watch = &telling.waiting.watch;
    if (!rt_net_open(&net, count)) {
        app_complain(query->app, EXIT_BUG, "network", "%s", strerror(errno));
        return false;
    }
    enum rt_error error =
        rt_client_pool_run(&watched, &net, app_crypto(query->app), servers, count, tell, &telling);
    if (error != RT_OK)
        app_complain(query->app, EXIT_BUG, NULL, "%s", rt_error_text(error));
    query_waiting_erase(&telling.waiting);
    rt_net_close(&net);
    return error == RT_OK;
}
