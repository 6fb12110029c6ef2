// SPDX-License-Identifier: BSD-2-Clause
/* Makes exchanges of the items of input: pairs, records and single packets. */
#include "files/exchanges.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "files/early.h"
#include "files/protocol.h"
#include "judge/pairing.h"

/* A report, and whether something in it was at fault. */
struct group {
    uint64_t report;
    bool broken;
};

struct rt_exchanges {
    struct rt_crypto *crypto;
    enum rt_input_format forced;
    char *const *names;
    size_t count;
    size_t next;                      /* the file to open next */
    bool standard_input;              /* is still to be read: there are no files */
    struct rt_input *input;           /* the file that is being read */
    struct rt_input_item item;        /* the last of it: exchanges borrow from it */
    struct rt_exchange_origin origin; /* of the last exchange */
    uint64_t found;                   /* exchanges and faults in it */
    uint64_t unanswered;              /* requests of JSON without a response */
    bool given;                       /* an exchange was found in some file */
    uint64_t reports;                 /* the highest number of a report so far */
    uint64_t reports_before;          /* the same when this file was opened */
    struct group now;                 /* that of the last exchange */
    struct group before;              /* the one whose exchanges came before */
    uint64_t broken;                  /* the last report with a fault */
    struct rt_pairing *loose;         /* packets of hex, base64 and raw files */
    struct rt_pairing *captured;
    struct rt_early *early;          /* responses of the capture whose requests have not come */
    int64_t time_ns;                 /* when the last packet was captured */
    struct rt_capture_counts counts; /* of all captures so far */
    bool want_requests;              /* those without a response, too */
    struct rt_server_seen *seen;     /* of servers, for them */
    uint64_t requests;               /* in this file, which wait for a response or have none */
    size_t loose_given;              /* of those without a response, behind the last file, */
    size_t captured_given;
    /* One exchange in two files. */
    const char *pair_names[2]; /* request and response; NULL: there are none */
    struct rt_input *pair[2];
    struct rt_view packets[2];
    size_t pair_next; /* the file to read next; 3: all was given */
};

/* What became of an item. */
enum step { STEP_ON, STEP_EXCHANGE, STEP_FAULT };

static struct rt_exchanges *create(struct rt_crypto *crypto, enum rt_input_format forced)
{
    struct rt_exchanges *exchanges = calloc(1, sizeof *exchanges);
    if (!exchanges)
        return NULL;
    exchanges->crypto = crypto;
    exchanges->forced = forced;
    return exchanges;
}

struct rt_exchanges *rt_exchanges_open(struct rt_crypto *crypto, enum rt_input_format forced,
                                       char *const *names, size_t count)
{
    struct rt_exchanges *exchanges = create(crypto, forced);
    if (!exchanges)
        return NULL;
    exchanges->names = names;
    exchanges->count = count;
    exchanges->standard_input = count == 0;
    return exchanges;
}

struct rt_exchanges *rt_exchanges_open_pair(struct rt_crypto *crypto, enum rt_input_format forced,
                                            const char *request, const char *response)
{
    struct rt_exchanges *exchanges = create(crypto, forced);
    if (!exchanges)
        return NULL;
    exchanges->pair_names[0] = request;
    exchanges->pair_names[1] = response;
    return exchanges;
}

enum rt_error rt_exchanges_want_requests(struct rt_exchanges *exchanges)
{
    exchanges->want_requests = true;
    if (!exchanges->seen)
        exchanges->seen = rt_server_seen_new();
    return exchanges->seen ? RT_OK : RT_E_NO_MEMORY;
}

/* A fault of the file as a whole. */
static void say_whole(struct rt_exchanges_fault *fault, const char *file, enum rt_error error,
                      const char *cause)
{
    *fault = (struct rt_exchanges_fault){
        .file = file, .input = {.error = error, .whole = true, .roughtime = true}};
    snprintf(fault->input.cause, sizeof fault->input.cause, "%s", cause);
}

/* A fault of the last item. */
__attribute__((format(printf, 5, 6))) static enum step say(struct rt_exchanges *exchanges,
                                                           struct rt_exchanges_fault *fault,
                                                           enum rt_error error, uint64_t at,
                                                           const char *format, ...)
{
    struct rt_input_fault *input = &fault->input;
    fault->file = rt_input_name(exchanges->input);
    *input = (struct rt_input_fault){
        .error = error, .record = exchanges->item.number, .at = at, .roughtime = true};
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(input->cause, sizeof input->cause, format, arguments);
    va_end(arguments);
    exchanges->found++;
    return STEP_FAULT;
}

