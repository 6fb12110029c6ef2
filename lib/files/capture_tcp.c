// SPDX-License-Identifier: BSD-2-Clause
/* Cuts Roughtime messages out of TCP streams of a capture. */
#include "files/capture_tcp.h"

#include <stdlib.h>
#include <string.h>

#include "base/tag.h"
#include "files/capture_window.h"

enum { MAGIC_SIZE = 8, MESSAGE_MAX = RT_PACKET_MAX - RT_FRAME_SIZE };
static const uint8_t magic[MAGIC_SIZE] = {'R', 'O', 'U', 'G', 'H', 'T', 'I', 'M'};

/* One direction of a connection. */
struct stream {
    struct rt_endpoint from;
    struct rt_endpoint to;
    struct rt_origin last;
    struct rt_capture_window window;
    bool boundary; /* a message may begin at the front even without ROUGHTIM */
    bool stuck;    /* a segment waits for the first hole to be given up */
    bool closing;
};

struct rt_capture_tcp {
    uint32_t keys[RT_CAPTURE_TCP_SLOTS]; /* hash of the endpoints, 0 for a free slot */
    struct stream slots[RT_CAPTURE_TCP_SLOTS];
    struct stream *current; /* messages are being taken from this one */
    struct rt_segment segment;
    bool pending; /* `segment` is not yet in its stream */
    bool ending;
};

struct rt_capture_tcp *rt_capture_tcp_new(void)
{
    return calloc(1, sizeof(struct rt_capture_tcp));
}

void rt_capture_tcp_free(struct rt_capture_tcp *streams)
{
    if (streams == NULL)
        return;
    for (size_t i = 0; i < RT_CAPTURE_TCP_SLOTS; i++)
        free(streams->slots[i].window.data);
    free(streams);
}

bool rt_capture_tcp_tags_plausible(struct rt_view view, size_t length)
{
    if (view.len < 8)
        return false;
    size_t count = rt_bytes_load32(view.data);
    if (count < 1 || count > 64 || (length != 0 && 8 * count > length))
        return false;
    uint32_t previous = 0;
    for (size_t i = 1; i < count && length != 0 && 4 * i + 4 <= view.len; i++) {
        uint32_t offset = rt_bytes_load32(view.data + 4 * i);
        if (offset % 4 != 0 || offset < previous || offset > length - 8 * count)
            return false;
        previous = offset;
    }
    size_t seen = 0;
    size_t known = 0;
    for (size_t at = 4 * count; seen < count && at + 4 <= view.len; at += 4, seen++)
        known += rt_tag_find(rt_bytes_load32(view.data + at)) != NULL;
    return known > 0 && 2 * known >= seen;
}

/* What stands where a message may begin. */
enum start {
    WHOLE = 1, /* a message of `length` bytes behind `prefix` bytes */
    PART,      /* the beginning of one that needs `length` bytes, 0: that is not known yet */
    TOO_LARGE, /* a header that announces `length` bytes */
    OTHER
};

static enum start start_bare(struct rt_view view, size_t *prefix, uint64_t *length)
{
    if (view.len < 4)
        return PART;
    size_t announced = rt_bytes_load32(view.data);
    if (announced < 8 || announced > MESSAGE_MAX || announced % 4 != 0)
        return OTHER;
    if (view.len < 8)
        return PART;
    size_t count = rt_bytes_load32(view.data + 4);
    if (count < 1 || count > 64 || 8 * count > announced)
        return OTHER;
    if (view.len < 4 + 8 * count)
        return PART;
    if (!rt_capture_tcp_tags_plausible(rt_view_slice(view, 4, announced), announced))
        return OTHER;
    *prefix = 4;
    *length = announced;
    return view.len - 4 >= announced ? WHOLE : PART;
}

