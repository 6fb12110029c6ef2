// SPDX-License-Identifier: BSD-2-Clause
/* Base64: the examples of RFC 4648, round trips, faults. */
#include "base/base64.h"

#include <string.h>

#include "base/test.h"

static struct rt_view view(const char *text)
{
    return (struct rt_view){(const uint8_t *)text, strlen(text)};
}

/* RFC 4648 section 10. */
START_TEST(test_base64_rfc)
{
    static const char *const pairs[][2] = {
        {"", ""},
        {"f", "Zg=="},
        {"fo", "Zm8="},
        {"foo", "Zm9v"},
        {"foob", "Zm9vYg=="},
        {"fooba", "Zm9vYmE="},
        {"foobar", "Zm9vYmFy"},
    };
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
        uint8_t data[8];
        char text[RT_BASE64_SIZE(8)];
        size_t len = 9;
        struct rt_fault fault =
            rt_base64_decode(view(pairs[i][1]), RT_SPACES_REFUSED, data, 8, &len);
        ck_assert_int_eq(fault.error, RT_OK);
        ck_assert_uint_eq(len, strlen(pairs[i][0]));
        ck_assert_mem_eq(data, pairs[i][0], len);
        ck_assert_str_eq(rt_base64_encode(view(pairs[i][0]), text), pairs[i][1]);
    }
}
END_TEST

START_TEST(test_base64_round)
{
    uint8_t data[300], back[300];
    char text[RT_BASE64_SIZE(300)];
    uint32_t seed = 1;
    for (size_t n = 0; n <= sizeof data; n++) {
        size_t len = 0;
        for (size_t i = 0; i < n; i++)
            data[i] = (uint8_t)((seed = seed * 1664525 + 1013904223) >> 24);
        rt_base64_encode((struct rt_view){data, n}, text);
        ck_assert_uint_eq(strlen(text) + 1, RT_BASE64_SIZE(n));
        ck_assert_int_eq(rt_base64_decode(view(text), RT_SPACES_REFUSED, back, n, &len).error,
                         RT_OK);
        ck_assert_uint_eq(len, n);
        if (n > 0) {
            ck_assert_mem_eq(back, data, n);
            ck_assert_int_eq(
                rt_base64_decode(view(text), RT_SPACES_REFUSED, back, n - 1, &len).error,
                RT_E_NO_SPACE);
        }
    }
}
END_TEST

START_TEST(test_base64_alphabets)
{
    uint8_t data[8];
    size_t len = 0;
    ck_assert_int_eq(rt_base64_decode(view("+/-_"), RT_SPACES_REFUSED, data, 8, &len).error, RT_OK);
    ck_assert_mem_eq(data, "\xfb\xff\xbf", 3);
}
END_TEST

START_TEST(test_base64_faults)
{
    static const struct {
        const char *text;
        enum rt_spaces spaces;
        size_t at; /* SIZE_MAX: no fault */
    } cases[] = {
        {"Zg", RT_SPACES_REFUSED, 2},
        {"Zg=", RT_SPACES_REFUSED, 3},
        {"Zg===", RT_SPACES_REFUSED, 4},
        {"Z", RT_SPACES_REFUSED, 1},
        {"Z===", RT_SPACES_REFUSED, 1},
        {"=", RT_SPACES_REFUSED, 0},
        {"Zm9v=", RT_SPACES_REFUSED, 4},
        {"Zg==Zg==", RT_SPACES_REFUSED, 4},
        {"Zh==", RT_SPACES_REFUSED, 4},
        {"Zm9=", RT_SPACES_REFUSED, 4},
        {"Zm 9v", RT_SPACES_REFUSED, 2},
        {"Zm9v\n", RT_SPACES_REFUSED, 4},
        {"Zm*v", RT_SPACES_REFUSED, 2},
        {"Zm9v", RT_SPACES_SKIPPED, SIZE_MAX},
        {" Z m\n9\tv\r\n", RT_SPACES_SKIPPED, SIZE_MAX},
        {"Zg= =\n", RT_SPACES_SKIPPED, SIZE_MAX},
        {"Zg==\nZg==", RT_SPACES_SKIPPED, 5},
        {"Zg=Z", RT_SPACES_REFUSED, 3},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        uint8_t data[16];
        size_t len = 0;
        struct rt_fault fault =
            rt_base64_decode(view(cases[i].text), cases[i].spaces, data, 16, &len);
        bool good = cases[i].at == SIZE_MAX;
        ck_assert_msg(fault.error == (good ? RT_OK : RT_E_BASE64), "%s", cases[i].text);
        ck_assert_msg(good || fault.at == cases[i].at, "%s: %zu", cases[i].text, fault.at);
    }
}
END_TEST

START_TEST(test_base64_foreign_bytes)
{
    for (int c = 0; c < 256; c++) {
        uint8_t text[4] = {'A', 'A', (uint8_t)c, 'A'}, data[4];
        size_t len = 0;
        struct rt_fault fault =
            rt_base64_decode((struct rt_view){text, 4}, RT_SPACES_REFUSED, data, 4, &len);
        bool good = c && strchr("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
                                "+/-_",
                                c) != NULL;
        ck_assert_msg((fault.error == RT_OK) == good, "%d", c);
    }
}
END_TEST

RT_TEST_MAIN("base64", test_base64_rfc, test_base64_round, test_base64_alphabets,
             test_base64_faults, test_base64_foreign_bytes)
