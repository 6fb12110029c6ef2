// SPDX-License-Identifier: BSD-2-Clause
/*
 * Chains over every ordered pair of versions, honest and with one server that lies, in every form;
 * and links made by the rules of readings and of other versions.
 *
 * What is expected is computed from the offsets of the servers alone.
 */
#include "common/test_chains.h"

#include "judge/explain.h"
#include "server/spoil.h"

#define SERVERS 3
#define LINKS   6 /* each server is asked twice, in the same order */
#define DAY     86400

static struct test_chain_link links[LINKS];
static unsigned judged, wrong;

/* The chain at hand, for complaints. */
static struct {
    const struct rt_version *a, *b;
    enum rt_chain_form form;
    size_t liar; /* SERVERS: nobody lies */
    int64_t offset;
} now;

static void complain(const char *what)
{
    if (wrong++ < 20)
        printf("# %s, %s; form %d, server %zu is %lld s off: %s\n", now.a->name, now.b->name,
               (int)now.form, now.liar + 1, (long long)now.offset, what);
}

static void require(bool good, const char *what)
{
    if (!good)
        complain(what);
}

/* Whether link i is tied to the one before it. Without requests the tree of a version whose leaf is
 * the packet cannot be built again, so nothing proves that the reply answers the nonce. */
static bool tied(size_t i)
{
    return now.form == RT_FORM_RFC10049 || links[i].rules.leaf == RT_LEAF_NONCE;
}

static bool contradict(size_t i, size_t j)
{
    for (size_t k = i + 1; k <= j; k++)
        if (!tied(k))
            return false;
    return links[i].offset - 3 > links[j].offset + 3;
}

struct expected {
    enum rt_chain_verdict verdict;
    uint64_t pairs;
    size_t first, second; /* of the smallest part */
    bool all_tied;
};

static struct expected expect(size_t count)
{
    struct expected expected = {.verdict = RT_CHAIN_VERDICT_CONSISTENT, .all_tied = true};
    for (size_t i = 1; i < count; i++)
        expected.all_tied = expected.all_tied && tied(i);
    for (size_t distance = count; distance-- > 1;)
        for (size_t i = count - distance; i-- > 0;)
            if (contradict(i, i + distance)) {
                expected.pairs++;
                expected.first = i;
                expected.second = i + distance;
            }
    if (expected.pairs > 0)
        expected.verdict = RT_CHAIN_VERDICT_CONTRADICTION;
    else if (!expected.all_tied)
        expected.verdict = RT_CHAIN_VERDICT_UNVERIFIED;
    return expected;
}

static void check_pairs(struct chain *chain, const struct expected *expected)
{
    struct rt_contradiction pair = {0};
    uint64_t found = 0;
    rt_chain_pairs_begin(chain->judged);
    while (rt_chain_pairs_next(chain->judged, &pair)) {
        found++;
        require(contradict(pair.first, pair.second), "a pair does not contradict");
    }
    require(found == expected->pairs && rt_chain_contradictions(chain->judged) == found,
            "not all pairs are found");
    if (expected->pairs > 0)
        require(rt_chain_closest(chain->judged, &pair) && pair.first == expected->first &&
                    pair.second == expected->second,
                "not the smallest part");
}

/* The liar stands alone: its links, and no other, are against the rest. */
static void check_blame(const struct chain *chain)
{
    require(rt_chain_blame(chain->judged)->known, "it is not known who lied");
    for (size_t i = 0; i < chain_length(chain); i++) {
        bool against =
            rt_chain_blame(chain->judged)->against >> rt_chain_server(chain->judged, i) & 1;
        bool agrees = rt_chain_blame(chain->judged)->agree >> rt_chain_server(chain->judged, i) & 1;
        bool lies = i % SERVERS == now.liar;
        require(against == lies && agrees == !lies, "not the right one stands alone");
    }
}

static struct chain *read_links(size_t count)
{
    char *text = NULL;
    size_t len = 0;
    struct chain *chain = chain_new(&app);
    FILE *file = open_memstream(&text, &len);
    ck_assert_ptr_nonnull(file);
    test_chain_write(file, now.form, links, count);
    fclose(file);
    require(test_chains_read(chain, text, len), "not read as one chain");
    free(text);
    return chain;
}

