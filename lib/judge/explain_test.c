// SPDX-License-Identifier: BSD-2-Clause
/* Explanations of exchanges that were made wrong in known ways. */
#include "judge/explain.h"

#include <stdio.h>
#include <string.h>

#include "base/test.h"
#include "judge/test_exchange.h"
#include "judge/test_packets.h"
#include "registry.h"

static struct rt_subject subject;
static struct rt_nearest nearest;
static struct test_exchange made;
static struct rt_choice choices[RT_CHOICES_MAX];
static struct rt_crypto *crypto;

/* One crypto and one list of choices for all tests. */
START_TEST(test_setup)
{
    crypto = rt_crypto_new();
    ck_assert_ptr_nonnull(crypto);
    for (size_t i = 0; i < rt_registry_count; i++)
        choices[i].version = rt_registry[i];
}
END_TEST

START_TEST(test_teardown)
{
    rt_crypto_free(crypto);
}
END_TEST

/* "v8 cert-context=plain,hash=sha512-256". */
static const char *text_of(const struct rt_explanation *explanation)
{
    static char text[600];
    strcpy(text, explanation->version->name);
    for (size_t i = 0; i < explanation->count; i++) {
        char setting[RT_SETTING_SIZE];
        strcat(text, i > 0 ? "," : " ");
        strcat(text, rt_setting_text(explanation->changes[i], setting));
    }
    return text;
}

static void explain_recorded(const struct test_packet *packet)
{
    const struct rt_exchange exchange = {.request = packet->request,
                                         .response = packet->response,
                                         .key = packet->key,
                                         .transport = RT_TRANSPORT_UDP};
    rt_subject_init(&subject, crypto, &exchange);
    rt_explain(&subject, choices, rt_registry_count, &nearest);
}

static void explain_made(const struct test_recipe *recipe)
{
    test_make(crypto, recipe, &made);
    test_subject(crypto, &made, &subject);
    rt_explain(&subject, choices, rt_registry_count, &nearest);
}

START_TEST(test_recorded)
{
    static const char *const expected[TEST_PACKETS] = {"v4", "v5 order=node-hash", "v7", "v8",
                                                       "v14"};
    for (size_t i = 0; i < TEST_PACKETS; i++) {
        explain_recorded(&test_packets[i]);
        ck_assert_uint_ge(nearest.count, 1);
        ck_assert_str_eq(text_of(&nearest.found[0]), expected[i]);
    }
}
END_TEST

/* A broken signature is mended by no parameter. */
START_TEST(test_hopeless)
{
    static uint8_t copy[520];
    struct test_packet packet = test_packets[3];
    memcpy(copy, packet.response.data, packet.response.len);
    copy[100] ^= 1; /* in SIG */
    packet.response.data = copy;
    explain_recorded(&packet);
    ck_assert_uint_eq(nearest.count, 0);
    packet.response.len = 0;
    explain_recorded(&packet);
    ck_assert_uint_eq(nearest.count, 0);
}
END_TEST

/* Each of the four versions with any one parameter of another: that one change is named, first. */
START_TEST(test_one_parameter_of_another_version)
{
    static const struct rt_version *const four[] = {&rt_version_v4, &rt_version_v5, &rt_version_v7,
                                                    &rt_version_v8};
    for (size_t pair = 0; pair < 16; pair++) {
        const struct rt_version *own = four[pair / 4], *other = four[pair % 4];
        for (int i = RT_PARAM_FORGOTTEN + 1; i < RT_PARAM_COUNT; i++) {
            struct rt_setting setting = {(enum rt_param)i,
                                         rt_param_get(&other->rules, (enum rt_param)i)};
            if (!rt_param_row(setting.param)->varied || setting.param == RT_PARAM_LEAP_EMPTY ||
                ((RT_PARAMS_OF_CHAINS >> i) & 1) ||
                rt_param_get(&own->rules, setting.param) == setting.value)
                continue;
            struct test_recipe recipe = test_recipe_of(own);
            char expected[100], change[RT_SETTING_SIZE];
            rt_param_set(&recipe.rules, setting.param, setting.value);
            explain_made(&recipe);
            strcat(strcat(strcpy(expected, own->name), " "), rt_setting_text(setting, change));
            ck_assert_msg(nearest.count == 1, "%s: %zu explanations", expected, nearest.count);
            ck_assert_str_eq(text_of(&nearest.found[0]), expected);
        }
    }
}
END_TEST

