// SPDX-License-Identifier: BSD-2-Clause
/*
 * A comparison as a table: checks by versions, with the versions that decide alike in one column.
 *
 *     rt_compare_table_of(&table, from, &comparison);
 *     rt_compare_table_print(&out, &table);
 *
 * `from` are the versions that are known. A table borrows the readings of its comparison; it is
 * large, and may be used again.
 */
#ifndef ROUGHTIME_COMPARE_TABLE_H
#define ROUGHTIME_COMPARE_TABLE_H

#include "files/output.h"
#include "judge/compare.h"
#include "judge/request_compare.h"
#include "judge/version_join.h"

#define RT_COMPARE_ROWS       48
#define RT_COMPARE_NAME_WIDTH 22 /* of the names of rows, at least */

struct rt_compare_row {
    const char *name;
    bool agrees; /* all columns */
    enum rt_outcome outcomes[RT_CHOICES_MAX];
    const char *words[RT_CHOICES_MAX]; /* behind the outcome; NULL: nothing */
};

/* Names of the versions of a group, and the width of their cells. */
struct rt_compare_heading {
    size_t group;
    char names[RT_VERSION_JOIN_SIZE];
    unsigned width;
};

struct rt_compare_table {
    struct rt_version_name_from from;
    size_t count; /* columns */
    struct rt_candidate candidates[RT_CHOICES_MAX];
    size_t groups[RT_CHOICES_MAX]; /* the first column that is the same */
    size_t row_count;
    struct rt_compare_row rows[RT_COMPARE_ROWS];
    struct rt_compare_heading headings[RT_CHOICES_MAX]; /* of rt_compare_table_print */
};

/* Makes a table of an exchange, and of a request. */
void rt_compare_table_of(struct rt_compare_table *table, struct rt_version_name_from from,
                         const struct rt_comparison *comparison);
void rt_compare_table_of_request(struct rt_compare_table *table, struct rt_version_name_from from,
                                 const struct rt_request_comparison *comparison);

/* The name of a column: its version, and its reading where the version has another column. Returns
 * `name`. */
const char *rt_compare_table_name(const struct rt_compare_table *table, size_t column,
                                  char name[RT_CANDIDATE_SIZE]);

/* Prints the rows on which all agree as lists, then the others as a table. */
void rt_compare_table_print(struct rt_output *out, struct rt_compare_table *table);

#endif
