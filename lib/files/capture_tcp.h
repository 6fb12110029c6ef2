// SPDX-License-Identifier: BSD-2-Clause
/*
 * Roughtime messages out of TCP streams, within fixed bounds.
 *
 * Each direction of a connection is a stream of its own: RT_CAPTURE_TCP_SLOTS of them at a time,
 * each with a window (capture_window.h) that is allocated when the first data come and kept until
 * rt_capture_tcp_free. When all are taken, the one that was touched longest ago is given up.
 * Segments may come out of order, again and overlapping; bytes that came first stay. A stream may
 * begin in the middle, without SYN. A hole that does not close within the window is given up, and
 * reading goes on behind it.
 *
 * A message is recognised by
 *   - ROUGHTIM and a length of at most 65535 (RFC 10049 section 5, draft 01 section 6). Bytes in
 *     front of it that are no message are passed over.
 *   - a bare uint32 length and a tag map of known tags, where a message may begin: at the start of
 *     the stream, behind another message, at the start of a segment (draft 00 section 6).
 *
 *     rt_capture_tcp_put(streams, &segment);
 *     while ((event = rt_capture_tcp_take(streams, &message)) != RT_CAPTURE_TCP_IDLE)
 *         ...
 */
#ifndef ROUGHTIME_CAPTURE_TCP_H
#define ROUGHTIME_CAPTURE_TCP_H

#include "base/bytes.h"
#include "files/capture_link.h"
#include "wire/frame.h"

#pragma GCC visibility push(hidden)

#define RT_CAPTURE_TCP_SLOTS 256

struct rt_capture_tcp;

/* What a TCP segment brings. `data` must stay valid until rt_capture_tcp_take says
 * RT_CAPTURE_TCP_IDLE. */
struct rt_segment {
    struct rt_endpoint from; /* with ports */
    struct rt_endpoint to;
    uint32_t seq; /* of the first byte of data, or of SYN */
    bool syn;
    bool reset;
    struct rt_view data;
    struct rt_origin origin;
};

/* A message, or what is wrong. Everything is valid until the next call. */
struct rt_capture_tcp_message {
    struct rt_view payload;
    struct rt_endpoint from;
    struct rt_endpoint to;
    struct rt_origin origin; /* the packet that completed it, or the last of its stream */
    enum rt_error error;
    uint64_t announced; /* for an error: length that the message should have */
};

enum rt_capture_tcp_event {
    RT_CAPTURE_TCP_IDLE = 1, /* nothing more until the next segment */
    RT_CAPTURE_TCP_MESSAGE,
    RT_CAPTURE_TCP_FAULT /* RT_E_TRUNCATED: bytes of a message are missing; RT_E_TOO_LARGE;
                       RT_E_NO_MEMORY: a segment was lost */
};

/* NULL if out of memory. */
struct rt_capture_tcp *rt_capture_tcp_new(void);
void rt_capture_tcp_free(struct rt_capture_tcp *streams);

/* Hands over the next segment; the one before must have been taken to the end. */
void rt_capture_tcp_put(struct rt_capture_tcp *streams, const struct rt_segment *segment);

/* Says that no segment will follow: what waits behind holes comes out, then what was cut short. */
void rt_capture_tcp_end(struct rt_capture_tcp *streams);

enum rt_capture_tcp_event rt_capture_tcp_take(struct rt_capture_tcp *streams,
                                              struct rt_capture_tcp_message *out);

/* True if the view begins with the header of a message of 1 to 64 tags, and at least half of the
 * tags that are there are known, one at least. If `length` is not 0, it is the length of the whole
 * message, and the offsets must fit into it. */
bool rt_capture_tcp_tags_plausible(struct rt_view view, size_t length);

#pragma GCC visibility pop

#endif
