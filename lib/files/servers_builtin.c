// SPDX-License-Identifier: BSD-2-Clause
/* The list of servers_builtin.def. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/key.h"
#include "files/servers_internal.h"

/* A row of the list: one address of a server. */
struct row {
    const char *name;
    const char *version;
    const char *key;
    enum rt_transport transport;
    const char *address;
    const char *source;
    const char *date;
};

static const struct row rows[] = {
#define RT_BUILTIN(name, version, key, transport, address, source, date)                           \
    {name, version, key, RT_TRANSPORT_##transport, address, source, date},
#include "files/servers_builtin.def"
#undef RT_BUILTIN
};

/* Adds the versions of a row: hints joined by commas. */
static void add_versions(struct rt_servers_build *build, struct rt_servers_entry *server,
                         const char *text)
{
    const struct rt_version *versions[RT_CHOICES_MAX];
    char hint[64];
    enum rt_oddity odd;
    for (; *text; text += strspn(text, ", ")) {
        size_t len = strcspn(text, ",");
        snprintf(hint, sizeof hint, "%.*s", (int)len, text);
        size_t count = rt_servers_hint(hint, true, build->known, versions, &odd);
        for (size_t i = 0; i < count && server->version_count < RT_CHOICES_MAX; i++)
            server->versions[server->version_count++] = versions[i];
        text += len;
    }
}

static bool begin_server(struct rt_servers_build *build, const struct row *row)
{
    build->entry = ++build->servers->entries;
    struct rt_servers_entry *server = rt_servers_append(build);
    if (!server)
        return false;
    server->name = rt_servers_copy(build, row->name);
    server->addresses = calloc(RT_SERVERS_ADDRESSES, sizeof *server->addresses);
    build->no_memory = build->no_memory || !server->addresses;
    add_versions(build, server, row->version);
    server->source = row->source;
    server->date = row->date;
    struct rt_view key = {(const uint8_t *)row->key, strlen(row->key)};
    if (rt_key_parse(key, server->key, NULL).error != RT_OK)
        rt_servers_note_add(build, RT_ODD_BAD_KEY, "%s", row->key);
    return !build->no_memory;
}

static void add_address(struct rt_servers_build *build, const struct row *row)
{
    struct rt_servers_entry *server = &build->servers->list[build->servers->count - 1];
    struct rt_host_port address;
    enum rt_oddity odd;
    if (server->address_count == RT_SERVERS_ADDRESSES ||
        rt_servers_address_parse(row->address, &address, &odd) != RT_ODD_NONE ||
        odd != RT_ODD_NONE) {
        rt_servers_note_add(build, RT_ODD_BAD_ADDRESS, "%s", row->address);
        return;
    }
    address.udp = row->transport == RT_TRANSPORT_UDP;
    address.tcp = row->transport == RT_TRANSPORT_TCP;
    server->addresses[server->address_count++] = address;
}

enum rt_error rt_servers_builtin(struct rt_known known, struct rt_servers *servers)
{
    struct rt_servers_build build = {.servers = servers, .known = known};
    *servers = (struct rt_servers){.list = NULL};
    bool good = true;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0] && good; i++) {
        if (i == 0 || strcmp(rows[i].name, rows[i - 1].name) != 0)
            good = begin_server(&build, &rows[i]);
        if (good)
            add_address(&build, &rows[i]);
    }
    if (good)
        rt_servers_lint(&build);
    if (build.no_memory) {
        rt_servers_free(servers);
        return RT_E_NO_MEMORY;
    }
    return RT_OK;
}
