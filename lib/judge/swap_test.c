// SPDX-License-Identifier: BSD-2-Clause
/*
 * Packets that differ from a version in one parameter are explained by just that parameter.
 *
 * For every version A and every value that another version has for one of the varied parameters, a
 * batch of responses is made by the rules of A with that one value, and the search must name it.
 * More can be true of the same bytes (draft 05 with a 64-byte nonce is draft 04 with the number of
 * draft 05); whatever else is claimed must rebuild the very same response. Where no rule of A or of
 * another version is broken there is nothing to explain, and the bytes must be theirs as well.
 */
#include <stdio.h>
#include <string.h>

#include "base/test.h"
#include "judge/explain.h"
#include "judge/test_server.h"
#include "registry.h"
#include "wire/clock.h"
#include "wire/request.h"
#include "wire/response.h"

#define LEAVES      5
#define PACKET_ROOM 2048
#define NODE_ROOM   2048

static const struct rt_instant moment = {.seconds = 1700000000};
static const uint32_t leaves[] = {1, 2}; /* an odd index and an even one */

static const struct rt_version *const four[] = {
    &rt_version_v4,
    &rt_version_v5,
    &rt_version_v7,
    &rt_version_v8,
};

static struct rt_crypto *crypto;

/* A batch of requests and what their nonces are. */
struct questions {
    uint8_t nonces[LEAVES][64];
    uint8_t packets[LEAVES][PACKET_ROOM];
    struct rt_asked asked[LEAVES];
};

struct answer {
    uint8_t bytes[PACKET_ROOM];
    struct rt_view packet;
};

struct keys {
    uint8_t long_term[RT_KEY_SIZE];
    uint8_t online[RT_KEY_SIZE];
    uint8_t public[RT_KEY_SIZE];
};

static struct keys keys;

/* What packets hold that only some rules allow. */
struct content {
    bool no_leap_data; /* LEAP without an entry */
    bool foreign_srv;  /* SRV of a key that the server does not have */
    bool zero_radius;
    bool many_versions; /* more in VERS than the limit */
};

static const struct content nothing_odd;

static void ask(struct questions *questions, const struct rt_rules *rules, const uint32_t *offers,
                size_t offer_count, struct content content)
{
    static const uint8_t foreign[RT_SRV_SIZE] = {0x53};
    for (uint32_t i = 0; i < LEAVES; i++) {
        struct rt_writer writer = rt_writer_into(questions->packets[i], PACKET_ROOM);
        memset(questions->nonces[i], (int)(0x11 * (i + 1)), sizeof questions->nonces[i]);
        struct rt_request_plan plan = {
            .rules = *rules,
            .offers = offers,
            .offer_count = offer_count,
            .nonce = {questions->nonces[i], rules->nonce},
            .srv = {content.foreign_srv ? foreign : NULL, sizeof foreign},
            .size = RT_REQUEST_SIZE,
        };
        ck_assert_int_eq(rt_request_write(&writer, &plan), RT_OK);
        questions->asked[i] = (struct rt_asked){rt_writer_view(&writer), plan.nonce};
    }
}

static uint64_t time_at(const struct rt_rules *rules, int64_t offset)
{
    struct rt_instant instant = {.seconds = moment.seconds + offset};
    uint64_t raw = 0;
    ck_assert_int_eq(rt_clock_raw(rules->clock, instant, &raw), RT_OK);
    return raw;
}

