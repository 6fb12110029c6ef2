// SPDX-License-Identifier: BSD-2-Clause
/*
 * rtctl decode: every packet of the input, tag by tag, in the terms of the version it can be of.
 */
#include "decode.h"

#include <inttypes.h>
#include <string.h>

#include "annotate.h"
#include "complaint.h"
#include "rules.h"

const char *decode_direction(const struct decoded *decoded)
{
    return decoded->packet.direction == RT_RESPONSE ? "response" : "request";
}

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
        struct rt_fault fault = value_fault(&decoded->terms, entry.tag, entry.value);
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
        rt_load32(index.data) >> steps != 0)
        add_fault(decoded, RT_E_INDEX_BEYOND, rt_packet_offset(&decoded->packet, index.data));
}

/* Everything that is wrong with the packet itself: first what keeps it from being read. */
static void find_faults(struct decoded *decoded)
{
    const struct rt_packet *packet = &decoded->packet;
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

/* Whether the tags, which may be readable though values are not, are those of a response. */
static bool answers(const struct rt_message *message)
{
    for (uint32_t i = 0; message->values > 0 && i < message->count; i++) {
        uint32_t tag = rt_load32(message->bytes.data + 4 * ((size_t)message->count + i));
        if (tag == RT_TAG_SREP || tag == RT_TAG_CERT || tag == RT_TAG_INDX)
            return true;
    }
    return false;
}

static void decode(struct app *app, struct decoded *decoded, struct rt_view bytes, bool response)
{
    struct rt_packet *packet = &decoded->packet;
    rt_packet_parse(packet, bytes);
    const struct rt_message *top = &packet->messages[RT_LEVEL_TOP];
    if (response || answers(top))
        packet->direction = RT_RESPONSE;
    decoded->readable = top->sound > 0;
    decoded->fault_count = 0;
    candidates_find(&decoded->candidates, app, packet);
    decoded->shown = &decoded->candidates.best;
    decoded->named = decoded->readable &&
                     (decoded->candidates.fits || option_given(&app->options, OPTION_VERSIONS));
    decoded->terms = value_terms_of(packet, &decoded->shown->rules);
    find_faults(decoded);
}

static void complain(struct app *app, const struct decoded *decoded)
{
    const struct rt_fault *fault = &decoded->faults[0];
    app_complain(app, EXIT_INPUT, decoded->file, "record %" PRIu64 ": %s%soffset %zu: %s",
                 decoded->item->number, decoded->of_two ? decode_direction(decoded) : "",
                 decoded->of_two ? ": " : "", fault->at, rt_error_text(fault->error));
}

static void show(struct app *app, struct decoded *decoded, struct rt_view bytes, bool response)
{
    if (!rt_view_present(bytes))
        return;
    decode(app, decoded, bytes, response);
    if (decoded->fault_count > 0 || !option_given(&app->options, OPTION_QUIET))
        (app->form == RT_OUT_TEXT ? decode_text : decode_json)(app, decoded);
    if (decoded->fault_count > 0)
        complain(app, decoded);
}

/* Shows the packets of an item; returns whether there were any. */
static bool show_item(struct app *app, const char *file, const struct input_item *item)
{
    struct decoded decoded = {.file = file, .item = item};
    switch (item->kind) {
    case INPUT_EXCHANGE:
        decoded.of_two =
            rt_view_present(item->record.request) && rt_view_present(item->record.response);
        show(app, &decoded, item->record.request, false);
        show(app, &decoded, item->record.response, true);
        return true;
    case INPUT_PACKET:
        show(app, &decoded, item->packet, false);
        return true;
    case INPUT_DATAGRAM:
        if (item->datagram.roughtime)
            show(app, &decoded, item->packet, false);
        return item->datagram.roughtime;
    }
    return false;
}

static void show_file(struct app *app, const char *name, enum input_format forced)
{
    struct input_item item;
    struct input_fault fault;
    bool any = false;
    struct input *input = open_or_complain(app, name, forced);
    if (!input)
        return;
    const char *file = input_name(input);
    enum rt_next next;
    while (!rt_out_failed(&app->out) && (next = input_next(input, &item, &fault)) != RT_NEXT_END) {
        if (next == RT_NEXT_RECORD) {
            any = show_item(app, file, &item) || any;
        } else if (fault.roughtime) {
            complain_of_input(app, file, &fault);
            any = true;
        }
    }
    if (!any && !rt_out_failed(&app->out))
        app_complain(app, EXIT_INPUT, file, "there is no Roughtime packet in it");
    input_close(input);
}

enum exit_code decode_run(struct app *app, int argc, char **argv)
{
    enum input_format forced;
    if (!forced_format(app, &forced))
        return EXIT_USAGE;
    for (int i = 0; i < argc; i++)
        show_file(app, argv[i], forced);
    if (argc == 0)
        show_file(app, "-", forced);
    return EXIT_GOOD;
}
