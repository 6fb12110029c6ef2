// SPDX-License-Identifier: BSD-2-Clause
/*
 * The options of all commands, as one table: parsing, help and manual come from it.
 *
 * A row has a constant, the short letter (0 for none), the long name, what its argument is called
 * (NULL for none), and the help line. Every command takes the options of OPTIONS_GLOBAL and those
 * that its own row names (command.h).
 */
#ifndef RTCTL_OPTIONS_H
#define RTCTL_OPTIONS_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

// clang-format off
#define OPTIONS(X)                                                                                    \
    X(HELP,      'h', "help",     NULL,       "show this help and exit")                              \
    X(OUTPUT,    'o', "output",   "FORMAT",   "text, json or ndjson; tests also tap or junit")  \
    X(COLOR,      0,  "color",    "WHEN",     "auto, always or never")                                \
    X(QUIET,     'q', "quiet",    NULL,       "print only what failed, and the summary")              \
    X(VERBOSE,   'v', "verbose",  NULL,       "print more, such as checks that passed")               \
    X(VERSIONS,  'V', "versions", "LIST",     "versions by name: v8, v4-v8, all, v8/text, v8/order=node-hash") \
    X(KEY,       'k', "key",      "KEY",      "long-term public key: base64, hex or @FILE; repeatable") \
    X(STRICT,     0,  "strict",   NULL,       "accept no readings, only what the versions say")       \
    X(AS,         0,  "as",       "FORMAT",   "input is hex, base64, raw, json, ndjson, pcap or pcapng") \
    X(BYTES,      0,  "bytes",    NULL,       "annotate every byte of a packet")                      \
    X(REQUEST,    0,  "request",  "FILE",     "the request of one exchange, with --response")         \
    X(RESPONSE,   0,  "response", "FILE",     "the response of one exchange, with --request")         \
    X(EXPLAIN,    0,  "explain",  NULL,       "say what would have made a failed check pass")         \
    X(NO_CACHE,   0,  "no-cache", NULL,       "verify every signature anew")                          \
    X(SEED,       0,  "seed",     "HEX",      "seed of everything random, for repeatable runs")
// clang-format on

enum option_id {
#define X(id, letter, name, argument, help) OPTION_##id,
    OPTIONS(X)
#undef X
        OPTION_COUNT
};

#define OPTION_BIT(id) (UINT64_C(1) << OPTION_##id)

#define OPTIONS_GLOBAL                                                                             \
    (OPTION_BIT(HELP) | OPTION_BIT(OUTPUT) | OPTION_BIT(COLOR) | OPTION_BIT(QUIET) |               \
     OPTION_BIT(VERBOSE) | OPTION_BIT(VERSIONS) | OPTION_BIT(KEY) | OPTION_BIT(STRICT))

struct option_row {
    int letter;
    const char *name;
    const char *argument;
    const char *help;
};

const struct option_row *option_row(enum option_id option);

#define OPTION_REPEATS 64 /* how often a repeatable option may be given */

/* What was given. The strings are those of argv. */
struct options {
    uint64_t given;                   /* set of OPTION_BIT */
    const char *value[OPTION_COUNT];  /* the last argument of each, or NULL */
    const char *keys[OPTION_REPEATS]; /* every -k */
    unsigned key_count;
};

/* True if the option was given. */
bool option_given(const struct options *options, enum option_id option);

/*
 * Reads the options in `allowed` from argv into `options`, which is added to. With `before_command`
 * it stops at the first word that is no option, else it moves such words to the end. Returns the
 * index of the first of them, or -1 after a message on stderr.
 */
int options_parse(struct options *options, int argc, char **argv, uint64_t allowed,
                  bool before_command);

/* Prints the help lines of a set of options. */
void options_help(FILE *file, uint64_t set);

#endif
