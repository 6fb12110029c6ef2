// SPDX-License-Identifier: BSD-2-Clause
/*
 * The tags of every version, as one table.
 *
 * A tag is four ASCII bytes in reading order, filled up with zero bytes (draft 11 section 5.1.4,
 * RFC 10049 section 4.1.3); as a number it is those bytes read little-endian. Rows stand in the
 * ascending order of that number, which is the order on the wire.
 *
 * `kind` says what the value is, so that a decoder can show it; the units of times and of the
 * leap second data depend on the version and are no business of this table.
 */
#ifndef ROUGHTIME_TAG_H
#define ROUGHTIME_TAG_H

#include <stdint.h>

enum rt_kind {
    RT_KIND_BYTES = 1, /* opaque: signature, key, nonce, hash */
    RT_KIND_MESSAGE,   /* a nested message */
    RT_KIND_NUMBER,    /* uint32 */
    RT_KIND_NUMBERS,   /* list of uint32 version numbers */
    RT_KIND_NODES,     /* list of tree hashes */
    RT_KIND_TIME,      /* uint64 in the version's clock */
    RT_KIND_RADIUS,    /* uint32 in the version's unit */
    RT_KIND_SIGNED,    /* int32, sign and magnitude */
    RT_KIND_LEAPS,     /* list of int32, sign and magnitude */
    RT_KIND_PADDING    /* bytes without meaning */
};

// clang-format off
#define RT_TAGS(X)                                                                        \
    X(PAD,   0x00444150, "PAD",     RT_KIND_PADDING, "padding (00-07)")                   \
    X(SIG,   0x00474953, "SIG",     RT_KIND_BYTES,   "Ed25519 signature")                 \
    X(VER,   0x00524556, "VER",     RT_KIND_NUMBERS, "protocol version")                  \
    X(SRV,   0x00565253, "SRV",     RT_KIND_BYTES,   "hash that names the server's key")  \
    X(DUT1,  0x31545544, "DUT1",    RT_KIND_SIGNED,  "UT1 - UTC")                         \
    X(NONC,  0x434e4f4e, "NONC",    RT_KIND_BYTES,   "nonce")                             \
    X(DELE,  0x454c4544, "DELE",    RT_KIND_MESSAGE, "delegation")                        \
    X(TYPE,  0x45505954, "TYPE",    RT_KIND_NUMBER,  "0 request, 1 response")             \
    X(PATH,  0x48544150, "PATH",    RT_KIND_NODES,   "path to the root of the tree")      \
    X(DTAI,  0x49415444, "DTAI",    RT_KIND_SIGNED,  "TAI - UTC")                         \
    X(RADI,  0x49444152, "RADI",    RT_KIND_RADIUS,  "radius")                            \
    X(PUBK,  0x4b425550, "PUBK",    RT_KIND_BYTES,   "delegated public key")              \
    X(LEAP,  0x5041454c, "LEAP",    RT_KIND_LEAPS,   "leap seconds, newest first")        \
    X(MIDP,  0x5044494d, "MIDP",    RT_KIND_TIME,    "midpoint")                          \
    X(SREP,  0x50455253, "SREP",    RT_KIND_MESSAGE, "signed response")                   \
    X(VERS,  0x53524556, "VERS",    RT_KIND_NUMBERS, "versions the server speaks")        \
    X(MINT,  0x544e494d, "MINT",    RT_KIND_TIME,    "delegation begins")                 \
    X(ROOT,  0x544f4f52, "ROOT",    RT_KIND_BYTES,   "root of the tree")                  \
    X(CERT,  0x54524543, "CERT",    RT_KIND_MESSAGE, "certificate of the delegation")     \
    X(MAXT,  0x5458414d, "MAXT",    RT_KIND_TIME,    "delegation ends")                   \
    X(INDX,  0x58444e49, "INDX",    RT_KIND_NUMBER,  "position of the leaf in the tree")  \
    X(ZZZZ,  0x5a5a5a5a, "ZZZZ",    RT_KIND_PADDING, "padding (08 and later)")            \
    X(PADFF, 0xff444150, "PAD\\xff", RT_KIND_PADDING, "padding (google)")
// clang-format on

/* The value that DUT1, DTAI and LEAP must not have: sign and no magnitude (draft 05 section 5.1.1).
 */
#define RT_NEGATIVE_ZERO UINT32_C(0x80000000)

enum rt_tag {
#define X(id, number, name, kind, text) RT_TAG_##id = (int)(number),
    RT_TAGS(X)
#undef X
};

/* One row of the table. The strings are static. */
struct rt_tag_row {
    uint32_t number;
    const char *name;
    enum rt_kind kind;
    const char *text;
};

/* The row of a tag number as it stands in a packet, or NULL for an unknown tag. */
const struct rt_tag_row *rt_tag_find(uint32_t number);

/* Length of the longest name rt_tag_name writes, with its final zero. */
#define RT_TAG_NAME_SIZE 17

/* Writes the name of any tag number: of a known tag its name, else its bytes, those that are not
 * printable ASCII, and space and backslash, as \xNN; trailing zero bytes are left out, and the tag
 * of four of them is "-". Returns `name`. */
const char *rt_tag_name(uint32_t number, char name[RT_TAG_NAME_SIZE]);

#endif
