// SPDX-License-Identifier: BSD-2-Clause
/* Messages, and every fault of a header. */
#include "wire/message.h"

#include <string.h>

#include "base/test.h"

#define VIEW(array) ((struct rt_view){(array), sizeof(array)})

/* Three values: 4 bytes, none, 6 bytes. */
static const uint8_t sample[] = {
    3,   0,   0,   0,                      /* N */
    4,   0,   0,   0,    4,   0,   0,   0, /* offsets of the second and third value */
    'V', 'E', 'R', 0,    'N', 'O', 'N', 'C', 'Z', 'Z', 'Z', 'Z', /* tags */
    8,   0,   0,   0x80, 1,   2,   3,   4,   5,   6,
};

#define HEADER 24

static struct rt_message parse(const uint8_t *data, size_t len)
{
    return rt_message_parse((struct rt_view){data, len});
}

START_TEST(test_sample)
{
    struct rt_message message = parse(sample, sizeof sample);
    ck_assert_uint_eq(message.count, 3);
    ck_assert_uint_eq(message.sound, 3);
    ck_assert_uint_eq(message.values, HEADER);
    ck_assert_int_eq(message.header.error, RT_OK);
    ck_assert_int_eq(message.order.error, RT_OK);
    ck_assert_int_eq(message.duplicate.error, RT_OK);
    static const struct rt_entry expected[] = {
        {RT_TAG_VER, {sample + HEADER, 4}, 12, HEADER},
        {RT_TAG_NONC, {sample + HEADER + 4, 0}, 16, HEADER + 4},
        {RT_TAG_ZZZZ, {sample + HEADER + 4, 6}, 20, HEADER + 4},
    };
    for (uint32_t i = 0; i < 3; i++) {
        struct rt_entry entry = rt_message_entry(&message, i);
        ck_assert_uint_eq(entry.tag, expected[i].tag);
        ck_assert_ptr_eq(entry.value.data, expected[i].value.data);
        ck_assert_uint_eq(entry.value.len, expected[i].value.len);
        ck_assert_uint_eq(entry.tag_at, expected[i].tag_at);
        ck_assert_uint_eq(entry.value_at, expected[i].value_at);
    }
}
END_TEST

START_TEST(test_find)
{
    struct rt_message message = parse(sample, sizeof sample);
    ck_assert_uint_eq(rt_message_find(&message, RT_TAG_ZZZZ).value.len, 6);
    ck_assert(rt_view_present(rt_message_find(&message, RT_TAG_NONC).value));
    ck_assert(!rt_view_present(rt_message_find(&message, RT_TAG_SREP).value));
    ck_assert_uint_eq(rt_message_find(&message, RT_TAG_SREP).tag, RT_TAG_SREP);
}
END_TEST

/* Cut at every length, in a block of just that size so that a sanitizer sees a byte too many. */
START_TEST(test_every_truncation)
{
    for (size_t len = 0; len < sizeof sample; len++) {
        uint8_t *copy = malloc(len + !len);
        memcpy(copy, sample, len);
        struct rt_message message = parse(copy, len);
        for (uint32_t i = 0; i < message.sound; i++) {
            struct rt_entry entry = rt_message_entry(&message, i);
            ck_assert_uint_le(entry.value_at + entry.value.len, len);
        }
        if (len < 4) {
            ck_assert_int_eq(message.header.error, RT_E_TRUNCATED);
            ck_assert_uint_eq(message.header.at, len);
        } else if (len < HEADER) {
            ck_assert_int_eq(message.header.error, RT_E_TOO_MANY_TAGS);
            ck_assert_uint_eq(message.header.at, 0);
            ck_assert_uint_eq(message.sound, 0);
        } else if (len < HEADER + 4) {
            ck_assert_int_eq(message.header.error, RT_E_OFFSET_BEYOND);
            ck_assert_uint_eq(message.header.at, 4);
            ck_assert_uint_eq(message.sound, 0);
        } else {
            ck_assert_int_eq(message.header.error, RT_OK);
            ck_assert_uint_eq(rt_message_entry(&message, 2).value.len, len - HEADER - 4);
        }
        free(copy);
    }
    ck_assert_int_eq(parse(NULL, 0).header.error, RT_E_TRUNCATED);
}
END_TEST

