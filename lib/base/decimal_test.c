// SPDX-License-Identifier: BSD-2-Clause
/* Whole numbers and numbers with decimals. */
#include "base/decimal.h"

#include "base/test.h"

START_TEST(test_whole)
{
    uint64_t value;
    ck_assert(rt_decimal_whole("0", 0, &value) && value == 0);
    ck_assert(rt_decimal_whole("0042", 42, &value) && value == 42);
    ck_assert(!rt_decimal_whole("43", 42, &value));
    ck_assert(rt_decimal_whole("1844674407370955160", UINT64_MAX, &value));
    ck_assert_uint_eq(value, UINT64_C(1844674407370955160));
    ck_assert(!rt_decimal_whole("99999999999999999999999", UINT64_MAX, &value));
    static const char *const none[] = {"", "-1", "+1", " 1", "1 ", "1.5", "0x1", "a"};
    for (size_t i = 0; i < sizeof none / sizeof none[0]; i++)
        ck_assert_msg(!rt_decimal_whole(none[i], 100, &value), "%s", none[i]);
}
END_TEST

START_TEST(test_scaled)
{
    uint64_t value;
    ck_assert(rt_decimal_scaled("2.5", 9, 3, &value) && value == UINT64_C(2500000000));
    ck_assert(rt_decimal_scaled("3.999999999", 9, 3, &value) && value == UINT64_C(3999999999));
    ck_assert(rt_decimal_scaled(".000000001", 9, 3, &value) && value == 1);
    ck_assert(rt_decimal_scaled("86400", 9, 86400, &value));
    ck_assert_uint_eq(value, UINT64_C(86400000000000));
    ck_assert(rt_decimal_scaled("7", 0, 9, &value) && value == 7);
    static const char *const none[] = {"", ".", "2.", "4", "1.0000000001", "1.2.3", "-1", "1e3"};
    for (size_t i = 0; i < sizeof none / sizeof none[0]; i++)
        ck_assert_msg(!rt_decimal_scaled(none[i], 9, 3, &value), "%s", none[i]);
}
END_TEST

RT_TEST_MAIN("decimal", test_whole, test_scaled)
