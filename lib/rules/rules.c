// SPDX-License-Identifier: BSD-2-Clause
/*
 * What the values of the plain parameters mean, each in switches that name every value.
 */
#include "rules/rules.h"

bool rt_rules_over_tcp(const struct rt_rules *rules)
{
    switch (rules->stream) {
    case RT_STREAM_LENGTH:
    case RT_STREAM_ROUGHTIM:
        return true;
    case RT_STREAM_NONE:
    case RT_STREAM_FORGOTTEN:
        break;
    }
    return false;
}

bool rt_rules_bare_length(const struct rt_rules *rules)
{
    switch (rules->stream) {
    case RT_STREAM_LENGTH:
        return true;
    case RT_STREAM_ROUGHTIM:
    case RT_STREAM_NONE:
    case RT_STREAM_FORGOTTEN:
        break;
    }
    return false;
}

enum rt_framing rt_rules_tcp_framing(const struct rt_rules *rules)
{
    switch (rules->stream) {
    case RT_STREAM_LENGTH:
        return RT_FRAMING_NONE;
    case RT_STREAM_ROUGHTIM:
        return RT_FRAMING_ROUGHTIM;
    case RT_STREAM_NONE:
    case RT_STREAM_FORGOTTEN:
        break;
    }
    return rules->framing;
}

bool rt_rules_tags_ascend(enum rt_tag_order tags)
{
    switch (tags) {
    case RT_TAG_ORDER_UNSORTED:
        return false;
    case RT_TAG_ORDER_SORTED:
    case RT_TAG_ORDER_FORGOTTEN:
        break;
    }
    return true;
}

bool rt_rules_offers(const struct rt_rules *rules)
{
    return rt_rules_offer_demand(rules->offer) > 0;
}

bool rt_rules_offer_repeats(const struct rt_rules *rules)
{
    switch (rules->offer) {
    case RT_OFFER_ANY:
        return true;
    case RT_OFFER_NONE:
    case RT_OFFER_UNIQUE:
    case RT_OFFER_ASCENDING:
    case RT_OFFER_ASCENDING32:
    case RT_OFFER_FORGOTTEN:
        break;
    }
    return false;
}

bool rt_rules_offer_ascends(const struct rt_rules *rules)
{
    switch (rules->offer) {
    case RT_OFFER_ASCENDING:
    case RT_OFFER_ASCENDING32:
        return true;
    case RT_OFFER_NONE:
    case RT_OFFER_ANY:
    case RT_OFFER_UNIQUE:
    case RT_OFFER_FORGOTTEN:
        break;
    }
    return false;
}

size_t rt_rules_offer_max(const struct rt_rules *rules)
{
    switch (rules->offer) {
    case RT_OFFER_ASCENDING32:
        return 32;
    case RT_OFFER_NONE:
    case RT_OFFER_ANY:
    case RT_OFFER_UNIQUE:
    case RT_OFFER_ASCENDING:
    case RT_OFFER_FORGOTTEN:
        break;
    }
    return SIZE_MAX;
}

unsigned rt_rules_offer_demand(enum rt_offer offer)
{
    switch (offer) {
    case RT_OFFER_ANY:
        return 1;
    case RT_OFFER_UNIQUE:
        return 2;
    case RT_OFFER_ASCENDING:
        return 3;
    case RT_OFFER_ASCENDING32:
        return 4;
    case RT_OFFER_NONE:
    case RT_OFFER_FORGOTTEN:
        break;
    }
    return 0;
}

bool rt_rules_has_srv(const struct rt_rules *rules)
{
    switch (rules->srv) {
    case RT_SRV_OPTIONAL:
    case RT_SRV_RECOMMENDED:
        return true;
    case RT_SRV_ABSENT:
    case RT_SRV_FORGOTTEN:
        break;
    }
    return false;
}

bool rt_rules_has_type(const struct rt_rules *rules)
{
    switch (rules->type) {
    case RT_TYPE_PRESENT:
        return true;
    case RT_TYPE_ABSENT:
    case RT_TYPE_FORGOTTEN:
        break;
    }
    return false;
}

enum rt_tag rt_rules_tag_of_padding(enum rt_padding padding)
{
    switch (padding) {
    case RT_PADDING_PADFF:
        return RT_TAG_PADFF;
    case RT_PADDING_PAD:
        return RT_TAG_PAD;
    case RT_PADDING_ZZZZ:
    case RT_PADDING_FORGOTTEN:
        break;
    }
    return RT_TAG_ZZZZ;
}

enum rt_tag rt_rules_padding_tag(const struct rt_rules *rules)
{
    return rt_rules_tag_of_padding(rules->padding);
}

