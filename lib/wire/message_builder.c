// SPDX-License-Identifier: BSD-2-Clause
/* Writes a message from its values. */
#include "wire/message_builder.h"

#include "rules/rules.h"

void rt_message_builder_put(struct rt_message_builder *fields, uint32_t tag, struct rt_view value)
{
    if (!rt_view_present(value))
        return;
    if (fields->count == RT_MESSAGE_BUILDER_MAX) {
        fields->error = RT_E_NO_SPACE;
        return;
    }
    fields->list[fields->count++] = (struct rt_field){tag, value};
}

static void apply(struct rt_message_builder *fields, const struct rt_edit *edit)
{
    size_t i = 0;
    while (i < fields->count && fields->list[i].tag != edit->tag)
        i++;
    if (i == fields->count) {
        rt_message_builder_put(fields, edit->tag, edit->value);
    } else if (rt_view_present(edit->value)) {
        fields->list[i].value = edit->value;
    } else {
        for (fields->count--; i < fields->count; i++)
            fields->list[i] = fields->list[i + 1];
    }
}

void rt_message_builder_edit(struct rt_message_builder *fields, struct rt_edits edits,
                             enum rt_level level)
{
    for (size_t i = 0; i < edits.count; i++)
        if (edits.list[i].level == level)
            apply(fields, &edits.list[i]);
}

static void reverse(struct rt_message_builder *fields)
{
    for (size_t i = 0; i < fields->count / 2; i++) {
        struct rt_field *a = &fields->list[i];
        struct rt_field *b = &fields->list[fields->count - 1 - i];
        struct rt_field kept = *a;
        *a = *b;
        *b = kept;
    }
}

void rt_message_builder_arrange(struct rt_message_builder *fields, enum rt_tag_order order)
{
    rt_message_sort(fields->list, fields->count);
    if (!rt_rules_tags_ascend(order))
        reverse(fields);
}

void rt_message_builder_write(struct rt_writer *writer, const struct rt_message_builder *fields)
{
    if (fields->error != RT_OK)
        writer->error = fields->error;
    else if (fields->count == 0)
        rt_writer_u32(writer, 0); /* the message without tags is these four bytes */
    else
        rt_message_write(writer, fields->list, fields->count);
}

/* The header of a message on TCP. */
static void write_stream_header(struct rt_writer *writer, const struct rt_rules *rules,
                                uint32_t length)
{
    if (rt_rules_bare_length(rules))
        rt_writer_u32(writer, length);
    else
        rt_frame_write(writer, rt_rules_tcp_framing(rules), length);
}

void rt_message_builder_packet(struct rt_writer *writer, const struct rt_message_builder *fields,
                               const struct rt_rules *rules, enum rt_transport transport)
{
    uint32_t length = 4;
    if (fields->count > 0)
        length = (uint32_t)rt_message_size(fields->list, fields->count);
    if (transport == RT_TRANSPORT_TCP)
        write_stream_header(writer, rules, length);
    else
        rt_frame_write(writer, rules->framing, length);
    rt_message_builder_write(writer, fields);
}
