// SPDX-License-Identifier: BSD-2-Clause
/* Checks by versions: how rtctl compare shows exchanges and requests alike. */
#ifndef RTCTL_COMPARE_TABLE_H
#define RTCTL_COMPARE_TABLE_H

#include "common/names.h"
#include "common/show.h"

#define COMPARE_ROWS       48
#define COMPARE_NAME_WIDTH 22

struct compare_row {
    const char *name;
    bool agrees; /* all columns */
    enum rt_outcome outcomes[RT_CHOICES_MAX];
    const char *words[RT_CHOICES_MAX]; /* behind the outcome; NULL: nothing */
};

/* Names of the versions of a group, and the width of their cells. */
struct compare_heading {
    size_t group;
    char names[NAMES_SIZE];
    unsigned width;
};

/* Large. Names, words and readings are borrowed. */
struct compare_table {
    size_t count; /* columns */
    struct rt_candidate candidates[RT_CHOICES_MAX];
    size_t groups[RT_CHOICES_MAX]; /* the first column that is the same */
    size_t row_count;
    struct compare_row rows[COMPARE_ROWS];
    struct compare_heading headings[RT_CHOICES_MAX]; /* of compare_table_print */
};

void compare_table_begin(struct compare_table *table);
void compare_table_column(struct compare_table *table, const struct rt_candidate *candidate,
                          size_t group);

/* A new row, whose outcomes and words the caller sets; there are no words in it. */
struct compare_row *compare_table_row(struct compare_table *table, const char *name, bool agrees);

/* The name of a column: its version, and its reading where the version has another column. */
const char *compare_table_name(const struct compare_table *table, size_t column,
                               char name[RT_CANDIDATE_SIZE]);

/* Writes the member "versions"; of a row "check", "agree" and "outcomes". */
void compare_table_versions_json(struct rt_output *out, const struct compare_table *table);
void compare_table_row_json(struct rt_output *out, const struct compare_table *table,
                            const struct compare_row *row);

/* Prints the rows on which all agree as lists, then the others as a table. */
void compare_table_print(struct rt_output *out, struct compare_table *table);

#endif
