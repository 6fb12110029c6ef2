// SPDX-License-Identifier: BSD-2-Clause
/*
 * Borrowed bytes, and cursors over them that remember their first error.
 *
 * A view does not own what it shows and must not outlive it. A reader that ran past its end reads
 * zeros from then on and keeps the first error with its offset, so that a caller may read a whole
 * structure and look once. A writer that ran out of room writes nothing more and keeps the error;
 * its `len` goes on counting, so that it also says how much room would have been needed.
 *
 * All integers of Roughtime are little-endian; they are put together byte by byte, never by a
 * cast, so that alignment and byte order of the machine do not matter.
 */
#ifndef ROUGHTIME_BYTES_H
#define ROUGHTIME_BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

/* `len` bytes at `data`, owned by somebody else. data may be NULL only if len is 0 or the view is
 * "absent"; rt_view_present tells an absent view from an empty one. */
struct rt_view {
    const uint8_t *data;
    size_t len;
};

static inline bool rt_view_present(struct rt_view view)
{
    return view.data != NULL;
}

/* True if both hold the same bytes; an absent view equals nothing. Not constant time: for public
 * data only. */
bool rt_view_equal(struct rt_view a, struct rt_view b);

/* `len` bytes of `view` from `from` on; both are cut to what is there. */
struct rt_view rt_view_slice(struct rt_view view, size_t from, size_t len);

/* 4 bytes at p, little-endian. */
static inline uint32_t rt_bytes_load32(const uint8_t *p)
{
    return (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

/* 8 bytes at p, little-endian. */
static inline uint64_t rt_bytes_load64(const uint8_t *p)
{
    return (uint64_t)rt_bytes_load32(p) | (uint64_t)rt_bytes_load32(p + 4) << 32;
}

/* Whether a byte of a text is a blank, a tab, or part of the end of a line. */
static inline bool rt_bytes_is_space(uint8_t c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* How many bits of a set are 1. */
static inline unsigned rt_bytes_count_bits(uint64_t set)
{
    unsigned count = 0;
    for (; set != 0; set &= set - 1)
        count++;
    return count;
}

/* 2 and 4 bytes at p, big-endian: the headers of other protocols. */
static inline uint16_t rt_bytes_load16be(const uint8_t *p)
{
    return (uint16_t)(p[0] << 8 | p[1]);
}

static inline uint32_t rt_bytes_load32be(const uint8_t *p)
{
    return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | (uint32_t)p[3];
}

void rt_bytes_store32(uint8_t *p, uint32_t value);
void rt_bytes_store64(uint8_t *p, uint64_t value);

struct rt_reader {
    struct rt_view view;
    size_t pos;            /* the next byte to read */
    struct rt_fault fault; /* the first thing that went wrong */
};

struct rt_reader rt_reader_over(struct rt_view view);

/* Each returns zero (or an absent view) once the reader has failed with RT_E_TRUNCATED. */
uint32_t rt_reader_u32(struct rt_reader *reader);
uint64_t rt_reader_u64(struct rt_reader *reader);
struct rt_view rt_reader_take(struct rt_reader *reader, size_t len);

struct rt_writer {
    uint8_t *data; /* the caller's buffer of cap bytes */
    size_t cap;
    size_t len; /* bytes written, or needed once `error` is RT_E_NO_SPACE */
    enum rt_error error;
};

struct rt_writer rt_writer_into(uint8_t *data, size_t cap);
void rt_writer_u32(struct rt_writer *writer, uint32_t value);
void rt_writer_u64(struct rt_writer *writer, uint64_t value);
void rt_writer_put(struct rt_writer *writer, struct rt_view view);
void rt_writer_zeros(struct rt_writer *writer, size_t len);

/* What has been written so far; absent after an error. */
struct rt_view rt_writer_view(const struct rt_writer *writer);

#endif
