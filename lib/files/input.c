// SPDX-License-Identifier: BSD-2-Clause
/* Opens a file of any format and reads it item by item. */
#include "files/input.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/hex.h"
#include "files/input_internal.h"
#include "files/json.h"
#include "files/json_lines.h"
#include "files/unpack.h"
#include "files/utf16.h"

/* The most that is looked at to find the format. */
#define PEEK_MAX 4096

struct rt_input {
    const char *name;
    enum rt_input_format format;
    int descriptor;
    FILE *file; /* over the descriptor, with the peeked bytes in front */
    uint8_t peek[PEEK_MAX];
    size_t peek_len;
    size_t peek_pos;
    int error_number; /* of a read that failed */
    struct rt_unpack
        *unpack; /* of a compressed file: the peeked bytes are then those that came out */
    uint8_t packed[PEEK_MAX]; /* and these were peeked before */
    size_t packed_len;
    size_t packed_pos;
    bool unpack_told; /* what was wrong with it */
    bool is_utf16;
    struct rt_utf16 utf16;
    struct rt_capture *capture;
    struct rt_json_reader *json;
    struct rt_input_text *text;
};

static const char *const format_names[RT_INPUT_FORMAT_COUNT] = {
#define X(id, name, text) [id] = name,
    RT_INPUT_FORMATS(X)
#undef X
};

const char *rt_input_format_name(enum rt_input_format format)
{
    return (unsigned)format < RT_INPUT_FORMAT_COUNT ? format_names[format] : NULL;
}

enum rt_input_format rt_input_format_find(const char *name)
{
#define X(id, word, text)                                                                          \
    if (strcmp(name, word) == 0)                                                                   \
        return id;
    RT_INPUT_FORMATS(X)
#undef X
    return RT_INPUT_AUTO;
}

/*
 * Bytes.
 */

static ssize_t read_file(struct rt_input *input, void *data, size_t size)
{
    ssize_t got = 0;
    do {
        got = read(input->descriptor, data, size);
    } while (got < 0 && errno == EINTR);
    if (got < 0)
        input->error_number = errno;
    return got;
}

/* Takes bytes that were read before; 0: there are no more. */
static size_t take(const uint8_t *bytes, size_t len, size_t *pos, void *to, size_t size)
{
    size_t left = len - *pos;
    if (size > left)
        size = left;
    memcpy(to, bytes + *pos, size);
    *pos += size;
    return size;
}

/* Compressed bytes: those that were peeked, then the others. */
static ssize_t read_packed(void *context, void *bytes, size_t size)
{
    struct rt_input *input = context;
    size_t taken = take(input->packed, input->packed_len, &input->packed_pos, bytes, size);
    return taken > 0 ? (ssize_t)taken : read_file(input, bytes, size);
}

static ssize_t read_bytes(struct rt_input *input, void *data, size_t size)
{
    return input->unpack ? (ssize_t)rt_unpack_read(input->unpack, data, size)
                         : read_file(input, data, size);
}

/* The least room into which UTF-16 is read. */
#define ROOM_MIN RT_UTF16_ROOM(4)

/* Reads some bytes, UTF-16 as UTF-8; size is at least ROOM_MIN then. */
static ssize_t read_some(struct rt_input *input, void *data, size_t size)
{
    uint8_t raw[4096];
    size_t len = 0;
    if (!input->is_utf16)
        return read_bytes(input, data, size);
    while (len == 0) { /* half a character gives nothing */
        size_t room = (size / 3 - 2) * 2;
        ssize_t got = read_bytes(input, raw, room < sizeof raw ? room : sizeof raw);
        if (got <= 0)
            return got;
        len = rt_utf16_convert(&input->utf16, (struct rt_view){raw, (size_t)got}, data);
    }
    return (ssize_t)len;
}

/* Reads the first bytes of the file, as many as tell UTF-16 from others. */
static void peek_first(struct rt_input *input)
{
    uint8_t raw[PEEK_MAX / 2];
    ssize_t got = 1;
    size_t len = 0;
    while (len < 4 && got > 0) {
        got = read_bytes(input, raw + len, sizeof raw - len);
        len += got > 0 ? (size_t)got : 0;
    }
    struct rt_view bytes = {raw, len};
    input->is_utf16 = rt_utf16_begins(bytes, &input->utf16.big);
    input->peek_len = input->is_utf16 ? rt_utf16_convert(&input->utf16, bytes, input->peek) : len;
    if (!input->is_utf16)
        memcpy(input->peek, raw, len);
}

static ssize_t cookie_read(void *cookie, char *data, size_t size)
{
    struct rt_input *input = cookie;
    size_t taken = take(input->peek, input->peek_len, &input->peek_pos, data, size);
    return taken > 0 ? (ssize_t)taken : read_some(input, data, size);
}

