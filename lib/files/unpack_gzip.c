// SPDX-License-Identifier: BSD-2-Clause
/* gzip, if it is there, by zlib. */
#include "files/unpack_internal.h"

#ifdef RT_HAVE_ZLIB

#define ZLIB_CONST
#include <stdlib.h>
#include <zlib.h>

struct gzip {
    z_stream stream;
    bool ended; /* between two members, or behind the last */
};

void *rt_unpack_gzip_new(void)
{
    struct gzip *gzip = calloc(1, sizeof *gzip);
    if (gzip && inflateInit2(&gzip->stream, MAX_WBITS + 16) == Z_OK)
        return gzip;
    free(gzip);
    return NULL;
}

void rt_unpack_gzip_free(void *state)
{
    struct gzip *gzip = state;
    if (gzip)
        inflateEnd(&gzip->stream);
    free(gzip);
}

/* Behind a member: another one, zeros that fill up a block of a tape, or something else. */
static struct rt_unpack_step between(struct gzip *gzip, struct rt_view in)
{
    struct rt_unpack_step step = {.ended = true};
    while (step.taken < in.len && in.data[step.taken] == 0)
        step.taken++;
    if (step.taken == in.len)
        return step;
    if (in.data[step.taken] != 0x1f)
        step.error = RT_E_TRAILING;
    gzip->ended = false;
    step.ended = false;
    if (inflateReset(&gzip->stream) != Z_OK)
        step.error = RT_E_PACKING;
    return step;
}

struct rt_unpack_step rt_unpack_gzip_step(void *state, struct rt_view in, uint8_t *out, size_t size)
{
    struct gzip *gzip = state;
    z_stream *stream = &gzip->stream;
    if (gzip->ended)
        return between(gzip, in);
    stream->next_in = in.data;
    stream->avail_in = (uInt)in.len;
    stream->next_out = out;
    stream->avail_out = (uInt)size;
    int status = inflate(stream, Z_NO_FLUSH);
    gzip->ended = status == Z_STREAM_END;
    return (struct rt_unpack_step){
        .taken = in.len - stream->avail_in,
        .given = size - stream->avail_out,
        .ended = gzip->ended,
        .error = status == Z_OK || status == Z_STREAM_END || status == Z_BUF_ERROR ? RT_OK
                 : status == Z_MEM_ERROR                                           ? RT_E_NO_MEMORY
                                                                                   : RT_E_PACKING,
    };
}

#endif
