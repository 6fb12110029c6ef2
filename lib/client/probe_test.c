// SPDX-License-Identifier: BSD-2-Clause
/* When a probe sends what, when it gives up, and what it makes of servers that are not right. */
#include "client/test_probe.h"
#include "judge/test_server.h"

#define MOMENT 1700000000
#define SEED   1

static struct rt_crypto *crypto;
static struct rt_probe probe;
static struct test_probe_server server;
static uint8_t key[RT_KEY_SIZE], srv[RT_SRV_SIZE];
static struct rt_probe_finding findings[RT_PROBE_FINDINGS_MAX];

/* A server of one version, and what is wrong with it. */
struct world {
    const struct rt_version *version;
    uint8_t seed;
    unsigned lost; /* the first so many requests */
    uint64_t second;
    unsigned replied;
    unsigned seen;            /* requests that came */
    bool dead;                /* it answers nothing any more */
    size_t dies_of;           /* bytes of the request of which it dies; 0: of none */
    unsigned each_second;     /* replies at most; 0: any */
    bool needs_type;          /* it dies of a request without TYPE */
    bool batch_of_first;      /* a response at the head of what came together silences all of it */
    size_t least;             /* bytes of the shortest request that it answers; 0: 1024 */
    bool fragile;             /* it dies of what it does not answer */
    bool only_whole;          /* it does not wait for the rest of a request */
    bool junk;                /* it answers anything with 100 bytes of no sense */
    enum rt_probe_case loses; /* of this case the first request is lost on the way; PLAIN: none */
    unsigned spoilt_each;     /* every so many replies have a wrong bit; 0: none */
};

/* Whether a server that limits its replies may send one more. */
static bool is_within_limit(struct world *world)
{
    uint64_t second = server.now_ns / (1000 * TEST_PROBE_MS);
    if (second != world->second)
        world->replied = 0;
    world->second = second;
    return world->each_second == 0 || world->replied++ < world->each_second;
}

static void answer_one(struct world *world, struct test_probe_packet *packet)
{
    world->seen++;
    if (world->dies_of > 0 && packet->request_len < world->dies_of)
        world->dead = true;
    const struct rt_probe_ask *ask = &probe.asks[packet->place];
    if (world->loses != RT_PROBE_CASE_PLAIN && ask->which == world->loses) {
        world->loses = RT_PROBE_CASE_PLAIN;
        return;
    }
    if (world->dead || world->seen <= world->lost ||
        (world->only_whole && probe.asks[packet->place].pieces))
        return;
    if (world->junk) {
        packet->reply_len = 100;
        memset(packet->reply, 0x5a, packet->reply_len);
        return;
    }
    const size_t least = world->least > 0 ? world->least : 1024;
    if (packet->request_len >= least && is_within_limit(world))
        packet->reply_len =
            test_server_answer(crypto, &world->version->rules, packet->transport, world->seed,
                               MOMENT, (struct rt_view){packet->request, packet->request_len},
                               packet->reply, sizeof packet->reply);
    if (packet->reply_len > 0 && world->spoilt_each > 0 && world->seen % world->spoilt_each == 0)
        packet->reply[packet->reply_len - 1] ^= 0x40;
    if (world->fragile && packet->reply_len == 0)
        world->dead = true;
}

/* What TYPE of a request says, or -1 without it. */
static int64_t type_of(const struct test_probe_packet *packet)
{
    struct rt_packet parsed;
    rt_packet_parse(&parsed, (struct rt_view){packet->request, packet->request_len});
    const struct rt_view type = parsed.values[RT_SLOT_TYPE];
    return type.len == 4 ? (int64_t)rt_bytes_load32(type.data) : -1;
}

static void answer(void *context, struct test_probe_packet *packets, size_t count)
{
    struct world *world = context;
    if (world->batch_of_first && type_of(&packets[0]) == 1)
        return;
    for (size_t i = 0; i < count; i++) {
        if (world->needs_type && type_of(&packets[i]) < 0)
            world->dead = true;
        answer_one(world, &packets[i]);
    }
}

static uint64_t run(struct world *world, const struct rt_probe_plan *plan)
{
    server = (struct test_probe_server){.answer = answer, .context = world};
    test_probe_run(&probe, plan, crypto, &server);
    return server.now_ns;
}

