// SPDX-License-Identifier: BSD-2-Clause
/* What servers answered, for JSON and for eyes. How whole records look is in testvectors/cli and in
 * testvectors/live_query.py. */
#include "files/client_print.h"

#include "files/test_output.h"
#include "registry.h"

#define SECOND INT64_C(1000000000)

static struct test_output output;
static struct rt_client_scope scope;
static const uint8_t key[RT_KEY_SIZE] = {1};

static const char *print(const struct rt_client_print_server *server)
{
    struct rt_output *out = test_output_begin(&output, RT_OUTPUT_NDJSON);
    rt_output_record_end(out);
    rt_client_print_json(out, server);
    ck_assert_int_eq(rt_output_close(out), RT_OK);
    fclose(output.file);
    const char *line = strchr(output.text, '\n');
    ck_assert_ptr_nonnull(line);
    return line + 1;
}

/* How many members the record has itself. */
static unsigned members(const char *text)
{
    unsigned depth = 0, count = 1;
    bool quoted = false;
    for (; *text; text++) {
        quoted = quoted != (*text == '"');
        if (quoted)
            continue;
        depth += *text == '{' || *text == '[';
        depth -= *text == '}' || *text == ']';
        count += *text == ',' && depth == 1;
    }
    return count;
}

/* Who is silent has the same members as who answered, and null for what is not known. */
START_TEST(test_json)
{
    static const uint8_t packet[] = {1, 2, 3};
    static struct rt_client_result result;
    result = (struct rt_client_result){.state = RT_CLIENT_SILENT, .why = RT_CLIENT_CAUSE_SILENCE};
    scope = (struct rt_client_scope){.choices = {{.version = &rt_version_v8}}, .count = 1};
    struct rt_client_print_server server = {
        .name = "a \"name\"",
        .key = key,
        .why = {.scope = &scope, .result = &result, .all = {rt_registry, rt_registry_count}}};
    const char *text = print(&server);
    const unsigned count = members(text);
    ck_assert_ptr_nonnull(strstr(text, "\"state\":\"silent\""));
    ck_assert_ptr_nonnull(strstr(text, "\"address\":null"));
    ck_assert_ptr_nonnull(strstr(text, "\"exchange\":null"));
    ck_assert_ptr_nonnull(strstr(text, "\"hint\":null"));
    ck_assert_ptr_null(strstr(text, "\"round\""));
    result.state = RT_CLIENT_VALID;
    result.request = result.response = (struct rt_view){packet, sizeof packet};
    result.judgement.best.version = &rt_version_v8;
    result.judgement.verdict = RT_VALID;
    for (int check = 0; check < RT_CHECK_COUNT; check++)
        result.judgement.report.checks[check].outcome = RT_PASS;
    scope.hints[0].version = &rt_version_v9;
    scope.hint_count = 1;
    result.hint_wrong = true;
    server.measured = true;
    server.offset_ns = -5;
    text = print(&server);
    ck_assert_uint_eq(members(text), count);
    ck_assert_ptr_nonnull(strstr(text, "\"offset_ns\":\"-5\""));
    ck_assert_ptr_nonnull(strstr(text, "\"hint\":{\"versions\":[\"v9\"],\"right\":false}"));
    ck_assert_ptr_nonnull(strstr(text, "\"response\":\"AQID\""));
    ck_assert_ptr_null(strstr(text, "\"rand\""));
    server.rand = result.request;
    server.why.chained = true;
    server.round = 2;
    text = print(&server);
    ck_assert_ptr_nonnull(strstr(text, "\"round\":2,\"link\":null"));
    ck_assert_ptr_nonnull(strstr(text, "\"rand\":\"AQID\""));

    struct rt_output *out = test_output_begin(&output, RT_OUTPUT_NDJSON);
    server.link = 3;
    server.name = "a";
    rt_output_array(out, "links");
    rt_client_print_link(out, &server);
    rt_output_end(out);
    ck_assert_str_eq(test_output_end(&output),
                     ",\"links\":[{\"link\":3,\"server\":{\"name\":\"a\",\"key\":"
                     "\"AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\"},\"version\":\"v8\","
                     "\"midpoint\":null,\"radius\":null}]");
}
END_TEST

static const char *print_line(const struct rt_client_print_server *server, const char *version)
{
    rt_client_print_line(test_output_begin(&output, RT_OUTPUT_TEXT), server, version, 6);
    return test_output_end(&output);
}

