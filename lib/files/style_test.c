// SPDX-License-Identifier: BSD-2-Clause
/* What is good is not printed as what is bad. */
#include "files/style.h"

#include "base/test.h"

START_TEST(test_outcomes)
{
    static const enum rt_style styles[] = {
        [RT_PASS] = RT_STYLE_GOOD,      [RT_FAIL] = RT_STYLE_BAD,
        [RT_BLOCKED] = RT_STYLE_DIM,    [RT_UNDEFINED] = RT_STYLE_DIM,
        [RT_UNVERIFIED] = RT_STYLE_DIM, [RT_UNDECIDED] = RT_STYLE_BAD,
    };
    for (int outcome = RT_PASS; outcome <= RT_UNDECIDED; outcome++)
        ck_assert_int_eq(rt_style_of_outcome((enum rt_outcome)outcome), styles[outcome]);
}
END_TEST

START_TEST(test_verdicts)
{
    ck_assert_int_eq(rt_style_of_verdict(RT_VALID), RT_STYLE_GOOD);
    ck_assert_int_eq(rt_style_of_verdict(RT_INVALID), RT_STYLE_BAD);
    ck_assert_int_eq(rt_style_of_verdict(RT_NO_VERDICT), RT_STYLE_BAD);
    ck_assert_int_eq(rt_style_of_verdict(RT_UNVERIFIABLE), RT_STYLE_DIM);
}
END_TEST

RT_TEST_MAIN("style", test_outcomes, test_verdicts)
