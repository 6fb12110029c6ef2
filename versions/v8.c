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
    .rules =
        {
            .framing = RT_FRAMING_ROUGHTIM,
            .stream = RT_STREAM_ROUGHTIM,
            .tags = RT_TAGS_SORTED,
            .version = 0x80000008,
            .version_in = RT_IN_RESPONSE,
            .offer = RT_OFFER_ANY,
            .nonce = 32,
            .nonce_in = RT_IN_RESPONSE,
            .srv = RT_SRV_ABSENT,
            .type = RT_TYPE_ABSENT,
            .padding = RT_PADDING_ZZZZ,
            .hash = RT_HASH_SHA512_32,
            .leaf = RT_LEAF_NONCE,
            .order = RT_ORDER_HASH_NODE,
            .clock = RT_CLOCK_UNIX_S,
            .radius = RT_RADIUS_ANY,
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
            {
                .name = "cloudflare",
                .set =
                    {
                        {RT_PARAM_CHAIN, RT_CHAIN_HASHED_REPLY},
                    },
                .source = "cloudflare/roughtime 7564528 derives so in every version it speaks",
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
            [RT_PARAM_SRV] = NULL,
            [RT_PARAM_TYPE] = NULL,
            [RT_PARAM_PADDING] = "6.1, 12.3",
            [RT_PARAM_HASH] = "6.3",
            [RT_PARAM_LEAF] = "6.3, 6.3.1",
            [RT_PARAM_ORDER] = "6.3, 6.3.1",
            [RT_PARAM_CLOCK] = "5.1.5, 6.2.5",
            [RT_PARAM_RADIUS] = "6.2.5",
            [RT_PARAM_VERS] = NULL,
            [RT_PARAM_DUT1] = "6.2.5",
            [RT_PARAM_DTAI] = "6.2.5",
            [RT_PARAM_LEAP] = "6.2.5",
            [RT_PARAM_LEAP_EMPTY] = NULL,
            [RT_PARAM_CERT_CONTEXT] = "6.2.6",
            [RT_PARAM_RESPONSE_CONTEXT] = "6.2.1",
            [RT_PARAM_CONTEXT_NUL] = "6.2.1",
            [RT_PARAM_CHAIN] = "9.2",
            [RT_PARAM_CHAIN_OVER] = "9.2",
            [RT_PARAM_RAND] = "9.2",
        },
    .check_section =
        {
            [RT_CHECK_FRAME_MAGIC] = "6",
            [RT_CHECK_FRAME_LENGTH] = "6",
            [RT_CHECK_MESSAGE_HEADER] = "5.2",
            [RT_CHECK_MESSAGE_TAGS] = "5.2, 6.1, 6.2, 6.2.5, 6.2.6",
            [RT_CHECK_MESSAGE_SIZE] = "6.2.1, 6.2.2, 6.2.5, 6.2.6, 6.2.7",
            [RT_CHECK_RESPONSE_SIZE] = "6.1, 13",
            [RT_CHECK_VERSION_PRESENT] = "6, 6.2.2",
            [RT_CHECK_VERSION_OFFERED] = "6.2.2",
            [RT_CHECK_TYPE] = NULL,
            [RT_CHECK_NONCE_LENGTH] = "6.1.2",
            [RT_CHECK_NONCE_ECHO] = "6.2.3",
            [RT_CHECK_SRV] = NULL,
            [RT_CHECK_CERT_SIGNATURE] = "6.2.6, 6.4",
            [RT_CHECK_MIDPOINT] = "5.1.5, 6.2.5",
            [RT_CHECK_DELEGATION_WINDOW] = "6.2.6, 6.4",
            [RT_CHECK_RESPONSE_SIGNATURE] = "6.2.1, 6.4",
            [RT_CHECK_MERKLE_PATH] = "6.2.4",
            [RT_CHECK_MERKLE_INDEX] = "6.3.1",
            [RT_CHECK_MERKLE_ROOT] = "6.3, 6.3.1, 6.4",
            [RT_CHECK_RADIUS] = NULL,
            [RT_CHECK_VERSIONS_LIST] = NULL,
            [RT_CHECK_LEAP_DATA] = NULL,
            [RT_CHECK_CHAIN_REQUEST] = NULL,
            [RT_CHECK_CHAIN_RESPONSE] = NULL,
            [RT_CHECK_CHAIN_LINK] = "9.2",
        },
};
