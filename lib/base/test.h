// SPDX-License-Identifier: BSD-2-Clause
/*
 * The frame of a unit test: a list of check's test functions under a name. Not installed. The test
 * files of a folder are linked into one program, which runs the suite that its first argument
 * names (test_main.c). A test file ends in
 *
 *     RT_TEST_MAIN("bytes", test_one, test_two)
 *
 * The name is that of the file: bytes_test.c.
 */
#ifndef ROUGHTIME_TEST_H
#define ROUGHTIME_TEST_H

#include <check.h>
#include <stdlib.h>

/* With each assertion that holds, check notes the place in a file, for a parent that sees its child
 * die. Here there is no child, and tests that assert millions of times spend most of their time on
 * it. */
#define _mark_point(file, line) ((void)0)

#define RT_TEST_MAIN(name, ...)                                                                    \
    static void rt_suite_fill(TCase *cases)                                                        \
    {                                                                                              \
        const TTest *const tests[] = {__VA_ARGS__};                                                \
        for (size_t i = 0; i < sizeof tests / sizeof tests[0]; i++)                                \
            tcase_add_test(cases, tests[i]);                                                       \
    }                                                                                              \
    __attribute__((constructor)) static void rt_suite_enter(void)                                  \
    {                                                                                              \
        static struct rt_suite suite = {.title = (name), .fill = rt_suite_fill};                   \
        rt_suite_add(&suite);                                                                      \
    }

struct rt_suite {
    const char *title;
    void (*fill)(TCase *cases);
    struct rt_suite *next;
};

/* Makes a suite known. Called before main. */
void rt_suite_add(struct rt_suite *suite);

/* What follows the suite's name on the command line: the path of rtctl, for tests that start it. */
extern int rt_test_word_count;
extern char **rt_test_words;

/* The number among those words; 1 if there is none. A test that takes long does one of so many of
 * its parts, spread over all: meson.build says which build does them all. */
size_t rt_test_step(void);

#endif
