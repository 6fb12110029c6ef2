// SPDX-License-Identifier: BSD-2-Clause
/* Reads the payloads of a capture, one at a time. */
#include "files/capture.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "files/capture_file.h"
#include "files/capture_fragments.h"
#include "files/capture_tcp.h"

struct rt_capture {
    struct rt_capture_file *file;
    int link;
    struct rt_capture_fragments *reassembly;
    struct rt_capture_tcp *streams;
    struct rt_origin origin; /* of the packet at hand */
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
    if (capture->reassembly != NULL && capture->streams != NULL)
        capture->file = rt_capture_file_open(file, &fault->error, fault->cause);
    if (capture->file == NULL) {
        rt_capture_close(capture);
        return NULL;
    }
    capture->link = rt_capture_file_link(capture->file);
    return capture;
}

void rt_capture_close(struct rt_capture *capture)
{
    if (capture == NULL)
        return;
    rt_capture_file_close(capture->file);
    rt_capture_tcp_free(capture->streams);
    rt_capture_fragments_free(capture->reassembly);
    free(capture);
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

static enum rt_capture_event report_ip(struct rt_capture *capture, struct rt_capture_fault *fault,
                                       enum rt_error error, const struct rt_capture_ip *ip,
                                       const char *malformed)
{
    const char *cause = malformed;
    if (error == RT_E_TRUNCATED)
        cause = "the packet was cut when it was captured";
    if (error == RT_E_NO_MEMORY)
        cause = "no memory for putting fragments together";
    report(capture, fault, error, cause);
    fault->from = ip->from;
    fault->to = ip->to;
    return RT_CAPTURE_FAULT;
}

/* RT_CAPTURE_END stands for "nothing to deliver" from here on to rt_capture_next. */

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
    struct rt_view payload = rt_view_slice(ip->payload, 8, length < 8 ? 0 : length - 8);
    bool roughtime = rt_capture_looks_like_roughtime(payload);
    if (length < 8 || length > ip->payload.len) {
        bool wrong = length < 8 || length > ip->announced;
        report_ip(capture, result.fault, wrong ? RT_E_CAPTURE : RT_E_TRUNCATED, ip, malformed);
        result.fault->roughtime = roughtime;
        return RT_CAPTURE_FAULT;
    }
    if (payload.len == 0) {
        capture->counts.empty++;
        return RT_CAPTURE_END;
    }
    *result.out = (struct rt_datagram){
        .payload = payload,
        .transport = RT_TRANSPORT_UDP,
        .from = ip->from,
        .to = ip->to,
        .packet = capture->origin.packet,
        .time_ns = capture->origin.time_ns,
        .roughtime = roughtime,
    };
    capture->counts.datagrams++;
    return RT_CAPTURE_DATAGRAM;
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
    capture->counts.skipped++;
    return RT_CAPTURE_END;
}

/* A packet of which fragments are missing. Only that of UDP or TCP is worth a word. */
static enum rt_capture_event report_unfinished(struct rt_capture *capture,
                                               const struct rt_unfinished *lost,
                                               struct rt_capture_fault *fault)
{
    if (lost->protocol != RT_IP_UDP && lost->protocol != RT_IP_TCP) {
        capture->counts.skipped++;
        return RT_CAPTURE_END;
    }
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

static enum rt_capture_event take_fragment(struct rt_capture *capture,
                                           const struct rt_capture_ip *ip, struct result result)
{
    struct rt_capture_ip whole;
    struct rt_unfinished lost;
    enum rt_error error =
        rt_capture_fragments_add(capture->reassembly, ip, &capture->origin, &whole, &lost);
    if (error != RT_OK)
        return report_ip(capture, result.fault, error, ip, "the fragment does not fit");
    if (lost.present)
        return report_unfinished(capture, &lost, result.fault);
    if (rt_view_present(whole.payload))
        return take_transport(capture, &whole, result);
    return RT_CAPTURE_END;
}

static enum rt_capture_event take_packet(struct rt_capture *capture, struct rt_view frame,
                                         struct result result)
{
    struct rt_view packet;
    struct rt_capture_ip ip = {.fragment = false};
    enum rt_error error = rt_capture_link_ip(capture->link, frame, &packet);
    if (error != RT_OK)
        return report_ip(capture, result.fault, error, &ip, "");
    if (!rt_view_present(packet)) {
        capture->counts.skipped++;
        return RT_CAPTURE_END;
    }
    error = rt_capture_ip_parse(packet, &ip);
    if (error != RT_OK)
        return report_ip(capture, result.fault, error, &ip, "the IP header contradicts itself");
    return ip.fragment ? take_fragment(capture, &ip, result) : take_transport(capture, &ip, result);
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
    struct rt_view frame =
        rt_capture_file_next(capture->file, &capture->origin, &last->error, last->cause);
    if (rt_view_present(frame)) {
        capture->counts.packets++;
        return take_packet(capture, frame, result);
    }
    last->final = true;
    last->roughtime = true;
    last->packet = capture->origin.packet;
    last->offset = capture->origin.offset;
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
