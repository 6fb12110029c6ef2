// SPDX-License-Identifier: BSD-2-Clause
/* Puts IP fragments together. */
#include "files/capture_fragments.h"

#include <stdlib.h>
#include <string.h>

enum { PACKET_MAX = 65535, UNITS = (PACKET_MAX + 7) / 8 };
static const int64_t patience_ns = 60 * INT64_C(1000000000);

enum state { FREE, DONE, ACTIVE }; /* in the order in which slots are taken */

struct slot {
    enum state state;
    struct rt_endpoint from;
    struct rt_endpoint to;
    uint32_t id;
    uint8_t protocol; /* of the first fragment once that came */
    struct rt_origin last;
    size_t end;   /* length of the packet, 0 until its last piece came */
    size_t reach; /* end of the furthest piece */
    size_t units; /* of 8 bytes that are here */
    uint8_t *data;
    uint8_t have[(UNITS + 7) / 8]; /* one bit a unit */
};

struct rt_capture_fragments {
    struct slot slots[RT_CAPTURE_FRAGMENTS_SLOTS];
};

struct rt_capture_fragments *rt_capture_fragments_new(void)
{
    return calloc(1, sizeof(struct rt_capture_fragments));
}

void rt_capture_fragments_free(struct rt_capture_fragments *reassembly)
{
    if (reassembly == NULL)
        return;
    for (size_t i = 0; i < RT_CAPTURE_FRAGMENTS_SLOTS; i++)
        free(reassembly->slots[i].data);
    free(reassembly);
}

static bool has_unit(const struct slot *slot, size_t unit)
{
    return (slot->have[unit / 8] >> (unit % 8) & 1) != 0;
}

/* RFC 791 tells packets apart by the protocol too, RFC 8200 does not. */
static bool belongs(const struct slot *slot, const struct rt_capture_ip *fragment)
{
    return slot->state != FREE && slot->id == fragment->id &&
           (fragment->from.family == 6 || slot->protocol == fragment->protocol) &&
           rt_endpoint_equal(&slot->from, &fragment->from) &&
           rt_endpoint_equal(&slot->to, &fragment->to);
}

static void give_up(struct slot *slot, struct rt_unfinished *lost)
{
    slot->state = FREE;
    *lost = (struct rt_unfinished){
        .present = true,
        .packet = slot->last.packet,
        .offset = slot->last.offset,
        .from = slot->from,
        .to = slot->to,
        .protocol = slot->protocol,
    };
    while (lost->len < sizeof lost->start && has_unit(slot, lost->len / 8))
        lost->len += 8;
    if (lost->len > slot->reach)
        lost->len = slot->reach;
    if (lost->len > 0)
        memcpy(lost->start, slot->data, lost->len);
}

static void begin(struct slot *slot, const struct rt_capture_ip *fragment)
{
    slot->state = ACTIVE;
    slot->from = fragment->from;
    slot->to = fragment->to;
    slot->id = fragment->id;
    slot->protocol = fragment->protocol;
    slot->end = 0;
    slot->reach = 0;
    slot->units = 0;
    memset(slot->have, 0, sizeof slot->have);
}

/* A late copy of a piece that has done its work. */
static bool repeats(const struct slot *slot, const struct rt_capture_ip *fragment)
{
    return slot->state == DONE && fragment->offset + fragment->payload.len <= slot->end &&
           memcmp(slot->data + fragment->offset, fragment->payload.data, fragment->payload.len) ==
               0;
}

static bool goes_before(const struct slot *a, const struct slot *b)
{
    return a->state != b->state ? a->state < b->state : a->last.packet < b->last.packet;
}

static bool in_time(const struct slot *slot, const struct rt_origin *origin)
{
    return origin->time_ns <= slot->last.time_ns ||
           (uint64_t)origin->time_ns - (uint64_t)slot->last.time_ns <= (uint64_t)patience_ns;
}

/* Whether a fragment stands in a packet of this slot: that was a tunnel, and must stay. */
static bool holds(const struct slot *slot, const struct rt_capture_ip *fragment)
{
    uintptr_t begin = (uintptr_t)slot->data, at = (uintptr_t)fragment->payload.data;
    return slot->data != NULL && at >= begin && at - begin < PACKET_MAX;
}

