// SPDX-License-Identifier: BSD-2-Clause
/* Public keys as text, in both forms, and what is no key. */
#include "base/key.h"

#include <string.h>

#include "base/hex.h"
#include "base/test.h"

static struct rt_view view(const char *text)
{
    return (struct rt_view){(const uint8_t *)text, strlen(text)};
}

START_TEST(test_key)
{
    uint8_t key[RT_KEY_SIZE], again[RT_KEY_SIZE];
    const char *hex = "a89fe62a21d6c0153ecd837a398a30ce2ff58ed9ed6bce3cf1a448e2090f1ea6";
    const char *base64 = " qJ/mKiHWwBU+zYN6OYowzi/1jtlr85488aRI4gkPHqY=\n";
    size_t len = 0;
    ck_assert_int_eq(rt_key_parse(view(hex), key).error, RT_OK);
    ck_assert_int_eq(rt_hex_decode(view(hex), again, RT_KEY_SIZE, &len).error, RT_OK);
    ck_assert_mem_eq(key, again, RT_KEY_SIZE);
    ck_assert_int_eq(rt_key_parse(view(base64), key).error, RT_OK);
    ck_assert_uint_eq(key[0], 0xa8);
    ck_assert_uint_eq(key[31], 0xa6);
}
END_TEST

START_TEST(test_key_faults)
{
    static const struct {
        const char *text;
        enum rt_error error;
    } cases[] = {
        {"", RT_E_EMPTY},
        {" \n", RT_E_EMPTY},
        {"Zg==", RT_E_KEY_LENGTH},
        {"a89fe62a", RT_E_KEY_LENGTH},
        {"a89fe62a21d6c0153ecd837a398a30ce2ff58ed9ed6bce3cf1a448e2090f1e", RT_E_KEY_LENGTH},
        {"a89fe62a21d6c0153ecd837a398a30ce2ff58ed9ed6bce3cf1a448e2090f1ea6a6", RT_E_KEY_LENGTH},
        {"qJ/mKiHWwBU+zYN6OYowzi/1jtlr85488aRI4gkPHqY", RT_E_BASE64},
        {"no key", RT_E_BASE64},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        uint8_t key[RT_KEY_SIZE];
        ck_assert_msg(rt_key_parse(view(cases[i].text), key).error == cases[i].error, "%s",
                      cases[i].text);
    }
}
END_TEST

RT_TEST_MAIN("key", test_key, test_key_faults)
