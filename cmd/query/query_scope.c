// SPDX-License-Identifier: BSD-2-Clause
/* In which versions servers are asked. Many servers have the same scope. */
#include <stdlib.h>
#include <string.h>

#include "common/memory.h"
#include "judge/alike.h"
#include "query/query.h"

/* The scope with the same choices and hints, or a new one. */
static const struct query_scope *find_or_add(struct query *query,
                                             const struct rt_client_scope *like)
{
    struct query_scope *scope;
    for (scope = query->scopes; scope; scope = scope->next)
        if (rt_client_scope_same(&scope->of, like))
            return scope;
    scope = memory_need(malloc(sizeof *scope));
    *scope = (struct query_scope){.next = query->scopes, .of = *like};
    query->scopes = scope;
    if (rt_client_scope_make(&scope->of, version_name_all(), query->chaining.wanted) != RT_OK)
        app_complain(query->app, EXIT_USAGE, NULL,
                     "more versions than requests can offer; the oldest are left out");
    return scope;
}

const struct query_scope *query_scope(struct query *query, const struct rt_choice *choices,
                                      size_t count)
{
    struct rt_client_scope scope = {.count = count};
    memcpy(scope.choices, choices, count * sizeof *choices);
    return find_or_add(query, &scope);
}

const struct query_scope *query_scope_of(struct query *query, const struct rt_servers_entry *server)
{
    struct app *app = query->app;
    struct rt_client_scope scope = {.count = app->choice_count};
    memcpy(scope.choices, app->choices, app->choice_count * sizeof *app->choices);
    if (server && !option_given(&app->options, OPTION_VERSIONS))
        scope.hint_count = rt_servers_choices(server, scope.hints);
    return find_or_add(query, &scope);
}

const char *query_version(const struct query *query, const struct query_target *target,
                          const struct rt_exchange *exchange, const struct rt_judgement *judgement,
                          char text[NAMES_SIZE])
{
    const struct rt_client_scope *scope = &target->scope->of;
    const struct rt_candidate *best = &judgement->best;
    const struct rt_version *alike[RT_CHOICES_MAX];
    struct rt_subject subject;
    bool counts = false;
    for (size_t i = 0; i < scope->count; i++)
        counts = counts || scope->choices[i].version == best->version;
    rt_subject_init(&subject, app_crypto(query->app), exchange);
    size_t found = rt_alike_find(&subject, judgement, counts ? scope->choices : scope->others,
                                 counts ? scope->count : scope->other_count, alike);
    return rt_version_join_alike(version_name_all(), alike, found, best, text);
}
