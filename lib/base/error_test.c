// SPDX-License-Identifier: BSD-2-Clause
/* Names and sentences of errors. */
#include "base/error.h"

#include <string.h>

#include "base/test.h"

START_TEST(test_ok_is_zero)
{
    ck_assert_int_eq(RT_OK, 0);
    ck_assert_str_eq(rt_error_name(RT_OK), "ok");
    ck_assert_ptr_nonnull(rt_error_text(RT_OK));
}
END_TEST

START_TEST(test_rows)
{
    ck_assert_int_eq(RT_E_TRUNCATED, 1);
    ck_assert_str_eq(rt_error_name(RT_E_TRUNCATED), "truncated");
    ck_assert_str_eq(rt_error_name(RT_E_ROOT_MISMATCH), "root-mismatch");
    ck_assert_str_eq(rt_error_name(RT_E_CRYPTO), "crypto");
    ck_assert_str_eq(rt_error_text(RT_E_EMPTY), "there is nothing to read");
    ck_assert_int_eq(RT_E_CRYPTO + 1, RT_ERROR_COUNT);
}
END_TEST

START_TEST(test_names_are_words)
{
    for (int i = 0; i < RT_ERROR_COUNT; i++) {
        const char *name = rt_error_name((enum rt_error)i);
        ck_assert_uint_gt(strlen(name), 0);
        ck_assert_uint_eq(strspn(name, "abcdefghijklmnopqrstuvwxyz-0123456789"), strlen(name));
        for (int j = 0; j < i; j++)
            ck_assert_str_ne(name, rt_error_name((enum rt_error)j));
    }
}
END_TEST

START_TEST(test_texts_are_sentences_without_stop)
{
    for (int i = 0; i < RT_ERROR_COUNT; i++) {
        const char *text = rt_error_text((enum rt_error)i);
        ck_assert_uint_gt(strlen(text), 8);
        ck_assert_int_ne(text[strlen(text) - 1], '.');
        ck_assert_ptr_null(strchr(text, '\n'));
        for (int j = 0; j < i; j++)
            ck_assert_str_ne(text, rt_error_text((enum rt_error)j));
    }
}
END_TEST

START_TEST(test_outside_the_table)
{
    ck_assert_str_eq(rt_error_name(RT_ERROR_COUNT), "unknown");
    ck_assert_ptr_nonnull(rt_error_text(RT_ERROR_COUNT));
}
END_TEST

RT_TEST_MAIN("error", test_ok_is_zero, test_rows, test_names_are_words,
             test_texts_are_sentences_without_stop, test_outside_the_table)
