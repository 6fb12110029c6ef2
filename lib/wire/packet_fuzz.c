// SPDX-License-Identifier: BSD-2-Clause
/*
 * Any bytes as an exchange under every registered version: judged and explained.
 *
 *     byte  transport and what is given: bits 0-1, bit 2 the request, bit 3 the key
 *     key   32 bytes
 *     u16   length of the request, little-endian
 *     request, response
 *
 * What is too short for that is a response alone.
 */
#include <stdlib.h>
#include <string.h>

#include "base/fuzz_target.h"
#include "files/protocol.h"
#include "judge/explain.h"
#include "registry.h"

#define HEADER (1 + RT_KEY_SIZE + 2)

/* Stops the program: a promise of the headers is broken. */
static void require(bool kept)
{
    if (!kept)
        abort();
}

static struct rt_exchange exchange_of(const uint8_t *data, size_t size)
{
    struct rt_exchange exchange = {.response = {data, size}, .transport = RT_TRANSPORT_UDP};
    if (size < HEADER)
        return exchange;
    struct rt_view rest = {data + HEADER, size - HEADER};
    size_t len = (size_t)data[HEADER - 2] | (size_t)data[HEADER - 1] << 8;
    if (data[0] & 4)
        exchange.request = rt_view_slice(rest, 0, len);
    if (data[0] & 8)
        exchange.key = data + 1;
    exchange.response = rt_view_slice(rest, len, SIZE_MAX);
    exchange.transport = (enum rt_transport)(RT_TRANSPORT_UNKNOWN + data[0] % 3);
    return exchange;
}

static void expect_sane(const struct rt_exchange *exchange, const struct rt_report *report)
{
    for (int check = 0; check < RT_CHECK_COUNT; check++) {
        const struct rt_result *result = &report->checks[check];
        size_t len = result->in_request ? exchange->request.len : exchange->response.len;
        require(result->outcome >= RT_PASS && result->outcome <= RT_UNVERIFIED);
        require((result->outcome == RT_FAIL) == (result->reason != RT_OK));
        require(!result->has_at || result->at <= len);
        if (result->outcome != RT_BLOCKED)
            continue;
        enum rt_outcome cause = report->checks[result->blocked_by].outcome;
        require((int)result->blocked_by < check && (cause == RT_FAIL || cause == RT_BLOCKED));
    }
}

/* A set of changes that is said to mend the exchange does so. */
static void expect_true(struct rt_subject *subject, const struct rt_explanation *explanation)
{
    struct rt_rules rules = explanation->version->rules;
    for (size_t i = 0; i < explanation->count; i++)
        rt_param_set(&rules, explanation->changes[i].param, explanation->changes[i].value);
    require(rt_verdict_of(subject, explanation->version, &rules) != RT_INVALID);
}

RT_FUZZ_TARGET("packet", data, size)
{
    static struct rt_crypto *crypto;
    static struct rt_subject subject;
    static struct rt_judgement judgement;
    static struct rt_choice choices[RT_CHOICES_MAX];
    if (!crypto) {
        crypto = rt_crypto_new();
        for (size_t i = 0; i < rt_registry_count; i++)
            choices[i].version = rt_registry[i];
    }
    require(crypto != NULL);
    require(rt_protocol_find((struct rt_view){data, size}) < RT_PROTOCOL_COUNT);
    struct rt_exchange exchange = exchange_of(data, size);
    rt_subject_init(&subject, crypto, &exchange);
    rt_judge(&subject, choices, rt_registry_count, size % 2 == 0, &judgement);
    expect_sane(&exchange, &judgement.report);
    require(judgement.verdict == rt_report_verdict(&judgement.report));
    for (size_t i = 0; i < rt_registry_count; i++) {
        struct rt_report report;
        rt_verify(&subject, rt_registry[i], &rt_registry[i]->rules, &report);
        expect_sane(&exchange, &report);
    }
    for (int check = 0; check < RT_CHECK_COUNT; check++) {
        struct rt_pass_as passes[RT_PASSES_MAX];
        require(rt_explain_passes(&subject, judgement.best.version, &judgement.rules,
                                  (enum rt_check)check, passes) <= RT_PASSES_MAX);
    }
    struct rt_nearest nearest;
    rt_explain(&subject, choices, rt_registry_count, &nearest);
    for (size_t i = 0; i < nearest.count; i++)
        expect_true(&subject, &nearest.found[i]);
    return 0;
}
