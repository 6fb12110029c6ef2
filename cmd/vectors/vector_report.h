// SPDX-License-Identifier: BSD-2-Clause
/*
 * How the results of vectors are told: for eyes, as JSON, or as a report of cases.
 */
#ifndef RTCTL_VECTOR_REPORT_H
#define RTCTL_VECTOR_REPORT_H

#include "vectors/vectors.h"

struct vector_report {
    struct app *app;
    uint64_t passed;
    uint64_t failed;
    uint64_t skipped;
    uint64_t unreadable;
    struct rt_report_run run; /* where app->report asks for one */
};

/* False after a message. */
bool vector_report_begin(struct vector_report *report, struct app *app);

/* A vector; `faults` is NULL for one that expects nothing. */
void vector_report_case(struct vector_report *report, const char *file,
                        const struct rt_record *record, const struct rt_vector_faults *faults);

/* Something that is no vector; the message for people is another matter. */
void vector_report_unreadable(struct vector_report *report, const char *file, uint64_t record,
                              const char *cause);

void vector_report_end(struct vector_report *report);

#endif
