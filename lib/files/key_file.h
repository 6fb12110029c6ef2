// SPDX-License-Identifier: BSD-2-Clause
/*
 * A public key in a file: in a form of key.h, or what `rtctl key show` prints of one key, as text
 * or as JSON.
 *
 * A secret is refused and never shown. A seed file as older versions wrote it is 64 hex digits,
 * which a public key can be, too. Such digits are taken from a regular file only that its group or
 * others may read, write or execute: that one nobody takes for a seed (secret.h). What was read is
 * overwritten.
 */
#ifndef ROUGHTIME_KEY_FILE_H
#define ROUGHTIME_KEY_FILE_H

#include "base/key.h"

enum rt_key_file_cause {
    RT_KEY_FILE_IO = 1,     /* it cannot be read; the text is the system's */
    RT_KEY_FILE_SEED,       /* it is a seed file */
    RT_KEY_FILE_DELEGATION, /* it is a delegation, which has a seed in it */
    RT_KEY_FILE_DIGITS,     /* it has 64 hex digits, which may be a seed */
    RT_KEY_FILE_ML_DSA,     /* it is a key of ML-DSA-44, with which nothing is verified */
    RT_KEY_FILE_NO_KEY      /* it is none of that, and no public key */
};

struct rt_key_file_fault {
    enum rt_key_file_cause cause;
    size_t at;      /* of RT_KEY_FILE_NO_KEY: byte offset in the file */
    char text[200]; /* a clause for people, without a full stop */
};

/* Reads the one public key of a file, or of standard input ("-"). False with a fault. */
RT_CHECKED bool rt_key_file_read(const char *name, uint8_t key[RT_KEY_SIZE],
                                 struct rt_key_file_fault *fault);

#endif
