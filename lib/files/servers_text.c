// SPDX-License-Identifier: BSD-2-Clause
/*
 * Lists of servers that are no JSON.
 *
 * Botan has a server a line: name, type of the key, key, and its addresses behind their protocol.
 *
 *     int08h ed25519 AW5uAoTSTDfG5NfY1bTh08GUnOqlRb+HVhbJ3ODJvsE= udp roughtime.int08h.com:2002
 *
 * roughtime-rs has TOML, of which tables and lines "key = value" are read. What a table has besides
 * is passed over.
 *
 *     [[server]]
 *     name = "int08h"
 *     address = "roughtime.int08h.com:2002"
 *     public_key = "AW5uAoTSTDfG5NfY1bTh08GUnOqlRb+HVhbJ3ODJvsE="
 *
 * In both a line that begins with # is a comment.
 */
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "files/servers_internal.h"

/* A list while its lines are read. The text is a copy, in which words end with a zero byte. */
struct lines {
    struct rt_servers_build *build;
    char *text;
    size_t from; /* its offset in the file */
    char *next;  /* line, or NULL */
    bool in_table;
    struct rt_servers_plain plain; /* of the table */
};

enum form { FORM_NONE, FORM_BOTAN, FORM_TOML };

static char *skip_blanks(char *text)
{
    return text + strspn(text, " \t\r");
}

/* The next word of a line, or NULL. */
static char *take_word(char **rest)
{
    char *word = skip_blanks(*rest);
    size_t len = strcspn(word, " \t\r");
    if (len == 0)
        return NULL;
    *rest = word + len + (word[len] != '\0');
    word[len] = '\0';
    return word;
}

/* The next line that says something, without the blanks before it; or NULL. */
static char *next_line(struct lines *lines)
{
    while (lines->next) {
        char *line = lines->next;
        char *end = strchr(line, '\n');
        lines->next = end ? end + 1 : NULL;
        if (end)
            *end = '\0';
        line = skip_blanks(line);
        if (*line != '\0' && *line != '#')
            return line;
    }
    return NULL;
}

