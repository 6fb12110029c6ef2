// SPDX-License-Identifier: BSD-2-Clause
/* Writes comparisons as JSON. */
#include "files/compare_json.h"

#include "files/request_json.h"

static void versions_json(struct rt_output *out, const struct rt_compare_table *table)
{
    char name[RT_CANDIDATE_SIZE];
    rt_output_array(out, "versions");
    for (size_t i = 0; i < table->count; i++)
        rt_output_string(out, NULL, rt_compare_table_name(table, i, name));
    rt_output_end(out);
}

static void row_json(struct rt_output *out, const struct rt_compare_table *table,
                     const struct rt_compare_row *row)
{
    char name[RT_CANDIDATE_SIZE];
    rt_output_string(out, "check", row->name);
    rt_output_bool(out, "agree", row->agrees);
    rt_output_object(out, "outcomes");
    for (size_t i = 0; i < table->count; i++)
        rt_output_string(out, rt_compare_table_name(table, i, name),
                         rt_outcome_name(row->outcomes[i]));
    rt_output_end(out);
}

static void values_json(struct rt_output *out, const struct rt_compare_table *table,
                        const struct rt_compare_values *values)
{
    char text[RT_VALUE_TEXT_SIZE], name[RT_CANDIDATE_SIZE];
    rt_output_array(out, "values");
    for (size_t field = 0; field < RT_COMPARE_FIELDS; field++) {
        if (rt_compare_values_agree(values, field))
            continue;
        rt_output_object(out, NULL);
        rt_output_string(out, "field", rt_compare_values_name(field));
        rt_output_object(out, "as");
        for (size_t i = 0; i < table->count; i++) {
            rt_compare_values_text(values, i, field, text);
            rt_output_string(out, rt_compare_table_name(table, i, name), text);
        }
        rt_output_end(out);
        rt_output_end(out);
    }
    rt_output_end(out);
}

void rt_compare_json(struct rt_output *out, const struct rt_compare_table *table,
                     const struct rt_compare_values *values)
{
    const struct rt_comparison *comparison = values->comparison;
    char name[RT_CANDIDATE_SIZE];
    versions_json(out, table);
    rt_output_array(out, "rows");
    for (size_t i = 0; i < table->row_count; i++) {
        rt_output_object(out, NULL);
        row_json(out, table, &table->rows[i]);
        rt_output_end(out);
    }
    rt_output_end(out);
    rt_output_array(out, "valid_as");
    for (size_t i = 0; i < comparison->count; i++)
        if (comparison->columns[i].verdict == RT_VALID)
            rt_member_candidate(out, NULL, &comparison->columns[i].candidate);
    rt_output_end(out);
    rt_output_array(out, "agree");
    for (size_t i = 0; i < comparison->count; i++)
        if (comparison->columns[i].verdict == RT_VALID)
            rt_output_string(out, NULL, rt_compare_table_name(table, i, name));
    rt_output_end(out);
    values_json(out, table, values);
    rt_member_unregistered(out, values->from, values->response);
}

/* Of the versions in which a check fails: why, whether servers leave such a request unanswered, and
 * where the text says so. */
static void fails_json(struct rt_output *out, const struct rt_compare_table *table,
                       const struct rt_request_comparison *comparison, enum rt_request_check check)
{
    static const char *const keys[] = {"reasons", "unanswered", "spec"};
    char name[RT_CANDIDATE_SIZE];
    for (size_t what = 0; what < 3; what++) {
        rt_output_object(out, keys[what]);
        for (size_t i = 0; i < comparison->count; i++) {
            const struct rt_request_column *column = &comparison->columns[i];
            const struct rt_request_rule *rule = rt_request_column_rule(column, check);
            if (!rule)
                continue;
            rt_compare_table_name(table, i, name);
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

void rt_compare_json_request(struct rt_output *out, const struct rt_compare_table *table,
                             const struct rt_request_comparison *comparison)
{
    versions_json(out, table);
    rt_output_array(out, "rows");
    for (int i = 0; i < RT_REQUEST_CHECK_COUNT; i++) {
        rt_output_object(out, NULL);
        row_json(out, table, &table->rows[i]);
        fails_json(out, table, comparison, (enum rt_request_check)i);
        rt_output_end(out);
    }
    rt_output_end(out);
    rt_request_json_answers(out, &comparison->answers);
    rt_request_json_stops(out, &comparison->answers);
}

/* What one version says of a link, under its name. */
static void link_member(struct rt_output *out, const char *key, int what,
                        const struct rt_compare_link_result *verdict)
{
    if (what == 0)
        rt_output_string(out, key, rt_outcome_name(verdict->result.outcome));
    else if (what == 1 && verdict->result.outcome == RT_FAIL)
        rt_output_string(out, key, rt_error_name(verdict->result.reason));
    else if (what == 2 && verdict->reading)
        rt_member_reading(out, key, verdict->reading);
}

void rt_compare_json_link(struct rt_output *out, size_t link, const struct rt_choice *choices,
                          size_t count, const struct rt_compare_link_result *verdicts)
{
    static const char *const keys[] = {"outcomes", "reasons", "readings"};
    char name[RT_CANDIDATE_SIZE];
    bool agree = true;
    for (size_t i = 1; i < count; i++)
        agree = agree && verdicts[i].result.outcome == verdicts[0].result.outcome;
    rt_output_object(out, NULL);
    rt_output_string(out, "check", rt_check_row(RT_CHECK_CHAIN_LINK)->name);
    rt_output_uint(out, "link", link + 1);
    rt_output_bool(out, "agree", agree);
    for (int what = 0; what < 3; what++) {
        rt_output_object(out, keys[what]);
        for (size_t i = 0; i < count; i++) {
            const struct rt_candidate candidate = {choices[i].version,
                                                   choices[i].fixed ? &choices[i].reading : NULL};
            link_member(out, rt_candidate_text(&candidate, name), what, &verdicts[i]);
        }
        rt_output_end(out);
    }
    rt_output_end(out);
}
