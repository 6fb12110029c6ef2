// SPDX-License-Identifier: BSD-2-Clause
/*
 * Responses are held against the rules they were made by, for every version and for every value of
 * every parameter; the checks of verify.h are the judge. That what is made differs where it should
 * is the affair of swap_test.c.
 */
#include "wire/response.h"

#include <string.h>

#include "base/test.h"
#include "judge/verify.h"
#include "registry.h"
#include "wire/clock.h"
#include "wire/request.h"

#define ROOM 2048

static const uint8_t long_term[RT_KEY_SIZE] = {1};
static const uint8_t online[RT_KEY_SIZE] = {2};
static const uint8_t leap[4] = {0x7a, 0xe2, 0, 0};

static struct rt_crypto *crypto;
static uint8_t key[RT_KEY_SIZE];
static uint8_t request[64][ROOM];
static struct rt_asked asked[64];
static uint8_t nodes[64 * 1024];
static uint8_t response[ROOM];
static struct rt_batch batch;

static void ask(const struct rt_rules *rules, uint32_t count)
{
    static uint8_t nonces[64][64];
    for (uint32_t i = 0; i < count; i++) {
        nonces[i][0] = (uint8_t)i;
        struct rt_writer writer = rt_writer_into(request[i], ROOM);
        struct rt_request_plan plan = {
            .rules = *rules,
            .nonce = {nonces[i], rules->nonce},
            .size = RT_REQUEST_SIZE,
        };
        ck_assert_int_eq(rt_request_write(&writer, &plan), RT_OK);
        asked[i] = (struct rt_asked){rt_writer_view(&writer), plan.nonce};
    }
}

static struct rt_response_plan plan_of(const struct rt_rules *rules)
{
    struct rt_response_plan plan = {
        .rules = *rules,
        .long_term = long_term,
        .online = online,
        .maxt = RT_FOREVER,
        .radius = 5,
        .dut1 = {leap, 4},
        .dtai = {leap, 4},
        .leap = {leap, 4},
    };
    ck_assert_int_eq(
        rt_clock_raw(rules->clock, (struct rt_instant){.seconds = 1700000000}, &plan.midpoint),
        RT_OK);
    return plan;
}

static void check_batch(const struct rt_version *version, const struct rt_rules *rules,
                        uint32_t count)
{
    struct rt_response_plan plan = plan_of(rules);
    ask(rules, count);
    ck_assert_uint_le(rt_tree_bytes(rules->hash, count), sizeof nodes);
    ck_assert_int_eq(rt_batch_begin(&batch, crypto, &plan, asked, count, nodes), RT_OK);
    for (uint32_t i = 0; i < count; i++) {
        struct rt_writer writer = rt_writer_into(response, ROOM);
        ck_assert_int_eq(rt_batch_write(&batch, i, &writer), RT_OK);
        struct rt_exchange exchange = {
            .request = asked[i].packet,
            .response = rt_writer_view(&writer),
            .key = key,
            .transport = RT_TRANSPORT_UDP,
        };
        struct rt_subject subject;
        struct rt_report report;
        rt_subject_init(&subject, crypto, &exchange);
        rt_verify(&subject, version, rules, &report);
        for (int check = 0; check < RT_CHECK_LONE_COUNT; check++)
            ck_assert_msg(report.checks[check].outcome == RT_PASS ||
                              report.checks[check].outcome == RT_UNDEFINED,
                          "%s: %s, leaf %u of %u", version->name,
                          rt_check_row((enum rt_check)check)->name, (unsigned)i, (unsigned)count);
        ck_assert_uint_eq(subject.response.values[RT_SLOT_PATH].len,
                          rt_tree_levels(count) * rt_rules_hash_size(rules->hash));
    }
}

START_TEST(test_start)
{
    crypto = rt_crypto_new();
    ck_assert_ptr_nonnull(crypto);
    ck_assert_int_eq(rt_crypto_public_key(long_term, key), RT_OK);
}
END_TEST

START_TEST(test_batches)
{
    static const uint32_t counts[] = {1, 2, 3, 5, 8, 64};
    for (size_t v = 0; v < rt_registry_count; v++)
        for (size_t i = 0; i < sizeof counts / sizeof counts[0]; i++)
            check_batch(rt_registry[v], &rt_registry[v]->rules, counts[i]);
}
END_TEST

