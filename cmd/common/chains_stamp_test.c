// SPDX-License-Identifier: BSD-2-Clause
/*
 * Chains as stamps: before which time the document existed. What is expected follows from the
 * offsets of the servers alone.
 */
#include "common/test_chains.h"

#include "common/document.h"

#define DAY   86400
#define LINKS 8

static const struct document document = {.name = "document", .content = {.hash = {1, 2, 3}}};

/* A chain whose first nonce commits to the document, over servers that are so many seconds ahead;
 * with two rounds each is asked twice. */
static void make(struct chain *chain, const int64_t *offsets, size_t servers, size_t rounds)
{
    static struct test_chain_link links[LINKS];
    struct rt_crypto *crypto = app_crypto(&app);
    for (size_t i = 0; i < servers * rounds; i++) {
        struct test_chain_link *link = &links[i];
        link->rules = rt_registry_find("v8")->rules;
        link->server = (uint8_t)(10 + i % servers);
        link->offset = offsets[i % servers];
        test_chain_link(crypto, i > 0 ? &links[i - 1] : NULL, i, link);
        if (i > 0)
            continue;
        const struct rt_view blind = {link->rand, RT_STAMP_BLIND};
        ck_assert_int_eq(
            rt_stamp_nonce(crypto, &document.content, blind, link->nonce, link->rules.nonce),
            RT_OK);
        test_chain_ask(crypto, link);
        link->response_len = test_server_answer(crypto, &link->rules, RT_TRANSPORT_UDP,
                                                link->server, TEST_CHAIN_TIME + link->offset,
                                                (struct rt_view){link->request, link->request_len},
                                                link->response, sizeof link->response);
    }
    chain_clear(chain);
    for (size_t i = 0; i < servers * rounds; i++) {
        const struct rt_exchange_origin origin = {.form = RT_FORM_RFC10049};
        struct rt_exchange exchange = test_chain_exchange(
            &links[i],
            (struct rt_view){links[i].rand, i > 0 ? links[i].rules.rand : RT_STAMP_BLIND});
        exchange.origin = &origin;
        chain_add(chain, &exchange, NULL);
    }
}

/* The document existed before `offset` seconds and the radius of a reply. */
static void expect(struct chain *chain, enum rt_chain_verdict verdict, int64_t offset)
{
    ck_assert_str_eq(rt_chain_verdict_name(chain_judge(chain)), rt_chain_verdict_name(verdict));
    ck_assert(chain_stamp(chain, &document));
    ck_assert_int_eq(chain->stamp.before, (TEST_CHAIN_TIME + offset + 3) * 1000000);
}

/* Most servers are right, so the lie of one changes nothing, wherever it stands. */
START_TEST(test_one_liar)
{
    static const int64_t past[] = {-DAY, 1, 2, 3}, future[] = {DAY, 1, 2, 3};
    struct chain *chain;
    test_chains_begin();
    chain = chain_new(&app);
    make(chain, past, 4, 1); /* it contradicts nobody */
    expect(chain, RT_CHAIN_VERDICT_CONSISTENT, 1);
    make(chain, past, 4, 2);
    expect(chain, RT_CHAIN_VERDICT_CONTRADICTION, 1);
    make(chain, past, 3, 1);
    expect(chain, RT_CHAIN_VERDICT_CONSISTENT, 1);
    make(chain, future, 4, 1);
    expect(chain, RT_CHAIN_VERDICT_CONTRADICTION, 1);
    chain_free(chain);
    test_chains_end();
}
END_TEST

START_TEST(test_honest)
{
    static const int64_t close[] = {2, 0, 1};
    struct chain *chain;
    test_chains_begin();
    chain = chain_new(&app);
    for (size_t rounds = 1; rounds <= 2; rounds++) {
        make(chain, close, 1, rounds);
        expect(chain, RT_CHAIN_VERDICT_CONSISTENT, 2);
        make(chain, close, 2, rounds);
        expect(chain, RT_CHAIN_VERDICT_CONSISTENT, 0);
        make(chain, close, 3, rounds);
        expect(chain, RT_CHAIN_VERDICT_CONSISTENT, 1);
    }
    chain_free(chain);
    test_chains_end();
}
END_TEST

/* Nobody knows which of two is wrong: what both say holds. */
START_TEST(test_no_majority)
{
    static const int64_t apart[] = {DAY, 0};
    struct chain *chain;
    test_chains_begin();
    chain = chain_new(&app);
    make(chain, apart, 2, 1);
    expect(chain, RT_CHAIN_VERDICT_CONTRADICTION, DAY);
    chain_free(chain);
    test_chains_end();
}
END_TEST

/* What was found of the servers of one chain means nothing for those of the next. */
START_TEST(test_one_after_another)
{
    static const int64_t lying[] = {DAY, 0, 0}, honest[] = {0};
    struct chain *chain;
    test_chains_begin();
    chain = chain_new(&app);
    make(chain, lying, 3, 1);
    expect(chain, RT_CHAIN_VERDICT_CONTRADICTION, 0);
    make(chain, honest, 1, 2);
    expect(chain, RT_CHAIN_VERDICT_CONSISTENT, 0);
    chain_free(chain);
    test_chains_end();
}
END_TEST

RT_TEST_MAIN("chains_stamp", test_one_liar, test_honest, test_no_majority, test_one_after_another)
