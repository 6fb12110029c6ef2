// SPDX-License-Identifier: BSD-2-Clause
/* Compares what versions ask of a request. */
#include "compare/compare_request.h"

#include <inttypes.h>
#include <stdlib.h>

#include "common/answerable.h"
#include "common/memory.h"
#include "compare/compare_table.h"
#include "files/request_json.h"
#include "files/request_print.h"
#include "judge/request_compare.h"

struct compare_requests {
    struct rt_request_demands demands;
    struct rt_request_facts facts; /* of the request at hand */
    uint8_t *srvs;                 /* of the keys that were given; NULL: not known */
    struct rt_request_comparison comparison;
    struct compare_table table;
};

static struct compare_requests *begin(struct app *app)
{
    struct compare_requests *requests = memory_need(calloc(1, sizeof *requests));
    rt_request_demands_choose(&requests->demands, app->choices, app->choice_count,
                              option_given(&app->options, OPTION_STRICT));
    requests->srvs = answerable_srvs(app);
    return requests;
}

void compare_requests_free(struct compare_requests *requests)
{
    if (!requests)
        return;
    free(requests->srvs);
    free(requests);
}

/* The rule of a column for a check that failed, or NULL. */
static const struct rt_request_rule *rule_of(const struct rt_request_column *column, int check)
{
    return column->checks[check].outcome == RT_FAIL ? &column->candidate.version->request[check]
                                                    : NULL;
}

/* What stands behind FAIL: how strictly servers take it; nothing if they answer all the same. */
static const char *word_of(const struct rt_request_column *column, int check)
{
    const struct rt_request_rule *rule = rule_of(column, check);
    return rule && rule->silence != RT_SILENCE_ANSWER ? rt_silence_name(rule->silence) : NULL;
}

static void fill(const struct rt_request_comparison *comparison, struct compare_table *table)
{
    compare_table_begin(table);
    for (size_t i = 0; i < comparison->count; i++)
        compare_table_column(table, &comparison->columns[i].candidate,
                             comparison->columns[i].group);
    for (int check = 0; check < RT_REQUEST_CHECK_COUNT; check++) {
        enum rt_request_check which = (enum rt_request_check)check;
        struct compare_row *row =
            compare_table_row(table, rt_request_check_row(which)->name,
                              rt_request_comparison_agrees(comparison, which));
        for (size_t i = 0; i < comparison->count; i++) {
            row->outcomes[i] = comparison->columns[i].checks[check].outcome;
            row->words[i] = word_of(&comparison->columns[i], check);
        }
    }
}

/* Of the versions in which a check fails: why, whether servers leave such a request unanswered, and
 * where the text says so. */
static void fails_json(struct rt_output *out, const struct compare_requests *requests, int check)
{
    static const char *const keys[] = {"reasons", "unanswered", "spec"};
    char name[RT_CANDIDATE_SIZE];
    for (size_t what = 0; what < 3; what++) {
        rt_output_object(out, keys[what]);
        for (size_t i = 0; i < requests->comparison.count; i++) {
            const struct rt_request_column *column = &requests->comparison.columns[i];
            const struct rt_request_rule *rule = rule_of(column, check);
            if (!rule)
                continue;
            compare_table_name(&requests->table, i, name);
            if (what == 0)
                rt_output_string(out, name, rt_error_name(column->checks[check].reason));
            else if (what == 1)
                rt_output_string(out, name, rt_silence_name(rule->silence));
            else
                rt_member_sections(out, name, column->candidate.version, rule->section);
        }
        rt_output_end(out);
    }
}

static void print_json(struct rt_output *out, const struct rt_exchange *exchange,
                       const struct compare_requests *requests)
{
    const struct compare_table *table = &requests->table;
    rt_output_record(out, "compare");
    rt_output_uint(out, "record", exchange->origin->record);
    rt_output_string(out, "source", exchange->origin->file);
    rt_output_string(out, "direction", "request");
    rt_output_uint(out, "size", exchange->request.len);
    compare_table_versions_json(out, table);
    rt_output_array(out, "rows");
    for (size_t i = 0; i < table->row_count; i++) {
        rt_output_object(out, NULL);
        compare_table_row_json(out, table, &table->rows[i]);
        fails_json(out, requests, (int)i);
        rt_output_end(out);
    }
    rt_output_end(out);
    rt_request_json_answers(out, &requests->comparison.answers);
    rt_request_json_stops(out, &requests->comparison.answers);
    rt_output_record_end(out);
}

static void print_text(struct rt_output *out, const struct rt_exchange *exchange,
                       struct compare_requests *requests)
{
    rt_output_print(out, "record %" PRIu64 "  request of %zu bytes  ", exchange->origin->record,
                    exchange->request.len);
    rt_output_styled(out, RT_STYLE_PLAIN, exchange->origin->file);
    rt_output_text(out, "\n");
    compare_table_print(out, &requests->table);
    rt_request_print_answers(out, version_name_all(), &requests->comparison.answers, true);
}

bool compare_request(struct app *app, struct compare_requests **requests,
                     const struct rt_exchange *exchange)
{
    if (!*requests)
        *requests = begin(app);
    struct compare_requests *mine = *requests;
    rt_request_facts_read(&mine->facts, exchange->request, exchange->transport);
    /* Several keys are those of several servers: a request without SRV is no worse for that. */
    const struct rt_request_keys keys = {mine->srvs, app->key_count};
    bool known = mine->srvs && rt_view_present(mine->facts.srv);
    rt_request_compare(&mine->demands, &mine->facts, known ? &keys : NULL, &mine->comparison);
    fill(&mine->comparison, &mine->table);
    if (app->form == RT_OUTPUT_TEXT)
        print_text(&app->out, exchange, mine);
    else
        print_json(&app->out, exchange, mine);
    return rt_request_comparison_answered(&mine->comparison);
}
