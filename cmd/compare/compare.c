// SPDX-License-Identifier: BSD-2-Clause
/*
 * rtctl compare: the same exchange, or request, under every version, and where they disagree.
 */
#include "judge/compare.h"
#include "commands.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "common/exchanges.h"
#include "common/memory.h"
#include "common/names.h"
#include "common/trial.h"
#include "common/unread.h"
#include "common/values.h"
#include "common/version_number.h"
#include "compare/compare_chain.h"
#include "compare/compare_request.h"
#include "compare/compare_table.h"
#include "files/member.h"

/* The values that versions may read differently. */
static const struct field {
    const char *name;
    enum rt_slot slot;
} fields[] = {
    {"midpoint", RT_SLOT_MIDP}, {"radius", RT_SLOT_RADI}, {"mint", RT_SLOT_MINT},
    {"maxt", RT_SLOT_MAXT},     {"dut1", RT_SLOT_DUT1},   {"dtai", RT_SLOT_DTAI},
    {"leap", RT_SLOT_LEAP},
};

#define FIELDS (sizeof fields / sizeof fields[0])

/* A value of the response in the terms of one column; "" if it is not there. */
static void field_text(const struct trial *trial, const struct rt_column *column,
                       const struct field *field, char text[RT_VALUE_TEXT_SIZE])
{
    struct rt_value_terms terms = value_terms_of(&trial->judged.subject.response, &column->rules);
    uint32_t tag = rt_slot_row(field->slot)->tag;
    struct rt_view value = trial->judged.subject.response.values[field->slot];
    size_t step = rt_value_step(&terms, tag);
    size_t used = 0;
    text[0] = '\0';
    if (!rt_view_present(value))
        return;
    if (rt_tag_find(tag)->kind == RT_KIND_TIME && value.len == 8) {
        rt_clock_text(column->rules.clock, rt_bytes_load64(value.data), text);
        return;
    }
    if (step == 0 || value.len % step != 0) {
        rt_value_text(&terms, tag, value, text);
        return;
    }
    for (size_t at = 0; at < value.len && used < RT_VALUE_TEXT_SIZE / 2; at += step) {
        char one[RT_VALUE_TEXT_SIZE];
        rt_value_text(&terms, tag, rt_view_slice(value, at, step), one);
        used +=
            (size_t)snprintf(text + used, RT_VALUE_TEXT_SIZE - used, "%s%s", at ? ", " : "", one);
    }
}

/* Whether all columns read a field alike. */
static bool field_agrees(const struct trial *trial, const struct rt_comparison *comparison,
                         const struct field *field)
{
    char first[RT_VALUE_TEXT_SIZE];
    char other[RT_VALUE_TEXT_SIZE];
    field_text(trial, &comparison->columns[0], field, first);
    for (size_t i = 1; i < comparison->count; i++) {
        field_text(trial, &comparison->columns[i], field, other);
        if (strcmp(first, other) != 0)
            return false;
    }
    return true;
}

/* Fills the table with a comparison. */
static void fill(const struct rt_comparison *comparison, struct compare_table *table)
{
    compare_table_begin(table);
    for (size_t i = 0; i < comparison->count; i++)
        compare_table_column(table, &comparison->columns[i].candidate,
                             comparison->columns[i].group);
    for (int check = 0; check < RT_CHECK_LONE_COUNT; check++) {
        struct compare_row *row =
            compare_table_row(table, rt_check_row((enum rt_check)check)->name,
                              rt_comparison_agrees(comparison, (enum rt_check)check));
        for (size_t i = 0; i < comparison->count; i++)
            row->outcomes[i] = comparison->columns[i].report.checks[check].outcome;
    }
}

static void rows_json(struct rt_output *out, const struct compare_table *table)
{
    rt_output_array(out, "rows");
    for (size_t i = 0; i < table->row_count; i++) {
        rt_output_object(out, NULL);
        compare_table_row_json(out, table, &table->rows[i]);
        rt_output_end(out);
    }
    rt_output_end(out);
}

static void values_json(struct rt_output *out, const struct trial *trial,
                        const struct rt_comparison *comparison, const struct compare_table *table)
{
    char text[RT_VALUE_TEXT_SIZE];
    char name[RT_CANDIDATE_SIZE];
    rt_output_array(out, "values");
    for (size_t f = 0; f < FIELDS; f++) {
        if (field_agrees(trial, comparison, &fields[f]))
            continue;
        rt_output_object(out, NULL);
        rt_output_string(out, "field", fields[f].name);
        rt_output_object(out, "as");
        for (size_t i = 0; i < comparison->count; i++) {
            field_text(trial, &comparison->columns[i], &fields[f], text);
            rt_output_string(out, compare_table_name(table, i, name), text);
        }
        rt_output_end(out);
        rt_output_end(out);
    }
    rt_output_end(out);
}

static void print_json(struct app *app, const struct rt_exchange *exchange,
                       const struct trial *trial, const struct rt_comparison *comparison,
                       const struct compare_table *table)
{
    struct rt_output *out = &app->out;
    char name[RT_CANDIDATE_SIZE];
    rt_output_record(out, "compare");
    rt_output_uint(out, "record", exchange->origin->record);
    rt_output_string(out, "source", exchange->origin->file);
    compare_table_versions_json(out, table);
    rows_json(out, table);
    rt_output_array(out, "valid_as");
    for (size_t i = 0; i < comparison->count; i++)
        if (comparison->columns[i].verdict == RT_VALID)
            rt_member_candidate(out, NULL, &comparison->columns[i].candidate);
    rt_output_end(out);
    rt_output_array(out, "agree");
    for (size_t i = 0; i < comparison->count; i++)
        if (comparison->columns[i].verdict == RT_VALID)
            rt_output_string(out, NULL, compare_table_name(table, i, name));
    rt_output_end(out);
    values_json(out, trial, comparison, table);
    rt_member_unregistered(out, version_name_all(), &trial->judged.subject.response);
    rt_output_record_end(out);
}

