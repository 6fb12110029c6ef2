// SPDX-License-Identifier: BSD-2-Clause
/*
 * Memory that runs out on demand, in a test that is linked with the --wrap options of meson.build.
 * Not installed.
 */
#ifndef ROUGHTIME_TEST_MEMORY_H
#define ROUGHTIME_TEST_MEMORY_H

#include <stdbool.h>
#include <stddef.h>

/* Lets malloc, calloc and realloc fail from now on, but for their next n calls. */
void test_memory_fail(size_t n);

/* Lets them succeed again. Returns whether one has failed. */
bool test_memory_failed(void);

#endif
