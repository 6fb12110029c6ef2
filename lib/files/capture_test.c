// SPDX-License-Identifier: BSD-2-Clause
/* Captures of both formats, whole and damaged. */
#include "files/capture.h"

#include <string.h>

#include "base/tag.h"
#include "base/test.h"
#include "files/capture_make.h"

enum { PAYLOAD = 1036, ITEMS = 128 };

/* A capture being written, and what was read from it. */
static struct rt_maker maker;
static char *bytes;
static size_t size;

static struct item {
    enum rt_capture_event event;
    struct rt_datagram datagram; /* its payload is in `copy` */
    uint8_t copy[2048];
    struct rt_capture_fault fault;
} items[ITEMS];
static size_t count;
static struct rt_capture_counts counts;

static void start(enum rt_make_format format, enum rt_make_link link)
{
    free(bytes);
    memset(&maker, 0, sizeof maker);
    maker.format = format;
    maker.link = link;
    maker.file = open_memstream(&bytes, &size);
    ck_assert_ptr_nonnull(maker.file);
}

/* A packet with header, distinct for each seed. */
static struct rt_view payload_of(unsigned seed)
{
    static uint8_t payload[PAYLOAD];
    memset(payload, (int)seed, sizeof payload);
    memcpy(payload, "ROUGHTIM", 8);
    rt_bytes_store32(payload + 8, PAYLOAD - 12);
    rt_bytes_store32(payload + 12, 1);
    rt_bytes_store32(payload + 16, RT_TAG_NONC);
    return (struct rt_view){payload, sizeof payload};
}

static void drain(struct rt_capture *capture)
{
    struct item *item = items;
    struct rt_datagram datagram;
    struct rt_capture_fault fault;
    while ((item->event = rt_capture_next(capture, &datagram, &fault)) != RT_CAPTURE_END) {
        if (item->event == RT_CAPTURE_FAULT) {
            item->fault = fault;
        } else {
            item->datagram = datagram;
            ck_assert_uint_le(datagram.payload.len, sizeof item->copy);
            memcpy(item->copy, datagram.payload.data, datagram.payload.len);
            item->datagram.payload.data = item->copy;
        }
        ck_assert_uint_lt((size_t)(++item - items), ITEMS);
    }
    ck_assert_int_eq(rt_capture_next(capture, &datagram, &fault), RT_CAPTURE_END);
    count = (size_t)(item - items);
    counts = rt_capture_counts(capture);
}

/* Reads the first `len` bytes of the capture. A file that cannot be opened is one fault. */
static void read_capture(size_t len)
{
    FILE *file = len > 0 ? fmemopen(bytes, len, "r") : fopen("/dev/null", "r");
    ck_assert_ptr_nonnull(file);
    struct rt_capture *capture = rt_capture_open(file, &items[0].fault);
    count = 1;
    items[0].event = RT_CAPTURE_FAULT;
    if (capture != NULL)
        drain(capture);
    rt_capture_close(capture);
    ck_assert_int_eq(fclose(file), 0);
}

static void finish(void)
{
    ck_assert_int_eq(fclose(maker.file), 0);
    read_capture(size);
}

static void check_datagram(size_t i, unsigned seed, enum rt_transport transport,
                           const struct rt_endpoint *from, const struct rt_endpoint *to)
{
    const struct item *item = &items[i];
    ck_assert_uint_lt(i, count);
    ck_assert_int_eq(item->event, RT_CAPTURE_DATAGRAM);
    ck_assert(rt_view_equal(item->datagram.payload, payload_of(seed)));
    ck_assert_int_eq(item->datagram.transport, transport);
    ck_assert(rt_endpoint_equal(&item->datagram.from, from));
    ck_assert(rt_endpoint_equal(&item->datagram.to, to));
    ck_assert(item->datagram.roughtime);
}

