// SPDX-License-Identifier: BSD-2-Clause
/* Files of exchanges as a stream of records. */
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "json.h"
#include "json_lines.h"

#define RAND_MAX_SIZE 1024

/* The array of exchanges that is being read, if any. */
enum list { LIST_NONE = 1, LIST_ARRAY, LIST_REPORT };

struct rt_json_reader {
    enum rt_json_form form; /* RT_JSON_AUTO until the first line is read */
    struct rt_lines lines;  /* one line or the document */
    bool finished;          /* no more text will come */

    enum list list;
    size_t start;     /* of the document in the buffer */
    size_t pos;       /* of the next element of the list */
    bool first;       /* no element of the list has been read */
    uint64_t records; /* so far, faulty ones too */
    uint64_t groups;
    size_t record_at; /* of the record in the buffer */

    struct cJSON *tree;   /* of the record */
    struct cJSON *source; /* of the report */
    struct rt_record *record;
    struct rt_record_fault *fault;
    uint8_t request[RT_PACKET_MAX];
    uint8_t response[RT_PACKET_MAX];
    uint8_t rand[RAND_MAX_SIZE];
};

struct rt_json_reader *rt_json_open(FILE *file, enum rt_json_form form)
{
    struct rt_json_reader *reader = calloc(1, sizeof *reader);
    if (reader == NULL)
        return NULL;
    reader->lines.file = file;
    reader->form = form;
    reader->list = LIST_NONE;
    return reader;
}

bool rt_json_of_lines(const struct rt_json_reader *reader)
{
    return reader->form == RT_JSON_LINES;
}

void rt_json_close(struct rt_json_reader *reader)
{
    if (reader == NULL)
        return;
    rt_json_free(reader->tree);
    rt_json_free(reader->source);
    rt_lines_free(&reader->lines);
    free(reader);
}

static struct rt_view text_of(const struct rt_json_reader *reader)
{
    return rt_lines_text(&reader->lines);
}

/* The length of the byte order mark that some programs put before UTF-8. */
static size_t skip_mark(const struct rt_lines *lines)
{
    struct rt_view text = rt_lines_text(lines);
    bool marked = lines->base == 0 && text.len > 3 && memcmp(text.data, "\xef\xbb\xbf", 3) == 0;
    return marked ? 3 : 0;
}

/* A fault at a place of the buffer. */
__attribute__((format(printf, 4, 5))) static enum rt_next
report(struct rt_json_reader *reader, enum rt_error error, size_t at, const char *format, ...)
{
    struct rt_record_fault *fault = reader->fault;
    fault->error = error;
    fault->record = reader->records;
    fault->report = reader->list == LIST_NONE ? 0 : reader->groups;
    fault->at = reader->lines.base + at;
    va_list args;
    va_start(args, format);
    vsnprintf(fault->cause, sizeof fault->cause, format, args);
    va_end(args);
    return RT_NEXT_FAULT;
}

static enum rt_next report_text(struct rt_json_reader *reader, size_t from,
                                struct rt_json_fault fault)
{
    return report(reader, fault.error, from + fault.at, "%s", fault.cause);
}

/*
 * The text: a line or the document.
 */

static enum rt_next input_failed(struct rt_json_reader *reader, enum rt_error error)
{
    reader->finished = true;
    reader->records++;
    return report(reader, error, reader->lines.len, "%s",
                  error == RT_E_IO ? "the file cannot be read" : "out of memory");
}

static enum rt_next too_large(struct rt_json_reader *reader, const char *what, unsigned max)
{
    reader->records++;
    return report(reader, RT_E_TOO_LARGE, reader->lines.len, "%s of more than %u MiB", what,
                  max >> 20);
}

static bool is_blank_line(const struct rt_lines *lines)
{
    return !lines->cut && rt_json_skip_space(rt_lines_text(lines), 0) == lines->len;
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
        enum rt_error error = rt_lines_next(lines, RT_JSON_LINE_MAX);
        if (error != RT_OK)
            return input_failed(reader, error);
    } while (is_blank_line(lines));
    if (!lines->cut || reader->form != RT_JSON_LINES)
        return RT_NEXT_RECORD;
    enum rt_next next = too_large(reader, "a line", RT_JSON_LINE_MAX);
    rt_lines_drop(lines);
    return next;
}

static bool starts_array_or_report(struct rt_view text)
{
    size_t at = rt_json_skip_space(text, 0), value = 0;
    uint8_t c = at < text.len ? text.data[at] : 0;
    return c == '[' || (c == '{' && rt_json_find(text, at, "responses", &value));
}

/* Lines, if the first line is a whole document or the second one begins an object as well. A first
 * line that is too long for a line may still be an array or a report. */
