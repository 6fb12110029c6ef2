// SPDX-License-Identifier: BSD-2-Clause
/*
 * rtctl servers convert: any list in one clean form.
 *
 * What the form cannot say is left out, with a message; what was odd is said and put right.
 */
#include "servers/servers.h"

#include <string.h>
#include <strings.h>

#include "base/base64.h"
#include "common/server_lists.h"

/* The two forms: constant, name for --to. */
#define FORMS(X)                                                                                   \
    X(FORM_RFC, rfc10049)                                                                          \
    X(FORM_GOOGLE, google)

#define X(id, name) id,
enum form { FORM_NONE, FORMS(X) };
#undef X

static enum form form_of(const char *name)
{
#define X(id, word)                                                                                \
    if (name && strcmp(name, #word) == 0)                                                          \
        return id;
    FORMS(X)
#undef X
    return FORM_NONE;
}

static void put_string(struct rt_output *out, const char *text)
{
    rt_output_text(out, "\"");
    for (; *text; text++) {
        unsigned char c = (unsigned char)*text;
        if (c == '"' || c == '\\')
            rt_output_print(out, "\\%c", c);
        else if (c < ' ' || c == 0x7f)
            rt_output_print(out, "\\u%04x", (unsigned)c);
        else
            rt_output_view(out, (struct rt_view){(const uint8_t *)text, 1});
    }
    rt_output_text(out, "\"");
}

static uint32_t number_of(const struct rt_version *version)
{
    return version->rules.version == RT_NO_NUMBER ? RT_PRE_IETF : version->rules.version;
}

/* The newest of the versions of -V, else of those the list names; NULL if there is none. */
static const struct rt_version *newest(const struct app *app, const struct rt_servers_entry *server)
{
    if (option_given(&app->options, OPTION_VERSIONS))
        return app->choices[app->choice_count - 1].version;
    return server->version_count > 0 ? server->versions[server->version_count - 1] : NULL;
}

/* Whether a form can say an address. */
static const char *objection(enum form form, const struct rt_host_port *address)
{
    if (strchr(address->host, '%'))
        return "an IPv6 address with a zone means nothing elsewhere";
    if (form == FORM_GOOGLE && address->tcp)
        return "this form knows udp only";
    return NULL;
}

static void put_addresses(struct rt_output *out, enum form form,
                          const struct rt_servers_entry *server)
{
    char text[RT_HOST_PORT_TEXT_SIZE];
    const char *separator = "";
    for (size_t i = 0; i < server->address_count; i++) {
        const struct rt_host_port *address = &server->addresses[i];
        if (objection(form, address))
            continue;
        rt_output_print(out, "%s\n        {\"protocol\": \"%s\", \"address\": ", separator,
                        address->tcp ? "tcp" : "udp");
        put_string(out, rt_host_port_text(address, text));
        rt_output_text(out, "}");
        separator = ",";
    }
}

static void put_version(struct app *app, enum form form, const struct rt_version *version)
{
    struct rt_output *out = &app->out;
    if (form == FORM_RFC)
        rt_output_print(out, "      \"version\": %u,\n", (unsigned)number_of(version));
    else if (version)
        rt_output_print(out, "      \"version\": \"%s-Roughtime\",\n",
                        version->rules.version == RT_NO_NUMBER ? "Google" : "IETF");
}

/* Says what is lost of a server; false if nothing would be left. */
static bool look(struct app *app, const char *file, enum form form,
                 const struct rt_servers_entry *server)
{
    char text[RT_HOST_PORT_TEXT_SIZE];
    size_t left = server->address_count;
    bool asked = option_given(&app->options, OPTION_VERSIONS);
    for (size_t i = 0; i < server->address_count; i++) {
        const char *why = objection(form, &server->addresses[i]);
        left -= why != NULL;
        if (why)
            app_complain(app, EXIT_INPUT, lists_name(file), "entry %zu: %s is left out: %s",
                         server->entry, rt_host_port_text(&server->addresses[i], text), why);
    }
    const struct rt_version *version = newest(app, server);
    if (left == 0) {
        app_complain(app, EXIT_INPUT, lists_name(file), "entry %zu: left out: no address is left",
                     server->entry);
    } else if (form == FORM_RFC && !version) {
        app_complain(app, EXIT_INPUT, lists_name(file),
                     "entry %zu: left out: it has no version; -V NAME says which", server->entry);
    } else if (form == FORM_RFC && !asked && number_of(server->versions[0]) != number_of(version)) {
        app_complain(app, EXIT_GOOD, lists_name(file),
                     "entry %zu: the highest version is not given; %s is written, -V NAME says "
                     "otherwise",
                     server->entry, version->name);
    }
    return left > 0 && (form == FORM_GOOGLE || version);
}

static void put_server(struct app *app, enum form form, const struct rt_servers_entry *server)
{
    struct rt_output *out = &app->out;
    char key[RT_BASE64_SIZE(RT_KEY_SIZE)];
    rt_output_text(out, "    {\n      \"name\": ");
    put_string(out, server->name);
    rt_output_text(out, ",\n");
    put_version(app, form, newest(app, server));
    rt_output_print(out, "      \"publicKeyType\": \"ed25519\",\n      \"publicKey\": \"%s\",\n",
                    rt_base64_encode((struct rt_view){server->key, RT_KEY_SIZE}, key));
    rt_output_text(out, "      \"addresses\": [");
    put_addresses(out, form, server);
    rt_output_text(out, "\n      ]\n    }");
}

static bool is_https(const char *url)
{
    return strncasecmp(url, "https://", 8) == 0;
}

static void put_urls(struct app *app, const char *file, const struct rt_servers *servers)
{
    struct rt_output *out = &app->out;
    const char *separator = "";
    for (size_t i = 0; i < servers->source_count; i++) {
        const char *url = servers->sources[i];
        if (!is_https(url)) {
            app_complain(app, EXIT_INPUT, lists_name(file), "%s is left out: it is not https", url);
            continue;
        }
        rt_output_text(out, separator[0] ? ", " : ",\n  \"sources\": [");
        put_string(out, url);
        separator = ", ";
    }
    if (separator[0])
        rt_output_text(out, "]");
    if (servers->reports && is_https(servers->reports)) {
        rt_output_text(out, ",\n  \"reports\": ");
        put_string(out, servers->reports);
    } else if (servers->reports) {
        app_complain(app, EXIT_INPUT, lists_name(file), "%s is left out: it is not https",
                     servers->reports);
    }
}

enum exit_code servers_convert(struct app *app, const char *file)
{
    const char *to = app->options.value[OPTION_TO];
    enum form form = form_of(to);
    const char *separator = "";
    struct rt_servers servers;
    if (form == FORM_NONE) {
        app_complain(app, EXIT_USAGE, to ? to : "servers convert", "--to takes rfc10049 or google");
        return EXIT_USAGE;
    }
    if (!lists_read(app, file, &servers))
        return EXIT_INPUT;
    lists_complain(app, file, &servers, true);
    rt_output_wrap(&app->out, 0); /* for programs, not for eyes */
    rt_output_text(&app->out, "{\n  \"servers\": [");
    for (size_t i = 0; i < servers.count; i++) {
        if (!look(app, file, form, &servers.list[i]))
            continue;
        rt_output_print(&app->out, "%s\n", separator);
        put_server(app, form, &servers.list[i]);
        separator = ",";
    }
    rt_output_text(&app->out, "\n  ]");
    if (form == FORM_RFC)
        put_urls(app, file, &servers);
    rt_output_text(&app->out, "\n}\n");
    rt_servers_free(&servers);
    return EXIT_GOOD;
}
