// SPDX-License-Identifier: BSD-2-Clause
/*
 * Responders of every version, reading, order and transport under a probe: what it says of them is
 * what they were told to be. And of a right server it finds nothing.
 */
#include <stdio.h>

#include "client/test_probe.h"
#include "judge/version_join.h"
#include "server/responder.h"
#include "server/test_services.h"

static const struct rt_instant now = {.seconds = 1700000000};
static const uint8_t seed[RT_KEY_SIZE] = {3};
static uint8_t key[RT_KEY_SIZE], srv[RT_SRV_SIZE];
static struct rt_crypto *crypto;
static struct rt_responder responder;
static struct rt_probe probe;
static struct rt_probe_plan plan;
static struct rt_probe_finding findings[RT_PROBE_FINDINGS_MAX];

/* What the server listens to, and how many requests it answers together. */
static bool over_udp, over_tcp;
static size_t together;

static void start(const struct rt_service *services, size_t count)
{
    static struct rt_identity identity;
    if (!crypto)
        crypto = rt_crypto_new();
    ck_assert_ptr_nonnull(crypto);
    ck_assert_int_eq(rt_crypto_public_key(seed, key), RT_OK);
    ck_assert_int_eq(rt_crypto_srv(crypto, key, srv), RT_OK);
    identity = (struct rt_identity){.key = key, .seed = seed};
    struct rt_responder_settings settings = test_services_settings(services, count, &identity, 1);
    ck_assert_int_eq(rt_responder_init(&responder, crypto, &settings, now), RT_OK);
    over_udp = over_tcp = true;
    together = RT_TOGETHER_MAX;
}

/* Packets of one transport that came together, the first of two in one go. */
static void answer_some(struct test_probe_packet *packets, size_t count)
{
    static struct rt_answer answers[RT_TOGETHER_MAX];
    for (size_t i = 0; i < count; i++)
        answers[i] = (struct rt_answer){
            .packet = {packets[i].request, packets[i].request_len},
            .room = rt_writer_into(packets[i].reply, sizeof packets[i].reply),
        };
    rt_responder_answer(&responder, now, packets[0].transport, answers, count);
    for (size_t i = 0; i < count; i++)
        packets[i].reply_len = answers[i].refusal == RT_ANSWERED ? answers[i].room.len : 0;
}

static void answer(void *context, struct test_probe_packet *packets, size_t count)
{
    (void)context;
    for (size_t i = 0; i < count;) {
        size_t n = 1;
        bool listens = packets[i].transport == RT_TRANSPORT_TCP ? over_tcp : over_udp;
        while (i + n < count && n < together && packets[i + n].transport == packets[i].transport)
            n++;
        if (listens)
            answer_some(packets + i, n);
        i += n;
    }
}

static void run(void)
{
    struct test_probe_server server = {.answer = answer};
    plan = test_probe_plan(key, srv);
    test_probe_run(&probe, &plan, crypto, &server);
    ck_assert_uint_le(probe.sent, RT_PROBE_BUDGET);
    ck_assert(!probe.spent);
    ck_assert_uint_lt(server.now_ns, 3000 * TEST_PROBE_MS);
}

static bool speaks(const struct rt_version *version)
{
    return probe.spoken >> rt_registry_place(version) & 1;
}

static const char *spoken(char text[RT_VERSION_JOIN_SIZE])
{
    const struct rt_version *versions[RT_CHOICES_MAX];
    size_t count = 0;
    for (size_t i = 0; i < rt_registry_count; i++)
        if (speaks(rt_registry[i]))
            versions[count++] = rt_registry[i];
    const struct rt_version_name_from all = {rt_registry, rt_registry_count};
    return rt_version_join(all, versions, count, text);
}

static uint32_t order_found(void)
{
    struct rt_probe_tree tree;
    rt_probe_tree_of(&probe, UINT64_C(1) << probe.main, &tree);
    return tree.orders;
}

