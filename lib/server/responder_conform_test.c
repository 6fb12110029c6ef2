// SPDX-License-Identifier: BSD-2-Clause
/*
 * Our own server under the cases of conformance: it passes all of every version. And each case has
 * a mutant of it, a server with just one thing wrong, that fails the case and no other but those
 * that must fail with it.
 */
#include <stdio.h>

#include "client/conform.h"
#include "client/test_probe.h"
#include "server/spoil.h"
#include "server/test_services.h"

#define MS TEST_PROBE_MS

static const uint8_t seed[RT_KEY_SIZE] = {3};
static uint8_t key[RT_KEY_SIZE], srv[RT_SRV_SIZE];
static struct rt_crypto *crypto;
static struct rt_responder responder;
static struct rt_service services[RT_SERVICES_MAX];
static struct rt_probe probe;
static struct rt_conform conform;
static struct rt_conform_settings settings;

/* What is wrong with the server. */
static struct mutant {
    enum rt_conform_case only; /* with requests of this case; RT_CONFORM_CASE_COUNT: with all */
    const struct rt_spoil_row *row; /* its replies are spoilt, */
    bool in_trees;                  /* those that are not alone in their tree only */
    bool refuses;                   /* it gives none */
    bool answers;                   /* it answers whatever comes, */
    bool wrongly;                   /* and the leaf of the tree is another */
    bool jumps;                     /* its clock jumps */
    bool dies;                      /* it is gone then */
    unsigned every;                 /* one of so many replies only; 0: all */
} mutant;

static bool gone, udp, tcp;
static unsigned turns;
static uint64_t at_ns; /* of the clock of the server */

static struct rt_instant now(void)
{
    return (struct rt_instant){.seconds = 1700000000 + (int64_t)(at_ns / 1000000000),
                               .nanoseconds = (uint32_t)(at_ns % 1000000000)};
}

static void start(size_t count)
{
    static struct rt_identity identity;
    if (!crypto)
        crypto = rt_crypto_new();
    ck_assert_ptr_nonnull(crypto);
    ck_assert_int_eq(rt_crypto_public_key(seed, key), RT_OK);
    ck_assert_int_eq(rt_crypto_srv(crypto, key, srv), RT_OK);
    identity = (struct rt_identity){.key = key, .seed = seed};
    struct rt_responder_settings responder_settings =
        test_services_settings(services, count, &identity, 1);
    at_ns = 0;
    turns = 0;
    gone = false;
    udp = tcp = true;
    mutant = (struct mutant){.only = RT_CONFORM_CASE_COUNT};
    ck_assert_int_eq(rt_responder_init(&responder, crypto, &responder_settings, now()), RT_OK);
}

static void start_version(size_t version)
{
    services[0] = (struct rt_service){rt_registry[version], rt_registry[version]->rules, false};
    start(1);
}

/* A reply to anything: with the nonce that is there, or none. */
static void answer_anything(const struct test_probe_packet *packet, struct rt_answer *answer)
{
    static uint8_t zeros[RT_HASH_MAX], nodes[4 * RT_HASH_MAX];
    struct rt_leap_values values;
    struct rt_response_plan plan;
    struct rt_request_facts facts;
    struct rt_batch batch;
    const struct rt_pick pick = {0};
    rt_request_facts_read(&facts, answer->packet, packet->transport);
    ck_assert_int_eq(rt_responder_plan(&responder, &pick, now(), packet->transport, &values, &plan),
                     RT_ANSWERED);
    struct rt_asked asked = {answer->packet, {zeros, plan.rules.nonce}};
    if (facts.nonce.len == plan.rules.nonce)
        asked.nonce = facts.nonce;
    zeros[0] = mutant.wrongly;
    if (mutant.wrongly)
        asked.packet = asked.nonce = (struct rt_view){zeros, plan.rules.nonce};
    answer->room = rt_writer_into(answer->room.data, answer->room.cap);
    ck_assert_int_eq(rt_batch_begin(&batch, crypto, &plan, &asked, 1, nodes), RT_OK);
    if (rt_batch_write(&batch, 0, &answer->room) == RT_OK)
        answer->refusal = RT_ANSWERED;
}

