// SPDX-License-Identifier: BSD-2-Clause
/*
 * The frame of a unit test: a list of check's test functions, run in one process under its own
 * main. Not installed. A test file ends in
 *
 *     RT_TEST_MAIN("bytes", test_one, test_two)
 */
#ifndef ROUGHTIME_TEST_H
#define ROUGHTIME_TEST_H

#include <check.h>
#include <stdlib.h>

#define RT_TEST_MAIN(name, ...)                                                                    \
    int main(void)                                                                                 \
    {                                                                                              \
        const TTest *const tests[] = {__VA_ARGS__};                                                \
        return rt_test_run(name, tests, sizeof tests / sizeof tests[0]);                           \
    }

static inline int rt_test_run(const char *name, const TTest *const *tests, size_t count)
{
    Suite *suite = suite_create(name);
    TCase *cases = tcase_create(name);
    tcase_set_timeout(cases, 0);
    for (size_t i = 0; i < count; i++)
        tcase_add_test(cases, tests[i]);
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_set_fork_status(runner, CK_NOFORK);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}

#endif
