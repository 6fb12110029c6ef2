// SPDX-License-Identifier: BSD-2-Clause
/* Requests as JSON. What those of whole runs look like is in testvectors/cli. */
#include "files/request_json.h"

#include "files/test_output.h"
#include "judge/test_request.h"

static struct test_output output;
static struct rt_request_demands demands;
static struct rt_request_answers answers;
static struct rt_request_facts facts;
static struct test_request made;
static const struct rt_version *const known[] = {&rt_version_v8, &rt_version_v9,
                                                 &rt_version_rfc10049};
static const struct rt_version_name_from from = {known, 3};

static struct rt_output *begin(void)
{
    return test_output_begin(&output, RT_OUTPUT_NDJSON);
}

static void ask(const struct rt_version *version)
{
    facts = test_request_facts(&made, version, NULL, 0);
    rt_request_demands_make(&demands, known, 3);
    rt_request_answers_find(&answers, &demands, &facts, NULL);
}

START_TEST(test_answers)
{
    ask(&rt_version_v8);
    rt_request_json_answers(begin(), &answers);
    ck_assert_str_eq(test_output_end(&output), ",\"answerable_by\":[\"v8\"],\"answerable_as\":[]");
    rt_request_json_stops(begin(), &answers);
    const char *text = test_output_end(&output);
    ck_assert_ptr_nonnull(strstr(text, ",\"stopped_by\":[{\"version\":\"v9\",\"reading\":null,"
                                       "\"check\":\"request."));
    ck_assert_ptr_nonnull(strstr(text, "{\"version\":\"rfc10049\",\"reading\":null,"));
}
END_TEST

/* A version that does not answer as it is written, but as some programs read it. */
START_TEST(test_as)
{
    static const struct rt_reading reading = {.name = "other",
                                              .set = {{RT_PARAM_ORDER, RT_ORDER_NODE_HASH}}};
    static const struct rt_request_answers as = {
        .count = 1,
        .verdicts = {
            {.version = &rt_version_v8, .reading = &reading, .stop = RT_REQUEST_CHECK_COUNT}}};
    rt_request_json_answers(begin(), &as);
    ck_assert_str_eq(test_output_end(&output),
                     ",\"answerable_by\":[],\"answerable_as\":"
                     "[{\"version\":\"v8\",\"reading\":\"order=node-hash\"}]");
    rt_request_json_stops(begin(), &as);
    ck_assert_str_eq(test_output_end(&output), ",\"stopped_by\":[]");
}
END_TEST

START_TEST(test_faults)
{
    static const struct rt_request_cause fault = {
        .check = RT_REQUEST_CHECK_TYPE,
        .result = {.outcome = RT_FAIL, .reason = RT_E_TAG_MISSING, .has_at = true, .at = 9},
        .count = 2,
        .versions = {&rt_version_v8, &rt_version_rfc10049},
    };
    rt_request_json_faults(begin(), &fault, 1);
    const char *text = test_output_end(&output);
    ck_assert_ptr_nonnull(strstr(text, ",\"request_faults\":[{\"versions\":[\"v8\",\"rfc10049\"],"
                                       "\"check\":\"request.type\",\"reason\":\"tag-missing\","));
    ck_assert_ptr_nonnull(strstr(text, ",\"at\":9,\"unanswered\":\"must\",\"spec\":[\"RFC 10049"));
}
END_TEST

START_TEST(test_offered)
{
    ask(&rt_version_v8);
    rt_request_json_offered(begin(), from, &facts);
    ck_assert_str_eq(test_output_end(&output),
                     ",\"offered\":[{\"number\":\"0x80000008\",\"versions\":[\"v8\"]}]");
}
END_TEST

START_TEST(test_changes)
{
    static const struct rt_request_change changes[] = {
        {.checks = 1U << RT_REQUEST_CHECK_TYPE, .number = RT_NO_NUMBER, .gained = 6},
        {.checks = 0, .number = 0x80000008, .gained = 1}};
    rt_request_json_changes(begin(), from, changes, 2);
    ck_assert_str_eq(test_output_end(&output),
                     ",\"changes\":[{\"checks\":[\"request.type\"],"
                     "\"versions\":[\"v9\",\"rfc10049\"]},"
                     "{\"checks\":[],\"offer\":\"0x80000008\",\"versions\":[\"v8\"]}]");
}
END_TEST

START_TEST(test_server)
{
    static const struct rt_server_sight sight = {
        .valid = 2,
        .version_count = 2,
        .versions = {&rt_version_rfc10049, &rt_version_v8},
        .announced_count = 1,
        .announced = {7},
        .signs = {[RT_SERVER_SIGN_RESET] = 3},
    };
    rt_request_json_server(begin(), from, 1u << RT_SERVER_SIGN_RESET, NULL);
    ck_assert_str_eq(test_output_end(&output), ",\"signs\":[\"reset\"],\"server_seen\":null");
    rt_request_json_server(begin(), from, 0, &sight);
    ck_assert_str_eq(test_output_end(&output),
                     ",\"signs\":[],\"server_seen\":{\"valid\":2,\"unverified\":0,"
                     "\"versions\":[\"v8\",\"rfc10049\"],\"announced\":[\"0x00000007\"],"
                     "\"signs\":{\"port-unreachable\":0,\"host-unreachable\":0,\"prohibited\":0,"
                     "\"unreachable\":0,\"reset\":3}}");
}
END_TEST

START_TEST(test_causes)
{
    static const struct rt_unanswered_counts counts = {.stopped = {[RT_REQUEST_CHECK_TYPE] = 2},
                                                       .unexplained = 1};
    rt_request_json_causes(begin(), &counts);
    ck_assert_str_eq(test_output_end(&output),
                     ",\"causes\":{\"request.type\":2,\"not-explained\":1}");
}
END_TEST

RT_TEST_MAIN("request_json", test_answers, test_as, test_faults, test_offered, test_changes,
             test_server, test_causes)
