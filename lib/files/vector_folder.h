// SPDX-License-Identifier: BSD-2-Clause
/* Test vectors in folders: finding their files, and making those that a program needs. */
#ifndef ROUGHTIME_VECTOR_FOLDER_H
#define ROUGHTIME_VECTOR_FOLDER_H

#include "files/vector.h"

/* The longest path. */
#define RT_VECTOR_FOLDER_PATH 4096

/* Who is told of files. */
struct rt_vector_folder_visitor {
    void (*file)(void *context, const char *path);
    void (*unread)(void *context, const char *path, int error); /* a folder; errno */
    void *context;
};

/* Tells of every file of vectors in a folder and below, sorted by name: .json and .ndjson. Hidden
 * ones, schemas, and folders with other data of this project (golden runs, corpora, chains, cases)
 * are passed over, and what lies deeper than 16 folders. Anything that is no folder is told of as
 * it is. */
void rt_vector_folder_walk(const char *path, const struct rt_vector_folder_visitor *visitor);

/* Why vectors were not made. */
struct rt_vector_folder_fault {
    enum rt_vector_making making; /* of the vector; RT_VECTOR_MADE: the file cannot be written */
    char what[RT_VECTOR_FOLDER_PATH]; /* the file or the vector; "" if it is neither */
    char cause[200];                  /* a clause for people, without a full stop */
};

/*
 * Makes vectors below a folder, which is made too; everything random is from the seed:
 *
 *     <version>/made.json          correct: alone, in a batch, and one for each reading
 *     bad/<version>/<check>.json   each check that the version has, failing alone
 *
 * `by` says in the note of each how it was made. The versions as in rt_vector_begin. False and a
 * fault: files that were made before it stay.
 */
RT_CHECKED bool rt_vector_folder_make(struct rt_crypto *crypto, struct rt_view seed, const char *by,
                                      const struct rt_version *const *versions, size_t count,
                                      const char *folder, struct rt_vector_folder_fault *fault);

#endif
