// SPDX-License-Identifier: BSD-2-Clause
/*
 * Roughtime, RFC 10049.
 *
 * Source: RFC 10049, 5 October 2026.
 *
 * Appendix B contradicts sections 5.2.1 and 5.2.6: its example has the number 1 in VER, but its
 * signatures hold with the context strings of the drafts only. The descriptor has the strings of
 * the sections. The appendix blames the server of its third response, where the first contradicts
 * the other two. Section 5 asks for VER in every response, section 5.2.5 has it in SREP only.
 * Section 5.1 compares the sizes of messages, section 9.7 those of packets.
 */
#include "registry.h"

static const struct rt_duty duties[] = {
#define RT_DUTY(section, text, keeper, evidence) {section, text, RT_KEPT_##keeper, evidence},
#include "rfc10049_duties.def"
#undef RT_DUTY
    {NULL, NULL, RT_KEEPER_FORGOTTEN, NULL}};

const struct rt_version rt_version_rfc10049 = {
    .name = "rfc10049",
    .document = "RFC 10049",
    .published = "2026-10-05",
    .summary = "number 1; context strings begin with Roughtime where drafts have RoughTime",
    .changes =
        {
            {"7",
             "it is spelt out which signatures of a reply may be bad on purpose: of SREP or of "
             "DELE",
             RT_SHOWS_NOWHERE},
            {"8.3", "lists have no number for servers from before the drafts any more",
             RT_SHOWS_NOWHERE},
            {"12.1", "port 5319 for UDP and TCP", RT_SHOWS_NOWHERE},
        },
    .duties = duties,
    .rules =
        {
            .framing = RT_FRAMING_ROUGHTIM,
            .stream = RT_STREAM_ROUGHTIM,
            .tags = RT_TAGS_SORTED,
            .version = 0x00000001,
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
            .cert_context = RT_CERT_RFC,
            .response_context = RT_RESPONSE_RFC,
            .context_nul = RT_NUL_PRESENT,
            .chain = RT_CHAIN_REPLY_RAND,
            .chain_over = RT_OVER_PACKET,
            .rand = 32,
        },
    .readings =
        {
            {
                .name = "draft",
                .set =
                    {
                        {RT_PARAM_CERT_CONTEXT, RT_CERT_PLAIN},
                        {RT_PARAM_RESPONSE_CONTEXT, RT_RESPONSE_DRAFT},
                    },
                .source =
                    "the example in appendix B, and implementations of draft 19 with the number 1",
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