/* Every value of every parameter, in every version, but for what requests offer. */
START_TEST(test_every_value)
{
    for (size_t v = 0; v < rt_registry_count; v++) {
        for (int i = RT_PARAM_FORGOTTEN + 1; i < RT_PARAM_COUNT; i++) {
            const struct rt_param_row *row = rt_param_row((enum rt_param)i);
            for (size_t j = 0; i != RT_PARAM_VERSION && j < row->value_count; j++) {
                struct rt_rules rules = rt_registry[v]->rules;
                rt_param_set(&rules, (enum rt_param)i, row->values[j].value);
                bool unnumbered = i == RT_PARAM_VERSION_IN && rules.version == RT_NO_NUMBER;
                if (!unnumbered && i != RT_PARAM_OFFER)
                    check_batch(rt_registry[v], &rules, 3);
            }
        }
    }
}
END_TEST

START_TEST(test_leap_data)
{
    for (size_t v = 0; v < rt_registry_count; v++) {
        const struct rt_rules *rules = &rt_registry[v]->rules;
        struct rt_response_plan plan = plan_of(rules);
        struct rt_packet packet;
        struct rt_writer writer = rt_writer_into(response, ROOM);
        plan.leap.len = 0;
        ask(rules, 1);
        ck_assert_int_eq(rt_batch_begin(&batch, crypto, &plan, asked, 1, nodes), RT_OK);
        ck_assert_int_eq(rt_batch_write(&batch, 0, &writer), RT_OK);
        rt_packet_parse(&packet, rt_writer_view(&writer));
        ck_assert_int_eq(rt_view_present(packet.values[RT_SLOT_DUT1]),
                         rules->dut1 != RT_DUT1_ABSENT);
        ck_assert_int_eq(rt_view_present(packet.values[RT_SLOT_DTAI]),
                         rules->dtai != RT_DTAI_ABSENT);
        ck_assert_int_eq(rt_view_present(packet.values[RT_SLOT_LEAP]),
                         rules->leap_empty == RT_LEAP_EMPTY_NO_DATA);
    }
}
END_TEST

/* A CERT made once serves every batch. */
START_TEST(test_cert)
{
    uint8_t bytes[RT_CERT_MAX];
    uint8_t first[ROOM];
    struct rt_writer cert = rt_writer_into(bytes, sizeof bytes);
    struct rt_response_plan plan = plan_of(&rt_version_v8.rules);
    ask(&plan.rules, 1);
    ck_assert_int_eq(rt_response_cert(crypto, &plan, &cert), RT_OK);
    ck_assert_uint_eq(cert.len, 152);
    struct rt_writer writer = rt_writer_into(first, sizeof first);
    ck_assert_int_eq(rt_batch_begin(&batch, crypto, &plan, asked, 1, nodes), RT_OK);
    ck_assert_int_eq(rt_batch_write(&batch, 0, &writer), RT_OK);
    plan.cert = rt_writer_view(&cert);
    plan.long_term = NULL;
    struct rt_writer again = rt_writer_into(response, ROOM);
    ck_assert_int_eq(rt_batch_begin(&batch, crypto, &plan, asked, 1, nodes), RT_OK);
    ck_assert_int_eq(rt_batch_write(&batch, 0, &again), RT_OK);
    ck_assert(rt_view_equal(rt_writer_view(&writer), rt_writer_view(&again)));
}
END_TEST

START_TEST(test_no_room)
{
    static const uint8_t large[RT_SREP_MAX];
    const struct rt_edit edit = {RT_LEVEL_SREP, (uint32_t)RT_TAG_PAD, {large, sizeof large}};
    struct rt_response_plan plan = plan_of(&rt_version_v8.rules);
    struct rt_writer writer = rt_writer_into(response, 100);
    ask(&plan.rules, 1);
    ck_assert_int_eq(rt_batch_begin(&batch, crypto, &plan, asked, 1, nodes), RT_OK);
    ck_assert_int_eq(rt_batch_write(&batch, 0, &writer), RT_E_NO_SPACE);
    plan.edits = (struct rt_edits){&edit, 1};
    ck_assert_int_eq(rt_batch_begin(&batch, crypto, &plan, asked, 1, nodes), RT_E_NO_SPACE);
}
END_TEST

START_TEST(test_end)
{
    rt_crypto_free(crypto);
}
END_TEST

RT_TEST_MAIN("response", test_start, test_batches, test_every_value, test_leap_data, test_cert,
             test_no_room, test_end)
