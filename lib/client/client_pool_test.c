// SPDX-License-Identifier: BSD-2-Clause
/* Many servers on a network that follows a script: loss, delay, lies, failures. */
#include "client/client_pool.h"

#include <errno.h>
#include <string.h>

#include "base/test.h"
#include "client/test_net.h"
#include "judge/test_server.h"
#include "registry.h"

#define MS      UINT64_C(1000000)
#define MOMENT  1700000000
#define KEY     1
#define SERVERS 300

/* What the network does to a packet and its reply. */
struct script {
    bool lose;
    uint64_t delay_ns;
    unsigned copies;     /* of the reply, besides the first */
    bool foreign;        /* from another port */
    bool junk;           /* before the reply */
    uint8_t seed;        /* of the server's key; 0 is KEY */
    int error;           /* of sending */
    int fails;           /* later, after delay_ns: errno, or -1: ended */
    const char *version; /* NULL: v14 */
};

struct told {
    unsigned times;
    struct rt_client_result result;
    uint64_t at_ns;
    uint8_t request[2048];
    uint8_t response[4096];
};

struct scene {
    struct test_net net;
    struct rt_choice choices[RT_CHOICES_MAX];
    struct rt_negotiation negotiation;
    struct rt_client_pool pool;
    struct rt_host_port places[SERVERS];
    struct rt_client_server servers[SERVERS];
    uint8_t key[RT_KEY_SIZE];
    size_t count;
    struct script (*script)(struct scene *scene, const struct test_sent *sent, size_t nth);
    size_t nth[SERVERS]; /* packets sent to each */
    struct told told[SERVERS];
    uint32_t random;
};

static struct rt_crypto *crypto;
static struct scene *scene;

static uint32_t draw(uint32_t below)
{
    scene->random = scene->random * 1664525u + 1013904223u;
    return (scene->random >> 8) % below;
}

static void make_nonce(void *context, size_t who, unsigned number, const struct rt_rules *rules,
                       uint8_t *nonce)
{
    static uint32_t count;
    (void)context;
    (void)number;
    memset(nonce, 0, rules->nonce);
    rt_bytes_store32(nonce, (uint32_t)who);
    rt_bytes_store32(nonce + 4, ++count);
}

static void reply(const struct test_sent *sent, const struct script *script, uint64_t delay_ns,
                  bool junk)
{
    uint8_t bytes[TEST_NET_PACKET];
    const char *name = script->version ? script->version : "v14";
    struct rt_net_event event = {
        .kind = RT_NET_PACKET,
        .who = sent->who,
        .channel = sent->channel,
        .transport = sent->transport,
        .from = sent->to.at,
    };
    size_t len = test_server_answer(crypto, &rt_registry_find(name)->rules, sent->transport,
                                    script->seed ? script->seed : KEY, MOMENT, sent->packet, bytes,
                                    sizeof bytes);
    if (len == 0)
        return;
    if (junk)
        memset(bytes, 0x5a, len);
    event.packet = (struct rt_view){bytes, len};
    event.from.port = (uint16_t)(event.from.port + script->foreign);
    test_net_put(&scene->net, delay_ns, &event);
}

static int on_send(struct test_net *net, const struct test_sent *sent)
{
    struct script script = scene->script(scene, sent, scene->nth[sent->who]++);
    struct rt_net_event failure = {
        .kind = RT_NET_FAILED,
        .who = sent->who,
        .channel = sent->channel,
        .transport = sent->transport,
        .error = script.fails > 0 ? script.fails : 0,
    };
    if (script.error)
        return script.error;
    if (script.fails)
        test_net_put(net, script.delay_ns, &failure);
    if (script.lose || script.fails)
        return 0;
    if (script.junk)
        reply(sent, &script, script.delay_ns / 2, true);
    for (unsigned i = 0; i <= script.copies; i++)
        reply(sent, &script, script.delay_ns + i * MS, false);
    return 0;
}

static void answered(void *context, size_t who, const struct rt_client_result *result)
{
    struct told *told = &scene->told[who];
    ck_assert_ptr_eq(context, scene);
    told->times++;
    told->result = *result;
    told->at_ns = scene->net.now_ns - 77;
    if (rt_view_present(result->response)) {
        memcpy(told->request, result->request.data, result->request.len);
        memcpy(told->response, result->response.data, result->response.len);
        told->result.request.data = told->request;
        told->result.response.data = told->response;
    }
}

