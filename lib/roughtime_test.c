// SPDX-License-Identifier: BSD-2-Clause
/* The front door: verdicts, times, and calls that are wrong. */
#include "roughtime.h"

#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/hex.h"
#include "base/test.h"
#include "judge/test_exchange.h"
#include "registry.h"

static struct roughtime *roughtime;
static struct test_exchange made;

START_TEST(test_setup)
{
    struct rt_crypto *crypto = rt_crypto_new();
    struct test_recipe recipe = test_recipe_of(&rt_version_v14);
    test_make(crypto, &recipe, &made);
    rt_crypto_free(crypto);
    roughtime = roughtime_new(NULL);
    ck_assert_ptr_nonnull(roughtime);
}
END_TEST

START_TEST(test_teardown)
{
    roughtime_free(roughtime);
    roughtime_free(NULL);
}
END_TEST

static enum roughtime_verdict verify(struct roughtime *with, struct roughtime_time *time)
{
    return roughtime_verify(with, made.key, made.request, sizeof made.request, made.response,
                            made.response_len, time);
}

/* Without a proof there is no time. */
static void no_time(const struct roughtime_time *time)
{
    ck_assert_int_eq(time->seconds, 0);
    ck_assert_uint_eq(time->nanoseconds, 0);
    ck_assert_uint_eq(time->radius_ns, 0);
    ck_assert_ptr_nonnull(time->reason);
}

START_TEST(test_valid)
{
    struct roughtime_time time;
    struct test_recipe recipe = test_recipe_of(&rt_version_v14);
    ck_assert_int_eq(verify(roughtime, &time), ROUGHTIME_VALID);
    ck_assert_int_eq(time.seconds, recipe.seconds);
    ck_assert_uint_eq(time.nanoseconds, 0);
    ck_assert_uint_eq(time.radius_ns, recipe.radius * UINT64_C(1000000000));
    ck_assert_str_eq(time.version, "v14");
    ck_assert_ptr_null(time.reading);
    ck_assert_ptr_null(time.check);
    ck_assert_ptr_null(time.reason);
}
END_TEST

START_TEST(test_invalid)
{
    struct roughtime_time time;
    struct test_exchange kept = made;
    made.key[5] ^= 1;
    ck_assert_int_eq(verify(roughtime, &time), ROUGHTIME_INVALID);
    made = kept;
    no_time(&time);
    ck_assert_str_eq(time.version, "v14");
    ck_assert_ptr_nonnull(time.check);
    made.request[sizeof made.request - 1] ^= 1;
    ck_assert_int_eq(verify(roughtime, &time), ROUGHTIME_INVALID);
    made = kept;
    no_time(&time);
    ck_assert_str_eq(time.check, "merkle.root");
    ck_assert_str_eq(time.reason, rt_error_text(RT_E_ROOT_MISMATCH));
    /* Bytes that are no packet, and no bytes. */
    for (size_t len = 0; len <= made.response_len; len++) {
        uint8_t *cut = malloc(len + 1);
        memcpy(cut, made.response, len);
        enum roughtime_verdict verdict = roughtime_verify(roughtime, made.key, made.request,
                                                          sizeof made.request, cut, len, &time);
        free(cut);
        ck_assert_int_eq(verdict, len < made.response_len ? ROUGHTIME_INVALID : ROUGHTIME_VALID);
    }
    ck_assert_int_eq(
        roughtime_verify(roughtime, made.key, made.request, sizeof made.request, NULL, 0, &time),
        ROUGHTIME_INVALID);
    no_time(&time);
}
END_TEST

START_TEST(test_unverified)
{
    struct roughtime_time time;
    ck_assert_int_eq(roughtime_verify(roughtime, NULL, made.request, sizeof made.request,
                                      made.response, made.response_len, &time),
                     ROUGHTIME_UNVERIFIED);
    no_time(&time);
    ck_assert_str_eq(time.check, "srv");
    ck_assert_str_eq(time.reason, "the long-term key was not given");
    ck_assert_int_eq(
        roughtime_verify(roughtime, made.key, NULL, 0, made.response, made.response_len, &time),
        ROUGHTIME_UNVERIFIED);
    no_time(&time);
    ck_assert_str_eq(time.reason, "the request was not given");
}
END_TEST

START_TEST(test_versions)
{
    static const char *const bad[] = {"", "v99", "v8,", "v8/nothing"};
    struct roughtime_time time;
    struct roughtime *some = roughtime_new("v8, rfc10049");
    ck_assert_int_eq(verify(some, &time), ROUGHTIME_INVALID);
    roughtime_free(some);
    some = roughtime_new("v14");
    ck_assert_int_eq(verify(some, &time), ROUGHTIME_VALID);
    roughtime_free(some);
    some = roughtime_new("v14/order=hash-node");
    ck_assert_int_eq(verify(some, &time), ROUGHTIME_VALID);
    ck_assert_ptr_nonnull(time.reading);
    roughtime_free(some);
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        errno = 0;
        ck_assert_ptr_null(roughtime_new(bad[i]));
        ck_assert_int_eq(errno, EINVAL);
    }
    ck_assert_str_eq(roughtime_version(), ROUGHTIME_VERSION_STRING);
    ck_assert_int_eq(ROUGHTIME_VERSION, ROUGHTIME_VERSION_OF(0, 1, 0));
}
END_TEST

