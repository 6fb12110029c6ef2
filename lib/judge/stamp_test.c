// SPDX-License-Identifier: BSD-2-Clause
/* Which nonces commit to a document, and before when a chain says that it existed. */
#include "judge/stamp.h"

#include <string.h>

#include "base/test.h"
#include "judge/test_links.h"
#include "registry.h"

#define LINKS 4
#define DAY   86400

static const struct rt_stamp_document document = {.hash = {1, 2, 3}}, other = {.hash = {1, 2, 4}};

static struct test_chain_link links[LINKS];
static struct rt_choice choices[RT_CHOICES_MAX];
static struct rt_judge_settings settings;
static struct rt_chain *chain;

static void begin(void)
{
    for (size_t i = 0; i < rt_registry_count; i++)
        choices[i].version = rt_registry[i];
    settings = (struct rt_judge_settings){
        .crypto = rt_crypto_new(), .choices = choices, .choice_count = rt_registry_count};
    chain = rt_chain_new();
    ck_assert_ptr_nonnull(settings.crypto);
    ck_assert_ptr_nonnull(chain);
}

static void end(void)
{
    rt_chain_free(chain);
    rt_crypto_free(settings.crypto);
}

static struct rt_view blind(void)
{
    return (struct rt_view){links[0].rand, RT_STAMP_BLIND};
}

static struct rt_view request(void)
{
    return (struct rt_view){links[0].request, links[0].request_len};
}

/* The first nonce of a chain of one version commits to the document. */
static void make(const char *version, const int64_t *offsets, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct test_chain_link *link = &links[i];
        link->rules = rt_registry_find(version)->rules;
        link->server = (uint8_t)(10 + i);
        link->offset = offsets[i];
        test_chain_link(settings.crypto, i > 0 ? &links[i - 1] : NULL, i, link);
        if (i > 0)
            continue;
        ck_assert_int_eq(
            rt_stamp_nonce(settings.crypto, &document, blind(), link->nonce, link->rules.nonce),
            RT_OK);
        test_chain_ask(settings.crypto, link);
        link->response_len = test_server_answer(settings.crypto, &link->rules, RT_TRANSPORT_UDP,
                                                link->server, TEST_CHAIN_TIME + link->offset,
                                                request(), link->response, sizeof link->response);
    }
    rt_chain_clear(chain);
    for (size_t i = 0; i < count; i++) {
        const struct rt_chain_input input = {
            .packets = test_chain_exchange(
                &links[i],
                (struct rt_view){links[i].rand, i > 0 ? links[i].rules.rand : RT_STAMP_BLIND}),
            .form = RT_FORM_RFC10049,
        };
        ck_assert_int_eq(rt_chain_add(chain, &input), RT_OK);
    }
}

static struct rt_stamp judge(const struct rt_stamp_document *of)
{
    struct rt_stamp stamp;
    ck_assert_int_eq(rt_chain_judge(chain, &settings), RT_OK);
    rt_stamp_judge(settings.crypto, chain, of, &stamp);
    return stamp;
}

static const int64_t honest[LINKS] = {0, 1, 2, 3};

static enum rt_outcome commits(const struct rt_stamp_document *of, struct rt_view rand,
                               struct rt_view asked, struct rt_view nonce)
{
    const struct rt_exchange exchange = {.request = asked, .nonce = nonce, .rand = rand};
    return rt_stamp_commits(settings.crypto, of, &exchange);
}

/* In versions whose nonces have 64 and 32 bytes. */
START_TEST(test_commits)
{
    static const char *const versions[] = {"google", "v8", "rfc10049"};
    begin();
    for (size_t i = 0; i < sizeof versions / sizeof versions[0]; i++) {
        make(versions[i], honest, 1);
        struct rt_view none = {NULL, 0}, less = {blind().data, RT_STAMP_BLIND - 1};
        struct rt_view nonce = {links[0].nonce, links[0].rules.nonce};
        ck_assert_int_eq(commits(&document, blind(), request(), none), RT_PASS);
        ck_assert_int_eq(commits(&document, blind(), none, nonce), RT_PASS);
        ck_assert_int_eq(commits(&other, blind(), request(), none), RT_FAIL);
        ck_assert_int_eq(commits(&document, less, request(), none), RT_FAIL);
        ck_assert_int_eq(commits(&document, none, request(), none), RT_FAIL);
        ck_assert_int_eq(commits(&document, blind(), none, none), RT_FAIL);
    }
    end();
}
END_TEST

