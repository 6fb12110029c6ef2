// SPDX-License-Identifier: BSD-2-Clause
/* What counts as a change between two results of a probe, and what is no result. */
#include "files/probe_baseline.h"

#include "client/test_probe_job.h"

#define SERVER(state, speaks, spent)                                                               \
    "{\"rtctl\":1,\"type\":\"probe\",\"server\":\"s\",\"property\":\"server\",\"state\":\"" state  \
    "\",\"speaks\":[" speaks "],\"verified\":true,\"sent\":7,\"spent\":" spent "}\n"
#define ANSWERS SERVER("answers", "\"v8\"", "false")
#define REQUEST(name, sent, answered)                                                              \
    "{\"rtctl\":1,\"type\":\"probe\",\"server\":\"s\",\"property\":\"request\",\"case\":\"" name   \
    "\",\"versions\":[\"v8\"],\"transport\":\"udp\",\"sent\":" sent ",\"answered\":" answered      \
    ",\"rtt_ns\":\"" sent "\"}\n"
#define TREE(order)                                                                                \
    "{\"type\":\"probe\",\"server\":\"s\",\"property\":\"tree\",\"versions\":[\"v8\"],"            \
    "\"order\":" order ",\"largest\":1}\n"
#define FINDING(name)                                                                              \
    "{\"type\":\"probe\",\"server\":\"s\",\"property\":\"finding\",\"finding\":\"" name            \
    "\",\"version\":\"v8\",\"case\":\"plain\"}\n"
#define VERSION(radius)                                                                            \
    "{\"type\":\"probe\",\"server\":\"s\",\"property\":\"version\",\"versions\":[\"v8\"],"         \
    "\"asked_as\":null,\"transport\":\"udp\",\"sent\":1,\"answered\":true,"                        \
    "\"radius\":{\"raw\":1,\"ns\":\"" radius "\"}}\n"

static struct rt_json_fault fault;
static char told[4096];

static struct rt_probe_baseline *read_bytes(const char *text, size_t len)
{
    char nothing = ' ';
    FILE *file = fmemopen(len > 0 ? (void *)(uintptr_t)text : &nothing, len > 0 ? len : 1, "r");
    ck_assert_ptr_nonnull(file);
    struct rt_probe_baseline *baseline = rt_probe_baseline_read(file, &fault);
    fclose(file);
    return baseline;
}

static struct rt_probe_baseline *read_good(const char *text)
{
    struct rt_probe_baseline *baseline = read_bytes(text, strlen(text));
    ck_assert_msg(baseline != NULL, "offset %zu: %s", fault.at, fault.cause);
    return baseline;
}

static void changed(void *context, const struct rt_probe_change *change)
{
    size_t len = strlen(told);
    (void)context;
    snprintf(told + len, sizeof told - len, "%s(%s) %s %s>%s;", change->property, change->subject,
             change->member ? change->member : "-", change->was ? change->was : "-",
             change->is ? change->is : "-");
}

static void expect(const char *was, const char *is, const char *changes)
{
    struct rt_probe_baseline *before = read_good(was), *after = read_good(is);
    told[0] = '\0';
    size_t count = rt_probe_baseline_compare(before, after, "s", changed, NULL);
    ck_assert_str_eq(told, changes);
    ck_assert_int_eq(count > 0, changes[0] != '\0');
    rt_probe_baseline_free(before);
    rt_probe_baseline_free(after);
}

START_TEST(test_changes)
{
    expect(ANSWERS, ANSWERS, "");
    expect(ANSWERS, SERVER("answers", "\"v8\",\"v9\"", "false"), "server() speaks v8>v8,v9;");
    expect(ANSWERS REQUEST("srv", "1", "true"), ANSWERS REQUEST("srv", "2", "false"),
           "request(srv v8 udp) answered true>false;");
    expect(ANSWERS VERSION("1"), ANSWERS VERSION("2"), "version(v8 udp) radius 1>2;");
    expect(ANSWERS TREE("\"hash-node\""), ANSWERS TREE("\"node-hash\""),
           "tree(v8) order hash-node>node-hash;");
    expect(ANSWERS, ANSWERS FINDING("order"), "finding(order v8 plain) - ->order v8 plain;");
    expect(ANSWERS FINDING("order"), ANSWERS, "finding(order v8 plain) - order v8 plain>-;");
}
END_TEST