/* `count` servers at 192.0.2.1, one port each, speaking v14. */
static void begin(size_t count,
                  struct script (*script)(struct scene *, const struct test_sent *, size_t))
{
    if (!crypto)
        crypto = rt_crypto_new();
    scene = calloc(1, sizeof *scene);
    ck_assert_ptr_nonnull(scene);
    test_net_open(&scene->net);
    scene->net.on_send = on_send;
    scene->script = script;
    scene->count = count;
    scene->choices[0].version = rt_registry_find("v14");
    ck_assert_int_eq(rt_negotiate(&scene->negotiation, scene->choices, 1, RT_NEGOTIATE_ANY), RT_OK);
    test_server_key(KEY, scene->key);
    scene->pool = (struct rt_client_pool){
        .plan = {.choices = scene->choices,
                 .choice_count = 1,
                 .udp = true,
                 .tcp = true,
                 .wait_ns = RT_WAIT_FIRST_NS,
                 .nonce = make_nonce},
        .family = RT_FAMILY_ANY,
        .head_start_ns = RT_HEAD_START_NS,
    };
    for (size_t i = 0; i < count; i++) {
        scene->places[i] = test_place("192.0.2.1", (uint16_t)(1000 + i), true, true);
        scene->servers[i] = (struct rt_client_server){
            .places = &scene->places[i],
            .place_count = 1,
            .key = scene->key,
            .negotiation = &scene->negotiation,
        };
    }
}

static void run(void)
{
    ck_assert_int_eq(rt_client_pool_run(&scene->pool, &scene->net.net, crypto, scene->servers,
                                        scene->count, answered, scene),
                     RT_OK);
    for (size_t i = 0; i < scene->count; i++)
        ck_assert_uint_eq(scene->told[i].times, 1);
    ck_assert_uint_eq(scene->net.open, 0);
}

static void end(void)
{
    test_net_end(&scene->net);
    free(scene);
}

static struct script good(struct scene *s, const struct test_sent *sent, size_t nth)
{
    (void)s;
    (void)sent;
    (void)nth;
    return (struct script){.delay_ns = 10 * MS};
}

START_TEST(test_plain)
{
    begin(1, good);
    run();
    struct told *told = &scene->told[0];
    ck_assert_int_eq(told->result.state, RT_CLIENT_VALID);
    ck_assert_uint_eq(told->result.rtt_ns, 10 * MS);
    ck_assert_uint_eq(told->result.tries, 1);
    ck_assert_int_eq(told->result.transport, RT_TRANSPORT_UDP);
    ck_assert_uint_eq(told->result.from.port, 1000);
    end();
}
END_TEST

static struct script lossy(struct scene *s, const struct test_sent *sent, size_t nth)
{
    (void)s;
    (void)sent;
    return (struct script){.lose = nth < 2, .delay_ns = 10 * MS, .copies = 2};
}

START_TEST(test_loss_and_copies)
{
    begin(1, lossy);
    run();
    ck_assert_int_eq(scene->told[0].result.state, RT_CLIENT_VALID);
    ck_assert_uint_eq(scene->told[0].result.tries, 3);
    ck_assert_uint_eq(scene->told[0].at_ns, 2510 * MS);
    ck_assert_uint_eq(scene->told[0].result.rtt_ns, 10 * MS);
    end();
}
END_TEST

/* Each reply takes 1.2 seconds: the first comes after the second request, and counts. */
static struct script slow(struct scene *s, const struct test_sent *sent, size_t nth)
{
    (void)s;
    (void)sent;
    (void)nth;
    return (struct script){.delay_ns = 1200 * MS};
}

START_TEST(test_slow)
{
    begin(1, slow);
    run();
    ck_assert_int_eq(scene->told[0].result.state, RT_CLIENT_VALID);
    ck_assert_uint_eq(scene->told[0].result.tries, 2);
    ck_assert_uint_eq(scene->told[0].result.number, 0);
    ck_assert_uint_eq(scene->told[0].result.count[RT_TAKEN_LATE], 0);
    ck_assert_uint_eq(scene->told[0].result.rtt_ns, 1200 * MS);
    ck_assert_uint_eq(scene->told[0].at_ns, 1200 * MS);
    end();
}
END_TEST

static struct script foreign(struct scene *s, const struct test_sent *sent, size_t nth)
{
    (void)s;
    (void)sent;
    (void)nth;
    return (struct script){.delay_ns = MS, .foreign = true};
}

START_TEST(test_foreign)
{
    begin(1, foreign);
    run();
    ck_assert_int_eq(scene->told[0].result.state, RT_CLIENT_SILENT);
    ck_assert_uint_eq(scene->told[0].result.count[RT_TAKEN_FOREIGN], 4);
    ck_assert_uint_eq(scene->told[0].result.tries, 4);
    end();
}
END_TEST

static struct script junk(struct scene *s, const struct test_sent *sent, size_t nth)
{
    (void)s;
    (void)sent;
    (void)nth;
    return (struct script){.delay_ns = 10 * MS, .junk = true};
}

