// SPDX-License-Identifier: BSD-2-Clause
/* Sentences about requests that get no answer. */
#include "judge/test_request.h"

static struct test_request made;

/* What is said of a check of some facts under a version. */
static const char *said(const struct rt_request_facts *facts, const char *version,
                        enum rt_request_check check, const struct rt_request_keys *keys)
{
    static char text[RT_REQUEST_TEXT_SIZE];
    const struct rt_version *found = rt_registry_find(version);
    struct rt_request_terms terms = rt_request_terms_of(found, &found->rules);
    struct rt_request_result result = rt_request_judge_check(&terms, facts, keys, check);
    return rt_request_result_text(&result, check, text);
}

/* The same of a request with one value changed. */
static const char *said_with(const char *version, enum rt_tag tag, const uint8_t *value, size_t len,
                             enum rt_request_check check)
{
    const struct rt_edit edit = {RT_LEVEL_TOP, (uint32_t)tag, {value, len}};
    struct rt_request_facts facts = test_request_facts(&made, rt_registry_find(version), &edit, 1);
    return said(&facts, version, check, NULL);
}

#define SAID(version, tag, value, len, check, text)                                                \
    ck_assert_str_eq(said_with(version, RT_TAG_##tag, value, len, RT_REQUEST_CHECK_##check), text)

START_TEST(test_values)
{
    static const uint8_t one[8] = {1}, zero[64] = {0};
    static const uint8_t down[8] = {0x0c, 0, 0, 0x80, 0x0b, 0, 0, 0x80};
    static const uint8_t twice[8] = {0x0b, 0, 0, 0x80, 0x0b, 0, 0, 0x80};
    uint8_t many[33 * 4];
    for (size_t i = 0; i < 33; i++)
        rt_bytes_store32(many + 4 * i, 0x8000000c + (uint32_t)i);
    SAID("v19", TYPE, NULL, 0, TYPE, "TYPE is missing");
    SAID("v19", TYPE, one, 4, TYPE, "TYPE is 1, 0 is due");
    SAID("v19", TYPE, one, 8, TYPE, "TYPE has 8 bytes, 4 are due");
    SAID("v19", TYPE, zero, 4, TYPE, "TYPE is there and says 0");
    SAID("v13", TYPE, one, 4, TYPE, "undefined");
    SAID("v11", NONC, NULL, 0, NONCE, "NONC is missing");
    SAID("v11", NONC, NULL, 0, NONCE_LENGTH, "blocked");
    SAID("v4", NONC, zero, 32, NONCE_LENGTH, "NONC has 32 bytes, 64 are due");
    SAID("v8", VER, NULL, 0, VERSION_PRESENT, "VER is missing");
    SAID("v8", VER, NULL, 0, VERSION, "blocked");
    SAID("v8", VER, zero, 0, VERSION, "VER has 0 bytes, which is no list of numbers");
    SAID("v8", VER, down, 8, VERSION, "VER does not list 0x80000008");
    SAID("v12", VER, down, 8, OFFER, "VER is not ascending: 0x8000000c before 0x8000000b");
    SAID("v11", VER, down, 8, OFFER, "undefined");
    SAID("v11", VER, twice, 8, OFFER_REPEATS, "VER lists 0x8000000b twice");
    SAID("v12", VER, twice, 8, OFFER, "VER is ascending");
    SAID("v13", VER, many, sizeof many, OFFER_COUNT, "VER lists 33 numbers, 32 are allowed");
    SAID("v13", VER, many, 128, OFFER_COUNT, "VER lists at most 32 numbers");
    SAID("v13", SRV, zero, 16, SRV, "SRV has 16 bytes, 32 are due");
    SAID("v13", SRV, zero, 32, SRV, "unverified");
    SAID("v0", PADFF, zero, 16, PADDING, "the padding is PAD\\xff, PAD is due");
    SAID("v8", PAD, zero, 16, PADDING, "the padding is PAD, ZZZZ is due");
    SAID("v8", PADFF, one, 8, PADDING_ZERO, "the padding of the request is not all zero");
    SAID("v8", SREP, one, 8, KIND, "this is a response, not a request");
}
END_TEST

/* Of two paddings that are wrong PAD is named. */
START_TEST(test_two_paddings)
{
    static const uint8_t zero[16] = {0}, one[8] = {1};
    const struct rt_edit wrong[] = {{RT_LEVEL_TOP, (uint32_t)RT_TAG_PADFF, {zero, 16}},
                                    {RT_LEVEL_TOP, (uint32_t)RT_TAG_PAD, {zero, 16}}};
    struct rt_request_facts facts = test_request_facts(&made, &rt_version_v8, wrong, 2);
    ck_assert_str_eq(said(&facts, "v8", RT_REQUEST_CHECK_PADDING, NULL),
                     "the padding is PAD, ZZZZ is due");
    const struct rt_edit filled[] = {{RT_LEVEL_TOP, (uint32_t)RT_TAG_PADFF, {one, 8}},
                                     {RT_LEVEL_TOP, (uint32_t)RT_TAG_PAD, {one, 8}}};
    facts = test_request_facts(&made, &rt_version_v8, filled, 2);
    struct rt_rules rules = rt_version_v8.rules;
    const struct rt_request_terms terms = rt_request_terms_of(&rt_version_v8, &rules);
    ck_assert_uint_eq(
        rt_request_judge_check(&terms, &facts, NULL, RT_REQUEST_CHECK_PADDING_ZERO).tag,
        (uint32_t)RT_TAG_PAD);
}
END_TEST

START_TEST(test_keys)
{
    static const uint8_t srvs[3][RT_SRV_SIZE] = {{1}, {2}, {3}};
    const struct rt_request_keys three = {srvs[0], 3};
    const struct rt_edit other = {RT_LEVEL_TOP, (uint32_t)RT_TAG_SRV, {srvs[2], RT_SRV_SIZE}};
    struct rt_request_facts facts = test_request_facts(&made, &rt_version_v19, NULL, 0);
    ck_assert_str_eq(said(&facts, "v19", RT_REQUEST_CHECK_SRV, &three),
                     "SRV is missing, and the server has 3 keys");
    facts = test_request_facts(&made, &rt_version_v19, &other, 1);
    ck_assert_str_eq(said(&facts, "v19", RT_REQUEST_CHECK_SRV, &three),
                     "SRV names a key of the server");
    const struct rt_request_keys two = {srvs[0], 2};
    ck_assert_str_eq(said(&facts, "v19", RT_REQUEST_CHECK_SRV, &two),
                     "SRV in the request names another long-term key");
}
END_TEST

/* The bytes of a request after a change that no edit can make. */
static const char *said_of(struct rt_view packet, enum rt_transport transport, const char *version,
                           enum rt_request_check check)
{
    struct rt_request_facts facts;
    rt_request_facts_read(&facts, packet, transport);
    return said(&facts, version, check, NULL);
}

START_TEST(test_packets)
{
    const enum rt_transport udp = RT_TRANSPORT_UDP;
    test_request_make(&made, &rt_version_v8, udp, NULL, 0, (struct rt_edits){NULL, 0});
    struct rt_view packet = made.packet;
    ck_assert_str_eq(said_of(packet, udp, "google", RT_REQUEST_CHECK_FRAME),
                     "this version has no ROUGHTIM header");
    ck_assert_str_eq(said_of(packet, RT_TRANSPORT_TCP, "google", RT_REQUEST_CHECK_FRAME),
                     "this version is not defined over TCP");
    struct rt_view bare = rt_view_slice(packet, RT_FRAME_SIZE, packet.len);
    ck_assert_str_eq(said_of(bare, udp, "v8", RT_REQUEST_CHECK_FRAME),
                     "the packet does not start with ROUGHTIM");
    struct rt_view cut = rt_view_slice(packet, 0, 1012);
    ck_assert_str_eq(said_of(cut, udp, "v8", RT_REQUEST_CHECK_SIZE), "1012 bytes, 1024 are due");
    ck_assert_str_eq(said_of(cut, udp, "v8", RT_REQUEST_CHECK_SIZE_MESSAGE),
                     "the message has 1000 bytes, 1024 are due");
    ck_assert_str_eq(said_of(cut, udp, "v8", RT_REQUEST_CHECK_FRAME_LENGTH),
                     "the header announces 1024 bytes, 1000 follow");
    ck_assert_str_eq(said_of(cut, RT_TRANSPORT_TCP, "v8", RT_REQUEST_CHECK_SIZE), "undefined");
    made.bytes[RT_FRAME_SIZE] = 200; /* N */
    ck_assert_str_eq(said_of(packet, udp, "v8", RT_REQUEST_CHECK_MESSAGE),
                     "the number of tags does not fit into the message");
    ck_assert_str_eq(said_of(packet, udp, "v8", RT_REQUEST_CHECK_NONCE), "blocked");
    made.bytes[RT_FRAME_SIZE] = 3;
    memcpy(made.bytes + RT_FRAME_SIZE + 12, "ZZZZ", 4);
    ck_assert_str_eq(said_of(packet, udp, "v8", RT_REQUEST_CHECK_TAGS),
                     "tags are not ascending: ZZZZ before NONC");
    ck_assert_str_eq(said_of(packet, udp, "v1", RT_REQUEST_CHECK_TAGS), "ZZZZ occurs twice");
}
END_TEST

RT_TEST_MAIN("request_text", test_values, test_two_paddings, test_keys, test_packets)
