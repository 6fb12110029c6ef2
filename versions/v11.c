// SPDX-License-Identifier: BSD-2-Clause
/*
 * Roughtime draft 11.
 *
 * Source: draft-ietf-ntp-roughtime-11, 2 August 2024.
 *
 * It differs from draft 10 in no parameter but the number. Section 6.3.1 contradicts section 6.3:
 * the algorithm puts the PATH entry first where a bit of INDX is 0, although leaves are counted
 * left to right and a node hashes its left child first. Both orders are deployed; the descriptor
 * has that of section 6.3. Section 6.1 has other tags than VER, NONC and SRV ignored and asks for
 * ZZZZ a sentence later.
 */
#include "registry.h"

const struct rt_version rt_version_v11 = {
    .name = "v11",
    .document = "draft-ietf-ntp-roughtime-11",
    .published = "2024-08-02",
    .summary = "draft 10 with another number; tags of capital letters only",
    .changes =
        {
            {"5.1.4", "tags hold nothing but the letters A to Z and padding zeros", RT_SHOWS_LIMIT},
            {"6.1.4", "ZZZZ must be zeros, and no other section says otherwise", RT_SHOWS_NOWHERE},
            {"6.2", "a server with one key should, not must, take it for a request without SRV",
             RT_SHOWS_NOWHERE},
            {"13.3", "the number of SRV is printed right: 0x00565253", RT_SHOWS_NOWHERE},
        },
    // clang-format off
    RT_RULE(FRAMING,          framing,          RT_FRAMING_ROUGHTIM,     "6"),
    RT_RULE(STREAM,           stream,           RT_STREAM_ROUGHTIM,      "6"),
    RT_RULE(TAGS,             tags,             RT_TAG_ORDER_SORTED,          "5.2"),
    RT_RULE(VERSION,          version,          0x8000000b,              "6"),
    RT_RULE(VERSION_IN,       version_in,       RT_PLACE_RESPONSE,          "6, 6.2.2"),
    RT_RULE(OFFER,            offer,            RT_OFFER_UNIQUE,         "6, 6.1.1"),
    RT_RULE(NONCE,            nonce,            32,                      "6.1.2"),
    RT_RULE(NONCE_IN,         nonce_in,         RT_PLACE_RESPONSE,          "6.2.3"),
    RT_RULE(SRV,              srv,              RT_SRV_RECOMMENDED,      "6.1, 6.1.3, 6.2"),
    RT_RULE(TYPE,             type,             RT_TYPE_ABSENT,          NULL),
    RT_RULE(PADDING,          padding,          RT_PADDING_ZZZZ,         "6.1, 6.1.4, 13.3"),
    RT_RULE(HASH,             hash,             RT_HASH_SHA512_32,       "6.3, 6.3.1"),
    RT_RULE(LEAF,             leaf,             RT_LEAF_NONCE,           "6.3, 6.3.1"),
    RT_RULE(ORDER,            order,            RT_ORDER_HASH_NODE,      "6.3, 6.3.1"),
    RT_RULE(CLOCK,            clock,            RT_CLOCK_UNIX_S,         "5.1.5, 6.2.5"),
    RT_RULE(RADIUS,           radius,           RT_RADIUS_FROM_3,        "6.2.5"),
    RT_RULE(VERS,             vers,             RT_VERS_ABSENT,          NULL),
    RT_RULE(DUT1,             dut1,             RT_DUT1_ABSENT,          NULL),
    RT_RULE(DTAI,             dtai,             RT_DTAI_ABSENT,          NULL),
    RT_RULE(LEAP,             leap,             RT_LEAP_ABSENT,          NULL),
    RT_RULE(LEAP_EMPTY,       leap_empty,       RT_LEAP_EMPTY_UNDEFINED, NULL),
    RT_RULE(CERT_CONTEXT,     cert_context,     RT_CERT_CONTEXT_DASHES,          "6.2.6"),
    RT_RULE(RESPONSE_CONTEXT, response_context, RT_RESPONSE_CONTEXT_DRAFT,       "6.2.1"),
    RT_RULE(CONTEXT_NUL,      context_nul,      RT_CONTEXT_NUL_PRESENT,          "6.2.1"),
    RT_RULE(CHAIN,            chain,            RT_CHAIN_REPLY_RAND,     "6.3.1, 9.2"),
    RT_RULE(CHAIN_OVER,       chain_over,       RT_CHAIN_OVER_PACKET,          "6.3.1, 9.2"),
    RT_RULE(RAND,             rand,             32,                      "6.3.1, 9.2"),

    RT_CHECK(FRAME_MAGIC,        "6"),
    RT_CHECK(FRAME_LENGTH,       "6"),
    RT_CHECK(MESSAGE_HEADER,     "5.2"),
    RT_CHECK(MESSAGE_TAGS,       "5.2, 6.1, 6.2, 6.2.5, 6.2.6"),
    RT_CHECK(MESSAGE_SIZE,       "6.2.1, 6.2.2, 6.2.5, 6.2.6, 6.2.7"),
    RT_CHECK(RESPONSE_SIZE,      "6.1, 10"),
    RT_CHECK(VERSION_PRESENT,    "6, 6.2.2"),
    RT_CHECK(VERSION_OFFERED,    "6.2.2"),
    RT_CHECK(NONCE_LENGTH,       "6.1.2"),
    RT_CHECK(NONCE_ECHO,         "6.2.3"),
    RT_CHECK(SRV,                "6.1.3"),
    RT_CHECK(KEY_STRENGTH,       "6.2.6, RFC 8032 5.1.5"),
    RT_CHECK(CERT_SIGNATURE,     "6.2.6, 6.4"),
    RT_CHECK(MIDPOINT,           "5.1.5, 6.2.5"),
    RT_CHECK(DELEGATION_WINDOW,  "6.2.6, 6.4"),
    RT_CHECK(RESPONSE_SIGNATURE, "6.2.1, 6.4"),
    RT_CHECK(MERKLE_PATH,        "6.2.4"),
    RT_CHECK(MERKLE_INDEX,       "6.3.1"),
    RT_CHECK(MERKLE_ROOT,        "6.3, 6.3.1, 6.4"),
    RT_CHECK(RADIUS,             "6.2.5"),
    RT_CHECK(CHAIN_LINK,         "9.2"),

    RT_REQUEST_CHECK(FRAME,           MAY,    "6"),
    RT_REQUEST_CHECK(FRAME_LENGTH,    MAY,    "6"),
    RT_REQUEST_CHECK(MESSAGE,         MAY,    "5.2"),
    RT_REQUEST_CHECK(KIND,            MAY,    NULL),
    RT_REQUEST_CHECK(TAGS,            MAY,    "5.2"),
    RT_REQUEST_CHECK(VERSION_PRESENT, MAY,    "6.1"),
    RT_REQUEST_CHECK(VERSION,         MAY,    "6.1.1"),
    RT_REQUEST_CHECK(PADDING,         ANSWER, "6.1, 6.1.4"),
    RT_REQUEST_CHECK(NONCE,           MAY,    "6.1"),
    RT_REQUEST_CHECK(NONCE_LENGTH,    MAY,    "6.1.2"),
    RT_REQUEST_CHECK(TYPE,            NONE,   NULL),
    RT_REQUEST_CHECK(OFFER,           NONE,   NULL),
    RT_REQUEST_CHECK(OFFER_REPEATS,   ANSWER, "6.1.1"),
    RT_REQUEST_CHECK(OFFER_COUNT,     NONE,   NULL),
    RT_REQUEST_CHECK(SRV,             MUST,   "6.2"),
    RT_REQUEST_CHECK(SIZE,            MAY,    "6.1"),
    RT_REQUEST_CHECK(SIZE_MESSAGE,    ANSWER, "6.1"),
    RT_REQUEST_CHECK(PADDING_ZERO,    ANSWER, "6.1.4"),
    // clang-format on
    .readings =
        {
            RT_READING("text",
                       "the check algorithm in section 6.3.1 as worded; tannerryan/roughtime "
                       "29ba003 does so",
                       {RT_PARAM_ORDER, RT_ORDER_NODE_HASH}),
            RT_READING("no-nonc",
                       "cloudflare/roughtime before d09eb37 (2024-11-02); "
                       "roughtime.cloudflare.com still in 2026 (reply of 2026-08-01)",
                       {RT_PARAM_NONCE_IN, RT_PLACE_NONE}),
        },
    .chain_readings =
        {
            RT_READING("message", "the text does not say whether the header is part of the reply",
                       {RT_PARAM_CHAIN_OVER, RT_CHAIN_OVER_MESSAGE}),
            RT_READING("cloudflare",
                       "cloudflare/roughtime 7564528 derives so in every version it speaks",
                       {RT_PARAM_CHAIN, RT_CHAIN_HASHED_REPLY}),
        },
};
