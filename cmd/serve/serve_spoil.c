// SPDX-License-Identifier: BSD-2-Clause
/*
 * How a reply is made wrong. What is wrong inside SREP or DELE is signed, so that just one check
 * fails. Where a version has nothing that could be wrong in this way the reply stays right.
 */
#include "serve/serve_spoil.h"

#include <string.h>

#include "common/forged.h"
#include "rules/rules.h"

#define HOUR 3600

static const uint8_t strangers_seed[RT_KEY_SIZE] = {0x5a, 0xa5, 1};

/* Plans another value, of `len` bytes in spoilt->value; 0 bytes and `absent`: without it. */
static void edit(struct spoilt *s, enum rt_level level, enum rt_tag tag, size_t len)
{
    s->edits[s->edit_count++] = (struct rt_edit){level, (uint32_t)tag, {s->value, len}};
}

static void without(struct spoilt *s, enum rt_level level, enum rt_tag tag)
{
    s->edits[s->edit_count++] = (struct rt_edit){level, (uint32_t)tag, {NULL, 0}};
}

/* Copies a value of the right reply for an edit. */
static size_t take(struct spoilt *s, enum rt_slot slot)
{
    struct rt_view value = s->packet.values[slot];
    if (!rt_view_present(value) || value.len + 4 > sizeof s->value)
        return 0;
    memcpy(s->value, value.data, value.len);
    return value.len;
}

/* A CERT of its own, with the plan's times and keys. */
static void new_cert(struct spoilt *s)
{
    s->plan.cert = (struct rt_view){NULL, 0};
}

static void spoil_magic(struct spoilt *s)
{
    enum rt_framing *framing = &s->plan.rules.framing;
    *framing = (enum rt_framing)rt_param_next(RT_PARAM_FRAMING, *framing);
}

static void touch_length(struct spoilt *s)
{
    if (rt_frame_has_header(s->rules->framing) && s->len > RT_FRAME_SIZE)
        rt_bytes_store32(s->bytes + 8, rt_bytes_load32(s->bytes + 8) + 4);
}

static void touch_offset(struct spoilt *s)
{
    struct rt_frame frame = rt_frame_parse((struct rt_view){s->bytes, s->len});
    uint32_t tags = frame.message.len >= 4 ? rt_bytes_load32(frame.message.data) : 0;
    size_t at = frame.header + 4 * (size_t)(tags - 1);
    if (tags > 1 && at + 4 <= s->len)
        rt_bytes_store32(s->bytes + at, rt_bytes_load32(s->bytes + at) + 1);
}

static void spoil_tags(struct spoilt *s)
{
    if (rt_rules_tags_ascend(s->rules->tags))
        s->plan.rules.tags = RT_TAG_ORDER_UNSORTED;
    else
        without(s, RT_LEVEL_SREP, RT_TAG_RADI);
}

static void spoil_missing(struct spoilt *s)
{
    without(s, RT_LEVEL_SREP, RT_TAG_RADI);
}

static void spoil_size(struct spoilt *s)
{
    edit(s, RT_LEVEL_SREP, RT_TAG_RADI, 8);
}

static void spoil_response_size(struct spoilt *s)
{
    edit(s, RT_LEVEL_TOP, RT_TAG_ZZZZ, (s->request.len + 3) / 4 * 4);
}

static void spoil_version(struct spoilt *s)
{
    if (rt_packet_version_slot(s->rules->version_in) == RT_SLOT_COUNT)
        return;
    /* VERS has both, ascending as it must. */
    uint32_t own = s->rules->version;
    uint32_t foreign = own ^ 0x100;
    rt_bytes_store32(s->versions, own < foreign ? own : foreign);
    rt_bytes_store32(s->versions + 4, own < foreign ? foreign : own);
    s->plan.versions = (struct rt_view){s->versions, sizeof s->versions};
    s->plan.rules.version = foreign;
}

static void spoil_type(struct spoilt *s)
{
    s->value[0] = 7;
    if (rt_rules_has_type(s->rules))
        edit(s, RT_LEVEL_TOP, RT_TAG_TYPE, 4);
}

static void spoil_echo(struct spoilt *s)
{
    enum rt_slot slot = rt_packet_nonce_slot(s->rules->nonce_in);
    size_t len = slot == RT_SLOT_COUNT ? 0 : take(s, slot);
    s->value[0] ^= 1;
    if (len > 0)
        edit(s, rt_slot_row(slot)->level, RT_TAG_NONC, len);
}

static void spoil_nonce_length(struct spoilt *s)
{
    enum rt_slot slot = rt_packet_nonce_slot(s->rules->nonce_in);
    size_t len = slot == RT_SLOT_COUNT ? 0 : take(s, slot);
    if (len > 0)
        edit(s, rt_slot_row(slot)->level, RT_TAG_NONC, len - 4);
}