static void spoil(const struct test_probe_packet *packet, struct rt_answer *answer)
{
    static uint64_t random = 7;
    struct rt_packet parsed;
    const struct rt_server_turn turn = {
        .crypto = crypto,
        .responder = &responder,
        .rules = &services[answer->pick.service].rules,
        .now = now(),
        .transport = packet->transport,
        .random = &random,
    };
    rt_packet_parse(&parsed, rt_writer_view(&answer->room));
    if (mutant.in_trees && parsed.values[RT_SLOT_PATH].len == 0)
        return;
    if (rt_spoil_answer(mutant.row, &turn, answer) == RT_SERVER_DROP)
        answer->room.len = 0;
}

/* Does what the mutant does wrong. */
static void mutate(const struct test_probe_packet *packet, struct rt_answer *answer)
{
    const struct rt_probe_ask *ask = &probe.asks[packet->place];
    enum rt_conform_case which = RT_CONFORM_CASE_COUNT;
    for (int i = 0; i < RT_CONFORM_CASE_COUNT && !ask->control; i++) {
        const struct rt_conform_row *row = rt_conform_case_row((enum rt_conform_case)i);
        bool stream = ask->stage == RT_PROBE_STREAM, tree = ask->stage == RT_PROBE_TREE;
        if (row->kind == RT_CONFORM_REQUEST && !stream && !tree && row->request == ask->which)
            which = (enum rt_conform_case)i;
    }
    if (ask->stage == RT_PROBE_TREE)
        which = RT_CONFORM_CASE_OTHER_BURST;
    if (ask->stage == RT_PROBE_STREAM)
        which = ask->twice    ? RT_CONFORM_CASE_OTHER_TCP_TWO
                : ask->pieces ? RT_CONFORM_CASE_OTHER_TCP_PIECES
                              : RT_CONFORM_CASE_OTHER_TCP;
    if (mutant.only != RT_CONFORM_CASE_COUNT && mutant.only != which)
        return;
    if (mutant.every > 0 && ++turns % mutant.every != 0)
        return;
    if (mutant.dies)
        gone = true;
    if (mutant.answers)
        answer_anything(packet, answer);
    if (mutant.refuses && (!ask->twice || ++turns % 2 == 0))
        answer->refusal = RT_REFUSED_FAILED;
    if (answer->refusal == RT_ANSWERED && mutant.row)
        spoil(packet, answer);
}

static void answer_some(struct test_probe_packet *packets, size_t count)
{
    static struct rt_answer answers[RT_TOGETHER_MAX];
    for (size_t i = 0; i < count; i++)
        answers[i] = (struct rt_answer){
            .packet = {packets[i].request, packets[i].request_len},
            .room = rt_writer_into(packets[i].reply, sizeof packets[i].reply),
        };
    if (mutant.jumps)
        at_ns += UINT64_C(7000000000);
    rt_responder_answer(&responder, now(), packets[0].transport, answers, count);
    for (size_t i = 0; i < count; i++) {
        mutate(&packets[i], &answers[i]);
        packets[i].reply_len = answers[i].refusal == RT_ANSWERED ? answers[i].room.len : 0;
    }
}

static void answer(void *context, struct test_probe_packet *packets, size_t count)
{
    const struct test_probe_server *server = context;
    if (!mutant.jumps)
        at_ns = server->now_ns;
    for (size_t i = 0; i < count && !gone;) {
        size_t n = 1;
        bool listens = packets[i].transport == RT_TRANSPORT_TCP ? tcp : udp;
        while (i + n < count && n < RT_TOGETHER_MAX &&
               packets[i + n].transport == packets[i].transport)
            n++;
        if (listens)
            answer_some(packets + i, n);
        i += n;
    }
}

/* The outcomes of a run, by version and case; 0: it was not judged. */
static struct seen {
    enum rt_conform_outcome outcome;
    enum rt_conform_cause cause;
    enum rt_conform_due due;
} seen[RT_CHOICES_MAX][RT_CONFORM_CASE_COUNT];

static void judge_group(void)
{
    struct rt_conform_result result;
    char text[RT_CONFORM_SEEN_SIZE];
    for (size_t v = 0; v < settings.plan.choice_count; v++)
        for (int i = 0; i < RT_CONFORM_CASE_COUNT && (conform.group >> v & 1); i++)
            if (rt_conform_judge(&conform, v, (enum rt_conform_case)i, &result)) {
                seen[v][i] = (struct seen){result.outcome, result.cause, result.demand.due};
                ck_assert_ptr_nonnull(rt_conform_seen(&result, text));
            }
}

