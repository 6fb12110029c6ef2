// SPDX-License-Identifier: BSD-2-Clause
/*
 * Any bytes as a message: what the parser calls sound is within the bytes and is written back as
 * it was.
 */
#include <stdlib.h>
#include <string.h>

#include "base/fuzz_target.h"
#include "wire/message.h"

/* Stops the program: a promise of the header is broken. */
static void require(bool kept)
{
    if (!kept)
        abort();
}

#define FIELDS_MAX 256

/* A message without faults of the map comes out of the writer as it went in. */
static void write_back(const struct rt_message *message)
{
    static uint8_t out[1 << 17];
    struct rt_field fields[FIELDS_MAX];
    if (message->header.error != RT_OK || message->count == 0 || message->count > FIELDS_MAX)
        return;
    for (uint32_t i = 0; i < message->count; i++) {
        struct rt_entry entry = rt_message_entry(message, i);
        fields[i] = (struct rt_field){entry.tag, entry.value};
    }
    require(rt_message_size(fields, message->count) == message->bytes.len);
    struct rt_writer writer = rt_writer_into(out, sizeof out);
    rt_message_write(&writer, fields, message->count);
    require(writer.error == RT_E_NO_SPACE ||
            rt_view_equal(rt_writer_view(&writer), message->bytes));
    rt_message_sort(fields, message->count);
    for (uint32_t i = 1; i < message->count; i++)
        require(fields[i - 1].tag <= fields[i].tag);
}

/* The same bytes as the beginning of a message that was cut. */
static void read_cut(const struct rt_message *message)
{
    uint32_t count = rt_message_cut_count(message);
    require(count <= message->count);
    for (uint32_t i = 0; i < count; i++) {
        struct rt_entry entry;
        size_t size = rt_message_cut_entry(message, i, message->bytes.len + i, &entry);
        require(entry.tag_at + 4 <= message->bytes.len && entry.value.len <= size);
        for (size_t at = 0; at < entry.value.len; at++)
            require(message->bytes.data[entry.value_at + at] == entry.value.data[at]);
    }
}

RT_FUZZ_TARGET("message", data, size)
{
    struct rt_message message = rt_message_parse((struct rt_view){data, size});
    size_t end = message.values;
    require(message.header.error != RT_OK || message.sound == message.count);
    require(message.header.error == RT_OK || message.header.at <= size);
    for (uint32_t i = 0; i < message.sound; i++) {
        char name[RT_TAG_NAME_SIZE];
        struct rt_entry entry = rt_message_entry(&message, i);
        require(entry.value_at == end && entry.value.data == data + end);
        require(entry.value.len <= size - end && entry.tag_at + 4 <= message.values);
        require(strlen(rt_tag_name(entry.tag, name)) < RT_TAG_NAME_SIZE);
        end += entry.value.len;
    }
    if (message.sound > 0) {
        struct rt_entry first = rt_message_entry(&message, 0);
        require(rt_message_find(&message, first.tag).tag_at == first.tag_at);
    }
    write_back(&message);
    read_cut(&message);
    return 0;
}
