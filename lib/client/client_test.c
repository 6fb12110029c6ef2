// SPDX-License-Identifier: BSD-2-Clause
/* One server, with times and packets that a test makes up. */
#include "client/client.h"

#include <string.h>

#include "base/test.h"
#include "judge/test_server.h"
#include "registry.h"

#define SECOND UINT64_C(1000000000)
#define START  (5 * SECOND)
#define MOMENT 1700000000
#define KEY    1

static struct rt_crypto *crypto;
static uint8_t next_nonce;

/* Nonces 1, 1, 1...; 2, 2, 2...; and so on. */
static void make_nonce(void *context, size_t who, unsigned number, const struct rt_rules *rules,
                       uint8_t *nonce)
{
    ck_assert_uint_eq(number, next_nonce);
    (void)context;
    (void)who;
    memset(nonce, ++next_nonce, rules->nonce);
}

struct scene {
    struct rt_choice choices[RT_CHOICES_MAX];
    struct rt_negotiation negotiation;
    struct rt_client_plan plan;
    struct rt_client client;
    struct rt_judgement judgement;
};

/* A client for some versions, given as names that end in NULL; all if there are none. */
static void begin(struct scene *scene, const char *const *names)
{
    uint8_t key[RT_KEY_SIZE];
    size_t count = 0;
    memset(scene, 0, sizeof *scene);
    if (!crypto)
        crypto = rt_crypto_new();
    next_nonce = 0;
    for (; names && names[count]; count++)
        scene->choices[count].version = rt_registry_find(names[count]);
    for (size_t i = rt_registry_count; !names && i-- > 0; count++)
        scene->choices[count].version = rt_registry[i];
    ck_assert_int_eq(rt_negotiate(&scene->negotiation, scene->choices, count, RT_NEGOTIATE_ANY),
                     RT_OK);
    scene->plan = (struct rt_client_plan){
        .choices = scene->choices,
        .choice_count = count,
        .udp = true,
        .tcp = true,
        .wait_ns = RT_WAIT_FIRST_NS,
        .nonce = make_nonce,
    };
    test_server_key(KEY, key);
    ck_assert_int_eq(
        rt_client_init(&scene->client, &scene->plan, &scene->negotiation, crypto, key, 0), RT_OK);
}

/* What a server of a version answers to the request that is out. */
static struct rt_view answer_of(const struct scene *scene, const char *name, uint8_t seed)
{
    static uint8_t bytes[4096];
    const struct rt_client *client = &scene->client;
    size_t len = test_server_answer(crypto, &rt_registry_find(name)->rules, client->transport, seed,
                                    MOMENT, (struct rt_view){client->request, client->request_len},
                                    bytes, sizeof bytes);
    return (struct rt_view){bytes, len};
}

static const struct rt_client_try *latest(const struct rt_client *client)
{
    return rt_client_open_try(client, client->tries - 1);
}

/* Over the transport of the latest try. */
static enum rt_taken take(struct rt_client *client, struct rt_view packet, bool foreign,
                          struct rt_judgement *judgement)
{
    return rt_client_take(client, client->transport, packet, foreign, judgement);
}

static const char *const only_v14[] = {"v14", NULL};

START_TEST(test_waits)
{
    static const uint64_t at[] = {0, 1000, 2500, 4750};
    struct scene scene;
    struct rt_client *client = &scene.client;
    begin(&scene, only_v14);
    ck_assert_uint_eq(rt_client_left(client, START), 0);
    for (unsigned i = 0; i < 4; i++) {
        uint64_t now = START + at[i] * 1000000;
        if (i > 0)
            ck_assert_int_eq(rt_client_step(client, now - 1), RT_STEP_WAIT);
        ck_assert_int_eq(rt_client_step(client, now), RT_STEP_SEND);
        ck_assert_int_eq(rt_client_step(client, now), RT_STEP_WAIT);
        ck_assert_uint_eq(rt_client_left(client, now), (8125 - at[i]) * 1000000);
        ck_assert_uint_eq(latest(client)->nonce[0], i + 1);
        ck_assert_int_eq(client->transport, i < 3 ? RT_TRANSPORT_UDP : RT_TRANSPORT_TCP);
    }
    ck_assert_int_eq(rt_client_step(client, START + 8125 * UINT64_C(1000000) - 1), RT_STEP_WAIT);
    ck_assert_int_eq(rt_client_step(client, START + 8125 * UINT64_C(1000000)), RT_STEP_DONE);
    ck_assert_uint_eq(rt_client_left(client, START), 0);
}
END_TEST