static void answer(struct answer *out, const struct rt_rules *rules,
                   const struct questions *questions, uint32_t i, struct content content)
{
    static const uint8_t empty[1];
    uint8_t list[4 * (RT_NUMBERS_MAX + 1)];
    static struct rt_batch batch;
    uint8_t nodes[NODE_ROOM];
    struct rt_response_plan plan = {
        .rules = *rules,
        .long_term = keys.long_term,
        .online = keys.online,
        .mint = time_at(rules, -86400),
        .maxt = time_at(rules, 86400),
        .midpoint = time_at(rules, 0),
        .radius = (uint32_t)(2000000000 / rt_clock_radius_ns(rules->clock, 1)),
        .versions = {content.many_versions ? list : NULL, sizeof list},
        .leap = {content.no_leap_data ? empty : NULL, 0},
    };
    for (uint32_t n = 0; n <= RT_NUMBERS_MAX; n++)
        rt_bytes_store32(list + 4 * n, rules->version + n);
    if (content.zero_radius)
        plan.radius = 0;
    plan.cert = test_server_cert(crypto, &plan);
    ck_assert_uint_le(rt_tree_bytes(rules->hash, LEAVES), sizeof nodes);
    ck_assert_int_eq(rt_batch_begin(&batch, crypto, &plan, questions->asked, LEAVES, nodes), RT_OK);
    struct rt_writer writer = rt_writer_into(out->bytes, sizeof out->bytes);
    ck_assert_int_eq(rt_batch_write(&batch, i, &writer), RT_OK);
    out->packet = rt_writer_view(&writer);
}

static struct rt_choice *all_versions(void)
{
    static struct rt_choice choices[RT_CHOICES_MAX];
    for (size_t i = 0; i < rt_registry_count; i++)
        choices[i].version = rt_registry[i];
    return choices;
}

static void subject_of(struct rt_subject *subject, const struct rt_asked *asked,
                       struct rt_view response)
{
    struct rt_exchange exchange = {
        .request = asked->packet,
        .response = response,
        .key = keys.public,
        .transport = RT_TRANSPORT_UDP,
    };
    rt_subject_init(subject, crypto, &exchange);
}

/* One swap, and how many of all went wrong. */
struct swap {
    const struct rt_version *version;
    struct rt_setting setting;
    struct rt_rules rules;
    struct questions *questions;
    uint32_t leaf;
    struct content content;
    struct answer answer;
};

static unsigned swaps, legal, wrong;

/* Whether this one of the many that are numbered is left out. */
static bool left_out(void)
{
    static size_t number;
    return number++ % rt_test_step() != 0;
}

static void complain(const struct swap *swap, const char *what,
                     const struct rt_explanation *explanation)
{
    char text[RT_SETTING_SIZE];
    wrong++;
    printf("# %s %s leaf %u: %s", swap->version->name, rt_setting_text(swap->setting, text),
           (unsigned)swap->leaf, what);
    if (explanation) {
        printf(" %s", explanation->version->name);
        for (size_t i = 0; i < explanation->count; i++)
            printf(" %s", rt_setting_text(explanation->changes[i], text));
    }
    printf("\n");
}

/* Whether a packet made by these rules is the one at hand, byte for byte. A version that allows any
 * order of tags allows that of the packet; where it knows no TYPE, VER or VERS, or asks for no
 * nonce, one is an unknown tag, wherever it stands. */
static bool rebuilds(const struct swap *swap, const struct rt_explanation *explanation)
{
    struct rt_rules rules = explanation->version->rules;
    struct answer again;
    rules.tags = swap->rules.tags == RT_TAG_ORDER_SORTED ? RT_TAG_ORDER_SORTED : rules.tags;
    rules.type = swap->rules.type == RT_TYPE_PRESENT ? RT_TYPE_PRESENT : rules.type;
    if (rules.nonce_in == RT_PLACE_NONE)
        rules.nonce_in = swap->rules.nonce_in;
    if (rules.version == RT_NO_NUMBER) {
        rules.version = swap->rules.version;
        rules.version_in = swap->rules.version_in;
    }
    if (rules.vers == RT_VERS_ABSENT)
        rules.vers = swap->rules.vers;
    for (size_t i = 0; i < explanation->count; i++)
        rt_param_set(&rules, explanation->changes[i].param, explanation->changes[i].value);
    if (rules.nonce != swap->rules.nonce)
        return false;
    answer(&again, &rules, swap->questions, swap->leaf, swap->content);
    return rt_view_equal(again.packet, swap->answer.packet);
}

static bool names_it(const struct swap *swap, const struct rt_explanation *explanation)
{
    bool version = explanation->version == swap->version;
    for (size_t i = 0; i < explanation->also_count; i++)
        version = version || explanation->also[i] == swap->version;
    return version && explanation->count == 1 &&
           explanation->changes[0].param == swap->setting.param &&
           explanation->changes[0].value == swap->setting.value;
}