static enum step no_memory(struct rt_exchanges_fault *fault, const char *file)
{
    say_whole(fault, file, RT_E_NO_MEMORY, rt_error_text(RT_E_NO_MEMORY));
    return STEP_FAULT;
}

/* Opens a file; NULL with a fault. */
static struct rt_input *open_input(const struct rt_exchanges *exchanges, const char *name,
                                   struct rt_exchanges_fault *fault)
{
    *fault = (struct rt_exchanges_fault){.file = name};
    if (strcmp(name, "-") == 0)
        fault->file = "standard input";
    return rt_input_open(name, exchanges->forced, &fault->input);
}

/* The number of a report among those of all files. */
static uint64_t report_number(struct rt_exchanges *exchanges, uint64_t in_file)
{
    uint64_t number = in_file == 0 ? 0 : exchanges->reports_before + in_file;
    if (number > exchanges->reports)
        exchanges->reports = number;
    return number;
}

/* Takes note of a fault in a report. */
static void mark_broken(struct rt_exchanges *exchanges, uint64_t report)
{
    exchanges->broken = report;
    if (report == exchanges->now.report)
        exchanges->now.broken = true;
}

/* Takes note that an exchange of this report comes. */
static void mark_report(struct rt_exchanges *exchanges, uint64_t report)
{
    if (report == exchanges->now.report)
        return;
    exchanges->before = exchanges->now;
    exchanges->now = (struct group){report, report == exchanges->broken};
}

bool rt_exchanges_broken(const struct rt_exchanges *exchanges, uint64_t report)
{
    if (report == 0)
        return false;
    return (report == exchanges->now.report && exchanges->now.broken) ||
           (report == exchanges->before.report && exchanges->before.broken);
}

static enum step of_record(struct rt_exchanges *exchanges, struct rt_exchange *exchange,
                           struct rt_exchanges_fault *fault)
{
    const struct rt_record *record = &exchanges->item.record;
    struct rt_exchange_origin *origin = &exchanges->origin;
    *exchange = rt_record_exchange(record);
    origin->at = record->at;
    origin->version = record->version;
    origin->report = report_number(exchanges, record->report);
    origin->form = record->form;
    origin->alone = record->report == 0 && rt_input_format_of(exchanges->input) == RT_INPUT_JSON;
    if (rt_view_present(exchange->response))
        return STEP_EXCHANGE;
    if (record->form == RT_FORM_NONE && rt_view_present(exchange->request)) {
        exchanges->unanswered++;
        return exchanges->want_requests ? STEP_EXCHANGE : STEP_ON;
    }
    mark_broken(exchanges, origin->report);
    return say(exchanges, fault, RT_E_JSON_FIELD, record->at, "the exchange has no \"response\"");
}

/* Takes a packet: a request is kept, a response becomes an exchange. */
static enum step of_packet(struct rt_exchanges *exchanges, struct rt_pairing **pairing,
                           const struct rt_pairing_ends *ends, bool is_response,
                           struct rt_exchange *exchange, struct rt_exchanges_fault *fault)
{
    struct rt_view bytes = exchanges->item.packet;
    const struct rt_pairing_source source = {
        .file = exchanges->origin.file,
        .record = exchanges->origin.record,
        .time_ns = exchanges->origin.time_ns,
    };
    if (!*pairing)
        *pairing = rt_pairing_new();
    if (!*pairing || (!is_response && rt_pairing_add(*pairing, ends, bytes, &source) != RT_OK))
        return no_memory(fault, rt_input_name(exchanges->input));
    if (!is_response) {
        exchanges->requests++;
        return STEP_ON;
    }
    *exchange = (struct rt_exchange){
        .request = rt_pairing_find(*pairing, exchanges->crypto, ends, bytes),
        .response = bytes,
        .transport = ends->transport,
    };
    return STEP_EXCHANGE;
}

/* Makes an exchange of a response that was held. */
static enum step of_early(struct rt_exchanges *exchanges, const struct rt_early_response *response,
                          struct rt_view request, struct rt_exchange *exchange)
{
    exchanges->origin = (struct rt_exchange_origin){
        .file = response->source.file,
        .record = response->source.record,
        .captured = true,
        .client = response->ends.client,
        .server = response->ends.server,
        .time_ns = response->source.time_ns,
    };
    *exchange = (struct rt_exchange){
        .request = request, .response = response->bytes, .transport = response->ends.transport};
    return STEP_EXCHANGE;
}