static bool starts(struct rt_view view, size_t at, const char *bytes, size_t len)
{
    return view.len >= at + len && memcmp(view.data + at, bytes, len) == 0;
}

static bool is_upper(uint8_t c)
{
    return c >= 'A' && c <= 'Z';
}

/* Where a text begins: behind blanks, and behind what stands before it in a JSON text sequence. */
static size_t text_begin(struct rt_view head, size_t at)
{
    at = rt_json_scan_space(head, at);
    if (at < head.len && head.data[at] == RT_JSON_LINES_SEPARATOR)
        at = rt_json_scan_space(head, at + 1);
    return at;
}

/* Is a text that begins with { or [ at `at` JSON, and not an array of C, Go or Python, or the time
 * of a log? More bytes may be needed to tell (RT_INPUT_FORMAT_COUNT). */
static enum rt_input_format brace_format(struct rt_view head, size_t at)
{
    size_t next = rt_json_scan_space(head, at + 1);
    if (next == head.len || (head.data[next] == ']' && next + 1 == head.len))
        return RT_INPUT_FORMAT_COUNT;
    uint8_t c = head.data[next];
    bool go =
        c == ']' && (head.data[next + 1] | 0x20) >= 'a' && (head.data[next + 1] | 0x20) <= 'z';
    bool log = head.data[at] == '[' && is_upper(c); /* [Sat Nov 28 10:04:32 2026] */
    return rt_hex_digit(c) < 0 && !log && !go ? RT_INPUT_JSON : RT_INPUT_AUTO;
}

/* The format that the first bytes show; RT_INPUT_AUTO: hex, base64 or raw; RT_INPUT_FORMAT_COUNT:
 * more bytes are needed. */
static enum rt_input_format head_format(struct rt_view head)
{
    static const char *const pcap[] = {"\xa1\xb2\xc3\xd4", "\xd4\xc3\xb2\xa1", "\xa1\xb2\x3c\x4d",
                                       "\x4d\x3c\xb2\xa1", "\xa1\xb2\xcd\x34", "\x34\xcd\xb2\xa1"};
    if (head.len < 4)
        return RT_INPUT_FORMAT_COUNT;
    for (size_t i = 0; i < sizeof pcap / sizeof pcap[0]; i++)
        if (starts(head, 0, pcap[i], 4))
            return RT_INPUT_PCAP;
    if (starts(head, 0, "\x0a\x0d\x0d\x0a", 4))
        return RT_INPUT_PCAPNG;
    size_t at = text_begin(head, starts(head, 0, "\xef\xbb\xbf", 3) ? 3 : 0);
    if (at == head.len)
        return RT_INPUT_FORMAT_COUNT;
    if (rt_json_starts_words(rt_view_slice(head, at, head.len)))
        return RT_INPUT_JSON;
    return head.data[at] == '{' || head.data[at] == '[' ? brace_format(head, at) : RT_INPUT_AUTO;
}

/* Reads until the format shows or cannot. A file too short to tell is one brace, or raw. */
static enum rt_input_format peek_format(struct rt_input *input)
{
    peek_first(input);
    struct rt_view head = {input->peek, input->peek_len};
    enum rt_input_format format = head_format(head);
    ssize_t got = 1;
    while (format == RT_INPUT_FORMAT_COUNT && got > 0 && input->peek_len + ROOM_MIN <= PEEK_MAX) {
        got = read_some(input, input->peek + input->peek_len, PEEK_MAX - input->peek_len);
        input->peek_len += got > 0 ? (size_t)got : 0;
        head.len = input->peek_len;
        format = head_format(head);
    }
    if (format != RT_INPUT_FORMAT_COUNT)
        return format;
    size_t at = text_begin(head, 0);
    return at < head.len && (head.data[at] == '{' || head.data[at] == '[') ? RT_INPUT_JSON
                                                                           : RT_INPUT_AUTO;
}

/*
 * Opening.
 */

static void say(struct rt_input_fault *fault, enum rt_error error, const char *cause)
{
    /* What the system refuses, and what is not there, has no place. */
    bool whole = error == RT_E_IO || error == RT_E_EMPTY;
    *fault = (struct rt_input_fault){.error = error, .whole = whole, .roughtime = true};
    snprintf(fault->cause, sizeof fault->cause, "%s", cause);
}

/* What is wrong with a compressed file, once; false: nothing new. */
static bool take_unpack_fault(struct rt_input *input, struct rt_input_fault *fault)
{
    const struct rt_unpack_fault *from = input->unpack ? rt_unpack_fault(input->unpack) : NULL;
    if (!from || from->error == RT_OK || input->unpack_told)
        return false;
    input->unpack_told = true;
    say(fault, from->error, from->cause);
    fault->at = from->at;
    return true;
}

