// SPDX-License-Identifier: BSD-2-Clause
/*
 * In which versions servers are asked, and the requests that this takes. Many servers have the same
 * way.
 */
#include <stdlib.h>
#include <string.h>

#include "judge/alike.h"
#include "judge/version_list.h"
#include "query/query.h"
#include "registry.h"

static bool same_choice(const struct rt_choice *a, const struct rt_choice *b)
{
    return a->version == b->version && a->fixed == b->fixed &&
           memcmp(a->reading.set, b->reading.set, sizeof a->reading.set) == 0;
}

static bool same_choices(const struct rt_choice *a, size_t a_count, const struct rt_choice *b,
                         size_t b_count)
{
    bool same = a_count == b_count;
    for (size_t i = 0; same && i < a_count; i++)
        same = same_choice(&a[i], &b[i]);
    return same;
}

/* The versions of which no choice is. */
static void add_others(struct query_way *way)
{
    for (size_t i = 0; i < rt_registry_count; i++) {
        size_t c = 0;
        while (c < way->count && way->choices[c].version != rt_registry[i])
            c++;
        if (c == way->count)
            way->others[way->other_count++] = (struct rt_choice){.version = rt_registry[i]};
    }
}

/* Adds requests for choices, the newest first. */
static bool offer(struct rt_negotiation *negotiation, enum rt_negotiate_use use,
                  enum rt_attempt_rank rank, const struct rt_choice *choices, size_t count)
{
    struct rt_choice sorted[RT_CHOICES_MAX];
    memcpy(sorted, choices, count * sizeof *choices);
    rt_version_list_newest_first(sorted, count,
                                 (struct rt_version_name_from){rt_registry, rt_registry_count});
    return rt_negotiate_add(negotiation, sorted, count, use, rank) == RT_OK;
}

static bool offer_all(struct rt_negotiation *negotiation, enum rt_negotiate_use use,
                      const struct query_way *way)
{
    bool good = offer(negotiation, use, RT_ATTEMPT_HINTED, way->hints, way->hint_count);
    return offer(negotiation, use, RT_ATTEMPT_WANTED, way->choices, way->count) && good;
}

static void make_offers(struct query *query, struct query_way *way)
{
    bool good = offer_all(&way->negotiation, RT_NEGOTIATE_ANY, way);
    if (query->chaining.wanted)
        good &= offer_all(&way->chained, RT_NEGOTIATE_CHAIN, way);
    if (!good)
        app_complain(query->app, EXIT_USAGE, NULL,
                     "more versions than requests can offer; the oldest are left out");
    /* Those that there is no room for are not found out about. */
    else if (!offer(&way->negotiation, RT_NEGOTIATE_ANY, RT_ATTEMPT_OTHER, way->others,
                    way->other_count))
        way->other_count = 0;
}

/* The way like this one, or a new one. */
static const struct query_way *find_or_add(struct query *query, const struct query_way *like)
{
    struct query_way *way;
    for (way = query->ways; way; way = way->next)
        if (way->own == like->own &&
            same_choices(way->choices, way->count, like->choices, like->count) &&
            same_choices(way->hints, way->hint_count, like->hints, like->hint_count))
            return way;
    way = malloc(sizeof *way);
    if (!way) {
        app_complain(query->app, EXIT_BUG, NULL, "out of memory");
        return NULL;
    }
    *way = *like;
    way->next = query->ways;
    query->ways = way;
    add_others(way);
    make_offers(query, way);
    return way;
}

const struct query_way *query_way(struct query *query, const struct rt_choice *choices,
                                  size_t count)
{
    struct query_way way = {.own = true, .count = count};
    memcpy(way.choices, choices, count * sizeof *choices);
    return find_or_add(query, &way);
}

const struct query_way *query_way_of(struct query *query, const struct rt_servers_entry *server)
{
    struct app *app = query->app;
    struct query_way way = {.own = false, .count = app->choice_count};
    memcpy(way.choices, app->choices, app->choice_count * sizeof *app->choices);
    if (server && !option_given(&app->options, OPTION_VERSIONS))
        way.hint_count = rt_servers_choices(server, way.hints);
    return find_or_add(query, &way);
}

const char *query_version(const struct query *query, const struct query_target *target,
                          const struct rt_exchange *exchange, const struct rt_judgement *judgement,
                          char text[NAMES_SIZE])
{
    const struct query_way *way = target->way;
    const struct rt_client_plan *plan = &query->pool.plan;
    const struct rt_candidate *best = &judgement->best;
    const struct rt_version *alike[RT_CHOICES_MAX];
    struct rt_subject subject;
    bool counts = false;
    for (size_t i = 0; i < way->count; i++)
        counts = counts || way->choices[i].version == best->version;
    const struct rt_choice *choices = way->own ? way->choices : plan->choices;
    size_t count = way->own ? way->count : plan->choice_count;
    rt_subject_init(&subject, app_crypto(query->app), exchange);
    size_t found = rt_alike_find(&subject, judgement, counts ? choices : way->others,
                                 counts ? count : way->other_count, alike);
    return rt_version_join_alike(version_name_all(), alike, found, best, text);
}
