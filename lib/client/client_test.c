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
static void make_nonce(void *context, size_t who, const struct rt_rules *rules, uint8_t *nonce)
{
    (void)context;
    (void)who;
    memset(nonce, ++next_nonce, rules->nonce);
}

struct scene {
    struct rt_choice choices[RT_CHOICES_MAX];
    struct rt_negotiation offers;
    struct rt_client_plan plan;
    struct rt_client asker;
    struct rt_judgement judgement;
};

/* An asker for some versions, given as names that end in NULL; all if there are none. */
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
    ck_assert_int_eq(rt_negotiate(&scene->offers, scene->choices, count, RT_NEGOTIATE_ANY), RT_OK);
    scene->plan = (struct rt_client_plan){
        .choices = scene->choices,
        .choice_count = count,
        .udp = true,
        .tcp = true,
        .wait_ns = RT_WAIT_FIRST_NS,
        .nonce = make_nonce,
    };
    test_server_key(KEY, key);
    ck_assert_int_eq(rt_client_init(&scene->asker, &scene->plan, &scene->offers, crypto, key, 0),
                     RT_OK);
}

/* What a server of a version answers to the request that is out. */
static struct rt_view answer_of(const struct scene *scene, const char *name, uint8_t seed)
{
    static uint8_t bytes[4096];
    const struct rt_client *asker = &scene->asker;
    size_t len = test_server_answer(crypto, &rt_registry_find(name)->rules, asker->transport, seed,
                                    MOMENT, (struct rt_view){asker->request, asker->request_len},
                                    bytes, sizeof bytes);
    return (struct rt_view){bytes, len};
}

static const char *const only_v14[] = {"v14", NULL};

START_TEST(test_waits)
{
    static const uint64_t at[] = {0, 1000, 2500, 4750};
    struct scene scene;
    struct rt_client *asker = &scene.asker;
    begin(&scene, only_v14);
    ck_assert_uint_eq(rt_client_left(asker, START), 0);
    for (unsigned i = 0; i < 4; i++) {
        uint64_t now = START + at[i] * 1000000;
        if (i > 0)
            ck_assert_int_eq(rt_client_step(asker, now - 1), RT_STEP_WAIT);
        ck_assert_int_eq(rt_client_step(asker, now), RT_STEP_SEND);
        ck_assert_int_eq(rt_client_step(asker, now), RT_STEP_WAIT);
        ck_assert_uint_eq(rt_client_left(asker, now), (8125 - at[i]) * 1000000);
        ck_assert_uint_eq(asker->nonce[0], i + 1);
        ck_assert_int_eq(asker->transport, i < 3 ? RT_TRANSPORT_UDP : RT_TRANSPORT_TCP);
    }
    ck_assert_int_eq(rt_client_step(asker, START + 8125 * UINT64_C(1000000) - 1), RT_STEP_WAIT);
    ck_assert_int_eq(rt_client_step(asker, START + 8125 * UINT64_C(1000000)), RT_STEP_DONE);
    ck_assert_uint_eq(rt_client_left(asker, START), 0);
}
END_TEST

START_TEST(test_longest_wait)
{
    struct scene scene;
    uint64_t now = START;
    begin(&scene, only_v14);
    scene.asker.most = 60;
    for (int i = 0; i < 60; i++) {
        ck_assert_int_eq(rt_client_step(&scene.asker, now), RT_STEP_SEND);
        now = scene.asker.due_ns;
    }
    scene.asker.most = UINT32_MAX;
    ck_assert_uint_eq(rt_client_left(&scene.asker, now), UINT64_MAX);
    ck_assert_uint_eq(scene.asker.due_ns - scene.asker.sent_ns, 86400 * SECOND);
}
END_TEST

