// SPDX-License-Identifier: BSD-2-Clause
/* Where lines are broken, under what the rest hangs, and what counts as a column. */
#include "files/wrap.h"

#include <string.h>

#include "base/test.h"

static char printed[4096];

static void put(void *context, const char *text, size_t len)
{
    ck_assert_ptr_eq(context, printed);
    strncat(printed, text, len);
}

static struct rt_view view(const char *text)
{
    return (struct rt_view){(const uint8_t *)text, strlen(text)};
}

static const char *wrapped(const char *line, size_t width)
{
    printed[0] = '\0';
    rt_wrap_line(view(line), width, put, printed);
    return printed;
}

START_TEST(test_lines)
{
    static const struct {
        size_t width;
        const char *line;
        const char *wanted;
    } cases[] = {
        {20, "", ""},
        {20, "12345678901234567890", "12345678901234567890"},
        {20, "1234567890 123456789", "1234567890 123456789"},
        {20, "1234567890 1234567890", "1234567890\n  1234567890"},
        {20, "  in by two and on it goes", "  in by two and on\n    it goes"},
        {24, "a   b         one two three four", "a   b         one two\n    three four"},
        {24, "name      one two three four", "name      one two three\n          four"},
        /* A column of the right half is none to hang under. */
        {24, "name  and very much more   right", "name  and very much more\n      right"},
        /* Too long for any line: left where it is; what follows is broken. */
        {20, "key  0123456789012345678901234567890 next",
         "key  0123456789012345678901234567890\n     next"},
        {20, "0123456789012345678901234567890", "0123456789012345678901234567890"},
        {20, "$ rtctl verify a-file another-file", "$ rtctl verify a-file another-file"},
        {19, "too narrow to break anything at all", "too narrow to break anything at all"},
        {20, "blanks at the end       ", "blanks at the end       "},
        {20, "a\xc3\xa4\xc3\xb6\xc3\xbc 56789 1234567890",
         "a\xc3\xa4\xc3\xb6\xc3\xbc 56789\n  1234567890"},
        {20, "\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4 56789 123456789",
         "\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4 56789 123456789"},
        {20, "\033[1;31mFAIL\033[0m  \033[1m1234567890\033[0m 12",
         "\033[1;31mFAIL\033[0m  \033[1m1234567890\033[0m 12"},
        {20, "\033[1;31mFAIL\033[0m  12345678901234 1",
         "\033[1;31mFAIL\033[0m  12345678901234\n      1"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        ck_assert_str_eq(wrapped(cases[i].line, cases[i].width), cases[i].wanted);
}
END_TEST

START_TEST(test_columns)
{
    ck_assert_uint_eq(rt_wrap_columns(view("")), 0);
    ck_assert_uint_eq(rt_wrap_columns(view("abc")), 3);
    ck_assert_uint_eq(rt_wrap_columns(view("\xc3\xa4\xe2\x82\xac")), 2);
    ck_assert_uint_eq(rt_wrap_columns(view("\xe6\x97\xa5\xe6\x9c\xac")), 4); /* wide */
    ck_assert_uint_eq(rt_wrap_columns(view("\xf0\x9f\x95\x92")), 2);         /* a clock */
    ck_assert_uint_eq(rt_wrap_columns(view("e\xcc\x81")), 1);                /* combining */
    ck_assert_uint_eq(rt_wrap_columns(view("\033[1;31mx\033[0m")), 1);
    ck_assert_uint_eq(rt_wrap_columns(view("\033[1;31")), 0); /* cut short */
    ck_assert_uint_eq(rt_wrap_columns(view("\xff\xfe")), 2);  /* no UTF-8 */
}
END_TEST

/* Whatever the width: the same words in the same order, and no line is longer than the width that
 * has more than one word and could have been broken. */
START_TEST(test_every_width)
{
    static const char line[] =
        "  FAIL       merkle.root         the leaf does not lead to ROOT (offset "
        "332 of the response)  [draft-ietf-ntp-roughtime-07 6.3, 6.4, 6.4.1]";
    for (size_t width = RT_WRAP_LEAST; width < 200; width++) {
        char own[sizeof line];
        char *words = strcpy(own, line), *rest = NULL, *others = NULL;
        wrapped(line, width);
        for (const char *p = printed; *p; p += strcspn(p, "\n"), p += *p == '\n') {
            size_t len = strcspn(p, "\n"), last = len;
            while (last > 0 && p[last - 1] != ' ')
                last--;
            /* Only the last word may go beyond the end, and only one that has no room anywhere. */
            size_t before = last;
            while (before > 0 && p[before - 1] == ' ')
                before--;
            ck_assert_uint_le(before, width);
            ck_assert(len <= width || len - last > width / 3);
        }
        char *word = strtok_r(words, " ", &rest), *other = strtok_r(printed, " \n", &others);
        for (; word && other;
             word = strtok_r(NULL, " ", &rest), other = strtok_r(NULL, " \n", &others))
            ck_assert_str_eq(word, other);
        ck_assert(!word && !other);
    }
}
END_TEST

RT_TEST_MAIN("wrap", test_lines, test_columns, test_every_width)