/* The plan of a probe that knows the key of the server, which the seed SEED gives. */
static struct rt_probe_plan plan_with_key(void)
{
    if (!crypto)
        crypto = rt_crypto_new();
    ck_assert_ptr_nonnull(crypto);
    test_server_key(SEED, key);
    ck_assert_int_eq(rt_crypto_srv(crypto, key, srv), RT_OK);
    return test_probe_plan(key, srv);
}

static const struct rt_version *version(const char *name)
{
    const struct rt_version *found = rt_registry_find(name);
    ck_assert_ptr_nonnull(found);
    return found;
}

static size_t count_of(enum rt_probe_finding_kind kind)
{
    size_t count = rt_probe_findings(&probe, findings, RT_PROBE_FINDINGS_MAX), of_kind = 0;
    for (size_t i = 0; i < count; i++)
        of_kind += findings[i].kind == kind;
    return of_kind;
}

START_TEST(test_silent)
{
    struct world world = {.version = version("v8"), .seed = SEED, .dead = true};
    struct rt_probe_plan plan = plan_with_key();
    uint64_t took_ns = run(&world, &plan);
    ck_assert(!probe.has_main);
    ck_assert_uint_eq(probe.spoken, 0);
    ck_assert_uint_eq(probe.replies, 0);
    ck_assert_uint_lt(took_ns, 30000 * TEST_PROBE_MS);
    ck_assert_uint_eq(rt_probe_findings(&probe, findings, RT_PROBE_FINDINGS_MAX), 0);
    /* Each kind of request three times over UDP, once over TCP. */
    ck_assert_uint_gt(world.seen, 3 * 10);
    ck_assert_uint_lt(world.seen, RT_PROBE_BUDGET);
}
END_TEST

START_TEST(test_refused)
{
    struct rt_probe_plan plan = plan_with_key();
    unsigned sent = 0;
    uint64_t now_ns = 0;
    enum rt_step step;
    rt_probe_init(&probe, &plan, crypto);
    while ((step = rt_probe_step(&probe, now_ns)) != RT_STEP_DONE) {
        if (step == RT_STEP_WAIT) {
            now_ns = probe.due_ns;
            continue;
        }
        rt_probe_failed(&probe, probe.place, 111);
        sent++;
    }
    ck_assert_uint_eq(sent, probe.sent);
    for (size_t i = 0; i < probe.ask_count; i++)
        ck_assert_int_eq(probe.asks[i].error, 111);
}
END_TEST

START_TEST(test_lossy)
{
    struct world world = {.version = version("v8"), .seed = SEED, .lost = 20};
    struct rt_probe_plan plan = plan_with_key();
    run(&world, &plan);
    ck_assert_uint_gt(probe.lost, 0);
    ck_assert_uint_eq(probe.spoken, UINT64_C(1) << rt_registry_place(version("v8")));
}
END_TEST

START_TEST(test_without_key)
{
    struct world world = {.version = version("v8"), .seed = SEED};
    struct rt_probe_plan plan = plan_with_key();
    plan.key = plan.srv = NULL;
    run(&world, &plan);
    const struct rt_probe_ask *ask =
        rt_probe_version_ask(&probe, rt_registry_place(version("v8")), RT_TRANSPORT_UDP);
    ck_assert_ptr_nonnull(ask);
    ck_assert_int_eq(ask->reply.verdict, RT_UNVERIFIABLE);
    ck_assert_uint_ne(probe.spoken & UINT64_C(1) << rt_registry_place(version("v8")), 0);
    ck_assert_ptr_null(rt_probe_case_ask(&probe, RT_PROBE_CASE_SRV));
    ck_assert_uint_eq(count_of(RT_PROBE_FINDING_INVALID), 0);
}
END_TEST

START_TEST(test_of_another_key)
{
    struct world world = {.version = version("v8"), .seed = SEED + 6};
    struct rt_probe_plan plan = plan_with_key();
    run(&world, &plan);
    ck_assert_uint_eq(probe.spoken, 0);
    ck_assert(probe.has_main);
    ck_assert_uint_gt(count_of(RT_PROBE_FINDING_INVALID), 0);
    ck_assert_int_eq(findings[0].ask->reply.failed, RT_CHECK_CERT_SIGNATURE);
}
END_TEST

