// SPDX-License-Identifier: BSD-2-Clause
/*
 * Requests of every version with everything that can be wrong with them: who leaves them unanswered
 * is stated here, said by the judge, and done by responders of one version and of all.
 */
#include "judge/request_answers.h"
#include "server/responder.h"
#include "server/test_services.h"
#include "server/test_wrong.h"

static const struct rt_instant now = {.seconds = 1700000000};
static struct rt_crypto *crypto;
static struct rt_responder alone[RT_SERVICES_MAX], together;
static struct test_request made;
static uint8_t room[RT_REPLY_MAX];

static void start(struct rt_responder *responder, const struct rt_service *services, size_t count,
                  size_t key_count)
{
    static struct rt_identity identities[2];
    for (size_t i = 0; i < 2; i++)
        identities[i] =
            (struct rt_identity){.key = test_wrong_keys[i], .seed = test_wrong_seeds[i]};
    struct rt_responder_settings settings =
        test_services_settings(services, count, identities, key_count);
    settings.radius_ns = 1000000000;
    ck_assert_int_eq(rt_responder_init(responder, crypto, &settings, now), RT_OK);
}

/* Servers of each version by itself, and one of all, the newest first. */
static void start_all(size_t key_count)
{
    static struct rt_service services[RT_SERVICES_MAX];
    if (!crypto)
        crypto = rt_crypto_new();
    ck_assert_ptr_nonnull(crypto);
    test_wrong_begin(crypto);
    start(&together, services, test_services_all(services), key_count);
    for (size_t i = 0; i < rt_registry_count; i++)
        start(&alone[i], &services[rt_registry_count - 1 - i], 1, key_count);
}

static struct rt_answer answer(struct rt_responder *responder, enum rt_transport transport)
{
    struct rt_answer answer = {.packet = made.packet, .room = rt_writer_into(room, sizeof room)};
    rt_responder_answer(responder, now, transport, &answer, 1);
    ck_assert_int_eq(answer.refusal == RT_ANSWERED,
                     rt_view_present(rt_writer_view(&answer.room)) && answer.room.len > 0);
    return answer;
}

/* One version with one thing wrong: as stated, as judged, as served alone. */
static void check_alone(const struct test_wrong *wrong, size_t place, enum rt_transport transport)
{
    const struct rt_version *version = rt_registry[place];
    bool refuses = test_wrong_range(place, wrong->refuse);
    struct rt_request_verdict verdict =
        test_wrong_judge(version, made.packet, transport, wrong->key_count);
    struct rt_answer got = answer(&alone[place], transport);
    const char *of = version->name;
    ck_assert_msg(verdict.answers == !refuses, "%s, %s: judged otherwise", of, wrong->name);
    ck_assert_msg((got.refusal == RT_ANSWERED) == !refuses, "%s, %s: served otherwise (%s)", of,
                  wrong->name, rt_refusal_name(got.refusal));
    ck_assert_int_eq(got.pick.stop, verdict.stop);
    if (refuses)
        ck_assert_msg(verdict.stop == wrong->check, "%s, %s: %s", of, wrong->name,
                      rt_request_check_row(verdict.stop)->name);
    bool asked = wrong->check != RT_REQUEST_CHECK_COUNT &&
                 version->request[wrong->check].silence != RT_SILENCE_NONE;
    if (asked && version->request[wrong->check].silence == RT_SILENCE_ANSWER)
        ck_assert_msg(verdict.fails >> wrong->check & 1, "%s, %s: not seen", of, wrong->name);
    struct rt_request_cause cause;
    rt_responder_cause(&alone[place], made.packet, transport, &got.pick, &cause);
    ck_assert_int_eq(refuses, cause.result.outcome == RT_FAIL);
    ck_assert_uint_eq(refuses, cause.count);
}

/* The same request and a server of all versions: it answers if one of them does, in one of these.
 */