START_TEST(test_no_tags)
{
    const uint8_t zeros[5] = {0};
    struct rt_message message = parse(zeros, 4);
    ck_assert_int_eq(message.header.error, RT_OK);
    ck_assert_uint_eq(message.count, 0);
    ck_assert_uint_eq(message.sound, 0);
    ck_assert(!rt_view_present(rt_message_find(&message, 0).value));
    message = parse(zeros, 5);
    ck_assert_int_eq(message.header.error, RT_E_TRAILING);
    ck_assert_uint_eq(message.header.at, 4);
}
END_TEST

START_TEST(test_numbers_of_tags_that_lie)
{
    static const uint32_t lies[] = {5,          8,          0x100,      0x1fffffff, 0x20000000,
                                    0x20000001, 0x40000000, 0x7fffffff, 0x80000000, 0xffffffff};
    uint8_t copy[sizeof sample];
    memcpy(copy, sample, sizeof sample);
    for (size_t i = 0; i < sizeof lies / sizeof lies[0]; i++) {
        rt_bytes_store32(copy, lies[i]);
        struct rt_message message = parse(copy, sizeof copy);
        ck_assert_uint_eq(message.count, lies[i]);
        ck_assert_uint_eq(message.sound, 0);
        ck_assert_int_eq(message.header.error, RT_E_TOO_MANY_TAGS);
        ck_assert_uint_eq(message.header.at, 0);
        ck_assert(!rt_view_present(rt_message_find(&message, RT_TAG_VER).value));
    }
    /* 34 bytes can hold the header of four tags; what stands in it is then wrong. */
    rt_bytes_store32(copy, 4);
    struct rt_message message = parse(copy, sizeof copy);
    ck_assert_int_eq(message.header.error, RT_E_OFFSET_BEYOND);
    ck_assert_uint_eq(message.header.at, 4);
    ck_assert_uint_eq(message.values, 32);
    ck_assert_uint_eq(message.sound, 0);
    /* One tag has the rest as its value. */
    rt_bytes_store32(copy, 1);
    message = parse(copy, sizeof copy);
    ck_assert_int_eq(message.header.error, RT_OK);
    ck_assert_uint_eq(rt_message_entry(&message, 0).value.len, sizeof copy - 8);
    ck_assert_uint_eq(rt_message_entry(&message, 0).tag, 4);
}
END_TEST

START_TEST(test_offsets_that_lie)
{
    static const struct {
        uint32_t second, third;
        enum rt_error error;
        size_t at;
        uint32_t sound;
    } cases[] = {
        {0, 0, RT_OK, 0, 3},
        {8, 8, RT_OK, 0, 3},
        {0, 8, RT_OK, 0, 3},
        {12, 12, RT_E_OFFSET_BEYOND, 4, 0}, /* room is 10 */
        {4, 12, RT_E_OFFSET_BEYOND, 8, 1},
        {4, 0xfffffffc, RT_E_OFFSET_BEYOND, 8, 1},
        {0xfffffffc, 0, RT_E_OFFSET_BEYOND, 4, 0},
        {8, 4, RT_E_OFFSET_DECREASING, 8, 1},
        {4, 0, RT_E_OFFSET_DECREASING, 8, 1},
        {1, 8, RT_E_OFFSET_UNALIGNED, 4, 0},
        {2, 8, RT_E_OFFSET_UNALIGNED, 4, 0},
        {4, 7, RT_E_OFFSET_UNALIGNED, 8, 1},
        {4, 0xffffffff, RT_E_OFFSET_UNALIGNED, 8, 1},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        uint8_t copy[sizeof sample];
        memcpy(copy, sample, sizeof sample);
        rt_bytes_store32(copy + 4, cases[i].second);
        rt_bytes_store32(copy + 8, cases[i].third);
        struct rt_message message = parse(copy, sizeof copy);
        ck_assert_int_eq((int)message.header.error, (int)cases[i].error);
        ck_assert_uint_eq(message.header.at, cases[i].at);
        ck_assert_uint_eq(message.sound, cases[i].sound);
        if (cases[i].sound == 1)
            ck_assert_uint_eq(rt_message_entry(&message, 0).value.len, cases[i].second);
    }
}
END_TEST

/* The sample with other tags. */
static struct rt_message with_tags(uint8_t copy[sizeof sample], uint32_t a, uint32_t b, uint32_t c)
{
    memcpy(copy, sample, sizeof sample);
    rt_bytes_store32(copy + 12, a);
    rt_bytes_store32(copy + 16, b);
    rt_bytes_store32(copy + 20, c);
    return parse(copy, sizeof sample);
}