/* The other deviations that servers are known for. */
START_TEST(test_one_known_deviation)
{
    static const struct rt_setting settings[] = {
        {RT_PARAM_FRAMING, RT_FRAMING_NONE},
        {RT_PARAM_TAGS, RT_TAG_ORDER_UNSORTED},
        {RT_PARAM_NONCE_IN, RT_PLACE_NONE},
        {RT_PARAM_NONCE_IN, RT_PLACE_SREP},
        {RT_PARAM_VERSION_IN, RT_PLACE_NONE},
        {RT_PARAM_VERSION_IN, RT_PLACE_SREP},
        {RT_PARAM_LEAF, RT_LEAF_PACKET},
        {RT_PARAM_CERT_CONTEXT, RT_CERT_CONTEXT_RFC},
        {RT_PARAM_RESPONSE_CONTEXT, RT_RESPONSE_CONTEXT_RFC},
        {RT_PARAM_CONTEXT_NUL, RT_CONTEXT_NUL_MISSING},
        {RT_PARAM_HASH, RT_HASH_SHA512},
        {RT_PARAM_VERSION, 0x80001234},
    };
    for (size_t i = 0; i < sizeof settings / sizeof settings[0]; i++) {
        struct test_recipe recipe = test_recipe_of(&rt_version_v8);
        char expected[100] = "v8 ", change[RT_SETTING_SIZE];
        rt_param_set(&recipe.rules, settings[i].param, settings[i].value);
        test_make(crypto, &recipe, &made);
        if (settings[i].param == RT_PARAM_FRAMING) {
            /* The request stays as the version has it. */
            struct test_exchange framed;
            recipe.rules.framing = RT_FRAMING_ROUGHTIM;
            test_make(crypto, &recipe, &framed);
            memmove(framed.response, framed.response + RT_FRAME_SIZE, framed.response_len);
            framed.response_len -= RT_FRAME_SIZE;
            made = framed;
        }
        test_subject(crypto, &made, &subject);
        rt_explain(&subject, choices, rt_registry_count, &nearest);
        strcat(expected, rt_setting_text(settings[i], change));
        ck_assert_msg(nearest.count == 1, "%s: %zu explanations", expected, nearest.count);
        ck_assert_str_eq(text_of(&nearest.found[0]), expected);
    }
}
END_TEST

/* Seconds where microseconds belong are a time of 1970, which is no error; a better clock is named.
 */
START_TEST(test_right_clock_for_wrong_years)
{
    struct test_recipe recipe = test_recipe_of(&rt_version_google);
    recipe.rules.clock = RT_CLOCK_UNIX_S;
    explain_made(&recipe);
    ck_assert_uint_eq(nearest.count, 1);
    ck_assert_str_eq(text_of(&nearest.found[0]), "google clock=unix-s");
    ck_assert_int_eq(rt_verdict_of(&subject, &rt_version_google, &rt_version_google.rules),
                     RT_VALID);
    /* No clock makes a time of today of the second of January 1970. */
    recipe = test_recipe_of(&rt_version_google);
    recipe.seconds = 100000;
    explain_made(&recipe);
    ck_assert_uint_eq(nearest.count, 1);
    ck_assert_str_eq(text_of(&nearest.found[0]), "google");
}
END_TEST

/* Two things at once. */
START_TEST(test_pairs)
{
    static const struct rt_setting pairs[][2] = {
        {{RT_PARAM_TAGS, RT_TAG_ORDER_UNSORTED}, {RT_PARAM_NONCE_IN, RT_PLACE_NONE}},
        {{RT_PARAM_HASH, RT_HASH_SHA512_256}, {RT_PARAM_ORDER, RT_ORDER_NODE_HASH}},
        {{RT_PARAM_VERSION, 0x80001234}, {RT_PARAM_CONTEXT_NUL, RT_CONTEXT_NUL_MISSING}},
        {{RT_PARAM_LEAF, RT_LEAF_PACKET}, {RT_PARAM_RESPONSE_CONTEXT, RT_RESPONSE_CONTEXT_RFC}},
    };
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
        struct test_recipe recipe = test_recipe_of(&rt_version_v8);
        struct rt_explanation expected = {.version = &rt_version_v8, .count = 2};
        char text[600];
        for (size_t j = 0; j < 2; j++) {
            rt_param_set(&recipe.rules, pairs[i][j].param, pairs[i][j].value);
            expected.changes[j] = pairs[i][j];
        }
        explain_made(&recipe);
        strcpy(text, text_of(&expected));
        ck_assert_msg(nearest.count > 0, "%s: not explained", text);
        ck_assert_str_eq(text_of(&nearest.found[0]), text);
    }
}
END_TEST

