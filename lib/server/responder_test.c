// SPDX-License-Identifier: BSD-2-Clause
/* Requests of every version and their replies, judged by the verifier. */
#include "server/responder.h"

#include <string.h>

#include "base/test.h"
#include "judge/judge.h"
#include "registry.h"
#include "server/test_services.h"

#define ROOM 4096

static const struct rt_instant now = {.seconds = 1700000000, .nanoseconds = 250000000};
static const uint8_t seeds[2][RT_KEY_SIZE] = {{1}, {2}};
static uint8_t keys[2][RT_KEY_SIZE];
static struct rt_crypto *crypto;
static struct rt_responder responder;
static struct rt_service services[RT_SERVICES_MAX];
static size_t service_count;
static uint8_t requests[RT_TOGETHER_MAX][ROOM];
static uint8_t rooms[RT_TOGETHER_MAX][RT_REPLY_MAX];
static struct rt_answer answers[RT_TOGETHER_MAX];

static enum rt_error new_seed(uint8_t seed[RT_KEY_SIZE])
{
    static uint8_t next = 100;
    memset(seed, next++, RT_KEY_SIZE);
    return RT_OK;
}

/* A responder with the first `key_count` keys for every version, the newest first. */
static void start(size_t key_count)
{
    static struct rt_identity identities[2];
    if (!crypto)
        crypto = rt_crypto_new();
    ck_assert_ptr_nonnull(crypto);
    service_count = test_services_all(services);
    for (size_t i = 0; i < key_count; i++) {
        ck_assert_int_eq(rt_crypto_public_key(seeds[i], keys[i]), RT_OK);
        identities[i] = (struct rt_identity){.key = keys[i], .seed = seeds[i]};
    }
    struct rt_responder_settings settings = {
        .services = services,
        .service_count = service_count,
        .identities = identities,
        .identity_count = key_count,
        .radius_ns = 2000000000,
        .delegation_s = 86400,
        .new_seed = new_seed,
    };
    ck_assert_int_eq(rt_responder_init(&responder, crypto, &settings, now), RT_OK);
}

static struct rt_request_plan plan_of(const struct rt_version *version, uint32_t number)
{
    static uint8_t nonces[RT_TOGETHER_MAX][RT_HASH_MAX];
    uint8_t *nonce = nonces[number % RT_TOGETHER_MAX];
    rt_bytes_store32(nonce, number + 1);
    return (struct rt_request_plan){
        .rules = version->rules,
        .nonce = {nonce, version->rules.nonce},
        .size = RT_REQUEST_SIZE,
        .transport = RT_TRANSPORT_UDP,
    };
}

static void put(size_t i, const struct rt_request_plan *plan)
{
    struct rt_writer writer = rt_writer_into(requests[i], ROOM);
    ck_assert_int_eq(rt_request_write(&writer, plan), RT_OK);
    answers[i] = (struct rt_answer){.packet = rt_writer_view(&writer),
                                    .room = rt_writer_into(rooms[i], RT_REPLY_MAX)};
}

/* On TCP the length before a message is no part of the packet. */
static struct rt_view bare(struct rt_view packet, const struct rt_version *version,
                           enum rt_transport transport)
{
    bool prefix = transport == RT_TRANSPORT_TCP && version->rules.stream == RT_STREAM_LENGTH;
    return rt_view_slice(packet, prefix ? 4 : 0, packet.len);
}

static uint32_t check_valid(size_t i, const struct rt_version *version, const uint8_t *key,
                            enum rt_transport transport)
{
    struct rt_choice choice = {.version = version, .fixed = true};
    struct rt_subject subject;
    struct rt_judgement judgement;
    ck_assert_msg(answers[i].refusal == RT_ANSWERED, "%s: %s", version->name,
                  rt_refusal_name(answers[i].refusal));
    struct rt_exchange exchange = {
        .request = bare(answers[i].packet, version, transport),
        .response = bare(rt_writer_view(&answers[i].room), version, transport),
        .key = key,
        .transport = transport,
    };
    rt_subject_init(&subject, crypto, &exchange);
    rt_judge(&subject, &choice, 1, true, &judgement);
    ck_assert_msg(judgement.verdict == RT_VALID, "%s is not valid", version->name);
    ck_assert_uint_le(exchange.response.len, exchange.request.len);
    return rt_bytes_load32(subject.response.values[RT_SLOT_INDX].data);
}

