// SPDX-License-Identifier: BSD-2-Clause
/*
 * The window of one TCP direction: bytes by sequence number, in whatever order they come.
 *
 * Holds RT_CAPTURE_WINDOW_SIZE bytes and at most RT_CAPTURE_WINDOW_RANGES pieces with holes between
 * them. Bytes that came first stay when segments overlap. What has been taken from the front stays
 * where it is until room is needed, so that views of it live until the next
 * rt_capture_window_insert or rt_capture_window_skip. A window without a SYN does not know where
 * its stream began: it accepts bytes in front of the first ones it saw, as long as it is `settled`
 * neither by its owner nor by moving on.
 */
#ifndef ROUGHTIME_CAPTURE_WINDOW_H
#define ROUGHTIME_CAPTURE_WINDOW_H

#include "base/bytes.h"
#include "wire/frame.h"

#pragma GCC visibility push(hidden)

#define RT_CAPTURE_WINDOW_SIZE   (RT_PACKET_MAX + 4096)
#define RT_CAPTURE_WINDOW_RANGES 32

struct rt_range {
    size_t from;
    size_t to;
};

/* `ranges` say which bytes of `data` are here; they ascend and do not touch each other. */
struct rt_capture_window {
    uint8_t
        *data; /* RT_CAPTURE_WINDOW_SIZE bytes that belong to the window's owner; NULL: none yet */
    uint32_t base; /* sequence number of data[0] */
    size_t start;  /* what lies before was taken */
    struct rt_range ranges[RT_CAPTURE_WINDOW_RANGES];
    size_t count;
    bool settled; /* nothing is accepted in front of `base` */
    bool adrift;  /* `base` follows the next bytes that come */
};

/* An empty window that begins at `seq`; `data` stays. */
void rt_capture_window_begin(struct rt_capture_window *window, uint32_t seq, bool settled);

/* How far `seq` lies behind the first byte of the window; negative: in front of it. */
int64_t rt_capture_window_distance(const struct rt_capture_window *window, uint32_t seq);

/* Takes in the bytes from `seq` on; needs `data`. False if they lie too far away, or would leave
 * too many holes: then a call of rt_capture_window_skip has to make room first. */
bool rt_capture_window_insert(struct rt_capture_window *window, uint32_t seq, struct rt_view bytes);

/* The bytes that can be read from `start` on without a hole; absent if there are none. */
struct rt_view rt_capture_window_front(const struct rt_capture_window *window);

/* Marks `len` bytes of the front as taken. */
void rt_capture_window_take(struct rt_capture_window *window, size_t len);

/* Gives up the front and the hole behind it, and goes on with the next range. If there is none,
 * the window is empty and its place is that of the next bytes that come. */
void rt_capture_window_skip(struct rt_capture_window *window);

#pragma GCC visibility pop

#endif
