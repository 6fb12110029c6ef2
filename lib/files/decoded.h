// SPDX-License-Identifier: BSD-2-Clause
/*
 * A packet taken apart for eyes: which version it can be of, what its values mean there, and
 * everything that is wrong with its bytes.
 *
 *     struct rt_decoded decoded;                         large: one for any number of packets
 *     rt_decoded_take(&decoded, &how, &bytes);
 *     if (rt_decoded_is_request(&decoded))
 *         rt_decoded_judged(&decoded, &answers);         if somebody judged it
 *     rt_output_record(&out, "decode");
 *     rt_decoded_json(&out, &decoded, false);
 *     rt_output_record_end(&out);
 *
 * Nothing fails and nothing is allocated. A decoded packet borrows its bytes, the versions and
 * readings, and the answers; it points into itself: do not copy it.
 */
#ifndef ROUGHTIME_DECODED_H
#define ROUGHTIME_DECODED_H

#include "files/protocol.h"
#include "files/value.h"
#include "judge/candidates.h"
#include "judge/request_answers.h"

/* Faults of a packet, and of a request, that are told. */
#define RT_DECODED_FAULTS 8

/* By which versions packets are read. */
struct rt_decoded_how {
    const struct rt_choice *choices; /* those that a packet may be of: 1 to RT_CHOICES_MAX */
    size_t choice_count;
    bool strict; /* leave out readings that a choice does not fix */
    bool chosen; /* somebody says that packets are of one of them: it names them, fit or not */
    struct rt_version_name_from all; /* the versions that are known */
    /* As in struct rt_value_terms. */
    const char *(*use)(uint32_t number, char text[RT_VALUE_USE_SIZE]);
};

/* What is taken apart. */
struct rt_decoded_bytes {
    struct rt_view bytes;
    bool response; /* it is known to be one */
    bool captured; /* it is of a capture */
    bool cut;      /* more of the packet was sent than there is */
    size_t size;   /* bytes of the whole packet, if it was cut and they are known; else 0 */
};

/* The members are read-only for callers. */
struct rt_decoded {
    struct rt_decoded_how how;
    struct rt_decoded_bytes from;
    struct rt_packet packet;
    bool readable; /* at least one tag could be read: the candidates mean something */
    bool unsure;   /* the packet was cut before the tags that say which direction it has */
    bool foreign;  /* nothing in it is Roughtime's: the first fault is RT_E_NOT_A_PACKET */
    enum rt_protocol protocol; /* of a foreign packet */
    struct rt_candidates candidates;
    const struct rt_candidates_entry *shown; /* in whose terms values are shown */
    bool named; /* `shown` is the version of the packet: it fits, or `chosen` */
    struct rt_value_terms terms;
    const struct rt_request_answers *answers; /* NULL: nobody judged it, or it is no request */
    size_t request_fault_count;
    struct rt_request_cause request_faults[RT_DECODED_FAULTS]; /* what is wrong with the request */
    size_t fault_count;
    struct rt_fault faults[RT_DECODED_FAULTS]; /* the gravest first; offsets in the packet */
};

/* Takes a packet of any bytes apart. Of one that was cut only what is there wholly has a value, and
 * nothing is wrong but that it was cut. */
void rt_decoded_take(struct rt_decoded *decoded, const struct rt_decoded_how *how,
                     const struct rt_decoded_bytes *from);

/* Whether it is a request of which at least a tag can be read. */
bool rt_decoded_is_request(const struct rt_decoded *decoded);

/* Notes what versions make of the request, and finds what is wrong with it. */
void rt_decoded_judged(struct rt_decoded *decoded, const struct rt_request_answers *answers);

/* "request" or "response"; "packet" if that is not known. Static. */
const char *rt_decoded_direction(const struct rt_decoded *decoded);

/* Bytes of the message at the top of a packet that was cut, or 0 if they are not known. */
size_t rt_decoded_length(const struct rt_decoded *decoded);

/* Room for what rt_decoded_fault_text writes. */
#define RT_DECODED_FAULT_SIZE 128

/* What a fault is, a clause without a full stop. Returns `text` or a static string. */
const char *rt_decoded_fault_text(const struct rt_decoded *decoded, const struct rt_fault *fault,
                                  char text[RT_DECODED_FAULT_SIZE]);

/* Writes the members of rtctl.schema.json, record "decode", from "direction" to "faults", into the
 * open object of a writer. `bytes`: with "bytes", one span after the other (span.h). */
void rt_decoded_json(struct rt_output *out, const struct rt_decoded *decoded, bool bytes);

#endif
