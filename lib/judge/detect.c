// SPDX-License-Identifier: BSD-2-Clause
/* Holds the bytes of a packet against the rules of a version. */
#include "judge/detect.h"

#include "judge/verify.h"
#include "rules/rules.h"
#include "wire/clock.h"
#include "wire/crypto.h"

/* Notes that the bytes say something about a parameter. */
static void note(struct rt_evidence *evidence, uint32_t bit, bool agrees)
{
    if (agrees)
        evidence->agrees |= bit;
    else
        evidence->disagrees |= bit;
}

static bool shows(const struct rt_packet *packet, enum rt_slot slot)
{
    return rt_view_present(packet->values[slot]);
}

static bool shows_tag(const struct rt_packet *packet, uint32_t tag)
{
    return rt_view_present(rt_message_find(&packet->messages[RT_LEVEL_TOP], tag).value);
}

static void nonce_size(struct rt_evidence *evidence, struct rt_view nonce, uint32_t size)
{
    if (rt_view_present(nonce))
        note(evidence, RT_PARAM_BIT(NONCE), nonce.len == size);
}

static void look_at_request(const struct rt_packet *packet, const struct rt_rules *rules,
                            struct rt_evidence *evidence)
{
    /* Of several the first counts. */
    static const enum rt_tag paddings[] = {RT_TAG_PADFF, RT_TAG_ZZZZ, RT_TAG_PAD};
    struct rt_view ver = packet->values[RT_SLOT_VER];
    bool offers = rt_rules_offers(rules);
    if (rt_view_present(ver) && offers)
        note(evidence, RT_PARAM_BIT(VERSION), rt_packet_lists(ver, rules->version));
    else if (rt_view_present(ver) || offers)
        note(evidence, RT_PARAM_BIT(VERSION), false);
    nonce_size(evidence, packet->values[RT_SLOT_NONC], rules->nonce);
    for (size_t i = 0; i < sizeof paddings / sizeof paddings[0]; i++) {
        if (!shows_tag(packet, (uint32_t)paddings[i]))
            continue;
        note(evidence, RT_PARAM_BIT(PADDING), rt_rules_padding_tag(rules) == paddings[i]);
        break;
    }
    if (shows(packet, RT_SLOT_SRV))
        note(evidence, RT_PARAM_BIT(SRV), rt_rules_has_srv(rules));
    note(evidence, RT_PARAM_BIT(TYPE), shows(packet, RT_SLOT_TYPE) == rt_rules_has_type(rules));
}

/* Whether a value of a response that has two slots stands just where it should. */
static bool placed(const struct rt_packet *packet, enum rt_slot slot, enum rt_slot top,
                   enum rt_slot srep)
{
    if (slot == RT_SLOT_COUNT)
        return !shows(packet, top) && !shows(packet, srep);
    return shows(packet, slot);
}

static void look_at_version(const struct rt_packet *packet, const struct rt_rules *rules,
                            struct rt_evidence *evidence)
{
    enum rt_slot slot = rt_packet_version_slot(rules->version_in);
    struct rt_view ver = rt_packet_version(packet);
    note(evidence, RT_PARAM_BIT(VERSION_IN), placed(packet, slot, RT_SLOT_VER, RT_SLOT_SREP_VER));
    if (rt_view_present(ver) && ver.len == 4 && slot != RT_SLOT_COUNT)
        note(evidence, RT_PARAM_BIT(VERSION), rt_bytes_load32(ver.data) == rules->version);
}

static void look_at_response(const struct rt_packet *packet, const struct rt_rules *rules,
                             struct rt_evidence *evidence)
{
    enum rt_slot slot = rt_packet_nonce_slot(rules->nonce_in);
    look_at_version(packet, rules, evidence);
    /* A nonce that the version does not ask for is only an unknown tag. */
    if (slot != RT_SLOT_COUNT)
        note(evidence, RT_PARAM_BIT(NONCE_IN), shows(packet, slot));
    nonce_size(evidence, rt_packet_nonce(packet), rules->nonce);
    note(evidence, RT_PARAM_BIT(TYPE), shows(packet, RT_SLOT_TYPE) == rt_rules_has_type(rules));
    note(evidence, RT_PARAM_BIT(VERS),
         shows(packet, RT_SLOT_VERS) == rt_rules_lists_versions(rules));
    struct rt_view root = packet->values[RT_SLOT_ROOT];
    if (rt_view_present(root))
        note(evidence, RT_PARAM_BIT(HASH), root.len == rt_rules_hash_size(rules->hash));
    if (shows(packet, RT_SLOT_DUT1))
        note(evidence, RT_PARAM_BIT(DUT1), rt_rules_dut1_us(rules) > 0);
    if (shows(packet, RT_SLOT_DTAI))
        note(evidence, RT_PARAM_BIT(DTAI), rt_rules_dtai_ms(rules) > 0);
    if (shows(packet, RT_SLOT_LEAP))
        note(evidence, RT_PARAM_BIT(LEAP), rt_rules_has_leap(rules));
    struct rt_view midp = packet->values[RT_SLOT_MIDP];
    if (rt_view_present(midp) && midp.len == 8)
        note(evidence, RT_PARAM_BIT(CLOCK),
             rt_clock_midpoint(rules->clock, rt_bytes_load64(midp.data)) == RT_OK);
}

/* What was not found in a packet that is torn may well have been in it. */
static void forget_absences(const struct rt_packet *packet, struct rt_evidence *evidence)
{
    uint32_t places =
        RT_PARAM_BIT(VERSION_IN) | RT_PARAM_BIT(NONCE_IN) | RT_PARAM_BIT(TYPE) | RT_PARAM_BIT(VERS);
    if (packet->header.error == RT_OK)
        return;
    if (!rt_view_present(packet->values[RT_SLOT_VER]))
        places |= RT_PARAM_BIT(VERSION);
    evidence->agrees &= ~places;
    evidence->disagrees &= ~places;
}

struct rt_evidence rt_detect(const struct rt_packet *packet, const struct rt_rules *rules)
{
    struct rt_evidence evidence = {0};
    note(&evidence, RT_PARAM_BIT(FRAMING), rt_frame_magic(&packet->frame, rules->framing) == RT_OK);
    if (rt_rules_tags_ascend(rules->tags) && packet->messages[RT_LEVEL_TOP].order.error != RT_OK)
        note(&evidence, RT_PARAM_BIT(TAGS), false);
    if (packet->direction == RT_RESPONSE)
        look_at_response(packet, rules, &evidence);
    else
        look_at_request(packet, rules, &evidence);
    forget_absences(packet, &evidence);
    return evidence;
}

int rt_evidence_weight(struct rt_evidence evidence)
{
    return (int)rt_bytes_count_bits(evidence.agrees) -
           RT_PARAM_COUNT * (int)rt_bytes_count_bits(evidence.disagrees);
}