static bool shows_lines(struct rt_lines *lines)
{
    struct rt_json_fault fault;
    struct rt_view text = rt_lines_text(lines);
    text = rt_view_slice(text, skip_mark(lines), text.len);
    if (!lines->cut && rt_json_scan_whole(text, &fault))
        return true;
    if (starts_array_or_report(text))
        return false;
    return lines->cut || (text.data[0] == '{' && rt_lines_peek(lines) == '{');
}

/* Reads the first line and, unless the file is one of lines, all of it. */
static enum rt_next first_text(struct rt_json_reader *reader)
{
    struct rt_lines *lines = &reader->lines;
    enum rt_next next = next_line(reader);
    if (next != RT_NEXT_RECORD || reader->form == RT_JSON_LINES)
        return next;
    if (reader->form == RT_JSON_AUTO && shows_lines(lines)) {
        reader->form = RT_JSON_LINES;
        if (!lines->cut)
            return next;
        next = too_large(reader, "a line", RT_JSON_LINE_MAX);
        rt_lines_drop(lines);
        return next;
    }
    reader->form = RT_JSON_DOCUMENT;
    reader->finished = true;
    enum rt_error error = rt_lines_rest(lines, RT_JSON_DOCUMENT_MAX);
    if (error != RT_OK)
        return input_failed(reader, error);
    return lines->cut ? too_large(reader, "a JSON document", RT_JSON_DOCUMENT_MAX) : next;
}

/*
 * Fields of a record.
 */

/* Where the value of a member begins. Only needed for faults: it reads the record again. */
static size_t place_of(const struct rt_json_reader *reader, const char *key)
{
    size_t at = reader->record_at;
    rt_json_find(text_of(reader), reader->record_at, key, &at);
    return at;
}

/* A member that must be a string if it is there; *value is NULL if it is not. */
static bool text_field(struct rt_json_reader *reader, const char *key, const char **value)
{
    const struct cJSON *item = rt_json_member(reader->tree, key);
    *value = rt_json_string(item);
    if (item == NULL || *value != NULL)
        return true;
    report(reader, RT_E_JSON_TYPE, place_of(reader, key), "\"%s\" is not a string", key);
    return false;
}

static struct rt_view view_of(const char *text)
{
    return (struct rt_view){(const uint8_t *)text, strlen(text)};
}

static bool base64_field(struct rt_json_reader *reader, const char *key, uint8_t *data, size_t cap,
                         struct rt_view *view)
{
    const char *value = NULL;
    size_t len = 0;
    if (!text_field(reader, key, &value))
        return false;
    if (value == NULL)
        return true;
    struct rt_fault fault = rt_base64_decode(view_of(value), RT_SPACES_REFUSED, data, cap, &len);
    *view = (struct rt_view){data, len};
    if (fault.error == RT_E_NO_SPACE)
        report(reader, RT_E_TOO_LARGE, place_of(reader, key), "\"%s\" has more than %zu bytes", key,
               cap);
    else if (fault.error != RT_OK)
        report(reader, fault.error, place_of(reader, key) + 1 + fault.at,
               "\"%s\" is not base64: a wrong character or wrong padding", key);
    return fault.error == RT_OK;
}

static bool key_field(struct rt_json_reader *reader)
{
    struct rt_record *record = reader->record;
    const char *value = NULL;
    if (!text_field(reader, "publicKey", &value))
        return false;
    if (value == NULL)
        return true;
    struct rt_fault fault = rt_key_parse(view_of(value), record->key);
    record->have_key = fault.error == RT_OK;
    if (!record->have_key)
        report(reader, fault.error, place_of(reader, "publicKey"),
               "\"publicKey\" is not 32 bytes in base64 or hex");
    return record->have_key;
}

static bool read_fields(struct rt_json_reader *reader)
{
    struct rt_record *record = reader->record;
    if (!key_field(reader) ||
        !base64_field(reader, "request", reader->request, RT_PACKET_MAX, &record->request) ||
        !base64_field(reader, "response", reader->response, RT_PACKET_MAX, &record->response) ||
        !base64_field(reader, "rand", reader->rand, RAND_MAX_SIZE, &record->rand) ||
        !text_field(reader, "version", &record->version))
        return false;
    record->source = rt_json_member(reader->tree, "source");
    if (record->source == NULL)
        record->source = reader->source;
    record->expect = rt_json_member(reader->tree, "expect");
    if (rt_view_present(record->request) || rt_view_present(record->response))
        return true;
    report(reader, RT_E_JSON_FIELD, reader->record_at, "neither \"request\" nor \"response\"");
    return false;
}

