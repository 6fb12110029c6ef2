// SPDX-License-Identifier: BSD-2-Clause
/*
 * Roughtime draft 10.
 *
 * Source: draft-ietf-ntp-roughtime-10, 11 June 2024.
 *
 * Section 6.3.1 contradicts section 6.3: the algorithm puts the PATH entry first where a bit of
 * INDX is 0, although leaves are counted left to right and a node hashes its left child first. Both
 * orders are deployed; the descriptor has that of section 6.3. Section 6.1 wants tags other than
 * NONC and VER ignored, although SRV of section 6.1.3 chooses the key. It says that ZZZZ should be
 * zeros, section 6.1.4 that it must be. Section 13.3 prints the number of SRV as 0x00535256; the
 * tag SRV is 0x00565253.
 */
#include "registry.h"

const struct rt_version rt_version_v10 = {
    .name = "v10",
    .document = "draft-ietf-ntp-roughtime-10",
    .published = "2024-06-11",
    .summary = "SRV, no repeats in the list of a request, radius of 3 s or more",
    .changes =
        {
            {"5.1.5", "every day has 86400 seconds, so a timestamp cannot name a leap second",
             RT_SHOWS_MEANING},
            {"6", "servers should offer both UDP and TCP", RT_SHOWS_NOWHERE},
            {"6.1.4", "ZZZZ must be zeros, although section 6.1 still says should", RT_SHOWS_LIMIT},
            {"6.2",
             "a server ignores requests with a foreign SRV, and those without SRV if it has "
             "several keys",
             RT_SHOWS_NOWHERE},
            {"6.2.5", "DUT1, DTAI and LEAP are no longer mentioned", RT_SHOWS_NOWHERE},
            {"6.3.1", "H of the check algorithm is defined: the first 32 bytes of SHA-512",
             RT_SHOWS_NOWHERE},
            {"8", "servers should send wrong replies on purpose; before, they could",
             RT_SHOWS_NOWHERE},
            {"13.3", "the number of ZZZZ is printed right, that of SRV wrong: 0x00535256",
             RT_SHOWS_NOWHERE},
        },
    .rules =
        {
            .framing = RT_FRAMING_ROUGHTIM,
            .stream = RT_STREAM_ROUGHTIM,
            .tags = RT_TAGS_SORTED,
            .version = 0x8000000a,
            .version_in = RT_IN_RESPONSE,
            .offer = RT_OFFER_UNIQUE,
            .nonce = 32,
            .nonce_in = RT_IN_RESPONSE,
            .srv = RT_SRV_RECOMMENDED,
            .type = RT_TYPE_ABSENT,
            .padding = RT_PADDING_ZZZZ,
            .hash = RT_HASH_SHA512_32,
            .leaf = RT_LEAF_NONCE,
            .order = RT_ORDER_HASH_NODE,
            .clock = RT_CLOCK_UNIX_S,
            .radius = RT_RADIUS_FROM_3,
            .vers = RT_VERS_ABSENT,
            .dut1 = RT_DUT1_ABSENT,
            .dtai = RT_DTAI_ABSENT,
            .leap = RT_LEAP_ABSENT,
            .leap_empty = RT_LEAP_EMPTY_UNDEFINED,
            .cert_context = RT_CERT_DASHES,
            .response_context = RT_RESPONSE_DRAFT,
            .context_nul = RT_NUL_PRESENT,
            .chain = RT_CHAIN_REPLY_RAND,
            .chain_over = RT_OVER_PACKET,
            .rand = 32,
        },
    .readings =
        {
            {
                .name = "text",
                .set =
                    {
                        {RT_PARAM_ORDER, RT_ORDER_NODE_HASH},
                    },
                .source = "the check algorithm in section 6.3.1 as worded; tannerryan/roughtime "
                          "29ba003 does so",
            },
        },
    .chain_readings =
        {
            {
                .name = "message",
                .set =
                    {
                        {RT_PARAM_CHAIN_OVER, RT_OVER_MESSAGE},
                    },
                .source = "the text does not say whether the header is part of the reply",
            },
        },
    .param_section =
        {
            [RT_PARAM_FRAMING] = "6",
            [RT_PARAM_STREAM] = "6",
            [RT_PARAM_TAGS] = "5.2",
            [RT_PARAM_VERSION] = "6",
            [RT_PARAM_VERSION_IN] = "6, 6.2.2",
            [RT_PARAM_OFFER] = "6, 6.1.1",
            [RT_PARAM_NONCE] = "6.1.2",
            [RT_PARAM_NONCE_IN] = "6.2.3",
            [RT_PARAM_SRV] = "6.1, 6.1.3, 6.2",
            [RT_PARAM_TYPE] = NULL,
            [RT_PARAM_PADDING] = "6.1, 6.1.4, 13.3",
            [RT_PARAM_HASH] = "6.3, 6.3.1",
            [RT_PARAM_LEAF] = "6.3, 6.3.1",
            [RT_PARAM_ORDER] = "6.3, 6.3.1",
            [RT_PARAM_CLOCK] = "5.1.5, 6.2.5",
            [RT_PARAM_RADIUS] = "6.2.5",
            [RT_PARAM_VERS] = NULL,
            [RT_PARAM_DUT1] = NULL,
            [RT_PARAM_DTAI] = NULL,
            [RT_PARAM_LEAP] = NULL,
            [RT_PARAM_LEAP_EMPTY] = NULL,
            [RT_PARAM_CERT_CONTEXT] = "6.2.6",
            [RT_PARAM_RESPONSE_CONTEXT] = "6.2.1",
            [RT_PARAM_CONTEXT_NUL] = "6.2.1",
            [RT_PARAM_CHAIN] = "6.3.1, 9.2",
            [RT_PARAM_CHAIN_OVER] = "6.3.1, 9.2",
            [RT_PARAM_RAND] = "6.3.1, 9.2",
        },
    .check_section =
        {
            [RT_CHECK_FRAME_MAGIC] = "6",
            [RT_CHECK_FRAME_LENGTH] = "6",
            [RT_CHECK_MESSAGE_HEADER] = "5.2",
            [RT_CHECK_MESSAGE_TAGS] = "5.2, 6.1, 6.2, 6.2.5, 6.2.6",
            [RT_CHECK_MESSAGE_SIZE] = "6.2.1, 6.2.2, 6.2.5, 6.2.6, 6.2.7",
            [RT_CHECK_RESPONSE_SIZE] = "6.1, 10",
            [RT_CHECK_VERSION_PRESENT] = "6, 6.2.2",
            [RT_CHECK_VERSION_OFFERED] = "6.2.2",
            [RT_CHECK_TYPE] = NULL,
            [RT_CHECK_NONCE_LENGTH] = "6.1.2",
            [RT_CHECK_NONCE_ECHO] = "6.2.3",
            [RT_CHECK_SRV] = "6.1.3",
            [RT_CHECK_CERT_SIGNATURE] = "6.2.6, 6.4",
            [RT_CHECK_MIDPOINT] = "5.1.5, 6.2.5",
            [RT_CHECK_DELEGATION_WINDOW] = "6.2.6, 6.4",
            [RT_CHECK_RESPONSE_SIGNATURE] = "6.2.1, 6.4",
            [RT_CHECK_MERKLE_PATH] = "6.2.4",
            [RT_CHECK_MERKLE_INDEX] = "6.3.1",
            [RT_CHECK_MERKLE_ROOT] = "6.3, 6.3.1, 6.4",
            [RT_CHECK_RADIUS] = "6.2.5",
            [RT_CHECK_VERSIONS_LIST] = NULL,
            [RT_CHECK_LEAP_DATA] = NULL,
            [RT_CHECK_CHAIN_REQUEST] = NULL,
            [RT_CHECK_CHAIN_RESPONSE] = NULL,
            [RT_CHECK_CHAIN_LINK] = "9.2",
        },
};
