// SPDX-License-Identifier: BSD-2-Clause
/*
 * Google's Roughtime, before the IETF.
 *
 * Source: PROTOCOL.md of roughtime.googlesource.com, 2016 and later. Sections are its headings.
 *
 * The document has neither the context strings nor the zero byte after them: they are from Google's
 * code and from recorded packets. Its pseudocode of the tree does not look at the bits of INDX that
 * are left at the end of PATH. It does not ask for NONC in a response; some servers add it at the
 * top level.
 *
 * Google's C++ client walks the tree in the other order, against the document, Google's server and
 * its Go client.
 */
#include "registry.h"

const struct rt_version rt_version_google = {
    .name = "google",
    .document = "PROTOCOL.md of roughtime.googlesource.com",
    .published = "2016",
    .summary = "no header and no VER; 64-byte hashes, Unix microseconds, padding PAD\\xff",
    .rules =
        {
            .framing = RT_FRAMING_NONE,
            .stream = RT_STREAM_NONE,
            .tags = RT_TAGS_SORTED,
            .version = RT_NO_NUMBER,
            .version_in = RT_IN_NONE,
            .offer = RT_OFFER_NONE,
            .nonce = 64,
            .nonce_in = RT_IN_NONE,
            .srv = RT_SRV_ABSENT,
            .type = RT_TYPE_ABSENT,
            .padding = RT_PADDING_PADFF,
            .hash = RT_HASH_SHA512,
            .leaf = RT_LEAF_NONCE,
            .order = RT_ORDER_HASH_NODE,
            .clock = RT_CLOCK_UNIX_US,
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
                .name = "tannerryan",
                .set =
                    {
                        {RT_PARAM_CHAIN, RT_CHAIN_REPLY_RAND},
                    },
                .source = "tannerryan/roughtime 29ba003 derives so in every version it speaks",
            },
            {
                .name = "pyroughtime",
                .set =
                    {
                        {RT_PARAM_CHAIN, RT_CHAIN_REPLY_RAND},
                        {RT_PARAM_RAND, 32},
                    },
                .source = "dansarie/pyroughtime 7650eac: 32 bytes of rand for a nonce of 64",
            },
        },
    .param_section =
        {
            [RT_PARAM_FRAMING] = NULL,
            [RT_PARAM_STREAM] = NULL,
            [RT_PARAM_TAGS] = "Messages",
            [RT_PARAM_VERSION] = NULL,
            [RT_PARAM_VERSION_IN] = NULL,
            [RT_PARAM_OFFER] = NULL,
            [RT_PARAM_NONCE] = "Requests",
            [RT_PARAM_NONCE_IN] = NULL,
            [RT_PARAM_SRV] = NULL,
            [RT_PARAM_TYPE] = NULL,
            [RT_PARAM_PADDING] = "Requests",
            [RT_PARAM_HASH] = "Authenticating replies",
            [RT_PARAM_LEAF] = "Authenticating replies",
            [RT_PARAM_ORDER] = "Authenticating replies",
            [RT_PARAM_CLOCK] = "Roughtime UTC",
            [RT_PARAM_RADIUS] = "Roughtime UTC",
            [RT_PARAM_VERS] = NULL,
            [RT_PARAM_DUT1] = NULL,
            [RT_PARAM_DTAI] = NULL,
            [RT_PARAM_LEAP] = NULL,
            [RT_PARAM_LEAP_EMPTY] = NULL,
            [RT_PARAM_CERT_CONTEXT] = NULL,
            [RT_PARAM_RESPONSE_CONTEXT] = NULL,
            [RT_PARAM_CONTEXT_NUL] = NULL,
            [RT_PARAM_CHAIN] = NULL,
            [RT_PARAM_CHAIN_OVER] = NULL,
            [RT_PARAM_RAND] = NULL,
        },
    .check_section =
        {
            [RT_CHECK_FRAME_MAGIC] = NULL,
            [RT_CHECK_FRAME_LENGTH] = NULL,
            [RT_CHECK_MESSAGE_HEADER] = "Messages",
            [RT_CHECK_MESSAGE_TAGS] = "Messages, Requests, Responses, Certificates",
            [RT_CHECK_MESSAGE_SIZE] = "Messages, Responses, Roughtime UTC, Certificates",
            [RT_CHECK_RESPONSE_SIZE] = "Requests",
            [RT_CHECK_VERSION_PRESENT] = NULL,
            [RT_CHECK_VERSION_OFFERED] = NULL,
            [RT_CHECK_TYPE] = NULL,
            [RT_CHECK_NONCE_LENGTH] = "Requests",
            [RT_CHECK_NONCE_ECHO] = NULL,
            [RT_CHECK_SRV] = NULL,
            [RT_CHECK_CERT_SIGNATURE] = "Certificates, Processing a response",
            [RT_CHECK_MIDPOINT] = "Roughtime UTC",
            [RT_CHECK_DELEGATION_WINDOW] = "Certificates, Processing a response",
            [RT_CHECK_RESPONSE_SIGNATURE] = "Authenticating replies, Processing a response",
            [RT_CHECK_MERKLE_PATH] = "Authenticating replies",
            [RT_CHECK_MERKLE_INDEX] = NULL,
            [RT_CHECK_MERKLE_ROOT] = "Authenticating replies, Processing a response",
            [RT_CHECK_RADIUS] = NULL,
            [RT_CHECK_VERSIONS_LIST] = NULL,
            [RT_CHECK_LEAP_DATA] = NULL,
            [RT_CHECK_CHAIN_REQUEST] = NULL,
            [RT_CHECK_CHAIN_RESPONSE] = NULL,
            [RT_CHECK_CHAIN_LINK] = NULL,
        },
};
