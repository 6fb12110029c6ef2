// SPDX-License-Identifier: BSD-2-Clause
/* rtctl decode as JSON. */
#include "common/version_number.h"
#include "decode/annotate.h"
#include "decode/decode.h"
#include "files/member.h"
#include "wire/clock.h"

static void put_origin(struct rt_output *out, const struct decoded *decoded)
{
    const struct rt_datagram *datagram = &decoded->item->datagram;
    char text[RT_ENDPOINT_TEXT_SIZE];
    char time[RT_TIME_SIZE];
    rt_output_uint(out, "record", decoded->item->number);
    rt_output_string(out, "source", decoded->file);
    if (decoded->item->kind != RT_INPUT_DATAGRAM)
        return;
    rt_output_string(out, "from", rt_endpoint_text(&datagram->from, text));
    rt_output_string(out, "to", rt_endpoint_text(&datagram->to, text));
    rt_output_string(out, "time",
                     rt_clock_text(RT_CLOCK_UNIX_US, (uint64_t)datagram->time_ns / 1000, time));
    rt_output_uint(out, "packet", datagram->packet);
    rt_output_string(out, "transport", rt_transport_name(datagram->transport));
    if (datagram->copy_of != 0)
        rt_output_uint(out, "copy_of", datagram->copy_of);
}

static void put_set(struct rt_output *out, const char *key, const struct rt_rules *rules,
                    uint32_t set)
{
    enum rt_param param;
    rt_output_array(out, key);
    while (rt_candidates_evidence_next(&set, &param)) {
        char text[RT_EVIDENCE_SIZE];
        rt_output_string(out, NULL, rt_candidates_evidence_text(rules, param, text));
    }
    rt_output_end(out);
}

static void put_candidate(struct rt_output *out, const char *key,
                          const struct rt_candidates_entry *candidate)
{
    rt_output_object(out, key);
    rt_output_string(out, "version", candidate->as.version->name);
    rt_member_reading(out, "reading", candidate->as.reading);
    put_set(out, "because", &candidate->rules, candidate->evidence.agrees);
    if (candidate->evidence.disagrees)
        put_set(out, "against", &candidate->rules, candidate->evidence.disagrees);
    rt_output_end(out);
}

static void put_candidates(struct rt_output *out, const struct decoded *decoded)
{
    const struct rt_candidates *candidates = &decoded->candidates;
    const struct rt_candidate *as = &decoded->shown->as;
    rt_output_array(out, "candidates");
    for (size_t i = 0; decoded->readable && i < candidates->count; i++)
        put_candidate(out, NULL, &candidates->list[i]);
    rt_output_end(out);
    rt_output_string(out, "version", decoded->named ? as->version->name : NULL);
    rt_member_reading(out, "reading", decoded->named ? as->reading : NULL);
    if (decoded->readable)
        unregistered_json(out, &decoded->packet);
    if (decoded->readable && !candidates->fits)
        put_candidate(out, "shown_as", decoded->shown);
}

static void put_message(struct rt_output *out, const struct decoded *decoded, enum rt_level level)
{
    const struct rt_packet *packet = &decoded->packet;
    const struct rt_message *message = &packet->messages[level];
    rt_output_array(out, "tags");
    for (uint32_t i = 0; i < message->sound; i++) {
        char name[RT_TAG_NAME_SIZE];
        struct rt_entry entry = rt_message_entry(message, i);
        enum rt_level nested = annotate_nested(packet, level, &entry);
        rt_output_object(out, NULL);
        rt_output_string(out, "tag", rt_tag_name(entry.tag, name));
        rt_output_raw(out, "number", entry.tag, 4);
        rt_output_uint(out, "offset", rt_packet_offset(packet, entry.value.data));
        rt_output_uint(out, "length", entry.value.len);
        rt_value_json(out, &decoded->terms, entry.tag, entry.value);
        if (nested != RT_LEVEL_TOP)
            put_message(out, decoded, nested);
        rt_output_end(out);
    }
    rt_output_end(out);
}

