// SPDX-License-Identifier: BSD-2-Clause
/*
 * Checks of the links of a chain. In the order of checks.h.
 */
#include <string.h>

#include "base/tag.h"
#include "judge/verify_internal.h"
#include "rules/rules.h"
#include "wire/chain_nonce.h"
#include "wire/merkle.h"

static bool all_zero(struct rt_view bytes)
{
    for (size_t i = 0; i < bytes.len; i++)
        if (bytes.data[i] != 0)
            return false;
    return true;
}

/* What is wrong with one tag of a request and its value. */
static enum rt_error entry_error(const struct rt_entry *entry)
{
    static const enum rt_slot known[] = {RT_SLOT_VER, RT_SLOT_SRV, RT_SLOT_NONC};
    const struct rt_tag_row *row = rt_tag_find(entry->tag);
    if (rt_slot_row(RT_SLOT_TYPE)->tag == entry->tag)
        return entry->value.len == 4 && all_zero(entry->value) ? RT_OK : RT_E_TYPE_VALUE;
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
        if (rt_slot_row(known[i])->tag == entry->tag)
            return RT_OK;
    if (!row || row->kind != RT_KIND_PADDING)
        return RT_E_TAG_FOREIGN;
    return all_zero(entry->value) ? RT_OK : RT_E_PADDING;
}

/* Whether the offer repeats a number, or has the 0 that is no version's. */
static bool offer_odd(struct rt_view offer)
{
    for (size_t at = 0; at + 4 <= offer.len; at += 4) {
        uint32_t number = rt_bytes_load32(offer.data + at);
        if (number == 0 || rt_packet_lists(rt_view_slice(offer, 0, at), number))
            return true;
    }
    return false;
}

/* Where the leaf of the tree is the nonce alone, nobody's signature covers the rest of a request: a
 * report whose requests were altered must not pass for a true one. */
struct rt_result check_chain_request(const struct terms *t)
{
    const struct rt_packet *request = t->request;
    if (!t->subject->exchange.link || !t->has_request || rt_merkle_needs_packet(t->rules->leaf))
        return decided(RT_UNDEFINED);
    const struct rt_message *message = &request->messages[RT_LEVEL_TOP];
    enum rt_error error = rt_frame_magic(&request->frame, t->rules->framing);
    if (error == RT_OK)
        error = request->frame.fault.error;
    if (error == RT_OK)
        error =
            rt_rules_tags_ascend(t->rules->tags) ? message->order.error : message->duplicate.error;
    if (error != RT_OK)
        return failed_in_request(t, error, request->bytes);
    for (uint32_t i = 0; i < message->sound; i++) {
        struct rt_entry entry = rt_message_entry(message, i);
        error = entry_error(&entry);
        if (error != RT_OK) {
            struct rt_result result = failed_in_request(t, error, entry.value);
            result.tag = entry.tag;
            return result;
        }
    }
    if (offer_odd(asked(t, RT_SLOT_VER)))
        return failed_in_request(t, RT_E_OFFER_ODD, asked(t, RT_SLOT_VER));
    struct rt_view srv = asked(t, RT_SLOT_SRV);
    if (rt_view_present(srv) && t->subject->exchange.key) {
        error = srv_error(t, srv);
        if (error != RT_OK)
            return failed_in_request(t, error, srv);
    }
    return decided(RT_PASS);
}

static bool is_known(uint32_t tag)
{
    for (int slot = 0; slot < RT_SLOT_COUNT; slot++)
        if (rt_slot_row((enum rt_slot)slot)->level == RT_LEVEL_TOP &&
            rt_slot_row((enum rt_slot)slot)->tag == tag)
            return true;
    return false;
}

/* Whether request and reply have a TYPE, the reply perhaps under a damaged name, and the rules know
 * none: then this is a reply of another version that was altered until it fitted. */
static bool hides_type(const struct terms *t)
{
    return !rt_rules_has_type(t->rules) && t->has_request &&
           rt_view_present(asked(t, RT_SLOT_TYPE));
}

/* Whether a tag of the reply can be one that should not be there, or not under this name. */
static bool is_suspect(const struct terms *t, uint32_t tag)
{
    bool echo = rt_packet_nonce_slot(t->rules->nonce_in) == RT_SLOT_COUNT && !has(t, RT_SLOT_NONC);
    if (tag == rt_slot_row(RT_SLOT_TYPE)->tag)
        return hides_type(t);
    return !is_known(tag) && (echo || hides_type(t));
}

/* The nonce of the next request holds all of a reply, but no nonce follows the last one, and its
 * tags are not signed. An unknown tag is to be passed over (RFC 10049 section 7 has servers send
 * some); but where a tag is missing that would make it a reply of another version, or of which it
 * would say more, the unknown one is that tag, damaged. */
struct rt_result check_chain_response(const struct terms *t)
{
    const struct rt_chain_link *link = t->subject->exchange.link;
    const struct rt_message *message = &t->response->messages[RT_LEVEL_TOP];
    if (!link || !link->last)
        return decided(RT_UNDEFINED);
    for (uint32_t i = 0; i < message->sound; i++) {
        struct rt_entry entry = rt_message_entry(message, i);
        if (!is_suspect(t, entry.tag))
            continue;
        struct rt_result result = failed_at(t, RT_E_TAG_FOREIGN, entry.value);
        result.tag = entry.tag;
        return result;
    }
    return decided(RT_PASS);
}

/* The nonce of the request; where that is not known, the one that the reply echoes, which the tree
 * proves. Where neither is known the tree has to hold the nonce that follows. */
struct rt_result check_chain_link(const struct terms *t)
{
    const struct rt_chain_link *link = t->subject->exchange.link;
    uint8_t bytes[RT_HASH_MAX];
    const struct rt_view nonce = {bytes, t->rules->nonce};
    if (!link || !rt_view_present(link->previous))
        return decided(RT_UNDEFINED);
    struct rt_view sent = t->nonce;
    if (!rt_view_present(sent) && t->has_request)
        return blocked(RT_CHECK_NONCE_LENGTH);
    if (!rt_view_present(sent))
        sent = rt_packet_nonce(t->response);
    enum rt_error error = rt_chain_nonce(t->subject->crypto, t->rules, link, bytes);
    if (error != RT_OK)
        return failed(error);
    if (!rt_view_present(sent) && rt_merkle_needs_packet(t->rules->leaf))
        return decided(RT_UNVERIFIED);
    if (!rt_view_present(sent)) {
        struct rt_result tree = tree_holds(t, nonce);
        return tree.reason == RT_E_ROOT_MISMATCH ? failed(RT_E_CHAIN_NONCE) : tree;
    }
    if (rt_view_equal(sent, nonce))
        return decided(RT_PASS);
    return t->has_request ? failed_in_request(t, RT_E_CHAIN_NONCE, sent) : failed(RT_E_CHAIN_NONCE);
}
