// SPDX-License-Identifier: BSD-2-Clause
/*
 * The answers for every value of every plain parameter, value by value.
 */
#include "rules/rules.h"

#include <string.h>

#include "base/test.h"

#define RULES(...) (&(const struct rt_rules){__VA_ARGS__})

START_TEST(test_tcp)
{
    static const struct {
        enum rt_stream stream;
        bool over_tcp, bare;
        enum rt_framing framing; /* of a version whose datagrams have none */
    } rows[RT_STREAM_COUNT] = {
        {RT_STREAM_FORGOTTEN, false, false, RT_FRAMING_NONE},
        {RT_STREAM_NONE, false, false, RT_FRAMING_NONE},
        {RT_STREAM_LENGTH, true, true, RT_FRAMING_NONE},
        {RT_STREAM_ROUGHTIM, true, false, RT_FRAMING_ROUGHTIM},
    };
    for (int i = 0; i < RT_STREAM_COUNT; i++) {
        const struct rt_rules *rules = RULES(.stream = rows[i].stream, .framing = RT_FRAMING_NONE);
        ck_assert_int_eq((int)rows[i].stream, i);
        ck_assert(rt_rules_over_tcp(rules) == rows[i].over_tcp);
        ck_assert(rt_rules_bare_length(rules) == rows[i].bare);
        ck_assert_int_eq((int)rt_rules_tcp_framing(rules), (int)rows[i].framing);
    }
    /* Not defined over TCP: as a datagram is. And the bare length is a framing of its own. */
    ck_assert_int_eq(
        (int)rt_rules_tcp_framing(RULES(.stream = RT_STREAM_NONE, .framing = RT_FRAMING_ROUGHTIM)),
        RT_FRAMING_ROUGHTIM);
    ck_assert_int_eq((int)rt_rules_tcp_framing(
                         RULES(.stream = RT_STREAM_LENGTH, .framing = RT_FRAMING_ROUGHTIM)),
                     RT_FRAMING_NONE);
}
END_TEST

START_TEST(test_tags)
{
    ck_assert(rt_rules_tags_ascend(RT_TAG_ORDER_FORGOTTEN));
    ck_assert(rt_rules_tags_ascend(RT_TAG_ORDER_SORTED));
    ck_assert(!rt_rules_tags_ascend(RT_TAG_ORDER_UNSORTED));
}
END_TEST

START_TEST(test_offers)
{
    static const struct {
        enum rt_offer offer;
        unsigned demand;
        bool repeats, ascends;
    } rows[RT_OFFER_COUNT] = {
        {RT_OFFER_FORGOTTEN, 0, false, false}, {RT_OFFER_NONE, 0, false, false},
        {RT_OFFER_ANY, 1, true, false},        {RT_OFFER_UNIQUE, 2, false, false},
        {RT_OFFER_ASCENDING, 3, false, true},  {RT_OFFER_ASCENDING32, 4, false, true},
    };
    for (int i = 0; i < RT_OFFER_COUNT; i++) {
        const struct rt_rules *rules = RULES(.offer = rows[i].offer);
        ck_assert_int_eq((int)rows[i].offer, i);
        ck_assert(rt_rules_offers(rules) == (rows[i].demand > 0));
        ck_assert_uint_eq(rt_rules_offer_demand(rows[i].offer), rows[i].demand);
        ck_assert(rt_rules_offer_repeats(rules) == rows[i].repeats);
        ck_assert(rt_rules_offer_ascends(rules) == rows[i].ascends);
    }
}
END_TEST

START_TEST(test_requests)
{
    ck_assert(!rt_rules_has_srv(RULES(.srv = RT_SRV_FORGOTTEN)));
    ck_assert(!rt_rules_has_srv(RULES(.srv = RT_SRV_ABSENT)));
    ck_assert(rt_rules_has_srv(RULES(.srv = RT_SRV_OPTIONAL)));
    ck_assert(rt_rules_has_srv(RULES(.srv = RT_SRV_RECOMMENDED)));
    ck_assert(!rt_rules_has_type(RULES(.type = RT_TYPE_FORGOTTEN)));
    ck_assert(!rt_rules_has_type(RULES(.type = RT_TYPE_ABSENT)));
    ck_assert(rt_rules_has_type(RULES(.type = RT_TYPE_PRESENT)));
    ck_assert(rt_rules_padding_tag(RULES(.padding = RT_PADDING_FORGOTTEN)) == RT_TAG_ZZZZ);
    ck_assert(rt_rules_padding_tag(RULES(.padding = RT_PADDING_PADFF)) == RT_TAG_PADFF);
    ck_assert(rt_rules_padding_tag(RULES(.padding = RT_PADDING_PAD)) == RT_TAG_PAD);
    ck_assert(rt_rules_padding_tag(RULES(.padding = RT_PADDING_ZZZZ)) == RT_TAG_ZZZZ);
    ck_assert_int_eq(rt_rules_padding_of_tag((uint32_t)RT_TAG_PADFF), RT_PADDING_PADFF);
    ck_assert_int_eq(rt_rules_padding_of_tag((uint32_t)RT_TAG_PAD), RT_PADDING_PAD);
    ck_assert_int_eq(rt_rules_padding_of_tag((uint32_t)RT_TAG_ZZZZ), RT_PADDING_ZZZZ);
    ck_assert_int_eq(rt_rules_padding_of_tag((uint32_t)RT_TAG_NONC), RT_PADDING_FORGOTTEN);
}
END_TEST