/* A delegated key that anybody can sign for, and such a signature. */
static void spoil_strength(struct spoilt *s)
{
    s->edits[s->edit_count++] =
        (struct rt_edit){RT_LEVEL_DELE, (uint32_t)RT_TAG_PUBK, {forged_key, RT_KEY_SIZE}};
    s->edits[s->edit_count++] =
        (struct rt_edit){RT_LEVEL_TOP, (uint32_t)RT_TAG_SIG, {forged_signature, RT_SIGNATURE_SIZE}};
    new_cert(s);
}

static void spoil_cert(struct spoilt *s)
{
    s->plan.long_term = strangers_seed;
    new_cert(s);
}

static void spoil_midpoint(struct spoilt *s)
{
    s->plan.midpoint = rt_clock_no_time(s->rules->clock, s->plan.midpoint);
    s->plan.maxt = RT_FOREVER;
    new_cert(s);
}

static void spoil_expired(struct spoilt *s)
{
    s->plan.maxt = s->plan.midpoint - 1;
    new_cert(s);
}

static void spoil_early(struct spoilt *s)
{
    s->plan.mint = s->plan.midpoint + 1;
    new_cert(s);
}

static void spoil_signature(struct spoilt *s)
{
    if (rt_crypto_public_key(strangers_seed, s->value) == RT_OK)
        edit(s, RT_LEVEL_DELE, RT_TAG_PUBK, RT_KEY_SIZE);
    new_cert(s);
}

static void spoil_path(struct spoilt *s)
{
    size_t len = take(s, RT_SLOT_PATH);
    edit(s, RT_LEVEL_TOP, RT_TAG_PATH, len + 4);
}

static void spoil_index(struct spoilt *s)
{
    s->value[3] = 1;
    edit(s, RT_LEVEL_TOP, RT_TAG_INDX, 4);
}

static void spoil_root(struct spoilt *s)
{
    size_t len = take(s, RT_SLOT_ROOT);
    s->value[len / 2] ^= 1;
    edit(s, RT_LEVEL_SREP, RT_TAG_ROOT, len);
}

/* Leaves twice the same hash the same in either order: the sibling must differ. */
static void spoil_order(struct spoilt *s)
{
    enum rt_order *order = &s->plan.rules.order;
    *order = (enum rt_order)rt_param_next(RT_PARAM_ORDER, *order);
}

static void spoil_radius(struct spoilt *s)
{
    s->plan.radius = 0;
}

static void spoil_list(struct spoilt *s)
{
    uint32_t own = s->rules->version;
    uint32_t foreign = own ^ 0x100;
    rt_bytes_store32(s->value, own > foreign ? own : foreign);
    rt_bytes_store32(s->value + 4, own > foreign ? foreign : own);
    if (rt_rules_lists_versions(s->rules))
        edit(s, RT_LEVEL_SREP, RT_TAG_VERS, 8);
}

static void spoil_leap(struct spoilt *s)
{
    rt_bytes_store32(s->value, UINT32_C(0x80000000));
    if (rt_rules_dut1_us(s->rules) > 0)
        edit(s, RT_LEVEL_SREP, RT_TAG_DUT1, 4);
}

static void spoil_time(struct spoilt *s)
{
    struct rt_instant then = s->now;
    uint64_t midpoint;
    then.seconds += HOUR;
    if (rt_clock_raw(s->rules->clock, then, &midpoint) == RT_OK)
        s->plan.midpoint = midpoint;
}

/* A tag that nobody knows, for clients to ignore. */
static void spoil_unknown_tag(struct spoilt *s)
{
    s->edits[s->edit_count++] =
        (struct rt_edit){RT_LEVEL_TOP, UINT32_C(0x59595858), {s->value, 8}}; /* XXYY */
}

static void touch_slot(struct spoilt *s, enum rt_slot slot)
{
    struct rt_packet packet;
    rt_packet_parse(&packet, (struct rt_view){s->bytes, s->len});
    struct rt_view value = packet.values[slot];
    if (!rt_view_present(value) || value.len == 0)
        return;
    size_t at =
        rt_packet_offset(&packet, value.data) + (size_t)(rt_server_random(s->random) % value.len);
    s->bytes[at] ^= (uint8_t)(1 << rt_server_random(s->random) % 8);
}

static void touch_sig(struct spoilt *s)
{
    touch_slot(s, RT_SLOT_SIG);
}

static void touch_srep(struct spoilt *s)
{
    touch_slot(s, RT_SLOT_SREP);
}

static void touch_cert_sig(struct spoilt *s)
{
    touch_slot(s, RT_SLOT_CERT_SIG);
}

static void touch_dele(struct spoilt *s)
{
    touch_slot(s, RT_SLOT_DELE);
}

static void touch_path(struct spoilt *s)
{
    touch_slot(s, RT_SLOT_PATH);
}

static void touch_index(struct spoilt *s)
{
    touch_slot(s, RT_SLOT_INDX);
}

