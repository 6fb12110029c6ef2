// SPDX-License-Identifier: BSD-2-Clause
/* Files of exchanges as a stream of records. */
#include <stdlib.h>
#include <string.h>

#include "files/json_internal.h"

struct rt_json_reader *rt_json_open(FILE *file, enum rt_json_form form)
{
    struct rt_json_reader *reader = calloc(1, sizeof *reader);
    if (reader == NULL)
        return NULL;
    reader->lines.file = file;
    reader->layout = form;
    return reader;
}

bool rt_json_of_lines(const struct rt_json_reader *reader)
{
    return reader->layout == RT_JSON_LINES;
}

void rt_json_close(struct rt_json_reader *reader)
{
    if (reader == NULL)
        return;
    rt_json_free(reader->tree);
    rt_json_free(reader->source);
    rt_json_lines_free(&reader->lines);
    free(reader);
}

/* The length of the byte order mark that some programs put before UTF-8. */
static size_t skip_mark(const struct rt_lines *lines)
{
    struct rt_view text = rt_json_lines_text(lines);
    bool marked = lines->base == 0 && text.len > 3 && memcmp(text.data, "\xef\xbb\xbf", 3) == 0;
    return marked ? 3 : 0;
}

static enum rt_next report_text(struct rt_json_reader *reader, size_t from,
                                struct rt_json_fault fault)
{
    return rt_json_report(reader, fault.error, from + fault.at, "%s", fault.cause);
}

/*
 * The text: a line or the document.
 */

static enum rt_next input_failed(struct rt_json_reader *reader, enum rt_error error)
{
    reader->finished = true;
    reader->records++;
    return rt_json_report(reader, error, reader->lines.len, "%s",
                          error == RT_E_IO ? "the file cannot be read" : "out of memory");
}

static enum rt_next too_large(struct rt_json_reader *reader, const char *what, unsigned max)
{
    reader->records++;
    return rt_json_report(reader, RT_E_TOO_LARGE, reader->lines.len, "%s of more than %u MiB", what,
                          max >> 20);
}

static bool is_blank_line(const struct rt_lines *lines)
{
    return !lines->cut && rt_json_scan_space(rt_json_lines_text(lines), 0) == lines->len;
}

static enum rt_next line_too_large(struct rt_json_reader *reader)
{
    enum rt_next next = too_large(reader, "a line", RT_JSON_LINE_MAX);
    rt_json_lines_drop(&reader->lines);
    return next;
}

/* Moves to the next line that holds something; RT_NEXT_RECORD means that there is one. */
static enum rt_next next_line(struct rt_json_reader *reader)
{
    struct rt_lines *lines = &reader->lines;
    do {
        if (lines->last) {
            reader->finished = true;
            return RT_NEXT_END;
        }
        enum rt_error error = rt_json_lines_next(lines, RT_JSON_LINE_MAX);
        if (error != RT_OK)
            return input_failed(reader, error);
    } while (is_blank_line(lines));
    bool by_line = reader->layout == RT_JSON_LINES || reader->layout == RT_JSON_WORDS;
    return lines->cut && by_line ? line_too_large(reader) : RT_NEXT_RECORD;
}

/* Lines, if the first line is a whole document or the second one begins an object as well. A first
 * line that is too long for a line may still be an array or a report. */
static bool shows_lines(struct rt_lines *lines)
{
    struct rt_json_fault fault;
    struct rt_view text = rt_json_lines_text(lines);
    text = rt_view_slice(text, skip_mark(lines), text.len);
    if (!lines->cut && rt_json_scan_whole(text, &fault))
        return true;
    if (rt_json_starts_list(text))
        return false;
    return lines->cut || (text.data[0] == '{' && rt_json_lines_peek(lines) == '{');
}

/* Reads the first line and, unless the file is one of lines, all of it. */
static enum rt_next first_text(struct rt_json_reader *reader)
{
    struct rt_lines *lines = &reader->lines;
    enum rt_next next = next_line(reader);
    if (next != RT_NEXT_RECORD || reader->layout == RT_JSON_LINES)
        return next;
    struct rt_view text = rt_json_text(reader);
    enum rt_json_form found = reader->layout;
    if (rt_json_starts_words(rt_view_slice(text, skip_mark(lines), text.len)))
        found = RT_JSON_WORDS;
    else if (reader->layout == RT_JSON_AUTO && shows_lines(lines))
        found = RT_JSON_LINES;
    if (found != reader->layout) {
        reader->layout = found;
        return lines->cut ? line_too_large(reader) : next;
    }
    reader->several = reader->layout == RT_JSON_AUTO;
    reader->layout = RT_JSON_DOCUMENT;
    reader->finished = true;
    enum rt_error error = rt_json_lines_rest(lines, RT_JSON_DOCUMENT_MAX);
    if (error != RT_OK)
        return input_failed(reader, error);
    return lines->cut ? too_large(reader, "a JSON document", RT_JSON_DOCUMENT_MAX) : next;
}

