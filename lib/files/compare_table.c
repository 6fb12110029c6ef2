// SPDX-License-Identifier: BSD-2-Clause
/* Checks by versions: filled from comparisons, and printed. */
#include "files/compare_table.h"

#include <stdio.h>
#include <string.h>

#include "files/style.h"

#define LINE_WIDTH 100
#define CELL_WIDTH 7 /* "blocked" */
#define CELL_SIZE  32

static void add_column(struct rt_compare_table *table, const struct rt_candidate *candidate,
                       size_t group)
{
    table->candidates[table->count] = *candidate;
    table->groups[table->count++] = group;
}

static struct rt_compare_row *add_row(struct rt_compare_table *table, const char *name, bool agrees)
{
    struct rt_compare_row *row = &table->rows[table->row_count++];
    *row = (struct rt_compare_row){.name = name, .agrees = agrees};
    return row;
}

void rt_compare_table_of(struct rt_compare_table *table, struct rt_version_name_from from,
                         const struct rt_comparison *comparison)
{
    table->from = from;
    table->count = 0;
    table->row_count = 0;
    for (size_t i = 0; i < comparison->count; i++)
        add_column(table, &comparison->columns[i].candidate, comparison->columns[i].group);
    for (int check = 0; check < RT_CHECK_LONE_COUNT; check++) {
        struct rt_compare_row *row =
            add_row(table, rt_check_row((enum rt_check)check)->name,
                    rt_comparison_agrees(comparison, (enum rt_check)check));
        for (size_t i = 0; i < comparison->count; i++)
            row->outcomes[i] = comparison->columns[i].report.checks[check].outcome;
    }
}

/* What stands behind FAIL: how strictly servers take it; nothing if they answer all the same. */
static const char *word_of(const struct rt_request_column *column, enum rt_request_check check)
{
    const struct rt_request_rule *rule = rt_request_column_rule(column, check);
    return rule && rule->silence != RT_SILENCE_ANSWER ? rt_silence_name(rule->silence) : NULL;
}

void rt_compare_table_of_request(struct rt_compare_table *table, struct rt_version_name_from from,
                                 const struct rt_request_comparison *comparison)
{
    table->from = from;
    table->count = 0;
    table->row_count = 0;
    for (size_t i = 0; i < comparison->count; i++)
        add_column(table, &comparison->columns[i].candidate, comparison->columns[i].group);
    for (int i = 0; i < RT_REQUEST_CHECK_COUNT; i++) {
        enum rt_request_check check = (enum rt_request_check)i;
        struct rt_compare_row *row = add_row(table, rt_request_check_row(check)->name,
                                             rt_request_comparison_agrees(comparison, check));
        for (size_t k = 0; k < comparison->count; k++) {
            row->outcomes[k] = comparison->columns[k].checks[check].outcome;
            row->words[k] = word_of(&comparison->columns[k], check);
        }
    }
}

const char *rt_compare_table_name(const struct rt_compare_table *table, size_t column,
                                  char name[RT_CANDIDATE_SIZE])
{
    const struct rt_candidate *own = &table->candidates[column];
    bool alone = true;
    for (size_t i = 0; i < table->count; i++)
        alone = alone && (i == column || table->candidates[i].version != own->version);
    if (!alone)
        return rt_candidate_text(own, name);
    snprintf(name, RT_CANDIDATE_SIZE, "%s", own->version->name);
    return name;
}

/* The names of the columns of a group: runs of versions joined, readings one by one. */
static void group_names(const struct rt_compare_table *table, size_t group,
                        char names[RT_VERSION_JOIN_SIZE])
{
    const struct rt_version *versions[RT_CHOICES_MAX] = {NULL};
    size_t plain = 0;
    for (size_t i = group; i < table->count; i++) {
        char name[RT_CANDIDATE_SIZE];
        const struct rt_version *version = table->candidates[i].version;
        if (table->groups[i] == group &&
            strcmp(rt_compare_table_name(table, i, name), version->name) == 0)
            versions[plain++] = version;
    }
    rt_version_join(table->from, versions, plain, names);
    for (size_t i = group; i < table->count; i++) {
        char name[RT_CANDIDATE_SIZE];
        size_t used = strlen(names);
        if (table->groups[i] == group && strchr(rt_compare_table_name(table, i, name), '/') != NULL)
            snprintf(names + used, RT_VERSION_JOIN_SIZE - used, "%s%s", used > 0 ? ", " : "", name);
    }
}

static const char *outcome_text(enum rt_outcome outcome)
{
    switch (outcome) {
    case RT_PASS:
        return "pass";
    case RT_FAIL:
        return "FAIL";
    case RT_BLOCKED:
        return "blocked";
    case RT_UNDEFINED:
        return "-";
    case RT_UNVERIFIED:
        return "?";
    case RT_UNDECIDED:
        return "undecided";
    }
    return "";
}

