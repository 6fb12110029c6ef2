// SPDX-License-Identifier: BSD-2-Clause
/* Finds packets that were captured more than once. */
#include "files/capture_copies.h"

#include <stdlib.h>
#include <string.h>

static const uint64_t apart_ns = 100000000;

struct slot {
    uint64_t packet; /* 0: the slot is free */
    int64_t time_ns;
    struct rt_endpoint from;
    struct rt_endpoint to;
    uint32_t id;
    size_t len;
    uint8_t bytes[RT_CAPTURE_COPIES_BYTES];
};

struct rt_capture_copies {
    uint64_t keys[RT_CAPTURE_COPIES_SLOTS]; /* some bytes of each, to be compared first */
    size_t next;
    struct slot slots[RT_CAPTURE_COPIES_SLOTS];
};

struct rt_capture_copies *rt_capture_copies_new(void)
{
    return calloc(1, sizeof(struct rt_capture_copies));
}

void rt_capture_copies_free(struct rt_capture_copies *copies)
{
    free(copies);
}

/* From all over a payload: nonces and signatures differ from packet to packet. */
static uint64_t key_of(struct rt_view payload)
{
    uint64_t key = payload.len;
    for (size_t at = 0; at + 8 <= payload.len; at += 32)
        key = (key ^ rt_bytes_load64(payload.data + at)) * UINT64_C(0x9e3779b97f4a7c15);
    return key;
}

static bool near(const struct slot *slot, int64_t time_ns)
{
    uint64_t a = (uint64_t)slot->time_ns, b = (uint64_t)time_ns;
    return (slot->time_ns < time_ns ? b - a : a - b) <= apart_ns;
}

static bool repeats(const struct slot *slot, const struct rt_datagram *datagram, uint32_t id)
{
    return slot->packet != 0 && slot->id == id && near(slot, datagram->time_ns) &&
           rt_endpoint_equal(&slot->from, &datagram->from) &&
           rt_endpoint_equal(&slot->to, &datagram->to) &&
           rt_view_equal((struct rt_view){slot->bytes, slot->len}, datagram->payload);
}

uint64_t rt_capture_copies_find(struct rt_capture_copies *copies,
                                const struct rt_datagram *datagram, uint32_t id)
{
    uint64_t key = key_of(datagram->payload);
    if (datagram->payload.len > RT_CAPTURE_COPIES_BYTES)
        return 0;
    for (size_t i = 0; i < RT_CAPTURE_COPIES_SLOTS; i++)
        if (copies->keys[i] == key && repeats(&copies->slots[i], datagram, id))
            return copies->slots[i].packet;
    struct slot *slot = &copies->slots[copies->next];
    copies->keys[copies->next] = key;
    copies->next = (copies->next + 1) % RT_CAPTURE_COPIES_SLOTS;
    slot->packet = datagram->packet;
    slot->time_ns = datagram->time_ns;
    slot->from = datagram->from;
    slot->to = datagram->to;
    slot->id = id;
    slot->len = datagram->payload.len;
    memcpy(slot->bytes, datagram->payload.data, slot->len);
    return 0;
}