static bool makes_changes(const struct rt_reading *reading,
                          const struct rt_explanation *explanation)
{
    size_t count = 0;
    for (; reading && count < RT_READING_SETTINGS && reading->set[count].param; count++) {
        bool made = false;
        for (size_t i = 0; i < explanation->count; i++)
            made = made || (explanation->changes[i].param == reading->set[count].param &&
                            explanation->changes[i].value == reading->set[count].value);
        if (!made)
            return false;
    }
    return count == explanation->count;
}

/* Whether it is no guess: the exchange is valid under this version or this reading. */
static bool is_valid(const struct rt_judgement *judgement, const struct rt_explanation *explanation)
{
    for (size_t i = 0; i < judgement->valid_count; i++)
        if (judgement->valid[i].version == explanation->version &&
            makes_changes(judgement->valid[i].reading, explanation))
            return true;
    return false;
}

/*
 * What is exact: the swap is named, or the bytes are legal, those of a version or a reading and no
 * others (another draft, an unknown tag, any order of tags where any is allowed). Nothing else is
 * ever claimed. `first`: the swap must be the first explanation, not just one of them.
 */
static void check_swap(struct swap *swap, bool first)
{
    struct rt_subject subject;
    struct rt_judgement judgement;
    struct rt_nearest nearest;
    bool named = false;
    swaps++;
    subject_of(&subject, &swap->questions->asked[swap->leaf], swap->answer.packet);
    rt_judge(&subject, all_versions(), rt_registry_count, false, &judgement);
    rt_explain(&subject, all_versions(), rt_registry_count, &nearest);
    if (nearest.count == 0)
        complain(swap, "nothing found", NULL);
    for (size_t i = 0; i < nearest.count; i++) {
        named = named || (names_it(swap, &nearest.found[i]) && (i == 0 || !first));
        if (!rebuilds(swap, &nearest.found[i]))
            complain(swap, "false:", &nearest.found[i]);
    }
    if (named || nearest.count == 0)
        return;
    legal++;
    if (!is_valid(&judgement, &nearest.found[0]))
        complain(swap, "not named, but", &nearest.found[0]);
}

/* A swap with a client that speaks A, but for the length of the nonce, which both ends must have.
 */
static void check_value(const struct rt_version *version, struct rt_setting setting)
{
    static struct questions questions;
    static struct swap swap;
    swap = (struct swap){
        .version = version,
        .setting = setting,
        .rules = version->rules,
        .questions = &questions,
    };
    rt_param_set(&swap.rules, setting.param, setting.value);
    if (setting.param == RT_PARAM_VERSION && version->rules.version == RT_NO_NUMBER)
        swap.rules.version_in = RT_PLACE_RESPONSE; /* where else should the number be? */
    swap.content = (struct content){
        .no_leap_data = setting.param == RT_PARAM_LEAP_EMPTY,
        .foreign_srv = swap.rules.srv == RT_SRV_ABSENT,
        .zero_radius = setting.param == RT_PARAM_RADIUS && setting.value == RT_RADIUS_ANY,
        .many_versions = setting.param == RT_PARAM_VERS && setting.value == RT_VERS_LIST,
    };
    if (left_out())
        return;
    if (setting.param == RT_PARAM_LEAP_EMPTY && setting.value != RT_LEAP_EMPTY_NO_DATA)
        return; /* what holds one entry or is left out is right everywhere */
    struct rt_rules asking = version->rules;
    asking.nonce = swap.rules.nonce;
    uint32_t both[2] = {version->rules.version, swap.rules.version};
    for (size_t i = 0; i < 2 * sizeof leaves / sizeof leaves[0]; i++) {
        bool deviates = i >= sizeof leaves / sizeof leaves[0]; /* the client does as the server */
        struct rt_rules *client = deviates ? &swap.rules : &asking;
        swap.leaf = leaves[i % 2];
        ask(&questions, client, both, deviates ? 2 : 1, swap.content);
        answer(&swap.answer, &swap.rules, &questions, swap.leaf, swap.content);
        check_swap(&swap, !deviates);
    }
}

