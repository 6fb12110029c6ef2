// SPDX-License-Identifier: BSD-2-Clause
/* Packets taken apart: whole, cut at every byte, and nested. */
#include "wire/packet.h"

#include <string.h>

#include "base/test.h"
#include "judge/test_packets.h"

static struct rt_packet parse(struct rt_view bytes)
{
    struct rt_packet packet;
    rt_packet_parse(&packet, bytes);
    return packet;
}

static size_t at(const struct rt_packet *packet, enum rt_slot slot)
{
    ck_assert(rt_view_present(packet->values[slot]));
    return rt_packet_offset(packet, packet->values[slot].data);
}

START_TEST(test_request)
{
    struct rt_packet packet = parse(test_packets[0].request);
    ck_assert_int_eq((int)packet.direction, RT_REQUEST);
    ck_assert_uint_eq(packet.messages[RT_LEVEL_TOP].count, 3);
    ck_assert_uint_eq(at(&packet, RT_SLOT_VER), 956);
    ck_assert_uint_eq(at(&packet, RT_SLOT_NONC), 960);
    ck_assert_uint_eq(packet.values[RT_SLOT_NONC].len, 64);
    ck_assert(!rt_view_present(packet.messages[RT_LEVEL_SREP].bytes));
    ck_assert_int_eq(packet.header.error, RT_OK);
}
END_TEST

/* The layout of draft 04 with three entries in PATH, added up by hand. */
START_TEST(test_response)
{
    struct rt_packet packet = parse(test_packets[0].response);
    enum { TOP = 12, VALUES = TOP + 7 * 8, SREP = VALUES + 64 + 4 + 64 + 96, CERT = SREP + 68 };
    ck_assert_int_eq((int)packet.direction, RT_RESPONSE);
    ck_assert_uint_eq(at(&packet, RT_SLOT_SIG), VALUES);
    ck_assert_uint_eq(at(&packet, RT_SLOT_VER), VALUES + 64);
    ck_assert_uint_eq(at(&packet, RT_SLOT_NONC), VALUES + 68);
    ck_assert_uint_eq(at(&packet, RT_SLOT_PATH), VALUES + 132);
    ck_assert_uint_eq(packet.values[RT_SLOT_PATH].len, 96);
    ck_assert_uint_eq(at(&packet, RT_SLOT_SREP), SREP);
    ck_assert_uint_eq(at(&packet, RT_SLOT_RADI), SREP + 24);
    ck_assert_uint_eq(at(&packet, RT_SLOT_MIDP), SREP + 28);
    ck_assert_uint_eq(at(&packet, RT_SLOT_ROOT), SREP + 36);
    ck_assert_uint_eq(at(&packet, RT_SLOT_CERT), CERT);
    ck_assert_uint_eq(at(&packet, RT_SLOT_CERT_SIG), CERT + 16);
    ck_assert_uint_eq(at(&packet, RT_SLOT_DELE), CERT + 80);
    ck_assert_uint_eq(at(&packet, RT_SLOT_PUBK), CERT + 80 + 24);
    ck_assert_uint_eq(at(&packet, RT_SLOT_MINT), CERT + 80 + 56);
    ck_assert_uint_eq(at(&packet, RT_SLOT_MAXT), CERT + 80 + 64);
    ck_assert_uint_eq(at(&packet, RT_SLOT_INDX), CERT + 152);
    ck_assert_uint_eq(CERT + 152 + 4, packet.bytes.len);
    ck_assert(!rt_view_present(packet.values[RT_SLOT_SREP_VER]));
    ck_assert(!rt_view_present(packet.values[RT_SLOT_TYPE]));
}
END_TEST

/* Values with the same tag on different levels are kept apart. */
START_TEST(test_levels)
{
    struct rt_packet packet = parse(test_packets[4].response);
    ck_assert(!rt_view_present(packet.values[RT_SLOT_VER]));
    ck_assert(rt_view_present(packet.values[RT_SLOT_SREP_VER]));
    ck_assert(rt_view_present(packet.values[RT_SLOT_NONC]));
    ck_assert(!rt_view_present(packet.values[RT_SLOT_SREP_NONC]));
    ck_assert_uint_ne(at(&packet, RT_SLOT_SIG), at(&packet, RT_SLOT_CERT_SIG));
    ck_assert_str_eq(rt_level_name(RT_LEVEL_TOP), "");
    ck_assert_str_eq(rt_level_name(RT_LEVEL_SREP), "SREP");
    ck_assert_str_eq(rt_level_name(RT_LEVEL_CERT), "CERT");
    ck_assert_str_eq(rt_level_name(RT_LEVEL_DELE), "DELE");
}
END_TEST