START_TEST(test_key)
{
    uint8_t key[ROUGHTIME_KEY_SIZE] = {7};
    char text[RT_HEX_SIZE(RT_KEY_SIZE)];
    rt_hex_encode((struct rt_view){made.key, RT_KEY_SIZE}, text);
    ck_assert(!roughtime_key_parse("", key));
    ck_assert(!roughtime_key_parse("AAAA", key));
    /* The neutral point: of small order. */
    ck_assert(!roughtime_key_parse(
        "0100000000000000000000000000000000000000000000000000000000000000", key));
    ck_assert_int_eq(key[0], 7);
    ck_assert(roughtime_key_parse(text, key));
    ck_assert_mem_eq(key, made.key, sizeof key);
}
END_TEST

START_TEST(test_names)
{
    ck_assert_str_eq(roughtime_verdict_name(ROUGHTIME_VALID), "valid");
    ck_assert_str_eq(roughtime_verdict_name(ROUGHTIME_INVALID), "invalid");
    ck_assert_str_eq(roughtime_verdict_name(ROUGHTIME_UNVERIFIED), "unverified");
    ck_assert_str_eq(roughtime_verdict_name(ROUGHTIME_UNDECIDED), "undecided");
    ck_assert_str_eq(roughtime_verdict_name(ROUGHTIME_NO_ANSWER), "no answer");
    ck_assert_str_eq(roughtime_verdict_name((enum roughtime_verdict)0), "unknown");
}
END_TEST

/* A socket on loopback that says nothing, and its address. */
static int silent(char address[40])
{
    struct sockaddr_in in = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t len = sizeof in;
    int fd = socket(AF_INET, SOCK_DGRAM, 0);
    ck_assert_int_eq(bind(fd, (struct sockaddr *)&in, sizeof in), 0);
    ck_assert_int_eq(getsockname(fd, (struct sockaddr *)&in, &len), 0);
    snprintf(address, 40, "127.0.0.1:%u", (unsigned)ntohs(in.sin_port));
    return fd;
}

START_TEST(test_no_answer)
{
    struct roughtime_time time;
    char address[40];
    int fd = silent(address);
    roughtime_set_timeout(roughtime, 1);
    ck_assert_int_eq(roughtime_query(roughtime, address, made.key, &time), ROUGHTIME_NO_ANSWER);
    no_time(&time);
    close(fd);
    ck_assert_int_eq(roughtime_query(roughtime, "a b", made.key, &time), ROUGHTIME_NO_ANSWER);
    no_time(&time);
    ck_assert_str_eq(time.reason, "the address is no host, and no host:port");
    roughtime_set_timeout(roughtime, 60000);
    ck_assert_int_eq(roughtime_query(roughtime, address, made.key, &time), ROUGHTIME_NO_ANSWER);
    no_time(&time);
    ck_assert_str_eq(time.reason, "the port of the server is closed");
}
END_TEST

START_TEST(test_wrong_calls)
{
    struct roughtime_time time;
    struct roughtime_server servers[2] = {{.address = "127.0.0.1:1", .key = made.key},
                                          {.address = "127.0.0.1:1", .key = NULL}};
    errno = 0;
    ck_assert_int_eq(roughtime_query(roughtime, NULL, made.key, &time), ROUGHTIME_UNDECIDED);
    ck_assert_int_eq(errno, EINVAL);
    no_time(&time);
    errno = 0;
    ck_assert_int_eq(roughtime_query(roughtime, "127.0.0.1:1", NULL, &time), ROUGHTIME_UNDECIDED);
    ck_assert_int_eq(errno, EINVAL);
    errno = 0;
    ck_assert_int_eq(roughtime_query_many(roughtime, servers, 2, 0, &time), ROUGHTIME_UNDECIDED);
    ck_assert_int_eq(errno, EINVAL);
    ck_assert_int_eq(servers[0].verdict, ROUGHTIME_UNDECIDED);
    errno = 0;
    ck_assert_int_eq(roughtime_query_many(roughtime, servers, 0, 0, &time), ROUGHTIME_UNDECIDED);
    ck_assert_int_eq(errno, EINVAL);
    no_time(&time);
}
END_TEST

RT_TEST_MAIN("roughtime", test_setup, test_valid, test_invalid, test_unverified, test_versions,
             test_key, test_names, test_no_answer, test_wrong_calls, test_teardown)
