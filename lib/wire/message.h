// SPDX-License-Identifier: BSD-2-Clause
/*
 * The tag map that every message of every version is.
 *
 *     uint32 N              number of tags
 *     uint32 offset[N - 1]  where value 1, 2, ... begin; value 0 begins at 0
 *     uint32 tag[N]
 *     values                value i ends where value i + 1 begins, the last at the end
 *
 * Offsets count from the first byte after the tags, are multiples of 4 and do not decrease; values
 * may be empty (draft 00 section 5, RFC 10049 section 4.2). Whether tags must ascend depends on
 * the version: the order is noted here and judged elsewhere. A message with N = 0 is the four zero
 * bytes alone.
 *
 * Parsing copies nothing and allocates nothing: a struct rt_message borrows its bytes. A damaged
 * message keeps the entries that are sound, so that they can be shown before the fault.
 */
#ifndef ROUGHTIME_MESSAGE_H
#define ROUGHTIME_MESSAGE_H

#include "base/bytes.h"
#include "base/tag.h"

struct rt_message {
    struct rt_view bytes;
    uint32_t count;            /* N as the message says */
    uint32_t sound;            /* entries that can be read: N, or fewer if `header` has a fault */
    size_t values;             /* offset of the first value in the message */
    struct rt_fault header;    /* first fault of N and the offsets */
    struct rt_fault order;     /* RT_E_TAG_ORDER or RT_E_TAG_DUPLICATE at the first tag that is not
                                * greater than its predecessor */
    struct rt_fault duplicate; /* RT_E_TAG_DUPLICATE at the first tag that occurred before, in any
                                * order; RT_E_TOO_MANY_TAGS if there were too many to look */
};

/* One tag and its value; offsets count from the start of the message. */
struct rt_entry {
    uint32_t tag;
    struct rt_view value;
    size_t tag_at;
    size_t value_at;
};

struct rt_message rt_message_parse(struct rt_view bytes);

/* Entry i < sound of a parsed message. */
struct rt_entry rt_message_entry(const struct rt_message *message, uint32_t i);

/* Of a message of which only the beginning is there: how many of its tags are there. */
uint32_t rt_message_cut_count(const struct rt_message *message);

/* One of these. `length` is that of the whole message, or 0 if it is not known. The value is cut to
 * what is there of it; returns the length that it has by the offsets, 0 if they contradict
 * themselves or the last is not known. */
size_t rt_message_cut_entry(const struct rt_message *message, uint32_t i, size_t length,
                            struct rt_entry *entry);

/* The first sound entry with this tag; its value is absent if there is none. */
struct rt_entry rt_message_find(const struct rt_message *message, uint32_t tag);

/* A tag and a value to be written. */
struct rt_field {
    uint32_t tag;
    struct rt_view value; /* of a multiple of 4 bytes, but for the last */
};

/* Writes a message with the fields as they stand: sorting them is the caller's affair, so that
 * wrong messages can be made too. `count` is at least 1. Errors stick to the writer. */
void rt_message_write(struct rt_writer *writer, const struct rt_field *fields, size_t count);

/* Bytes that rt_message_write needs for these fields. */
size_t rt_message_size(const struct rt_field *fields, size_t count);

/* Sorts fields into the ascending order of their tags. */
void rt_message_sort(struct rt_field *fields, size_t count);

#endif
