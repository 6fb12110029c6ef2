// SPDX-License-Identifier: BSD-2-Clause
/* Parameters and values by name, readings, and what a version lacks. */
#include "rules/version.h"

#include <string.h>

#include "base/test.h"
#include "registry.h"

#define EACH_PARAM(param)                                                                          \
    for (enum rt_param param = RT_PARAM_FORGOTTEN + 1; param < RT_PARAM_COUNT; param++)

static enum rt_error parse(const char *text, struct rt_setting *setting)
{
    return rt_setting_parse(text, strlen(text), setting);
}

START_TEST(test_every_value_as_text_and_back)
{
    EACH_PARAM(param)
    {
        const struct rt_param_row *row = rt_param_row(param);
        for (size_t i = 0; param != RT_PARAM_VERSION && i < row->value_count; i++) {
            struct rt_setting setting = {param, row->values[i].value};
            struct rt_setting back = {0};
            char text[RT_SETTING_SIZE];
            rt_setting_text(setting, text);
            ck_assert_uint_eq(strlen(text), strlen(row->name) + 1 + strlen(row->values[i].name));
            ck_assert_int_eq(parse(text, &back), RT_OK);
            ck_assert_int_eq((int)back.param, (int)param);
            ck_assert_uint_eq(back.value, setting.value);
            ck_assert_ptr_eq(rt_param_value(param, setting.value), &row->values[i]);
        }
        ck_assert_ptr_null(rt_param_value(param, 0));
        ck_assert_ptr_null(rt_param_value(param, UINT32_MAX));
    }
}
END_TEST

START_TEST(test_next_goes_round)
{
    EACH_PARAM(param)
    {
        const struct rt_param_row *row = rt_param_row(param);
        uint32_t value = row->values[0].value;
        for (size_t i = 0; i < row->value_count; i++) {
            ck_assert_uint_eq(value, row->values[i].value);
            value = rt_param_next(param, value);
        }
        ck_assert_uint_eq(value, row->values[0].value);
    }
}
END_TEST

START_TEST(test_what_packets_lack)
{
    ck_assert(rt_param_lacks(RT_PARAM_VERSION_IN, RT_PLACE_NONE));
    ck_assert(rt_param_lacks(RT_PARAM_SRV, RT_SRV_ABSENT));
    ck_assert(!rt_param_lacks(RT_PARAM_VERSION_IN, RT_PLACE_SREP));
    ck_assert(!rt_param_lacks(RT_PARAM_SRV, RT_SRV_OPTIONAL));
    ck_assert(!rt_param_lacks(RT_PARAM_VERSION, RT_NO_NUMBER));
}
END_TEST

START_TEST(test_get_and_set_touch_one_parameter)
{
    EACH_PARAM(param)
    {
        struct rt_rules rules = {0};
        uint32_t value = param == RT_PARAM_VERSION ? 7 : rt_param_row(param)->values[0].value;
        rt_param_set(&rules, param, value);
        EACH_PARAM(other)
        ck_assert_uint_eq(rt_param_get(&rules, other), other == param ? value : 0);
    }
}
END_TEST

START_TEST(test_vocabulary)
{
    static const struct {
        const char *text;
        struct rt_setting setting;
    } cases[] = {
        {"framing=none", {RT_PARAM_FRAMING, RT_FRAMING_NONE}},
        {"framing=roughtim", {RT_PARAM_FRAMING, RT_FRAMING_ROUGHTIM}},
        {"tags=unsorted", {RT_PARAM_TAGS, RT_TAG_ORDER_UNSORTED}},
        {"version=0x80000003", {RT_PARAM_VERSION, 0x80000003}},
        {"version-in=srep", {RT_PARAM_VERSION_IN, RT_PLACE_SREP}},
        {"nonce=64", {RT_PARAM_NONCE, 64}},
        {"nonce-in=none", {RT_PARAM_NONCE_IN, RT_PLACE_NONE}},
        {"hash=sha512-256", {RT_PARAM_HASH, RT_HASH_SHA512_256}},
        {"leaf=packet", {RT_PARAM_LEAF, RT_LEAF_PACKET}},
        {"order=node-hash", {RT_PARAM_ORDER, RT_ORDER_NODE_HASH}},
        {"clock=unix-us", {RT_PARAM_CLOCK, RT_CLOCK_UNIX_US}},
        {"cert-context=dashes", {RT_PARAM_CERT_CONTEXT, RT_CERT_CONTEXT_DASHES}},
        {"response-context=rfc", {RT_PARAM_RESPONSE_CONTEXT, RT_RESPONSE_CONTEXT_RFC}},
        {"context-nul=missing", {RT_PARAM_CONTEXT_NUL, RT_CONTEXT_NUL_MISSING}},
        {"type=present", {RT_PARAM_TYPE, RT_TYPE_PRESENT}},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct rt_setting setting = {0};
        char text[RT_SETTING_SIZE];
        ck_assert_int_eq(parse(cases[i].text, &setting), RT_OK);
        ck_assert_int_eq((int)setting.param, (int)cases[i].setting.param);
        ck_assert_uint_eq(setting.value, cases[i].setting.value);
        ck_assert_str_eq(rt_setting_text(cases[i].setting, text), cases[i].text);
    }
}
END_TEST

