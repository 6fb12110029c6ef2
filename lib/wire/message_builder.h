// SPDX-License-Identifier: BSD-2-Clause
/*
 * Putting messages together: a small list of tags and values, edits to it, and the packet around.
 *
 * Builders of requests and responses put the fields that the rules ask for into a list, apply the
 * edits of their caller, arrange the tags as the rules say and write the result. An edit makes a
 * packet that is wrong, or unusual, in one place; an edit inside SREP or DELE is applied before it
 * is signed, so that nothing else becomes wrong.
 *
 * Values are borrowed until the list is written. Nothing is allocated.
 */
#ifndef ROUGHTIME_MESSAGE_BUILDER_H
#define ROUGHTIME_MESSAGE_BUILDER_H

#include "wire/packet.h"

/* Tags that one message can be given; edits may add to what a version has. */
#define RT_MESSAGE_BUILDER_MAX 16

struct rt_message_builder {
    struct rt_field list[RT_MESSAGE_BUILDER_MAX];
    size_t count;
    enum rt_error error; /* RT_E_NO_SPACE once a field did not fit, else RT_OK */
};

/* A change to one message of a packet: another value for a tag, a tag more (a value where there
 * was none), or a tag less (an absent value). Two edits of the same tag add up in their order. */
struct rt_edit {
    enum rt_level level; /* of a response; RT_LEVEL_TOP in a request */
    uint32_t tag;
    struct rt_view value;
};

/* The edits of a plan; `list` may be NULL if there are none. Borrowed. */
struct rt_edits {
    const struct rt_edit *list;
    size_t count;
};

/* Adds a field at the end; a view that is absent adds nothing. */
void rt_message_builder_put(struct rt_message_builder *fields, uint32_t tag, struct rt_view value);

/* Applies the edits of one level. */
void rt_message_builder_edit(struct rt_message_builder *fields, struct rt_edits edits,
                             enum rt_level level);

/* Brings the tags into the order of the rules: ascending, or descending where any order goes, so
 * that a packet shows what it was made for. */
void rt_message_builder_arrange(struct rt_message_builder *fields, enum rt_tag_order order);

/* Writes the message that the list is. RT_E_NO_SPACE in the writer if a field was lost. */
void rt_message_builder_write(struct rt_writer *writer, const struct rt_message_builder *fields);

/* Writes the packet around the message: as a datagram (framing), or on TCP as the parameter stream
 * says. A version that is not defined over TCP is framed there like a datagram. */
void rt_message_builder_packet(struct rt_writer *writer, const struct rt_message_builder *fields,
                               const struct rt_rules *rules, enum rt_transport transport);

#endif
