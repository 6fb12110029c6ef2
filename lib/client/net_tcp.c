// SPDX-License-Identifier: BSD-2-Clause
/* Writes a request to a TCP connection, and cuts packets out of what comes. */
#include "client/net_tcp.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

/* What a first read makes room for: more than responses have. */
#define ROOM 2048

struct rt_net_stream {
    uint8_t *in;
    size_t in_len;
    size_t in_cap;
    size_t taken; /* bytes of the packet that was given out */
    int end;      /* 0, or why nothing more is read */
    size_t sent;
    size_t out_len;
    uint8_t out[];
};

struct rt_net_stream *rt_net_stream_new(struct rt_view request)
{
    struct rt_net_stream *stream = calloc(1, sizeof *stream + request.len);
    if (!stream)
        return NULL;
    stream->out_len = request.len;
    memcpy(stream->out, request.data, request.len);
    stream->in_cap = ROOM;
    stream->in = malloc(ROOM);
    if (stream->in)
        return stream;
    free(stream);
    return NULL;
}

void rt_net_stream_free(struct rt_net_stream *stream)
{
    if (!stream)
        return;
    free(stream->in);
    free(stream);
}

bool rt_net_stream_append(struct rt_net_stream **stream, struct rt_view bytes)
{
    size_t len = (*stream)->out_len;
    struct rt_net_stream *longer = realloc(*stream, sizeof *longer + len + bytes.len);
    if (!longer)
        return false;
    memcpy(longer->out + len, bytes.data, bytes.len);
    longer->out_len = len + bytes.len;
    *stream = longer;
    return true;
}

int rt_net_stream_write(struct rt_net_stream *stream, int fd)
{
    while (stream->sent < stream->out_len) {
        ssize_t wrote =
            send(fd, stream->out + stream->sent, stream->out_len - stream->sent, MSG_NOSIGNAL);
        if (wrote < 0)
            return errno == EINTR || errno == ENOTCONN ? EAGAIN : errno;
        stream->sent += (size_t)wrote;
    }
    return 0;
}

bool rt_net_stream_written(const struct rt_net_stream *stream)
{
    return stream->sent == stream->out_len;
}

/* Bytes of the packet that the stream begins with, which a size_t of 32 bits need not hold; 0: not
 * known yet. */
static uint64_t packet_size(const struct rt_net_stream *stream)
{
    struct rt_view begun = {stream->in, stream->in_len};
    if (stream->in_len < RT_FRAME_SIZE)
        return 0;
    struct rt_frame frame = rt_frame_parse(begun);
    if (frame.framed)
        return RT_FRAME_SIZE + (uint64_t)frame.length;
    return 4 + (uint64_t)rt_bytes_load32(stream->in);
}

static int make_room(struct rt_net_stream *stream, size_t size)
{
    size_t cap = size > ROOM ? size : ROOM;
    if (cap <= stream->in_cap)
        return 0;
    uint8_t *in = realloc(stream->in, cap);
    if (!in)
        return ENOMEM;
    stream->in = in;
    stream->in_cap = cap;
    return 0;
}

static struct rt_view give(struct rt_net_stream *stream, size_t size)
{
    stream->taken = size;
    return (struct rt_view){stream->in, size};
}

/* Nothing more is read: what came of a packet is the last one, and says itself what is wrong. */
static int finish(struct rt_net_stream *stream, int error, struct rt_view *packet)
{
    stream->end = error;
    if (stream->in_len == 0)
        return error;
    *packet = give(stream, stream->in_len);
    return 0;
}

int rt_net_stream_read(struct rt_net_stream *stream, int fd, struct rt_view *packet)
{
    if (stream->end)
        return stream->end;
    memmove(stream->in, stream->in + stream->taken, stream->in_len - stream->taken);
    stream->in_len -= stream->taken;
    stream->taken = 0;
    for (;;) {
        uint64_t announced = packet_size(stream);
        if (announced > RT_PACKET_MAX)
            return finish(stream, EMSGSIZE, packet);
        size_t size = (size_t)announced;
        int error = make_room(stream, size);
        if (error)
            return error;
        if (size > 0 && stream->in_len >= size) {
            *packet = give(stream, size);
            return 0;
        }
        ssize_t got = recv(fd, stream->in + stream->in_len, stream->in_cap - stream->in_len, 0);
        if (got < 0 && (errno == EAGAIN || errno == EINTR || errno == ENOTCONN))
            return EAGAIN;
        if (got <= 0)
            return finish(stream, got == 0 ? ENODATA : errno, packet);
        stream->in_len += (size_t)got;
    }
}

bool rt_net_stream_more(const struct rt_net_stream *stream)
{
    return stream->end || stream->in_len > stream->taken;
}

struct rt_view rt_net_stream_rest(const struct rt_net_stream *stream)
{
    if (stream->in_len == stream->taken)
        return (struct rt_view){NULL, 0};
    return (struct rt_view){stream->in + stream->taken, stream->in_len - stream->taken};
}
