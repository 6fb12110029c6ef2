// SPDX-License-Identifier: BSD-2-Clause
/* What was found out of a server, as JSON. */
#include "files/probe_json.h"

#include "client/test_probe_job.h"
#include "files/test_output.h"
#include "judge/version_name.h"

static struct test_output output;

static const struct rt_version_name_from *all(void)
{
    static struct rt_version_name_from names;
    names = (struct rt_version_name_from){rt_registry, rt_registry_count};
    return &names;
}

static const char *written(const struct rt_probe_summary *summary, bool only_server)
{
    struct rt_output *out = test_output_begin(&output, RT_OUTPUT_NDJSON);
    rt_output_record_end(out);
    rt_probe_json_write(out, summary, *all(), only_server);
    ck_assert_int_eq(rt_output_close(out), RT_OK);
    fclose(output.file);
    return strchr(output.text, '\n') + 1;
}

static void has(const char *text, const char *part)
{
    ck_assert_msg(strstr(text, part), "%s is not in %s", part, text);
}

START_TEST(test_answers)
{
    struct test_probe_job test;
    test_probe_job_run(&test, rt_registry_find("v8"));
    const char *text = written(&test.summary, false);
    has(text, "{\"rtctl\":1,\"type\":\"probe\",\"server\":\"server\",\"property\":\"server\","
              "\"address\":\"192.0.2.1:2002\",\"state\":\"answers\",\"cause\":null,"
              "\"speaks\":[\"v8\"],\"verified\":true");
    has(text, "\"property\":\"request\",\"case\":\"size.small\",\"versions\":[\"v8\"]");
    has(text, "\"property\":\"tree\",\"versions\":[\"v8\"],\"order\":null,\"largest\":1}");
    has(text, "\"property\":\"grease\",\"odd\":0");
    text = written(&test.summary, true);
    ck_assert_ptr_eq(strchr(text, '\n') + 1, text + strlen(text));
    test_probe_job_end(&test);
}
END_TEST

START_TEST(test_unresolved)
{
    const struct rt_probe_job job = {.cause = "there is no such name"};
    struct rt_probe_summary summary;
    rt_probe_summary_init(&summary, "nowhere", &job);
    const char *text = written(&summary, false);
    has(text, "\"address\":null,\"state\":\"unresolved\",\"cause\":\"there is no such name\","
              "\"speaks\":[],\"verified\":false");
    ck_assert_ptr_eq(strchr(text, '\n') + 1, text + strlen(text));
}
END_TEST

RT_TEST_MAIN("probe_json", test_answers, test_unresolved)
