// SPDX-License-Identifier: BSD-2-Clause
/* How replies are made wrong, in one way each. */
#include "server/spoil.h"

#include <string.h>

#include "rules/rules.h"

#define HOUR 3600

const uint8_t rt_spoil_weak_key[RT_KEY_SIZE] = {1};

/* R is the base point, whose y is 4/5, and S is 1: S times the base point is R plus any multiple of
 * the neutral point. R and S are beyond reproach, the key alone is not. */
const uint8_t rt_spoil_weak_signature[RT_SIGNATURE_SIZE] = {
    0x58, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66,
    0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66,
    0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 1};

/* A number in VER that no version has. */
static uint32_t foreign_number(const struct rt_spoil *spoil)
{
    return spoil->plan->rules.version ^ UINT32_C(0x00000100);
}

/* The version's number and the foreign one, the lower first. */
static void two_numbers(const struct rt_spoil *spoil, uint32_t *lower, uint32_t *higher)
{
    uint32_t own = spoil->plan->rules.version;
    uint32_t foreign = foreign_number(spoil);
    *lower = own < foreign ? own : foreign;
    *higher = own < foreign ? foreign : own;
}

/* Plans another value for a tag of the reply; an absent one takes the tag away. */
static void put(struct rt_spoil *spoil, enum rt_level level, uint32_t tag, struct rt_view value)
{
    spoil->edits[spoil->edit_count++] = (struct rt_edit){level, tag, value};
}

/* The same with the first bytes of spoil->value. */
static void edit(struct rt_spoil *spoil, enum rt_level level, enum rt_tag tag, size_t len)
{
    put(spoil, level, (uint32_t)tag, (struct rt_view){spoil->value, len});
}

/* Lists the numbers of VERS in the right reply, and the foreign one. They ascend. Where there is no
 * room for one more it is the version's and the foreign one. */
static size_t list_numbers(const struct rt_spoil *spoil, uint32_t numbers[RT_NUMBERS_MAX])
{
    struct rt_view list = spoil->packet.values[RT_SLOT_VERS];
    uint32_t foreign = foreign_number(spoil);
    size_t count = list.len / 4;
    size_t at = 0;
    if (count >= RT_NUMBERS_MAX || count >= rt_rules_versions_max(&spoil->plan->rules)) {
        two_numbers(spoil, &numbers[0], &numbers[1]);
        return 2;
    }
    for (; at < count && rt_bytes_load32(list.data + 4 * at) < foreign; at++)
        numbers[at] = rt_bytes_load32(list.data + 4 * at);
    numbers[at] = foreign;
    for (; at < count; at++)
        numbers[at + 1] = rt_bytes_load32(list.data + 4 * at);
    return count + 1;
}

/* Copies a value of the right reply for an edit, with room for four bytes more. Returns its length,
 * 0 if it is not there. */
static size_t take(struct rt_spoil *spoil, enum rt_slot slot)
{
    struct rt_view value = {NULL, 0};
    if (slot != RT_SLOT_COUNT)
        value = spoil->packet.values[slot];
    if (!rt_view_present(value) || value.len + 4 > sizeof spoil->value)
        return 0;
    memcpy(spoil->value, value.data, value.len);
    return value.len;
}

/* Has the delegation made anew, with the times and keys of the plan. */
static void new_cert(struct rt_spoil *spoil)
{
    spoil->plan->cert = (struct rt_view){NULL, 0};
}

static void plan_magic(struct rt_spoil *spoil)
{
    enum rt_framing *framing = &spoil->plan->rules.framing;
    *framing = (enum rt_framing)rt_param_next(RT_PARAM_FRAMING, *framing);
}

static void touch_length(struct rt_spoil *spoil, uint8_t *bytes, size_t *len)
{
    (void)spoil;
    uint8_t *length = bytes + RT_FRAME_SIZE - 4;
    if (rt_frame_parse((struct rt_view){bytes, *len}).framed && *len >= RT_FRAME_SIZE)
        rt_bytes_store32(length, rt_bytes_load32(length) + 4);
}

/* The tag that suffers is the last: where the exchange is ours INDX, on which little depends. */
static void plan_offset(struct rt_spoil *spoil)
{
    if (spoil->request)
        spoil->plan->rules.tags = RT_TAG_ORDER_SORTED;
}