enum rt_padding rt_rules_padding_of_tag(uint32_t tag)
{
    int i = RT_PADDING_FORGOTTEN + 1;
    while (i < RT_PADDING_COUNT && (uint32_t)rt_rules_tag_of_padding((enum rt_padding)i) != tag)
        i++;
    return i < RT_PADDING_COUNT ? (enum rt_padding)i : RT_PADDING_FORGOTTEN;
}

uint32_t rt_rules_least_radius(const struct rt_rules *rules)
{
    switch (rules->radius) {
    case RT_RADIUS_FROM_3:
        return 3;
    case RT_RADIUS_ANY: /* a server that is sure of a radius of 0 is wrong */
    case RT_RADIUS_NOT_ZERO:
    case RT_RADIUS_FORGOTTEN:
        break;
    }
    return 1;
}

bool rt_rules_radius_may_be_zero(const struct rt_rules *rules)
{
    switch (rules->radius) {
    case RT_RADIUS_NOT_ZERO:
        return false;
    case RT_RADIUS_ANY:
    case RT_RADIUS_FROM_3:
    case RT_RADIUS_FORGOTTEN:
        break;
    }
    return true;
}

bool rt_rules_lists_versions(const struct rt_rules *rules)
{
    return rt_rules_versions_max(rules) > 0;
}

size_t rt_rules_versions_max(const struct rt_rules *rules)
{
    switch (rules->vers) {
    case RT_VERS_LIST:
        return SIZE_MAX;
    case RT_VERS_LIST32:
        return 32;
    case RT_VERS_ABSENT:
    case RT_VERS_FORGOTTEN:
        break;
    }
    return 0;
}

uint32_t rt_rules_dut1_us(const struct rt_rules *rules)
{
    switch (rules->dut1) {
    case RT_DUT1_MS:
        return 1000;
    case RT_DUT1_US:
        return 1;
    case RT_DUT1_ABSENT:
    case RT_DUT1_FORGOTTEN:
        break;
    }
    return 0;
}

uint32_t rt_rules_dtai_ms(const struct rt_rules *rules)
{
    switch (rules->dtai) {
    case RT_DTAI_MS:
        return 1;
    case RT_DTAI_S:
        return 1000;
    case RT_DTAI_ABSENT:
    case RT_DTAI_FORGOTTEN:
        break;
    }
    return 0;
}

bool rt_rules_has_leap(const struct rt_rules *rules)
{
    return rt_rules_leap_day(rules) != NULL;
}

int32_t rt_rules_leap_days_before(const struct rt_rules *rules)
{
    switch (rules->leap) {
    case RT_LEAP_EVENT_DAY:
        return 1;
    case RT_LEAP_DAY_AFTER:
    case RT_LEAP_ABSENT:
    case RT_LEAP_FORGOTTEN:
        break;
    }
    return 0;
}

const char *rt_rules_leap_day(const struct rt_rules *rules)
{
    switch (rules->leap) {
    case RT_LEAP_EVENT_DAY:
        return "the day of the event";
    case RT_LEAP_DAY_AFTER:
        return "the day that begins after the event";
    case RT_LEAP_ABSENT:
    case RT_LEAP_FORGOTTEN:
        break;
    }
    return NULL;
}

bool rt_rules_empty_leap_defined(const struct rt_rules *rules)
{
    switch (rules->leap_empty) {
    case RT_LEAP_EMPTY_NO_DATA:
    case RT_LEAP_EMPTY_WRONG:
        return true;
    case RT_LEAP_EMPTY_UNDEFINED:
    case RT_LEAP_EMPTY_FORGOTTEN:
        break;
    }
    return false;
}

bool rt_rules_empty_leap_sent(const struct rt_rules *rules)
{
    switch (rules->leap_empty) {
    case RT_LEAP_EMPTY_NO_DATA:
        return true;
    case RT_LEAP_EMPTY_WRONG:
    case RT_LEAP_EMPTY_UNDEFINED:
    case RT_LEAP_EMPTY_FORGOTTEN:
        break;
    }
    return false;
}

bool rt_rules_empty_leap_wrong(const struct rt_rules *rules)
{
    switch (rules->leap_empty) {
    case RT_LEAP_EMPTY_WRONG:
        return true;
    case RT_LEAP_EMPTY_NO_DATA:
    case RT_LEAP_EMPTY_UNDEFINED:
    case RT_LEAP_EMPTY_FORGOTTEN:
        break;
    }
    return false;
}

size_t rt_rules_hash_size(enum rt_hash hash)
{
    switch (hash) {
    case RT_HASH_SHA512:
        return 64;
    case RT_HASH_SHA512_32:
    case RT_HASH_SHA512_256:
    case RT_HASH_FORGOTTEN:
        break;
    }
    return 32;
}
