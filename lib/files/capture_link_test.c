// SPDX-License-Identifier: BSD-2-Clause
/* Frames of every link type, headers of IPv4 and IPv6, and how they are wrong. */
#include "files/capture_link.h"

#include <pcap/dlt.h>
#include <string.h>

#include "base/test.h"

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
        ck_assert_int_eq(rt_capture_link_ip(DLT_NULL, (struct rt_view){rows[i].bytes, 4}, &ip),
                         RT_OK);
        ck_assert_int_eq(rt_view_present(ip), rows[i].ip);
    }
}
END_TEST

/* The ethertype of IPv4 at the end of a header of any of these lengths, cut to any length. */
START_TEST(test_short_frames)
{
    static const struct {
        int dlt;
        size_t header;
        size_t type;
    } rows[] = {{DLT_EN10MB, 14, 12}, {DLT_LINUX_SLL, 16, 14}, {DLT_LINUX_SLL2, 20, 0}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        uint8_t frame[24] = {0};
        frame[rows[i].type] = 0x08;
        for (size_t len = 0; len <= sizeof frame; len++) {
            struct rt_view ip;
            enum rt_error error =
                rt_capture_link_ip(rows[i].dlt, (struct rt_view){frame, len}, &ip);
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
    ck_assert(!rt_capture_link_supported(DLT_IEEE802_11));
    ck_assert_int_eq(
        rt_capture_link_ip(DLT_IEEE802_11, (struct rt_view){(const uint8_t *)"", 0}, &ip),
        RT_E_LINK_TYPE);
    ck_assert(rt_capture_link_supported(DLT_LINUX_SLL2));
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
             test_ipv4_lengths, test_ipv6_extension_headers)
