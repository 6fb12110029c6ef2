// SPDX-License-Identifier: BSD-2-Clause
/*
 * The cases by which it is checked whether a server keeps to a version, as one table. (A check is a
 * check of replies everywhere else, so this is called conformance.)
 *
 * What a case means under a version is not written down for each version; it follows:
 *
 *   REPLY    a check of replies (RT_CHECKS), if the version asks for it
 *   REQUEST  a request with one thing changed (RT_PROBE_CASES), if the version has such a request:
 *            an answer is due if no check of requests finds anything wrong, none where the text
 *            demands or advises silence; else the server may do either, but an answer must be valid
 *   others   what takes several packets
 *
 * The address of a case is VERSION/SECTION/NUMBER. The number is that of its row: it is the same in
 * every version and never changes; new rows get new numbers. The section is the first of those that
 * the version names; blanks in it are written as "-".
 */
#ifndef ROUGHTIME_CONFORM_CASE_H
#define ROUGHTIME_CONFORM_CASE_H

#include "client/probe_case.h"
#include "judge/candidates.h"
#include "rules/duty.h"

/* Number, kind, constant of the kind. In the order in which cases are shown. */
// clang-format off
#define RT_CONFORM_CASES(X)            \
    X(1, REQUEST, PLAIN)               \
    X(2, REPLY, FRAME_MAGIC)           \
    X(3, REPLY, FRAME_LENGTH)          \
    X(4, REPLY, MESSAGE_HEADER)        \
    X(5, REPLY, MESSAGE_TAGS)          \
    X(6, REPLY, MESSAGE_SIZE)          \
    X(7, REPLY, RESPONSE_SIZE)         \
    X(8, REPLY, VERSION_PRESENT)       \
    X(9, REPLY, VERSION_OFFERED)       \
    X(10, REPLY, TYPE)                 \
    X(11, REPLY, NONCE_LENGTH)         \
    X(12, REPLY, NONCE_ECHO)           \
    X(13, REPLY, KEY_STRENGTH)         \
    X(14, REPLY, CERT_SIGNATURE)       \
    X(15, REPLY, MIDPOINT)             \
    X(16, REPLY, DELEGATION_WINDOW)    \
    X(17, REPLY, RESPONSE_SIGNATURE)   \
    X(18, REPLY, MERKLE_PATH)          \
    X(19, REPLY, MERKLE_INDEX)         \
    X(20, REPLY, MERKLE_ROOT)          \
    X(21, REPLY, RADIUS)               \
    X(22, REPLY, VERSIONS_LIST)        \
    X(23, REPLY, LEAP_DATA)            \
    X(24, OTHER, BURST)                \
    X(25, OTHER, TIMES)                \
    X(26, REQUEST, SRV)                \
    X(27, REQUEST, SRV_FOREIGN)        \
    X(28, REQUEST, SIZE_PACKET)        \
    X(29, REQUEST, SIZE_SMALL)         \
    X(30, REQUEST, SIZE_LARGE)         \
    X(31, REQUEST, FRAME_OTHER)        \
    X(32, REQUEST, VER_SEVERAL)        \
    X(33, REQUEST, VER_UNKNOWN)        \
    X(34, REQUEST, VER_FOREIGN)        \
    X(35, REQUEST, VER_NONE)           \
    X(36, REQUEST, VER_DESCENDS)       \
    X(37, REQUEST, VER_REPEATS)        \
    X(38, REQUEST, VER_33)             \
    X(39, REQUEST, TYPE_OTHER)         \
    X(40, REQUEST, TYPE_1)             \
    X(41, REQUEST, PADDING_PAD)        \
    X(42, REQUEST, PADDING_PADFF)      \
    X(43, REQUEST, PADDING_ZZZZ)       \
    X(44, REQUEST, PADDING_NONE)       \
    X(45, REQUEST, PADDING_ONES)       \
    X(46, REQUEST, TAG_UNKNOWN)        \
    X(47, REQUEST, NONCE_OTHER)        \
    X(48, OTHER, TCP)                  \
    X(49, OTHER, TCP_TWO)              \
    X(58, OTHER, TCP_PIECES)           \
    X(50, REQUEST, NONCE_NONE)         \
    X(51, REQUEST, VER_EMPTY)          \
    X(52, REQUEST, TAGS_DESCEND)       \
    X(53, REQUEST, TAGS_REPEAT)        \
    X(54, REQUEST, LENGTH_WRONG)       \
    X(55, REQUEST, TAGS_MANY)          \
    X(56, REQUEST, CUT)                \
    X(57, REQUEST, EMPTY)