/* Each version alone, over both transports. */
START_TEST(test_each)
{
    start(1);
    for (size_t v = 0; v < rt_registry_count; v++) {
        for (enum rt_transport t = RT_TRANSPORT_UDP; t <= RT_TRANSPORT_TCP; t++) {
            struct rt_request_plan plan = plan_of(rt_registry[v], 0);
            if (t == RT_TRANSPORT_TCP && plan.rules.stream == RT_STREAM_NONE)
                continue;
            plan.transport = t;
            put(0, &plan);
            rt_responder_answer(&responder, now, t, answers, 1);
            ck_assert_uint_eq(check_valid(0, rt_registry[v], keys[0], t), 0);
        }
    }
}
END_TEST

/* Batches of every size of one version: leaves are counted in the order of arrival. */
START_TEST(test_batches)
{
    start(1);
    for (uint32_t count = 1; count <= 64; count++) {
        const struct rt_version *version = rt_registry[count % rt_registry_count];
        for (uint32_t i = 0; i < count; i++) {
            struct rt_request_plan plan = plan_of(version, i);
            put(i, &plan);
        }
        rt_responder_answer(&responder, now, RT_TRANSPORT_UDP, answers, count);
        for (uint32_t i = 0; i < count; i++)
            ck_assert_uint_eq(check_valid(i, version, keys[0], RT_TRANSPORT_UDP), i);
    }
}
END_TEST

/* The largest batch, of all versions mixed, with junk between. */
START_TEST(test_mixed)
{
    start(1);
    for (uint32_t i = 0; i < RT_TOGETHER_MAX; i++) {
        struct rt_request_plan plan = plan_of(rt_registry[i % rt_registry_count], i);
        put(i, &plan);
        if (i % 7 == 3)
            answers[i].packet.len = i;
        answers[i].skip = i % 7 == 5;
    }
    rt_responder_answer(&responder, now, RT_TRANSPORT_UDP, answers, RT_TOGETHER_MAX);
    for (uint32_t i = 0; i < RT_TOGETHER_MAX; i++) {
        if (i % 7 == 3)
            ck_assert_int_ne(answers[i].refusal, RT_ANSWERED);
        else if (i % 7 == 5)
            ck_assert_uint_eq(answers[i].room.len, 0);
        else
            check_valid(i, rt_registry[i % rt_registry_count], keys[0], RT_TRANSPORT_UDP);
    }
}
END_TEST

static enum rt_refusal answer_one(const struct rt_request_plan *plan)
{
    put(0, plan);
    rt_responder_answer(&responder, now, plan->transport, answers, 1);
    return answers[0].refusal;
}

static const struct rt_version *picked(void)
{
    return services[answers[0].pick.service].version;
}

START_TEST(test_choice)
{
    const struct rt_version *v8 = rt_registry_find("v8");
    const struct rt_version *v13 = rt_registry_find("v13");
    const struct rt_version *v14 = rt_registry_find("v14");
    const uint32_t numbers[] = {0x80000005, 0x80000008, 0x77777777};
    start(1);
    struct rt_request_plan plan = plan_of(v8, 0);
    plan.offers = numbers;
    plan.offer_count = 3;
    ck_assert_int_eq(answer_one(&plan), RT_ANSWERED);
    ck_assert_str_eq(picked()->name, "v8");
    plan.offers = numbers + 2;
    plan.offer_count = 1;
    ck_assert_int_eq(answer_one(&plan), RT_REFUSED_VERSION);

    plan = plan_of(v13, 0);
    ck_assert_int_eq(answer_one(&plan), RT_ANSWERED);
    ck_assert_str_eq(picked()->name, "v13");
    plan = plan_of(v14, 0);
    ck_assert_int_eq(answer_one(&plan), RT_ANSWERED);
    ck_assert_str_eq(picked()->name, "v19");
    const uint8_t one[4] = {1};
    const struct rt_edit type = {RT_LEVEL_TOP, (uint32_t)RT_TAG_TYPE, {one, 4}};
    plan.edits = (struct rt_edits){&type, 1};
    ck_assert_int_eq(answer_one(&plan), RT_REFUSED_TYPE);
    /* Without a version of that number TYPE is an unknown tag. */
    plan = plan_of(v8, 0);
    plan.edits = (struct rt_edits){&type, 1};
    ck_assert_int_eq(answer_one(&plan), RT_ANSWERED);

    const uint32_t both[] = {1, v14->rules.version};
    plan = plan_of(v14, 0);
    plan.offers = both;
    plan.offer_count = 2;
    ck_assert_int_eq(answer_one(&plan), RT_ANSWERED);
    ck_assert_str_eq(picked()->name, "rfc10049");
}
END_TEST

