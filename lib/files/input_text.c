// SPDX-License-Identifier: BSD-2-Clause
/* Reads packets from hex, base64 and raw bytes. */
#include "files/input_internal.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "files/excerpt.h"
#include "files/hexdump.h"
#include "files/protocol.h"

#define CHUNK 65536

struct rt_input_text {
    enum rt_input_format format; /* RT_INPUT_AUTO: none of them fits */
    uint8_t *data;
    size_t len;
    size_t pos;
    uint64_t records;
    struct rt_fault misfit; /* what was wrong when no format fitted, or the size */
    bool excerpts;          /* packets are looked for among other text */
    bool cut;               /* the packet is */
    struct rt_input_passed passed;
    uint8_t packet[RT_PACKET_MAX];
};

static enum rt_error slurp(struct rt_input_text *text, FILE *file)
{
    size_t cap = 0, got = 0;
    do {
        if (cap - text->len < CHUNK) {
            cap = cap ? cap * 2 : 2 * CHUNK;
            uint8_t *grown = realloc(text->data, cap);
            if (grown == NULL)
                return RT_E_NO_MEMORY;
            text->data = grown;
        }
        got = fread(text->data + text->len, 1, CHUNK, file);
        text->len += got;
    } while (got > 0 && text->len <= RT_INPUT_TEXT_MAX);
    return ferror(file) ? RT_E_IO : RT_OK;
}

/* No control characters but those of lines and of colours, and UTF-8 or nearly so. No packet is
 * that: each begins with a small number in four bytes or has one behind ROUGHTIM. */
static bool is_text(struct rt_view data)
{
    size_t len = 0, strange = 0;
    for (size_t i = 0; i < data.len; i += len) {
        uint8_t c = data.data[i];
        len = rt_utf8_length(data.data + i, data.len - i);
        if (c == 0x7f || (c < 0x20 && (c < '\t' || c > '\r') && c != 0x1b))
            return false;
        strange += len == 0;
        len += len == 0;
    }
    return strange <= data.len / 8;
}

static struct rt_view view_of(const struct rt_input_text *text)
{
    return (struct rt_view){text->data, text->len};
}

static bool looks_right(const struct rt_input_text *text, size_t len)
{
    return rt_capture_looks_like_roughtime((struct rt_view){text->packet, len});
}

/* Whether all of the text reads as hex. */
static bool is_all_hex(struct rt_input_text *text)
{
    size_t pos = 0, len = 0;
    struct rt_fault fault = {RT_OK, 0};
    while (fault.error == RT_OK)
        fault = rt_hexdump_next(view_of(text), &pos, NULL, text->packet, RT_PACKET_MAX, &len);
    return fault.error == RT_E_EMPTY;
}

/* Whether there is a packet among other text. */
static bool has_excerpt(struct rt_input_text *text)
{
    size_t pos = 0;
    struct rt_excerpt found;
    return rt_excerpt_next(view_of(text), &pos, &found, text->packet, RT_PACKET_MAX).error !=
           RT_E_EMPTY;
}

/* Text that reads as hex is hex; as base64 only what looks like Roughtime, because most words are
 * base64. What begins well in either is that, and damaged. If it is neither from its beginning on,
 * a packet may stand in it all the same, and so may one where hex reads as something else. */
static enum rt_input_format find_format(struct rt_input_text *text, enum rt_input_format forced)
{
    size_t pos = 0, len = 0;
    struct rt_view view = view_of(text);
    if (forced == RT_INPUT_AUTO && !is_text(view))
        return RT_INPUT_RAW;
    struct rt_fault hex = rt_hexdump_next(view, &pos, NULL, text->packet, RT_PACKET_MAX, &len);
    if (hex.error == RT_E_EMPTY || looks_right(text, len))
        return RT_INPUT_HEX;
    pos = 0;
    struct rt_fault base64 =
        rt_hexdump_base64_next(view, &pos, NULL, text->packet, RT_PACKET_MAX, &len);
    (void)base64; /* what was read before a fault tells enough */
    if (forced == RT_INPUT_AUTO && looks_right(text, len))
        return RT_INPUT_BASE64;
    text->excerpts = !is_all_hex(text) && has_excerpt(text);
    if (text->excerpts || hex.error == RT_OK || hex.error == RT_E_NO_SPACE ||
        forced != RT_INPUT_AUTO)
        return RT_INPUT_HEX;
    text->misfit = (struct rt_fault){RT_E_NOT_A_PACKET, hex.at};
    return RT_INPUT_AUTO;
}