static void run(uint64_t wanted)
{
    struct test_probe_server server = {.answer = answer};
    server.context = &server;
    settings = (struct rt_conform_settings){.plan = test_probe_plan(key, srv), .wanted = wanted};
    settings.plan.budget = 1000;
    settings.plan.burst = 8;
    memset(seen, 0, sizeof seen);
    rt_conform_init(&conform, &settings, crypto);
    while (rt_conform_next(&conform)) {
        test_probe_run(&probe, &conform.plan, crypto, &server);
        bool first = !conform.begun;
        rt_conform_take(&conform, &probe);
        if (!first)
            judge_group();
    }
}

static const char *name_of(int which)
{
    return rt_conform_case_name((enum rt_conform_case)which);
}

/* Skipped are only cases that say so. */
static bool may_skip(const struct seen *one)
{
    return one->cause == RT_CONFORM_CAUSE_NOTHING || one->cause == RT_CONFORM_CAUSE_UNASKED;
}

/* Our own server keeps to each version. */
START_TEST(test_each_version)
{
    for (size_t v = 0; v < rt_registry_count; v++) {
        unsigned passed = 0;
        start_version(v);
        run(UINT64_C(1) << v);
        ck_assert(conform.answered && !conform.dead && !rt_conform_key_is_wrong(&conform));
        for (int i = 0; i < RT_CONFORM_CASE_COUNT; i++) {
            const struct seen *one = &seen[v][i];
            if (one->outcome == 0)
                continue;
            passed += one->outcome == RT_CONFORM_PASS;
            ck_assert_msg(one->outcome == RT_CONFORM_PASS || may_skip(one), "%s %s: %s %s",
                          rt_registry[v]->name, name_of(i), rt_conform_outcome_name(one->outcome),
                          rt_conform_cause_name(one->cause));
        }
        ck_assert_uint_gt(passed, 25);
    }
}
END_TEST

/* The first fault of the catalogue that fails a check; for a number that was not offered, one that
 * nobody has. */
static const struct rt_spoil_row *spoiling(enum rt_check check)
{
    const struct rt_spoil_row *row;
    if (check == RT_CHECK_VERSION_OFFERED)
        check = RT_CHECK_VERSION_PRESENT;
    for (size_t i = 0; (row = rt_spoil_row(i)) != NULL; i++)
        if (row->reply && row->check == check)
            return row;
    return NULL;
}

/* The mutant of a case. */
static struct mutant mutant_of(enum rt_conform_case which, enum rt_conform_due due)
{
    const struct rt_conform_row *row = rt_conform_case_row(which);
    struct mutant made = {.only = which};
    if (row->kind == RT_CONFORM_REPLY) {
        made.only = RT_CONFORM_CASE_COUNT;
        made.row = spoiling(row->check);
    } else if (which == RT_CONFORM_CASE_OTHER_BURST) {
        made.row = rt_spoil_find("bit.path");
        made.in_trees = true;
    } else if (which == RT_CONFORM_CASE_OTHER_TIMES) {
        made.only = RT_CONFORM_CASE_COUNT;
        made.jumps = true;
    } else {
        made.refuses = row->kind == RT_CONFORM_OTHER || due == RT_CONFORM_ANSWER;
        made.answers = !made.refuses;
        made.wrongly = due == RT_CONFORM_EITHER;
    }
    return made;
}

/* Whether a case must fail where another fails. */
static bool follows(int which, enum rt_conform_case from)
{
    if (from == RT_CONFORM_CASE_REPLY_VERSION_PRESENT)
        return which == RT_CONFORM_CASE_REPLY_VERSION_OFFERED;
    if (from == RT_CONFORM_CASE_REPLY_VERSION_OFFERED)
        return which == RT_CONFORM_CASE_REPLY_VERSION_PRESENT;
    if (from == RT_CONFORM_CASE_REPLY_RADIUS) /* of 0: no two replies agree */
        return which == RT_CONFORM_CASE_OTHER_TIMES;
    if (from == RT_CONFORM_CASE_REPLY_NONCE_LENGTH)
        return which == RT_CONFORM_CASE_REPLY_NONCE_ECHO;
    return false;
}

/* Whether the mutant of a case fails it, and no other. */
static bool is_killed(size_t version, enum rt_conform_case which, enum rt_conform_due due)
{
    bool killed = true;
    start_version(version);
    mutant = mutant_of(which, due);
    run(UINT64_C(1) << version);
    for (int i = 0; i < RT_CONFORM_CASE_COUNT; i++) {
        bool fails = seen[version][i].outcome == RT_CONFORM_FAIL;
        /* Who answers nothing at all is said to be silent, and no more. */
        bool silent = which == RT_CONFORM_CASE_REQUEST_PLAIN && !conform.answered;
        bool right =
            (enum rt_conform_case)i == which ? fails || silent : !fails || follows(i, which);
        if (!right)
            printf("%s: the mutant of %s %s %s (%s)\n", rt_registry[version]->name,
                   name_of((int)which), fails ? "fails" : "does not fail", name_of(i),
                   rt_conform_cause_name(seen[version][i].cause));
        killed &= right;
    }
    return killed;
}

