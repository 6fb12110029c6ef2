// SPDX-License-Identifier: BSD-2-Clause
/*
 * Roughtime draft 03.
 *
 * Source: draft-ietf-ntp-roughtime-03, 29 August 2020.
 *
 * Section 5.2 asks for tags sorted by number and does not say in which direction. Section 8 still
 * makes the next nonce with SHA-512/256: 32 bytes, where section 6.1 has 64. The descriptor has
 * what programs do: tannerryan/roughtime 29ba003 and dansarie/pyroughtime fdf7eb0 hash reply and
 * rand with SHA-512. Section 13.3 prints the number of NONC as 0x434e4f48. Section 6.2 does not say
 * on which side of midnight the day of a LEAP entry is.
 */
#include "registry.h"

const struct rt_version rt_version_v3 = {
    .name = "v3",
    .document = "draft-ietf-ntp-roughtime-03",
    .published = "2020-08-29",
    .summary = "truncated SHA-512 in the tree again; NONC at the top of the response",
    .changes =
        {
            {"8", "the chain keeps the hash that the tree gave up", RT_SHOWS_NOWHERE},
        },
    // clang-format off
    RT_RULE(FRAMING,          framing,          RT_FRAMING_ROUGHTIM,     "6"),
    RT_RULE(STREAM,           stream,           RT_STREAM_ROUGHTIM,      "6"),
    RT_RULE(TAGS,             tags,             RT_TAG_ORDER_SORTED,          "5.2"),
    RT_RULE(VERSION,          version,          0x80000003,              "6"),
    RT_RULE(VERSION_IN,       version_in,       RT_PLACE_RESPONSE,          "6, 6.2"),
    RT_RULE(OFFER,            offer,            RT_OFFER_ANY,            "6, 6.1"),
    RT_RULE(NONCE,            nonce,            64,                      "6.1"),
    RT_RULE(NONCE_IN,         nonce_in,         RT_PLACE_RESPONSE,          "6.2"),
    RT_RULE(SRV,              srv,              RT_SRV_ABSENT,           NULL),
    RT_RULE(TYPE,             type,             RT_TYPE_ABSENT,          NULL),
    RT_RULE(PADDING,          padding,          RT_PADDING_PAD,          "6.1, 13.3"),
    RT_RULE(HASH,             hash,             RT_HASH_SHA512_32,       "6.3"),
    RT_RULE(LEAF,             leaf,             RT_LEAF_NONCE,           "6.3, 6.3.1"),
    RT_RULE(ORDER,            order,            RT_ORDER_HASH_NODE,      "6.3, 6.3.1"),
    RT_RULE(CLOCK,            clock,            RT_CLOCK_MJD,            "5.1.5, 6.2"),
    RT_RULE(RADIUS,           radius,           RT_RADIUS_ANY,           "6.2"),
    RT_RULE(VERS,             vers,             RT_VERS_ABSENT,          NULL),
    RT_RULE(DUT1,             dut1,             RT_DUT1_MS,              "6.2"),
    RT_RULE(DTAI,             dtai,             RT_DTAI_MS,              "6.2"),
    RT_RULE(LEAP,             leap,             RT_LEAP_EVENT_DAY,       "6.2"),
    RT_RULE(LEAP_EMPTY,       leap_empty,       RT_LEAP_EMPTY_NO_DATA,   "6.2"),
    RT_RULE(CERT_CONTEXT,     cert_context,     RT_CERT_CONTEXT_DASHES,          "6.2"),
    RT_RULE(RESPONSE_CONTEXT, response_context, RT_RESPONSE_CONTEXT_DRAFT,       "6.2"),
    RT_RULE(CONTEXT_NUL,      context_nul,      RT_CONTEXT_NUL_PRESENT,          "6.2"),
    RT_RULE(CHAIN,            chain,            RT_CHAIN_REPLY_RAND,     "8"),
    RT_RULE(CHAIN_OVER,       chain_over,       RT_CHAIN_OVER_PACKET,          "8"),
    RT_RULE(RAND,             rand,             64,                      "8"),

    RT_CHECK(FRAME_MAGIC,        "6"),
    RT_CHECK(FRAME_LENGTH,       "6"),
    RT_CHECK(MESSAGE_HEADER,     "5.2"),
    RT_CHECK(MESSAGE_TAGS,       "5.2, 6.1, 6.2"),
    RT_CHECK(MESSAGE_SIZE,       "6.1, 6.2"),
    RT_CHECK(RESPONSE_SIZE,      "6.1, 14"),
    RT_CHECK(VERSION_PRESENT,    "6, 6.2"),
    RT_CHECK(VERSION_OFFERED,    "6.2"),
    RT_CHECK(NONCE_LENGTH,       "6.1"),
    RT_CHECK(NONCE_ECHO,         "6.2"),
    RT_CHECK(KEY_STRENGTH,       "6.2, RFC 8032 5.1.5"),
    RT_CHECK(CERT_SIGNATURE,     "6.2, 6.4"),
    RT_CHECK(MIDPOINT,           "5.1.5, 6.2"),
    RT_CHECK(DELEGATION_WINDOW,  "6.2, 6.4"),
    RT_CHECK(RESPONSE_SIGNATURE, "6.2, 6.4"),
    RT_CHECK(MERKLE_PATH,        "6.2"),
    RT_CHECK(MERKLE_INDEX,       "6.3.1"),
    RT_CHECK(MERKLE_ROOT,        "6.3, 6.3.1, 6.4"),
    RT_CHECK(LEAP_DATA,          "5.1.1, 6.2"),
    RT_CHECK(CHAIN_LINK,         "8"),

    RT_REQUEST_CHECK(FRAME,           MAY,    "6"),
    RT_REQUEST_CHECK(FRAME_LENGTH,    MAY,    "6"),
    RT_REQUEST_CHECK(MESSAGE,         MAY,    "5.2"),
    RT_REQUEST_CHECK(KIND,            MAY,    NULL),
    RT_REQUEST_CHECK(TAGS,            MAY,    "5.2"),
    RT_REQUEST_CHECK(VERSION_PRESENT, MAY,    "6.1"),
    RT_REQUEST_CHECK(VERSION,         MAY,    "6.1"),
    RT_REQUEST_CHECK(PADDING,         ANSWER, "6.1"),
    RT_REQUEST_CHECK(NONCE,           MAY,    "6.1"),
    RT_REQUEST_CHECK(NONCE_LENGTH,    MAY,    "6.1"),
    RT_REQUEST_CHECK(TYPE,            NONE,   NULL),
    RT_REQUEST_CHECK(OFFER,           NONE,   NULL),
    RT_REQUEST_CHECK(OFFER_REPEATS,   NONE,   NULL),
    RT_REQUEST_CHECK(OFFER_COUNT,     NONE,   NULL),
    RT_REQUEST_CHECK(SRV,             NONE,   NULL),
    RT_REQUEST_CHECK(SIZE,            MAY,    "6.1"),
    RT_REQUEST_CHECK(SIZE_MESSAGE,    ANSWER, "6.1"),
    RT_REQUEST_CHECK(PADDING_ZERO,    ANSWER, "6.1"),
    // clang-format on
    .readings =
        {
            RT_READING("no-nonc", "the server of cloudflare/roughtime c261114 (2020-11-10)",
                       {RT_PARAM_NONCE_IN, RT_PLACE_NONE}),
        },
    .chain_readings =
        {
            RT_READING("text", "section 8 as worded: its 32 bytes cannot fill a nonce of 64",
                       {RT_PARAM_CHAIN, RT_CHAIN_HASHED_256}),
            RT_READING("message", "the text does not say whether the header is part of the reply",
                       {RT_PARAM_CHAIN_OVER, RT_CHAIN_OVER_MESSAGE}),
            RT_READING("draft-01",
                       "section 8 with the hash that it had in draft 01, which fills the nonce",
                       {RT_PARAM_CHAIN, RT_CHAIN_HASHED_REPLY}),
        },
};
