// SPDX-License-Identifier: BSD-2-Clause
/*
 * The options of all commands, as one table: parsing, help and manual come from it.
 *
 * A row has a constant, the short letter (0 for none), the long name, what its argument is called
 * (NULL for none), and the help line. Which command takes which options stands in commands.h. Two
 * options may share a long name if no command takes both.
 */
#ifndef RTCTL_OPTIONS_H
#define RTCTL_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

// clang-format off
#define OPTIONS(X)                                                                                    \
    X(HELP,      'h', "help",     NULL,       "show this help and exit")                              \
    X(VERSION,    0,  "version",  NULL,       "show what this program is and exit; before a command only") \
    X(OUTPUT,    'o', "output",   "FORMAT",   "text, json or ndjson; check: tap, junit, html; probe: prometheus") \
    X(COLOR,      0,  "color",    "WHEN",     "auto, always or never")                                \
    X(QUIET,     'q', "quiet",    NULL,       "print only what failed, and the summary")              \
    X(VERBOSE,   'v', "verbose",  NULL,       "print more, such as checks that passed")               \
    X(VERSIONS,  'V', "versions", "LIST",     "versions by name: v8, v4-v8, all, v8/text, v8/order=node-hash") \
    X(KEY,       'k', "key",      "KEY",      "long-term public key: base64, hex, PEM or @FILE; repeatable") \
    X(STRICT,     0,  "strict",   NULL,       "accept no readings, only what the versions say; check: what is advised counts") \
    X(AS,         0,  "as",       "FORMAT",   "input is hex, base64, raw, json, ndjson, pcap or pcapng") \
    X(BYTES,      0,  "bytes",    NULL,       "annotate every byte of a packet")                      \
    X(DISSECTOR,  0,  "dissector", NULL,      "print a dissector for Wireshark in Lua instead")       \
    X(REQUEST,    0,  "request",  "FILE",     "the request of one exchange, with --response")         \
    X(RESPONSE,   0,  "response", "FILE",     "the response of one exchange, with --request")         \
    X(EXPLAIN,    0,  "explain",  NULL,       "say what would have made a failed check pass")         \
    X(NO_CACHE,   0,  "no-cache", NULL,       "verify every signature anew")                          \
    X(HISTORY,    0,  "history",  NULL,       "show what changed from each version to the next")      \
    X(TO,         0,  "to",       "FORM",     "form to convert to: rfc10049 or google")               \
    X(FROM,       0,  "from",     "TIME",     "when a delegation begins: 2026-11-23T14:26:00Z, @1700000000; now") \
    X(FOR,        0,  "for",      "DURATION", "how long a delegation lasts: 3600s, 12h, 30d, 4w; 30d") \
    X(TIMEOUT,   't', "timeout",  "SECONDS",  "how long to wait after the first round: 1; 1.5 times as long after each") \
    X(RETRIES,    0,  "retries",  "N",        "rounds after the first")                               \
    X(DEADLINE,   0,  "deadline", "SECONDS",  "when to give up whoever has not answered")             \
    X(IPV4,      '4', "ipv4",     NULL,       "IPv4 addresses only; with -6 both")                      \
    X(IPV6,      '6', "ipv6",     NULL,       "IPv6 addresses only; with -4 both")                      \
    X(UDP,        0,  "udp",      NULL,       "UDP only; with --tcp both")                            \
    X(TCP,        0,  "tcp",      NULL,       "TCP only; with --udp both")                            \
    X(LIST,      'l', "list",     "FILE",     "list of servers; without it the one built in")         \
    X(PICK,       0,  "pick",     "N",        "ask N servers chosen at random")                       \
    X(AGREE,      0,  "agree",    "N",        "succeed if N servers or more agree on the time")       \
    X(CHECK_CLOCK, 0, "check-clock", NULL,    "fail if the local clock is outside the proven time")   \
    X(SHORT,      0,  "short",    NULL,       "print what matters most and nothing else: the time, a line") \
    X(SAVE,       0,  "save",     "FILE",     "write the exchanges to a file, for verify")            \
    X(KEEP,       0,  "keep",     "FILE",     "the same as --save")                                   \
    X(KEEP_IN,    0,  "keep",     "FOLDER",   "keep the packets and the output of each case in a folder") \
    X(STAMP,      0,  "stamp",    "FILE",     "let the nonce commit to this document; saved as FILE.stamp without --save") \
    X(CHAIN,      0,  "chain",    NULL,       "ask in turn, each nonce made of the reply before: proves who lied") \
    X(IN_ORDER,   0,  "in-order", NULL,       "ask in the order given, not in a random one")          \
    X(ROUNDS,     0,  "rounds",   "N",        "how often a chain asks each server: 2")                \
    X(REPEAT,     0,  "repeat",   "N",        "make N chains, one after the other; 0: until interrupted") \
    X(EVERY,      0,  "every",    "SECONDS",  "from the beginning of one chain to that of the next: 60") \
    X(REPORT_FORMAT, 0, "report-format", "FORM", "how a chain is saved: rfc10049, draft08, draft00 or google") \
    X(NONCE,      0,  "nonce",    "HEX",      "the nonce that was sent, where the request is not known") \
    X(DOCUMENT,   0,  "document", "FILE",     "the document that stamps must commit to")              \
    X(CONVERT,    0,  "convert",  "FORM",     "print chains as rfc10049, draft08, draft00 or google instead") \
    X(DOT,        0,  "dot",      NULL,       "print chains as graphs for graphviz")                  \
    X(MINIMAL,    0,  "minimal",  "FILE",     "write the smallest part of a chain that proves a contradiction") \
    X(NOW,        0,  "now",      "TIME",     "take this as the local clock: 2026-11-23T14:26:00Z, @1700000000") \
    X(SEED,       0,  "seed",     "HEX",      "seed of everything random, for repeatable runs")         \
    X(KEY_FILE,   0,  "key-file", "FILE",     "secret key or delegation of the server (rtctl key makes them); repeatable") \
    X(WORKERS,    0,  "workers",  "N",        "threads, each with sockets of its own: 1")             \
    X(BATCH,      0,  "batch",    "N",        "requests answered together, at most: 128")             \
    X(RADIUS,     0,  "radius",   "SECONDS",  "the radius of replies: 3")                             \
    X(DELEGATION, 0,  "delegation", "SECONDS", "how long a delegation lasts; renewed at half: 86400") \
    X(OFFSET,     0,  "offset",   "SECONDS",  "let the server's clock be ahead by this much, for tests; may be negative") \
    X(LEAP,       0,  "leap",     "FILE",     "list of leap seconds, as IERS and NIST publish it")    \
    X(DUT1,       0,  "dut1",     "SECONDS",  "UT1 - UTC")                                            \
    X(READING,    0,  "reading",  "NAME",     "serve versions under their reading of this name")      \
    X(ORDER,      0,  "order",    "ORDER",    "order of the tree: hash-node or node-hash")            \
    X(FAULT,      0,  "fault",    "NAME[:RATE]", "make replies wrong, for tests; help lists the names") \
    X(GREASE,     0,  "grease",   "RATE",     "share of odd replies that clients must reject: 0")     \
    X(TCP_CLIENTS, 0, "tcp-clients", "N",     "TCP connections of a worker: 256")                     \
    X(TCP_BYTES,  0,  "tcp-bytes", "N",       "bytes a TCP connection may send: 1048576")             \
    X(TCP_SECONDS, 0, "tcp-seconds", "N",     "seconds a TCP connection may take to ask: 10")         \
    X(USER,       0,  "user",     "NAME",     "become this user once the sockets are open")           \
    X(ODD,        0,  "odd",      NULL,       "send what no client sends to other machines, too")     \
    X(BUDGET,     0,  "budget",   "N",        "packets that a server is sent at most")                \
    X(DRY_RUN,    0,  "dry-run",  NULL,       "print what would be sent, and send nothing")           \
    X(BASELINE,   0,  "baseline", "FILE",     "compare with an earlier result: -o json of probe")     \
    X(CASES,      0,  "list",     NULL,       "list the cases, and send nothing")                   \
    X(ONLY,       0,  "only",     "ADDRESS,...", "only the cases whose addresses begin so: rfc10049, v8/6.2") \
    X(ACCEPTS,    0,  "accepts",  "REGEX",    "what a client prints that believes the time; otherwise it ends with 0") \
    X(JOBS,       0,  "jobs",     "N",        "clients that run at the same time: 4")                 \
    X(COMPLETION, 0,  "completion", "SHELL",  "print completions for bash, zsh or fish")
