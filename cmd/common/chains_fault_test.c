// SPDX-License-Identifier: BSD-2-Clause
/*
 * What a cryptographic library that fails does to verdicts: nothing but that there is none. Every
 * call of OpenSSL fails in turn, once or from then on, while exchanges of several versions and
 * chains are judged; a run says what the honest run says, or it is undecided.
 */
#include "common/test_chains.h"

#include "judge/compare.h"
#include "judge/explain.h"
#include "judge/judge_link.h"
#include "judge/test_exchange.h"
#include "wire/test_fault.h"

static const enum test_fault_kind kinds[] = {TEST_FAULT_ONCE, TEST_FAULT_ON, TEST_FAULT_NEGATIVE};

#define KINDS (sizeof kinds / sizeof kinds[0])

static const char *const versions[] = {"google", "v5", "v8", "rfc10049"};

#define VERSIONS (sizeof versions / sizeof versions[0])

/* A library that takes every signature for good or for bad is not worked with, not even if it was
 * right before. */
START_TEST(test_self_test)
{
    static const enum test_fault_kind wrong[] = {TEST_FAULT_GOOD, TEST_FAULT_BAD, TEST_FAULT_NONE};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        const bool good = wrong[i] == TEST_FAULT_NONE;
        const uint64_t before = rt_crypto_failures();
        test_fault_set(wrong[i], 0);
        struct rt_crypto *crypto = rt_crypto_new();
        ck_assert_int_eq(crypto != NULL, good);
        ck_assert_uint_eq(rt_crypto_failures(), before + !good);
        ck_assert(good || strstr(rt_crypto_failure(), "self-test") != NULL);
        rt_crypto_free(crypto);
    }
}
END_TEST

/* The test may fail at each of its calls. */
START_TEST(test_self_test_fails)
{
    uint64_t calls = 0;
    for (uint64_t at = 0; at <= calls; at++) {
        const uint64_t before = rt_crypto_failures();
        test_fault_set(at == 0 ? TEST_FAULT_NONE : TEST_FAULT_NEGATIVE, at);
        struct rt_crypto *crypto = rt_crypto_new();
        calls = at == 0 ? test_fault.calls : calls;
        ck_assert_msg((crypto != NULL) == (at == 0), "call %d", (int)at);
        ck_assert_msg((rt_crypto_failures() > before) == (at > 0), "call %d", (int)at);
        rt_crypto_free(crypto);
    }
    ck_assert_uint_gt(calls, 15);
    test_fault_set(TEST_FAULT_NONE, 0);
}
END_TEST

/* What one exchange is judged to be, in every way. */
struct outcome {
    struct rt_judgement judgement;
    struct rt_comparison comparison;
    struct rt_nearest nearest;
};

static struct rt_choice choices[VERSIONS];

static void judge(struct rt_crypto *crypto, const struct rt_exchange *exchange,
                  struct outcome *outcome)
{
    static struct rt_subject subject;
    rt_subject_init(&subject, crypto, exchange);
    rt_judge(&subject, choices, VERSIONS, false, &outcome->judgement);
    rt_compare(&subject, choices, VERSIONS, false, &outcome->comparison);
    rt_explain(&subject, choices, VERSIONS, &outcome->nearest);
}

static void expect_report(const struct rt_report *found, const struct rt_report *honest)
{
    for (int check = 0; check < RT_CHECK_COUNT; check++) {
        const struct rt_result *result = &found->checks[check];
        if (result->outcome == RT_UNDECIDED)
            ck_assert_int_eq(result->reason, RT_E_CRYPTO);
        else
            ck_assert_int_eq(result->outcome, honest->checks[check].outcome);
    }
}

/* A judgement is the honest one in all parts, or none. */
static void expect_judgement(const struct rt_judgement *found, const struct rt_judgement *honest,
                             bool failed)
{
    if (failed) {
        ck_assert_int_eq(found->verdict, RT_NO_VERDICT);
        ck_assert_uint_eq(found->valid_count, 0);
        return;
    }
    ck_assert_int_eq(found->verdict, honest->verdict);
    ck_assert_ptr_eq(found->best.version, honest->best.version);
    ck_assert_ptr_eq(found->best.reading, honest->best.reading);
    ck_assert_uint_eq(found->valid_count, honest->valid_count);
    expect_report(&found->report, &honest->report);
}

static void expect_outcome(const struct outcome *found, const struct outcome *honest)
{
    for (size_t i = 0; i < VERSIONS; i++) {
        const struct rt_column *column = &found->comparison.columns[i];
        const struct rt_column *right = &honest->comparison.columns[i];
        if (column->verdict == RT_NO_VERDICT)
            continue;
        ck_assert_int_eq(column->verdict, right->verdict);
        ck_assert_ptr_eq(column->candidate.reading, right->candidate.reading);
        expect_report(&column->report, &right->report);
    }
    ck_assert(!found->comparison.verdicts_differ || honest->comparison.verdicts_differ);
    ck_assert(found->nearest.count == 0 || found->nearest.count == honest->nearest.count);
    for (size_t i = 0; i < found->nearest.count; i++)
        ck_assert_ptr_eq(found->nearest.found[i].version, honest->nearest.found[i].version);
}

