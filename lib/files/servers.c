// SPDX-License-Identifier: BSD-2-Clause
/* Reads a list of servers from a file, and finds servers in it. */
#include "files/servers.h"

#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "files/json_scan.h"
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

/* Room for one more; returns the array, moved or not, or NULL. */
static void *grown(void *array, size_t count, size_t *cap, size_t size)
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
    struct rt_server_note *more =
        grown(servers->notes, servers->note_count, &build->note_cap, sizeof *more);
    build->no_memory = build->no_memory || !more;
    if (!more)
        return;
    servers->notes = more;
    servers->notes[servers->note_count++] =
        (struct rt_server_note){.oddity = oddity,
                                .entry = build->entry,
                                .at = at,
                                .detail = detail ? rt_servers_copy(build, detail) : NULL};
}

void rt_servers_note(struct rt_servers_build *build, enum rt_oddity oddity, const char *format, ...)
{
    char detail[512] = "";
    va_list arguments;
    va_start(arguments, format);
    if (format)
        vsnprintf(detail, sizeof detail, format, arguments);
    va_end(arguments);
    rt_servers_note_at(build, oddity, build->at, format ? detail : NULL);
}

struct rt_server *rt_servers_append(struct rt_servers_build *build)
{
    struct rt_servers *servers = build->servers;
    struct rt_server *more = grown(servers->list, servers->count, &build->server_cap, sizeof *more);
    build->no_memory = build->no_memory || !more;
    if (!more)
        return NULL;
    servers->list = more;
    struct rt_server *server = &servers->list[servers->count++];
    *server = (struct rt_server){.entry = build->entry, .at = build->at};
    return server;
}

static void free_server(struct rt_server *server)
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

const struct rt_server *rt_servers_find(const struct rt_servers *servers, const char *name)
{
    for (size_t i = 0; i < servers->count; i++)
        if (strcasecmp(servers->list[i].name, name) == 0)
            return &servers->list[i];
    return NULL;
}

size_t rt_server_choices(const struct rt_server *server, struct rt_choice choices[RT_CHOICES_MAX])
{
    for (size_t i = 0; i < server->version_count; i++)
        choices[i] = (struct rt_choice){.version = server->versions[i]};
    return server->version_count;
}

enum rt_error rt_servers_read(FILE *file, struct rt_known known, struct rt_servers *servers)
{
    enum rt_error error = RT_OK;
    size_t cap = 0;
    size_t len = 0;
    uint8_t *text = NULL;
    *servers = (struct rt_servers){.list = NULL};
    for (;;) {
        uint8_t *more = grown(text, len, &cap, 1);
        if (!more) {
            free(text);
            return RT_E_NO_MEMORY;
        }
        text = more;
        size_t got = fread(text + len, 1, cap - len, file);
        len += got;
        if (got == 0 || len > RT_SERVERS_FILE_MAX)
            break;
    }
    if (ferror(file))
        error = RT_E_IO;
    else if (len > RT_SERVERS_FILE_MAX)
        error = RT_E_TOO_LARGE;
    int number = errno;
    if (error == RT_OK)
        error = rt_servers_parse((struct rt_view){text, len}, known, servers);
    free(text);
    errno = number;
    return error;
}
