// SPDX-License-Identifier: BSD-2-Clause
/*
 * rtctl decode: every packet of the input, tag by tag, in the terms of the version it can be of.
 */
#include "decode/decode.h"

#include <inttypes.h>
#include <stdlib.h>

#include "commands.h"
#include "common/input_error.h"
#include "common/unread.h"
#include "common/version_name.h"
#include "files/dissector.h"
#include "files/servers.h"

static void complain(struct app *app, const struct decode *decode)
{
    const struct rt_decoded *decoded = &decode->decoded;
    const struct rt_fault *fault = &decoded->faults[0];
    char text[RT_DECODED_FAULT_SIZE];
    app_complain(app, EXIT_INPUT, decode->file, "record %" PRIu64 ": %s%soffset %zu: %s",
                 decode->item->number, decode->of_two ? rt_decoded_direction(decoded) : "",
                 decode->of_two ? ": " : "", fault->at,
                 rt_decoded_fault_text(decoded, fault, text));
}

/* Finds out which versions answer a request, and what is wrong with it. */
static void judge_request(struct decode *decode)
{
    bool captured = decode->item->kind == RT_INPUT_DATAGRAM;
    if (!rt_decoded_is_request(&decode->decoded))
        return;
    rt_request_facts_of(&decode->answerable->facts, &decode->decoded.packet,
                        captured ? decode->item->datagram.transport : RT_TRANSPORT_UNKNOWN);
    answerable_judge(decode->answerable, NULL);
    rt_decoded_judged(&decode->decoded, &decode->answerable->answers);
}

static void show(struct app *app, struct decode *decode, struct rt_view bytes, bool response)
{
    struct rt_decoded *decoded = &decode->decoded;
    const struct rt_decoded_how how = {
        .choices = app->choices,
        .choice_count = app->choice_count,
        .strict = option_given(&app->options, OPTION_STRICT),
        .chosen = option_given(&app->options, OPTION_VERSIONS),
        .all = version_name_all(),
        .use = rt_registry_meaning,
    };
    const struct rt_decoded_bytes from = {
        .bytes = bytes,
        .response = response,
        .captured = decode->item->kind == RT_INPUT_DATAGRAM,
        .cut = decode->item->cut,
        .size = decode->item->size,
    };
    if (!rt_view_present(bytes))
        return;
    rt_decoded_take(decoded, &how, &from);
    if (decoded->fault_count > 0 || !option_given(&app->options, OPTION_QUIET)) {
        judge_request(decode);
        (app->form == RT_OUTPUT_TEXT ? decode_text : decode_json)(app, decode);
    }
    /* That others use the port is no fault of a capture. That a packet was cut is told as a fault
     * of the input. */
    if (decoded->fault_count > 0 && !from.cut && !(decoded->foreign && from.captured))
        complain(app, decode);
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
static bool show_datagram(struct app *app, struct decode *decode, struct others *others)
{
    const struct rt_datagram *datagram = &decode->item->datagram;
    enum rt_protocol protocol = rt_protocol_find(decode->item->packet);
    bool port = is_port(datagram->from.port) || is_port(datagram->to.port);
    if (!datagram->roughtime)
        others->count[protocol]++;
    if (datagram->roughtime || (port && protocol != RT_PROTOCOL_UNKNOWN))
        show(app, decode, decode->item->packet, false);
    return datagram->roughtime;
}

/* Shows the packets of an item; returns whether there were any. */
static bool show_item(struct app *app, struct decode *decode, const struct rt_input_item *item,
                      struct others *others)
{
    decode->item = item;
    decode->of_two = item->kind == RT_INPUT_EXCHANGE && rt_view_present(item->record.request) &&
                     rt_view_present(item->record.response);
    switch (item->kind) {
    case RT_INPUT_EXCHANGE:
        show(app, decode, item->record.request, false);
        show(app, decode, item->record.response, true);
        return true;
    case RT_INPUT_PACKET:
        show(app, decode, item->packet, false);
        return true;
    case RT_INPUT_DATAGRAM:
        return show_datagram(app, decode, others);
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
static void show_part(struct app *app, struct decode *decode, const struct rt_input_item *item,
                      const struct rt_input_fault *fault)
{
    decode->item = item;
    decode->of_two = false;
    if (fault->part)
        show(app, decode, item->packet, false);
    complain_of_input(app, decode->file, fault);
}

static void show_file(struct app *app, struct decode *decode, const char *name,
                      enum rt_input_format forced, struct rt_capture_counts *sum)
{
    struct rt_input_item item;
    struct rt_input_fault fault;
    struct others others = {{0}};
    bool any = false;
    struct rt_input *input = open_or_complain(app, name, forced);
    if (!input)
        return;
    const char *file = decode->file = rt_input_name(input);
    enum rt_next next;
    while (!rt_output_failed(&app->out) &&
           (next = rt_input_next(input, &item, &fault)) != RT_NEXT_END) {
        if (next == RT_NEXT_RECORD) {
            any = show_item(app, decode, &item, &others) || any;
        } else if (fault.roughtime) {
            show_part(app, decode, &item, &fault);
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

/* The script is of all versions, and reads nothing. */
static enum exit_code print_dissector(struct app *app, int argc)
{
    if (argc > 0 || app->form != RT_OUTPUT_TEXT || option_given(&app->options, OPTION_VERSIONS)) {
        app_complain(app, EXIT_USAGE, "--dissector", "takes no file, no -o and no -V");
        return EXIT_USAGE;
    }
    rt_output_wrap(&app->out, 0);
    rt_dissector_write(&app->out, version_name_all());
    return EXIT_GOOD;
}

enum exit_code decode_run(struct app *app, int argc, char **argv)
{
    enum rt_input_format forced;
    if (option_given(&app->options, OPTION_DISSECTOR))
        return print_dissector(app, argc);
    if (!forced_format(app, &forced))
        return EXIT_USAGE;
    struct decode decode = {.answerable = answerable_new()};
    struct rt_capture_counts counts = {0};
    for (int i = 0; i < argc; i++)
        show_file(app, &decode, argv[i], forced, &counts);
    if (argc == 0)
        show_file(app, &decode, "-", forced, &counts);
    unread_summary(app, &counts);
    free(decode.answerable);
    return EXIT_GOOD;
}
