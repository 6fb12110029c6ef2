// SPDX-License-Identifier: BSD-2-Clause
/*
 * Roughtime draft 14.
 *
 * Source: draft-ietf-ntp-roughtime-14, 22 April 2025.
 *
 * Section 5.3.1 contradicts section 5.3: the algorithm puts the PATH entry first where a bit of
 * INDX is 0, although leaves are counted left to right and a node hashes its left child first. It
 * also calls the value so far both h and hash. No server is known to follow it; the descriptor has
 * the order of section 5.3. Section 5 asks for VER in every response, section 5.2.5 has it in SREP
 * only. Section 4.1.3 puts the first character of a tag into the most significant byte, against its
 * own numbers; packets have it in the least.
 */
#include "registry.h"

const struct rt_version rt_version_v14 = {
    .name = "v14",
    .document = "draft-ietf-ntp-roughtime-14",
    .published = "2025-04-22",
    .summary = "TYPE in requests and responses",
    .changes =
        {
            {"5.1", "a server must ignore a request without VER, NONC or TYPE", RT_SHOWS_NOWHERE},
            {"6",
             "NTP servers should count RADI and the round trip in root dispersion and root delay",
             RT_SHOWS_NOWHERE},
        },
    .rules =
        {
            .framing = RT_FRAMING_ROUGHTIM,
            .stream = RT_STREAM_ROUGHTIM,
            .tags = RT_TAGS_SORTED,
            .version = 0x8000000c,
            .version_in = RT_IN_SREP,
            .offer = RT_OFFER_ASCENDING32,
            .nonce = 32,
            .nonce_in = RT_IN_RESPONSE,
            .srv = RT_SRV_RECOMMENDED,
            .type = RT_TYPE_PRESENT,
            .padding = RT_PADDING_ZZZZ,
            .hash = RT_HASH_SHA512_32,
            .leaf = RT_LEAF_PACKET,
            .order = RT_ORDER_HASH_NODE,
            .clock = RT_CLOCK_UNIX_S,
            .radius = RT_RADIUS_NOT_ZERO,
            .vers = RT_VERS_LIST32,
            .dut1 = RT_DUT1_ABSENT,
            .dtai = RT_DTAI_ABSENT,
            .leap = RT_LEAP_ABSENT,
            .leap_empty = RT_LEAP_EMPTY_UNDEFINED,
            .cert_context = RT_CERT_PLAIN,
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
                .source = "the check algorithm in section 5.3.1 as worded",
            },
        },
    .param_section =
        {
            [RT_PARAM_FRAMING] = "5",
            [RT_PARAM_STREAM] = "5",
            [RT_PARAM_TAGS] = "4.2",
            [RT_PARAM_VERSION] = "5",
            [RT_PARAM_VERSION_IN] = "5, 5.2.5",
            [RT_PARAM_OFFER] = "5, 5.1.1",
            [RT_PARAM_NONCE] = "5.1.2",
            [RT_PARAM_NONCE_IN] = "5.2.2",
            [RT_PARAM_SRV] = "5.1, 5.1.4, 5.2",
            [RT_PARAM_TYPE] = "5.1, 5.1.3, 5.2, 5.2.3",
            [RT_PARAM_PADDING] = "5.1, 5.1.5, 12.3",
            [RT_PARAM_HASH] = "5.3, 5.3.1",
            [RT_PARAM_LEAF] = "5.3, 5.3.1",
            [RT_PARAM_ORDER] = "5.3, 5.3.1",
            [RT_PARAM_CLOCK] = "4.1.4, 5.2.5",
            [RT_PARAM_RADIUS] = "5.2.5",
            [RT_PARAM_VERS] = "5.2.5",
            [RT_PARAM_DUT1] = NULL,
            [RT_PARAM_DTAI] = NULL,
            [RT_PARAM_LEAP] = NULL,
            [RT_PARAM_LEAP_EMPTY] = NULL,
            [RT_PARAM_CERT_CONTEXT] = "5.2.6",
            [RT_PARAM_RESPONSE_CONTEXT] = "5.2.1",
            [RT_PARAM_CONTEXT_NUL] = "5.2.1",
            [RT_PARAM_CHAIN] = "8.2",
            [RT_PARAM_CHAIN_OVER] = "8.2",
            [RT_PARAM_RAND] = "8.2",
        },
    .check_section =
        {
            [RT_CHECK_FRAME_MAGIC] = "5",
            [RT_CHECK_FRAME_LENGTH] = "5",
            [RT_CHECK_MESSAGE_HEADER] = "4.2",
            [RT_CHECK_MESSAGE_TAGS] = "4.2, 5.1, 5.2, 5.2.5, 5.2.6",
            [RT_CHECK_MESSAGE_SIZE] = "5.2.1, 5.2.3, 5.2.5, 5.2.6, 5.2.7",
            [RT_CHECK_RESPONSE_SIZE] = "5.1, 9.7",
            [RT_CHECK_VERSION_PRESENT] = "5, 5.2.5",
            [RT_CHECK_VERSION_OFFERED] = "5.1.1, 5.2.5",
            [RT_CHECK_TYPE] = "5.1.3, 5.2.3",
            [RT_CHECK_NONCE_LENGTH] = "5.1.2",
            [RT_CHECK_NONCE_ECHO] = "5.2.2",
            [RT_CHECK_SRV] = "5.1.4",
            [RT_CHECK_CERT_SIGNATURE] = "5.2.6, 5.4",
            [RT_CHECK_MIDPOINT] = "4.1.4, 5.2.5",
            [RT_CHECK_DELEGATION_WINDOW] = "5.2.6, 5.4",
            [RT_CHECK_RESPONSE_SIGNATURE] = "5.2.1, 5.4",
            [RT_CHECK_MERKLE_PATH] = "5.2.4",
            [RT_CHECK_MERKLE_INDEX] = "5.3.1",
            [RT_CHECK_MERKLE_ROOT] = "5.3, 5.3.1, 5.4",
            [RT_CHECK_RADIUS] = "5.2.5",
            [RT_CHECK_VERSIONS_LIST] = "5.2.5",
            [RT_CHECK_LEAP_DATA] = NULL,
            [RT_CHECK_CHAIN_REQUEST] = NULL,
            [RT_CHECK_CHAIN_RESPONSE] = NULL,
            [RT_CHECK_CHAIN_LINK] = "8.2, 8.4.1",
        },
};