/* Takes a packet of a capture. A response without a request is held: that may come yet. */
static enum step of_captured(struct rt_exchanges *exchanges, const struct rt_pairing_ends *ends,
                             bool is_response, struct rt_exchange *exchange,
                             struct rt_exchanges_fault *fault)
{
    const struct rt_exchange_origin *origin = &exchanges->origin;
    struct rt_early_response held = {
        .bytes = exchanges->item.packet,
        .ends = *ends,
        .source = {origin->file, origin->record, origin->time_ns},
    };
    enum step step = of_packet(exchanges, &exchanges->captured, ends, is_response, exchange, fault);
    if (step == STEP_FAULT || (is_response && rt_view_present(exchange->request)))
        return step;
    if (!exchanges->early)
        exchanges->early = rt_early_new();
    if (!exchanges->early || (is_response && rt_early_hold(exchanges->early, &held) != RT_OK))
        return no_memory(fault, rt_input_name(exchanges->input));
    struct rt_view request;
    if (!is_response && rt_early_match(exchanges->early, exchanges->captured, exchanges->crypto,
                                       ends, &held, &request))
        return of_early(exchanges, &held, request, exchange);
    return STEP_ON;
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
static enum step of_loose(struct rt_exchanges *exchanges, struct rt_exchange *exchange,
                          struct rt_exchanges_fault *fault)
{
    static const struct rt_pairing_ends nowhere = {.transport = RT_TRANSPORT_UNKNOWN};
    struct rt_packet packet;
    rt_packet_parse(&packet, exchanges->item.packet);
    bool answers = packet.direction == RT_RESPONSE;
    exchanges->origin.alone = true;
    if (answers || packet.header.error == RT_OK)
        return of_packet(exchanges, &exchanges->loose, &nowhere, answers, exchange, fault);
    const char *protocol = rt_protocol_text(rt_protocol_find(exchanges->item.packet));
    if (protocol)
        return say(exchanges, fault, RT_E_NOT_A_PACKET, 0,
                   "this is no Roughtime packet: it looks like %s", protocol);
    return say(exchanges, fault, RT_E_NOT_A_PACKET, packet.header.at, "no Roughtime packet: %s",
               rt_error_text(packet.header.error));
}

/* The ends of a datagram, by its direction. */
static struct rt_pairing_ends ends_of(const struct rt_datagram *datagram, bool answers)
{
    return (struct rt_pairing_ends){
        .client = answers ? datagram->to : datagram->from,
        .server = answers ? datagram->from : datagram->to,
        .transport = datagram->transport,
    };
}

static enum step of_datagram(struct rt_exchanges *exchanges, struct rt_exchange *exchange,
                             struct rt_exchanges_fault *fault)
{
    const struct rt_datagram *datagram = &exchanges->item.datagram;
    struct rt_exchange_origin *origin = &exchanges->origin;
    exchanges->time_ns = datagram->time_ns;
    if (!datagram->roughtime || datagram->copy_of != 0)
        return STEP_ON;
    bool answers = is_response(datagram->payload);
    struct rt_pairing_ends ends = ends_of(datagram, answers);
    origin->captured = true;
    origin->client = ends.client;
    origin->server = ends.server;
    origin->time_ns = datagram->time_ns;
    if (exchanges->seen && !answers)
        rt_server_seen_add(exchanges->seen, &ends.server);
    return of_captured(exchanges, &ends, answers, exchange, fault);
}

/* A response that was cut is none to judge, but its request was answered. */
static void of_part(struct rt_exchanges *exchanges)
{
    const struct rt_datagram *datagram = &exchanges->item.datagram;
    struct rt_frame frame = rt_frame_parse(datagram->payload);
    struct rt_message top = rt_message_parse(frame.message);
    if (exchanges->item.kind != RT_INPUT_DATAGRAM || !exchanges->captured ||
        !rt_packet_answers(&top))
        return;
    struct rt_pairing_ends ends = ends_of(datagram, true);
    (void)rt_pairing_find(exchanges->captured, exchanges->crypto, &ends, datagram->payload);
}

/* Makes an exchange of the last item, if it is one. */
static enum step of_item(struct rt_exchanges *exchanges, struct rt_exchange *exchange,
                         struct rt_exchanges_fault *fault)
{
    exchanges->origin = (struct rt_exchange_origin){.file = rt_input_name(exchanges->input),
                                                    .record = exchanges->item.number};
    switch (exchanges->item.kind) {
    case RT_INPUT_EXCHANGE:
        return of_record(exchanges, exchange, fault);
    case RT_INPUT_PACKET:
        return of_loose(exchanges, exchange, fault);
    case RT_INPUT_DATAGRAM:
        return of_datagram(exchanges, exchange, fault);
    }
    return STEP_ON;
}

/* Reads the one packet of a file of a pair. */
static bool only_packet(struct rt_exchanges *exchanges, size_t which,
                        struct rt_exchanges_fault *fault)
{
    struct rt_input_item item;
    struct rt_input *input = open_input(exchanges, exchanges->pair_names[which], fault);
    exchanges->pair[which] = input;
    if (!input)
        return false;
    fault->file = rt_input_name(input);
    switch (rt_input_next(input, &item, &fault->input)) {
    case RT_NEXT_RECORD:
        exchanges->packets[which] = item.packet;
        if (item.kind == RT_INPUT_PACKET)
            return true;
        exchanges->packets[which] = (struct rt_view){NULL, 0};
        say_whole(fault, fault->file, RT_E_NOT_A_PACKET, "this is not one packet");
        return false;
    case RT_NEXT_FAULT:
        return false;
    case RT_NEXT_END:
        say_whole(fault, fault->file, RT_E_EMPTY, rt_error_text(RT_E_EMPTY));
        return false;
    }
    return false;
}

static enum rt_next next_of_pair(struct rt_exchanges *exchanges, struct rt_exchange *exchange,
                                 struct rt_exchanges_fault *fault)
{
    const struct rt_view *packets = exchanges->packets;
    while (exchanges->pair_next < 2)
        if (!only_packet(exchanges, exchanges->pair_next++, fault))
            return RT_NEXT_FAULT;
    if (exchanges->pair_next == 3 || !rt_view_present(packets[0]) || !rt_view_present(packets[1]))
        return RT_NEXT_END;
    exchanges->pair_next = 3;
    exchanges->origin = (struct rt_exchange_origin){
        .file = exchanges->pair_names[1],
        .record = 1,
        .alone = true,
    };
    *exchange = (struct rt_exchange){
        .request = packets[0],
        .response = packets[1],
        .transport = RT_TRANSPORT_UNKNOWN,
        .origin = &exchanges->origin,
    };
    return RT_NEXT_RECORD;
}

/* Holds a sign against the server, and against the request that it is about. */
static void take_sign(void *context, const struct rt_capture_sign *sign)
{
    struct rt_exchanges *exchanges = context;
    const struct rt_pairing_ends ends = {sign->client, sign->server, sign->transport};
    rt_server_seen_sign(exchanges->seen, &sign->server, sign->sign);
    if (exchanges->captured)
        rt_pairing_mark(exchanges->captured, &ends, sign->quoted, UINT32_C(1) << sign->sign);
}

/* Opens the next file: RT_NEXT_RECORD, a fault, or the end: there is none. */
static enum rt_next next_file(struct rt_exchanges *exchanges, struct rt_exchanges_fault *fault)
{
    const char *name = "-";
    rt_input_close(exchanges->input);
    exchanges->input = NULL;
    exchanges->found = 0;
    exchanges->requests = 0;
    exchanges->reports_before = exchanges->reports;
    if (exchanges->standard_input)
        exchanges->standard_input = false;
    else if (exchanges->next < exchanges->count)
        name = exchanges->names[exchanges->next++];
    else
        return RT_NEXT_END;
    exchanges->input = open_input(exchanges, name, fault);
    if (exchanges->input && exchanges->seen)
        rt_input_on_sign(exchanges->input, take_sign, exchanges);
    return exchanges->input ? RT_NEXT_RECORD : RT_NEXT_FAULT;
}

/* At the end of a file: whether it gave nothing, which is a fault. */
static bool gave_nothing(struct rt_exchanges *exchanges, struct rt_exchanges_fault *fault)
{
    bool requests = exchanges->loose != NULL;
    bool more = exchanges->given || exchanges->next < exchanges->count;
    /* A file of requests alone is the first half of a pair of files. */
    if (exchanges->found > 0 || (requests && more) ||
        (exchanges->want_requests && exchanges->requests > 0))
        return false;
    say_whole(fault, rt_input_name(exchanges->input), RT_E_EMPTY,
              requests ? "there is no response to the request" : "there is no exchange in it");
    exchanges->found++;
    return true;
}

/* What comes next of the file that is open. */
static enum step step(struct rt_exchanges *exchanges, struct rt_exchange *exchange,
                      struct rt_exchanges_fault *fault)
{
    struct rt_early_response held;
    const struct rt_view nothing = {NULL, 0};
    if (exchanges->early && rt_early_due(exchanges->early, exchanges->time_ns, false, &held))
        return of_early(exchanges, &held, nothing, exchange);
    switch (rt_input_next(exchanges->input, &exchanges->item, &fault->input)) {
    case RT_NEXT_RECORD:
        return of_item(exchanges, exchange, fault);
    case RT_NEXT_FAULT:
        if (fault->input.part)
            of_part(exchanges);
        if (!fault->input.roughtime)
            return STEP_ON;
        fault->file = rt_input_name(exchanges->input);
        if (fault->input.error == RT_OK)
            return STEP_FAULT; /* only a note */
        mark_broken(exchanges, report_number(exchanges, fault->input.report));
        exchanges->found++;
        return STEP_FAULT;
    case RT_NEXT_END:
        break;
    }
    if (exchanges->early && rt_early_due(exchanges->early, 0, true, &held))
        return of_early(exchanges, &held, nothing, exchange);
    if (gave_nothing(exchanges, fault))
        return STEP_FAULT;
    const struct rt_capture_counts counts = rt_input_counts(exchanges->input);
    rt_capture_counts_add(&exchanges->counts, &counts);
    rt_input_close(exchanges->input);
    exchanges->input = NULL;
    return STEP_ON;
}

/* The next request of a pairing that has no response; false: there is none. */
static bool next_unanswered(struct rt_pairing *pairing, size_t *given,
                            struct rt_pairing_request *found)
{
    return pairing && rt_pairing_next_unanswered(pairing, given, found);
}

/* The next request without a response, behind the last file. */
static enum rt_next next_request(struct rt_exchanges *exchanges, struct rt_exchange *exchange)
{
    struct rt_pairing_request found;
    if (!exchanges->want_requests)
        return RT_NEXT_END;
    bool loose = next_unanswered(exchanges->loose, &exchanges->loose_given, &found);
    if (!loose && !next_unanswered(exchanges->captured, &exchanges->captured_given, &found))
        return RT_NEXT_END;
    exchanges->origin = (struct rt_exchange_origin){.file = found.source.file,
                                                    .record = found.source.record,
                                                    .alone = loose,
                                                    .captured = !loose,
                                                    .client = found.ends.client,
                                                    .server = found.ends.server,
                                                    .time_ns = found.source.time_ns,
                                                    .signs = found.signs};
    *exchange = (struct rt_exchange){
        .request = found.request, .transport = found.ends.transport, .origin = &exchanges->origin};
    return RT_NEXT_RECORD;
}

enum rt_next rt_exchanges_next(struct rt_exchanges *exchanges, struct rt_exchange *exchange,
                               struct rt_exchanges_fault *fault)
{
    if (exchanges->pair_names[0])
        return next_of_pair(exchanges, exchange, fault);
    for (;;) {
        enum rt_next opened = exchanges->input ? RT_NEXT_RECORD : next_file(exchanges, fault);
        if (opened == RT_NEXT_END)
            return next_request(exchanges, exchange);
        if (opened != RT_NEXT_RECORD)
            return opened;
        switch (step(exchanges, exchange, fault)) {
        case STEP_EXCHANGE:
            exchange->origin = &exchanges->origin;
            mark_report(exchanges, exchanges->origin.report);
            exchanges->found++;
            exchanges->given = true;
            return RT_NEXT_RECORD;
        case STEP_FAULT:
            return RT_NEXT_FAULT;
        case STEP_ON:
            break;
        }
    }
}

uint64_t rt_exchanges_unanswered(const struct rt_exchanges *exchanges)
{
    uint64_t count = exchanges->unanswered;
    if (exchanges->loose)
        count += rt_pairing_unanswered(exchanges->loose);
    if (exchanges->captured)
        count += rt_pairing_unanswered(exchanges->captured);
    return count;
}

const struct rt_capture_counts *rt_exchanges_counts(const struct rt_exchanges *exchanges)
{
    return &exchanges->counts;
}

struct rt_server_seen *rt_exchanges_seen(struct rt_exchanges *exchanges)
{
    return exchanges->seen;
}

void rt_exchanges_close(struct rt_exchanges *exchanges)
{
    if (!exchanges)
        return;
    rt_input_close(exchanges->input);
    rt_input_close(exchanges->pair[0]);
    rt_input_close(exchanges->pair[1]);
    rt_pairing_free(exchanges->loose);
    rt_pairing_free(exchanges->captured);
    rt_early_free(exchanges->early);
    rt_server_seen_free(exchanges->seen);
    free(exchanges);
}
