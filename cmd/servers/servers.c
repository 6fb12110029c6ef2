// SPDX-License-Identifier: BSD-2-Clause
/* rtctl servers: reads, checks and converts lists of servers. */
#include "servers/servers.h"

#include <string.h>

#include "base/base64.h"
#include "commands.h"
#include "common/names.h"
#include "common/server_lists.h"
#include "files/member.h"

static const char *protocol(const struct rt_host_port *address)
{
    return address->tcp ? "tcp" : "udp";
}

static void print_server(struct rt_output *out, const struct rt_servers_entry *server)
{
    char text[RT_HOST_PORT_TEXT_SIZE];
    char key[RT_BASE64_SIZE(RT_KEY_SIZE)];
    char names[NAMES_SIZE];
    rt_output_styled(out, RT_STYLE_HEAD, server->name);
    rt_output_print(out, "\n  key      %s\n",
                    rt_base64_encode((struct rt_view){server->key, RT_KEY_SIZE}, key));
    rt_output_print(out, "  version  %s\n",
                    server->version_count > 0
                        ? names_join(server->versions, server->version_count, names)
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

static enum exit_code show(struct app *app, const char *file)
{
    struct rt_servers servers;
    if (!lists_read(app, file, &servers))
        return EXIT_INPUT;
    for (size_t i = 0; i < servers.count; i++) {
        if (app->form == RT_OUTPUT_TEXT)
            print_server(&app->out, &servers.list[i]);
        else
            server_json(&app->out, &servers.list[i]);
    }
    lists_complain(app, file, &servers, option_given(&app->options, OPTION_VERBOSE));
    rt_servers_free(&servers);
    return EXIT_GOOD;
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

static void print_check(struct app *app, const char *file, const struct rt_servers *servers)
{
    struct rt_output *out = &app->out;
    if (app->form == RT_OUTPUT_TEXT) {
        rt_output_styled(out, RT_STYLE_HEAD, lists_name(file));
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

static enum exit_code weight_code(enum rt_weight weight)
{
    switch (weight) {
    case RT_WEIGHT_LOST:
        return EXIT_INPUT;
    case RT_WEIGHT_ODD:
        return EXIT_FAILED;
    case RT_WEIGHT_ADVICE:
        break;
    }
    return EXIT_GOOD;
}

static enum exit_code check(struct app *app, const char *file)
{
    struct rt_servers servers;
    enum exit_code code = EXIT_GOOD;
    if (!lists_read(app, file, &servers))
        return EXIT_INPUT;
    print_check(app, file, &servers);
    for (size_t i = 0; i < servers.note_count; i++)
        code = exit_worse(code, weight_code(rt_oddity_weight(servers.notes[i].oddity)));
    rt_servers_free(&servers);
    return code;
}

enum exit_code servers_run(struct app *app, int argc, char **argv)
{
    const char *what = argc > 0 ? argv[0] : "servers";
    enum exit_code (*run)(struct app *, const char *) = NULL;
    enum exit_code code = EXIT_GOOD;
    if (strcmp(what, "show") == 0)
        run = show;
    else if (strcmp(what, "check") == 0)
        run = check;
    else if (strcmp(what, "convert") == 0 && argc <= 2)
        run = servers_convert;
    if (!run) {
        app_complain(app, EXIT_USAGE, what,
                     "use servers show [FILE...], servers check [FILE...] or servers convert --to "
                     "FORMAT [FILE]");
        return EXIT_USAGE;
    }
    if (argc == 1)
        return run(app, NULL);
    for (int i = 1; i < argc; i++)
        code = exit_worse(code, run(app, argv[i]));
    return code;
}
