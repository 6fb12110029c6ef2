// SPDX-License-Identifier: BSD-2-Clause
/* Makes exchanges of the items of input: pairs, records and single packets. */
#include "common/exchanges.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "common/input_error.h"
#include "common/memory.h"
#include "files/protocol.h"
#include "judge/pairing.h"

/* A report, and whether something in it was at fault. */
struct group {
    uint64_t report;
    bool broken;
};

struct exchanges {
    struct app *app;
    enum rt_input_format forced;
    int argc;
    char **argv;
    int next;                  /* the file to open next */
    bool standard_input;       /* is still to be read: there are no files */
    struct rt_input *input;    /* the file that is being read */
    struct rt_input_item item; /* the last of it: exchanges borrow from it */
    uint64_t found;            /* exchanges and faults in it */
    bool given;                /* an exchange was found in some file */
    uint64_t reports;          /* the highest number of a report so far */
    uint64_t reports_before;   /* the same when this file was opened */
    struct group now;          /* that of the last exchange */
    struct group before;       /* the one whose exchanges came before */
    uint64_t broken;           /* the last report with a fault */
    struct rt_pairing *loose;  /* packets of hex, base64 and raw files */
    struct rt_pairing *captured;
    bool two_files; /* --request and --response, still to be read */
    struct rt_input *pair[2];
};

/* The pairing of a kind, made at first use; the program ends if there is no memory for it. */
static struct rt_pairing *need(struct rt_pairing **pairing)
{
    if (!*pairing)
        *pairing = rt_pairing_new();
    return memory_need(*pairing);
}

struct exchanges *exchanges_open(struct app *app, int argc, char **argv)
{
    enum rt_input_format forced;
    bool request = option_given(&app->options, OPTION_REQUEST);
    bool response = option_given(&app->options, OPTION_RESPONSE);
    if (!forced_format(app, &forced))
        return NULL;
    if (request != response || (request && argc > 0)) {
        app_complain(app, EXIT_USAGE, NULL,
                     "--request and --response go together, without other files");
        return NULL;
    }
    struct exchanges *exchanges = calloc(1, sizeof *exchanges);
    if (!exchanges) {
        app_complain(app, EXIT_BUG, NULL, "out of memory");
        return NULL;
    }
    *exchanges = (struct exchanges){
        .app = app,
        .forced = forced,
        .argc = argc,
        .argv = argv,
        .standard_input = argc == 0 && !request,
        .two_files = request,
    };
    return exchanges;
}

/* The number of a report among those of all files. */
static uint64_t report_number(struct exchanges *exchanges, uint64_t in_file)
{
    uint64_t number = in_file == 0 ? 0 : exchanges->reports_before + in_file;
    if (number > exchanges->reports)
        exchanges->reports = number;
    return number;
}

/* Takes note of a fault in a report. */
static void mark_broken(struct exchanges *exchanges, uint64_t report)
{
    exchanges->broken = report;
    if (report == exchanges->now.report)
        exchanges->now.broken = true;
}

/* Takes note that an exchange of this report comes. */
static void mark_report(struct exchanges *exchanges, uint64_t report)
{
    if (report == exchanges->now.report)
        return;
    exchanges->before = exchanges->now;
    exchanges->now = (struct group){report, report == exchanges->broken};
}

bool exchanges_broken(const struct exchanges *exchanges, uint64_t report)
{
    if (report == 0)
        return false;
    return (report == exchanges->now.report && exchanges->now.broken) ||
           (report == exchanges->before.report && exchanges->before.broken);
}

static void of_record(struct exchanges *exchanges, struct exchange *exchange)
{
    const struct rt_input_item *item = &exchanges->item;
    const struct rt_input *input = exchanges->input;
    const struct rt_record *record = &item->record;
    exchange->packets = (struct rt_exchange){
        .request = record->request,
        .response = record->response,
        .key = record->have_key ? record->key : NULL,
        .transport = RT_TRANSPORT_UNKNOWN,
        .nonce = record->nonce,
    };
    exchange->rand = record->rand;
    exchange->record = record->number;
    exchange->at = record->at;
    exchange->version = record->version;
    exchange->report = report_number(exchanges, record->report);
    exchange->form = record->form;
    exchange->alone = record->report == 0 && rt_input_format_of(input) == RT_INPUT_JSON;
}

