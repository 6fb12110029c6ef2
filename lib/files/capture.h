// SPDX-License-Identifier: BSD-2-Clause
/*
 * The payloads in a capture file, one at a time.
 *
 * Reads pcap (micro- and nanoseconds, both byte orders) and pcapng (any number of sections and
 * interfaces; blocks of unknown types are passed over), finds UDP and TCP over IPv4 and IPv6 in any
 * supported link type and in tunnels (capture_link.h), puts IP fragments together
 * (capture_fragments.h), and cuts whole messages out of TCP streams (capture_tcp.h). What comes out
 * is
 *   - every UDP datagram that is not empty, whole, whatever it holds;
 *   - every Roughtime message on a TCP stream: with its ROUGHTIM header where it has one, without
 *     the bare length in front in draft 00 (section 6 there);
 *   - a fault for everything that was Roughtime or may have been, and could not be had.
 * `roughtime` tells which of them look like Roughtime; for messages from TCP it is always set.
 * What else was passed over is counted by kind (rt_capture_counts).
 *
 * Memory does not grow with the file: a buffer for one record (at most 16 MiB, and that much only
 * if a block is that large), 64 datagrams in reassembly and 256 TCP directions of 64 KiB each,
 * allocated when first needed, and 64 payloads of 2 KiB to find copies. Nothing is allocated per
 * packet. When a table is full the oldest entry goes, and is reported if it held part of a message.
 *
 *     struct rt_capture *capture = rt_capture_open(file, &fault);
 *     while ((event = rt_capture_next(capture, &datagram, &fault)) != RT_CAPTURE_END)
 *         ...
 *     rt_capture_close(capture);
 *
 * One capture is for one thread at a time.
 */
#ifndef ROUGHTIME_CAPTURE_H
#define ROUGHTIME_CAPTURE_H

#include <stdio.h>

#include "base/bytes.h"
#include "files/capture_counts.h"
#include "judge/server_seen.h"
#include "wire/frame.h"

struct rt_datagram {
    struct rt_view payload; /* never empty; valid until the next call */
    enum rt_transport transport;
    struct rt_endpoint from;
    struct rt_endpoint to;
    uint64_t packet; /* number of the packet that completed it, from 1, as other tools count */
    int64_t time_ns; /* when that was captured, nanoseconds since 1970 */
    size_t size;     /* that of the payload; less is there if it was cut */
    bool roughtime;  /* rt_capture_looks_like_roughtime */
    uint64_t
        copy_of; /* the packet that is the same one, captured before (capture_copies.h); 0: none */
};

/* What is wrong, and where. Only `final` ends the iteration; behind other faults it goes on.
 *   RT_E_EMPTY      the file has no byte
 *   RT_E_CAPTURE    the file or a packet's headers contradict themselves; not a capture file
 *   RT_E_TRUNCATED  the file ends within a record; a packet was cut when it was captured; a
 *                   fragment or a segment is missing
 *   RT_E_TOO_LARGE  a message on TCP announces more than 64 KiB
 *   RT_E_LINK_TYPE  a link type that is not supported
 *   RT_E_IO, RT_E_NO_MEMORY */
struct rt_capture_fault {
    enum rt_error error;
    bool final;
    uint64_t packet;         /* as in a datagram; 0: before the first packet */
    uint64_t offset;         /* in the file, where reading that packet's record began */
    struct rt_endpoint from; /* family 0 where it is not known */
    struct rt_endpoint to;
    bool roughtime;  /* false: nothing says that Roughtime is concerned */
    bool part;       /* what was captured of a datagram that was cut is in the datagram */
    char cause[256]; /* a clause for people, without a full stop */
};

enum rt_capture_event { RT_CAPTURE_FAULT = -1, RT_CAPTURE_END = 0, RT_CAPTURE_DATAGRAM = 1 };

struct rt_capture;

/* Begins to read `file`, which stands at its first byte and is only ever read forward, so that
 * pipes and fopencookie streams will do. It stays the caller's: it must outlive the capture and is
 * not closed. NULL and a filled `fault` (always final) if this cannot be read as a capture. */
struct rt_capture *rt_capture_open(FILE *file, struct rt_capture_fault *fault);

/* The next datagram, fault or end; fills `out` or `fault` accordingly, both for a datagram that
 * looks like Roughtime and was cut (fault->part). A fault of the file comes last, after everything
 * that stood before it; then the end. */
enum rt_capture_event rt_capture_next(struct rt_capture *capture, struct rt_datagram *out,
                                      struct rt_capture_fault *fault);

/* A sign that what a client sent did not arrive: an ICMP message that quotes a packet, or a segment
 * that resets a TCP connection. Whoever sent that segment counts as the server. */
struct rt_capture_sign {
    struct rt_endpoint client;
    struct rt_endpoint server;
    enum rt_transport transport;
    enum rt_server_sign sign;
    struct rt_view quoted; /* how the payload of a quoted datagram begins; absent for TCP */
};

/* What is called for each sign. */
typedef void (*rt_capture_sign_taker)(void *context, const struct rt_capture_sign *sign);

/* From now on signs are given to `taker`, within rt_capture_next, as they come; NULL ends that. */
void rt_capture_on_sign(struct rt_capture *capture, rt_capture_sign_taker taker, void *context);

/* What came by so far. */
struct rt_capture_counts rt_capture_counts(const struct rt_capture *capture);

/* NULL is allowed. */
void rt_capture_close(struct rt_capture *capture);

/* True if the payload begins with ROUGHTIM, or with a header of 1 to 64 tags of which at least
 * half are known. A guess, for telling traffic apart; damaged packets shall pass it. */
bool rt_capture_looks_like_roughtime(struct rt_view payload);

#endif