static const char *cell_text(const struct rt_compare_row *row, size_t column, char text[CELL_SIZE])
{
    const char *word = row->words[column];
    snprintf(text, CELL_SIZE, "%s%s%s", outcome_text(row->outcomes[column]), word ? " " : "",
             word ? word : "");
    return text;
}

/* The length of the longest text of a group, its heading or a cell. */
static size_t longest(const struct rt_compare_table *table,
                      const struct rt_compare_heading *heading)
{
    char text[CELL_SIZE];
    size_t most = strlen(heading->names);
    if (most < CELL_WIDTH)
        most = CELL_WIDTH;
    for (size_t i = 0; i < table->row_count; i++) {
        size_t len = strlen(cell_text(&table->rows[i], heading->group, text));
        if (!table->rows[i].agrees && len > most)
            most = len;
    }
    return most;
}

/* Collects the groups in the order of their first versions. Returns how many. */
static size_t find_headings(struct rt_compare_table *table)
{
    size_t count = 0;
    for (size_t group = 0; group < table->count; group++) {
        if (table->groups[group] != group)
            continue;
        struct rt_compare_heading *heading = &table->headings[count++];
        heading->group = group;
        group_names(table, group, heading->names);
        heading->width = 2 + (unsigned)longest(table, heading);
    }
    return count;
}

/* A cell of a row; the last has no width and nothing after it. */
static void cell(struct rt_output *out, enum rt_style style, const char *text, unsigned width)
{
    if (width > 0)
        rt_output_cell(out, style, width, text);
    else
        rt_output_styled(out, style, text);
}

/* The width of the names of rows. */
static unsigned name_width(const struct rt_compare_table *table)
{
    size_t most = RT_COMPARE_NAME_WIDTH - 1;
    for (size_t i = 0; i < table->row_count; i++)
        if (strlen(table->rows[i].name) > most)
            most = strlen(table->rows[i].name);
    return 1 + (unsigned)most;
}

static void print_row(struct rt_output *out, const struct rt_compare_row *row, unsigned name,
                      const struct rt_compare_heading *headings, size_t count)
{
    char text[CELL_SIZE];
    rt_output_text(out, "  ");
    rt_output_cell(out, RT_STYLE_PLAIN, name, row->name);
    for (size_t i = 0; i < count; i++)
        cell(out, rt_style_of_outcome(row->outcomes[headings[i].group]),
             cell_text(row, headings[i].group, text), i + 1 < count ? headings[i].width : 0);
    rt_output_text(out, "\n");
}

/* The rows on which versions disagree, in as many tables as the width of a line asks for. */
static void print_disagreed(struct rt_output *out, const struct rt_compare_table *table,
                            const struct rt_compare_heading *all, size_t total)
{
    const unsigned name = name_width(table);
    for (size_t first = 0, count; first < total; first += count) {
        unsigned width = name + 2;
        for (count = 0; first + count < total; count++) {
            width += all[first + count].width;
            if (count > 0 && width > LINE_WIDTH)
                break;
        }
        rt_output_spaces(out, name + 2);
        for (size_t i = first; i < first + count; i++)
            cell(out, RT_STYLE_HEAD, all[i].names, i + 1 < first + count ? all[i].width : 0);
        rt_output_text(out, "\n");
        for (size_t i = 0; i < table->row_count; i++)
            if (!table->rows[i].agrees)
                print_row(out, &table->rows[i], name, all + first, count);
    }
}

/* The rows that have this outcome under all versions, in lines of some width. */
static void print_agreed(struct rt_output *out, const struct rt_compare_table *table,
                         enum rt_outcome outcome)
{
    size_t used = 0;
    for (size_t i = 0; i < table->row_count; i++) {
        const char *name = table->rows[i].name;
        if (table->rows[i].outcomes[0] != outcome || !table->rows[i].agrees)
            continue;
        if (used == 0)
            rt_output_print(out, "  %s under all: ", rt_outcome_name(outcome));
        else
            rt_output_text(out, used > LINE_WIDTH - 30 ? ",\n    " : ", ");
        used = used > LINE_WIDTH - 30 ? 4 : used == 0 ? 18 : used + 2;
        used += strlen(name);
        rt_output_text(out, name);
    }
    if (used > 0)
        rt_output_text(out, "\n");
}

void rt_compare_table_print(struct rt_output *out, struct rt_compare_table *table)
{
    static const enum rt_outcome outcomes[] = {RT_PASS, RT_FAIL, RT_BLOCKED, RT_UNVERIFIED,
                                               RT_UNDECIDED};
    size_t total = find_headings(table);
    for (size_t i = 0; i < sizeof outcomes / sizeof outcomes[0]; i++)
        print_agreed(out, table, outcomes[i]);
    print_disagreed(out, table, table->headings, total);
}
