// SPDX-License-Identifier: BSD-2-Clause
/*
 * The commands, as one table: dispatch, help, completions and the tests of the manual come from it.
 *
 * A row has the name, the arguments as in the synopsis, one line of summary, the options, what the
 * arguments are, the function, and two examples for the help. A command whose first argument says
 * what it does has its actions in ACTIONS, each with its own options; the row of the command holds
 * those of all.
 */
#ifndef RTCTL_COMMANDS_H
#define RTCTL_COMMANDS_H

#include <stddef.h>

#include "exit.h"
#include "options.h"

struct app;

/* What the arguments of a command are. */
enum operands {
    OPERANDS_NONE = 1,
    OPERANDS_FILES,        /* files to read, standard input if there is none */
    OPERANDS_ACTION_FILES, /* an action, then files to read */
    OPERANDS_ACTION_HOSTS, /* an action, then hosts */
    OPERANDS_HOSTS,
    OPERANDS_VERSIONS,
    OPERANDS_COMMANDS
};

/* What nearly every command takes: it prints text that may have colours, or JSON. */
#define OPTIONS_PRINT OPTION_ON(HELP), OPTION_ON(OUTPUT), OPTION_ON(COLOR)

/* What may also stand in front of the command's name, if the command takes it. */
#define OPTIONS_IN_FRONT                                                                           \
    OPTIONS_PRINT, OPTION_ON(VERSION), OPTION_ON(QUIET), OPTION_ON(VERBOSE), OPTION_ON(VERSIONS),  \
        OPTION_ON(KEY), OPTION_ON(STRICT)

