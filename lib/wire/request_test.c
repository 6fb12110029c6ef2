// SPDX-License-Identifier: BSD-2-Clause
/* Requests of every version, byte by byte. */
#include "wire/request.h"

#include <string.h>

#include "base/test.h"
#include "registry.h"

static uint8_t bytes[2048];
static uint8_t nonce[64] = {7};
static uint8_t srv[32] = {9};

static struct rt_packet build(const struct rt_request_plan *plan)
{
    struct rt_packet packet;
    struct rt_writer writer = rt_writer_into(bytes, sizeof bytes);
    ck_assert_int_eq(rt_request_write(&writer, plan), RT_OK);
    rt_packet_parse(&packet, rt_writer_view(&writer));
    ck_assert_int_eq(packet.header.error, RT_OK);
    return packet;
}

static struct rt_request_plan plan_of(const struct rt_rules *rules)
{
    return (struct rt_request_plan){
        .rules = *rules,
        .nonce = {nonce, rules->nonce},
        .srv = {srv, sizeof srv},
        .size = RT_REQUEST_SIZE,
    };
}

/* Every version's request has what its rules ask for, and nothing else. */
START_TEST(test_versions)
{
    for (size_t i = 0; i < rt_registry_count; i++) {
        const struct rt_rules *rules = &rt_registry[i]->rules;
        struct rt_request_plan plan = plan_of(rules);
        struct rt_packet packet = build(&plan);
        bool framed = rules->framing == RT_FRAMING_ROUGHTIM;
        ck_assert_uint_eq(packet.bytes.len, RT_REQUEST_SIZE + (framed ? 12 : 0));
        ck_assert_int_eq(packet.frame.framed, framed);
        ck_assert_int_eq(packet.frame.fault.error, RT_OK);
        ck_assert_uint_eq(packet.values[RT_SLOT_NONC].len, rules->nonce);
        ck_assert_int_eq(rt_view_present(packet.values[RT_SLOT_VER]),
                         rules->offer != RT_OFFER_NONE);
        ck_assert_int_eq(rt_view_present(packet.values[RT_SLOT_SRV]), rules->srv != RT_SRV_ABSENT);
        ck_assert_int_eq(rt_view_present(packet.values[RT_SLOT_TYPE]),
                         rules->type == RT_TYPE_PRESENT);
        if (rules->tags == RT_TAG_ORDER_SORTED)
            ck_assert_int_eq(packet.messages[RT_LEVEL_TOP].order.error, RT_OK);
        else
            ck_assert_int_eq(packet.messages[RT_LEVEL_TOP].order.error, RT_E_TAG_ORDER);
    }
}
END_TEST

START_TEST(test_offers)
{
    static const uint32_t numbers[] = {9, 4, 9, 1};
    static const struct {
        enum rt_offer offer;
        size_t count;
        uint32_t numbers[4];
    } cases[] = {
        {RT_OFFER_NONE, 0, {0}},
        {RT_OFFER_ANY, 4, {9, 4, 9, 1}},
        {RT_OFFER_UNIQUE, 3, {9, 4, 1}},
        {RT_OFFER_ASCENDING, 3, {1, 4, 9}},
        {RT_OFFER_ASCENDING32, 3, {1, 4, 9}},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct rt_request_plan plan = plan_of(&rt_version_v8.rules);
        plan.rules.offer = cases[i].offer;
        plan.offers = numbers;
        plan.offer_count = 4;
        struct rt_view ver = build(&plan).values[RT_SLOT_VER];
        ck_assert_uint_eq(ver.len, 4 * cases[i].count);
        for (size_t j = 0; j < cases[i].count; j++)
            ck_assert_uint_eq(rt_bytes_load32(ver.data + 4 * j), cases[i].numbers[j]);
    }
}
END_TEST

START_TEST(test_too_many_offers)
{
    static const uint32_t numbers[RT_NUMBERS_MAX + 1];
    struct rt_writer writer = rt_writer_into(bytes, sizeof bytes);
    struct rt_request_plan plan = plan_of(&rt_version_v8.rules);
    plan.offers = numbers;
    plan.offer_count = RT_NUMBERS_MAX + 1;
    ck_assert_int_eq(rt_request_write(&writer, &plan), RT_E_TOO_LARGE);
}
END_TEST

START_TEST(test_padding)
{
    static const struct {
        enum rt_padding padding;
        uint32_t tag;
    } cases[] = {
        {RT_PADDING_PADFF, (uint32_t)RT_TAG_PADFF},
        {RT_PADDING_PAD, (uint32_t)RT_TAG_PAD},
        {RT_PADDING_ZZZZ, (uint32_t)RT_TAG_ZZZZ},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct rt_request_plan plan = plan_of(&rt_version_v8.rules);
        plan.rules.padding = cases[i].padding;
        struct rt_packet packet = build(&plan);
        struct rt_entry pad = rt_message_find(&packet.messages[RT_LEVEL_TOP], cases[i].tag);
        ck_assert_uint_gt(pad.value.len, 900);
        for (size_t j = 0; j < pad.value.len; j++)
            ck_assert_uint_eq(pad.value.data[j], 0);
    }
}
END_TEST

/* Any wanted size is reached, but for what a tag and a multiple of four take. */
START_TEST(test_sizes)
{
    for (size_t size = 0; size < 1500; size++) {
        struct rt_request_plan plan = plan_of(&rt_version_v8.rules);
        plan.size = size;
        size_t len = build(&plan).frame.message.len;
        ck_assert_uint_ge(len, size);
        ck_assert_uint_le(len, size < 52 ? 52 : size + 11);
        ck_assert_uint_eq(len % 4, 0);
    }
}
END_TEST

START_TEST(test_no_room)
{
    struct rt_request_plan plan = plan_of(&rt_version_v8.rules);
    struct rt_writer writer = rt_writer_into(bytes, 1035);
    ck_assert_int_eq(rt_request_write(&writer, &plan), RT_E_NO_SPACE);
    ck_assert_uint_eq(writer.len, 1036);
}
END_TEST

START_TEST(test_edits)
{
    const struct rt_edit edit = {RT_LEVEL_TOP, (uint32_t)RT_TAG_VER, {NULL, 0}};
    struct rt_request_plan plan = plan_of(&rt_version_v8.rules);
    plan.edits = (struct rt_edits){&edit, 1};
    struct rt_packet packet = build(&plan);
    ck_assert(!rt_view_present(packet.values[RT_SLOT_VER]));
    ck_assert_uint_eq(packet.frame.message.len, RT_REQUEST_SIZE);
}
END_TEST

RT_TEST_MAIN("request", test_versions, test_offers, test_too_many_offers, test_padding, test_sizes,
             test_no_room, test_edits)