START_TEST(test_longest_wait)
{
    struct scene scene;
    uint64_t now = START;
    begin(&scene, only_v14);
    scene.client.most = 60;
    for (int i = 0; i < 60; i++) {
        ck_assert_int_eq(rt_client_step(&scene.client, now), RT_STEP_SEND);
        now = scene.client.due_ns;
    }
    scene.client.most = UINT32_MAX;
    ck_assert_uint_eq(rt_client_left(&scene.client, now), UINT64_MAX);
    ck_assert_uint_eq(scene.client.due_ns - scene.client.sent_ns, 86400 * SECOND);
}
END_TEST

/* A reply in which all is right but the signature of the response. */
static struct rt_view forged_of(const struct scene *scene, const char *name)
{
    static uint8_t wrong[4096];
    struct rt_view forged = answer_of(scene, name, KEY);
    memcpy(wrong, forged.data, forged.len);
    wrong[80] ^= 1; /* in SIG */
    return (struct rt_view){wrong, forged.len};
}

/* Replies that prove nothing leave the waits between rounds as they are (RFC 10049 section 5); in a
 * round the same kind is asked again. */
START_TEST(test_only_a_valid_reply_ends_the_waits)
{
    struct scene scene;
    struct rt_client *client = &scene.client;
    uint64_t wait = SECOND;
    begin(&scene, only_v14);
    for (unsigned i = 0; i < 4; i++, wait += wait / 2) {
        uint64_t space = i < 3 ? RT_SPACING_NS : RT_SPACING_TCP_NS;
        ck_assert_int_eq(rt_client_step(client, i == 0 ? START : client->due_ns), RT_STEP_SEND);
        ck_assert_uint_eq(client->round, i + 1);
        struct rt_view forged = forged_of(&scene, "v14");
        ck_assert_int_eq(take(client, forged, false, &scene.judgement), RT_TAKEN_REJECTED);
        ck_assert_int_eq(take(client, forged, true, &scene.judgement), RT_TAKEN_FOREIGN);
        for (unsigned again = 0; again < (i > 0 ? 3 : 7); again++) {
            ck_assert_uint_eq(client->due_ns - client->sent_ns, space);
            ck_assert_int_eq(rt_client_step(client, client->due_ns - 1), RT_STEP_WAIT);
            ck_assert_int_eq(rt_client_step(client, client->due_ns), RT_STEP_SEND);
            ck_assert_uint_eq(client->round, i + 1);
        }
        ck_assert_uint_eq(client->due_ns - client->sent_ns, wait);
        ck_assert_int_eq(rt_client_step(client, client->due_ns - 1), RT_STEP_WAIT);
    }
    ck_assert_uint_eq(client->odd, 4);
    struct rt_view good = answer_of(&scene, "v14", KEY);
    ck_assert_int_eq(take(client, good, false, &scene.judgement), RT_TAKEN_VALID);
    ck_assert_int_eq(rt_client_step(client, client->due_ns), RT_STEP_DONE);
}
END_TEST

/* The kinds of a round, as they go out. */
static void expect_round(struct rt_client *client, uint64_t *now, const char *kinds)
{
    for (size_t i = 0; kinds[i]; i++) {
        ck_assert_int_eq(rt_client_step(client, *now), RT_STEP_SEND);
        const struct rt_client_try *one = latest(client);
        char kind = (char)((one->bare ? 'A' : 'a') + one->attempt);
        ck_assert_msg(kind == kinds[i], "round %u, request %zu: %c, not %c", client->round, i, kind,
                      kinds[i]);
        *now = client->due_ns;
    }
}

/* Whoever knows nothing asks in every kind, soon, and again; the second and fourth time without
 * SRV. */
START_TEST(test_rounds)
{
    struct scene scene;
    struct rt_client *client = &scene.client;
    uint64_t now = START;
    begin(&scene, NULL);
    expect_round(client, &now, "abcdef");
    ck_assert_uint_eq(client->sent_ns, START + 5 * RT_SPACING_NS);
    ck_assert_uint_eq(now, client->sent_ns + SECOND);
    expect_round(client, &now, "ABcdef");
    ck_assert_uint_eq(now, client->sent_ns + SECOND * 3 / 2);
    expect_round(client, &now, "abcdef");
    expect_round(client, &now, "ABcdef");
    expect_round(client, &now, "abcdef");
    ck_assert_int_eq(client->transport, RT_TRANSPORT_UDP);
    /* There is no TCP for the last kind. */
    expect_round(client, &now, "abcde");
    ck_assert_int_eq(client->transport, RT_TRANSPORT_TCP);
    ck_assert_int_eq(rt_client_step(client, now), RT_STEP_DONE);
}
END_TEST

/* A wait that is shorter than the spacing is the spacing. */
START_TEST(test_short_wait)
{
    struct scene scene;
    uint64_t now = START;
    begin(&scene, NULL);
    scene.plan.wait_ns = SECOND / 100;
    expect_round(&scene.client, &now, "abcdef");
    ck_assert_uint_eq(now, START + 6 * SECOND / 100);
}
END_TEST

