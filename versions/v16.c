// SPDX-License-Identifier: BSD-2-Clause
/*
 * Roughtime draft 16.
 *
 * Source: draft-ietf-ntp-roughtime-16, 17 February 2026.
 *
 * Section 5.1 is empty and shifts the numbers of those after it by one. Section 5 asks for VER in
 * every response, section 5.3.5 has it in SREP only. Section 4.1.3 puts the first character of a
 * tag into the most significant byte, against its own numbers and example; packets have it in the
 * least. Section 5.2 compares the sizes of messages, section 9.7 those of packets.
 */
#include "registry.h"

const struct rt_version rt_version_v16 = {
    .name = "v16",
    .document = "draft-ietf-ntp-roughtime-16",
    .published = "2026-02-17",
    .summary = "the check algorithm of the tree in the order of the tree",
    .changes =
        {
            {"5",
             "clients should wait 1.5^(n-1) s after n failures, at most a day, misprinted as 84600 "
             "s",
             RT_SHOWS_NOWHERE},
            {"5", "only a properly signed response ends the waiting", RT_SHOWS_NOWHERE},
            {"5", "clients should turn to TCP where UDP remains silent", RT_SHOWS_NOWHERE},
            {"5.2", "the limit on the size of responses speaks of messages; the result is the same",
             RT_SHOWS_NOWHERE},
            {"5.4.1",
             "the check algorithm puts the current hash first where a bit of INDX is 0, as section "
             "5.4 does",
             RT_SHOWS_VERIFIED},
            {"8.3", "a media type for lists of servers", RT_SHOWS_NOWHERE},
            {"8.4.1", "a media type for reports, misspelt here and right in section 12.4",
             RT_SHOWS_NOWHERE},
        },
    // clang-format off
    RT_RULE(FRAMING,          framing,          RT_FRAMING_ROUGHTIM,     "5"),
    RT_RULE(STREAM,           stream,           RT_STREAM_ROUGHTIM,      "5"),
    RT_RULE(TAGS,             tags,             RT_TAG_ORDER_SORTED,          "4.2"),
    RT_RULE(VERSION,          version,          0x8000000c,              "5"),
    RT_RULE(VERSION_IN,       version_in,       RT_PLACE_SREP,              "5, 5.3.5"),
    RT_RULE(OFFER,            offer,            RT_OFFER_ASCENDING32,    "5, 5.2.1"),
    RT_RULE(NONCE,            nonce,            32,                      "5.2.2"),
    RT_RULE(NONCE_IN,         nonce_in,         RT_PLACE_RESPONSE,          "5.3.2"),
    RT_RULE(SRV,              srv,              RT_SRV_RECOMMENDED,      "5.2, 5.2.4, 5.3"),
    RT_RULE(TYPE,             type,             RT_TYPE_PRESENT,         "5.2, 5.2.3, 5.3, 5.3.3"),
    RT_RULE(PADDING,          padding,          RT_PADDING_ZZZZ,         "5.2, 5.2.5, 12.3"),
    RT_RULE(HASH,             hash,             RT_HASH_SHA512_32,       "5.4, 5.4.1"),
    RT_RULE(LEAF,             leaf,             RT_LEAF_PACKET,          "5.4, 5.4.1"),
    RT_RULE(ORDER,            order,            RT_ORDER_HASH_NODE,      "5.4, 5.4.1"),
    RT_RULE(CLOCK,            clock,            RT_CLOCK_UNIX_S,         "4.1.4, 5.3.5"),
    RT_RULE(RADIUS,           radius,           RT_RADIUS_NOT_ZERO,      "5.3.5"),
    RT_RULE(VERS,             vers,             RT_VERS_LIST32,          "5.3.5"),
    RT_RULE(DUT1,             dut1,             RT_DUT1_ABSENT,          NULL),
    RT_RULE(DTAI,             dtai,             RT_DTAI_ABSENT,          NULL),
    RT_RULE(LEAP,             leap,             RT_LEAP_ABSENT,          NULL),
    RT_RULE(LEAP_EMPTY,       leap_empty,       RT_LEAP_EMPTY_UNDEFINED, NULL),
    RT_RULE(CERT_CONTEXT,     cert_context,     RT_CERT_CONTEXT_PLAIN,           "5.3.6"),
    RT_RULE(RESPONSE_CONTEXT, response_context, RT_RESPONSE_CONTEXT_DRAFT,       "5.3.1"),
    RT_RULE(CONTEXT_NUL,      context_nul,      RT_CONTEXT_NUL_PRESENT,          "5.3.1"),
    RT_RULE(CHAIN,            chain,            RT_CHAIN_REPLY_RAND,     "8.2"),
    RT_RULE(CHAIN_OVER,       chain_over,       RT_CHAIN_OVER_PACKET,          "8.2"),
    RT_RULE(RAND,             rand,             32,                      "8.2"),

    RT_CHECK(FRAME_MAGIC,        "5"),
    RT_CHECK(FRAME_LENGTH,       "5"),
    RT_CHECK(MESSAGE_HEADER,     "4.2"),
    RT_CHECK(MESSAGE_TAGS,       "4.2, 5.2, 5.3, 5.3.5, 5.3.6"),
    RT_CHECK(MESSAGE_SIZE,       "5.3.1, 5.3.3, 5.3.5, 5.3.6, 5.3.7"),
    RT_CHECK(RESPONSE_SIZE,      "5.2, 9.7"),
    RT_CHECK(VERSION_PRESENT,    "5, 5.3.5"),
    RT_CHECK(VERSION_OFFERED,    "5.2.1, 5.3.5"),
    RT_CHECK(TYPE,               "5.2.3, 5.3.3"),
    RT_CHECK(NONCE_LENGTH,       "5.2.2"),
    RT_CHECK(NONCE_ECHO,         "5.3.2"),
    RT_CHECK(SRV,                "5.2.4"),
    RT_CHECK(KEY_STRENGTH,       "9.3, RFC 8032 5.1.5"),
    RT_CHECK(CERT_SIGNATURE,     "5.3.6, 5.5"),
    RT_CHECK(MIDPOINT,           "4.1.4, 5.3.5"),
    RT_CHECK(DELEGATION_WINDOW,  "5.3.6, 5.5"),
    RT_CHECK(RESPONSE_SIGNATURE, "5.3.1, 5.5"),
    RT_CHECK(MERKLE_PATH,        "5.3.4"),
    RT_CHECK(MERKLE_INDEX,       "5.4.1"),
    RT_CHECK(MERKLE_ROOT,        "5.4, 5.4.1, 5.5"),
    RT_CHECK(RADIUS,             "5.3.5"),
    RT_CHECK(VERSIONS_LIST,      "5.3.5"),
    RT_CHECK(CHAIN_LINK,         "8.2, 8.4.1"),

    RT_REQUEST_CHECK(FRAME,           MAY,    "5"),
    RT_REQUEST_CHECK(FRAME_LENGTH,    MAY,    "5"),
    RT_REQUEST_CHECK(MESSAGE,         MAY,    "4.2"),
    RT_REQUEST_CHECK(KIND,            MUST,   "5.2.3"),
    RT_REQUEST_CHECK(TAGS,            MAY,    "4.2"),
    RT_REQUEST_CHECK(VERSION_PRESENT, MUST,   "5.2"),
    RT_REQUEST_CHECK(VERSION,         MAY,    "5.2.1"),
    RT_REQUEST_CHECK(PADDING,         ANSWER, "5.2, 5.2.5"),
    RT_REQUEST_CHECK(NONCE,           MUST,   "5.2"),
    RT_REQUEST_CHECK(NONCE_LENGTH,    MAY,    "5.2.2"),
    RT_REQUEST_CHECK(TYPE,            MUST,   "5.2, 5.2.3"),
    RT_REQUEST_CHECK(OFFER,           MAY,    "5.2.1"),
    RT_REQUEST_CHECK(OFFER_REPEATS,   ANSWER, "5.2.1"),
    RT_REQUEST_CHECK(OFFER_COUNT,     MAY,    "5.2.1"),
    RT_REQUEST_CHECK(SRV,             MUST,   "5.3"),
    RT_REQUEST_CHECK(SIZE,            MAY,    "5.2"),
    RT_REQUEST_CHECK(SIZE_MESSAGE,    ANSWER, "5.2"),
    RT_REQUEST_CHECK(PADDING_ZERO,    ANSWER, "5.2.5"),

    .waits = {RT_DEMAND_SHOULD, "5"},
    .tcp = {RT_DEMAND_SHOULD, "5"},
    // clang-format on
};