START_TEST(test_version_numbers)
{
    struct rt_setting setting;
    ck_assert_int_eq(parse("version=1", &setting), RT_OK);
    ck_assert_uint_eq(setting.value, 1);
    ck_assert_int_eq(parse("version=4294967295", &setting), RT_OK);
    ck_assert_uint_eq(setting.value, UINT32_MAX);
    ck_assert_int_eq(parse("version=0xFFFFFFFF", &setting), RT_OK);
    ck_assert_uint_eq(setting.value, UINT32_MAX);
    static const char *const wrong[] = {
        "version=",
        "version=0",
        "version=4294967296",
        "version=0x100000000",
        "version=-1",
        "version=+1",
        "version= 1",
        "version=1 ",
        "version=0x",
        "version=010",
        "version=1x",
        "version=abc",
        "version=0x80000003z",
        "version=99999999999999999999",
    };
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        ck_assert_msg(parse(wrong[i], &setting) == RT_E_UNKNOWN_READING, "%s", wrong[i]);
    ck_assert_int_eq(rt_setting_parse("version=1\0", 10, &setting), RT_E_UNKNOWN_READING);
}
END_TEST

START_TEST(test_texts_that_are_no_setting)
{
    static const char *const wrong[] = {"",
                                        "=",
                                        "order",
                                        "order=",
                                        "=node-hash",
                                        "Order=node-hash",
                                        "order=Node-hash",
                                        "order=node-hash,",
                                        "order =node-hash",
                                        "nonce=33",
                                        "hash=sha51",
                                        "orde=node-hash"};
    struct rt_setting setting;
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        ck_assert_msg(parse(wrong[i], &setting) == RT_E_UNKNOWN_READING, "%s", wrong[i]);
    /* The length counts, not a zero byte after it. */
    ck_assert_int_eq(rt_setting_parse("nonce=649", 8, &setting), RT_OK);
    ck_assert_uint_eq(setting.value, 64);
}
END_TEST

static const struct rt_reading both = {
    .name = "both",
    .set = {{RT_PARAM_ORDER, RT_ORDER_NODE_HASH}, {RT_PARAM_VERSION, 0x80000003}},
    .source = "a test",
};

START_TEST(test_reading)
{
    struct rt_rules rules = rt_version_rules(&rt_version_v5, &both);
    struct rt_rules plain = rt_version_rules(&rt_version_v5, NULL);
    char text[RT_READING_SIZE];
    ck_assert_str_eq(rt_reading_text(&both, text), "order=node-hash,version=0x80000003");
    EACH_PARAM(param)
    {
        uint32_t value = rt_param_get(&rt_version_v5.rules, param);
        ck_assert_uint_eq(rt_param_get(&plain, param), value);
        if (param == RT_PARAM_ORDER)
            value = RT_ORDER_NODE_HASH;
        if (param == RT_PARAM_VERSION)
            value = 0x80000003;
        ck_assert_uint_eq(rt_param_get(&rules, param), value);
    }
}
END_TEST

START_TEST(test_longest_reading_fits)
{
    struct rt_reading reading = {.name = "long", .source = "a test"};
    char text[RT_READING_SIZE];
    for (int i = 0; i < RT_READING_SETTINGS; i++)
        reading.set[i] = (struct rt_setting){RT_PARAM_OFFER, RT_OFFER_ASCENDING32};
    rt_reading_text(&reading, text);
    ck_assert_uint_eq(strlen(text),
                      RT_READING_SETTINGS * strlen("offer=ascending-32") + RT_READING_SETTINGS - 1);
}
END_TEST

