// SPDX-License-Identifier: BSD-2-Clause
/* Requests in a table of buckets by their endpoints, and the search for that of a response. */
#include "judge/pairing.h"

#include <stdlib.h>
#include <string.h>

#include "wire/merkle.h"
#include "wire/packet.h"

#define BUCKETS    (2 * RT_PAIRING_REQUESTS)
#define NONE       RT_PAIRING_REQUESTS
#define FIRST_SIZE 1024
#define TREES      64   /* requests whose leaf is tried, the newest first */
#define USUAL_SIZE 1536 /* room for the requests that are sent in practice */

/* A request that was seen. Slots of one bucket form a list, the newest first. */
struct slot {
    struct rt_pairing_ends ends;
    uint32_t bucket;
    uint32_t next;     /* in the bucket, or NONE */
    uint32_t previous; /* in the bucket, or NONE */
    bool used;
    bool answered;
    uint8_t *bytes; /* owned, of cap bytes; kept when the slot is used again */
    size_t cap;
    size_t len;
    struct rt_view nonce; /* in bytes */
    struct rt_pairing_source source;
    rt_server_signs signs;
    uint64_t number; /* of requests before it */
};

/* A slot by its age. */
struct age {
    uint64_t number;
    uint32_t slot;
};

struct rt_pairing {
    uint32_t buckets[BUCKETS];
    uint32_t next; /* the slot to use next */
    uint32_t size; /* slots in turn: more only when requests wait in all of them */
    uint64_t added;
    uint64_t answered;
    struct slot slots[RT_PAIRING_REQUESTS];
    size_t waiting; /* slots without a response when they were asked for last, */
    struct age ages[RT_PAIRING_REQUESTS]; /* the oldest first */
};

struct rt_pairing *rt_pairing_new(void)
{
    struct rt_pairing *pairing = calloc(1, sizeof *pairing);
    for (size_t i = 0; pairing && i < BUCKETS; i++)
        pairing->buckets[i] = NONE;
    if (pairing)
        pairing->size = FIRST_SIZE;
    return pairing;
}

void rt_pairing_free(struct rt_pairing *pairing)
{
    for (size_t i = 0; pairing && i < RT_PAIRING_REQUESTS; i++)
        free(pairing->slots[i].bytes);
    free(pairing);
}

uint64_t rt_pairing_unanswered(const struct rt_pairing *pairing)
{
    return pairing->added - pairing->answered;
}

static uint32_t mix(uint32_t hash, const uint8_t *bytes, size_t len)
{
    for (size_t i = 0; i < len; i++)
        hash = (hash ^ bytes[i]) * UINT32_C(16777619); /* FNV-1a */
    return hash;
}

static uint32_t mix_end(uint32_t hash, const struct rt_endpoint *end)
{
    const uint8_t port[2] = {(uint8_t)end->port, (uint8_t)(end->port >> 8)};
    return mix(mix(hash, end->addr, sizeof end->addr), port, sizeof port);
}

static uint32_t bucket_of(const struct rt_pairing_ends *ends)
{
    uint32_t hash = mix_end(mix_end(UINT32_C(2166136261), &ends->client), &ends->server);
    return (hash ^ hash >> 16) % BUCKETS;
}

bool rt_pairing_ends_equal(const struct rt_pairing_ends *a, const struct rt_pairing_ends *b)
{
    return a->transport == b->transport && rt_endpoint_equal(&a->client, &b->client) &&
           rt_endpoint_equal(&a->server, &b->server);
}

static void unlink_slot(struct rt_pairing *pairing, struct slot *slot)
{
    if (slot->previous != NONE)
        pairing->slots[slot->previous].next = slot->next;
    else
        pairing->buckets[slot->bucket] = slot->next;
    if (slot->next != NONE)
        pairing->slots[slot->next].previous = slot->previous;
}

static void link_slot(struct rt_pairing *pairing, uint32_t index)
{
    struct slot *slot = &pairing->slots[index];
    slot->bucket = bucket_of(&slot->ends);
    slot->previous = NONE;
    slot->next = pairing->buckets[slot->bucket];
    if (slot->next != NONE)
        pairing->slots[slot->next].previous = index;
    pairing->buckets[slot->bucket] = index;
}

static bool copy_request(struct slot *slot, struct rt_view request)
{
    if (request.len > slot->cap) {
        size_t cap = request.len > USUAL_SIZE ? request.len : USUAL_SIZE;
        uint8_t *bytes = realloc(slot->bytes, cap);
        if (!bytes)
            return false;
        slot->bytes = bytes;
        slot->cap = cap;
    }
    memcpy(slot->bytes, request.data, request.len);
    slot->len = request.len;
    return true;
}