static void check_fault(size_t i, enum rt_error error, uint64_t packet, bool final)
{
    ck_assert_uint_lt(i, count);
    ck_assert_int_eq(items[i].event, RT_CAPTURE_FAULT);
    ck_assert_str_eq(rt_error_name(items[i].fault.error), rt_error_name(error));
    ck_assert_uint_eq(items[i].fault.packet, packet);
    ck_assert_int_eq(items[i].fault.final, final);
    ck_assert_str_ne(items[i].fault.cause, "");
}

struct pair {
    struct rt_endpoint client;
    struct rt_endpoint server;
};

static struct pair pair_of(int family)
{
    if (family == 4)
        return (struct pair){rt_make_endpoint("192.0.2.1", 50000),
                             rt_make_endpoint("198.51.100.7", 2002)};
    return (struct pair){rt_make_endpoint("2001:db8::1", 50000),
                         rt_make_endpoint("2001:db8::2", 2002)};
}

static const enum rt_make_link links[] = {RT_MAKE_NULL,    RT_MAKE_ETHERNET, RT_MAKE_RAW,
                                          RT_MAKE_LOOP,    RT_MAKE_COOKED,   RT_MAKE_COOKED2,
                                          RT_MAKE_ETHERNET};

/* A request and its response over UDP, then over TCP. */
static void write_exchange(const struct pair *p)
{
    rt_make_start(&maker);
    rt_make_udp(&maker, &p->client, &p->server, payload_of(1));
    rt_make_udp(&maker, &p->server, &p->client, payload_of(2));
    rt_make_tcp(&maker, &p->client, &p->server, 99, RT_MAKE_SYN, (struct rt_view){NULL, 0});
    rt_make_tcp(&maker, &p->client, &p->server, 100, RT_MAKE_ACK, payload_of(3));
    rt_make_tcp(&maker, &p->server, &p->client, 7, RT_MAKE_ACK, payload_of(4));
}

static void check_exchange(const struct pair *p)
{
    ck_assert_uint_eq(count, 4);
    check_datagram(0, 1, RT_TRANSPORT_UDP, &p->client, &p->server);
    check_datagram(1, 2, RT_TRANSPORT_UDP, &p->server, &p->client);
    check_datagram(2, 3, RT_TRANSPORT_TCP, &p->client, &p->server);
    check_datagram(3, 4, RT_TRANSPORT_TCP, &p->server, &p->client);
    ck_assert_uint_eq(items[1].datagram.packet, 2);
    ck_assert_uint_eq(items[2].datagram.packet, 4);
    ck_assert_int_eq(items[1].datagram.time_ns, INT64_C(1700000000001000000));
    ck_assert_uint_eq(counts.packets, 5);
    ck_assert_uint_eq(counts.datagrams, 2);
    ck_assert_uint_eq(counts.messages, 2);
    ck_assert_uint_eq(counts.faults, 0);
}

START_TEST(test_every_format_link_and_family)
{
    for (unsigned i = 0; i < 3 * 2 * 7 * 2 * 4; i++) {
        struct pair p = pair_of(i % 2 ? 6 : 4);
        size_t link = i / 2 % 7;
        start((enum rt_make_format)(i / 14 % 3), links[link]);
        maker.big_endian = i / 42 % 2;
        maker.options = i / 84 % 2;
        maker.authenticate = i / 168 % 2;
        maker.vlans = link == 6 ? 1 + i / 84 : 0;
        write_exchange(&p);
        finish();
        check_exchange(&p);
    }
}
END_TEST

START_TEST(test_bare_ip_link_types)
{
    for (int family = 4; family <= 6; family += 2) {
        struct pair p = pair_of(family);
        start(RT_MAKE_PCAP, family == 4 ? RT_MAKE_IPV4 : RT_MAKE_IPV6);
        write_exchange(&p);
        finish();
        check_exchange(&p);
    }
}
END_TEST