START_TEST(test_holes_are_named)
{
    ck_assert_ptr_null(rt_version_hole(&rt_version_v8));
    EACH_PARAM(param)
    {
        struct rt_version version = rt_version_v8;
        rt_param_set(&version.rules, param, 0);
        const char *hole = rt_version_hole(&version);
        ck_assert_ptr_nonnull(hole);
        if (param != RT_PARAM_VERSION)
            ck_assert_str_eq(hole, rt_param_row(param)->name);
        if (param == RT_PARAM_VERSION)
            continue;
        rt_param_set(&version.rules, param, 999);
        ck_assert_str_eq(rt_version_hole(&version), rt_param_row(param)->name);
    }
    struct rt_version version = rt_version_v8;
    version.name = NULL;
    ck_assert_ptr_nonnull(rt_version_hole(&version));
    version = rt_version_v8;
    version.published = NULL;
    ck_assert_ptr_nonnull(rt_version_hole(&version));
}
END_TEST

START_TEST(test_contradictions_are_holes)
{
    struct rt_version version = rt_version_v8;
    version.rules.version_in = RT_PLACE_NONE;
    ck_assert_ptr_nonnull(rt_version_hole(&version));
    version.rules.version = RT_NO_NUMBER;
    ck_assert_ptr_null(rt_version_hole(&version));
    version = rt_version_v8;
    version.rules.leap = RT_LEAP_DAY_AFTER;
    ck_assert_ptr_nonnull(rt_version_hole(&version));
    version.rules.leap_empty = RT_LEAP_EMPTY_WRONG;
    ck_assert_ptr_null(rt_version_hole(&version));
}
END_TEST

START_TEST(test_holes_of_readings)
{
    struct rt_version version = rt_version_v8;
    struct rt_reading *last = &version.readings[2];
    ck_assert_uint_eq(rt_version_readings(&version), 2);
    *last = both;
    ck_assert_uint_eq(rt_version_readings(&version), 3);
    ck_assert_ptr_null(rt_version_hole(&version));
    last->source = NULL;
    ck_assert_ptr_nonnull(rt_version_hole(&version));
    *last = both;
    last->set[0].value = 0;
    ck_assert_ptr_nonnull(rt_version_hole(&version));
    last->set[0].param = RT_PARAM_FORGOTTEN;
    ck_assert_ptr_nonnull(rt_version_hole(&version));
}
END_TEST

START_TEST(test_holes_of_changes)
{
    struct rt_version version = rt_version_v8;
    size_t count = rt_version_changes(&version);
    ck_assert_uint_gt(count, 1);
    ck_assert_uint_lt(count, RT_VERSION_CHANGES);
    version.changes[0].text = NULL;
    ck_assert_ptr_nonnull(rt_version_hole(&version));
    version = rt_version_v8;
    version.changes[count - 1].shows = RT_SHOWS_FORGOTTEN;
    ck_assert_ptr_nonnull(rt_version_hole(&version));
    version = rt_version_v8;
    version.changes[0].section = NULL; /* would hide the others */
    ck_assert_ptr_nonnull(rt_version_hole(&version));
    version = rt_version_v8;
    version.changes[count] = (struct rt_change){"1", "a change", RT_SHOWS_BYTES};
    ck_assert_ptr_null(rt_version_hole(&version));
    ck_assert_uint_eq(rt_version_changes(&version), count + 1);
}
END_TEST

