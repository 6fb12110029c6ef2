// SPDX-License-Identifier: BSD-2-Clause
/* UTF-8 that is valid, and every way in which it is not. */
#include "base/utf8.h"

#include "base/test.h"

static size_t length(const char *text, size_t left)
{
    return rt_utf8_length((const uint8_t *)text, left);
}

START_TEST(test_valid)
{
    ck_assert_uint_eq(length("a", 1), 1);
    ck_assert_uint_eq(length("\0", 1), 1);
    ck_assert_uint_eq(length("\x7f", 1), 1);
    ck_assert_uint_eq(length("\xc2\x80", 2), 2);
    ck_assert_uint_eq(length("\xe0\xa0\x80", 3), 3);
    ck_assert_uint_eq(length("\xed\x9f\xbf", 3), 3);
    ck_assert_uint_eq(length("\xee\x80\x80", 3), 3);
    ck_assert_uint_eq(length("\xf0\x90\x80\x80", 4), 4);
    ck_assert_uint_eq(length("\xf4\x8f\xbf\xbf", 4), 4);
}
END_TEST

START_TEST(test_invalid)
{
    static const char *const bad[] = {
        "\x80",
        "\xbf",
        "\xc0\x80",
        "\xc1\xbf",
        "\xc2\x41",
        "\xe0\x9f\xbf",
        "\xed\xa0\x80",
        "\xe1\x80\x41",
        "\xf0\x8f\xbf\xbf",
        "\xf4\x90\x80\x80",
        "\xf5\x80\x80\x80",
        "\xff",
    };
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        ck_assert_msg(length(bad[i], 4) == 0, "%zu", i);
}
END_TEST

START_TEST(test_cut)
{
    ck_assert_uint_eq(length("", 0), 0);
    ck_assert_uint_eq(length("\xc2\x80", 1), 0);
    ck_assert_uint_eq(length("\xe0\xa0\x80", 2), 0);
    ck_assert_uint_eq(length("\xf0\x90\x80\x80", 3), 0);
}
END_TEST

RT_TEST_MAIN("utf8", test_valid, test_invalid, test_cut)
