// SPDX-License-Identifier: BSD-2-Clause
/* Where a server listens, what it counts and refuses, for eyes and as JSON. */
#include "files/server_print.h"

#include "files/test_output.h"
#include "registry.h"

static struct test_output output;
static struct rt_server_counts counts;
static struct rt_service services[2];
static struct rt_wrong wrong;
static struct rt_server_print server = {services, 2, &wrong, {NULL, 0}};

static void prepare(void)
{
    services[0] =
        (struct rt_service){.version = &rt_version_rfc10049, .rules = rt_version_rfc10049.rules};
    services[1] = (struct rt_service){
        .version = &rt_version_v8, .rules = rt_version_v8.rules, .unlisted = true};
    services[1].rules.version = 0x80000003;
    counts = (struct rt_server_counts){.of = {[RT_SERVER_COUNT_PACKETS] = 7},
                                       .refused = {[RT_REFUSED_OVERSIZE] = 2},
                                       .service = {0, 3}};
    counts.stopped[0][RT_REQUEST_CHECK_NONCE] = 1;
    wrong = (struct rt_wrong){.faults = 4};
    server.from = (struct rt_version_name_from){rt_registry, rt_registry_count};
}

/* The record behind that of test_output_begin. */
static const char *record(void)
{
    ck_assert_int_eq(rt_output_close(&output.out), RT_OK);
    fclose(output.file);
    const char *line = strchr(output.text, '\n');
    ck_assert_ptr_nonnull(line);
    return line + 1;
}

static struct rt_output *begin_json(void)
{
    struct rt_output *out = test_output_begin(&output, RT_OUTPUT_NDJSON);
    rt_output_record_end(out);
    return out;
}

/* Of lines those with 0 are left out; records have all members. */
START_TEST(test_counts)
{
    char name[40];
    prepare();
    rt_server_print_counts(test_output_begin(&output, RT_OUTPUT_TEXT), &server, &counts, 60);
    const char *text = test_output_end(&output);
    ck_assert_ptr_eq(strstr(text, "seconds         60\npackets         7\nfaults          4\n"),
                     text);
    snprintf(name, sizeof name, "refused %s", rt_refusal_name(RT_REFUSED_OVERSIZE));
    ck_assert_ptr_nonnull(strstr(text, name));
    ck_assert_ptr_nonnull(strstr(text, "1  under rfc10049"));
    ck_assert_ptr_nonnull(strstr(text, "\nreplies v8/version=0x80000003 3\n"));
    ck_assert_ptr_null(strstr(text, "grease"));
    rt_server_print_counts(begin_json(), &server, &counts, 60);
    text = record();
    for (int i = 0; i < RT_SERVER_COUNT_COUNT; i++) {
        snprintf(name, sizeof name, "\"%s\":", rt_server_count_name((enum rt_server_count)i));
        ck_assert_ptr_nonnull(strstr(text, name));
    }
    ck_assert_ptr_nonnull(strstr(text, "\"faults\":4,\"grease\":0"));
    ck_assert_ptr_nonnull(
        strstr(text, "\"versions\":{\"rfc10049\":0,\"v8/version=0x80000003\":3}"));
    server.wrong = NULL;
    rt_server_print_counts(begin_json(), &server, &counts, 60);
    ck_assert_ptr_nonnull(strstr(record(), "\"faults\":0"));
    server.wrong = &wrong;
}
END_TEST

START_TEST(test_refusals)
{
    const struct rt_server_refusal oversize = {
        .at = {.seconds = 1700000000},
        .client = {.family = 4, .addr = {127, 0, 0, 1}, .port = 4711},
        .transport = RT_TRANSPORT_UDP,
        .size = 9000,
        .refusal = RT_REFUSED_OVERSIZE,
        .cause = {.check = RT_REQUEST_CHECK_COUNT},
    };
    prepare();
    rt_server_print_refusal(test_output_begin(&output, RT_OUTPUT_TEXT), &server, &oversize);
    const char *text = test_output_end(&output);
    ck_assert_int_eq(strncmp(text, "refused 127.0.0.1:4711 udp 9000 bytes: ", 39), 0);
    ck_assert_ptr_null(strstr(text, "no answer from"));
    rt_server_print_refusal(begin_json(), &server, &oversize);
    text = record();
    ck_assert_ptr_nonnull(strstr(text, "\"time\":\"2023-11-14T22:13:20.000000Z\","
                                       "\"client\":\"127.0.0.1:4711\""));
    ck_assert_ptr_null(strstr(text, "\"version\""));
}
END_TEST

START_TEST(test_more)
{
    output.text[0] = '\0';
    rt_server_print_more(test_output_begin(&output, RT_OUTPUT_TEXT), 0);
    ck_assert_str_eq(test_output_end(&output), "");
    rt_server_print_more(test_output_begin(&output, RT_OUTPUT_TEXT), 3);
    ck_assert_str_eq(test_output_end(&output), "refused 3 more\n");
    rt_server_print_more(begin_json(), 3);
    ck_assert_str_eq(record(), "{\"rtctl\":1,\"type\":\"refused-more\",\"count\":3}\n");
}
END_TEST

START_TEST(test_start)
{
    static const uint8_t key[RT_KEY_SIZE] = {0};
    const struct rt_identity identity = {.key = key};
    const struct rt_address address = {.at = {.family = 4, .addr = {127, 0, 0, 1}, .port = 2002}};
    prepare();
    struct rt_output *out = test_output_begin(&output, RT_OUTPUT_TEXT);
    rt_server_print_listening(out, &address, 1, true, false);
    rt_server_print_serving(out, &server, &identity, 1);
    ck_assert_str_eq(test_output_end(&output),
                     "listening on 127.0.0.1 port 2002 udp\n"
                     "key AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n");
    rt_server_print_listening(begin_json(), &address, 1, true, false);
    ck_assert_str_eq(record(), "{\"rtctl\":1,\"type\":\"listening\",\"address\":\"127.0.0.1\","
                               "\"port\":2002,\"udp\":true,\"tcp\":false}\n");
    /* The service with another number is not named. */
    rt_server_print_serving(begin_json(), &server, &identity, 1);
    ck_assert_ptr_nonnull(strstr(record(), "\"versions\":[\"rfc10049\"]}"));
}
END_TEST

RT_TEST_MAIN("server_print", test_start, test_counts, test_refusals, test_more)