// clang-format on

enum option_id {
#define X(id, letter, name, argument, help) OPTION_##id,
    OPTIONS(X)
#undef X
        OPTION_COUNT
};

/* A set of options. {{OPTION_ON(HELP), OPTION_ON(KEY)}} initialises one. */
struct option_set {
    bool has[OPTION_COUNT];
};

#define OPTION_ON(id) [OPTION_##id] = true

/* The members of `set` that are not in `other`; and whether it has none. */
struct option_set option_set_without(const struct option_set *set, const struct option_set *other);
bool option_set_empty(const struct option_set *set);

struct option_row {
    int letter;
    const char *name;
    const char *argument;
    const char *help;
};

const struct option_row *option_row(enum option_id option);

/* Environment variables that stand for options. */
#define VARIABLES(X)                                                                               \
    X(OUTPUT, "RTCTL_OUTPUT")                                                                      \
    X(KEY, "RTCTL_KEY")                                                                            \
    X(LIST, "RTCTL_LIST")

/* Options whose argument is a file to read, "-" for standard input ("@-" for keys). */
#define OPTIONS_READ                                                                               \
    OPTION_ON(KEY), OPTION_ON(REQUEST), OPTION_ON(RESPONSE), OPTION_ON(LIST), OPTION_ON(STAMP),    \
        OPTION_ON(DOCUMENT), OPTION_ON(KEY_FILE), OPTION_ON(LEAP), OPTION_ON(BASELINE)

