// SPDX-License-Identifier: BSD-2-Clause
/*
 * Chains in memory: what the verdicts are, who stands against whom, and what the calls do besides.
 * What is expected follows from the offsets of the servers alone. All pairs of versions, in every
 * form, are in cmd/common/chains_test.c.
 */
#include "judge/chain_text.h"

#include <string.h>

#include "base/test.h"
#include "base/test_memory.h"
#include "judge/test_links.h"
#include "registry.h"

#define LINKS 4
#define DAY   86400

static const char *const versions[LINKS] = {"v8", "rfc10049", "google", "v5"};

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

static struct rt_chain_input input_of(size_t i)
{
    return (struct rt_chain_input){
        .packets = test_chain_exchange(
            &links[i], (struct rt_view){links[i].rand, i > 0 ? links[i].rules.rand : 0}),
        .form = RT_FORM_RFC10049,
    };
}

static void add(size_t i)
{
    const struct rt_chain_input input = input_of(i);
    ck_assert_int_eq(rt_chain_add(chain, &input), RT_OK);
}

/* Servers that are so many seconds ahead, each with a radius of 3 s. */
static void make(const int64_t *offsets, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        links[i].rules = rt_registry_find(versions[i])->rules;
        links[i].server = (uint8_t)(10 + i);
        links[i].offset = offsets[i];
    }
    test_chain_make(settings.crypto, links, count);
    rt_chain_clear(chain);
    for (size_t i = 0; i < count; i++)
        add(i);
}

static void expect(enum rt_chain_verdict verdict)
{
    ck_assert_int_eq(rt_chain_judge(chain, &settings), RT_OK);
    ck_assert_str_eq(rt_chain_verdict_name(rt_chain_verdict(chain)),
                     rt_chain_verdict_name(verdict));
}

static const int64_t right[LINKS] = {0, 1, 0, 1};

START_TEST(test_consistent)
{
    struct rt_contradiction pair;
    begin();
    make(right, LINKS);
    ck_assert_int_eq(rt_chain_verdict(chain), RT_CHAIN_VERDICT_NONE);
    ck_assert_ptr_null(rt_chain_verdict_name(rt_chain_verdict(chain)));
    expect(RT_CHAIN_VERDICT_CONSISTENT);
    ck_assert_uint_eq(rt_chain_count(chain), LINKS);
    ck_assert_uint_eq(rt_chain_server_count(chain), LINKS);
    ck_assert_uint_eq(rt_chain_contradictions(chain), 0);
    ck_assert(!rt_chain_closest(chain, &pair));
    for (size_t i = 0; i < LINKS; i++) {
        const struct rt_chain_entry *entry = rt_chain_at(chain, i);
        const struct rt_interval times = rt_chain_interval(chain, i);
        ck_assert_int_eq(rt_chain_entry_verdict(entry), RT_VALID);
        ck_assert_str_eq(entry->judgement.best.version->name, versions[i]);
        ck_assert(entry->bound && entry->signed_);
        ck_assert_int_eq(times.low, (TEST_CHAIN_TIME + right[i] - 3) * 1000000);
        ck_assert_int_eq(times.high, (TEST_CHAIN_TIME + right[i] + 3) * 1000000);
        ck_assert_uint_eq(rt_chain_server(chain, i), i);
        ck_assert_int_eq(rt_chain_tie(chain, i) != NULL, i > 0);
    }
    end();
}
END_TEST

/* The first server is a day ahead: all that follow contradict it. */
START_TEST(test_contradiction)
{
    static const int64_t lying[LINKS] = {DAY, 0, 0, 0};
    struct rt_contradiction pair;
    size_t found = 0;
    begin();
    make(lying, LINKS);
    expect(RT_CHAIN_VERDICT_CONTRADICTION);
    ck_assert_uint_eq(rt_chain_contradictions(chain), LINKS - 1);
    rt_chain_pairs_begin(chain);
    while (rt_chain_pairs_next(chain, &pair)) {
        found++;
        ck_assert_uint_eq(pair.first, 0);
        ck_assert_uint_eq(pair.second, found);
        ck_assert_uint_eq(rt_chain_gap(chain, &pair), (uint64_t)(DAY - 6) * 1000000);
    }
    ck_assert_uint_eq(found, LINKS - 1);
    ck_assert(rt_chain_closest(chain, &pair));
    ck_assert_uint_eq(pair.first, 0);
    ck_assert_uint_eq(pair.second, 1);
    const struct rt_blame *blame = rt_chain_blame(chain);
    ck_assert(blame->known);
    ck_assert_uint_eq(blame->against, 1);
    ck_assert_uint_eq(blame->agree, 0xE);
    end();
}
END_TEST