/* Over TCP the requests of each round have more time than those of the round before. */
START_TEST(test_tcp_spacing)
{
    static const uint64_t tenths[] = {30, 45, 67, 100};
    struct scene scene;
    uint64_t now = START;
    uint8_t key[RT_KEY_SIZE];
    begin(&scene, NULL);
    scene.plan.udp = false;
    test_server_key(KEY, key);
    ck_assert_int_eq(rt_client_init(&scene.client, &scene.plan, &scene.negotiation, crypto, key, 0),
                     RT_OK);
    for (size_t round = 0; round < 4; round++) {
        expect_round(&scene.client, &now, round % 2 && round < 3 ? "AB" : "ab");
        ck_assert_uint_eq((now - scene.client.sent_ns) * 100 / SECOND, tenths[round]);
        expect_round(&scene.client, &now, "cde");
    }
    /* The fourth round is the last; it has one wait of its own. */
    ck_assert_int_eq(rt_client_step(&scene.client, now), RT_STEP_DONE);
}
END_TEST

/* Any reply tells which kind a server answers; it is asked again, and no other. */
START_TEST(test_kind)
{
    struct scene scene;
    struct rt_client *client = &scene.client;
    uint64_t now = START;
    begin(&scene, NULL);
    expect_round(client, &now, "abc");
    struct rt_view forged = forged_of(&scene, "v6");
    ck_assert_int_eq(take(client, forged, false, &scene.judgement), RT_TAKEN_REJECTED);
    now = client->due_ns;
    expect_round(client, &now, "ccccc");
    ck_assert_uint_eq(client->round, 1);
    expect_round(client, &now, "ccc");
    ck_assert_uint_eq(client->round, 2);
    expect_round(client, &now, "ccc");
    ck_assert_uint_eq(client->round, 3);
    /* An answer to the first request comes after all. */
    ck_assert_int_eq(take(client, answer_of(&scene, "v6", KEY), false, &scene.judgement),
                     RT_TAKEN_VALID);
}
END_TEST

/* A reply of one version to the request of another names both kinds. */
START_TEST(test_kind_of_reply)
{
    struct scene scene;
    struct rt_client *client = &scene.client;
    struct rt_rules rules = rt_registry_find("v8")->rules;
    uint8_t bytes[4096];
    uint64_t now = START;
    begin(&scene, NULL);
    expect_round(client, &now, "abc");
    /* Asked as v5 to v7, it answers as v8. */
    rules.version = rt_registry_find("v5")->rules.version;
    struct rt_view request = {client->request, client->request_len};
    size_t len = test_server_answer(crypto, &rules, client->transport, KEY, MOMENT, request, bytes,
                                    sizeof bytes);
    struct rt_packet packet;
    rt_packet_parse(&packet, (struct rt_view){bytes, len});
    size_t at = rt_packet_offset(&packet, packet.values[RT_SLOT_VER].data);
    rt_bytes_store32(bytes + at, rt_registry_find("v8")->rules.version);
    ck_assert_int_eq(take(client, (struct rt_view){bytes, len}, false, &scene.judgement),
                     RT_TAKEN_REJECTED);
    now = client->due_ns;
    expect_round(client, &now, "bcbcb");
}
END_TEST

/* Who has not seen a request may say what he likes: all kinds are still asked. */
START_TEST(test_kind_of_nobody)
{
    struct scene scene, other;
    struct rt_client *client = &scene.client;
    uint64_t now = START, before = START;
    begin(&other, NULL);
    expect_round(&other.client, &before, "abc");
    struct rt_view unasked = answer_of(&other, "v6", 9);
    begin(&scene, NULL);
    next_nonce = 0;
    scene.plan.nonce_context = &scene; /* others than those of the other client */
    expect_round(client, &now, "a");
    ck_assert_int_eq(take(client, unasked, false, &scene.judgement), RT_TAKEN_REJECTED);
    ck_assert_uint_eq(client->heard, 0);
    now = client->due_ns;
    expect_round(client, &now, "bcdefac");
    expect_round(client, &now, "ABcdefAc");
}
END_TEST

