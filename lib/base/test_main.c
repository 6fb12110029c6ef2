// SPDX-License-Identifier: BSD-2-Clause
/*
 * Runs one suite of those that are linked into the program, every test in this process, and prints
 * what CK_TAP_LOG_FILE_NAME says. Without arguments it lists the suites.
 *
 *     lib_tests [SUITE [WORD...]]
 */
#include <stdio.h>
#include <string.h>

#include "base/test.h"

int rt_test_word_count;
char **rt_test_words;

static struct rt_suite *suites;

size_t rt_test_step(void)
{
    for (int i = 0; i < rt_test_word_count; i++) {
        char *end;
        unsigned long number = strtoul(rt_test_words[i], &end, 10);
        if (number > 0 && *end == '\0')
            return number;
    }
    return 1;
}

void rt_suite_add(struct rt_suite *suite)
{
    for (struct rt_suite *old = suites; old; old = old->next) {
        if (strcmp(old->title, suite->title) == 0) {
            fprintf(stderr, "two suites are called %s\n", suite->title);
            abort();
        }
    }
    suite->next = suites;
    suites = suite;
}

static int run(const struct rt_suite *suite)
{
    Suite *whole = suite_create(suite->title);
    TCase *cases = tcase_create(suite->title);
    tcase_set_timeout(cases, 0);
    suite->fill(cases);
    suite_add_tcase(whole, cases);
    SRunner *runner = srunner_create(whole);
    srunner_set_fork_status(runner, CK_NOFORK);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}

int main(int argc, char **argv)
{
    const struct rt_suite *suite = suites;
    if (argc < 2) {
        for (; suite; suite = suite->next)
            puts(suite->title);
        return EXIT_SUCCESS;
    }
    while (suite && strcmp(suite->title, argv[1]) != 0)
        suite = suite->next;
    if (!suite) {
        fprintf(stderr, "%s: no suite is called %s\n", argv[0], argv[1]);
        return 2;
    }
    rt_test_word_count = argc - 2;
    rt_test_words = argv + 2;
    return run(suite);
}
