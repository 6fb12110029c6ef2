// SPDX-License-Identifier: BSD-2-Clause
/* Says in which versions a server is asked, and in which it was. */
#include "client/client_scope.h"

#include <stdlib.h>
#include <string.h>

#include "judge/alike.h"
#include "judge/version_list.h"

static bool same_choices(const struct rt_choice *a, size_t a_count, const struct rt_choice *b,
                         size_t b_count)
{
    bool same = a_count == b_count;
    for (size_t i = 0; same && i < a_count; i++)
        same = a[i].version == b[i].version && a[i].fixed == b[i].fixed &&
               memcmp(a[i].reading.set, b[i].reading.set, sizeof a[i].reading.set) == 0;
    return same;
}

bool rt_client_scope_same(const struct rt_client_scope *a, const struct rt_client_scope *b)
{
    return same_choices(a->choices, a->count, b->choices, b->count) &&
           same_choices(a->hints, a->hint_count, b->hints, b->hint_count);
}

static bool is_among(const struct rt_choice *choices, size_t count,
                     const struct rt_version *version)
{
    size_t i = 0;
    while (i < count && choices[i].version != version)
        i++;
    return i < count;
}

/* Adds requests for choices, the newest first. */
static bool add(struct rt_negotiation *negotiation, struct rt_version_name_from all,
                enum rt_negotiate_use use, enum rt_attempt_rank rank,
                const struct rt_choice *choices, size_t count)
{
    struct rt_choice sorted[RT_CHOICES_MAX];
    memcpy(sorted, choices, count * sizeof *choices);
    rt_version_list_newest_first(sorted, count, all);
    return rt_negotiate_add(negotiation, sorted, count, use, rank) == RT_OK;
}

static bool add_wanted(struct rt_negotiation *negotiation, struct rt_version_name_from all,
                       enum rt_negotiate_use use, const struct rt_client_scope *scope)
{
    negotiation->count = 0;
    bool good = add(negotiation, all, use, RT_ATTEMPT_HINTED, scope->hints, scope->hint_count);
    return add(negotiation, all, use, RT_ATTEMPT_WANTED, scope->choices, scope->count) && good;
}

enum rt_error rt_client_scope_make(struct rt_client_scope *scope, struct rt_version_name_from all,
                                   bool chained)
{
    scope->other_count = 0;
    for (size_t i = 0; i < all.count; i++)
        if (!is_among(scope->choices, scope->count, all.list[i]))
            scope->others[scope->other_count++] = (struct rt_choice){.version = all.list[i]};
    bool good = add_wanted(&scope->negotiation, all, RT_NEGOTIATE_ANY, scope);
    if (chained)
        good &= add_wanted(&scope->chained, all, RT_NEGOTIATE_CHAIN, scope);
    /* Those that there is no room for are not found out about. */
    if (good && !add(&scope->negotiation, all, RT_NEGOTIATE_ANY, RT_ATTEMPT_OTHER, scope->others,
                     scope->other_count))
        scope->other_count = 0;
    return good ? RT_OK : RT_E_TOO_LARGE;
}

void rt_client_scope_ask(const struct rt_client_scope *scope, struct rt_client_server *server)
{
    server->negotiation = &scope->negotiation;
    server->choices = scope->choices;
    server->choice_count = scope->count;
    server->others = scope->others;
    server->other_count = scope->other_count;
    server->hints = scope->hints;
    server->hint_count = scope->hint_count;
}

/* Whether some request that was sent offers a choice. `others`: requests whose answers do not
 * count. */
static bool was_asked(const struct rt_client_scope *scope, const struct rt_client_result *result,
                      bool chained, bool others, const struct rt_choice *choice)
{
    const struct rt_negotiation *negotiation = chained ? &scope->chained : &scope->negotiation;
    for (size_t i = 0; i < negotiation->count; i++)
        if (result->asked >> i & 1 && (negotiation->list[i].rank == RT_ATTEMPT_OTHER) == others &&
            rt_attempt_offers(&negotiation->list[i], choice,
                              chained ? RT_NEGOTIATE_CHAIN : RT_NEGOTIATE_ANY))
            return true;
    return false;
}

size_t rt_client_scope_asked(const struct rt_client_scope *scope, struct rt_version_name_from all,
                             const struct rt_client_result *result, bool chained, bool others,
                             const struct rt_version *versions[RT_CHOICES_MAX])
{
    const struct rt_choice *choices = others ? scope->others : scope->choices;
    size_t count = others ? scope->other_count : scope->count, found = 0;
    for (size_t i = 0; i < all.count; i++) {
        bool asked = false;
        for (size_t c = 0; c < count && !asked; c++)
            asked = choices[c].version == all.list[i] &&
                    was_asked(scope, result, chained, others, &choices[c]);
        if (asked)
            versions[found++] = all.list[i];
    }
    return found;
}

size_t rt_client_scope_answered(const struct rt_client_scope *scope,
                                const struct rt_client_result *result,
                                const struct rt_version *versions[RT_CHOICES_MAX])
{
    size_t found = 0;
    for (size_t i = 0; i < scope->other_count; i++)
        if (result->other_set >> i & 1)
            versions[found++] = scope->others[i].version;
    return found;
}

size_t rt_client_scope_hinted(const struct rt_client_scope *scope, struct rt_version_name_from all,
                              const struct rt_version *versions[RT_CHOICES_MAX])
{
    size_t found = 0;
    for (size_t i = 0; i < all.count; i++)
        if (is_among(scope->hints, scope->hint_count, all.list[i]))
            versions[found++] = all.list[i];
    return found;
}

struct rt_client_scope_shared {
    struct rt_client_scope scope;
    struct rt_client_scope_shared *next;
};

const struct rt_client_scope *rt_client_scope_share(struct rt_client_scope_list *list,
                                                    const struct rt_client_scope *like,
                                                    struct rt_version_name_from all, bool chained,
                                                    enum rt_error *error)
{
    struct rt_client_scope_shared *shared = list->first;
    *error = RT_OK;
    while (shared && !rt_client_scope_same(&shared->scope, like))
        shared = shared->next;
    if (shared)
        return &shared->scope;
    shared = malloc(sizeof *shared);
    if (!shared)
        return NULL;
    shared->scope = *like;
    shared->next = list->first;
    list->first = shared;
    *error = rt_client_scope_make(&shared->scope, all, chained);
    return &shared->scope;
}

void rt_client_scope_free(struct rt_client_scope_list *list)
{
    while (list->first) {
        struct rt_client_scope_shared *next = list->first->next;
        free(list->first);
        list->first = next;
    }
}

const char *rt_client_scope_version(const struct rt_client_scope *scope,
                                    struct rt_version_name_from all, struct rt_crypto *crypto,
                                    const struct rt_exchange *exchange,
                                    const struct rt_judgement *judgement,
                                    char text[RT_VERSION_JOIN_SIZE])
{
    const struct rt_candidate *best = &judgement->best;
    const struct rt_version *alike[RT_CHOICES_MAX];
    struct rt_subject subject;
    bool counts = false;
    for (size_t i = 0; i < scope->count; i++)
        counts = counts || scope->choices[i].version == best->version;
    rt_subject_init(&subject, crypto, exchange);
    size_t found = rt_alike_find(&subject, judgement, counts ? scope->choices : scope->others,
                                 counts ? scope->count : scope->other_count, alike);
    return rt_version_join_alike(all, alike, found, best, text);
}
