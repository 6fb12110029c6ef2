// SPDX-License-Identifier: BSD-2-Clause
/* What form a document has: an exchange, an array of them, or one of the forms of a chain. */
#include <string.h>

#include "files/json_internal.h"

/* The members that hold the links of a chain, and that of draft08 that may come before them. */
static const char *const list_keys[] = {"responses", "links", "nonces"};

static uint8_t character(struct rt_view text, size_t at)
{
    return at < text.len ? text.data[at] : 0;
}

bool rt_json_starts_list(struct rt_view text)
{
    size_t at = rt_json_scan_space(text, 0), value = 0;
    uint8_t c = character(text, at);
    return c == '[' || (c == '{' && rt_json_scan_find_first(text, at, list_keys, 3, &value) >= 0);
}

/* Keeps the source of a report if it stands before the responses. */
static void take_source(struct rt_json_reader *reader, size_t list)
{
    struct rt_json_fault fault;
    struct rt_view text = rt_view_slice(rt_json_text(reader), 0, list);
    size_t at = 0, end = 0;
    if (rt_json_scan_find(text, reader->start, "source", &at) &&
        rt_json_scan(text, at, &end, &fault) && end - at <= RT_JSON_LINE_MAX)
        reader->source = rt_json_parse_scanned(rt_view_slice(text, at, end - at), &fault);
}

static void begin(struct rt_json_reader *reader, enum rt_chain_form form, size_t list)
{
    reader->in_list = true;
    reader->form = form;
    reader->group = ++reader->groups;
    reader->links = 0;
    reader->shaped = false;
    reader->pos = list + 1;
    reader->next_rand = (struct rt_view){NULL, 0};
}

/* A fault of the list as a whole: it counts as one record. */
static enum rt_next refuse(struct rt_json_reader *reader, enum rt_error error, size_t at,
                           const char *cause)
{
    reader->in_list = false;
    reader->records++;
    return rt_json_report(reader, error, at, "%s", cause);
}

/* The elements of an array of a document that has been checked. */
static size_t count_elements(struct rt_view text, size_t list)
{
    struct rt_json_fault fault;
    size_t count = 0, end = 0, at = list + 1;
    while (rt_json_scan(text, at, &end, &fault)) {
        count++;
        at = rt_json_scan_space(text, end);
        if (character(text, at) != ',')
            break;
        at++;
    }
    return count;
}

/* The two arrays of draft08 are read side by side. Whether they fit is known only once both have
 * been seen, so the whole document is checked before its first record. */
static enum rt_next begin_draft08(struct rt_json_reader *reader, size_t list)
{
    struct rt_json_fault fault;
    struct rt_view text = rt_json_text(reader);
    size_t nonces = 0, end = 0;
    begin(reader, RT_FORM_DRAFT08, list);
    if (!rt_json_scan(text, reader->start, &end, &fault))
        return refuse(reader, fault.error, fault.at, fault.cause);
    if (!rt_json_scan_find(text, reader->start, "nonces", &nonces))
        return refuse(reader, RT_E_JSON_FIELD, list,
                      "the responses are strings, and there are no \"nonces\"");
    if (character(text, nonces) != '[')
        return refuse(reader, RT_E_JSON_TYPE, nonces, "\"nonces\" is not an array");
    size_t rands = count_elements(text, nonces), replies = count_elements(text, list);
    reader->nonces = nonces + 1;
    reader->nonces_lag = rands + 1 == replies;
    if (rands == replies || reader->nonces_lag)
        return RT_NEXT_END;
    reader->in_list = false;
    reader->records++;
    return rt_json_report(reader, RT_E_JSON_FIELD, nonces,
                          "%zu nonces do not fit %zu responses: as many, or one fewer", rands,
                          replies);
}

/* An array of exchanges, or of the objects of draft00 if the first element is one. */
static enum rt_next begin_array(struct rt_json_reader *reader, size_t list)
{
    static const char *const keys[] = {"response_packet", "blind"};
    struct rt_view text = rt_json_text(reader);
    size_t at = rt_json_scan_space(text, list + 1), value = 0;
    bool draft00 =
        character(text, at) == '{' && rt_json_scan_find_first(text, at, keys, 2, &value) >= 0;
    begin(reader, draft00 ? RT_FORM_DRAFT00 : RT_FORM_NONE, list);
    return RT_NEXT_END;
}

/* The links of an object: "responses" or "links", whichever stands there first. */
static enum rt_next begin_links(struct rt_json_reader *reader, bool responses, size_t list)
{
    struct rt_view text = rt_json_text(reader);
    uint8_t c = character(text, rt_json_scan_space(text, list + 1));
    if (c == '"' && responses)
        return begin_draft08(reader, list);
    begin(reader, responses ? RT_FORM_RFC10049 : RT_FORM_GOOGLE, list);
    if (c == ']')
        return refuse(reader, RT_E_EMPTY, list,
                      responses ? "the report has no responses" : "the chain has no links");
    take_source(reader, list);
    return RT_NEXT_END;
}

enum rt_next rt_json_begin_list(struct rt_json_reader *reader, size_t at)
{
    struct rt_view text = rt_json_text(reader);
    size_t list = 0;
    reader->start = at;
    rt_json_free(reader->source);
    reader->source = NULL;
    if (character(text, at) == '[')
        return begin_array(reader, at);
    if (character(text, at) != '{')
        return RT_NEXT_RECORD;
    int found = rt_json_scan_find_first(text, at, list_keys, 2, &list);
    return found >= 0 && character(text, list) == '[' ? begin_links(reader, found == 0, list)
                                                      : RT_NEXT_RECORD;
}
