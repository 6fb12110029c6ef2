// SPDX-License-Identifier: BSD-2-Clause
/* Frames of every link type, headers of IPv4 and IPv6, and how they are wrong. */
#include "files/capture_link.h"

#include <string.h>

#include "base/test.h"
#include "files/capture_make.h"

START_TEST(test_families_of_loopback)
{
    static const struct {
        uint8_t bytes[4];
        bool ip;
    } rows[] = {
        {{0, 0, 0, 2}, true},  {{2, 0, 0, 0}, true},  {{0, 0, 0, 24}, true},
        {{24, 0, 0, 0}, true}, {{28, 0, 0, 0}, true}, {{0, 0, 0, 30}, true},
        {{10, 0, 0, 0}, true}, {{0, 0, 0, 7}, false}, {{0, 2, 0, 0}, false},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct rt_view ip;
        ck_assert_int_eq(rt_capture_link_ip(RT_MAKE_NULL, (struct rt_view){rows[i].bytes, 4}, &ip),
                         RT_OK);
        ck_assert_int_eq(rt_view_present(ip), rows[i].ip);
    }
}
END_TEST

/* The ethertype of IPv4 at the end of a header of any of these lengths, cut to any length. */
START_TEST(test_short_frames)
{
    static const struct {
        uint32_t link;
        size_t header;
        size_t type;
    } rows[] = {{RT_MAKE_ETHERNET, 14, 12}, {RT_MAKE_COOKED, 16, 14}, {RT_MAKE_COOKED2, 20, 0}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        uint8_t frame[24] = {0};
        frame[rows[i].type] = 0x08;
        for (size_t len = 0; len <= sizeof frame; len++) {
            struct rt_view ip;
            enum rt_error error =
                rt_capture_link_ip(rows[i].link, (struct rt_view){frame, len}, &ip);
            ck_assert_int_eq(error, len < rows[i].header ? RT_E_TRUNCATED : RT_OK);
            ck_assert_int_eq(rt_view_present(ip), len >= rows[i].header);
            if (rt_view_present(ip))
                ck_assert_uint_eq(ip.len, len - rows[i].header);
        }
    }
}
END_TEST

START_TEST(test_unknown_link)
{
    struct rt_view ip;
    ck_assert(!rt_capture_link_supported(195)); /* 802.15.4 */
    ck_assert_int_eq(rt_capture_link_ip(195, (struct rt_view){(const uint8_t *)"", 0}, &ip),
                     RT_E_LINK_TYPE);
    ck_assert(rt_capture_link_supported(RT_MAKE_COOKED2));
}
END_TEST

/* A frame in hexadecimal digits; spaces are passed over. */
static struct rt_view frame_of(const char *digits)
{
    static uint8_t frame[512];
    size_t len = 0;
    for (; digits[0]; digits++) {
        unsigned byte;
        if (digits[0] == ' ')
            continue;
        ck_assert_int_eq(sscanf(digits, "%2x", &byte), 1);
        frame[len++] = (uint8_t)byte;
        digits++;
    }
    return (struct rt_view){frame, len};
}

