// SPDX-License-Identifier: BSD-2-Clause
/* Public keys as text, in both forms, and what is no key. */
#include "base/key.h"

#include <string.h>

#include "base/base64.h"
#include "base/hex.h"
#include "base/test.h"

#define PEM_BEGIN "-----BEGIN PUBLIC KEY-----\n"
#define PEM_END   "\n-----END PUBLIC KEY-----\n"

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
    ck_assert_int_eq(rt_key_parse(view(hex), key, NULL).error, RT_OK);
    ck_assert_int_eq(rt_hex_decode(view(hex), again, RT_KEY_SIZE, &len).error, RT_OK);
    ck_assert_mem_eq(key, again, RT_KEY_SIZE);
    ck_assert_int_eq(rt_key_parse(view(base64), key, NULL).error, RT_OK);
    ck_assert_uint_eq(key[0], 0xa8);
    ck_assert_uint_eq(key[31], 0xa6);
}
END_TEST

/* Every form gives the same key. */
START_TEST(test_forms)
{
    static const struct {
        const char *text;
        enum rt_key_form form;
    } cases[] = {
        {"qJ/mKiHWwBU+zYN6OYowzi/1jtlr85488aRI4gkPHqY=", RT_KEY_FORM_BASE64},
        {"qJ/mKiHWwBU+zYN6OYowzi/1jtlr85488aRI4gkPHqY", RT_KEY_FORM_LOOSE_BASE64},
        {"qJ_mKiHWwBU-zYN6OYowzi_1jtlr85488aRI4gkPHqY", RT_KEY_FORM_LOOSE_BASE64},
        {"qJ_mKiHWwBU-zYN6OYowzi_1jtlr85488aRI4gkPHqY=", RT_KEY_FORM_LOOSE_BASE64},
        {"qJ/mKiHWwBU+zYN6\n OYowzi/1jtlr85488aRI4gkPHqY=", RT_KEY_FORM_LOOSE_BASE64},
        {"A89FE62A21D6C0153ECD837A398A30CE2FF58ED96BF39E3CF1A448E2090F1EA6", RT_KEY_FORM_HEX},
        {"0xa89fe62a21d6c0153ecd837a398a30ce2ff58ed96bf39e3cf1a448e2090f1ea6",
         RT_KEY_FORM_LOOSE_HEX},
        {"a8:9f:e6:2a:21:d6:c0:15:3e:cd:83:7a:39:8a:30:ce:2f:f5:8e:d9:6b:f3:9e:3c:f1:a4:48:e2:09:"
         "0f:1e:a6",
         RT_KEY_FORM_LOOSE_HEX},
        {"A8-9F-E6-2A-21-D6-C0-15-3E-CD-83-7A-39-8A-30-CE-2F-F5-8E-D9-6B-F3-9E-3C-F1-A4-48-E2-09-"
         "0F-1E-A6",
         RT_KEY_FORM_LOOSE_HEX},
        {" a8 9f e6 2a 21 d6 c0 15 3e cd 83 7a 39 8a 30 ce 2f f5 8e d9 6b f3 9e 3c f1 a4 48 e2 09 "
         "0f 1e a6 ",
         RT_KEY_FORM_LOOSE_HEX},
        {PEM_BEGIN "MCowBQYDK2VwAyEAqJ/mKiHWwBU+zYN6OYowzi/1jtlr85488aRI4gkPHqY=" PEM_END,
         RT_KEY_FORM_PEM},
    };
    uint8_t key[RT_KEY_SIZE], first[RT_KEY_SIZE];
    ck_assert_int_eq(rt_key_parse(view(cases[0].text), first, NULL).error, RT_OK);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        enum rt_key_form form = RT_KEY_FORM_BASE64;
        memset(key, 0, sizeof key);
        ck_assert_msg(rt_key_parse(view(cases[i].text), key, &form).error == RT_OK, "%s",
                      cases[i].text);
        ck_assert_msg(form == cases[i].form, "%s", cases[i].text);
        ck_assert_mem_eq(key, first, RT_KEY_SIZE);
    }
}
END_TEST

/* Keys of ML-DSA-44 are told by their length, in base64, in hex, and in PEM by their type. */
START_TEST(test_ml_dsa)
{
    static const uint8_t info[] = {0x30, 0x82, 0x05, 0x32, 0x30, 0x0b, 0x06, 0x09,
                                   0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x03,
                                   0x11, 0x03, 0x82, 0x05, 0x21, 0x00};
    uint8_t bytes[sizeof info + RT_KEY_ML_DSA_SIZE] = {0};
    char text[4096] = PEM_BEGIN;
    uint8_t key[RT_KEY_SIZE];
    memcpy(bytes, info, sizeof info);
    rt_base64_encode((struct rt_view){bytes, sizeof bytes}, text + strlen(text));
    strcat(text, PEM_END);
    ck_assert_int_eq(rt_key_parse(view(text), key, NULL).error, RT_E_KEY_ML_DSA);
    rt_base64_encode((struct rt_view){bytes, RT_KEY_ML_DSA_SIZE}, text);
    ck_assert_int_eq(rt_key_parse(view(text), key, NULL).error, RT_E_KEY_ML_DSA);
    text[strcspn(text, "=")] = '\0';
    ck_assert_int_eq(rt_key_parse(view(text), key, NULL).error, RT_E_KEY_ML_DSA);
    rt_hex_encode((struct rt_view){bytes, RT_KEY_ML_DSA_SIZE}, text);
    ck_assert_int_eq(rt_key_parse(view(text), key, NULL).error, RT_E_KEY_ML_DSA);
    strcat(text, "00");
    ck_assert_int_eq(rt_key_parse(view(text), key, NULL).error, RT_E_KEY_LENGTH);
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
        {"0xa89fe62a", RT_E_KEY_LENGTH},
        {"a8:9f:e6:2a", RT_E_KEY_LENGTH},
        {"qJ/mKiHWwBU", RT_E_KEY_LENGTH},
        {"a8:9f-e6:2a", RT_E_BASE64},
        {"a8:9f:e6:2", RT_E_BASE64},
        {"a8:9f:e6:", RT_E_BASE64},
        {"0x", RT_E_BASE64},
        {"no key at all, but some words that end", RT_E_BASE64},
        {"qJ/mKiHWwBU+zYN6OYowzi/1jtlr85488aRI4gkPHqZ", RT_E_BASE64}, /* bits of no byte */
        {PEM_BEGIN "MCowBQYDK2VwAyEAqJ/mKiHWwBU+zYN6OYowzi/1jtlr85488aRI4gkPHqY=", RT_E_KEY_PEM},
        {PEM_BEGIN "MCowBQYDK2VuAyEAqJ/mKiHWwBU+zYN6OYowzi/1jtlr85488aRI4gkPHqY=" PEM_END,
         RT_E_KEY_PEM}, /* of X25519 */
        {PEM_BEGIN "MCowBQYDK2VwAyEAqJ/mKiHWwBU+" PEM_END, RT_E_KEY_PEM},
        {PEM_BEGIN PEM_END, RT_E_KEY_PEM},
        {PEM_BEGIN "MCow!" PEM_END, RT_E_BASE64},
        {"-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIA==\n-----END PRIVATE KEY-----\n",
         RT_E_KEY_PEM},
        {"no key", RT_E_BASE64},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        uint8_t key[RT_KEY_SIZE];
        ck_assert_msg(rt_key_parse(view(cases[i].text), key, NULL).error == cases[i].error, "%s",
                      cases[i].text);
    }
}
END_TEST

RT_TEST_MAIN("key", test_key, test_forms, test_ml_dsa, test_key_faults)
