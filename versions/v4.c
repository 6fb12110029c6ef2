// SPDX-License-Identifier: BSD-2-Clause
/*
 * Roughtime draft 04.
 *
 * Source: draft-ietf-ntp-roughtime-04, 21 February 2021 (its own date line says 2020).
 *
 * Sections 6.3 and 6.3.1 agree on the order of a node. Comparing NONC is in no list of checks;
 * section 6.2 says what it holds. Section 6.4 leaves open how times are "consistent"; the interval
 * of section 6.2 includes MINT and MAXT. Section 6.1 counts the 1024 bytes of a request in the
 * message, without the header.
 */
#include "registry.h"

const struct rt_version rt_version_v4 = {
    .name = "v4",
    .document = "draft-ietf-ntp-roughtime-04",
    .published = "2021-02-21",
    .summary = "64-byte nonce, MJD time; LEAP names the day after the event",
    .changes =
        {
            {"3", "chains, reports and trust anchors move to another document", RT_SHOWS_NOWHERE},
            {"5.2", "the order of the tags is named: ascending", RT_SHOWS_LIMIT},
            {"6.1", "the nonce should look random; it is no longer made from an earlier response",
             RT_SHOWS_NOWHERE},
            {"11.2",
             "number 0 is reserved, 1 the final version, 0x80000000 and up private or experimental",
             RT_SHOWS_NOWHERE},
            {"11.3", "the number of NONC is no longer misprinted: 0x434e4f4e", RT_SHOWS_NOWHERE},
        },
    .rules =
        {
            .framing = RT_FRAMING_ROUGHTIM,
            .stream = RT_STREAM_ROUGHTIM,
            .tags = RT_TAGS_SORTED,
            .version = 0x80000004,
            .version_in = RT_IN_RESPONSE,
            .offer = RT_OFFER_ANY,
            .nonce = 64,
            .nonce_in = RT_IN_RESPONSE,
            .srv = RT_SRV_ABSENT,
            .type = RT_TYPE_ABSENT,
            .padding = RT_PADDING_PAD,
            .hash = RT_HASH_SHA512_32,
            .leaf = RT_LEAF_NONCE,
            .order = RT_ORDER_HASH_NODE,
            .clock = RT_CLOCK_MJD,
            .radius = RT_RADIUS_ANY,
            .vers = RT_VERS_ABSENT,
            .dut1 = RT_DUT1_MS,
            .dtai = RT_DTAI_MS,
            .leap = RT_LEAP_DAY_AFTER,
            .leap_empty = RT_LEAP_EMPTY_NO_DATA,
            .cert_context = RT_CERT_DASHES,
            .response_context = RT_RESPONSE_DRAFT,
            .context_nul = RT_NUL_PRESENT,
            .chain = RT_CHAIN_RAND_REPLY,
            .chain_over = RT_OVER_MESSAGE,
            .rand = 64,
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
                    },
                .source = "tannerryan/roughtime 29ba003 derives so in every version it speaks",
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
            [RT_PARAM_PADDING] = "6.1, 11.3",
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
            [RT_PARAM_CHAIN] = "draft-ietf-ntp-roughtime-ecosystem-00 2",
            [RT_PARAM_CHAIN_OVER] = "draft-ietf-ntp-roughtime-ecosystem-00 2",
            [RT_PARAM_RAND] = "draft-ietf-ntp-roughtime-ecosystem-00 2",
        },
    .check_section =
        {
            [RT_CHECK_FRAME_MAGIC] = "6",
            [RT_CHECK_FRAME_LENGTH] = "6",
            [RT_CHECK_MESSAGE_HEADER] = "5.2",
            [RT_CHECK_MESSAGE_TAGS] = "5.2, 6.1, 6.2",
            [RT_CHECK_MESSAGE_SIZE] = "6.1, 6.2",
            [RT_CHECK_RESPONSE_SIZE] = "6.1, 12",
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
            [RT_CHECK_CHAIN_LINK] = "draft-ietf-ntp-roughtime-ecosystem-00 2",
        },
};
