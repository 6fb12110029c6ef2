// SPDX-License-Identifier: BSD-2-Clause
/*
 * The checks that decide whether a request gets an answer, as one table.
 *
 * A row has a constant, the name that users, JSON and logs know (names are stable: rows are added,
 * never renamed) and the sentence for a pass. Rows stand in the order in which a cause is looked
 * for: the first check that stops a request is the one to tell people. The protocol has no error
 * replies, so a server that does not answer says nothing (RFC 10049 section 5.2).
 *
 * What a version says of a request that fails a check is in its descriptor: the section, and
 * whether servers leave the request unanswered (version.h, RT_REQUEST_CHECK).
 */
#ifndef ROUGHTIME_REQUEST_CHECKS_H
#define ROUGHTIME_REQUEST_CHECKS_H

#include <stdint.h>

// clang-format off
#define RT_REQUEST_CHECKS(X)                                                                        \
    X(FRAME,           "request.frame",           "the packet is framed as this version frames it")     \
    X(FRAME_LENGTH,    "request.frame.length",    "the announced length is that of the message")        \
    X(MESSAGE,         "request.message",         "number of tags and offsets describe the message")    \
    X(KIND,            "request.kind",            "the packet is a request and no response")            \
    X(TAGS,            "request.tags",            "tags are unique and in order")                       \
    X(VERSION_PRESENT, "request.version.present", "VER is there")                                       \
    X(VERSION,         "request.version",         "VER lists this version")                             \
    X(PADDING,         "request.padding",         "the padding has the tag of this version")            \
    X(NONCE,           "request.nonce",           "NONC is there")                                      \
    X(NONCE_LENGTH,    "request.nonce.length",    "NONC has the length of this version")                \
    X(TYPE,            "request.type",            "TYPE is there and says 0")                           \
    X(OFFER,           "request.offer",           "VER is ascending")                                   \
    X(OFFER_REPEATS,   "request.offer.repeats",   "VER lists no number twice")                          \
    X(OFFER_COUNT,     "request.offer.count",     "VER lists at most 32 numbers")                       \
    X(SRV,             "request.srv",             "SRV names a key of the server")                      \
    X(SIZE,            "request.size",            "the packet has 1024 bytes or more")                  \
    X(SIZE_MESSAGE,    "request.size.message",    "the message without its header has 1024 bytes or more") \
    X(PADDING_ZERO,    "request.padding.zero",    "the padding is all zero")

/*
 * Whether a server leaves a request unanswered that fails a check: constant, name, what it means.
 * MAY is for what a text allows or forbids clients without saying what servers do, where servers
 * are known not to answer; ANSWER for the same where they are known to answer.
 */
#define RT_SILENCES(X)                                                                              \
    X(MUST,   "must",   "the text demands that it gets no answer")                                  \
    X(SHOULD, "should", "the text advises that it gets no answer")                                  \
    X(MAY,    "may",    "the text allows an answer, and servers give none")                         \
    X(ANSWER, "answer", "the text allows an answer, and servers give one")                          \
    X(NONE,   "none",   "the version does not ask for it")
// clang-format on

enum rt_request_check {
#define X(id, name, text) RT_REQUEST_CHECK_##id,
    RT_REQUEST_CHECKS(X)
#undef X
        RT_REQUEST_CHECK_COUNT
};

/* A check as a member of a set. */
#define RT_REQUEST_BIT(id) (UINT32_C(1) << RT_REQUEST_CHECK_##id)

enum rt_silence {
    RT_SILENCE_FORGOTTEN,
#define X(id, name, text) RT_SILENCE_##id,
    RT_SILENCES(X)
#undef X
        RT_SILENCE_COUNT
};

struct rt_request_check_row {
    const char *name;
    const char *text; /* what a pass means */
};

/* The row of a check; never NULL for a value of the enum. The strings are static. */
const struct rt_request_check_row *rt_request_check_row(enum rt_request_check check);

/* The check of this name, or RT_REQUEST_CHECK_COUNT. */
enum rt_request_check rt_request_check_find(const char *name);

/* The first check of a set, or RT_REQUEST_CHECK_COUNT if it is empty. */
enum rt_request_check rt_request_check_first(uint32_t set);

/* "must", "should", "may", "answer", "none"; and what it means. Static. */
const char *rt_silence_name(enum rt_silence silence);
const char *rt_silence_text(enum rt_silence silence);

#endif