static void check_together(const struct test_wrong *wrong, const struct rt_version *version,
                           enum rt_transport transport)
{
    uint64_t answers = test_wrong_answers(made.packet, transport, wrong->key_count);
    bool any = answers != 0;
    for (size_t i = 0; i < rt_registry_count; i++)
        ck_assert_int_eq(
            test_wrong_judge(rt_registry[i], made.packet, transport, wrong->key_count).answers,
            answer(&alone[i], transport).refusal == RT_ANSWERED);
    struct rt_answer got = answer(&together, transport);
    ck_assert_msg((got.refusal == RT_ANSWERED) == any, "%s, %s: %s, together", version->name,
                  wrong->name, rt_refusal_name(got.refusal));
    struct rt_request_cause cause;
    rt_responder_cause(&together, made.packet, transport, &got.pick, &cause);
    if (any)
        ck_assert(
            answers >> rt_registry_place(together.settings.services[got.pick.service].version) & 1);
    ck_assert_int_eq(any, cause.result.outcome != RT_FAIL);
}

static void check_all(enum rt_transport transport)
{
    size_t key_count = 0;
    for (size_t w = 0; w < sizeof test_wrongs / sizeof test_wrongs[0]; w++) {
        const struct test_wrong *wrong = &test_wrongs[w];
        if (transport == RT_TRANSPORT_TCP && !wrong->on_tcp)
            continue;
        if (wrong->key_count != key_count)
            start_all(wrong->key_count);
        key_count = wrong->key_count;
        for (size_t v = 0; v < rt_registry_count; v++) {
            if (test_wrong_range(v, wrong->lack))
                continue;
            if (transport == RT_TRANSPORT_TCP && rt_registry[v] == &rt_version_google)
                continue;
            wrong->make(&made, rt_registry[v], transport);
            check_alone(wrong, v, transport);
            check_together(wrong, rt_registry[v], transport);
        }
    }
}

START_TEST(test_udp)
{
    check_all(RT_TRANSPORT_UDP);
}
END_TEST

START_TEST(test_tcp)
{
    check_all(RT_TRANSPORT_TCP);
}
END_TEST

static uint64_t dice = 88172645463325252;

static uint32_t throw(uint32_t sides)
{
    dice ^= dice << 13;
    dice ^= dice >> 7;
    dice ^= dice << 17;
    return (uint32_t)(dice >> 33) % sides;
}

/* A request of some version with a few things wrong at once, or none. */
static void make_some(void)
{
    static const uint8_t bytes[64] = {1};
    static const enum rt_tag tags[] = {RT_TAG_TYPE, RT_TAG_NONC, RT_TAG_SRV, RT_TAG_VER};
    static const size_t lengths[] = {0, 4, 16, 28, 32, 64};
    const struct rt_version *version = rt_registry[throw((uint32_t)rt_registry_count)];
    uint32_t offers[3];
    struct rt_edit edits[4] = {{.tag = 0}};
    size_t count = 0;
    for (size_t i = 0; i < 3; i++)
        offers[i] = rt_registry[throw((uint32_t)rt_registry_count)]->rules.version;
    for (size_t i = 0; i < 4; i++) {
        size_t len = lengths[throw(6)];
        if (throw(4) == 0)
            edits[count++] = (struct rt_edit){
                RT_LEVEL_TOP, (uint32_t)tags[i], {len == 0 ? NULL : bytes + throw(2), len / 2}};
    }
    bool own = throw(2) == 0;
    test_request_make(&made, version, RT_TRANSPORT_UDP, own ? NULL : offers, own ? 0 : 1 + throw(3),
                      (struct rt_edits){edits, count});
    if (throw(8) == 0)
        made.packet.len -= 4 * (1 + (size_t) throw(8));
}