/* A response of draft 11 has no LEAP. With one it is valid as it is, but the bytes say otherwise,
 * so that another explanation is looked for: draft 05, which has LEAP, with two changes. If that
 * makes no likely time of MIDP, it is no better. */
START_TEST(test_doubt)
{
    static const uint8_t leap[4] = {0x5a, 0xe1, 0, 0};
    struct test_recipe recipe = test_recipe_of(&rt_version_v11);
    recipe.leap = (struct rt_view){leap, sizeof leap};
    explain_made(&recipe);
    ck_assert_uint_eq(nearest.count, 1);
    ck_assert_str_eq(text_of(&nearest.found[0]), "v5 version=0x8000000b,clock=unix-s");
    recipe.seconds = 100000;
    explain_made(&recipe);
    ck_assert_uint_eq(nearest.count, 1);
    ck_assert_str_eq(text_of(&nearest.found[0]), "v11");
}
END_TEST

static size_t passes(const struct rt_version *version, enum rt_check check,
                     struct rt_pass_as found[RT_PASSES_MAX])
{
    return rt_explain_passes(&subject, version, &version->rules, check, found);
}

/* A request to draft 05 is answered as draft 07 does, which is three changes away. It was that
 * version which answered, and three changes of another say it no better; but who does not know 07
 * is told of them. */
START_TEST(test_another_version_answers)
{
    const struct rt_choice alone = {.version = &rt_version_v5};
    struct test_recipe recipe = test_recipe_of(&rt_version_v7);
    recipe.offered = rt_version_v5.rules.version;
    explain_made(&recipe);
    ck_assert_uint_eq(nearest.count, 0);
    rt_explain(&subject, &alone, 1, &nearest);
    ck_assert_uint_eq(nearest.count, 1);
    ck_assert_str_eq(text_of(&nearest.found[0]),
                     "v5 version=0x80000007,hash=sha512-256,cert-context=plain");
    /* Two changes are no version that is known, and are named. */
    recipe.rules.cert_context = rt_version_v5.rules.cert_context;
    explain_made(&recipe);
    ck_assert_uint_eq(nearest.count, 1);
    ck_assert_str_eq(text_of(&nearest.found[0]), "v5 version=0x80000007,hash=sha512-256");
}
END_TEST

START_TEST(test_passes_as)
{
    struct rt_pass_as found[RT_PASSES_MAX];
    explain_recorded(&test_packets[1]);
    ck_assert_uint_eq(passes(&rt_version_v5, RT_CHECK_MERKLE_ROOT, found), 1);
    ck_assert_uint_eq(found[0].count, 1);
    ck_assert_int_eq((int)found[0].changes[0].param, RT_PARAM_ORDER);
    ck_assert_uint_eq(found[0].changes[0].value, RT_ORDER_NODE_HASH);
    explain_recorded(&test_packets[3]);
    ck_assert_uint_eq(passes(&rt_version_v7, RT_CHECK_CERT_SIGNATURE, found), 1);
    ck_assert_uint_eq(found[0].changes[0].value, RT_CERT_CONTEXT_DASHES);
    ck_assert_uint_eq(passes(&rt_version_v7, RT_CHECK_MERKLE_ROOT, found), 1);
    ck_assert_uint_eq(found[0].changes[0].value, RT_HASH_SHA512_32);
    ck_assert_uint_eq(passes(&rt_version_v7, RT_CHECK_VERSION_PRESENT, found), 1);
    ck_assert_int_eq((int)found[0].changes[0].param, RT_PARAM_VERSION);
    ck_assert_uint_eq(found[0].changes[0].value, 0x80000008);
    ck_assert_uint_eq(passes(&rt_version_v7, RT_CHECK_MIDPOINT, found), 1);
    ck_assert_uint_eq(found[0].changes[0].value, RT_CLOCK_UNIX_S);
    ck_assert_uint_eq(passes(&rt_version_v4, RT_CHECK_NONCE_LENGTH, found), 1);
    ck_assert_uint_eq(found[0].changes[0].value, 32);
}
END_TEST

