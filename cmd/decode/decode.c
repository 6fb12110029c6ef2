// SPDX-License-Identifier: BSD-2-Clause
/*
 * rtctl decode: every packet of the input, tag by tag, in the terms of the version it can be of.
 */
#include "decode/decode.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "commands.h"
#include "common/input_error.h"
#include "common/unread.h"
#include "decode/annotate.h"
#include "files/servers.h"
#include "rules/rules.h"

static void add_fault(struct decoded *decoded, enum rt_error error, size_t at)
{
    if (error != RT_OK && decoded->fault_count < DECODE_FAULTS)
        decoded->faults[decoded->fault_count++] = (struct rt_fault){error, at};
}

/* A fault of a message, whose offset counts from the message's start. */
static void add_message_fault(struct decoded *decoded, enum rt_level level, struct rt_fault fault)
{
    const struct rt_message *message = &decoded->packet.messages[level];
    if (fault.error != RT_OK)
        add_fault(decoded, fault.error,
                  rt_packet_offset(&decoded->packet, message->bytes.data) + fault.at);
}

static void find_value_faults(struct decoded *decoded, enum rt_level level)
{
    const struct rt_message *message = &decoded->packet.messages[level];
    for (uint32_t i = 0; i < message->sound; i++) {
        struct rt_entry entry = rt_message_entry(message, i);
        if (annotate_nested(&decoded->packet, level, &entry) != RT_LEVEL_TOP)
            continue;
        struct rt_fault fault = rt_value_fault(&decoded->terms, entry.tag, entry.value);
        fault.at += entry.value_at;
        add_message_fault(decoded, level, fault);
    }
}