/* Hashes of a document without a blind, as other programs take them: the known ones of "abc". */
START_TEST(test_without_blind)
{
    static const uint8_t abc[] = "abc", sha256[] = {0xba, 0x78, 0x16, 0xbf, 0x8f, 0x01, 0xcf, 0xea},
                         sha512[] = {0xdd, 0xaf, 0x35, 0xa1, 0x93, 0x61, 0x7a, 0xba};
    const struct rt_view none = {NULL, 0};
    struct rt_stamp_document text;
    begin();
    ck_assert_int_eq(rt_stamp_document_of(settings.crypto, (struct rt_view){abc, 3}, &text), RT_OK);
    ck_assert_mem_eq(text.sha256, sha256, sizeof sha256);
    ck_assert_mem_eq(text.hash, sha512, sizeof sha512);
    ck_assert_int_eq(commits(&text, none, none, (struct rt_view){text.sha256, 32}), RT_PASS);
    ck_assert_int_eq(commits(&text, blind(), none, (struct rt_view){text.sha256, 32}), RT_PASS);
    ck_assert_int_eq(commits(&text, none, none, (struct rt_view){text.hash, 64}), RT_PASS);
    ck_assert_int_eq(commits(&text, none, none, (struct rt_view){text.hash, 32}), RT_PASS);
    ck_assert_int_eq(commits(&text, none, none, (struct rt_view){text.hash, 31}), RT_FAIL);
    ck_assert_int_eq(commits(&text, none, none, (struct rt_view){text.hash + 1, 32}), RT_FAIL);
    ck_assert_int_eq(commits(&other, none, none, (struct rt_view){text.sha256, 32}), RT_FAIL);
    end();
}
END_TEST

/* The formula, computed here once more. */
START_TEST(test_formula)
{
    uint8_t both[RT_STAMP_BLIND + RT_HASH_MAX], hash[RT_HASH_MAX], nonce[RT_HASH_MAX];
    begin();
    memset(both, 7, RT_STAMP_BLIND);
    memcpy(both + RT_STAMP_BLIND, document.hash, sizeof document.hash);
    ck_assert_int_eq(rt_crypto_hash(settings.crypto, RT_HASH_SHA512,
                                    (struct rt_view){both, sizeof both}, (struct rt_view){NULL, 0},
                                    hash),
                     RT_OK);
    ck_assert_int_eq(rt_stamp_nonce(settings.crypto, &document,
                                    (struct rt_view){both, RT_STAMP_BLIND}, nonce, sizeof nonce),
                     RT_OK);
    ck_assert_mem_eq(nonce, hash, sizeof nonce);
    end();
}
END_TEST

/* Of four honest servers one may be wrong all the same, so the second earliest counts. */
START_TEST(test_bound)
{
    static const int64_t past[LINKS] = {-DAY, 1, 2, 3}, apart[] = {DAY, 0};
    begin();
    make("v8", honest, LINKS);
    struct rt_stamp stamp = judge(&document);
    ck_assert_int_eq(stamp.outcome, RT_PASS);
    ck_assert_int_eq(stamp.before, (TEST_CHAIN_TIME + 1 + 3) * INT64_C(1000000));
    make("v8", past, LINKS); /* it contradicts nobody, and changes nothing */
    stamp = judge(&document);
    ck_assert_int_eq(stamp.outcome, RT_PASS);
    ck_assert_int_eq(stamp.before, (TEST_CHAIN_TIME + 1 + 3) * INT64_C(1000000));
    make("v8", apart, 2); /* nobody knows which is wrong: what both say holds */
    stamp = judge(&document);
    ck_assert_int_eq(stamp.outcome, RT_PASS);
    ck_assert_int_eq(stamp.before, (TEST_CHAIN_TIME + DAY + 3) * INT64_C(1000000));
    end();
}
END_TEST

START_TEST(test_not_proven)
{
    begin();
    make("v8", honest, LINKS);
    struct rt_stamp stamp = judge(&other);
    ck_assert_int_eq(stamp.commits, RT_FAIL);
    ck_assert_int_eq(stamp.outcome, RT_FAIL);
    ck_assert_int_eq(rt_chain_add_broken(chain, RT_FORM_RFC10049), RT_OK);
    rt_stamp_judge(settings.crypto, chain, &document, &stamp); /* not judged */
    ck_assert_int_eq(stamp.outcome, RT_FAIL);
    stamp = judge(&document); /* invalid */
    ck_assert_int_eq(stamp.commits, RT_PASS);
    ck_assert_int_eq(stamp.outcome, RT_FAIL);
    rt_chain_clear(chain);
    stamp = judge(&document);
    ck_assert_int_eq(stamp.outcome, RT_FAIL);
    end();
}
END_TEST

RT_TEST_MAIN("stamp", test_commits, test_without_blind, test_formula, test_bound, test_not_proven)