START_TEST(test_junk)
{
    begin(1, junk);
    run();
    ck_assert_int_eq(scene->told[0].result.state, RT_CLIENT_VALID);
    ck_assert_uint_eq(scene->told[0].result.count[RT_TAKEN_REJECTED], 1);
    end();
}
END_TEST

static enum rt_outcome outcome_of(const struct rt_client_result *result, enum rt_check check)
{
    return result->judgement.report.checks[check].outcome;
}

static struct script wrong_key(struct scene *s, const struct test_sent *sent, size_t nth)
{
    (void)s;
    (void)sent;
    (void)nth;
    return (struct script){.delay_ns = MS, .seed = 9};
}

START_TEST(test_wrong_key)
{
    begin(1, wrong_key);
    run();
    struct rt_client_result *result = &scene->told[0].result;
    ck_assert_int_eq(result->state, RT_CLIENT_REJECTED);
    ck_assert_int_eq(outcome_of(result, RT_CHECK_CERT_SIGNATURE), RT_FAIL);
    ck_assert_int_eq(outcome_of(result, RT_CHECK_NONCE_ECHO), RT_PASS);
    /* The fifth such reply ends it. */
    ck_assert_uint_eq(result->tries, RT_STRANGERS);
    ck_assert_uint_eq(scene->told[0].at_ns, 801 * MS);
    end();
}
END_TEST

static struct script lost(struct scene *s, const struct test_sent *sent, size_t nth)
{
    (void)s;
    (void)sent;
    (void)nth;
    return (struct script){.lose = true};
}

/* A reply over TCP that stops in the middle, on a connection that stays open. */
START_TEST(test_stalled)
{
    static const uint8_t piece[] = "ROUGHTIM\x90\1\0\0 and no more";
    static const struct {
        bool tcp;
        uint64_t deadline_ns;
        enum rt_client_state state;
        unsigned rejected;
    } cases[] = {{true, 0, RT_CLIENT_REJECTED, 4},
                 {true, 300 * MS, RT_CLIENT_REJECTED, 1},
                 {false, 0, RT_CLIENT_SILENT, 0}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        begin(1, lost);
        struct rt_client_result *result = &scene->told[0].result;
        scene->net.rest = (struct rt_view){piece, sizeof piece - 1};
        scene->pool.plan.tcp = cases[i].tcp;
        scene->pool.plan.udp = !cases[i].tcp;
        scene->pool.deadline_ns = cases[i].deadline_ns;
        run();
        ck_assert_int_eq(result->state, cases[i].state);
        ck_assert_uint_eq(result->count[RT_TAKEN_REJECTED], cases[i].rejected);
        ck_assert_uint_eq(scene->told[0].at_ns, cases[i].deadline_ns ? 300 * MS : 8125 * MS);
        if (cases[i].tcp) {
            ck_assert_int_eq(outcome_of(result, RT_CHECK_FRAME_LENGTH), RT_FAIL);
            ck_assert_int_eq(result->transport, RT_TRANSPORT_TCP);
            ck_assert_uint_eq(result->response.len, sizeof piece - 1);
        }
        end();
    }
}
END_TEST

static struct script only_tcp(struct scene *s, const struct test_sent *sent, size_t nth)
{
    (void)s;
    (void)nth;
    return (struct script){.lose = sent->transport == RT_TRANSPORT_UDP, .delay_ns = 10 * MS};
}

START_TEST(test_tcp_after_silence)
{
    begin(1, only_tcp);
    run();
    ck_assert_int_eq(scene->told[0].result.state, RT_CLIENT_VALID);
    ck_assert_int_eq(scene->told[0].result.transport, RT_TRANSPORT_TCP);
    ck_assert_uint_eq(scene->told[0].at_ns, 4760 * MS);
    end();
}
END_TEST

static struct script refused(struct scene *s, const struct test_sent *sent, size_t nth)
{
    (void)s;
    (void)sent;
    (void)nth;
    return (struct script){.delay_ns = MS, .fails = ECONNREFUSED};
}

START_TEST(test_refused)
{
    begin(1, refused);
    run();
    ck_assert_int_eq(scene->told[0].result.state, RT_CLIENT_UNREACHABLE);
    ck_assert_int_eq(scene->told[0].result.error, ECONNREFUSED);
    ck_assert_uint_eq(scene->told[0].at_ns, 2 * MS);
    ck_assert_uint_eq(scene->net.sent_count, 2);
    end();
}
END_TEST

static struct script no_route(struct scene *s, const struct test_sent *sent, size_t nth)
{
    (void)s;
    (void)nth;
    return (struct script){.delay_ns = MS, .error = sent->to.at.family == 6 ? ENETUNREACH : 0};
}

