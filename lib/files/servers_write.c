// SPDX-License-Identifier: BSD-2-Clause
/* Writes lists of servers. */
#include "files/servers_write.h"

#include <string.h>
#include <strings.h>

#include "base/base64.h"

enum rt_servers_form rt_servers_form_find(const char *name)
{
#define X(id, word)                                                                                \
    if (name && strcmp(name, #word) == 0)                                                          \
        return RT_SERVERS_FORM_##id;
    RT_SERVERS_FORMS(X)
#undef X
    return RT_SERVERS_FORM_NONE;
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

/* The version to write, or NULL if there is none. */
static const struct rt_version *version_of(const struct rt_servers_plan *plan,
                                           const struct rt_servers_entry *server)
{
    if (plan->version)
        return plan->version;
    return server->version_count > 0 ? server->versions[server->version_count - 1] : NULL;
}

/* Why a form cannot say an address, or NULL. */
static const char *objection(enum rt_servers_form form, const struct rt_host_port *address)
{
    if (strchr(address->host, '%'))
        return "an IPv6 address with a zone means nothing elsewhere";
    if (form == RT_SERVERS_FORM_GOOGLE && address->tcp)
        return "this form knows udp only";
    return NULL;
}

static void put_addresses(struct rt_output *out, enum rt_servers_form form,
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

static void put_version(struct rt_output *out, enum rt_servers_form form,
                        const struct rt_version *version)
{
    if (form == RT_SERVERS_FORM_RFC10049)
        rt_output_print(out, "      \"version\": %u,\n", (unsigned)number_of(version));
    else if (version)
        rt_output_print(out, "      \"version\": \"%s-Roughtime\",\n",
                        version->rules.version == RT_NO_NUMBER ? "Google" : "IETF");
}

static void say(const struct rt_servers_plan *plan, struct rt_servers_lost lost)
{
    if (plan->lost)
        plan->lost(plan->context, &lost);
}

/* Says which addresses are lost; returns how many are left. */
static size_t look_at_addresses(const struct rt_servers_plan *plan,
                                const struct rt_servers_entry *server)
{
    char text[RT_HOST_PORT_TEXT_SIZE];
    size_t left = server->address_count;
    for (size_t i = 0; i < server->address_count; i++) {
        const struct rt_host_port *address = &server->addresses[i];
        const char *why = objection(plan->form, address);
        left -= why != NULL;
        if (why)
            say(plan, (struct rt_servers_lost){.loss = RT_SERVERS_LOSS_ADDRESS,
                                               .entry = server->entry,
                                               .what = rt_host_port_text(address, text),
                                               .why = why});
    }
    return left;
}

/* Says what is lost of a server; false if nothing would be left. */
static bool look(const struct rt_servers_plan *plan, const struct rt_servers_entry *server)
{
    size_t left = look_at_addresses(plan, server);
    const struct rt_version *version = version_of(plan, server);
    bool wanted = plan->form == RT_SERVERS_FORM_RFC10049;
    struct rt_servers_lost lost = {.entry = server->entry, .version = version};
    if (left == 0) {
        lost.loss = RT_SERVERS_LOSS_SERVER;
        lost.why = "no address is left";
    } else if (wanted && !version) {
        lost.loss = RT_SERVERS_LOSS_NO_VERSION;
        lost.why = "it has no version";
    } else if (wanted && !plan->version && number_of(server->versions[0]) != number_of(version)) {
        lost.loss = RT_SERVERS_LOSS_HIGHEST;
        lost.why = "the highest version is not given";
    } else {
        return true;
    }
    say(plan, lost);
    return lost.loss == RT_SERVERS_LOSS_HIGHEST;
}

static void put_server(struct rt_output *out, const struct rt_servers_plan *plan,
                       const struct rt_servers_entry *server)
{
    char key[RT_BASE64_SIZE(RT_KEY_SIZE)];
    rt_output_text(out, "    {\n      \"name\": ");
    put_string(out, server->name);
    rt_output_text(out, ",\n");
    put_version(out, plan->form, version_of(plan, server));
    rt_output_print(out, "      \"publicKeyType\": \"ed25519\",\n      \"publicKey\": \"%s\",\n",
                    rt_base64_encode((struct rt_view){server->key, RT_KEY_SIZE}, key));
    rt_output_text(out, "      \"addresses\": [");
    put_addresses(out, plan->form, server);
    rt_output_text(out, "\n      ]\n    }");
}

static bool is_https(const char *url)
{
    return strncasecmp(url, "https://", 8) == 0;
}

/* Whether a URL is https; if not, says so. */
static bool is_kept(const struct rt_servers_plan *plan, const char *url)
{
    bool good = is_https(url);
    if (!good)
        say(plan, (struct rt_servers_lost){
                      .loss = RT_SERVERS_LOSS_URL, .what = url, .why = "it is not https"});
    return good;
}

static void put_urls(struct rt_output *out, const struct rt_servers_plan *plan,
                     const struct rt_servers *servers)
{
    const char *separator = "";
    for (size_t i = 0; i < servers->source_count; i++) {
        if (!is_kept(plan, servers->sources[i]))
            continue;
        rt_output_text(out, separator[0] ? ", " : ",\n  \"sources\": [");
        put_string(out, servers->sources[i]);
        separator = ", ";
    }
    if (separator[0])
        rt_output_text(out, "]");
    if (servers->reports && is_kept(plan, servers->reports)) {
        rt_output_text(out, ",\n  \"reports\": ");
        put_string(out, servers->reports);
    }
}

void rt_servers_write(struct rt_output *out, const struct rt_servers *servers,
                      const struct rt_servers_plan *plan)
{
    const char *separator = "";
    rt_output_text(out, "{\n  \"servers\": [");
    for (size_t i = 0; i < servers->count; i++) {
        if (!look(plan, &servers->list[i]))
            continue;
        rt_output_print(out, "%s\n", separator);
        put_server(out, plan, &servers->list[i]);
        separator = ",";
    }
    rt_output_text(out, "\n  ]");
    if (plan->form == RT_SERVERS_FORM_RFC10049)
        put_urls(out, plan, servers);
    rt_output_text(out, "\n}\n");
}