/* Nothing is said against a server that is right. */
static void no_findings(const char *what)
{
    size_t count = rt_probe_findings(&probe, findings, RT_PROBE_FINDINGS_MAX);
    for (size_t i = 0; i < count; i++)
        printf("%s: %s of %s\n", what, rt_probe_finding_name(findings[i].kind),
               rt_probe_case_row(findings[i].ask->which)->name);
    ck_assert_uint_eq(count, 0);
}

/* The versions that no probe can tell apart: their requests, replies and trees are the same. */
static const struct {
    const char *name, *spoken;
} alike[] = {
    {"google", "google"}, {"v0", "v0"},
    {"v1", "v1"},         {"v2", "v2"},
    {"v3", "v3"},         {"v4", "v4"},
    {"v5", "v5"},         {"v6", "v6"},
    {"v7", "v7"},         {"v8", "v8"},
    {"v9", "v9"},         {"v10", "v10"},
    {"v11", "v11"},       {"v12", "v12-v13"},
    {"v13", "v12-v13"},   {"v14", "v14-v19"},
    {"v15", "v14-v19"},   {"v16", "v14-v19"},
    {"v17", "v14-v19"},   {"v18", "v14-v19"},
    {"v19", "v14-v19"},   {"rfc10049", "rfc10049"},
};

START_TEST(test_each_version)
{
    char text[RT_VERSION_JOIN_SIZE];
    ck_assert_uint_eq(sizeof alike / sizeof alike[0], rt_registry_count);
    for (size_t i = 0; i < rt_registry_count; i++) {
        const struct rt_service service = {rt_registry[i], rt_registry[i]->rules, false};
        ck_assert_str_eq(rt_registry[i]->name, alike[i].name);
        start(&service, 1);
        run();
        ck_assert_str_eq(spoken(text), alike[i].spoken);
        ck_assert_uint_eq(order_found(), UINT32_C(1) << rt_registry[i]->rules.order);
        no_findings(rt_registry[i]->name);
    }
}
END_TEST

START_TEST(test_each_reading)
{
    for (size_t i = 0; i < rt_registry_count; i++)
        for (size_t r = 0; r < rt_version_readings(rt_registry[i]); r++) {
            const struct rt_candidate as = {rt_registry[i], &rt_registry[i]->readings[r]};
            const struct rt_service service = {rt_registry[i], rt_candidate_rules(&as), false};
            start(&service, 1);
            run();
            ck_assert_msg(speaks(rt_registry[i]), "%s/%s", rt_registry[i]->name, as.reading->name);
            ck_assert_uint_eq(order_found(), UINT32_C(1) << service.rules.order);
        }
}
END_TEST

START_TEST(test_each_order)
{
    for (size_t i = 0; i < rt_registry_count; i++)
        for (uint32_t order = 1; order < RT_ORDER_COUNT; order++) {
            struct rt_service service = {rt_registry[i], rt_registry[i]->rules, false};
            rt_param_set(&service.rules, RT_PARAM_ORDER, order);
            start(&service, 1);
            run();
            ck_assert_uint_eq(order_found(), UINT32_C(1) << order);
        }
}
END_TEST

/* Over UDP alone, over TCP alone, over both. */
START_TEST(test_each_transport)
{
    for (size_t i = 0; i < rt_registry_count; i++) {
        const struct rt_version *version = rt_registry[i];
        const struct rt_service service = {version, version->rules, false};
        bool tcp = rt_rules_over_tcp(&version->rules);
        for (int which = 0; which < 2; which++) {
            start(&service, 1);
            over_udp = which == 0;
            over_tcp = which == 1;
            struct test_probe_server server = {.answer = answer};
            plan = test_probe_plan(key, srv);
            test_probe_run(&probe, &plan, crypto, &server);
            ck_assert_int_eq(speaks(version), over_udp || tcp);
            const struct rt_probe_ask *ask = rt_probe_version_ask(&probe, i, RT_TRANSPORT_TCP);
            ck_assert_int_eq(ask && ask->good > 0, over_tcp && tcp);
        }
    }
}
END_TEST

