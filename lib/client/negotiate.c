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

static bool joins(const struct rt_attempt *attempt, const struct rt_rules *rules,
                  enum rt_negotiate_use use)
{
    return alike(&attempt->rules, rules) &&
           (use != RT_NEGOTIATE_CHAIN || chain_alike(&attempt->rules, rules));
}

static bool offers_number(const struct rt_attempt *attempt, uint32_t number)
{
    for (size_t i = 0; i < attempt->count; i++)
        if (attempt->numbers[i] == number)
            return true;
    return attempt->count == 0;
}

static enum rt_error add_number(struct rt_attempt *attempt, uint32_t number)
{
    if (attempt->count > 0 && offers_number(attempt, number))
        return RT_OK;
    if (attempt->count == RT_NUMBERS_MAX)
        return RT_E_TOO_LARGE;
    attempt->numbers[attempt->count++] = number;
    return RT_OK;
}

static struct rt_attempt *attempt_for(struct rt_negotiation *negotiation,
                                      const struct rt_rules *rules, enum rt_negotiate_use use,
                                      enum rt_attempt_rank rank)
{
    for (size_t i = 0; i < negotiation->count; i++)
        if (negotiation->list[i].rank == rank && joins(&negotiation->list[i], rules, use))
            return &negotiation->list[i];
    if (negotiation->count == RT_NEGOTIATE_MAX)
        return NULL;
    struct rt_attempt *attempt = &negotiation->list[negotiation->count++];
    *attempt = (struct rt_attempt){.rank = rank, .rules = *rules};
    /* Sorted tags are right where any order goes, and some servers want them so. */
    attempt->rules.tags = RT_TAG_ORDER_SORTED;
    return attempt;
}

/* Whether some request offers such a version already. */
static bool is_offered(const struct rt_negotiation *negotiation, const struct rt_rules *rules,
                       enum rt_negotiate_use use)
{
    for (size_t i = 0; i < negotiation->count; i++)
        if (joins(&negotiation->list[i], rules, use) &&
            offers_number(&negotiation->list[i], rules->version))
            return true;
    return false;
}

static enum rt_error add(struct rt_negotiation *negotiation, const struct rt_choice *choice,
                         enum rt_negotiate_use use, enum rt_attempt_rank rank)
{
    struct rt_rules rules = rules_of(choice);
    if (rank == RT_ATTEMPT_OTHER && is_offered(negotiation, &rules, use))
        return RT_OK;
    struct rt_attempt *attempt = attempt_for(negotiation, &rules, use, rank);
    if (!attempt)
        return RT_E_TOO_LARGE;
    if (rt_rules_offer_demand(rules.offer) > rt_rules_offer_demand(attempt->rules.offer))
        attempt->rules.offer = rules.offer;
    if (!rt_rules_has_srv(&attempt->rules))
        attempt->rules.srv = rules.srv;
    return rt_rules_offers(&rules) ? add_number(attempt, rules.version) : RT_OK;
}

enum rt_error rt_negotiate_add(struct rt_negotiation *negotiation, const struct rt_choice *choices,
                               size_t count, enum rt_negotiate_use use, enum rt_attempt_rank rank)
{
    enum rt_error error = RT_OK;
    for (size_t i = 0; i < count; i++) {
        enum rt_error one = add(negotiation, &choices[i], use, rank);
        if (error == RT_OK)
            error = one;
    }
    return error;
}

enum rt_error rt_negotiate(struct rt_negotiation *negotiation, const struct rt_choice *choices,
                           size_t count, enum rt_negotiate_use use)
{
    negotiation->count = 0;
    return rt_negotiate_add(negotiation, choices, count, use, RT_ATTEMPT_WANTED);
}

bool rt_attempt_travels(const struct rt_attempt *attempt, enum rt_transport transport)
{
    return transport == RT_TRANSPORT_UDP || rt_rules_over_tcp(&attempt->rules);
}

bool rt_attempt_offers(const struct rt_attempt *attempt, const struct rt_choice *choice,
                       enum rt_negotiate_use use)
{
    struct rt_rules rules = rules_of(choice);
    return joins(attempt, &rules, use) && offers_number(attempt, rules.version);
}

bool rt_attempt_fits(const struct rt_attempt *attempt, const struct rt_packet *response)
{
    const struct rt_rules *rules = &attempt->rules;
    struct rt_view number = rt_packet_version(response), nonce = rt_packet_nonce(response);
    bool typed = rt_view_present(response->values[RT_SLOT_TYPE]);
    if (response->direction != RT_RESPONSE || typed != rt_rules_has_type(rules) ||
        rt_view_present(number) != (attempt->count > 0) ||
        (rt_view_present(nonce) && nonce.len != rules->nonce))
        return false;
    return attempt->count == 0 ||
           (number.len == 4 && offers_number(attempt, rt_bytes_load32(number.data)));
}
