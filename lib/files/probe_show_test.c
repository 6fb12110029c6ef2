// SPDX-License-Identifier: BSD-2-Clause
/* What was found out of a server, as text. */
#include "files/probe_show.h"

#include "client/test_probe_job.h"
#include "files/test_output.h"

static struct test_output output;

static const char *written(const struct rt_probe_summary *summary, enum rt_probe_show_how how)
{
    const struct rt_version_name_from all = {rt_registry, rt_registry_count};
    memset(output.text, 0, sizeof output.text);
    rt_probe_show_write(test_output_begin(&output, RT_OUTPUT_TEXT), summary, all, how, 10);
    return test_output_end(&output);
}

static void has(const char *text, const char *part)
{
    ck_assert_msg(strstr(text, part) != NULL, "%s is not in %s", part, text);
}

START_TEST(test_answers)
{
    struct test_probe_job test;
    test_probe_job_run(&test, rt_registry_find("v8"));
    const char *text = written(&test.summary, RT_PROBE_SHOW_ALL);
    has(text, "server  192.0.2.1:2002  answers  speaks v8  ");
    has(text, "  requests of v8 with one thing changed\n");
    has(text, "    size.small        no answer  512 bytes\n");
    has(text, "  tree         v8        not determined: every reply was alone in its tree\n");
    has(text, "  pieces       a request in two pieces was answered over TCP\n");
    text = written(&test.summary, RT_PROBE_SHOW_QUIET);
    has(text, "  silent    v8       it does not answer a right request: ");
    ck_assert_ptr_null(strstr(text, "tree"));
    ck_assert_str_eq(written(&test.summary, RT_PROBE_SHOW_SHORT),
                     "server      answers     v8  silent\n");
    test_probe_job_end(&test);
}
END_TEST

START_TEST(test_unresolved)
{
    const struct rt_probe_job job = {.cause = "there is no such name"};
    struct rt_probe_summary summary;
    rt_probe_summary_init(&summary, "nowhere", &job);
    ck_assert_str_eq(written(&summary, RT_PROBE_SHOW_ALL),
                     "nowhere  unresolved: there is no such name\n");
    ck_assert_str_eq(written(&summary, RT_PROBE_SHOW_SHORT),
                     "nowhere     unresolved  there is no such name\n");
}
END_TEST

RT_TEST_MAIN("probe_show", test_answers, test_unresolved)