static void touch_cut(struct spoilt *s)
{
    s->len -= s->len / 2;
}

static void touch_junk(struct spoilt *s)
{
    for (size_t i = 0; i < s->len; i++)
        s->bytes[i] = (uint8_t)(rt_server_random(s->random) >> 8);
}

// clang-format off
const struct serve_fault serve_faults[] = {
    {"frame.magic", "framed as the version does not (UDP)", false, spoil_magic, NULL, RT_SERVER_SEND},
    {"frame.length", "the header announces four bytes too many", false, NULL, touch_length, RT_SERVER_SEND},
    {"message.header", "the last offset is odd", false, NULL, touch_offset, RT_SERVER_SEND},
    {"message.tags", "tags descend", false, spoil_tags, NULL, RT_SERVER_SEND},
    {"tag.missing", "RADI is missing", false, spoil_missing, NULL, RT_SERVER_SEND},
    {"tag.unknown", "a tag that nobody knows; the reply is valid", false, spoil_unknown_tag, NULL, RT_SERVER_SEND},
    {"message.size", "RADI has eight bytes", false, spoil_size, NULL, RT_SERVER_SEND},
    {"response.size", "larger than the request (UDP)", false, spoil_response_size, NULL, RT_SERVER_SEND},
    {"version.present", "a number that no version has", false, spoil_version, NULL, RT_SERVER_SEND},
    {"type", "TYPE is 7", false, spoil_type, NULL, RT_SERVER_SEND},
    {"nonce.length", "the echoed nonce is four bytes short", false, spoil_nonce_length, NULL, RT_SERVER_SEND},
    {"nonce.echo", "one bit of the echoed nonce is turned", false, spoil_echo, NULL, RT_SERVER_SEND},
    {"key.strength", "anybody can sign for the delegated key", true, spoil_strength, NULL, RT_SERVER_SEND},
    {"cert.signature", "another key signed the delegation", false, spoil_cert, NULL, RT_SERVER_SEND},
    {"midpoint", "the midpoint is no time", true, spoil_midpoint, NULL, RT_SERVER_SEND},
    {"delegation.window", "the delegation has just ended", true, spoil_expired, NULL, RT_SERVER_SEND},
    {"delegation.early", "the delegation has not begun", true, spoil_early, NULL, RT_SERVER_SEND},
    {"response.signature", "the delegation names another key", true, spoil_signature, NULL, RT_SERVER_SEND},
    {"merkle.path", "PATH is four bytes too long", false, spoil_path, NULL, RT_SERVER_SEND},
    {"merkle.index", "INDX has a bit beyond PATH", false, spoil_index, NULL, RT_SERVER_SEND},
    {"merkle.root", "one bit of ROOT is turned", false, spoil_root, NULL, RT_SERVER_SEND},
    {"merkle.order", "the tree has the other order", false, spoil_order, NULL, RT_SERVER_SEND},
    {"radius", "the radius is zero", false, spoil_radius, NULL, RT_SERVER_SEND},
    {"versions.list", "VERS descends", false, spoil_list, NULL, RT_SERVER_SEND},
    {"leap.data", "DUT1 is the negative zero", false, spoil_leap, NULL, RT_SERVER_SEND},
    {"bit.sig", "one bit of SIG is turned", false, NULL, touch_sig, RT_SERVER_SEND},
    {"bit.srep", "one bit of SREP is turned", false, NULL, touch_srep, RT_SERVER_SEND},
    {"bit.cert-sig", "one bit of SIG in CERT is turned", false, NULL, touch_cert_sig, RT_SERVER_SEND},
    {"bit.dele", "one bit of DELE is turned", false, NULL, touch_dele, RT_SERVER_SEND},
    {"bit.path", "one bit of PATH is turned", false, NULL, touch_path, RT_SERVER_SEND},
    {"bit.index", "one bit of INDX is turned", false, NULL, touch_index, RT_SERVER_SEND},
    {"wrong-time", "an hour ahead, with valid signatures", false, spoil_time, NULL, RT_SERVER_SEND},
    {"truncated", "the second half is missing", false, NULL, touch_cut, RT_SERVER_SEND},
    {"junk", "random bytes of the same length", false, NULL, touch_junk, RT_SERVER_SEND},
    {"silent", "no reply", false, NULL, NULL, RT_SERVER_DROP},
    {"late", "after 1.5 seconds (UDP)", false, NULL, NULL, RT_SERVER_LATE},
    {"duplicate", "twice", false, NULL, NULL, RT_SERVER_TWICE},
    {"elsewhere", "from another port (UDP)", false, NULL, NULL, RT_SERVER_ELSEWHERE},
    /* Grease: a wrong time whose signature is wrong too, so that no client can believe it. */
    {"grease.time", "an hour ahead, with a wrong signature", false, spoil_time, touch_sig, RT_SERVER_SEND},
};
// clang-format on

const size_t serve_fault_count = sizeof serve_faults / sizeof serve_faults[0];
