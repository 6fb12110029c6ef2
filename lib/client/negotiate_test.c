// SPDX-License-Identifier: BSD-2-Clause
/* Which versions share a request, and in which order. */
#include "client/negotiate.h"

#include <string.h>

#include "base/test.h"
#include "registry.h"

/* All versions, the newest first. */
static size_t all(struct rt_choice choices[RT_CHOICES_MAX])
{
    for (size_t i = 0; i < rt_registry_count; i++)
        choices[i] = (struct rt_choice){.version = rt_registry[rt_registry_count - 1 - i]};
    return rt_registry_count;
}

static struct rt_choice choice_of(const char *name)
{
    return (struct rt_choice){.version = rt_registry_find(name)};
}

static bool holds(const struct rt_attempt *attempt, uint32_t number)
{
    for (size_t i = 0; i < attempt->count; i++)
        if (attempt->numbers[i] == number)
            return true;
    return false;
}

/* Whether a request of a attempt is one of a version, as far as a request can be. */
static bool suits(const struct rt_attempt *attempt, const struct rt_version *version)
{
    uint8_t bytes[2048];
    static const uint8_t nonce[64];
    struct rt_packet packet;
    struct rt_writer writer = rt_writer_into(bytes, sizeof bytes);
    struct rt_request_plan plan = {
        .rules = attempt->rules,
        .offers = attempt->numbers,
        .offer_count = attempt->count,
        .nonce = {nonce, attempt->rules.nonce},
        .size = RT_REQUEST_SIZE,
        .transport = RT_TRANSPORT_UDP,
    };
    ck_assert_int_eq(rt_request_write(&writer, &plan), RT_OK);
    rt_packet_parse(&packet, rt_writer_view(&writer));
    return rt_detect(&packet, &version->rules).disagrees == 0;
}

START_TEST(test_every_version_is_offered)
{
    struct rt_choice choices[RT_CHOICES_MAX] = {0};
    struct rt_negotiation negotiation;
    ck_assert_int_eq(rt_negotiate(&negotiation, choices, all(choices), RT_NEGOTIATE_ANY), RT_OK);
    for (size_t i = 0; i < rt_registry_count; i++) {
        const struct rt_version *version = rt_registry[i];
        bool offered = false;
        for (size_t o = 0; o < negotiation.count && !offered; o++)
            offered = suits(&negotiation.list[o], version);
        ck_assert_msg(offered, "%s is not offered", version->name);
    }
    /* What is offered together has requests that cannot be told apart. */
    ck_assert_uint_eq(negotiation.count, 6);
}
END_TEST

START_TEST(test_newest_first)
{
    struct rt_choice choices[RT_CHOICES_MAX] = {0};
    struct rt_negotiation negotiation;
    ck_assert_int_eq(rt_negotiate(&negotiation, choices, all(choices), RT_NEGOTIATE_ANY), RT_OK);
    const struct rt_version *newest = rt_registry[rt_registry_count - 1];
    ck_assert(holds(&negotiation.list[0], newest->rules.version));
    ck_assert_int_eq(negotiation.list[0].rules.type, RT_TYPE_PRESENT);
    ck_assert_int_eq(negotiation.list[negotiation.count - 1].rules.offer, RT_OFFER_NONE);
    for (size_t i = 0; i < negotiation.count; i++)
        ck_assert_int_eq(negotiation.list[i].rules.tags, RT_TAG_ORDER_SORTED);
}
END_TEST

START_TEST(test_some)
{
    struct rt_negotiation negotiation;
    struct rt_choice eight = choice_of("v8"), eleven = choice_of("v11"), seven = choice_of("v7");
    struct rt_choice list[] = {eleven, eight, eight};
    ck_assert_int_eq(rt_negotiate(&negotiation, list, 3, RT_NEGOTIATE_ANY), RT_OK);
    ck_assert_uint_eq(negotiation.count, 1);
    ck_assert_uint_eq(negotiation.list[0].count, 2);
    ck_assert_int_eq(negotiation.list[0].rules.offer, RT_OFFER_UNIQUE);
    struct rt_choice apart[] = {eight, seven};
    ck_assert_int_eq(rt_negotiate(&negotiation, apart, 2, RT_NEGOTIATE_ANY), RT_OK);
    ck_assert_uint_eq(negotiation.count, 2);
    /* The order does not decide about the rule for VER. */
    struct rt_choice turned[] = {eight, eleven};
    ck_assert_int_eq(rt_negotiate(&negotiation, turned, 2, RT_NEGOTIATE_ANY), RT_OK);
    ck_assert_int_eq(negotiation.list[0].rules.offer, RT_OFFER_UNIQUE);
    ck_assert_uint_eq(negotiation.list[0].numbers[0], eight.version->rules.version);
    ck_assert_int_eq(negotiation.list[0].rules.srv, eleven.version->rules.srv);
}
END_TEST