START_TEST(test_tag_order)
{
    static const struct {
        uint32_t tags[3];
        struct rt_fault order, duplicate;
    } cases[] = {
        {{0, 1, UINT32_MAX}, {RT_OK, 0}, {RT_OK, 0}},
        {{0x7fffffff, 0x80000000, 0x80000001}, {RT_OK, 0}, {RT_OK, 0}},
        {{0x80000000, 0x7fffffff, 0x80000001}, {RT_E_TAG_ORDER, 16}, {RT_OK, 0}},
        {{1, 3, 2}, {RT_E_TAG_ORDER, 20}, {RT_OK, 0}},
        {{3, 2, 1}, {RT_E_TAG_ORDER, 16}, {RT_OK, 0}},
        {{1, 1, 2}, {RT_E_TAG_DUPLICATE, 16}, {RT_E_TAG_DUPLICATE, 16}},
        {{1, 2, 2}, {RT_E_TAG_DUPLICATE, 20}, {RT_E_TAG_DUPLICATE, 20}},
        {{2, 1, 2}, {RT_E_TAG_ORDER, 16}, {RT_E_TAG_DUPLICATE, 20}},
        {{0, 0, 0}, {RT_E_TAG_DUPLICATE, 16}, {RT_E_TAG_DUPLICATE, 16}},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        uint8_t copy[sizeof sample];
        const uint32_t *tags = cases[i].tags;
        struct rt_message message = with_tags(copy, tags[0], tags[1], tags[2]);
        ck_assert_int_eq(message.header.error, RT_OK);
        ck_assert_int_eq((int)message.order.error, (int)cases[i].order.error);
        ck_assert_uint_eq(message.order.at, cases[i].order.at);
        ck_assert_int_eq((int)message.duplicate.error, (int)cases[i].duplicate.error);
        ck_assert_uint_eq(message.duplicate.at, cases[i].duplicate.at);
    }
}
END_TEST

START_TEST(test_find_gives_the_first_of_two)
{
    uint8_t copy[sizeof sample];
    struct rt_message message = with_tags(copy, 7, 9, 7);
    ck_assert_uint_eq(rt_message_find(&message, 7).value.len, 4);
    ck_assert_uint_eq(rt_message_find(&message, 7).tag_at, 12);
}
END_TEST

/* A packet full of tags in falling order; the search for repeats gives up beyond a bound. */
START_TEST(test_many_unsorted_tags)
{
    enum { MOST = 8000 };
    static uint8_t bytes[8 * MOST];
    static const uint32_t counts[] = {2, 100, 128, 129, MOST};
    for (size_t c = 0; c < sizeof counts / sizeof counts[0]; c++) {
        uint32_t count = counts[c];
        memset(bytes, 0, sizeof bytes);
        rt_bytes_store32(bytes, count);
        for (uint32_t i = 0; i < count; i++)
            rt_bytes_store32(bytes + 4 * (count + i), count - i);
        struct rt_message message = parse(bytes, 8 * (size_t)count);
        ck_assert_uint_eq(message.sound, count);
        ck_assert_int_eq((int)message.order.error, RT_E_TAG_ORDER);
        ck_assert_int_eq((int)message.duplicate.error, count > 128 ? RT_E_TOO_MANY_TAGS : RT_OK);
        ck_assert_uint_eq(rt_message_find(&message, 1).tag_at, 4 * (2 * (size_t)count - 1));
    }
}
END_TEST

START_TEST(test_write_what_was_parsed)
{
    const struct rt_field fields[] = {
        {RT_TAG_VER, {sample + HEADER, 4}},
        {RT_TAG_NONC, {NULL, 0}},
        {RT_TAG_ZZZZ, {sample + HEADER + 4, 6}},
    };
    uint8_t out[sizeof sample];
    struct rt_writer writer = rt_writer_into(out, sizeof out);
    rt_message_write(&writer, fields, 3);
    ck_assert(rt_view_equal(rt_writer_view(&writer), VIEW(sample)));
    ck_assert_uint_eq(rt_message_size(fields, 3), sizeof sample);
    writer = rt_writer_into(out, sizeof out - 1);
    rt_message_write(&writer, fields, 3);
    ck_assert_int_eq(writer.error, RT_E_NO_SPACE);
    ck_assert_uint_eq(writer.len, sizeof sample);
}
END_TEST

START_TEST(test_write_leaves_the_order_alone)
{
    const struct rt_field wrong[] = {{9, {sample, 4}}, {2, {sample, 4}}, {9, {sample, 4}}};
    uint8_t out[64];
    struct rt_writer writer = rt_writer_into(out, sizeof out);
    rt_message_write(&writer, wrong, 3);
    struct rt_message message = rt_message_parse(rt_writer_view(&writer));
    ck_assert_int_eq((int)message.order.error, RT_E_TAG_ORDER);
    ck_assert_uint_eq(rt_message_entry(&message, 0).tag, 9);
    ck_assert_uint_eq(rt_message_entry(&message, 1).tag, 2);
}
END_TEST