/* Whether a version before `end` in the list has the value of version `end`. */
static bool seen_before(const struct rt_version *const *list, size_t end, enum rt_param param)
{
    for (size_t i = 0; i < end; i++)
        if (rt_param_get(&list[i]->rules, param) == rt_param_get(&list[end]->rules, param))
            return true;
    return false;
}

/* No single exchange shows these; chain_test.c swaps them. */
static bool of_chains(enum rt_param param)
{
    return (RT_PARAMS_OF_CHAINS >> param) & 1;
}

/* Swaps every varied parameter of A for the value of each other version of the list. */
static void swap_all(const struct rt_version *a, const struct rt_version *const *list, size_t count)
{
    for (int i = RT_PARAM_FORGOTTEN + 1; i < RT_PARAM_COUNT; i++) {
        enum rt_param param = (enum rt_param)i;
        if (!rt_param_row(param)->varied || of_chains(param))
            continue;
        for (size_t b = 0; b < count; b++) {
            uint32_t value = rt_param_get(&list[b]->rules, param);
            /* A number and its place come and go together. */
            bool lost = value == RT_NO_NUMBER && param == RT_PARAM_VERSION;
            bool placed = a->rules.version == RT_NO_NUMBER && param == RT_PARAM_VERSION_IN;
            if (value == rt_param_get(&a->rules, param) || seen_before(list, b, param) || lost ||
                placed)
                continue;
            check_value(a, (struct rt_setting){param, value});
        }
    }
}

START_TEST(test_four)
{
    swaps = legal = wrong = 0;
    for (size_t a = 0; a < 4; a++)
        swap_all(four[a], four, 4);
    printf("# four versions: %u swaps, %u legal as they are, %u wrong\n", swaps, legal, wrong);
    ck_assert_uint_gt(swaps, 0);
    ck_assert_uint_eq(wrong, 0);
}
END_TEST

START_TEST(test_all)
{
    swaps = legal = wrong = 0;
    for (size_t a = 0; a < rt_registry_count; a++)
        swap_all(rt_registry[a], rt_registry, rt_registry_count);
    printf("# all versions: %u swaps, %u legal as they are, %u wrong\n", swaps, legal, wrong);
    ck_assert_uint_eq(wrong, 0);
}
END_TEST

/* What explanations do not vary needs none: a server that deviates in it alone is valid. */
START_TEST(test_unseen)
{
    static struct questions questions;
    static struct answer answered;
    unsigned seen = 0;
    for (size_t a = 0; a < rt_registry_count; a++) {
        for (size_t b = 0; b < rt_registry_count; b++) {
            for (int i = RT_PARAM_FORGOTTEN + 1; i < RT_PARAM_COUNT; i++) {
                struct rt_subject subject;
                struct rt_rules rules = rt_registry[a]->rules;
                uint32_t value = rt_param_get(&rt_registry[b]->rules, (enum rt_param)i);
                if (rt_param_row((enum rt_param)i)->varied ||
                    value == rt_param_get(&rules, (enum rt_param)i) || left_out())
                    continue;
                rt_param_set(&rules, (enum rt_param)i, value);
                ask(&questions, &rt_registry[a]->rules, NULL, 0, nothing_odd);
                answer(&answered, &rules, &questions, 3, nothing_odd);
                subject_of(&subject, &questions.asked[3], answered.packet);
                ck_assert_int_eq(rt_verdict_of(&subject, rt_registry[a], &rt_registry[a]->rules),
                                 RT_VALID);
                seen++;
            }
        }
    }
    ck_assert_uint_gt(seen, 0);
}
END_TEST

/* Everything that the vocabulary can change in a version, but what no packet of its shows: an
 * unknown TYPE or VERS, the rule for LEAP where there is none, and limits that are kept. */
struct pool {
    struct rt_setting list[64];
    size_t count;
};

