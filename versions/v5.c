// SPDX-License-Identifier: BSD-2-Clause
/*
 * Roughtime draft 05.
 *
 * Source: draft-ietf-ntp-roughtime-05, 20 May 2021.
 *
 * Section 6.3.1 contradicts section 6.3: the algorithm puts the PATH entry first where a bit of
 * INDX is 0, although leaves are counted left to right and a node hashes its left child first. Both
 * orders are deployed; the descriptor has that of section 6.3.
 */
#include "registry.h"

const struct rt_version rt_version_v5 = {
    .name = "v5",
    .document = "draft-ietf-ntp-roughtime-05",
    .published = "2021-05-20",
    .summary = "32-byte nonce; the check algorithm of the tree is worded in the other order",
    .changes =
        {
            {"5.1.1", "a message with the int32 0x80000000 must be ignored", RT_SHOWS_LIMIT},
            {"6.2.5", "RADI holds when the response is sent; before, when it was composed",
             RT_SHOWS_MEANING},
            {"6.2.5",
             "LEAP is worded by the day after the event, with an example: the same numbers",
             RT_SHOWS_NOWHERE},
            {"6.3.1",
             "the check algorithm puts the PATH entry first where a bit of INDX is 0, against "
             "section 6.3",
             RT_SHOWS_VERIFIED},
        },
    // clang-format off
    RT_RULE(FRAMING,          framing,          RT_FRAMING_ROUGHTIM,     "6"),
    RT_RULE(STREAM,           stream,           RT_STREAM_ROUGHTIM,      "6"),
    RT_RULE(TAGS,             tags,             RT_TAG_ORDER_SORTED,          "5.2"),
    RT_RULE(VERSION,          version,          0x80000005,              "6"),
    RT_RULE(VERSION_IN,       version_in,       RT_PLACE_RESPONSE,          "6, 6.2.2"),
    RT_RULE(OFFER,            offer,            RT_OFFER_ANY,            "6, 6.1.1"),
    RT_RULE(NONCE,            nonce,            32,                      "6.1.2"),
    RT_RULE(NONCE_IN,         nonce_in,         RT_PLACE_RESPONSE,          "6.2.3"),
    RT_RULE(SRV,              srv,              RT_SRV_ABSENT,           NULL),
    RT_RULE(TYPE,             type,             RT_TYPE_ABSENT,          NULL),
    RT_RULE(PADDING,          padding,          RT_PADDING_PAD,          "6.1, 11.3"),
    RT_RULE(HASH,             hash,             RT_HASH_SHA512_32,       "6.3"),
    RT_RULE(LEAF,             leaf,             RT_LEAF_NONCE,           "6.3, 6.3.1"),
    RT_RULE(ORDER,            order,            RT_ORDER_HASH_NODE,      "6.3, 6.3.1"),
    RT_RULE(CLOCK,            clock,            RT_CLOCK_MJD,            "5.1.5, 6.2.5"),
    RT_RULE(RADIUS,           radius,           RT_RADIUS_ANY,           "6.2.5"),
    RT_RULE(VERS,             vers,             RT_VERS_ABSENT,          NULL),
    RT_RULE(DUT1,             dut1,             RT_DUT1_MS,              "6.2.5"),
    RT_RULE(DTAI,             dtai,             RT_DTAI_MS,              "6.2.5"),
    RT_RULE(LEAP,             leap,             RT_LEAP_DAY_AFTER,       "6.2.5"),
    RT_RULE(LEAP_EMPTY,       leap_empty,       RT_LEAP_EMPTY_NO_DATA,   "6.2.5"),
    RT_RULE(CERT_CONTEXT,     cert_context,     RT_CERT_CONTEXT_DASHES,          "6.2.6"),
    RT_RULE(RESPONSE_CONTEXT, response_context, RT_RESPONSE_CONTEXT_DRAFT,       "6.2.1"),
    RT_RULE(CONTEXT_NUL,      context_nul,      RT_CONTEXT_NUL_PRESENT,          "6.2.1"),
    RT_RULE(CHAIN,            chain,            RT_CHAIN_RAND_REPLY,     "draft-ietf-ntp-roughtime-ecosystem-00 2"),
    RT_RULE(CHAIN_OVER,       chain_over,       RT_CHAIN_OVER_MESSAGE,         "draft-ietf-ntp-roughtime-ecosystem-00 2"),
    RT_RULE(RAND,             rand,             64,                      "draft-ietf-ntp-roughtime-ecosystem-00 2"),

    RT_CHECK(FRAME_MAGIC,        "6"),
    RT_CHECK(FRAME_LENGTH,       "6"),
    RT_CHECK(MESSAGE_HEADER,     "5.2"),
    RT_CHECK(MESSAGE_TAGS,       "5.2, 6.1, 6.2, 6.2.5, 6.2.6"),
    RT_CHECK(MESSAGE_SIZE,       "6.2.1, 6.2.2, 6.2.5, 6.2.6, 6.2.7"),
    RT_CHECK(RESPONSE_SIZE,      "6.1, 12"),
    RT_CHECK(VERSION_PRESENT,    "6, 6.2.2"),
    RT_CHECK(VERSION_OFFERED,    "6.2.2"),
    RT_CHECK(NONCE_LENGTH,       "6.1.2"),
    RT_CHECK(NONCE_ECHO,         "6.2.3"),
    RT_CHECK(KEY_STRENGTH,       "6.2.6, RFC 8032 5.1.5"),
    RT_CHECK(CERT_SIGNATURE,     "6.2.6, 6.4"),
    RT_CHECK(MIDPOINT,           "5.1.5, 6.2.5"),
    RT_CHECK(DELEGATION_WINDOW,  "6.2.6, 6.4"),
    RT_CHECK(RESPONSE_SIGNATURE, "6.2.1, 6.4"),
    RT_CHECK(MERKLE_PATH,        "6.2.4"),
    RT_CHECK(MERKLE_INDEX,       "6.3.1"),
    RT_CHECK(MERKLE_ROOT,        "6.3, 6.3.1, 6.4"),
    RT_CHECK(LEAP_DATA,          "5.1.1, 6.2.5"),
    RT_CHECK(CHAIN_LINK,         "draft-ietf-ntp-roughtime-ecosystem-00 2"),

    RT_REQUEST_CHECK(FRAME,           MAY,    "6"),
    RT_REQUEST_CHECK(FRAME_LENGTH,    MAY,    "6"),
    RT_REQUEST_CHECK(MESSAGE,         MAY,    "5.2"),
    RT_REQUEST_CHECK(KIND,            MAY,    NULL),
    RT_REQUEST_CHECK(TAGS,            MAY,    "5.2"),
    RT_REQUEST_CHECK(VERSION_PRESENT, MAY,    "6.1"),
    RT_REQUEST_CHECK(VERSION,         MAY,    "6.1.1"),
    RT_REQUEST_CHECK(PADDING,         ANSWER, "6.1"),
    RT_REQUEST_CHECK(NONCE,           MAY,    "6.1"),
    RT_REQUEST_CHECK(NONCE_LENGTH,    MAY,    "6.1.2"),
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
            RT_READING("text",
                       "the check algorithm in section 6.3.1 as worded; tannerryan/roughtime "
                       "29ba003 does so",
                       {RT_PARAM_ORDER, RT_ORDER_NODE_HASH}),
            RT_READING("roughtimed", "dansarie/roughtimed c286121 and 6417183 name draft 03 in VER",
                       {RT_PARAM_VERSION, 0x80000003}),
            RT_READING("vroughtime",
                       "wingel/vroughtime c001fea and Netnod/vadarklockan f47d1f4 offer this "
                       "number and do not look at VER of the reply",
                       {RT_PARAM_VERSION, 0x08000003}),
            RT_READING("roughenough", "int08h/roughenough 1.2.0-draft5 and 1.2.1-draft5",
                       {RT_PARAM_VERSION, 0x00000001}, {RT_PARAM_NONCE_IN, RT_PLACE_NONE},
                       {RT_PARAM_HASH, RT_HASH_SHA512_256}, {RT_PARAM_CLOCK, RT_CLOCK_UNIX_US}),
            RT_READING("cloudflare",
                       "cloudflare/roughtime c261114 (2020-11-10): nonces of 32 bytes, VER "
                       "says draft 03, no NONC",
                       {RT_PARAM_VERSION, 0x80000003}, {RT_PARAM_NONCE_IN, RT_PLACE_NONE}),
            RT_READING("no-nonc",
                       "roughtime.cloudflare.com leaves NONC out of its replies in drafts "
                       "(cloudflare/roughtime issue 72, 2026-04-24)",
                       {RT_PARAM_NONCE_IN, RT_PLACE_NONE}),
        },
    .chain_readings =
        {
            RT_READING("packet", "the text can be taken to mean the packet with its header",
                       {RT_PARAM_CHAIN_OVER, RT_CHAIN_OVER_PACKET}),
            RT_READING("tannerryan",
                       "tannerryan/roughtime 29ba003 derives so in every version it speaks",
                       {RT_PARAM_CHAIN, RT_CHAIN_REPLY_RAND},
                       {RT_PARAM_CHAIN_OVER, RT_CHAIN_OVER_PACKET}, {RT_PARAM_RAND, 32}),
            RT_READING("pyroughtime",
                       "dansarie/pyroughtime 8c0c65e: 64 bytes of rand, the hash cut to the nonce",
                       {RT_PARAM_CHAIN, RT_CHAIN_REPLY_RAND},
                       {RT_PARAM_CHAIN_OVER, RT_CHAIN_OVER_PACKET}),
        },
};
