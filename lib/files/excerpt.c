// SPDX-License-Identifier: BSD-2-Clause
/* Finds packets in texts that were made for people. */
#include "files/capture.h"
#include "files/excerpt_internal.h"

const char *rt_excerpt_notation_text(enum rt_excerpt_notation notation)
{
    static const char *const texts[RT_EXCERPT_NOTATION_COUNT] = {
#define X(id, text) [id] = text,
        RT_EXCERPT_NOTATIONS(X)
#undef X
    };
    return (unsigned)notation < RT_EXCERPT_NOTATION_COUNT ? texts[notation] : NULL;
}

/* Leaves out the headers before the packet. */
static void strip(struct rt_excerpt *found, uint8_t *data)
{
    bool cut = false;
    struct rt_view bytes = {data, found->len};
    if (rt_capture_looks_like_roughtime(bytes))
        return;
    struct rt_view payload = rt_excerpt_payload(bytes, &cut);
    if (!rt_view_present(payload))
        return;
    found->header = (size_t)(payload.data - data);
    found->len = payload.len;
    found->cut = found->cut || cut;
    memmove(data, payload.data, payload.len);
}

struct rt_fault rt_excerpt_here(struct rt_view text, size_t *pos, struct rt_excerpt *found,
                                uint8_t *data, size_t cap)
{
    struct rt_excerpt_reading reading = {
        .out = {.text = text, .data = data, .cap = cap, .half = -1},
        .line = rt_hexdump_line_at(text, *pos),
    };
    size_t next = *pos;
    *found = (struct rt_excerpt){.from = *pos};
    if (!rt_excerpt_rows(&reading, &next) && !rt_excerpt_string(&reading, &next) &&
        !rt_excerpt_base64(&reading, &next))
        return (struct rt_fault){RT_E_EMPTY, *pos};
    found->len = reading.out.len;
    found->cut = reading.cut;
    found->notation = reading.notation;
    *pos = next > reading.line.from ? next : reading.line.next;
    strip(found, data);
    return reading.out.fault;
}

struct rt_fault rt_excerpt_next(struct rt_view text, size_t *pos, struct rt_excerpt *found,
                                uint8_t *data, size_t cap)
{
    struct rt_fault fault = {RT_E_EMPTY, text.len};
    *found = (struct rt_excerpt){.from = text.len};
    while (*pos < text.len && fault.error == RT_E_EMPTY) {
        size_t at = *pos;
        fault = rt_excerpt_here(text, pos, found, data, cap);
        if (fault.error == RT_E_EMPTY)
            *pos = rt_hexdump_line_at(text, at).next;
    }
    return fault.error == RT_E_EMPTY ? (struct rt_fault){RT_E_EMPTY, text.len} : fault;
}