static struct script four_only(struct scene *s, const struct test_sent *sent, size_t nth)
{
    (void)s;
    (void)nth;
    return (struct script){.delay_ns = 10 * MS, .lose = sent->to.at.family == 6};
}

static struct script nowhere(struct scene *s, const struct test_sent *sent, size_t nth)
{
    (void)s;
    (void)sent;
    (void)nth;
    return (struct script){.error = EHOSTUNREACH};
}

static struct script never(struct scene *s, const struct test_sent *sent, size_t nth)
{
    (void)s;
    (void)sent;
    (void)nth;
    return (struct script){.lose = true};
}

/* A server with another key that ignores requests with SRV, as it must. */
static struct script other_key(struct scene *s, const struct test_sent *sent, size_t nth)
{
    struct rt_packet packet;
    (void)s;
    (void)nth;
    rt_packet_parse(&packet, sent->packet);
    return (struct script){
        .delay_ns = MS, .seed = 9, .lose = rt_view_present(packet.values[RT_SLOT_SRV])};
}

static struct script as_v4(struct scene *s, const struct test_sent *sent, size_t nth)
{
    (void)s;
    (void)sent;
    (void)nth;
    return (struct script){.delay_ns = MS, .version = "v4"};
}

/* Every kind of silence has its cause. */
START_TEST(test_causes)
{
    static const struct {
        struct script (*script)(struct scene *, const struct test_sent *, size_t);
        enum rt_client_state state;
        enum rt_client_cause why;
        bool only_bare;
    } cases[] = {
        {good, RT_CLIENT_VALID, RT_CLIENT_CAUSE_NONE, false},
        {wrong_key, RT_CLIENT_REJECTED, RT_CLIENT_CAUSE_KEY, false},
        {other_key, RT_CLIENT_REJECTED, RT_CLIENT_CAUSE_KEY, true},
        {as_v4, RT_CLIENT_SILENT, RT_CLIENT_CAUSE_VERSION, false},
        {never, RT_CLIENT_SILENT, RT_CLIENT_CAUSE_SILENCE, false},
        {foreign, RT_CLIENT_SILENT, RT_CLIENT_CAUSE_ELSEWHERE, false},
        {refused, RT_CLIENT_UNREACHABLE, RT_CLIENT_CAUSE_REFUSED, false},
        {nowhere, RT_CLIENT_UNREACHABLE, RT_CLIENT_CAUSE_ROUTE, false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct rt_choice other = {.version = rt_registry_find("v4")};
        begin(1, cases[i].script);
        ck_assert_int_eq(
            rt_negotiate_add(&scene->negotiation, &other, 1, RT_NEGOTIATE_ANY, RT_ATTEMPT_OTHER),
            RT_OK);
        scene->pool.plan.others = &other;
        scene->pool.plan.other_count = 1;
        run();
        const struct rt_client_result *result = &scene->told[0].result;
        ck_assert_int_eq(result->state, cases[i].state);
        ck_assert_msg(result->why == cases[i].why, "case %zu: %s", i,
                      rt_client_cause_name(result->why));
        ck_assert_int_eq(result->only_bare, cases[i].only_bare);
        ck_assert_uint_eq(result->other_set, cases[i].script == as_v4);
        ck_assert(result->asked & 1);
        end();
    }
}
END_TEST

/* A hint that is wrong is named, and costs one wait. */
START_TEST(test_hint)
{
    for (int right = 0; right < 2; right++) {
        struct rt_choice hint = {.version = rt_registry_find(right ? "v14" : "v8")};
        begin(1, good);
        scene->negotiation.count = 0;
        ck_assert_int_eq(
            rt_negotiate_add(&scene->negotiation, &hint, 1, RT_NEGOTIATE_ANY, RT_ATTEMPT_HINTED),
            RT_OK);
        ck_assert_int_eq(rt_negotiate_add(&scene->negotiation, scene->choices, 1, RT_NEGOTIATE_ANY,
                                          RT_ATTEMPT_WANTED),
                         RT_OK);
        scene->servers[0].hints = &hint;
        scene->servers[0].hint_count = 1;
        run();
        ck_assert_int_eq(scene->told[0].result.state, RT_CLIENT_VALID);
        ck_assert(scene->told[0].result.hint_wrong == !right);
        ck_assert_uint_eq(scene->told[0].at_ns, (right ? 10 : 1010) * MS);
        end();
    }
}
END_TEST

/* An IPv6 address, then an IPv4 address. */
static void both_families(struct test_net *net, size_t who, size_t tag, const char *host)
{
    struct rt_address addresses[2] = {{.at = {.family = 6, .addr = {0x20, 1}}},
                                      {.at = {.family = 4, .addr = {192, 0, 2, 9}}}};
    struct rt_net_event event = {.kind = RT_NET_NAMES,
                                 .who = who,
                                 .tag = tag,
                                 .addresses = addresses,
                                 .address_count = 2,
                                 .cause = "no such name"};
    uint64_t delay = 5 * MS;
    if (strcmp(host, "none.example") == 0)
        event.address_count = 0;
    if (strcmp(host, "slow.example") == 0)
        delay = 3000 * MS;
    test_net_put(net, delay, &event);
}

START_TEST(test_head_start)
{
    begin(1, four_only);
    scene->places[0] = test_place("both.example", scene->places[0].port, true, true);
    scene->net.on_look_up = both_families;
    run();
    ck_assert_int_eq(scene->told[0].result.state, RT_CLIENT_VALID);
    ck_assert_uint_eq(scene->told[0].at_ns, 265 * MS);
    ck_assert_uint_eq(scene->told[0].result.rtt_ns, 10 * MS);
    ck_assert_uint_eq(scene->told[0].result.tries, 1);
    ck_assert_uint_eq(scene->told[0].result.from.family, 4);
    end();
    begin(1, no_route);
    scene->places[0] = test_place("both.example", scene->places[0].port, true, true);
    scene->net.on_look_up = both_families;
    run();
    ck_assert_uint_eq(scene->told[0].at_ns, 6 * MS);
    ck_assert_int_eq(scene->told[0].result.state, RT_CLIENT_VALID);
    end();
    begin(1, good);
    scene->places[0] = test_place("both.example", scene->places[0].port, true, true);
    scene->net.on_look_up = both_families;
    run();
    ck_assert_uint_eq(scene->told[0].result.from.family, 6);
    ck_assert_uint_eq(scene->net.sent_count, 1);
    end();
}
END_TEST

static struct script four_later(struct scene *s, const struct test_sent *sent, size_t nth)
{
    (void)s;
    return (struct script){
        .delay_ns = MS, .lose = nth == 1, .error = sent->to.at.family == 6 ? ENETUNREACH : 0};
}

/* The family that can be reached leads from then on. */
START_TEST(test_lead)
{
    begin(1, four_later);
    scene->places[0] = test_place("both.example", scene->places[0].port, true, true);
    scene->net.on_look_up = both_families;
    run();
    ck_assert_int_eq(scene->told[0].result.state, RT_CLIENT_VALID);
    ck_assert_uint_eq(scene->net.sent_count, 3);
    ck_assert_uint_eq(scene->net.sent[0].to.at.family, 6);
    ck_assert_uint_eq(scene->net.sent[2].to.at.family, 4);
    end();
}
END_TEST

/* What was seen of server 0. */
static size_t seen_replies, seen_silence, seen_strays;

static void seen(void *context, size_t who, const struct rt_client_seen *what)
{
    ck_assert_ptr_eq(context, scene);
    ck_assert_uint_eq(who, 0);
    ck_assert_uint_eq(scene->told[0].times, 0);
    ck_assert(what->judgement == NULL || rt_view_present(what->request));
    if (!rt_view_present(what->response)) {
        ck_assert(rt_view_present(what->request));
        ck_assert_int_eq(what->taken, 0);
        seen_silence++;
    } else if (rt_view_present(what->request)) {
        seen_replies++;
    } else {
        seen_strays++;
    }
}

/* Everything that was sent and came is seen once, however old it is. */
START_TEST(test_seen)
{
    static const struct {
        struct script (*script)(struct scene *, const struct test_sent *, size_t);
        unsigned tries;
        size_t replies, silence, strays;
    } cases[] = {
        {good, 0, 1, 0, 0},    {lossy, 0, 1, 2, 0},   {never, 0, 0, 4, 0}, {never, 40, 0, 40, 0},
        {foreign, 0, 0, 4, 4}, {slow, 0, 1, 1, 0},    {junk, 0, 2, 0, 0},  {wrong_key, 0, 5, 0, 0},
        {refused, 0, 0, 1, 0}, {nowhere, 0, 0, 0, 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        begin(1, cases[i].script);
        seen_replies = seen_silence = seen_strays = 0;
        scene->pool.plan.tries = cases[i].tries;
        scene->pool.seen = seen;
        run();
        ck_assert_msg(seen_replies == cases[i].replies && seen_silence == cases[i].silence &&
                          seen_strays == cases[i].strays,
                      "case %zu: %zu, %zu, %zu", i, seen_replies, seen_silence, seen_strays);
        end();
    }
}
END_TEST

static size_t looked_up;

static void count_look_ups(struct test_net *net, size_t who, size_t tag, const char *host)
{
    looked_up++;
    both_families(net, who, tag, host);
}

/* A host with several ports is looked up once, wherever in the list it stands again. */
START_TEST(test_one_look_up)
{
    static const char *const hosts[] = {"both.example", "none.example", "both.example",
                                        "none.example"};
    begin(1, good);
    looked_up = 0;
    for (size_t i = 0; i < 4; i++)
        scene->places[i] = test_place(hosts[i], (uint16_t)(1000 + i), true, true);
    scene->servers[0].place_count = 4;
    scene->net.on_look_up = count_look_ups;
    run();
    ck_assert_uint_eq(looked_up, 2);
    ck_assert_int_eq(scene->told[0].result.state, RT_CLIENT_VALID);
    end();
}
END_TEST

START_TEST(test_names)
{
    begin(3, good);
    scene->places[0] = test_place("slow.example", scene->places[0].port, true, true);
    scene->places[1] = test_place("none.example", scene->places[1].port, true, true);
    scene->net.on_look_up = both_families;
    run();
    ck_assert_uint_eq(scene->told[0].at_ns, 3010 * MS);
    ck_assert_int_eq(scene->told[1].result.state, RT_CLIENT_UNRESOLVED);
    ck_assert_str_eq(scene->told[1].result.cause, "no such name");
    ck_assert_uint_eq(scene->told[2].at_ns, 10 * MS);
    end();
    begin(1, good);
    scene->pool.family = RT_FAMILY_6;
    run();
    ck_assert_int_eq(scene->told[0].result.state, RT_CLIENT_UNRESOLVED);
    end();
}
END_TEST

START_TEST(test_limit)
{
    begin(SERVERS, good);
    scene->net.net.limit = 7;
    run();
    ck_assert_uint_eq(scene->net.most_open, 7);
    for (size_t i = 0; i < SERVERS; i++)
        ck_assert_int_eq(scene->told[i].result.state, RT_CLIENT_VALID);
    end();
}
END_TEST

static struct script silent(struct scene *s, const struct test_sent *sent, size_t nth)
{
    (void)s;
    (void)nth;
    return (struct script){.lose = sent->who % 10 == 0, .delay_ns = 20 * MS};
}

START_TEST(test_deadline)
{
    begin(40, silent);
    scene->pool.deadline_ns = 600 * MS;
    scene->net.net.limit = 5;
    run();
    for (size_t i = 0; i < 40; i++) {
        ck_assert_uint_le(scene->told[i].at_ns, 600 * MS);
        ck_assert_int_eq(scene->told[i].result.state, i % 10 ? RT_CLIENT_VALID : RT_CLIENT_SILENT);
    }
    ck_assert_uint_eq(scene->net.now_ns - 77, 600 * MS);
    end();
    /* Whoever has not begun by then is not asked. */
    begin(2, silent);
    scene->pool.deadline_ns = 600 * MS;
    scene->net.net.limit = 1;
    run();
    ck_assert_uint_eq(scene->told[1].result.tries, 0);
    ck_assert_int_eq(scene->told[1].result.state, RT_CLIENT_SILENT);
    end();
}
END_TEST

static struct script old(struct scene *s, const struct test_sent *sent, size_t nth)
{
    (void)s;
    (void)sent;
    (void)nth;
    return (struct script){.delay_ns = MS, .version = "v4"};
}

START_TEST(test_all_versions)
{
    begin(1, old);
    size_t count = rt_registry_count;
    for (size_t i = 0; i < count; i++)
        scene->choices[i].version = rt_registry[count - 1 - i];
    ck_assert_int_eq(rt_negotiate(&scene->negotiation, scene->choices, count, RT_NEGOTIATE_ANY),
                     RT_OK);
    scene->pool.plan.choice_count = count;
    run();
    ck_assert_int_eq(scene->told[0].result.state, RT_CLIENT_VALID);
    ck_assert_uint_eq(scene->told[0].result.tries, 4);
    end();
}
END_TEST

/* Two servers answer alike; the one of whom another version is wanted is not believed. */
START_TEST(test_choices_of_a_server)
{
    begin(2, old);
    scene->choices[0].version = rt_registry_find("v4");
    scene->choices[1].version = rt_registry_find("v7");
    ck_assert_int_eq(rt_negotiate(&scene->negotiation, scene->choices, 1, RT_NEGOTIATE_ANY), RT_OK);
    scene->servers[1].choices = &scene->choices[1];
    scene->servers[1].choice_count = 1;
    run();
    ck_assert_int_eq(scene->told[0].result.state, RT_CLIENT_VALID);
    ck_assert_int_eq(scene->told[1].result.state, RT_CLIENT_REJECTED);
    end();
}
END_TEST

static struct script anything(struct scene *s, const struct test_sent *sent, size_t nth)
{
    static const int errors[] = {0, 0, 0, 0, 0, ENETUNREACH};
    static const int failures[] = {0, 0, 0, 0, 0, 0, ECONNREFUSED, -1};
    (void)s;
    (void)sent;
    (void)nth;
    return (struct script){
        .lose = draw(3) == 0,
        .delay_ns = draw(3000) * MS,
        .copies = draw(3),
        .foreign = draw(4) == 0,
        .junk = draw(4) == 0,
        .seed = draw(4) == 0 ? 9 : KEY,
        .error = errors[draw(6)],
        .fails = failures[draw(8)],
    };
}

/* What a result says of its packets is what the verifier says of them. */
static void same_judgement(const struct rt_judgement *a, const struct rt_judgement *b)
{
    ck_assert_int_eq(a->verdict, b->verdict);
    ck_assert_uint_eq(a->valid_count, b->valid_count);
    for (size_t i = 0; i < a->valid_count; i++)
        ck_assert(a->valid[i].version == b->valid[i].version &&
                  a->valid[i].reading == b->valid[i].reading);
    ck_assert(a->best.version == b->best.version && a->best.reading == b->best.reading);
    for (int check = 0; check < RT_CHECK_COUNT; check++) {
        ck_assert_int_eq(a->report.checks[check].outcome, b->report.checks[check].outcome);
        ck_assert_int_eq(a->report.checks[check].reason, b->report.checks[check].reason);
    }
}

static void same_time(const struct rt_client_result *result, const struct rt_subject *subject)
{
    uint64_t midpoint = 0;
    uint32_t radius = 0;
    struct rt_instant instant;
    enum rt_clock clock = result->judgement.rules.clock;
    ck_assert_int_eq(result->has_time, rt_subject_time(subject, &midpoint, &radius));
    ck_assert_uint_eq(result->midpoint, midpoint);
    ck_assert_uint_eq(result->radius, radius);
    ck_assert_int_eq(result->measured, result->state == RT_CLIENT_VALID);
    if (!result->measured)
        return;
    ck_assert_int_eq(rt_clock_instant(clock, midpoint, &instant), RT_OK);
    ck_assert_int_eq(result->instant.seconds, instant.seconds);
    ck_assert_uint_eq(result->radius_ns, rt_clock_radius_ns(clock, radius));
    ck_assert_uint_eq(result->at_ns - result->read_ns, result->rtt_ns / 2);
    ck_assert_uint_eq(result->bound_ns - result->radius_ns, result->rtt_ns / 2);
}

/* Whatever happens, everybody is told of once, and what is called valid is. */
START_TEST(test_anything)
{
    for (uint32_t round = 0; round < 40; round++) {
        begin(30, anything);
        scene->random = round;
        scene->net.on_look_up = both_families;
        scene->net.net.limit = 1 + round % 9;
        scene->pool.deadline_ns = round % 3 == 0 ? 5000 * MS : 0;
        for (size_t i = 0; i < 30; i += 2)
            scene->places[i] = test_place(i % 4   ? "both.example"
                                          : i % 8 ? "none.example"
                                                  : "slow.example",
                                          scene->places[i].port, true, true);
        run();
        for (size_t i = 0; i < 30; i++) {
            struct rt_client_result *result = &scene->told[i].result;
            struct rt_subject subject;
            struct rt_judgement judgement;
            bool has = rt_view_present(result->response);
            ck_assert(has ==
                      (result->state == RT_CLIENT_VALID || result->state == RT_CLIENT_REJECTED));
            if (!has)
                continue;
            const struct rt_exchange exchange = {
                .request = result->request,
                .response = result->response,
                .key = scene->key,
                .transport = result->transport,
            };
            rt_subject_init(&subject, crypto, &exchange);
            rt_judge(&subject, scene->choices, 1, false, &judgement);
            ck_assert((judgement.verdict == RT_VALID) == (result->state == RT_CLIENT_VALID));
            same_judgement(&result->judgement, &judgement);
            same_time(result, &subject);
        }
        end();
    }
}
END_TEST

/* What a watch was told, one entry a time. */
static struct rt_client_pool_wait waits[64];
static size_t wait_count;

static void waiting(void *context, const struct rt_client_pool_wait *wait)
{
    ck_assert_ptr_eq(context, waits);
    ck_assert_uint_lt(wait_count, 64);
    waits[wait_count++] = *wait;
}

static const struct rt_client_pool_watch watch = {
    .every_ns = 500 * MS,
    .waiting = waiting,
    .context = waits,
};

/* Server 0 answers its second request, server 1 none. */
static struct script one_of_two(struct scene *s, const struct test_sent *sent, size_t nth)
{
    (void)s;
    return (struct script){.lose = sent->who == 1 || nth == 0, .delay_ns = 10 * MS};
}

START_TEST(test_watch)
{
    begin(2, one_of_two);
    scene->pool.watch = &watch;
    scene->pool.plan.tries = 2;
    scene->pool.plan.tcp = false;
    wait_count = 0;
    run();
    /* Two tries of 1 and 1.5 seconds, told every half second, but not at the end. */
    ck_assert_uint_eq(wait_count, 4);
    for (size_t i = 0; i < wait_count; i++) {
        uint64_t at_ns = 500 * MS * (i + 1);
        const struct rt_client_pool_wait *wait = &waits[i];
        ck_assert_uint_eq(wait->open, at_ns > 1010 * MS ? 1 : 2);
        ck_assert_uint_eq(wait->who, at_ns > 1010 * MS ? 1 : 0);
        ck_assert_uint_eq(wait->round, at_ns < 1000 * MS ? 1 : 2);
        ck_assert_uint_eq(wait->most, 2);
        ck_assert_int_eq(wait->transport, RT_TRANSPORT_UDP);
        ck_assert_uint_eq(wait->left_ns, 2500 * MS - at_ns);
        ck_assert_uint_eq(wait->round_ns, (at_ns < 1000 * MS ? 1000 * MS : 2500 * MS) - at_ns);
    }
    end();
}
END_TEST

/* Nobody is told of a server that answers at once; a deadline bounds what is left. */
START_TEST(test_watch_and_deadline)
{
    begin(1, good);
    scene->pool.watch = &watch;
    wait_count = 0;
    run();
    ck_assert_uint_eq(wait_count, 0);
    end();
    begin(2, one_of_two);
    scene->pool.watch = &watch;
    scene->pool.deadline_ns = 1750 * MS;
    run();
    ck_assert_uint_eq(wait_count, 3);
    for (size_t i = 0; i < wait_count; i++)
        ck_assert_uint_eq(waits[i].left_ns, 1750 * MS - 500 * MS * (i + 1));
    end();
}
END_TEST

/* A result is copied with its packets, also over an older copy. */
START_TEST(test_keep)
{
    static const uint8_t packets[] = "requestreply";
    struct rt_client_result result = {
        .state = RT_CLIENT_VALID, .request = {packets, 7}, .response = {packets + 7, 5}};
    struct rt_client_result copy;
    uint8_t *bytes = NULL;
    for (int i = 0; i < 2; i++) {
        ck_assert(rt_client_pool_keep(&result, &copy, &bytes));
        ck_assert_int_eq(copy.state, RT_CLIENT_VALID);
        ck_assert(rt_view_equal(copy.request, result.request));
        ck_assert(rt_view_equal(copy.response, result.response));
        ck_assert_ptr_ne(copy.response.data, result.response.data);
    }
    result.response = (struct rt_view){NULL, 0};
    ck_assert(rt_client_pool_keep(&result, &copy, &bytes));
    ck_assert_ptr_null(bytes);
    ck_assert(!rt_view_present(copy.request));
}
END_TEST

/* What is waited for, in words: seconds are rounded up. */
START_TEST(test_wait_text)
{
    const struct rt_host_port place = {.host = "::1", .port = 2002};
    const struct rt_client_server servers[2] = {{.places = &place, .place_count = 1},
                                                {.places = &place, .place_count = 1}};
    struct rt_client_pool_wait wait = {.open = 1, .most = 4};
    char text[RT_CLIENT_POOL_WAIT_SIZE];
    ck_assert_str_eq(rt_client_pool_wait_text(&wait, servers, 1, text),
                     "[::1]:2002: looking up its addresses");
    wait.round = 1;
    wait.transport = RT_TRANSPORT_UDP;
    wait.round_ns = 400000001;
    wait.left_ns = 8100000000;
    ck_assert_str_eq(rt_client_pool_wait_text(&wait, servers, 2, text),
                     "1 of 2 have not answered: [::1]:2002: round 1 of 4 over UDP, 0.5 s to the "
                     "next, 8.1 s in all");
    wait.round = 4;
    wait.transport = RT_TRANSPORT_TCP;
    ck_assert_str_eq(rt_client_pool_wait_text(&wait, servers, 1, text),
                     "[::1]:2002: round 4 of 4 over TCP, 8.1 s left");
}
END_TEST

RT_TEST_MAIN("client_pool", test_wait_text, test_keep, test_plain, test_loss_and_copies, test_slow,
             test_foreign, test_junk, test_wrong_key, test_stalled, test_tcp_after_silence,
             test_refused, test_causes, test_hint, test_seen, test_head_start, test_lead,
             test_one_look_up, test_names, test_limit, test_deadline, test_all_versions,
             test_choices_of_a_server, test_anything, test_watch, test_watch_and_deadline)
