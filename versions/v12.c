// SPDX-License-Identifier: BSD-2-Clause
/*
 * Roughtime draft 12.
 *
 * Source: draft-ietf-ntp-roughtime-12, 4 December 2024.
 *
 * From here to draft 19 the number in VER stays 0x8000000c.
 *
 * Section 5.3.1 contradicts section 5.3: the algorithm puts the PATH entry first where a bit of
 * INDX is 0, although leaves are counted left to right and a node hashes its left child first. It
 * also calls the value so far both h and hash. Both orders are deployed; the descriptor has that of
 * section 5.3. Section 5 asks for VER in every response, section 5.2.4 has it in SREP only. Section
 * 4.1.3 puts the first character of a tag into the most significant byte, against its own numbers;
 * packets have it in the least.
 */
#include "registry.h"

const struct rt_version rt_version_v12 = {
    .name = "v12",
    .document = "draft-ietf-ntp-roughtime-12",
    .published = "2024-12-04",
    .summary = "leaf of the whole request packet, VER and VERS in SREP, no dashes",
    .changes =
        {
            {"4.1", "int32 is gone", RT_SHOWS_NOWHERE},
            {"4.1.3",
             "the text has the first letter of a tag in the most significant byte, against its "
             "examples",
             RT_SHOWS_NOWHERE},
            {"5.1.1",
             "servers should ignore unknown versions; with none in common they answer in another "
             "or not",
             RT_SHOWS_NOWHERE},
            {"5.2.3", "PATH has at most 32 nodes", RT_SHOWS_LIMIT},
            {"5.2.4", "RADI holds at the moment of processing; before, when the response was sent",
             RT_SHOWS_MEANING},
            {"5.2.4", "servers without data on leap seconds should send a RADI of 3 or more",
             RT_SHOWS_LIMIT},
            {"7",
             "wrong replies on purpose: tags missing, versions not offered, tags undefined, "
             "signatures bad",
             RT_SHOWS_NOWHERE},
            {"8.2",
             "a chain is said to cover headers; all pairs are compared; the sequence should "
             "run twice",
             RT_SHOWS_CHAIN},
            {"8.3", "a list of servers in JSON", RT_SHOWS_NOWHERE},
            {"8.4", "a report holds random value, request, response and key of each exchange",
             RT_SHOWS_NOWHERE},
            {"9.2", "new tags should go into SREP", RT_SHOWS_NOWHERE},
            {"9.3", "private keys must be made as RFC 8032 says", RT_SHOWS_NOWHERE},
        },
    // clang-format off
    RT_RULE(FRAMING,          framing,          RT_FRAMING_ROUGHTIM,     "5"),
    RT_RULE(STREAM,           stream,           RT_STREAM_ROUGHTIM,      "5"),
    RT_RULE(TAGS,             tags,             RT_TAG_ORDER_SORTED,          "4.2"),
    RT_RULE(VERSION,          version,          0x8000000c,              "5"),
    RT_RULE(VERSION_IN,       version_in,       RT_PLACE_SREP,              "5, 5.2.4"),
    RT_RULE(OFFER,            offer,            RT_OFFER_ASCENDING,      "5, 5.1.1"),
    RT_RULE(NONCE,            nonce,            32,                      "5.1.2"),
    RT_RULE(NONCE_IN,         nonce_in,         RT_PLACE_RESPONSE,          "5.2.2"),
    RT_RULE(SRV,              srv,              RT_SRV_RECOMMENDED,      "5.1, 5.1.3, 5.2"),
    RT_RULE(TYPE,             type,             RT_TYPE_ABSENT,          NULL),
    RT_RULE(PADDING,          padding,          RT_PADDING_ZZZZ,         "5.1, 5.1.4, 12.3"),
    RT_RULE(HASH,             hash,             RT_HASH_SHA512_32,       "5.3, 5.3.1"),
    RT_RULE(LEAF,             leaf,             RT_LEAF_PACKET,          "5.3, 5.3.1"),
    RT_RULE(ORDER,            order,            RT_ORDER_HASH_NODE,      "5.3, 5.3.1"),
    RT_RULE(CLOCK,            clock,            RT_CLOCK_UNIX_S,         "4.1.4, 5.2.4"),
    RT_RULE(RADIUS,           radius,           RT_RADIUS_NOT_ZERO,      "5.2.4"),
    RT_RULE(VERS,             vers,             RT_VERS_LIST,            "5.2.4"),
    RT_RULE(DUT1,             dut1,             RT_DUT1_ABSENT,          NULL),
    RT_RULE(DTAI,             dtai,             RT_DTAI_ABSENT,          NULL),
    RT_RULE(LEAP,             leap,             RT_LEAP_ABSENT,          NULL),
    RT_RULE(LEAP_EMPTY,       leap_empty,       RT_LEAP_EMPTY_UNDEFINED, NULL),
    RT_RULE(CERT_CONTEXT,     cert_context,     RT_CERT_CONTEXT_PLAIN,           "5.2.5"),
    RT_RULE(RESPONSE_CONTEXT, response_context, RT_RESPONSE_CONTEXT_DRAFT,       "5.2.1"),
    RT_RULE(CONTEXT_NUL,      context_nul,      RT_CONTEXT_NUL_PRESENT,          "5.2.1"),
    RT_RULE(CHAIN,            chain,            RT_CHAIN_REPLY_RAND,     "8.2"),
    RT_RULE(CHAIN_OVER,       chain_over,       RT_CHAIN_OVER_PACKET,          "8.2"),
    RT_RULE(RAND,             rand,             32,                      "8.2"),

    RT_CHECK(FRAME_MAGIC,        "5"),
    RT_CHECK(FRAME_LENGTH,       "5"),
    RT_CHECK(MESSAGE_HEADER,     "4.2"),
    RT_CHECK(MESSAGE_TAGS,       "4.2, 5.1, 5.2, 5.2.4, 5.2.5"),
    RT_CHECK(MESSAGE_SIZE,       "5.2.1, 5.2.4, 5.2.5, 5.2.6"),
    RT_CHECK(RESPONSE_SIZE,      "5.1, 9.7"),
    RT_CHECK(VERSION_PRESENT,    "5, 5.2.4"),
    RT_CHECK(VERSION_OFFERED,    "5.1.1, 5.2.4"),
    RT_CHECK(NONCE_LENGTH,       "5.1.2"),
    RT_CHECK(NONCE_ECHO,         "5.2.2"),
    RT_CHECK(SRV,                "5.1.3"),
    RT_CHECK(KEY_STRENGTH,       "9.3, RFC 8032 5.1.5"),
    RT_CHECK(CERT_SIGNATURE,     "5.2.5, 5.4"),
    RT_CHECK(MIDPOINT,           "4.1.4, 5.2.4"),
    RT_CHECK(DELEGATION_WINDOW,  "5.2.5, 5.4"),
    RT_CHECK(RESPONSE_SIGNATURE, "5.2.1, 5.4"),
    RT_CHECK(MERKLE_PATH,        "5.2.3"),
    RT_CHECK(MERKLE_INDEX,       "5.3.1"),
    RT_CHECK(MERKLE_ROOT,        "5.3, 5.3.1, 5.4"),
    RT_CHECK(RADIUS,             "5.2.4"),
    RT_CHECK(VERSIONS_LIST,      "5.2.4"),
    RT_CHECK(CHAIN_LINK,         "8.2, 8.4.1"),

    RT_REQUEST_CHECK(FRAME,           MAY,    "5"),
    RT_REQUEST_CHECK(FRAME_LENGTH,    MAY,    "5"),
    RT_REQUEST_CHECK(MESSAGE,         MAY,    "4.2"),
    RT_REQUEST_CHECK(KIND,            MAY,    NULL),
    RT_REQUEST_CHECK(TAGS,            MAY,    "4.2"),
    RT_REQUEST_CHECK(VERSION_PRESENT, MAY,    "5.1"),
    RT_REQUEST_CHECK(VERSION,         MAY,    "5.1.1"),
    RT_REQUEST_CHECK(PADDING,         ANSWER, "5.1, 5.1.4"),
    RT_REQUEST_CHECK(NONCE,           MAY,    "5.1"),
    RT_REQUEST_CHECK(NONCE_LENGTH,    MAY,    "5.1.2"),
    RT_REQUEST_CHECK(TYPE,            NONE,   NULL),
    RT_REQUEST_CHECK(OFFER,           MAY,    "5.1.1"),
    RT_REQUEST_CHECK(OFFER_REPEATS,   ANSWER, "5.1.1"),
    RT_REQUEST_CHECK(OFFER_COUNT,     NONE,   NULL),
    RT_REQUEST_CHECK(SRV,             MUST,   "5.2"),
    RT_REQUEST_CHECK(SIZE,            MAY,    "5.1"),
    RT_REQUEST_CHECK(SIZE_MESSAGE,    ANSWER, "5.1"),
    RT_REQUEST_CHECK(PADDING_ZERO,    ANSWER, "5.1.4"),
    // clang-format on
    .readings =
        {
            RT_READING("text",
                       "the check algorithm in section 5.3.1 as worded; tannerryan/roughtime "
                       "29ba003 does so",
                       {RT_PARAM_ORDER, RT_ORDER_NODE_HASH}),
        },
};