/* A run of the command. */
struct compare {
    struct app *app;
    struct trial trial; /* of the exchange at hand */
    struct rt_comparison comparison;
    struct compare_table table;
    struct compare_requests *requests; /* NULL: none came */
};

/* The fields that are read differently: each reading of a field with the versions that have it. */
static void print_values(struct rt_output *out, const struct trial *trial,
                         const struct rt_comparison *comparison)
{
    for (size_t f = 0; f < FIELDS; f++) {
        bool done[RT_CHOICES_MAX] = {false};
        if (field_agrees(trial, comparison, &fields[f]))
            continue;
        for (size_t i = 0; i < comparison->count; i++) {
            const struct rt_version *versions[RT_CHOICES_MAX];
            char mine[RT_VALUE_TEXT_SIZE], other[RT_VALUE_TEXT_SIZE], names[NAMES_SIZE];
            size_t count = 0;
            if (done[i])
                continue;
            field_text(trial, &comparison->columns[i], &fields[f], mine);
            for (size_t j = i; j < comparison->count; j++) {
                field_text(trial, &comparison->columns[j], &fields[f], other);
                if (strcmp(mine, other) != 0)
                    continue;
                done[j] = true;
                versions[count++] = comparison->columns[j].candidate.version;
            }
            rt_output_text(out, "  ");
            rt_output_cell(out, RT_STYLE_PLAIN, COMPARE_NAME_WIDTH, fields[f].name);
            rt_output_cell(out, RT_STYLE_PLAIN, 30, mine);
            rt_output_print(out, "%s\n", names_join(versions, count, names));
        }
    }
}

static void print_valid_as(struct rt_output *out, const struct rt_comparison *comparison)
{
    char name[RT_CANDIDATE_SIZE];
    size_t count = 0;
    rt_output_text(out, "  valid as: ");
    for (size_t i = 0; i < comparison->count; i++) {
        if (comparison->columns[i].verdict != RT_VALID)
            continue;
        rt_output_print(out, "%s%s", count++ ? ", " : "",
                        rt_candidate_text(&comparison->columns[i].candidate, name));
    }
    rt_output_text(out, count ? "\n" : "no version\n");
}

static void print_text(struct compare *compare, const struct rt_exchange *exchange)
{
    const struct trial *trial = &compare->trial;
    const struct rt_comparison *comparison = &compare->comparison;
    struct rt_output *out = &compare->app->out;
    char text[UNREGISTERED_SIZE];
    uint32_t number;
    rt_output_print(out, "record %" PRIu64 "  %zu bytes  ", exchange->origin->record,
                    exchange->response.len);
    rt_output_safe(out, (struct rt_view){(const uint8_t *)exchange->origin->file,
                                         strlen(exchange->origin->file)});
    rt_output_text(out, "\n");
    if (rt_version_name_lacks(version_name_all(), &trial->judged.subject.response, &number))
        rt_output_print(out, "  %s\n", unregistered_text(number, text));
    compare_table_print(out, &compare->table);
    print_values(out, trial, comparison);
    print_valid_as(out, comparison);
}

/* Judges and prints one exchange; whether it is valid, and all versions say so. */
static bool compare_exchange(struct compare *compare, const struct rt_exchange *exchange)
{
    struct app *app = compare->app;
    struct rt_comparison *comparison = &compare->comparison;
    bool strict = option_given(&app->options, OPTION_STRICT);
    if (!trial_run(app, exchange, &compare->trial))
        return true;
    rt_compare(&compare->trial.judged.subject, app->choices, app->choice_count, strict, comparison);
    fill(comparison, &compare->table);
    if (app->form == RT_OUTPUT_TEXT)
        print_text(compare, exchange);
    else
        print_json(app, exchange, &compare->trial, comparison, &compare->table);
    return !comparison->verdicts_differ && comparison->columns[0].verdict == RT_VALID;
}

static bool end_chain(struct app *app, struct chain *chain, const struct rt_exchanges *exchanges)
{
    chain_complete(chain, exchanges);
    bool good = compare_chain(app, chain);
    chain_clear(chain);
    return good;
}

enum exit_code compare_run(struct app *app, int argc, char **argv)
{
    struct rt_exchange exchange;
    bool good = true;
    struct rt_exchanges *exchanges = exchanges_open(app, argc, argv);
    if (!exchanges)
        return app->code;
    struct compare *compare = memory_need(calloc(1, sizeof *compare));
    struct chain *chain = chain_new(app);
    compare->app = app;
    if (rt_exchanges_want_requests(exchanges) != RT_OK)
        memory_need(NULL);
    while (!rt_output_failed(&app->out) && exchanges_next(app, exchanges, &exchange)) {
        good = (!chain_ends(chain, &exchange) || end_chain(app, chain, exchanges)) && good;
        if (rt_view_present(exchange.response)) {
            chain_take(chain, &exchange);
            good = compare_exchange(compare, &exchange) && good;
        } else {
            good = compare_request(app, &compare->requests, &exchange) && good;
        }
    }
    good = (!chain_ends(chain, NULL) || end_chain(app, chain, exchanges)) && good;
    unread_complain(app, NULL, rt_exchanges_counts(exchanges));
    unread_summary(app, rt_exchanges_counts(exchanges));
    chain_free(chain);
    compare_requests_free(compare->requests);
    free(compare);
    rt_exchanges_close(exchanges);
    return good ? EXIT_GOOD : EXIT_FAILED;
}
