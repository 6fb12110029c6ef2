// SPDX-License-Identifier: BSD-2-Clause
/*
 * Which servers are asked, where, and what they are offered.
 */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "query.h"
#include "registry.h"
#include "server_lists.h"

/* The stream of chance from which --pick draws; those of targets are their numbers. */
#define STREAM_PICK UINT64_MAX

static struct query_target *add(struct query *query)
{
    size_t room = query->count;
    /* The array doubles whenever it is full: at powers of two. */
    if ((room & (room - 1)) == 0) {
        size_t cap = room ? 2 * room : 1;
        struct query_target *more = realloc(query->targets, cap * sizeof *more);
        if (!more) {
            app_complain(query->app, EXIT_BUG, NULL, "out of memory");
            return NULL;
        }
        query->targets = more;
    }
    struct query_target *target = &query->targets[query->count++];
    memset(target, 0, sizeof *target);
    return target;
}

/* The newest first. */
static int by_rank(const void *a, const void *b)
{
    const struct rt_choice *x = a;
    const struct rt_choice *y = b;
    size_t i = rt_registry_place(x->version), j = rt_registry_place(y->version);
    return i < j ? 1 : i > j ? -1 : 0;
}

/* The requests for some choices; what was made for the same before is used again. */
static const struct rt_offers *offers_for(struct query *query, const struct rt_choice *choices,
                                          size_t count)
{
    struct rt_choice sorted[RT_CHOICES_MAX];
    const struct rt_version *versions[RT_CHOICES_MAX];
    struct query_offers *one;
    for (size_t i = 0; i < count; i++)
        versions[i] = choices[i].version;
    for (one = query->offers; one; one = one->next)
        if (one->count == count && memcmp(one->versions, versions, count * sizeof *versions) == 0)
            return &one->offers;
    one = calloc(1, sizeof *one);
    if (!one) {
        app_complain(query->app, EXIT_BUG, NULL, "out of memory");
        return NULL;
    }
    memcpy(sorted, choices, count * sizeof *choices);
    qsort(sorted, count, sizeof *sorted, by_rank);
    memcpy(one->versions, versions, count * sizeof *versions);
    one->count = count;
    one->next = query->offers;
    query->offers = one;
    if (rt_offers_make(&one->offers, sorted, count, RT_OFFERS_ANY) != RT_OK)
        app_complain(query->app, EXIT_USAGE, NULL,
                     "more versions than requests can offer; the oldest are left out");
    return &one->offers;
}

/* What -V says, else the hint of a list, else every version. */
static const struct rt_offers *offers_of(struct query *query, const struct rt_server *server)
{
    struct app *app = query->app;
    struct rt_choice hinted[RT_CHOICES_MAX];
    size_t count = 0;
    if (server && !option_given(&app->options, OPTION_VERSIONS))
        count = rt_server_choices(server, hinted);
    if (count > 0)
        return offers_for(query, hinted, count);
    return offers_for(query, app->choices, app->choice_count);
}

static uint16_t port_or_default(uint16_t port)
{
    return port ? port : RT_PORT_RFC;
}

/* A server of the list. One that the list has on UDP only may speak TCP at the same port. */
static bool add_listed(struct query *query, const struct rt_server *server)
{
    struct query_target *target = add(query);
    bool any_tcp = false;
    if (!target)
        return false;
    for (size_t i = 0; i < server->address_count; i++)
        any_tcp = any_tcp || server->addresses[i].transport == RT_TRANSPORT_TCP;
    for (size_t i = 0; i < server->address_count && i < RT_SERVERS_ADDRESSES; i++) {
        const struct rt_server_address *address = &server->addresses[i];
        bool tcp = address->transport == RT_TRANSPORT_TCP;
        target->sites[target->site_count++] = (struct rt_site){
            .host = address->host,
            .port = port_or_default(address->port),
            .udp = !tcp,
            .tcp = tcp || !any_tcp,
        };
    }
    target->name = server->name;
    target->key = server->key;
    target->offers = offers_of(query, server);
    return target->offers != NULL;
}