/* Makes a record of the checked value at [at, end) of the buffer. */
static enum rt_next make_record(struct rt_json_reader *reader, size_t at, size_t end)
{
    struct rt_json_fault fault;
    struct rt_record *record = reader->record;
    bool alone = reader->list == LIST_NONE;
    *record =
        (struct rt_record){.number = reader->records,
                           .at = reader->lines.base + at,
                           .line = reader->lines.line,
                           .report = alone ? 0 : reader->groups,
                           .form = reader->list == LIST_REPORT ? RT_FORM_RFC10049 : RT_FORM_NONE};
    reader->record_at = at;
    rt_json_free(reader->tree);
    reader->tree = rt_json_parse_scanned(rt_view_slice(text_of(reader), at, end - at), &fault);
    if (reader->tree == NULL)
        return report_text(reader, at, fault);
    if (rt_json_member(reader->tree, "responses") != NULL)
        return report(reader, RT_E_JSON_TYPE, place_of(reader, "responses"),
                      "\"responses\" is not an array, or a report stands inside another list");
    if (rt_json_kind(reader->tree) != RT_JSON_OBJECT)
        return report(reader, RT_E_JSON_TYPE, at, "an exchange must be an object");
    return read_fields(reader) ? RT_NEXT_RECORD : RT_NEXT_FAULT;
}

/*
 * Documents.
 */

/* Behind the last element: is the rest of the document right as well? */
static enum rt_next end_list(struct rt_json_reader *reader)
{
    struct rt_json_fault fault;
    struct rt_view text = text_of(reader);
    reader->list = LIST_NONE;
    text = rt_view_slice(text, reader->start, text.len);
    if (rt_json_scan_whole(text, &fault))
        return RT_NEXT_END;
    reader->records++;
    return report_text(reader, reader->start, fault);
}

/* The next element of the list. RT_NEXT_END: the list has ended, and all is well. */
static enum rt_next next_element(struct rt_json_reader *reader)
{
    struct rt_json_fault fault;
    struct rt_view text = text_of(reader);
    size_t at = rt_json_skip_space(text, reader->pos), end = 0;
    uint8_t c = at < text.len ? text.data[at] : 0;
    if (c == ']' || (!reader->first && c != ','))
        return end_list(reader);
    at = rt_json_skip_space(text, at + !reader->first);
    reader->first = false;
    reader->records++;
    if (!rt_json_scan(text, at, &end, &fault)) {
        reader->list = LIST_NONE;
        if (fault.error == RT_E_EMPTY)
            fault = (struct rt_json_fault){RT_E_TRUNCATED, text.len,
                                           "the text ends within a JSON value"};
        return report_text(reader, 0, fault);
    }
    reader->pos = end;
    return make_record(reader, at, end);
}

static enum rt_next begin_list(struct rt_json_reader *reader, enum list list, size_t at)
{
    reader->list = list;
    reader->pos = at + 1;
    reader->first = true;
    reader->groups++;
    rt_json_free(reader->source);
    reader->source = NULL;
    return RT_NEXT_END;
}

/* Keeps the source of a report if it stands before the responses. */
static void take_source(struct rt_json_reader *reader, size_t list)
{
    struct rt_json_fault fault;
    struct rt_view text = text_of(reader);
    size_t at = 0, end = 0;
    if (rt_json_find(text, reader->start, "source", &at) && at < list &&
        rt_json_scan(text, at, &end, &fault))
        reader->source = rt_json_parse_scanned(rt_view_slice(text, at, end - at), &fault);
}

/* Looks at the text in the buffer. A list is only begun (RT_NEXT_END: go on with its elements). */
static enum rt_next begin_document(struct rt_json_reader *reader)
{
    struct rt_json_fault fault;
    struct rt_view text = text_of(reader);
    size_t at = rt_json_skip_space(text, skip_mark(&reader->lines)), list = 0;
    uint8_t c = at < text.len ? text.data[at] : 0;
    reader->start = at;
    if (c == '[')
        return begin_list(reader, LIST_ARRAY, at);
    if (c == '{' && rt_json_find(text, at, "responses", &list) && list < text.len &&
        text.data[list] == '[') {
        begin_list(reader, LIST_REPORT, list);
        take_source(reader, list);
        return RT_NEXT_END;
    }
    reader->records++;
    rt_json_free(reader->source);
    reader->source = NULL;
    text = rt_view_slice(text, at, text.len);
    if (!rt_json_scan_whole(text, &fault))
        return report_text(reader, at, fault);
    return make_record(reader, at, reader->lines.len);
}

static enum rt_next next_document(struct rt_json_reader *reader)
{
    enum rt_next next = reader->lines.line == 0 ? first_text(reader) : next_line(reader);
    return next == RT_NEXT_RECORD ? begin_document(reader) : next;
}

enum rt_next rt_json_next(struct rt_json_reader *reader, struct rt_record *record,
                          struct rt_record_fault *fault)
{
    enum rt_next next = RT_NEXT_END;
    reader->record = record;
    reader->fault = fault;
    while (next == RT_NEXT_END && (reader->list != LIST_NONE || !reader->finished))
        next = reader->list != LIST_NONE ? next_element(reader) : next_document(reader);
    if (next != RT_NEXT_END || reader->records > 0)
        return next;
    reader->records++;
    report(reader, RT_E_EMPTY, 0, "there is no record");
    fault->at = 0;
    return RT_NEXT_FAULT;
}