static const char *named(void *context, const struct rt_chain_entry *link)
{
    (void)context;
    return link->key[0] == rt_chain_at(chain, 0)->key[0] ? "liar" : NULL;
}

/* The same in sentences, with names and without. */
START_TEST(test_text)
{
    static const int64_t lying[LINKS] = {DAY, 0, 0, 0};
    struct rt_chain_text how = {.between = "|", .untrusted = "Whose?"};
    char text[RT_CHAIN_TEXT_SIZE];
    begin();
    how.chain = chain;
    how.crypto = settings.crypto;
    make(right, LINKS);
    expect(RT_CHAIN_VERDICT_CONSISTENT);
    ck_assert_str_eq(rt_chain_text_contradiction(&how, text), "");
    make(lying, LINKS);
    expect(RT_CHAIN_VERDICT_CONTRADICTION);
    rt_chain_text_contradiction(&how, text);
    ck_assert_int_eq(strncmp(text, "Reply 1 (key ", 13), 0);
    ck_assert_ptr_nonnull(strstr(text, "They contradict each other by 86394 s."
                                       "|In all, 3 pairs contradict each other.|Of 4 servers 3 "
                                       "agree with each other (replies 2, 3 and 4); reply 1 stands "
                                       "alone."));
    ck_assert_str_eq(text + strlen(text) - 7, "|Whose?");
    how.untrusted = NULL;
    rt_chain_text_contradiction(&how, text);
    ck_assert_ptr_null(strstr(text, "Whose?"));
    how.server = named;
    rt_chain_text_contradiction(&how, text);
    ck_assert_int_eq(strncmp(text, "Reply 1 (liar, key ", 19), 0);
    end();
}
END_TEST

/* Why a link does not follow. */
START_TEST(test_text_mistake)
{
    struct rt_chain_text how = {.between = " "};
    char text[RT_CHAIN_TEXT_SIZE];
    begin();
    how.chain = chain;
    how.crypto = settings.crypto;
    make(right, 3);
    rt_chain_clear(chain);
    add(0);
    add(2);
    add(1);
    expect(RT_CHAIN_VERDICT_INVALID);
    ck_assert_str_eq(rt_chain_text_mistake(&how, 0, text), "");
    ck_assert_str_eq(rt_chain_text_mistake(&how, 1, text),
                     "its nonce follows from reply 3: the links stand in the wrong order");
    rt_chain_clear(chain);
    add(0);
    add(1);
    add(1);
    expect(RT_CHAIN_VERDICT_INVALID);
    ck_assert_str_eq(rt_chain_text_mistake(&how, 2, text), "it has the reply of link 2 once more");
    ck_assert_uint_eq(how.searched, 2);
    how.searched = 8;
    ck_assert_str_eq(rt_chain_text_mistake(&how, 2, text), "");
    end();
}
END_TEST

/* What is added is copied, and what was judged is forgotten with the next link. */
START_TEST(test_copies)
{
    begin();
    make(right, LINKS);
    memset(links, 0xFF, sizeof links);
    expect(RT_CHAIN_VERDICT_CONSISTENT);
    ck_assert_int_eq(rt_chain_add_broken(chain, RT_FORM_RFC10049), RT_OK);
    ck_assert_int_eq(rt_chain_verdict(chain), RT_CHAIN_VERDICT_NONE);
    ck_assert_int_gt(rt_chain_interval(chain, 0).low, rt_chain_interval(chain, 0).high);
    expect(RT_CHAIN_VERDICT_INVALID);
    ck_assert_int_eq(rt_chain_entry_verdict(rt_chain_at(chain, LINKS)), RT_INVALID);
    rt_chain_clear(chain);
    ck_assert_uint_eq(rt_chain_count(chain), 0);
    end();
}
END_TEST

/* A link behind one that is missing follows nothing; a link in the wrong place follows another. */
START_TEST(test_order)
{
    begin();
    make(right, 3);
    rt_chain_clear(chain);
    add(0);
    ck_assert_int_eq(rt_chain_add_broken(chain, RT_FORM_NONE), RT_OK);
    add(2);
    expect(RT_CHAIN_VERDICT_INVALID);
    ck_assert_ptr_null(rt_chain_tie(chain, 2));
    rt_chain_clear(chain);
    add(0);
    add(2);
    add(1);
    expect(RT_CHAIN_VERDICT_INVALID);
    ck_assert(rt_chain_follows(chain, settings.crypto, 1, 2));
    ck_assert(rt_chain_follows(chain, settings.crypto, 2, 0));
    ck_assert(!rt_chain_follows(chain, settings.crypto, 1, 0));
    end();
}
END_TEST