static void touch_offset(struct rt_spoil *spoil, uint8_t *bytes, size_t *len)
{
    (void)spoil;
    struct rt_frame frame = rt_frame_parse((struct rt_view){bytes, *len});
    uint32_t count = frame.message.len >= 4 ? rt_bytes_load32(frame.message.data) : 0;
    size_t at = frame.header + 4 * (size_t)(count - 1);
    if (count > 1 && at + 4 <= *len)
        rt_bytes_store32(bytes + at, rt_bytes_load32(bytes + at) + 1);
}

static void plan_missing(struct rt_spoil *spoil)
{
    put(spoil, RT_LEVEL_SREP, (uint32_t)RT_TAG_RADI, (struct rt_view){NULL, 0});
}

static void plan_tags(struct rt_spoil *spoil)
{
    if (rt_rules_tags_ascend(spoil->rules->tags))
        spoil->plan->rules.tags = RT_TAG_ORDER_UNSORTED;
    else
        plan_missing(spoil);
}

static void plan_unknown(struct rt_spoil *spoil)
{
    put(spoil, RT_LEVEL_TOP, UINT32_C(0x59595858) /* XXYY */, (struct rt_view){spoil->value, 8});
}

static void plan_size(struct rt_spoil *spoil)
{
    edit(spoil, RT_LEVEL_SREP, RT_TAG_RADI, 8);
}

static void plan_large(struct rt_spoil *spoil)
{
    size_t len = (spoil->asked.packet.len + 3) / 4 * 4;
    edit(spoil, RT_LEVEL_TOP, RT_TAG_ZZZZ, len < sizeof spoil->value ? len : sizeof spoil->value);
}

static void plan_unpadded(struct rt_spoil *spoil)
{
    spoil->request->size = 0;
}

/* The request offers, and VERS lists, the foreign number as well: it is wrong all the same. */
static void plan_version(struct rt_spoil *spoil)
{
    uint32_t numbers[RT_NUMBERS_MAX];
    uint32_t foreign = foreign_number(spoil);
    if (rt_packet_version_slot(spoil->plan->rules.version_in) == RT_SLOT_COUNT)
        return;
    two_numbers(spoil, &spoil->offers[0], &spoil->offers[1]);
    if (spoil->request) {
        spoil->request->offers = spoil->offers;
        spoil->request->offer_count = 2;
    }
    size_t count = list_numbers(spoil, numbers);
    for (size_t i = 0; i < count; i++)
        rt_bytes_store32(spoil->versions + 4 * i, numbers[i]);
    spoil->plan->versions = (struct rt_view){spoil->versions, 4 * count};
    spoil->plan->rules.version = foreign;
}

static void plan_offer(struct rt_spoil *spoil)
{
    spoil->offers[0] = foreign_number(spoil);
    spoil->request->offers = spoil->offers;
    spoil->request->offer_count = 1;
}

static void plan_type(struct rt_spoil *spoil)
{
    spoil->value[0] = 7;
    if (rt_rules_has_type(&spoil->plan->rules))
        edit(spoil, RT_LEVEL_TOP, RT_TAG_TYPE, 4);
}

static void plan_long_nonce(struct rt_spoil *spoil)
{
    spoil->request->rules.nonce += 4;
}

static void plan_short_nonce(struct rt_spoil *spoil)
{
    enum rt_slot slot = rt_packet_nonce_slot(spoil->plan->rules.nonce_in);
    size_t len = take(spoil, slot);
    if (len > 0)
        edit(spoil, rt_slot_row(slot)->level, RT_TAG_NONC, len - 4);
}

static void plan_echo(struct rt_spoil *spoil)
{
    enum rt_slot slot = rt_packet_nonce_slot(spoil->plan->rules.nonce_in);
    size_t len = take(spoil, slot);
    spoil->value[0] ^= 1;
    if (len > 0)
        edit(spoil, rt_slot_row(slot)->level, RT_TAG_NONC, len);
}

static void plan_srv(struct rt_spoil *spoil)
{
    struct rt_view *srv = &spoil->request->srv;
    if (srv->len != sizeof spoil->srv)
        return;
    memcpy(spoil->srv, srv->data, sizeof spoil->srv);
    spoil->srv[0] ^= 1;
    srv->data = spoil->srv;
}

