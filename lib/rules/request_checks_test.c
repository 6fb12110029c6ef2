// SPDX-License-Identifier: BSD-2-Clause
/* Names of checks of requests. */
#include "rules/request_checks.h"

#include <string.h>

#include "base/test.h"

/* The names that output and logs rely on, in the order in which a cause is looked for. */
static const char *const stable[] = {
    "request.frame",         "request.frame.length",    "request.message", "request.kind",
    "request.tags",          "request.version.present", "request.version", "request.padding",
    "request.nonce",         "request.nonce.length",    "request.type",    "request.offer",
    "request.offer.repeats", "request.offer.count",     "request.srv",     "request.size",
    "request.size.message",  "request.padding.zero",
};

#define STABLE (sizeof stable / sizeof stable[0])

START_TEST(test_names_and_their_order)
{
    ck_assert_uint_eq(RT_REQUEST_CHECK_COUNT, STABLE);
    ck_assert_uint_le(RT_REQUEST_CHECK_COUNT, 32);
    for (unsigned i = 0; i < STABLE; i++) {
        ck_assert_str_eq(rt_request_check_row((enum rt_request_check)i)->name, stable[i]);
        ck_assert_uint_gt(strlen(rt_request_check_row((enum rt_request_check)i)->text), 0);
        ck_assert_int_eq((int)rt_request_check_find(stable[i]), (int)i);
    }
}
END_TEST

START_TEST(test_unknown_names)
{
    ck_assert_int_eq((int)rt_request_check_find(""), RT_REQUEST_CHECK_COUNT);
    ck_assert_int_eq((int)rt_request_check_find("request"), RT_REQUEST_CHECK_COUNT);
    ck_assert_int_eq((int)rt_request_check_find("Request.type"), RT_REQUEST_CHECK_COUNT);
}
END_TEST

START_TEST(test_first)
{
    ck_assert_int_eq((int)rt_request_check_first(0), RT_REQUEST_CHECK_COUNT);
    ck_assert_int_eq((int)rt_request_check_first(RT_REQUEST_BIT(SIZE) | RT_REQUEST_BIT(TYPE)),
                     RT_REQUEST_CHECK_TYPE);
    ck_assert_int_eq((int)rt_request_check_first(RT_REQUEST_BIT(FRAME)), RT_REQUEST_CHECK_FRAME);
    ck_assert_int_eq((int)rt_request_check_first(RT_REQUEST_BIT(PADDING_ZERO)),
                     RT_REQUEST_CHECK_PADDING_ZERO);
}
END_TEST

START_TEST(test_silences)
{
    static const char *const names[] = {"must", "should", "may", "answer", "none"};
    for (unsigned i = 1; i < RT_SILENCE_COUNT; i++) {
        ck_assert_str_eq(rt_silence_name((enum rt_silence)i), names[i - 1]);
        ck_assert_uint_gt(strlen(rt_silence_text((enum rt_silence)i)), 0);
    }
}
END_TEST

RT_TEST_MAIN("request_checks", test_names_and_their_order, test_unknown_names, test_first,
             test_silences)
