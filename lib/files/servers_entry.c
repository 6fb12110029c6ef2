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

static bool read_key_type(struct rt_servers_build *build, const struct cJSON *tree)
{
    const char *type = string_member(build, tree, "publicKeyType");
    if (!type)
        rt_servers_note_add(build, RT_ODD_NO_KEY_TYPE, NULL);
    else if (strcasecmp(type, "ed25519") != 0)
        rt_servers_note_add(build, RT_ODD_KEY_TYPE, "%.*s", SHOWN, type);
    else if (strcmp(type, "ed25519") != 0)
        rt_servers_note_add(build, RT_ODD_KEY_TYPE_FORM, "%.*s", SHOWN, type);
    return !type || strcasecmp(type, "ed25519") == 0;
}

/* Base64 without its padding or with whitespace in it. */
static struct rt_fault read_loose_key(const char *text, uint8_t key[RT_KEY_SIZE])
{
    char copy[RT_BASE64_SIZE(RT_KEY_SIZE)];
    size_t len = 0;
    struct rt_fault none = {RT_E_BASE64, 0};
    for (; *text; text++) {
        if (*text == ' ' || *text == '\t' || *text == '\n' || *text == '\r' || *text == '=')
            continue;
        if (len == sizeof copy - 1)
            return none;
        copy[len++] = *text;
    }
    while (len % 4 != 0)
        copy[len++] = '=';
    return rt_key_parse((struct rt_view){(const uint8_t *)copy, len}, key);
}

/* What is odd about a key that cannot be used. */
static enum rt_oddity key_oddity(enum rt_error error)
{
    if (error == RT_E_KEY_LENGTH)
        return RT_ODD_KEY_LENGTH;
    if (error == RT_E_KEY_WEAK)
        return RT_ODD_KEY_WEAK;
    return error == RT_E_KEY_INVALID ? RT_ODD_KEY_INVALID : RT_ODD_BAD_KEY;
}

static bool read_key(struct rt_servers_build *build, const struct cJSON *tree,
                     uint8_t key[RT_KEY_SIZE])
{
    char clean[RT_BASE64_SIZE(RT_KEY_SIZE)];
    const char *text = string_member(build, tree, "publicKey");
    if (!text) {
        rt_servers_note_add(build, RT_ODD_NO_KEY, NULL);
        return false;
    }
    struct rt_fault fault =
        rt_key_parse((struct rt_view){(const uint8_t *)text, strlen(text)}, key);
    if (fault.error == RT_E_BASE64)
        fault = read_loose_key(text, key);
    if (fault.error == RT_OK)
        fault.error = rt_point_check(key);
    if (fault.error != RT_OK) {
        rt_servers_note_add(build, key_oddity(fault.error), "%.*s", SHOWN, text);
        return false;
    }
    rt_base64_encode((struct rt_view){key, RT_KEY_SIZE}, clean);
    if (strspn(text, "0123456789abcdefABCDEF") == (size_t)2 * RT_KEY_SIZE)
        rt_servers_note_add(build, RT_ODD_KEY_HEX, "%.*s", SHOWN, text);
    else if (strcmp(text, clean) != 0)
        rt_servers_note_add(build, RT_ODD_KEY_FORM, "%.*s", SHOWN, text);
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

static void read_version(struct rt_servers_build *build, struct rt_view text,
                         const struct cJSON *tree, struct rt_servers_entry *server)
{
    char number[SHOWN];
    enum rt_oddity odd = RT_ODD_NONE;
    const struct cJSON *item = rt_json_member(tree, "version");
    const char *hint = rt_json_string(item);
    bool is_string = hint != NULL;
    if (!item || rt_json_kind(item) == RT_JSON_NULL) {
        rt_servers_note_add(build, RT_ODD_NO_VERSION, NULL);
        return;
    }
    if (!is_string && (rt_json_kind(item) != RT_JSON_NUMBER || !copy_number(text, number))) {
        rt_servers_note_add(build, RT_ODD_FIELD_TYPE, "version");
        return;
    }
    hint = is_string ? hint : number;
    server->version_count = rt_servers_hint(hint, is_string, build->known, server->versions, &odd);
    if (odd != RT_ODD_NONE)
        rt_servers_note_add(build, odd, "%.*s", SHOWN, hint);
}

static bool read_protocol(struct rt_servers_build *build, const char *text,
                          enum rt_transport *transport)
{
    *transport = text && strcasecmp(text, "tcp") == 0 ? RT_TRANSPORT_TCP : RT_TRANSPORT_UDP;
    if (!text)
        rt_servers_note_add(build, RT_ODD_NO_PROTOCOL, NULL);
    else if (strcasecmp(text, "tcp") != 0 && strcasecmp(text, "udp") != 0)
        rt_servers_note_add(build, RT_ODD_PROTOCOL, "%.*s", SHOWN, text);
    else if (strcmp(text, "tcp") != 0 && strcmp(text, "udp") != 0)
        rt_servers_note_add(build, RT_ODD_PROTOCOL_FORM, "%.*s", SHOWN, text);
    return !text || strcasecmp(text, "tcp") == 0 || strcasecmp(text, "udp") == 0;
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

static bool read_addresses(struct rt_servers_build *build, const struct cJSON *tree,
                           struct rt_servers_entry *server)
{
    const struct cJSON *list = rt_json_member(tree, "addresses");
    server->addresses = calloc(RT_SERVERS_ADDRESSES, sizeof *server->addresses);
    build->no_memory = build->no_memory || !server->addresses;
    if (!server->addresses)
        return false;
    if (list && rt_json_kind(list) != RT_JSON_ARRAY)
        rt_servers_note_add(build, RT_ODD_FIELD_TYPE, "addresses");
    else
        for (const struct cJSON *item = rt_json_first(list); item; item = rt_json_after(item))
            read_address(build, item, server);
    if (server->address_count == 0) {
        rt_servers_note_add(build, RT_ODD_NO_ADDRESS, NULL);
        return false;
    }
    /* A list of many servers is not to hold room for addresses that none of them has. */
    void *cut = realloc(server->addresses, server->address_count * sizeof *server->addresses);
    server->addresses = cut ? cut : server->addresses;
    return true;
}

static bool read_server(struct rt_servers_build *build, struct rt_view text,
                        const struct cJSON *tree, struct rt_servers_entry *server)
{
    const char *name = string_member(build, tree, "name");
    bool good = read_key_type(build, tree) && read_key(build, tree, server->key);
    read_version(build, text, tree, server);
    good = read_addresses(build, tree, server) && good;
    if (!name)
        rt_servers_note_add(build, RT_ODD_NO_NAME, NULL);
    if (good)
        server->name = rt_servers_copy(build, name ? name : server->addresses[0].host);
    return good && server->name;
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
