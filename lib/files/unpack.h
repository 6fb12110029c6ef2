// SPDX-License-Identifier: BSD-2-Clause
/*
 * Compressed files, unpacked as a stream.
 *
 * gzip is read by zlib and zstd by libzstd, if the library was built with them; other formats are
 * only recognised, so that messages can name them. Files of several members or frames, one behind
 * the other, are read as one.
 *
 * Bounds: what comes out is at most RT_UNPACK_RATIO times what was read, and RT_UNPACK_FREE bytes,
 * so that a small file does not keep a program busy for long. Memory: 64 KiB, and what the window
 * of the format needs: 32 KiB for gzip, at most 128 MiB for zstd, whose files say how much.
 *
 *     struct rt_unpack *unpack = rt_unpack_open(RT_PACKING_GZIP, read, context);
 *     while ((got = rt_unpack_read(unpack, bytes, sizeof bytes)) > 0)
 *         ...
 *     if (rt_unpack_fault(unpack)->error != RT_OK)
 *         ...
 *     rt_unpack_close(unpack);
 */
#ifndef ROUGHTIME_UNPACK_H
#define ROUGHTIME_UNPACK_H

#include <sys/types.h>

#include "base/bytes.h"

#pragma GCC visibility push(hidden)

/* Constant, name, the bytes that a file begins with. */
// clang-format off
#define RT_PACKINGS(X)                                                                         \
    X(GZIP,  "gzip",  "\x1f\x8b\x08")                                                          \
    X(ZSTD,  "zstd",  "\x28\xb5\x2f\xfd")                                                      \
    X(XZ,    "xz",    "\xfd" "7zXZ")                                                           \
    X(BZIP2, "bzip2", "BZh")                                                                   \
    X(LZ4,   "lz4",   "\x04\x22\x4d\x18")                                                      \
    X(ZIP,   "zip",   "PK\x03\x04")                                                            \
    X(SEVEN, "7z",    "7z\xbc\xaf\x27\x1c")
// clang-format on

#define X(id, name, magic) RT_PACKING_##id,
enum rt_packing { RT_PACKING_NONE = 0, RT_PACKINGS(X) RT_PACKING_COUNT };
#undef X

#define RT_UNPACK_RATIO 1024u
#define RT_UNPACK_FREE  (64u << 20)

/* What a file begins with. */
enum rt_packing rt_unpack_find(struct rt_view head);

/* The name of a packing, and whether this build can read it. */
const char *rt_unpack_name(enum rt_packing packing);
bool rt_unpack_supported(enum rt_packing packing);

struct rt_unpack;

/* Reads up to `size` bytes of the compressed file; 0 at its end, -1 if that fails. */
typedef ssize_t rt_unpack_source(void *context, void *bytes, size_t size);

/* A file of a packing that is supported. NULL: there is no memory. */
struct rt_unpack *rt_unpack_open(enum rt_packing packing, rt_unpack_source *source, void *context);
void rt_unpack_close(struct rt_unpack *unpack); /* NULL is allowed */

/* The next bytes, at least one; 0 at the end and after a fault. */
size_t rt_unpack_read(struct rt_unpack *unpack, void *bytes, size_t size);

/* What is wrong, once rt_unpack_read gave 0:
 *   RT_E_TRUNCATED  the file ends too early
 *   RT_E_PACKING    it is damaged, or wants more memory than the bounds allow
 *   RT_E_TRAILING   something else follows
 *   RT_E_TOO_LARGE  more comes out than the bounds allow
 *   RT_E_IO, RT_E_NO_MEMORY
 * `at` is an offset in the compressed file, near the place; `cause` is a clause for people. */
struct rt_unpack_fault {
    enum rt_error error;
    uint64_t at;
    char cause[128];
};

const struct rt_unpack_fault *rt_unpack_fault(const struct rt_unpack *unpack);

#pragma GCC visibility pop

#endif
