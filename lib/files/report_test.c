// SPDX-License-Identifier: BSD-2-Clause
/* Each form of a report as it is written, how cases count, and texts that would be markup. */
#include "files/report.h"

#include <string.h>

#include "base/test.h"
#include "base/test_memory.h"
#include "files/test_markup.h"

static char *text;
static size_t text_len;
static FILE *file;
static struct rt_output out;
static struct rt_report_run report;

static const uint8_t packet_bytes[] = {0, 0, 0, 0};
static const struct rt_report_packet packets[] = {{"request", {packet_bytes, 4}, NULL}};

static const struct rt_report_head head = {.title = "rtctl check server",
                                           .subject = "127.0.0.1:2002",
                                           .program = "rtctl 0.1",
                                           .when = 1700000000};

static const struct rt_report_case all_cases[] = {
    {.address = "v8/6.1/1",
     .group = "v8",
     .level = RT_REPORT_MUST,
     .outcome = RT_REPORT_PASSED,
     .title = "a request is answered",
     .sent = "a request"},
    {.address = "v8/6.1/2",
     .group = "v8",
     .level = RT_REPORT_MUST,
     .outcome = RT_REPORT_FAILED,
     .title = "a short request gets no answer",
     .sent = "a request of 4 bytes",
     .expected = "nothing",
     .seen = "a reply of 360 bytes",
     .section = "6.1",
     .packets = packets,
     .packet_count = 1},
    {.address = "v9/6/1",
     .group = "v9",
     .level = RT_REPORT_SHOULD,
     .outcome = RT_REPORT_FAILED,
     .title = "greases",
     .seen = "no odd reply"},
    {.address = "v9/6/2",
     .group = "v9",
     .level = RT_REPORT_MUST,
     .outcome = RT_REPORT_SKIPPED,
     .title = "renews its delegation",
     .reason = "the delegation lasts longer than the run"},
};

static void open_output(void)
{
    free(text);
    text = NULL;
    file = open_memstream(&text, &text_len);
    rt_output_open(&out, file, RT_OUTPUT_TEXT, false);
}

static void start(enum rt_report_form form, const struct rt_report_head *of)
{
    open_output();
    ck_assert_int_eq(rt_report_begin(&report, &out, form, of), RT_OK);
}

static void stop(const char *broken)
{
    ck_assert_int_eq(rt_report_end(&report, broken), RT_OK);
    ck_assert_int_eq(rt_output_close(&out), RT_OK);
    fclose(file);
}

static void put_all(void)
{
    for (size_t i = 0; i < sizeof all_cases / sizeof all_cases[0]; i++)
        rt_report_case(&report, &all_cases[i]);
}

START_TEST(test_tap)
{
    start(RT_REPORT_TAP, &head);
    put_all();
    stop(NULL);
    ck_assert_str_eq(text, "TAP version 14\n"
                           "# rtctl check server\n"
                           "# checked: 127.0.0.1:2002\n"
                           "# when: 2023-11-14T22:13:20Z\n"
                           "# by: rtctl 0.1\n"
                           "ok 1 - v8/6.1/1 MUST a request is answered\n"
                           "not ok 2 - v8/6.1/2 MUST a short request gets no answer\n"
                           "  ---\n"
                           "  level: \"MUST\"\n"
                           "  sent: \"a request of 4 bytes\"\n"
                           "  expected: \"nothing\"\n"
                           "  seen: \"a reply of 360 bytes\"\n"
                           "  section: \"6.1\"\n"
                           "  packets:\n"
                           "    - name: \"request\"\n"
                           "      bytes: 4\n"
                           "      hex: \"00000000\"\n"
                           "  ...\n"
                           "not ok 3 - v9/6/1 SHOULD greases # TODO advice that is not kept, and "
                           "does not count\n"
                           "  ---\n"
                           "  level: \"SHOULD\"\n"
                           "  seen: \"no odd reply\"\n"
                           "  ...\n"
                           "ok 4 - v9/6/2 MUST renews its delegation # SKIP the delegation lasts "
                           "longer than the run\n"
                           "1..4\n");
}
END_TEST