/* An index that the path does not use up (RFC 10049 section 5.3.1 and before). */
static void find_index_fault(struct decoded *decoded)
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
static void find_protocol(struct decoded *decoded)
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
static void find_faults(struct decoded *decoded)
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
static void decode_cut(struct decoded *decoded)
{
    struct rt_message *top = &decoded->packet.messages[RT_LEVEL_TOP];
    struct rt_entry entry;
    uint32_t whole = 0;
    while (whole < top->sound &&
           rt_message_cut_entry(top, whole, decode_length(decoded), &entry) == entry.value.len &&
           (whole + 1 < top->count || decode_length(decoded) > 0))
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

static void decode(struct app *app, struct decoded *decoded, struct rt_view bytes, bool response)
{
    struct rt_packet *packet = &decoded->packet;
    rt_packet_parse(packet, bytes);
    const struct rt_message *top = &packet->messages[RT_LEVEL_TOP];
    if (response || rt_packet_answers(top))
        packet->direction = RT_RESPONSE;
    decoded->readable = top->sound > 0;
    decoded->fault_count = 0;
    rt_candidates_find(&decoded->candidates, app->choices, app->choice_count,
                       option_given(&app->options, OPTION_STRICT), packet);
    decoded->shown = &decoded->candidates.best;
    decoded->named = decoded->readable &&
                     (decoded->candidates.fits || option_given(&app->options, OPTION_VERSIONS));
    decoded->terms = value_terms_of(packet, &decoded->shown->rules);
    decoded->unsure = false;
    if (decoded->item->cut) {
        decode_cut(decoded);
        return;
    }
    find_protocol(decoded);
    find_faults(decoded);
}

static void complain(struct app *app, const struct decoded *decoded)
{
    const struct rt_fault *fault = &decoded->faults[0];
    char text[DECODE_FAULT_SIZE];
    app_complain(app, EXIT_INPUT, decoded->file, "record %" PRIu64 ": %s%soffset %zu: %s",
                 decoded->item->number, decoded->of_two ? decode_direction(decoded) : "",
                 decoded->of_two ? ": " : "", fault->at, decode_fault(decoded, fault, text));
}

/* Finds out which versions answer a request, and what is wrong with it. */
static void judge_request(struct decoded *decoded)
{
    const struct rt_packet *packet = &decoded->packet;
    bool captured = decoded->item->kind == RT_INPUT_DATAGRAM;
    decoded->is_request = !decoded->foreign && decoded->readable && packet->direction == RT_REQUEST;
    decoded->mark_count = 0;
    if (!decoded->is_request)
        return;
    rt_request_facts_of(&decoded->answerable->facts, packet,
                        captured ? decoded->item->datagram.transport : RT_TRANSPORT_UNKNOWN);
    answerable_judge(decoded->answerable, NULL);
    decoded->mark_count =
        rt_request_answers_faults(&decoded->answerable->answers, decoded->marks, DECODE_MARKS);
}

static void show(struct app *app, struct decoded *decoded, struct rt_view bytes, bool response)
{
    if (!rt_view_present(bytes))
        return;
    decode(app, decoded, bytes, response);
    if (decoded->fault_count > 0 || !option_given(&app->options, OPTION_QUIET)) {
        judge_request(decoded);
        (app->form == RT_OUTPUT_TEXT ? decode_text : decode_json)(app, decoded);
    }
    /* That others use the port is no fault of a capture. That a packet was cut is told as a fault
     * of the input. */
    if (decoded->fault_count > 0 && !decoded->item->cut &&
        !(decoded->foreign && decoded->item->kind == RT_INPUT_DATAGRAM))
        complain(app, decoded);
}

/* Packets of a file that are of other protocols. */
struct others {
    uint64_t count[RT_PROTOCOL_COUNT];
};

static bool is_port(uint16_t port)
{
    return port == RT_PORT_DRAFTS || port == RT_PORT_RFC;
}

/* Shows a datagram of a capture if it looks like Roughtime. One of a known protocol is counted, and
 * shown too if it was sent from or to a port of Roughtime. */
static bool show_datagram(struct app *app, struct decoded *decoded, struct others *others)
{
    const struct rt_datagram *datagram = &decoded->item->datagram;
    enum rt_protocol protocol = rt_protocol_find(decoded->item->packet);
    bool port = is_port(datagram->from.port) || is_port(datagram->to.port);
    if (!datagram->roughtime)
        others->count[protocol]++;
    if (datagram->roughtime || (port && protocol != RT_PROTOCOL_UNKNOWN))
        show(app, decoded, decoded->item->packet, false);
    return datagram->roughtime;
}

/* Shows the packets of an item; returns whether there were any. */
static bool show_item(struct app *app, struct decoded *decoded, const struct rt_input_item *item,
                      struct others *others)
{
    decoded->item = item;
    decoded->of_two = item->kind == RT_INPUT_EXCHANGE && rt_view_present(item->record.request) &&
                      rt_view_present(item->record.response);
    switch (item->kind) {
    case RT_INPUT_EXCHANGE:
        show(app, decoded, item->record.request, false);
        show(app, decoded, item->record.response, true);
        return true;
    case RT_INPUT_PACKET:
        show(app, decoded, item->packet, false);
        return true;
    case RT_INPUT_DATAGRAM:
        return show_datagram(app, decoded, others);
    }
    return false;
}

/* What a file holds instead of Roughtime: the protocol of most of its packets. */
static void complain_of_others(struct app *app, const char *file, const struct others *others)
{
    int most = RT_PROTOCOL_UNKNOWN;
    for (int i = most + 1; i < RT_PROTOCOL_COUNT; i++)
        if (most == RT_PROTOCOL_UNKNOWN || others->count[i] > others->count[most])
            most = i;
    uint64_t count = others->count[most];
    if (count == 0)
        app_complain(app, EXIT_INPUT, file, "there is no Roughtime packet in it");
    else
        app_complain(app, EXIT_INPUT, file,
                     "there is no Roughtime packet in it; %" PRIu64 " %s like %s", count,
                     count == 1 ? "packet looks" : "packets look",
                     rt_protocol_text((enum rt_protocol)most));
}

/* Shows what is there of a packet that was cut, and says so. */
static void show_part(struct app *app, struct decoded *decoded, const struct rt_input_item *item,
                      const struct rt_input_fault *fault)
{
    decoded->item = item;
    decoded->of_two = false;
    if (fault->part)
        show(app, decoded, item->packet, false);
    complain_of_input(app, decoded->file, fault);
}

static void show_file(struct app *app, struct decoded *decoded, const char *name,
                      enum rt_input_format forced, struct rt_capture_counts *sum)
{
    struct rt_input_item item;
    struct rt_input_fault fault;
    struct others others = {{0}};
    bool any = false;
    struct rt_input *input = open_or_complain(app, name, forced);
    if (!input)
        return;
    const char *file = decoded->file = rt_input_name(input);
    enum rt_next next;
    while (!rt_output_failed(&app->out) &&
           (next = rt_input_next(input, &item, &fault)) != RT_NEXT_END) {
        if (next == RT_NEXT_RECORD) {
            any = show_item(app, decoded, &item, &others) || any;
        } else if (fault.roughtime) {
            show_part(app, decoded, &item, &fault);
            any = true;
        }
    }
    if (!any && !rt_output_failed(&app->out))
        complain_of_others(app, file, &others);
    const struct rt_capture_counts counts = rt_input_counts(input);
    unread_complain(app, file, &counts);
    rt_capture_counts_add(sum, &counts);
    rt_input_close(input);
}

enum exit_code decode_run(struct app *app, int argc, char **argv)
{
    enum rt_input_format forced;
    if (!forced_format(app, &forced))
        return EXIT_USAGE;
    struct decoded decoded = {.answerable = answerable_new()};
    struct rt_capture_counts counts = {0};
    for (int i = 0; i < argc; i++)
        show_file(app, &decoded, argv[i], forced, &counts);
    if (argc == 0)
        show_file(app, &decoded, "-", forced, &counts);
    unread_summary(app, &counts);
    free(decoded.answerable);
    return EXIT_GOOD;
}
