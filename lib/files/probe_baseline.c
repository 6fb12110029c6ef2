// SPDX-License-Identifier: BSD-2-Clause
/* Compares results of probes. */
#include "files/probe_baseline.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "files/json.h"
#include "files/json_lines.h"
#include "files/probe_json.h"

#define TEXT_SIZE 1024

struct rt_probe_baseline {
    struct cJSON **records;
    size_t count;
};

/* What identifies the records of a property, and what is compared of them. */
struct property {
    const char *name;
    const char *keys[3];
    const char *members[8];
};

static const struct property properties[] = {
    {"server", {NULL}, {"state", "speaks", "verified"}},
    {"version",
     {"versions", "asked_as", "transport"},
     {"answered", "verdict", "valid_as", "reading", "failed", "radius"}},
    {"request",
     {"case", "versions", "transport"},
     {"due", "check", "answered", "verdict", "valid_as", "reading", "failed"}},
    {"tree", {"versions"}, {"order"}},
    {"connection", {"requests", "pieces"}, {"answered"}},
    {"leap", {"versions", "transport"}, {"dtai_ms", "leaps"}},
    {"family", {"family"}, {"state", "speaks"}},
    {"finding", {"finding", "version", "case"}, {NULL}},
};

#define PROPERTY_COUNT (sizeof properties / sizeof properties[0])

static const struct property *property_of(const struct cJSON *record)
{
    const char *name = rt_json_string(rt_json_member(record, "property"));
    for (size_t i = 0; name && i < PROPERTY_COUNT; i++)
        if (strcmp(properties[i].name, name) == 0)
            return &properties[i];
    return NULL;
}

static bool is_probe(const struct cJSON *record)
{
    const char *type = rt_json_string(rt_json_member(record, "type"));
    return type && strcmp(type, "probe") == 0 && rt_json_string(rt_json_member(record, "server")) &&
           rt_json_string(rt_json_member(record, "property"));
}

static bool refuse(struct rt_json_fault *fault, enum rt_error error, size_t at, const char *cause)
{
    *fault = (struct rt_json_fault){error, at, cause};
    return false;
}

/* Takes a record that begins at `at` of the text, if it is one. */
static bool take(struct rt_probe_baseline *baseline, struct rt_view text, size_t at, size_t end,
                 struct rt_json_fault *fault)
{
    size_t count = baseline->count;
    /* The array doubles whenever it is full: at powers of two. */
    if ((count & (count - 1)) == 0) {
        size_t cap = count > 0 ? 2 * count : 1;
        struct cJSON **records = realloc(baseline->records, cap * sizeof(*records));
        if (!records)
            return refuse(fault, RT_E_NO_MEMORY, at, "out of memory");
        baseline->records = records;
    }
    struct cJSON *record = rt_json_parse_scanned(rt_view_slice(text, at, end - at), fault);
    if (!record)
        return refuse(fault, fault->error, at + fault->at, fault->cause);
    baseline->records[baseline->count++] = record;
    return is_probe(record) ||
           refuse(fault, RT_E_JSON_FIELD, at, "this is no record of rtctl probe");
}

/* Records behind each other, and within arrays. */
static bool take_all(struct rt_probe_baseline *baseline, struct rt_view text,
                     struct rt_json_fault *fault)
{
    bool list = false;
    for (size_t at = 0, end;; at = end) {
        at = rt_json_scan_space(text, at);
        char c = at < text.len ? (char)text.data[at] : '\0';
        if (at == text.len)
            return !list || refuse(fault, RT_E_TRUNCATED, at, "the array has no end");
        if ((c == '[' && !list) || (c == ',' && list) || (c == ']' && list)) {
            list = c != ']';
            end = at + 1;
            continue;
        }
        if (!rt_json_scan(text, at, &end, fault))
            return refuse(fault, fault->error, fault->at, fault->cause);
        if (!take(baseline, text, at, end, fault))
            return false;
    }
}

static struct rt_probe_baseline *read_text(struct rt_view text, struct rt_json_fault *fault)
{
    struct rt_probe_baseline *baseline = calloc(1, sizeof *baseline);
    if (!baseline) {
        refuse(fault, RT_E_NO_MEMORY, 0, "out of memory");
        return NULL;
    }
    bool good = take_all(baseline, text, fault);
    if (good && baseline->count == 0)
        good = refuse(fault, RT_E_EMPTY, 0, "it has no record of rtctl probe");
    if (good)
        return baseline;
    rt_probe_baseline_free(baseline);
    return NULL;
}

