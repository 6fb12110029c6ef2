// SPDX-License-Identifier: BSD-2-Clause
/* Writes test vectors: a line for each check, so that a change shows as a change of few lines. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/base64.h"
#include "files/json.h"
#include "files/vector.h"
#include "judge/version_join.h"

static void put_string(FILE *file, const char *text)
{
    fputc('"', file);
    for (; *text; text++) {
        unsigned char c = (unsigned char)*text;
        if (c == '"' || c == '\\')
            fprintf(file, "\\%c", c);
        else if (c < ' ')
            fprintf(file, "\\u%04x", c);
        else
            fputc(c, file);
    }
    fputc('"', file);
}

/* A string or null, as a member. */
static void put_member(FILE *file, const char *key, const char *text)
{
    fprintf(file, "\"%s\": ", key);
    if (text)
        put_string(file, text);
    else
        fputs("null", file);
}

static void put_base64(FILE *file, const char *key, struct rt_view bytes)
{
    char text[RT_BASE64_SIZE(RT_PACKET_MAX)];
    if (rt_view_present(bytes) && bytes.len <= RT_PACKET_MAX)
        fprintf(file, "\"%s\": \"%s\",\n", key, rt_base64_encode(bytes, text));
}

/* The source: strings of one object, in their order. */
static void put_source(FILE *file, const struct cJSON *source)
{
    const char *separator = "";
    fputs("\"source\": {", file);
    for (const struct cJSON *item = rt_json_first(source); item; item = rt_json_after(item)) {
        fputs(separator, file);
        put_member(file, rt_json_key(item), rt_json_string(item));
        separator = ", ";
    }
    fputs("}", file);
}

static void put_candidates(FILE *file, const struct rt_judgement *judgement)
{
    char text[RT_READING_SIZE];
    fputs("  \"valid_as\": [", file);
    for (size_t i = 0; i < judgement->valid_count; i++) {
        const struct rt_candidate *valid = &judgement->valid[i];
        fprintf(file, "%s{\"version\": \"%s\", ", i > 0 ? ", " : "", valid->version->name);
        put_member(file, "reading", valid->reading ? rt_reading_text(valid->reading, text) : NULL);
        fputs("}", file);
    }
    fputs("],\n", file);
}

static void put_nearest(FILE *file, const struct rt_nearest *nearest)
{
    char text[RT_SETTING_SIZE];
    fputs("  \"nearest\": [", file);
    for (size_t i = 0; i < nearest->count; i++) {
        const struct rt_explanation *found = &nearest->found[i];
        fprintf(file, "%s{\"version\": \"%s\", \"changes\": [", i > 0 ? ", " : "",
                found->version->name);
        for (size_t c = 0; c < found->count; c++)
            fprintf(file, "%s\"%s\"", c > 0 ? ", " : "", rt_setting_text(found->changes[c], text));
        fputs("]", file);
        for (size_t a = 0; a < found->also_count; a++)
            fprintf(file, "%s\"%s\"%s", a > 0 ? ", " : ", \"also\": [", found->also[a]->name,
                    a + 1 == found->also_count ? "]" : "");
        fputs("}", file);
    }
    fputs("],\n", file);
}

/* One check: its outcomes, and the versions that have each of them. */
static void put_check(FILE *file, const struct rt_vector *vector, enum rt_check check)
{
    bool done[RT_CHOICES_MAX] = {false};
    const struct rt_version_name_from all = {vector->versions, vector->count};
    const char *separator = "";
    fprintf(file, "   \"%s\": {", rt_check_row(check)->name);
    for (size_t i = 0; i < vector->count; i++) {
        const struct rt_version *same[RT_CHOICES_MAX];
        char outcome[RT_VECTOR_OUTCOME_SIZE], other[RT_VECTOR_OUTCOME_SIZE],
            names[RT_VERSION_JOIN_SIZE];
        size_t count = 0;
        if (done[i])
            continue;
        rt_vector_outcome(&vector->reports[i].checks[check], outcome);
        for (size_t j = i; j < vector->count; j++) {
            rt_vector_outcome(&vector->reports[j].checks[check], other);
            if (strcmp(outcome, other) == 0) {
                same[count++] = vector->versions[j];
                done[j] = true;
            }
        }
        fprintf(file, "%s\"%s\": \"%s\"", separator, outcome,
                rt_version_join(all, same, count, names));
        separator = ", ";
    }
    fprintf(file, "}%s\n", check + 1 < RT_CHECK_LONE_COUNT ? "," : "");
}

