// SPDX-License-Identifier: BSD-2-Clause
/* A record as an exchange. */
#include "files/record.h"

#include <string.h>

#include "base/test.h"

static const uint8_t bytes[] = "request response nonce rand";

START_TEST(test_exchange)
{
    struct rt_record record = {
        .request = {bytes, 7},
        .response = {bytes + 8, 8},
        .nonce = {bytes + 17, 5},
        .rand = {bytes + 23, 4},
        .key = {1},
    };
    struct rt_exchange exchange = rt_record_exchange(&record);
    ck_assert(rt_view_equal(exchange.request, record.request));
    ck_assert(rt_view_equal(exchange.response, record.response));
    ck_assert(rt_view_equal(exchange.nonce, record.nonce));
    ck_assert(rt_view_equal(exchange.rand, record.rand));
    ck_assert_int_eq(exchange.transport, RT_TRANSPORT_UNKNOWN);
    ck_assert_ptr_null(exchange.key);
    ck_assert_ptr_null(exchange.link);
    ck_assert_ptr_null(exchange.origin);
    record.have_key = true;
    ck_assert_ptr_eq(rt_record_exchange(&record).key, record.key);
    record.request = (struct rt_view){NULL, 0};
    ck_assert(!rt_view_present(rt_record_exchange(&record).request));
}
END_TEST

RT_TEST_MAIN("record", test_exchange)
