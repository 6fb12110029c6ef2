// SPDX-License-Identifier: BSD-2-Clause
/* The list around its entries, and the file. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "files/json.h"
#include "files/servers_internal.h"
#include "wire/instant.h"

static bool is_key(struct rt_view key, const char *name)
{
    return key.len == strlen(name) && memcmp(key.data, name, key.len) == 0;
}

static void read_list(struct rt_servers_build *build, struct rt_view text, size_t at)
{
    struct rt_pieces pieces = rt_pieces_over(text, at);
    struct rt_piece piece;
    while (rt_pieces_next(&pieces, &piece)) {
        build->entry = ++build->servers->entries;
        build->at = piece.at;
        rt_servers_entry(build, piece.value);
    }
    build->entry = 0;
    build->at = 0;
}

/* A server that stands where the list should be. */
static void read_lone(struct rt_servers_build *build, struct rt_piece whole)
{
    rt_servers_note_at(build, RT_ODD_BARE_SERVER, whole.at, NULL);
    build->entry = ++build->servers->entries;
    build->at = whole.at;
    rt_servers_entry(build, whole.value);
    build->entry = 0;
    build->at = 0;
}

/* When the list ends to be good, in the form of Google. */
static void read_expires(struct rt_servers_build *build, const struct rt_piece *piece)
{
    struct rt_instant expires;
    struct rt_json_fault fault;
    struct cJSON *tree = rt_json_parse(piece->value, &fault);
    const char *text = rt_json_string(tree);
    if (!text || !rt_instant_parse(text, &expires))
        rt_servers_note_at(build, RT_ODD_BAD_EXPIRES, piece->at, NULL);
    else if (build->known.now != 0 && build->known.now >= expires.seconds)
        rt_servers_note_at(build, RT_ODD_EXPIRED, piece->at, text);
    rt_json_free(tree);
}

static void check_url(struct rt_servers_build *build, const char *url)
{
    if (strncasecmp(url, "https://", 8) != 0)
        rt_servers_note_add(build, RT_ODD_NOT_HTTPS, "%.80s", url);
}

static void add_source(struct rt_servers_build *build, const char *url)
{
    struct rt_servers *servers = build->servers;
    char **more = realloc(servers->sources, (servers->source_count + 1) * sizeof *more);
    build->no_memory = build->no_memory || !more;
    if (!more)
        return;
    servers->sources = more;
    servers->sources[servers->source_count] = rt_servers_copy(build, url);
    servers->source_count += servers->sources[servers->source_count] != NULL;
    check_url(build, url);
}

static void read_sources(struct rt_servers_build *build, const struct cJSON *tree)
{
    bool odd = rt_json_kind(tree) != RT_JSON_ARRAY;
    const struct cJSON *item = odd ? tree : rt_json_first(tree);
    for (; item; item = odd ? NULL : rt_json_after(item)) {
        const char *url = rt_json_string(item);
        if (odd || !url)
            rt_servers_note_add(build, RT_ODD_BAD_SOURCES, NULL);
        if (url)
            add_source(build, url);
    }
}

static void read_reports(struct rt_servers_build *build, const struct cJSON *tree)
{
    const char *url = rt_json_string(tree);
    if (!url || build->servers->reports) {
        rt_servers_note_add(build, RT_ODD_BAD_REPORTS, NULL);
        return;
    }
    build->servers->reports = rt_servers_copy(build, url);
    check_url(build, url);
}

/* A member of the list itself that is not the servers. */
static void read_member(struct rt_servers_build *build, const struct rt_piece *piece)
{
    struct rt_json_fault fault;
    bool sources = is_key(piece->key, "sources");
    bool reports = is_key(piece->key, "reports");
    if (is_key(piece->key, "expires"))
        read_expires(build, piece);
    if (!sources && !reports)
        return;
    build->published = true;
    build->at = piece->at;
    struct cJSON *tree = rt_json_parse(piece->value, &fault);
    if (!tree)
        rt_servers_note_add(build, sources ? RT_ODD_BAD_SOURCES : RT_ODD_BAD_REPORTS, "%s",
                            fault.cause);
    else if (sources)
        read_sources(build, tree);
    else
        read_reports(build, tree);
    rt_json_free(tree);
    build->at = 0;
}

/* Whether the members of an object are those of a server. */
static bool is_server(struct rt_view text, size_t at)
{
    struct rt_pieces pieces = rt_pieces_over(text, at);
    struct rt_piece piece;
    while (rt_pieces_next(&pieces, &piece))
        if (is_key(piece.key, "publicKey") || is_key(piece.key, "addresses"))
            return true;
    return false;
}

/* The value of "servers". False: it holds none. */
static bool read_servers(struct rt_servers_build *build, struct rt_view text,
                         const struct rt_piece *piece)
{
    uint8_t first = piece->value.len > 0 ? piece->value.data[0] : 0;
    if (first == '[')
        read_list(build, text, piece->at);
    else if (first == '{')
        read_lone(build, *piece);
    return first == '[' || first == '{';
}

