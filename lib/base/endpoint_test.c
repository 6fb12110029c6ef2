// SPDX-License-Identifier: BSD-2-Clause
/* Endpoints: their text, and which are the same. */
#include "base/endpoint.h"

#include <string.h>

#include "base/test.h"

START_TEST(test_text_of_endpoints)
{
    char text[RT_ENDPOINT_TEXT_SIZE];
    struct rt_endpoint endpoint = {.family = 4, .addr = {192, 0, 2, 255}, .port = 2002};
    ck_assert_str_eq(rt_endpoint_text(&endpoint, text), "192.0.2.255:2002");
    endpoint.port = 0;
    ck_assert_str_eq(rt_endpoint_text(&endpoint, text), "192.0.2.255");
    endpoint = (struct rt_endpoint){.family = 6, .addr = {[15] = 1}, .port = 65535};
    ck_assert_str_eq(rt_endpoint_text(&endpoint, text), "[::1]:65535");
    memset(endpoint.addr, 0xff, sizeof endpoint.addr);
    ck_assert_str_eq(rt_endpoint_text(&endpoint, text),
                     "[ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff]:65535");
    endpoint = (struct rt_endpoint){.family = 0};
    ck_assert_str_eq(rt_endpoint_text(&endpoint, text), "?");
}
END_TEST

START_TEST(test_equal_endpoints)
{
    const struct rt_endpoint one = {.family = 4, .addr = {192, 0, 2, 1}, .port = 2002};
    struct rt_endpoint other = one;
    ck_assert(rt_endpoint_equal(&one, &other));
    other.port++;
    ck_assert(!rt_endpoint_equal(&one, &other));
    other = one;
    other.addr[15] = 1;
    ck_assert(!rt_endpoint_equal(&one, &other));
    other = one;
    other.family = 6;
    ck_assert(!rt_endpoint_equal(&one, &other));
}
END_TEST

START_TEST(test_loopback)
{
    struct rt_endpoint endpoint = {.family = 4, .addr = {127, 1, 2, 3}};
    ck_assert(rt_endpoint_is_loopback(&endpoint));
    endpoint.addr[0] = 128;
    ck_assert(!rt_endpoint_is_loopback(&endpoint));
    endpoint = (struct rt_endpoint){.family = 6, .addr = {[15] = 1}};
    ck_assert(rt_endpoint_is_loopback(&endpoint));
    endpoint.addr[0] = 127;
    ck_assert(!rt_endpoint_is_loopback(&endpoint));
}
END_TEST

RT_TEST_MAIN("endpoint", test_text_of_endpoints, test_equal_endpoints, test_loopback)