/* The tags of a packet that was cut whose values are not there, or in part. */
static void put_cut(struct rt_output *out, const struct decoded *decoded)
{
    const struct rt_message *top = &decoded->packet.messages[RT_LEVEL_TOP];
    rt_output_array(out, "cut");
    for (uint32_t i = top->sound; i < rt_message_cut_count(top); i++) {
        char name[RT_TAG_NAME_SIZE];
        struct rt_entry entry;
        size_t size = rt_message_cut_entry(top, i, decode_length(decoded), &entry);
        rt_output_object(out, NULL);
        rt_output_string(out, "tag", rt_tag_name(entry.tag, name));
        rt_output_raw(out, "number", entry.tag, 4);
        if (size > 0)
            rt_output_uint(out, "length", size);
        else
            rt_output_null(out, "length");
        rt_output_hex(out, "value", entry.value);
        rt_output_end(out);
    }
    rt_output_end(out);
}

struct listing {
    struct rt_output *out;
    const struct rt_value_terms *terms;
};

static void put_span(void *context, const struct span *span)
{
    const struct listing *listing = context;
    char text[ANNOTATE_TEXT_SIZE];
    rt_output_object(listing->out, NULL);
    rt_output_uint(listing->out, "offset", span->at);
    rt_output_uint(listing->out, "length", span->bytes.len);
    rt_output_hex(listing->out, "hex", span->bytes);
    rt_output_string(listing->out, "what", annotate_text(span, listing->terms, text));
    rt_output_end(listing->out);
}

static void put_fault(struct rt_output *out, const char *key, const struct decoded *decoded,
                      const struct rt_fault *fault)
{
    char text[DECODE_FAULT_SIZE];
    rt_output_object(out, key);
    rt_output_string(out, "reason", rt_error_name(fault->error));
    rt_output_uint(out, "offset", fault->at);
    rt_output_string(out, "text", decode_fault(decoded, fault, text));
    rt_output_end(out);
}

/* What is wrong with the request, each with the versions whose servers do not answer for it. */
static void put_marks(struct rt_output *out, const struct decoded *decoded)
{
    rt_output_array(out, "request_faults");
    for (size_t i = 0; i < decoded->mark_count; i++) {
        const struct rt_request_cause *mark = &decoded->marks[i];
        rt_output_object(out, NULL);
        rt_member_versions(out, "versions", mark->versions, mark->count);
        answerable_check_json(out, mark->versions[mark->count - 1], mark->check, &mark->result);
        rt_output_end(out);
    }
    rt_output_end(out);
}

void decode_json(struct app *app, const struct decoded *decoded)
{
    struct rt_output *out = &app->out;
    struct listing listing = {out, &decoded->terms};
    rt_output_record(out, "decode");
    put_origin(out, decoded);
    rt_output_string(out, "direction",
                     decoded->foreign || decoded->unsure ? NULL : decode_direction(decoded));
    if (decoded->foreign)
        rt_output_string(out, "looks_like", rt_protocol_name(decoded->protocol));
    rt_output_uint(out, "size", decoded->packet.bytes.len);
    rt_output_bool(out, "framed", decoded->packet.frame.framed);
    put_candidates(out, decoded);
    put_message(out, decoded, RT_LEVEL_TOP);
    if (decoded->item->cut)
        put_cut(out, decoded);
    if (option_given(&app->options, OPTION_BYTES)) {
        rt_output_array(out, "bytes");
        annotate(&decoded->packet, decoded->packet.bytes, &decoded->terms, put_span, &listing);
        rt_output_end(out);
    }
    if (decoded->is_request) {
        answerable_json(out, &decoded->answerable->answers);
        put_marks(out, decoded);
    }
    if (decoded->fault_count == 0)
        rt_output_null(out, "fault");
    else
        put_fault(out, "fault", decoded, &decoded->faults[0]);
    rt_output_array(out, "faults");
    for (size_t i = 0; i < decoded->fault_count; i++)
        put_fault(out, NULL, decoded, &decoded->faults[i]);
    rt_output_end(out);
    rt_output_record_end(out);
}