START_TEST(test_foreign_blocks_are_passed_over)
{
    struct pair p = pair_of(4);
    for (int big = 0; big < 2; big++) {
        start(RT_MAKE_PCAPNG, RT_MAKE_ETHERNET);
        maker.big_endian = big;
        rt_make_start(&maker);
        for (unsigned i = 0; i < 5; i++) {
            rt_make_block(&maker, 0x0bad0000 + i, rt_view_slice(payload_of(i), 0, 7 * i));
            rt_make_udp(&maker, &p.client, &p.server, payload_of(i));
            rt_make_block(&maker, 4 + i % 2,
                          rt_view_slice(payload_of(0), 100, 24)); /* names, statistics */
        }
        finish();
        ck_assert_uint_eq(count, 5);
        for (unsigned i = 0; i < 5; i++)
            check_datagram(i, i, RT_TRANSPORT_UDP, &p.client, &p.server);
    }
}
END_TEST

/* Cut after any byte: never more than what was there, never less, and a fault unless the cut is
 * between two records. */
START_TEST(test_truncated_at_every_length)
{
    struct pair p = pair_of(4);
    for (int format = RT_MAKE_PCAP; format <= RT_MAKE_PCAPNG; format++) {
        size_t ends[4];
        start((enum rt_make_format)format, RT_MAKE_ETHERNET);
        rt_make_start(&maker);
        for (unsigned i = 0; i < 4; i++) {
            fflush(maker.file);
            ends[i] = size;
            if (i < 3)
                rt_make_udp(&maker, &p.client, &p.server, payload_of(i));
        }
        finish();
        for (size_t len = 0; len <= size; len++) {
            unsigned whole = 0;
            read_capture(len);
            while (whole < 3 && ends[whole + 1] <= len)
                whole++;
            bool section = format == RT_MAKE_PCAPNG && len == 28; /* and nothing in it */
            bool clean = section || (len >= ends[0] && len == ends[whole]);
            ck_assert_uint_eq(count, clean ? whole : whole + 1);
            for (unsigned i = 0; i < whole; i++)
                check_datagram(i, i, RT_TRANSPORT_UDP, &p.client, &p.server);
            if (clean)
                continue;
            size_t begin = format == RT_MAKE_PCAPNG && len > 28 ? 28 : 0; /* an interface */
            check_fault(whole, len == 0 ? RT_E_EMPTY : RT_E_TRUNCATED,
                        len < ends[0] ? 0 : whole + 1, true);
            ck_assert_uint_eq(items[whole].fault.offset, len < ends[0] ? begin : ends[whole]);
        }
    }
}
END_TEST

START_TEST(test_cut_packets_are_faults)
{
    struct pair p = pair_of(4);
    for (size_t snaplen = 1; snaplen < 14 + 20 + 8 + PAYLOAD; snaplen += 7) {
        start(RT_MAKE_PCAP, RT_MAKE_ETHERNET);
        maker.snaplen = snaplen;
        write_exchange(&p);
        maker.snaplen = 0;
        rt_make_udp(&maker, &p.client, &p.server, payload_of(9));
        finish();
        size_t segments = snaplen >= 14 + 20 + 32 ? 2 : snaplen >= 14 + 20 + 20 ? 2 : 3;
        ck_assert_uint_eq(count, 2 + segments + 1);
        for (size_t i = 0; i + 1 < count; i++)
            check_fault(i, RT_E_TRUNCATED, i < 2 ? i + 1 : i + 1 + (5 - 2 - segments), false);
        if (snaplen >= 14 + 20 + 8) {
            ck_assert(rt_endpoint_equal(&items[0].fault.from, &p.client));
            ck_assert_int_eq(items[0].fault.roughtime, snaplen >= 14 + 20 + 8 + 8);
        }
        check_datagram(count - 1, 9, RT_TRANSPORT_UDP, &p.client, &p.server);
    }
}
END_TEST

