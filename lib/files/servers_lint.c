// SPDX-License-Identifier: BSD-2-Clause
/* What only the whole list can tell. Everything is sorted, so that long lists take no longer. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "files/servers_internal.h"

#define OPERATORS_MIN 3

/* A server, or one address of it. */
struct item {
    const struct rt_servers_entry *server;
    const struct rt_host_port *address;
    const char *domain;
};

/* The last two labels of a host name; an address as it is. */
static const char *domain_of(const struct rt_host_port *address)
{
    const char *host = address->host;
    const char *p = host + strlen(host);
    int dots = 0;
    if (address->numeric)
        return host;
    while (p > host && dots < 2)
        dots += *--p == '.' && p[1] != '\0';
    return dots == 2 ? p + 1 : host;
}

static int by_order(const struct item *a, const struct item *b)
{
    return (a->server > b->server) - (a->server < b->server);
}

static int by_key(const void *a, const void *b)
{
    const struct item *x = a, *y = b;
    int order = memcmp(x->server->key, y->server->key, RT_KEY_SIZE);
    return order ? order : by_order(x, y);
}

static int by_name(const void *a, const void *b)
{
    const struct item *x = a, *y = b;
    int order = strcasecmp(x->server->name, y->server->name);
    return order ? order : by_order(x, y);
}

static int by_domain(const void *a, const void *b)
{
    const struct item *x = a, *y = b;
    return strcasecmp(x->domain, y->domain);
}

static int compare_addresses(const struct rt_host_port *a, const struct rt_host_port *b)
{
    int order = strcasecmp(a->host, b->host);
    order = order ? order : (int)a->port - (int)b->port;
    return order ? order : (int)a->tcp - (int)b->tcp;
}

static int by_address(const void *a, const void *b)
{
    const struct item *x = a, *y = b;
    int order = compare_addresses(x->address, y->address);
    return order ? order : by_order(x, y);
}

static bool same_key(const struct item *a, const struct item *b)
{
    return memcmp(a->server->key, b->server->key, RT_KEY_SIZE) == 0;
}

static bool same_name(const struct item *a, const struct item *b)
{
    return strcasecmp(a->server->name, b->server->name) == 0;
}

static void note(struct rt_servers_build *build, enum rt_oddity oddity, const struct item *item,
                 const struct item *other)
{
    char text[RT_HOST_PORT_TEXT_SIZE] = "";
    build->entry = item->server->entry;
    build->at = item->server->at;
    if (oddity == RT_ODD_SAME_ADDRESS)
        rt_host_port_text(item->address, text);
    rt_servers_note_add(build, oddity, "%s%sentry %zu, %.80s", text, text[0] ? ": " : "",
                        other->server->entry, other->server->name);
}

/* How many different keys, or names, or domains stand in a row that is sorted. */
static size_t count_different(const struct item *items, size_t count,
                              int (*order)(const void *, const void *))
{
    size_t different = count > 0;
    for (size_t i = 1; i < count; i++)
        different += order(&items[i - 1], &items[i]) != 0;
    return different;
}

static void look_at_servers(struct rt_servers_build *build, struct item *items, size_t count)
{
    size_t first = 0;
    qsort(items, count, sizeof *items, by_key);
    for (size_t i = 1; i < count; i++) {
        first = same_key(&items[first], &items[i]) ? first : i;
        if (first != i && !same_name(&items[first], &items[i]))
            note(build, RT_ODD_SAME_KEY, &items[i], &items[first]);
    }
    first = 0;
    qsort(items, count, sizeof *items, by_name);
    for (size_t i = 1; i < count; i++) {
        first = same_name(&items[first], &items[i]) ? first : i;
        if (first != i)
            note(build, RT_ODD_SAME_NAME, &items[i], &items[first]);
    }
}

static void look_at_addresses(struct rt_servers_build *build, struct item *items, size_t count)
{
    size_t first = 0;
    qsort(items, count, sizeof *items, by_address);
    for (size_t i = 1; i < count; i++) {
        first = compare_addresses(items[first].address, items[i].address) == 0 ? first : i;
        if (first != i && !same_key(&items[first], &items[i]))
            note(build, RT_ODD_SAME_ADDRESS, &items[i], &items[first]);
    }
}

static void look_at_operators(struct rt_servers_build *build, struct item *items, size_t count)
{
    qsort(items, count, sizeof *items, by_domain);
    size_t domains = count_different(items, count, by_domain);
    build->entry = 0;
    build->at = 0;
    if (count == 0)
        rt_servers_note_add(build, RT_ODD_NO_SERVERS, NULL);
    else if (domains < OPERATORS_MIN)
        rt_servers_note_add(build, RT_ODD_FEW_OPERATORS, "%zu", domains);
}

void rt_servers_lint(struct rt_servers_build *build)
{
    const struct rt_servers *servers = build->servers;
    size_t addresses = 0;
    for (size_t i = 0; i < servers->count; i++)
        addresses += servers->list[i].address_count;
    struct item *items = calloc(addresses + 1, sizeof *items);
    build->no_memory = build->no_memory || !items;
    if (!items)
        return;
    for (size_t i = 0; i < servers->count; i++)
        items[i] = (struct item){.server = &servers->list[i],
                                 .domain = domain_of(&servers->list[i].addresses[0])};
    look_at_servers(build, items, servers->count);
    look_at_operators(build, items, servers->count);
    size_t n = 0;
    for (size_t i = 0; i < servers->count; i++)
        for (size_t a = 0; a < servers->list[i].address_count; a++)
            items[n++] = (struct item){.server = &servers->list[i],
                                       .address = &servers->list[i].addresses[a]};
    look_at_addresses(build, items, n);
    free(items);
}
