// SPDX-License-Identifier: BSD-2-Clause
/* Finds the entries of a list by its brackets. */
#include "files/json_scan.h"
#include "files/servers_internal.h"

struct rt_pieces rt_pieces_over(struct rt_view text, size_t at)
{
    return (struct rt_pieces){
        .text = text, .at = at + 1, .object = at < text.len && text.data[at] == '{'};
}

/* Behind the string that begins at `at`, or the end of the text. */
static size_t skip_string(struct rt_view text, size_t at)
{
    for (at++; at < text.len && text.data[at] != '"'; at++)
        if (text.data[at] == '\\')
            at++;
    return at < text.len ? at + 1 : text.len;
}

/* Behind the value that begins at `at`: after its closing bracket, or before the comma or bracket
 * that ends it. */
static size_t skip_value(struct rt_view text, size_t at)
{
    size_t depth = 0;
    while (at < text.len) {
        uint8_t c = text.data[at];
        bool closes = c == '}' || c == ']';
        if (depth == 0 && (closes || c == ','))
            return at;
        if (c == '"') {
            at = skip_string(text, at);
            continue;
        }
        at++;
        depth += c == '{' || c == '[';
        if (closes && --depth == 0)
            return at;
    }
    return at;
}

static struct rt_view trimmed(struct rt_view text, size_t from, size_t end)
{
    while (end > from && rt_json_scan_space(text, end - 1) >= end)
        end--;
    return rt_view_slice(text, from, end - from);
}

/* Takes the key and the colon before a value. */
static void take_key(struct rt_pieces *pieces, struct rt_piece *piece)
{
    struct rt_view text = pieces->text;
    if (text.data[pieces->at] != '"')
        return;
    size_t end = skip_string(text, pieces->at);
    size_t colon = rt_json_scan_space(text, end);
    if (colon >= text.len || text.data[colon] != ':')
        return;
    piece->key = rt_view_slice(text, pieces->at + 1, end - pieces->at - 2);
    pieces->at = rt_json_scan_space(text, colon + 1);
}

bool rt_pieces_next(struct rt_pieces *pieces, struct rt_piece *piece)
{
    struct rt_view text = pieces->text;
    *piece = (struct rt_piece){.at = 0};
    while (pieces->at < text.len) {
        size_t at = pieces->at = rt_json_scan_space(text, pieces->at);
        if (at >= text.len)
            break;
        if (text.data[at] == ',') {
            pieces->at++;
            continue;
        }
        if (text.data[at] == '}' || text.data[at] == ']') {
            pieces->at++;
            return false;
        }
        if (pieces->object)
            take_key(pieces, piece);
        piece->at = pieces->at;
        pieces->at = skip_value(text, pieces->at);
        piece->value = trimmed(text, piece->at, pieces->at);
        return true;
    }
    pieces->cut = true;
    return false;
}