/* Whom the user trusts: keys of others prove nothing against anybody. */
START_TEST(test_trust)
{
    static const int64_t lying[LINKS] = {DAY, 0, 0, 0};
    uint8_t keys[2][RT_KEY_SIZE];
    begin();
    make(lying, 2);
    test_server_key(links[1].server, keys[0]);
    test_server_key(99, keys[1]);
    settings.keyring = (struct rt_keyring){keys[0], 2};
    expect(RT_CHAIN_VERDICT_UNVERIFIED);
    ck_assert(!rt_chain_at(chain, 0)->trusted);
    ck_assert(rt_chain_at(chain, 1)->trusted);
    ck_assert_uint_eq(rt_chain_contradictions(chain), 0);
    test_server_key(links[0].server, keys[1]);
    expect(RT_CHAIN_VERDICT_CONTRADICTION);
    end();
}
END_TEST

/* What a form demands, and versions that the input names. */
START_TEST(test_demands)
{
    const struct rt_choice other = {.version = rt_registry_find("v8")};
    begin();
    make(right, 2);
    rt_chain_clear(chain);
    struct rt_chain_input input = input_of(0);
    input.packets.key = NULL;
    ck_assert_int_eq(rt_chain_add(chain, &input), RT_OK);
    ck_assert_str_eq(rt_chain_lacks(rt_chain_at(chain, 0)), "publicKey");
    expect(RT_CHAIN_VERDICT_INVALID);
    rt_chain_clear(chain);
    input.form = RT_FORM_DRAFT08;
    ck_assert_int_eq(rt_chain_add(chain, &input), RT_OK);
    ck_assert_ptr_null(rt_chain_lacks(rt_chain_at(chain, 0)));
    expect(RT_CHAIN_VERDICT_UNVERIFIED);
    rt_chain_clear(chain);
    add(0);
    input = input_of(1);
    input.choices = &other;
    input.choice_count = 1;
    ck_assert_int_eq(rt_chain_add(chain, &input), RT_OK);
    expect(RT_CHAIN_VERDICT_INVALID);
    ck_assert_str_eq(rt_chain_at(chain, 1)->judgement.best.version->name, "v8");
    end();
}
END_TEST

/* Only a last reply that nothing proves to be whole is taken off: not a good one, not a false one.
 */
START_TEST(test_trim)
{
    begin();
    make(right, LINKS);
    ck_assert(!rt_chain_trim(chain));
    expect(RT_CHAIN_VERDICT_CONSISTENT);
    ck_assert(!rt_chain_trim(chain));
    struct rt_packet packet;
    rt_chain_clear(chain);
    rt_packet_parse(&packet, test_chain_response(&links[1]));
    links[1].response[packet.values[RT_SLOT_SIG].data - links[1].response] ^= 1;
    add(0);
    add(1);
    expect(RT_CHAIN_VERDICT_INVALID);
    ck_assert(!rt_chain_trim(chain));
    ck_assert_uint_eq(rt_chain_count(chain), 2);
    end();
}
END_TEST

/* Damages the name of the nonce that a reply echoes. */
static void rename_nonce(struct test_chain_link *link)
{
    struct rt_frame frame = rt_frame_parse(test_chain_response(link));
    uint32_t count = rt_bytes_load32(frame.message.data);
    for (uint32_t i = 0; i < count; i++) {
        uint8_t *at = link->response + frame.header + 4 * (size_t)(count + i);
        if (rt_bytes_load32(at) == RT_TAG_NONC)
            at[0] ^= 1;
    }
}

/* The reply of a server that echoes the nonce, although v0 does not ask for that: without the name
 * of the echo all its signatures and its tree still hold. */
START_TEST(test_trim_last)
{
    begin();
    make(right, 2);
    links[1].rules = rt_version_v0.rules;
    links[1].rules.nonce_in = RT_PLACE_RESPONSE;
    test_chain_make(settings.crypto, links, 2);
    rt_chain_clear(chain);
    rename_nonce(&links[1]);
    add(0);
    add(1);
    expect(RT_CHAIN_VERDICT_INVALID);
    ck_assert_int_eq(
        rt_chain_at(chain, 1)->judgement.report.checks[RT_CHECK_CHAIN_RESPONSE].outcome, RT_FAIL);
    rt_chain_cut(chain, 2); /* which forgets the judgement */
    ck_assert(!rt_chain_trim(chain));
    expect(RT_CHAIN_VERDICT_INVALID);
    ck_assert(rt_chain_trim(chain));
    ck_assert_uint_eq(rt_chain_count(chain), 1);
    ck_assert_int_eq(rt_chain_verdict(chain), RT_CHAIN_VERDICT_NONE);
    ck_assert(!rt_chain_trim(chain));
    expect(RT_CHAIN_VERDICT_CONSISTENT);
    end();
}
END_TEST

