// SPDX-License-Identifier: BSD-2-Clause
/* What is written of exchanges, read again. */
#include "files/exchange_write.h"

#include <string.h>

#include "base/test.h"

static char *written(const struct rt_exchange *exchange, const char *version)
{
    char *text = NULL;
    size_t len;
    FILE *file = open_memstream(&text, &len);
    ck_assert_ptr_nonnull(file);
    rt_exchange_write(file, exchange, version);
    ck_assert_int_eq(fclose(file), 0);
    return text;
}

START_TEST(test_members)
{
    static const uint8_t key[RT_KEY_SIZE];
    struct rt_exchange exchange = {.key = key, .request = {(const uint8_t *)"abc", 3}};
    char *text = written(&exchange, NULL);
    ck_assert_str_eq(text, "{\"publicKey\":\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\","
                           "\"request\":\"YWJj\"}\n");
    free(text);
    exchange = (struct rt_exchange){.response = {(const uint8_t *)"abcd", 4},
                                    .rand = {(const uint8_t *)"a", 1}};
    text = written(&exchange, "v5/text");
    ck_assert_str_eq(text, "{\"response\":\"YWJjZA==\",\"rand\":\"YQ==\",\"version\":\"v5\"}\n");
    free(text);
}
END_TEST

/* A datagram of no bytes is one, what is too large for a packet is none. */
START_TEST(test_limits)
{
    static uint8_t large[RT_PACKET_MAX + 1];
    struct rt_exchange exchange = {.request = {large, 0}, .response = {large, sizeof large}};
    char *text = written(&exchange, NULL);
    ck_assert_str_eq(text, "{\"request\":\"\"}\n");
    free(text);
    exchange = (struct rt_exchange){.request = {NULL, 0}};
    text = written(&exchange, NULL);
    ck_assert_str_eq(text, "{}\n");
    free(text);
}
END_TEST

RT_TEST_MAIN("exchange_write", test_members, test_limits)