START_TEST(test_other_traffic_is_counted)
{
    static const uint8_t arp[60] = {[12] = 0x08, [13] = 0x06};
    struct pair p = pair_of(4);
    uint8_t dns[12] = {0x12, 0x34, 1, 0, 0, 1};
    start(RT_MAKE_PCAP, RT_MAKE_ETHERNET);
    rt_make_start(&maker);
    rt_make_frame(&maker, (struct rt_view){arp, sizeof arp});
    rt_make_ip(&maker, &p.client, &p.server, 1, payload_of(0));
    rt_make_udp(&maker, &p.client, &p.server, (struct rt_view){NULL, 0});
    rt_make_udp(&maker, &p.client, &p.server, (struct rt_view){dns, sizeof dns});
    finish();
    ck_assert_uint_eq(count, 1);
    ck_assert_int_eq(items[0].event, RT_CAPTURE_DATAGRAM);
    ck_assert_uint_eq(items[0].datagram.payload.len, sizeof dns);
    ck_assert(!items[0].datagram.roughtime);
    ck_assert_uint_eq(counts.other, 3);
    ck_assert_uint_eq(counts.datagrams, 1);
    ck_assert_uint_eq(rt_capture_counts_unread(&counts), 0);
}
END_TEST

START_TEST(test_wrong_headers_are_faults)
{
    struct pair p = pair_of(4);
    uint8_t udp[64] = {0};
    rt_make_udp_header(udp, &p.client, &p.server, sizeof udp); /* 8 more than there are */
    start(RT_MAKE_PCAP, RT_MAKE_RAW);
    rt_make_start(&maker);
    rt_make_frame(&maker, (struct rt_view){(const uint8_t *)"\x95junk", 5});
    rt_make_frame(&maker, (struct rt_view){(const uint8_t *)"\x44\0\0\x14junkjunkjunkjunk", 20});
    rt_make_ip(&maker, &p.client, &p.server, RT_IP_UDP, (struct rt_view){udp, sizeof udp});
    rt_make_ip(&maker, &p.client, &p.server, RT_IP_TCP, (struct rt_view){udp, sizeof udp});
    rt_make_ip(&maker, &p.client, &p.server, RT_IP_UDP, (struct rt_view){udp, 7});
    rt_make_udp(&maker, &p.client, &p.server, payload_of(1));
    finish();
    ck_assert_uint_eq(count, 6);
    for (size_t i = 0; i < 5; i++)
        check_fault(i, RT_E_CAPTURE, i + 1, false);
    check_datagram(5, 1, RT_TRANSPORT_UDP, &p.client, &p.server);
}
END_TEST

START_TEST(test_files_that_are_none)
{
    start(RT_MAKE_PCAP, (enum rt_make_link)195); /* 802.15.4 */
    rt_make_start(&maker);
    finish();
    ck_assert_uint_eq(count, 1);
    check_fault(0, RT_E_LINK_TYPE, 0, true);

    start(RT_MAKE_PCAP, RT_MAKE_RAW);
    fputs("This is a text and no capture, whatever its name may be.\n", maker.file);
    finish();
    ck_assert_uint_eq(count, 1);
    check_fault(0, RT_E_CAPTURE, 0, true);
}
END_TEST

/* Pieces of UDP datagrams from both families, forwards, backwards and mixed with each other. */
START_TEST(test_fragments_become_datagrams)
{
    for (unsigned order = 0; order < 24; order++) {
        struct pair p = pair_of(order % 2 ? 6 : 4);
        uint8_t whole[8 + PAYLOAD];
        struct rt_view view = {whole, sizeof whole};
        size_t pieces[4] = {0, 1, 2, 3};
        for (unsigned i = 0, rest = order; i < 3; i++) {
            size_t j = i + rest % (4 - i);
            size_t kept = pieces[i];
            pieces[i] = pieces[j];
            pieces[j] = kept;
            rest /= 4 - i;
        }
        start(RT_MAKE_PCAP, RT_MAKE_ETHERNET);
        maker.options = order / 2 % 2;
        rt_make_start(&maker);
        rt_make_udp_header(whole, &p.client, &p.server, PAYLOAD);
        for (unsigned i = 0; i < 4; i++) {
            for (unsigned seed = 1; seed <= 3; seed++) {
                memcpy(whole + 8, payload_of(seed).data, PAYLOAD);
                rt_make_fragment(&maker, &p.client, &p.server, RT_IP_UDP, seed, view,
                                 264 * pieces[i], 264);
            }
        }
        finish();
        ck_assert_uint_eq(count, 3);
        for (unsigned seed = 1; seed <= 3; seed++) {
            check_datagram(seed - 1, seed, RT_TRANSPORT_UDP, &p.client, &p.server);
            ck_assert_uint_eq(items[seed - 1].datagram.packet, 9 + seed);
        }
    }
}
END_TEST