/* A delegated key that anybody can sign for, and such a signature. */
static void plan_weak(struct rt_spoil *spoil)
{
    put(spoil, RT_LEVEL_DELE, (uint32_t)RT_TAG_PUBK,
        (struct rt_view){rt_spoil_weak_key, RT_KEY_SIZE});
    put(spoil, RT_LEVEL_TOP, (uint32_t)RT_TAG_SIG,
        (struct rt_view){rt_spoil_weak_signature, RT_SIGNATURE_SIZE});
    new_cert(spoil);
}

static void plan_cert(struct rt_spoil *spoil)
{
    spoil->plan->long_term = spoil->stranger;
    new_cert(spoil);
}

static void plan_midpoint(struct rt_spoil *spoil)
{
    struct rt_response_plan *plan = spoil->plan;
    plan->midpoint = rt_clock_no_time(plan->rules.clock, plan->midpoint);
    plan->maxt = RT_FOREVER;
    new_cert(spoil);
}

static void plan_ended(struct rt_spoil *spoil)
{
    spoil->plan->maxt = spoil->plan->midpoint - 1;
    new_cert(spoil);
}

static void plan_early(struct rt_spoil *spoil)
{
    spoil->plan->mint = spoil->plan->midpoint + 1;
    new_cert(spoil);
}

static void plan_signature(struct rt_spoil *spoil)
{
    spoil->error = rt_crypto_public_key(spoil->stranger, spoil->value);
    edit(spoil, RT_LEVEL_DELE, RT_TAG_PUBK, RT_KEY_SIZE);
    new_cert(spoil);
}

static void plan_path(struct rt_spoil *spoil)
{
    size_t len = take(spoil, RT_SLOT_PATH);
    edit(spoil, RT_LEVEL_TOP, RT_TAG_PATH, len + 4);
}

static void plan_index(struct rt_spoil *spoil)
{
    take(spoil, RT_SLOT_INDX);
    spoil->value[3] |= 1;
    edit(spoil, RT_LEVEL_TOP, RT_TAG_INDX, 4);
}

static void turn_bit(struct rt_spoil *spoil, enum rt_slot slot)
{
    size_t len = take(spoil, slot);
    spoil->value[len / 2] ^= 1;
    if (len > 0)
        edit(spoil, rt_slot_row(slot)->level, (enum rt_tag)rt_slot_row(slot)->tag, len);
}

static void plan_root(struct rt_spoil *spoil)
{
    turn_bit(spoil, RT_SLOT_ROOT);
}

static void plan_node(struct rt_spoil *spoil)
{
    turn_bit(spoil, RT_SLOT_PATH);
}

/* ROOT is where the same PATH leads in the other order. */
static void plan_order(struct rt_spoil *spoil)
{
    const struct rt_rules *rules = &spoil->plan->rules;
    struct rt_view index = spoil->packet.values[RT_SLOT_INDX];
    enum rt_order other = (enum rt_order)rt_param_next(RT_PARAM_ORDER, rules->order);
    struct rt_view leaf =
        rt_merkle_leaf_input(rules->leaf, spoil->asked.nonce, spoil->asked.packet);
    spoil->error =
        rt_merkle_root(spoil->crypto, rules->hash, other, leaf, spoil->packet.values[RT_SLOT_PATH],
                       index.len == 4 ? rt_bytes_load32(index.data) : 0, spoil->value);
    edit(spoil, RT_LEVEL_SREP, RT_TAG_ROOT, rt_rules_hash_size(rules->hash));
}

static void plan_radius(struct rt_spoil *spoil)
{
    spoil->plan->radius = 0;
}

static void plan_list(struct rt_spoil *spoil)
{
    uint32_t numbers[RT_NUMBERS_MAX];
    struct rt_view list = spoil->packet.values[RT_SLOT_VERS];
    size_t count = list.len / 4;
    if (count == 1) /* another one to stand before it */
        count = list_numbers(spoil, numbers);
    else
        for (size_t i = 0; i < count && i < RT_NUMBERS_MAX; i++)
            numbers[i] = rt_bytes_load32(list.data + 4 * i);
    for (size_t i = 0; i < count; i++)
        rt_bytes_store32(spoil->value + 4 * i, numbers[count - 1 - i]);
    if (rt_rules_lists_versions(&spoil->plan->rules))
        edit(spoil, RT_LEVEL_SREP, RT_TAG_VERS, 4 * count);
}