/* Takes a packet: a request is kept, a response becomes an exchange. */
static bool of_packet(struct exchanges *exchanges, struct rt_pairing *pairing,
                      const struct rt_pairing_ends *ends, struct rt_view bytes, bool is_response,
                      struct exchange *exchange)
{
    if (!is_response) {
        if (rt_pairing_add(pairing, ends, bytes) != RT_OK)
            app_complain(exchanges->app, EXIT_BUG, NULL, "out of memory");
        return false;
    }
    exchange->packets = (struct rt_exchange){
        .request = rt_pairing_find(pairing, app_crypto(exchanges->app), ends, bytes),
        .response = bytes,
        .transport = ends->transport,
    };
    return true;
}

/* Whether the top of a packet is that of a response, as packet.h tells them apart. */
static bool is_response(struct rt_view bytes)
{
    static const enum rt_slot signs[] = {RT_SLOT_SREP, RT_SLOT_CERT, RT_SLOT_INDX};
    struct rt_frame frame = rt_frame_parse(bytes);
    struct rt_message message = rt_message_parse(frame.message);
    for (size_t i = 0; i < sizeof signs / sizeof signs[0]; i++)
        if (rt_view_present(rt_message_find(&message, rt_slot_row(signs[i])->tag).value))
            return true;
    return false;
}

/* A packet of a file. A torn one that is no response can be anything, and is a fault. */
static bool of_loose(struct exchanges *exchanges, const struct rt_input_item *item,
                     struct exchange *exchange)
{
    static const struct rt_pairing_ends nowhere = {.transport = RT_TRANSPORT_UNKNOWN};
    struct rt_packet packet;
    rt_packet_parse(&packet, item->packet);
    bool answers = packet.direction == RT_RESPONSE;
    exchange->alone = true;
    if (answers || packet.header.error == RT_OK)
        return of_packet(exchanges, need(&exchanges->loose), &nowhere, item->packet, answers,
                         exchange);
    const char *protocol = rt_protocol_text(rt_protocol_find(item->packet));
    if (protocol)
        app_complain(exchanges->app, EXIT_INPUT, exchange->file,
                     "record %" PRIu64 ": offset 0: this is no Roughtime packet: it looks like %s",
                     item->number, protocol);
    else
        app_complain(exchanges->app, EXIT_INPUT, exchange->file,
                     "record %" PRIu64 ": offset %zu: no Roughtime packet: %s", item->number,
                     packet.header.at, rt_error_text(packet.header.error));
    exchanges->found++;
    return false;
}

static bool of_datagram(struct exchanges *exchanges, const struct rt_input_item *item,
                        struct exchange *exchange)
{
    const struct rt_datagram *datagram = &item->datagram;
    bool answers = is_response(datagram->payload);
    struct rt_pairing_ends ends = {
        .client = answers ? datagram->to : datagram->from,
        .server = answers ? datagram->from : datagram->to,
        .transport = datagram->transport,
    };
    if (!datagram->roughtime)
        return false;
    exchange->captured = true;
    exchange->client = ends.client;
    exchange->server = ends.server;
    exchange->time_ns = datagram->time_ns;
    return of_packet(exchanges, need(&exchanges->captured), &ends, datagram->payload, answers,
                     exchange);
}

/* Makes an exchange of the last item; false if it is not one, or not yet. */
static bool of_item(struct exchanges *exchanges, struct exchange *exchange)
{
    const struct rt_input_item *item = &exchanges->item;
    *exchange = (struct exchange){.file = rt_input_name(exchanges->input), .record = item->number};
    switch (item->kind) {
    case RT_INPUT_EXCHANGE:
        of_record(exchanges, exchange);
        if (rt_view_present(exchange->packets.response))
            return true;
        app_complain(exchanges->app, EXIT_INPUT, exchange->file,
                     "record %" PRIu64 ": offset %" PRIu64 ": the exchange has no \"response\"",
                     item->number, item->at);
        mark_broken(exchanges, exchange->report);
        exchanges->found++;
        return false;
    case RT_INPUT_PACKET:
        return of_loose(exchanges, item, exchange);
    case RT_INPUT_DATAGRAM:
        return of_datagram(exchanges, item, exchange);
    }
    return false;
}

