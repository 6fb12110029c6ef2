// SPDX-License-Identifier: BSD-2-Clause
/*
 * The values of a response that versions read differently: times, radii, leap seconds.
 *
 * A field has one text for each column of a comparison: what its value means under the version.
 */
#ifndef ROUGHTIME_COMPARE_VALUES_H
#define ROUGHTIME_COMPARE_VALUES_H

#include "files/value.h"
#include "judge/compare.h"

/* Fields count from 0. */
#define RT_COMPARE_FIELDS 7

/* What was compared. All is borrowed. */
struct rt_compare_values {
    const struct rt_packet *response;
    const struct rt_comparison *comparison;
    struct rt_version_name_from from; /* the versions that are known */
    /* As in struct rt_value_terms. */
    const char *(*use)(uint32_t number, char text[RT_VALUE_USE_SIZE]);
};

/* "midpoint", "radius", ... Static. */
const char *rt_compare_values_name(size_t field);

/* Writes the value of a field in the terms of one column; "" if it is not there. */
void rt_compare_values_text(const struct rt_compare_values *values, size_t column, size_t field,
                            char text[RT_VALUE_TEXT_SIZE]);

/* Whether all columns read a field alike. */
bool rt_compare_values_agree(const struct rt_compare_values *values, size_t field);

/* Prints the fields that are read differently: each reading of a field with the versions that have
 * it. */
void rt_compare_values_print(struct rt_output *out, const struct rt_compare_values *values);

#endif
