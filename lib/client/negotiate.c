// SPDX-License-Identifier: BSD-2-Clause
/* Sorts versions into requests that can offer them together. */
#include "client/negotiate.h"

#include "rules/rules.h"
#include "wire/merkle.h"

static struct rt_rules rules_of(const struct rt_choice *choice)
{
    bool other = choice->fixed && choice->reading.set[0].param;
    return rt_version_rules(choice->version, other ? &choice->reading : NULL);
}

/* Whether the requests of two sets of rules look alike. */
static bool alike(const struct rt_rules *a, const struct rt_rules *b)
{
    return a->framing == b->framing && a->stream == b->stream && a->nonce == b->nonce &&
           a->padding == b->padding && a->type == b->type &&
           rt_rules_offers(a) == rt_rules_offers(b);
}

/* Whether one request of a chain can offer both. */
static bool chain_alike(const struct rt_rules *a, const struct rt_rules *b)
{
    return a->chain == b->chain && a->chain_over == b->chain_over && a->rand == b->rand &&
           a->leaf == b->leaf && (rt_merkle_needs_packet(a->leaf) || a->version == b->version);
}

static enum rt_error add_number(struct rt_attempt *offer, uint32_t number)
{
    for (size_t i = 0; i < offer->count; i++)
        if (offer->numbers[i] == number)
            return RT_OK;
    if (offer->count == RT_NUMBERS_MAX)
        return RT_E_TOO_LARGE;
    offer->numbers[offer->count++] = number;
    return RT_OK;
}

static struct rt_attempt *offer_for(struct rt_negotiation *offers, const struct rt_rules *rules,
                                    enum rt_negotiate_use use)
{
    for (size_t i = 0; i < offers->count; i++) {
        const struct rt_rules *other = &offers->list[i].rules;
        if (alike(other, rules) && (use != RT_NEGOTIATE_CHAIN || chain_alike(other, rules)))
            return &offers->list[i];
    }
    if (offers->count == RT_NEGOTIATE_MAX)
        return NULL;
    struct rt_attempt *offer = &offers->list[offers->count++];
    *offer = (struct rt_attempt){.rules = *rules};
    /* Sorted tags are right where any order goes, and some servers want them so. */
    offer->rules.tags = RT_TAG_ORDER_SORTED;
    return offer;
}

static enum rt_error add(struct rt_negotiation *offers, const struct rt_choice *choice,
                         enum rt_negotiate_use use)
{
    struct rt_rules rules = rules_of(choice);
    struct rt_attempt *offer = offer_for(offers, &rules, use);
    if (!offer)
        return RT_E_TOO_LARGE;
    if (rt_rules_offer_demand(rules.offer) > rt_rules_offer_demand(offer->rules.offer))
        offer->rules.offer = rules.offer;
    if (!rt_rules_has_srv(&offer->rules))
        offer->rules.srv = rules.srv;
    return rt_rules_offers(&rules) ? add_number(offer, rules.version) : RT_OK;
}

enum rt_error rt_negotiate(struct rt_negotiation *offers, const struct rt_choice *choices,
                           size_t count, enum rt_negotiate_use use)
{
    enum rt_error error = RT_OK;
    offers->count = 0;
    for (size_t i = 0; i < count; i++) {
        enum rt_error one = add(offers, &choices[i], use);
        if (error == RT_OK)
            error = one;
    }
    return error;
}

bool rt_attempt_travels(const struct rt_attempt *offer, enum rt_transport transport)
{
    return transport == RT_TRANSPORT_UDP || rt_rules_over_tcp(&offer->rules);
}
