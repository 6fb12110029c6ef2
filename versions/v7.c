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
    .rules =
        {
            .framing = RT_FRAMING_ROUGHTIM,
            .stream = RT_STREAM_ROUGHTIM,
            .tags = RT_TAGS_SORTED,
            .version = 0x80000007,
            .version_in = RT_IN_RESPONSE,
            .offer = RT_OFFER_ANY,
            .nonce = 32,
            .nonce_in = RT_IN_RESPONSE,
            .srv = RT_SRV_ABSENT,
            .type = RT_TYPE_ABSENT,
            .padding = RT_PADDING_PAD,
            .hash = RT_HASH_SHA512_256,
            .leaf = RT_LEAF_NONCE,
            .order = RT_ORDER_HASH_NODE,
            .clock = RT_CLOCK_MJD,
            .radius = RT_RADIUS_ANY,
            .vers = RT_VERS_ABSENT,
            .dut1 = RT_DUT1_US,
            .dtai = RT_DTAI_S,
            .leap = RT_LEAP_DAY_AFTER,
            .leap_empty = RT_LEAP_EMPTY_WRONG,
            .cert_context = RT_CERT_PLAIN,
            .response_context = RT_RESPONSE_DRAFT,
            .context_nul = RT_NUL_PRESENT,
            .chain = RT_CHAIN_RAND_REPLY,
            .chain_over = RT_OVER_MESSAGE,
            .rand = 64,
        },
    .readings =
        {
            {
                .name = "text",
                .set =
                    {
                        {RT_PARAM_ORDER, RT_ORDER_NODE_HASH},
                    },
                .source =
                    "the prose of section 6.4.1 as worded; tannerryan/roughtime 29ba003 does so",
            },
            {
                .name = "roughtimed",
                .set =
                    {
                        {RT_PARAM_LEAP_EMPTY, RT_LEAP_EMPTY_NO_DATA},
                    },
                .source = "dansarie/roughtimed 394cb37 sends LEAP also without an entry",
            },
        },
    .chain_readings =
        {
            {
                .name = "packet",
                .set =
                    {
                        {RT_PARAM_CHAIN_OVER, RT_OVER_PACKET},
                    },
                .source = "the text can be taken to mean the packet with its header",
            },
            {
                .name = "tannerryan",
                .set =
                    {
                        {RT_PARAM_CHAIN, RT_CHAIN_REPLY_RAND},
                        {RT_PARAM_CHAIN_OVER, RT_OVER_PACKET},
                        {RT_PARAM_RAND, 32},
                    },
                .source = "tannerryan/roughtime 29ba003 derives so in every version it speaks",
            },
            {
                .name = "pyroughtime",
                .set =
                    {
                        {RT_PARAM_CHAIN, RT_CHAIN_REPLY_RAND_256},
                        {RT_PARAM_CHAIN_OVER, RT_OVER_PACKET},
                        {RT_PARAM_RAND, 32},
                    },
                .source = "dansarie/pyroughtime 7650eac to dce41cc, with the hash of its trees",
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
            [RT_PARAM_PADDING] = "6.1, 11.3",
            [RT_PARAM_HASH] = "6.3, 6.4.1",
            [RT_PARAM_LEAF] = "6.3, 6.4.1",
            [RT_PARAM_ORDER] = "6.3, 6.4.1",
            [RT_PARAM_CLOCK] = "5.1.5, 6.2.5",
            [RT_PARAM_RADIUS] = "6.2.5",
            [RT_PARAM_VERS] = NULL,
            [RT_PARAM_DUT1] = "6.2.5",
            [RT_PARAM_DTAI] = "6.2.5",
            [RT_PARAM_LEAP] = "6.2.5",
            [RT_PARAM_LEAP_EMPTY] = "6.2.5",
            [RT_PARAM_CERT_CONTEXT] = "6.2.6",
            [RT_PARAM_RESPONSE_CONTEXT] = "6.2.1",
            [RT_PARAM_CONTEXT_NUL] = "6.2.1",
            [RT_PARAM_CHAIN] = "draft-ietf-ntp-roughtime-ecosystem-00 2",
            [RT_PARAM_CHAIN_OVER] = "draft-ietf-ntp-roughtime-ecosystem-00 2",
            [RT_PARAM_RAND] = "draft-ietf-ntp-roughtime-ecosystem-00 2",
        },
    .check_section =
        {
            [RT_CHECK_FRAME_MAGIC] = "6",
            [RT_CHECK_FRAME_LENGTH] = "6",
            [RT_CHECK_MESSAGE_HEADER] = "5.2",
            [RT_CHECK_MESSAGE_TAGS] = "5.2, 6.1, 6.2, 6.2.5, 6.2.6",
            [RT_CHECK_MESSAGE_SIZE] = "6.2.1, 6.2.2, 6.2.5, 6.2.6, 6.2.7",
            [RT_CHECK_RESPONSE_SIZE] = "6.1, 12",
            [RT_CHECK_VERSION_PRESENT] = "6, 6.2.2",
            [RT_CHECK_VERSION_OFFERED] = "6.2.2",
            [RT_CHECK_TYPE] = NULL,
            [RT_CHECK_NONCE_LENGTH] = "6.1.2",
            [RT_CHECK_NONCE_ECHO] = "6.2.3, 6.4",
            [RT_CHECK_SRV] = NULL,
            [RT_CHECK_CERT_SIGNATURE] = "6.2.6, 6.4",
            [RT_CHECK_MIDPOINT] = "5.1.5, 6.2.5",
            [RT_CHECK_DELEGATION_WINDOW] = "6.2.6, 6.4",
            [RT_CHECK_RESPONSE_SIGNATURE] = "6.2.1, 6.4",
            [RT_CHECK_MERKLE_PATH] = "6.2.4, 6.4.1",
            [RT_CHECK_MERKLE_INDEX] = "6.4.1",
            [RT_CHECK_MERKLE_ROOT] = "6.3, 6.4, 6.4.1",
            [RT_CHECK_RADIUS] = NULL,
            [RT_CHECK_VERSIONS_LIST] = NULL,
            [RT_CHECK_LEAP_DATA] = "5.1.1, 6.2.5",
            [RT_CHECK_CHAIN_REQUEST] = NULL,
            [RT_CHECK_CHAIN_RESPONSE] = NULL,
            [RT_CHECK_CHAIN_LINK] = "draft-ietf-ntp-roughtime-ecosystem-00 2",
        },
};