/* NONC at the top of a packet, without taking all of it apart. */
static struct rt_view top_nonce(struct rt_view bytes)
{
    struct rt_frame frame = rt_frame_parse(bytes);
    struct rt_message message = rt_message_parse(frame.message);
    return rt_message_find(&message, (uint32_t)RT_TAG_NONC).value;
}

/* The slot for a new request: the oldest in turn, or one that was never used. */
static uint32_t next_slot(struct rt_pairing *pairing)
{
    uint32_t index = pairing->next;
    const struct slot *slot = &pairing->slots[index];
    if (slot->used && !slot->answered && pairing->size < RT_PAIRING_REQUESTS) {
        index = pairing->size;
        pairing->size *= 2;
    }
    pairing->next = (index + 1) % pairing->size;
    return index;
}

enum rt_error rt_pairing_add(struct rt_pairing *pairing, const struct rt_pairing_ends *ends,
                             struct rt_view request, const struct rt_pairing_source *source)
{
    uint32_t index = next_slot(pairing);
    struct slot *slot = &pairing->slots[index];
    if (slot->used)
        unlink_slot(pairing, slot);
    slot->used = false;
    if (!copy_request(slot, request))
        return RT_E_NO_MEMORY;
    slot->ends = *ends;
    slot->source = source ? *source : (struct rt_pairing_source){0};
    slot->signs = 0;
    slot->number = pairing->added;
    slot->nonce = top_nonce((struct rt_view){slot->bytes, slot->len});
    slot->used = true;
    slot->answered = false;
    link_slot(pairing, index);
    pairing->added++;
    return RT_OK;
}

static struct rt_view take(struct rt_pairing *pairing, struct slot *slot)
{
    if (!slot->answered)
        pairing->answered++;
    slot->answered = true;
    return (struct rt_view){slot->bytes, slot->len};
}

/* Whether a response's tree leads from this request to ROOT, by the hash, leaf and order of any
 * version. */
static bool leads(struct rt_crypto *crypto, const struct slot *slot,
                  const struct rt_packet *response)
{
    struct rt_view root = response->values[RT_SLOT_ROOT];
    struct rt_view path = response->values[RT_SLOT_PATH];
    struct rt_view index = response->values[RT_SLOT_INDX];
    struct rt_rules rules = {0};
    if (!rt_view_present(root) || !rt_view_present(path) || !rt_view_present(index) ||
        index.len != 4 || path.len > RT_PATH_MAX * RT_HASH_MAX)
        return false;
    const struct rt_param_row *hashes = rt_param_row(RT_PARAM_HASH);
    const struct rt_param_row *leaves = rt_param_row(RT_PARAM_LEAF);
    const struct rt_param_row *orders = rt_param_row(RT_PARAM_ORDER);
    size_t trees = hashes->value_count * leaves->value_count * orders->value_count;
    for (size_t tree = 0; tree < trees; tree++) {
        uint8_t found[RT_HASH_MAX];
        size_t rest = tree / hashes->value_count;
        rt_param_set(&rules, RT_PARAM_HASH, hashes->values[tree % hashes->value_count].value);
        rt_param_set(&rules, RT_PARAM_LEAF, leaves->values[rest % leaves->value_count].value);
        rt_param_set(&rules, RT_PARAM_ORDER, orders->values[rest / leaves->value_count].value);
        struct rt_view input =
            rt_merkle_leaf_input(rules.leaf, slot->nonce, (struct rt_view){slot->bytes, slot->len});
        if (!rt_view_present(input) || root.len != rt_rules_hash_size(rules.hash))
            continue;
        if (rt_merkle_root(crypto, rules.hash, rules.order, input, path,
                           rt_bytes_load32(index.data), found) == RT_OK &&
            memcmp(found, root.data, root.len) == 0)
            return true;
    }
    return false;
}

/* The nonce that a response echoes, wherever; absent if it echoes none. */
static struct rt_view echo_of(struct rt_view response)
{
    struct rt_view echo = top_nonce(response);
    struct rt_packet packet;
    if (rt_view_present(echo))
        return echo;
    rt_packet_parse(&packet, response);
    return rt_packet_nonce(&packet);
}

