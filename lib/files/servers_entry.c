// SPDX-License-Identifier: BSD-2-Clause
/* One entry of a list. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/base64.h"
#include "base/key.h"
#include "base/point.h"
#include "files/json.h"
#include "files/servers_internal.h"

/* How much of a text that stands in a list is repeated in a note. */
#define SHOWN 80

/* A member that must be a string; NULL after a note if it is something else. */
static const char *string_member(struct rt_servers_build *build, const struct cJSON *tree,
                                 const char *key)
{
    const struct cJSON *item = rt_json_member(tree, key);
    const char *text = rt_json_string(item);
    if (item && !text)
        rt_servers_note_add(build, RT_ODD_FIELD_TYPE, "%s", key);
    return text && text[0] ? text : NULL;
}

/* The type of a key as a list names it; NULL: not at all. */
static bool read_key_type(struct rt_servers_build *build, const char *type)
{
    if (!type)
        rt_servers_note_add(build, RT_ODD_NO_KEY_TYPE, NULL);
    else if (strcasecmp(type, RT_KEY_TYPE_ML_DSA) == 0)
        rt_servers_note_add(build, RT_ODD_KEY_ML_DSA, NULL);
    else if (strcasecmp(type, RT_KEY_TYPE) != 0)
        rt_servers_note_add(build, RT_ODD_KEY_TYPE, "%.*s", SHOWN, type);
    else if (strcmp(type, RT_KEY_TYPE) != 0)
        rt_servers_note_add(build, RT_ODD_KEY_TYPE_FORM, "%.*s", SHOWN, type);
    return !type || strcasecmp(type, RT_KEY_TYPE) == 0;
}

