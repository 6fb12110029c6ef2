// SPDX-License-Identifier: BSD-2-Clause
/* Many servers probed at the same time, over a network in memory. */
#include "client/probe_net.h"
#include "client/test_net.h"
#include "client/test_probe.h"
#include "judge/test_server.h"

#define MOMENT  1700000000
#define SEED    1
#define SERVERS 20
#define PORT    2002
#define SILENT  3 /* this port does not answer, */
#define FLOODS  4 /* this one sends each reply 30 times */

static struct test_net net;
static struct rt_crypto *crypto;
static uint8_t key[RT_KEY_SIZE], srv[RT_SRV_SIZE];
static struct rt_probe_job jobs[SERVERS];
static struct rt_host_port places[SERVERS];
static size_t order[SERVERS], done_count, most_begun, stop_behind;
static const struct rt_version *version;

/* A server of one version; over IPv6 of another, if the test says so. */
static const struct rt_version *other_version;

static int answer(struct test_net *self, const struct test_sent *sent)
{
    uint8_t reply[TEST_NET_PACKET];
    const struct rt_version *spoken = sent->to.at.family == 6 ? other_version : version;
    struct rt_net_event event = {.kind = RT_NET_PACKET, .who = sent->who};
    if (sent->transport == RT_TRANSPORT_TCP || sent->to.at.port == SILENT || !spoken ||
        sent->packet.len < 1024)
        return 0;
    event.packet.len = test_server_answer(crypto, &spoken->rules, sent->transport, SEED, MOMENT,
                                          sent->packet, reply, sizeof reply);
    event.packet.data = reply;
    event.transport = sent->transport;
    for (int i = 0; event.packet.len > 0 && i < (sent->to.at.port == FLOODS ? 30 : 1); i++)
        test_net_put(self, TEST_PROBE_TRIP, &event);
    return 0;
}

/* "both" has an address of each family; "none" has no address. */
static void names(struct test_net *self, size_t who, size_t tag, const char *host)
{
    struct rt_address addresses[2] = {{.at = {.family = 4, .addr = {192, 0, 2, 1}}},
                                      {.at = {.family = 6, .addr = {[0] = 0x20, [15] = 1}}}};
    struct rt_net_event event = {.kind = RT_NET_NAMES, .who = who, .tag = tag};
    if (strcmp(host, "both") == 0) {
        event.addresses = addresses;
        event.address_count = 2;
    } else {
        event.cause = "there is no such name";
    }
    test_net_put(self, TEST_PROBE_TRIP, &event);
}

static struct rt_probe_plan plan(void *context, size_t number, const struct rt_address *to)
{
    (void)context;
    (void)to;
    ck_assert_uint_lt(number, SERVERS);
    most_begun = number > most_begun ? number : most_begun;
    return test_probe_plan(key, srv);
}

static bool done(void *context, size_t number)
{
    (void)context;
    order[done_count++] = number;
    return done_count != stop_behind;
}

static void start(const char *host)
{
    if (!crypto)
        crypto = rt_crypto_new();
    ck_assert_ptr_nonnull(crypto);
    test_server_key(SEED, key);
    ck_assert_int_eq(rt_crypto_srv(crypto, key, srv), RT_OK);
    version = other_version = rt_registry_find("v8");
    test_net_open(&net);
    net.on_send = answer;
    net.on_look_up = names;
    done_count = most_begun = stop_behind = 0;
    memset(jobs, 0, sizeof jobs);
    for (size_t i = 0; i < SERVERS; i++) {
        places[i] = test_place(host, (uint16_t)(PORT + i), true, true);
        jobs[i].places = &places[i];
        jobs[i].place_count = 1;
    }
}

static void run(size_t count)
{
    const struct rt_probe_crew crew = {
        .net = &net.net,
        .crypto = crypto,
        .family = RT_FAMILY_ANY,
        .jobs = jobs,
        .count = count,
        .plan = plan,
        .done = done,
    };
    rt_probe_crew_run(&crew);
    ck_assert_uint_eq(net.open, 0);
}

