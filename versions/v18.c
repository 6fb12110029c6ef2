// SPDX-License-Identifier: BSD-2-Clause
/*
 * Roughtime draft 18.
 *
 * Source: draft-ietf-ntp-roughtime-18, 16 March 2026.
 *
 * Section 5 asks for VER in every response, section 5.2.5 has it in SREP only. Section 5.1 compares
 * the sizes of messages, section 9.7 those of packets. The example report in appendix B has the
 * number 1 in VER and blames the server of its third response, where the first contradicts the
 * other two.
 */
#include "registry.h"

const struct rt_version rt_version_v18 = {
    .name = "v18",
    .document = "draft-ietf-ntp-roughtime-18",
    .published = "2026-03-16",
    .summary = "draft 17 in every byte of a packet; unknown tags and versions must be ignored",
    .changes =
        {
            {"4.1.3", "a tag is four octets, letters and then zeros: the old contradiction is gone",
             RT_SHOWS_NOWHERE},
            {"5", "clients must, not should, wait between tries; the day is printed right: 86400 s",
             RT_SHOWS_NOWHERE},
            {"5.1", "servers must, not should, ignore unknown tags", RT_SHOWS_NOWHERE},
            {"5.1.1", "servers must, not should, ignore unknown versions", RT_SHOWS_NOWHERE},
            {"5.2", "there are no replies that report errors, and why", RT_SHOWS_NOWHERE},
            {"5.2.4",
             "servers must, not should, keep trees so low that PATH fits into the response",
             RT_SHOWS_NOWHERE},
            {"6", "NTP that steps the clock need not ask Roughtime any more; before, it had to",
             RT_SHOWS_NOWHERE},
            {"8.2",
             "running the sequence twice is necessary; only valid responses prove a malfeasance",
             RT_SHOWS_NOWHERE},
            {"8.3", "lists of servers in JSON are optional", RT_SHOWS_NOWHERE},
            {"8.4.1", "the media type of reports is spelt right", RT_SHOWS_NOWHERE},
            {"8.4.2", "clients must wait between reports: 10 * 1.5^(n-1) s, at most a day",
             RT_SHOWS_NOWHERE},
            {"12.2", "numbers from 0x80000000 are experimental, those from 0xc0000000 private",
             RT_SHOWS_NOWHERE},
        },
    // clang-format off
    RT_RULE(FRAMING,          framing,          RT_FRAMING_ROUGHTIM,     "5"),
    RT_RULE(STREAM,           stream,           RT_STREAM_ROUGHTIM,      "5"),
    RT_RULE(TAGS,             tags,             RT_TAG_ORDER_SORTED,          "4.2"),
    RT_RULE(VERSION,          version,          0x8000000c,              "5"),
    RT_RULE(VERSION_IN,       version_in,       RT_PLACE_SREP,              "5, 5.2.5"),
    RT_RULE(OFFER,            offer,            RT_OFFER_ASCENDING32,    "5, 5.1.1"),
    RT_RULE(NONCE,            nonce,            32,                      "5.1.2"),
    RT_RULE(NONCE_IN,         nonce_in,         RT_PLACE_RESPONSE,          "5.2.2"),
    RT_RULE(SRV,              srv,              RT_SRV_RECOMMENDED,      "5.1, 5.1.4, 5.2"),
    RT_RULE(TYPE,             type,             RT_TYPE_PRESENT,         "5.1, 5.1.3, 5.2, 5.2.3"),
    RT_RULE(PADDING,          padding,          RT_PADDING_ZZZZ,         "5.1, 5.1.5, 12.3"),
    RT_RULE(HASH,             hash,             RT_HASH_SHA512_32,       "5.3, 5.3.1"),
    RT_RULE(LEAF,             leaf,             RT_LEAF_PACKET,          "5.3, 5.3.1"),
    RT_RULE(ORDER,            order,            RT_ORDER_HASH_NODE,      "5.3, 5.3.1"),
    RT_RULE(CLOCK,            clock,            RT_CLOCK_UNIX_S,         "4.1.4, 5.2.5"),
    RT_RULE(RADIUS,           radius,           RT_RADIUS_NOT_ZERO,      "5.2.5"),
    RT_RULE(VERS,             vers,             RT_VERS_LIST32,          "5.2.5"),
    RT_RULE(DUT1,             dut1,             RT_DUT1_ABSENT,          NULL),
    RT_RULE(DTAI,             dtai,             RT_DTAI_ABSENT,          NULL),
    RT_RULE(LEAP,             leap,             RT_LEAP_ABSENT,          NULL),
    RT_RULE(LEAP_EMPTY,       leap_empty,       RT_LEAP_EMPTY_UNDEFINED, NULL),
    RT_RULE(CERT_CONTEXT,     cert_context,     RT_CERT_CONTEXT_PLAIN,           "5.2.6"),
    RT_RULE(RESPONSE_CONTEXT, response_context, RT_RESPONSE_CONTEXT_DRAFT,       "5.2.1"),
    RT_RULE(CONTEXT_NUL,      context_nul,      RT_CONTEXT_NUL_PRESENT,          "5.2.1"),
    RT_RULE(CHAIN,            chain,            RT_CHAIN_REPLY_RAND,     "8.2"),
    RT_RULE(CHAIN_OVER,       chain_over,       RT_CHAIN_OVER_PACKET,          "8.2"),
    RT_RULE(RAND,             rand,             32,                      "8.2"),

    RT_CHECK(FRAME_MAGIC,        "5"),
    RT_CHECK(FRAME_LENGTH,       "5"),
    RT_CHECK(MESSAGE_HEADER,     "4.2"),
    RT_CHECK(MESSAGE_TAGS,       "4.2, 5.1, 5.2, 5.2.5, 5.2.6"),
    RT_CHECK(MESSAGE_SIZE,       "5.2.1, 5.2.3, 5.2.5, 5.2.6, 5.2.7"),
    RT_CHECK(RESPONSE_SIZE,      "5.1, 9.7"),
    RT_CHECK(VERSION_PRESENT,    "5, 5.2.5"),
    RT_CHECK(VERSION_OFFERED,    "5.1.1, 5.2.5"),
    RT_CHECK(TYPE,               "5.1.3, 5.2.3"),
    RT_CHECK(NONCE_LENGTH,       "5.1.2"),
    RT_CHECK(NONCE_ECHO,         "5.2.2"),
    RT_CHECK(SRV,                "5.1.4"),
    RT_CHECK(KEY_STRENGTH,       "9.3, RFC 8032 5.1.5"),
    RT_CHECK(CERT_SIGNATURE,     "5.2.6, 5.4"),
    RT_CHECK(MIDPOINT,           "4.1.4, 5.2.5"),
    RT_CHECK(DELEGATION_WINDOW,  "5.2.6, 5.4"),
    RT_CHECK(RESPONSE_SIGNATURE, "5.2.1, 5.4"),
    RT_CHECK(MERKLE_PATH,        "5.2.4"),
    RT_CHECK(MERKLE_INDEX,       "5.3.1"),
    RT_CHECK(MERKLE_ROOT,        "5.3, 5.3.1, 5.4"),
    RT_CHECK(RADIUS,             "5.2.5"),
    RT_CHECK(VERSIONS_LIST,      "5.2.5"),
    RT_CHECK(CHAIN_LINK,         "8.2, 8.4.1"),

    RT_REQUEST_CHECK(FRAME,           MAY,    "5"),
    RT_REQUEST_CHECK(FRAME_LENGTH,    MAY,    "5"),
    RT_REQUEST_CHECK(MESSAGE,         MAY,    "4.2"),
    RT_REQUEST_CHECK(KIND,            MUST,   "5.1.3"),
    RT_REQUEST_CHECK(TAGS,            MAY,    "4.2"),
    RT_REQUEST_CHECK(VERSION_PRESENT, MUST,   "5.1"),
    RT_REQUEST_CHECK(VERSION,         MAY,    "5.1.1"),
    RT_REQUEST_CHECK(PADDING,         ANSWER, "5.1, 5.1.5"),
    RT_REQUEST_CHECK(NONCE,           MUST,   "5.1"),
    RT_REQUEST_CHECK(NONCE_LENGTH,    MAY,    "5.1.2"),
    RT_REQUEST_CHECK(TYPE,            MUST,   "5.1, 5.1.3"),
    RT_REQUEST_CHECK(OFFER,           MAY,    "5.1.1"),
    RT_REQUEST_CHECK(OFFER_REPEATS,   ANSWER, "5.1.1"),
    RT_REQUEST_CHECK(OFFER_COUNT,     MAY,    "5.1.1"),
    RT_REQUEST_CHECK(SRV,             MUST,   "5.2"),
    RT_REQUEST_CHECK(SIZE,            MAY,    "5.1"),
    RT_REQUEST_CHECK(SIZE_MESSAGE,    ANSWER, "5.1"),
    RT_REQUEST_CHECK(PADDING_ZERO,    ANSWER, "5.1.5"),

    .waits = {RT_DEMAND_MUST, "5"},
    .tcp = {RT_DEMAND_SHOULD, "5"},
    // clang-format on
    .ignores_unknown = true, /* sections 5.1 and 5.1.1 */
};
