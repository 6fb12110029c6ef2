// SPDX-License-Identifier: BSD-2-Clause
/* Between the stream of unpack.c and the libraries: one step of unpacking. */
#ifndef ROUGHTIME_UNPACK_INTERNAL_H
#define ROUGHTIME_UNPACK_INTERNAL_H

#include "base/bytes.h"

#pragma GCC visibility push(hidden)

/* What a step did. */
struct rt_unpack_step {
    size_t taken;        /* bytes of the input */
    size_t given;        /* bytes that came out */
    bool ended;          /* a member or frame is complete, and no other was begun */
    enum rt_error error; /* RT_E_PACKING, RT_E_TRAILING, RT_E_NO_MEMORY */
};

/* Each has a state of its own, NULL if there is no memory. `in` may be empty. */
#ifdef RT_HAVE_ZLIB
void *rt_unpack_gzip_new(void);
void rt_unpack_gzip_free(void *state);
struct rt_unpack_step rt_unpack_gzip_step(void *state, struct rt_view in, uint8_t *out,
                                          size_t size);
#endif
#ifdef RT_HAVE_ZSTD
void *rt_unpack_zstd_new(void);
void rt_unpack_zstd_free(void *state);
struct rt_unpack_step rt_unpack_zstd_step(void *state, struct rt_view in, uint8_t *out,
                                          size_t size);
#endif

#pragma GCC visibility pop

#endif