/* The members of the outermost object. Returns where it ends. */
static size_t read_object(struct rt_servers_build *build, struct rt_view text, size_t at, bool *cut)
{
    struct rt_pieces pieces = rt_pieces_over(text, at);
    struct rt_piece piece;
    bool found = false;
    while (rt_pieces_next(&pieces, &piece)) {
        if (!is_key(piece.key, "servers"))
            read_member(build, &piece);
        else if (found)
            rt_servers_note_at(build, RT_ODD_DUPLICATE_FIELD, piece.at, "servers");
        else
            found = read_servers(build, text, &piece);
    }
    *cut = pieces.cut;
    if (!found && is_server(text, at))
        read_lone(build,
                  (struct rt_piece){.value = rt_view_slice(text, at, pieces.at - at), .at = at});
    else if (!found)
        rt_servers_note_at(build, RT_ODD_NO_LIST, at, NULL);
    return pieces.at;
}

static size_t read_bare(struct rt_servers_build *build, struct rt_view text, size_t at, bool *cut)
{
    struct rt_pieces pieces = rt_pieces_over(text, at);
    struct rt_piece piece;
    rt_servers_note_at(build, RT_ODD_BARE_LIST, at, NULL);
    read_list(build, text, at);
    while (rt_pieces_next(&pieces, &piece))
        continue;
    *cut = pieces.cut;
    return pieces.at;
}

/* Text around the entries that other programs would not take, if nothing was said of it yet. */
static void check_syntax(struct rt_servers_build *build, struct rt_view text)
{
    struct rt_json_fault fault;
    for (size_t i = 0; i < build->servers->note_count; i++) {
        enum rt_oddity oddity = build->servers->notes[i].oddity;
        if (oddity == RT_ODD_TEXT || oddity == RT_ODD_DUPLICATE_FIELD ||
            oddity == RT_ODD_TRUNCATED || oddity == RT_ODD_TRAILING || oddity == RT_ODD_NO_LIST)
            return;
    }
    if (!rt_json_scan_whole(text, &fault))
        rt_servers_note_at(build, RT_ODD_SYNTAX, fault.at, fault.cause);
}

static void read_text(struct rt_servers_build *build, struct rt_view text)
{
    static const char forms[] = "JSON, the lines of Botan and the TOML of roughtime-rs are read";
    static const uint8_t mark[] = {0xef, 0xbb, 0xbf}; /* U+FEFF, which JSON does not have */
    bool marked = text.len >= sizeof mark && memcmp(text.data, mark, sizeof mark) == 0;
    size_t at = rt_json_scan_space(text, marked ? sizeof mark : 0);
    bool cut = false;
    size_t end = text.len;
    if (rt_servers_text_is_list(rt_view_slice(text, at, text.len))) {
        rt_servers_text_read(build, text, at);
        return;
    }
    if (at < text.len && text.data[at] == '{')
        end = read_object(build, text, at, &cut);
    else if (at < text.len && text.data[at] == '[')
        end = read_bare(build, text, at, &cut);
    else
        rt_servers_note_at(build, RT_ODD_NO_LIST, at, forms);
    if (cut)
        rt_servers_note_at(build, RT_ODD_TRUNCATED, text.len, NULL);
    end = rt_json_scan_space(text, end);
    if (end < text.len)
        rt_servers_note_at(build, RT_ODD_TRAILING, end, NULL);
    check_syntax(build, text);
}

/* Google's form has no versions: where no entry has one, that is not odd. */
static void forgive_versions(struct rt_servers_build *build)
{
    struct rt_servers *servers = build->servers;
    size_t kept = 0;
    if (build->versioned || build->published)
        return;
    for (size_t i = 0; i < servers->note_count; i++) {
        if (servers->notes[i].oddity == RT_ODD_NO_VERSION)
            free(servers->notes[i].detail);
        else
            servers->notes[kept++] = servers->notes[i];
    }
    servers->note_count = kept;
}

/* The order of the file; what belongs to the whole list comes last. */
static int compare_notes(const void *a, const void *b)
{
    const struct rt_servers_note *x = a, *y = b;
    size_t p = x->entry - 1, q = y->entry - 1;
    if (p != q)
        return p < q ? -1 : 1;
    if (x->at != y->at)
        return x->at < y->at ? -1 : 1;
    return (int)x->oddity - (int)y->oddity;
}

enum rt_error rt_servers_parse(struct rt_view text, struct rt_known known,
                               struct rt_servers *servers)
{
    struct rt_servers_build build = {.servers = servers, .known = known};
    *servers = (struct rt_servers){.list = NULL};
    read_text(&build, text);
    forgive_versions(&build);
    rt_servers_lint(&build);
    if (build.no_memory) {
        rt_servers_free(servers);
        return RT_E_NO_MEMORY;
    }
    if (servers->note_count > 0)
        qsort(servers->notes, servers->note_count, sizeof *servers->notes, compare_notes);
    return RT_OK;
}

enum rt_error rt_servers_read(FILE *file, struct rt_known known, struct rt_servers *servers)
{
    enum rt_error error = RT_OK;
    size_t cap = 0;
    size_t len = 0;
    uint8_t *text = NULL;
    *servers = (struct rt_servers){.list = NULL};
    for (;;) {
        uint8_t *more = rt_servers_grown(text, len, &cap, 1);
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