/* Replies to all of the latest tries count; those to tries before are late. */
START_TEST(test_open_and_late)
{
    struct scene scene;
    struct rt_client *client = &scene.client;
    uint8_t first[4096], second[4096];
    begin(&scene, only_v14);
    client->most = 100;
    ck_assert_int_eq(rt_client_step(client, START), RT_STEP_SEND);
    struct rt_view late = answer_of(&scene, "v14", KEY);
    memcpy(first, late.data, late.len);
    late.data = first;
    ck_assert_int_eq(rt_client_step(client, client->due_ns), RT_STEP_SEND);
    struct rt_view early = answer_of(&scene, "v14", KEY);
    memcpy(second, early.data, early.len);
    early.data = second;
    for (unsigned i = 2; i < RT_CLIENT_OPEN + 1; i++)
        ck_assert_int_eq(rt_client_step(client, client->due_ns), RT_STEP_SEND);
    ck_assert_int_eq(take(client, late, false, &scene.judgement), RT_TAKEN_LATE);
    ck_assert(!client->done);
    ck_assert_int_eq(take(client, early, false, &scene.judgement), RT_TAKEN_VALID);
    ck_assert_uint_eq(client->taken->number, 1);
}
END_TEST

/* What another transport brings is no reply to a request of this one. */
START_TEST(test_transport)
{
    struct scene scene;
    struct rt_client *client = &scene.client;
    begin(&scene, only_v14);
    rt_client_step(client, START);
    struct rt_view good = answer_of(&scene, "v14", KEY);
    ck_assert_int_ne(rt_client_take(client, RT_TRANSPORT_TCP, good, false, &scene.judgement),
                     RT_TAKEN_VALID);
    ck_assert_int_eq(rt_client_take(client, RT_TRANSPORT_UDP, good, false, &scene.judgement),
                     RT_TAKEN_VALID);
}
END_TEST

/* A client of all versions that hears of a server with another key in the second round, without
 * SRV. */
static void begin_with_bare_answer(struct scene *scene, uint64_t *now)
{
    struct rt_client *client = &scene->client;
    begin(scene, NULL);
    expect_round(client, now, "abcdef");
    expect_round(client, now, "A");
    ck_assert_int_eq(take(client, answer_of(scene, "v14", 9), false, &scene->judgement),
                     RT_TAKEN_REJECTED);
}

/* A server with another key is silent when it is asked with SRV, and answers without. */
START_TEST(test_only_without_srv)
{
    struct scene scene;
    struct rt_client *client = &scene.client;
    uint64_t now = START;
    begin_with_bare_answer(&scene, &now);
    ck_assert(client->only_bare);
    ck_assert_uint_eq(client->strangers, 0);
    now = client->due_ns;
    expect_round(client, &now, "aaa");
    ck_assert_uint_eq(rt_client_left(client, now), 0);
    ck_assert_int_eq(rt_client_step(client, now), RT_STEP_DONE);
}
END_TEST

/* A server with several keys answers with another one without SRV, and with the right one with
 * SRV. */
START_TEST(test_several_keys)
{
    struct scene scene;
    struct rt_client *client = &scene.client;
    uint64_t now = START;
    begin_with_bare_answer(&scene, &now);
    now = client->due_ns;
    expect_round(client, &now, "a");
    ck_assert_int_eq(take(client, answer_of(&scene, "v14", KEY), false, &scene.judgement),
                     RT_TAKEN_VALID);
}
END_TEST

/* A client for v8 that finds out about the other versions. */
static void begin_with_others(struct scene *scene, struct rt_choice others[RT_CHOICES_MAX])
{
    static const char *const names[] = {"v8", NULL};
    begin(scene, names);
    for (size_t i = 0; i < rt_registry_count; i++)
        others[i] = (struct rt_choice){.version = rt_registry[rt_registry_count - 1 - i]};
    ck_assert_int_eq(rt_negotiate_add(&scene->negotiation, others, rt_registry_count,
                                      RT_NEGOTIATE_ANY, RT_ATTEMPT_OTHER),
                     RT_OK);
    scene->client.others = others;
    scene->client.other_count = rt_registry_count;
}

START_TEST(test_other_version)
{
    static struct rt_choice others[RT_CHOICES_MAX];
    struct scene scene;
    struct rt_client *client = &scene.client;
    uint64_t now = START;
    begin_with_others(&scene, others);
    expect_round(client, &now, "a");
    expect_round(client, &now, "aB");
    ck_assert_int_eq(take(client, answer_of(&scene, "rfc10049", KEY), false, &scene.judgement),
                     RT_TAKEN_OTHER);
    ck_assert_str_eq(client->other.version->name, "rfc10049");
    now = client->due_ns;
    expect_round(client, &now, "aaa");
    ck_assert_int_eq(rt_client_step(client, now), RT_STEP_DONE);
    /* With another key, too. */
    now = START;
    begin_with_others(&scene, others);
    expect_round(client, &now, "a");
    expect_round(client, &now, "aBC");
    ck_assert_int_eq(take(client, answer_of(&scene, "v11", 9), false, &scene.judgement),
                     RT_TAKEN_REJECTED);
    ck_assert(client->only_bare);
    ck_assert_int_eq(scene.judgement.report.checks[RT_CHECK_CERT_SIGNATURE].outcome, RT_FAIL);
    ck_assert_int_eq(scene.judgement.report.checks[RT_CHECK_VERSION_OFFERED].outcome, RT_PASS);
}
END_TEST

