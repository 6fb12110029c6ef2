// SPDX-License-Identifier: BSD-2-Clause
/* Each cause has a name and a sentence of its own. */
#include "client/client_cause.h"

#include <errno.h>
#include <string.h>

#include "base/test.h"

START_TEST(test_names)
{
    for (int i = 1; i < RT_CLIENT_CAUSE_COUNT; i++) {
        const char *name = rt_client_cause_name((enum rt_client_cause)i);
        const char *text = rt_client_cause_text((enum rt_client_cause)i);
        ck_assert_ptr_nonnull(name);
        ck_assert_ptr_nonnull(text);
        for (int j = 1; j < i; j++) {
            ck_assert_str_ne(name, rt_client_cause_name((enum rt_client_cause)j));
            ck_assert_str_ne(text, rt_client_cause_text((enum rt_client_cause)j));
        }
    }
    ck_assert_ptr_null(rt_client_cause_name(RT_CLIENT_CAUSE_FORGOTTEN));
    ck_assert_ptr_null(rt_client_cause_text(RT_CLIENT_CAUSE_COUNT));
}
END_TEST

START_TEST(test_errno)
{
    ck_assert_int_eq(rt_client_cause_of_errno(ECONNREFUSED), RT_CLIENT_CAUSE_REFUSED);
    ck_assert_int_eq(rt_client_cause_of_errno(ENETUNREACH), RT_CLIENT_CAUSE_ROUTE);
    ck_assert_int_eq(rt_client_cause_of_errno(EHOSTUNREACH), RT_CLIENT_CAUSE_ROUTE);
    ck_assert_int_eq(rt_client_cause_of_errno(EMFILE), RT_CLIENT_CAUSE_SENDING);
}
END_TEST

RT_TEST_MAIN("client_cause", test_names, test_errno)
