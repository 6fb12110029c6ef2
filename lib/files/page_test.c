// SPDX-License-Identifier: BSD-2-Clause
/* Pages of HTML: whatever packets and texts hold, the page is sound. */
#include "files/page.h"

#include <string.h>

#include "base/test.h"
#include "files/test_markup.h"
#include "registry.h"

static char *text;
static size_t text_len;
static FILE *file;
static struct rt_output out;

static void start(void)
{
    free(text);
    text = NULL;
    file = open_memstream(&text, &text_len);
    rt_output_open(&out, file, RT_OUTPUT_TEXT, false);
}

static void stop(void)
{
    ck_assert_int_eq(rt_output_close(&out), RT_OK);
    fclose(file);
}

START_TEST(test_head)
{
    start();
    rt_page_begin(&out, "<script>\x1b</title>");
    rt_page_end(&out, "\"<&");
    stop();
    ck_assert_ptr_null(test_markup_fault(text, NULL));
    ck_assert_ptr_nonnull(strstr(text, "default-src 'none'"));
    ck_assert_ptr_nonnull(strstr(text, "<title>&lt;script&gt;\\x1b&lt;/title&gt;</title>"));
    ck_assert_ptr_nonnull(strstr(text, "<footer>&#34;&lt;&amp;</footer>"));
    ck_assert_ptr_null(strstr(text, "unsafe"));
    ck_assert_ptr_null(strstr(text, "http:"));
    ck_assert_ptr_null(strstr(text, "https:"));
}
END_TEST

START_TEST(test_fold)
{
    start();
    rt_page_fold(&out,
                 &(struct rt_page_fold){
                     .id = "a\"b", .classes = "c", .outcome = "<o>", .group = "'", .open = true});
    rt_page_mark(&out, RT_PAGE_BAD, "failed");
    rt_page_fold_body(&out);
    rt_page_fold_end(&out);
    stop();
    ck_assert_str_eq(text, "<details id=\"a&#34;b\" class=\"c\" data-outcome=\"&lt;o&gt;\" "
                           "data-group=\"&#39;\" open><summary><span class=\"mark bad\">"
                           "<b aria-hidden=\"true\">\xe2\x9c\x97</b> failed</span></summary>\n"
                           "</details>\n");
    ck_assert_ptr_null(test_markup_fault(text, NULL));
}
END_TEST

START_TEST(test_dump)
{
    static const uint8_t bytes[] = "<&\">0123456789abcdef0123456789abcdef";
    start();
    rt_page_packet(&out, "a <packet>", (struct rt_view){bytes, 36}, NULL);
    rt_page_packet(&out, "zeros", (struct rt_view){(const uint8_t[64]){0}, 64}, NULL);
    rt_page_packet(&out, "nothing", (struct rt_view){bytes, 0}, NULL);
    rt_page_packet(&out, "absent", (struct rt_view){NULL, 0}, NULL);
    stop();
    ck_assert_ptr_null(test_markup_fault(text, NULL));
    ck_assert_ptr_nonnull(strstr(
        text, "00000000  3c 26 22 3e 30 31 32 33  34 35 36 37 38 39 61 62  |&lt;&amp;&#34;&gt;"));
    ck_assert_ptr_nonnull(strstr(
        text, "00000020  63 64 65 66                                       |cdef|\n00000024\n"));
    ck_assert_ptr_nonnull(strstr(text, "|................|\n*\n00000040\n"));
}
END_TEST

static struct rt_value_terms terms_of(const struct rt_view bytes, const struct rt_version *version)
{
    struct rt_packet packet;
    rt_packet_parse(&packet, bytes);
    return rt_value_terms_of(&packet, &version->rules,
                             (struct rt_version_name_from){rt_registry, rt_registry_count},
                             rt_registry_meaning);
}

START_TEST(test_fields)
{
    static const uint8_t request[] = {
        2, 0, 0, 0, 8, 0, 0, 0, 'V', 'E', 'R', 0, 'Z', 'Z', 'Z', 'Z', 0x0c, 0, 0, 0x80, 9, 0, 0, 0,
        0, 0, 0, 0, 0, 0, 0, 0, 0,   0,   0,   0, 0,   0,   0,   0,   0,    0, 0, 0,    0, 0, 0, 0};
    const struct rt_view bytes = {request, sizeof request};
    const struct rt_value_terms terms = terms_of(bytes, rt_registry[rt_registry_count - 1]);
    start();
    rt_page_packet(&out, "request", bytes, &terms);
    stop();
    ck_assert_ptr_null(test_markup_fault(text, NULL));
    ck_assert_ptr_nonnull(strstr(text, "<th>VER</th><td class=\"number\">8</td>"));
    ck_assert_ptr_nonnull(strstr(text, "<div>0x8000000c v12-v19</div><div>0x00000009 "));
    ck_assert_ptr_nonnull(strstr(text, "<div>24 zero bytes</div>"));
    start();
    rt_page_packet(&out, "request", bytes, NULL);
    stop();
    ck_assert_ptr_nonnull(strstr(text, "<code>0c00008009000000</code>"));
    ck_assert_ptr_nonnull(strstr(text, "<code>all zero</code>"));
}
END_TEST

/* Packets of any bytes, and those of a message whose parts are cut anywhere. */
START_TEST(test_any_bytes)
{
    uint32_t state = 1;
    uint8_t bytes[200];
    for (int round = 0; round < 300; round++) {
        for (size_t i = 0; i < sizeof bytes; i++) {
            state = state * 1664525u + 1013904223u;
            bytes[i] = i < 4 ? 0 : (uint8_t)(state >> 24);
        }
        bytes[0] = (uint8_t)(round % 6);
        for (int i = 4; i < 4 * bytes[0]; i += 4)
            memcpy(bytes + i, (const uint8_t[4]){(uint8_t)(i * 4), 0, 0, 0}, 4);
        start();
        rt_page_packet(&out, "p", (struct rt_view){bytes, (size_t)(round % 201)}, NULL);
        stop();
        ck_assert_ptr_null(test_markup_fault(text, NULL));
    }
}
END_TEST

RT_TEST_MAIN("page", test_head, test_fold, test_dump, test_fields, test_any_bytes)
