// SPDX-License-Identifier: BSD-2-Clause
/*
 * The requests by which a server is probed: a right one of a version, and the same with one thing
 * changed. What a server of a version owes to each is no part of the table: it is the rule by which
 * requests are judged (request_judge.h).
 */
#ifndef ROUGHTIME_PROBE_CASE_H
#define ROUGHTIME_PROBE_CASE_H

#include "rules/version.h"
#include "wire/request.h"

/*
 * Constant, name (names are stable), what is sent, whether it is odd: no client of any version
 * would send it, and a badly made server may not survive it.
 */
// clang-format off
#define RT_PROBE_CASES(X)                                                                         \
    X(PLAIN,         "plain",            "a right request",                                false) \
    X(SRV,           "srv",              "SRV names the key that was given",               false) \
    X(SRV_FOREIGN,   "srv.foreign",      "SRV names a key that nobody has",                false) \
    X(SIZE_PACKET,   "size.packet",      "1024 bytes with the header",                     false) \
    X(SIZE_SMALL,    "size.small",       "512 bytes",                                      false) \
    X(SIZE_LARGE,    "size.large",       "1280 bytes",                                     false) \
    X(FRAME_OTHER,   "frame.other",      "a header where none is due, or none where one is", false) \
    X(VER_SEVERAL,   "ver.several",      "VER lists all numbers that are known",           false) \
    X(VER_UNKNOWN,   "ver.unknown",      "VER lists a number that nobody has, too",        false) \
    X(VER_FOREIGN,   "ver.foreign",      "VER lists only a number that nobody has",        false) \
    X(VER_NONE,      "ver.none",         "VER is missing",                                 false) \
    X(VER_DESCENDS,  "ver.descends",     "VER descends",                                   false) \
    X(VER_REPEATS,   "ver.repeats",      "VER lists a number twice",                       false) \
    X(VER_33,        "ver.33",           "VER lists 33 numbers",                           false) \
    X(TYPE_OTHER,    "type.other",       "TYPE where none is due, or none where one is",   false) \
    X(TYPE_1,        "type.1",           "TYPE says that it is a response",                false) \
    X(PADDING_PAD,   "padding.PAD",      "the padding is PAD",                             false) \
    X(PADDING_PADFF, "padding.PAD-ff",   "the padding is PAD\\xff",                        false) \
    X(PADDING_ZZZZ,  "padding.ZZZZ",     "the padding is ZZZZ",                            false) \
    X(PADDING_NONE,  "padding.none",     "a tag that nobody knows instead of padding",     false) \
    X(PADDING_ONES,  "padding.ones",     "the padding is not zero",                        false) \
    X(TAG_UNKNOWN,   "tag.unknown",      "a tag that nobody knows, too",                   false) \
    X(NONCE_OTHER,   "nonce.other",      "a nonce of 64 bytes where 32 are due, or 32 where 64 are", false) \
    X(NONCE_NONE,    "nonce.none",       "NONC is missing",                                true)  \
    X(VER_EMPTY,     "ver.empty",        "VER is empty",                                   true)  \
    X(TAGS_DESCEND,  "tags.descend",     "tags descend",                                   true)  \
    X(TAGS_REPEAT,   "tags.repeat",      "a tag stands there twice",                       true)  \
    X(LENGTH_WRONG,  "length.wrong",     "the header announces 4 bytes less than there are", true) \
    X(TAGS_MANY,     "tags.many",        "more tags are announced than fit",               true)  \
    X(CUT,           "cut",              "the packet ends behind its first 8 bytes",       true)  \
    X(EMPTY,         "empty",            "a packet of no bytes",                           true)
// clang-format on

enum rt_probe_case {
#define X(id, name, text, odd) RT_PROBE_CASE_##id,
    RT_PROBE_CASES(X)
#undef X
        RT_PROBE_CASE_COUNT
};

struct rt_probe_case_row {
    const char *name;
    const char *text;
    bool odd;
};

/* The row of a case; never NULL for a value of the enum. The strings are static. */
const struct rt_probe_case_row *rt_probe_case_row(enum rt_probe_case which);

/* The case of this name, or RT_PROBE_CASE_COUNT. */
enum rt_probe_case rt_probe_case_find(const char *name);

/* Room for a request of any case. */
#define RT_PROBE_REQUEST_MAX 1536

/* What goes into a request. Borrowed for the call. */
struct rt_probe_request {
    const struct rt_rules *rules; /* of the version, or of a reading of it */
    enum rt_probe_case which;
    enum rt_transport transport;
    const uint8_t *nonce;    /* 64 bytes */
    const uint8_t *srv;      /* RT_SRV_SIZE bytes; NULL: the key is not known */
    const uint32_t *numbers; /* all that are known, ascending, without repeats */
    size_t number_count;
};

/* Writes the request. False: under these rules it is no other than the right one, or it takes a
 * key that is not known. Over TCP only cases are possible whose length can be told: EMPTY is not.
 * `writer` needs RT_PROBE_REQUEST_MAX bytes. */
RT_CHECKED bool rt_probe_request_write(struct rt_writer *writer,
                                       const struct rt_probe_request *request);

#endif
