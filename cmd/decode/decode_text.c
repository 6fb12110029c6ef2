// SPDX-License-Identifier: BSD-2-Clause
/* rtctl decode as text for eyes. */
#include <inttypes.h>
#include <string.h>

#include "common/names.h"
#include "common/show.h"
#include "common/version_number.h"
#include "decode/decode.h"
#include "files/request_print.h"
#include "files/span.h"
#include "wire/clock.h"

#define VALUE_COLUMN 14
#define BYTES_A_LINE 16
#define BYTES_COLUMN (9 + 3 * BYTES_A_LINE) /* where words begin behind bytes */
#define ZERO_RUN     (2 * BYTES_A_LINE)     /* from here on zeros are only counted */

/* The name of a candidate, joined with those of all that have the same evidence; those of them at
 * or after `from` in the list. With a reading it stands alone. */
static const char *group_name(const struct rt_candidates *candidates, size_t from,
                              const struct rt_candidates_entry *of, char text[NAMES_SIZE])
{
    const struct rt_version *versions[RT_CHOICES_MAX];
    size_t count = 0;
    if (of->as.reading)
        return rt_candidate_text(&of->as, text);
    for (size_t i = from; i < candidates->count; i++)
        if (!candidates->list[i].as.reading && rt_candidates_alike(&candidates->list[i], of))
            versions[count++] = candidates->list[i].as.version;
    if (count == 0)
        versions[count++] = of->as.version;
    return names_join(versions, count, text);
}

static void print_origin(struct rt_output *out, const struct decode *decode)
{
    const struct rt_input_item *item = decode->item;
    const struct rt_datagram *datagram = &item->datagram;
    char from[RT_ENDPOINT_TEXT_SIZE];
    char to[RT_ENDPOINT_TEXT_SIZE];
    char time[RT_TIME_SIZE];
    rt_output_text(out, "  ");
    rt_output_styled(out, RT_STYLE_DIM, decode->file);
    rt_output_print(out, ": record %" PRIu64 "\n", item->number);
    if (item->kind != RT_INPUT_DATAGRAM)
        return;
    rt_output_print(out, "  %s to %s  %s  %s", rt_endpoint_text(&datagram->from, from),
                    rt_endpoint_text(&datagram->to, to), rt_transport_name(datagram->transport),
                    rt_clock_text(RT_CLOCK_UNIX_US, (uint64_t)datagram->time_ns / 1000, time));
    if (datagram->copy_of != 0)
        rt_output_print(out, "  copy of record %" PRIu64, datagram->copy_of);
    rt_output_text(out, "\n");
}

static void print_set(struct rt_output *out, const struct rt_candidates_entry *candidate,
                      uint32_t set)
{
    enum rt_param param;
    while (rt_candidates_evidence_next(&set, &param)) {
        char text[RT_EVIDENCE_SIZE];
        rt_output_print(out, " %s", rt_candidates_evidence_text(&candidate->rules, param, text));
    }
}

/* Whether the list has an entry before `i` that is printed together with it. */
static bool printed_before(const struct rt_candidates *candidates, size_t i)
{
    const struct rt_candidates_entry *candidate = &candidates->list[i];
    for (size_t k = 0; k < i && !candidate->as.reading; k++)
        if (!candidates->list[k].as.reading && rt_candidates_alike(&candidates->list[k], candidate))
            return true;
    return false;
}

/* Why no version fits, and as which one the packet is shown. */
static void print_misfit(struct rt_output *out, const struct rt_decoded *decoded)
{
    char name[NAMES_SIZE];
    char text[UNREGISTERED_SIZE];
    uint32_t number;
    rt_candidate_text(&decoded->shown->as, name);
    if (decoded->named)
        rt_output_print(out, "  does not fit %s, which would have", name);
    else if (rt_version_name_lacks(version_name_all(), &decoded->packet, &number))
        rt_output_print(out, "  %s; shown as %s, which would have", unregistered_text(number, text),
                        name);
    else
        rt_output_print(out, "  no version fits; shown as %s, which would have", name);
    print_set(out, decoded->shown, decoded->shown->evidence.disagrees);
    rt_output_text(out, "\n");
}

