// SPDX-License-Identifier: BSD-2-Clause
/* Writing exchanges as lines of JSON that json.h reads again: one object of RFC 10049 each. */
#ifndef ROUGHTIME_EXCHANGE_WRITE_H
#define ROUGHTIME_EXCHANGE_WRITE_H

#include <stdio.h>

#include "judge/verify.h"

#pragma GCC visibility push(hidden)

/* Writes one line: the key, request, response and rand that are there, in base64. `version` is the
 * name of a version, of which what stands behind a "/" is left out, or NULL. Errors of writing stay
 * in the file. */
void rt_exchange_write(FILE *file, const struct rt_exchange *exchange, const char *version);

#pragma GCC visibility pop

#endif
