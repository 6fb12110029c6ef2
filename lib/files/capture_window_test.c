// SPDX-License-Identifier: BSD-2-Clause
/* Segments in any order, and gaps between them. */
#include "files/capture_window.h"

#include <string.h>

#include "base/test.h"

static uint8_t room[RT_CAPTURE_WINDOW_SIZE];

static struct rt_capture_window begin(uint32_t seq)
{
    struct rt_capture_window window = {.data = room};
    memset(room, 0xee, sizeof room);
    rt_capture_window_begin(&window, seq, true);
    return window;
}

static bool insert(struct rt_capture_window *window, uint32_t seq, const char *text)
{
    return rt_capture_window_insert(window, seq,
                                    (struct rt_view){(const uint8_t *)text, strlen(text)});
}

static void check_front(const struct rt_capture_window *window, const char *text)
{
    struct rt_view front = rt_capture_window_front(window);
    ck_assert_uint_eq(front.len, strlen(text));
    if (front.len > 0)
        ck_assert_mem_eq(front.data, text, front.len);
}

/* Pieces in any order, across the end of the sequence numbers. */
START_TEST(test_any_order)
{
    struct rt_capture_window window = begin(UINT32_C(0xfffffffd));
    check_front(&window, "");
    ck_assert(insert(&window, 3, "gh"));
    check_front(&window, "");
    ck_assert(insert(&window, UINT32_C(0xfffffffd), "abc"));
    check_front(&window, "abc");
    ck_assert(insert(&window, 0, "def"));
    check_front(&window, "abcdefgh");
    rt_capture_window_take(&window, 5);
    check_front(&window, "fgh");
}
END_TEST

/* What came first stays, and what was taken does not come back. */
START_TEST(test_overlap)
{
    struct rt_capture_window window = begin(100);
    ck_assert(insert(&window, 102, "CD"));
    ck_assert(insert(&window, 100, "abcdef"));
    check_front(&window, "abCDef");
    rt_capture_window_take(&window, 6);
    ck_assert(insert(&window, 100, "xxxxxxg"));
    check_front(&window, "g");
}
END_TEST

START_TEST(test_holes)
{
    struct rt_capture_window window = begin(0);
    ck_assert(insert(&window, 0, "a"));
    ck_assert(insert(&window, 10, "k"));
    rt_capture_window_skip(&window);
    check_front(&window, "k");
    rt_capture_window_skip(&window);
    check_front(&window, "");
    /* An empty window goes where the next bytes are. */
    ck_assert(insert(&window, 5000000, "far"));
    check_front(&window, "far");
}
END_TEST

START_TEST(test_bounds)
{
    struct rt_capture_window window = begin(0);
    ck_assert(!insert(&window, RT_CAPTURE_WINDOW_SIZE, "x"));
    ck_assert(insert(&window, RT_CAPTURE_WINDOW_SIZE - 1, "x"));
    for (uint32_t i = 0; i < RT_CAPTURE_WINDOW_RANGES - 1; i++)
        ck_assert(insert(&window, 2 * i, "y"));
    ck_assert(!insert(&window, 2 * RT_CAPTURE_WINDOW_RANGES, "z"));
    rt_capture_window_skip(&window);
    ck_assert(insert(&window, 2 * RT_CAPTURE_WINDOW_RANGES, "z"));
    ck_assert_int_eq(rt_capture_window_distance(&window, window.base), 0);
    ck_assert_int_eq(rt_capture_window_distance(&window, window.base - 1), -1);
}
END_TEST

RT_TEST_MAIN("capture_window", test_any_order, test_overlap, test_holes, test_bounds)
