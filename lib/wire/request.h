// SPDX-License-Identifier: BSD-2-Clause
/*
 * Building a request.
 *
 *   PAD   VER   SRV   NONC   TYPE   ZZZZ or PAD\xff
 *
 * Which of these a request has, and how it is framed, is asked of the rules: of those of the
 * version that is wanted, or where several are offered of those of the newest, which older servers
 * have to understand. The same plan always gives the same bytes.
 *
 * Requests are padded so that a response is never larger than its request and a server is no
 * amplifier (draft 00 section 6.1, RFC 10049 section 5.1.5).
 */
#ifndef ROUGHTIME_REQUEST_H
#define ROUGHTIME_REQUEST_H

#include "wire/message_builder.h"

/* Bytes of the message, header not counted, that every version asks for. */
#define RT_REQUEST_SIZE 1024

/* Version numbers that one list can hold. */
#define RT_NUMBERS_MAX 32

/* What to ask. Everything is borrowed for the call. */
struct rt_request_plan {
    struct rt_rules rules;
    const uint32_t *offers; /* the numbers for VER; NULL with offer_count 0: rules.version alone */
    size_t offer_count;     /* at most RT_NUMBERS_MAX */
    struct rt_view nonce;   /* rules.nonce bytes in a correct request */
    struct rt_view srv;     /* the value of SRV (crypto.h), absent for none; left out where the
                               rules have no SRV */
    size_t size;            /* of the message; padding fills up to it, 0: none is added */
    enum rt_transport transport;
    struct rt_edits edits; /* of RT_LEVEL_TOP, made before padding is added */
};

/*
 * Writes the whole packet. VER holds the offers as they stand where any order goes, without
 * repeats where they must be unique, and sorted where they must ascend. Errors: RT_E_NO_SPACE if
 * the writer is full, RT_E_TOO_LARGE for too many offers.
 */
RT_CHECKED enum rt_error rt_request_write(struct rt_writer *writer,
                                          const struct rt_request_plan *plan);

#endif