// clang-format off
#define COMMANDS(X)                                                                                \
    X("query", "[HOST[:PORT][/VERSIONS]|NAME[/VERSIONS]...]",                                      \
      "ask servers for the time and prove it",                                                     \
      (OPTIONS_PRINT, OPTION_ON(QUIET), OPTION_ON(VERBOSE), OPTION_ON(VERSIONS), OPTION_ON(KEY),   \
       OPTION_ON(STRICT), OPTION_ON(TIMEOUT), OPTION_ON(RETRIES), OPTION_ON(DEADLINE),             \
       OPTION_ON(IPV4), OPTION_ON(IPV6), OPTION_ON(UDP), OPTION_ON(TCP), OPTION_ON(LIST),          \
       OPTION_ON(PICK), OPTION_ON(AGREE), OPTION_ON(CHECK_CLOCK), OPTION_ON(SHORT),                \
       OPTION_ON(SAVE), OPTION_ON(STAMP), OPTION_ON(NOW), OPTION_ON(SEED), OPTION_ON(CHAIN),       \
       OPTION_ON(IN_ORDER), OPTION_ON(ROUNDS), OPTION_ON(REPEAT), OPTION_ON(EVERY),                \
       OPTION_ON(REPORT_FORMAT)),                                                                  \
      OPERANDS_HOSTS, query_run,                                                                   \
      "rtctl query --agree 3", "rtctl query -k @server.key time.example.com:2002/v8")              \
    X("probe", "[HOST[:PORT]...]", "find out what a server really does",                             \
      (OPTIONS_PRINT, OPTION_ON(QUIET), OPTION_ON(VERSIONS), OPTION_ON(KEY), OPTION_ON(STRICT),    \
       OPTION_ON(TIMEOUT), OPTION_ON(IPV4), OPTION_ON(IPV6), OPTION_ON(UDP), OPTION_ON(TCP),       \
       OPTION_ON(LIST), OPTION_ON(SHORT), OPTION_ON(SAVE), OPTION_ON(KEEP), OPTION_ON(SEED),       \
       OPTION_ON(ODD), OPTION_ON(BUDGET), OPTION_ON(DRY_RUN), OPTION_ON(BASELINE),                   \
       OPTION_ON(AGREE)),                                                         \
      OPERANDS_HOSTS, probe_run,                                                                   \
      "rtctl probe -k @server.key time.example.com:2002", "rtctl probe --odd --budget 60 192.0.2.1")\
    X("check", "server HOST[:PORT] | client -- COMMAND...",                                        \
      "check a server or a client against the versions it speaks",                                 \
      (OPTIONS_PRINT, OPTION_ON(QUIET), OPTION_ON(VERSIONS), OPTION_ON(KEY), OPTION_ON(STRICT),    \
       OPTION_ON(TIMEOUT), OPTION_ON(IPV4), OPTION_ON(IPV6), OPTION_ON(UDP), OPTION_ON(TCP),       \
       OPTION_ON(SEED), OPTION_ON(ODD), OPTION_ON(BUDGET), OPTION_ON(CASES), OPTION_ON(ONLY),      \
       OPTION_ON(ACCEPTS), OPTION_ON(DEADLINE), OPTION_ON(JOBS), OPTION_ON(KEEP_IN)),                 \
      OPERANDS_ACTION_HOSTS, check_run,                                                            \
      "rtctl check server -k @server.key time.example.com:2002",                                   \
      "rtctl check client --list --only client/merkle")                                           \
    X("decode", "[FILE...]", "show packets field by field",                                        \
      (OPTIONS_PRINT, OPTION_ON(QUIET), OPTION_ON(VERBOSE), OPTION_ON(VERSIONS),                   \
       OPTION_ON(STRICT), OPTION_ON(AS), OPTION_ON(BYTES), OPTION_ON(DISSECTOR)),                  \
      OPERANDS_FILES, decode_run,                                                                  \
      "rtctl decode capture.pcap", "rtctl decode --bytes -V v8 packet.hex")                        \
    X("verify", "[FILE...]", "check exchanges, check by check",                                    \
      (OPTIONS_PRINT, OPTION_ON(QUIET), OPTION_ON(VERBOSE), OPTION_ON(VERSIONS), OPTION_ON(KEY),   \
       OPTION_ON(STRICT), OPTION_ON(AS), OPTION_ON(EXPLAIN), OPTION_ON(NO_CACHE),                  \
       OPTION_ON(REQUEST), OPTION_ON(RESPONSE), OPTION_ON(NONCE), OPTION_ON(DOCUMENT),             \
       OPTION_ON(LIST), OPTION_ON(DOT), OPTION_ON(MINIMAL), OPTION_ON(CONVERT)),                   \
      OPERANDS_FILES, verify_run,                                                                  \
      "rtctl verify --explain exchange.json", "rtctl verify -k @server.key capture.pcap")          \
    X("compare", "[FILE...]", "judge exchanges under every version and show where they disagree",  \
      (OPTIONS_PRINT, OPTION_ON(VERSIONS), OPTION_ON(KEY), OPTION_ON(STRICT), OPTION_ON(AS),       \
       OPTION_ON(REQUEST), OPTION_ON(RESPONSE)),                                                   \
      OPERANDS_FILES, compare_run,                                                                 \
      "rtctl compare exchange.json", "rtctl compare -V v7,v8 -k @server.key capture.pcap")         \
    X("key", "make|show|delegate FILE...", "make and show long-term keys and delegations",         \
      (OPTIONS_PRINT, OPTION_ON(KEY), OPTION_ON(FROM), OPTION_ON(FOR), OPTION_ON(VERSIONS)),       \
      OPERANDS_ACTION_FILES, key_run,                                                              \
      "rtctl key make seed", "rtctl key delegate --for 12h seed online")                           \
    X("servers", "show|check|convert [FILE...]", "read, check and convert lists of servers",       \
      (OPTIONS_PRINT, OPTION_ON(VERBOSE), OPTION_ON(TO), OPTION_ON(VERSIONS)),                     \
      OPERANDS_ACTION_FILES, servers_run,                                                          \
      "rtctl servers check list.json", "rtctl servers convert --to rfc10049 list.json")            \
    X("serve", "[ADDRESS[:PORT]...]", "answer requests of every version",                          \
      (OPTION_ON(HELP), OPTION_ON(OUTPUT), OPTION_ON(VERSIONS), OPTION_ON(KEY_FILE),               \
       OPTION_ON(WORKERS), OPTION_ON(BATCH), OPTION_ON(RADIUS), OPTION_ON(DELEGATION),             \
       OPTION_ON(OFFSET), OPTION_ON(LEAP), OPTION_ON(DUT1), OPTION_ON(READING), OPTION_ON(ORDER),  \
       OPTION_ON(FAULT), OPTION_ON(GREASE), OPTION_ON(TCP_CLIENTS), OPTION_ON(TCP_BYTES),          \
       OPTION_ON(TCP_SECONDS), OPTION_ON(USER), OPTION_ON(UDP), OPTION_ON(TCP), OPTION_ON(IPV4),   \
       OPTION_ON(IPV6), OPTION_ON(VERBOSE)),                                                       \
      OPERANDS_HOSTS, serve_run,                                                                   \
      "rtctl serve --key-file seed", "rtctl serve --key-file online -V v8,rfc10049 [::1]:2002")    \
    X("demo", "", "serve on loopback, ask it in every version, verify, compare and chain",         \
      (OPTIONS_PRINT, OPTION_ON(QUIET), OPTION_ON(VERSIONS), OPTION_ON(STRICT), OPTION_ON(FAULT),  \
       OPTION_ON(SAVE), OPTION_ON(SEED)),                                                          \
      OPERANDS_NONE, demo_run,                                                                     \
      "rtctl demo", "rtctl demo -q --fault merkle.root")                                           \
    X("versions", "[VERSION [VERSION]]", "list versions, show one, or show how two differ",        \
      (OPTIONS_PRINT, OPTION_ON(VERSIONS), OPTION_ON(HISTORY)),                                    \
      OPERANDS_VERSIONS, versions_run,                                                             \
      "rtctl versions v7 v8", "rtctl versions --history -V v13-v15")                               \
    X("vectors", "check|make|expect PATH...", "check, make or complete test vectors",              \
      (OPTIONS_PRINT, OPTION_ON(QUIET), OPTION_ON(SEED)),                                          \
      OPERANDS_ACTION_FILES, vectors_run,                                                          \
      "rtctl vectors check -q testvectors", "rtctl vectors check -o tap testvectors/v8")           \
    X("help", "[COMMAND]", "show this help, or that of a command",                                 \
      (OPTION_ON(HELP), OPTION_ON(COMPLETION)),                                                    \
      OPERANDS_COMMANDS, help_run,                                                                 \
      "rtctl help verify", "rtctl help --completion bash")