static void fill(struct pool *pool, const struct rt_version *version)
{
    pool->count = 0;
    for (int i = RT_PARAM_FORGOTTEN + 1; i < RT_PARAM_COUNT; i++) {
        const struct rt_param_row *row = rt_param_row((enum rt_param)i);
        if (!row->varied || i == RT_PARAM_TYPE || i == RT_PARAM_LEAP_EMPTY || i == RT_PARAM_SRV ||
            i == RT_PARAM_RADIUS || i == RT_PARAM_VERS || of_chains((enum rt_param)i))
            continue;
        for (size_t v = 0; v < row->value_count && i != RT_PARAM_VERSION; v++)
            if (row->values[v].value != rt_param_get(&version->rules, (enum rt_param)i))
                pool->list[pool->count++] =
                    (struct rt_setting){(enum rt_param)i, row->values[v].value};
    }
    pool->list[pool->count++] = (struct rt_setting){RT_PARAM_VERSION, 0x80000003};
}

/* Also what no version does, such as leaving out the zero byte after a context. */
START_TEST(test_vocabulary)
{
    static struct pool pool;
    swaps = legal = wrong = 0;
    for (size_t v = 0; v < rt_registry_count; v++) {
        fill(&pool, rt_registry[v]);
        for (size_t i = 0; i < pool.count; i++) {
            bool number =
                pool.list[i].param == RT_PARAM_VERSION || pool.list[i].param == RT_PARAM_VERSION_IN;
            if (!number || rt_registry[v]->rules.version != RT_NO_NUMBER)
                check_value(rt_registry[v], pool.list[i]);
        }
    }
    printf("# vocabulary: %u swaps, %u legal as they are, %u wrong\n", swaps, legal, wrong);
    ck_assert_uint_eq(wrong, 0);
}
END_TEST

/* Two things at once: there is an explanation, of two changes at most beside those of a reading,
 * and nothing claimed is false. */
static void check_pair(struct swap *swap, struct rt_setting second)
{
    struct rt_subject subject;
    struct rt_judgement judgement;
    struct rt_nearest nearest;
    struct rt_rules asking = swap->version->rules;
    swaps++;
    swap->rules = swap->version->rules;
    rt_param_set(&swap->rules, swap->setting.param, swap->setting.value);
    rt_param_set(&swap->rules, second.param, second.value);
    asking.nonce = swap->rules.nonce;
    ask(swap->questions, &asking, NULL, 0, nothing_odd);
    answer(&swap->answer, &swap->rules, swap->questions, swap->leaf, nothing_odd);
    subject_of(&subject, &swap->questions->asked[swap->leaf], swap->answer.packet);
    rt_judge(&subject, all_versions(), rt_registry_count, false, &judgement);
    rt_explain(&subject, all_versions(), rt_registry_count, &nearest);
    if (nearest.count == 0)
        complain(swap, "nothing found", NULL);
    for (size_t i = 0; i < nearest.count; i++) {
        const struct rt_explanation *found = &nearest.found[i];
        bool whole = judgement.verdict == RT_VALID && is_valid(&judgement, found);
        if (!rebuilds(swap, found) || (!whole && found->count > 2))
            complain(swap, "false:", found);
    }
}

START_TEST(test_pairs)
{
    static struct questions questions;
    static struct swap swap;
    static struct pool pool;
    swaps = legal = wrong = 0;
    for (size_t v = 0; v < 4; v++) {
        fill(&pool, four[v]);
        for (size_t i = 0; i < pool.count; i++) {
            for (size_t j = 0; j < i; j++) {
                if (pool.list[i].param == pool.list[j].param || left_out())
                    continue;
                swap = (struct swap){
                    .version = four[v],
                    .setting = pool.list[i],
                    .questions = &questions,
                    .leaf = leaves[(i + j) % 2],
                };
                check_pair(&swap, pool.list[j]);
            }
        }
    }
    printf("# pairs: %u swaps, %u wrong\n", swaps, wrong);
    ck_assert_uint_gt(swaps, 0);
    ck_assert_uint_eq(wrong, 0);
}
END_TEST

