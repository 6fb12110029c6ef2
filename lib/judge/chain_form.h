// SPDX-License-Identifier: BSD-2-Clause
/*
 * The forms in which chains are handed on. A form decides what a link must have (chain.h); how each
 * is read and written is another matter (files/record.h, files/chainfile.h).
 */
#ifndef ROUGHTIME_CHAIN_FORM_H
#define ROUGHTIME_CHAIN_FORM_H

/*
 * Constant, name (as a word), where it is written.
 *
 *   rfc10049  {"responses": [{"rand", "publicKey", "request", "response"}]}
 *   draft08   {"nonces": [rand...], "responses": [response...]}
 *   draft00   [{"blind", "response_packet"}]: the blind of an object is the rand of the next one
 *   google    {"links": [{"serverPublicKey", "nonceOrBlind", "reply"}]}: a nonce in the first
 *             object, rand in the others
 *
 * Bytes are base64 in all of them.
 */
// clang-format off
#define RT_CHAIN_FORMS(X)                                                                    \
    X(RFC10049, rfc10049, "RFC 10049 section 8.4.1, drafts 12 to 19 section 8.4")            \
    X(DRAFT08,  draft08,  "drafts 08 to 11 section 9.3")                                     \
    X(DRAFT00,  draft00,  "drafts 00 to 03 section 8")                                       \
    X(GOOGLE,   google,   "the files of Google's and Cloudflare's clients")
// clang-format on

enum rt_chain_form {
    RT_FORM_NONE, /* no form demands anything of a link */
#define X(id, name, text) RT_FORM_##id,
    RT_CHAIN_FORMS(X)
#undef X
        RT_FORM_COUNT
};

#endif