static void plan_leap(struct rt_spoil *spoil)
{
    rt_bytes_store32(spoil->value, UINT32_C(0x80000000));
    if (rt_rules_dut1_us(&spoil->plan->rules) > 0)
        edit(spoil, RT_LEVEL_SREP, RT_TAG_DUT1, 4);
}

static void plan_time(struct rt_spoil *spoil)
{
    struct rt_instant then = spoil->now;
    uint64_t midpoint;
    then.seconds += HOUR;
    if (rt_clock_raw(spoil->plan->rules.clock, then, &midpoint) == RT_OK)
        spoil->plan->midpoint = midpoint;
}

static void touch_slot(struct rt_spoil *spoil, enum rt_slot slot, uint8_t *bytes, size_t len)
{
    struct rt_packet packet;
    rt_packet_parse(&packet, (struct rt_view){bytes, len});
    struct rt_view value = packet.values[slot];
    if (!spoil->random || !rt_view_present(value) || value.len == 0)
        return;
    size_t at = rt_packet_offset(&packet, value.data);
    at += (size_t)(rt_server_random(spoil->random) % value.len);
    bytes[at] ^= (uint8_t)(1 << rt_server_random(spoil->random) % 8);
}

static void touch_sig(struct rt_spoil *spoil, uint8_t *bytes, size_t *len)
{
    touch_slot(spoil, RT_SLOT_SIG, bytes, *len);
}

static void touch_srep(struct rt_spoil *spoil, uint8_t *bytes, size_t *len)
{
    touch_slot(spoil, RT_SLOT_SREP, bytes, *len);
}

static void touch_cert_sig(struct rt_spoil *spoil, uint8_t *bytes, size_t *len)
{
    touch_slot(spoil, RT_SLOT_CERT_SIG, bytes, *len);
}

static void touch_dele(struct rt_spoil *spoil, uint8_t *bytes, size_t *len)
{
    touch_slot(spoil, RT_SLOT_DELE, bytes, *len);
}

static void touch_path(struct rt_spoil *spoil, uint8_t *bytes, size_t *len)
{
    touch_slot(spoil, RT_SLOT_PATH, bytes, *len);
}

static void touch_index(struct rt_spoil *spoil, uint8_t *bytes, size_t *len)
{
    touch_slot(spoil, RT_SLOT_INDX, bytes, *len);
}

static void touch_cut(struct rt_spoil *spoil, uint8_t *bytes, size_t *len)
{
    (void)spoil;
    (void)bytes;
    *len -= *len / 2;
}

static void touch_junk(struct rt_spoil *spoil, uint8_t *bytes, size_t *len)
{
    for (size_t i = 0; spoil->random && i < *len; i++)
        bytes[i] = (uint8_t)(rt_server_random(spoil->random) >> 8);
}

#define SEND      RT_SERVER_SEND
#define CHECK(id) RT_CHECK_##id
#define ANY       RT_CHECK_COUNT

/* Name; what is wrong with a reply; with an exchange; check; needs a seed, a tree; action;
 * functions.
 */
