// SPDX-License-Identifier: BSD-2-Clause
/* Takes a packet apart, and finds all that is wrong with its bytes. */
#include "files/decoded.h"

#include <stdio.h>
#include <string.h>

#include "rules/rules.h"

const char *rt_decoded_direction(const struct rt_decoded *decoded)
{
    if (decoded->unsure)
        return "packet";
    return decoded->packet.direction == RT_RESPONSE ? "response" : "request";
}

size_t rt_decoded_length(const struct rt_decoded *decoded)
{
    const struct rt_frame *frame = &decoded->packet.frame;
    if (frame->framed)
        return frame->length;
    return decoded->from.size;
}

const char *rt_decoded_fault_text(const struct rt_decoded *decoded, const struct rt_fault *fault,
                                  char text[RT_DECODED_FAULT_SIZE])
{
    const struct rt_packet *packet = &decoded->packet;
    const size_t surplus = rt_packet_surplus(packet);
    const bool last = fault->error == RT_E_FRAME_LONG ||
                      (fault->error == RT_E_VALUE_LENGTH && !packet->frame.framed &&
                       fault->at == rt_packet_offset(packet, packet->values[RT_SLOT_INDX].data));
    if (surplus > 0 && last)
        return rt_result_surplus_text(surplus, text);
    const char *protocol = rt_protocol_text(decoded->protocol);
    if (decoded->from.cut)
        return decoded->from.captured ? "cut by the snap length" : "cut";
    if (fault->error != RT_E_NOT_A_PACKET || !protocol)
        return rt_error_text(fault->error);
    snprintf(text, RT_DECODED_FAULT_SIZE, "this is no Roughtime packet: it looks like %s",
             protocol);
    return text;
}

static void add_fault(struct rt_decoded *decoded, enum rt_error error, size_t at)
{
    if (error != RT_OK && decoded->fault_count < RT_DECODED_FAULTS)
        decoded->faults[decoded->fault_count++] = (struct rt_fault){error, at};
}

/* A fault of a message, whose offset counts from the message's start. */
static void add_message_fault(struct rt_decoded *decoded, enum rt_level level,
                              struct rt_fault fault)
{
    const struct rt_message *message = &decoded->packet.messages[level];
    if (fault.error != RT_OK)
        add_fault(decoded, fault.error,
                  rt_packet_offset(&decoded->packet, message->bytes.data) + fault.at);
}

static void find_value_faults(struct rt_decoded *decoded, enum rt_level level)
{
    const struct rt_message *message = &decoded->packet.messages[level];
    for (uint32_t i = 0; i < message->sound; i++) {
        struct rt_entry entry = rt_message_entry(message, i);
        if (rt_packet_nested(&decoded->packet, level, &entry) != RT_LEVEL_TOP)
            continue;
        struct rt_fault fault = rt_value_fault(&decoded->terms, entry.tag, entry.value);
        fault.at += entry.value_at;
        add_message_fault(decoded, level, fault);
    }
}

/* An index that the path does not use up (RFC 10049 section 5.3.1 and before). */
static void find_index_fault(struct rt_decoded *decoded)
{
    struct rt_view path = decoded->packet.values[RT_SLOT_PATH];
    struct rt_view index = decoded->packet.values[RT_SLOT_INDX];
    size_t steps = path.len / decoded->terms.hash;
    if (rt_view_present(path) && rt_view_present(index) && index.len == 4 && steps < 32 &&
        rt_bytes_load32(index.data) >> steps != 0)
        add_fault(decoded, RT_E_INDEX_BEYOND, rt_packet_offset(&decoded->packet, index.data));
}

/* Tags that a damaged message of some version may announce; more are none's. */
#define TAGS_PLAUSIBLE 64

/* Whether a packet that cannot be read is none of Roughtime's: it looks like that of another
 * protocol, or it begins neither with ROUGHTIM nor with a number of tags. */
