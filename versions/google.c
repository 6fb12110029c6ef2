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
    // clang-format off
    RT_RULE(FRAMING,          framing,          RT_FRAMING_NONE,         NULL),
    RT_RULE(STREAM,           stream,           RT_STREAM_NONE,          NULL),
    RT_RULE(TAGS,             tags,             RT_TAG_ORDER_SORTED,          "Messages"),
    RT_RULE(VERSION,          version,          RT_NO_NUMBER,            NULL),
    RT_RULE(VERSION_IN,       version_in,       RT_PLACE_NONE,              NULL),
    RT_RULE(OFFER,            offer,            RT_OFFER_NONE,           NULL),
    RT_RULE(NONCE,            nonce,            64,                      "Requests"),
    RT_RULE(NONCE_IN,         nonce_in,         RT_PLACE_NONE,              NULL),
    RT_RULE(SRV,              srv,              RT_SRV_ABSENT,           NULL),
    RT_RULE(TYPE,             type,             RT_TYPE_ABSENT,          NULL),
    RT_RULE(PADDING,          padding,          RT_PADDING_PADFF,        "Requests"),
    RT_RULE(HASH,             hash,             RT_HASH_SHA512,          "Authenticating replies"),
    RT_RULE(LEAF,             leaf,             RT_LEAF_NONCE,           "Authenticating replies"),
    RT_RULE(ORDER,            order,            RT_ORDER_HASH_NODE,      "Authenticating replies"),
    RT_RULE(CLOCK,            clock,            RT_CLOCK_UNIX_US,        "Roughtime UTC"),
    RT_RULE(RADIUS,           radius,           RT_RADIUS_ANY,           "Roughtime UTC"),
    RT_RULE(VERS,             vers,             RT_VERS_ABSENT,          NULL),
    RT_RULE(DUT1,             dut1,             RT_DUT1_ABSENT,          NULL),
    RT_RULE(DTAI,             dtai,             RT_DTAI_ABSENT,          NULL),
    RT_RULE(LEAP,             leap,             RT_LEAP_ABSENT,          NULL),
    RT_RULE(LEAP_EMPTY,       leap_empty,       RT_LEAP_EMPTY_UNDEFINED, NULL),
    RT_RULE(CERT_CONTEXT,     cert_context,     RT_CERT_CONTEXT_DASHES,          NULL),
    RT_RULE(RESPONSE_CONTEXT, response_context, RT_RESPONSE_CONTEXT_DRAFT,       NULL),
    RT_RULE(CONTEXT_NUL,      context_nul,      RT_CONTEXT_NUL_PRESENT,          NULL),
    RT_RULE(CHAIN,            chain,            RT_CHAIN_HASHED_REPLY,   NULL),
    RT_RULE(CHAIN_OVER,       chain_over,       RT_CHAIN_OVER_PACKET,          NULL),
    RT_RULE(RAND,             rand,             64,                      NULL),

    RT_CHECK(MESSAGE_HEADER,     "Messages"),
    RT_CHECK(MESSAGE_TAGS,       "Messages, Requests, Responses, Certificates"),
    RT_CHECK(MESSAGE_SIZE,       "Messages, Responses, Roughtime UTC, Certificates"),
    RT_CHECK(RESPONSE_SIZE,      "Requests"),
    RT_CHECK(NONCE_LENGTH,       "Requests"),
    RT_CHECK(KEY_STRENGTH,       "Certificates, RFC 8032 5.1.5"),
    RT_CHECK(CERT_SIGNATURE,     "Certificates, Processing a response"),
    RT_CHECK(MIDPOINT,           "Roughtime UTC"),
    RT_CHECK(DELEGATION_WINDOW,  "Certificates, Processing a response"),
    RT_CHECK(RESPONSE_SIGNATURE, "Authenticating replies, Processing a response"),
    RT_CHECK(MERKLE_PATH,        "Authenticating replies"),
    RT_CHECK(MERKLE_ROOT,        "Authenticating replies, Processing a response"),

    RT_REQUEST_CHECK(FRAME,           MAY,    NULL),
    RT_REQUEST_CHECK(FRAME_LENGTH,    NONE,   NULL),
    RT_REQUEST_CHECK(MESSAGE,         MUST,   "Messages"),
    RT_REQUEST_CHECK(KIND,            MAY,    NULL),
    RT_REQUEST_CHECK(TAGS,            MUST,   "Messages"),
    RT_REQUEST_CHECK(VERSION_PRESENT, NONE,   NULL),
    RT_REQUEST_CHECK(VERSION,         NONE,   NULL),
    RT_REQUEST_CHECK(PADDING,         MAY,    "Requests"),
    RT_REQUEST_CHECK(NONCE,           MAY,    "Requests"),
    RT_REQUEST_CHECK(NONCE_LENGTH,    MAY,    "Requests"),
    RT_REQUEST_CHECK(TYPE,            NONE,   NULL),
    RT_REQUEST_CHECK(OFFER,           NONE,   NULL),
    RT_REQUEST_CHECK(OFFER_REPEATS,   NONE,   NULL),
    RT_REQUEST_CHECK(OFFER_COUNT,     NONE,   NULL),
    RT_REQUEST_CHECK(SRV,             NONE,   NULL),
    RT_REQUEST_CHECK(SIZE,            MAY,    "Requests"),
    RT_REQUEST_CHECK(SIZE_MESSAGE,    NONE,   NULL),
    RT_REQUEST_CHECK(PADDING_ZERO,    ANSWER, "Requests"),
    // clang-format on
    .readings =
        {
            RT_READING("int08h",
                       "roughtime.int08h.com answers requests with a nonce of 32 bytes "
                       "(replies of 2026-07-22 and 2026-09-19)",
                       {RT_PARAM_NONCE, 32}),
        },
    .chain_readings =
        {
            RT_READING("tannerryan",
                       "tannerryan/roughtime 29ba003 derives so in every version it speaks",
                       {RT_PARAM_CHAIN, RT_CHAIN_REPLY_RAND}),
            RT_READING("pyroughtime",
                       "dansarie/pyroughtime 7650eac: 32 bytes of rand for a nonce of 64",
                       {RT_PARAM_CHAIN, RT_CHAIN_REPLY_RAND}, {RT_PARAM_RAND, 32}),
        },
};
