// SPDX-License-Identifier: BSD-2-Clause
/*
 * Each case of conformance that is about requests has a fault of `serve --fault` that fails it, and
 * no other but those that must fail with it: so servers can check checkers.
 */
#include <stdio.h>

#include "client/conform.h"
#include "client/test_probe.h"
#include "server/quirk.h"
#include "server/test_services.h"

#define VERSION "rfc10049"

/* The case, the fault; and what must fail with it, or NULL. */
static const struct {
    const char *name, *fault, *follows;
} faults[] = {
    {"srv", "refuse.srv", NULL},
    {"srv.foreign", "lax.srv", NULL},
    {"size.packet", "wrong.size.message", NULL},
    {"size.small", "wrong.size", NULL},
    {"size.large", "refuse.large", NULL},
    {"frame.other", "wrong.frame.other", NULL},
    {"ver.several", "refuse.several", NULL},
    {"ver.unknown", "refuse.unknown-number", NULL},
    {"ver.foreign", "wrong.version.foreign", NULL},
    {"ver.none", "lax.version.present", NULL},
    {"ver.descends", "wrong.offer", NULL},
    {"ver.repeats", "wrong.offer.repeats", NULL},
    {"ver.33", "wrong.offer.count", NULL},
    {"type.other", "wrong.type.missing", NULL},
    {"type.1", "wrong.type.other", NULL},
    {"padding.PAD", "wrong.padding.PAD", NULL},
    {"padding.PAD-ff", "wrong.padding.PAD-ff", NULL},
    {"padding.none", "refuse.unpadded", NULL},
    {"padding.ones", "wrong.padding.zero", NULL},
    {"tag.unknown", "refuse.unknown-tag", NULL},
    {"nonce.other", "wrong.nonce.length", NULL},
    {"nonce.none", "lax.nonce", NULL},
    {"ver.empty", "wrong.version.empty", NULL},
    {"tags.descend", "wrong.tags.order", NULL},
    {"tags.repeat", "lax.tags", NULL},
    {"length.wrong", "wrong.length.other", NULL},
    {"tags.many", "wrong.packet.torn", NULL},
    {"cut", "wrong.packet.cut", NULL},
    {"empty", "wrong.packet.empty", NULL},
    {"burst", "batch.path", NULL},
    {"times", "jumping-time", NULL},
    {"tcp", "refuse.tcp", "tcp."},
    {"tcp.two", "tcp.once", NULL},
    {"tcp.pieces", "refuse.pieces", NULL},
};

static const uint8_t seed[RT_KEY_SIZE] = {3};
static uint8_t key[RT_KEY_SIZE], srv[RT_SRV_SIZE];
static struct rt_crypto *crypto;
static struct rt_responder responder;
static struct rt_service service;
static struct rt_probe probe;
static struct rt_conform conform;
static struct rt_conform_settings settings;
static const struct rt_quirk_row *row;
static uint64_t random_state, memory;
static enum rt_conform_outcome seen[RT_CONFORM_CASE_COUNT];

static const struct rt_instant now = {.seconds = 1700000000};

static void start(void)
{
    static struct rt_identity identity;
    const struct rt_version *version = rt_registry_find(VERSION);
    const struct rt_responder_settings of_responder =
        test_services_settings(&service, 1, &identity, 1);
    crypto = rt_crypto_new();
    ck_assert_ptr_nonnull(crypto);
    ck_assert_int_eq(rt_crypto_public_key(seed, key), RT_OK);
    ck_assert_int_eq(rt_crypto_srv(crypto, key, srv), RT_OK);
    identity = (struct rt_identity){.key = key, .seed = seed};
    service = (struct rt_service){.version = version, .rules = version->rules};
    ck_assert_int_eq(rt_responder_init(&responder, crypto, &of_responder, now), RT_OK);
}

/* What becomes of an answer; whether it is the last on its connection. */
static bool change(enum rt_transport transport, struct rt_answer *answer)
{
    const struct rt_server_turn turn = {
        .crypto = crypto,
        .responder = &responder,
        .rules = &service.rules,
        .now = now,
        .transport = transport,
        .random = &random_state,
        .memory = &memory,
    };
    if (!rt_quirk_concerns(row, &turn, answer))
        return false;
    enum rt_server_action action = rt_quirk_answer(row, &turn, answer);
    if (action == RT_SERVER_DROP)
        answer->refusal = RT_REFUSED_FAILED;
    return action == RT_SERVER_LAST;
}