static void find_protocol(struct rt_decoded *decoded)
{
    struct rt_view bytes = decoded->packet.bytes;
    decoded->protocol = RT_PROTOCOL_UNKNOWN;
    decoded->foreign = false;
    if (decoded->readable || bytes.len < 4 || memcmp(bytes.data, "ROUG", 4) == 0)
        return;
    decoded->protocol = rt_protocol_find(bytes);
    decoded->foreign =
        decoded->protocol != RT_PROTOCOL_UNKNOWN || rt_bytes_load32(bytes.data) > TAGS_PLAUSIBLE;
}

/* Everything that is wrong with the packet itself: first what keeps it from being read. */
static void find_faults(struct rt_decoded *decoded)
{
    const struct rt_packet *packet = &decoded->packet;
    if (decoded->foreign)
        add_fault(decoded, RT_E_NOT_A_PACKET, 0);
    add_fault(decoded, packet->frame.fault.error, packet->frame.fault.at);
    for (int level = RT_LEVEL_TOP; level < RT_LEVEL_COUNT; level++)
        if (rt_view_present(packet->messages[level].bytes))
            add_message_fault(decoded, (enum rt_level)level, packet->messages[level].header);
    for (int level = RT_LEVEL_TOP; level < RT_LEVEL_COUNT; level++) {
        const struct rt_message *message = &packet->messages[level];
        bool sorted = rt_rules_tags_ascend(decoded->shown->rules.tags);
        add_message_fault(decoded, (enum rt_level)level,
                          sorted ? message->order : message->duplicate);
        find_value_faults(decoded, (enum rt_level)level);
    }
    find_index_fault(decoded);
}

/* Of a packet that was cut, only what is there wholly can be shown in the usual way, and nothing is
 * wrong but that it was cut. */
static void take_cut(struct rt_decoded *decoded)
{
    struct rt_message *top = &decoded->packet.messages[RT_LEVEL_TOP];
    struct rt_entry entry;
    uint32_t whole = 0;
    while (whole < top->sound &&
           rt_message_cut_entry(top, whole, rt_decoded_length(decoded), &entry) ==
               entry.value.len &&
           (whole + 1 < top->count || rt_decoded_length(decoded) > 0))
        whole++;
    top->sound = whole;
    decoded->unsure =
        !rt_packet_answers(top) && (top->count == 0 || rt_message_cut_count(top) < top->count);
    decoded->named = false;
    decoded->readable = false;
    decoded->protocol = RT_PROTOCOL_UNKNOWN;
    decoded->foreign = false;
    add_fault(decoded, RT_E_TRUNCATED, decoded->packet.bytes.len);
}

void rt_decoded_take(struct rt_decoded *decoded, const struct rt_decoded_how *how,
                     const struct rt_decoded_bytes *from)
{
    struct rt_packet *packet = &decoded->packet;
    decoded->how = *how;
    decoded->from = *from;
    rt_packet_parse(packet, from->bytes);
    const struct rt_message *top = &packet->messages[RT_LEVEL_TOP];
    if (from->response || rt_packet_answers(top))
        packet->direction = RT_RESPONSE;
    decoded->readable = top->sound > 0;
    decoded->answers = NULL;
    decoded->request_fault_count = 0;
    decoded->fault_count = 0;
    rt_candidates_find(&decoded->candidates, how->choices, how->choice_count, how->strict, packet);
    decoded->shown = &decoded->candidates.best;
    decoded->named = decoded->readable && (decoded->candidates.fits || how->chosen);
    decoded->terms = rt_value_terms_of(packet, &decoded->shown->rules, how->all, how->use);
    decoded->unsure = false;
    if (from->cut) {
        take_cut(decoded);
        return;
    }
    find_protocol(decoded);
    find_faults(decoded);
}

bool rt_decoded_is_request(const struct rt_decoded *decoded)
{
    return !decoded->foreign && decoded->readable && decoded->packet.direction == RT_REQUEST;
}

void rt_decoded_judged(struct rt_decoded *decoded, const struct rt_request_answers *answers)
{
    decoded->answers = answers;
    decoded->request_fault_count =
        rt_request_answers_faults(answers, decoded->request_faults, RT_DECODED_FAULTS);
}