START_TEST(test_another_protocol)
{
    struct world world = {.version = version("v8"), .seed = SEED, .junk = true};
    struct rt_probe_plan plan = plan_with_key();
    run(&world, &plan);
    ck_assert_uint_eq(probe.spoken, 0);
    ck_assert_uint_gt(probe.replies, 0);
    ck_assert_uint_le(probe.sent, plan.budget);
    /* It owes nothing in a version that it does not speak. */
    ck_assert_uint_eq(count_of(RT_PROBE_FINDING_SILENT), 0);
    ck_assert_uint_eq(count_of(RT_PROBE_FINDING_ANSWERS), 0);
}
END_TEST

START_TEST(test_dies_of_an_odd_request)
{
    struct world world = {.version = version("v8"), .seed = SEED, .dies_of = 12};
    struct rt_probe_plan plan = plan_with_key();
    run(&world, &plan);
    ck_assert(probe.has_killer);
    ck_assert_int_eq(probe.asks[probe.killer].which, RT_PROBE_CASE_CUT);
    ck_assert_uint_eq(count_of(RT_PROBE_FINDING_DIES), 1);
    ck_assert_int_eq(findings[0].kind, RT_PROBE_FINDING_DIES);
    ck_assert_int_eq(findings[0].ask->which, RT_PROBE_CASE_CUT);
    /* Nothing was sent to a dead server but what shows that it is dead. */
    ck_assert_uint_eq(rt_probe_case_ask(&probe, RT_PROBE_CASE_EMPTY)->sent, 0);
    plan.odd = false;
    world = (struct world){.version = version("v8"), .seed = SEED, .dies_of = 12};
    run(&world, &plan);
    ck_assert(!probe.has_killer);
    ck_assert(!world.dead);
}
END_TEST

START_TEST(test_dies_of_a_harmless_request)
{
    struct world world = {.version = version("v8"), .seed = SEED, .dies_of = 600};
    struct rt_probe_plan plan = plan_with_key();
    run(&world, &plan);
    ck_assert(probe.has_killer);
    ck_assert_int_eq(probe.asks[probe.killer].which, RT_PROBE_CASE_SIZE_SMALL);
    ck_assert_uint_eq(count_of(RT_PROBE_FINDING_DIES), 1);
}
END_TEST

/* A server that ends at the first request that it cannot answer: what it speaks is known before. */
START_TEST(test_dies_of_another_version)
{
    struct world world = {.version = version("v14"), .seed = SEED, .fragile = true};
    struct rt_probe_plan plan = plan_with_key();
    run(&world, &plan);
    ck_assert_uint_ne(probe.spoken & UINT64_C(1) << rt_registry_place(version("v14")), 0);
    ck_assert(probe.has_killer);
    ck_assert_int_eq(probe.asks[probe.killer].which, RT_PROBE_CASE_PLAIN);
    ck_assert_int_eq(probe.asks[probe.killer].stage, RT_PROBE_VERSIONS);
    ck_assert_uint_eq(count_of(RT_PROBE_FINDING_DIES), 1);
    ck_assert_uint_eq(count_of(RT_PROBE_FINDING_SILENT), 0);
}
END_TEST

/* As the server of pyroughtime, which lives on, but is deaf behind a request without TYPE. What it
 * speaks is known before it is asked in other versions. */
START_TEST(test_deaf_without_type)
{
    struct world world = {.version = version("v14"), .seed = SEED, .needs_type = true};
    struct rt_probe_plan plan = plan_with_key();
    run(&world, &plan);
    ck_assert_uint_ne(probe.spoken & UINT64_C(1) << rt_registry_place(version("v14")), 0);
    ck_assert(probe.has_killer);
    ck_assert_int_eq(probe.asks[probe.killer].which, RT_PROBE_CASE_PLAIN);
    ck_assert_uint_eq(probe.asks[probe.killer].versions & probe.spoken, 0);
    ck_assert_uint_eq(count_of(RT_PROBE_FINDING_DIES), 1);
    ck_assert_uint_eq(count_of(RT_PROBE_FINDING_SILENT), 0);
}
END_TEST

/* As roughtimed: it asks for no more bytes than its reply has, and a response in front of a batch
 * silences all of it. A request behind it is asked for itself, so nobody is taken for dead. */
