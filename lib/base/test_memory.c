// SPDX-License-Identifier: BSD-2-Clause
/* Stands between the library and the allocator, and says when there is no memory left. */
#include "base/test_memory.h"

#include <stdint.h>

static size_t left = SIZE_MAX; /* calls that succeed; SIZE_MAX: all of them */
static bool failed;

void test_memory_fail(size_t n)
{
    left = n;
    failed = false;
}

bool test_memory_failed(void)
{
    left = SIZE_MAX;
    return failed;
}

static bool fails(void)
{
    failed = failed || left == 0;
    if (left > 0 && left < SIZE_MAX)
        left--;
    return left == 0 && failed;
}

void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__real_realloc(void *memory, size_t size);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_realloc(void *memory, size_t size);

void *__wrap_malloc(size_t size)
{
    return fails() ? NULL : __real_malloc(size);
}

void *__wrap_calloc(size_t count, size_t size)
{
    return fails() ? NULL : __real_calloc(count, size);
}

void *__wrap_realloc(void *memory, size_t size)
{
    return fails() ? NULL : __real_realloc(memory, size);
}
