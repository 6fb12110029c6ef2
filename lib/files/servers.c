// SPDX-License-Identifier: BSD-2-Clause
/* A list of servers while it grows, and what can be odd about one. */
#include "files/servers.h"

#include <arpa/inet.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "files/servers_internal.h"

static const struct {
    const char *name;
    enum rt_weight weight;
    const char *text;
} oddities[] = {[RT_ODD_NONE] = {"none", RT_WEIGHT_ADVICE, "nothing is odd"},
#define X(id, name, weight, text) [RT_ODD_##id] = {name, RT_WEIGHT_##weight, text},
                RT_ODDITIES(X)
#undef X
};

const char *rt_weight_name(enum rt_weight weight)
{
    switch (weight) {
    case RT_WEIGHT_LOST:
        return "lost";
    case RT_WEIGHT_ODD:
        return "odd";
    case RT_WEIGHT_ADVICE:
        return "advice";
    }
    return NULL;
}

const char *rt_oddity_name(enum rt_oddity oddity)
{
    return oddities[oddity].name;
}

enum rt_weight rt_oddity_weight(enum rt_oddity oddity)
{
    return oddities[oddity].weight;
}

const char *rt_oddity_text(enum rt_oddity oddity)
{
    return oddities[oddity].text;
}

void *rt_servers_grown(void *array, size_t count, size_t *cap, size_t size)
{
    if (count < *cap)
        return array;
    size_t wanted = *cap ? *cap * 2 : 16;
    void *more = realloc(array, wanted * size);
    if (more)
        *cap = wanted;
    return more;
}

char *rt_servers_copy(struct rt_servers_build *build, const char *text)
{
    char *copy = strdup(text);
    build->no_memory = build->no_memory || !copy;
    return copy;
}

void rt_servers_note_at(struct rt_servers_build *build, enum rt_oddity oddity, size_t at,
                        const char *detail)
{
    struct rt_servers *servers = build->servers;
    struct rt_servers_note *more =
        rt_servers_grown(servers->notes, servers->note_count, &build->note_cap, sizeof *more);
    build->no_memory = build->no_memory || !more;
    if (!more)
        return;
    servers->notes = more;
    servers->notes[servers->note_count++] =
        (struct rt_servers_note){.oddity = oddity,
                                 .entry = build->entry,
                                 .at = at,
                                 .detail = detail ? rt_servers_copy(build, detail) : NULL};
}

void rt_servers_note_add(struct rt_servers_build *build, enum rt_oddity oddity, const char *format,
                         ...)
{
    char detail[512] = "";
    va_list arguments;
    va_start(arguments, format);
    if (format)
        vsnprintf(detail, sizeof detail, format, arguments);
    va_end(arguments);
    rt_servers_note_at(build, oddity, build->at, format ? detail : NULL);
}

struct rt_servers_entry *rt_servers_append(struct rt_servers_build *build)
{
    struct rt_servers *servers = build->servers;
    struct rt_servers_entry *more =
        rt_servers_grown(servers->list, servers->count, &build->server_cap, sizeof *more);
    build->no_memory = build->no_memory || !more;
    if (!more)
        return NULL;
    servers->list = more;
    struct rt_servers_entry *server = &servers->list[servers->count++];
    *server = (struct rt_servers_entry){.entry = build->entry, .at = build->at};
    return server;
}

static void free_server(struct rt_servers_entry *server)
{
    free(server->name);
    free(server->addresses);
}

void rt_servers_drop(struct rt_servers_build *build)
{
    free_server(&build->servers->list[--build->servers->count]);
}

void rt_servers_free(struct rt_servers *servers)
{
    for (size_t i = 0; i < servers->count; i++)
        free_server(&servers->list[i]);
    for (size_t i = 0; i < servers->note_count; i++)
        free(servers->notes[i].detail);
    for (size_t i = 0; i < servers->source_count; i++)
        free(servers->sources[i]);
    free(servers->list);
    free(servers->notes);
    free(servers->sources);
    free(servers->reports);
    *servers = (struct rt_servers){.list = NULL};
}

const struct rt_servers_entry *rt_servers_find(const struct rt_servers *servers, const char *name)
{
    for (size_t i = 0; i < servers->count; i++)
        if (strcasecmp(servers->list[i].name, name) == 0)
            return &servers->list[i];
    return NULL;
}

static bool is_at(const struct rt_host_port *address, const struct rt_endpoint *endpoint)
{
    struct rt_endpoint at = {.family = endpoint->family, .port = address->port};
    int family = endpoint->family == 4 ? AF_INET : AF_INET6;
    return address->numeric && endpoint->family != 0 &&
           inet_pton(family, address->host, at.addr) == 1 && rt_endpoint_equal(&at, endpoint);
}

const struct rt_servers_entry *rt_servers_at(const struct rt_servers *servers,
                                             const struct rt_endpoint *endpoint)
{
    for (size_t i = 0; i < servers->count; i++)
        for (size_t k = 0; k < servers->list[i].address_count; k++)
            if (is_at(&servers->list[i].addresses[k], endpoint))
                return &servers->list[i];
    return NULL;
}

const struct rt_servers_entry *rt_servers_find_place(const struct rt_servers *servers,
                                                     const char *text)
{
    const struct rt_servers_entry *found = rt_servers_find(servers, text);
    for (size_t i = 0; !found && i < servers->count; i++) {
        const struct rt_servers_entry *server = &servers->list[i];
        for (size_t a = 0; !found && a < server->address_count; a++) {
            char address[RT_HOST_PORT_TEXT_SIZE];
            rt_host_port_text(&server->addresses[a], address);
            if (strcasecmp(address, text) == 0 || strcasecmp(server->addresses[a].host, text) == 0)
                found = server;
        }
    }
    return found;
}

static void allow_tcp(struct rt_servers_entry *server)
{
    for (size_t i = 0; i < server->address_count; i++)
        if (server->addresses[i].tcp)
            return;
    for (size_t i = 0; i < server->address_count; i++)
        server->addresses[i].tcp = true;
}

void rt_servers_allow_tcp(struct rt_servers *servers)
{
    for (size_t i = 0; i < servers->count; i++)
        allow_tcp(&servers->list[i]);
}

size_t rt_servers_choices(const struct rt_servers_entry *server,
                          struct rt_choice choices[RT_CHOICES_MAX])
{
    for (size_t i = 0; i < server->version_count; i++)
        choices[i] = (struct rt_choice){.version = server->versions[i]};
    return server->version_count;
}