/* What is odd about a key that cannot be used. */
static enum rt_oddity bad_key(enum rt_error error)
{
    static const struct {
        enum rt_error error;
        enum rt_oddity oddity;
    } rows[] = {
        {RT_E_KEY_LENGTH, RT_ODD_KEY_LENGTH},
        {RT_E_KEY_WEAK, RT_ODD_KEY_WEAK},
        {RT_E_KEY_INVALID, RT_ODD_KEY_INVALID},
        {RT_E_KEY_ML_DSA, RT_ODD_KEY_ML_DSA},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if (rows[i].error == error)
            return rows[i].oddity;
    return RT_ODD_BAD_KEY;
}

/* What is odd about how a good key is written. */
static enum rt_oddity odd_key(enum rt_key_form form)
{
    switch (form) {
    case RT_KEY_FORM_BASE64:
        break;
    case RT_KEY_FORM_HEX:
    case RT_KEY_FORM_LOOSE_HEX:
        return RT_ODD_KEY_HEX;
    case RT_KEY_FORM_LOOSE_BASE64:
    case RT_KEY_FORM_PEM:
        return RT_ODD_KEY_FORM;
    }
    return RT_ODD_NONE;
}

static bool read_key(struct rt_servers_build *build, const char *text, uint8_t key[RT_KEY_SIZE])
{
    enum rt_key_form form = RT_KEY_FORM_BASE64;
    char clean[RT_BASE64_SIZE(RT_KEY_SIZE)];
    if (!text) {
        rt_servers_note_add(build, RT_ODD_NO_KEY, NULL);
        return false;
    }
    struct rt_fault fault =
        rt_key_parse((struct rt_view){(const uint8_t *)text, strlen(text)}, key, &form);
    if (fault.error == RT_OK)
        fault.error = rt_point_check(key);
    if (fault.error != RT_OK) {
        rt_servers_note_add(build, bad_key(fault.error), "%.*s", SHOWN, text);
        return false;
    }
    rt_base64_encode((struct rt_view){key, RT_KEY_SIZE}, clean);
    enum rt_oddity odd = odd_key(form);
    if (odd == RT_ODD_NONE && strcmp(text, clean) != 0)
        odd = RT_ODD_KEY_FORM; /* whitespace around it */
    if (odd != RT_ODD_NONE)
        rt_servers_note_add(build, odd, "%.*s", SHOWN, text);
    return true;
}

/* A number as it is written: the tree holds it as floating point. */
static bool copy_number(struct rt_view text, char number[SHOWN])
{
    struct rt_json_fault fault;
    size_t at = 0;
    size_t end = 0;
    if (!rt_json_scan_find(text, 0, "version", &at) || !rt_json_scan(text, at, &end, &fault) ||
        end - at >= SHOWN)
        return false;
    memcpy(number, text.data + at, end - at);
    number[end - at] = '\0';
    return true;
}

/* What a list says of the versions, as it stands there. */
static void read_hint(struct rt_servers_build *build, const char *hint, bool is_string,
                      struct rt_servers_entry *server)
{
    enum rt_oddity odd = RT_ODD_NONE;
    server->version_count = rt_servers_hint(hint, is_string, build->known, server->versions, &odd);
    if (odd != RT_ODD_NONE)
        rt_servers_note_add(build, odd, "%.*s", SHOWN, hint);
}

static void read_version(struct rt_servers_build *build, struct rt_view text,
                         const struct cJSON *tree, struct rt_servers_entry *server)
{
    char number[SHOWN];
    const struct cJSON *item = rt_json_member(tree, "version");
    const char *hint = rt_json_string(item);
    build->versioned = build->versioned || item;
    if (!item || rt_json_kind(item) == RT_JSON_NULL)
        rt_servers_note_add(build, RT_ODD_NO_VERSION, NULL);
    else if (!hint && (rt_json_kind(item) != RT_JSON_NUMBER || !copy_number(text, number)))
        rt_servers_note_add(build, RT_ODD_FIELD_TYPE, "version");
    else
        read_hint(build, hint ? hint : number, hint != NULL, server);
}

/* Protocols: what a list writes, and what it means. */
static const struct protocol {
    const char *name;
    enum rt_transport transport;
    enum rt_oddity odd;
} protocols[] = {
    {"udp", RT_TRANSPORT_UDP, RT_ODD_NONE},
    {"tcp", RT_TRANSPORT_TCP, RT_ODD_NONE},
    {"udp4", RT_TRANSPORT_UDP, RT_ODD_PROTOCOL_FAMILY},
    {"udp6", RT_TRANSPORT_UDP, RT_ODD_PROTOCOL_FAMILY},
    {"tcp4", RT_TRANSPORT_TCP, RT_ODD_PROTOCOL_FAMILY},
    {"tcp6", RT_TRANSPORT_TCP, RT_ODD_PROTOCOL_FAMILY},
};

static const struct protocol *find_protocol(const char *text)
{
    for (size_t i = 0; i < sizeof protocols / sizeof protocols[0]; i++)
        if (strcasecmp(text, protocols[i].name) == 0)
            return &protocols[i];
    return NULL;
}

static bool read_protocol(struct rt_servers_build *build, const char *text,
                          enum rt_transport *transport)
{
    const struct protocol *found = text ? find_protocol(text) : &protocols[0];
    enum rt_oddity odd = found ? found->odd : RT_ODD_PROTOCOL;
    if (!text) {
        rt_servers_note_add(build, RT_ODD_NO_PROTOCOL, NULL);
    } else {
        if (odd == RT_ODD_NONE && strcmp(text, found->name) != 0)
            odd = RT_ODD_PROTOCOL_FORM;
        if (odd != RT_ODD_NONE)
            rt_servers_note_add(build, odd, "%.*s", SHOWN, text);
    }
    *transport = found ? found->transport : RT_TRANSPORT_UDP;
    return found != NULL;
}

static void read_host(struct rt_servers_build *build, const char *text, enum rt_transport transport,
                      struct rt_servers_entry *server)
{
    struct rt_host_port address;
    enum rt_oddity odd;
    enum rt_oddity bad = rt_servers_address_parse(text, &address, &odd);
    if (bad == RT_ODD_NONE && server->address_count == RT_SERVERS_ADDRESSES)
        bad = RT_ODD_MANY_ADDRESSES;
    if (bad != RT_ODD_NONE) {
        rt_servers_note_add(build, bad, "%.*s", SHOWN, text);
        return;
    }
    address.udp = transport == RT_TRANSPORT_UDP;
    address.tcp = transport == RT_TRANSPORT_TCP;
    if (odd != RT_ODD_NONE && odd != RT_ODD_NO_PORT)
        rt_servers_note_add(build, odd, "%.*s", SHOWN, text);
    if (address.port == 0) {
        address.port = rt_servers_default_port(server->versions, server->version_count);
        rt_servers_note_add(build, RT_ODD_NO_PORT, "%.*s: %u is assumed", SHOWN, text,
                            (unsigned)address.port);
    }
    server->addresses[server->address_count++] = address;
}

static void read_address(struct rt_servers_build *build, const struct cJSON *item,
                         struct rt_servers_entry *server)
{
    enum rt_transport transport;
    const char *text = rt_json_string(item);
    const char *protocol = NULL;
    if (!text && rt_json_kind(item) != RT_JSON_OBJECT) {
        rt_servers_note_add(build, RT_ODD_FIELD_TYPE, "addresses");
        return;
    }
    if (!text) {
        text = string_member(build, item, "address");
        protocol = string_member(build, item, "protocol");
    }
    if (!text)
        rt_servers_note_add(build, RT_ODD_BAD_ADDRESS, "nothing");
    else if (read_protocol(build, protocol, &transport))
        read_host(build, text, transport, server);
}

static bool begin_addresses(struct rt_servers_build *build, struct rt_servers_entry *server)
{
    server->addresses = calloc(RT_SERVERS_ADDRESSES, sizeof *server->addresses);
    build->no_memory = build->no_memory || !server->addresses;
    return server->addresses != NULL;
}

/* A list of many servers is not to hold room for addresses that none of them has. */
static bool end_addresses(struct rt_servers_build *build, struct rt_servers_entry *server)
{
    if (server->address_count == 0) {
        rt_servers_note_add(build, RT_ODD_NO_ADDRESS, NULL);
        return false;
    }
    void *cut = realloc(server->addresses, server->address_count * sizeof *server->addresses);
    server->addresses = cut ? cut : server->addresses;
    return true;
}

static bool read_addresses(struct rt_servers_build *build, const struct cJSON *tree,
                           struct rt_servers_entry *server)
{
    const struct cJSON *list = rt_json_member(tree, "addresses");
    if (!begin_addresses(build, server))
        return false;
    if (list && rt_json_kind(list) != RT_JSON_ARRAY)
        rt_servers_note_add(build, RT_ODD_FIELD_TYPE, "addresses");
    else
        for (const struct cJSON *item = rt_json_first(list); item; item = rt_json_after(item))
            read_address(build, item, server);
    return end_addresses(build, server);
}

/* Gives a server its name, that of its first host if there is none. */
static bool name_server(struct rt_servers_build *build, const char *name,
                        struct rt_servers_entry *server)
{
    if (!name)
        rt_servers_note_add(build, RT_ODD_NO_NAME, NULL);
    if (server->address_count > 0)
        server->name = rt_servers_copy(build, name ? name : server->addresses[0].host);
    return server->name != NULL;
}

static bool read_server(struct rt_servers_build *build, struct rt_view text,
                        const struct cJSON *tree, struct rt_servers_entry *server)
{
    const char *name = string_member(build, tree, "name");
    bool good = read_key_type(build, string_member(build, tree, "publicKeyType")) &&
                read_key(build, string_member(build, tree, "publicKey"), server->key);
    read_version(build, text, tree, server);
    good = read_addresses(build, tree, server) && good;
    return name_server(build, name, server) && good;
}

static bool read_plain(struct rt_servers_build *build, const struct rt_servers_plain *plain,
                       struct rt_servers_entry *server)
{
    enum rt_transport transport;
    bool good = read_key_type(build, plain->key_type) && read_key(build, plain->key, server->key);
    if (plain->version)
        read_hint(build, plain->version, !plain->version_bare, server);
    if (!begin_addresses(build, server))
        return false;
    for (size_t i = 0; i < plain->address_count; i++)
        if (read_protocol(build, plain->protocols[i], &transport))
            read_host(build, plain->addresses[i], transport, server);
    good = end_addresses(build, server) && good;
    return name_server(build, plain->name, server) && good;
}

void rt_servers_entry_plain(struct rt_servers_build *build, const struct rt_servers_plain *plain)
{
    struct rt_servers_entry *server = rt_servers_append(build);
    if (server && !read_plain(build, plain, server))
        rt_servers_drop(build);
}

/* Why the text of an entry is no JSON. */
static void note_fault(struct rt_servers_build *build, const struct rt_json_fault *fault)
{
    enum rt_oddity oddity = RT_ODD_TEXT;
    if (fault->error == RT_E_JSON_DUPLICATE)
        oddity = RT_ODD_DUPLICATE_FIELD;
    if (fault->error == RT_E_NO_MEMORY)
        build->no_memory = true;
    rt_servers_note_at(build, oddity, build->at + fault->at, fault->cause);
}

void rt_servers_entry(struct rt_servers_build *build, struct rt_view text)
{
    struct rt_json_fault fault;
    if (text.len == 0 || text.data[0] != '{') {
        rt_servers_note_add(build, RT_ODD_NOT_OBJECT, NULL);
        return;
    }
    struct cJSON *tree = rt_json_parse(text, &fault);
    if (!tree) {
        note_fault(build, &fault);
        return;
    }
    struct rt_servers_entry *server = rt_servers_append(build);
    if (server && !read_server(build, text, tree, server))
        rt_servers_drop(build);
    rt_json_free(tree);
}
