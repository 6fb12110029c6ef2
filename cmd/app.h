// SPDX-License-Identifier: BSD-2-Clause
/*
 * What every command is given: the parsed command line, the writer, and the versions to try.
 */
#ifndef RTCTL_APP_H
#define RTCTL_APP_H

#include "exit.h"
#include "files/report.h"
#include "judge/judge.h"
#include "options.h"

struct app {
    struct options options;
    struct rt_output out;                     /* standard output */
    enum rt_output_form form;                 /* as -o asks */
    bool metrics;                             /* -o prometheus: the command writes metrics */
    enum rt_report_form report;               /* likewise; 0: no report of cases */
    struct rt_crypto *crypto;                 /* made at first use: see app_crypto */
    struct rt_choice choices[RT_CHOICES_MAX]; /* the versions to try: -V, or all */
    size_t choice_count;
    uint8_t (*keys)[RT_KEY_SIZE]; /* of -k, then of the list that verify trusts; see keys.h */
    size_t key_count;
    size_t key_room;
    uint64_t failures;   /* of the cryptographic library that have made an exchange undecided */
    enum exit_code code; /* of everything so far */
};

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