static enum start start_of(struct rt_view view, bool bare, size_t *prefix, uint64_t *length)
{
    *prefix = 0;
    *length = 0;
    if (view.len == 0)
        return PART;
    if (memcmp(view.data, magic, view.len < MAGIC_SIZE ? view.len : MAGIC_SIZE) != 0)
        return bare ? start_bare(view, prefix, length) : OTHER;
    if (view.len >= MAGIC_SIZE)
        *length = RT_FRAME_SIZE;
    if (view.len < RT_FRAME_SIZE)
        return PART;
    uint64_t announced = rt_bytes_load32(view.data + MAGIC_SIZE);
    *length = RT_FRAME_SIZE + announced;
    if (announced > MESSAGE_MAX)
        return TOO_LARGE;
    return view.len >= *length ? WHOLE : PART;
}

/* Bytes at the start of a view that cannot be the start of ROUGHTIM; the first one is known to be
 * none. */
static size_t junk(struct rt_view view)
{
    const uint8_t *found = memmem(view.data + 1, view.len - 1, magic, MAGIC_SIZE);
    if (found != NULL)
        return (size_t)(found - view.data);
    size_t tail = view.len - 1 < MAGIC_SIZE - 1 ? view.len - 1 : MAGIC_SIZE - 1;
    while (memcmp(view.data + view.len - tail, magic, tail) != 0)
        tail--;
    return view.len - tail;
}

static enum rt_capture_tcp_event tell(const struct stream *stream, enum rt_error error,
                                      struct rt_view payload, uint64_t announced,
                                      struct rt_capture_tcp_message *out)
{
    *out = (struct rt_capture_tcp_message){
        .payload = payload,
        .from = stream->from,
        .to = stream->to,
        .origin = stream->last,
        .error = error,
        .announced = announced,
    };
    return error == RT_OK ? RT_CAPTURE_TCP_MESSAGE : RT_CAPTURE_TCP_FAULT;
}

/* The next message of one stream. A stream that is stuck or closing gives up its holes. */
static enum rt_capture_tcp_event drain(struct stream *stream, struct rt_capture_tcp_message *out)
{
    const struct rt_view none = {NULL, 0};
    for (;;) {
        size_t prefix;
        uint64_t length;
        struct rt_view front = rt_capture_window_front(&stream->window);
        switch (start_of(front, stream->boundary, &prefix, &length)) {
        case WHOLE:
            rt_capture_window_take(&stream->window, prefix + (size_t)length);
            stream->boundary = true;
            stream->window.settled = true;
            return tell(stream, RT_OK, rt_view_slice(front, prefix, (size_t)length), 0, out);
        case TOO_LARGE:
            rt_capture_window_take(&stream->window, MAGIC_SIZE);
            if (!stream->boundary)
                break;
            stream->boundary = false;
            stream->window.settled = true;
            return tell(stream, RT_E_TOO_LARGE, none, length, out);
        case OTHER:
            rt_capture_window_take(&stream->window, junk(front));
            stream->boundary = rt_capture_window_front(&stream->window).len == 0;
            break;
        case PART:
            if (!stream->stuck && (!stream->closing || stream->window.count == 0))
                return RT_CAPTURE_TCP_IDLE;
            rt_capture_window_skip(&stream->window);
            stream->boundary = true;
            stream->stuck = false;
            if (length != 0)
                return tell(stream, RT_E_TRUNCATED, none, length, out);
            break;
        }
    }
}

static uint32_t key_of(const struct rt_segment *segment)
{
    uint32_t key = 2166136261u ^ segment->from.port ^ (uint32_t)segment->to.port << 16;
    for (size_t i = 0; i < sizeof segment->from.addr; i++)
        key = ((key ^ segment->from.addr[i]) * 16777619u ^ segment->to.addr[i]) * 16777619u;
    return key | 1;
}

/* The segment's stream, or else a slot for it, free or to be given up. */
static struct stream *find(struct rt_capture_tcp *streams, const struct rt_segment *segment,
                           bool *own)
{
    uint32_t key = key_of(segment);
    size_t oldest = 0;
    *own = true;
    for (size_t i = 0; i < RT_CAPTURE_TCP_SLOTS; i++) {
        struct stream *stream = &streams->slots[i];
        if (streams->keys[i] == key && rt_endpoint_equal(&stream->from, &segment->from) &&
            rt_endpoint_equal(&stream->to, &segment->to))
            return stream;
        if (streams->keys[oldest] == 0)
            continue;
        if (streams->keys[i] == 0 || stream->last.packet < streams->slots[oldest].last.packet)
            oldest = i;
    }
    *own = false;
    return &streams->slots[oldest];
}

