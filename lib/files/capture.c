// SPDX-License-Identifier: BSD-2-Clause
/* Reads the payloads of a capture, one at a time. */
#include "files/capture.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "files/capture_copies.h"
#include "files/capture_file.h"
#include "files/capture_fragments.h"
#include "files/capture_icmp.h"
#include "files/capture_tcp.h"

struct rt_capture {
    struct rt_capture_file *file;
    struct rt_capture_fragments *reassembly;
    struct rt_capture_tcp *streams;
    struct rt_capture_copies *copies;
    rt_capture_sign_taker taker; /* NULL: nobody wants to know of signs */
    void *taker_context;
    struct rt_origin origin; /* of the packet at hand */
    bool cut;                /* it was longer than what was captured of it */
    struct rt_capture_counts counts;
    bool ended;
    struct rt_capture_fault last; /* of the file, kept until everything else was delivered */
};

/* Where one packet's result goes. */
struct result {
    struct rt_datagram *out;
    struct rt_capture_fault *fault;
};

bool rt_capture_looks_like_roughtime(struct rt_view payload)
{
    return (payload.len >= 8 && memcmp(payload.data, "ROUGHTIM", 8) == 0) ||
           rt_capture_tcp_tags_plausible(payload, 0);
}

struct rt_capture *rt_capture_open(FILE *file, struct rt_capture_fault *fault)
{
    *fault = (struct rt_capture_fault){.error = RT_E_NO_MEMORY, .final = true, .roughtime = true};
    struct rt_capture *capture = calloc(1, sizeof *capture);
    if (capture == NULL)
        return NULL;
    capture->reassembly = rt_capture_fragments_new();
    capture->streams = rt_capture_tcp_new();
    capture->copies = rt_capture_copies_new();
    struct rt_capture_stop stop = {.error = RT_E_NO_MEMORY};
    if (capture->reassembly != NULL && capture->streams != NULL && capture->copies != NULL)
        capture->file = rt_capture_file_open(file, &stop);
    if (capture->file != NULL)
        return capture;
    fault->error = stop.error;
    snprintf(fault->cause, sizeof fault->cause, "%s", stop.cause);
    rt_capture_close(capture);
    return NULL;
}

void rt_capture_close(struct rt_capture *capture)
{
    if (capture == NULL)
        return;
    rt_capture_file_close(capture->file);
    rt_capture_tcp_free(capture->streams);
    rt_capture_fragments_free(capture->reassembly);
    rt_capture_copies_free(capture->copies);
    free(capture);
}

void rt_capture_on_sign(struct rt_capture *capture, rt_capture_sign_taker taker, void *context)
{
    capture->taker = taker;
    capture->taker_context = context;
}

struct rt_capture_counts rt_capture_counts(const struct rt_capture *capture)
{
    return capture->counts;
}

/* A fault of one packet; the ends and `roughtime` are filled in by who knows them. */
static enum rt_capture_event report(struct rt_capture *capture, struct rt_capture_fault *fault,
                                    enum rt_error error, const char *cause)
{
    *fault = (struct rt_capture_fault){
        .error = error,
        .packet = capture->origin.packet,
        .offset = capture->origin.offset,
    };
    snprintf(fault->cause, sizeof fault->cause, "%s", cause);
    capture->counts.faults++;
    return RT_CAPTURE_FAULT;
}

/* Counts a packet that is not read further. */
static enum rt_capture_event pass_over(struct rt_capture *capture, enum rt_capture_unread unread)
{
    if (unread == RT_CAPTURE_UNREAD_NONE)
        capture->counts.other++;
    else
        capture->counts.unread[unread]++;
    return RT_CAPTURE_END;
}

static enum rt_capture_event report_ip(struct rt_capture *capture, struct rt_capture_fault *fault,
                                       enum rt_error error, const struct rt_capture_ip *ip,
                                       const char *malformed)
{
    const char *cause = malformed;
    enum rt_capture_unread unread = RT_CAPTURE_UNREAD_WRONG;
    if (error == RT_E_TRUNCATED) {
        unread = capture->cut ? RT_CAPTURE_UNREAD_CUT : RT_CAPTURE_UNREAD_SHORT;
        cause = capture->cut ? "the packet was cut when it was captured"
                             : "the packet is shorter than its headers say";
    }
    if (error == RT_E_NO_MEMORY)
        cause = "no memory for putting fragments together";
    report(capture, fault, error, cause);
    pass_over(capture, unread);
    fault->from = ip->from;
    fault->to = ip->to;
    return RT_CAPTURE_FAULT;
}

