// SPDX-License-Identifier: BSD-2-Clause
/* Puts the segments of one direction of a TCP stream in order. */
#include "files/capture_window.h"

#include <string.h>

void rt_capture_window_begin(struct rt_capture_window *window, uint32_t seq, bool settled)
{
    *window = (struct rt_capture_window){.data = window->data, .base = seq, .settled = settled};
}

static size_t end_of(const struct rt_capture_window *window)
{
    return window->count == 0 ? 0 : window->ranges[window->count - 1].to;
}

struct rt_view rt_capture_window_front(const struct rt_capture_window *window)
{
    const struct rt_range *first = &window->ranges[0];
    if (window->count == 0 || first->from > window->start || first->to <= window->start)
        return (struct rt_view){NULL, 0};
    return (struct rt_view){window->data + window->start, first->to - window->start};
}

/* Drops what lies before `start`. */
static void compact(struct rt_capture_window *window)
{
    size_t shift = window->start;
    size_t end = end_of(window);
    if (shift == 0)
        return;
    if (end > shift)
        memmove(window->data, window->data + shift, end - shift);
    size_t kept = 0;
    for (size_t i = 0; i < window->count; i++) {
        struct rt_range range = window->ranges[i];
        if (range.to <= shift)
            continue;
        range.from = range.from > shift ? range.from - shift : 0;
        range.to -= shift;
        window->ranges[kept++] = range;
    }
    window->count = kept;
    window->base += (uint32_t)shift;
    window->start = 0;
    window->settled = true;
}

void rt_capture_window_skip(struct rt_capture_window *window)
{
    struct rt_view front = rt_capture_window_front(window);
    size_t next = front.len > 0 ? 1 : 0;
    while (next < window->count && window->ranges[next].to <= window->start)
        next++;
    if (next < window->count) {
        window->start = window->ranges[next].from;
        compact(window);
        return;
    }
    window->count = 0;
    window->start = 0;
    window->adrift = true;
}

/* Makes room for `before` bytes that lie in front of the first that were seen. */
static bool push_back(struct rt_capture_window *window, size_t before)
{
    size_t end = end_of(window);
    if (window->settled || before + end > RT_CAPTURE_WINDOW_SIZE)
        return false;
    memmove(window->data + before, window->data, end);
    for (size_t i = 0; i < window->count; i++) {
        window->ranges[i].from += before;
        window->ranges[i].to += before;
    }
    window->base -= (uint32_t)before;
    window->start = 0;
    return true;
}

/* Writes the bytes of [from, to) that are not here yet. False if that takes one range too many. */
static bool add(struct rt_capture_window *window, size_t from, size_t to, const uint8_t *bytes)
{
    struct rt_range *ranges = window->ranges;
    size_t first = 0;
    while (first < window->count && ranges[first].to < from)
        first++;
    size_t last = first;
    if (first == window->count || ranges[first].from > to) {
        if (window->count == RT_CAPTURE_WINDOW_RANGES)
            return false;
        memmove(ranges + first + 1, ranges + first, (window->count - first) * sizeof *ranges);
        window->count++;
        ranges[first] = (struct rt_range){from, from};
    }
    size_t at = from;
    for (; last < window->count && ranges[last].from <= to; last++) {
        if (ranges[last].from > at)
            memcpy(window->data + at, bytes + (at - from), ranges[last].from - at);
        if (ranges[last].to > at)
            at = ranges[last].to;
    }
    if (at < to)
        memcpy(window->data + at, bytes + (at - from), to - at);
    ranges[first].to = at > to ? at : to;
    if (ranges[first].from > from)
        ranges[first].from = from;
    memmove(ranges + first + 1, ranges + last, (window->count - last) * sizeof *ranges);
    window->count -= last - first - 1;
    return true;
}

int64_t rt_capture_window_distance(const struct rt_capture_window *window, uint32_t seq)
{
    return (int32_t)(seq - window->base);
}

bool rt_capture_window_insert(struct rt_capture_window *window, uint32_t seq, struct rt_view bytes)
{
    if (bytes.len == 0)
        return true;
    if (window->adrift)
        window->base = seq;
    window->adrift = false;
    int64_t distance = rt_capture_window_distance(window, seq);
    if (distance < 0) {
        size_t before = (size_t)-distance;
        if (!push_back(window, before)) {
            bytes = rt_view_slice(bytes, before, bytes.len);
            seq += (uint32_t)before;
        }
        distance = 0;
    }
    if (bytes.len == 0)
        return true;
    if ((size_t)distance + bytes.len > RT_CAPTURE_WINDOW_SIZE) {
        compact(window);
        distance = rt_capture_window_distance(window, seq);
        if (distance < 0)
            return rt_capture_window_insert(window, seq, bytes);
    }
    size_t from = (size_t)distance;
    if (from + bytes.len > RT_CAPTURE_WINDOW_SIZE)
        return false;
    return add(window, from, from + bytes.len, bytes.data);
}

void rt_capture_window_take(struct rt_capture_window *window, size_t len)
{
    window->start += len;
}
