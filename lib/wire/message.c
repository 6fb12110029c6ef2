// SPDX-License-Identifier: BSD-2-Clause
/* Reads a message: its tags, offsets and values. */
#include "wire/message.h"

/* Up to here tags in no order are compared each with each; no real message comes near. */
#define UNSORTED_MAX 128

static uint32_t tag_of(const struct rt_message *message, uint32_t i)
{
    return rt_bytes_load32(message->bytes.data + 4 * ((size_t)message->count + i));
}

/* Where value i begins, from the first value on; count is the end of the last. */
static size_t start_of(const struct rt_message *message, uint32_t i)
{
    if (i == 0)
        return 0;
    if (i == message->count)
        return message->bytes.len - message->values;
    return rt_bytes_load32(message->bytes.data + 4 * (size_t)i);
}

static void check_offsets(struct rt_message *message)
{
    size_t room = message->bytes.len - message->values;
    size_t before = 0;
    for (uint32_t i = 1; i < message->count; i++) {
        size_t start = start_of(message, i);
        enum rt_error error = start % 4 != 0   ? RT_E_OFFSET_UNALIGNED
                              : start < before ? RT_E_OFFSET_DECREASING
                              : start > room   ? RT_E_OFFSET_BEYOND
                                               : RT_OK;
        if (error != RT_OK) {
            message->header = (struct rt_fault){error, 4 * (size_t)i};
            message->sound = i - 1;
            return;
        }
        before = start;
    }
}

static bool occurred_before(const struct rt_message *message, uint32_t i)
{
    for (uint32_t j = 0; j < i; j++)
        if (tag_of(message, j) == tag_of(message, i))
            return true;
    return false;
}

static void check_order(struct rt_message *message)
{
    for (uint32_t i = 1; i < message->count; i++) {
        size_t at = 4 * ((size_t)message->count + i);
        if (tag_of(message, i) > tag_of(message, i - 1))
            continue;
        bool repeated = tag_of(message, i) == tag_of(message, i - 1);
        message->order = (struct rt_fault){repeated ? RT_E_TAG_DUPLICATE : RT_E_TAG_ORDER, at};
        break;
    }
    if (message->order.error == RT_OK)
        return;
    if (message->count > UNSORTED_MAX) {
        message->duplicate = (struct rt_fault){RT_E_TOO_MANY_TAGS, 0};
        return;
    }
    for (uint32_t i = 1; i < message->count; i++) {
        if (occurred_before(message, i)) {
            size_t at = 4 * ((size_t)message->count + i);
            message->duplicate = (struct rt_fault){RT_E_TAG_DUPLICATE, at};
            return;
        }
    }
}

struct rt_message rt_message_parse(struct rt_view bytes)
{
    struct rt_message message = {.bytes = bytes};
    if (bytes.len < 4) {
        message.header = (struct rt_fault){RT_E_TRUNCATED, bytes.len};
        return message;
    }
    message.count = rt_bytes_load32(bytes.data);
    if (message.count == 0) {
        message.values = 4;
        if (bytes.len > 4)
            message.header = (struct rt_fault){RT_E_TRAILING, 4};
        return message;
    }
    if (message.count > bytes.len / 8) {
        message.header = (struct rt_fault){RT_E_TOO_MANY_TAGS, 0};
        return message;
    }
    message.values = 8 * (size_t)message.count;
    message.sound = message.count;
    check_offsets(&message);
    check_order(&message);
    return message;
}

struct rt_entry rt_message_entry(const struct rt_message *message, uint32_t i)
{
    size_t start = start_of(message, i);
    size_t end = start_of(message, i + 1);
    return (struct rt_entry){
        .tag = tag_of(message, i),
        .value = rt_view_slice(message->bytes, message->values + start, end - start),
        .tag_at = 4 * ((size_t)message->count + i),
        .value_at = message->values + start,
    };
}

uint32_t rt_message_cut_count(const struct rt_message *message)
{
    size_t words = message->bytes.len / 4;
    if (words <= message->count)
        return 0;
    return words - message->count < message->count ? (uint32_t)(words - message->count)
                                                   : message->count;
}

size_t rt_message_cut_entry(const struct rt_message *message, uint32_t i, size_t length,
                            struct rt_entry *entry)
{
    bool last = i + 1 == message->count;
    size_t values = 8 * (size_t)message->count;
    size_t start = start_of(message, i);
    size_t end = last ? (length > values ? length - values : 0) : start_of(message, i + 1);
    size_t size = end > start ? end - start : 0;
    size_t room = message->bytes.len > values ? message->bytes.len - values : 0;
    size_t at = values + (start < room ? start : room);
    *entry = (struct rt_entry){
        .tag = tag_of(message, i),
        .value = rt_view_slice(message->bytes, at, last && length == 0 ? room : size),
        .tag_at = 4 * ((size_t)message->count + i),
        .value_at = at,
    };
    return size;
}

struct rt_entry rt_message_find(const struct rt_message *message, uint32_t tag)
{
    for (uint32_t i = 0; i < message->sound; i++)
        if (tag_of(message, i) == tag)
            return rt_message_entry(message, i);
    return (struct rt_entry){.tag = tag};
}

size_t rt_message_size(const struct rt_field *fields, size_t count)
{
    size_t size = 8 * count;
    for (size_t i = 0; i < count; i++)
        size += fields[i].value.len;
    return size;
}

void rt_message_write(struct rt_writer *writer, const struct rt_field *fields, size_t count)
{
    uint32_t offset = 0;
    rt_writer_u32(writer, (uint32_t)count);
    for (size_t i = 1; i < count; i++) {
        offset += (uint32_t)fields[i - 1].value.len;
        rt_writer_u32(writer, offset);
    }
    for (size_t i = 0; i < count; i++)
        rt_writer_u32(writer, fields[i].tag);
    for (size_t i = 0; i < count; i++)
        rt_writer_put(writer, fields[i].value);
}

void rt_message_sort(struct rt_field *fields, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        struct rt_field field = fields[i];
        size_t j = i;
        for (; j > 0 && fields[j - 1].tag > field.tag; j--)
            fields[j] = fields[j - 1];
        fields[j] = field;
    }
}