static void print_candidates(struct rt_output *out, const struct rt_decoded *decoded)
{
    const struct rt_candidates *candidates = &decoded->candidates;
    char name[NAMES_SIZE];
    for (size_t i = 0; i < candidates->count; i++) {
        if (printed_before(candidates, i))
            continue;
        const struct rt_candidates_entry *candidate = &candidates->list[i];
        rt_output_text(out, "  ");
        rt_output_cell(out, RT_STYLE_HEAD, VALUE_COLUMN - 2,
                       group_name(candidates, i, candidate, name));
        rt_output_text(out, "because");
        print_set(out, candidate, candidate->evidence.agrees);
        bool several = strcmp(name, candidate->as.version->name) != 0 && !candidate->as.reading;
        rt_output_text(out, several ? "; nothing here tells them apart\n" : "\n");
    }
    if (candidates->count == 0)
        print_misfit(out, decoded);
}

static void print_head(struct rt_output *out, const struct decode *decode)
{
    const struct rt_decoded *decoded = &decode->decoded;
    const struct rt_packet *packet = &decoded->packet;
    char name[NAMES_SIZE] = "?";
    uint32_t number;
    if (decoded->named)
        group_name(&decoded->candidates, 0, decoded->shown, name);
    else if (decoded->readable && rt_version_name_lacks(version_name_all(), packet, &number))
        snprintf(name, sizeof name, "0x%08" PRIx32, number);
    rt_output_styled(out, RT_STYLE_HEAD, name);
    rt_output_print(out, "  %s, %zu",
                    decoded->foreign ? "no Roughtime packet" : rt_decoded_direction(decoded),
                    packet->bytes.len);
    if (decoded->from.size > packet->bytes.len)
        rt_output_print(out, " of %zu", decoded->from.size);
    rt_output_print(out, " bytes, %s ROUGHTIM header", packet->frame.framed ? "with" : "without");
    print_origin(out, decode);
    if (decoded->readable)
        print_candidates(out, decoded);
}

/* A list with an element on each line. */
static void print_elements(struct rt_output *out, const struct rt_value_terms *terms, uint32_t tag,
                           struct rt_view list)
{
    size_t step = rt_value_step(terms, tag);
    for (size_t at = 0; at < list.len; at += step) {
        char text[RT_VALUE_TEXT_SIZE];
        struct rt_view element = rt_view_slice(list, at, step);
        if (at > 0)
            rt_output_spaces(out, VALUE_COLUMN);
        if (*rt_value_text(terms, tag, element, text))
            rt_output_text(out, text);
        else
            rt_output_hex_text(out, element);
        rt_output_text(out, "\n");
    }
}

/* Whether a value is a list that is printed line by line: of a PATH only with -v. */
static bool is_long_list(const struct rt_value_terms *terms, const struct rt_entry *entry,
                         bool verbose)
{
    size_t step = rt_value_step(terms, entry->tag);
    return step > 0 && entry->value.len > step && entry->value.len % step == 0 &&
           (verbose || entry->tag == RT_TAG_LEAP);
}

/* A mark under what is wrong: "^ request.type: TYPE is missing (v14-v19)". */
static void print_mark(struct rt_output *out, const struct rt_request_cause *mark)
{
    char text[RT_REQUEST_TEXT_SIZE], names[NAMES_SIZE];
    rt_output_styled(out, RT_STYLE_BAD, "^ ");
    rt_output_styled(out, RT_STYLE_BAD, rt_request_check_row(mark->check)->name);
    rt_output_print(out, ": %s (%s)\n", rt_request_cause_text(mark, text),
                    names_join(mark->versions, mark->count, names));
}

/* Marks of the packet as a whole; `bytes`: but for those that stand at a byte. */
static void print_marks_of_packet(struct rt_output *out, const struct rt_decoded *decoded,
                                  bool bytes)
{
    for (size_t i = 0; i < decoded->request_fault_count; i++) {
        const struct rt_request_result *result = &decoded->request_faults[i].result;
        if (result->tag != 0 || (bytes && result->has_at))
            continue;
        rt_output_text(out, "  ");
        print_mark(out, &decoded->request_faults[i]);
    }
}

