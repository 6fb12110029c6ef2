// SPDX-License-Identifier: BSD-2-Clause
/* Prints lists of servers, and what is odd about them. */
#include "files/servers_print.h"

#include <string.h>

#include "base/base64.h"
#include "files/member.h"
#include "judge/version_join.h"

static const char *protocol(const struct rt_host_port *address)
{
    return address->tcp ? "tcp" : "udp";
}

static void print_server(struct rt_output *out, struct rt_version_name_from from,
                         const struct rt_servers_entry *server)
{
    char text[RT_HOST_PORT_TEXT_SIZE];
    char key[RT_BASE64_SIZE(RT_KEY_SIZE)];
    char names[RT_VERSION_JOIN_SIZE];
    rt_output_styled(out, RT_STYLE_HEAD, server->name);
    rt_output_print(out, "\n  key      %s\n",
                    rt_base64_encode((struct rt_view){server->key, RT_KEY_SIZE}, key));
    rt_output_print(out, "  version  %s\n",
                    server->version_count > 0
                        ? rt_version_join(from, server->versions, server->version_count, names)
                        : "not given");
    for (size_t i = 0; i < server->address_count; i++) {
        const char *address = rt_host_port_text(&server->addresses[i], text);
        rt_output_print(out, "  %s      ", protocol(&server->addresses[i]));
        rt_output_safe(out, (struct rt_view){(const uint8_t *)address, strlen(address)});
        rt_output_text(out, "\n");
    }
    if (server->source)
        rt_output_print(out, "  source   %s, %s\n", server->source, server->date);
}

static void server_json(struct rt_output *out, const struct rt_servers_entry *server)
{
    rt_output_record(out, "server");
    rt_output_uint(out, "entry", server->entry);
    rt_output_string(out, "name", server->name);
    rt_output_base64(out, "key", (struct rt_view){server->key, RT_KEY_SIZE});
    rt_member_versions(out, "versions", server->versions, server->version_count);
    rt_output_array(out, "addresses");
    for (size_t i = 0; i < server->address_count; i++) {
        const struct rt_host_port *address = &server->addresses[i];
        rt_output_object(out, NULL);
        rt_output_string(out, "protocol", protocol(address));
        rt_output_string(out, "host", address->host);
        rt_output_uint(out, "port", address->port);
        rt_output_end(out);
    }
    rt_output_end(out);
    rt_output_string(out, "source", server->source);
    rt_output_string(out, "date", server->date);
    rt_output_record_end(out);
}

void rt_servers_print_entry(struct rt_output *out, struct rt_version_name_from from,
                            const struct rt_servers_entry *server)
{
    if (out->form == RT_OUTPUT_TEXT)
        print_server(out, from, server);
    else
        server_json(out, server);
}

static void print_note(struct rt_output *out, const struct rt_servers_note *note)
{
    char place[64] = "list";
    enum rt_weight weight = rt_oddity_weight(note->oddity);
    if (note->entry > 0)
        snprintf(place, sizeof place, "entry %zu", note->entry);
    rt_output_text(out, "  ");
    rt_output_cell(out, RT_STYLE_PLAIN, 10, place);
    snprintf(place, sizeof place, "offset %zu", note->at);
    rt_output_cell(out, RT_STYLE_DIM, 14, place);
    rt_output_cell(out, weight == RT_WEIGHT_LOST ? RT_STYLE_BAD : RT_STYLE_PLAIN, 8,
                   rt_weight_name(weight));
    rt_output_cell(out, RT_STYLE_PLAIN, 18, rt_oddity_name(note->oddity));
    rt_output_text(out, rt_oddity_text(note->oddity));
    if (note->detail) {
        rt_output_text(out, ": ");
        rt_output_safe(out, (struct rt_view){(const uint8_t *)note->detail, strlen(note->detail)});
    }
    rt_output_text(out, "\n");
}

static void note_json(struct rt_output *out, const struct rt_servers_note *note)
{
    rt_output_object(out, NULL);
    rt_output_uint(out, "entry", note->entry);
    rt_output_uint(out, "at", note->at);
    rt_output_string(out, "weight", rt_weight_name(rt_oddity_weight(note->oddity)));
    rt_output_string(out, "reason", rt_oddity_name(note->oddity));
    rt_output_string(out, "text", rt_oddity_text(note->oddity));
    rt_output_string(out, "detail", note->detail);
    rt_output_end(out);
}

void rt_servers_print_notes(struct rt_output *out, const char *file, const char *name,
                            const struct rt_servers *servers)
{
    if (out->form == RT_OUTPUT_TEXT) {
        rt_output_styled(out, RT_STYLE_HEAD, name);
        rt_output_print(out, ": %zu of %zu servers can be used, %zu notes\n", servers->count,
                        servers->entries, servers->note_count);
        for (size_t i = 0; i < servers->note_count; i++)
            print_note(out, &servers->notes[i]);
        return;
    }
    rt_output_record(out, "servers");
    rt_output_string(out, "file", file);
    rt_output_uint(out, "entries", servers->entries);
    rt_output_uint(out, "usable", servers->count);
    rt_output_array(out, "notes");
    for (size_t i = 0; i < servers->note_count; i++)
        note_json(out, &servers->notes[i]);
    rt_output_end(out);
    rt_output_record_end(out);
}
