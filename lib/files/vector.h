// SPDX-License-Identifier: BSD-2-Clause
/*
 * Test vectors: exchanges with what a verifier must say of them, as testvectors/README.md describes
 * them. They are read as records (record.h), judged, held against what they expect, and written.
 *
 *     struct rt_vector *vector = ...; // large: one for all
 *     rt_vector_begin(vector, crypto, rt_registry, rt_registry_count);
 *     while (rt_json_next(reader, &record, &fault) == RT_NEXT_RECORD && record.expect) {
 *         struct rt_exchange exchange = rt_record_exchange(&record);
 *         rt_vector_judge(vector, &exchange);
 *         rt_vector_compare(vector, record.expect, &faults);
 *     }
 *
 * A vector speaks of the verdict under each of the versions that the caller gives.
 */
#ifndef ROUGHTIME_VECTOR_H
#define ROUGHTIME_VECTOR_H

#include <stdio.h>

#include "files/record.h"
#include "judge/explain.h"
#include "server/made.h"
#include "wire/clock.h"

/* What the verifier says of an exchange: everything that a vector can expect. The caller owns the
 * struct. */
struct rt_vector {
    struct rt_crypto *crypto;
    const struct rt_version *const *versions; /* borrowed, oldest first; RT_CHOICES_MAX at most */
    size_t count;
    struct rt_subject subject;
    struct rt_judgement judgement;            /* under all versions and their readings */
    struct rt_nearest nearest;                /* of an exchange that is not valid, else empty */
    struct rt_report reports[RT_CHOICES_MAX]; /* under every version, bare */
    bool has_time;                            /* the midpoint and the radius mean something */
    char midpoint[RT_TIME_SIZE];              /* nanoseconds since 1970 */
    char radius[24];                          /* nanoseconds */
    size_t path;                              /* entries of PATH */
    const char *order;                        /* NULL without a path */
};

void rt_vector_begin(struct rt_vector *vector, struct rt_crypto *crypto,
                     const struct rt_version *const *versions, size_t count);

/* Judges an exchange under all versions; it must outlive the vector. */
void rt_vector_judge(struct rt_vector *vector, const struct rt_exchange *exchange);

#define RT_VECTOR_OUTCOME_SIZE 64

/* "pass", "fail:root-mismatch", "blocked:merkle.path", "undefined", "unverified". Returns `text`.
 */
const char *rt_vector_outcome(const struct rt_result *result, char text[RT_VECTOR_OUTCOME_SIZE]);

/* What a vector did not meet, one clause after the other. */
struct rt_vector_faults {
    size_t count;
    char text[4096]; /* clauses, each ended by a line end; cut when it is full */
};

/* Holds the expectation, an object, against what the verifier says. Every member is optional, and
 * one that is not known is a fault: a misspelt one would expect nothing. */
void rt_vector_compare(const struct rt_vector *vector, const struct cJSON *expect,
                       struct rt_vector_faults *faults);

/* Writing a file of vectors. Errors of writing stay with the file. */
struct rt_vector_writer {
    FILE *file;
    bool report; /* the exchanges are a chain, and stand in an object with their common source */
    bool list;   /* more than one, in an array */
    size_t count;
};

/* Begins the text of a file; `source` may be NULL. */
void rt_vector_write_begin(struct rt_vector_writer *writer, FILE *file, bool list, bool report,
                           const struct cJSON *source);

/* A record with its packets as they are, and the expectation as the verifier sees it. The source is
 * that of the record, or else rtctl and this note. */
void rt_vector_write(struct rt_vector_writer *writer, const struct rt_vector *vector,
                     const struct rt_record *record, const char *note);

/* Ends the text; the caller closes the file. */
void rt_vector_write_end(struct rt_vector_writer *writer);

/* Copies the exchanges of a file, which is read twice from its beginning, each with the expectation
 * that the verifier has of it: vectors get theirs anew. False, and then what was written is of no
 * use: `fault` says why, of a record that cannot be read, or with record 0: RT_E_CRYPTO,
 * RT_E_NO_MEMORY, RT_E_EMPTY. */
RT_CHECKED bool rt_vector_rewrite(struct rt_vector *vector, FILE *from, FILE *to,
                                  struct rt_record_fault *fault);

/* Makes vectors, with everything random from a seed: the same seed gives the same bytes. The caller
 * owns the struct and does not copy it. */
struct rt_vector_maker {
    struct rt_made_keys keys;
    struct rt_made made; /* the exchange */
    struct rt_vector vector;
    struct rt_record record;         /* as rt_vector_write takes it; borrows of the maker */
    char id[RT_READING_SIZE + 64];   /* of the record: "v7/made/alone" */
    char note[RT_READING_SIZE + 32]; /* what it is: "correct", or what is wrong with it */
};

/* What became of a vector. */
enum rt_vector_making {
    RT_VECTOR_MADE = 1,
    RT_VECTOR_NO_CHECK,  /* the version does not have the check that should fail */
    RT_VECTOR_NOT_VALID, /* a correct exchange is not valid: a bug */
    RT_VECTOR_NOT_ALONE, /* a check fails that should not, or is blocked by another one: a bug */
    RT_VECTOR_FAILED     /* the cryptographic library failed */
};

/* RT_OK or RT_E_CRYPTO. The versions as in rt_vector_begin. */
RT_CHECKED enum rt_error rt_vector_make_begin(struct rt_vector_maker *maker,
                                              struct rt_crypto *crypto, struct rt_view seed,
                                              const struct rt_version *const *versions,
                                              size_t count);

/* Makes correct vector number i of a version: one with a request alone and a delegation that never
 * ends, two of a batch, and one for each reading. */
RT_CHECKED enum rt_vector_making rt_vector_make(struct rt_vector_maker *maker,
                                                const struct rt_version *version, size_t i);

/* How many there are of a version. */
size_t rt_vector_make_count(const struct rt_version *version);

/* Makes the vector of a version of which this check fails. Other checks may only be blocked by it.
 */
RT_CHECKED enum rt_vector_making rt_vector_make_bad(struct rt_vector_maker *maker,
                                                    const struct rt_version *version,
                                                    enum rt_check check);

/* Why there is no vector, as a clause. Static. */
const char *rt_vector_making_text(enum rt_vector_making making);

#endif