START_TEST(test_junit)
{
    start(RT_REPORT_JUNIT, &head);
    put_all();
    stop(NULL);
    ck_assert_str_eq(
        text,
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
        "<testsuites name=\"rtctl check server\">\n"
        "<testsuite name=\"v8\" tests=\"2\" failures=\"1\" errors=\"0\" skipped=\"0\" "
        "timestamp=\"2023-11-14T22:13:20Z\">\n"
        "  <properties>\n"
        "    <property name=\"checked\" value=\"127.0.0.1:2002\"/>\n"
        "    <property name=\"program\" value=\"rtctl 0.1\"/>\n"
        "  </properties>\n"
        "  <testcase classname=\"v8\" name=\"v8/6.1/1 a request is answered\"></testcase>\n"
        "  <testcase classname=\"v8\" name=\"v8/6.1/2 a short request gets no answer\">\n"
        "    <failure type=\"MUST\" message=\"a reply of 360 bytes\">\n"
        "sent: a request of 4 bytes\n"
        "expected: nothing\n"
        "seen: a reply of 360 bytes\n"
        "section: 6.1\n"
        "request: 00000000\n"
        "</failure>\n"
        "  </testcase>\n"
        "</testsuite>\n"
        "<testsuite name=\"v9\" tests=\"2\" failures=\"0\" errors=\"0\" skipped=\"2\" "
        "timestamp=\"2023-11-14T22:13:20Z\">\n"
        "  <properties>\n"
        "    <property name=\"checked\" value=\"127.0.0.1:2002\"/>\n"
        "    <property name=\"program\" value=\"rtctl 0.1\"/>\n"
        "  </properties>\n"
        "  <testcase classname=\"v9\" name=\"v9/6/1 greases\">\n"
        "    <skipped message=\"advice that is not kept, and does not count: no odd reply\"/>\n"
        "  </testcase>\n"
        "  <testcase classname=\"v9\" name=\"v9/6/2 renews its delegation\">\n"
        "    <skipped message=\"the delegation lasts longer than the run\"/>\n"
        "  </testcase>\n"
        "</testsuite>\n"
        "</testsuites>\n");
    ck_assert_ptr_null(test_markup_fault(text, NULL));
}
END_TEST

START_TEST(test_html)
{
    start(RT_REPORT_HTML, &head);
    put_all();
    stop(NULL);
    ck_assert_ptr_null(test_markup_fault(text, NULL));
    ck_assert_ptr_nonnull(strstr(text, "<h1>rtctl check server</h1>\n<dl>\n"
                                       "<dt>checked</dt><dd>127.0.0.1:2002</dd>\n"));
    ck_assert_ptr_nonnull(strstr(text, "</b> 1 of 4 cases failed</span></p>"));
    ck_assert_ptr_nonnull(strstr(text, "<a href=\"#group-2\">v9</a></th><td class=\"number\">0</td>"
                                       "<td class=\"number\">0</td><td class=\"number\">1</td>"
                                       "<td class=\"number\">1</td></tr>\n"));
    ck_assert_ptr_nonnull(strstr(text, "<li><a href=\"#case-2\">"));
    ck_assert_ptr_nonnull(strstr(text, "<details id=\"case-2\" data-outcome=\"failed\" "
                                       "data-group=\"v8\" open><summary>"));
    ck_assert_ptr_nonnull(strstr(text, "<details id=\"case-4\" data-outcome=\"skipped\" "
                                       "data-group=\"v9\"><summary>"));
    ck_assert_ptr_nonnull(strstr(text, "<dt>why</dt><dd>the delegation lasts longer"));
    ck_assert_ptr_nonnull(strstr(text, "00000000  00 00 00 00 "));
}
END_TEST

START_TEST(test_strict)
{
    const struct rt_report_head strict = {.strict = true};
    start(RT_REPORT_TAP, &strict);
    put_all();
    stop(NULL);
    ck_assert_uint_eq(report.sum.failed, 2);
    ck_assert_uint_eq(report.sum.advised, 0);
    ck_assert_ptr_null(strstr(text, "TODO"));
    start(RT_REPORT_TAP, &head);
    put_all();
    stop(NULL);
    ck_assert_uint_eq(report.sum.failed, 1);
    ck_assert_uint_eq(report.sum.advised, 1);
    ck_assert_uint_eq(report.sum.passed, 1);
    ck_assert_uint_eq(report.sum.skipped, 1);
}
END_TEST

START_TEST(test_broken)
{
    static const char cause[] = "the <server> died # of it";
    start(RT_REPORT_TAP, &head);
    rt_report_case(&report, &all_cases[0]);
    stop(cause);
    ck_assert_ptr_nonnull(strstr(text, "\nBail out! the <server> died \\# of it\n"));
    ck_assert_ptr_null(strstr(text, "1..1"));
    for (int form = RT_REPORT_JUNIT; form <= RT_REPORT_HTML; form++) {
        start((enum rt_report_form)form, &head);
        rt_report_case(&report, &all_cases[0]);
        stop(cause);
        ck_assert_ptr_null(test_markup_fault(text, NULL));
        ck_assert_ptr_nonnull(strstr(text, "the &lt;server&gt; died # of it"));
    }
}
END_TEST

START_TEST(test_nothing)
{
    const struct rt_report_head none = {0};
    start(RT_REPORT_TAP, &none);
    stop(NULL);
    ck_assert_str_eq(text, "TAP version 14\n1..0\n");
    start(RT_REPORT_JUNIT, &none);
    stop(NULL);
    ck_assert_str_eq(text, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n"
                           "</testsuites>\n");
    start(RT_REPORT_HTML, &none);
    rt_report_case(&report, &(struct rt_report_case){.outcome = RT_REPORT_PASSED});
    stop(NULL);
    ck_assert_ptr_null(test_markup_fault(text, NULL));
}
END_TEST

