// SPDX-License-Identifier: BSD-2-Clause
/*
 * All exchanges of some files, whatever their format: those of JSON as they stand, those of
 * captures and of loose packets put together from requests and responses.
 *
 * What follows a fault is still read. A response whose request is nowhere comes without a request.
 * One of a capture may stand up to a second before its request, and one that was captured more than
 * once comes once.
 * A request without a response comes only to those who want it (rt_exchanges_want_requests).
 *
 *     struct rt_exchanges *exchanges = rt_exchanges_open(crypto, RT_INPUT_AUTO, names, count);
 *     while ((next = rt_exchanges_next(exchanges, &exchange, &fault)) != RT_NEXT_END)
 *         ...
 *     rt_exchanges_close(exchanges);
 *
 * Memory: that of one input (input.h) and of the requests that wait for their responses
 * (judge/pairing.h); nothing is allocated for an exchange. One stream is for one thread at a time.
 * Nothing is printed.
 */
#ifndef ROUGHTIME_EXCHANGES_H
#define ROUGHTIME_EXCHANGES_H

#include "files/input.h"
#include "judge/verify.h"

/*
 * Where an exchange was found: for people, and for those who collect chains. An rt_exchange points
 * to it and does not hold it, because no check may depend on it, and because exchanges are copied
 * into every subject, which also programs without files have.
 */
struct rt_exchange_origin {
    const char *file;
    uint64_t record;         /* its number in the file, from 1; in a capture that of the response's
                                packet, or of a request without one */
    uint64_t at;             /* its byte offset in a file of JSON */
    bool alone;              /* the file is one exchange and nothing else */
    const char *version;     /* the name of a version that the file gives, or NULL */
    uint64_t report;         /* exchanges of one report share this number, and no others in any of
                                the files; 0: it stands in none */
    enum rt_chain_form form; /* of the report, if that is a chain */
    bool captured;           /* what follows means something */
    struct rt_endpoint client;
    struct rt_endpoint server;
    int64_t time_ns;       /* when that packet was captured, nanoseconds since 1970 */
    rt_server_signs signs; /* of a request without a response: that it did not arrive */
};

/* What is wrong, and in which file. */
struct rt_exchanges_fault {
    const char *file; /* for messages; as long as the stream is open */
    struct rt_input_fault input;
};

struct rt_exchanges;

/* Begins with the first of `count` files; none is standard input. The names must outlive the
 * stream. `forced` as for rt_input_open; `crypto` is used where the tree of a response decides
 * which request is its own. NULL: there is no memory. */
struct rt_exchanges *rt_exchanges_open(struct rt_crypto *crypto, enum rt_input_format forced,
                                       char *const *names, size_t count);

/* The same for one exchange, whose packets are two files. */
struct rt_exchanges *rt_exchanges_open_pair(struct rt_crypto *crypto, enum rt_input_format forced,
                                            const char *request, const char *response);

/* From now on requests that no response came for are exchanges too, without a response: those of
 * JSON in their place, the others behind the last file, the oldest first. A file of requests alone
 * is no fault then. Of more requests than a pairing keeps the oldest are only counted. RT_OK, or
 * RT_E_NO_MEMORY. */
RT_CHECKED enum rt_error rt_exchanges_want_requests(struct rt_exchanges *exchanges);

/*
 * The next exchange, the end, or a fault, after which the next call goes on. The exchange, its
 * `origin` included, is good until the next call; its key is that of the file, NULL if it has none.
 *
 * Faults are those of input.h, and RT_E_NOT_A_PACKET: a packet is damaged so that it can be
 * anything; RT_E_JSON_FIELD: a link of a chain has no response; RT_E_EMPTY: a file has no exchange;
 * RT_E_NO_MEMORY: a request could not be kept.
 */
enum rt_next rt_exchanges_next(struct rt_exchanges *exchanges, struct rt_exchange *exchange,
                               struct rt_exchanges_fault *fault);

/* Whether an entry of this report was at fault so far. Known for the report of the last exchange
 * and for the one whose exchanges came before that; the end of a report is known to be good only
 * when the next exchange, or the end, has come. */
bool rt_exchanges_broken(const struct rt_exchanges *exchanges, uint64_t report);

/* Requests that no response came for, or in JSON, outside of chains, stands beside. */
uint64_t rt_exchanges_unanswered(const struct rt_exchanges *exchanges);

/* What came by in the captures that were read to their ends. */
const struct rt_capture_counts *rt_exchanges_counts(const struct rt_exchanges *exchanges);
/* What the captures show of the servers to which requests went, once these are wanted; NULL before
 * that. The replies are for the caller to add, who judges them (rt_server_seen_judged). */
struct rt_server_seen *rt_exchanges_seen(struct rt_exchanges *exchanges);

void rt_exchanges_close(struct rt_exchanges *exchanges); /* NULL is allowed */

#endif