/* All at once: each is found, and each order of the tree. */
START_TEST(test_all_versions)
{
    static struct rt_service services[RT_SERVICES_MAX];
    char text[RT_VERSION_JOIN_SIZE];
    for (size_t i = 0; i < rt_registry_count; i++)
        services[rt_registry_count - 1 - i] =
            (struct rt_service){rt_registry[i], rt_registry[i]->rules, false};
    start(services, rt_registry_count);
    run();
    ck_assert_str_eq(spoken(text), "google, v0-v19, rfc10049");
    no_findings("all");
}
END_TEST

/* Without its key nothing is said against a right server either. */
START_TEST(test_without_key)
{
    for (size_t i = 0; i < rt_registry_count; i++) {
        const struct rt_service service = {rt_registry[i], rt_registry[i]->rules, false};
        struct test_probe_server server = {.answer = answer};
        start(&service, 1);
        plan = test_probe_plan(NULL, NULL);
        test_probe_run(&probe, &plan, crypto, &server);
        ck_assert(speaks(rt_registry[i]));
        no_findings(rt_registry[i]->name);
    }
}
END_TEST

/* A server that makes a tree for each request shows no order, and none is guessed. */
START_TEST(test_lone_leaves)
{
    struct rt_probe_tree tree;
    const struct rt_service service = {rt_registry[0], rt_registry[0]->rules, false};
    start(&service, 1);
    together = 1;
    run();
    rt_probe_tree_of(&probe, UINT64_MAX, &tree);
    ck_assert_uint_eq(tree.orders, 0);
    ck_assert_uint_eq(tree.largest, 1);
}
END_TEST

START_TEST(test_largest_tree)
{
    struct rt_probe_tree tree;
    const struct rt_service service = {rt_registry[0], rt_registry[0]->rules, false};
    for (together = 2; together <= RT_PROBE_BURST; together++) {
        size_t most = together;
        start(&service, 1);
        together = most;
        run();
        rt_probe_tree_of(&probe, UINT64_MAX, &tree);
        ck_assert_uint_eq(tree.largest, most);
    }
}
END_TEST

/* Checks of requests on which servers differ. */
static const enum rt_request_check rules_of_requests[] = {
    RT_REQUEST_CHECK_SIZE,        RT_REQUEST_CHECK_SIZE_MESSAGE, RT_REQUEST_CHECK_TYPE,
    RT_REQUEST_CHECK_SRV,         RT_REQUEST_CHECK_OFFER,        RT_REQUEST_CHECK_OFFER_REPEATS,
    RT_REQUEST_CHECK_OFFER_COUNT, RT_REQUEST_CHECK_PADDING_ZERO,
};

/* What the server does about a case is what it was told: it is silent to the first fault that stops
 * it. Returns how many cases have just this fault and were answered. */
static unsigned hold(const struct rt_version *version, uint32_t stops, enum rt_request_check check)
{
    unsigned answered = 0;
    for (size_t i = 0; i < probe.ask_count; i++) {
        const struct rt_probe_ask *ask = &probe.asks[i];
        if (!rt_probe_ask_is_case(ask) || ask->stage != RT_PROBE_SHAPES)
            continue;
        bool faulty = ask->fault != RT_REQUEST_CHECK_COUNT;
        ck_assert_msg(!faulty || !(stops >> ask->fault & 1) || ask->replies == 0, "%s: %s",
                      version->name, rt_probe_case_row(ask->which)->name);
        ck_assert_msg(faulty || ask->good > 0, "%s: %s", version->name,
                      rt_probe_case_row(ask->which)->name);
        answered += ask->fault == check && ask->replies > 0;
    }
    return answered;
}

/* A server of each version that does not mind one of them: that is what is found, and where the
 * text demands silence it is held against it. */