/* Cut anywhere, in a block of that size: no value reaches beyond the end, and what stands before
 * the cut is found where it was. */
START_TEST(test_every_truncation)
{
    for (size_t p = 0; p < TEST_PACKETS; p++) {
        struct rt_view whole = test_packets[p].response;
        struct rt_packet full = parse(whole);
        for (size_t len = 0; len < whole.len; len++) {
            uint8_t *copy = malloc(len + !len);
            memcpy(copy, whole.data, len);
            struct rt_packet packet = parse((struct rt_view){copy, len});
            for (int i = 0; i < RT_SLOT_COUNT; i++) {
                enum rt_slot slot = (enum rt_slot)i;
                if (!rt_view_present(packet.values[slot]))
                    continue;
                ck_assert_uint_le(at(&packet, slot) + packet.values[slot].len, len);
                ck_assert_uint_eq(at(&packet, slot), at(&full, slot));
            }
            struct rt_fault fault = packet.header;
            ck_assert(fault.error == RT_OK || fault.at <= len);
            /* Without a fault of the map, the last value is short. */
            ck_assert(fault.error != RT_OK || packet.values[RT_SLOT_INDX].len < 4);
            ck_assert(packet.frame.fault.error == RT_E_FRAME_SHORT || len < 8);
            free(copy);
        }
    }
}
END_TEST

START_TEST(test_fault_of_a_nested_message)
{
    uint8_t copy[520];
    memcpy(copy, test_packets[0].response.data, sizeof copy);
    struct rt_view bytes = {copy, sizeof copy};
    struct rt_packet packet = parse(bytes);
    size_t dele = at(&packet, RT_SLOT_DELE);
    rt_bytes_store32(copy + dele + 8, 41); /* the offset of MAXT */
    packet = parse(bytes);
    struct rt_fault fault = packet.header;
    ck_assert_int_eq((int)fault.error, RT_E_OFFSET_UNALIGNED);
    ck_assert_uint_eq(fault.at, dele + 8);
    ck_assert(rt_view_present(packet.values[RT_SLOT_PUBK]));
    ck_assert(!rt_view_present(packet.values[RT_SLOT_MINT]));
    /* A fault further up comes first. */
    rt_bytes_store32(copy + at(&packet, RT_SLOT_SREP), UINT32_MAX);
    packet = parse(bytes);
    ck_assert_int_eq((int)packet.header.error, RT_E_TOO_MANY_TAGS);
}
END_TEST

/* SREP within SREP is not followed: the levels are those of the protocol. */
START_TEST(test_nesting_is_bounded)
{
    static uint8_t bytes[8 * 1000];
    for (size_t i = 0; i < 1000; i++) {
        rt_bytes_store32(bytes + 8 * i, 1);
        rt_bytes_store32(bytes + 8 * i + 4, RT_TAG_SREP);
    }
    struct rt_packet packet = parse((struct rt_view){bytes, sizeof bytes});
    ck_assert_uint_eq(packet.values[RT_SLOT_SREP].len, sizeof bytes - 8);
    ck_assert(rt_view_present(packet.messages[RT_LEVEL_SREP].bytes));
    ck_assert(!rt_view_present(packet.messages[RT_LEVEL_CERT].bytes));
}
END_TEST

START_TEST(test_direction)
{
    static const uint32_t answers[] = {RT_TAG_SREP, RT_TAG_CERT, RT_TAG_INDX};
    static const uint32_t others[] = {RT_TAG_NONC, RT_TAG_SIG, RT_TAG_PATH, RT_TAG_VER};
    uint8_t bytes[8] = {1};
    for (size_t i = 0; i < 3; i++) {
        rt_bytes_store32(bytes + 4, answers[i]);
        ck_assert_int_eq((int)parse((struct rt_view){bytes, 8}).direction, RT_RESPONSE);
    }
    for (size_t i = 0; i < 4; i++) {
        rt_bytes_store32(bytes + 4, others[i]);
        ck_assert_int_eq((int)parse((struct rt_view){bytes, 8}).direction, RT_REQUEST);
    }
}
END_TEST

START_TEST(test_larger_than_any_packet)
{
    size_t size = RT_PACKET_MAX + 1;
    uint8_t *bytes = calloc(1, size);
    rt_bytes_store32(bytes, 1);
    ck_assert_uint_eq(parse((struct rt_view){bytes, size}).bytes.len, RT_PACKET_MAX);
    ck_assert_uint_eq(parse((struct rt_view){bytes, size - 1}).bytes.len, RT_PACKET_MAX);
    free(bytes);
}
END_TEST

