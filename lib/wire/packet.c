// SPDX-License-Identifier: BSD-2-Clause
/* Takes a packet apart into its messages and values. */
#include "wire/packet.h"

#include "base/key.h"

static const struct rt_slot_row slots[RT_SLOT_COUNT] = {
#define X(id, level, tag, length, required)                                                        \
    [RT_SLOT_##id] = {RT_LEVEL_##level, (uint32_t)RT_TAG_##tag, length, required},
    RT_SLOTS(X)
#undef X
};

/* The value that holds each nested message. */
static const enum rt_slot holder[RT_LEVEL_COUNT] = {
    [RT_LEVEL_SREP] = RT_SLOT_SREP,
    [RT_LEVEL_CERT] = RT_SLOT_CERT,
    [RT_LEVEL_DELE] = RT_SLOT_DELE,
};

const struct rt_slot_row *rt_slot_row(enum rt_slot slot)
{
    return &slots[slot];
}

const char *rt_level_name(enum rt_level level)
{
    static const char *const names[RT_LEVEL_COUNT] = {"", "SREP", "CERT", "DELE"};
    return names[level];
}

/* The slots of a level stand together: its first, and those after it. */
static const struct {
    enum rt_slot first;
    enum rt_slot end;
} ranges[RT_LEVEL_COUNT] = {
    [RT_LEVEL_TOP] = {RT_SLOT_SIG, RT_SLOT_SREP_VER},
    [RT_LEVEL_SREP] = {RT_SLOT_SREP_VER, RT_SLOT_CERT_SIG},
    [RT_LEVEL_CERT] = {RT_SLOT_CERT_SIG, RT_SLOT_PUBK},
    [RT_LEVEL_DELE] = {RT_SLOT_PUBK, RT_SLOT_COUNT},
};

/* Notes the first value of each tag of a level that has a slot. */
static void collect(struct rt_packet *packet, enum rt_level level)
{
    const struct rt_message *message = &packet->messages[level];
    for (uint32_t i = 0; i < message->sound; i++) {
        struct rt_entry entry = rt_message_entry(message, i);
        for (unsigned slot = ranges[level].first; slot < ranges[level].end; slot++)
            if (slots[slot].tag == entry.tag && !rt_view_present(packet->values[slot]))
                packet->values[slot] = entry.value;
    }
}

size_t rt_packet_length(const struct rt_packet *packet, enum rt_slot slot)
{
    if (packet->ml_dsa && slot == RT_SLOT_PUBK)
        return RT_KEY_ML_DSA_SIZE;
    bool signature = slot == RT_SLOT_SIG || slot == RT_SLOT_CERT_SIG;
    return packet->ml_dsa && signature ? RT_SIGNATURE_ML_DSA_SIZE : slots[slot].length;
}

/* Finds what is wrong with a response under the rules of whatever version. */
static void find_faults(struct rt_packet *packet)
{
    packet->ml_dsa = packet->values[RT_SLOT_SIG].len == RT_SIGNATURE_ML_DSA_SIZE;
    packet->missing = RT_SLOT_COUNT;
    packet->misfit = RT_SLOT_COUNT;
    for (int i = RT_SLOT_COUNT - 1; i >= 0; i--) {
        struct rt_view value = packet->values[i];
        if (slots[i].required && !rt_view_present(value))
            packet->missing = (enum rt_slot)i;
        size_t length = rt_packet_length(packet, (enum rt_slot)i);
        if (length != 0 && rt_view_present(value) && value.len != length)
            packet->misfit = (enum rt_slot)i;
    }
    for (int level = RT_LEVEL_COUNT - 1; level >= 0; level--) {
        const struct rt_message *message = &packet->messages[level];
        size_t start = rt_packet_offset(packet, message->bytes.data);
        if (message->header.error != RT_OK)
            packet->header = (struct rt_fault){message->header.error, start + message->header.at};
    }
}

void rt_packet_parse(struct rt_packet *packet, struct rt_view bytes)
{
    *packet = (struct rt_packet){.bytes = rt_view_slice(bytes, 0, RT_PACKET_MAX)};
    packet->frame = rt_frame_parse(packet->bytes);
    packet->messages[RT_LEVEL_TOP] = rt_message_parse(packet->frame.message);
    collect(packet, RT_LEVEL_TOP);
    for (int level = RT_LEVEL_SREP; level < RT_LEVEL_COUNT; level++) {
        struct rt_view value = packet->values[holder[level]];
        if (!rt_view_present(value))
            continue;
        packet->messages[level] = rt_message_parse(value);
        collect(packet, (enum rt_level)level);
    }
    bool answers = rt_view_present(packet->values[RT_SLOT_SREP]) ||
                   rt_view_present(packet->values[RT_SLOT_CERT]) ||
                   rt_view_present(packet->values[RT_SLOT_INDX]);
    packet->direction = answers ? RT_RESPONSE : RT_REQUEST;
    find_faults(packet);
}

bool rt_packet_answers(const struct rt_message *top)
{
    for (uint32_t i = 0; i < rt_message_cut_count(top); i++) {
        uint32_t tag = rt_bytes_load32(top->bytes.data + 4 * ((size_t)top->count + i));
        if (tag == RT_TAG_SREP || tag == RT_TAG_CERT || tag == RT_TAG_INDX)
            return true;
    }
    return false;
}

static struct rt_view either(const struct rt_packet *packet, enum rt_slot a, enum rt_slot b)
{
    return packet->values[rt_view_present(packet->values[a]) ? a : b];
}

size_t rt_packet_surplus(const struct rt_packet *packet)
{
    const struct rt_message *top = &packet->messages[RT_LEVEL_TOP];
    const struct rt_view index = packet->values[RT_SLOT_INDX];
    if (packet->frame.framed)
        return packet->frame.fault.error == RT_E_FRAME_LONG
                   ? packet->bytes.len - packet->frame.fault.at
                   : 0;
    bool last = rt_view_present(index) && top->sound > 0 &&
                rt_message_entry(top, top->sound - 1).tag == RT_TAG_INDX;
    return last && index.len > slots[RT_SLOT_INDX].length ? index.len - slots[RT_SLOT_INDX].length
                                                          : 0;
}

enum rt_slot rt_packet_version_slot(enum rt_place version_in)
{
    switch (version_in) {
    case RT_PLACE_RESPONSE:
        return RT_SLOT_VER;
    case RT_PLACE_SREP:
        return RT_SLOT_SREP_VER;
    case RT_PLACE_NONE:
    case RT_PLACE_FORGOTTEN:
        break;
    }
    return RT_SLOT_COUNT;
}

enum rt_slot rt_packet_nonce_slot(enum rt_place nonce_in)
{
    switch (nonce_in) {
    case RT_PLACE_RESPONSE:
        return RT_SLOT_NONC;
    case RT_PLACE_SREP:
        return RT_SLOT_SREP_NONC;
    case RT_PLACE_NONE:
    case RT_PLACE_FORGOTTEN:
        break;
    }
    return RT_SLOT_COUNT;
}

struct rt_view rt_packet_version(const struct rt_packet *packet)
{
    return either(packet, RT_SLOT_SREP_VER, RT_SLOT_VER);
}

struct rt_view rt_packet_nonce(const struct rt_packet *packet)
{
    return either(packet, RT_SLOT_NONC, RT_SLOT_SREP_NONC);
}

size_t rt_packet_offset(const struct rt_packet *packet, const uint8_t *p)
{
    return (size_t)(p - packet->bytes.data);
}

bool rt_packet_lists(struct rt_view numbers, uint32_t number)
{
    for (size_t at = 0; at + 4 <= numbers.len; at += 4)
        if (rt_bytes_load32(numbers.data + at) == number)
            return true;
    return false;
}

enum rt_level rt_packet_nested(const struct rt_packet *packet, enum rt_level level,
                               const struct rt_entry *entry)
{
    for (int i = RT_LEVEL_SREP; i < RT_LEVEL_COUNT; i++) {
        const struct rt_slot_row *row = rt_slot_row(holder[i]);
        const struct rt_view *held = &packet->values[holder[i]];
        if (row->level == level && row->tag == entry->tag && held->data == entry->value.data &&
            held->len == entry->value.len)
            return (enum rt_level)i;
    }
    return RT_LEVEL_TOP;
}
