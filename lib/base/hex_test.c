// SPDX-License-Identifier: BSD-2-Clause
/* Hexadecimal text: digits, round trips, faults. */
#include "base/hex.h"

#include <string.h>

#include "base/test.h"

static struct rt_view view(const char *text)
{
    return (struct rt_view){(const uint8_t *)text, strlen(text)};
}

START_TEST(test_hex)
{
    uint8_t data[4];
    char text[RT_HEX_SIZE(4)];
    size_t len = 9;
    ck_assert_int_eq(rt_hex_decode(view("00ffA5a5"), data, 4, &len).error, RT_OK);
    ck_assert_uint_eq(len, 4);
    ck_assert_str_eq(rt_hex_encode((struct rt_view){data, len}, text), "00ffa5a5");
    ck_assert_int_eq(rt_hex_decode(view(""), data, 4, &len).error, RT_OK);
    ck_assert_uint_eq(len, 0);
}
END_TEST

START_TEST(test_hex_faults)
{
    static const struct {
        const char *text;
        enum rt_error error;
        size_t at;
    } cases[] = {
        {"0", RT_E_HEX, 0},
        {"001", RT_E_HEX, 2},
        {"00g0", RT_E_HEX, 2},
        {"000g", RT_E_HEX, 3},
        {"00 00", RT_E_HEX, 2},
        {"0x00", RT_E_HEX, 1},
        {"0000000001", RT_E_NO_SPACE, 8},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        uint8_t data[4];
        size_t len = 0;
        struct rt_fault fault = rt_hex_decode(view(cases[i].text), data, 4, &len);
        ck_assert_int_eq(fault.error, cases[i].error);
        ck_assert_uint_eq(fault.at, cases[i].at);
    }
}
END_TEST

START_TEST(test_hex_digits)
{
    for (int c = 0; c < 256; c++) {
        const char *all = "0123456789abcdef0123456789ABCDEF";
        const char *found = c ? strchr(all, c) : NULL;
        ck_assert_int_eq(rt_hex_digit((uint8_t)c), found ? (int)((found - all) % 16) : -1);
    }
}
END_TEST

RT_TEST_MAIN("hex", test_hex, test_hex_faults, test_hex_digits)
