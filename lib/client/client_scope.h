// SPDX-License-Identifier: BSD-2-Clause
/*
 * In which versions a server is asked: those whose answers count, those that somebody says it
 * answers in, and all others, which only tell why there is no answer; and the requests that this
 * takes.
 *
 *     struct rt_client_scope scope = {.choices = {...}, .count = 1};
 *     enum rt_error error = rt_client_scope_make(&scope, all, false);
 *     struct rt_client_server server = {.places = ..., .key = ...};
 *     rt_client_scope_ask(&scope, &server);
 */
#ifndef ROUGHTIME_CLIENT_SCOPE_H
#define ROUGHTIME_CLIENT_SCOPE_H

#include "client/client_pool.h"
#include "judge/version_join.h"

/* Large; many servers may share one. The caller sets choices and hints. */
struct rt_client_scope {
    struct rt_choice choices[RT_CHOICES_MAX]; /* that count */
    size_t count;
    struct rt_choice hints[RT_CHOICES_MAX]; /* what a list says of the server */
    size_t hint_count;
    /* rt_client_scope_make's: */
    struct rt_choice others[RT_CHOICES_MAX]; /* that do not count: every other version */
    size_t other_count;
    struct rt_negotiation negotiation;
    struct rt_negotiation chained; /* the same as requests of a chain; only if that was asked */
};

/* Sorts the choices into requests, the newest of the versions `all` first. RT_E_TOO_LARGE: the
 * requests cannot offer all; the oldest are left out. */
RT_CHECKED enum rt_error rt_client_scope_make(struct rt_client_scope *scope,
                                              struct rt_version_name_from all, bool chained);

/* Whether two have the same choices and hints. */
bool rt_client_scope_same(const struct rt_client_scope *a, const struct rt_client_scope *b);

/* The scopes of many servers, of which most have the same. Zero at the beginning. */
struct rt_client_scope_list {
    struct rt_client_scope_shared *first; /* client_scope.c's */
};

/* The scope of the list with these choices and hints, made if there is none yet; it stays where it
 * is until the list is freed. NULL: no memory. *error is that of rt_client_scope_make when it is
 * made, else RT_OK. */
const struct rt_client_scope *rt_client_scope_share(struct rt_client_scope_list *list,
                                                    const struct rt_client_scope *like,
                                                    struct rt_version_name_from all, bool chained,
                                                    enum rt_error *error);

void rt_client_scope_free(struct rt_client_scope_list *list);

/* The version of a reply to a server that was asked so, joined with those that the reply does not
 * tell apart: "v14-v19". In `text` or static. */
const char *rt_client_scope_version(const struct rt_client_scope *scope,
                                    struct rt_version_name_from all, struct rt_crypto *crypto,
                                    const struct rt_exchange *exchange,
                                    const struct rt_judgement *judgement,
                                    char text[RT_VERSION_JOIN_SIZE]);

/* Lets a server be asked so; it borrows. */
void rt_client_scope_ask(const struct rt_client_scope *scope, struct rt_client_server *server);

/* The versions in which a server was asked, in the order of `all`: those that count, or the others.
 * `chained`: with requests of a chain. Returns how many. */
size_t rt_client_scope_asked(const struct rt_client_scope *scope, struct rt_version_name_from all,
                             const struct rt_client_result *result, bool chained, bool others,
                             const struct rt_version *versions[RT_CHOICES_MAX]);

/* Those in which it answered although they do not count. */
size_t rt_client_scope_answered(const struct rt_client_scope *scope,
                                const struct rt_client_result *result,
                                const struct rt_version *versions[RT_CHOICES_MAX]);

/* Those of the hints, in the order of `all`. */
size_t rt_client_scope_hinted(const struct rt_client_scope *scope, struct rt_version_name_from all,
                              const struct rt_version *versions[RT_CHOICES_MAX]);

#endif
