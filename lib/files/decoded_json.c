// SPDX-License-Identifier: BSD-2-Clause
/* Writes a decoded packet as JSON. */
#include "files/decoded.h"
#include "files/request_json.h"
#include "files/span.h"

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

static void put_candidates(struct rt_output *out, const struct rt_decoded *decoded)
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
        rt_member_unregistered(out, decoded->how.all, &decoded->packet);
    if (decoded->readable && !candidates->fits)
        put_candidate(out, "shown_as", decoded->shown);
}

static void put_message(struct rt_output *out, const struct rt_decoded *decoded,
                        enum rt_level level)
{
    const struct rt_packet *packet = &decoded->packet;
    const struct rt_message *message = &packet->messages[level];
    rt_output_array(out, "tags");
    for (uint32_t i = 0; i < message->sound; i++) {
        char name[RT_TAG_NAME_SIZE];
        struct rt_entry entry = rt_message_entry(message, i);
        enum rt_level nested = rt_packet_nested(packet, level, &entry);
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
static void put_cut(struct rt_output *out, const struct rt_decoded *decoded)
{
    const struct rt_message *top = &decoded->packet.messages[RT_LEVEL_TOP];
    rt_output_array(out, "cut");
    for (uint32_t i = top->sound; i < rt_message_cut_count(top); i++) {
        char name[RT_TAG_NAME_SIZE];
        struct rt_entry entry;
        size_t size = rt_message_cut_entry(top, i, rt_decoded_length(decoded), &entry);
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

static void put_span(void *context, const struct rt_span *span)
{
    const struct listing *listing = context;
    char text[RT_SPAN_TEXT_SIZE];
    rt_output_object(listing->out, NULL);
    rt_output_uint(listing->out, "offset", span->at);
    rt_output_uint(listing->out, "length", span->bytes.len);
    rt_output_hex(listing->out, "hex", span->bytes);
    rt_output_string(listing->out, "what", rt_span_text(span, listing->terms, text));
    rt_output_end(listing->out);
}

static void put_fault(struct rt_output *out, const char *key, const struct rt_decoded *decoded,
                      const struct rt_fault *fault)
{
    char text[RT_DECODED_FAULT_SIZE];
    rt_output_object(out, key);
    rt_output_string(out, "reason", rt_error_name(fault->error));
    rt_output_uint(out, "offset", fault->at);
    rt_output_string(out, "text", rt_decoded_fault_text(decoded, fault, text));
    rt_output_end(out);
}

void rt_decoded_json(struct rt_output *out, const struct rt_decoded *decoded, bool bytes)
{
    struct listing listing = {out, &decoded->terms};
    rt_output_string(out, "direction",
                     decoded->foreign || decoded->unsure ? NULL : rt_decoded_direction(decoded));
    if (decoded->foreign)
        rt_output_string(out, "looks_like", rt_protocol_name(decoded->protocol));
    rt_output_uint(out, "size", decoded->packet.bytes.len);
    rt_output_bool(out, "framed", decoded->packet.frame.framed);
    put_candidates(out, decoded);
    put_message(out, decoded, RT_LEVEL_TOP);
    if (decoded->from.cut)
        put_cut(out, decoded);
    if (bytes) {
        rt_output_array(out, "bytes");
        rt_span_each(&decoded->packet, decoded->packet.bytes, &decoded->terms, put_span, &listing);
        rt_output_end(out);
    }
    if (decoded->answers) {
        rt_request_json_answers(out, decoded->answers);
        rt_request_json_faults(out, decoded->request_faults, decoded->request_fault_count);
    }
    if (decoded->fault_count == 0)
        rt_output_null(out, "fault");
    else
        put_fault(out, "fault", decoded, &decoded->faults[0]);
    rt_output_array(out, "faults");
    for (size_t i = 0; i < decoded->fault_count; i++)
        put_fault(out, NULL, decoded, &decoded->faults[i]);
    rt_output_end(out);
}