START_TEST(test_each_rule)
{
    unsigned blamed = 0, seen = 0;
    for (size_t i = 0; i < rt_registry_count; i++)
        for (size_t r = 0; r < sizeof rules_of_requests / sizeof rules_of_requests[0]; r++) {
            const struct rt_service service = {rt_registry[i], rt_registry[i]->rules, false};
            const uint32_t bit = UINT32_C(1) << rules_of_requests[r];
            start(&service, 1);
            if (!(responder.terms[0].stops & bit))
                continue;
            responder.terms[0].stops &= ~bit;
            run();
            unsigned answered =
                hold(rt_registry[i], responder.terms[0].stops, rules_of_requests[r]);
            bool must = rt_registry[i]->request[rules_of_requests[r]].silence == RT_SILENCE_MUST;
            size_t count = rt_probe_findings(&probe, findings, RT_PROBE_FINDINGS_MAX);
            /* Without TYPE it is one of the versions before as well, which owe more. */
            bool only = rules_of_requests[r] != RT_REQUEST_CHECK_TYPE;
            for (size_t f = 0; f < count && only; f++)
                ck_assert_msg(findings[f].kind == RT_PROBE_FINDING_ANSWERS, "%s without %s: %s",
                              rt_registry[i]->name,
                              rt_request_check_row(rules_of_requests[r])->name,
                              rt_probe_finding_name(findings[f].kind));
            ck_assert_msg(!must || answered == 0 || count > 0, "%s: %s", rt_registry[i]->name,
                          rt_request_check_row(rules_of_requests[r])->name);
            seen += answered;
            blamed += count > 0;
        }
    ck_assert_uint_gt(seen, 20);
    ck_assert_uint_gt(blamed, 5);
}
END_TEST

/* What a server says of UT1, TAI and leap seconds is read in the unit of each version, and judged.
 */
START_TEST(test_leap_data)
{
    static struct rt_service services[RT_SERVICES_MAX];
    static const struct {
        int32_t dut1_us, dtai_s;
        bool good;
    } cases[] = {{-123000, 37, true}, {123000, 38, true}, {1500000, 37, false}, {0, 0, false}};
    for (size_t i = 0; i < rt_registry_count; i++)
        services[i] = (struct rt_service){rt_registry[i], rt_registry[i]->rules, false};
    for (size_t c = 0; c < sizeof cases / sizeof cases[0]; c++) {
        const struct rt_leap_data leap = {true, cases[c].dut1_us, true, cases[c].dtai_s, true, 0,
                                          {{0}}};
        unsigned with_dut1 = 0, found = 0;
        start(services, rt_registry_count);
        rt_responder_leap(&responder, &leap);
        run();
        for (size_t i = 0; i < rt_registry_count; i++) {
            const struct rt_probe_ask *ask = rt_probe_version_ask(&probe, i, RT_TRANSPORT_UDP);
            bool has = rt_rules_dut1_us(&rt_registry[i]->rules) > 0;
            ck_assert_int_eq(ask->reply.has_dut1, has);
            with_dut1 += has;
            ck_assert(!has || ask->reply.dut1_us == cases[c].dut1_us);
            ck_assert(!ask->reply.has_dtai || ask->reply.dtai_ms == 1000 * cases[c].dtai_s);
        }
        ck_assert_uint_gt(with_dut1, 1);
        size_t count = rt_probe_findings(&probe, findings, RT_PROBE_FINDINGS_MAX);
        for (size_t i = 0; i < count; i++)
            found += findings[i].kind == RT_PROBE_FINDING_LEAP;
        ck_assert_int_eq(found > 0, !cases[c].good);
    }
}
END_TEST

RT_TEST_MAIN("responder_probe", test_each_version, test_each_reading, test_each_order,
             test_each_transport, test_all_versions, test_without_key, test_each_rule,
             test_leap_data, test_lone_leaves, test_largest_tree)
