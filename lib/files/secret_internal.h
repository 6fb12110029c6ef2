// SPDX-License-Identifier: BSD-2-Clause
/* Shared by the files of seed.h: whole small files, and the delegation format. */
#ifndef ROUGHTIME_SECRET_INTERNAL_H
#define ROUGHTIME_SECRET_INTERNAL_H

#include "files/secret.h"

#pragma GCC visibility push(hidden)

/* Fills the fault and returns false. */
bool rt_secret_fault_set(struct rt_secret_fault *fault, enum rt_error error, size_t at,
                         const char *format, ...) __attribute__((format(printf, 4, 5)));

/* Creates a file of mode 0600 that did not exist and writes it whole. */
RT_CHECKED bool rt_secret_create(const char *path, struct rt_view text,
                                 struct rt_secret_fault *fault);

/* Reads the JSON of a delegation; the digits of the seed in `text` are overwritten on the way. */
RT_CHECKED bool rt_secret_delegation_parse(struct rt_crypto *crypto, uint8_t *text, size_t len,
                                           struct rt_secret *secret, struct rt_secret_fault *fault);

#pragma GCC visibility pop

#endif
