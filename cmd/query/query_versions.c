// SPDX-License-Identifier: BSD-2-Clause
/*
 * In which versions servers are asked, and the requests that this takes. Many servers have the same
 * way.
 */
#include <stdlib.h>
#include <string.h>

#include "judge/version_list.h"
#include "query/query.h"
#include "registry.h"

static bool same_choice(const struct rt_choice *a, const struct rt_choice *b)
{
    return a->version == b->version && a->fixed == b->fixed &&
           memcmp(a->reading.set, b->reading.set, sizeof a->reading.set) == 0;
}

static bool fits(const struct query_way *way, const struct rt_choice *choices, size_t count,
                 bool binding)
{
    if (way->count != count || way->binding != binding)
        return false;
    for (size_t i = 0; i < count; i++)
        if (!same_choice(&way->choices[i], &choices[i]))
            return false;
    return true;
}

static void make_offers(struct query *query, struct query_way *way)
{
    bool all = rt_negotiate(&way->offers, way->choices, way->count, RT_NEGOTIATE_ANY) == RT_OK;
    if (query->chaining.wanted)
        all &= rt_negotiate(&way->chained, way->choices, way->count, RT_NEGOTIATE_CHAIN) == RT_OK;
    if (!all)
        app_complain(query->app, EXIT_USAGE, NULL,
                     "more versions than requests can offer; the oldest are left out");
}

const struct query_way *query_way(struct query *query, const struct rt_choice *choices,
                                  size_t count, bool binding)
{
    struct rt_choice sorted[RT_CHOICES_MAX];
    struct query_way *way;
    memcpy(sorted, choices, count * sizeof *choices);
    rt_version_list_newest_first(sorted, count,
                                 (struct rt_version_name_from){rt_registry, rt_registry_count});
    for (way = query->ways; way; way = way->next)
        if (fits(way, sorted, count, binding))
            return way;
    way = calloc(1, sizeof *way);
    if (!way) {
        app_complain(query->app, EXIT_BUG, NULL, "out of memory");
        return NULL;
    }
    memcpy(way->choices, sorted, count * sizeof *sorted);
    way->count = count;
    way->binding = binding;
    way->next = query->ways;
    query->ways = way;
    make_offers(query, way);
    return way;
}

const struct query_way *query_way_of(struct query *query, const struct rt_servers_entry *server)
{
    struct app *app = query->app;
    struct rt_choice hinted[RT_CHOICES_MAX];
    size_t count = 0;
    if (server && !option_given(&app->options, OPTION_VERSIONS))
        count = rt_servers_choices(server, hinted);
    if (count > 0)
        return query_way(query, hinted, count, false);
    return query_way(query, app->choices, app->choice_count, false);
}
