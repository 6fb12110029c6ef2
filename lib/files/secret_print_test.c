// SPDX-License-Identifier: BSD-2-Clause
/* What is public of keys and secrets: never the secret. How all looks is in testvectors/cli. */
#include "files/secret_print.h"

#include "base/hex.h"
#include "files/test_output.h"
#include "registry.h"

#define DAY 86400

static struct test_output output;
static struct rt_secret secret;

/* A delegation for two versions. */
static void make_delegation(struct rt_crypto *crypto)
{
    static const uint8_t long_term[RT_KEY_SIZE] = {1};
    const struct rt_instant from = {.seconds = 1700000000};
    const struct rt_instant until = {.seconds = 1700000000 + DAY};
    secret = (struct rt_secret){.kind = RT_SECRET_DELEGATION, .seed = {0xab, 0xcd}};
    ck_assert_int_eq(rt_crypto_public_key(long_term, secret.key), RT_OK);
    ck_assert_int_eq(
        rt_secret_delegation_add(crypto, &secret, long_term, &rt_version_v8.rules, from, until),
        RT_OK);
    ck_assert_int_eq(
        rt_secret_delegation_add(crypto, &secret, long_term, &rt_version_google.rules, from, until),
        RT_OK);
}

static const char *print(struct rt_crypto *crypto, enum rt_output_form form)
{
    const struct rt_version_name_from all = {rt_registry, rt_registry_count};
    struct rt_output *out = test_output_begin(&output, form);
    if (form != RT_OUTPUT_TEXT)
        rt_output_record_end(out);
    ck_assert_int_eq(rt_secret_print(out, crypto, all, "file\033", &secret), RT_OK);
    ck_assert_int_eq(rt_output_close(out), RT_OK);
    fclose(output.file);
    return output.text;
}

START_TEST(test_delegation)
{
    struct rt_crypto *crypto = rt_crypto_new();
    char digits[RT_HEX_SIZE(RT_KEY_SIZE)], seed[RT_HEX_SIZE(RT_KEY_SIZE)];
    make_delegation(crypto);
    rt_hex_encode((struct rt_view){secret.key, RT_KEY_SIZE}, digits);
    rt_hex_encode((struct rt_view){secret.seed, RT_KEY_SIZE}, seed);
    const char *text = print(crypto, RT_OUTPUT_TEXT);
    ck_assert_int_eq(strncmp(text, "file\\x1b: delegation\n", 20), 0);
    ck_assert_ptr_nonnull(strstr(text, digits));
    ck_assert_ptr_null(strstr(text, seed));
    ck_assert_ptr_nonnull(strstr(text, "from 2023-11-14T22:13:20Z to 2023-11-15T22:13:20Z"));
    text = print(crypto, RT_OUTPUT_NDJSON);
    ck_assert_ptr_nonnull(strstr(text, digits));
    ck_assert_ptr_null(strstr(text, seed));
    ck_assert_ptr_nonnull(strstr(text, "\"kind\":\"delegation\""));
    ck_assert_ptr_nonnull(strstr(text, "\"problem\":null"));
    /* That of a long-term key has none. */
    secret.kind = RT_SECRET_SEED;
    text = print(crypto, RT_OUTPUT_NDJSON);
    ck_assert_ptr_nonnull(strstr(text, "\"kind\":\"seed\""));
    ck_assert_ptr_nonnull(strstr(text, "\"certs\":[]"));
    ck_assert_ptr_null(strstr(text, seed));
    rt_crypto_free(crypto);
}
END_TEST

/* Each version is named at just the CERT that a server would send. */
START_TEST(test_versions)
{
    struct rt_crypto *crypto = rt_crypto_new();
    make_delegation(crypto);
    ck_assert_uint_eq(secret.cert_count, 2);
    const char *certs = strstr(print(crypto, RT_OUTPUT_NDJSON), "\"certs\":");
    ck_assert_ptr_nonnull(certs);
    const char *second = strchr(certs, '}');
    second = strstr(second, "\"cert-context\"");
    ck_assert_ptr_nonnull(second);
    for (size_t v = 0; v < rt_registry_count; v++) {
        char name[64];
        snprintf(name, sizeof name, "\"%s\"", rt_registry[v]->name);
        const struct rt_cert *cert = rt_secret_cert(&secret, &rt_registry[v]->rules);
        const char *at = strstr(certs, name);
        ck_assert_msg((cert != NULL) == (at != NULL), "%s", name);
        ck_assert_msg(!at || (at > second) == (cert == &secret.certs[1]), "%s", name);
    }
    rt_crypto_free(crypto);
}
END_TEST

START_TEST(test_public)
{
    static const uint8_t no_point[RT_KEY_SIZE] = {2};
    struct rt_crypto *crypto = rt_crypto_new();
    struct rt_output *out = test_output_begin(&output, RT_OUTPUT_TEXT);
    ck_assert_int_eq(rt_secret_print_public(out, crypto, no_point), RT_OK);
    const char *text = test_output_end(&output);
    ck_assert_int_eq(strncmp(text, "public key\n  key  ", 18), 0);
    ck_assert_ptr_nonnull(strstr(text, "\n  problem  "));
    rt_crypto_free(crypto);
}
END_TEST

RT_TEST_MAIN("secret_print", test_delegation, test_versions, test_public)
