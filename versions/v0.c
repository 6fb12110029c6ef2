// SPDX-License-Identifier: BSD-2-Clause
/*
 * Roughtime draft 00.
 *
 * Source: draft-ietf-ntp-roughtime-00, 27 January 2020.
 *
 * Section 5.2 does not ask for sorted tags. Over TCP a message follows its length alone. Section
 * 13.2 prints the number of NONC as 0x434e4f48; section 5.1.3 and packets have 0x434e4f4e.
 */
#include "registry.h"

const struct rt_version rt_version_v0 = {
    .name = "v0",
    .document = "draft-ietf-ntp-roughtime-00",
    .published = "2020-01-27",
    .summary = "MJD time and hashes of 32 bytes; no header on UDP, no VER",
    .changes =
        {
            {"6.1", "a request of less than 1024 bytes may be answered as well", RT_SHOWS_NOWHERE},
            {"6.3", "ROOT and the nodes in PATH have 32 bytes, not 64", RT_SHOWS_BYTES},
            {"8",
             "the document tells how replies are chained, which pairs are impossible, and how to "
             "report them",
             RT_SHOWS_NOWHERE},
            {"9",
             "the document allows replies that are wrong on purpose, which clients must reject",
             RT_SHOWS_NOWHERE},
        },
    // clang-format off
    RT_RULE(FRAMING,          framing,          RT_FRAMING_NONE,         "6"),
    RT_RULE(STREAM,           stream,           RT_STREAM_LENGTH,        "6"),
    RT_RULE(TAGS,             tags,             RT_TAG_ORDER_UNSORTED,        "5.2"),
    RT_RULE(VERSION,          version,          RT_NO_NUMBER,            NULL),
    RT_RULE(VERSION_IN,       version_in,       RT_PLACE_NONE,              NULL),
    RT_RULE(OFFER,            offer,            RT_OFFER_NONE,           NULL),
    RT_RULE(NONCE,            nonce,            64,                      "6.1"),
    RT_RULE(NONCE_IN,         nonce_in,         RT_PLACE_NONE,              NULL),
    RT_RULE(SRV,              srv,              RT_SRV_ABSENT,           NULL),
    RT_RULE(TYPE,             type,             RT_TYPE_ABSENT,          NULL),
    RT_RULE(PADDING,          padding,          RT_PADDING_PAD,          "6.1, 13.2"),
    RT_RULE(HASH,             hash,             RT_HASH_SHA512_32,       "6.3"),
    RT_RULE(LEAF,             leaf,             RT_LEAF_NONCE,           "6.3, 6.3.1"),
    RT_RULE(ORDER,            order,            RT_ORDER_HASH_NODE,      "6.3, 6.3.1"),
    RT_RULE(CLOCK,            clock,            RT_CLOCK_MJD,            "5.1.4, 6.2"),
    RT_RULE(RADIUS,           radius,           RT_RADIUS_ANY,           "6.2"),
    RT_RULE(VERS,             vers,             RT_VERS_ABSENT,          NULL),
    RT_RULE(DUT1,             dut1,             RT_DUT1_ABSENT,          NULL),
    RT_RULE(DTAI,             dtai,             RT_DTAI_ABSENT,          NULL),
    RT_RULE(LEAP,             leap,             RT_LEAP_ABSENT,          NULL),
    RT_RULE(LEAP_EMPTY,       leap_empty,       RT_LEAP_EMPTY_UNDEFINED, NULL),
    RT_RULE(CERT_CONTEXT,     cert_context,     RT_CERT_CONTEXT_DASHES,          "6.2"),
    RT_RULE(RESPONSE_CONTEXT, response_context, RT_RESPONSE_CONTEXT_DRAFT,       "6.2"),
    RT_RULE(CONTEXT_NUL,      context_nul,      RT_CONTEXT_NUL_PRESENT,          "6.2"),
    RT_RULE(CHAIN,            chain,            RT_CHAIN_HASHED_REPLY,   "8"),
    RT_RULE(CHAIN_OVER,       chain_over,       RT_CHAIN_OVER_PACKET,          "8"),
    RT_RULE(RAND,             rand,             64,                      "8"),

    RT_CHECK(FRAME_MAGIC,        "6"),
    RT_CHECK(FRAME_LENGTH,       "6"),
    RT_CHECK(MESSAGE_HEADER,     "5.2"),
    RT_CHECK(MESSAGE_TAGS,       "5.2, 6.1, 6.2"),
    RT_CHECK(MESSAGE_SIZE,       "6.1, 6.2"),
    RT_CHECK(RESPONSE_SIZE,      "6.1, 14"),
    RT_CHECK(NONCE_LENGTH,       "6.1"),
    RT_CHECK(KEY_STRENGTH,       "6.2, RFC 8032 5.1.5"),
    RT_CHECK(CERT_SIGNATURE,     "6.2, 6.4"),
    RT_CHECK(MIDPOINT,           "5.1.4, 6.2"),
    RT_CHECK(DELEGATION_WINDOW,  "6.2, 6.4"),
    RT_CHECK(RESPONSE_SIGNATURE, "6.2, 6.4"),
    RT_CHECK(MERKLE_PATH,        "6.2"),
    RT_CHECK(MERKLE_INDEX,       "6.3.1"),
    RT_CHECK(MERKLE_ROOT,        "6.3, 6.3.1, 6.4"),
    RT_CHECK(CHAIN_LINK,         "8"),

    RT_REQUEST_CHECK(FRAME,           MAY,    "6"),
    RT_REQUEST_CHECK(FRAME_LENGTH,    MAY,    "6"),
    RT_REQUEST_CHECK(MESSAGE,         MAY,    "5.2"),
    RT_REQUEST_CHECK(KIND,            MAY,    NULL),
    RT_REQUEST_CHECK(TAGS,            MAY,    "5.2"),
    RT_REQUEST_CHECK(VERSION_PRESENT, NONE,   NULL),
    RT_REQUEST_CHECK(VERSION,         NONE,   NULL),
    RT_REQUEST_CHECK(PADDING,         MAY,    "6.1"),
    RT_REQUEST_CHECK(NONCE,           MAY,    "6.1"),
    RT_REQUEST_CHECK(NONCE_LENGTH,    MAY,    "6.1"),
    RT_REQUEST_CHECK(TYPE,            NONE,   NULL),
    RT_REQUEST_CHECK(OFFER,           NONE,   NULL),
    RT_REQUEST_CHECK(OFFER_REPEATS,   NONE,   NULL),
    RT_REQUEST_CHECK(OFFER_COUNT,     NONE,   NULL),
    RT_REQUEST_CHECK(SRV,             NONE,   NULL),
    RT_REQUEST_CHECK(SIZE,            MAY,    "6.1"),
    RT_REQUEST_CHECK(SIZE_MESSAGE,    NONE,   NULL),
    RT_REQUEST_CHECK(PADDING_ZERO,    ANSWER, "6.1"),
    // clang-format on
    .chain_readings =
        {
            RT_READING("pyroughtime", "dansarie/pyroughtime fdf7eb0, whose server sends no header",
                       {RT_PARAM_CHAIN, RT_CHAIN_REPLY_RAND}),
        },
};