/* Answers packets of one transport that came together. */
static void answer_some(struct test_probe_packet *packets, size_t count)
{
    static struct rt_answer answers[RT_TOGETHER_MAX];
    size_t closed = SIZE_MAX;
    for (size_t i = 0; i < count; i++)
        answers[i] = (struct rt_answer){
            .packet = {packets[i].request, packets[i].request_len},
            .room = rt_writer_into(packets[i].reply, sizeof packets[i].reply),
            .pieces = probe.asks[packets[i].place].pieces,
        };
    rt_responder_answer(&responder, now, packets[0].transport, answers, count);
    for (size_t i = 0; i < count; i++) {
        bool ended = packets[i].place == closed;
        bool last = change(packets[i].transport, &answers[i]);
        packets[i].reply_len =
            answers[i].refusal == RT_ANSWERED && !ended ? answers[i].room.len : 0;
        if (last)
            closed = packets[i].place;
    }
}

static void answer(void *context, struct test_probe_packet *packets, size_t count)
{
    (void)context;
    for (size_t i = 0; i < count;) {
        size_t n = 1;
        while (i + n < count && n < RT_TOGETHER_MAX &&
               packets[i + n].transport == packets[i].transport)
            n++;
        answer_some(packets + i, n);
        i += n;
    }
}

static void run(void)
{
    struct test_probe_server server = {.answer = answer};
    struct rt_conform_result result;
    const size_t version = rt_registry_place(service.version);
    settings = (struct rt_conform_settings){
        .plan = test_probe_plan(key, srv),
        .wanted = UINT64_C(1) << version,
    };
    settings.plan.budget = 1000;
    settings.plan.burst = 8;
    random_state = 1;
    memory = 0;
    memset(seen, 0, sizeof seen);
    rt_conform_init(&conform, &settings, crypto);
    while (rt_conform_next(&conform)) {
        test_probe_run(&probe, &conform.plan, crypto, &server);
        bool begun = conform.begun;
        rt_conform_take(&conform, &probe);
        for (int i = 0; i < RT_CONFORM_CASE_COUNT && begun; i++)
            if (rt_conform_judge(&conform, version, (enum rt_conform_case)i, &result))
                seen[i] = result.outcome;
    }
}

/* The place of the fault of a case. */
static size_t place_of(const char *name)
{
    size_t i = 0;
    while (i < sizeof faults / sizeof faults[0] && strcmp(faults[i].name, name) != 0)
        i++;
    ck_assert_msg(i < sizeof faults / sizeof faults[0], "%s has no fault", name);
    return i;
}

/* Whether the fault of a case fails it, and no other that was asked. */
static bool is_failed(enum rt_conform_case which)
{
    const char *name = rt_conform_case_name(which);
    const size_t place = place_of(name);
    const char *follows = faults[place].follows;
    row = rt_quirk_find(faults[place].fault);
    ck_assert_msg(row != NULL, "%s", faults[place].fault);
    run();
    bool good = true;
    for (int i = 0; i < RT_CONFORM_CASE_COUNT; i++) {
        const char *other = rt_conform_case_name((enum rt_conform_case)i);
        bool fails = seen[i] == RT_CONFORM_FAIL;
        bool must = follows && strncmp(other, follows, strlen(follows)) == 0;
        bool right = (enum rt_conform_case)i == which ? fails : !fails || must;
        if (!right)
            printf("%s: %s %s\n", row->name, other, fails ? "fails" : "does not fail");
        good = good && right;
    }
    return good;
}

START_TEST(test_each_case)
{
    struct rt_conform_demand demand;
    unsigned tried = 0, failed = 0;
    start();
    const struct rt_candidate as = {service.version, NULL};
    for (int i = 0; i < RT_CONFORM_CASE_COUNT; i++) {
        enum rt_conform_case which = (enum rt_conform_case)i;
        if (rt_conform_case_row(which)->kind == RT_CONFORM_REPLY ||
            which == RT_CONFORM_CASE_REQUEST_PLAIN || !rt_conform_case_find(&as, which, &demand))
            continue;
        tried++;
        failed += is_failed(which);
    }
    printf("# faults of requests: %u of %u cases\n", failed, tried);
    ck_assert_uint_eq(failed, tried);
    rt_crypto_free(crypto);
}
END_TEST

RT_TEST_MAIN("quirk_conform", test_each_case)
