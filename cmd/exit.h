// SPDX-License-Identifier: BSD-2-Clause
/*
 * What the program's exit status says. The codes are fixed, and never a count.
 */
#ifndef RTCTL_EXIT_H
#define RTCTL_EXIT_H

/* In the order of precedence: of several that apply the first is given. */
// clang-format off
#define EXITS(X)                                                        \
    X(EXIT_BUG,        70, "a bug in rtctl, or OpenSSL failed")         \
    X(EXIT_USAGE,       2, "wrong use of the command line")             \
    X(EXIT_OUTPUT,     74, "the output could not be written")           \
    X(EXIT_INPUT,       4, "input that cannot be read")                 \
    X(EXIT_MALFEASANCE, 6, "a server is proven to have lied")           \
    X(EXIT_FAILED,      1, "a check failed, or versions disagree")      \
    X(EXIT_CLOCK,       7, "the local clock is outside the proven time") \
    X(EXIT_NO_ANSWER,   3, "no usable answer")                          \
    X(EXIT_SOME,        5, "some answered, some did not")               \
    X(EXIT_GOOD,        0, "all is good")
// clang-format on

enum exit_code {
#define X(id, code, text) id = (code),
    EXITS(X)
#undef X
};

/* The one of two codes that takes precedence. */
enum exit_code exit_worse(enum exit_code a, enum exit_code b);

#endif
