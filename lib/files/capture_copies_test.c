// SPDX-License-Identifier: BSD-2-Clause
/* Packets that were captured more than once, and others that only look like it. */
#include "files/capture_copies.h"

#include <string.h>

#include "base/test.h"

static struct rt_capture_copies *copies;
static uint8_t bytes[RT_CAPTURE_COPIES_BYTES + 1];

static void set_up(void)
{
    memset(bytes, 7, sizeof bytes);
    copies = rt_capture_copies_new();
    ck_assert_ptr_nonnull(copies);
}

static void tear_down(void)
{
    rt_capture_copies_free(copies);
}

static struct rt_datagram datagram_of(uint64_t packet, size_t len)
{
    return (struct rt_datagram){
        .payload = {bytes, len},
        .transport = RT_TRANSPORT_UDP,
        .from = {.family = 4, .addr = {192, 0, 2, 1}, .port = 50000},
        .to = {.family = 4, .addr = {192, 0, 2, 2}, .port = 2002},
        .packet = packet,
        .time_ns = (int64_t)packet * 1000000,
    };
}

START_TEST(test_copy)
{
    set_up();
    struct rt_datagram datagram = datagram_of(1, 1024);
    ck_assert_uint_eq(rt_capture_copies_find(copies, &datagram, 5), 0);
    datagram = datagram_of(2, 1024);
    ck_assert_uint_eq(rt_capture_copies_find(copies, &datagram, 5), 1);
    datagram = datagram_of(101, 1024);
    ck_assert_uint_eq(rt_capture_copies_find(copies, &datagram, 5), 1);
    datagram = datagram_of(102, 1024); /* more than a tenth of a second later */
    ck_assert_uint_eq(rt_capture_copies_find(copies, &datagram, 5), 0);
    tear_down();
}
END_TEST

/* One thing differs each time. */
START_TEST(test_no_copies)
{
    for (unsigned i = 0; i < 7; i++) {
        struct rt_datagram datagram = datagram_of(1, 1024);
        set_up();
        ck_assert_uint_eq(rt_capture_copies_find(copies, &datagram, 5), 0);
        datagram.packet = 2;
        datagram.from.port = (uint16_t)(datagram.from.port + (i == 0));
        datagram.to.port = (uint16_t)(datagram.to.port + (i == 1));
        datagram.to.addr[0] = (uint8_t)(datagram.to.addr[0] + (i == 2));
        datagram.payload.len -= i == 3;
        bytes[30] = (uint8_t)(bytes[30] + (i == 4)); /* not among those of the key */
        bytes[0] = (uint8_t)(bytes[0] + (i == 5));
        ck_assert_uint_eq(rt_capture_copies_find(copies, &datagram, i == 6 ? 6 : 5), 0);
        tear_down();
    }
}
END_TEST

START_TEST(test_bounds)
{
    set_up();
    struct rt_datagram datagram = datagram_of(1, RT_CAPTURE_COPIES_BYTES + 1);
    ck_assert_uint_eq(rt_capture_copies_find(copies, &datagram, 0), 0);
    ck_assert_uint_eq(rt_capture_copies_find(copies, &datagram, 0), 0);
    for (uint64_t packet = 1; packet <= RT_CAPTURE_COPIES_SLOTS + 1; packet++) {
        bytes[0] = (uint8_t)packet;
        datagram = datagram_of(packet, RT_CAPTURE_COPIES_BYTES);
        ck_assert_uint_eq(rt_capture_copies_find(copies, &datagram, 0), 0);
    }
    bytes[0] = 2; /* the oldest that is kept */
    ck_assert_uint_eq(rt_capture_copies_find(copies, &datagram, 0), 2);
    bytes[0] = 1; /* forgotten */
    ck_assert_uint_eq(rt_capture_copies_find(copies, &datagram, 0), 0);
    tear_down();
}
END_TEST

RT_TEST_MAIN("capture_copies", test_copy, test_no_copies, test_bounds)