/* Replies that prove nothing leave the waits as they are (RFC 10049 section 5). */
START_TEST(test_only_a_valid_reply_ends_the_waits)
{
    struct scene scene;
    struct rt_client *asker = &scene.asker;
    uint64_t wait = SECOND;
    begin(&scene, only_v14);
    for (unsigned i = 0; i < 4; i++, wait += wait / 2) {
        uint64_t due = asker->due_ns;
        ck_assert_int_eq(rt_client_step(asker, i == 0 ? START : due), RT_STEP_SEND);
        due = asker->due_ns;
        ck_assert_uint_eq(due - asker->sent_ns, wait);
        /* All is right but the signature of the response. */
        struct rt_view forged = answer_of(&scene, "v14", KEY);
        uint8_t wrong[4096];
        memcpy(wrong, forged.data, forged.len);
        wrong[80] ^= 1; /* in SIG */
        forged.data = wrong;
        ck_assert_int_eq(rt_client_take(asker, forged, false, &scene.judgement), RT_TAKEN_REJECTED);
        ck_assert_int_eq(rt_client_take(asker, forged, true, &scene.judgement), RT_TAKEN_FOREIGN);
        ck_assert_uint_eq(asker->due_ns, due);
        ck_assert_int_eq(rt_client_step(asker, due - 1), RT_STEP_WAIT);
    }
    struct rt_view good = answer_of(&scene, "v14", KEY);
    ck_assert_int_eq(rt_client_take(asker, good, false, &scene.judgement), RT_TAKEN_VALID);
    ck_assert_int_eq(rt_client_step(asker, asker->due_ns), RT_STEP_DONE);
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
            scene.asker.udp_dead = tcp;
            ck_assert_int_eq(rt_client_step(&scene.asker, START), RT_STEP_SEND);
            ck_assert_int_eq(rt_client_take(&scene.asker, answer_of(&scene, names[0], KEY), false,
                                            &scene.judgement),
                             RT_TAKEN_VALID);
            ck_assert_str_eq(scene.judgement.best.version->name, names[0]);
            ck_assert_int_eq(rt_client_step(&scene.asker, START), RT_STEP_DONE);
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
            ck_assert_int_eq(rt_client_step(&scene.asker, now), RT_STEP_SEND);
            reply = answer_of(&scene, version->name, KEY);
            now = scene.asker.due_ns;
        }
        ck_assert_int_eq(rt_client_take(&scene.asker, reply, false, &scene.judgement),
                         RT_TAKEN_VALID);
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
    struct rt_client *asker = &scene.asker;
    begin(&scene, only_v14);
    struct rt_view early = {(const uint8_t *)"early", 5};
    ck_assert_int_eq(rt_client_take(asker, early, false, &scene.judgement), RT_TAKEN_SURPLUS);
    rt_client_step(asker, START);
    ck_assert_int_eq(rt_client_take(asker, answer_of(&scene, "v14", KEY), true, &scene.judgement),
                     RT_TAKEN_FOREIGN);
    ck_assert_int_eq(rt_client_take(asker, answer_of(&scene, "v14", 9), false, &scene.judgement),
                     RT_TAKEN_REJECTED);
    ck_assert_int_eq(scene.judgement.report.checks[RT_CHECK_CERT_SIGNATURE].outcome, RT_FAIL);
    ck_assert_int_eq(rt_client_take(asker, early, false, &scene.judgement), RT_TAKEN_REJECTED);
    uint8_t kept[4096];
    struct rt_view late = answer_of(&scene, "v14", KEY);
    memcpy(kept, late.data, late.len);
    late.data = kept;
    rt_client_step(asker, asker->due_ns);
    ck_assert_int_eq(rt_client_take(asker, late, false, &scene.judgement), RT_TAKEN_LATE);
    ck_assert(!asker->done);
    ck_assert_int_eq(rt_client_take(asker, answer_of(&scene, "v14", KEY), false, &scene.judgement),
                     RT_TAKEN_VALID);
    ck_assert_int_eq(rt_client_take(asker, answer_of(&scene, "v14", KEY), false, &scene.judgement),
                     RT_TAKEN_SURPLUS);
    ck_assert_uint_eq(asker->count[RT_TAKEN_REJECTED], 2);
    ck_assert_uint_eq(asker->count[RT_TAKEN_SURPLUS], 2);
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
    return rt_client_take(&scene->asker, reply, false, &scene->judgement);
}

START_TEST(test_stranger)
{
    static const char *const names[] = {"google", "v4", "v7", "v14", "rfc10049"};
    for (size_t n = 0; n < sizeof names / sizeof names[0]; n++) {
        const char *const only[] = {names[n], NULL};
        struct scene scene;
        struct rt_client *asker = &scene.asker;
        begin(&scene, only);
        rt_client_step(asker, START);
        /* As often as it likes: one try is one. */
        for (int i = 0; i < 3; i++)
            ck_assert_int_eq(take_stranger(&scene, names[n], RT_SLOT_COUNT), RT_TAKEN_REJECTED);
        ck_assert_uint_eq(asker->strangers, 1);
        ck_assert_int_eq(rt_client_step(asker, asker->due_ns), RT_STEP_SEND);
        ck_assert_int_eq(take_stranger(&scene, names[n], RT_SLOT_COUNT), RT_TAKEN_REJECTED);
        ck_assert_int_eq(rt_client_step(asker, asker->sent_ns), RT_STEP_DONE);
        ck_assert_uint_eq(asker->tries, 2);
    }
}
END_TEST