/* Numbers for experimental and private use are of no version: alone they get no answer, and beside
 * a number that is known they do not count. */
START_TEST(test_unregistered_numbers)
{
    const uint32_t numbers[] = {1, 0x8000abcd, 0xc0000001};
    start(1);
    struct rt_request_plan plan = plan_of(&rt_version_rfc10049, 0);
    plan.offers = numbers;
    plan.offer_count = 3;
    ck_assert_int_eq(answer_one(&plan), RT_ANSWERED);
    check_valid(0, &rt_version_rfc10049, keys[0], RT_TRANSPORT_UDP);
    plan.offers = numbers + 1;
    plan.offer_count = 2;
    ck_assert_int_eq(answer_one(&plan), RT_REFUSED_VERSION);
}
END_TEST

/* What RFC 10049 has a server ignore, and what it must not answer. */
START_TEST(test_mandatory_tags)
{
    static const struct {
        uint32_t tag;
        enum rt_refusal refusal;
    } cases[] = {
        {(uint32_t)RT_TAG_VER, RT_REFUSED_VERSION},
        {(uint32_t)RT_TAG_NONC, RT_REFUSED_NO_NONCE},
        {(uint32_t)RT_TAG_TYPE, RT_REFUSED_TYPE},
    };
    start(1);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const struct rt_edit edit = {RT_LEVEL_TOP, cases[i].tag, {NULL, 0}};
        struct rt_request_plan plan = plan_of(&rt_version_rfc10049, 0);
        ck_assert_int_eq(answer_one(&plan), RT_ANSWERED);
        plan.edits = (struct rt_edits){&edit, 1};
        ck_assert_int_eq(answer_one(&plan), cases[i].refusal);
    }
}
END_TEST

START_TEST(test_type_values)
{
    static const uint8_t values[][8] = {{1}, {2}, {0, 0, 0, 1}, {0xff, 0xff, 0xff, 0xff}, {0}};
    start(1);
    for (size_t i = 0; i < sizeof values / sizeof values[0]; i++) {
        /* The last one is 0, but no uint32. */
        const struct rt_edit edit = {
            RT_LEVEL_TOP, (uint32_t)RT_TAG_TYPE, {values[i], i < 4 ? 4 : 8}};
        struct rt_request_plan plan = plan_of(&rt_version_rfc10049, 0);
        plan.edits = (struct rt_edits){&edit, 1};
        ck_assert_int_eq(answer_one(&plan), RT_REFUSED_TYPE);
    }
}
END_TEST

START_TEST(test_unknown_tags)
{
    static const uint8_t value[8] = {7};
    const struct rt_edit edits[] = {
        {RT_LEVEL_TOP, 0x5a595857, {value, 8}}, /* WXYZ */
        {RT_LEVEL_TOP, 0x00000041, {value, 0}}, /* A, the first of all, without a value */
    };
    start(1);
    for (size_t v = 0; v < rt_registry_count; v++) {
        struct rt_request_plan plan = plan_of(rt_registry[v], 0);
        plan.edits = (struct rt_edits){edits, 2};
        ck_assert_int_eq(answer_one(&plan), RT_ANSWERED);
        check_valid(0, rt_registry[v], keys[0], RT_TRANSPORT_UDP);
    }
}
END_TEST

