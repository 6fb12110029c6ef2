// SPDX-License-Identifier: BSD-2-Clause
/* Compares and cuts views, and reads and writes numbers in sequence. */
#include "base/bytes.h"

#include <string.h>

bool rt_view_equal(struct rt_view a, struct rt_view b)
{
    if (!rt_view_present(a) || !rt_view_present(b) || a.len != b.len)
        return false;
    return a.len == 0 || memcmp(a.data, b.data, a.len) == 0;
}

struct rt_view rt_view_slice(struct rt_view view, size_t from, size_t len)
{
    if (!rt_view_present(view))
        return view;
    if (from > view.len)
        from = view.len;
    if (len > view.len - from)
        len = view.len - from;
    return (struct rt_view){view.data + from, len};
}

void rt_bytes_store32(uint8_t *p, uint32_t value)
{
    for (int i = 0; i < 4; i++)
        p[i] = (uint8_t)(value >> (8 * i));
}

void rt_bytes_store64(uint8_t *p, uint64_t value)
{
    rt_bytes_store32(p, (uint32_t)value);
    rt_bytes_store32(p + 4, (uint32_t)(value >> 32));
}

struct rt_reader rt_reader_over(struct rt_view view)
{
    return (struct rt_reader){.view = view};
}

/* The next len bytes, or NULL and a fault at the place where they should have begun. */
static const uint8_t *take(struct rt_reader *reader, size_t len)
{
    if (reader->fault.error != RT_OK)
        return NULL;
    if (len > reader->view.len - reader->pos) {
        reader->fault = (struct rt_fault){RT_E_TRUNCATED, reader->pos};
        return NULL;
    }
    size_t from = reader->pos;
    reader->pos += len;
    return rt_view_present(reader->view) ? reader->view.data + from : NULL;
}

uint32_t rt_reader_u32(struct rt_reader *reader)
{
    const uint8_t *p = take(reader, 4);
    return p ? rt_bytes_load32(p) : 0;
}

uint64_t rt_reader_u64(struct rt_reader *reader)
{
    const uint8_t *p = take(reader, 8);
    return p ? rt_bytes_load64(p) : 0;
}

struct rt_view rt_reader_take(struct rt_reader *reader, size_t len)
{
    const uint8_t *p = take(reader, len);
    return (struct rt_view){p, p ? len : 0};
}

struct rt_writer rt_writer_into(uint8_t *data, size_t cap)
{
    return (struct rt_writer){.data = data, .cap = cap};
}

/* Room for len more bytes, or NULL; the length grows either way. */
static uint8_t *grow(struct rt_writer *writer, size_t len)
{
    size_t from = writer->len;
    writer->len += len;
    if (writer->error == RT_OK && (from > writer->cap || len > writer->cap - from))
        writer->error = RT_E_NO_SPACE;
    return writer->error == RT_OK && writer->data ? writer->data + from : NULL;
}

void rt_writer_u32(struct rt_writer *writer, uint32_t value)
{
    uint8_t *p = grow(writer, 4);
    if (p)
        rt_bytes_store32(p, value);
}

void rt_writer_u64(struct rt_writer *writer, uint64_t value)
{
    uint8_t *p = grow(writer, 8);
    if (p)
        rt_bytes_store64(p, value);
}

void rt_writer_put(struct rt_writer *writer, struct rt_view view)
{
    uint8_t *p = grow(writer, view.len);
    if (p && view.len > 0)
        memcpy(p, view.data, view.len);
}

void rt_writer_zeros(struct rt_writer *writer, size_t len)
{
    uint8_t *p = grow(writer, len);
    if (p && len > 0)
        memset(p, 0, len);
}

struct rt_view rt_writer_view(const struct rt_writer *writer)
{
    if (writer->error != RT_OK)
        return (struct rt_view){NULL, 0};
    return (struct rt_view){writer->data, writer->len};
}
