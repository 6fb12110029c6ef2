// SPDX-License-Identifier: BSD-2-Clause
/*
 * The checks that make a response worth believing, as one table.
 *
 * A row has a constant, the name that users, JSON and test vectors know (names are stable: rows
 * are added, never renamed), the sentence for a pass, and `feeds`: those of the parameters that
 * explanations vary whose value can change the outcome, as a set of RT_PARAM_BIT. The search for an
 * explanation (explain.h) changes just those. Rows stand in the order in which they are printed; a
 * check only depends on rows above it.
 *
 * Which section of which draft asks for a check is said by the version (version.h, check_section).
 */
#ifndef ROUGHTIME_CHECKS_H
#define ROUGHTIME_CHECKS_H

#include <stdint.h>

// clang-format off
#define RT_CHECKS(X)                                                                                     \
    X(FRAME_MAGIC,       "frame.magic",       "the packet is framed as this version frames it",          \
        B(FRAMING))                                                                                      \
    X(FRAME_LENGTH,      "frame.length",      "the announced length is that of the message",             \
        B(FRAMING))                                                                                      \
    X(MESSAGE_HEADER,    "message.header",    "number of tags and offsets describe the message",         \
        0)                                                                                               \
    X(MESSAGE_TAGS,      "message.tags",      "tags are unique, in order, and none is missing",          \
        B(TAGS))                                                                                         \
    X(MESSAGE_SIZE,      "message.size",      "every value has the length its tag requires",             \
        B(HASH))                                                                                         \
    X(RESPONSE_SIZE,     "response.size",     "the response is no larger than its request",              \
        0)                                                                                               \
    X(VERSION_PRESENT,   "version.present",   "VER stands where it should and names this version",       \
        B(VERSION) | B(VERSION_IN))                                                                      \
    X(VERSION_OFFERED,   "version.offered",   "the request offered the version in VER",                        \
        B(VERSION) | B(VERSION_IN))                                                                      \
    X(TYPE,              "type",              "TYPE says 0 in the request and 1 in the response",        \
        B(TYPE))                                                                                         \
    X(NONCE_LENGTH,      "nonce.length",      "the nonce has the length of this version",                \
        B(NONCE))                                                                                        \
    X(NONCE_ECHO,        "nonce.echo",        "the nonce that was sent came back",                       \
        B(NONCE_IN))                                                                                     \
    X(SRV,               "srv",               "SRV names the long-term key",                             \
        B(SRV))                                                                                               \
    X(KEY_STRENGTH,      "key.strength",      "neither key is of small order",                           \
        0)                                                                                               \
    X(CERT_SIGNATURE,    "cert.signature",    "the long-term key signed the delegation",                 \
        B(CERT_CONTEXT) | B(CONTEXT_NUL))                                                                \
    X(MIDPOINT,          "midpoint",          "the midpoint is a plausible time",                        \
        B(CLOCK))                                                                                        \
    X(DELEGATION_WINDOW, "delegation.window", "the midpoint lies within the delegation",                 \
        0)                                                                                               \
    X(RESPONSE_SIGNATURE, "response.signature", "the delegated key signed the response",                 \
        B(RESPONSE_CONTEXT) | B(CONTEXT_NUL))                                                            \
    X(MERKLE_PATH,       "merkle.path",       "PATH is a whole number of hashes, at most 32",            \
        B(HASH))                                                                                         \
    X(MERKLE_INDEX,      "merkle.index",      "INDX is used up at the end of PATH",                      \
        B(HASH))                                                                                         \
    X(MERKLE_ROOT,       "merkle.root",       "the leaf of the request leads to ROOT",                   \
        B(HASH) | B(LEAF) | B(ORDER))                                                                    \
    X(RADIUS,            "radius",            "the radius is one the version allows",                    \
        B(RADIUS))                                                                                               \
    X(VERSIONS_LIST,     "versions.list",     "VERS is ascending and contains VER",                      \
        B(VERSION_IN) | B(VERS))                                                                                   \
    X(LEAP_DATA,         "leap.data",         "DUT1, DTAI and LEAP are well formed",                     \
        B(LEAP_EMPTY))                                                                                   \
    X(CHAIN_REQUEST,     "chain.request",     "nothing in the request is foreign to its version",        \
        0)                                                                                               \
    X(CHAIN_RESPONSE,    "chain.response",    "no tag of the last reply was altered to fit",              \
        0)                                                                                               \
    X(CHAIN_LINK,        "chain.link",        "the nonce follows from the reply before it and rand",     \
        B(CHAIN) | B(CHAIN_OVER) | B(RAND))
// clang-format on

enum rt_check {
#define X(id, name, text, feeds) RT_CHECK_##id,
    RT_CHECKS(X)
#undef X
        RT_CHECK_COUNT
};

/* The checks before this one look at an exchange by itself, those from it on at its place in a
 * chain. */
#define RT_CHECK_LONE_COUNT RT_CHECK_CHAIN_REQUEST

struct rt_check_row {
    const char *name;
    const char *text; /* what a pass means */
    uint32_t feeds;   /* set of RT_PARAM_BIT(...) */
};

/* The row of a check; never NULL for a value of the enum. The strings are static. */
const struct rt_check_row *rt_check_row(enum rt_check check);

/* The check of this name, or RT_CHECK_COUNT. */
enum rt_check rt_check_find(const char *name);

#endif
