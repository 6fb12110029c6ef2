// SPDX-License-Identifier: BSD-2-Clause
/* In which versions servers are asked, and their replies. */
#include <string.h>

#include "common/memory.h"
#include "query/query.h"

static const struct rt_client_scope *share(struct query *query, const struct rt_client_scope *like)
{
    enum rt_error error;
    const struct rt_client_scope *scope = rt_client_scope_share(
        &query->scopes, like, version_name_all(), query->chaining.wanted, &error);
    if (!scope)
        (void)memory_need(NULL);
    if (error != RT_OK)
        app_complain(query->app, EXIT_USAGE, NULL,
                     "more versions than requests can offer; the oldest are left out");
    return scope;
}

const struct rt_client_scope *query_scope(struct query *query, const struct rt_choice *choices,
                                          size_t count)
{
    struct rt_client_scope scope = {.count = count};
    memcpy(scope.choices, choices, count * sizeof *choices);
    return share(query, &scope);
}

const struct rt_client_scope *query_scope_of(struct query *query,
                                             const struct rt_servers_entry *server)
{
    struct app *app = query->app;
    struct rt_client_scope scope = {.count = app->choice_count};
    memcpy(scope.choices, app->choices, app->choice_count * sizeof *app->choices);
    if (server && !option_given(&app->options, OPTION_VERSIONS))
        scope.hint_count = rt_servers_choices(server, scope.hints);
    return share(query, &scope);
}

const char *query_version(const struct query *query, const struct query_target *target,
                          const struct rt_exchange *exchange, const struct rt_judgement *judgement,
                          char text[NAMES_SIZE])
{
    return rt_client_scope_version(target->scope, version_name_all(), app_crypto(query->app),
                                   exchange, judgement, text);
}
