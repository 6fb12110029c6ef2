// SPDX-License-Identifier: BSD-2-Clause
/* zstd, if it is there, by libzstd. */
#include "files/unpack_internal.h"

#ifdef RT_HAVE_ZSTD

#include <zstd.h>

enum { WINDOW_LOG_MAX = 27 }; /* 128 MiB, as the program zstd takes it by itself */

void *rt_unpack_zstd_new(void)
{
    ZSTD_DStream *stream = ZSTD_createDStream();
    if (stream && !ZSTD_isError(ZSTD_initDStream(stream)) &&
        !ZSTD_isError(ZSTD_DCtx_setParameter(stream, ZSTD_d_windowLogMax, WINDOW_LOG_MAX)))
        return stream;
    ZSTD_freeDStream(stream);
    return NULL;
}

void rt_unpack_zstd_free(void *state)
{
    ZSTD_freeDStream(state);
}

struct rt_unpack_step rt_unpack_zstd_step(void *state, struct rt_view in, uint8_t *out, size_t size)
{
    ZSTD_inBuffer from = {in.data, in.len, 0};
    ZSTD_outBuffer to = {out, size, 0};
    size_t status = ZSTD_decompressStream(state, &to, &from);
    return (struct rt_unpack_step){
        .taken = from.pos,
        .given = to.pos,
        .ended = status == 0,
        .error = ZSTD_isError(status) ? RT_E_PACKING : RT_OK,
    };
}

#endif