/* What was changed since it was judged, and an entry that cannot be read, stay; and there must be
 * something to take off. */
START_TEST(test_trim_guards)
{
    begin();
    make(right, 2);
    expect(RT_CHAIN_VERDICT_CONSISTENT);
    ck_assert_int_eq(rt_chain_add_broken(chain, RT_FORM_RFC10049), RT_OK);
    expect(RT_CHAIN_VERDICT_INVALID);
    ck_assert(!rt_chain_trim(chain));
    ck_assert_uint_eq(rt_chain_count(chain), 3);
    rt_chain_clear(chain);
    ck_assert(!rt_chain_trim(chain));
    expect(RT_CHAIN_VERDICT_CONSISTENT);
    ck_assert(!rt_chain_trim(chain));
    end();
}
END_TEST

START_TEST(test_cut)
{
    begin();
    make(right, LINKS);
    expect(RT_CHAIN_VERDICT_CONSISTENT);
    rt_chain_cut(chain, 2);
    ck_assert_uint_eq(rt_chain_count(chain), 2);
    ck_assert_int_eq(rt_chain_verdict(chain), RT_CHAIN_VERDICT_NONE);
    expect(RT_CHAIN_VERDICT_CONSISTENT);
    rt_chain_cut(chain, 2);
    ck_assert_uint_eq(rt_chain_count(chain), 2);
    add(2);
    expect(RT_CHAIN_VERDICT_CONSISTENT);
    end();
}
END_TEST

/* Whichever allocation fails, the chain is as it was, and the same call succeeds later. */
START_TEST(test_no_memory)
{
    begin();
    make(right, 2);
    for (size_t n = 0; n < 3; n++) {
        test_memory_fail(n);
        enum rt_error error = rt_chain_judge(chain, &settings);
        ck_assert(test_memory_failed());
        ck_assert_int_eq(error, RT_E_NO_MEMORY);
        ck_assert_int_eq(rt_chain_verdict(chain), RT_CHAIN_VERDICT_NONE);
        ck_assert_uint_eq(rt_chain_count(chain), 2);
    }
    expect(RT_CHAIN_VERDICT_CONSISTENT);
    rt_chain_free(chain);
    test_memory_fail(0);
    chain = rt_chain_new();
    ck_assert(test_memory_failed());
    ck_assert_ptr_null(chain);
    chain = rt_chain_new();
    const struct rt_chain_input input = input_of(0);
    for (size_t n = 0; n < 2; n++) { /* the array, and the packets */
        test_memory_fail(n);
        ck_assert_int_eq(rt_chain_add(chain, &input), RT_E_NO_MEMORY);
        ck_assert(test_memory_failed());
        ck_assert_uint_eq(rt_chain_count(chain), 0);
        rt_chain_free(chain);
        chain = rt_chain_new();
    }
    test_memory_fail(0);
    ck_assert_int_eq(rt_chain_add_broken(chain, RT_FORM_NONE), RT_E_NO_MEMORY);
    ck_assert(test_memory_failed());
    add(0);
    add(1);
    expect(RT_CHAIN_VERDICT_CONSISTENT);
    end();
}
END_TEST

START_TEST(test_too_long)
{
    begin();
    for (size_t i = 0; i < RT_CHAIN_LINKS_MAX; i++)
        ck_assert_int_eq(rt_chain_add_broken(chain, RT_FORM_NONE), RT_OK);
    ck_assert_int_eq(rt_chain_add_broken(chain, RT_FORM_NONE), RT_E_TOO_LARGE);
    ck_assert_uint_eq(rt_chain_count(chain), RT_CHAIN_LINKS_MAX);
    expect(RT_CHAIN_VERDICT_INVALID);
    make(right, 1);
    expect(RT_CHAIN_VERDICT_CONSISTENT);
    rt_chain_free(NULL);
    end();
}
END_TEST

RT_TEST_MAIN("chain", test_consistent, test_contradiction, test_text, test_text_mistake,
             test_copies, test_order, test_trust, test_demands, test_trim, test_trim_last,
             test_trim_guards, test_cut, test_no_memory, test_too_long)