struct rt_probe_baseline *rt_probe_baseline_read(FILE *file, struct rt_json_fault *fault)
{
    struct rt_probe_baseline *baseline = NULL;
    struct rt_lines lines = {.file = file};
    enum rt_error error = rt_json_lines_next(&lines, RT_PROBE_BASELINE_MAX);
    if (error == RT_OK && !lines.cut)
        error = rt_json_lines_rest(&lines, RT_PROBE_BASELINE_MAX);
    int number = errno;
    if (error != RT_OK)
        refuse(fault, error, lines.len,
               error == RT_E_IO ? "the file cannot be read" : "out of memory");
    else if (lines.cut)
        refuse(fault, RT_E_TOO_LARGE, lines.len, "this is too large for a result of rtctl probe");
    else
        baseline = read_text(rt_json_lines_text(&lines), fault);
    rt_json_lines_free(&lines);
    errno = number;
    return baseline;
}

struct rt_probe_baseline *rt_probe_baseline_of(const struct rt_probe_summary *summary,
                                               struct rt_version_name_from all)
{
    struct rt_probe_baseline *baseline = NULL;
    struct rt_json_fault fault;
    struct rt_output out;
    char *text = NULL;
    size_t len = 0;
    FILE *file = open_memstream(&text, &len);
    if (!file)
        return NULL;
    rt_output_open(&out, file, RT_OUTPUT_NDJSON, false);
    rt_probe_json_write(&out, summary, all, false);
    bool good = rt_output_close(&out) == RT_OK;
    if (fclose(file) == 0 && good)
        baseline = read_text((struct rt_view){(const uint8_t *)text, len}, &fault);
    free(text);
    return baseline;
}

void rt_probe_baseline_free(struct rt_probe_baseline *baseline)
{
    if (!baseline)
        return;
    for (size_t i = 0; i < baseline->count; i++)
        rt_json_free(baseline->records[i]);
    free(baseline->records);
    free(baseline);
}

static void append(char text[TEXT_SIZE], const char *more)
{
    size_t len = strlen(text);
    snprintf(text + len, TEXT_SIZE - len, "%s", more);
}

static void append_one(char text[TEXT_SIZE], const struct cJSON *value)
{
    char number[16];
    switch (rt_json_kind(value)) {
    case RT_JSON_STRING:
        append(text, rt_json_string(value));
        break;
    case RT_JSON_NUMBER:
        snprintf(number, sizeof number, "%d", rt_json_int(value));
        append(text, number);
        break;
    case RT_JSON_BOOL:
        append(text, rt_json_true(value) ? "true" : "false");
        break;
    case RT_JSON_NULL:
    case RT_JSON_ARRAY:
    case RT_JSON_OBJECT:
        break;
    }
}

/* A value as text: a list with commas, of a radius its nanoseconds. NULL: null, or nothing. */
static const char *text_of(const struct cJSON *value, char text[TEXT_SIZE])
{
    text[0] = '\0';
    if (!value || rt_json_kind(value) == RT_JSON_NULL)
        return NULL;
    if (rt_json_kind(value) == RT_JSON_OBJECT)
        value = rt_json_member(value, "ns");
    if (value && rt_json_kind(value) == RT_JSON_ARRAY) {
        for (value = rt_json_first(value); value; value = rt_json_after(value)) {
            append(text, text[0] ? "," : "");
            append_one(text, value);
        }
    } else if (value) {
        append_one(text, value);
    }
    return text;
}

static bool same(const char *a, const char *b)
{
    return a && b ? strcmp(a, b) == 0 : a == b;
}

static bool same_member(const struct cJSON *a, const struct cJSON *b, const char *member)
{
    char one[TEXT_SIZE], two[TEXT_SIZE];
    return same(text_of(rt_json_member(a, member), one), text_of(rt_json_member(b, member), two));
}

/* The record of a server that is the same as another one. */
static const struct cJSON *find(const struct rt_probe_baseline *in, const struct property *property,
                                const struct cJSON *record)
{
    for (size_t i = 0; i < in->count; i++) {
        const struct cJSON *found = in->records[i];
        bool is = property_of(found) == property && same_member(found, record, "server");
        for (size_t k = 0; is && k < 3 && property->keys[k]; k++)
            is = same_member(found, record, property->keys[k]);
        if (is)
            return found;
    }
    return NULL;
}

static const struct cJSON *find_server(const struct rt_probe_baseline *in, const char *server)
{
    for (size_t i = 0; i < in->count; i++)
        if (property_of(in->records[i]) == &properties[0] &&
            same(rt_json_string(rt_json_member(in->records[i], "server")), server))
            return in->records[i];
    return NULL;
}

/* Who is told of changes, and how many there were. */
struct told {
    void (*changed)(void *context, const struct rt_probe_change *change);
    void *context;
    size_t count;
};