static void judge_form(enum rt_chain_form form)
{
    now.form = form;
    const struct expected expected = expect(LINKS);
    struct chain *chain = read_links(LINKS);
    judged++;
    enum rt_chain_verdict verdict = chain_judge(chain);
    require(verdict == expected.verdict, rt_chain_verdict_name(verdict));
    for (size_t i = 0; i < LINKS; i++) {
        const struct rt_chain_entry *link = chain_at(chain, i);
        require(rt_chain_entry_verdict(link) == RT_VALID && !link->chain_reading,
                "a link is not good");
        require(rt_chain_interval(chain->judged, i).low ==
                        (TEST_CHAIN_TIME + links[i].offset - 3) * 1000000 &&
                    rt_chain_interval(chain->judged, i).high ==
                        (TEST_CHAIN_TIME + links[i].offset + 3) * 1000000,
                "a time is wrong");
    }
    check_pairs(chain, &expected);
    if (expected.verdict == RT_CHAIN_VERDICT_CONTRADICTION && expected.all_tied)
        check_blame(chain);
    chain_free(chain);
}

/* Three servers, asked twice: A, B, A, A, B, A. */
static void judge_chain(const struct rt_version *a, const struct rt_version *b, size_t liar,
                        int64_t offset)
{
    now.a = a;
    now.b = b;
    now.liar = liar;
    now.offset = offset;
    for (size_t i = 0; i < LINKS; i++) {
        size_t server = i % SERVERS;
        links[i].rules = server == 1 ? b->rules : a->rules;
        links[i].server = (uint8_t)(10 + server);
        links[i].offset = server == liar ? offset : 0;
    }
    test_chain_make(app_crypto(&app), links, LINKS);
    for (int form = RT_FORM_NONE + 1; form < RT_FORM_COUNT; form++)
        judge_form((enum rt_chain_form)form);
}

static void give_keys(void)
{
    uint8_t key[RT_KEY_SIZE];
    for (uint8_t server = 0; server < SERVERS; server++) {
        test_server_key((uint8_t)(10 + server), key);
        keys_add(&app, key);
    }
}

/* Two intervals of 3 s to either side touch when their middles are 6 s apart, and do not at 7. */
START_TEST(test_pairs)
{
    static const int64_t offsets[] = {DAY, -DAY, 3, -3, 6, 7, -7};
    test_chains_begin();
    give_keys();
    judged = wrong = 0;
    const size_t step = rt_test_step();
    for (size_t a = 0; a < rt_registry_count; a++)
        for (size_t b = 0; b < rt_registry_count; b++) {
            if ((a * rt_registry_count + b) % step != 0)
                continue;
            judge_chain(rt_registry[a], rt_registry[b], SERVERS, 0);
            for (size_t liar = 0; liar < SERVERS; liar++)
                for (size_t i = 0; i < 2; i++)
                    judge_chain(rt_registry[a], rt_registry[b], liar, offsets[i]);
            /* The small lies: each pair of versions gets one of them, each version all. */
            size_t which = 2 + (a + b) % (sizeof offsets / sizeof offsets[0] - 2);
            judge_chain(rt_registry[a], rt_registry[b], (a + 2 * b) % SERVERS, offsets[which]);
        }
    printf("# %u chains, %u complaints\n", judged, wrong);
    ck_assert_uint_gt(judged, 0);
    ck_assert_uint_eq(wrong, 0);
    test_chains_end();
}
END_TEST

/*
 * Links made by other rules than those of their version. The reply before is one with a header, so
 * that it matters whether that goes in.
 */

static struct rt_rules chained_by(const struct rt_version *version, const struct rt_rules *how)
{
    struct rt_rules rules = version->rules;
    for (int i = RT_PARAM_FORGOTTEN + 1; i < RT_PARAM_COUNT; i++)
        if (RT_PARAMS_OF_CHAINS >> i & 1)
            rt_param_set(&rules, (enum rt_param)i, rt_param_get(how, (enum rt_param)i));
    return rules;
}

/* The parameters of chains in which two sets of rules differ. */
static uint32_t changed(const struct rt_rules *from, const struct rt_rules *to)
{
    uint32_t set = 0;
    for (int i = RT_PARAM_FORGOTTEN + 1; i < RT_PARAM_COUNT; i++)
        if (RT_PARAMS_OF_CHAINS >> i & 1 &&
            rt_param_get(from, (enum rt_param)i) != rt_param_get(to, (enum rt_param)i))
            set |= UINT32_C(1) << i;
    return set;
}

/* A chain of three links, the second of which was made by `how`. */
static struct chain *odd_chain(const struct rt_version *version, const struct rt_rules *how,
                               enum rt_chain_form form)
{
    now.a = now.b = version;
    now.form = form;
    for (size_t i = 0; i < 3; i++) {
        links[i].rules = version->rules;
        links[i].server = (uint8_t)(10 + i);
        links[i].offset = 0;
    }
    links[0].rules = rt_registry_find("v8")->rules;
    links[1].rules = chained_by(version, how);
    test_chain_make(app_crypto(&app), links, 3);
    judged++;
    return read_links(3);
}

