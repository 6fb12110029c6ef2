// SPDX-License-Identifier: BSD-2-Clause
/*
 * What a document demands, and who keeps it.
 *
 * A duty is one MUST or MUST NOT of a version's document, in words of our own, with its section
 * and with evidence that it is kept: the checks of verify that find a packet which breaks it, or
 * the test that shows our client or server keep it. What nobody can see in packets, and what does
 * not arise because the program has no such function, is said with the reason.
 *
 * Evidence is text in a fixed form, so that a test can hold it against what there is:
 *
 *     check          names of rt_check_row, separated by commas
 *     serve, query, key, servers
 *                    NAME TEST: the function TEST of NAME_test.c or of NAME.py
 *     none, unseen
 *                    a sentence
 */
#ifndef ROUGHTIME_DUTY_H
#define ROUGHTIME_DUTY_H

/* Who keeps a duty: constant, name, meaning. */
// clang-format off
#define RT_KEEPERS(X)                                                                              \
    X(CHECK,   "check",   "verify looks for it in packets")                                        \
    X(SERVE,   "serve",   "the server does so")                                                    \
    X(QUERY,   "query",   "the client does so")                                                    \
    X(KEY,     "key",     "the maker of keys does so")                                             \
    X(SERVERS, "servers", "the reader of server lists looks for it")                               \
    X(NONE,    "none",    "it does not arise")                                                     \
    X(UNSEEN,  "unseen",  "it cannot be observed")
// clang-format on

enum rt_keeper {
    RT_KEEPER_FORGOTTEN,
#define X(id, name, text) RT_KEPT_##id,
    RT_KEEPERS(X)
#undef X
        RT_KEEPER_COUNT
};

/* A duty. All strings are static; `section` is one section number, "5.2.4". */
struct rt_duty {
    const char *section;
    const char *text; /* a sentence without its full stop */
    enum rt_keeper keeper;
    const char *evidence; /* as above */
    /* The cases by which it is checked whether a server keeps it (client/conform_case.h), names
     * separated by ", "; empty where it is no duty of servers, or packets cannot show it. */
    const char *cases;
};

#endif