/* Everything that stands before "45": an IP packet. It is found, and not in a shorter frame. */
START_TEST(test_headers_of_links)
{
    static const struct {
        uint32_t link;
        const char *frame;
    } rows[] = {
        {1, "112233445566 778899aabbcc 8100 0064 0800 45"},
        {1, "112233445566 778899aabbcc 88a8 0064 9200 0001 86dd 45"},
        {1, "112233445566 778899aabbcc 8864 1100 0001 0003 0021 45"},
        {1, "112233445566 778899aabbcc 8864 1100 0001 0002 57 45"},
        {1, "112233445566 778899aabbcc 8847 00010040 00011140 45"},
        {1, "112233445566 778899aabbcc 8848 00011140 00000000 112233445566 778899aabbcc 0800 45"},
        {1, "112233445566 778899aabbcc 0009 aaaa03 000000 0800 45"},
        {1, "112233445566 778899aabbcc 0009 aaaa03 0000f8 8100 0002 0800 45"},
        {9, "ff03 0021 45"},
        {9, "21 45"},
        {50, "ff03 0281 00011140 45"},
        {51, "1100 0001 0003 0021 45"},
        {104, "0f00 0800 45"},
        {113, "0000 0001 0006 112233445566 0000 0004 aaaa03 000000 0800 45"},
        {276, "8864 0000 00000002 0001 00 06 112233445566 0000 1100 0001 0003 0021 45"},
        {105, "0801 0000 112233445566 112233445566 112233445566 0000 aaaa03 000000 0800 45"},
        {105,
         "8803 0000 112233445566 112233445566 112233445566 0000 112233445566 0000 aaaa03 000000 "
         "0800 45"},
        {105, "8881 0000 112233445566 112233445566 112233445566 0000 0000 00000000 aaaa03 000000 "
              "0800 45"},
        {127, "0000 0800 00000000 0801 0000 112233445566 112233445566 112233445566 0000 aaaa03 "
              "000000 0800 45"},
        /* a second word of fields, a time, and flags that say: filled up */
        {127, "0000 1900 03000080 00000000 00000000 1122334455667788 20 8801 0000 112233445566 "
              "112233445566 112233445566 0000 0000 0000 aaaa03 000000 0800 45"},
        {192, "0000 0800 01000000 112233445566 778899aabbcc 0800 45"},
        {219, "00011140 45"},
        {12, "45"},
        {14, "45"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct rt_view ip, frame = frame_of(rows[i].frame);
        ck_assert_msg(rt_capture_link_ip(rows[i].link, frame, &ip) == RT_OK, "row %zu", i);
        ck_assert_msg(ip.len == 1 && ip.data[0] == 0x45, "row %zu", i);
        for (size_t len = 0; len + 1 < frame.len; len++) {
            struct rt_view part = {frame.data, len};
            enum rt_error error = rt_capture_link_ip(rows[i].link, part, &ip);
            ck_assert_msg(error == RT_E_TRUNCATED && ip.len == 0, "row %zu, %zu bytes", i, len);
        }
    }
}
END_TEST

/* What is no IP, and what is said of it. */
START_TEST(test_what_is_not_read)
{
    static const struct {
        uint32_t link;
        const char *frame;
        enum rt_capture_unread unread;
    } rows[] = {
        {1, "112233445566 778899aabbcc 0806 0001", RT_CAPTURE_UNREAD_NONE},
        {1, "112233445566 778899aabbcc 8863 1109 0000 0004", RT_CAPTURE_UNREAD_NONE},
        {1, "112233445566 778899aabbcc 8864 1109 0000 0004", RT_CAPTURE_UNREAD_NONE},
        {1, "112233445566 778899aabbcc 0026 424203 0000", RT_CAPTURE_UNREAD_NONE}, /* STP */
        {1, "112233445566 778899aabbcc 0026 aaaa03 00000c 2000", RT_CAPTURE_UNREAD_NONE},
        {1, "112233445566 778899aabbcc 88e5 2000", RT_CAPTURE_UNREAD_ENCRYPTED},
        {1, "112233445566 778899aabbcc 88e7 0000", RT_CAPTURE_UNREAD_TUNNEL},
        {1, "112233445566 778899aabbcc 8847 00011140 1122", RT_CAPTURE_UNREAD_TUNNEL},
        {9, "c021 0101 0004", RT_CAPTURE_UNREAD_NONE},
        {9, "00fd 9000", RT_CAPTURE_UNREAD_TUNNEL},
        {9, "0053 9000", RT_CAPTURE_UNREAD_ENCRYPTED},
        {105, "8000 0000", RT_CAPTURE_UNREAD_NONE}, /* a beacon */
        {105, "4801 0000", RT_CAPTURE_UNREAD_NONE}, /* no data in it */
        {105, "0841 0000", RT_CAPTURE_UNREAD_ENCRYPTED},
        {105, "8801 0000 112233445566 112233445566 112233445566 0000 8000",
         RT_CAPTURE_UNREAD_TUNNEL},
        {113, "0000 0001 0006 112233445566 0000 0001 ffff", RT_CAPTURE_UNREAD_NONE},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct rt_view ip;
        struct rt_capture_walk walk = rt_capture_walk_begin(rows[i].link, frame_of(rows[i].frame));
        ck_assert_msg(rt_capture_walk_ip(&walk, &ip) == RT_OK, "row %zu", i);
        ck_assert_msg(!rt_view_present(ip) && walk.unread == rows[i].unread, "row %zu", i);
    }
    for (int i = RT_CAPTURE_UNREAD_NONE + 1; i < RT_CAPTURE_UNREAD_COUNT; i++) {
        ck_assert_ptr_nonnull(rt_capture_unread_name((enum rt_capture_unread)i));
        ck_assert_ptr_nonnull(rt_capture_unread_text((enum rt_capture_unread)i));
    }
}
END_TEST

static void check_depth(unsigned tags, bool found)
{
    uint8_t frame[14 + 4 * 40 + 1] = {0};
    struct rt_view ip;
    for (unsigned i = 0; i < tags; i++)
        memcpy(frame + 12 + 4 * (size_t)i, "\x81\x00\x00\x01", 4);
    frame[12 + 4 * (size_t)tags] = 8;
    struct rt_capture_walk walk =
        rt_capture_walk_begin(1, (struct rt_view){frame, 14 + 4 * (size_t)tags + 1});
    ck_assert_int_eq(rt_capture_walk_ip(&walk, &ip), RT_OK);
    ck_assert_int_eq(rt_view_present(ip), found);
    ck_assert_int_eq(walk.unread, found ? RT_CAPTURE_UNREAD_NONE : RT_CAPTURE_UNREAD_NESTED);
}

START_TEST(test_depth_is_bounded)
{
    check_depth(0, true);
    check_depth(RT_CAPTURE_HEADERS_MAX - 1, true);
    check_depth(RT_CAPTURE_HEADERS_MAX, false);
}
END_TEST

/* An IP packet around what follows, and the walk into it. */
static struct rt_capture_walk enter(uint8_t protocol, const char *payload, bool *entered)
{
    struct rt_capture_walk walk = {.headers = 1};
    struct rt_capture_ip ip = {.protocol = protocol, .payload = frame_of(payload)};
    *entered = rt_capture_walk_enter(&walk, &ip);
    return walk;
}

START_TEST(test_tunnels)
{
    static const struct {
        uint8_t protocol;
        const char *payload;
    } rows[] = {
        {4, "45"},
        {41, "45"},
        {47, "0000 0800 45"},
        {47, "b000 86dd 00000000 00000001 00000002 45"},
        {47, "2000 6558 00000001 112233445566 778899aabbcc 0800 45"},
        {47, "0000 8847 00011140 45"},
        {47, "3081 880b 0000 0001 00000001 00000002 ff03 0021 45"},
        {47, "1000 88be 00000001 1000000000000000 112233445566 778899aabbcc 0800 45"},
        {47, "0000 88be 112233445566 778899aabbcc 0800 45"},
        {97, "3000 112233445566 778899aabbcc 0800 45"},
        {137, "00011140 45"},
        {17, "c350 12b5 001f 0000 08000000 00002a00 112233445566 778899aabbcc 0800 45"},
        {17, "c350 12b5 001f 0000 0c000003 00002a00 112233445566 778899aabbcc 0800 45"},
        {17, "c350 12b5 001f 0000 0c000000 00002a00 112233445566 778899aabbcc 0800 45"},
        {17, "c350 12b5 0011 0000 0c000001 00002a00 45"},
        {17, "c350 12b5 001f 0000 88000007 00002a00 112233445566 778899aabbcc 0800 45"},
        {17, "c350 2118 001f 0000 08000000 00002a00 112233445566 778899aabbcc 0800 45"},
        {17, "c350 17c1 0011 0000 0000 0800 00002a00 45"},
        {17, "c350 17c1 0023 0000 0100 6558 00002a00 01020304 112233445566 778899aabbcc 86dd 45"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct rt_view ip;
        bool entered;
        struct rt_capture_walk walk = enter(rows[i].protocol, rows[i].payload, &entered);
        ck_assert_msg(entered, "row %zu", i);
        ck_assert_msg(rt_capture_walk_ip(&walk, &ip) == RT_OK, "row %zu", i);
        ck_assert_msg(ip.len == 1 && ip.data[0] == 0x45, "row %zu", i);
    }
}
END_TEST

/* What looks like a tunnel by its port only is none. */
START_TEST(test_no_tunnels)
{
    static const struct {
        uint8_t protocol;
        const char *payload;
        bool entered;
        enum rt_capture_unread unread;
    } rows[] = {
        {RT_IP_TCP, "1234", false, RT_CAPTURE_UNREAD_NONE},
        {1, "0800", false, RT_CAPTURE_UNREAD_NONE},
        {17, "c350 12b5 0010 0000 524f554748 54494d", false, RT_CAPTURE_UNREAD_NONE},
        {17, "c350 17c1 0010 0000 524f554748 54494d", false, RT_CAPTURE_UNREAD_NONE},
        {17, "12b5 c350 0010 0000 08000000 00002a00", false, RT_CAPTURE_UNREAD_NONE},
        {17, "c350 12b5 00", false, RT_CAPTURE_UNREAD_NONE},
        {17, "c350 17c1 0010 0000 0080 0800 00002a00", true, RT_CAPTURE_UNREAD_NONE},
        {17, "c350 12b5 0010 0000 0c000004 00002a00", true, RT_CAPTURE_UNREAD_TUNNEL},
        {47, "4000 0800 0000", true, RT_CAPTURE_UNREAD_TUNNEL},
        {47, "0002 0800 0000", true, RT_CAPTURE_UNREAD_TUNNEL},
        {47, "2081 880b 0000 0001 00000002", true, RT_CAPTURE_UNREAD_NONE},
        {47, "0000 0806 0001", true, RT_CAPTURE_UNREAD_NONE},
        {50, "00000001", true, RT_CAPTURE_UNREAD_ENCRYPTED},
        {108, "0000", true, RT_CAPTURE_UNREAD_TUNNEL},
        {115, "0000", true, RT_CAPTURE_UNREAD_TUNNEL},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct rt_view ip;
        bool entered;
        struct rt_capture_walk walk = enter(rows[i].protocol, rows[i].payload, &entered);
        ck_assert_msg(entered == rows[i].entered, "row %zu", i);
        if (!entered)
            continue;
        ck_assert_msg(rt_capture_walk_ip(&walk, &ip) == RT_OK, "row %zu", i);
        ck_assert_msg(!rt_view_present(ip) && walk.unread == rows[i].unread, "row %zu", i);
    }
}
END_TEST

START_TEST(test_ipv4_lengths)
{
    uint8_t packet[40] = {0x45, 0, 0, 30, 1, 2, 0, 0, 64, RT_IP_UDP};
    struct rt_capture_ip ip;
    ck_assert_int_eq(rt_capture_ip_parse((struct rt_view){packet, 40}, &ip), RT_OK);
    ck_assert_uint_eq(ip.payload.len, 10); /* what follows is padding of the link */
    ck_assert_uint_eq(ip.announced, 10);
    ck_assert_int_eq(rt_capture_ip_parse((struct rt_view){packet, 25}, &ip), RT_OK);
    ck_assert_uint_eq(ip.payload.len, 5);
    ck_assert_uint_eq(ip.announced, 10);
    ck_assert_int_eq(rt_capture_ip_parse((struct rt_view){packet, 19}, &ip), RT_E_TRUNCATED);
    packet[3] = 0;
    ck_assert_int_eq(rt_capture_ip_parse((struct rt_view){packet, 40}, &ip), RT_OK);
    ck_assert_uint_eq(ip.announced, 20);
    packet[3] = 19;
    ck_assert_int_eq(rt_capture_ip_parse((struct rt_view){packet, 40}, &ip), RT_E_CAPTURE);
    packet[0] = 0x4f;
    packet[3] = 60;
    ck_assert_int_eq(rt_capture_ip_parse((struct rt_view){packet, 40}, &ip), RT_E_TRUNCATED);
    ck_assert_int_eq(rt_capture_ip_parse((struct rt_view){packet, 0}, &ip), RT_E_TRUNCATED);
}
END_TEST

/* hop-by-hop, fragment of the whole (RFC 6946), destination options of 16 bytes, UDP */
START_TEST(test_ipv6_extension_headers)
{
    uint8_t packet[40 + 8 + 8 + 16 + 8] = {0x60, [5] = 40, [6] = 0};
    packet[40] = 44;
    packet[48] = 60;
    packet[56] = RT_IP_UDP;
    packet[57] = 1;
    struct rt_capture_ip ip;
    ck_assert_int_eq(rt_capture_ip_parse((struct rt_view){packet, sizeof packet}, &ip), RT_OK);
    ck_assert_uint_eq(ip.protocol, RT_IP_UDP);
    ck_assert_uint_eq(ip.payload.len, 8);
    ck_assert(!ip.fragment);
    for (size_t len = 0; len < 72; len++)
        ck_assert_int_eq(rt_capture_ip_parse((struct rt_view){packet, len}, &ip), RT_E_TRUNCATED);
    packet[57] = 200;
    ck_assert_int_eq(rt_capture_ip_parse((struct rt_view){packet, sizeof packet}, &ip),
                     RT_E_CAPTURE);
    packet[51] = 8 | 1;
    ck_assert_int_eq(rt_capture_ip_parse((struct rt_view){packet, sizeof packet}, &ip), RT_OK);
    ck_assert(ip.fragment && ip.more);
    ck_assert_uint_eq(ip.offset, 8);
    ck_assert_uint_eq(ip.payload.len, 24);
}
END_TEST

RT_TEST_MAIN("capture_link", test_families_of_loopback, test_short_frames, test_unknown_link,
             test_headers_of_links, test_what_is_not_read, test_depth_is_bounded, test_tunnels,
             test_no_tunnels, test_ipv4_lengths, test_ipv6_extension_headers)
