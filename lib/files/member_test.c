// SPDX-License-Identifier: BSD-2-Clause
/* Members of JSON records, character by character. */
#include "files/member.h"

#include "files/test_output.h"
#include "registry.h"

static struct test_output output;

static struct rt_output *begin(void)
{
    return test_output_begin(&output, RT_OUTPUT_NDJSON);
}

START_TEST(test_times)
{
    rt_member_time(begin(), "time", RT_CLOCK_UNIX_S, 1700000000);
    ck_assert_str_eq(test_output_end(&output),
                     ",\"time\":{\"raw\":\"0x000000006553f100\",\"time\":\"2023-11-14T22:13:20Z\","
                     "\"unix_ns\":\"1700000000000000000\"}");
    rt_member_time(begin(), "time", RT_CLOCK_UNIX_S, UINT64_MAX);
    ck_assert_str_eq(test_output_end(&output),
                     ",\"time\":{\"raw\":\"0xffffffffffffffff\",\"time\":null,\"unix_ns\":null}");
    rt_member_radius(begin(), "radius", RT_CLOCK_UNIX_US, 3);
    ck_assert_str_eq(test_output_end(&output), ",\"radius\":{\"raw\":3,\"ns\":\"3000\"}");
}
END_TEST

START_TEST(test_moments)
{
    rt_member_moment(begin(), RT_CLOCK_UNIX_S, false, 1, 1);
    ck_assert_str_eq(test_output_end(&output), ",\"midpoint\":null,\"radius\":null");
    rt_member_moment(begin(), RT_CLOCK_UNIX_S, true, 0, 1);
    ck_assert_str_eq(test_output_end(&output),
                     ",\"midpoint\":{\"raw\":\"0x0000000000000000\","
                     "\"time\":\"1970-01-01T00:00:00Z\",\"unix_ns\":\"0\"},"
                     "\"radius\":{\"raw\":1,\"ns\":\"1000000000\"}");
}
END_TEST

/* A response without a time has none in JSON. */
START_TEST(test_answer)
{
    static const struct rt_subject subject;
    rt_member_answer(begin(), &subject, RT_CLOCK_UNIX_S);
    ck_assert_str_eq(test_output_end(&output), ",\"midpoint\":null,\"radius\":null");
}
END_TEST

START_TEST(test_versions)
{
    const struct rt_version *const versions[] = {&rt_version_v4, &rt_version_rfc10049};
    rt_member_versions(begin(), "versions", versions, 2);
    ck_assert_str_eq(test_output_end(&output), ",\"versions\":[\"v4\",\"rfc10049\"]");
    rt_member_versions(begin(), "versions", versions, 0);
    ck_assert_str_eq(test_output_end(&output), ",\"versions\":[]");
}
END_TEST

START_TEST(test_candidates)
{
    const struct rt_reading reading = {.name = "other",
                                       .set = {{RT_PARAM_ORDER, RT_ORDER_NODE_HASH}}};
    struct rt_candidate candidate = {&rt_version_v5, &reading};
    struct rt_output *out = begin();
    rt_member_candidate(out, "as", &candidate);
    candidate.reading = NULL;
    rt_member_candidate(out, "is", &candidate);
    ck_assert_str_eq(test_output_end(&output),
                     ",\"as\":{\"version\":\"v5\",\"reading\":\"order=node-hash\"},"
                     "\"is\":{\"version\":\"v5\",\"reading\":null}");
}
END_TEST

START_TEST(test_sections)
{
    rt_member_sections(begin(), "spec", &rt_version_rfc10049, "5.2.1, 6.2.5");
    ck_assert_str_eq(test_output_end(&output),
                     ",\"spec\":[\"RFC 10049 5.2.1\",\"RFC 10049 6.2.5\"]");
    rt_member_sections(begin(), "spec", &rt_version_rfc10049, NULL);
    ck_assert_str_eq(test_output_end(&output), ",\"spec\":[]");
}
END_TEST

RT_TEST_MAIN("member", test_times, test_moments, test_answer, test_versions, test_candidates,
             test_sections)