/* Turns every bit of a value of the response, one at a time. */
static void flip(const struct rt_version *version, const struct rt_asked *asked,
                 struct answer *answered, enum rt_slot slot)
{
    struct rt_packet packet;
    rt_packet_parse(&packet, answered->packet);
    size_t start = rt_packet_offset(&packet, packet.values[slot].data);
    ck_assert_uint_gt(packet.values[slot].len, 0);
    for (size_t bit = 0; bit < 8 * packet.values[slot].len; bit++) {
        if (left_out())
            continue;
        struct rt_subject subject;
        struct rt_judgement judgement;
        uint8_t *byte = &answered->bytes[start + bit / 8];
        *byte ^= (uint8_t)(1u << bit % 8);
        subject_of(&subject, asked, answered->packet);
        rt_judge(&subject, all_versions(), rt_registry_count, false, &judgement);
        ck_assert_msg(judgement.verdict == RT_INVALID, "%s: bit %zu of slot %d", version->name, bit,
                      (int)slot);
        *byte ^= (uint8_t)(1u << bit % 8);
    }
}

START_TEST(test_flips)
{
    static struct questions questions;
    static struct answer answered;
    static const enum rt_slot slots[] = {RT_SLOT_SIG, RT_SLOT_PATH, RT_SLOT_SREP, RT_SLOT_CERT,
                                         RT_SLOT_INDX};
    for (size_t v = 0; v < 4; v++) {
        struct rt_subject subject;
        struct rt_judgement judgement;
        ask(&questions, &four[v]->rules, NULL, 0, nothing_odd);
        answer(&answered, &four[v]->rules, &questions, 3, nothing_odd);
        subject_of(&subject, &questions.asked[3], answered.packet);
        rt_judge(&subject, all_versions(), rt_registry_count, false, &judgement);
        ck_assert_int_eq(judgement.verdict, RT_VALID);
        ck_assert_ptr_eq(judgement.best.version, four[v]);
        for (size_t i = 0; i < sizeof slots / sizeof slots[0]; i++)
            flip(four[v], &questions.asked[3], &answered, slots[i]);
    }
}
END_TEST

/* A delegation that never ends is one under every clock. */
START_TEST(test_forever)
{
    static struct questions questions;
    static struct rt_batch batch;
    for (size_t v = 0; v < rt_registry_count; v++) {
        const struct rt_rules *rules = &rt_registry[v]->rules;
        struct rt_subject subject;
        struct rt_judgement judgement;
        uint8_t nodes[NODE_ROOM];
        uint8_t bytes[PACKET_ROOM];
        struct rt_writer writer = rt_writer_into(bytes, sizeof bytes);
        struct rt_response_plan plan = {
            .rules = *rules,
            .long_term = keys.long_term,
            .online = keys.online,
            .maxt = RT_FOREVER,
            .midpoint = time_at(rules, 0),
            .radius = 3,
        };
        ask(&questions, rules, NULL, 0, nothing_odd);
        ck_assert_int_eq(rt_batch_begin(&batch, crypto, &plan, questions.asked, LEAVES, nodes),
                         RT_OK);
        ck_assert_int_eq(rt_batch_write(&batch, 4, &writer), RT_OK);
        subject_of(&subject, &questions.asked[4], rt_writer_view(&writer));
        rt_judge(&subject, &all_versions()[v], 1, true, &judgement);
        ck_assert_int_eq(judgement.verdict, RT_VALID);
    }
}
END_TEST

START_TEST(test_prepare)
{
    crypto = rt_crypto_new();
    ck_assert_ptr_nonnull(crypto);
    memset(keys.long_term, 0x51, sizeof keys.long_term);
    memset(keys.online, 0x52, sizeof keys.online);
    ck_assert_int_eq(rt_crypto_public_key(keys.long_term, keys.public), RT_OK);
}
END_TEST

START_TEST(test_finish)
{
    rt_crypto_free(crypto);
}
END_TEST

RT_TEST_MAIN("swap", test_prepare, test_four, test_all, test_unseen, test_vocabulary, test_pairs,
             test_flips, test_forever, test_finish)