START_TEST(test_passes_as_pairs_and_none)
{
    struct rt_pass_as found[RT_PASSES_MAX];
    struct test_recipe recipe = test_recipe_of(&rt_version_v8);
    recipe.rules.hash = RT_HASH_SHA512_256;
    recipe.rules.order = RT_ORDER_NODE_HASH;
    explain_made(&recipe);
    ck_assert_uint_eq(passes(&rt_version_v8, RT_CHECK_MERKLE_ROOT, found), 1);
    ck_assert_uint_eq(found[0].count, 2);
    ck_assert_int_eq((int)found[0].changes[0].param, RT_PARAM_HASH);
    ck_assert_uint_eq(found[0].changes[0].value, RT_HASH_SHA512_256);
    ck_assert_int_eq((int)found[0].changes[1].param, RT_PARAM_ORDER);
    ck_assert_uint_eq(passes(&rt_version_v8, RT_CHECK_RESPONSE_SIZE, found), 0);
    made.response[100] ^= 1; /* in SIG */
    test_subject(crypto, &made, &subject);
    ck_assert_uint_eq(passes(&rt_version_v8, RT_CHECK_RESPONSE_SIGNATURE, found), 0);
}
END_TEST

/* A fixed reading that does not hold: the version without it, and with another value. */
START_TEST(test_fixed_reading)
{
    struct rt_choice choice = {.version = &rt_version_rfc10049, .fixed = true};
    struct test_recipe recipe = test_recipe_of(choice.version);
    choice.reading = choice.version->readings[0];
    explain_made(&recipe);
    rt_explain(&subject, &choice, 1, &nearest);
    ck_assert_uint_eq(nearest.count, 1);
    ck_assert_str_eq(text_of(&nearest.found[0]), "rfc10049");
    rt_param_set(&recipe.rules, choice.reading.set[0].param, choice.reading.set[0].value);
    explain_made(&recipe);
    rt_explain(&subject, &choice, 1, &nearest);
    ck_assert_uint_eq(nearest.count, 1);
    ck_assert_uint_eq(nearest.found[0].count, 1);
    ck_assert_int_eq((int)nearest.found[0].changes[0].param, (int)choice.reading.set[0].param);
    ck_assert_uint_eq(nearest.found[0].changes[0].value, choice.reading.set[0].value);
}
END_TEST

/* What is judged: as each version makes it, or with one thing changed. */
static const struct deviation {
    const char *name;
    struct rt_setting setting; /* of the response; param 0: none */
    bool bare;
} deviations[] = {
    {"as it should be", {0}, false},
    {"another number", {RT_PARAM_VERSION, 0x8000000d}, false},
    {"no TYPE in the request", {0}, true},
    {"both", {RT_PARAM_VERSION, 0x8000000d}, true},
    {"another order", {RT_PARAM_ORDER, RT_ORDER_NODE_HASH}, false},
};
#define DEVIATIONS (sizeof deviations / sizeof deviations[0])

/* An exchange as a version or a reading of it has it, but for a deviation. */
static void make_deviating(const struct rt_candidate *maker, const struct deviation *deviation)
{
    struct test_recipe recipe = test_recipe_of(maker->version);
    recipe.rules = rt_candidate_rules(maker);
    recipe.bare = deviation->bare;
    if (deviation->setting.param)
        rt_param_set(&recipe.rules, deviation->setting.param, deviation->setting.value);
    test_make(crypto, &recipe, &made);
    test_subject(crypto, &made, &subject);
}

/* Whether everything that fails can be mended by itself, as the lines of the checks say. */
static bool every_check_is_mended(const struct rt_judgement *judgement)
{
    struct rt_pass_as found[RT_PASSES_MAX];
    for (int check = 0; check < RT_CHECK_COUNT; check++)
        if (judgement->report.checks[check].outcome == RT_FAIL &&
            rt_explain_passes(&subject, judgement->best.version, &judgement->rules,
                              (enum rt_check)check, found) == 0)
            return false;
    return true;
}