static uint32_t *key_at(struct rt_capture_tcp *streams, const struct stream *stream)
{
    return &streams->keys[stream - streams->slots];
}

/* Another connection between the same ports: a SYN that does not stand in front of what is known,
 * or numbers that were left behind long ago. */
static bool restarts(const struct stream *stream, const struct rt_segment *segment, uint32_t seq)
{
    int64_t distance = rt_capture_window_distance(&stream->window, seq);
    if (stream->window.adrift)
        return false;
    return distance < -(int64_t)RT_CAPTURE_WINDOW_SIZE || (segment->syn && distance > 0);
}

static void begin(struct stream *stream, const struct rt_segment *segment, uint32_t seq)
{
    stream->from = segment->from;
    stream->to = segment->to;
    stream->boundary = true;
    stream->stuck = false;
    stream->closing = false;
    rt_capture_window_begin(&stream->window, seq, segment->syn);
}

/* False if out of memory. */
static bool has_data(struct stream *stream)
{
    if (stream->window.data == NULL)
        stream->window.data = malloc(RT_CAPTURE_WINDOW_SIZE);
    return stream->window.data != NULL;
}

/* Brings the pending segment nearer to its stream, and makes one current that has to be drained
 * first or now. False if out of memory; the segment is lost then. */
static bool step(struct rt_capture_tcp *streams)
{
    struct rt_segment *segment = &streams->segment;
    uint32_t seq = segment->syn ? segment->seq + 1 : segment->seq;
    bool own;
    struct stream *stream = find(streams, segment, &own);
    uint32_t *key = key_at(streams, stream);
    bool useless = !own && segment->data.len == 0 && !segment->syn;
    streams->pending = false;
    if (useless)
        return true;
    if (own ? restarts(stream, segment, seq) : *key != 0) {
        stream->closing = true;
        streams->pending = true;
        streams->current = stream;
        return true;
    }
    if (!own) {
        begin(stream, segment, seq);
        *key = key_of(segment);
    }
    stream->last = segment->origin;
    if (segment->data.len > 0 && !has_data(stream))
        return false;
    streams->current = stream;
    streams->pending = !rt_capture_window_insert(&stream->window, seq, segment->data);
    if (!stream->window.settled && stream->window.start == 0)
        stream->boundary = true;
    stream->stuck = streams->pending;
    stream->closing = segment->reset && !streams->pending;
    return true;
}

static struct stream *any_left(struct rt_capture_tcp *streams)
{
    for (size_t i = 0; i < RT_CAPTURE_TCP_SLOTS; i++)
        if (streams->keys[i] != 0)
            return &streams->slots[i];
    return NULL;
}

void rt_capture_tcp_put(struct rt_capture_tcp *streams, const struct rt_segment *segment)
{
    streams->segment = *segment;
    streams->pending = true;
}

void rt_capture_tcp_end(struct rt_capture_tcp *streams)
{
    streams->ending = true;
}

enum rt_capture_tcp_event rt_capture_tcp_take(struct rt_capture_tcp *streams,
                                              struct rt_capture_tcp_message *out)
{
    for (;;) {
        struct stream *current = streams->current;
        if (current != NULL) {
            enum rt_capture_tcp_event event = drain(current, out);
            if (event != RT_CAPTURE_TCP_IDLE)
                return event;
            if (current->closing)
                *key_at(streams, current) = 0;
            streams->current = NULL;
        }
        if (streams->pending) {
            struct rt_view none = {NULL, 0};
            if (!step(streams))
                return tell(&(struct stream){.from = streams->segment.from,
                                             .to = streams->segment.to,
                                             .last = streams->segment.origin},
                            RT_E_NO_MEMORY, none, 0, out);
            continue;
        }
        if (!streams->ending)
            return RT_CAPTURE_TCP_IDLE;
        streams->current = any_left(streams);
        if (streams->current == NULL)
            return RT_CAPTURE_TCP_IDLE;
        streams->current->closing = true;
    }
}
