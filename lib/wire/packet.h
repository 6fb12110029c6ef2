// SPDX-License-Identifier: BSD-2-Clause
/*
 * A request or response taken apart, whatever its version.
 *
 *   request   PAD VER SRV NONC TYPE ZZZZ
 *   response  SIG VER NONC TYPE PATH SREP CERT INDX
 *               SREP  VER NONC DUT1 DTAI RADI LEAP MIDP VERS ROOT
 *               CERT  SIG DELE
 *                       DELE  PUBK MINT MAXT
 *
 * No version has all of these; all versions together have no more. Parsing judges nothing: it says
 * where each value is and where the bytes make no sense. Everything is borrowed from the packet.
 */
#ifndef ROUGHTIME_PACKET_H
#define ROUGHTIME_PACKET_H

#include "wire/frame.h"
#include "wire/message.h"

/* The messages that a packet is made of. */
enum rt_level { RT_LEVEL_TOP, RT_LEVEL_SREP, RT_LEVEL_CERT, RT_LEVEL_DELE, RT_LEVEL_COUNT };

/* "", "SREP", "CERT", "DELE": the tag that holds a level. */
const char *rt_level_name(enum rt_level level);

/*
 * The values that a judgement needs: constant, level, tag, exact length of the value in bytes (0
 * where it depends on the version), whether every response of every version has it.
 */
// clang-format off
#define RT_SLOTS(X)                              \
    X(SIG,       TOP,  SIG,  64, true)           \
    X(VER,       TOP,  VER,   0, false)          \
    X(NONC,      TOP,  NONC,  0, false)          \
    X(TYPE,      TOP,  TYPE,  0, false)          \
    X(PATH,      TOP,  PATH,  0, true)           \
    X(SREP,      TOP,  SREP,  0, true)           \
    X(CERT,      TOP,  CERT,  0, true)           \
    X(INDX,      TOP,  INDX,  4, true)           \
    X(SRV,       TOP,  SRV,   0, false)          \
    X(SREP_VER,  SREP, VER,   0, false)          \
    X(SREP_NONC, SREP, NONC,  0, false)          \
    X(DUT1,      SREP, DUT1,  0, false)          \
    X(DTAI,      SREP, DTAI,  0, false)          \
    X(RADI,      SREP, RADI,  4, true)           \
    X(LEAP,      SREP, LEAP,  0, false)          \
    X(MIDP,      SREP, MIDP,  8, true)           \
    X(VERS,      SREP, VERS,  0, false)          \
    X(ROOT,      SREP, ROOT,  0, true)           \
    X(CERT_SIG,  CERT, SIG,  64, true)           \
    X(DELE,      CERT, DELE,  0, true)           \
    X(PUBK,      DELE, PUBK, 32, true)           \
    X(MINT,      DELE, MINT,  8, true)           \
    X(MAXT,      DELE, MAXT,  8, true)
// clang-format on

enum rt_slot {
#define X(id, level, tag, length, required) RT_SLOT_##id,
    RT_SLOTS(X)
#undef X
        RT_SLOT_COUNT
};

struct rt_slot_row {
    enum rt_level level;
    uint32_t tag;
    size_t length;
    bool required;
};

const struct rt_slot_row *rt_slot_row(enum rt_slot slot);

enum rt_direction { RT_REQUEST = 1, RT_RESPONSE };

struct rt_packet {
    struct rt_view bytes;
    struct rt_frame frame;
    enum rt_direction direction;                /* a packet with SREP, CERT or INDX is a response */
    struct rt_message messages[RT_LEVEL_COUNT]; /* bytes absent: the level is not there */
    struct rt_view values[RT_SLOT_COUNT];       /* absent: the value is not there */
    /* What is wrong under the rules of whatever version: */
    struct rt_fault
        header;           /* first fault of N and the offsets on any level; counts in the packet */
    enum rt_slot missing; /* first value that every response has and this one lacks, or COUNT */
    enum rt_slot misfit;  /* first value whose fixed length is not kept, or COUNT */
    bool ml_dsa; /* SIG has the length of ML-DSA-44, as then all signatures and keys have */
};

/* Bytes of a signature of ML-DSA-44 (FIPS 204). No document has such signatures; a program signs by
 * them in the layout of draft 14 (versions/numbers.def). */
#define RT_SIGNATURE_ML_DSA_SIZE 2420

/* The exact length of a value in a packet, 0 where it depends on the version. */
size_t rt_packet_length(const struct rt_packet *packet, enum rt_slot slot);

/* Takes a packet of any size apart; one above RT_PACKET_MAX is cut there. Never fails: what is
 * wrong stands in the frame and in the messages. */
void rt_packet_parse(struct rt_packet *packet, struct rt_view bytes);

/* Whether the tags of a message at the top are those of a response, even if values cannot be read.
 */
bool rt_packet_answers(const struct rt_message *top);

/* How many bytes stand behind the end of a packet: behind the length that its header announces; in
 * a response without a header those that its last value has too many, if that is INDX. So ends a
 * receive buffer that was kept whole. */
size_t rt_packet_surplus(const struct rt_packet *packet);

/* The slot in which a response holds VER or NONC, or RT_SLOT_COUNT if it holds none. */
enum rt_slot rt_packet_version_slot(enum rt_place version_in);
enum rt_slot rt_packet_nonce_slot(enum rt_place nonce_in);

/* VER of a response from wherever it stands, SREP or the top; and NONC, the top or SREP. Absent if
 * it is in neither. */
struct rt_view rt_packet_version(const struct rt_packet *packet);
struct rt_view rt_packet_nonce(const struct rt_packet *packet);

/* Whether the list `numbers`, the value of VER in a request or of VERS, contains `number`. */
bool rt_packet_lists(struct rt_view numbers, uint32_t number);

/* The level of the nested message that an entry of a message on `level` is, or RT_LEVEL_TOP if it
 * is none: only the values that the packet was taken apart by are messages. */
enum rt_level rt_packet_nested(const struct rt_packet *packet, enum rt_level level,
                               const struct rt_entry *entry);

/* The offset in the packet of something borrowed from it. */
size_t rt_packet_offset(const struct rt_packet *packet, const uint8_t *p);

#endif