/* The IP packet of a datagram, without a link; fragments if `len` is not 0. */
static struct rt_view ip_packet(const struct pair *p, unsigned seed, size_t offset, size_t len)
{
    static struct rt_maker inner;
    static uint8_t whole[8 + PAYLOAD];
    memset(&inner, 0, sizeof inner);
    inner.file = fopen("/dev/null", "w");
    inner.link = RT_MAKE_RAW;
    ck_assert_ptr_nonnull(inner.file);
    rt_make_udp_header(whole, &p->client, &p->server, PAYLOAD);
    memcpy(whole + 8, payload_of(seed).data, PAYLOAD);
    if (len == 0)
        rt_make_udp(&inner, &p->client, &p->server, payload_of(seed));
    else
        rt_make_fragment(&inner, &p->client, &p->server, RT_IP_UDP, seed,
                         (struct rt_view){whole, sizeof whole}, offset, len);
    ck_assert_int_eq(fclose(inner.file), 0);
    return (struct rt_view){inner.frame, inner.len};
}

/* A packet in a tunnel, in two fragments or one. */
static void write_pieces(const struct pair *p, uint32_t id, struct rt_view packet)
{
    for (size_t at = 0; at < packet.len; at += 264)
        rt_make_fragment(&maker, &p->server, &p->client, 4, id, packet, at, 264);
}

/* A datagram in a tunnel that was cut into fragments, and the fragments of one in a tunnel, each of
 * which was cut into fragments too. */
START_TEST(test_fragments_and_tunnels)
{
    struct pair p = pair_of(4), q = pair_of(6);
    start(RT_MAKE_PCAP, RT_MAKE_ETHERNET);
    rt_make_start(&maker);
    for (size_t at = 0; at < 28 + PAYLOAD; at += 400)
        rt_make_fragment(&maker, &q.client, &q.server, 4, 1, ip_packet(&p, 1, 0, 0), at, 400);
    for (size_t at = 0; at < 8 + PAYLOAD; at += 512)
        write_pieces(&p, (uint32_t)(100 + at), ip_packet(&p, 2, at, 512));
    finish();
    ck_assert_uint_eq(count, 2);
    check_datagram(0, 1, RT_TRANSPORT_UDP, &p.client, &p.server);
    check_datagram(1, 2, RT_TRANSPORT_UDP, &p.client, &p.server);
    ck_assert_uint_eq(counts.faults, 0);
    ck_assert_uint_eq(counts.other, 0);
}
END_TEST

/* A fragment in a packet that was put together of fragments, when all places are taken: the packet
 * that it stands in stays. */
START_TEST(test_fragments_in_a_full_table)
{
    struct pair p = pair_of(4);
    start(RT_MAKE_PCAP, RT_MAKE_RAW);
    rt_make_start(&maker);
    for (unsigned i = 0; i < 70; i++)
        rt_make_fragment(&maker, &p.client, &p.server, RT_IP_UDP, 1000 + i, payload_of(9), 0, 400);
    for (size_t at = 0; at < 8 + PAYLOAD; at += 512)
        write_pieces(&p, (uint32_t)(2 + at), ip_packet(&p, 2, at, 512));
    finish();
    size_t found = 0;
    for (size_t i = 0; i < count; i++)
        found += items[i].event == RT_CAPTURE_DATAGRAM;
    ck_assert_uint_eq(found, 1);
}
END_TEST