START_TEST(test_missing_and_misfit)
{
    uint8_t copy[520];
    struct rt_view bytes = {copy, sizeof copy};
    memcpy(copy, test_packets[0].response.data, sizeof copy);
    struct rt_packet packet = parse(bytes);
    ck_assert_int_eq((int)packet.missing, RT_SLOT_COUNT);
    ck_assert_int_eq((int)packet.misfit, RT_SLOT_COUNT);
    uint8_t *indx = copy + RT_FRAME_SIZE + 4 * 6; /* the offset of INDX */
    rt_bytes_store32(indx, rt_bytes_load32(indx) + 4);
    packet = parse(bytes);
    ck_assert_int_eq((int)packet.missing, RT_SLOT_COUNT);
    ck_assert_int_eq((int)packet.misfit, RT_SLOT_INDX);
    copy[RT_FRAME_SIZE + 4 * 13]++; /* its tag */
    packet = parse(bytes);
    ck_assert_int_eq((int)packet.missing, RT_SLOT_INDX);
    ck_assert_int_eq((int)packet.misfit, RT_SLOT_MAXT);
    copy[RT_FRAME_SIZE + 4 * 10]++; /* PATH */
    packet = parse(bytes);
    ck_assert_int_eq((int)packet.missing, RT_SLOT_PATH);
}
END_TEST

START_TEST(test_nothing)
{
    struct rt_packet packet = parse((struct rt_view){NULL, 0});
    ck_assert_int_eq((int)packet.header.error, RT_E_TRUNCATED);
    for (int i = 0; i < RT_SLOT_COUNT; i++)
        ck_assert(!rt_view_present(packet.values[i]));
}
END_TEST

START_TEST(test_slots)
{
    for (int i = 0; i < RT_SLOT_COUNT; i++) {
        const struct rt_slot_row *row = rt_slot_row((enum rt_slot)i);
        ck_assert_ptr_nonnull(rt_tag_find(row->tag));
        for (int j = 0; j < i; j++)
            ck_assert(rt_slot_row((enum rt_slot)j)->tag != row->tag ||
                      rt_slot_row((enum rt_slot)j)->level != row->level);
    }
    ck_assert_uint_eq(rt_slot_row(RT_SLOT_CERT_SIG)->length, 64);
    ck_assert_uint_eq(rt_slot_row(RT_SLOT_PUBK)->length, 32);
    ck_assert_uint_eq(rt_slot_row(RT_SLOT_MIDP)->length, 8);
}
END_TEST

START_TEST(test_places)
{
    static const struct {
        enum rt_slot version, nonce;
    } slots[RT_PLACE_COUNT] = {
        [RT_PLACE_FORGOTTEN] = {RT_SLOT_COUNT, RT_SLOT_COUNT},
        [RT_PLACE_NONE] = {RT_SLOT_COUNT, RT_SLOT_COUNT},
        [RT_PLACE_RESPONSE] = {RT_SLOT_VER, RT_SLOT_NONC},
        [RT_PLACE_SREP] = {RT_SLOT_SREP_VER, RT_SLOT_SREP_NONC},
    };
    for (int i = 0; i < RT_PLACE_COUNT; i++) {
        ck_assert_int_eq((int)rt_packet_version_slot((enum rt_place)i), (int)slots[i].version);
        ck_assert_int_eq((int)rt_packet_nonce_slot((enum rt_place)i), (int)slots[i].nonce);
    }
}
END_TEST

START_TEST(test_list_of_numbers)
{
    const uint8_t list[] = {1, 0, 0, 0, 8, 0, 0, 0x80, 9, 0, 0};
    struct rt_view view = {list, sizeof list};
    ck_assert(rt_packet_lists(view, 1));
    ck_assert(rt_packet_lists(view, 0x80000008));
    ck_assert(!rt_packet_lists(view, 9)); /* three bytes are no number */
    ck_assert(!rt_packet_lists(view, 0));
    ck_assert(!rt_packet_lists((struct rt_view){NULL, 0}, 0));
}
END_TEST

RT_TEST_MAIN("packet", test_request, test_response, test_levels, test_every_truncation,
             test_fault_of_a_nested_message, test_nesting_is_bounded, test_direction,
             test_larger_than_any_packet, test_missing_and_misfit, test_nothing, test_slots,
             test_places, test_list_of_numbers)