/* The mutants of all cases of all versions, or one of so many of them. */
START_TEST(test_mutants)
{
    struct rt_conform_demand demand;
    size_t number = 0;
    unsigned mutants = 0, killed = 0;
    for (size_t v = 0; v < rt_registry_count; v++)
        for (int i = 0; i < RT_CONFORM_CASE_COUNT; i++) {
            const struct rt_candidate as = {rt_registry[v], NULL};
            if (!rt_conform_case_find(&as, (enum rt_conform_case)i, &demand) ||
                number++ % rt_test_step() != 0)
                continue;
            mutants++;
            killed += is_killed(v, (enum rt_conform_case)i, demand.due);
        }
    printf("# mutation score: %u of %u\n", killed, mutants);
    ck_assert_uint_gt(mutants, 0);
    ck_assert_uint_eq(killed, mutants);
}
END_TEST

/* Every row of the fault catalogue fails the case of the check that it names. */
START_TEST(test_catalogue)
{
    const struct rt_spoil_row *row;
    const size_t v = rt_registry_place(rt_registry_find("v14"));
    for (size_t i = 0; (row = rt_spoil_row(i)) != NULL; i++) {
        if (!row->reply || row->check == RT_CHECK_COUNT || row->check == RT_CHECK_LEAP_DATA)
            continue;
        unsigned failed = 0;
        start_version(v);
        mutant.row = row;
        run(UINT64_C(1) << v);
        for (int which = 0; which < RT_CONFORM_CASE_COUNT; which++) {
            const struct rt_conform_row *one = rt_conform_case_row((enum rt_conform_case)which);
            failed += seen[v][which].outcome == RT_CONFORM_FAIL && one->kind == RT_CONFORM_REPLY &&
                      one->check == row->check;
        }
        ck_assert_msg(failed == 1, "%s", row->name);
    }
}
END_TEST

/* Nobody pays for what servers should do now and then; who does it always does something else. */
START_TEST(test_grease)
{
    static const char *const kinds[] = {"tag.missing", "version.present", "grease.time",
                                        "tag.unknown"};
    const size_t v = rt_registry_place(rt_registry_find("rfc10049"));
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        start_version(v);
        mutant.row = rt_spoil_find(kinds[i]);
        mutant.every = 4;
        run(UINT64_C(1) << v);
        ck_assert((conform.greased > 0) == (mutant.row->check != RT_CHECK_COUNT));
        for (int which = 0; which < RT_CONFORM_CASE_COUNT; which++)
            ck_assert_msg(seen[v][which].outcome != RT_CONFORM_FAIL, "%s: %s", kinds[i],
                          name_of(which));
    }
}
END_TEST

/* Another fault now and then is one. */
START_TEST(test_now_and_then)
{
    unsigned failed = 0;
    const size_t v = rt_registry_place(rt_registry_find("rfc10049"));
    start_version(v);
    mutant.row = rt_spoil_find("merkle.index");
    mutant.every = 3;
    run(UINT64_C(1) << v);
    for (int which = 0; which < RT_CONFORM_CASE_COUNT; which++)
        failed += seen[v][which].outcome == RT_CONFORM_FAIL;
    ck_assert_uint_gt(failed, 0);
}
END_TEST

/* The case that a server does not survive is named, and is the last. */
START_TEST(test_death)
{
    const size_t v = rt_registry_place(rt_registry_find("v14"));
    start_version(v);
    mutant.only = RT_CONFORM_CASE_REQUEST_VER_NONE;
    mutant.dies = true;
    run(0);
    ck_assert(conform.dead && conform.dead_of == RT_CONFORM_CASE_REQUEST_VER_NONE);
    ck_assert_int_eq(seen[v][RT_CONFORM_CASE_REQUEST_VER_NONE].outcome, RT_CONFORM_FAIL);
    ck_assert_int_eq(seen[v][RT_CONFORM_CASE_REQUEST_VER_NONE].cause, RT_CONFORM_CAUSE_DIES);
    ck_assert_int_eq(seen[v][RT_CONFORM_CASE_REQUEST_TYPE_1].outcome, RT_CONFORM_SKIP);
    ck_assert_int_eq(seen[v][RT_CONFORM_CASE_REQUEST_TYPE_1].cause, RT_CONFORM_CAUSE_DEAD);
    ck_assert_int_eq(seen[v][RT_CONFORM_CASE_REPLY_RADIUS].outcome, RT_CONFORM_PASS);
}
END_TEST