/* The same of a server of which somebody says in which version it answers. */
static void begin_hinted(struct scene *scene, const char *hinted)
{
    const struct rt_choice hint = {.version = rt_registry_find(hinted)};
    uint8_t key[RT_KEY_SIZE];
    begin(scene, NULL);
    size_t count = scene->negotiation.count;
    scene->negotiation.count = 0;
    ck_assert_int_eq(
        rt_negotiate_add(&scene->negotiation, &hint, 1, RT_NEGOTIATE_ANY, RT_ATTEMPT_HINTED),
        RT_OK);
    ck_assert_int_eq(rt_negotiate_add(&scene->negotiation, scene->choices, scene->plan.choice_count,
                                      RT_NEGOTIATE_ANY, RT_ATTEMPT_WANTED),
                     RT_OK);
    ck_assert_uint_eq(scene->negotiation.count, count + 1);
    ck_assert_uint_eq(scene->negotiation.list[0].numbers[0], hint.version->rules.version);
    test_server_key(KEY, key);
    ck_assert_int_eq(
        rt_client_init(&scene->client, &scene->plan, &scene->negotiation, crypto, key, 0), RT_OK);
}

/* Where the answers in the version of the hint are wrong, the other kinds are asked at once. Such
 * an answer is of two kinds, that of the hint and the one that offers this version among others. */
START_TEST(test_wrong_as_hinted)
{
    struct scene scene;
    const struct rt_client *client = &scene.client;
    unsigned wrong = 0;
    begin_hinted(&scene, "v8");
    for (;;) {
        ck_assert_int_eq(rt_client_step(&scene.client, wrong ? client->due_ns : START),
                         RT_STEP_SEND);
        ck_assert_uint_eq(client->round, 1);
        if (!rt_attempt_offers(&client->negotiation->list[latest(client)->attempt],
                               &(struct rt_choice){.version = rt_registry_find("v8")},
                               RT_NEGOTIATE_ANY))
            break;
        ck_assert_uint_lt(wrong++, 2 * RT_CLIENT_HOPELESS);
        ck_assert_int_eq(take(&scene.client, forged_of(&scene, "v8"), false, &scene.judgement),
                         RT_TAKEN_REJECTED);
    }
    ck_assert_uint_ge(wrong, RT_CLIENT_HOPELESS);
}
END_TEST

/* Nothing but the hint is asked first; if that is silent it is no law. */
START_TEST(test_hint)
{
    struct scene scene;
    struct rt_client *client = &scene.client;
    uint64_t now = START;
    begin_hinted(&scene, "v4");
    expect_round(client, &now, "a");
    ck_assert_uint_eq(now, START + SECOND);
    expect_round(client, &now, "BC");
    ck_assert_int_eq(take(client, answer_of(&scene, "v8", KEY), false, &scene.judgement),
                     RT_TAKEN_VALID);
}
END_TEST

START_TEST(test_every_version)
{
    for (size_t i = 0; i < rt_registry_count; i++) {
        const char *names[] = {rt_registry[i]->name, NULL};
        struct scene scene;
        for (int tcp = 0; tcp < 2; tcp++) {
            if (tcp && rt_registry[i]->rules.stream == RT_STREAM_NONE)
                continue;
            begin(&scene, names);
            scene.client.udp_dead = tcp;
            ck_assert_int_eq(rt_client_step(&scene.client, START), RT_STEP_SEND);
            ck_assert_int_eq(
                take(&scene.client, answer_of(&scene, names[0], KEY), false, &scene.judgement),
                RT_TAKEN_VALID);
            ck_assert_str_eq(scene.judgement.best.version->name, names[0]);
            ck_assert_int_eq(rt_client_step(&scene.client, START), RT_STEP_DONE);
        }
    }
}
END_TEST

/* Whatever one version a server speaks, the client that offers all gets there. */
START_TEST(test_negotiation)
{
    for (size_t i = 0; i < rt_registry_count; i++) {
        const struct rt_version *version = rt_registry[i];
        struct scene scene;
        begin(&scene, NULL);
        uint64_t now = START;
        struct rt_view reply = {NULL, 0};
        while (reply.len == 0) {
            ck_assert_int_eq(rt_client_step(&scene.client, now), RT_STEP_SEND);
            reply = answer_of(&scene, version->name, KEY);
            now = scene.client.due_ns;
        }
        ck_assert_int_eq(take(&scene.client, reply, false, &scene.judgement), RT_TAKEN_VALID);
        /* Soon, and with few packets. */
        ck_assert_uint_le(scene.client.sent_ns, START + 13 * SECOND / 10);
        ck_assert_uint_le(scene.client.tries, 8);
        bool among = false;
        for (size_t v = 0; v < scene.judgement.valid_count; v++)
            among = among || scene.judgement.valid[v].version == version;
        ck_assert_msg(among, "%s", version->name);
    }
}
END_TEST

