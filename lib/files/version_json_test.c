// SPDX-License-Identifier: BSD-2-Clause
/* Versions as JSON. What all of them look like is in testvectors/cli. */
#include "files/version_json.h"

#include "files/test_output.h"
#include "registry.h"

static struct test_output output;
static const struct rt_version_name_from from = {rt_registry, 3};

static struct rt_output *begin(void)
{
    return test_output_begin(&output, RT_OUTPUT_NDJSON);
}

START_TEST(test_identity)
{
    char expected[512];
    rt_version_json_identity(begin(), from, &rt_version_v8);
    snprintf(
        expected, sizeof expected,
        ",\"version\":\"v8\",\"document\":\"%s\",\"published\":\"%s\",\"number\":\"0x80000008\","
        "\"summary\":\"%s\",\"same_rules\":[]",
        rt_version_v8.document, rt_version_v8.published, rt_version_v8.summary);
    ck_assert_str_eq(test_output_end(&output), expected);
}
END_TEST

/* What is known of each version is valid, begins with its identity, and has every parameter and
 * check. */
START_TEST(test_whole)
{
    for (size_t i = 0; i < rt_registry_count; i++) {
        char first[64], part[64];
        snprintf(first, sizeof first, ",\"version\":\"%s\",", rt_registry[i]->name);
        rt_version_json(begin(), (struct rt_version_name_from){rt_registry, rt_registry_count},
                        rt_registry[i]);
        const char *text = test_output_end(&output);
        ck_assert_ptr_eq(strstr(text, first), text);
        for (int param = RT_PARAM_FORGOTTEN + 1; param < RT_PARAM_COUNT; param++) {
            snprintf(part, sizeof part,
                     "{\"name\":\"%s\",\"value\":", rt_param_row((enum rt_param)param)->name);
            ck_assert_ptr_nonnull(strstr(text, part));
        }
        for (int check = 0; check < RT_CHECK_COUNT; check++) {
            snprintf(part, sizeof part,
                     "{\"name\":\"%s\",\"text\":", rt_check_row((enum rt_check)check)->name);
            ck_assert_ptr_nonnull(strstr(text, part));
        }
    }
}
END_TEST

/* A version does not differ from itself; two that do say both values. */
START_TEST(test_difference)
{
    const struct rt_version *const same[2] = {&rt_version_v8, &rt_version_v8};
    const struct rt_version *const pair[2] = {&rt_version_google, &rt_version_v8};
    rt_version_json_difference(begin(), same);
    ck_assert_str_eq(test_output_end(&output),
                     ",\"versions\":[\"v8\",\"v8\"],\"parameters\":[],\"readings\":{}");
    rt_version_json_difference(begin(), pair);
    const char *text = test_output_end(&output);
    ck_assert_ptr_nonnull(strstr(text, "{\"name\":\"version\",\"values\":{\"google\":\"none\","
                                       "\"v8\":\"0x80000008\"},"));
    ck_assert_ptr_nonnull(strstr(text, ",\"readings\":{\"google\":["));
}
END_TEST

START_TEST(test_step)
{
    struct rt_output *out = begin();
    rt_output_array(out, "steps");
    rt_version_json_step(out, &rt_version_v8, &rt_version_v9);
    rt_output_end(out);
    const char *text = test_output_end(&output);
    ck_assert_ptr_nonnull(strstr(text, "\"from\":\"v8\",\"to\":\"v9\",\"wire\":"));
    ck_assert_ptr_nonnull(strstr(text, "{\"name\":\"version\",\"from\":\"0x80000008\","
                                       "\"to\":\"0x80000009\",\"shows\":"));
}
END_TEST

RT_TEST_MAIN("version_json", test_identity, test_whole, test_difference, test_step)
