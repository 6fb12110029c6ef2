// SPDX-License-Identifier: BSD-2-Clause
/* Every fault of the catalogue, under every version, judged by the verifier. */
#include "server/spoil.h"

#include <string.h>

#include "base/test.h"
#include "judge/judge.h"
#include "registry.h"
#include "rules/rules.h"

#define ROOM 4096

static const struct rt_instant now = {.seconds = 1700000000, .nanoseconds = 250000000};
static const uint8_t long_term[RT_KEY_SIZE] = {1};
static const uint8_t online[RT_KEY_SIZE] = {2};
static const uint8_t stranger[RT_KEY_SIZE] = {3};
static uint8_t key[RT_KEY_SIZE];
static struct rt_crypto *crypto;
static struct rt_responder responder;

/* An exchange and the judgement of it. */
static struct {
    const struct rt_version *version;
    uint8_t request[ROOM];
    uint8_t response[ROOM];
    uint8_t nonce[RT_HASH_MAX + 4];
    uint8_t srv[RT_SRV_SIZE];
    struct rt_request_plan plan;
    struct rt_view asked;
    struct rt_answer answer;
    struct rt_subject subject;
    struct rt_report report;
} now_asked;

static enum rt_error new_seed(uint8_t seed[RT_KEY_SIZE])
{
    memcpy(seed, online, RT_KEY_SIZE);
    return RT_OK;
}

/* A responder for every version, the newest first. */
static void start(void)
{
    static struct rt_service services[RT_SERVICES_MAX];
    static struct rt_identity identity = {.key = key, .seed = long_term};
    struct rt_responder_settings settings = {
        .services = services,
        .identities = &identity,
        .identity_count = 1,
        .radius_ns = 2000000000,
        .delegation_s = 86400,
        .new_seed = new_seed,
    };
    const struct rt_leap_data leap = {.has_dut1 = true, .dut1_us = 1500};
    if (!crypto)
        crypto = rt_crypto_new();
    ck_assert_ptr_nonnull(crypto);
    for (size_t i = rt_registry_count; i-- > 0;)
        services[settings.service_count++] =
            (struct rt_service){rt_registry[i], rt_registry[i]->rules, false};
    ck_assert_int_eq(rt_crypto_public_key(long_term, key), RT_OK);
    ck_assert_int_eq(rt_responder_init(&responder, crypto, &settings, now), RT_OK);
    rt_responder_leap(&responder, &leap);
}

/* The plan of a right request. */
static void plan_request(const struct rt_version *version, enum rt_transport transport)
{
    memset(now_asked.nonce, 7, sizeof now_asked.nonce);
    ck_assert_int_eq(rt_crypto_srv(crypto, key, now_asked.srv), RT_OK);
    now_asked.version = version;
    now_asked.plan = (struct rt_request_plan){
        .rules = version->rules,
        .nonce = {now_asked.nonce, version->rules.nonce},
        .srv = {now_asked.srv, sizeof now_asked.srv},
        .size = RT_REQUEST_SIZE,
        .transport = transport,
    };
}

static struct rt_view write_request(void)
{
    struct rt_writer writer = rt_writer_into(now_asked.request, ROOM);
    now_asked.plan.nonce.len = now_asked.plan.rules.nonce;
    ck_assert_int_eq(rt_request_write(&writer, &now_asked.plan), RT_OK);
    return now_asked.asked = rt_writer_view(&writer);
}

/* Has a right request answered and the reply made wrong. */
static enum rt_server_action answer(const struct rt_spoil_row *row,
                                    const struct rt_version *version, enum rt_transport transport,
                                    uint64_t random)
{
    plan_request(version, transport);
    now_asked.answer = (struct rt_answer){
        .packet = write_request(),
        .room = rt_writer_into(now_asked.response, RT_REPLY_MAX),
    };
    rt_responder_answer(&responder, now, transport, &now_asked.answer, 1);
    ck_assert_int_eq(now_asked.answer.refusal, RT_ANSWERED);
    const struct rt_server_turn turn = {
        .crypto = crypto,
        .responder = &responder,
        .rules = &version->rules,
        .now = now,
        .transport = transport,
        .random = &random,
    };
    return rt_spoil_answer(row, &turn, &now_asked.answer);
}

/* The verdict under the version alone, and now_asked.report. */
static enum rt_verdict judge(struct rt_view request, struct rt_view response,
                             enum rt_transport transport)
{
    const struct rt_version *version = now_asked.version;
    bool bare = transport == RT_TRANSPORT_TCP && rt_rules_bare_length(&version->rules);
    const struct rt_exchange exchange = {
        .request = rt_view_slice(request, bare ? 4 : 0, request.len),
        .response = rt_view_slice(response, bare ? 4 : 0, response.len),
        .key = key,
        .transport = transport,
    };
    rt_subject_init(&now_asked.subject, crypto, &exchange);
    rt_verify(&now_asked.subject, version, &version->rules, &now_asked.report);
    return rt_report_verdict(&now_asked.report);
}