/* Command and action, options of the action, whether what follows are files to read, whether it runs
 * tests: -o takes tap, junit and html too. */
#define ACTIONS(X)                                                                                 \
    X("check client",                                                                              \
      (OPTIONS_PRINT, OPTION_ON(QUIET), OPTION_ON(VERSIONS), OPTION_ON(STRICT), OPTION_ON(CASES),  \
       OPTION_ON(ONLY), OPTION_ON(ACCEPTS), OPTION_ON(DEADLINE), OPTION_ON(JOBS), OPTION_ON(KEEP_IN), \
       OPTION_ON(SEED)), false, true)                                                              \
    X("check server",                                                                              \
      (OPTIONS_PRINT, OPTION_ON(QUIET), OPTION_ON(VERSIONS), OPTION_ON(KEY), OPTION_ON(STRICT),    \
       OPTION_ON(TIMEOUT), OPTION_ON(IPV4), OPTION_ON(IPV6), OPTION_ON(UDP), OPTION_ON(TCP),       \
       OPTION_ON(SEED), OPTION_ON(ODD), OPTION_ON(BUDGET), OPTION_ON(CASES), OPTION_ON(ONLY)),     \
      false, true)                                                                                 \
    X("key make", (OPTIONS_PRINT), false, false)                                                   \
    X("key show", (OPTIONS_PRINT, OPTION_ON(KEY)), true, false)                                    \
    X("key delegate",                                                                              \
      (OPTIONS_PRINT, OPTION_ON(FROM), OPTION_ON(FOR), OPTION_ON(VERSIONS)), true, false)          \
    X("servers show", (OPTIONS_PRINT, OPTION_ON(VERBOSE)), true, false)                            \
    X("servers check", (OPTIONS_PRINT), true, false)                                               \
    X("servers convert", (OPTION_ON(HELP), OPTION_ON(TO), OPTION_ON(VERSIONS)), true, false)       \
    X("vectors check", (OPTIONS_PRINT, OPTION_ON(QUIET)), true, true)                              \
    X("vectors make", (OPTION_ON(HELP), OPTION_ON(SEED)), false, false)                            \
    X("vectors expect", (OPTION_ON(HELP), OPTION_ON(OUTPUT)), false, false)
// clang-format on

struct command {
    const char *name;
    const char *arguments;
    const char *summary;
    struct option_set options;
    enum operands operands;
    const char *examples[2];
};

struct action {
    const char *name; /* of the command, a blank, and its own: see action_word */
    struct option_set options;
    bool reads_files;
    bool tests;
};

/* The functions: main.c calls them, each stands in the folder of its command. `argv` has the
 * arguments only. */
#define X(name, arguments, summary, options, operands, run, first, second)                         \
    enum exit_code run(struct app *app, int argc, char **argv);
COMMANDS(X)
#undef X

/* Command and action number i, from 0; NULL behind the last. */
const struct command *command_at(size_t i);
const struct action *action_at(size_t i);

/* The command of this name, or NULL. */
const struct command *command_find(const char *name);

/* The name of a command that is meant by a word that is none; NULL if none is near. */
const char *command_nearest(const char *word);

/* The word of an action if it is one of this command, else NULL. */
const char *action_word(const struct action *action, const struct command *command);

/* Whether the first argument of the command is an action. */
bool command_acts(const struct command *command);

/* The action of this name, or NULL; and the one that is meant by a word that is none, or NULL. */
const struct action *action_find(const struct command *command, const char *name);
const char *action_nearest(const struct command *command, const char *word);

#endif