/* Without a wish all versions that are spoken are checked, and no other; with one it is a fail of
 * the first case that a version is not spoken, and the others are skipped. */
START_TEST(test_versions)
{
    const size_t v4 = rt_registry_place(rt_registry_find("v4")),
                 v8 = rt_registry_place(rt_registry_find("v8"));
    start_version(v4);
    run(0);
    ck_assert_uint_eq(conform.speaks, UINT64_C(1) << v4);
    ck_assert_int_eq(seen[v8][RT_CONFORM_CASE_REQUEST_PLAIN].outcome, 0);
    start_version(v4);
    run(UINT64_C(1) << v8);
    ck_assert_int_eq(seen[v8][RT_CONFORM_CASE_REQUEST_PLAIN].outcome, RT_CONFORM_FAIL);
    for (int i = 0; i < RT_CONFORM_CASE_COUNT; i++)
        ck_assert(i == RT_CONFORM_CASE_REQUEST_PLAIN || seen[v8][i].outcome == 0 ||
                  seen[v8][i].outcome == RT_CONFORM_SKIP);
    ck_assert_int_eq(seen[v4][RT_CONFORM_CASE_REQUEST_PLAIN].outcome, 0);
}
END_TEST

/* All versions at once: what one leaves alone another answers, which is no fault. */
START_TEST(test_all_versions)
{
    for (size_t i = 0; i < rt_registry_count; i++)
        services[rt_registry_count - 1 - i] =
            (struct rt_service){rt_registry[i], rt_registry[i]->rules, false};
    start(rt_registry_count);
    run(0);
    ck_assert_int_eq(rt_bytes_count_bits(conform.speaks), (int)rt_registry_count);
    for (size_t v = 0; v < rt_registry_count; v++)
        for (int i = 0; i < RT_CONFORM_CASE_COUNT; i++)
            ck_assert_msg(seen[v][i].outcome != RT_CONFORM_FAIL, "%s: %s: %s", rt_registry[v]->name,
                          name_of(i), rt_conform_cause_name(seen[v][i].cause));
    ck_assert_int_eq(
        seen[rt_registry_place(rt_registry_find("v14"))][RT_CONFORM_CASE_REQUEST_TYPE_OTHER].cause,
        RT_CONFORM_CAUSE_OTHER);
}
END_TEST

/* A key that is not that of the server is no fault of the server, and said once. */
START_TEST(test_wrong_key)
{
    const size_t v = rt_registry_place(rt_registry_find("v14"));
    start_version(v);
    key[0] ^= 1;
    ck_assert_int_eq(rt_crypto_srv(crypto, key, srv), RT_OK);
    run(0);
    ck_assert(rt_conform_key_is_wrong(&conform));
    ck_assert_int_eq(seen[v][RT_CONFORM_CASE_REPLY_CERT_SIGNATURE].outcome, RT_CONFORM_FAIL);
    ck_assert_int_eq(seen[v][RT_CONFORM_CASE_REQUEST_SIZE_LARGE].outcome, RT_CONFORM_PASS);
}
END_TEST

/* A server of one transport; one that nobody reaches; a budget that is too small. */
START_TEST(test_limits)
{
    const size_t v = rt_registry_place(rt_registry_find("v14"));
    start_version(v);
    udp = false;
    run(0);
    ck_assert_int_eq(seen[v][RT_CONFORM_CASE_REPLY_RADIUS].outcome, RT_CONFORM_PASS);
    ck_assert_int_eq(seen[v][RT_CONFORM_CASE_OTHER_TCP].outcome, RT_CONFORM_PASS);
    ck_assert_int_eq(seen[v][RT_CONFORM_CASE_REQUEST_EMPTY].outcome, RT_CONFORM_SKIP);
    start_version(v);
    udp = tcp = false;
    run(0);
    ck_assert(!conform.answered);
}
END_TEST

RT_TEST_MAIN("responder_conform", test_each_version, test_mutants, test_catalogue, test_grease,
             test_now_and_then, test_death, test_versions, test_all_versions, test_wrong_key,
             test_limits)
