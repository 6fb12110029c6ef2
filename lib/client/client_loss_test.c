// SPDX-License-Identifier: BSD-2-Clause
/*
 * Every version as the only one of a server, asked by a client that knows nothing of it: on a quiet
 * network, and on one that loses packets, with a server that greases. Time is a number: nothing
 * waits.
 *
 * With RT_TEST_TABLE in the environment it prints what it has measured.
 */
#include <stdio.h>
#include <string.h>

#include "base/test.h"
#include "client/client.h"
#include "judge/test_server.h"
#include "registry.h"

#define MS     UINT64_C(1000000)
#define MOMENT 1700000000
#define KEY    1
#define TRIP   (40 * MS) /* there and back */
#define REPLY  4096
#define RUNS   1000

/* A reply on its way. */
struct flying {
    uint64_t at_ns;
    size_t len;
    uint8_t bytes[REPLY];
};

struct world {
    struct rt_choice choices[RT_CHOICES_MAX];
    struct rt_negotiation negotiation;
    struct rt_client_plan plan;
    struct rt_client client;
    struct rt_rules rules; /* of the server */
    unsigned lost;         /* packets of 100, each way */
    unsigned greased;      /* replies of 3 */
    uint64_t random;
    struct flying flying[32];
    unsigned cut;       /* replies that lack their second half */
    unsigned heard;     /* requests when the first reply had come that shows a kind; 0: none */
    size_t first, last; /* those under way: they do not overtake each other */
    uint64_t now_ns;
    bool valid;
};

/* What came of many runs. */
struct outcome {
    unsigned reached;
    unsigned packets_most;
    uint64_t packets;
    uint64_t time_most_ns;
    uint64_t time_ns;
};

static struct rt_crypto *crypto;

/* xorshift64*, of which the upper half is used. */
static uint32_t draw(struct world *world, uint32_t below)
{
    world->random ^= world->random >> 12;
    world->random ^= world->random << 25;
    world->random ^= world->random >> 27;
    return (uint32_t)(world->random * UINT64_C(0x2545f4914f6cdd1d) >> 32) % below;
}

static void make_nonce(void *context, size_t who, unsigned number, const struct rt_rules *rules,
                       uint8_t *nonce)
{
    (void)who;
    (void)number;
    for (size_t i = 0; i < rules->nonce; i++)
        nonce[i] = (uint8_t)draw(context, 256);
}

static void damage(struct world *world, struct flying *reply, struct rt_view value)
{
    struct rt_packet packet;
    rt_packet_parse(&packet, (struct rt_view){reply->bytes, reply->len});
    if (!rt_view_present(value) || value.len == 0)
        return;
    size_t at = rt_packet_offset(&packet, value.data) + draw(world, (uint32_t)value.len);
    reply->bytes[at] ^= (uint8_t)(1 << draw(world, 8));
}

/* Makes a reply odd as servers that grease do: a wrong signature, number, time or nonce, half of
 * it, or none of it. */
static void grease(struct world *world, struct flying *reply)
{
    struct rt_packet packet;
    rt_packet_parse(&packet, (struct rt_view){reply->bytes, reply->len});
    switch (draw(world, 6)) {
    case 0:
        damage(world, reply, packet.values[RT_SLOT_SIG]);
        break;
    case 1:
        damage(world, reply, packet.values[RT_SLOT_SIG]);
        damage(world, reply, rt_packet_version(&packet));
        break;
    case 2:
        damage(world, reply, packet.values[RT_SLOT_MIDP]);
        break;
    case 3:
        damage(world, reply, packet.values[RT_SLOT_SIG]);
        damage(world, reply, rt_packet_nonce(&packet));
        break;
    case 4:
        reply->len /= 2;
        world->cut++;
        break;
    default:
        damage(world, reply, packet.values[RT_SLOT_CERT_SIG]);
        break;
    }
}