/* Judges an exchange with each call failing in turn, and once more when the library works again:
 * nothing of the failure is remembered. */
static void try_exchange(const struct rt_exchange *exchange, enum rt_verdict verdict)
{
    static struct outcome honest, found;
    struct rt_crypto *crypto = rt_crypto_new();
    ck_assert_ptr_nonnull(crypto);
    test_fault_set(TEST_FAULT_NONE, 0);
    judge(crypto, exchange, &honest);
    uint64_t calls = test_fault.calls;
    rt_crypto_free(crypto);
    ck_assert_int_eq(honest.judgement.verdict, verdict);
    ck_assert_uint_gt(calls, 20);
    for (uint64_t run = 0; run < KINDS * calls; run += rt_test_step()) {
        crypto = rt_crypto_new();
        static struct rt_subject subject;
        test_fault_set(kinds[run % KINDS], run / KINDS + 1);
        uint64_t failures = rt_crypto_failures();
        rt_subject_init(&subject, crypto, exchange);
        rt_judge(&subject, choices, VERSIONS, false, &found.judgement);
        bool failed = rt_crypto_failures() != failures;
        expect_judgement(&found.judgement, &honest.judgement, failed);
        judge(crypto, exchange, &found);
        expect_outcome(&found, &honest);
        test_fault_set(TEST_FAULT_NONE, 0);
        judge(crypto, exchange, &found);
        expect_judgement(&found.judgement, &honest.judgement, false);
        expect_outcome(&found, &honest);
        ck_assert_uint_eq(found.nearest.count, honest.nearest.count);
        rt_crypto_free(crypto);
    }
}

/* Good exchanges, and those of which a signature, the tree or the key is wrong. */
START_TEST(test_exchanges)
{
    static struct test_exchange made;
    for (size_t i = 0; i < VERSIONS; i++)
        choices[i].version = rt_registry_find(versions[i]);
    for (size_t i = 0; i < VERSIONS; i++) {
        struct rt_crypto *crypto = rt_crypto_new();
        const struct test_recipe recipe = test_recipe_of(choices[i].version);
        test_fault_set(TEST_FAULT_NONE, 0);
        test_make(crypto, &recipe, &made);
        rt_crypto_free(crypto);
        struct rt_exchange exchange = {.request = {made.request, TEST_REQUEST},
                                       .response = {made.response, made.response_len},
                                       .key = made.key,
                                       .transport = RT_TRANSPORT_UDP};
        struct rt_packet packet;
        rt_packet_parse(&packet, exchange.response);
        try_exchange(&exchange, RT_VALID);
        static const enum rt_slot spoilt[] = {RT_SLOT_SIG, RT_SLOT_CERT_SIG, RT_SLOT_PATH};
        size_t which = i % (sizeof spoilt / sizeof spoilt[0]);
        size_t at = (size_t)(packet.values[spoilt[which]].data - made.response);
        made.response[at] ^= 1;
        try_exchange(&exchange, RT_INVALID);
        made.response[at] ^= 1;
    }
}
END_TEST

/* A chain of servers that are so many seconds ahead, one of whose replies may be spoilt. */
static void make_chain(struct chain *chain, const int64_t *offsets, size_t count, size_t spoilt)
{
    enum { MOST = 4 };
    static struct test_chain_link links[MOST];
    static const char *const names[MOST] = {"v8", "rfc10049", "google", "v13"};
    struct rt_crypto *crypto = app_crypto(&app);
    chain_clear(chain);
    for (size_t i = 0; i < count; i++) {
        links[i].rules = rt_registry_find(names[i])->rules;
        links[i].server = (uint8_t)(10 + i);
        links[i].offset = offsets[i];
        test_chain_link(crypto, i > 0 ? &links[i - 1] : NULL, i, &links[i]);
    }
    struct rt_packet packet;
    rt_packet_parse(&packet, test_chain_response(&links[count - 1]));
    if (spoilt)
        links[count - 1].response[packet.values[RT_SLOT_SIG].data - links[count - 1].response] ^= 1;
    for (size_t i = 0; i < count; i++) {
        const struct rt_exchange_origin origin = {.form = RT_FORM_RFC10049};
        struct rt_exchange exchange = test_chain_exchange(
            &links[i], (struct rt_view){links[i].rand, i > 0 ? links[i].rules.rand : 0});
        exchange.origin = &origin;
        chain_add(chain, &exchange, NULL);
    }
}

/* Every link is what it honestly is, or undecided, and so is the chain. Returns whether a link is
 * undecided. */