static void stop(void)
{
    for (size_t i = 0; i < SERVERS; i++)
        rt_probe_job_free(&jobs[i]);
    test_net_end(&net);
}

START_TEST(test_many)
{
    start("192.0.2.1");
    places[3].port = SILENT;
    run(SERVERS);
    ck_assert_uint_eq(done_count, SERVERS);
    /* The silent one holds up nobody. */
    ck_assert_uint_eq(order[SERVERS - 1], 3);
    for (size_t i = 0; i < SERVERS; i++) {
        ck_assert_int_eq(jobs[i].first.probe->has_main, i != 3);
        ck_assert_int_eq(jobs[i].failed, false);
        ck_assert_ptr_null(jobs[i].other.probe);
    }
    ck_assert_uint_lt(net.now_ns, 30000 * TEST_PROBE_MS);
    stop();
}
END_TEST

START_TEST(test_stops)
{
    start("192.0.2.1");
    stop_behind = 1;
    run(SERVERS);
    ck_assert_uint_lt(most_begun, SERVERS - 1);
    stop();
}
END_TEST

START_TEST(test_flood)
{
    start("192.0.2.1");
    places[0].port = FLOODS;
    run(1);
    ck_assert(jobs[0].first.probe->has_main);
    ck_assert_uint_le(jobs[0].first.probe->sent, RT_PROBE_BUDGET);
    stop();
}
END_TEST

START_TEST(test_no_name)
{
    start("none");
    run(1);
    ck_assert_ptr_null(jobs[0].first.probe);
    ck_assert_str_eq(jobs[0].cause, "there is no such name");
    stop();
}
END_TEST

/* Another place of the server is tried, but not the same one again. */
START_TEST(test_places)
{
    start("192.0.2.1");
    places[0].port = places[1].port = SILENT;
    jobs[0].place_count = 3;
    run(1);
    ck_assert(jobs[0].first.probe->has_main);
    ck_assert_uint_eq(jobs[0].first.to.at.port, places[2].port);
    stop();
}
END_TEST

/* A server of which a list has an address of each family, in numbers. */
START_TEST(test_families_of_list)
{
    start("192.0.2.1");
    places[1] = test_place("2001:db8::1", 77, true, true);
    jobs[0].place_count = 2;
    run(1);
    ck_assert(jobs[0].first.probe->has_main);
    ck_assert_int_eq(jobs[0].other.to.at.family, 6);
    ck_assert_uint_eq(jobs[0].other.to.at.port, 77);
    ck_assert_uint_eq(jobs[0].other.probe->spoken, jobs[0].first.probe->spoken);
    /* It was only asked in all versions. */
    ck_assert_uint_lt(jobs[0].other.probe->sent, jobs[0].first.probe->sent / 2);
    stop();
}
END_TEST

static size_t family_findings(void)
{
    struct rt_probe_finding findings[RT_PROBE_FINDINGS_MAX];
    const struct rt_probe *first = jobs[0].first.probe;
    size_t had = rt_probe_findings(first, findings, RT_PROBE_FINDINGS_MAX);
    size_t has =
        rt_probe_findings_add(first, jobs[0].other.probe, findings, had, RT_PROBE_FINDINGS_MAX);
    for (size_t i = 1; i < has; i++)
        ck_assert_int_le(findings[i - 1].kind, findings[i].kind);
    return has - had;
}

START_TEST(test_families)
{
    const struct rt_version *others[] = {rt_registry_find("v8"), rt_registry_find("v7"), NULL};
    for (size_t i = 0; i < 3; i++) {
        start("both");
        other_version = others[i];
        run(1);
        ck_assert(jobs[0].first.probe->has_main);
        ck_assert_int_eq(jobs[0].first.to.at.family, 4);
        ck_assert_int_eq(jobs[0].other.to.at.family, 6);
        ck_assert_int_eq(jobs[0].other.probe->has_main, others[i] != NULL);
        ck_assert_uint_eq(family_findings(), i > 0);
        stop();
    }
}
END_TEST

RT_TEST_MAIN("probe_net", test_many, test_stops, test_flood, test_no_name, test_places,
             test_families_of_list, test_families)
