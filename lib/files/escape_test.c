// SPDX-License-Identifier: BSD-2-Clause
/* What is escaped in each form, byte by byte, and that nothing else is. */
#include "files/escape.h"

#include <string.h>

#include "base/test.h"

static void expect(void (*put)(struct rt_output *out, struct rt_view text), const char *text,
                   size_t len, const char *wanted)
{
    char *written = NULL;
    size_t size;
    struct rt_output out;
    FILE *file = open_memstream(&written, &size);
    rt_output_open(&out, file, RT_OUTPUT_TEXT, false);
    put(&out, (struct rt_view){(const uint8_t *)text, len});
    ck_assert_int_eq(rt_output_close(&out), RT_OK);
    fclose(file);
    ck_assert_str_eq(written, wanted);
    free(written);
}

#define EXPECT(put, text, wanted) expect(put, text, sizeof(text) - 1, wanted)

START_TEST(test_markup)
{
    EXPECT(rt_escape_markup, "", "");
    EXPECT(rt_escape_markup, "a \\ # ~ b", "a \\ # ~ b");
    EXPECT(rt_escape_markup, "<b a=\"'\">&", "&lt;b a=&#34;&#39;&#34;&gt;&amp;");
    EXPECT(rt_escape_markup, "a\n\tb\r", "a&#10;&#9;b\\x0d");
}
END_TEST

START_TEST(test_hidden)
{
    EXPECT(rt_escape_markup, "\0\x01\x1b[2J\x7f", "\\x00\\x01\\x1b[2J\\x7f");
    EXPECT(rt_escape_markup, "\xc2\x80\xc2\x9b\xc2\xa0", "\\xc2\\x80\\xc2\\x9b\xc2\xa0");
    EXPECT(rt_escape_markup, "\xff\xc0\xaf\xe2\x82", "\\xff\\xc0\\xaf\\xe2\\x82");
    EXPECT(rt_escape_markup, "\xd8\x9c\xe2\x80\x8b\xe2\x80\x8f\xe2\x80\xae\xe2\x81\xa6\xef\xbb\xbf",
           "\\xd8\\x9c\\xe2\\x80\\x8b\\xe2\\x80\\x8f\\xe2\\x80\\xae\\xe2\\x81\\xa6\\xef\\xbb\\xbf");
    EXPECT(rt_escape_markup, "\xef\xbf\xbe\xef\xbf\xbf\xf0\x9f\xbf\xbf",
           "\\xef\\xbf\\xbe\\xef\\xbf\\xbf\\xf0\\x9f\\xbf\\xbf");
    EXPECT(rt_escape_markup, "\xc3\xa9\xe2\x80\x93\xe4\xb8\xad\xf0\x9f\x95\x90",
           "\xc3\xa9\xe2\x80\x93\xe4\xb8\xad\xf0\x9f\x95\x90");
}
END_TEST

START_TEST(test_tap)
{
    EXPECT(rt_escape_tap, "a # SKIP \\# \n\tb<", "a \\# SKIP \\\\\\#   b<");
    EXPECT(rt_escape_tap, "\x1b", "\\\\x1b");
}
END_TEST

START_TEST(test_yaml)
{
    EXPECT(rt_escape_yaml, "", "\"\"");
    EXPECT(rt_escape_yaml, "a: 'b' #\"\\\n\t", "\"a: 'b' #\\\"\\\\\\n\\t\"");
    EXPECT(rt_escape_yaml, "\xff", "\"\\\\xff\"");
    EXPECT(rt_escape_label, "a\"b\\c\nd\te\xff", "a\\\"b\\\\c\\nd\\\\x09e\\\\xff");
}
END_TEST

RT_TEST_MAIN("escape", test_markup, test_hidden, test_tap, test_yaml)