START_TEST(test_padding)
{
    const uint8_t zeros[944] = {0};
    const struct rt_edit pads[] = {
        {RT_LEVEL_TOP, (uint32_t)RT_TAG_ZZZZ, {zeros, sizeof zeros}},
        {RT_LEVEL_TOP, (uint32_t)RT_TAG_PAD, {zeros, 8}},
    };
    start(1);
    struct rt_request_plan plan = plan_of(rt_registry_find("google"), 0);
    ck_assert_int_eq(answer_one(&plan), RT_ANSWERED);
    ck_assert_str_eq(picked()->name, "google");
    plan.size = 0;
    plan.edits = (struct rt_edits){pads, 1};
    ck_assert_int_eq(answer_one(&plan), RT_ANSWERED);
    ck_assert_str_eq(picked()->name, "google");
    plan.edits = (struct rt_edits){pads, 2};
    ck_assert_int_eq(answer_one(&plan), RT_ANSWERED);
    ck_assert_str_eq(picked()->name, "v0");
}
END_TEST

/* Over TCP the length before a message says that it is one of draft 00, whatever its padding;
 * Google's is not defined there. */
START_TEST(test_padding_over_tcp)
{
    start(1);
    struct rt_request_plan plan = plan_of(rt_registry_find("v0"), 0);
    plan.transport = RT_TRANSPORT_TCP;
    plan.rules.padding = RT_PADDING_PADFF;
    ck_assert_int_eq(answer_one(&plan), RT_ANSWERED);
    ck_assert_str_eq(picked()->name, "v0");
    plan = plan_of(rt_registry_find("google"), 0);
    plan.transport = RT_TRANSPORT_TCP;
    ck_assert_int_eq(answer_one(&plan), RT_REFUSED_FRAMING);
}
END_TEST

START_TEST(test_sizes)
{
    const struct rt_version *v8 = rt_registry_find("v8");
    start(1);
    struct rt_request_plan plan = plan_of(v8, 0);
    plan.size = 1012;
    ck_assert_int_eq(answer_one(&plan), RT_ANSWERED);
    plan.size = 1008;
    ck_assert_int_eq(answer_one(&plan), RT_REFUSED_SHORT);
    plan.transport = RT_TRANSPORT_TCP;
    ck_assert_int_eq(answer_one(&plan), RT_ANSWERED);
    plan.size = 100;
    ck_assert_int_eq(answer_one(&plan), RT_REFUSED_LARGE);
    plan = plan_of(v8, 0);
    plan.nonce.len = 28;
    ck_assert_int_eq(answer_one(&plan), RT_REFUSED_NO_NONCE);
    plan.nonce = (struct rt_view){NULL, 0};
    ck_assert_int_eq(answer_one(&plan), RT_REFUSED_NO_NONCE);
}
END_TEST

/* A reply that comes back is no request: servers must not talk to each other. */
START_TEST(test_reply_is_no_request)
{
    const struct rt_version *v8 = rt_registry_find("v8");
    start(1);
    struct rt_request_plan plan = plan_of(v8, 0);
    const struct rt_edit srep = {RT_LEVEL_TOP, (uint32_t)RT_TAG_SREP, {plan.nonce.data, 4}};
    plan.edits = (struct rt_edits){&srep, 1};
    ck_assert_int_eq(answer_one(&plan), RT_REFUSED_MALFORMED);
}
END_TEST

/* The answer to a request of which four bytes of the message are another number. */
static enum rt_refusal answer_changed(const struct rt_version *version, size_t at, uint32_t number)
{
    struct rt_request_plan plan = plan_of(version, 0);
    put(0, &plan);
    struct rt_frame frame = rt_frame_parse(answers[0].packet);
    uint8_t copy[RT_FRAME_SIZE + RT_REQUEST_SIZE];
    ck_assert_uint_le(answers[0].packet.len, sizeof copy);
    memcpy(copy, answers[0].packet.data, answers[0].packet.len);
    rt_bytes_store32(copy + frame.header + at, number);
    answers[0].packet.data = copy;
    rt_responder_answer(&responder, now, RT_TRANSPORT_UDP, answers, 1);
    return answers[0].refusal;
}

/* Version 1 takes tags in any order, but each once: its requests have NONC, VER and PAD. */
START_TEST(test_torn_maps)
{
    const struct rt_version *v1 = rt_registry_find("v1");
    start(1);
    ck_assert_int_eq(answer_changed(v1, 0, 3), RT_ANSWERED);
    ck_assert_int_eq(answer_changed(v1, 20, RT_TAG_VER), RT_REFUSED_MALFORMED);
    ck_assert_int_eq(answer_changed(v1, 0, 0), RT_REFUSED_MALFORMED);
    ck_assert_int_eq(answer_changed(v1, 0, UINT32_MAX), RT_REFUSED_MALFORMED);
    ck_assert_int_eq(answer_changed(v1, 4, 65), RT_REFUSED_MALFORMED);
    ck_assert_int_eq(answer_changed(v1, 8, 65536), RT_REFUSED_MALFORMED);
}
END_TEST