/* A text in every field of every form. */
static void put_hostile(enum rt_report_form form, const char *hostile)
{
    const struct rt_report_packet packet = {
        hostile, {(const uint8_t *)hostile, strlen(hostile)}, NULL};
    const struct rt_report_head of = {.title = hostile, .subject = hostile, .program = hostile};
    start(form, &of);
    for (int outcome = RT_REPORT_PASSED; outcome <= RT_REPORT_SKIPPED; outcome++)
        for (int level = RT_REPORT_LEVEL_NONE; level <= RT_REPORT_MAY; level++)
            rt_report_case(&report,
                           &(struct rt_report_case){.address = hostile,
                                                    .group = hostile,
                                                    .level = (enum rt_report_level)level,
                                                    .outcome = (enum rt_report_outcome)outcome,
                                                    .title = hostile,
                                                    .sent = hostile,
                                                    .expected = hostile,
                                                    .seen = hostile,
                                                    .section = hostile,
                                                    .reason = hostile,
                                                    .packets = &packet,
                                                    .packet_count = 1});
    stop(hostile);
}

static int count_lines(const char *beginning)
{
    int count = 0;
    for (const char *line = text; line && *line; line = strchr(line, '\n')) {
        line += *line == '\n';
        count += strncmp(line, beginning, strlen(beginning)) == 0;
    }
    return count;
}

START_TEST(test_hostile)
{
    static const char *const texts[] = {
        "</summary></details><script>alert(1)</script><img src=x onerror=alert(1)>",
        "\" onclick=\"alert(1)\" x='",
        "]]></failure><testcase/><!-- -- <![CDATA[ <?xml?>",
        "&amp; &#x1f; &bogus; &",
        "a\nok 99 - forged\nBail out! no\n1..9\n  ...\nnot ok 5",
        "# SKIP # TODO \\# \\",
        "\x01\x02\x1b[2J\x7f\x08\xc2\x9b\r",
        "\xe2\x80\xaetxet\xe2\x81\xa9\xe2\x80\x8b\xef\xbb\xbf\xd8\x9c",
        "\xff\xfe\xc0\x80\xed\xa0\x80\xf4\x90\x80\x80\xe2\x82",
        "\xef\xbf\xbf\xef\xbf\xbe",
        ": - \"yaml\" {a: b} !!tag *alias &anchor | >",
    };
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        int elements;
        put_hostile(RT_REPORT_JUNIT, texts[i]);
        ck_assert_ptr_null(test_markup_fault(text, &elements));
        /* The root, a suite with two properties, 12 cases with 2 failures, 2 that do not count and
         * 4 skipped, and the suite of the broken run. */
        ck_assert_int_eq(elements, 1 + 1 + 3 + 12 + 2 + 2 + 4 + 3);
        put_hostile(RT_REPORT_HTML, texts[i]);
        ck_assert_ptr_null(test_markup_fault(text, NULL));
        ck_assert_ptr_null(strstr(text, "<img"));
        ck_assert_ptr_null(strstr(text, "alert(1)</script>"));
        put_hostile(RT_REPORT_TAP, texts[i]);
        ck_assert_int_eq(count_lines("ok "), 8);
        ck_assert_int_eq(count_lines("not ok "), 4);
        ck_assert_int_eq(count_lines("  ..."), 4);
        ck_assert_int_eq(count_lines("Bail out! "), 1);
        ck_assert_int_eq(count_lines("1.."), 0);
    }
}
END_TEST

/* Memory runs out at each call in turn: an error, or a whole report. */
START_TEST(test_memory)
{
    for (int form = RT_REPORT_TAP; form <= RT_REPORT_HTML; form++) {
        bool lacking = true;
        size_t whole = 0;
        for (size_t n = 0; lacking; n++) {
            open_output();
            test_memory_fail(n);
            ck_assert_int_eq(rt_report_begin(&report, &out, (enum rt_report_form)form, &head),
                             RT_OK);
            put_all();
            enum rt_error ended = rt_report_end(&report, NULL);
            enum rt_error closed = rt_output_close(&out);
            lacking = test_memory_failed();
            fclose(file);
            ck_assert(lacking == (ended != RT_OK || closed != RT_OK));
            whole = lacking ? whole : n;
        }
        ck_assert_uint_eq(whole, form == RT_REPORT_TAP ? 1 : form == RT_REPORT_JUNIT ? 2 : 4);
    }
}
END_TEST

RT_TEST_MAIN("report", test_tap, test_junit, test_html, test_strict, test_broken, test_nothing,
             test_hostile, test_memory)
