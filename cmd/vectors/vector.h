// SPDX-License-Identifier: BSD-2-Clause
/*
 * What a test vector holds beside its exchange, and how it is written: see testvectors/README.md.
 */
#ifndef RTCTL_VECTOR_H
#define RTCTL_VECTOR_H

#include "app.h"
#include "common/names.h"
#include "files/record.h"
#include "judge/explain.h"
#include "wire/clock.h"

/* What the verifier says of an exchange: everything that a vector can expect. Large: make one. */
struct vector {
    struct rt_subject subject;
    struct rt_judgement judgement;            /* under all versions and their readings */
    struct rt_nearest nearest;                /* of an exchange that is not valid, else empty */
    struct rt_report reports[RT_CHOICES_MAX]; /* under every version of the registry, bare */
    bool has_time;                            /* the midpoint and the radius mean something */
    char midpoint[RT_TIME_SIZE];              /* nanoseconds since 1970 */
    char radius[24];                          /* nanoseconds */
    size_t path;                              /* entries of PATH */
    const char *order;                        /* NULL without a path */
};

/* Judges an exchange under all versions, whatever -V says. */
void vector_judge(struct vector *vector, struct rt_crypto *crypto,
                  const struct rt_exchange *exchange);

#define VECTOR_OUTCOME_SIZE 64

/* "pass", "fail:root-mismatch", "blocked:merkle.path", "undefined", "unverified". */
const char *vector_outcome(const struct rt_result *result, char text[VECTOR_OUTCOME_SIZE]);

/* What a vector did not meet, one clause after the other. */
struct vector_faults {
    size_t count;
    char text[4096]; /* clauses, each ended by a line end; cut when it is full */
};

/* Holds the expectation, an object, against what the verifier says. */
void vector_compare(const struct vector *vector, const struct cJSON *expect,
                    struct vector_faults *faults);

/* Writing vector files: the beginning, each vector, the end. `report`: the exchanges are a chain
 * and stand in an object with their common source. */
struct vector_writer {
    FILE *file;
    bool report;
    bool list; /* more than one, in an array */
    size_t count;
};

void vector_begin(struct vector_writer *writer, FILE *file, bool list, bool report,
                  const struct cJSON *source);

/* A record with its packets as they are, and the expectation as the verifier sees it; the source
 * is a tree, or else a name and a note of our own. */
void vector_write(struct vector_writer *writer, const struct vector *vector,
                  const struct rt_record *record, const char *note);

/* Ends the file's text; the caller closes the file. */
void vector_end(struct vector_writer *writer);

/* Writes the vectors that rtctl makes itself below `folder`, everything random from the seed. */
enum exit_code vectors_make(struct app *app, struct rt_view seed, const char *folder);

/* Runs the vectors of files and folders. */
enum exit_code vectors_check(struct app *app, int argc, char **argv);

/* Writes the expectation of every vector of the files anew. */
enum exit_code vectors_expect(struct app *app, int argc, char **argv);

#endif
