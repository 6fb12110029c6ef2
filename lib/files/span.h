// SPDX-License-Identifier: BSD-2-Clause
/*
 * A packet as a row of spans, one for each thing that stands in it.
 *
 * The spans follow each other without gap or overlap from the first byte of the packet to its last,
 * whatever the bytes are: what cannot be understood is a span too.
 */
#ifndef ROUGHTIME_SPAN_H
#define ROUGHTIME_SPAN_H

#include "files/value.h"

enum rt_span_kind {
    RT_SPAN_MAGIC = 1, /* ROUGHTIM */
    RT_SPAN_LENGTH,    /* length of the message, in the header */
    RT_SPAN_COUNT,     /* number of tags */
    RT_SPAN_OFFSET,    /* where a value begins */
    RT_SPAN_TAG,
    RT_SPAN_VALUE, /* a value that is no message, or one element of a list */
    RT_SPAN_REST   /* not understood */
};

struct rt_span {
    struct rt_view bytes; /* never empty */
    size_t at;            /* in the packet */
    enum rt_span_kind kind;
    enum rt_level level; /* of the message it belongs to */
    uint32_t tag;        /* of RT_SPAN_OFFSET, RT_SPAN_TAG and RT_SPAN_VALUE */
    size_t element;      /* of a list, from 1; 0: the value is no list */
    size_t elements;
};

/* Calls `sink` for each span of a packet that was parsed from `bytes`, in order. */
void rt_span_each(const struct rt_packet *packet, struct rt_view bytes,
                  const struct rt_value_terms *terms,
                  void (*sink)(void *context, const struct rt_span *span), void *context);

/* Room for what rt_span_text writes. */
#define RT_SPAN_TEXT_SIZE (RT_VALUE_TEXT_SIZE + 64)

/* Writes what a span is: "SREP.RADI: 1 s". Returns `text`. */
const char *rt_span_text(const struct rt_span *span, const struct rt_value_terms *terms,
                         char text[RT_SPAN_TEXT_SIZE]);

#endif