START_TEST(test_sort)
{
    struct rt_field fields[] = {{UINT32_MAX, {sample, 1}},
                                {5, {sample, 2}},
                                {0x80000000, {sample, 3}},
                                {5, {sample, 4}},
                                {0, {sample, 5}}};
    static const size_t lengths[] = {5, 2, 4, 3, 1};
    rt_message_sort(fields, 5);
    for (int i = 0; i < 5; i++)
        ck_assert_uint_eq(fields[i].value.len, lengths[i]);
    rt_message_sort(fields, 0);
    rt_message_sort(fields, 1);
}
END_TEST

/* Any bytes: entries lie within the message, one after the other. */
START_TEST(test_random_messages)
{
    uint32_t state = 1;
    for (int round = 0; round < 20000; round++) {
        uint8_t bytes[64];
        memcpy(bytes, sample, sizeof sample);
        for (size_t i = sizeof sample; i < sizeof bytes; i++)
            bytes[i] = (uint8_t)i;
        for (int change = 0; change < 4; change++) {
            state = state * 1664525 + 1013904223;
            bytes[state >> 16 & 15] = (uint8_t)((state >> 24 & 1) ? state >> 25 : state >> 29);
        }
        size_t len = state >> 8 & 63;
        struct rt_message message = parse(bytes, len);
        size_t end = message.values;
        ck_assert(message.sound == message.count || message.header.error != RT_OK);
        for (uint32_t i = 0; i < message.sound; i++) {
            struct rt_entry entry = rt_message_entry(&message, i);
            ck_assert_uint_eq(entry.value_at, end);
            ck_assert_ptr_eq(entry.value.data, bytes + end);
            end += entry.value.len;
        }
        ck_assert_uint_le(end, len < 4 ? 4 : len);
        ck_assert(message.header.error != RT_OK || end == len);
    }
}
END_TEST

/* A message of three tags, cut to any length: of each value it is known how much is there. */
START_TEST(test_cut)
{
    static const uint8_t bytes[36] = {3,   0, 0, 0, 4,   0, 0, 0, 8,   0, 0, 0,
                                      'A', 0, 0, 0, 'B', 0, 0, 0, 'C', 0, 0, 0};
    for (size_t len = 4; len <= sizeof bytes; len++) {
        struct rt_message message = rt_message_parse((struct rt_view){bytes, len});
        uint32_t count = rt_message_cut_count(&message);
        ck_assert_uint_eq(count, len < 16 ? 0 : len < 20 ? 1 : len < 24 ? 2 : 3);
        for (uint32_t i = 0; i < count; i++) {
            struct rt_entry entry;
            size_t start = 24 + 4 * (size_t)i, there = len > start ? len - start : 0;
            ck_assert_uint_eq(rt_message_cut_entry(&message, i, sizeof bytes, &entry), 4);
            ck_assert_uint_eq(entry.tag, 'A' + i);
            if (there > 0)
                ck_assert_uint_eq(entry.value_at, start);
            ck_assert_uint_eq(entry.value.len, there < 4 ? there : 4);
            ck_assert_uint_eq(rt_message_cut_entry(&message, i, 0, &entry), i == 2 ? 0 : 4);
        }
    }
    uint8_t wrong[36];
    struct rt_entry entry;
    memcpy(wrong, bytes, sizeof bytes);
    memset(wrong + 4, 0xff, 4);
    struct rt_message message = rt_message_parse((struct rt_view){wrong, sizeof wrong});
    ck_assert_uint_eq(rt_message_cut_entry(&message, 1, sizeof wrong, &entry), 0);
    ck_assert_uint_eq(entry.value.len, 0);
    memset(wrong, 0xff, 4);
    message = rt_message_parse((struct rt_view){wrong, sizeof wrong});
    ck_assert_uint_eq(rt_message_cut_count(&message), 0);
}
END_TEST

RT_TEST_MAIN("message", test_sample, test_find, test_every_truncation, test_no_tags,
             test_numbers_of_tags_that_lie, test_offsets_that_lie, test_tag_order,
             test_find_gives_the_first_of_two, test_many_unsorted_tags, test_write_what_was_parsed,
             test_write_leaves_the_order_alone, test_sort, test_random_messages, test_cut)
