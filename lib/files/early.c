// SPDX-License-Identifier: BSD-2-Clause
/* Holds responses until their requests come. */
#include "files/early.h"

#include <stdlib.h>
#include <string.h>

static const uint64_t patience_ns = 1000000000;

struct slot {
    struct rt_early_response response;
    uint8_t *bytes; /* of `room` bytes */
    size_t room;
};

/* Those that are held stand first, the oldest in front. */
struct rt_early {
    size_t count;
    struct slot slots[RT_EARLY_SLOTS];
};

struct rt_early *rt_early_new(void)
{
    return calloc(1, sizeof(struct rt_early));
}

void rt_early_free(struct rt_early *early)
{
    for (size_t i = 0; early && i < RT_EARLY_SLOTS; i++)
        free(early->slots[i].bytes);
    free(early);
}

enum rt_error rt_early_hold(struct rt_early *early, const struct rt_early_response *response)
{
    struct slot *slot = &early->slots[early->count];
    size_t len = response->bytes.len;
    if (len > slot->room) {
        uint8_t *bytes = realloc(slot->bytes, len);
        if (!bytes)
            return RT_E_NO_MEMORY;
        slot->bytes = bytes;
        slot->room = len;
    }
    memcpy(slot->bytes, response->bytes.data, len);
    slot->response = *response;
    slot->response.bytes.data = slot->bytes;
    early->count++;
    return RT_OK;
}

/* Gives up a slot. Its bytes stay where they are, behind those that are held. */
static void give_up(struct rt_early *early, size_t at, struct rt_early_response *response)
{
    struct slot slot = early->slots[at];
    early->count--;
    memmove(&early->slots[at], &early->slots[at + 1], (early->count - at) * sizeof slot);
    early->slots[early->count] = slot;
    *response = slot.response;
}

bool rt_early_due(struct rt_early *early, int64_t time_ns, bool all,
                  struct rt_early_response *response)
{
    if (early->count == 0)
        return false;
    int64_t oldest = early->slots[0].response.source.time_ns;
    bool late = time_ns > oldest && (uint64_t)time_ns - (uint64_t)oldest > patience_ns;
    if (!all && !late && early->count < RT_EARLY_SLOTS)
        return false;
    give_up(early, 0, response);
    return true;
}

bool rt_early_match(struct rt_early *early, struct rt_pairing *pairing, struct rt_crypto *crypto,
                    const struct rt_pairing_ends *ends, struct rt_early_response *response,
                    struct rt_view *request)
{
    for (size_t i = 0; i < early->count; i++) {
        const struct rt_early_response *held = &early->slots[i].response;
        if (!rt_pairing_ends_equal(&held->ends, ends))
            continue;
        *request = rt_pairing_match(pairing, crypto, &held->ends, held->bytes);
        if (rt_view_present(*request)) {
            give_up(early, i, response);
            return true;
        }
    }
    return false;
}