/* Marks of a tag: at its value, or in the list of tags before the first value. */
static void print_marks_of_tag(struct rt_output *out, const struct rt_decoded *decoded,
                               const struct rt_entry *entry)
{
    const struct rt_message *message = &decoded->packet.messages[RT_LEVEL_TOP];
    size_t values = rt_packet_offset(&decoded->packet, message->bytes.data) + message->values;
    size_t begin = rt_packet_offset(&decoded->packet, entry->value.data);
    for (size_t i = 0; i < decoded->request_fault_count; i++) {
        const struct rt_request_result *result = &decoded->request_faults[i].result;
        bool in_value = result->at >= begin && result->at <= begin + entry->value.len;
        if (!result->has_at || result->tag != entry->tag || !(in_value || result->at < values))
            continue;
        rt_output_spaces(out, VALUE_COLUMN);
        print_mark(out, &decoded->request_faults[i]);
    }
}

/* Marks of tags that are not there, in lines as if they were. */
static void print_marks_of_missing(struct rt_output *out, const struct rt_decoded *decoded)
{
    for (size_t i = 0; i < decoded->request_fault_count; i++) {
        const struct rt_request_result *result = &decoded->request_faults[i].result;
        char name[RT_TAG_NAME_SIZE];
        if (result->tag == 0 || result->has_at)
            continue;
        rt_output_text(out, "  ");
        rt_output_cell(out, RT_STYLE_PLAIN, VALUE_COLUMN - 2, rt_tag_name(result->tag, name));
        print_mark(out, &decoded->request_faults[i]);
    }
}

static void print_message(struct app *app, const struct rt_decoded *decoded, enum rt_level level,
                          unsigned depth)
{
    struct rt_output *out = &app->out;
    const struct rt_message *message = &decoded->packet.messages[level];
    bool verbose = option_given(&app->options, OPTION_VERBOSE);
    unsigned indent = 2 + 2 * depth;
    for (uint32_t i = 0; i < message->sound; i++) {
        char name[RT_TAG_NAME_SIZE];
        struct rt_entry entry = rt_message_entry(message, i);
        enum rt_level nested = rt_packet_nested(&decoded->packet, level, &entry);
        rt_output_spaces(out, indent);
        rt_output_cell(out, RT_STYLE_PLAIN, VALUE_COLUMN - indent, rt_tag_name(entry.tag, name));
        if (nested != RT_LEVEL_TOP) {
            rt_output_print(out, "%zu bytes, %" PRIu32 " tags\n", entry.value.len,
                            decoded->packet.messages[nested].count);
            print_message(app, decoded, nested, depth + 1);
        } else if (is_long_list(&decoded->terms, &entry, verbose)) {
            print_elements(out, &decoded->terms, entry.tag, entry.value);
        } else {
            rt_value_print(out, &decoded->terms, entry.tag, entry.value);
            rt_output_text(out, "\n");
        }
        if (level == RT_LEVEL_TOP)
            print_marks_of_tag(out, decoded, &entry);
    }
}

/* The tags of a packet that was cut whose values are not there, or in part. */
static void print_cut(struct rt_output *out, const struct rt_decoded *decoded)
{
    const struct rt_message *top = &decoded->packet.messages[RT_LEVEL_TOP];
    for (uint32_t i = top->sound; i < rt_message_cut_count(top); i++) {
        char name[RT_TAG_NAME_SIZE];
        struct rt_entry entry;
        size_t size = rt_message_cut_entry(top, i, rt_decoded_length(decoded), &entry);
        rt_output_text(out, "  ");
        rt_output_cell(out, RT_STYLE_PLAIN, VALUE_COLUMN - 2, rt_tag_name(entry.tag, name));
        if (size > 0)
            rt_output_print(out, "%zu of %zu bytes", entry.value.len, size);
        else
            rt_output_print(out, "%zu bytes and more", entry.value.len);
        if (entry.value.len > 0)
            rt_output_text(out, ": ");
        rt_output_hex_text(out, entry.value);
        rt_output_text(out, "\n");
    }
}