static void put_expect(FILE *file, const struct rt_vector *vector)
{
    const struct rt_judgement *judgement = &vector->judgement;
    const struct rt_candidate *best = &judgement->best;
    char text[RT_READING_SIZE];
    fprintf(file, "\"expect\": {\n  \"verdict\": \"%s\", \"version\": \"%s\", ",
            rt_verdict_name(judgement->verdict), best->version->name);
    put_member(file, "reading", best->reading ? rt_reading_text(best->reading, text) : NULL);
    fputs(",\n", file);
    put_candidates(file, judgement);
    if (judgement->verdict == RT_INVALID)
        put_nearest(file, &vector->nearest);
    fputs("  ", file);
    put_member(file, "midpoint_unix_ns", vector->has_time ? vector->midpoint : NULL);
    fputs(", ", file);
    put_member(file, "radius_ns", vector->has_time ? vector->radius : NULL);
    fprintf(file, ", \"path\": %zu, ", vector->path);
    put_member(file, "order", vector->order);
    fputs(",\n  \"checks\": {\n", file);
    for (int check = 0; check < RT_CHECK_LONE_COUNT; check++)
        put_check(file, vector, (enum rt_check)check);
    fputs("  }}", file);
}

void rt_vector_write_begin(struct rt_vector_writer *writer, FILE *file, bool list, bool report,
                           const struct cJSON *source)
{
    *writer = (struct rt_vector_writer){.file = file, .list = list, .report = report};
    if (report) {
        fputs("{", file);
        if (source) {
            put_source(file, source);
            fputs(",\n", file);
        }
        fputs("\"responses\":\n", file);
    }
    if (list || report)
        fputs("[\n", file);
}

void rt_vector_write(struct rt_vector_writer *writer, const struct rt_vector *vector,
                     const struct rt_record *record, const char *note)
{
    FILE *file = writer->file;
    fputs(writer->count++ > 0 ? ",\n{" : "{", file);
    if (record->id) {
        put_member(file, "id", record->id);
        fputs(",\n", file);
    }
    if (record->have_key)
        put_base64(file, "publicKey", (struct rt_view){record->key, sizeof record->key});
    put_base64(file, "rand", record->rand);
    put_base64(file, "request", record->request);
    put_base64(file, "response", record->response);
    if (note) {
        fputs("\"source\": {\"implementation\": \"rtctl\", ", file);
        put_member(file, "note", note);
        fputs("},\n", file);
    } else if (record->source) {
        put_source(file, record->source);
        fputs(",\n", file);
    }
    put_expect(file, vector);
    fputs("}", file);
}

void rt_vector_write_end(struct rt_vector_writer *writer)
{
    if (writer->list || writer->report)
        fputs("\n]", writer->file);
    fputs(writer->report ? "}\n" : "\n", writer->file);
}

/* How many records a file has, up to the first that is none. */
static uint64_t count_records(FILE *file)
{
    uint64_t count = 0;
    struct rt_record record;
    struct rt_record_fault fault;
    struct rt_json_reader *reader = rt_json_open(file, RT_JSON_AUTO);
    while (reader && rt_json_next(reader, &record, &fault) == RT_NEXT_RECORD)
        count++;
    rt_json_close(reader);
    rewind(file);
    return count;
}

static bool fail(struct rt_record_fault *fault, enum rt_error error, const char *cause)
{
    *fault = (struct rt_record_fault){.error = error};
    snprintf(fault->cause, sizeof fault->cause, "%s", cause);
    return false;
}

bool rt_vector_rewrite(struct rt_vector *vector, FILE *from, FILE *to,
                       struct rt_record_fault *fault)
{
    struct rt_vector_writer writer = {0};
    struct rt_record record;
    enum rt_next next = RT_NEXT_END;
    const uint64_t failures = rt_crypto_failures();
    const bool list = count_records(from) > 1;
    struct rt_json_reader *reader = rt_json_open(from, RT_JSON_AUTO);
    if (!reader)
        return fail(fault, RT_E_NO_MEMORY, rt_error_text(RT_E_NO_MEMORY));
    while ((next = rt_json_next(reader, &record, fault)) == RT_NEXT_RECORD) {
        const struct rt_exchange exchange = rt_record_exchange(&record);
        if (!writer.file)
            rt_vector_write_begin(&writer, to, list, record.form != RT_FORM_NONE, record.source);
        rt_vector_judge(vector, &exchange);
        rt_vector_write(&writer, vector, &record, NULL);
    }
    rt_json_close(reader);
    if (next == RT_NEXT_FAULT)
        return false;
    if (!writer.file)
        return fail(fault, RT_E_EMPTY, "there is no exchange in it");
    rt_vector_write_end(&writer);
    if (rt_crypto_failures() != failures)
        return fail(fault, RT_E_CRYPTO, rt_error_text(RT_E_CRYPTO));
    return true;
}
