// SPDX-License-Identifier: BSD-2-Clause
/* Metrics of servers: the text that a scraper reads. */
#include "files/probe_metrics.h"

#include "client/test_probe_job.h"
#include "files/test_output.h"

static struct test_output output;
static struct test_probe_job test;

static const char *written(struct rt_probe_metrics *metrics)
{
    memset(output.text, 0, sizeof output.text);
    ck_assert_int_eq(rt_probe_metrics_write(metrics, test_output_begin(&output, RT_OUTPUT_TEXT)),
                     RT_OK);
    return test_output_end(&output);
}

static void has(const char *text, const char *line)
{
    ck_assert_msg(strstr(text, line) != NULL, "%s is not in %s", line, text);
}

START_TEST(test_servers)
{
    struct rt_probe_metrics *metrics = rt_probe_metrics_new();
    const struct rt_probe_job nobody = {.cause = "there is no such name"};
    struct rt_probe_summary silent;
    const size_t changes = 3;
    ck_assert_ptr_nonnull(metrics);
    test_probe_job_run(&test, rt_registry_find("v8"));
    rt_probe_summary_init(&silent, "a\"b\\c\nd\x1b", &nobody);
    rt_probe_metrics_add(metrics, &test.summary, &changes);
    rt_probe_metrics_add(metrics, &silent, NULL);
    const char *text = written(metrics);
    /* Head and values of a metric stand together, each head once. */
    has(text, "# HELP rtctl_probe_up 1: the server answers\n# TYPE rtctl_probe_up gauge\n"
              "rtctl_probe_up{server=\"server\"} 1\n"
              "rtctl_probe_up{server=\"a\\\"b\\\\c\\nd\\\\x1b\"} 0\n# HELP");
    has(text, "rtctl_probe_verified{server=\"server\"} 1\n");
    has(text, "rtctl_probe_speaks{server=\"server\",version=\"v8\"} 1\n");
    has(text, "rtctl_probe_changes{server=\"server\"} 3\n");
    has(text, "rtctl_probe_findings{server=\"server\",finding=\"dies\"} 0\n");
    has(text, "rtctl_probe_radius_seconds{server=\"server\"} 3.000000000\n");
    has(text, "rtctl_probe_round_trip_seconds{server=\"server\"} 0.002000000\n");
    has(text, "rtctl_probe_delegation_end_seconds{server=\"server\"} 1700086400\n");
    has(text, "rtctl_probe_largest_tree{server=\"server\"} 1\n");
    has(text, "rtctl_probe_odd_replies{server=\"server\"} 0\n");
    ck_assert_ptr_null(strstr(strstr(text, "# HELP rtctl_probe_up") + 1, "# HELP rtctl_probe_up "));
    rt_probe_metrics_free(metrics);
    test_probe_job_end(&test);
}
END_TEST

START_TEST(test_nobody)
{
    struct rt_probe_metrics *metrics = rt_probe_metrics_new();
    ck_assert_ptr_nonnull(metrics);
    ck_assert_str_eq(written(metrics), "");
    rt_probe_metrics_free(metrics);
}
END_TEST

RT_TEST_MAIN("probe_metrics", test_servers, test_nobody)