/* The one packet of a file of --request or --response; absent after a message. */
static struct rt_view only_packet(struct exchanges *exchanges, int which, enum option_id option)
{
    struct rt_input_item item;
    struct rt_input_fault fault;
    const char *name = exchanges->app->options.value[option];
    struct rt_view none = {NULL, 0};
    exchanges->pair[which] = open_or_complain(exchanges->app, name, exchanges->forced);
    if (!exchanges->pair[which])
        return none;
    switch (rt_input_next(exchanges->pair[which], &item, &fault)) {
    case RT_NEXT_RECORD:
        if (item.kind == RT_INPUT_PACKET)
            return item.packet;
        app_complain(exchanges->app, EXIT_INPUT, name, "this is not one packet");
        return none;
    case RT_NEXT_FAULT:
        complain_of_input(exchanges->app, name, &fault);
        return none;
    case RT_NEXT_END:
        app_complain(exchanges->app, EXIT_INPUT, name, "%s", rt_error_text(RT_E_EMPTY));
        return none;
    }
    return none;
}

static bool two_files(struct exchanges *exchanges, struct exchange *exchange)
{
    exchanges->two_files = false;
    struct rt_view request = only_packet(exchanges, 0, OPTION_REQUEST);
    struct rt_view response = only_packet(exchanges, 1, OPTION_RESPONSE);
    *exchange = (struct exchange){
        .packets = {.request = request, .response = response, .transport = RT_TRANSPORT_UNKNOWN},
        .file = exchanges->app->options.value[OPTION_RESPONSE],
        .record = 1,
        .alone = true,
    };
    return rt_view_present(request) && rt_view_present(response);
}

/* The name of the next file, or NULL. */
static const char *next_name(struct exchanges *exchanges)
{
    if (exchanges->standard_input) {
        exchanges->standard_input = false;
        return "-";
    }
    return exchanges->next < exchanges->argc ? exchanges->argv[exchanges->next++] : NULL;
}

/* Opens the next file that can be opened; false if there is none. */
static bool next_file(struct exchanges *exchanges)
{
    const char *name;
    rt_input_close(exchanges->input);
    exchanges->input = NULL;
    exchanges->found = 0;
    exchanges->reports_before = exchanges->reports;
    while (!exchanges->input && (name = next_name(exchanges)) != NULL)
        exchanges->input = open_or_complain(exchanges->app, name, exchanges->forced);
    return exchanges->input != NULL;
}

/* At the end of a file: says so if it gave nothing. */
static void complain_of_nothing(const struct exchanges *exchanges)
{
    bool requests = exchanges->loose != NULL;
    bool more = exchanges->given || exchanges->next < exchanges->argc;
    /* A file of requests alone is the first half of a pair of files. */
    if (exchanges->found > 0 || (requests && more))
        return;
    app_complain(exchanges->app, EXIT_INPUT, rt_input_name(exchanges->input), "%s",
                 requests ? "there is no response to the request" : "there is no exchange in it");
}

bool exchanges_next(struct exchanges *exchanges, struct exchange *exchange)
{
    struct rt_input_fault fault;
    if (exchanges->two_files)
        return two_files(exchanges, exchange);
    if (!exchanges->input && !next_file(exchanges))
        return false;
    for (;;) {
        switch (rt_input_next(exchanges->input, &exchanges->item, &fault)) {
        case RT_NEXT_RECORD:
            if (of_item(exchanges, exchange)) {
                mark_report(exchanges, exchange->report);
                exchanges->found++;
                exchanges->given = true;
                return true;
            }
            break;
        case RT_NEXT_FAULT:
            if (!fault.roughtime)
                break;
            complain_of_input(exchanges->app, rt_input_name(exchanges->input), &fault);
            mark_broken(exchanges, report_number(exchanges, fault.report));
            exchanges->found++;
            break;
        case RT_NEXT_END:
            complain_of_nothing(exchanges);
            if (!next_file(exchanges))
                return false;
            break;
        }
    }
}

uint64_t exchanges_unanswered(const struct exchanges *exchanges)
{
    uint64_t count = 0;
    if (exchanges->loose)
        count += rt_pairing_unanswered(exchanges->loose);
    if (exchanges->captured)
        count += rt_pairing_unanswered(exchanges->captured);
    return count;
}

void exchanges_close(struct exchanges *exchanges)
{
    if (!exchanges)
        return;
    rt_input_close(exchanges->input);
    rt_input_close(exchanges->pair[0]);
    rt_input_close(exchanges->pair[1]);
    rt_pairing_free(exchanges->loose);
    rt_pairing_free(exchanges->captured);
    free(exchanges);
}