/* What takes several packets: constant, name, what is sent, what is expected. */
#define RT_CONFORM_OTHERS(X)                                                                       \
    X(BURST,   "burst",   "many right requests at once",                                           \
      "replies of one tree are valid, each at its own place")                                      \
    X(TIMES,   "times",   "all right requests, one after the other",                               \
      "no two valid replies contradict each other by more than their radii")                       \
    X(TCP,     "tcp",     "a right request over TCP", "a valid answer")                            \
    X(TCP_TWO, "tcp.two", "two right requests on one TCP connection", "a valid answer to each")    \
    X(TCP_PIECES, "tcp.pieces", "a right request over TCP in two pieces", "a valid answer")
// clang-format on

enum rt_conform_other {
#define X(id, name, sent, expected) RT_CONFORM_OTHER_##id,
    RT_CONFORM_OTHERS(X)
#undef X
        RT_CONFORM_OTHER_COUNT
};

/* The cases by their places in the table. */
enum rt_conform_case {
#define X(number, kind, id) RT_CONFORM_CASE_##kind##_##id,
    RT_CONFORM_CASES(X)
#undef X
        RT_CONFORM_CASE_COUNT
};

enum rt_conform_kind { RT_CONFORM_REPLY = 1, RT_CONFORM_REQUEST, RT_CONFORM_OTHER };

struct rt_conform_row {
    unsigned number;
    enum rt_conform_kind kind;
    enum rt_check check;         /* of a REPLY */
    enum rt_probe_case request;  /* of a REQUEST */
    enum rt_conform_other other; /* of an OTHER */
};

/* The row of a case; never NULL for a value of the enum. Static. */
const struct rt_conform_row *rt_conform_case_row(enum rt_conform_case which);

/* Its name, which is that of its check or its request, and what is sent. Static. */
const char *rt_conform_case_name(enum rt_conform_case which);
const char *rt_conform_case_sent(enum rt_conform_case which);

/* What a text demands of servers. */
enum rt_conform_level { RT_CONFORM_MUST = 1, RT_CONFORM_SHOULD };

/* "MUST", "SHOULD". Static. */
const char *rt_conform_level_name(enum rt_conform_level level);

/* What must come, if all is right. */
enum rt_conform_due {
    RT_CONFORM_PASSES = 1, /* REPLY: the check passes; OTHER: what its row says */
    RT_CONFORM_ANSWER,     /* a valid answer */
    RT_CONFORM_SILENCE,    /* no answer */
    RT_CONFORM_EITHER      /* none, or a valid one */
};

/* What a version demands in a case. */
struct rt_conform_demand {
    struct rt_candidate as;
    enum rt_conform_case which;
    enum rt_conform_level level;
    enum rt_conform_due due;
    const char *sections;        /* of the document, as in version.h */
    enum rt_request_check fault; /* of the request; RT_REQUEST_CHECK_COUNT: there is none */
};

/* Whether a version, or a reading of it, has a case. */
RT_CHECKED bool rt_conform_case_find(const struct rt_candidate *as, enum rt_conform_case which,
                                     struct rt_conform_demand *demand);

/* The cases that show whether a server keeps a duty of a version; how many there are. */
#define RT_CONFORM_DUTY_CASES 4
size_t rt_conform_case_of_duty(const struct rt_candidate *as, const struct rt_duty *duty,
                               struct rt_conform_demand demands[RT_CONFORM_DUTY_CASES]);

/* Room for an address, with its final zero. */
#define RT_CONFORM_ADDRESS_SIZE 128

/* "rfc10049/5.2.5/21". Returns `text`. */
const char *rt_conform_case_address(const struct rt_conform_demand *demand,
                                    char text[RT_CONFORM_ADDRESS_SIZE]);

/* Whether an address begins with a prefix, which ends where a part of the address does: "v1/6" and
 * "v1/6.2" are prefixes of "v1/6.2.5/21", "v1/6.2.5/2" is not. `len` is the length of the prefix.
 */
bool rt_conform_case_selects(const char *prefix, size_t len, const char *address);

/* What is expected, a clause without a full stop. Static. */
const char *rt_conform_case_expected(const struct rt_conform_demand *demand);

#endif