/* The slot for this fragment: its packet's own, or one made free for it. */
static struct slot *find(struct rt_capture_fragments *reassembly,
                         const struct rt_capture_ip *fragment, const struct rt_origin *origin,
                         struct rt_unfinished *lost)
{
    struct slot *next = &reassembly->slots[0];
    for (size_t i = 0; i < RT_CAPTURE_FRAGMENTS_SLOTS; i++) {
        struct slot *slot = &reassembly->slots[i];
        if (belongs(slot, fragment) && !holds(slot, fragment)) {
            if (in_time(slot, origin) && (slot->state == ACTIVE || repeats(slot, fragment)))
                return slot;
            next = slot;
            break;
        }
        if (!holds(slot, fragment) && (holds(next, fragment) || goes_before(slot, next)))
            next = slot;
    }
    if (next->state == ACTIVE)
        give_up(next, lost);
    begin(next, fragment);
    return next;
}

/* A piece of `len` bytes at `offset`: bytes that are here already stay as they are. */
static void fill(struct slot *slot, size_t offset, struct rt_view piece)
{
    for (size_t at = 0; at < piece.len; at += 8) {
        size_t unit = (offset + at) / 8;
        if (has_unit(slot, unit))
            continue;
        size_t len = piece.len - at < 8 ? piece.len - at : 8;
        memcpy(slot->data + offset + at, piece.data + at, len);
        slot->have[unit / 8] |= (uint8_t)(1u << (unit % 8));
        slot->units++;
    }
}

static bool fits(const struct slot *slot, const struct rt_capture_ip *fragment)
{
    size_t end = fragment->offset + fragment->payload.len;
    if (slot->end != 0)
        return fragment->more ? end <= slot->end : end == slot->end;
    return fragment->more || end >= slot->reach;
}

static enum rt_error finish(struct slot *slot, struct rt_capture_ip *whole)
{
    slot->state = DONE;
    *whole = (struct rt_capture_ip){
        .from = slot->from,
        .to = slot->to,
        .protocol = slot->protocol,
        .payload = {slot->data, slot->end},
        .announced = slot->end,
    };
    enum rt_error error = rt_capture_ip_walk(whole);
    if (error == RT_OK && whole->fragment)
        error = RT_E_CAPTURE;
    if (error != RT_OK)
        whole->payload = (struct rt_view){NULL, 0};
    return error;
}

enum rt_error rt_capture_fragments_add(struct rt_capture_fragments *reassembly,
                                       const struct rt_capture_ip *fragment,
                                       const struct rt_origin *origin, struct rt_capture_ip *whole,
                                       struct rt_unfinished *lost)
{
    whole->payload = (struct rt_view){NULL, 0};
    lost->present = false;
    size_t len = fragment->payload.len;
    if (len < fragment->announced)
        return RT_E_TRUNCATED;
    if (len == 0 || fragment->offset + len > PACKET_MAX || (fragment->more && len % 8 != 0))
        return RT_E_CAPTURE;
    struct slot *slot = find(reassembly, fragment, origin, lost);
    if (slot->state == DONE)
        return RT_OK;
    slot->last = *origin;
    if (slot->data == NULL)
        slot->data = malloc(PACKET_MAX);
    if (slot->data == NULL) {
        slot->state = FREE;
        return RT_E_NO_MEMORY;
    }
    if (!fits(slot, fragment))
        return RT_E_CAPTURE;
    fill(slot, fragment->offset, fragment->payload);
    if (fragment->offset == 0)
        slot->protocol = fragment->protocol;
    if (fragment->offset + len > slot->reach)
        slot->reach = fragment->offset + len;
    if (!fragment->more)
        slot->end = slot->reach;
    if (slot->end != 0 && slot->units == (slot->end + 7) / 8)
        return finish(slot, whole);
    return RT_OK;
}

void rt_capture_fragments_drain(struct rt_capture_fragments *reassembly, struct rt_unfinished *lost)
{
    lost->present = false;
    for (size_t i = 0; i < RT_CAPTURE_FRAGMENTS_SLOTS && !lost->present; i++)
        if (reassembly->slots[i].state == ACTIVE)
            give_up(&reassembly->slots[i], lost);
}
