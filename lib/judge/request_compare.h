// SPDX-License-Identifier: BSD-2-Clause
/*
 * One request under many versions, side by side: every check, and which versions answer. It is to
 * requests what compare.h is to exchanges.
 *
 * Each version gives one column, under its descriptor, or under the reading with which a request
 * comes further. Versions that decide every check alike, and leave requests unanswered for the same
 * of them with the same force, are one group.
 */
#ifndef ROUGHTIME_REQUEST_COMPARE_H
#define ROUGHTIME_REQUEST_COMPARE_H

#include "judge/request_answers.h"

struct rt_request_column {
    struct rt_candidate candidate;
    bool stopped; /* nothing answers, neither the version nor programs with the reading */
    struct rt_request_result checks[RT_REQUEST_CHECK_COUNT];
    size_t group; /* of columns that are the same; the first of a group has its own index here */
};

/* Large. */
struct rt_request_comparison {
    struct rt_request_answers answers; /* in the order of the columns */
    size_t count;
    struct rt_request_column columns[RT_REQUEST_VERSIONS_MAX]; /* in that of the demands */
};

/* Judges a request. The comparison borrows facts, keys, which may be NULL, and the readings of the
 * demands. */
void rt_request_compare(const struct rt_request_demands *demands,
                        const struct rt_request_facts *facts, const struct rt_request_keys *keys,
                        struct rt_request_comparison *comparison);

/* What the version of a column says of requests that fail a check, if this one does; else NULL. */
const struct rt_request_rule *rt_request_column_rule(const struct rt_request_column *column,
                                                     enum rt_request_check check);

/* Whether all columns have the same outcome in a check, for the same reason, and are as strict
 * about it. Of which number VER misses, and how many bytes NONC should have, it does not ask. */
bool rt_request_comparison_agrees(const struct rt_request_comparison *comparison,
                                  enum rt_request_check check);

/* Whether servers of all columns answer. */
bool rt_request_comparison_answered(const struct rt_request_comparison *comparison);

#endif