static void check_reading(const struct rt_version *version, const struct rt_reading *reading,
                          enum rt_chain_form form)
{
    const struct rt_rules how = rt_version_rules(version, reading);
    struct chain *chain = odd_chain(version, &how, form);
    bool known = form == RT_FORM_RFC10049 || version->rules.leaf == RT_LEAF_NONCE;
    enum rt_chain_verdict verdict = chain_judge(chain);
    require(verdict == (known ? RT_CHAIN_VERDICT_CONSISTENT : RT_CHAIN_VERDICT_UNVERIFIED),
            rt_chain_verdict_name(verdict));
    require(chain_at(chain, 1)->chain_reading == reading, "its reading is not named");
    require(!chain_at(chain, 2)->chain_reading, "a reading where there is none");
    test_chains_option(OPTION_STRICT, true);
    require(chain_judge(chain) == RT_CHAIN_VERDICT_INVALID, "not invalid with --strict");
    test_chains_option(OPTION_STRICT, false);
    chain_free(chain);
}

START_TEST(test_readings)
{
    test_chains_begin();
    give_keys();
    judged = wrong = 0;
    for (size_t v = 0; v < rt_registry_count; v++)
        for (size_t i = 0; i < rt_version_chain_readings(rt_registry[v]); i++)
            for (int form = RT_FORM_NONE + 1; form < RT_FORM_COUNT; form++)
                check_reading(rt_registry[v], &rt_registry[v]->chain_readings[i],
                              (enum rt_chain_form)form);
    printf("# %u chains, %u complaints\n", judged, wrong);
    ck_assert_uint_gt(judged, 0);
    ck_assert_uint_eq(wrong, 0);
    test_chains_end();
}
END_TEST

/* The response gets a delegated key that anybody can sign for; the server's long-term key signs
 * that, too. */
static void delegate_to_all(struct test_chain_link *link)
{
    uint8_t seed[RT_KEY_SIZE];
    struct rt_packet packet;
    memset(seed, link->server, sizeof seed);
    rt_packet_parse(&packet, test_chain_response(link));
    uint8_t *pubk = link->response + rt_packet_offset(&packet, packet.values[RT_SLOT_PUBK].data);
    uint8_t *sig = link->response + rt_packet_offset(&packet, packet.values[RT_SLOT_SIG].data);
    uint8_t *cert =
        link->response + rt_packet_offset(&packet, packet.values[RT_SLOT_CERT_SIG].data);
    memcpy(pubk, rt_spoil_weak_key, RT_KEY_SIZE);
    memcpy(sig, rt_spoil_weak_signature, RT_SIGNATURE_SIZE);
    ck_assert_int_eq(
        rt_crypto_sign(app_crypto(&app), seed,
                       rt_crypto_cert_context(link->rules.cert_context, link->rules.context_nul),
                       packet.values[RT_SLOT_DELE], cert),
        RT_OK);
}

/* Two links that contradict each other; if `weak` is 0 or 1, that one's server signed so that
 * anybody could have. */
static struct chain *weak_chain(const struct rt_version *version, size_t weak)
{
    now.a = now.b = version;
    now.form = RT_FORM_RFC10049;
    for (size_t i = 0; i < 2; i++) {
        links[i].rules = version->rules;
        links[i].server = (uint8_t)(10 + i);
        links[i].offset = i == 0 ? 0 : -DAY;
        test_chain_link(app_crypto(&app), i > 0 ? &links[0] : NULL, i, &links[i]);
        if (i == weak)
            delegate_to_all(&links[i]);
    }
    judged++;
    return read_links(2);
}

/* A link whose key is weak proves nothing against anybody: who could not have made it? All its
 * signatures are right all the same, and so is the tie to it. */
START_TEST(test_weak_keys)
{
    test_chains_begin();
    give_keys();
    judged = wrong = 0;
    for (size_t v = 0; v < rt_registry_count; v++)
        for (size_t weak = 0; weak < 3; weak++) {
            struct chain *chain = weak_chain(rt_registry[v], weak);
            enum rt_chain_verdict verdict = chain_judge(chain);
            bool whole = weak == 2;
            require(verdict == (whole ? RT_CHAIN_VERDICT_CONTRADICTION : RT_CHAIN_VERDICT_INVALID),
                    rt_chain_verdict_name(verdict));
            require(rt_chain_contradictions(chain->judged) == (whole ? 1 : 0), "a pair, or none");
            for (size_t i = 0; i < 2; i++)
                require(rt_chain_entry_verdict(chain_at(chain, i)) ==
                            (i == weak ? RT_INVALID : RT_VALID),
                        "a link is not what it should be");
            chain_free(chain);
        }
    printf("# %u chains, %u complaints\n", judged, wrong);
    ck_assert_uint_eq(wrong, 0);
    test_chains_end();
}
END_TEST