/* The request between these ends whose leaf leads to the root of a response, or NULL. */
static struct slot *find_by_tree(struct rt_pairing *pairing, struct rt_crypto *crypto,
                                 const struct rt_pairing_ends *ends, struct rt_view response)
{
    struct rt_packet packet;
    size_t tried = 0;
    rt_packet_parse(&packet, response);
    uint32_t i = pairing->buckets[bucket_of(ends)];
    for (; i != NONE && tried < TREES; i = pairing->slots[i].next) {
        struct slot *slot = &pairing->slots[i];
        if (!rt_pairing_ends_equal(&slot->ends, ends))
            continue;
        if (leads(crypto, slot, &packet))
            return slot;
        tried++;
    }
    return NULL;
}

struct rt_view rt_pairing_find(struct rt_pairing *pairing, struct rt_crypto *crypto,
                               const struct rt_pairing_ends *ends, struct rt_view response)
{
    struct rt_view echo = echo_of(response);
    bool echoes = rt_view_present(echo);
    struct slot *found = NULL;
    size_t candidates = 0;
    uint32_t i = pairing->buckets[bucket_of(ends)];
    for (; i != NONE; i = pairing->slots[i].next) {
        struct slot *slot = &pairing->slots[i];
        if (!rt_pairing_ends_equal(&slot->ends, ends))
            continue;
        if (echoes && rt_view_equal(slot->nonce, echo))
            return take(pairing, slot);
        candidates++;
        if (!slot->answered)
            found = slot; /* the list ends with the oldest */
    }
    /* If nothing fits, the oldest that waits is given: the checks of the nonce or of the tree shall
     * say so. But with a foreign nonce among many requests nothing says which was meant. */
    if (candidates > 1) {
        struct slot *by_tree = find_by_tree(pairing, crypto, ends, response);
        found = by_tree || echoes ? by_tree : found;
    }
    return found ? take(pairing, found) : (struct rt_view){NULL, 0};
}

struct rt_view rt_pairing_match(struct rt_pairing *pairing, struct rt_crypto *crypto,
                                const struct rt_pairing_ends *ends, struct rt_view response)
{
    struct rt_view echo = echo_of(response);
    struct slot *found = NULL;
    if (!rt_view_present(echo))
        found = find_by_tree(pairing, crypto, ends, response);
    for (uint32_t i = pairing->buckets[bucket_of(ends)]; i != NONE && !found;
         i = pairing->slots[i].next) {
        struct slot *slot = &pairing->slots[i];
        if (rt_pairing_ends_equal(&slot->ends, ends) && rt_view_equal(slot->nonce, echo))
            found = slot;
    }
    return found ? take(pairing, found) : (struct rt_view){NULL, 0};
}

void rt_pairing_mark(struct rt_pairing *pairing, const struct rt_pairing_ends *ends,
                     struct rt_view quoted, rt_server_signs signs)
{
    size_t tried = 0;
    uint32_t i = pairing->buckets[bucket_of(ends)];
    for (; i != NONE && tried < RT_PAIRING_MARKED; i = pairing->slots[i].next) {
        struct slot *slot = &pairing->slots[i];
        tried++;
        if (!rt_pairing_ends_equal(&slot->ends, ends) || quoted.len > slot->len ||
            (quoted.len > 0 && memcmp(slot->bytes, quoted.data, quoted.len) != 0))
            continue;
        slot->signs |= signs;
        if (rt_view_present(quoted))
            return;
    }
}

static int older_first(const void *left, const void *right)
{
    const struct age *a = left, *b = right;
    return (a->number > b->number) - (a->number < b->number);
}

static void sort_waiting(struct rt_pairing *pairing)
{
    pairing->waiting = 0;
    uint32_t used = rt_pairing_unanswered(pairing) > 0 ? RT_PAIRING_REQUESTS : 0;
    for (uint32_t i = 0; i < used; i++) {
        const struct slot *slot = &pairing->slots[i];
        if (slot->used && !slot->answered)
            pairing->ages[pairing->waiting++] = (struct age){slot->number, i};
    }
    qsort(pairing->ages, pairing->waiting, sizeof pairing->ages[0], older_first);
}

bool rt_pairing_next_unanswered(struct rt_pairing *pairing, size_t *place,
                                struct rt_pairing_request *request)
{
    if (*place == 0)
        sort_waiting(pairing);
    if (*place >= pairing->waiting)
        return false;
    const struct slot *slot = &pairing->slots[pairing->ages[(*place)++].slot];
    *request = (struct rt_pairing_request){
        slot->ends, {slot->bytes, slot->len}, slot->source, slot->signs};
    return true;
}
