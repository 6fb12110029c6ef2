// SPDX-License-Identifier: BSD-2-Clause
/*
 * What every command is given: the parsed command line, the writer, and the versions to try.
 */
#ifndef RTCTL_APP_H
#define RTCTL_APP_H

#include "exit.h"
#include "judge.h"
#include "options.h"
#include "out.h"

struct app {
    struct options options;
    struct rt_out out;                        /* standard output */
    enum rt_out_form form;                    /* as -o asks */
    const char *output;                       /* the word given to -o: also "tap" and "junit" */
    struct rt_crypto *crypto;                 /* made at first use: see app_crypto */
    struct rt_choice choices[RT_CHOICES_MAX]; /* the versions to try: -V, or all */
    size_t choice_count;
    uint8_t (*keys)[RT_KEY_SIZE]; /* of -k, then of the list that verify trusts; see keys.h */
    size_t key_count;
    size_t key_room;
    uint64_t failures;   /* of the cryptographic library that have made an exchange undecided */
    enum exit_code code; /* of everything so far */
};

/* One command. */
struct command {
    const char *name;
    const char *arguments; /* as in the synopsis: "[FILE...]" */
    const char *summary;   /* one line */
    uint64_t options;      /* set of OPTION_BIT beside OPTIONS_GLOBAL */
    bool tests;            /* it runs tests: -o takes tap and junit too */
    enum exit_code (*run)(struct app *app, int argc, char **argv); /* argv: the arguments only */
};

/* The commands, as one table: name, arguments, summary, options, whether it runs tests, function.
 */
// clang-format off
#define COMMANDS(X)                                                                               \
    X("query", "[HOST[:PORT][/VERSIONS]|NAME[/VERSIONS]...]", "ask servers for the time and prove it",                  \
      OPTION_BIT(TIMEOUT) | OPTION_BIT(RETRIES) | OPTION_BIT(DEADLINE) | OPTION_BIT(IPV4) |       \
          OPTION_BIT(IPV6) | OPTION_BIT(UDP) | OPTION_BIT(TCP) | OPTION_BIT(LIST) |               \
          OPTION_BIT(PICK) | OPTION_BIT(AGREE) | OPTION_BIT(CHECK_CLOCK) | OPTION_BIT(SHORT) |    \
          OPTION_BIT(SAVE) | OPTION_BIT(STAMP) | OPTION_BIT(NOW) | OPTION_BIT(SEED) |             \
          OPTION_BIT(CHAIN) | OPTION_BIT(IN_ORDER) | OPTION_BIT(ROUNDS) | OPTION_BIT(REPEAT) |    \
          OPTION_BIT(EVERY) | OPTION_BIT(REPORT_FORMAT),                                          \
      false, query_run)                                                                           \
    X("decode", "[FILE...]", "show packets field by field",                                       \
      OPTION_BIT(AS) | OPTION_BIT(BYTES), false, decode_run)                                             \
    X("verify", "[FILE...]", "check exchanges, check by check",                                   \
      OPTION_BIT(AS) | OPTION_BIT(EXPLAIN) | OPTION_BIT(NO_CACHE) | OPTION_BIT(REQUEST) |         \
          OPTION_BIT(RESPONSE) | OPTION_BIT(DOCUMENT) | OPTION_BIT(LIST) | OPTION_BIT(DOT) | \
          OPTION_BIT(MINIMAL) | OPTION_BIT(CONVERT),                                              \
      false, verify_run)                                                       \
    X("compare", "[FILE...]", "judge exchanges under every version and show where they disagree", \
      OPTION_BIT(AS) | OPTION_BIT(REQUEST) | OPTION_BIT(RESPONSE), false, compare_run)                   \
    X("key", "make|show|delegate FILE...", "make and show long-term keys and delegations",        \
      OPTION_BIT(FROM) | OPTION_BIT(FOR), false, key_run)                                         \
    X("servers", "show|check|convert [FILE...]", "read, check and convert lists of servers",      \
      OPTION_BIT(TO), false, servers_run)                                                         \
    X("serve", "[ADDRESS[:PORT]...]", "answer requests of every version",                         \
      OPTION_BIT(KEY_FILE) | OPTION_BIT(WORKERS) | OPTION_BIT(BATCH) | OPTION_BIT(RADIUS) |       \
          OPTION_BIT(DELEGATION) | OPTION_BIT(OFFSET) | OPTION_BIT(LEAP) | OPTION_BIT(DUT1) | OPTION_BIT(READING) |    \
          OPTION_BIT(ORDER) | OPTION_BIT(FAULT) | OPTION_BIT(GREASE) | OPTION_BIT(TCP_CLIENTS) |  \
          OPTION_BIT(TCP_BYTES) | OPTION_BIT(TCP_SECONDS) | OPTION_BIT(USER) | OPTION_BIT(UDP) |  \
          OPTION_BIT(TCP) | OPTION_BIT(IPV4) | OPTION_BIT(IPV6),                                  \
      false, serve_run)                                                                           \
    X("demo", "", "serve on loopback, ask it in every version, verify, compare and chain",        \
      OPTION_BIT(FAULT) | OPTION_BIT(SAVE) | OPTION_BIT(SEED), false, demo_run)                   \
    X("versions", "[VERSION [VERSION]]", "list versions, show one, or show how two differ",       \
      OPTION_BIT(HISTORY), false, versions_run)                                                                            \
    X("vectors", "check|make|expect PATH...", "check, make or complete test vectors",             \
      OPTION_BIT(SEED), true, vectors_run)
// clang-format on

#define X(name, arguments, summary, options, tests, run)                                           \
    enum exit_code run(struct app *app, int argc, char **argv);
COMMANDS(X)
#undef X

/* The crypto context, made at first use; exits with a message if it cannot be had, or if the
 * cryptographic library does not pass the self-test (crypto.h). */
struct rt_crypto *app_crypto(struct app *app);

/* Prints "rtctl: WHAT: TEXT" on stderr and takes `code` into the program's exit code. `what` may
 * be NULL. Control characters of either are made safe. */
void app_complain(struct app *app, enum exit_code code, const char *what, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* Reads a list as -V takes it ("v8,v4-v7/text"). Returns how many choices, 0 after a message. */
size_t app_read_choices(struct app *app, const char *list,
                        struct rt_choice choices[RT_CHOICES_MAX]);

/* Reads a list for -V into the choices of `app`; NULL is all. False after a message. */
bool app_choose(struct app *app, const char *list);

#endif