/* Hints have requests of their own; so have others, without what is offered already. */
START_TEST(test_ranks)
{
    struct rt_choice choices[RT_CHOICES_MAX] = {0}, eight = choice_of("v8"),
                     last = choice_of("v14");
    struct rt_negotiation negotiation = {.count = 0};
    size_t count = all(choices);
    ck_assert_int_eq(rt_negotiate_add(&negotiation, &eight, 1, RT_NEGOTIATE_ANY, RT_ATTEMPT_HINTED),
                     RT_OK);
    ck_assert_int_eq(
        rt_negotiate_add(&negotiation, choices, count, RT_NEGOTIATE_ANY, RT_ATTEMPT_WANTED), RT_OK);
    ck_assert_uint_eq(negotiation.count, 7);
    ck_assert_int_eq(negotiation.list[0].rank, RT_ATTEMPT_HINTED);
    ck_assert_uint_eq(negotiation.list[0].count, 1);
    ck_assert(rt_attempt_offers(&negotiation.list[0], &eight, RT_NEGOTIATE_ANY));
    ck_assert(!rt_attempt_offers(&negotiation.list[0], &last, RT_NEGOTIATE_ANY));
    ck_assert_int_eq(negotiation.list[1].rank, RT_ATTEMPT_WANTED);
    ck_assert(rt_attempt_offers(&negotiation.list[1], &last, RT_NEGOTIATE_ANY));
    /* v15 to v19 have the number of v14: only that of the RFC is left of its kind. */
    ck_assert_int_eq(rt_negotiate(&negotiation, &last, 1, RT_NEGOTIATE_ANY), RT_OK);
    ck_assert_int_eq(
        rt_negotiate_add(&negotiation, choices, count, RT_NEGOTIATE_ANY, RT_ATTEMPT_OTHER), RT_OK);
    ck_assert_uint_eq(negotiation.count, 7);
    ck_assert_int_eq(negotiation.list[1].rank, RT_ATTEMPT_OTHER);
    ck_assert_uint_eq(negotiation.list[1].count, 1);
    ck_assert_uint_eq(negotiation.list[1].numbers[0],
                      rt_registry[rt_registry_count - 1]->rules.version);
    for (size_t i = 1; i < negotiation.count; i++)
        ck_assert(!rt_attempt_offers(&negotiation.list[i], &last, RT_NEGOTIATE_ANY));
}
END_TEST

START_TEST(test_reading)
{
    struct rt_negotiation negotiation;
    struct rt_choice choice = choice_of("v5");
    choice.fixed = true;
    choice.reading.set[0] = (struct rt_setting){RT_PARAM_VERSION, 7};
    ck_assert_int_eq(rt_negotiate(&negotiation, &choice, 1, RT_NEGOTIATE_ANY), RT_OK);
    ck_assert_uint_eq(negotiation.list[0].numbers[0], 7);
    ck_assert_uint_eq(negotiation.list[0].count, 1);
}
END_TEST

START_TEST(test_too_many)
{
    struct rt_choice choices[RT_CHOICES_MAX] = {0};
    struct rt_negotiation negotiation;
    for (uint32_t i = 0; i < RT_CHOICES_MAX; i++) {
        choices[i] = choice_of("v5");
        choices[i].fixed = true;
        choices[i].reading.set[0] = (struct rt_setting){RT_PARAM_VERSION, 100 + i};
    }
    ck_assert_int_eq(rt_negotiate(&negotiation, choices, RT_CHOICES_MAX, RT_NEGOTIATE_ANY),
                     RT_E_TOO_LARGE);
    ck_assert_uint_eq(negotiation.list[0].count, RT_NUMBERS_MAX);
}
END_TEST