static void serve(struct world *world)
{
    const struct rt_client *client = &world->client;
    struct flying *reply = &world->flying[world->last % 32];
    if (client->transport != RT_TRANSPORT_UDP || draw(world, 100) < world->lost)
        return;
    reply->at_ns = world->now_ns + TRIP;
    reply->len = test_server_answer(crypto, &world->rules, client->transport, KEY, MOMENT,
                                    (struct rt_view){client->request, client->request_len},
                                    reply->bytes, sizeof reply->bytes);
    if (reply->len == 0 || draw(world, 100) < world->lost)
        return;
    if (draw(world, 3) < world->greased)
        grease(world, reply);
    world->last++;
    ck_assert_uint_le(world->last - world->first, 32);
}

static void deliver(struct world *world)
{
    struct rt_judgement judgement;
    const struct flying *reply = &world->flying[world->first++ % 32];
    enum rt_taken taken =
        rt_client_take(&world->client, RT_TRANSPORT_UDP, (struct rt_view){reply->bytes, reply->len},
                       false, &judgement);
    world->valid = world->valid || taken == RT_TAKEN_VALID;
    if (world->heard == 0 && world->client.heard != 0)
        world->heard = world->client.tries;
}

/* One server asked once, to the end. */
static void ask(struct world *world, uint64_t seed)
{
    uint8_t key[RT_KEY_SIZE];
    enum rt_step step = RT_STEP_WAIT;
    test_server_key(KEY, key);
    world->random = (seed + 1) * UINT64_C(0x9e3779b97f4a7c15);
    world->first = world->last = 0;
    world->cut = world->heard = 0;
    world->now_ns = 0;
    world->valid = false;
    ck_assert_int_eq(
        rt_client_init(&world->client, &world->plan, &world->negotiation, crypto, key, 0), RT_OK);
    while (step != RT_STEP_DONE) {
        step = rt_client_step(&world->client, world->now_ns);
        if (step == RT_STEP_SEND)
            serve(world);
        bool comes = world->first < world->last;
        uint64_t reply_ns = world->flying[world->first % 32].at_ns;
        if (step == RT_STEP_WAIT && comes && reply_ns <= world->client.due_ns) {
            world->now_ns = reply_ns;
            deliver(world);
        } else if (step == RT_STEP_WAIT) {
            world->now_ns = world->client.due_ns;
        }
    }
}

static void begin(struct world *world, unsigned lost, unsigned greased)
{
    memset(world, 0, sizeof *world);
    if (!crypto)
        crypto = rt_crypto_new();
    for (size_t i = 0; i < rt_registry_count; i++)
        world->choices[i].version = rt_registry[rt_registry_count - 1 - i];
    ck_assert_int_eq(
        rt_negotiate(&world->negotiation, world->choices, rt_registry_count, RT_NEGOTIATE_ANY),
        RT_OK);
    world->plan = (struct rt_client_plan){
        .choices = world->choices,
        .choice_count = rt_registry_count,
        .udp = true,
        .tcp = true,
        .wait_ns = RT_WAIT_FIRST_NS,
        .nonce = make_nonce,
        .nonce_context = world,
    };
    world->lost = lost;
    world->greased = greased;
}

static struct outcome run(struct world *world, const struct rt_version *version,
                          const struct rt_reading *reading, unsigned runs)
{
    struct outcome outcome = {.reached = 0};
    world->rules = rt_version_rules(version, reading);
    for (unsigned i = 0; i < runs; i++) {
        ask(world, i);
        outcome.reached += world->valid;
        outcome.packets += world->client.tries;
        if (world->client.tries > outcome.packets_most)
            outcome.packets_most = world->client.tries;
        if (!world->valid)
            continue;
        outcome.time_ns += world->now_ns;
        if (world->now_ns > outcome.time_most_ns)
            outcome.time_most_ns = world->now_ns;
    }
    if (getenv("RT_TEST_TABLE"))
        printf("%-9s lost %2u%% greased %u/3: %4u of %4u, mean %5u ms, most %6u ms; packets: mean "
               "%4.1f, most %u\n",
               version->name, world->lost, world->greased, outcome.reached, runs,
               (unsigned)(outcome.time_ns / MS / (outcome.reached ? outcome.reached : 1)),
               (unsigned)(outcome.time_most_ns / MS), (double)outcome.packets / runs,
               outcome.packets_most);
    return outcome;
}