/* Whether an explanation changes just this set of parameters, to the values of `rules`. */
static bool names(const struct rt_setting *settings, size_t count, uint32_t set,
                  const struct rt_rules *rules)
{
    for (size_t i = 0; i < count; i++) {
        uint32_t bit = UINT32_C(1) << settings[i].param;
        if (!(set & bit) || settings[i].value != rt_param_get(rules, settings[i].param))
            return false;
        set &= ~bit;
    }
    return set == 0;
}

static bool explains(const struct rt_version *version, const struct rt_explanation *explanation)
{
    bool found = explanation->version == version;
    for (size_t i = 0; i < explanation->also_count; i++)
        found = found || explanation->also[i] == version;
    return found;
}

/* --explain names the parameters that the link was made with. */
static void check_explained(struct chain *chain, const struct rt_version *version,
                            const struct rt_rules *how)
{
    struct rt_pass_as passes[RT_PASSES_MAX];
    uint32_t set = changed(&version->rules, how);
    bool said = false;
    test_chains_option(OPTION_EXPLAIN, true);
    struct trial *trial = chain_again(chain, 1);
    test_chains_option(OPTION_EXPLAIN, false);
    const struct rt_nearest *nearest = &trial->nearest;
    /* Another version with few changes may do as well: v8 is v5 with another number and clock. */
    for (size_t i = 0; i < nearest->count; i++)
        said = said || nearest->found[i].count < rt_bytes_count_bits(set) ||
               (explains(version, &nearest->found[i]) &&
                names(nearest->found[i].changes, nearest->found[i].count, set, how));
    require(said, "the changes are not named");
    said = rt_bytes_count_bits(set) > 2;
    size_t count = rt_explain_passes(&trial->judged.subject, version, &version->rules,
                                     RT_CHECK_CHAIN_LINK, passes);
    for (size_t i = 0; i < count; i++)
        said = said || names(passes[i].changes, passes[i].count, set, how);
    require(said, "chain.link does not say as what it passes");
}

/* Whether the rules are a reading of the version. */
static bool is_reading(const struct rt_version *version, const struct rt_rules *how)
{
    for (size_t i = 0; i < rt_version_chain_readings(version); i++) {
        const struct rt_rules rules = rt_version_rules(version, &version->chain_readings[i]);
        if (changed(&rules, how) == 0)
            return true;
    }
    return false;
}

static void check_swap(const struct rt_version *version, const struct rt_rules *how)
{
    struct chain *chain = odd_chain(version, how, RT_FORM_RFC10049);
    require(chain_judge(chain) == RT_CHAIN_VERDICT_INVALID, "not invalid");
    for (size_t i = 0; i < 3; i++) {
        const struct rt_result *checks = chain_at(chain, i)->judgement.report.checks;
        for (int check = 0; check < RT_CHECK_COUNT; check++)
            require((checks[check].outcome == RT_FAIL) == (i == 1 && check == RT_CHECK_CHAIN_LINK),
                    "not just this check of this link fails");
    }
    check_explained(chain, version, how);
    chain_free(chain);
}

/* Every combination that the vocabulary has, those of every other version among them. */
START_TEST(test_swaps)
{
    const struct rt_param_row *chains = rt_param_row(RT_PARAM_CHAIN);
    const struct rt_param_row *overs = rt_param_row(RT_PARAM_CHAIN_OVER);
    const struct rt_param_row *rands = rt_param_row(RT_PARAM_RAND);
    const size_t count = chains->value_count * overs->value_count * rands->value_count;
    test_chains_begin();
    judged = wrong = 0;
    for (size_t v = 0; v < rt_registry_count; v++)
        for (size_t i = 0; i < count; i++) {
            struct rt_rules how = rt_registry[v]->rules;
            now.offset = (int64_t)i;
            how.chain = (enum rt_chain_rule)chains->values[i % chains->value_count].value;
            how.chain_over =
                (enum rt_chain_over)overs->values[i / chains->value_count % overs->value_count]
                    .value;
            how.rand = rands->values[i / chains->value_count / overs->value_count].value;
            if (changed(&rt_registry[v]->rules, &how) != 0 && !is_reading(rt_registry[v], &how))
                check_swap(rt_registry[v], &how);
        }
    printf("# %u chains, %u complaints\n", judged, wrong);
    ck_assert_uint_gt(judged, 0);
    ck_assert_uint_eq(wrong, 0);
    test_chains_end();
}
END_TEST

RT_TEST_MAIN("chains", test_pairs, test_readings, test_weak_keys, test_swaps)
