// SPDX-License-Identifier: BSD-2-Clause
/*
 * Everything that commands read: a file of any format as a stream of items.
 *
 * The format is found by content, unless --as forces one. A file is opened once and read forward,
 * so standard input and pipes behave as files do. Memory: captures and NDJSON are streamed; hex,
 * base64 and raw files are read whole, up to INPUT_TEXT_MAX; one packet has at most RT_PACKET_MAX
 * bytes.
 */
#ifndef RTCTL_INPUT_H
#define RTCTL_INPUT_H

#include "files/capture.h"
#include "files/record.h"

/* Constant, name for --as, what it is. */
// clang-format off
#define INPUT_FORMATS(X)                                                                    \
    X(INPUT_HEX,    "hex",    "hexadecimal text in any layout, dumps too")                  \
    X(INPUT_BASE64, "base64", "base64 text")                                                \
    X(INPUT_RAW,    "raw",    "the bytes of one packet, or of several with ROUGHTIM headers") \
    X(INPUT_JSON,   "json",   "an exchange, an array of them, or a report")                 \
    X(INPUT_NDJSON, "ndjson", "one exchange a line")                                        \
    X(INPUT_PCAP,   "pcap",   "a capture of tcpdump")                                       \
    X(INPUT_PCAPNG, "pcapng", "a capture of Wireshark")
// clang-format on

#define X(id, name, text) id,
enum input_format { INPUT_AUTO = 0, INPUT_FORMATS(X) INPUT_FORMAT_COUNT };
#undef X

/* The largest file of hex, base64 or raw packets. */
#define INPUT_TEXT_MAX (16u << 20)

/* The name of a format; INPUT_AUTO has none. And the format of a name, or INPUT_AUTO. */
const char *input_format_name(enum input_format format);
enum input_format input_format_find(const char *name);

enum input_kind {
    INPUT_EXCHANGE = 1, /* of JSON: record */
    INPUT_PACKET,       /* of hex, base64, raw: packet */
    INPUT_DATAGRAM      /* of a capture: datagram, and packet is its payload */
};

/* Everything in it belongs to the input and is gone with the next item. */
struct input_item {
    enum input_kind kind;
    uint64_t number; /* from 1: of the record in its file, faulty ones counted; of the packet in
                        the capture */
    uint64_t at;     /* byte offset in the file where it begins; 0 in captures */
    struct rt_view packet;
    struct rt_record record;
    struct rt_datagram datagram;
};

struct input_fault {
    enum rt_error error;
    uint64_t record; /* as `number` of an item; 0: the file as a whole */
    uint64_t report; /* as in struct rt_record_fault; 0: it stands in none */
    uint64_t at;     /* byte offset in the file */
    char cause[256]; /* a clause for people, without a full stop */
    bool roughtime;  /* false: a packet of a capture of which nothing says that it is Roughtime */
};

struct input;

/*
 * Opens a file, or standard input for "-", and looks at its first bytes. NULL and a fault if
 * nothing can be read from it: RT_E_IO (the cause is the system's), RT_E_EMPTY, RT_E_CAPTURE and
 * RT_E_LINK_TYPE, RT_E_NO_MEMORY.
 */
struct input *input_open(const char *name, enum input_format forced, struct input_fault *fault);

/*
 * The next item, the end, or a fault. After a fault the next call goes on with what follows, if
 * anything can. RT_E_NOT_A_PACKET: the content is none of the formats. RT_E_HEX, RT_E_BASE64 and
 * those of json.h and capture.h: damage. RT_E_TOO_LARGE: a packet, line or file beyond the bounds.
 * RT_E_EMPTY: the file has bytes, but holds nothing of its format.
 */
enum rt_next input_next(struct input *input, struct input_item *item, struct input_fault *fault);

/* The format that was found, and the name for messages ("standard input" for "-"). */
enum input_format input_format_of(const struct input *input);
const char *input_name(const struct input *input);

/* What came by in a capture so far; zeros for other formats. */
struct rt_capture_counts input_counts(const struct input *input);

/* NULL is allowed. */
void input_close(struct input *input);

#endif
