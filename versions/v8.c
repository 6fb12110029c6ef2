// SPDX-License-Identifier: BSD-2-Clause
/*
 * Roughtime draft 08.
 *
 * Source: draft-ietf-ntp-roughtime-08, 18 October 2023 (its source still has the date of draft 06).
 *
 * It grew out of draft 06, so what draft 07 changed is not in it.
 *
 * Section 6.3.1 contradicts section 6.3: the algorithm puts the PATH entry first where a bit of
 * INDX is 0, although leaves are counted left to right and a node hashes its left child first. Both
 * orders are deployed; the descriptor has that of section 6.3. Section 6.3.1 uses an H that it does
 * not define. Section 6.2.5 lets servers add DUT1, DTAI and LEAP, but neither it nor the registry
 * in section 12.3 defines them any more. Section 12.3 prints the number of ZZZZ as 0x7a7a7a7a,
 * lower case; packets have 0x5a5a5a5a. The example in section 5.1.4 is still PAD.
 */
#include "registry.h"

const struct rt_version rt_version_v8 = {
    .name = "v8",
    .document = "draft-ietf-ntp-roughtime-08",
    .published = "2023-10-18",
    .summary = "Unix seconds, padding ZZZZ; hash and context of draft 06",
    .changes =
        {
            {"6.2.5", "DUT1, DTAI and LEAP may be sent, but nothing defines them",
             RT_SHOWS_NOWHERE},
            {"6.3.1", "no limit on the nodes of PATH", RT_SHOWS_LIMIT},
            {"6.3.1", "no pseudocode: the check algorithm has the other order only",
             RT_SHOWS_VERIFIED},
            {"6.4", "comparing NONC is no longer on the list of checks", RT_SHOWS_VERIFIED},
            {"9.2",
             "clients ask three servers in turn and make each nonce from the response before it",
             RT_SHOWS_CHAIN},
            {"9.3", "a report in JSON: an array of the random values and an array of the responses",
             RT_SHOWS_NOWHERE},
            {"12.3",
             "no tag numbers are set aside for private use; that of ZZZZ is misprinted in lower "
             "case",
             RT_SHOWS_NOWHERE},
            {"13", "responses larger than requests are forbidden on every transport",
             RT_SHOWS_LIMIT},
            {"14", "no advice to blind nonces any more", RT_SHOWS_NOWHERE},
        },
    // clang-format off
    RT_RULE(FRAMING,          framing,          RT_FRAMING_ROUGHTIM,     "6"),
    RT_RULE(STREAM,           stream,           RT_STREAM_ROUGHTIM,      "6"),
    RT_RULE(TAGS,             tags,             RT_TAG_ORDER_SORTED,          "5.2"),
    RT_RULE(VERSION,          version,          0x80000008,              "6"),
    RT_RULE(VERSION_IN,       version_in,       RT_PLACE_RESPONSE,          "6, 6.2.2"),
    RT_RULE(OFFER,            offer,            RT_OFFER_ANY,            "6, 6.1.1"),
    RT_RULE(NONCE,            nonce,            32,                      "6.1.2"),
    RT_RULE(NONCE_IN,         nonce_in,         RT_PLACE_RESPONSE,          "6.2.3"),
    RT_RULE(SRV,              srv,              RT_SRV_ABSENT,           NULL),
    RT_RULE(TYPE,             type,             RT_TYPE_ABSENT,          NULL),
    RT_RULE(PADDING,          padding,          RT_PADDING_ZZZZ,         "6.1, 12.3"),
    RT_RULE(HASH,             hash,             RT_HASH_SHA512_32,       "6.3"),
    RT_RULE(LEAF,             leaf,             RT_LEAF_NONCE,           "6.3, 6.3.1"),
    RT_RULE(ORDER,            order,            RT_ORDER_HASH_NODE,      "6.3, 6.3.1"),
    RT_RULE(CLOCK,            clock,            RT_CLOCK_UNIX_S,         "5.1.5, 6.2.5"),
    RT_RULE(RADIUS,           radius,           RT_RADIUS_ANY,           "6.2.5"),
    RT_RULE(VERS,             vers,             RT_VERS_ABSENT,          NULL),
    RT_RULE(DUT1,             dut1,             RT_DUT1_ABSENT,          "6.2.5"),
    RT_RULE(DTAI,             dtai,             RT_DTAI_ABSENT,          "6.2.5"),
    RT_RULE(LEAP,             leap,             RT_LEAP_ABSENT,          "6.2.5"),
    RT_RULE(LEAP_EMPTY,       leap_empty,       RT_LEAP_EMPTY_UNDEFINED, NULL),
    RT_RULE(CERT_CONTEXT,     cert_context,     RT_CERT_CONTEXT_DASHES,          "6.2.6"),
    RT_RULE(RESPONSE_CONTEXT, response_context, RT_RESPONSE_CONTEXT_DRAFT,       "6.2.1"),
    RT_RULE(CONTEXT_NUL,      context_nul,      RT_CONTEXT_NUL_PRESENT,          "6.2.1"),
    RT_RULE(CHAIN,            chain,            RT_CHAIN_REPLY_RAND,     "9.2"),
    RT_RULE(CHAIN_OVER,       chain_over,       RT_CHAIN_OVER_PACKET,          "9.2"),
    RT_RULE(RAND,             rand,             32,                      "9.2"),

    RT_CHECK(FRAME_MAGIC,        "6"),
    RT_CHECK(FRAME_LENGTH,       "6"),
    RT_CHECK(MESSAGE_HEADER,     "5.2"),
    RT_CHECK(MESSAGE_TAGS,       "5.2, 6.1, 6.2, 6.2.5, 6.2.6"),
    RT_CHECK(MESSAGE_SIZE,       "6.2.1, 6.2.2, 6.2.5, 6.2.6, 6.2.7"),
    RT_CHECK(RESPONSE_SIZE,      "6.1, 13"),
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
    RT_CHECK(CHAIN_LINK,         "9.2"),

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
            RT_READING("no-nonc",
                       "cloudflare/roughtime before d09eb37 (2024-11-02); "
                       "roughtime.cloudflare.com still in 2026 (issue 72 there, 2026-04-24)",
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
