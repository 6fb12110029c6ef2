// SPDX-License-Identifier: BSD-2-Clause
/*
 * The input is a compressed file. Whatever it holds: unpacking ends, within the bounds, and then
 * gives nothing more.
 */
#include <stdlib.h>
#include <string.h>

#include "base/fuzz_target.h"
#include "files/unpack.h"

struct source {
    struct rt_view left;
};

static ssize_t read_source(void *context, void *bytes, size_t size)
{
    struct source *source = context;
    struct rt_view part = rt_view_slice(source->left, 0, size);
    if (part.len > 0)
        memcpy(bytes, part.data, part.len);
    source->left = rt_view_slice(source->left, part.len, source->left.len);
    return (ssize_t)part.len;
}

static void require(bool truth)
{
    if (!truth)
        abort();
}

RT_FUZZ_TARGET("unpack", data, size)
{
    static uint8_t bytes[65536];
    struct source source = {{data, size}};
    enum rt_packing packing = rt_unpack_find(source.left);
    uint64_t sum = 0;
    if (packing == RT_PACKING_NONE || !rt_unpack_supported(packing))
        return 0;
    struct rt_unpack *unpack = rt_unpack_open(packing, read_source, &source);
    require(unpack != NULL);
    for (size_t got; (got = rt_unpack_read(unpack, bytes, sizeof bytes)) > 0; sum += got)
        require(got <= sizeof bytes);
    require(sum <= RT_UNPACK_FREE + RT_UNPACK_RATIO * (uint64_t)size + sizeof bytes);
    require(rt_unpack_read(unpack, bytes, sizeof bytes) == 0);
    require(rt_unpack_fault(unpack)->error == RT_OK || rt_unpack_fault(unpack)->cause[0] != '\0');
    rt_unpack_close(unpack);
    return 0;
}
