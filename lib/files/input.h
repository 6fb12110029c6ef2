// SPDX-License-Identifier: BSD-2-Clause
/*
 * A file of any format as a stream of items.
 *
 * The format is found by content, unless the caller forces one. A file is opened once and read
 * forward, so that standard input and pipes behave as files do. UTF-16 is read as UTF-8, in which
 * all offsets then count. Memory: captures and NDJSON are
 * streamed; hex, base64 and raw files are read whole, up to RT_INPUT_TEXT_MAX; one packet has at
 * most RT_PACKET_MAX bytes.
 *
 * A file that is compressed with gzip or zstd is unpacked as it is read; offsets count in what
 * comes out. At most 1024 times the size of the file comes out, and 64 MiB. Memory for it: at most
 * 128 MiB with zstd, whose files say how much, 100 KiB with gzip.
 *
 *     struct rt_input *input = rt_input_open(name, RT_INPUT_AUTO, &fault);
 *     while (input && (next = rt_input_next(input, &item, &fault)) != RT_NEXT_END)
 *         ...
 *     rt_input_close(input);
 *
 * One input is for one thread at a time. Nothing is printed.
 */
#ifndef ROUGHTIME_INPUT_H
#define ROUGHTIME_INPUT_H

#include "files/capture.h"
#include "files/record.h"

/* Constant, name, what it is. */
// clang-format off
#define RT_INPUT_FORMATS(X)                                                                    \
    X(RT_INPUT_HEX,    "hex",    "dumps, arrays and strings in any layout, in any text")        \
    X(RT_INPUT_BASE64, "base64", "base64 text")                                                \
    X(RT_INPUT_RAW,    "raw",    "the bytes of one packet, or of several with ROUGHTIM headers") \
    X(RT_INPUT_JSON,   "json",   "an exchange, an array of them, or a report")                 \
    X(RT_INPUT_NDJSON, "ndjson", "one exchange a line")                                        \
    X(RT_INPUT_PCAP,   "pcap",   "a capture of tcpdump")                                       \
    X(RT_INPUT_PCAPNG, "pcapng", "a capture of Wireshark")
// clang-format on

#define X(id, name, text) id,
enum rt_input_format { RT_INPUT_AUTO = 0, RT_INPUT_FORMATS(X) RT_INPUT_FORMAT_COUNT };
#undef X

/* The largest file of hex, base64 or raw packets. */
#define RT_INPUT_TEXT_MAX (16u << 20)

/* The name of a format; RT_INPUT_AUTO has none. And the format of a name, or RT_INPUT_AUTO. */
const char *rt_input_format_name(enum rt_input_format format);
enum rt_input_format rt_input_format_find(const char *name);

enum rt_input_kind {
    RT_INPUT_EXCHANGE = 1, /* of JSON: record */
    RT_INPUT_PACKET,       /* of hex, base64, raw: packet */
    RT_INPUT_DATAGRAM      /* of a capture: datagram, and packet is its payload */
};

/* Everything in it belongs to the input and is gone with the next item. */
struct rt_input_item {
    enum rt_input_kind kind;
    uint64_t number; /* from 1: of the record in its file, faulty ones counted; of the packet in
                        the capture */
    uint64_t at;     /* byte offset in the file where it begins; 0 in captures */
    struct rt_view packet;
    bool cut;    /* more of the packet was sent than stands in `packet`; it comes with a fault */
    size_t size; /* bytes of the whole packet, if it was cut and they are known; else 0 */
    struct rt_record record;
    struct rt_datagram datagram;
};

struct rt_input_fault {
    enum rt_error error; /* RT_OK: no fault, but a note on what was passed over in a text */
    uint64_t record;     /* as `number` of an item; 0: the file as a whole */
    uint64_t report;     /* as in struct rt_record_fault; 0: it stands in none */
    uint64_t at;         /* byte offset in the file */
    bool whole;          /* the file as a whole: `at` means nothing */
    char cause[256];     /* a clause for people, without a full stop */
    bool roughtime; /* false: a packet of a capture of which nothing says that it is Roughtime */
    bool part;      /* what is there of a packet that was cut is in the item */
    bool no_format; /* the file is a text in none of the formats; to force one may help */
};

struct rt_input;

/*
 * Opens a file, or standard input for "-", and looks at its first bytes. NULL and a fault if
 * nothing can be read from it: RT_E_IO (the cause is the system's), RT_E_EMPTY, RT_E_CAPTURE and
 * RT_E_LINK_TYPE, RT_E_NO_MEMORY, RT_E_PACKING: it is compressed in a way that is not read.
 */
struct rt_input *rt_input_open(const char *name, enum rt_input_format forced,
                               struct rt_input_fault *fault);

/*
 * The next item, the end, or a fault, with which an item can come too: what is there of a packet
 * that was cut (fault->part), which is for eyes and not for judgement. After a fault the next call
 * goes on with what follows, if anything can. RT_E_NOT_A_PACKET: the content is none of the
 * formats. RT_E_HEX, RT_E_BASE64 and those of json.h and capture.h: damage. RT_E_TOO_LARGE: a
 * packet, line or file beyond the bounds. RT_E_EMPTY: the file has bytes, but holds nothing of its
 * format.
 * RT_E_PACKING, RT_E_TRUNCATED, RT_E_TRAILING and RT_E_TOO_LARGE, at the end: a compressed file
 * cannot be unpacked further.
 */
enum rt_next rt_input_next(struct rt_input *input, struct rt_input_item *item,
                           struct rt_input_fault *fault);

/* The format that was found, and the name for messages ("standard input" for "-"). */
enum rt_input_format rt_input_format_of(const struct rt_input *input);
const char *rt_input_name(const struct rt_input *input);

/* As rt_capture_on_sign; nothing happens for other formats. */
void rt_input_on_sign(struct rt_input *input, rt_capture_sign_taker taker, void *context);

/* What came by in a capture so far; zeros for other formats. */
struct rt_capture_counts rt_input_counts(const struct rt_input *input);

/* NULL is allowed. */
void rt_input_close(struct rt_input *input);

#endif
