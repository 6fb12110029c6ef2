// SPDX-License-Identifier: BSD-2-Clause
/* Messages written and read again, with edits. */
#include "wire/message_builder.h"

#include <string.h>

#include "base/test.h"

static const uint8_t some[4] = {1, 2, 3, 4};
static const struct rt_view four = {some, 4};
static const struct rt_view none = {NULL, 0};

START_TEST(test_put)
{
    struct rt_message_builder fields = {.count = 0};
    uint8_t bytes[512];
    rt_message_builder_put(&fields, 1, none);
    ck_assert_uint_eq(fields.count, 0);
    for (uint32_t i = 0; i < RT_MESSAGE_BUILDER_MAX; i++)
        rt_message_builder_put(&fields, i, four);
    ck_assert_int_eq(fields.error, RT_OK);
    rt_message_builder_put(&fields, RT_MESSAGE_BUILDER_MAX, four);
    ck_assert_int_eq(fields.error, RT_E_NO_SPACE);
    struct rt_writer writer = rt_writer_into(bytes, sizeof bytes);
    rt_message_builder_write(&writer, &fields);
    ck_assert_int_eq(writer.error, RT_E_NO_SPACE);
}
END_TEST

START_TEST(test_edit)
{
    const struct rt_edit list[] = {
        {RT_LEVEL_TOP, 2, none}, {RT_LEVEL_TOP, 3, {some, 2}}, {RT_LEVEL_TOP, 9, {some, 0}},
        {RT_LEVEL_TOP, 7, none}, {RT_LEVEL_SREP, 1, none},
    };
    struct rt_message_builder fields = {.count = 0};
    for (uint32_t tag = 1; tag <= 3; tag++)
        rt_message_builder_put(&fields, tag, four);
    rt_message_builder_edit(&fields, (struct rt_edits){list, sizeof list / sizeof list[0]},
                            RT_LEVEL_TOP);
    ck_assert_uint_eq(fields.count, 3);
    ck_assert_uint_eq(fields.list[0].tag, 1);
    ck_assert_uint_eq(fields.list[1].tag, 3);
    ck_assert_uint_eq(fields.list[1].value.len, 2);
    ck_assert_uint_eq(fields.list[2].tag, 9);
    ck_assert_uint_eq(fields.list[2].value.len, 0);
}
END_TEST

START_TEST(test_arrange)
{
    struct rt_message_builder fields = {.count = 0};
    rt_message_builder_put(&fields, 5, four);
    rt_message_builder_put(&fields, 3, four);
    rt_message_builder_put(&fields, 4, four);
    rt_message_builder_arrange(&fields, RT_TAG_ORDER_SORTED);
    for (uint32_t i = 0; i < 3; i++)
        ck_assert_uint_eq(fields.list[i].tag, 3 + i);
    rt_message_builder_arrange(&fields, RT_TAG_ORDER_UNSORTED);
    for (uint32_t i = 0; i < 3; i++)
        ck_assert_uint_eq(fields.list[i].tag, 5 - i);
}
END_TEST

/* The bytes before the message, for each way to carry it. */
START_TEST(test_packet)
{
    static const struct {
        enum rt_framing framing;
        enum rt_stream stream;
        enum rt_transport transport;
        size_t header;
    } cases[] = {
        {RT_FRAMING_NONE, RT_STREAM_LENGTH, RT_TRANSPORT_UDP, 0},
        {RT_FRAMING_ROUGHTIM, RT_STREAM_LENGTH, RT_TRANSPORT_UDP, 12},
        {RT_FRAMING_ROUGHTIM, RT_STREAM_LENGTH, RT_TRANSPORT_UNKNOWN, 12},
        {RT_FRAMING_NONE, RT_STREAM_LENGTH, RT_TRANSPORT_TCP, 4},
        {RT_FRAMING_NONE, RT_STREAM_ROUGHTIM, RT_TRANSPORT_TCP, 12},
        {RT_FRAMING_NONE, RT_STREAM_NONE, RT_TRANSPORT_TCP, 0},
    };
    struct rt_message_builder fields = {.count = 0};
    rt_message_builder_put(&fields, 5, four);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        uint8_t bytes[64];
        struct rt_writer writer = rt_writer_into(bytes, sizeof bytes);
        struct rt_rules rules = {.framing = cases[i].framing, .stream = cases[i].stream};
        rt_message_builder_packet(&writer, &fields, &rules, cases[i].transport);
        ck_assert_uint_eq(writer.len, cases[i].header + 12);
        if (cases[i].header == 12)
            ck_assert_mem_eq(bytes, "ROUGHTIM\x0c\0\0\0", 12);
        if (cases[i].header == 4)
            ck_assert_uint_eq(rt_bytes_load32(bytes), 12);
        ck_assert_mem_eq(bytes + cases[i].header, "\1\0\0\0\5\0\0\0\1\2\3\4", 12);
    }
}
END_TEST

START_TEST(test_empty)
{
    uint8_t bytes[16];
    struct rt_writer writer = rt_writer_into(bytes, sizeof bytes);
    struct rt_message_builder fields = {.count = 0};
    struct rt_rules rules = {.framing = RT_FRAMING_ROUGHTIM};
    rt_message_builder_packet(&writer, &fields, &rules, RT_TRANSPORT_UDP);
    ck_assert_uint_eq(writer.len, 16);
    ck_assert_mem_eq(bytes, "ROUGHTIM\4\0\0\0\0\0\0\0", 16);
}
END_TEST

RT_TEST_MAIN("message_builder", test_put, test_edit, test_arrange, test_packet, test_empty)