static size_t place_of(const struct lines *lines, const char *line)
{
    return lines->from + (size_t)(line - lines->text);
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static const char *const key_types[] = {RT_KEY_TYPE, RT_KEY_TYPE_ML_DSA};

/* The form that the first line shows. It is destroyed. */
static enum form form_of(char *line)
{
    size_t brackets = strspn(line, "[");
    size_t key = strcspn(line, " \t=");
    if (brackets == 1 || brackets == 2)
        return is_letter(line[brackets]) ? FORM_TOML : FORM_NONE;
    if (is_letter(line[0]) && *skip_blanks(line + key) == '=')
        return FORM_TOML;
    take_word(&line);
    const char *type = take_word(&line);
    const char *text = take_word(&line);
    for (size_t i = 0; type && text && i < sizeof key_types / sizeof key_types[0]; i++)
        if (strcasecmp(type, key_types[i]) == 0)
            return take_word(&line) ? FORM_BOTAN : FORM_NONE;
    return FORM_NONE;
}

static bool is_text(struct rt_view text)
{
    size_t len = 0;
    for (size_t i = 0; i < text.len; i += len) {
        len = rt_utf8_length(text.data + i, text.len - i);
        if (len == 0 || text.data[i] == '\0')
            return false;
    }
    return true;
}

/* A copy to take apart; false if it is no text, or without memory. */
static bool copy_text(struct lines *lines, struct rt_view text)
{
    lines->text = is_text(text) ? malloc(text.len + 1) : NULL;
    if (!lines->text)
        return false;
    if (text.len > 0)
        memcpy(lines->text, text.data, text.len);
    lines->text[text.len] = '\0';
    lines->next = lines->text;
    return true;
}

bool rt_servers_text_is_list(struct rt_view text)
{
    struct lines lines = {.build = NULL};
    if (!copy_text(&lines, text))
        return false;
    char *line = next_line(&lines);
    bool list = line && form_of(line) != FORM_NONE;
    free(lines.text);
    return list;
}

static bool is_protocol(const char *word)
{
    return strchr(word, ':') == NULL && strchr(word, '.') == NULL;
}

/* A line of Botan. */
static void read_line(struct lines *lines, char *line)
{
    struct rt_servers_plain plain = {.name = take_word(&line)};
    const char *protocol = NULL;
    const char *word;
    plain.key_type = take_word(&line);
    plain.key = take_word(&line);
    while ((word = take_word(&line)) != NULL) {
        if (is_protocol(word)) {
            protocol = word;
        } else if (plain.address_count <= RT_SERVERS_ADDRESSES) {
            plain.protocols[plain.address_count] = protocol;
            plain.addresses[plain.address_count++] = word;
        }
    }
    rt_servers_entry_plain(lines->build, &plain);
}

static void begin_entry(struct lines *lines, const char *line)
{
    lines->build->entry = ++lines->build->servers->entries;
    lines->build->at = place_of(lines, line);
}

static void end_table(struct lines *lines)
{
    if (lines->in_table)
        rt_servers_entry_plain(lines->build, &lines->plain);
    lines->in_table = false;
}

/* "[[server]]"; tables of other names hold something else. */
static void begin_table(struct lines *lines, const char *line)
{
    static const char name[] = "server";
    const char *inner = line + strspn(line, "[ \t");
    end_table(lines);
    lines->in_table = strncasecmp(inner, name, sizeof name - 1) == 0;
    lines->plain = (struct rt_servers_plain){.key_type = RT_KEY_TYPE, .protocols = {"udp"}};
    if (lines->in_table)
        begin_entry(lines, line);
}

/* Where the value of a key goes; NULL: nowhere. */
static const char **place_for(struct rt_servers_plain *plain, const char *key)
{
    const struct {
        const char *key;
        const char **place;
    } rows[] = {
        {"name", &plain->name},
        {"public_key", &plain->key},
        {"publicKey", &plain->key},
        {"pubkey", &plain->key},
        {"key", &plain->key},
        {"address", &plain->addresses[0]},
        {"addr", &plain->addresses[0]},
        {"protocol", &plain->protocols[0]},
        {"version", &plain->version},
        {"public_key_type", &plain->key_type},
        {"publicKeyType", &plain->key_type},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if (strcmp(key, rows[i].key) == 0)
            return rows[i].place;
    return NULL;
}

/* The value of a key: what stands between quotes, or a bare word. NULL: it is neither. */
static char *take_value(char *text, bool *bare)
{
    char quote = *text;
    *bare = quote != '"' && quote != '\'';
    char *end = *bare ? text + strcspn(text, " \t\r#") : strchr(text + 1, quote);
    if (!end || end == text)
        return NULL;
    *end = '\0';
    return *bare ? text : text + 1;
}

/* "key = value" */
static void read_pair(struct lines *lines, char *line)
{
    char *equals = strchr(line, '=');
    char *rest = line;
    bool bare = false;
    if (!lines->in_table)
        return;
    if (!equals) {
        rt_servers_note_at(lines->build, RT_ODD_LINE, place_of(lines, line), NULL);
        return;
    }
    *equals = ' ';
    const char *key = take_word(&rest);
    if (!key || rest > equals + 1)
        return;
    const char **place = place_for(&lines->plain, key);
    const char *value = place ? take_value(skip_blanks(equals + 1), &bare) : NULL;
    if (!place)
        return;
    if (!value)
        rt_servers_note_at(lines->build, RT_ODD_LINE, place_of(lines, line), key);
    else
        *place = value;
    lines->plain.version_bare =
        lines->plain.version_bare || (place == &lines->plain.version && bare);
    lines->plain.address_count = lines->plain.addresses[0] != NULL;
}

void rt_servers_text_read(struct rt_servers_build *build, struct rt_view text, size_t from)
{
    struct lines lines = {.build = build, .from = from};
    enum form form = FORM_NONE;
    if (!copy_text(&lines, rt_view_slice(text, from, text.len))) {
        build->no_memory = true;
        return;
    }
    for (char *line = next_line(&lines); line; line = next_line(&lines)) {
        char *copy = form == FORM_NONE ? rt_servers_copy(build, line) : NULL;
        if (copy)
            form = form_of(copy);
        free(copy);
        if (form == FORM_BOTAN) {
            begin_entry(&lines, line);
            read_line(&lines, line);
        } else if (*line == '[') {
            begin_table(&lines, line);
        } else {
            read_pair(&lines, line);
        }
    }
    end_table(&lines);
    free(lines.text);
    build->entry = 0;
    build->at = 0;
}
