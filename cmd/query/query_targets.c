// SPDX-License-Identifier: BSD-2-Clause
/*
 * Which servers are asked, where, and what they are offered.
 */
#include <stdlib.h>
#include <string.h>

#include "common/memory.h"
#include "common/server_lists.h"
#include "query/query.h"

static struct query_target *add(struct query *query)
{
    size_t room = query->count;
    /* The array doubles whenever it is full: at powers of two. */
    if ((room & (room - 1)) == 0) {
        size_t cap = room ? 2 * room : 1;
        query->targets = memory_need(realloc(query->targets, cap * sizeof *query->targets));
    }
    struct query_target *target = &query->targets[query->count++];
    memset(target, 0, sizeof *target);
    return target;
}

static void add_listed(struct query *query, const struct rt_servers_entry *server)
{
    struct query_target *target = add(query);
    target->places = server->addresses;
    target->place_count = server->address_count;
    target->name = server->name;
    target->key = server->key;
    target->scope = query_scope_of(query, server);
}

/* A host of the command line, with a key of -k: the only one, or the one in its place. */
static bool add_host(struct query *query, const char *text, size_t place)
{
    struct app *app = query->app;
    enum rt_oddity odd;
    size_t key = app->key_count == 1 ? 0 : place;
    struct query_target *target = add(query);
    if (rt_servers_address_parse(text, &target->own, &odd) != RT_ODD_NONE) {
        app_complain(app, EXIT_USAGE, text, "this is no host, and no host:port");
        return false;
    }
    if (key >= app->key_count) {
        app_complain(app, EXIT_USAGE, text,
                     app->key_count == 0 ? "no list knows its key: give it with -k"
                                         : "give one -k for all hosts, or one for each");
        return false;
    }
    target->name = text;
    target->no_port = target->own.port == 0;
    if (target->no_port)
        target->own.port = RT_PORT_RFC;
    target->own.udp = target->own.tcp = true;
    target->key = app->keys[key];
    target->scope = query_scope_of(query, NULL);
    return true;
}

static bool read_list(struct query *query)
{
    struct app *app = query->app;
    if (!lists_read(app, query->list, &query->servers))
        return false;
    query->have_servers = true;
    rt_servers_allow_tcp(&query->servers);
    lists_complain(app, query->list, &query->servers, option_given(&app->options, OPTION_VERBOSE));
    return true;
}

/* Of the choices of all servers those of the versions that one server is asked in. Readings are for
 * all alike. */
static bool select_choices(struct query *query, const char *text,
                           struct rt_choice choices[RT_CHOICES_MAX], size_t *count)
{
    struct app *app = query->app;
    struct rt_choice wanted[RT_CHOICES_MAX];
    size_t wanted_count = *count;
    memcpy(wanted, choices, wanted_count * sizeof *wanted);
    *count = 0;
    for (size_t i = 0; i < wanted_count; i++) {
        size_t before = *count;
        if (wanted[i].fixed) {
            app_complain(app, EXIT_USAGE, text, "readings are for all servers: give them with -V");
            return false;
        }
        for (size_t c = 0; c < app->choice_count; c++)
            if (app->choices[c].version == wanted[i].version)
                choices[(*count)++] = app->choices[c];
        if (*count == before) {
            app_complain(app, EXIT_USAGE, text, "a version that is not among those of -V");
            return false;
        }
    }
    return true;
}

/* One argument: HOST or NAME, perhaps with "/" and the versions in which just this one is asked. */
static bool add_argument(struct query *query, const char *text, size_t place)
{
    bool listed = query->app->key_count == 0 || query->list;
    struct rt_choice choices[RT_CHOICES_MAX];
    char bare[RT_HOST_PORT_TEXT_SIZE];
    const char *slash = strchr(text, '/');
    const struct rt_servers_entry *server =
        listed ? rt_servers_find_place(&query->servers, text) : NULL;
    size_t count = 0;
    if (!server && slash && (size_t)(slash - text) < sizeof bare) {
        snprintf(bare, sizeof bare, "%.*s", (int)(slash - text), text);
        server = listed ? rt_servers_find_place(&query->servers, bare) : NULL;
        count = app_read_choices(query->app, slash + 1, choices);
        if (count == 0 || !select_choices(query, text, choices, &count))
            return false;
    }
    if (server)
        add_listed(query, server);
    else if (!add_host(query, count > 0 ? bare : text, place))
        return false;
    struct query_target *target = &query->targets[query->count - 1];
    target->name = server && count == 0 ? server->name : text;
    if (count > 0)
        target->scope = query_scope(query, choices, count);
    return true;
}