/* A server of one version or reading on a quiet network: 1.5 seconds and 8 packets find it. */
static void find_quietly(struct world *world, const struct rt_version *version,
                         const struct rt_reading *reading)
{
    struct outcome outcome = run(world, version, reading, 1);
    const char *name = reading ? reading->name : "as written";
    ck_assert_msg(outcome.reached == 1, "%s, %s: not found", version->name, name);
    ck_assert_msg(outcome.time_most_ns <= 1500 * MS, "%s, %s: late", version->name, name);
    ck_assert_msg(outcome.packets_most <= 8, "%s, %s: %u packets", version->name, name,
                  outcome.packets_most);
}

/* Whether a reading is about the nonce or the number of a request, too, which nobody would send. */
static bool asks_otherwise(const struct rt_reading *reading)
{
    bool found = false;
    for (size_t i = 0; i < RT_READING_SETTINGS && reading->set[i].param; i++)
        found = found || reading->set[i].param == RT_PARAM_NONCE ||
                reading->set[i].param == RT_PARAM_VERSION;
    return found;
}

START_TEST(test_quiet)
{
    struct world world;
    begin(&world, 0, 0);
    for (size_t i = 0; i < rt_registry_count; i++) {
        const struct rt_version *version = rt_registry[i];
        find_quietly(&world, version, NULL);
        for (size_t r = 0; r < rt_version_readings(version); r++)
            if (!asks_otherwise(&version->readings[r]))
                find_quietly(&world, version, &version->readings[r]);
    }
}
END_TEST

/* One packet of ten is lost, on the way there and on the way back, and one reply of three is
 * greased. */
START_TEST(test_loss_and_grease)
{
    struct world world;
    begin(&world, 10, 1);
    const unsigned runs = (unsigned)(RUNS / rt_test_step());
    for (size_t i = 0; i < rt_registry_count; i++) {
        struct outcome outcome = run(&world, rt_registry[i], NULL, runs);
        ck_assert_msg(outcome.reached * 1000 >= runs * 999, "%s: %u of %u", rt_registry[i]->name,
                      outcome.reached, runs);
    }
}
END_TEST

/* Requests to a server that says nothing: six kinds in five rounds, and over TCP the five that are
 * defined there. */
#define KINDS        6
#define SILENT_TRIES (5 * KINDS + 5)

/* Who is silent gets a known number of packets in a known time. */
START_TEST(test_silence)
{
    struct world world;
    begin(&world, 100, 0);
    run(&world, rt_registry[0], NULL, 1);
    ck_assert_uint_eq(world.client.tries, SILENT_TRIES);
}
END_TEST

/* A server that never sends a valid reply is left alone after RT_CLIENT_ODD of its replies that
 * show who made them; those that are cut in the middle do not. The other kinds are asked once. */
START_TEST(test_always_odd)
{
    struct world world;
    begin(&world, 0, 3);
    for (size_t i = 0; i < rt_registry_count; i++)
        for (unsigned seed = 0; seed < 10; seed++) {
            world.rules = rt_registry[i]->rules;
            ask(&world, seed);
            ck_assert(!world.valid);
            ck_assert_uint_le(world.client.odd, RT_CLIENT_ODD);
            ck_assert_msg(world.client.tries <= RT_CLIENT_ODD + KINDS - 1 + world.cut,
                          "%s: %u requests, %u cut", rt_registry[i]->name, world.client.tries,
                          world.cut);
        }
}
END_TEST

/* The same where packets are lost: after the first reply this round has eight requests at the most,
 * and RT_CLIENT_MORE rounds follow. */
START_TEST(test_odd_and_lost)
{
    const unsigned after = RT_CLIENT_ROUND + RT_CLIENT_MORE * RT_CLIENT_REPEATS + KINDS - 1;
    struct world world;
    for (unsigned lost = 10; lost <= 50; lost += 20) {
        begin(&world, lost, 3);
        for (unsigned seed = 0; seed < 60; seed++) {
            world.rules = rt_version_v14.rules;
            ask(&world, seed);
            ck_assert(!world.valid);
            ck_assert_uint_le(world.client.tries,
                              world.heard ? world.heard + after : SILENT_TRIES + world.cut * 4);
        }
    }
}
END_TEST

RT_TEST_MAIN("client_loss", test_quiet, test_loss_and_grease, test_silence, test_always_odd,
             test_odd_and_lost)
