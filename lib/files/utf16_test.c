// SPDX-License-Identifier: BSD-2-Clause
/* UTF-16 of both orders, byte by byte, with halves of characters. */
#include "files/utf16.h"

#include "base/test.h"

START_TEST(test_utf16)
{
    static const uint8_t text[] = "\xfe\xff\0a\0\xe4\x20\xac\xd8\x3d\xde\x00\xd8\x00\0b";
    uint8_t out[64];
    size_t len = 0;
    struct rt_utf16 state = {.big = false};
    ck_assert(rt_utf16_begins((struct rt_view){text, 2}, &state.big) && state.big);
    for (size_t i = 0; i < sizeof text - 1; i++)
        len += rt_utf16_convert(&state, (struct rt_view){text + i, 1}, out + len);
    ck_assert_uint_eq(len, 14);
    ck_assert_mem_eq(out,
                     "a\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80\xef\xbf\xbd"
                     "b",
                     14);
    ck_assert(rt_utf16_begins((struct rt_view){(const uint8_t *)"{\0\"\0", 4}, &state.big));
    ck_assert(!state.big);
    ck_assert(!rt_utf16_begins((struct rt_view){(const uint8_t *)"\5\0\0\0", 4}, &state.big));
}
END_TEST

RT_TEST_MAIN("utf16", test_utf16)
