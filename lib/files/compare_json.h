// SPDX-License-Identifier: BSD-2-Clause
/*
 * Comparisons as JSON, with the members of rtctl.schema.json, record "compare".
 *
 * Each function writes into the open object of a writer, or an element into the open array, and
 * keeps nothing; errors are those of the writer.
 */
#ifndef ROUGHTIME_COMPARE_JSON_H
#define ROUGHTIME_COMPARE_JSON_H

#include "files/compare_table.h"
#include "files/compare_values.h"

/* An exchange: "versions", "rows", "valid_as", "agree", "values", "unregistered". The table is that
 * of the comparison in `values`. */
void rt_compare_json(struct rt_output *out, const struct rt_compare_table *table,
                     const struct rt_compare_values *values);

/* A request: "versions", "rows", "answerable_by", "answerable_as", "stopped_by". The table is that
 * of the comparison. */
void rt_compare_json_request(struct rt_output *out, const struct rt_compare_table *table,
                             const struct rt_request_comparison *comparison);

/* A link of a chain, from 0, under `count` choices, as an element. */
void rt_compare_json_link(struct rt_output *out, size_t link, const struct rt_choice *choices,
                          size_t count, const struct rt_compare_link_result *verdicts);

#endif