static bool of_port(const struct rt_capture_ip *ip)
{
    return ip->from.port == RT_PORT_DRAFTS || ip->from.port == RT_PORT_RFC ||
           ip->to.port == RT_PORT_DRAFTS || ip->to.port == RT_PORT_RFC;
}

/* Whether what was captured of a payload shows that it is of other traffic. */
static bool other_traffic(const struct rt_capture_ip *ip, struct rt_view payload)
{
    return payload.len >= 8 && !of_port(ip) && !rt_capture_looks_like_roughtime(payload);
}

/* RT_CAPTURE_END stands for "nothing to deliver" from here on to rt_capture_next. */

/* A datagram of which bytes are missing: what is there of it is given with the fault, if that looks
 * like Roughtime. */
static enum rt_capture_event take_cut(struct rt_capture *capture, const struct rt_capture_ip *ip,
                                      const struct rt_datagram *datagram, struct result result)
{
    if (other_traffic(ip, datagram->payload))
        return pass_over(capture, RT_CAPTURE_UNREAD_NONE);
    report_ip(capture, result.fault, RT_E_TRUNCATED, ip, "");
    result.fault->roughtime = datagram->roughtime;
    result.fault->part = datagram->roughtime;
    *result.out = *datagram;
    return RT_CAPTURE_FAULT;
}

static enum rt_capture_event take_udp(struct rt_capture *capture, struct rt_capture_ip *ip,
                                      struct result result)
{
    static const char malformed[] = "the length in the UDP header is wrong";
    const uint8_t *p = ip->payload.data;
    if (ip->announced < 8)
        return report_ip(capture, result.fault, RT_E_CAPTURE, ip, malformed);
    if (ip->payload.len < 8)
        return report_ip(capture, result.fault, RT_E_TRUNCATED, ip, malformed);
    ip->from.port = rt_bytes_load16be(p);
    ip->to.port = rt_bytes_load16be(p + 2);
    size_t length = rt_bytes_load16be(p + 4);
    struct rt_datagram datagram = {
        .payload = rt_view_slice(ip->payload, 8, length < 8 ? 0 : length - 8),
        .transport = RT_TRANSPORT_UDP,
        .from = ip->from,
        .to = ip->to,
        .packet = capture->origin.packet,
        .time_ns = capture->origin.time_ns,
        .size = length < 8 ? 0 : length - 8,
    };
    datagram.roughtime = rt_capture_looks_like_roughtime(datagram.payload);
    if (length < 8 || length > ip->announced) {
        report_ip(capture, result.fault, RT_E_CAPTURE, ip, malformed);
        result.fault->roughtime = datagram.roughtime;
        return RT_CAPTURE_FAULT;
    }
    if (length > ip->payload.len)
        return take_cut(capture, ip, &datagram, result);
    if (datagram.payload.len == 0)
        return pass_over(capture, RT_CAPTURE_UNREAD_NONE);
    if (datagram.roughtime)
        datagram.copy_of = rt_capture_copies_find(capture->copies, &datagram, ip->id);
    capture->counts.copies += datagram.copy_of != 0;
    capture->counts.datagrams++;
    *result.out = datagram;
    return RT_CAPTURE_DATAGRAM;
}

static void give_reset(struct rt_capture *capture, const struct rt_segment *segment)
{
    const struct rt_capture_sign sign = {.client = segment->to,
                                         .server = segment->from,
                                         .transport = RT_TRANSPORT_TCP,
                                         .sign = RT_SERVER_SIGN_RESET};
    capture->taker(capture->taker_context, &sign);
}