/* A host of the command line, with a key of -k: the only one, or the one in its place. */
static bool add_host(struct query *query, const char *text, size_t place)
{
    struct app *app = query->app;
    enum rt_oddity odd;
    size_t key = app->key_count == 1 ? 0 : place;
    struct query_target *target = add(query);
    if (!target)
        return false;
    if (rt_address_parse(text, &target->own, &odd) != RT_ODD_NONE) {
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
    target->own.port = port_or_default(target->own.port);
    target->key = app->keys[key];
    target->offers = offers_of(query, NULL);
    return target->offers != NULL;
}

/* The server of the list whose name, host or host:port this is. */
static const struct rt_server *find(const struct query *query, const char *text)
{
    const struct rt_server *named = rt_servers_find(&query->servers, text);
    for (size_t i = 0; !named && i < query->servers.count; i++) {
        const struct rt_server *server = &query->servers.list[i];
        for (size_t a = 0; !named && a < server->address_count; a++) {
            char address[RT_ADDRESS_SIZE];
            rt_address_text(&server->addresses[a], address);
            if (strcasecmp(address, text) == 0 || strcasecmp(server->addresses[a].host, text) == 0)
                named = server;
        }
    }
    return named;
}

static bool read_list(struct query *query)
{
    struct app *app = query->app;
    if (!lists_read(app, query->list, &query->servers))
        return false;
    query->have_servers = true;
    lists_complain(app, query->list, &query->servers, option_given(&app->options, OPTION_VERBOSE));
    return true;
}

static bool add_all(struct query *query, int argc, char **argv)
{
    for (size_t i = 0; argc == 0 && i < query->servers.count; i++)
        if (!add_listed(query, &query->servers.list[i]))
            return false;
    for (int i = 0; i < argc; i++) {
        const struct rt_server *server =
            query->app->key_count == 0 || query->list ? find(query, argv[i]) : NULL;
        if (server ? !add_listed(query, server) : !add_host(query, argv[i], (size_t)i))
            return false;
    }
    return true;
}

/* Leaves as many as --pick says, chosen at random. */
static void pick(struct query *query)
{
    if (query->pick == 0 || query->pick >= query->count)
        return;
    for (size_t i = 0; i < query->pick; i++) {
        size_t other = i + chance_below(&query->chance, STREAM_PICK, i, query->count - i);
        struct query_target kept = query->targets[i];
        query->targets[i] = query->targets[other];
        query->targets[other] = kept;
    }
    query->count = query->pick;
}

/* A target by its key. */
struct keyed {
    const uint8_t *key;
    size_t target;
};

static int by_key(const void *a, const void *b)
{
    const struct keyed *x = a;
    const struct keyed *y = b;
    int order = memcmp(x->key, y->key, RT_KEY_SIZE);
    return order ? order : x->target < y->target ? -1 : 1;
}

/* Finds those with the same key. */
static bool compare_keys(struct query *query)
{
    struct keyed *list = calloc(query->count + 1, sizeof *list);
    size_t first = 0;
    if (!list) {
        app_complain(query->app, EXIT_BUG, NULL, "out of memory");
        return false;
    }
    for (size_t i = 0; i < query->count; i++)
        list[i] = (struct keyed){query->targets[i].key, i};
    qsort(list, query->count, sizeof *list, by_key);
    query->keys = 0;
    for (size_t i = 0; i < query->count; i++) {
        if (i == 0 || memcmp(list[first].key, list[i].key, RT_KEY_SIZE) != 0) {
            first = i;
            query->keys++;
        }
        query->targets[list[i].target].first = list[first].target;
    }
    free(list);
    return true;
}

bool query_targets(struct query *query, int argc, char **argv)
{
    bool need_list = argc == 0 || query->list || query->app->key_count == 0;
    if ((need_list && !read_list(query)) || !add_all(query, argc, argv) || !compare_keys(query) ||
        !query_enough(query, query->keys))
        return false;
    pick(query);
    if (!compare_keys(query))
        return false;
    for (size_t i = 0; i < query->count; i++) {
        struct query_target *target = &query->targets[i];
        unsigned len = (unsigned)strlen(target->name);
        if (target->site_count == 0)
            target->sites[target->site_count++] =
                (struct rt_site){target->own.host, target->own.port, true, true};
        if (len > query->width)
            query->width = len < 40 ? len : 40;
    }
    return true;
}

void query_targets_free(struct query *query)
{
    while (query->offers) {
        struct query_offers *next = query->offers->next;
        free(query->offers);
        query->offers = next;
    }
    for (size_t i = 0; i < query->count; i++)
        free(query->targets[i].bytes);
    free(query->targets);
    if (query->have_servers)
        rt_servers_free(&query->servers);
}
