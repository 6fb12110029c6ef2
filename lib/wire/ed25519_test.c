// SPDX-License-Identifier: BSD-2-Clause
/* Signatures that libraries are known to differ on: the cases of testvectors/ed25519. */
#include <stdio.h>
#include <string.h>

#include "base/hex.h"
#include "base/point.h"
#include "base/test.h"
#include "wire/crypto.h"

#define MESSAGE_MAX 1024
#define LINE_SIZE   4096

/* What a case says and what is to be found. */
struct expected {
    char number[16];
    char said[16];
    char check[16]; /* name of an error, or "length" for a signature of other than 64 bytes */
    char strength[16];
};

static struct rt_crypto *crypto;

/* The bytes of a field; "-" is none. */
static size_t bytes_of(const char *text, uint8_t *data, size_t cap)
{
    size_t len = 0;
    struct rt_view view = {(const uint8_t *)text, strlen(text)};
    if (strcmp(text, "-") != 0)
        ck_assert_int_eq(rt_hex_decode(view, data, cap, &len).error, RT_OK);
    return len;
}

static void expect_case(const char *file, const char *line)
{
    static char key_text[128], message_text[LINE_SIZE], signature_text[256];
    static uint8_t key[64], message[MESSAGE_MAX], signature[128];
    struct expected expected;
    ck_assert_int_eq(sscanf(line, "%15s %127s %4095s %255s %15s %15s %15s", expected.number,
                            key_text, message_text, signature_text, expected.said, expected.check,
                            expected.strength),
                     7);
    struct rt_view view = {message, bytes_of(message_text, message, sizeof message)};
    ck_assert_uint_eq(bytes_of(key_text, key, sizeof key), RT_KEY_SIZE);
    size_t len = bytes_of(signature_text, signature, sizeof signature);
    const char *found = "length";
    if (len == RT_SIGNATURE_SIZE)
        found = rt_error_name(
            rt_crypto_verify(crypto, key, (struct rt_view){NULL, 0}, view, signature));
    enum rt_error strength = rt_point_check(key);
    ck_assert_msg(strcmp(found, expected.check) == 0, "%s %s: %s, not %s", file, expected.number,
                  found, expected.check);
    ck_assert_msg(strcmp(rt_error_name(strength), expected.strength) == 0, "%s %s: %s, not %s",
                  file, expected.number, rt_error_name(strength), expected.strength);
    ck_assert_int_eq(rt_point_is_small(key), strength == RT_E_KEY_WEAK);
    /* What both sides call good is good, and only that. */
    if (strcmp(expected.said, "valid") == 0 || strcmp(expected.said, "invalid") == 0)
        ck_assert_int_eq(strcmp(expected.said, "valid") == 0, strcmp(found, "ok") == 0);
}

static void expect_file(const char *path, unsigned count)
{
    static char line[LINE_SIZE];
    unsigned cases = 0;
    FILE *file = fopen(path, "r");
    ck_assert_msg(file != NULL, "%s", path);
    while (fgets(line, sizeof line, file)) {
        if (line[0] == '#')
            continue;
        expect_case(path, line);
        cases++;
    }
    fclose(file);
    ck_assert_uint_eq(cases, count);
}

START_TEST(test_setup)
{
    crypto = rt_crypto_new();
    ck_assert_ptr_nonnull(crypto);
}
END_TEST

START_TEST(test_wycheproof)
{
    expect_file("testvectors/ed25519/wycheproof.txt", 151);
}
END_TEST

START_TEST(test_speccheck)
{
    expect_file("testvectors/ed25519/speccheck.txt", 12);
}
END_TEST

START_TEST(test_teardown)
{
    rt_crypto_free(crypto);
}
END_TEST

RT_TEST_MAIN("ed25519", test_setup, test_wycheproof, test_speccheck, test_teardown)
