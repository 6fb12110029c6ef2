// SPDX-License-Identifier: BSD-2-Clause
/*
 * A packet as a row of spans, one for each thing that stands in it.
 *
 * The spans follow each other without gap or overlap from the first byte of the packet to its last,
 * whatever the bytes are: what cannot be understood is a span too.
 */
#ifndef RTCTL_ANNOTATE_H
#define RTCTL_ANNOTATE_H

#include "common/values.h"
#include "wire/packet.h"

enum span_kind {
    SPAN_MAGIC = 1, /* ROUGHTIM */
    SPAN_LENGTH,    /* length of the message, in the header */
    SPAN_COUNT,     /* number of tags */
    SPAN_OFFSET,    /* where a value begins */
    SPAN_TAG,
    SPAN_VALUE, /* a value that is no message, or one element of a list */
    SPAN_REST   /* not understood */
};

struct span {
    struct rt_view bytes; /* never empty */
    size_t at;            /* in the packet */
    enum span_kind kind;
    enum rt_level level; /* of the message it belongs to */
    uint32_t tag;        /* of SPAN_OFFSET, SPAN_TAG and SPAN_VALUE */
    size_t element;      /* of a list, from 1; 0: the value is no list */
    size_t elements;
};

typedef void span_sink(void *context, const struct span *span);

/* Calls `sink` for each span of a packet that was parsed from `bytes`, in order. */
void annotate(const struct rt_packet *packet, struct rt_view bytes,
              const struct rt_value_terms *terms, span_sink *sink, void *context);

/* The level of the nested message that an entry of a message on `level` is, or RT_LEVEL_TOP if it
 * is none: only the values that the packet was taken apart by are messages. */
enum rt_level annotate_nested(const struct rt_packet *packet, enum rt_level level,
                              const struct rt_entry *entry);

/* Room for what annotate_text writes. */
#define ANNOTATE_TEXT_SIZE (RT_VALUE_TEXT_SIZE + 64)

/* Writes what a span is: "SREP.RADI: 1 s". Returns `text`. */
const char *annotate_text(const struct span *span, const struct rt_value_terms *terms,
                          char text[ANNOTATE_TEXT_SIZE]);

#endif