/* Whether a request that nobody answers is stopped by what the judge says of the same versions. */
static bool check_nearest(const struct rt_responder *responder, size_t key_count)
{
    const struct rt_request_keys known = {test_wrong_srvs[0], key_count};
    const size_t count = responder->settings.service_count;
    const struct rt_version *versions[RT_SERVICES_MAX] = {NULL};
    static struct rt_request_demands demands;
    static struct rt_request_answers answers;
    struct rt_request_cause cause, own;
    struct rt_request_facts facts;
    struct rt_pick pick;
    uint64_t told = 0, stopped = 0;
    bool plain = true;
    for (size_t i = 0; i < count; i++)
        versions[i] = responder->settings.services[count - 1 - i].version;
    test_wrong_facts(&facts, made.packet, RT_TRANSPORT_UDP);
    rt_request_demands_make(&demands, versions, count);
    rt_request_answers_find(&answers, &demands, &facts, &known);
    if (rt_responder_pick(responder, made.packet, RT_TRANSPORT_UDP, &pick) == RT_ANSWERED)
        return false;
    for (size_t i = 0; i < count; i++) {
        const struct rt_request_verdict *verdict = &answers.verdicts[count - 1 - i];
        bool of_another = responder->typed[i] && rt_view_present(facts.type);
        plain = plain && !of_another && !verdict->reading && rt_request_verdict_stopped(verdict);
        if (i == pick.service && !verdict->reading)
            ck_assert_int_eq(verdict->stop, pick.stop);
        if (verdict->stop == pick.stop)
            stopped |= UINT64_C(1) << i;
    }
    ck_assert(pick.stopped >> pick.service & 1);
    if (!plain)
        return false;
    ck_assert_uint_eq(pick.stopped, stopped);
    ck_assert(rt_request_answers_next(&answers, &told, &cause));
    if (pick.stop == RT_REQUEST_CHECK_SRV)
        return true;
    ck_assert_str_eq(rt_request_check_row(pick.stop)->name,
                     rt_request_check_row(cause.check)->name);
    rt_responder_cause(responder, made.packet, RT_TRANSPORT_UDP, &pick, &own);
    ck_assert_int_eq(own.numbers, cause.numbers);
    ck_assert_ptr_eq(own.rule, cause.rule);
    ck_assert_uint_eq(own.result.due, cause.result.due);
    return true;
}

/* Servers of some versions, in any order: the check that they name is the one that the judge names.
 */
START_TEST(test_nearest)
{
    static struct rt_service services[RT_SERVICES_MAX];
    size_t compared = 0;
    for (size_t round = 0; round < 200; round++) {
        size_t count = 1 + throw(4), key_count = 1 + throw(2);
        size_t first = throw((uint32_t)rt_registry_count), step = 1 + throw(5);
        for (size_t i = 0; i < count; i++) {
            const struct rt_version *version = rt_registry[(first + i * step) % rt_registry_count];
            services[i] = (struct rt_service){version, version->rules, false};
        }
        start(&together, services, count, key_count);
        for (size_t i = 0; i < 100; i++) {
            make_some();
            compared += check_nearest(&together, key_count);
        }
    }
    ck_assert_uint_gt(compared, 10000);
}
END_TEST

/* The version that is preferred is not the nearest if the request is not of it. */
START_TEST(test_preferred)
{
    const struct rt_service services[] = {{&rt_version_v12, rt_version_v12.rules, false},
                                          {&rt_version_v14, rt_version_v14.rules, false}};
    struct rt_pick pick;
    start(&together, services, 2, 1);
    make_nonce_28(&made, &rt_version_v14, RT_TRANSPORT_UDP);
    ck_assert_int_eq(rt_responder_pick(&together, made.packet, RT_TRANSPORT_UDP, &pick),
                     RT_REFUSED_NO_NONCE);
    ck_assert_uint_eq(pick.service, 1);
    ck_assert_uint_eq(pick.stopped, 2);
    make_nonce_28(&made, &rt_version_v12, RT_TRANSPORT_UDP);
    ck_assert_int_eq(rt_responder_pick(&together, made.packet, RT_TRANSPORT_UDP, &pick),
                     RT_REFUSED_NO_NONCE);
    ck_assert_uint_eq(pick.service, 0);
    ck_assert_uint_eq(pick.stopped, 3);
}
END_TEST

RT_TEST_MAIN("responder_table", test_udp, test_tcp, test_nearest, test_preferred)
