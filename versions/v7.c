// SPDX-License-Identifier: BSD-2-Clause
/*
 * Roughtime draft 07.
 *
 * Source: draft-ietf-ntp-roughtime-07, 26 September 2022.
 *
 * Section 6.4.1 contradicts itself: where a bit of INDX is 0 its prose puts the PATH entry first
 * and its pseudocode the hash so far. The descriptor has the pseudocode, which agrees with section
 * 6.3; both orders are deployed. Section 6.1 forbids any response larger than its request, section
 * 12 only those over UDP.
 */
#include "registry.h"

const struct rt_version rt_version_v7 = {
    .name = "v7",
    .document = "draft-ietf-ntp-roughtime-07",
    .published = "2022-09-26",
    .summary =
        "SHA-512/256, delegation context without dashes, DUT1 in us, DTAI in s, NONC compared",
    .changes =
        {
            {"6.2.5", "a response without DUT1, DTAI or LEAP says that the server has no such data",
             RT_SHOWS_MEANING},
            {"6.4", "clients must compare NONC of the response with that of the request",
             RT_SHOWS_VERIFIED},
            {"6.4.1", "PATH has at most 32 nodes", RT_SHOWS_LIMIT},
            {"6.4.1",
             "pseudocode in the order of the tree; the prose beside it keeps the other order",
             RT_SHOWS_VERIFIED},
            {"11.3", "tag numbers from 0x80000000 are for private or experimental use",
             RT_SHOWS_NOWHERE},
            {"12", "the security section forbids responses larger than requests on UDP only",
             RT_SHOWS_LIMIT},
            {"13", "nonces made from data of a user should be blinded", RT_SHOWS_NOWHERE},
        },
    // clang-format off
    RT_RULE(FRAMING,          framing,          RT_FRAMING_ROUGHTIM,     "6"),
    RT_RULE(STREAM,           stream,           RT_STREAM_ROUGHTIM,      "6"),
    RT_RULE(TAGS,             tags,             RT_TAG_ORDER_SORTED,          "5.2"),
    RT_RULE(VERSION,          version,          0x80000007,              "6"),
    RT_RULE(VERSION_IN,       version_in,       RT_PLACE_RESPONSE,          "6, 6.2.2"),
    RT_RULE(OFFER,            offer,            RT_OFFER_ANY,            "6, 6.1.1"),
    RT_RULE(NONCE,            nonce,            32,                      "6.1.2"),
    RT_RULE(NONCE_IN,         nonce_in,         RT_PLACE_RESPONSE,          "6.2.3"),
    RT_RULE(SRV,              srv,              RT_SRV_ABSENT,           NULL),
    RT_RULE(TYPE,             type,             RT_TYPE_ABSENT,          NULL),
    RT_RULE(PADDING,          padding,          RT_PADDING_PAD,          "6.1, 11.3"),
    RT_RULE(HASH,             hash,             RT_HASH_SHA512_256,      "6.3, 6.4.1"),
    RT_RULE(LEAF,             leaf,             RT_LEAF_NONCE,           "6.3, 6.4.1"),
    RT_RULE(ORDER,            order,            RT_ORDER_HASH_NODE,      "6.3, 6.4.1"),
    RT_RULE(CLOCK,            clock,            RT_CLOCK_MJD,            "5.1.5, 6.2.5"),
    RT_RULE(RADIUS,           radius,           RT_RADIUS_ANY,           "6.2.5"),
    RT_RULE(VERS,             vers,             RT_VERS_ABSENT,          NULL),
    RT_RULE(DUT1,             dut1,             RT_DUT1_US,              "6.2.5"),
    RT_RULE(DTAI,             dtai,             RT_DTAI_S,               "6.2.5"),
    RT_RULE(LEAP,             leap,             RT_LEAP_DAY_AFTER,       "6.2.5"),
    RT_RULE(LEAP_EMPTY,       leap_empty,       RT_LEAP_EMPTY_WRONG,     "6.2.5"),
    RT_RULE(CERT_CONTEXT,     cert_context,     RT_CERT_CONTEXT_PLAIN,           "6.2.6"),
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
    RT_CHECK(NONCE_ECHO,         "6.2.3, 6.4"),
    RT_CHECK(KEY_STRENGTH,       "6.2.6, RFC 8032 5.1.5"),
    RT_CHECK(CERT_SIGNATURE,     "6.2.6, 6.4"),
    RT_CHECK(MIDPOINT,           "5.1.5, 6.2.5"),
    RT_CHECK(DELEGATION_WINDOW,  "6.2.6, 6.4"),
    RT_CHECK(RESPONSE_SIGNATURE, "6.2.1, 6.4"),
    RT_CHECK(MERKLE_PATH,        "6.2.4, 6.4.1"),
    RT_CHECK(MERKLE_INDEX,       "6.4.1"),
    RT_CHECK(MERKLE_ROOT,        "6.3, 6.4, 6.4.1"),
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
                       "the prose of section 6.4.1 as worded; tannerryan/roughtime 29ba003 does so",
                       {RT_PARAM_ORDER, RT_ORDER_NODE_HASH}),
            RT_READING("roughtimed", "dansarie/roughtimed 394cb37 sends LEAP also without an entry",
                       {RT_PARAM_LEAP_EMPTY, RT_LEAP_EMPTY_NO_DATA}),
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
                       "dansarie/pyroughtime 7650eac to dce41cc, with the hash of its trees",
                       {RT_PARAM_CHAIN, RT_CHAIN_REPLY_RAND_256},
                       {RT_PARAM_CHAIN_OVER, RT_CHAIN_OVER_PACKET}, {RT_PARAM_RAND, 32}),
        },
};