START_TEST(test_where_a_parameter_shows)
{
    static const struct {
        enum rt_param param;
        uint32_t from;
        uint32_t to;
        enum rt_shows shows;
    } cases[] = {
        {RT_PARAM_VERSION, 1, 2, RT_SHOWS_BYTES},
        {RT_PARAM_VERSION, RT_NO_NUMBER, 2, RT_SHOWS_BYTES},
        {RT_PARAM_OFFER, RT_OFFER_ANY, RT_OFFER_UNIQUE, RT_SHOWS_LIMIT},
        {RT_PARAM_OFFER, RT_OFFER_NONE, RT_OFFER_ANY, RT_SHOWS_BYTES},
        {RT_PARAM_SRV, RT_SRV_OPTIONAL, RT_SRV_RECOMMENDED, RT_SHOWS_NOWHERE},
        {RT_PARAM_SRV, RT_SRV_RECOMMENDED, RT_SRV_ABSENT, RT_SHOWS_BYTES},
        {RT_PARAM_DUT1, RT_DUT1_MS, RT_DUT1_US, RT_SHOWS_MEANING},
        {RT_PARAM_DUT1, RT_DUT1_ABSENT, RT_DUT1_US, RT_SHOWS_BYTES},
        {RT_PARAM_HASH, RT_HASH_SHA512_32, RT_HASH_SHA512_256, RT_SHOWS_VERIFIED},
        {RT_PARAM_HASH, RT_HASH_SHA512, RT_HASH_SHA512_32, RT_SHOWS_BYTES},
        {RT_PARAM_ORDER, RT_ORDER_HASH_NODE, RT_ORDER_NODE_HASH, RT_SHOWS_VERIFIED},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        ck_assert_int_eq((int)rt_param_shows(cases[i].param, cases[i].from, cases[i].to),
                         (int)cases[i].shows);
    EACH_PARAM(param)
    ck_assert_int_ne((int)rt_param_row(param)->shows, RT_SHOWS_FORGOTTEN);
}
END_TEST

START_TEST(test_difference)
{
    struct rt_version other = rt_version_v8;
    ck_assert(rt_version_same(&rt_version_v8, &other));
    other.name = "other";
    ck_assert(rt_version_same(&rt_version_v8, &other));
    other.rules.nonce = 64;
    other.readings[2] = both;
    struct rt_difference difference = rt_version_difference(&rt_version_v8, &other);
    ck_assert_uint_eq(difference.params, RT_PARAM_BIT(NONCE));
    ck_assert_uint_eq(difference.readings, RT_PARAM_BIT(ORDER) | RT_PARAM_BIT(VERSION));
    difference = rt_version_difference(&other, &rt_version_v8);
    ck_assert_uint_eq(difference.params, RT_PARAM_BIT(NONCE));
    ck_assert_uint_eq(difference.readings, RT_PARAM_BIT(ORDER) | RT_PARAM_BIT(VERSION));
    ck_assert(!rt_version_same(&rt_version_v8, &other));
    other.rules.nonce = 32;
    ck_assert(!rt_version_same(&rt_version_v8, &other)); /* the readings are left */
    other = rt_version_v10;
    other.rules.srv = RT_SRV_OPTIONAL;
    ck_assert(rt_version_same(&rt_version_v10, &other)); /* a duty shows in no packet */
}
END_TEST

START_TEST(test_what_a_step_brought)
{
    struct rt_version next = rt_version_v8;
    memset(next.changes, 0, sizeof next.changes);
    struct rt_version_change change = rt_version_changed(&rt_version_v8, &next);
    ck_assert(!change.wire && !change.number && !change.limits && change.params == 0);
    next.rules.version = 7;
    change = rt_version_changed(&rt_version_v8, &next);
    ck_assert(!change.wire && change.number && !change.limits);
    ck_assert_uint_eq(change.params, RT_PARAM_BIT(VERSION));
    next.changes[0] = (struct rt_change){"1", "a duty", RT_SHOWS_NOWHERE};
    change = rt_version_changed(&rt_version_v8, &next);
    ck_assert(!change.wire && !change.limits);
    next.changes[1] = (struct rt_change){"2", "a limit", RT_SHOWS_LIMIT};
    change = rt_version_changed(&rt_version_v8, &next);
    ck_assert(!change.wire && change.limits);
    next.changes[2] = (struct rt_change){"3", "a unit", RT_SHOWS_MEANING};
    ck_assert(rt_version_changed(&rt_version_v8, &next).wire);
    memset(next.changes, 0, sizeof next.changes);
    next.rules.radius = RT_RADIUS_NOT_ZERO;
    change = rt_version_changed(&rt_version_v8, &next);
    ck_assert(!change.wire && change.limits);
    next.rules.leaf = RT_LEAF_PACKET;
    ck_assert(rt_version_changed(&rt_version_v8, &next).wire);
}
END_TEST

RT_TEST_MAIN("version", test_every_value_as_text_and_back, test_next_goes_round,
             test_what_packets_lack, test_get_and_set_touch_one_parameter, test_vocabulary,
             test_version_numbers, test_texts_that_are_no_setting, test_reading,
             test_longest_reading_fits, test_holes_are_named, test_contradictions_are_holes,
             test_holes_of_readings, test_holes_of_changes, test_where_a_parameter_shows,
             test_difference, test_what_a_step_brought)