static enum rt_packing peeked_packing(const struct rt_input *input)
{
    return rt_unpack_find((struct rt_view){input->peek, input->peek_len});
}

/* From now on what comes out of a compressed file is read. False with a fault. */
static bool begin_unpacking(struct rt_input *input, struct rt_input_fault *fault)
{
    char cause[128];
    enum rt_packing packing = peeked_packing(input);
    const char *name = rt_unpack_name(packing);
    if (!rt_unpack_supported(packing)) {
        bool left_out = packing == RT_PACKING_GZIP || packing == RT_PACKING_ZSTD;
        snprintf(cause, sizeof cause,
                 left_out ? "this is a %s file, and rtctl was built without the library for it"
                          : "this is a %s file, which is not read: unpack it first",
                 name);
        say(fault, RT_E_PACKING, cause);
        return false;
    }
    memcpy(input->packed, input->peek, input->peek_len);
    input->packed_len = input->peek_len;
    input->peek_len = 0;
    input->unpack = rt_unpack_open(packing, read_packed, input);
    if (input->unpack == NULL)
        say(fault, RT_E_NO_MEMORY, rt_error_text(RT_E_NO_MEMORY));
    return input->unpack != NULL;
}

/* The format of the file, or of what is in it if it is compressed. RT_INPUT_FORMAT_COUNT: a fault.
 */
static enum rt_input_format find_format(struct rt_input *input, struct rt_input_fault *fault)
{
    enum rt_input_format found = peek_format(input);
    if (peeked_packing(input) == RT_PACKING_NONE)
        return found;
    if (!begin_unpacking(input, fault))
        return RT_INPUT_FORMAT_COUNT;
    found = peek_format(input);
    if (peeked_packing(input) == RT_PACKING_NONE)
        return found;
    say(fault, RT_E_PACKING, "there is another compressed file in it: unpack it first");
    return RT_INPUT_FORMAT_COUNT;
}

static bool open_file(struct rt_input *input, const char *name)
{
    cookie_io_functions_t functions = {.read = cookie_read};
    bool is_stdin = strcmp(name, "-") == 0;
    input->name = is_stdin ? "standard input" : name;
    input->descriptor = is_stdin ? STDIN_FILENO : open(name, O_RDONLY | O_CLOEXEC);
    if (input->descriptor < 0) {
        input->error_number = errno;
        return false;
    }
    input->file = fopencookie(input, "rb", functions);
    return input->file != NULL && setvbuf(input->file, NULL, _IOFBF, 65536) == 0;
}

static bool take_capture_fault(const struct rt_capture_fault *from, struct rt_input_fault *fault)
{
    say(fault, from->error, from->cause);
    fault->record = from->packet;
    fault->at = from->offset;
    fault->whole = fault->whole && fault->record == 0;
    fault->roughtime = from->roughtime || from->final;
    return false;
}

static bool open_capture(struct rt_input *input, struct rt_input_fault *fault)
{
    struct rt_capture_fault from;
    input->capture = rt_capture_open(input->file, &from);
    return input->capture != NULL || take_capture_fault(&from, fault);
}

static bool open_json(struct rt_input *input, enum rt_json_form form, struct rt_input_fault *fault)
{
    input->json = rt_json_open(input->file, form);
    if (input->json == NULL)
        say(fault, RT_E_NO_MEMORY, rt_error_text(RT_E_NO_MEMORY));
    return input->json != NULL;
}

static bool open_text(struct rt_input *input, enum rt_input_format forced,
                      struct rt_input_fault *fault)
{
    enum rt_error error = RT_OK;
    input->text = rt_input_text_open(input->file, forced, &error);
    if (input->text == NULL) {
        say(fault, error, error == RT_E_IO ? strerror(input->error_number) : rt_error_text(error));
        return false;
    }
    input->format = rt_input_text_format(input->text);
    return true;
}

static bool open_format(struct rt_input *input, enum rt_input_format forced,
                        struct rt_input_fault *fault)
{
    enum rt_input_format found = find_format(input, fault);
    if (found == RT_INPUT_FORMAT_COUNT)
        return false;
    input->format = forced == RT_INPUT_AUTO ? found : forced;
    if (input->error_number != 0 || input->peek_len == 0) {
        bool failed = input->error_number != 0;
        say(fault, failed ? RT_E_IO : RT_E_EMPTY,
            failed ? strerror(input->error_number) : rt_error_text(RT_E_EMPTY));
        return false;
    }
    switch (input->format) {
    case RT_INPUT_PCAP:
    case RT_INPUT_PCAPNG:
        return open_capture(input, fault);
    case RT_INPUT_JSON:
        return open_json(input, forced == RT_INPUT_JSON ? RT_JSON_DOCUMENT : RT_JSON_AUTO, fault);
    case RT_INPUT_NDJSON:
        return open_json(input, RT_JSON_LINES, fault);
    case RT_INPUT_AUTO:
    case RT_INPUT_HEX:
    case RT_INPUT_BASE64:
    case RT_INPUT_RAW:
    case RT_INPUT_FORMAT_COUNT:
        break;
    }
    return open_text(input, forced, fault);
}

