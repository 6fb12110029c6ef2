// SPDX-License-Identifier: BSD-2-Clause
/* How an exchange is spoilt so that just one check fails. */
#include <string.h>

#include "common/forged.h"
#include "rules/rules.h"
#include "vectors/vector_build.h"

/* A number in VER that no version has. */
static uint32_t foreign_number(const struct build *build)
{
    return build->response.rules.version ^ UINT32_C(0x00000100);
}

/* Plans another value for a tag of the response; an absent one takes the tag away. */
static void put(struct build *build, enum rt_level level, enum rt_tag tag, struct rt_view value)
{
    build->response_edits[build->response_edit_count++] =
        (struct rt_edit){level, (uint32_t)tag, value};
}

/* The same with the first bytes of build->value. */
static void edit(struct build *build, enum rt_level level, enum rt_tag tag, size_t len)
{
    put(build, level, tag, (struct rt_view){build->value, len});
}

/* The value of a tag as a correct response has it, copied for an edit. Returns its length. */
static size_t take(struct build *build, enum rt_slot slot)
{
    struct rt_packet packet;
    if (build_packets(build) != RT_OK)
        return 0;
    rt_packet_parse(&packet, build->packet);
    struct rt_view value = packet.values[slot];
    if (rt_view_present(value) && value.len + 4 <= sizeof build->value)
        memcpy(build->value, value.data, value.len);
    return value.len;
}

static void spoil_magic(struct build *build)
{
    enum rt_framing *framing = &build->response.rules.framing;
    *framing = (enum rt_framing)rt_param_next(RT_PARAM_FRAMING, *framing);
}

static void touch_length(struct build *build)
{
    uint8_t *length = build->bytes + RT_FRAME_SIZE - 4;
    if (rt_frame_has_header(build->response.rules.framing))
        rt_bytes_store32(length, rt_bytes_load32(length) + 4);
}

static void spoil_length(struct build *build)
{
    build->touch = touch_length;
}

/* Makes the offset of the last value odd. */
static void touch_offset(struct build *build)
{
    struct rt_frame frame = rt_frame_parse(build->packet);
    uint32_t count = rt_bytes_load32(frame.message.data);
    uint8_t *offset = build->bytes + frame.header + 4 * (size_t)(count - 1);
    rt_bytes_store32(offset, rt_bytes_load32(offset) + 1);
}

/* The tag that suffers is the last: in ascending order INDX, on which little depends. */
static void spoil_header(struct build *build)
{
    build->response.rules.tags = RT_TAG_ORDER_SORTED;
    build->touch = touch_offset;
}

static void spoil_tags(struct build *build)
{
    if (rt_rules_tags_ascend(build->response.rules.tags))
        build->response.rules.tags = RT_TAG_ORDER_UNSORTED;
    else
        put(build, RT_LEVEL_SREP, RT_TAG_RADI, (struct rt_view){NULL, 0});
}

static void spoil_size(struct build *build)
{
    edit(build, RT_LEVEL_SREP, RT_TAG_RADI, 8);
}

static void spoil_response_size(struct build *build)
{
    build->request.size = 0;
}

/* Offers and lists the version's number and the foreign one, ascending. */
static void spoil_version(struct build *build)
{
    uint32_t own = build->response.rules.version;
    uint32_t foreign = foreign_number(build);
    build->offers[0] = own < foreign ? own : foreign;
    build->offers[1] = own < foreign ? foreign : own;
    build->request.offers = build->offers;
    build->request.offer_count = 2;
    rt_bytes_store32(build->versions, build->offers[0]);
    rt_bytes_store32(build->versions + 4, build->offers[1]);
    build->response.versions = (struct rt_view){build->versions, 8};
    build->response.rules.version = foreign;
}

static void spoil_offer(struct build *build)
{
    build->offers[0] = foreign_number(build);
    build->request.offers = build->offers;
    build->request.offer_count = 1;
}

static void spoil_type(struct build *build)
{
    build->value[0] = 7;
    if (rt_rules_has_type(&build->response.rules))
        edit(build, RT_LEVEL_TOP, RT_TAG_TYPE, 4);
}

static void spoil_nonce(struct build *build)
{
    build->request.rules.nonce += 4;
}

static void spoil_echo(struct build *build)
{
    enum rt_slot slot = rt_packet_nonce_slot(build->response.rules.nonce_in);
    size_t len = slot == RT_SLOT_COUNT ? 0 : take(build, slot);
    build->value[0] ^= 1;
    if (len > 0)
        edit(build, rt_slot_row(slot)->level, RT_TAG_NONC, len);
}

static void spoil_srv(struct build *build)
{
    build->srv[0] ^= 1;
}

/* A delegated key that anybody can sign for, and such a signature. */
static void spoil_strength(struct build *build)
{
    put(build, RT_LEVEL_DELE, RT_TAG_PUBK, (struct rt_view){forged_key, RT_KEY_SIZE});
    put(build, RT_LEVEL_TOP, RT_TAG_SIG, (struct rt_view){forged_signature, RT_SIGNATURE_SIZE});
}