static void tell(struct told *told, const struct property *property, const struct cJSON *record,
                 const char *member, const char *was, const char *is)
{
    char subject[TEXT_SIZE] = "", part[TEXT_SIZE];
    for (size_t k = 0; k < 3 && property->keys[k]; k++) {
        const char *text = text_of(rt_json_member(record, property->keys[k]), part);
        append(subject, text && subject[0] ? " " : "");
        append(subject, text ? text : "");
    }
    /* What identifies a record is what is there, or is not. */
    const struct rt_probe_change change = {.property = property->name,
                                           .subject = subject,
                                           .member = member,
                                           .was = member || !was ? was : subject,
                                           .is = member || !is ? is : subject};
    told->changed(told->context, &change);
    told->count++;
}

/* Whether it was found out: a request was sent, and a tree shows its order. */
static bool is_known(const struct cJSON *record, const char *member)
{
    char text[TEXT_SIZE];
    const struct cJSON *sent = rt_json_member(record, "sent");
    if (sent && rt_json_kind(sent) == RT_JSON_NUMBER && rt_json_int(sent) == 0)
        return false;
    return strcmp(member, "order") != 0 || text_of(rt_json_member(record, member), text);
}

static void compare_members(struct told *told, const struct property *property,
                            const struct cJSON *before, const struct cJSON *after)
{
    char was[TEXT_SIZE], is[TEXT_SIZE];
    for (size_t m = 0; m < 8 && property->members[m]; m++) {
        const char *member = property->members[m];
        if (!is_known(before, member) || !is_known(after, member) ||
            same_member(before, after, member))
            continue;
        tell(told, property, after, member, text_of(rt_json_member(before, member), was),
             text_of(rt_json_member(after, member), is));
        /* Whoever is silent says nothing else. */
        if (strcmp(member, "state") == 0)
            return;
    }
}

/* Whether the absence of a record says something: of a request only that it was not sent. */
static bool counts(const struct property *property, const struct cJSON *record)
{
    const char *finding = rt_json_string(rt_json_member(record, "finding"));
    return property && finding &&
           strcmp(finding, rt_probe_finding_name(RT_PROBE_FINDING_ENDS)) != 0;
}

/* The findings of a server in one result that the other does not have. */
static void tell_missing(struct told *told, const struct rt_probe_baseline *in,
                         const struct rt_probe_baseline *other, const char *server, bool were)
{
    for (size_t i = 0; i < in->count; i++) {
        const struct cJSON *record = in->records[i];
        const struct property *property = property_of(record);
        if (same(rt_json_string(rt_json_member(record, "server")), server) &&
            counts(property, record) && !find(other, property, record))
            tell(told, property, record, NULL, were ? "" : NULL, were ? NULL : "");
    }
}

/* Whether a server has answered, and all was asked: then what is not there was not found. */
static bool is_whole(const struct cJSON *server)
{
    const char *state = rt_json_string(rt_json_member(server, "state"));
    return state && strcmp(state, "answers") == 0 && !rt_json_true(rt_json_member(server, "spent"));
}

size_t rt_probe_baseline_compare(const struct rt_probe_baseline *before,
                                 const struct rt_probe_baseline *after, const char *server,
                                 void (*changed)(void *context,
                                                 const struct rt_probe_change *change),
                                 void *context)
{
    struct told told = {.changed = changed, .context = context};
    const struct cJSON *was = find_server(before, server), *is = find_server(after, server);
    if (!was || !is) {
        tell(&told, &properties[0], was ? was : is, NULL, was ? "" : NULL, is ? "" : NULL);
        return told.count;
    }
    for (size_t i = 0; i < after->count; i++) {
        const struct property *property = property_of(after->records[i]);
        bool of_it = same(rt_json_string(rt_json_member(after->records[i], "server")), server);
        const struct cJSON *old =
            property && of_it ? find(before, property, after->records[i]) : NULL;
        if (old)
            compare_members(&told, property, old, after->records[i]);
    }
    if (is_whole(was) && is_whole(is)) {
        tell_missing(&told, before, after, server, true);
        tell_missing(&told, after, before, server, false);
    }
    return told.count;
}

void rt_probe_baseline_json(struct rt_output *out, const char *server,
                            const struct rt_probe_change *change)
{
    rt_output_record(out, "probe");
    rt_output_string(out, "server", server);
    rt_output_string(out, "property", "change");
    rt_output_string(out, "of", change->property);
    rt_output_string(out, "subject", change->subject);
    rt_output_string(out, "member", change->member);
    rt_output_string(out, "was", change->was);
    rt_output_string(out, "is", change->is);
    rt_output_record_end(out);
}