START_TEST(test_no_lower_limit)
{
    struct world world = {
        .version = version("v14"), .seed = SEED, .least = 500, .batch_of_first = true};
    struct rt_probe_plan plan = plan_with_key();
    run(&world, &plan);
    ck_assert(!probe.has_killer);
    ck_assert_uint_eq(count_of(RT_PROBE_FINDING_DIES), 0);
    ck_assert_uint_gt(rt_probe_case_ask(&probe, RT_PROBE_CASE_SIZE_SMALL)->good, 0);
    ck_assert_uint_eq(rt_probe_case_ask(&probe, RT_PROBE_CASE_TYPE_1)->replies, 0);
    ck_assert_uint_eq(count_of(RT_PROBE_FINDING_SILENT), 0);
}
END_TEST

/* A server that answers only so many requests a second is no dead one, nor a rude one. */
START_TEST(test_limits)
{
    struct world world = {.version = version("v8"), .seed = SEED, .each_second = 10};
    struct rt_probe_plan plan = plan_with_key();
    run(&world, &plan);
    ck_assert(!probe.has_killer);
    ck_assert(probe.slow);
    ck_assert_uint_eq(probe.spoken, UINT64_C(1) << rt_registry_place(version("v8")));
    for (size_t i = count_of(RT_PROBE_FINDING_SILENT); i > 0; i--)
        ck_assert_int_eq(findings[i - 1].ask->which, RT_PROBE_CASE_TYPE_OTHER);
}
END_TEST

START_TEST(test_greased)
{
    struct world world = {.version = version("v8"), .seed = SEED, .spoilt_each = 10};
    struct rt_probe_plan plan = plan_with_key();
    struct rt_probe_grease grease;
    run(&world, &plan);
    rt_probe_grease_of(&probe, &grease);
    ck_assert_uint_gt(grease.odd, 0);
    ck_assert_uint_gt(grease.replies, 60);
    ck_assert_uint_le(grease.low_ppm, 100000);
    ck_assert_uint_ge(grease.high_ppm, 100000);
    ck_assert_uint_eq(count_of(RT_PROBE_FINDING_INVALID), 0);
}
END_TEST

/* A connection has no packets: a request may come in pieces. */
START_TEST(test_pieces)
{
    struct world world = {.version = version("v14"), .seed = SEED};
    struct rt_probe_plan plan = plan_with_key();
    for (int whole = 0; whole < 2; whole++) {
        world.only_whole = whole == 1;
        run(&world, &plan);
        size_t answered = 0, asked = 0;
        for (size_t i = 0; i < probe.ask_count; i++) {
            asked += probe.asks[i].pieces && probe.asks[i].piece == 2 && probe.asks[i].sent == 1;
            answered += probe.asks[i].pieces && probe.asks[i].good > 0;
        }
        ck_assert_uint_eq(asked, 1);
        ck_assert_uint_eq(answered, whole ? 0 : 1);
        ck_assert_uint_eq(count_of(RT_PROBE_FINDING_PIECES), whole ? 1 : 0);
    }
}
END_TEST

START_TEST(test_keeps_to_its_budget)
{
    struct world world = {.version = version("v8"), .seed = SEED};
    struct rt_probe_plan plan = plan_with_key();
    for (plan.budget = 1; plan.budget < 200; plan.budget += 7) {
        world.seen = 0;
        run(&world, &plan);
        ck_assert_uint_le(probe.sent, plan.budget + 1); /* two in one go */
        ck_assert_uint_le(world.seen, plan.budget);
        /* What was not asked often enough is not held against a server. The server of this test
         * does not know that TYPE is passed over. */
        for (size_t i = count_of(RT_PROBE_FINDING_SILENT); i > 0; i--)
            ck_assert_int_eq(findings[i - 1].ask->which, RT_PROBE_CASE_TYPE_OTHER);
        ck_assert_uint_eq(count_of(RT_PROBE_FINDING_DIES), 0);
    }
}
END_TEST

START_TEST(test_keeps_its_pace)
{
    struct rt_probe_plan plan = plan_with_key();
    plan.pace_ns = 70 * TEST_PROBE_MS;
    rt_probe_init(&probe, &plan, crypto);
    ck_assert_int_eq(rt_probe_step(&probe, 0), RT_STEP_SEND);
    ck_assert_int_eq(rt_probe_step(&probe, 0), RT_STEP_WAIT);
    ck_assert_uint_eq(probe.due_ns, plan.pace_ns);
    ck_assert_int_eq(rt_probe_step(&probe, plan.pace_ns - 1), RT_STEP_WAIT);
    ck_assert_int_eq(rt_probe_step(&probe, plan.pace_ns), RT_STEP_SEND);
}
END_TEST