static enum rt_capture_event take_tcp(struct rt_capture *capture, struct rt_capture_ip *ip,
                                      struct result result)
{
    static const char malformed[] = "the length in the TCP header is wrong";
    const uint8_t *p = ip->payload.data;
    if (ip->announced < 20)
        return report_ip(capture, result.fault, RT_E_CAPTURE, ip, malformed);
    if (ip->payload.len < 20)
        return report_ip(capture, result.fault, RT_E_TRUNCATED, ip, malformed);
    ip->from.port = rt_bytes_load16be(p);
    ip->to.port = rt_bytes_load16be(p + 2);
    size_t header = (size_t)(p[12] >> 4) * 4;
    if (header < 20 || header > ip->announced)
        return report_ip(capture, result.fault, RT_E_CAPTURE, ip, malformed);
    struct rt_view data = rt_view_slice(ip->payload, header, ip->payload.len);
    if (ip->payload.len < ip->announced && ip->announced > header) {
        if (other_traffic(ip, data))
            return pass_over(capture, RT_CAPTURE_UNREAD_NONE);
        report_ip(capture, result.fault, RT_E_TRUNCATED, ip, malformed);
        result.fault->roughtime = rt_capture_looks_like_roughtime(data);
        return RT_CAPTURE_FAULT;
    }
    struct rt_segment segment = {
        .from = ip->from,
        .to = ip->to,
        .seq = rt_bytes_load32be(p + 4),
        .syn = (p[13] & 2) != 0,
        .reset = (p[13] & 4) != 0,
        .data = data,
        .origin = capture->origin,
    };
    if (segment.reset && capture->taker)
        give_reset(capture, &segment);
    rt_capture_tcp_put(capture->streams, &segment);
    return RT_CAPTURE_END;
}

static enum rt_capture_event take_transport(struct rt_capture *capture, struct rt_capture_ip *ip,
                                            struct result result)
{
    if (ip->protocol == RT_IP_UDP)
        return take_udp(capture, ip, result);
    if (ip->protocol == RT_IP_TCP)
        return take_tcp(capture, ip, result);
    struct rt_capture_sign sign;
    if (capture->taker && rt_capture_icmp_read(ip, &sign))
        capture->taker(capture->taker_context, &sign);
    return pass_over(capture, RT_CAPTURE_UNREAD_NONE);
}

/* A packet of which fragments are missing. Only that of UDP or TCP is worth a word. */
static enum rt_capture_event report_unfinished(struct rt_capture *capture,
                                               const struct rt_unfinished *lost,
                                               struct rt_capture_fault *fault)
{
    if (lost->protocol != RT_IP_UDP && lost->protocol != RT_IP_TCP)
        return pass_over(capture, RT_CAPTURE_UNREAD_NONE);
    pass_over(capture, RT_CAPTURE_UNREAD_FRAGMENTS);
    report(capture, fault, RT_E_TRUNCATED, "not all fragments of the packet were captured");
    fault->packet = lost->packet;
    fault->offset = lost->offset;
    fault->from = lost->from;
    fault->to = lost->to;
    size_t header = lost->protocol == RT_IP_UDP ? 8 : 20;
    if (lost->len > header)
        fault->roughtime = rt_capture_looks_like_roughtime(
            (struct rt_view){lost->start + header, lost->len - header});
    return RT_CAPTURE_FAULT;
}

/* Takes in a fragment. If that makes a packet whole, it is in `ip`, whose payload is absent
 * otherwise. */
static enum rt_capture_event take_fragment(struct rt_capture *capture, struct rt_capture_ip *ip,
                                           struct result result)
{
    struct rt_capture_ip whole = {.fragment = false};
    struct rt_unfinished lost;
    enum rt_error error =
        rt_capture_fragments_add(capture->reassembly, ip, &capture->origin, &whole, &lost);
    whole.id = ip->id;
    ip->payload = (struct rt_view){NULL, 0};
    if (error != RT_OK)
        return report_ip(capture, result.fault, error, ip, "the fragment does not fit");
    if (lost.present)
        return report_unfinished(capture, &lost, result.fault);
    *ip = whole;
    return RT_CAPTURE_END;
}

/* Goes down from the frame to the innermost IP packet. */
static enum rt_capture_event take_packet(struct rt_capture *capture,
                                         const struct rt_capture_frame *frame, struct result result)
{
    struct rt_capture_walk walk = rt_capture_walk_begin(frame->link, frame->bytes);
    struct rt_capture_ip ip = {.fragment = false};
    struct rt_view packet;
    do {
        enum rt_error error = rt_capture_walk_ip(&walk, &packet);
        if (error == RT_OK && !rt_view_present(packet))
            return pass_over(capture, walk.unread);
        if (error == RT_E_LINK_TYPE && capture->counts.unread[RT_CAPTURE_UNREAD_LINK] == 0)
            capture->counts.link = walk.type;
        if (error == RT_E_LINK_TYPE)
            return pass_over(capture, RT_CAPTURE_UNREAD_LINK);
        if (error == RT_OK)
            error = rt_capture_ip_parse(packet, &ip);
        if (error != RT_OK)
            return report_ip(capture, result.fault, error, &ip, "the IP header contradicts itself");
        if (ip.fragment) {
            enum rt_capture_event event = take_fragment(capture, &ip, result);
            if (event != RT_CAPTURE_END || !rt_view_present(ip.payload))
                return event;
        }
    } while (rt_capture_walk_enter(&walk, &ip));
    return take_transport(capture, &ip, result);
}