// clang-format off
static const struct rt_spoil_row rows[] = {
    {"frame.magic", "framed as the version does not (UDP)", "framed as this version does not",
     CHECK(FRAME_MAGIC), false, false, SEND, plan_magic, NULL},
    {"frame.length", "the header announces four bytes too many", "the header announces four bytes too many",
     CHECK(FRAME_LENGTH), false, false, SEND, NULL, touch_length},
    {"message.header", "the last offset is odd", "the last offset is odd",
     CHECK(MESSAGE_HEADER), false, false, SEND, plan_offset, touch_offset},
    {"message.tags", "tags descend, or RADI is missing", "tags descend, or RADI is missing",
     CHECK(MESSAGE_TAGS), false, false, SEND, plan_tags, NULL},
    {"tag.missing", "RADI is missing", NULL,
     CHECK(MESSAGE_TAGS), false, false, SEND, plan_missing, NULL},
    {"tag.unknown", "a tag that nobody knows; the reply is valid", NULL,
     ANY, false, false, SEND, plan_unknown, NULL},
    {"message.size", "RADI has eight bytes", "RADI has eight bytes",
     CHECK(MESSAGE_SIZE), false, false, SEND, plan_size, NULL},
    {"response.size", "larger than the request (UDP)", NULL,
     CHECK(RESPONSE_SIZE), false, false, SEND, plan_large, NULL},
    {"response.size", NULL, "the request is not padded",
     CHECK(RESPONSE_SIZE), false, false, SEND, plan_unpadded, NULL},
    {"version.present", "a number that no version has, in VER and VERS", "VER has a number of nobody's",
     CHECK(VERSION_PRESENT), false, false, SEND, plan_version, NULL},
    {"version.offered", NULL, "the request offers another number",
     CHECK(VERSION_OFFERED), false, false, SEND, plan_offer, NULL},
    {"type", "TYPE is 7", "TYPE is 7",
     CHECK(TYPE), false, false, SEND, plan_type, NULL},
    {"nonce.length", "the echoed nonce is four bytes short", NULL,
     CHECK(NONCE_LENGTH), false, false, SEND, plan_short_nonce, NULL},
    {"nonce.length", NULL, "the nonce is four bytes too long",
     CHECK(NONCE_LENGTH), false, false, SEND, plan_long_nonce, NULL},
    {"nonce.echo", "one bit of the echoed nonce is turned", "one bit of the echoed nonce is turned",
     CHECK(NONCE_ECHO), false, false, SEND, plan_echo, NULL},
    {"srv", NULL, "one bit of SRV is turned",
     CHECK(SRV), false, false, SEND, plan_srv, NULL},
    {"key.strength", "anybody can sign for the delegated key", "anybody can sign for the delegated key",
     CHECK(KEY_STRENGTH), true, false, SEND, plan_weak, NULL},
    {"cert.signature", "another key signed the delegation", "another key signed the delegation",
     CHECK(CERT_SIGNATURE), false, false, SEND, plan_cert, NULL},
    {"midpoint", "the midpoint is no time, in a delegation without end", "the midpoint is no time",
     CHECK(MIDPOINT), true, false, SEND, plan_midpoint, NULL},
    {"delegation.window", "the delegation has just ended", "the delegation ended just before",
     CHECK(DELEGATION_WINDOW), true, false, SEND, plan_ended, NULL},
    {"delegation.early", "the delegation has not begun", NULL,
     CHECK(DELEGATION_WINDOW), true, false, SEND, plan_early, NULL},
    {"response.signature", "the delegation names another key", "the delegation names another key",
     CHECK(RESPONSE_SIGNATURE), true, false, SEND, plan_signature, NULL},
    {"merkle.path", "PATH is four bytes too long", "PATH is four bytes too long",
     CHECK(MERKLE_PATH), false, false, SEND, plan_path, NULL},
    {"merkle.index", "INDX has a bit beyond PATH", "INDX has a bit beyond PATH",
     CHECK(MERKLE_INDEX), false, false, SEND, plan_index, NULL},
    {"merkle.root", "one bit of ROOT is turned", NULL,
     CHECK(MERKLE_ROOT), false, false, SEND, plan_root, NULL},
    {"merkle.root", NULL, "one bit of PATH is turned",
     CHECK(MERKLE_ROOT), false, false, SEND, plan_node, NULL},
    {"merkle.order", "the tree has the other order; a lone leaf gets a neighbour", NULL,
     CHECK(MERKLE_ROOT), false, true, SEND, plan_order, NULL},
    {"radius", "the radius is zero", "the radius is zero",
     CHECK(RADIUS), false, false, SEND, plan_radius, NULL},
    {"versions.list", "VERS descends", "VERS descends",
     CHECK(VERSIONS_LIST), false, false, SEND, plan_list, NULL},
    {"leap.data", "DUT1 is the negative zero", "DUT1 is the negative zero",
     CHECK(LEAP_DATA), false, false, SEND, plan_leap, NULL},
    {"bit.sig", "one bit of SIG is turned", NULL,
     CHECK(RESPONSE_SIGNATURE), false, false, SEND, NULL, touch_sig},
    {"bit.srep", "one bit of SREP is turned", NULL,
     ANY, false, false, SEND, NULL, touch_srep},
    {"bit.cert-sig", "one bit of SIG in CERT is turned", NULL,
     CHECK(CERT_SIGNATURE), false, false, SEND, NULL, touch_cert_sig},
    {"bit.dele", "one bit of DELE is turned", NULL,
     ANY, false, false, SEND, NULL, touch_dele},
    {"bit.path", "one bit of PATH is turned; a lone leaf gets a neighbour", NULL,
     CHECK(MERKLE_ROOT), false, true, SEND, NULL, touch_path},
    {"bit.index", "one bit of INDX is turned", NULL,
     ANY, false, false, SEND, NULL, touch_index},
    {"wrong-time", "an hour ahead, with valid signatures", NULL,
     ANY, false, false, SEND, plan_time, NULL},
    {"truncated", "the second half is missing", NULL,
     ANY, false, false, SEND, NULL, touch_cut},
    {"junk", "random bytes of the same length", NULL,
     ANY, false, false, SEND, NULL, touch_junk},
    {"silent", "no reply", NULL,
     ANY, false, false, RT_SERVER_DROP, NULL, NULL},
    {"late", "after 1.5 seconds (UDP)", NULL,
     ANY, false, false, RT_SERVER_LATE, NULL, NULL},
    {"duplicate", "twice", NULL,
     ANY, false, false, RT_SERVER_TWICE, NULL, NULL},
    {"elsewhere", "from another port (UDP)", NULL,
     ANY, false, false, RT_SERVER_ELSEWHERE, NULL, NULL},
    /* Grease: a wrong time whose signature is wrong too, so that no client can believe it. */
    {"grease.time", "an hour ahead, with a wrong signature", NULL,
     CHECK(RESPONSE_SIGNATURE), false, false, SEND, plan_time, touch_sig},
};
// clang-format on