static bool expect_chain(const struct chain *chain, enum rt_chain_verdict honest,
                         const enum rt_verdict *links)
{
    bool undecided = false;
    for (size_t i = 0; i < chain_length(chain); i++) {
        enum rt_verdict its = rt_chain_entry_verdict(chain_at(chain, i));
        ck_assert(its == links[i] || its == RT_NO_VERDICT);
        undecided = undecided || its == RT_NO_VERDICT;
    }
    ck_assert(rt_chain_verdict(chain->judged) == honest ||
              (undecided && rt_chain_verdict(chain->judged) == RT_CHAIN_VERDICT_UNDECIDED));
    return undecided;
}

/* Judges a chain with each call failing in turn, and once more when the library works again.
 * Returns in how many runs it was what it honestly is although a link was undecided. */
static unsigned try_chain(const int64_t *offsets, size_t count, bool spoilt,
                          enum rt_chain_verdict honest)
{
    enum rt_verdict links[4];
    unsigned stood = 0;
    struct chain *chain = chain_new(&app);
    test_fault_set(TEST_FAULT_NONE, 0);
    make_chain(chain, offsets, count, spoilt);
    test_chains_end();
    app_crypto(&app);
    app.failures = rt_crypto_failures();
    test_fault_set(TEST_FAULT_NONE, 0);
    ck_assert_int_eq(chain_judge(chain), honest);
    const uint64_t calls = test_fault.calls;
    for (size_t i = 0; i < count; i++)
        links[i] = rt_chain_entry_verdict(chain_at(chain, i));
    for (uint64_t run = 0; run < KINDS * calls; run += rt_test_step()) {
        test_chains_end();
        app_crypto(&app);
        test_fault_set(kinds[run % KINDS], run / KINDS + 1);
        uint64_t failures = rt_crypto_failures();
        chain_judge(chain);
        bool undecided = expect_chain(chain, honest, links);
        ck_assert(undecided == (rt_crypto_failures() != failures));
        stood += undecided && rt_chain_verdict(chain->judged) == honest;
        test_fault_set(TEST_FAULT_NONE, 0);
        chain_judge(chain);
        ck_assert(!expect_chain(chain, honest, links));
    }
    chain_free(chain);
    return stood;
}

/* Judges the second link of a chain by itself. */
static void judge_link(const struct chain *chain, struct rt_judgement *judgement,
                       struct rt_judge_link_result *judged)
{
    static struct rt_subject subject;
    static struct rt_chain_link link;
    const struct rt_chain_entry *before = chain_at(chain, 0), *its = chain_at(chain, 1);
    link = (struct rt_chain_link){.previous = before->packets.response, .rand = its->packets.rand};
    rt_subject_init(&subject, app_crypto(&app), &its->packets);
    rt_judge_link(&subject, &link, choices, VERSIONS, false, judgement, judged);
}

/* A link of which anything could not be computed has no verdict, even where the exchange without
 * the link has one: a nonce or a rule that was sought in vain is not one that does not exist. */
START_TEST(test_link)
{
    static const int64_t right[] = {0, 1};
    static struct rt_judgement honest, found;
    static struct rt_judge_link_result judged;
    test_chains_begin();
    for (size_t i = 0; i < VERSIONS; i++)
        choices[i].version = rt_registry_find(versions[i]);
    struct chain *chain = chain_new(&app);
    test_fault_set(TEST_FAULT_NONE, 0);
    make_chain(chain, right, 2, 0);
    test_chains_end();
    app_crypto(&app);
    test_fault_set(TEST_FAULT_NONE, 0);
    judge_link(chain, &honest, &judged);
    const uint64_t calls = test_fault.calls;
    ck_assert_int_eq(honest.verdict, RT_VALID);
    ck_assert(judged.signed_ && judged.bound);
    ck_assert_uint_gt(calls, 20);
    for (uint64_t run = 0; run < KINDS * calls; run += rt_test_step()) {
        test_chains_end();
        app_crypto(&app);
        test_fault_set(kinds[run % KINDS], run / KINDS + 1);
        uint64_t failures = rt_crypto_failures();
        judge_link(chain, &found, &judged);
        bool failed = rt_crypto_failures() != failures;
        test_fault_set(TEST_FAULT_NONE, 0);
        expect_judgement(&found, &honest, failed);
        ck_assert(judged.signed_ == !failed && judged.bound == !failed);
    }
    chain_free(chain);
    test_chains_end();
}
END_TEST

START_TEST(test_chains)
{
    static const int64_t right[] = {0, 1, 0, 1}, lying[] = {500, 0, 0, 0};
    test_chains_begin();
    try_chain(right, 4, false, RT_CHAIN_VERDICT_CONSISTENT);
    try_chain(right, 3, true, RT_CHAIN_VERDICT_INVALID);
    ck_assert_uint_gt(try_chain(lying, 4, false, RT_CHAIN_VERDICT_CONTRADICTION), 0);
    test_chains_end();
}
END_TEST

RT_TEST_MAIN("chains_fault", test_self_test, test_self_test_fails, test_exchanges, test_link,
             test_chains)