static enum rt_capture_event take_stream(struct rt_capture *capture, struct result result)
{
    struct rt_capture_tcp_message message;
    enum rt_capture_tcp_event event = rt_capture_tcp_take(capture->streams, &message);
    if (event == RT_CAPTURE_TCP_IDLE)
        return RT_CAPTURE_END;
    if (event == RT_CAPTURE_TCP_MESSAGE) {
        *result.out = (struct rt_datagram){
            .payload = message.payload,
            .transport = RT_TRANSPORT_TCP,
            .from = message.from,
            .to = message.to,
            .size = message.payload.len,
            .packet = message.origin.packet,
            .time_ns = message.origin.time_ns,
            .roughtime = true,
        };
        capture->counts.messages++;
        return RT_CAPTURE_DATAGRAM;
    }
    struct rt_capture_fault *fault = result.fault;
    report(capture, fault, message.error, "no memory for a TCP stream");
    if (message.error == RT_E_TRUNCATED)
        snprintf(fault->cause, sizeof fault->cause,
                 "bytes of a message of %" PRIu64 " bytes are missing in the TCP stream",
                 message.announced);
    if (message.error == RT_E_TOO_LARGE)
        snprintf(fault->cause, sizeof fault->cause,
                 "a message on TCP announces %" PRIu64 " bytes with its header", message.announced);
    fault->packet = message.origin.packet;
    fault->offset = message.origin.offset;
    fault->from = message.from;
    fault->to = message.to;
    fault->roughtime = message.error != RT_E_NO_MEMORY;
    return RT_CAPTURE_FAULT;
}

static enum rt_capture_event read_packet(struct rt_capture *capture, struct result result)
{
    struct rt_capture_fault *last = &capture->last;
    struct rt_capture_frame frame;
    struct rt_capture_stop stop;
    bool read = rt_capture_file_next(capture->file, &frame, &stop);
    capture->origin = frame.origin;
    capture->cut = frame.cut;
    if (read) {
        capture->counts.packets++;
        return take_packet(capture, &frame, result);
    }
    *last = (struct rt_capture_fault){
        .error = stop.error,
        .final = true,
        .roughtime = true,
        .packet = frame.origin.packet,
        .offset = frame.origin.offset,
    };
    snprintf(last->cause, sizeof last->cause, "%s", stop.error == RT_OK ? "" : stop.cause);
    rt_capture_tcp_end(capture->streams);
    capture->ended = true;
    return RT_CAPTURE_END;
}

/* Behind the last packet: fragments that wait in vain, then the fault of the file. */
static enum rt_capture_event wind_up(struct rt_capture *capture, struct rt_capture_fault *fault)
{
    struct rt_unfinished lost;
    for (;;) {
        rt_capture_fragments_drain(capture->reassembly, &lost);
        if (!lost.present)
            break;
        if (report_unfinished(capture, &lost, fault) == RT_CAPTURE_FAULT)
            return RT_CAPTURE_FAULT;
    }
    if (capture->last.error == RT_OK)
        return RT_CAPTURE_END;
    *fault = capture->last;
    capture->last.error = RT_OK;
    capture->counts.faults++;
    return RT_CAPTURE_FAULT;
}

enum rt_capture_event rt_capture_next(struct rt_capture *capture, struct rt_datagram *out,
                                      struct rt_capture_fault *fault)
{
    struct result result = {out, fault};
    for (;;) {
        enum rt_capture_event event = take_stream(capture, result);
        if (event != RT_CAPTURE_END)
            return event;
        if (capture->ended)
            return wind_up(capture, fault);
        event = read_packet(capture, result);
        if (event != RT_CAPTURE_END)
            return event;
    }
}