#define ROWS (sizeof rows / sizeof rows[0])

const struct rt_spoil_row *rt_spoil_row(size_t i)
{
    return i < ROWS ? &rows[i] : NULL;
}

const struct rt_spoil_row *rt_spoil_find(const char *name)
{
    for (size_t i = 0; i < ROWS; i++)
        if (rows[i].reply && strcmp(rows[i].name, name) == 0)
            return &rows[i];
    return NULL;
}

const struct rt_spoil_row *rt_spoil_breaking(enum rt_check check)
{
    for (size_t i = 0; i < ROWS; i++)
        if (rows[i].exchange && rows[i].check == check)
            return &rows[i];
    return NULL;
}

const struct rt_spoil_row *rt_spoil_grease(uint64_t *random)
{
    static const char *const kinds[] = {"tag.unknown", "tag.missing", "version.present",
                                        "grease.time"};
    return rt_spoil_find(kinds[rt_server_random(random) % (sizeof kinds / sizeof kinds[0])]);
}

/* Plans the place in the tree that the right reply has. */
static void keep_place(struct rt_spoil *spoil)
{
    put(spoil, RT_LEVEL_SREP, (uint32_t)RT_TAG_ROOT, spoil->packet.values[RT_SLOT_ROOT]);
    put(spoil, RT_LEVEL_TOP, (uint32_t)RT_TAG_PATH, spoil->packet.values[RT_SLOT_PATH]);
    put(spoil, RT_LEVEL_TOP, (uint32_t)RT_TAG_INDX, spoil->packet.values[RT_SLOT_INDX]);
}

enum rt_error rt_spoil_plan(const struct rt_spoil_row *row, struct rt_spoil *spoil)
{
    rt_packet_parse(&spoil->packet, spoil->right);
    memset(spoil->value, 0, sizeof spoil->value);
    spoil->edit_count = 0;
    spoil->error = RT_OK;
    if (!spoil->request)
        keep_place(spoil);
    if (row->plan)
        row->plan(spoil);
    spoil->plan->edits = (struct rt_edits){spoil->edits, spoil->edit_count};
    return spoil->error;
}

void rt_spoil_touch(const struct rt_spoil_row *row, struct rt_spoil *spoil, uint8_t *bytes,
                    size_t *len)
{
    if (row->touch)
        row->touch(spoil, bytes, len);
}
