// SPDX-License-Identifier: BSD-2-Clause
/* Comparisons as JSON. What whole ones look like is in testvectors/cli. */
#include "files/compare_json.h"

#include "files/test_output.h"
#include "judge/test_judged.h"
#include "judge/test_request.h"

static struct test_output output;
static struct test_judged judged;
static struct test_request made;
static struct rt_comparison comparison;
static struct rt_request_comparison requests;
static struct rt_compare_table table;
static const struct rt_choice choices[] = {{.version = &rt_version_v8},
                                           {.version = &rt_version_google}};

static bool has(const char *text, const char *part)
{
    return strstr(text, part) != NULL;
}

static struct rt_version_name_from all(void)
{
    return (struct rt_version_name_from){rt_registry, rt_registry_count};
}

START_TEST(test_exchange)
{
    struct rt_crypto *crypto = rt_crypto_new();
    test_judged_make(&judged, crypto, &rt_version_v8, (struct test_judged_how){.spoilt = false});
    rt_compare(&judged.subject, choices, 2, false, &comparison);
    const struct rt_compare_values values = {&judged.subject.response, &comparison, all(),
                                             rt_registry_meaning};
    rt_compare_table_of(&table, all(), &comparison);
    rt_compare_json(test_output_begin(&output, RT_OUTPUT_NDJSON), &table, &values);
    const char *text = test_output_end(&output);
    ck_assert_ptr_eq(strstr(text, ",\"versions\":[\"v8\",\"google\"],\"rows\":["
                                  "{\"check\":\"frame.magic\",\"agree\":false,"
                                  "\"outcomes\":{\"v8\":\"pass\",\"google\":\"fail\"}}"),
                     text);
    ck_assert(has(text, "],\"valid_as\":[{\"version\":\"v8\",\"reading\":null}],\"agree\":[\"v8\"],"
                        "\"values\":[{\"field\":\"midpoint\",\"as\":{\"v8\":\""));
    ck_assert(!has(text, "unregistered"));
    rt_crypto_free(crypto);
}
END_TEST

START_TEST(test_request)
{
    static struct rt_request_demands demands;
    static const struct rt_version *const versions[] = {&rt_version_v8, &rt_version_rfc10049};
    struct rt_request_facts facts = test_request_facts(&made, &rt_version_v8, NULL, 0);
    rt_request_demands_make(&demands, versions, 2);
    rt_request_compare(&demands, &facts, NULL, &requests);
    rt_compare_table_of_request(&table, all(), &requests);
    rt_compare_json_request(test_output_begin(&output, RT_OUTPUT_NDJSON), &table, &requests);
    const char *text = test_output_end(&output);
    ck_assert(has(text, "{\"check\":\"request.type\",\"agree\":false,\"outcomes\":"
                        "{\"v8\":\"undefined\",\"rfc10049\":\"fail\"},\"reasons\":"
                        "{\"rfc10049\":\"no-type\"},\"unanswered\":{\"rfc10049\":\"must\"},"
                        "\"spec\":{\"rfc10049\":[\"RFC 10049 "));
    ck_assert(has(text, "],\"answerable_by\":[\"v8\"],\"answerable_as\":[],\"stopped_by\":["));
}
END_TEST

START_TEST(test_link)
{
    static const struct rt_reading reading = {.name = "other",
                                              .set = {{RT_PARAM_ORDER, RT_ORDER_NODE_HASH}}};
    struct rt_compare_link_result verdicts[2] = {{.result = {.outcome = RT_PASS}},
                                                 {.result = {.outcome = RT_PASS}}};
    verdicts[1].reading = &reading;
    ck_assert(!rt_compare_link_same(&verdicts[0], &verdicts[1]));
    ck_assert_str_eq(rt_compare_link_text(&verdicts[0]), "follows");
    ck_assert_str_eq(rt_compare_link_text(&verdicts[1]), "follows by a reading");
    struct rt_output *out = test_output_begin(&output, RT_OUTPUT_NDJSON);
    rt_output_array(out, "rows");
    rt_compare_json_link(out, 1, choices, 2, verdicts);
    verdicts[0].result = (struct rt_result){.outcome = RT_FAIL, .reason = RT_E_NO_RAND};
    ck_assert_str_eq(rt_compare_link_text(&verdicts[0]), "no-rand");
    rt_compare_json_link(out, 2, choices, 2, verdicts);
    rt_output_end(out);
    ck_assert_str_eq(test_output_end(&output),
                     ",\"rows\":[{\"check\":\"chain.link\",\"link\":2,\"agree\":true,"
                     "\"outcomes\":{\"v8\":\"pass\",\"google\":\"pass\"},\"reasons\":{},"
                     "\"readings\":{\"google\":\"order=node-hash\"}},"
                     "{\"check\":\"chain.link\",\"link\":3,\"agree\":false,"
                     "\"outcomes\":{\"v8\":\"fail\",\"google\":\"pass\"},"
                     "\"reasons\":{\"v8\":\"no-rand\"},"
                     "\"readings\":{\"google\":\"order=node-hash\"}}]");
}
END_TEST

RT_TEST_MAIN("compare_json", test_exchange, test_request, test_link)