static enum rt_verdict judge_answer(enum rt_transport transport)
{
    return judge(now_asked.answer.packet, rt_writer_view(&now_asked.answer.room), transport);
}

/* Whether the check fails, and no other but for want of it; `also` may fail. */
static bool fails_alone(enum rt_check check, enum rt_check also)
{
    const struct rt_result *results = now_asked.report.checks;
    for (int i = 0; i < RT_CHECK_LONE_COUNT; i++) {
        const struct rt_result *result = &results[i];
        while (result->outcome == RT_BLOCKED && result->blocked_by != check)
            result = &results[result->blocked_by];
        if (i != (int)check && i != (int)also && result->outcome == RT_FAIL)
            return false;
    }
    return results[check].outcome == RT_FAIL;
}

START_TEST(test_names)
{
    size_t count = 0;
    const struct rt_spoil_row *row;
    for (; (row = rt_spoil_row(count)) != NULL; count++) {
        ck_assert_msg(row->reply || row->exchange, "%s", row->name);
        if (row->reply)
            ck_assert_ptr_eq(rt_spoil_find(row->name), row);
        if (row->exchange)
            ck_assert_str_eq(row->name, rt_check_row(row->check)->name);
    }
    ck_assert_ptr_null(rt_spoil_row(count + 1));
    for (int check = 0; check < RT_CHECK_LONE_COUNT; check++)
        ck_assert_ptr_nonnull(rt_spoil_breaking((enum rt_check)check));
    ck_assert_ptr_null(rt_spoil_breaking(RT_CHECK_CHAIN_LINK));
    ck_assert_ptr_null(rt_spoil_breaking(RT_CHECK_COUNT));
    ck_assert_ptr_null(rt_spoil_find("srv"));
    ck_assert_ptr_null(rt_spoil_find("merkle"));
}
END_TEST

/* What cannot but fail as well where the request is not ours: it does not offer the number, and the
 * nonce that it has is the right one. */
static enum rt_check companion(enum rt_check check)
{
    if (check == RT_CHECK_VERSION_PRESENT)
        return RT_CHECK_VERSION_OFFERED;
    return check == RT_CHECK_NONCE_LENGTH ? RT_CHECK_NONCE_ECHO : check;
}

/* A row that names a check makes it fail, alone, or the version has nothing of that kind and the
 * reply is right. Each row does it under some version. */
static void check_row(const struct rt_spoil_row *row, enum rt_transport transport)
{
    unsigned failed = 0;
    for (size_t v = 0; v < rt_registry_count; v++) {
        if (transport == RT_TRANSPORT_TCP && !rt_rules_over_tcp(&rt_registry[v]->rules))
            continue;
        enum rt_server_action action = answer(row, rt_registry[v], transport, v);
        ck_assert_msg(now_asked.answer.refusal == RT_ANSWERED, "%s: no reply", row->name);
        ck_assert_int_eq(action, row->action);
        if (judge_answer(transport) == RT_VALID)
            continue;
        ck_assert_msg(row->check == RT_CHECK_COUNT ||
                          fails_alone(row->check, companion(row->check)),
                      "%s: not the check that fails under %s", row->name, rt_registry[v]->name);
        failed++;
    }
    bool only_udp = strstr(row->reply, "UDP") != NULL;
    if (row->check != RT_CHECK_COUNT && (transport == RT_TRANSPORT_UDP || !only_udp))
        ck_assert_msg(failed > 0, "%s breaks no version", row->name);
}

START_TEST(test_replies)
{
    start();
    for (size_t i = 0; rt_spoil_row(i); i++)
        for (enum rt_transport t = RT_TRANSPORT_UDP; t <= RT_TRANSPORT_TCP; t++)
            if (rt_spoil_row(i)->reply)
                check_row(rt_spoil_row(i), t);
}
END_TEST

/* Rows that break everything, and those that break nothing. */
START_TEST(test_verdicts)
{
    static const char *const good[] = {"tag.unknown", "wrong-time", "silent",
                                       "late",        "duplicate",  "elsewhere"};
    static const char *const bad[] = {"bit.srep", "bit.dele", "bit.index", "truncated", "junk"};
    start();
    for (size_t v = 0; v < rt_registry_count; v++) {
        for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
            answer(rt_spoil_find(good[i]), rt_registry[v], RT_TRANSPORT_UDP, 1);
            ck_assert_int_eq(judge_answer(RT_TRANSPORT_UDP), RT_VALID);
        }
        for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
            answer(rt_spoil_find(bad[i]), rt_registry[v], RT_TRANSPORT_UDP, 1);
            ck_assert_int_eq(judge_answer(RT_TRANSPORT_UDP), RT_INVALID);
        }
    }
}
END_TEST

