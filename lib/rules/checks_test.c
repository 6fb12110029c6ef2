// SPDX-License-Identifier: BSD-2-Clause
/* Names of checks. */
#include "rules/checks.h"

#include <string.h>

#include "base/test.h"
#include "rules/version.h"

/* The names that output and test vectors rely on, in the order in which they are printed. */
static const char *const stable[] = {
    "frame.magic",       "frame.length",       "message.header",
    "message.tags",      "message.size",       "response.size",
    "version.present",   "version.offered",    "type",
    "nonce.length",      "nonce.echo",         "srv",
    "key.strength",      "cert.signature",     "midpoint",
    "delegation.window", "response.signature", "merkle.path",
    "merkle.index",      "merkle.root",        "radius",
    "versions.list",     "leap.data",          "chain.request",
    "chain.response",    "chain.link",
};

#define STABLE (sizeof stable / sizeof stable[0])

START_TEST(test_names_and_their_order)
{
    ck_assert_uint_eq(RT_CHECK_COUNT, STABLE);
    for (unsigned i = 0; i < STABLE; i++) {
        ck_assert_str_eq(rt_check_row((enum rt_check)i)->name, stable[i]);
        ck_assert_uint_gt(strlen(rt_check_row((enum rt_check)i)->text), 0);
        ck_assert_int_eq((int)rt_check_find(stable[i]), (int)i);
    }
}
END_TEST

START_TEST(test_unknown_names)
{
    ck_assert_int_eq((int)rt_check_find(""), RT_CHECK_COUNT);
    ck_assert_int_eq((int)rt_check_find("merkle"), RT_CHECK_COUNT);
    ck_assert_int_eq((int)rt_check_find("merkle.rooted"), RT_CHECK_COUNT);
    ck_assert_int_eq((int)rt_check_find("Merkle.root"), RT_CHECK_COUNT);
}
END_TEST

/* What feeds a check is a parameter that explanations vary. */
START_TEST(test_feeds_are_varied_parameters)
{
    for (unsigned check = 0; check < RT_CHECK_COUNT; check++) {
        uint32_t feeds = rt_check_row((enum rt_check)check)->feeds;
        ck_assert_uint_eq(feeds & 1, 0);
        ck_assert_uint_eq(feeds >> RT_PARAM_COUNT, 0);
        for (int param = RT_PARAM_FORGOTTEN + 1; param < RT_PARAM_COUNT; param++)
            if (feeds >> param & 1)
                ck_assert(rt_param_row((enum rt_param)param)->varied);
    }
    ck_assert_uint_eq(rt_check_row(RT_CHECK_MERKLE_ROOT)->feeds,
                      RT_PARAM_BIT(HASH) | RT_PARAM_BIT(LEAF) | RT_PARAM_BIT(ORDER));
}
END_TEST

/* Every varied parameter can mend some check, else varying it were useless. */
START_TEST(test_varied_parameters_feed_a_check)
{
    uint32_t all = 0;
    for (unsigned check = 0; check < RT_CHECK_COUNT; check++)
        all |= rt_check_row((enum rt_check)check)->feeds;
    for (int param = RT_PARAM_FORGOTTEN + 1; param < RT_PARAM_COUNT; param++)
        ck_assert_int_eq(rt_param_row((enum rt_param)param)->varied, all >> param & 1);
}
END_TEST

RT_TEST_MAIN("checks", test_names_and_their_order, test_unknown_names,
             test_feeds_are_varied_parameters, test_varied_parameters_feed_a_check)
