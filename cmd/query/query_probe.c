// SPDX-License-Identifier: BSD-2-Clause
/* Tries the servers of a chain, to find the version in which each answers. */
#include <stdlib.h>
#include <string.h>

#include "query/query_chain.h"

/* Servers that could be asked in several ways, and the questions to them. */
struct sounding {
    struct query_chain *chain;
    struct query_target **who;
    struct rt_client_server *questions;
    size_t count;
};

static void make_nonce(void *context, size_t who, unsigned number, const struct rt_rules *rules,
                       uint8_t *nonce)
{
    struct sounding *sounding = context;
    struct query_chain *chain = sounding->chain;
    (void)who;
    (void)number;
    chance_draw(&chain->query->chance, QUERY_STREAM_SOUND, chain->draws++, nonce, rules->nonce);
}

/* The choice under which a server was valid; never NULL if it was. */
static const struct rt_choice *answered_as(const struct query *query,
                                           const struct query_target *server)
{
    const struct query_way *way = server->way;
    const struct rt_client_plan *plan = &query->survey.plan;
    return rt_judge_valid_choice(&server->answer.judgement, way->own ? way->choices : plan->choices,
                                 way->own ? way->count : plan->choice_count);
}

static void answered(void *context, size_t who, const struct rt_client_result *answer)
{
    struct sounding *sounding = context;
    struct query *query = sounding->chain->query;
    struct query_target *server = sounding->who[who];
    if (!query_keep(server, answer))
        app_complain(query->app, EXIT_BUG, NULL, "out of memory");
    const struct rt_choice *choice =
        answer->state == RT_CLIENT_VALID ? answered_as(query, server) : NULL;
    const struct query_way *way = choice ? query_way(query, choice, 1) : NULL;
    if (!way)
        return;
    server->wide = server->way;
    server->way = way;
    server->told = false;
}

static bool ask(struct sounding *sounding)
{
    struct query *query = sounding->chain->query;
    struct rt_client_pool survey = query->survey;
    survey.plan.nonce = make_nonce;
    survey.plan.nonce_context = sounding;
    survey.deadline_ns = query_chain_patience(sounding->chain);
    return query_survey(query, &survey, sounding->questions, sounding->count, answered, sounding);
}

bool query_chain_sound(struct query_chain *chain)
{
    struct sounding sounding = {
        .chain = chain,
        .who = calloc(chain->server_count + 1, sizeof sounding.who[0]),
        .questions = calloc(chain->server_count + 1, sizeof sounding.questions[0]),
    };
    bool good = sounding.who && sounding.questions;
    if (!good)
        app_complain(chain->query->app, EXIT_BUG, NULL, "out of memory");
    for (size_t i = 0; good && i < chain->server_count; i++) {
        struct query_target *server = &chain->servers[i];
        server->told = false;
        if (server->way->chained.count < 2)
            continue;
        sounding.questions[sounding.count] = query_question(chain->query, server);
        sounding.who[sounding.count++] = server;
    }
    good = good && (sounding.count == 0 || ask(&sounding));
    free(sounding.who);
    free(sounding.questions);
    return good;
}