START_TEST(test_what_does_not_count)
{
    struct scene scene;
    struct rt_client *client = &scene.client;
    begin(&scene, only_v14);
    struct rt_view early = {(const uint8_t *)"early", 5};
    ck_assert_int_eq(take(client, early, false, &scene.judgement), RT_TAKEN_SURPLUS);
    rt_client_step(client, START);
    ck_assert_int_eq(take(client, answer_of(&scene, "v14", KEY), true, &scene.judgement),
                     RT_TAKEN_FOREIGN);
    ck_assert_int_eq(take(client, answer_of(&scene, "v14", 9), false, &scene.judgement),
                     RT_TAKEN_REJECTED);
    ck_assert_int_eq(scene.judgement.report.checks[RT_CHECK_CERT_SIGNATURE].outcome, RT_FAIL);
    ck_assert_int_eq(take(client, early, false, &scene.judgement), RT_TAKEN_REJECTED);
    ck_assert(!client->done);
    ck_assert_int_eq(take(client, answer_of(&scene, "v14", KEY), false, &scene.judgement),
                     RT_TAKEN_VALID);
    ck_assert_int_eq(take(client, answer_of(&scene, "v14", KEY), false, &scene.judgement),
                     RT_TAKEN_SURPLUS);
    ck_assert_uint_eq(client->count[RT_TAKEN_REJECTED], 2);
    ck_assert_uint_eq(client->count[RT_TAKEN_SURPLUS], 2);
}
END_TEST

/* Takes the reply of a server with another key; a bit of one value is turned, or of none. */
static enum rt_taken take_stranger(struct scene *scene, const char *name, enum rt_slot damaged)
{
    uint8_t bytes[4096];
    struct rt_view reply = answer_of(scene, name, 9);
    struct rt_packet packet;
    memcpy(bytes, reply.data, reply.len);
    reply.data = bytes;
    rt_packet_parse(&packet, reply);
    if (damaged != RT_SLOT_COUNT) {
        ck_assert(rt_view_present(packet.values[damaged]));
        bytes[rt_packet_offset(&packet, packet.values[damaged].data)] ^= 1;
    }
    return take(&scene->client, reply, false, &scene->judgement);
}

START_TEST(test_stranger)
{
    static const char *const names[] = {"google", "v4", "v7", "v14", "rfc10049"};
    for (size_t n = 0; n < sizeof names / sizeof names[0]; n++) {
        const char *const only[] = {names[n], NULL};
        struct scene scene;
        struct rt_client *client = &scene.client;
        begin(&scene, only);
        for (unsigned t = 0; t < RT_STRANGERS; t++) {
            ck_assert_int_eq(rt_client_step(client, t ? client->due_ns : START), RT_STEP_SEND);
            /* As often as it likes: one try is one. */
            for (int i = 0; i < 3 && !client->done; i++)
                ck_assert_int_eq(take_stranger(&scene, names[n], RT_SLOT_COUNT), RT_TAKEN_REJECTED);
            ck_assert_uint_eq(client->strangers, t + 1);
        }
        ck_assert_int_eq(rt_client_step(client, client->sent_ns), RT_STEP_DONE);
        ck_assert_uint_eq(client->tries, RT_STRANGERS);
    }
}
END_TEST

/* A server with the right key that greases the signature of its delegation is no stranger, whether
 * it spoils it in another way each time or sends something better in between. */
START_TEST(test_greased_delegation)
{
    struct scene scene;
    struct rt_client *client = &scene.client;
    begin(&scene, only_v14);
    for (unsigned i = 0; i < 7; i++) {
        uint8_t bytes[4096];
        struct rt_packet packet;
        ck_assert_int_eq(rt_client_step(client, i ? client->due_ns : START), RT_STEP_SEND);
        struct rt_view reply = answer_of(&scene, "v14", KEY);
        memcpy(bytes, reply.data, reply.len);
        rt_packet_parse(&packet, (struct rt_view){bytes, reply.len});
        bytes[rt_packet_offset(&packet, packet.values[RT_SLOT_CERT_SIG].data) + i] ^= 1;
        ck_assert_int_eq(take(client, (struct rt_view){bytes, reply.len}, false, &scene.judgement),
                         RT_TAKEN_REJECTED);
        ck_assert_uint_eq(client->strangers, 1);
    }
    ck_assert_int_eq(rt_client_step(client, client->due_ns), RT_STEP_SEND);
    ck_assert_int_eq(take(client, forged_of(&scene, "v14"), false, &scene.judgement),
                     RT_TAKEN_REJECTED);
    ck_assert_uint_eq(client->strangers, 0);
}
END_TEST

