// SPDX-License-Identifier: BSD-2-Clause
/*
 * All exchanges of the files that a command was given, whatever their format: those of JSON as they
 * stand, those of captures and of loose packets put together from requests and responses.
 *
 * Faults of the input are reported as they come (app_complain, exit code 4), and what follows them
 * is still read. A response whose request is nowhere comes without a request.
 */
#ifndef RTCTL_EXCHANGES_H
#define RTCTL_EXCHANGES_H

#include "app.h"
#include "files/capture.h"
#include "files/record.h"

/* Valid until the next one is asked for. */
struct exchange {
    struct rt_exchange packets; /* key: that of the input, NULL if it has none */
    struct rt_view rand;        /* what was mixed into the nonce; absent if the input has none */
    const char *file;
    uint64_t record;     /* its number in the file; in a capture that of the response's packet */
    uint64_t at;         /* its byte offset in a file of JSON */
    bool alone;          /* the file is one exchange and nothing else */
    const char *version; /* the name of a version that the input gives, or NULL */
    uint64_t report;     /* exchanges of one report share this number, and no others in any of
                            the files; 0: it stands in none */
    enum rt_chain_form form; /* of the report, if that is a chain */
    bool captured;           /* the three that follow mean something */
    struct rt_endpoint client;
    struct rt_endpoint server;
    int64_t time_ns; /* of the response, since 1970 */
};

struct exchanges;

/* Begins with the files of argv, or with --request and --response. No file is standard input.
 * NULL after a message. */
struct exchanges *exchanges_open(struct app *app, int argc, char **argv);

/* The next exchange; false at the end. */
bool exchanges_next(struct exchanges *exchanges, struct exchange *exchange);

/* Whether an entry of this report was at fault so far. Known for the report of the last exchange
 * and for the one whose exchanges came before that; the end of a report is known to be good only
 * when the next exchange, or none, has come. */
bool exchanges_broken(const struct exchanges *exchanges, uint64_t report);

/* Requests of captures and loose packets that no response came for. */
uint64_t exchanges_unanswered(const struct exchanges *exchanges);

void exchanges_close(struct exchanges *exchanges); /* NULL is allowed */

#endif
