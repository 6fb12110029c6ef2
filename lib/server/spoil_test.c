// SPDX-License-Identifier: BSD-2-Clause
/* Every fault of the catalogue, under every version, judged by the verifier. */
#include "server/spoil.h"

#include <string.h>

#include "base/test.h"
#include "judge/judge.h"
#include "registry.h"
#include "rules/rules.h"
#include "server/test_services.h"

#define ROOM   4096
#define OTHERS 4

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
    uint8_t right[RT_REPLY_MAX]; /* the reply before it was made wrong */
    size_t right_len;
    struct rt_answer answer;
    struct rt_subject subject;
    struct rt_report report;
} now_asked;

static enum rt_error new_seed(uint8_t seed[RT_KEY_SIZE])
{
    memcpy(seed, online, RT_KEY_SIZE);
    return RT_OK;
}

static void start_with(const struct rt_service *services, size_t count)
{
    static struct rt_identity identity = {.key = key, .seed = long_term};
    struct rt_responder_settings settings = {
        .services = services,
        .service_count = count,
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
    ck_assert_int_eq(rt_crypto_public_key(long_term, key), RT_OK);
    ck_assert_int_eq(rt_responder_init(&responder, crypto, &settings, now), RT_OK);
    rt_responder_leap(&responder, &leap);
}

/* A responder for every version, the newest first. */
static void start(void)
{
    static struct rt_service services[RT_SERVICES_MAX];
    start_with(services, test_services_all(services));
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

/* Has a right request answered, together with `others` more. */
static void answer_right(const struct rt_version *version, enum rt_transport transport,
                         size_t others)
{
    static uint8_t requests[OTHERS][ROOM];
    static uint8_t responses[OTHERS][RT_REPLY_MAX];
    struct rt_answer answers[1 + OTHERS];
    ck_assert_uint_le(others, OTHERS);
    for (size_t i = 0; i <= others; i++) {
        plan_request(version, transport);
        now_asked.nonce[0] = (uint8_t)(others - i);
        struct rt_view packet = write_request();
        uint8_t *room = now_asked.response;
        if (i < others) {
            memcpy(requests[i], packet.data, packet.len);
            packet.data = requests[i];
            room = responses[i];
        }
        answers[i] =
            (struct rt_answer){.packet = packet, .room = rt_writer_into(room, RT_REPLY_MAX)};
    }
    rt_responder_answer(&responder, now, transport, answers, 1 + others);
    now_asked.answer = answers[others];
    ck_assert_int_eq(now_asked.answer.refusal, RT_ANSWERED);
    now_asked.right_len = now_asked.answer.room.len;
    memcpy(now_asked.right, now_asked.response, now_asked.right_len);
}

/* Makes the reply wrong. */
static enum rt_server_action spoil_answer(const struct rt_spoil_row *row,
                                          enum rt_transport transport, uint64_t random)
{
    const struct rt_server_turn turn = {
        .crypto = crypto,
        .responder = &responder,
        .rules = &now_asked.version->rules,
        .now = now,
        .transport = transport,
        .random = &random,
    };
    return rt_spoil_answer(row, &turn, &now_asked.answer);
}

static enum rt_server_action answer(const struct rt_spoil_row *row,
                                    const struct rt_version *version, enum rt_transport transport,
                                    uint64_t random)
{
    answer_right(version, transport, 0);
    return spoil_answer(row, transport, random);
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

/* Whether a version has nothing that could be wrong like that. */
static bool stays_right(const struct rt_spoil_row *row, enum rt_transport transport)
{
    const struct rt_rules *rules = &now_asked.version->rules;
    if (row->check == RT_CHECK_COUNT || now_asked.report.checks[row->check].outcome == RT_UNDEFINED)
        return true;
    if (row->check == RT_CHECK_FRAME_MAGIC)
        return transport == RT_TRANSPORT_TCP;
    if (row->check == RT_CHECK_NONCE_LENGTH)
        return rt_packet_nonce_slot(rules->nonce_in) == RT_SLOT_COUNT;
    return row->check == RT_CHECK_RADIUS && rt_rules_radius_may_be_zero(rules);
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
        if (judge_answer(transport) == RT_VALID) {
            ck_assert_msg(stays_right(row, transport), "%s under %s: valid", row->name,
                          rt_registry[v]->name);
            continue;
        }
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
        .rules = &version->rules,
        .plan = &plan,
        .request = &now_asked.plan,
        .right = write_response(&plan),
        .crypto = crypto,
        .stranger = stranger,
        .now = now,
    };
    ck_assert_int_eq(rt_spoil_plan(row, &spoil), RT_OK);
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

/* Another number than the version's stands in VER, and in VERS as well; or VERS has what it should,
 * but descends. */
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
        ck_assert_uint_eq(list.len, responder.versions_len + (ascending ? 4 : 0));
        for (size_t at = 4; at < list.len; at += 4) {
            uint32_t first = rt_bytes_load32(list.data + at - 4);
            uint32_t second = rt_bytes_load32(list.data + at);
            ck_assert_int_eq(first < second, ascending);
            ck_assert_uint_ne(first, second);
        }
        ck_assert(!ascending || rt_packet_lists(list, rt_bytes_load32(number.data)));
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

#define SLOT(id) (UINT32_C(1) << RT_SLOT_##id)
#define SREP(id) (SLOT(id) | SLOT(SREP) | SLOT(SIG))
#define DELE(id) (SLOT(id) | SLOT(DELE) | SLOT(CERT_SIG) | SLOT(CERT))
#define PLAIN    0

/* What each row may change: values, with the signatures over them and the messages that hold them;
 * the number of tags at the top and in SREP; and nothing else. */
static const struct {
    const char *name;
    uint32_t slots;
    int top, srep;
} changes[] = {
    {"frame.magic", PLAIN, 0, 0},
    {"frame.length", PLAIN, 0, 0},
    {"message.tags", SLOT(SREP) | SLOT(SIG), 0, 0},
    {"tag.missing", SREP(RADI), 0, -1},
    {"tag.unknown", PLAIN, 1, 0},
    {"message.size", SREP(RADI), 0, 0},
    {"response.size", PLAIN, 1, 0},
    {"version.present", SLOT(VER) | SREP(SREP_VER) | SREP(VERS), 0, 0},
    {"type", SLOT(TYPE), 0, 0},
    {"nonce.length", SLOT(NONC) | SREP(SREP_NONC), 0, 0},
    {"nonce.echo", SLOT(NONC) | SREP(SREP_NONC), 0, 0},
    {"key.strength", DELE(PUBK) | SLOT(SIG), 0, 0},
    {"cert.signature", SLOT(CERT_SIG) | SLOT(CERT), 0, 0},
    {"midpoint", SREP(MIDP) | DELE(MAXT), 0, 0},
    {"delegation.window", DELE(MAXT), 0, 0},
    {"delegation.early", DELE(MINT), 0, 0},
    {"response.signature", DELE(PUBK), 0, 0},
    {"merkle.path", SLOT(PATH), 0, 0},
    {"merkle.index", SLOT(INDX), 0, 0},
    {"merkle.root", SREP(ROOT), 0, 0},
    {"merkle.order", SREP(ROOT), 0, 0},
    {"radius", SREP(RADI), 0, 0},
    {"versions.list", SREP(VERS), 0, 0},
    {"leap.data", SREP(DUT1), 0, 0},
    {"bit.sig", SLOT(SIG), 0, 0},
    {"bit.srep", SLOT(SREP), 0, 0},
    {"bit.cert-sig", SLOT(CERT_SIG) | SLOT(CERT), 0, 0},
    {"bit.dele", SLOT(DELE) | SLOT(CERT), 0, 0},
    {"bit.path", SLOT(PATH), 0, 0},
    {"bit.index", SLOT(INDX), 0, 0},
    {"wrong-time", SREP(MIDP), 0, 0},
    {"grease.time", SREP(MIDP), 0, 0},
    {"silent", PLAIN, 0, 0},
    {"late", PLAIN, 0, 0},
    {"duplicate", PLAIN, 0, 0},
    {"elsewhere", PLAIN, 0, 0},
};

/* What is wrong with the tags of versions that take any order. */
#define TAG_MISSING 3
#define CHANGES     (sizeof changes / sizeof changes[0])

static const struct rt_packet *parsed(struct rt_packet *packet, struct rt_view reply,
                                      enum rt_transport transport)
{
    bool bare = transport == RT_TRANSPORT_TCP && rt_rules_bare_length(&now_asked.version->rules);
    rt_packet_parse(packet, rt_view_slice(reply, bare ? 4 : 0, reply.len));
    return packet;
}

/* Whether both are absent, or the same. */
static bool same(struct rt_view a, struct rt_view b)
{
    return rt_view_equal(a, b) || (!rt_view_present(a) && !rt_view_present(b));
}

/* The values that differ, and the numbers of tags. Values that a turned bit made unreadable are
 * looked for in the message that holds them. */
static void check_change(size_t i, enum rt_transport transport, bool alone)
{
    struct rt_packet right, wrong;
    const struct rt_spoil_row *row = rt_spoil_find(changes[i].name);
    if (row->check == RT_CHECK_MESSAGE_TAGS && !rt_rules_tags_ascend(now_asked.version->rules.tags))
        i = TAG_MISSING;
    uint32_t may = changes[i].slots, differ = 0;
    parsed(&right, (struct rt_view){now_asked.right, now_asked.right_len}, transport);
    parsed(&wrong, rt_writer_view(&now_asked.answer.room), transport);
    bool bits = strncmp(row->name, "bit.", 4) == 0;
    for (int slot = 0; slot < RT_SLOT_COUNT; slot++) {
        const struct rt_slot_row *at = rt_slot_row((enum rt_slot)slot);
        bool inside = at->level == RT_LEVEL_SREP || at->level == RT_LEVEL_DELE;
        if (!(bits && inside) && !same(right.values[slot], wrong.values[slot]))
            differ |= UINT32_C(1) << slot;
    }
    if (row->needs_tree && alone)
        may |= SREP(ROOT) | SLOT(PATH);
    ck_assert_msg((differ & ~may) == 0, "%s changes values %#x of %s", row->name,
                  (unsigned)(differ & ~may), now_asked.version->name);
    int top = (int)wrong.messages[RT_LEVEL_TOP].count - (int)right.messages[RT_LEVEL_TOP].count;
    int srep = (int)wrong.messages[RT_LEVEL_SREP].count - (int)right.messages[RT_LEVEL_SREP].count;
    ck_assert_msg(top == changes[i].top && (bits || srep == changes[i].srep), "%s under %s",
                  row->name, now_asked.version->name);
    if (row->action != RT_SERVER_SEND)
        ck_assert(rt_view_equal(wrong.bytes, right.bytes));
}

/* Alone in its tree and among others: only what the row says becomes wrong, and each row changes
 * something under some version. */
START_TEST(test_nothing_else)
{
    start();
    for (size_t i = 0; i < CHANGES; i++) {
        const struct rt_spoil_row *row = rt_spoil_find(changes[i].name);
        unsigned changed = 0;
        ck_assert_msg(row, "%s", changes[i].name);
        for (size_t v = 0; v < rt_registry_count; v++)
            for (enum rt_transport t = RT_TRANSPORT_UDP; t <= RT_TRANSPORT_TCP; t++)
                for (size_t others = 0; others <= OTHERS; others += OTHERS) {
                    if (t == RT_TRANSPORT_TCP && !rt_rules_over_tcp(&rt_registry[v]->rules))
                        continue;
                    answer_right(rt_registry[v], t, others);
                    spoil_answer(row, t, v + others);
                    check_change(i, t, others == 0);
                    changed +=
                        !rt_view_equal((struct rt_view){now_asked.right, now_asked.right_len},
                                       rt_writer_view(&now_asked.answer.room));
                }
        ck_assert_msg((changed > 0) == (row->action == RT_SERVER_SEND), "%s", row->name);
    }
}
END_TEST

/* The same for a server with other rules than its version's, such as those of a reading. */
static void check_changes_as(const struct rt_version *version, struct rt_rules rules)
{
    struct rt_version other = *version;
    const struct rt_service service = {version, rules, false};
    other.rules = rules;
    start_with(&service, 1);
    for (size_t i = 0; i < CHANGES; i++)
        for (size_t others = 0; others <= OTHERS; others += OTHERS) {
            answer_right(&other, RT_TRANSPORT_UDP, others);
            ck_assert_int_eq(judge_answer(RT_TRANSPORT_UDP), RT_VALID);
            spoil_answer(rt_spoil_find(changes[i].name), RT_TRANSPORT_UDP, i);
            check_change(i, RT_TRANSPORT_UDP, others == 0);
        }
}

START_TEST(test_readings)
{
    unsigned readings = 0;
    for (size_t v = 0; v < rt_registry_count; v++) {
        struct rt_rules descending = rt_registry[v]->rules;
        descending.tags = RT_TAG_ORDER_UNSORTED;
        check_changes_as(rt_registry[v], descending);
        for (size_t i = 0; i < rt_version_readings(rt_registry[v]); i++, readings++)
            check_changes_as(rt_registry[v],
                             rt_version_rules(rt_registry[v], &rt_registry[v]->readings[i]));
    }
    ck_assert_uint_gt(readings, 0);
}
END_TEST

/* How many bits of the reply differ; those of bytes that only one of them has are not counted. */
static unsigned bits_turned(void)
{
    unsigned count = 0;
    size_t len = now_asked.answer.room.len;
    for (size_t i = 0; i < len && i < now_asked.right_len; i++)
        for (unsigned rest = now_asked.right[i] ^ now_asked.response[i]; rest > 0; rest /= 2)
            count += rest % 2;
    return count;
}

/* The rows that change the finished bytes. */
START_TEST(test_bytes)
{
    static const char *const one[] = {"bit.sig",  "bit.srep", "bit.cert-sig",
                                      "bit.dele", "bit.path", "bit.index"};
    start();
    for (size_t v = 0; v < rt_registry_count; v++) {
        for (size_t i = 0; i < sizeof one / sizeof one[0]; i++) {
            answer_right(rt_registry[v], RT_TRANSPORT_UDP, OTHERS);
            spoil_answer(rt_spoil_find(one[i]), RT_TRANSPORT_UDP, i);
            ck_assert_uint_eq(now_asked.answer.room.len, now_asked.right_len);
            ck_assert_msg(bits_turned() == 1, "%s turns %u bits", one[i], bits_turned());
        }
        answer(rt_spoil_find("message.header"), rt_registry[v], RT_TRANSPORT_UDP, 1);
        ck_assert_uint_eq(now_asked.answer.room.len, now_asked.right_len);
        ck_assert_uint_eq(bits_turned(), 1);
        answer(rt_spoil_find("truncated"), rt_registry[v], RT_TRANSPORT_UDP, 1);
        ck_assert_uint_eq(now_asked.answer.room.len, (now_asked.right_len + 1) / 2);
        ck_assert_uint_eq(bits_turned(), 0);
        answer(rt_spoil_find("junk"), rt_registry[v], RT_TRANSPORT_UDP, 1);
        ck_assert_uint_eq(now_asked.answer.room.len, now_asked.right_len);
    }
    /* Every row that servers can have was looked at. */
    size_t rows = 0;
    for (size_t i = 0; rt_spoil_row(i); i++)
        rows += rt_spoil_row(i)->reply != NULL;
    ck_assert_uint_eq(rows, CHANGES + 3);
}
END_TEST

/* A tree of the other order: right for whoever takes that. */
START_TEST(test_other_order)
{
    start();
    for (size_t v = 0; v < rt_registry_count; v++)
        for (size_t others = 0; others <= OTHERS; others += OTHERS) {
            struct rt_version other = *rt_registry[v];
            other.rules.order = (enum rt_order)rt_param_next(RT_PARAM_ORDER, other.rules.order);
            answer_right(rt_registry[v], RT_TRANSPORT_UDP, others);
            spoil_answer(rt_spoil_find("merkle.order"), RT_TRANSPORT_UDP, 1);
            ck_assert_int_eq(judge_answer(RT_TRANSPORT_UDP), RT_INVALID);
            now_asked.version = &other;
            ck_assert_int_eq(judge_answer(RT_TRANSPORT_UDP), RT_VALID);
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
        struct rt_spoil spoil = {.rules = &rt_registry[0]->rules,
                                 .plan = &plan,
                                 .asked = {now_asked.answer.packet, now_asked.answer.pick.nonce},
                                 .crypto = crypto,
                                 .right = rt_writer_view(&now_asked.answer.room),
                                 .stranger = stranger,
                                 .now = now,
                                 .random = &random};
        ck_assert_int_eq(rt_spoil_plan(row, &spoil), RT_OK);
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
             test_chance, test_nothing_else, test_readings, test_bytes, test_other_order,
             test_grease, test_delegations, test_room)