struct rt_input_text *rt_input_text_open(FILE *file, enum rt_input_format forced,
                                         enum rt_error *error)
{
    struct rt_input_text *text = calloc(1, sizeof *text);
    *error = text ? slurp(text, file) : RT_E_NO_MEMORY;
    if (*error == RT_OK && text->len == 0)
        *error = RT_E_EMPTY;
    if (*error != RT_OK) {
        rt_input_text_close(text);
        return NULL;
    }
    text->format = forced;
    if (text->len > RT_INPUT_TEXT_MAX)
        text->misfit = (struct rt_fault){RT_E_TOO_LARGE, RT_INPUT_TEXT_MAX};
    else if (forced == RT_INPUT_AUTO || forced == RT_INPUT_HEX)
        text->format = find_format(text, forced);
    return text;
}

void rt_input_text_close(struct rt_input_text *text)
{
    if (text == NULL)
        return;
    free(text->data);
    free(text);
}

enum rt_input_format rt_input_text_format(const struct rt_input_text *text)
{
    return text->format;
}

__attribute__((format(printf, 4, 5))) static enum rt_next report(const struct rt_input_text *text,
                                                                 struct rt_input_fault *fault,
                                                                 struct rt_fault what,
                                                                 const char *format, ...)
{
    *fault = (struct rt_input_fault){
        .error = what.error, .record = text->records, .at = what.at, .roughtime = true};
    va_list args;
    va_start(args, format);
    vsnprintf(fault->cause, sizeof fault->cause, format, args);
    va_end(args);
    return RT_NEXT_FAULT;
}

/* The misfit of the file as a whole; nothing follows. */
static enum rt_next report_misfit(struct rt_input_text *text, struct rt_input_fault *fault)
{
    struct rt_fault misfit = text->misfit;
    text->misfit.error = RT_OK;
    text->pos = text->len;
    text->records = 0;
    const char *protocol = rt_protocol_text(rt_protocol_find(view_of(text)));
    enum rt_next next = RT_NEXT_FAULT;
    if (misfit.error == RT_E_TOO_LARGE)
        report(text, fault, misfit, "a file of more than %u MiB of hex, base64 or raw bytes",
               RT_INPUT_TEXT_MAX >> 20);
    else if (protocol)
        report(text, fault, misfit, "this is no Roughtime packet: it looks like %s", protocol);
    else
        report(text, fault, misfit, "text that is neither hex, base64 nor JSON");
    fault->no_format = misfit.error == RT_E_NOT_A_PACKET && !protocol;
    text->records = 1;
    return next;
}

static enum rt_next report_text(const struct rt_input_text *text, struct rt_input_fault *fault,
                                struct rt_fault what)
{
    if (what.error == RT_E_NO_SPACE) {
        what.error = RT_E_TOO_LARGE;
        return report(text, fault, what, "a packet of more than %d bytes", RT_PACKET_MAX);
    }
    if (what.error == RT_E_HEX)
        return report(text, fault, what,
                      "not a hex digit, half a byte, or an offset that does not fit");
    return report(text, fault, what, "a character that is not base64, or wrong padding");
}

static bool has_magic(struct rt_view data)
{
    return data.len >= 12 && memcmp(data.data, "ROUGHTIM", 8) == 0;
}

/* The packet at the start of the data: all of it, unless it has a header and another packet with a
 * header follows where it says that it ends. */
static struct rt_view first_packet(struct rt_view data)
{
    if (!has_magic(data))
        return data;
    uint32_t len = rt_bytes_load32(data.data + 8);
    if (len > data.len - 12)
        return data;
    struct rt_view rest = rt_view_slice(data, 12 + (size_t)len, data.len);
    return has_magic(rest) ? rt_view_slice(data, 0, 12 + (size_t)len) : data;
}

static enum rt_next next_raw(struct rt_input_text *text, struct rt_input_item *item,
                             struct rt_input_fault *fault)
{
    struct rt_fault none = {RT_E_NOT_A_PACKET, text->pos};
    struct rt_view data = rt_view_slice(view_of(text), text->pos, text->len);
    text->records++;
    item->at = text->pos;
    item->packet = first_packet(data);
    text->pos += item->packet.len;
    if (item->packet.len > RT_PACKET_MAX) {
        none.error = RT_E_TOO_LARGE;
        return report(text, fault, none, "a packet of %zu bytes; no packet has more than %d",
                      item->packet.len, RT_PACKET_MAX);
    }
    return RT_NEXT_RECORD;
}