/* What is lost on the way to another machine is repeated behind its control, though that is
 * answered before the next packet may go. */
START_TEST(test_loss_at_a_pace)
{
    struct world world = {
        .version = version("v8"), .seed = SEED, .loses = RT_PROBE_CASE_SIZE_LARGE};
    struct rt_probe_plan plan = plan_with_key();
    plan.pace_ns = 10 * TEST_PROBE_TRIP;
    run(&world, &plan);
    const struct rt_probe_ask *ask = rt_probe_case_ask(&probe, RT_PROBE_CASE_SIZE_LARGE);
    ck_assert_ptr_nonnull(ask);
    ck_assert_int_eq((int)world.loses, RT_PROBE_CASE_PLAIN);
    ck_assert_uint_eq(ask->sent, 2);
    ck_assert_uint_eq(ask->good, 1);
    const size_t count = rt_probe_findings(&probe, findings, RT_PROBE_FINDINGS_MAX);
    for (size_t i = 0; i < count; i++)
        ck_assert_msg(findings[i].ask != ask, "%s",
                      rt_probe_case_row(findings[i].ask->which)->name);
}
END_TEST

/* What the budget leaves out is not said to be unspoken. */
START_TEST(test_what_was_not_asked)
{
    struct world world = {.version = version("v12"), .seed = SEED};
    struct rt_probe_plan plan = plan_with_key();
    for (plan.budget = 1; plan.budget < 30; plan.budget++) {
        run(&world, &plan);
        ck_assert(probe.spent);
        ck_assert_uint_eq(count_of(RT_PROBE_FINDING_UNSPOKEN), 0);
    }
}
END_TEST

/* What would be sent is what is sent to a server that answers all right requests. */
START_TEST(test_outline)
{
    struct rt_probe_plan plan = plan_with_key();
    struct world world = {.version = version("v8"), .seed = SEED};
    const struct rt_choice only = {.version = version("v8")};
    plan.choices = &only;
    plan.choice_count = 1;
    run(&world, &plan);
    size_t asked[RT_PROBE_OVER] = {0}, counted = 0;
    for (size_t i = 0; i < probe.ask_count; i++)
        asked[probe.asks[i].stage] += !probe.asks[i].control;
    rt_probe_init(&probe, &plan, crypto);
    rt_probe_outline(&probe);
    ck_assert_uint_eq(probe.sent, 0);
    ck_assert_int_eq(probe.stage, RT_PROBE_OVER);
    for (size_t i = 0; i < probe.ask_count; i++) {
        counted += rt_probe_ask_alike(&probe, i);
        asked[probe.asks[i].stage] -= !probe.asks[i].control;
        ck_assert(probe.asks[i].size > 0 || probe.asks[i].which == RT_PROBE_CASE_EMPTY);
    }
    ck_assert_uint_eq(counted, probe.ask_count);
    for (size_t i = 0; i < RT_PROBE_OVER; i++)
        ck_assert_uint_eq(asked[i], 0);
}
END_TEST

START_TEST(test_late_packets)
{
    struct rt_probe_plan plan = plan_with_key();
    const struct rt_view packet = {(const uint8_t *)"12345678", 8};
    rt_probe_init(&probe, &plan, crypto);
    ck_assert_int_eq(rt_probe_step(&probe, 0), RT_STEP_SEND);
    rt_probe_failed(&probe, probe.place, 113);
    rt_probe_take(&probe, probe.place, packet, 1);
    rt_probe_take(&probe, RT_PROBE_ASKS - 1, packet, 1);
    /* The first belongs to a request, though nothing was to come any more. */
    ck_assert_uint_eq(probe.strange, 1);
    ck_assert_uint_eq(probe.asks[probe.place].replies, 1);
    ck_assert_uint_eq(probe.asks[probe.place].bad, 1);
}
END_TEST

RT_TEST_MAIN("probe", test_silent, test_refused, test_lossy, test_without_key, test_of_another_key,
             test_another_protocol, test_dies_of_an_odd_request, test_dies_of_a_harmless_request,
             test_dies_of_another_version, test_deaf_without_type, test_no_lower_limit, test_limits,
             test_greased, test_pieces, test_keeps_to_its_budget, test_keeps_its_pace,
             test_loss_at_a_pace, test_what_was_not_asked, test_outline, test_late_packets)