/* IP in IP in IP, up to the bound and beyond it. */
START_TEST(test_nested_tunnels)
{
    struct pair p = pair_of(4);
    for (unsigned depth = 0; depth <= RT_CAPTURE_HEADERS_MAX + 1; depth++) {
        static uint8_t packet[8 + PAYLOAD + 20 * (RT_CAPTURE_HEADERS_MAX + 2)];
        struct rt_view inner = ip_packet(&p, 1, 0, 0);
        size_t len = inner.len;
        memcpy(packet, inner.data, len);
        start(RT_MAKE_PCAP, RT_MAKE_RAW);
        rt_make_start(&maker);
        for (unsigned i = 0; i < depth; i++) {
            static struct rt_maker outer;
            memset(&outer, 0, sizeof outer);
            outer.file = fopen("/dev/null", "w");
            outer.link = RT_MAKE_RAW;
            rt_make_ip(&outer, &p.server, &p.client, 4, (struct rt_view){packet, len});
            fclose(outer.file);
            len = outer.len;
            memcpy(packet, outer.frame, len);
        }
        rt_make_frame(&maker, (struct rt_view){packet, len});
        finish();
        bool read = depth <= RT_CAPTURE_HEADERS_MAX;
        ck_assert_uint_eq(count, read);
        ck_assert_uint_eq(counts.unread[RT_CAPTURE_UNREAD_NESTED], !read);
        if (read)
            check_datagram(0, 1, RT_TRANSPORT_UDP, &p.client, &p.server);
    }
}
END_TEST

START_TEST(test_missing_fragment_is_a_fault_at_the_end)
{
    struct pair p = pair_of(4);
    uint8_t whole[8 + PAYLOAD];
    rt_make_udp_header(whole, &p.client, &p.server, PAYLOAD);
    memcpy(whole + 8, payload_of(1).data, PAYLOAD);
    start(RT_MAKE_PCAP, RT_MAKE_ETHERNET);
    rt_make_start(&maker);
    rt_make_fragment(&maker, &p.client, &p.server, RT_IP_UDP, 1,
                     (struct rt_view){whole, sizeof whole}, 0, 512);
    rt_make_udp(&maker, &p.client, &p.server, payload_of(2));
    finish();
    ck_assert_uint_eq(count, 2);
    check_datagram(0, 2, RT_TRANSPORT_UDP, &p.client, &p.server);
    check_fault(1, RT_E_TRUNCATED, 1, false);
    ck_assert(items[1].fault.roughtime);
}
END_TEST

START_TEST(test_guess_of_roughtime)
{
    uint8_t message[64] = {2, 0, 0, 0, 4, 0, 0, 0, 'V', 'E', 'R', 0, 'N', 'O', 'N', 'C'};
    struct rt_view view = {message, sizeof message};
    ck_assert(rt_capture_looks_like_roughtime(view));
    ck_assert(rt_capture_looks_like_roughtime(payload_of(0)));
    ck_assert(!rt_capture_looks_like_roughtime(rt_view_slice(view, 0, 7)));
    memcpy(message + 8, "NO  WHAT", 8);
    ck_assert(!rt_capture_looks_like_roughtime(view));
    ck_assert(!rt_capture_looks_like_roughtime((struct rt_view){NULL, 0}));
}
END_TEST

RT_TEST_MAIN("capture", test_every_format_link_and_family, test_bare_ip_link_types,
             test_foreign_blocks_are_passed_over, test_truncated_at_every_length,
             test_cut_packets_are_faults, test_other_traffic_is_counted,
             test_wrong_headers_are_faults, test_files_that_are_none,
             test_fragments_become_datagrams, test_fragments_and_tunnels,
             test_fragments_in_a_full_table, test_nested_tunnels,
             test_missing_fragment_is_a_fault_at_the_end, test_guess_of_roughtime)