/* Reads the packet at `from` as one in a text of any kind; false: there is none, or it is damaged.
 * Dumps need this that are not quite as the strict reader has them, or whose words it turns round.
 */
static bool take_excerpt(struct rt_input_text *text, size_t from, size_t *len)
{
    size_t pos = from;
    struct rt_excerpt found;
    struct rt_fault fault =
        rt_excerpt_here(view_of(text), &pos, &found, text->packet, RT_PACKET_MAX);
    if (fault.error != RT_OK)
        return false;
    text->pos = pos;
    text->cut = found.cut;
    *len = found.len;
    return true;
}

typedef struct rt_fault reader(struct rt_view text, size_t *pos, size_t *from, uint8_t *data,
                               size_t cap, size_t *len);

/* The next packet of a text that is all hex, or base64. */
static struct rt_fault next_strict(struct rt_input_text *text, size_t *from, size_t *len)
{
    struct rt_view view = view_of(text);
    size_t start = text->pos;
    reader *read = text->format == RT_INPUT_HEX ? rt_hexdump_next : rt_hexdump_base64_next;
    for (;;) {
        struct rt_fault what = read(view, &text->pos, from, text->packet, RT_PACKET_MAX, len);
        if (what.error == RT_E_EMPTY || (what.error == RT_OK && looks_right(text, *len)))
            return what;
        if (take_excerpt(text, *from, len))
            return (struct rt_fault){RT_OK, 0};
        text->pos = start; /* as it was: the buffer has changed */
        if (what.error != RT_OK && text->records > 0 && rt_input_passed_words(view, *from)) {
            start = text->pos = rt_input_passed_line(&text->passed, view, *from);
            continue;
        }
        return read(view, &text->pos, from, text->packet, RT_PACKET_MAX, len);
    }
}

/* The next packet among other text. */
static struct rt_fault next_excerpt(struct rt_input_text *text, size_t *from, size_t *len)
{
    struct rt_view view = view_of(text);
    struct rt_excerpt found;
    size_t start = text->pos;
    struct rt_fault what = rt_excerpt_next(view, &text->pos, &found, text->packet, RT_PACKET_MAX);
    rt_input_passed_add(&text->passed, view, start, found.from);
    *from = found.from;
    *len = found.len;
    text->cut = what.error == RT_OK && found.cut;
    return what;
}

/* A packet of which the text shows only the beginning, which comes with the fault. */
static enum rt_next report_cut(const struct rt_input_text *text, struct rt_input_item *item,
                               struct rt_input_fault *fault)
{
    struct rt_fault cut = {RT_E_TRUNCATED, (size_t)item->at};
    report(text, fault, cut, "the text shows only the first %zu bytes of this packet",
           item->packet.len);
    item->cut = fault->part = true;
    return RT_NEXT_FAULT;
}

/* At the end: what was passed over. */
static enum rt_next report_passed(struct rt_input_text *text, struct rt_input_fault *fault)
{
    *fault = (struct rt_input_fault){.error = RT_OK, .whole = true, .roughtime = true};
    return rt_input_passed_say(&text->passed, fault->cause, sizeof fault->cause) ? RT_NEXT_FAULT
                                                                                 : RT_NEXT_END;
}

static enum rt_next next_text(struct rt_input_text *text, struct rt_input_item *item,
                              struct rt_input_fault *fault)
{
    size_t from = 0, len = 0;
    text->cut = false;
    struct rt_fault what =
        text->excerpts ? next_excerpt(text, &from, &len) : next_strict(text, &from, &len);
    if (what.error == RT_E_EMPTY && text->records > 0)
        return report_passed(text, fault);
    text->records++;
    item->at = from;
    item->packet = (struct rt_view){text->packet, len};
    if (what.error == RT_E_EMPTY) {
        what.at = 0;
        return report(text, fault, what, "a text without a packet");
    }
    if (what.error != RT_OK)
        return report_text(text, fault, what);
    return text->cut ? report_cut(text, item, fault) : RT_NEXT_RECORD;
}

enum rt_next rt_input_text_next(struct rt_input_text *text, struct rt_input_item *item,
                                struct rt_input_fault *fault)
{
    enum rt_next next = RT_NEXT_END;
    *item = (struct rt_input_item){.kind = RT_INPUT_PACKET};
    if (text->misfit.error != RT_OK)
        next = report_misfit(text, fault);
    else if (text->format != RT_INPUT_RAW)
        next = next_text(text, item, fault);
    else if (text->pos < text->len)
        next = next_raw(text, item, fault);
    item->number = text->records;
    return next;
}