/* Writes a batch of five as planned, and the packet of the second. */
static struct rt_view write_response(const struct rt_response_plan *plan)
{
    static uint8_t nodes[16 * RT_HASH_MAX];
    static uint8_t others[5][RT_HASH_MAX];
    struct rt_batch batch;
    struct rt_asked asked[5];
    struct rt_packet packet;
    struct rt_writer writer = rt_writer_into(now_asked.response, ROOM);
    for (uint8_t i = 0; i < 5; i++) {
        memset(others[i], i + 1, RT_HASH_MAX);
        asked[i] = (struct rt_asked){{others[i], RT_HASH_MAX},
                                     {others[i], now_asked.version->rules.nonce}};
    }
    asked[1].packet = write_request();
    rt_packet_parse(&packet, asked[1].packet);
    asked[1].nonce = packet.values[RT_SLOT_NONC];
    ck_assert_int_eq(rt_batch_begin(&batch, crypto, plan, asked, 5, nodes), RT_OK);
    ck_assert_int_eq(rt_batch_write(&batch, 1, &writer), RT_OK);
    return rt_writer_view(&writer);
}

static struct rt_response_plan plan_response(const struct rt_version *version)
{
    static const uint8_t dut1[4] = {1};
    struct rt_response_plan plan = {
        .rules = version->rules,
        .long_term = long_term,
        .online = online,
        .maxt = RT_FOREVER,
        .radius = (uint32_t)(3000000000 / rt_clock_radius_ns(version->rules.clock, 1)),
        .dut1 = {dut1, sizeof dut1},
        .transport = RT_TRANSPORT_UDP,
    };
    ck_assert_int_eq(rt_clock_raw(version->rules.clock, now, &plan.midpoint), RT_OK);
    return plan;
}

/* The verdict on an exchange that is made wrong on both sides. */
static enum rt_verdict make(const struct rt_spoil_row *row, const struct rt_version *version)
{
    plan_request(version, RT_TRANSPORT_UDP);
    struct rt_response_plan plan = plan_response(version);
    struct rt_spoil spoil = {
        .plan = &plan,
        .request = &now_asked.plan,
        .right = write_response(&plan),
        .stranger = stranger,
        .now = now,
    };
    rt_spoil_plan(row, &spoil);
    struct rt_view response = write_response(&plan);
    rt_spoil_touch(row, &spoil, now_asked.response, &response.len);
    return judge(now_asked.asked, response, RT_TRANSPORT_UDP);
}

/* Where request and reply are made each check fails, alone, under the versions that have it. */
START_TEST(test_exchanges)
{
    start();
    for (int i = 0; i < RT_CHECK_LONE_COUNT; i++) {
        enum rt_check check = (enum rt_check)i;
        unsigned failed = 0;
        for (size_t v = 0; v < rt_registry_count; v++) {
            enum rt_verdict verdict = make(rt_spoil_breaking(check), rt_registry[v]);
            bool undefined = now_asked.report.checks[check].outcome == RT_UNDEFINED;
            if (verdict == RT_VALID || undefined)
                continue;
            failed++;
            ck_assert_msg(fails_alone(check, check), "%s under %s", rt_check_row(check)->name,
                          rt_registry[v]->name);
        }
        ck_assert_msg(failed > 0, "%s breaks no version", rt_check_row(check)->name);
    }
}
END_TEST

/* Another number than the version's stands in VER; VERS has both, once each, in the order that the
 * fault is about. */
static void check_numbers(const char *name, bool ascending)
{
    unsigned seen = 0;
    for (size_t v = 0; v < rt_registry_count; v++) {
        const struct rt_rules *rules = &rt_registry[v]->rules;
        struct rt_packet packet;
        answer(rt_spoil_find(name), rt_registry[v], RT_TRANSPORT_UDP, 1);
        rt_packet_parse(&packet, rt_writer_view(&now_asked.answer.room));
        struct rt_view number = rt_packet_version(&packet);
        if (rt_view_present(number))
            ck_assert_int_eq(rt_bytes_load32(number.data) != rules->version, ascending);
        if (!rt_rules_lists_versions(rules))
            continue;
        struct rt_view list = packet.values[RT_SLOT_VERS];
        ck_assert_uint_eq(list.len, 8);
        uint32_t first = rt_bytes_load32(list.data);
        uint32_t second = rt_bytes_load32(list.data + 4);
        ck_assert_int_eq(first < second, ascending);
        ck_assert_uint_ne(first, second);
        ck_assert(rt_packet_lists(list, rules->version));
        seen++;
    }
    ck_assert_uint_gt(seen, 0);
}

