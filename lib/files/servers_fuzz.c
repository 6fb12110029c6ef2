// SPDX-License-Identifier: BSD-2-Clause
/* Any bytes as a list of servers, as an address and as a hint. */
#include <stdlib.h>
#include <string.h>

#include "base/fuzz_target.h"
#include "files/servers.h"
#include "registry.h"

static void require(int condition)
{
    if (!condition)
        abort();
}

static void read_list(struct rt_view text)
{
    struct rt_servers servers;
    require(rt_servers_parse(text, (struct rt_known){rt_registry, rt_registry_count, 0},
                             &servers) == RT_OK);
    require(servers.count <= servers.entries);
    require(servers.count > 0 || servers.note_count > 0);
    for (size_t i = 0; i < servers.count; i++) {
        const struct rt_servers_entry *server = &servers.list[i];
        require(server->name && server->address_count > 0 && server->at < text.len);
        require(rt_servers_find(&servers, server->name) != NULL);
    }
    for (size_t i = 0; i < servers.note_count; i++) {
        const struct rt_servers_note *note = &servers.notes[i];
        require(note->oddity > RT_ODD_NONE && note->oddity < RT_ODD_COUNT);
        require(note->entry <= servers.entries && note->at <= text.len);
    }
    rt_servers_free(&servers);
}

/* What is written of an address is read as the same address. */
static void read_words(const char *text)
{
    char written[RT_HOST_PORT_TEXT_SIZE];
    const struct rt_version *versions[RT_CHOICES_MAX];
    struct rt_known known = {rt_registry, rt_registry_count, 0};
    struct rt_host_port address, again;
    enum rt_oddity odd;
    if (rt_servers_address_parse(text, &address, &odd) == RT_ODD_NONE && address.port > 0) {
        rt_host_port_text(&address, written);
        require(rt_servers_address_parse(written, &again, &odd) == RT_ODD_NONE);
        require(again.port == address.port && strcmp(again.host, address.host) == 0);
    }
    rt_servers_hint(text, true, known, versions, &odd);
    rt_servers_hint(text, false, known, versions, &odd);
}

RT_FUZZ_TARGET("servers", data, size)
{
    char text[512];
    size_t len = size < sizeof text ? size : sizeof text - 1;
    read_list((struct rt_view){data, size});
    if (len > 0)
        memcpy(text, data, len);
    text[len] = '\0';
    read_words(text);
    return 0;
}
