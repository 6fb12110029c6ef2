// SPDX-License-Identifier: BSD-2-Clause
/*
 * The frame of a fuzz target: a function that takes any bytes. Not installed. With RT_LIBFUZZER it
 * is what libFuzzer calls; without, one of the targets of fuzz_replay.c. A target NAME_fuzz.c has
 *
 *     RT_FUZZ_TARGET("NAME", data, size)
 *     {
 *         ...
 *         return 0;
 *     }
 */
#ifndef ROUGHTIME_FUZZ_TARGET_H
#define ROUGHTIME_FUZZ_TARGET_H

#include <stddef.h>
#include <stdint.h>

struct rt_fuzz_target {
    const char *title;
    int (*run)(const uint8_t *data, size_t size);
    struct rt_fuzz_target *next;
};

/* Makes a target known. Called before main. */
void rt_fuzz_add(struct rt_fuzz_target *target);

#ifdef RT_LIBFUZZER
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
#define RT_FUZZ_TARGET(name, data, size)                                                           \
    int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
#else
#define RT_FUZZ_TARGET(name, data, size)                                                           \
    static int rt_fuzz_run(const uint8_t *data, size_t size);                                      \
    __attribute__((constructor)) static void rt_fuzz_enter(void)                                   \
    {                                                                                              \
        static struct rt_fuzz_target target = {.title = (name), .run = rt_fuzz_run};               \
        rt_fuzz_add(&target);                                                                      \
    }                                                                                              \
    static int rt_fuzz_run(const uint8_t *data, size_t size)
#endif

#endif
