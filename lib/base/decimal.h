// SPDX-License-Identifier: BSD-2-Clause
/* Decimal numbers as people write them, without floating point. */
#ifndef ROUGHTIME_DECIMAL_H
#define ROUGHTIME_DECIMAL_H

#include <stdbool.h>
#include <stdint.h>

/* Reads a whole number. False: it is none, or more than `most`; `value` means nothing then. */
bool rt_decimal_whole(const char *text, uint64_t most, uint64_t *value);

/* Reads a number with up to `digits` digits (9 at most) behind a point, times 10^digits: "2.5" with
 * 9 digits is 2500000000. The 0 before the point may be left out. `most` is that of the digits
 * before the point, and less than 2^34. */
bool rt_decimal_scaled(const char *text, unsigned digits, uint64_t most, uint64_t *value);

#endif
