// SPDX-License-Identifier: BSD-2-Clause
/* Shared by the files of rtctl decode: one packet with everything that is said about it. */
#ifndef RTCTL_DECODE_H
#define RTCTL_DECODE_H

#include "app.h"
#include "common/answerable.h"
#include "common/values.h"
#include "files/input.h"
#include "files/protocol.h"
#include "judge/candidates.h"

#define DECODE_FAULTS 8
#define DECODE_MARKS  8

struct decoded {
    const char *file;
    const struct rt_input_item *item; /* where it comes from */
    bool of_two;                      /* the item has a request and a response */
    struct rt_packet packet;
    bool readable; /* at least one tag could be read: the candidates mean something */
    bool unsure;   /* the packet was cut before the tags that say which direction it has */
    bool foreign;  /* nothing in it is Roughtime's: the first fault is RT_E_NOT_A_PACKET */
    enum rt_protocol protocol; /* of a foreign packet */
    struct rt_candidates candidates;
    const struct rt_candidates_entry *shown; /* in whose terms values are shown */
    bool named; /* `shown` is the version of the packet: it fits, or -V says so */
    struct rt_value_terms terms;
    struct answerable *answerable; /* what the versions make of it, if it is a request */
    bool is_request;
    size_t mark_count;
    struct rt_request_cause marks[DECODE_MARKS]; /* what is wrong with the request */
    size_t fault_count;
    struct rt_fault faults[DECODE_FAULTS]; /* the gravest first; offsets in the packet */
};

/* "request" or "response"; "packet" if that is not known */
const char *decode_direction(const struct decoded *decoded);

/* Bytes of the message at the top of a packet that was cut, or 0 if they are not known. */
size_t decode_length(const struct decoded *decoded);

/* What a fault is, for people. Returns `text` or a static string. */
#define DECODE_FAULT_SIZE 128

const char *decode_fault(const struct decoded *decoded, const struct rt_fault *fault,
                         char text[DECODE_FAULT_SIZE]);

void decode_text(struct app *app, const struct decoded *decoded);
void decode_json(struct app *app, const struct decoded *decoded);

#endif
