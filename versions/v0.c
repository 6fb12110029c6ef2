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
    .rules =
        {
            .framing = RT_FRAMING_NONE,
            .stream = RT_STREAM_LENGTH,
            .tags = RT_TAGS_UNSORTED,
            .version = RT_NO_NUMBER,
            .version_in = RT_IN_NONE,
            .offer = RT_OFFER_NONE,
            .nonce = 64,
            .nonce_in = RT_IN_NONE,
            .srv = RT_SRV_ABSENT,
            .type = RT_TYPE_ABSENT,
            .padding = RT_PADDING_PAD,
            .hash = RT_HASH_SHA512_32,
            .leaf = RT_LEAF_NONCE,
            .order = RT_ORDER_HASH_NODE,
            .clock = RT_CLOCK_MJD,
            .radius = RT_RADIUS_ANY,
            .vers = RT_VERS_ABSENT,
            .dut1 = RT_DUT1_ABSENT,
            .dtai = RT_DTAI_ABSENT,
            .leap = RT_LEAP_ABSENT,
            .leap_empty = RT_LEAP_EMPTY_UNDEFINED,
            .cert_context = RT_CERT_DASHES,
            .response_context = RT_RESPONSE_DRAFT,
            .context_nul = RT_NUL_PRESENT,
            .chain = RT_CHAIN_HASHED_REPLY,
            .chain_over = RT_OVER_PACKET,
            .rand = 64,
        },
    .chain_readings =
        {
            {
                .name = "pyroughtime",
                .set =
                    {
                        {RT_PARAM_CHAIN, RT_CHAIN_REPLY_RAND},
                    },
                .source = "dansarie/pyroughtime fdf7eb0, whose server sends no header",
            },
        },
    .param_section =
        {
            [RT_PARAM_FRAMING] = "6",
            [RT_PARAM_STREAM] = "6",
            [RT_PARAM_TAGS] = "5.2",
            [RT_PARAM_VERSION] = NULL,
            [RT_PARAM_VERSION_IN] = NULL,
            [RT_PARAM_OFFER] = NULL,
            [RT_PARAM_NONCE] = "6.1",
            [RT_PARAM_NONCE_IN] = NULL,
            [RT_PARAM_SRV] = NULL,
            [RT_PARAM_TYPE] = NULL,
            [RT_PARAM_PADDING] = "6.1, 13.2",
            [RT_PARAM_HASH] = "6.3",
            [RT_PARAM_LEAF] = "6.3, 6.3.1",
            [RT_PARAM_ORDER] = "6.3, 6.3.1",
            [RT_PARAM_CLOCK] = "5.1.4, 6.2",
            [RT_PARAM_RADIUS] = "6.2",
            [RT_PARAM_VERS] = NULL,
            [RT_PARAM_DUT1] = NULL,
            [RT_PARAM_DTAI] = NULL,
            [RT_PARAM_LEAP] = NULL,
            [RT_PARAM_LEAP_EMPTY] = NULL,
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
            [RT_CHECK_VERSION_PRESENT] = NULL,
            [RT_CHECK_VERSION_OFFERED] = NULL,
            [RT_CHECK_TYPE] = NULL,
            [RT_CHECK_NONCE_LENGTH] = "6.1",
            [RT_CHECK_NONCE_ECHO] = NULL,
            [RT_CHECK_SRV] = NULL,
            [RT_CHECK_CERT_SIGNATURE] = "6.2, 6.4",
            [RT_CHECK_MIDPOINT] = "5.1.4, 6.2",
            [RT_CHECK_DELEGATION_WINDOW] = "6.2, 6.4",
            [RT_CHECK_RESPONSE_SIGNATURE] = "6.2, 6.4",
            [RT_CHECK_MERKLE_PATH] = "6.2",
            [RT_CHECK_MERKLE_INDEX] = "6.3.1",
            [RT_CHECK_MERKLE_ROOT] = "6.3, 6.3.1, 6.4",
            [RT_CHECK_RADIUS] = NULL,
            [RT_CHECK_VERSIONS_LIST] = NULL,
            [RT_CHECK_LEAP_DATA] = NULL,
            [RT_CHECK_CHAIN_REQUEST] = NULL,
            [RT_CHECK_CHAIN_RESPONSE] = NULL,
            [RT_CHECK_CHAIN_LINK] = "8",
        },
};