START_TEST(test_line)
{
    static const uint8_t packet[] = {1};
    static struct rt_client_result result;
    char text[RT_CLIENT_WHY_SIZE];
    result = (struct rt_client_result){.state = RT_CLIENT_SILENT, .why = RT_CLIENT_CAUSE_SILENCE};
    scope = (struct rt_client_scope){.choices = {{.version = &rt_version_v8}}, .count = 1};
    struct rt_client_print_server server = {
        .name = "a\033",
        .key = key,
        .why = {.scope = &scope, .result = &result, .all = {rt_registry, rt_registry_count}}};
    const char *line = print_line(&server, NULL);
    ck_assert_int_eq(strncmp(line, "a\\x1b -         silent       ", 29), 0);
    ck_assert_ptr_nonnull(strstr(line, rt_client_print_reason(&server.why, text)));

    /* A chain has the number of the link in front. */
    result.state = RT_CLIENT_VALID;
    result.response = (struct rt_view){packet, 1};
    result.rtt_ns = 1234567;
    result.has_time = true;
    result.midpoint = 1700000000;
    result.radius = 3;
    result.judgement.rules.clock = RT_CLOCK_UNIX_S;
    server.why.chained = true;
    server.link = 12;
    server.name = "a";
    ck_assert_str_eq(print_line(&server, "v8"),
                     "12  a     v8        valid        2023-11-14T22:13:20Z  radius 3 s"
                     "  rtt 1.234 ms\n");
    server.link = 0;
    ck_assert_int_eq(strncmp(print_line(&server, "v8"), "-   a", 5), 0);

    result.state = RT_CLIENT_REJECTED;
    result.count[RT_TAKEN_REJECTED] = 1;
    result.judgement.report.checks[RT_CHECK_TYPE].outcome = RT_FAIL;
    result.judgement.report.checks[RT_CHECK_RADIUS].outcome = RT_FAIL;
    ck_assert_ptr_nonnull(strstr(print_line(&server, "v8"), "1 of 1 reply failed these checks\n"));
    ck_assert_str_eq(rt_client_print_reason(&server.why, text), "type, radius");
    result.state = RT_CLIENT_UNDECIDED;
    ck_assert_ptr_nonnull(strstr(print_line(&server, "v8"), "failed to judge it\n"));
    ck_assert_str_eq(rt_client_print_reason(&server.why, text), "the cryptographic library failed");
}
END_TEST

static struct rt_client_sum_server servers[] = {
    {.name = "a", .state = RT_CLIENT_VALID, .measured = true, .bound_ns = 1000000, .first = 0},
    {.name = "b",
     .state = RT_CLIENT_VALID,
     .measured = true,
     .offset_ns = 60 * SECOND,
     .bound_ns = 1000000,
     .first = 1},
    {.name = "c", .state = RT_CLIENT_UNDECIDED, .first = 0},
    {.name = "d", .state = RT_CLIENT_VALID, .measured = true, .bound_ns = 1000000, .first = 3},
};

static struct rt_client_sum sum_of(size_t count, size_t needed)
{
    struct rt_client_sum sum = {.servers = servers, .count = count, .needed = needed};
    ck_assert_int_eq(rt_client_sum_make(&sum), RT_OK);
    return sum;
}

START_TEST(test_sum_text)
{
    struct rt_client_sum sum = sum_of(4, 3);
    rt_client_print_sum(test_output_begin(&output, RT_OUTPUT_TEXT), &sum);
    ck_assert_str_eq(
        test_output_end(&output),
        "4 asked: 3 valid, 0 invalid, 0 without answer, 1 undecided\n"
        "2 of 3 agree: the local clock is between 0.0010 s behind and 0.0010 s ahead; 3 were "
        "needed\n"
        "  outside: b says: between 59.9990 s and 60.0010 s ahead\n"
        "  same key: c counts with a as one server\n");
    /* Of one that was asked there is nothing to add. */
    sum = sum_of(1, 0);
    output.text[0] = '\0';
    rt_client_print_sum(test_output_begin(&output, RT_OUTPUT_TEXT), &sum);
    ck_assert_str_eq(test_output_end(&output), "");
}
END_TEST

START_TEST(test_sum_json)
{
    struct rt_client_sum sum = sum_of(4, 2);
    rt_client_print_sum_json(test_output_begin(&output, RT_OUTPUT_NDJSON), &sum);
    ck_assert_str_eq(test_output_end(&output),
                     ",\"asked\":4,\"valid\":3,\"invalid\":0,\"silent\":0,\"undecided\":1,"
                     "\"keys\":3,\"same_key\":[\"c\"],\"agreement\":{\"count\":2,\"needed\":2,"
                     "\"low_ns\":\"-1000000\",\"high_ns\":\"1000000\",\"ties\":0,"
                     "\"outside\":[\"b\"]},\"offset_ns\":\"0\",\"time\":{\"time\":"
                     "\"1970-01-01T00:00:00.000000Z\",\"unix_ns\":\"0\"}");
}
END_TEST

START_TEST(test_runs)
{
    struct rt_client_print_runs runs = {
        .count = 7,
        .chains = {[RT_CHAIN_VERDICT_CONSISTENT] = 2,
                   [RT_CHAIN_VERDICT_CONTRADICTION] = 1,
                   [RT_CHAIN_VERDICT_INVALID] = 1,
                   [RT_CHAIN_VERDICT_UNVERIFIED] = 1},
        .without = 2,
    };
    rt_client_print_runs(test_output_begin(&output, RT_OUTPUT_TEXT), &runs);
    ck_assert_str_eq(test_output_end(&output),
                     "7 runs: 2 consistent, 1 contradictory, 2 invalid, 2 without a chain\n");
    runs.chains[RT_CHAIN_VERDICT_UNDECIDED] = 1;
    rt_client_print_runs_json(test_output_begin(&output, RT_OUTPUT_NDJSON), &runs);
    ck_assert_str_eq(test_output_end(&output),
                     ",\"runs\":7,\"consistent\":2,\"contradictions\":1,\"invalid\":2,"
                     "\"undecided\":1,\"short\":2");
}
END_TEST

RT_TEST_MAIN("client_print", test_runs, test_json, test_line, test_sum_text, test_sum_json)