START_TEST(test_keys)
{
    const struct rt_version *v11 = rt_registry_find("v11");
    uint8_t srv[RT_SRV_SIZE];
    start(2);
    struct rt_request_plan plan = plan_of(v11, 0);
    ck_assert_int_eq(answer_one(&plan), RT_REFUSED_SRV);
    for (size_t i = 0; i < 2; i++) {
        ck_assert_int_eq(rt_crypto_srv(crypto, keys[i], srv), RT_OK);
        plan.srv = (struct rt_view){srv, sizeof srv};
        ck_assert_int_eq(answer_one(&plan), RT_ANSWERED);
        check_valid(0, v11, keys[i], RT_TRANSPORT_UDP);
    }
    srv[0] ^= 1;
    ck_assert_int_eq(answer_one(&plan), RT_REFUSED_SRV);
    /* Versions without SRV have the first key. */
    plan = plan_of(rt_registry_find("v4"), 0);
    ck_assert_int_eq(answer_one(&plan), RT_ANSWERED);
    check_valid(0, rt_registry_find("v4"), keys[0], RT_TRANSPORT_UDP);
}
END_TEST

START_TEST(test_renewal)
{
    static const int64_t steps[] = {40000, 10000, 50000, -1000000, 400000000};
    struct rt_instant later = now;
    start(1);
    for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++) {
        later.seconds += steps[i];
        for (size_t v = 0; v < rt_registry_count; v++) {
            struct rt_request_plan plan = plan_of(rt_registry[v], 0);
            put(0, &plan);
            rt_responder_answer(&responder, later, RT_TRANSPORT_UDP, answers, 1);
            check_valid(0, rt_registry[v], keys[0], RT_TRANSPORT_UDP);
        }
        ck_assert_uint_eq(rt_responder_renewals(&responder), i);
    }
}
END_TEST

/* A clock that cannot tell the time refuses; the others go on. */
START_TEST(test_wrong_clock)
{
    struct rt_instant before = {.seconds = -86400};
    start(1);
    struct rt_request_plan plan = plan_of(rt_registry_find("v8"), 0);
    put(0, &plan);
    plan = plan_of(rt_registry_find("v4"), 0);
    put(1, &plan);
    rt_responder_answer(&responder, before, RT_TRANSPORT_UDP, answers, 2);
    ck_assert_int_eq(answers[0].refusal, RT_REFUSED_CLOCK);
    ck_assert_int_eq(answers[1].refusal, RT_ANSWERED);
    before.seconds = INT64_C(1) << 41;
    rt_responder_answer(&responder, before, RT_TRANSPORT_UDP, answers, 2);
    ck_assert_int_eq(answers[1].refusal, RT_REFUSED_CLOCK);
}
END_TEST

START_TEST(test_leap_data)
{
    const struct rt_leap_data leap = {.has_dut1 = true,
                                      .dut1_us = 1500,
                                      .has_dtai = true,
                                      .dtai_s = 37,
                                      .has_leap = true,
                                      .leap_count = 1,
                                      .leaps = {{57754, 37, 1}}};
    start(1);
    rt_responder_leap(&responder, &leap);
    for (size_t v = 0; v < rt_registry_count; v++) {
        struct rt_request_plan plan = plan_of(rt_registry[v], 0);
        ck_assert_int_eq(answer_one(&plan), RT_ANSWERED);
        check_valid(0, rt_registry[v], keys[0], RT_TRANSPORT_UDP);
        struct rt_packet packet;
        rt_packet_parse(&packet, rt_writer_view(&answers[0].room));
        ck_assert_int_eq(rt_view_present(packet.values[RT_SLOT_LEAP]),
                         plan.rules.leap != RT_LEAP_ABSENT);
        ck_assert_int_eq(rt_view_present(packet.values[RT_SLOT_DTAI]),
                         plan.rules.dtai != RT_DTAI_ABSENT);
    }
}
END_TEST