START_TEST(test_radius)
{
    static const struct {
        enum rt_radius radius;
        uint32_t least;
        bool zero;
    } rows[RT_RADIUS_COUNT] = {
        {RT_RADIUS_FORGOTTEN, 1, true},
        {RT_RADIUS_ANY, 1, true},
        {RT_RADIUS_FROM_3, 3, true},
        {RT_RADIUS_NOT_ZERO, 1, false},
    };
    for (int i = 0; i < RT_RADIUS_COUNT; i++) {
        ck_assert_int_eq((int)rows[i].radius, i);
        ck_assert_uint_eq(rt_rules_least_radius(RULES(.radius = rows[i].radius)), rows[i].least);
        ck_assert(rt_rules_radius_may_be_zero(RULES(.radius = rows[i].radius)) == rows[i].zero);
    }
}
END_TEST

START_TEST(test_versions)
{
    static const size_t most[RT_VERS_COUNT] = {
        [RT_VERS_FORGOTTEN] = 0,
        [RT_VERS_ABSENT] = 0,
        [RT_VERS_LIST] = SIZE_MAX,
        [RT_VERS_LIST32] = 32,
    };
    for (int i = 0; i < RT_VERS_COUNT; i++) {
        const struct rt_rules *rules = RULES(.vers = (enum rt_vers)i);
        ck_assert_uint_eq(rt_rules_versions_max(rules), most[i]);
        ck_assert(rt_rules_lists_versions(rules) == (most[i] > 0));
    }
}
END_TEST

START_TEST(test_leap_seconds)
{
    static const uint32_t dut1[RT_DUT1_COUNT] = {[RT_DUT1_MS] = 1000, [RT_DUT1_US] = 1};
    static const uint32_t dtai[RT_DTAI_COUNT] = {[RT_DTAI_MS] = 1, [RT_DTAI_S] = 1000};
    static const char *const day[RT_LEAP_COUNT] = {
        [RT_LEAP_EVENT_DAY] = "the day of the event",
        [RT_LEAP_DAY_AFTER] = "the day that begins after the event",
    };
    for (int i = 0; i < RT_DUT1_COUNT; i++)
        ck_assert_uint_eq(rt_rules_dut1_us(RULES(.dut1 = (enum rt_dut1)i)), dut1[i]);
    for (int i = 0; i < RT_DTAI_COUNT; i++)
        ck_assert_uint_eq(rt_rules_dtai_ms(RULES(.dtai = (enum rt_dtai)i)), dtai[i]);
    for (int i = 0; i < RT_LEAP_COUNT; i++) {
        const struct rt_rules *rules = RULES(.leap = (enum rt_leap)i);
        const char *said = rt_rules_leap_day(rules);
        ck_assert(rt_rules_has_leap(rules) == (day[i] != NULL));
        ck_assert_str_eq(said ? said : "", day[i] ? day[i] : "");
        ck_assert_int_eq(rt_rules_leap_days_before(rules), i == RT_LEAP_EVENT_DAY ? 1 : 0);
    }
}
END_TEST

START_TEST(test_empty_leap)
{
    for (int i = 0; i < RT_LEAP_EMPTY_COUNT; i++) {
        const struct rt_rules *rules = RULES(.leap_empty = (enum rt_leap_empty)i);
        bool sent = i == RT_LEAP_EMPTY_NO_DATA, wrong = i == RT_LEAP_EMPTY_WRONG;
        ck_assert(rt_rules_empty_leap_defined(rules) == (sent || wrong));
        ck_assert(rt_rules_empty_leap_sent(rules) == sent);
        ck_assert(rt_rules_empty_leap_wrong(rules) == wrong);
    }
}
END_TEST

RT_TEST_MAIN("rules", test_tcp, test_tags, test_offers, test_requests, test_radius, test_versions,
             test_leap_seconds, test_empty_leap)
