// SPDX-License-Identifier: BSD-2-Clause
/*
 * How test vectors fared, case by case and in all: for eyes, as JSON, or as a report of cases
 * (report.h), in which the packets of those that failed are shown.
 *
 *     rt_vector_report_begin(&report, &out, RT_REPORT_TAP, "nightly", false);
 *     rt_vector_report_file(&report, &vector, "made.json", file, NULL, NULL);
 *     rt_vector_report_end(&report);
 *
 * Everything goes through the writer; errors of writing are those of the writer. Names of files and
 * what is in them are made safe.
 */
#ifndef ROUGHTIME_VECTOR_REPORT_H
#define ROUGHTIME_VECTOR_REPORT_H

#include "files/output.h"
#include "files/report.h"
#include "files/vector.h"

/* How it is written if it is no report of cases: as lines or JSON records, as the writer writes. */
#define RT_VECTOR_REPORT_PLAIN ((enum rt_report_form)0)

/* The caller owns the struct and reads the counts; all else is for vector_report.c alone. */
struct rt_vector_report {
    struct rt_output *out;
    enum rt_report_form form;
    bool quiet; /* in lines only: those that passed are not named */
    uint64_t passed;
    uint64_t failed;
    uint64_t skipped; /* exchanges that expect nothing */
    uint64_t unreadable;
    struct rt_report_head head; /* these two of a report of cases */
    struct rt_report_run run;
};

/* RT_OK, then rt_vector_report_end must follow; or RT_E_NO_MEMORY. The writer, which is one of text
 * for a report of cases, and its title are borrowed; the struct must not move. */
RT_CHECKED enum rt_error rt_vector_report_begin(struct rt_vector_report *report,
                                                struct rt_output *out, enum rt_report_form form,
                                                const char *title, bool quiet);

/* A vector; `faults` is NULL for one that expects nothing. */
void rt_vector_report_case(struct rt_vector_report *report, const char *file,
                           const struct rt_record *record, const struct rt_vector_faults *faults);

/* Something that is no vector: record number `record` of a file, or all of it if that is 0. */
void rt_vector_report_unreadable(struct rt_vector_report *report, const char *file, uint64_t record,
                                 const char *cause);

/* Judges every vector of an open file, holds it against what it expects, and reports it. The file
 * stays the caller's; `name` is what it is called. `unread` is told of each record that cannot be
 * read, before it is reported, with `context`; or NULL. */
void rt_vector_report_file(struct rt_vector_report *report, struct rt_vector *vector,
                           const char *name, FILE *file,
                           void (*unread)(void *context, const char *name,
                                          const struct rt_record_fault *fault),
                           void *context);

/* The counts of all, and the end of the document. RT_E_NO_MEMORY: a report of cases is not
 * complete. */
RT_CHECKED enum rt_error rt_vector_report_end(struct rt_vector_report *report);

#endif