/* What is another each time, and what one of the two did not find out. */
START_TEST(test_no_changes)
{
    expect(ANSWERS REQUEST("srv", "1", "true"), ANSWERS REQUEST("srv", "2", "true"), "");
    expect(ANSWERS REQUEST("srv", "1", "true"), ANSWERS REQUEST("srv", "0", "false"), "");
    expect(ANSWERS REQUEST("srv", "1", "true"), ANSWERS, "");
    expect(ANSWERS TREE("\"hash-node\""), ANSWERS TREE("null"), "");
    expect(ANSWERS TREE("\"hash-node\""), ANSWERS, "");
    expect(ANSWERS FINDING("ends"), ANSWERS, "");
    expect(ANSWERS FINDING("order"), SERVER("answers", "\"v8\"", "true"), "");
    /* Of a server that is silent nothing else is known. */
    expect(ANSWERS FINDING("order"), SERVER("silent", "", "false"),
           "server() state answers>silent;");
}
END_TEST

START_TEST(test_other_servers)
{
    struct rt_probe_baseline *before = read_good("[" ANSWERS "," FINDING("order") "]");
    struct rt_probe_baseline *after = read_good(ANSWERS);
    told[0] = '\0';
    ck_assert_uint_eq(rt_probe_baseline_compare(before, after, "s", changed, NULL), 1);
    rt_probe_baseline_free(before);
    before = read_good("{\"type\":\"probe\",\"server\":\"t\",\"property\":\"other\"}");
    told[0] = '\0';
    ck_assert_uint_eq(rt_probe_baseline_compare(before, after, "s", changed, NULL), 1);
    ck_assert_str_eq(told, "server() - ->;");
    rt_probe_baseline_free(before);
    rt_probe_baseline_free(after);
}
END_TEST

START_TEST(test_no_results)
{
    static const struct {
        const char *text;
        enum rt_error error;
        size_t at;
    } cases[] = {
        {"", RT_E_EMPTY, 0},
        {" \n", RT_E_EMPTY, 0},
        {"[]", RT_E_EMPTY, 0},
        {"[" ANSWERS, RT_E_TRUNCATED, 134},
        {"{\"type\":\"probe\"", RT_E_TRUNCATED, 15},
        {"hello", RT_E_JSON, 0},
        {ANSWERS "{}", RT_E_JSON_FIELD, 133},
        {"{\"type\":\"verify\",\"server\":\"s\",\"property\":\"server\"}", RT_E_JSON_FIELD, 0},
        {"{\"type\":\"probe\",\"type\":1}", RT_E_JSON_DUPLICATE, 16},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        ck_assert_ptr_null(read_bytes(cases[i].text, strlen(cases[i].text)));
        ck_assert_msg(fault.error == cases[i].error && fault.at == cases[i].at, "%s: %s at %zu: %s",
                      cases[i].text, rt_error_name(fault.error), fault.at, fault.cause);
        ck_assert_ptr_nonnull(fault.cause);
    }
}
END_TEST

/* A server is as it is, and another one is not. */
START_TEST(test_of_a_probe)
{
    struct test_probe_job test;
    const struct rt_version_name_from all = {rt_registry, rt_registry_count};
    test_probe_job_run(&test, rt_registry_find("v8"));
    struct rt_probe_baseline *before = rt_probe_baseline_of(&test.summary, all);
    ck_assert_ptr_nonnull(before);
    told[0] = '\0';
    ck_assert_uint_eq(rt_probe_baseline_compare(before, before, "server", changed, NULL), 0);
    test_probe_job_end(&test);
    test_probe_job_run(&test, rt_registry_find("v7"));
    struct rt_probe_baseline *after = rt_probe_baseline_of(&test.summary, all);
    ck_assert_ptr_nonnull(after);
    ck_assert_uint_gt(rt_probe_baseline_compare(before, after, "server", changed, NULL), 2);
    ck_assert_ptr_nonnull(strstr(told, "server() speaks v8>v7;"));
    test_probe_job_end(&test);
    rt_probe_baseline_free(before);
    rt_probe_baseline_free(after);
}
END_TEST

START_TEST(test_cut)
{
    char text[] = "[" ANSWERS "," REQUEST("srv", "1", "true") "]";
    for (size_t len = 0; len < sizeof text - 1; len++)
        ck_assert_ptr_null(read_bytes(text, len));
    for (size_t i = 0; i < sizeof text - 1; i++) {
        text[i] ^= 0x11;
        rt_probe_baseline_free(read_bytes(text, sizeof text - 1));
        text[i] ^= 0x11;
    }
}
END_TEST

RT_TEST_MAIN("probe_baseline", test_changes, test_no_changes, test_other_servers, test_no_results,
             test_of_a_probe, test_cut)