/* An explanation is right if the exchange is valid under what it says. */
static void every_explanation_is_right(const char *of)
{
    for (size_t n = 0; n < nearest.count; n++) {
        const struct rt_explanation *found = &nearest.found[n];
        for (size_t v = 0; v <= found->also_count; v++) {
            const struct rt_version *version = v > 0 ? found->also[v - 1] : found->version;
            struct rt_rules rules = version->rules;
            for (size_t i = 0; i < found->count; i++)
                rt_param_set(&rules, found->changes[i].param, found->changes[i].value);
            ck_assert_msg(rt_verdict_of(&subject, version, &rules) == RT_VALID, "%s: %s, %s", of,
                          text_of(found), version->name);
        }
    }
}

/* Judges the exchange as one choice has it and explains it, as that or as any version. */
static void expect_explained(const struct rt_choice *choice, bool certain, const char *of)
{
    static struct rt_judgement judgement;
    rt_judge(&subject, choice, 1, false, &judgement);
    if (judgement.verdict != RT_INVALID)
        return;
    rt_explain(&subject, choice, 1, &nearest);
    every_explanation_is_right(of);
    if (nearest.count == 0)
        rt_explain(&subject, choices, rt_registry_count, &nearest);
    every_explanation_is_right(of);
    ck_assert_msg(nearest.count > 0 || !(certain || every_check_is_mended(&judgement)),
                  "%s: each check can be mended, and nothing is found", of);
}

/* Each exchange under each version and each fixed reading: where the lines of the checks promise
 * that they can pass, there is an explanation, and it is right. */
static void explain_under_all(const struct rt_candidate *maker, const struct deviation *deviation)
{
    for (size_t v = 0; v < rt_registry_count; v++) {
        const struct rt_version *version = rt_registry[v];
        for (size_t r = 0; r <= rt_version_readings(version); r++) {
            struct rt_choice choice = {.version = version, .fixed = r > 0};
            char of[200];
            if (r > 0)
                choice.reading = version->readings[r - 1];
            snprintf(of, sizeof of, "%s/%s, %s, under %s/%s", maker->version->name,
                     maker->reading ? maker->reading->name : "", deviation->name, version->name,
                     r > 0 ? choice.reading.name : "");
            expect_explained(&choice, deviation == &deviations[0], of);
        }
    }
}

START_TEST(test_explained_under_every_reading)
{
    for (size_t v = 0; v < rt_registry_count; v++)
        for (size_t r = 0; r <= rt_version_readings(rt_registry[v]); r++)
            for (size_t d = 0; d < DEVIATIONS; d++) {
                struct rt_candidate maker = {rt_registry[v],
                                             r > 0 ? &rt_registry[v]->readings[r - 1] : NULL};
                make_deviating(&maker, &deviations[d]);
                explain_under_all(&maker, &deviations[d]);
            }
}
END_TEST

/* Bytes behind the end of a response are counted, and it is known what it is without them: with a
 * header and without one. A response that is invalid without them has no such excuse. */
START_TEST(test_surplus)
{
    static const char *const names[] = {"google", "v0", "v8", "v14"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        struct test_recipe recipe = test_recipe_of(rt_registry_find(names[i]));
        struct rt_judgement whole;
        test_make(crypto, &recipe, &made);
        test_subject(crypto, &made, &subject);
        ck_assert_uint_eq(rt_explain_surplus(&subject, choices, rt_registry_count, false, &whole),
                          0);
        for (size_t bytes = 1; bytes <= 25; bytes += 8) {
            memset(made.response + made.response_len, 0, bytes);
            made.response_len += bytes;
            test_subject(crypto, &made, &subject);
            ck_assert_uint_eq(rt_packet_surplus(&subject.response), bytes);
            ck_assert_uint_eq(
                rt_explain_surplus(&subject, choices, rt_registry_count, false, &whole), bytes);
            ck_assert_str_eq(whole.best.version->name, names[i]);
            made.response[made.response_len - bytes - 1] ^= 1; /* INDX */
            test_subject(crypto, &made, &subject);
            ck_assert_uint_eq(
                rt_explain_surplus(&subject, choices, rt_registry_count, false, &whole), 0);
            made.response[made.response_len - bytes - 1] ^= 1;
            made.response_len -= bytes;
        }
    }
}
END_TEST

RT_TEST_MAIN("explain", test_setup, test_recorded, test_surplus, test_hopeless,
             test_one_parameter_of_another_version, test_one_known_deviation,
             test_right_clock_for_wrong_years, test_pairs, test_doubt, test_another_version_answers,
             test_passes_as, test_passes_as_pairs_and_none, test_fixed_reading,
             test_explained_under_every_reading, test_teardown)
