// SPDX-License-Identifier: BSD-2-Clause
/*
 * Roughtime draft 02.
 *
 * Source: draft-ietf-ntp-roughtime-02, 1 June 2020.
 *
 * Section 5.2 asks for tags sorted by number and does not say in which direction. Section 6.3 asks
 * for the first 32 bytes of SHA-512/256, which has no more. Section 8 makes the next nonce with
 * SHA-512/256 too: 32 bytes, where section 6.1 has 64. The descriptor has what programs do:
 * tannerryan/roughtime 29ba003 hashes reply and rand with SHA-512. Section 13.3 prints the number
 * of NONC as 0x434e4f48. Section 6.2 does not say on which side of midnight the day of a LEAP entry
 * is.
 */
#include "registry.h"

const struct rt_version rt_version_v2 = {
    .name = "v2",
    .document = "draft-ietf-ntp-roughtime-02",
    .published = "2020-06-01",
    .summary = "SHA-512/256 in the tree; tags are sorted",
    .changes =
        {
            {"5.1.5", "the MJD of 1970-01-01 is given: 40587", RT_SHOWS_NOWHERE},
            {"8",
             "chains of SHA-512/256 fill no nonce of 64 bytes: the rule here is that of programs",
             RT_SHOWS_CHAIN},
        },
    .rules =
        {
            .framing = RT_FRAMING_ROUGHTIM,
            .stream = RT_STREAM_ROUGHTIM,
            .tags = RT_TAGS_SORTED,
            .version = 0x80000002,
            .version_in = RT_IN_RESPONSE,
            .offer = RT_OFFER_ANY,
            .nonce = 64,
            .nonce_in = RT_IN_SREP,
            .srv = RT_SRV_ABSENT,
            .type = RT_TYPE_ABSENT,
            .padding = RT_PADDING_PAD,
            .hash = RT_HASH_SHA512_256,
            .leaf = RT_LEAF_NONCE,
            .order = RT_ORDER_HASH_NODE,
            .clock = RT_CLOCK_MJD,
            .radius = RT_RADIUS_ANY,
            .vers = RT_VERS_ABSENT,
            .dut1 = RT_DUT1_MS,
            .dtai = RT_DTAI_MS,
            .leap = RT_LEAP_EVENT_DAY,
            .leap_empty = RT_LEAP_EMPTY_NO_DATA,
            .cert_context = RT_CERT_DASHES,
            .response_context = RT_RESPONSE_DRAFT,
            .context_nul = RT_NUL_PRESENT,
            .chain = RT_CHAIN_REPLY_RAND,
            .chain_over = RT_OVER_PACKET,
            .rand = 64,
        },
    .chain_readings =
        {
            {
                .name = "text",
                .set =
                    {
                        {RT_PARAM_CHAIN, RT_CHAIN_HASHED_256},
                    },
                .source = "section 8 as worded: its 32 bytes cannot fill a nonce of 64",
            },
            {
                .name = "message",
                .set =
                    {
                        {RT_PARAM_CHAIN_OVER, RT_OVER_MESSAGE},
                    },
                .source = "the text does not say whether the header is part of the reply",
            },
            {
                .name = "draft-01",
                .set =
                    {
                        {RT_PARAM_CHAIN, RT_CHAIN_HASHED_REPLY},
                    },
                .source = "section 8 with the hash that it had in draft 01, which fills the nonce",
            },
        },
    .param_section =
        {
            [RT_PARAM_FRAMING] = "6",
            [RT_PARAM_STREAM] = "6",
            [RT_PARAM_TAGS] = "5.2",
            [RT_PARAM_VERSION] = "6",
            [RT_PARAM_VERSION_IN] = "6, 6.2",
            [RT_PARAM_OFFER] = "6, 6.1",
            [RT_PARAM_NONCE] = "6.1",
            [RT_PARAM_NONCE_IN] = "6.2",
            [RT_PARAM_SRV] = NULL,
            [RT_PARAM_TYPE] = NULL,
            [RT_PARAM_PADDING] = "6.1, 13.3",
            [RT_PARAM_HASH] = "6.3",
            [RT_PARAM_LEAF] = "6.3, 6.3.1",
            [RT_PARAM_ORDER] = "6.3, 6.3.1",
            [RT_PARAM_CLOCK] = "5.1.5, 6.2",
            [RT_PARAM_RADIUS] = "6.2",
            [RT_PARAM_VERS] = NULL,
            [RT_PARAM_DUT1] = "6.2",
            [RT_PARAM_DTAI] = "6.2",
            [RT_PARAM_LEAP] = "6.2",
            [RT_PARAM_LEAP_EMPTY] = "6.2",
            [RT_PARAM_CERT_CONTEXT] = "6.2",
            [RT_PARAM_RESPONSE_CONTEXT] = "6.2",
            [RT_PARAM_CONTEXT_NUL] = "6.2",
            [RT_PARAM_CHAIN] = "8",
            [RT_PARAM_CHAIN_OVER] = "8",
            [RT_PARAM_RAND] = "8",
        },
    .check_section =
        {
            [RT_CHECK_FRAME_MAGIC] = "6",
            [RT_CHECK_FRAME_LENGTH] = "6",
            [RT_CHECK_MESSAGE_HEADER] = "5.2",
            [RT_CHECK_MESSAGE_TAGS] = "5.2, 6.1, 6.2",
            [RT_CHECK_MESSAGE_SIZE] = "6.1, 6.2",
            [RT_CHECK_RESPONSE_SIZE] = "6.1, 14",
            [RT_CHECK_VERSION_PRESENT] = "6, 6.2",
            [RT_CHECK_VERSION_OFFERED] = "6.2",
            [RT_CHECK_TYPE] = NULL,
            [RT_CHECK_NONCE_LENGTH] = "6.1",
            [RT_CHECK_NONCE_ECHO] = "6.2",
            [RT_CHECK_SRV] = NULL,
            [RT_CHECK_CERT_SIGNATURE] = "6.2, 6.4",
            [RT_CHECK_MIDPOINT] = "5.1.5, 6.2",
            [RT_CHECK_DELEGATION_WINDOW] = "6.2, 6.4",
            [RT_CHECK_RESPONSE_SIGNATURE] = "6.2, 6.4",
            [RT_CHECK_MERKLE_PATH] = "6.2",
            [RT_CHECK_MERKLE_INDEX] = "6.3.1",
            [RT_CHECK_MERKLE_ROOT] = "6.3, 6.3.1, 6.4",
            [RT_CHECK_RADIUS] = NULL,
            [RT_CHECK_VERSIONS_LIST] = NULL,
            [RT_CHECK_LEAP_DATA] = "5.1.1, 6.2",
            [RT_CHECK_CHAIN_REQUEST] = NULL,
            [RT_CHECK_CHAIN_RESPONSE] = NULL,
            [RT_CHECK_CHAIN_LINK] = "8",
        },
};