/* What somebody can send who has not seen the nonce ends nothing. */
START_TEST(test_no_stranger)
{
    struct scene scene;
    struct rt_client *asker = &scene.asker;
    uint8_t old[4096];
    begin(&scene, only_v14);
    rt_client_step(asker, START);
    /* A stranger's reply to another request, the nonce it echoes made unknown or this one. */
    struct rt_view other = answer_of(&scene, "v14", 9);
    memcpy(old, other.data, other.len);
    other.data = old;
    struct rt_packet parsed;
    rt_packet_parse(&parsed, other);
    size_t at = rt_packet_offset(&parsed, parsed.values[RT_SLOT_NONC].data);
    for (unsigned i = 0; i < 3; i++) {
        ck_assert_int_eq(rt_client_step(asker, asker->due_ns), RT_STEP_SEND);
        memset(old + at, 0xee, 32);
        ck_assert_int_eq(rt_client_take(asker, other, false, &scene.judgement), RT_TAKEN_REJECTED);
        memcpy(old + at, asker->nonce, 32);
        ck_assert_int_eq(rt_client_take(asker, other, false, &scene.judgement), RT_TAKEN_REJECTED);
        ck_assert_int_eq(scene.judgement.report.checks[RT_CHECK_NONCE_ECHO].outcome, RT_PASS);
    }
    ck_assert_uint_eq(asker->strangers, 0);
    ck_assert(!asker->done);
    ck_assert_int_eq(rt_client_take(asker, answer_of(&scene, "v14", KEY), false, &scene.judgement),
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
        uint64_t now = scene.asker.tries > 0 ? scene.asker.due_ns : START;
        scene.asker.most = 100;
        ck_assert_int_eq(rt_client_step(&scene.asker, now), RT_STEP_SEND);
        ck_assert_int_eq(take_stranger(&scene, "v14", slots[i]), RT_TAKEN_REJECTED);
        ck_assert_uint_eq(scene.asker.strangers, 0);
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
    struct rt_client *asker = &scene.asker;
    uint8_t bytes[4096];
    ck_assert_int_ne(rules.cert_context, other->rules.cert_context);
    rules.cert_context = other->rules.cert_context;
    begin(&scene, names);
    asker->most = 100;
    for (unsigned i = 0, answers = 0; answers < 4; i++) {
        ck_assert_int_eq(rt_client_step(asker, i ? asker->due_ns : START), RT_STEP_SEND);
        struct rt_view request = {asker->request, asker->request_len};
        size_t len = test_server_answer(crypto, &rules, asker->transport, KEY, MOMENT, request,
                                        bytes, sizeof bytes);
        if (len == 0)
            continue;
        answers++;
        ck_assert_int_eq(
            rt_client_take(asker, (struct rt_view){bytes, len}, false, &scene.judgement),
            RT_TAKEN_REJECTED);
        ck_assert_int_eq(scene.judgement.report.checks[RT_CHECK_CERT_SIGNATURE].outcome, RT_FAIL);
        ck_assert_uint_eq(asker->strangers, 0);
    }
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
        rt_client_step(&scene.asker, START);
        struct rt_view good = answer_of(&scene, names[n], KEY);
        for (size_t i = 0; i < good.len; i++) {
            memcpy(bytes, good.data, good.len);
            bytes[i] ^= (uint8_t)(1 << i % 8);
            struct rt_view bad = {bytes, good.len};
            ck_assert_int_ne(rt_client_take(&scene.asker, bad, false, &scene.judgement),
                             RT_TAKEN_VALID);
        }
        ck_assert_int_eq(rt_client_take(&scene.asker, good, false, &scene.judgement),
                         RT_TAKEN_VALID);
    }
}
END_TEST

START_TEST(test_failures)
{
    struct scene scene;
    struct rt_client *asker = &scene.asker;
    begin(&scene, only_v14);
    rt_client_step(asker, START);
    rt_client_failed(asker, false);
    ck_assert_int_eq(rt_client_step(asker, START), RT_STEP_SEND);
    ck_assert_int_eq(asker->transport, RT_TRANSPORT_TCP);
    rt_client_failed(asker, true); /* closed: the next try waits */
    ck_assert_int_eq(rt_client_step(asker, START), RT_STEP_WAIT);
    ck_assert_int_eq(rt_client_step(asker, asker->due_ns), RT_STEP_SEND);
    ck_assert_int_eq(asker->transport, RT_TRANSPORT_TCP);
    rt_client_failed(asker, false);
    ck_assert_int_eq(rt_client_step(asker, START), RT_STEP_DONE);
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
        ck_assert_int_eq(rt_client_step(&scene.asker, START + (unsigned)i * 10 * SECOND),
                         RT_STEP_SEND);
        ck_assert_int_eq(scene.asker.transport, RT_TRANSPORT_UDP);
    }
    scene.plan.udp = false;
    ck_assert_int_eq(rt_client_init(&scene.asker, &scene.plan, &scene.offers, crypto, key, 0),
                     RT_E_EMPTY);
    ck_assert_int_eq(rt_client_step(&scene.asker, START), RT_STEP_DONE);
    begin(&scene, google);
    scene.asker.udp_dead = true;
    ck_assert_int_eq(rt_client_step(&scene.asker, START), RT_STEP_DONE);
    begin(&scene, only_v14);
    scene.plan.tcp = false;
    scene.asker.most = 1;
    ck_assert_int_eq(rt_client_step(&scene.asker, START), RT_STEP_SEND);
    ck_assert_int_eq(scene.asker.transport, RT_TRANSPORT_UDP);
    ck_assert_int_eq(rt_client_step(&scene.asker, START + SECOND), RT_STEP_DONE);
}
END_TEST

RT_TEST_MAIN("client", test_waits, test_longest_wait, test_only_a_valid_reply_ends_the_waits,
             test_every_version, test_negotiation, test_what_does_not_count, test_stranger,
             test_no_stranger, test_worse_than_stranger, test_odd_server, test_no_damage_passes,
             test_failures, test_ways)
