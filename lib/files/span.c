// SPDX-License-Identifier: BSD-2-Clause
/* Says of every byte of a packet what it is. */
#include "files/span.h"

#include <inttypes.h>
#include <stdio.h>

/* One walk over a packet. Each span begins where the one before it ended. */
struct walk {
    const struct rt_packet *packet;
    struct rt_view bytes;
    const struct rt_value_terms *terms;
    void (*sink)(void *context, const struct rt_span *span);
    void *context;
    size_t at;
};

/* Hands over the next `len` bytes as what `span` says; nothing if there are none. */
static void emit(struct walk *walk, struct rt_span span, size_t len)
{
    span.at = walk->at;
    span.bytes = rt_view_slice(walk->bytes, walk->at, len);
    walk->at += span.bytes.len;
    if (span.bytes.len > 0)
        walk->sink(walk->context, &span);
}

/* Everything up to an offset that is not understood. */
static void emit_rest(struct walk *walk, enum rt_level level, size_t end)
{
    if (end > walk->at)
        emit(walk, (struct rt_span){.kind = RT_SPAN_REST, .level = level}, end - walk->at);
}

static void emit_value(struct walk *walk, enum rt_level level, const struct rt_entry *entry)
{
    struct rt_span span = {.kind = RT_SPAN_VALUE, .level = level, .tag = entry->tag};
    size_t step = rt_value_step(walk->terms, entry->tag);
    bool list = step > 0 && entry->value.len % step == 0;
    if (!list) {
        emit(walk, span, entry->value.len);
        return;
    }
    span.elements = entry->value.len / step;
    for (span.element = 1; span.element <= span.elements; span.element++)
        emit(walk, span, step);
}

/* Number of tags, offsets and tags; false if the bytes behind the number are no such thing. */
static bool emit_header(struct walk *walk, enum rt_level level, const struct rt_message *message)
{
    if (message->bytes.len < 4)
        return false;
    emit(walk, (struct rt_span){.kind = RT_SPAN_COUNT, .level = level}, 4);
    if (message->count == 0 || message->values == 0)
        return false;
    for (uint32_t i = 0; i < message->count; i++) {
        const uint8_t *p = message->bytes.data + 4 * ((size_t)message->count + i);
        struct rt_span span = {.kind = RT_SPAN_OFFSET, .level = level, .tag = rt_bytes_load32(p)};
        if (i > 0)
            emit(walk, span, 4);
    }
    for (uint32_t i = 0; i < message->count; i++) {
        const uint8_t *p = message->bytes.data + 4 * ((size_t)message->count + i);
        emit(walk, (struct rt_span){.kind = RT_SPAN_TAG, .level = level, .tag = rt_bytes_load32(p)},
             4);
    }
    return true;
}

/* A message and those in it: nested at most as deep as there are levels. */
static void emit_message(struct walk *walk, enum rt_level level)
{
    const struct rt_message *message = &walk->packet->messages[level];
    size_t end = walk->at + message->bytes.len;
    bool whole = emit_header(walk, level, message);
    for (uint32_t i = 0; whole && i < message->sound; i++) {
        struct rt_entry entry = rt_message_entry(message, i);
        enum rt_level nested = rt_packet_nested(walk->packet, level, &entry);
        if (nested == RT_LEVEL_TOP)
            emit_value(walk, level, &entry);
        else if (entry.value.len > 0)
            emit_message(walk, nested);
    }
    emit_rest(walk, level, end);
}

void rt_span_each(const struct rt_packet *packet, struct rt_view bytes,
                  const struct rt_value_terms *terms,
                  void (*sink)(void *context, const struct rt_span *span), void *context)
{
    struct walk walk = {packet, bytes, terms, sink, context, 0};
    if (packet->frame.framed) {
        emit(&walk, (struct rt_span){.kind = RT_SPAN_MAGIC}, 8);
        if (packet->frame.header == RT_FRAME_SIZE)
            emit(&walk, (struct rt_span){.kind = RT_SPAN_LENGTH}, 4);
        emit_rest(&walk, RT_LEVEL_TOP, packet->frame.header);
    }
    emit_message(&walk, RT_LEVEL_TOP);
    emit_rest(&walk, RT_LEVEL_TOP, bytes.len);
}

static void value_words(const struct rt_span *span, const struct rt_value_terms *terms,
                        const char *path, char text[RT_SPAN_TEXT_SIZE])
{
    char name[RT_TAG_NAME_SIZE];
    char words[RT_VALUE_TEXT_SIZE];
    char place[48] = "";
    const struct rt_tag_row *row = rt_tag_find(span->tag);
    if (span->elements > 1)
        snprintf(place, sizeof place, " %zu of %zu", span->element, span->elements);
    rt_value_text(terms, span->tag, span->bytes, words);
    snprintf(text, RT_SPAN_TEXT_SIZE, "%s%s%s: %s", path, rt_tag_name(span->tag, name), place,
             *words ? words
             : row  ? row->text
                    : "unknown tag");
}

const char *rt_span_text(const struct rt_span *span, const struct rt_value_terms *terms,
                         char text[RT_SPAN_TEXT_SIZE])
{
    static const char *const paths[RT_LEVEL_COUNT] = {"", "SREP.", "CERT.", "CERT.DELE."};
    const char *path = paths[span->level];
    uint32_t number = span->bytes.len == 4 ? rt_bytes_load32(span->bytes.data) : 0;
    char name[RT_TAG_NAME_SIZE];
    switch (span->kind) {
    case RT_SPAN_MAGIC:
        snprintf(text, RT_SPAN_TEXT_SIZE, "ROUGHTIM, the start of a packet");
        break;
    case RT_SPAN_LENGTH:
        snprintf(text, RT_SPAN_TEXT_SIZE, "length of the message: %" PRIu32, number);
        break;
    case RT_SPAN_COUNT:
        snprintf(text, RT_SPAN_TEXT_SIZE, "%snumber of tags: %" PRIu32, path, number);
        break;
    case RT_SPAN_OFFSET:
        rt_tag_name(span->tag, name);
        snprintf(text, RT_SPAN_TEXT_SIZE, "%s%s begins at value byte %" PRIu32, path, name, number);
        break;
    case RT_SPAN_TAG:
        rt_tag_name(span->tag, name);
        snprintf(text, RT_SPAN_TEXT_SIZE, "%stag %s", path, name);
        break;
    case RT_SPAN_VALUE:
        value_words(span, terms, path, text);
        break;
    case RT_SPAN_REST:
        snprintf(text, RT_SPAN_TEXT_SIZE, "%snot understood", path);
        break;
    }
    return text;
}