START_TEST(test_numbers)
{
    start();
    check_numbers("version.present", true);
    check_numbers("versions.list", false);
}
END_TEST

/* The same numbers of chance make the same reply, others another one. */
START_TEST(test_chance)
{
    const struct rt_version *version = rt_registry[rt_registry_count - 1];
    static const char *const chances[] = {"bit.sig",  "bit.srep",  "bit.cert-sig", "bit.dele",
                                          "bit.path", "bit.index", "junk",         "grease.time"};
    uint8_t first[RT_REPLY_MAX];
    start();
    for (size_t i = 0; rt_spoil_row(i); i++) {
        const struct rt_spoil_row *row = rt_spoil_row(i);
        unsigned same = 0;
        if (!row->reply)
            continue;
        for (uint64_t random = 0; random < 8; random++) {
            answer(row, version, RT_TRANSPORT_UDP, random / 4);
            size_t len = now_asked.answer.room.len;
            ck_assert_uint_le(len, sizeof first);
            same += random > 0 && memcmp(first, now_asked.response, len) == 0;
            memcpy(first, now_asked.response, len);
        }
        bool by_chance = false;
        for (size_t j = 0; j < sizeof chances / sizeof chances[0]; j++)
            by_chance = by_chance || strcmp(row->name, chances[j]) == 0;
        ck_assert_msg(same == (by_chance ? 6 : 7), "%s: %u", row->name, same);
    }
}
END_TEST

/* Grease is four rows, each of them now and then. */
START_TEST(test_grease)
{
    const struct rt_spoil_row *seen[64];
    size_t count = 0;
    uint64_t random = 1;
    for (int i = 0; i < 200; i++) {
        const struct rt_spoil_row *row = rt_spoil_grease(&random);
        size_t at = 0;
        ck_assert_ptr_nonnull(row);
        while (at < count && seen[at] != row)
            at++;
        if (at == count)
            seen[count++] = row;
        ck_assert_uint_le(count, 4);
    }
    ck_assert_uint_eq(count, 4);
}
END_TEST

/* Without the seed of the long-term key all rows work but those that say so. */
START_TEST(test_delegations)
{
    start();
    uint64_t random = 1;
    for (size_t i = 0; rt_spoil_row(i); i++) {
        const struct rt_spoil_row *row = rt_spoil_row(i);
        struct rt_response_plan plan;
        struct rt_leap_values values;
        if (!row->reply)
            continue;
        answer(rt_spoil_find("silent"), rt_registry[0], RT_TRANSPORT_UDP, 1);
        ck_assert_int_eq(rt_responder_plan(&responder, &now_asked.answer.pick, now,
                                           RT_TRANSPORT_UDP, &values, &plan),
                         RT_ANSWERED);
        plan.long_term = NULL;
        struct rt_spoil spoil = {.plan = &plan,
                                 .asked = now_asked.answer.packet,
                                 .right = rt_writer_view(&now_asked.answer.room),
                                 .stranger = stranger,
                                 .now = now,
                                 .random = &random};
        rt_spoil_plan(row, &spoil);
        bool signs = !rt_view_present(plan.cert) && !plan.long_term;
        ck_assert_msg(signs == row->needs_seed, "%s", row->name);
    }
}
END_TEST

/* A reply for which there is no room is none. */
START_TEST(test_room)
{
    start();
    plan_request(rt_registry[0], RT_TRANSPORT_UDP);
    now_asked.plan.size = RT_REPLY_MAX;
    struct rt_view request = write_request();
    now_asked.answer = (struct rt_answer){.packet = request,
                                          .room = rt_writer_into(now_asked.response, RT_REPLY_MAX)};
    rt_responder_answer(&responder, now, RT_TRANSPORT_UDP, &now_asked.answer, 1);
    const struct rt_server_turn turn = {.crypto = crypto,
                                        .responder = &responder,
                                        .rules = &rt_registry[0]->rules,
                                        .now = now,
                                        .transport = RT_TRANSPORT_UDP};
    ck_assert_int_eq(rt_spoil_answer(rt_spoil_find("response.size"), &turn, &now_asked.answer),
                     RT_SERVER_DROP);
    ck_assert_int_eq(now_asked.answer.refusal, RT_REFUSED_LARGE);
}
END_TEST

RT_TEST_MAIN("spoil", test_names, test_replies, test_verdicts, test_exchanges, test_numbers,
             test_chance, test_grease, test_delegations, test_room)