struct rt_input *rt_input_open(const char *name, enum rt_input_format forced,
                               struct rt_input_fault *fault)
{
    struct rt_input *input = calloc(1, sizeof *input);
    if (input == NULL) {
        say(fault, RT_E_NO_MEMORY, rt_error_text(RT_E_NO_MEMORY));
        return NULL;
    }
    if (!open_file(input, name)) {
        int number = input->error_number;
        say(fault, number ? RT_E_IO : RT_E_NO_MEMORY,
            number ? strerror(number) : rt_error_text(RT_E_NO_MEMORY));
    } else if (open_format(input, forced, fault)) {
        return input;
    } else {
        take_unpack_fault(input, fault);
    }
    rt_input_close(input);
    return NULL;
}

void rt_input_close(struct rt_input *input)
{
    if (input == NULL)
        return;
    rt_capture_close(input->capture);
    rt_json_close(input->json);
    rt_input_text_close(input->text);
    rt_unpack_close(input->unpack);
    if (input->file != NULL)
        fclose(input->file);
    if (input->descriptor > STDIN_FILENO)
        close(input->descriptor);
    free(input);
}

enum rt_input_format rt_input_format_of(const struct rt_input *input)
{
    return input->format;
}

const char *rt_input_name(const struct rt_input *input)
{
    return input->name;
}

void rt_input_on_sign(struct rt_input *input, rt_capture_sign_taker taker, void *context)
{
    if (input->capture)
        rt_capture_on_sign(input->capture, taker, context);
}

struct rt_capture_counts rt_input_counts(const struct rt_input *input)
{
    return input->capture ? rt_capture_counts(input->capture) : (struct rt_capture_counts){0};
}

/*
 * Items.
 */

static enum rt_next next_datagram(struct rt_input *input, struct rt_input_item *item,
                                  struct rt_input_fault *fault)
{
    struct rt_capture_fault from;
    *item = (struct rt_input_item){.kind = RT_INPUT_DATAGRAM};
    switch (rt_capture_next(input->capture, &item->datagram, &from)) {
    case RT_CAPTURE_FAULT:
        take_capture_fault(&from, fault);
        fault->part = from.part;
        if (!fault->part)
            return RT_NEXT_FAULT;
        item->cut = true;
        item->size = item->datagram.size;
        break;
    case RT_CAPTURE_DATAGRAM:
        break;
    case RT_CAPTURE_END:
        return RT_NEXT_END;
    }
    item->packet = item->datagram.payload;
    item->number = item->datagram.packet;
    return item->cut ? RT_NEXT_FAULT : RT_NEXT_RECORD;
}

static enum rt_next next_exchange(struct rt_input *input, struct rt_input_item *item,
                                  struct rt_input_fault *fault)
{
    struct rt_record_fault from;
    *item = (struct rt_input_item){.kind = RT_INPUT_EXCHANGE};
    enum rt_next next = rt_json_next(input->json, &item->record, &from);
    if (rt_json_of_lines(input->json))
        input->format = RT_INPUT_NDJSON;
    item->number = item->record.number;
    item->at = item->record.at;
    if (next == RT_NEXT_FAULT) {
        bool failed = from.error == RT_E_IO && input->error_number != 0;
        say(fault, from.error, failed ? strerror(input->error_number) : from.cause);
        fault->record = from.record;
        fault->whole = fault->whole && fault->record == 0;
        fault->report = from.report;
        fault->at = from.at;
    }
    return next;
}

static enum rt_next next_of_format(struct rt_input *input, struct rt_input_item *item,
                                   struct rt_input_fault *fault)
{
    if (input->capture != NULL)
        return next_datagram(input, item, fault);
    if (input->json != NULL)
        return next_exchange(input, item, fault);
    return rt_input_text_next(input->text, item, fault);
}

enum rt_next rt_input_next(struct rt_input *input, struct rt_input_item *item,
                           struct rt_input_fault *fault)
{
    enum rt_next next = next_of_format(input, item, fault);
    return next == RT_NEXT_END && take_unpack_fault(input, fault) ? RT_NEXT_FAULT : next;
}