/* What somebody can send who has not seen the nonce ends nothing. */
START_TEST(test_no_stranger)
{
    struct scene scene;
    struct rt_client *client = &scene.client;
    uint8_t old[4096];
    begin(&scene, only_v14);
    rt_client_step(client, START);
    /* A stranger's reply to another request, the nonce it echoes made unknown or this one. */
    struct rt_view other = answer_of(&scene, "v14", 9);
    memcpy(old, other.data, other.len);
    other.data = old;
    struct rt_packet parsed;
    rt_packet_parse(&parsed, other);
    size_t at = rt_packet_offset(&parsed, parsed.values[RT_SLOT_NONC].data);
    for (unsigned i = 0; i < 3; i++) {
        ck_assert_int_eq(rt_client_step(client, client->due_ns), RT_STEP_SEND);
        memset(old + at, 0xee, 32);
        ck_assert_int_eq(take(client, other, false, &scene.judgement), RT_TAKEN_REJECTED);
        memcpy(old + at, latest(client)->nonce, 32);
        ck_assert_int_eq(take(client, other, false, &scene.judgement), RT_TAKEN_REJECTED);
        ck_assert_int_eq(scene.judgement.report.checks[RT_CHECK_NONCE_ECHO].outcome, RT_PASS);
    }
    ck_assert_uint_eq(client->strangers, 0);
    ck_assert(!client->done);
    ck_assert_int_eq(take(client, answer_of(&scene, "v14", KEY), false, &scene.judgement),
                     RT_TAKEN_VALID);
}
END_TEST

/* Nor does a reply in which more is wrong than the key. */
START_TEST(test_worse_than_stranger)
{
    static const enum rt_slot slots[] = {RT_SLOT_SIG,  RT_SLOT_NONC, RT_SLOT_INDX, RT_SLOT_VERS,
                                         RT_SLOT_MIDP, RT_SLOT_ROOT, RT_SLOT_PUBK, RT_SLOT_TYPE};
    struct scene scene;
    begin(&scene, only_v14);
    for (size_t i = 0; i < sizeof slots / sizeof slots[0]; i++) {
        uint64_t now = scene.client.tries > 0 ? scene.client.due_ns : START;
        scene.client.most = 100;
        ck_assert_int_eq(rt_client_step(&scene.client, now), RT_STEP_SEND);
        ck_assert_int_eq(take_stranger(&scene, "v14", slots[i]), RT_TAKEN_REJECTED);
        ck_assert_uint_eq(scene.client.strangers, 0);
    }
}
END_TEST

/* Nor does one of the right server that signs its delegation as another version does. */
START_TEST(test_odd_server)
{
    static const char *const names[] = {"v14", "v8", NULL};
    const struct rt_version *other = rt_registry_find("v8");
    struct rt_rules rules = rt_registry_find("v14")->rules;
    struct scene scene;
    struct rt_client *client = &scene.client;
    uint8_t bytes[4096];
    ck_assert_int_ne(rules.cert_context, other->rules.cert_context);
    rules.cert_context = other->rules.cert_context;
    begin(&scene, names);
    client->most = 100;
    for (unsigned i = 0, answers = 0; answers < 4; i++) {
        ck_assert_int_eq(rt_client_step(client, i ? client->due_ns : START), RT_STEP_SEND);
        struct rt_view request = {client->request, client->request_len};
        size_t len = test_server_answer(crypto, &rules, client->transport, KEY, MOMENT, request,
                                        bytes, sizeof bytes);
        if (len == 0)
            continue;
        answers++;
        ck_assert_int_eq(take(client, (struct rt_view){bytes, len}, false, &scene.judgement),
                         RT_TAKEN_REJECTED);
        ck_assert_int_eq(scene.judgement.report.checks[RT_CHECK_CERT_SIGNATURE].outcome, RT_FAIL);
        ck_assert_uint_eq(client->strangers, 0);
    }
}
END_TEST

/* A server may be wrong in one version and right in another: after some wrong replies the other
 * kinds are asked too. */