START_TEST(test_travels)
{
    struct rt_negotiation negotiation;
    struct rt_choice google = choice_of("google"), first = choice_of("v0");
    ck_assert_int_eq(rt_negotiate(&negotiation, &google, 1, RT_NEGOTIATE_ANY), RT_OK);
    ck_assert(rt_attempt_travels(&negotiation.list[0], RT_TRANSPORT_UDP));
    ck_assert(!rt_attempt_travels(&negotiation.list[0], RT_TRANSPORT_TCP));
    ck_assert_int_eq(rt_negotiate(&negotiation, &first, 1, RT_NEGOTIATE_ANY), RT_OK);
    ck_assert(rt_attempt_travels(&negotiation.list[0], RT_TRANSPORT_TCP));
}
END_TEST

/* In a chain one request offers what has one rule for nonces; and where nobody signs the request,
 * one number. */
START_TEST(test_chain)
{
    struct rt_choice choices[RT_CHOICES_MAX] = {0};
    struct rt_negotiation negotiation;
    size_t count = all(choices);
    ck_assert_int_eq(rt_negotiate(&negotiation, choices, count, RT_NEGOTIATE_CHAIN), RT_OK);
    for (size_t i = 0; i < count; i++) {
        const struct rt_rules *rules = &choices[i].version->rules;
        unsigned offered = 0;
        for (size_t o = 0; o < negotiation.count; o++) {
            const struct rt_attempt *attempt = &negotiation.list[o];
            bool own = attempt->count == 0 || holds(attempt, rules->version);
            if (!suits(attempt, choices[i].version) || !own)
                continue;
            offered++;
            ck_assert_int_eq(attempt->rules.chain, rules->chain);
            ck_assert_int_eq(attempt->rules.chain_over, rules->chain_over);
            ck_assert_uint_eq(attempt->rules.rand, rules->rand);
            ck_assert_int_eq(attempt->rules.leaf, rules->leaf);
            if (rules->leaf == RT_LEAF_NONCE)
                ck_assert_uint_le(attempt->count, 1);
        }
        ck_assert_msg(offered == 1, "%s is offered %u times", choices[i].version->name, offered);
    }
    /* Signed requests still offer several numbers. */
    ck_assert_uint_gt(negotiation.list[0].count, 1);
}
END_TEST

START_TEST(test_chain_rules)
{
    struct rt_negotiation negotiation;
    struct rt_choice list[] = {choice_of("v14"), choice_of("v14")};
    list[1].fixed = true;
    list[1].reading.set[0] = (struct rt_setting){RT_PARAM_CHAIN, RT_CHAIN_RAND_REPLY};
    ck_assert_int_eq(rt_negotiate(&negotiation, list, 2, RT_NEGOTIATE_ANY), RT_OK);
    ck_assert_uint_eq(negotiation.count, 1);
    ck_assert_int_eq(rt_negotiate(&negotiation, list, 2, RT_NEGOTIATE_CHAIN), RT_OK);
    ck_assert_uint_eq(negotiation.count, 2);
    list[1].reading.set[0] = (struct rt_setting){RT_PARAM_CHAIN_OVER, RT_CHAIN_OVER_MESSAGE};
    ck_assert_int_eq(rt_negotiate(&negotiation, list, 2, RT_NEGOTIATE_CHAIN), RT_OK);
    ck_assert_uint_eq(negotiation.count, 2);
    list[1].reading.set[0] = (struct rt_setting){RT_PARAM_RAND, 64};
    ck_assert_int_eq(rt_negotiate(&negotiation, list, 2, RT_NEGOTIATE_CHAIN), RT_OK);
    ck_assert_uint_eq(negotiation.count, 2);
}
END_TEST

START_TEST(test_chain_too_many)
{
    struct rt_choice choices[RT_CHOICES_MAX] = {0};
    struct rt_negotiation negotiation;
    for (uint32_t i = 0; i < RT_CHOICES_MAX; i++) {
        choices[i] = choice_of("v5");
        choices[i].fixed = true;
        choices[i].reading.set[0] = (struct rt_setting){RT_PARAM_VERSION, 100 + i};
    }
    ck_assert_int_eq(rt_negotiate(&negotiation, choices, RT_CHOICES_MAX, RT_NEGOTIATE_CHAIN),
                     RT_E_TOO_LARGE);
    ck_assert_uint_eq(negotiation.count, RT_NEGOTIATE_MAX);
    ck_assert_uint_eq(negotiation.list[RT_NEGOTIATE_MAX - 1].numbers[0],
                      100 + RT_NEGOTIATE_MAX - 1);
}
END_TEST

RT_TEST_MAIN("negotiate", test_every_version_is_offered, test_newest_first, test_some, test_ranks,
             test_reading, test_too_many, test_travels, test_chain, test_chain_rules,
             test_chain_too_many)