static void spoil_cert(struct build *build)
{
    build->response.long_term = build->keys->other;
}

static void spoil_midpoint(struct build *build)
{
    build->response.midpoint =
        rt_clock_no_time(build->response.rules.clock, build->response.midpoint);
    build->response.maxt = RT_FOREVER;
}

static void spoil_window(struct build *build)
{
    build->response.maxt = build->response.midpoint - 1;
}

static void spoil_signature(struct build *build)
{
    if (rt_crypto_public_key(build->keys->other, build->value) == RT_OK)
        edit(build, RT_LEVEL_DELE, RT_TAG_PUBK, RT_KEY_SIZE);
}

static void spoil_path(struct build *build)
{
    size_t len = take(build, RT_SLOT_PATH);
    edit(build, RT_LEVEL_TOP, RT_TAG_PATH, len + 4);
}

static void spoil_index(struct build *build)
{
    build->value[0] = (uint8_t)build->leaf;
    build->value[3] = 1;
    edit(build, RT_LEVEL_TOP, RT_TAG_INDX, 4);
}

static void spoil_root(struct build *build)
{
    size_t len = take(build, RT_SLOT_PATH);
    build->value[len / 2] ^= 1;
    edit(build, RT_LEVEL_TOP, RT_TAG_PATH, len);
}

static void spoil_radius(struct build *build)
{
    build->response.radius = 0;
}

static void spoil_list(struct build *build)
{
    uint32_t own = build->response.rules.version;
    uint32_t foreign = foreign_number(build);
    rt_bytes_store32(build->value, own > foreign ? own : foreign);
    rt_bytes_store32(build->value + 4, own > foreign ? foreign : own);
    if (rt_rules_lists_versions(&build->response.rules))
        edit(build, RT_LEVEL_SREP, RT_TAG_VERS, 8);
}

static void spoil_leap(struct build *build)
{
    rt_bytes_store32(build->value, UINT32_C(0x80000000));
    if (rt_rules_dut1_us(&build->response.rules) > 0)
        edit(build, RT_LEVEL_SREP, RT_TAG_DUT1, 4);
}

const struct build_fault *build_fault(enum rt_check check)
{
    static const struct build_fault faults[RT_CHECK_LONE_COUNT] = {
        [RT_CHECK_FRAME_MAGIC] = {spoil_magic, "framed as this version does not"},
        [RT_CHECK_FRAME_LENGTH] = {spoil_length, "the header announces four bytes too many"},
        [RT_CHECK_MESSAGE_HEADER] = {spoil_header, "the last offset is odd"},
        [RT_CHECK_MESSAGE_TAGS] = {spoil_tags, "tags descend, or RADI is missing"},
        [RT_CHECK_MESSAGE_SIZE] = {spoil_size, "RADI has eight bytes"},
        [RT_CHECK_RESPONSE_SIZE] = {spoil_response_size, "the request is not padded"},
        [RT_CHECK_VERSION_PRESENT] = {spoil_version, "VER has a number of nobody's"},
        [RT_CHECK_VERSION_OFFERED] = {spoil_offer, "the request offers another number"},
        [RT_CHECK_TYPE] = {spoil_type, "TYPE is 7"},
        [RT_CHECK_NONCE_LENGTH] = {spoil_nonce, "the nonce is four bytes too long"},
        [RT_CHECK_NONCE_ECHO] = {spoil_echo, "one bit of the echoed nonce is turned"},
        [RT_CHECK_SRV] = {spoil_srv, "one bit of SRV is turned"},
        [RT_CHECK_KEY_STRENGTH] = {spoil_strength, "anybody can sign for the delegated key"},
        [RT_CHECK_CERT_SIGNATURE] = {spoil_cert, "another key signed the delegation"},
        [RT_CHECK_MIDPOINT] = {spoil_midpoint, "the midpoint is no time"},
        [RT_CHECK_DELEGATION_WINDOW] = {spoil_window, "the delegation ended just before"},
        [RT_CHECK_RESPONSE_SIGNATURE] = {spoil_signature, "the delegation names another key"},
        [RT_CHECK_MERKLE_PATH] = {spoil_path, "PATH is four bytes too long"},
        [RT_CHECK_MERKLE_INDEX] = {spoil_index, "INDX has a bit beyond PATH"},
        [RT_CHECK_MERKLE_ROOT] = {spoil_root, "one bit of PATH is turned"},
        [RT_CHECK_RADIUS] = {spoil_radius, "the radius is zero"},
        [RT_CHECK_VERSIONS_LIST] = {spoil_list, "VERS descends"},
        [RT_CHECK_LEAP_DATA] = {spoil_leap, "DUT1 is the negative zero"},
    };
    return &faults[check];
}