/* Whether a packet is answered; if not it is said why not, and in which versions. */
static bool is_answered(struct rt_view packet, enum rt_transport transport)
{
    char text[RT_REQUEST_TEXT_SIZE];
    struct rt_request_cause cause;
    struct rt_pick pick;
    enum rt_refusal refusal = rt_responder_pick(&responder, packet, transport, &pick);
    ck_assert_int_lt(refusal, RT_REFUSAL_COUNT);
    ck_assert_int_eq(refusal, rt_refusal_of(pick.stop));
    rt_responder_cause(&responder, packet, transport, &pick, &cause);
    ck_assert_int_eq(refusal == RT_ANSWERED, cause.result.outcome != RT_FAIL);
    ck_assert_int_eq(refusal == RT_ANSWERED, cause.count == 0);
    if (refusal != RT_ANSWERED)
        ck_assert_str_ne(rt_request_result_text(&cause.result, cause.check, text), "");
    return refusal == RT_ANSWERED;
}

/* Each byte of a request changed, and each length: nothing but answers, and refusals with a cause.
 */
START_TEST(test_damage)
{
    size_t refused = 0;
    start(1);
    for (size_t v = 0; v < rt_registry_count; v++) {
        struct rt_request_plan plan = plan_of(rt_registry[v], 0);
        for (size_t at = 0; at < 120; at++) {
            put(0, &plan);
            requests[0][at] ^= 0xff;
            refused += !is_answered(answers[0].packet, RT_TRANSPORT_UDP);
            requests[0][at] ^= 0xff;
            for (enum rt_transport t = RT_TRANSPORT_UDP; t <= RT_TRANSPORT_TCP; t++) {
                struct rt_view cut = rt_view_slice(answers[0].packet, 0, at * 8);
                ck_assert(!is_answered(cut, t));
            }
        }
    }
    ck_assert_uint_gt(refused, rt_registry_count);
}
END_TEST

/* The last choice first, with the reading that it fixes; then the numbers that clients write. */
START_TEST(test_services)
{
    struct rt_service list[RT_SERVICES_MAX];
    struct rt_choice choices[3] = {{.version = rt_registry_find("v4")},
                                   {.version = rt_registry_find("v5")},
                                   {.version = rt_registry_find("v12"), .fixed = true}};
    choices[2].reading.set[0] = (struct rt_setting){RT_PARAM_VERSION, 77};
    ck_assert_uint_eq(rt_service_list(choices, 3, list), 3);
    for (size_t i = 0; i < 3; i++) {
        ck_assert_ptr_eq(list[i].version, choices[2 - i].version);
        ck_assert(!list[i].unlisted);
    }
    ck_assert_uint_eq(list[0].rules.version, 77);
    ck_assert_uint_eq(list[1].rules.version, choices[1].version->rules.version);
    size_t count = rt_service_add_numbers(list, 3);
    ck_assert_uint_gt(count, 3);
    for (size_t i = 3; i < count; i++) {
        const struct rt_rules *rules = &list[i].version->rules;
        ck_assert(list[i].unlisted);
        for (int p = 1; p < RT_PARAM_COUNT; p++) {
            enum rt_param param = (enum rt_param)p;
            bool same = rt_param_get(rules, param) == rt_param_get(&list[i].rules, param);
            ck_assert_int_eq(same, param != RT_PARAM_VERSION);
        }
    }
    /* Without room for them. */
    for (size_t i = 0; i < RT_SERVICES_MAX; i++)
        list[i] = (struct rt_service){choices[1].version, choices[1].version->rules, false};
    ck_assert_uint_eq(rt_service_add_numbers(list, RT_SERVICES_MAX), RT_SERVICES_MAX);
    ck_assert_uint_eq(rt_service_add_numbers(list, RT_SERVICES_MAX - 1), RT_SERVICES_MAX);
}
END_TEST

RT_TEST_MAIN("responder", test_each, test_batches, test_mixed, test_choice,
             test_unregistered_numbers, test_mandatory_tags, test_type_values, test_unknown_tags,
             test_padding, test_padding_over_tcp, test_sizes, test_reply_is_no_request,
             test_torn_maps, test_keys, test_renewal, test_wrong_clock, test_leap_data, test_damage,
             test_services)