#define OPTION_REPEATS 64 /* how often a repeatable option may be given */

/* What was given. The strings are those of argv and of the environment. */
struct options {
    struct option_set given;
    struct option_set environment;    /* those of `given` that a variable stands for */
    const char *value[OPTION_COUNT];  /* the last argument of each, or NULL */
    const char *keys[OPTION_REPEATS]; /* every -k */
    unsigned key_count;
    const char *key_files[OPTION_REPEATS]; /* every --key-file */
    unsigned key_file_count;
};

/* True if the option was given. */
bool option_given(const struct options *options, enum option_id option);

/* What is wrong with an option, in words: the word that was given, and the cause. */
struct option_fault {
    char word[80];
    char cause[160];
};

/*
 * Reads the options in `allowed` from argv into `options`, which is added to. `command` names the
 * command for messages; if it is NULL these are the options in front of the command, and reading
 * stops at the first word that is no option. Else such words are moved to the end. Names of options
 * must be whole. Returns the index of the first word that is no option, or -1 and a fault.
 */
int options_parse(struct options *options, int argc, char **argv, const struct option_set *allowed,
                  const char *command, struct option_fault *fault);

/*
 * Takes options that were not given from the environment, those in `allowed`. What the command line
 * says counts more: after -k or -l neither RTCTL_KEY nor RTCTL_LIST is looked at, as they say
 * together whom to trust, and after --dot and --dissector not RTCTL_OUTPUT, as these are text. An
 * empty variable is as one that is not set.
 */
void options_environment(struct options *options, const struct option_set *allowed);

/* The variable that a value of an option came from, or what stands behind the "@" of a value; NULL
 * if it came from none. */
const char *options_variable(const struct options *options, const char *value);

/* How many options read standard input; `names` takes the names of the first two. */
size_t options_stdin(const struct options *options, const char *names[2]);

/* Whether a command with these options measures what may change: then -o takes prometheus, too. */
bool options_measure(const struct option_set *set);

/* Prints the help lines of a set of options; `tests`: those of an action that runs tests. */
void options_help(FILE *file, const struct option_set *set, bool tests);

#endif