/* Whether no argument is a port of its own, as other programs take it. Complains of the first. */
static bool are_hosts(struct query *query, int argc, char **argv)
{
    for (int i = 0; i < argc; i++) {
        if (argv[i][0] == '\0' || argv[i][strspn(argv[i], "0123456789")] != '\0' ||
            rt_servers_find_place(&query->servers, argv[i]))
            continue;
        app_complain(query->app, EXIT_USAGE, argv[i], "ports are written HOST:PORT%s%s%s%s",
                     i > 0 ? ": " : "", i > 0 ? argv[i - 1] : "", i > 0 ? ":" : "",
                     i > 0 ? argv[i] : "");
        return false;
    }
    return true;
}

static bool add_all(struct query *query, int argc, char **argv)
{
    if (!are_hosts(query, argc, argv))
        return false;
    for (size_t i = 0; argc == 0 && i < query->servers.count; i++)
        add_listed(query, &query->servers.list[i]);
    for (int i = 0; i < argc; i++)
        if (!add_argument(query, argv[i], (size_t)i))
            return false;
    return true;
}

/* Leaves as many as --pick says, chosen at random. False after a message. */
static bool pick(struct query *query)
{
    if (query->pick == 0 || query->pick >= query->count)
        return true;
    if (query->chaining.wanted && query->pick < QUERY_CHAIN_LEAST) {
        app_complain(query->app, EXIT_USAGE, "--pick",
                     "a chain of fewer than %d servers cannot tell who lied", QUERY_CHAIN_LEAST);
        return false;
    }
    for (size_t i = 0; i < query->pick; i++) {
        size_t other =
            i + (size_t)chance_below(&query->chance, QUERY_STREAM_PICK, i, query->count - i);
        struct query_target kept = query->targets[i];
        query->targets[i] = query->targets[other];
        query->targets[other] = kept;
    }
    query->count = query->pick;
    return true;
}

void query_compare_keys(struct query *query)
{
    struct rt_agree_key *keys = memory_need(calloc(query->count + 1, sizeof *keys));
    for (size_t i = 0; i < query->count; i++)
        keys[i] = (struct rt_agree_key){.key = query->targets[i].key, .number = i};
    query->keys = rt_agree_equal_keys(keys, query->count);
    for (size_t i = 0; i < query->count; i++)
        query->targets[keys[i].number].first = keys[i].first;
    free(keys);
}

bool query_targets(struct query *query, int argc, char **argv)
{
    bool need_list = argc == 0 || query->list || query->app->key_count == 0;
    if ((need_list && !read_list(query)) || !add_all(query, argc, argv))
        return false;
    query_compare_keys(query);
    if (!query_enough(query, query->keys) || !pick(query))
        return false;
    query_compare_keys(query);
    for (size_t i = 0; i < query->count; i++) {
        struct query_target *target = &query->targets[i];
        unsigned len = (unsigned)strlen(target->name);
        if (target->place_count == 0) {
            target->places = &target->own;
            target->place_count = 1;
        }
        if (len > query->width)
            query->width = len < 40 ? len : 40;
    }
    return true;
}

void query_targets_free(struct query *query)
{
    rt_client_scope_free(&query->scopes);
    for (size_t i = 0; i < query->count; i++)
        free(query->targets[i].bytes);
    free(query->targets);
    if (query->have_servers)
        rt_servers_free(&query->servers);
}