struct listing {
    struct rt_output *out;
    const struct rt_decoded *decoded;
    const struct rt_value_terms *terms;
};

static size_t zeros_at(struct rt_view bytes, size_t at)
{
    size_t count = 0;
    while (at + count < bytes.len && bytes.data[at + count] == 0)
        count++;
    return count;
}

/* Prints the bytes from `at` on as one line, but for its end; returns how many they are. */
static size_t print_bytes(struct rt_output *out, const struct rt_span *span, size_t at)
{
    size_t zeros = zeros_at(span->bytes, at);
    char text[BYTES_A_LINE * 3 + 1];
    size_t count = 0;
    size_t used = 0;
    rt_output_print(out, "  %5zu  ", span->at + at);
    if (zeros >= ZERO_RUN) {
        snprintf(text, sizeof text, "00 x %zu", zeros);
        rt_output_print(out, "%-*s", BYTES_A_LINE * 3, text);
        return zeros;
    }
    for (; count < BYTES_A_LINE && at + count < span->bytes.len; count++)
        used += (size_t)snprintf(text + used, sizeof text - used, "%02x ",
                                 span->bytes.data[at + count]);
    rt_output_print(out, "%-*s", BYTES_A_LINE * 3, text);
    return count;
}

static void print_span(void *context, const struct rt_span *span)
{
    const struct listing *listing = context;
    char text[RT_SPAN_TEXT_SIZE];
    for (size_t at = 0; at < span->bytes.len;) {
        bool first = at == 0;
        at += print_bytes(listing->out, span, at);
        if (first)
            rt_output_styled(listing->out,
                             span->kind == RT_SPAN_REST ? RT_STYLE_BAD : RT_STYLE_PLAIN,
                             rt_span_text(span, listing->terms, text));
        else
            rt_output_text(listing->out, "\"");
        rt_output_text(listing->out, "\n");
    }
    for (size_t i = 0; i < listing->decoded->request_fault_count; i++) {
        const struct rt_request_cause *mark = &listing->decoded->request_faults[i];
        if (!mark->result.has_at || mark->result.at < span->at ||
            mark->result.at >= span->at + span->bytes.len)
            continue;
        rt_output_spaces(listing->out, BYTES_COLUMN);
        print_mark(listing->out, mark);
    }
}

static void print_faults(struct rt_output *out, const struct rt_decoded *decoded)
{
    for (size_t i = 0; i < decoded->fault_count; i++) {
        const struct rt_fault *fault = &decoded->faults[i];
        char text[RT_DECODED_FAULT_SIZE];
        rt_output_text(out, "  ");
        rt_output_cell(out, RT_STYLE_BAD, VALUE_COLUMN - 2, "FAULT");
        rt_output_print(out, "offset %zu: %s\n", fault->at,
                        rt_decoded_fault_text(decoded, fault, text));
    }
}

void decode_text(struct app *app, const struct decode *decode)
{
    const struct rt_decoded *decoded = &decode->decoded;
    struct listing listing = {&app->out, decoded, &decoded->terms};
    print_head(&app->out, decode);
    bool bytes = option_given(&app->options, OPTION_BYTES);
    print_marks_of_packet(&app->out, decoded, bytes);
    if (bytes)
        rt_span_each(&decoded->packet, decoded->packet.bytes, &decoded->terms, print_span,
                     &listing);
    else
        print_message(app, decoded, RT_LEVEL_TOP, 0);
    if (decoded->from.cut && !bytes)
        print_cut(&app->out, decoded);
    print_marks_of_missing(&app->out, decoded);
    if (decoded->answers)
        rt_request_print_answers(&app->out, version_name_all(), decoded->answers,
                                 option_given(&app->options, OPTION_VERBOSE));
    print_faults(&app->out, decoded);
}