START_TEST(test_wrong_in_one_version)
{
    static const char *const names[] = {"v14", "v8", "google", NULL};
    struct scene scene;
    struct rt_client *client = &scene.client;
    enum rt_taken taken = RT_TAKEN_REJECTED;
    unsigned wrong = 0;
    begin(&scene, names);
    for (unsigned i = 0; taken == RT_TAKEN_REJECTED; i++) {
        ck_assert_int_eq(rt_client_step(client, i ? client->due_ns : START), RT_STEP_SEND);
        ck_assert_uint_eq(client->round, 1);
        size_t kind = latest(client)->attempt;
        if (kind == 1) {
            ck_assert_uint_lt(wrong++, RT_CLIENT_HOPELESS);
            taken = take(client, forged_of(&scene, "v8"), false, &scene.judgement);
        } else if (kind == 2) {
            taken = take(client, answer_of(&scene, "google", KEY), false, &scene.judgement);
        }
    }
    ck_assert_uint_eq(wrong, RT_CLIENT_HOPELESS);
    ck_assert_int_eq(taken, RT_TAKEN_VALID);
}
END_TEST

/* Each byte of a valid reply is turned: the reply is rejected, whichever it is. */
START_TEST(test_no_damage_passes)
{
    static const char *const names[] = {"google", "v4", "v7", "v14"};
    for (size_t n = 0; n < 4; n++) {
        struct scene scene;
        uint8_t bytes[4096];
        const char *const only[] = {names[n], NULL};
        begin(&scene, only);
        rt_client_step(&scene.client, START);
        struct rt_view good = answer_of(&scene, names[n], KEY);
        for (size_t i = 0; i < good.len; i++) {
            memcpy(bytes, good.data, good.len);
            bytes[i] ^= (uint8_t)(1 << i % 8);
            struct rt_view bad = {bytes, good.len};
            ck_assert_int_ne(take(&scene.client, bad, false, &scene.judgement), RT_TAKEN_VALID);
        }
        ck_assert_int_eq(take(&scene.client, good, false, &scene.judgement), RT_TAKEN_VALID);
    }
}
END_TEST

START_TEST(test_failures)
{
    struct scene scene;
    struct rt_client *client = &scene.client;
    begin(&scene, only_v14);
    rt_client_step(client, START);
    rt_client_failed(client, false);
    ck_assert_int_eq(rt_client_step(client, START), RT_STEP_SEND);
    ck_assert_int_eq(client->transport, RT_TRANSPORT_TCP);
    rt_client_failed(client, true); /* closed: the next try waits */
    ck_assert_int_eq(rt_client_step(client, START), RT_STEP_WAIT);
    ck_assert_int_eq(rt_client_step(client, client->due_ns), RT_STEP_SEND);
    ck_assert_int_eq(client->transport, RT_TRANSPORT_TCP);
    rt_client_failed(client, false);
    ck_assert_int_eq(rt_client_step(client, START), RT_STEP_DONE);
}
END_TEST

START_TEST(test_ways)
{
    static const char *const google[] = {"google", NULL};
    struct scene scene;
    uint8_t key[RT_KEY_SIZE] = {0};
    begin(&scene, google);
    /* There is no TCP for it: the last try is over UDP too. */
    for (int i = 0; i < RT_TRIES; i++) {
        ck_assert_int_eq(rt_client_step(&scene.client, START + (unsigned)i * 10 * SECOND),
                         RT_STEP_SEND);
        ck_assert_int_eq(scene.client.transport, RT_TRANSPORT_UDP);
    }
    scene.plan.udp = false;
    ck_assert_int_eq(rt_client_init(&scene.client, &scene.plan, &scene.negotiation, crypto, key, 0),
                     RT_E_EMPTY);
    ck_assert_int_eq(rt_client_step(&scene.client, START), RT_STEP_DONE);
    begin(&scene, google);
    scene.client.udp_dead = true;
    ck_assert_int_eq(rt_client_step(&scene.client, START), RT_STEP_DONE);
    begin(&scene, only_v14);
    scene.plan.tcp = false;
    scene.client.most = 1;
    ck_assert_int_eq(rt_client_step(&scene.client, START), RT_STEP_SEND);
    ck_assert_int_eq(scene.client.transport, RT_TRANSPORT_UDP);
    ck_assert_int_eq(rt_client_step(&scene.client, START + SECOND), RT_STEP_DONE);
}
END_TEST

RT_TEST_MAIN("client", test_waits, test_longest_wait, test_only_a_valid_reply_ends_the_waits,
             test_rounds, test_short_wait, test_tcp_spacing, test_kind, test_kind_of_reply,
             test_kind_of_nobody, test_open_and_late, test_transport, test_only_without_srv,
             test_several_keys, test_other_version, test_hint, test_wrong_as_hinted,
             test_every_version, test_negotiation, test_what_does_not_count, test_stranger,
             test_greased_delegation, test_no_stranger, test_worse_than_stranger, test_odd_server,
             test_wrong_in_one_version, test_no_damage_passes, test_failures, test_ways)