/*
 * Documents.
 */

/* Finds the end of the document that begins at `at`, and whether another one follows it. False: a
 * fault, which is behind the document if it is RT_E_JSON_TRAILING. */
static bool end_document(struct rt_json_reader *reader, size_t at, size_t *end,
                         struct rt_json_fault *fault)
{
    struct rt_view text = rt_json_text(reader);
    bool good = rt_json_scan(text, at, end, fault);
    size_t next = good ? rt_json_scan_space(text, *end) : text.len;
    uint8_t c = next < text.len ? text.data[next] : 0;
    reader->more = good && reader->several && (c == '{' || c == '[');
    reader->start = reader->more ? next : reader->start;
    if (!good || reader->more || next == text.len)
        return good;
    *fault = (struct rt_json_fault){RT_E_JSON_TRAILING, next, rt_error_text(RT_E_JSON_TRAILING)};
    return false;
}

/* Behind the last element: is the rest of the document right as well? What follows the document
 * is no fault of the list. */
static enum rt_next end_list(struct rt_json_reader *reader)
{
    struct rt_json_fault fault;
    size_t end = 0;
    reader->in_list = false;
    reader->links = 0;
    if (end_document(reader, reader->start, &end, &fault))
        return RT_NEXT_END;
    reader->records++;
    if (fault.error == RT_E_JSON_TRAILING)
        reader->group = 0;
    return report_text(reader, 0, fault);
}

/* The next element of the list. RT_NEXT_END: the list has ended, and all is well. */
static enum rt_next next_element(struct rt_json_reader *reader)
{
    struct rt_json_fault fault;
    struct rt_view text = rt_json_text(reader);
    size_t at = rt_json_scan_space(text, reader->pos), end = 0;
    uint8_t c = at < text.len ? text.data[at] : 0;
    bool first = reader->links == 0;
    if (c == ']' || (!first && c != ','))
        return end_list(reader);
    at = rt_json_scan_space(text, at + !first);
    reader->links++;
    reader->records++;
    if (!rt_json_scan(text, at, &end, &fault)) {
        reader->in_list = false;
        if (fault.error == RT_E_EMPTY)
            fault = (struct rt_json_fault){RT_E_TRUNCATED, text.len,
                                           "the text ends within a JSON value"};
        return report_text(reader, 0, fault);
    }
    reader->pos = end;
    return rt_json_make_record(reader, at, end);
}

/* Looks at the document that begins at `at`. A list is only begun (RT_NEXT_END: go on with its
 * elements). */
static enum rt_next begin_document(struct rt_json_reader *reader, size_t at)
{
    struct rt_json_fault fault;
    size_t end = 0;
    enum rt_next next = rt_json_begin_list(reader, at);
    if (next != RT_NEXT_RECORD)
        return next;
    reader->records++;
    if (!end_document(reader, at, &end, &fault))
        return report_text(reader, 0, fault);
    return rt_json_make_record(reader, at, end);
}

static enum rt_next next_document(struct rt_json_reader *reader)
{
    bool more = reader->more;
    reader->group = 0;
    reader->form = RT_FORM_NONE;
    reader->more = false;
    if (more)
        return begin_document(reader, reader->start);
    enum rt_next next = reader->lines.line == 0 ? first_text(reader) : next_line(reader);
    if (next != RT_NEXT_RECORD)
        return next;
    size_t at = rt_json_scan_space(rt_json_text(reader), skip_mark(&reader->lines));
    return reader->layout == RT_JSON_WORDS ? rt_json_make_words(reader, at)
                                           : begin_document(reader, at);
}

enum rt_next rt_json_next(struct rt_json_reader *reader, struct rt_record *record,
                          struct rt_record_fault *fault)
{
    enum rt_next next = RT_NEXT_END;
    reader->record = record;
    reader->fault = fault;
    while (next == RT_NEXT_END && (reader->in_list || reader->more || !reader->finished))
        next = reader->in_list ? next_element(reader) : next_document(reader);
    if (next != RT_NEXT_END || reader->records > 0)
        return next;
    reader->records++;
    rt_json_report(reader, RT_E_EMPTY, 0, "there is no record");
    fault->at = 0;
    return RT_NEXT_FAULT;
}
