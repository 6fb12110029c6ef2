// SPDX-License-Identifier: BSD-2-Clause
/* How often a server does something wrong on purpose. What it does is tested with the catalogues.
 */
#include "server/wrong.h"

#include <string.h>

#include "judge/test_request.h"
#include "server/test_services.h"

#define REPLIES 200

static const struct rt_instant now = {.seconds = 1700000000};
static const uint8_t seed[RT_KEY_SIZE] = {1};
static struct rt_crypto *crypto;
static struct rt_responder responder;
static struct rt_service service;
static struct test_request made;
static uint8_t room[RT_REPLY_MAX];
static uint64_t chance = 1;

static void start(void)
{
    static uint8_t key[RT_KEY_SIZE];
    static struct rt_identity identity = {.key = key, .seed = seed};
    const struct rt_responder_settings settings = test_services_settings(&service, 1, &identity, 1);
    service = (struct rt_service){.version = &rt_version_v8, .rules = rt_version_v8.rules};
    if (!crypto)
        crypto = rt_crypto_new();
    ck_assert_int_eq(rt_crypto_public_key(seed, key), RT_OK);
    ck_assert_int_eq(rt_responder_init(&responder, crypto, &settings, now), RT_OK);
    (void)test_request_facts(&made, service.version, NULL, 0);
}

/* What becomes of a right reply. */
static enum rt_server_action change(struct rt_wrong *wrong)
{
    struct rt_server_settings settings = {.udp = true};
    struct rt_answer answer = {.packet = made.packet, .room = rt_writer_into(room, sizeof room)};
    const struct rt_server_turn turn = {.crypto = crypto,
                                        .responder = &responder,
                                        .rules = &service.rules,
                                        .now = now,
                                        .transport = RT_TRANSPORT_UDP,
                                        .random = &chance};
    rt_responder_answer(&responder, now, RT_TRANSPORT_UDP, &answer, 1);
    ck_assert_int_eq(answer.refusal, RT_ANSWERED);
    rt_wrong_settings(wrong, &settings);
    return settings.change ? settings.change(settings.context, &turn, &answer) : RT_SERVER_SEND;
}

/* As many replies are made wrong as is said, and all others stay. */
START_TEST(test_rates)
{
    static const struct {
        uint32_t fault_ppm, grease_ppm;
        uint64_t least, most; /* faults */
        uint64_t greased;
    } cases[] = {{0, 0, 0, 0, 0},
                 {RT_WRONG_PPM, 0, REPLIES, REPLIES, 0},
                 {RT_WRONG_PPM / 2, 0, REPLIES / 4, 3 * REPLIES / 4, 0},
                 {0, RT_WRONG_PPM, 0, 0, REPLIES}};
    start();
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct rt_wrong wrong = {.fault_ppm = cases[i].fault_ppm,
                                 .grease_ppm = cases[i].grease_ppm};
        uint64_t dropped = 0;
        ck_assert(rt_wrong_find(&wrong, "silent"));
        for (int reply = 0; reply < REPLIES; reply++)
            dropped += change(&wrong) == RT_SERVER_DROP;
        ck_assert_uint_eq(wrong.faults, dropped);
        ck_assert_uint_ge(dropped, cases[i].least);
        ck_assert_uint_le(dropped, cases[i].most);
        ck_assert_uint_eq(wrong.greased, cases[i].greased);
    }
}
END_TEST

/* A name is that of a wrong reply, or of another choice of requests; nothing is changed where
 * nothing is wrong. */
START_TEST(test_find)
{
    struct rt_wrong wrong = {.fault_ppm = RT_WRONG_PPM};
    struct rt_server_settings settings = {.udp = true};
    rt_wrong_settings(&wrong, &settings);
    ck_assert_ptr_null(settings.context);
    ck_assert(!rt_wrong_find(&wrong, "nothing"));
    ck_assert(rt_wrong_find(&wrong, rt_quirk_row(0)->name));
    ck_assert_ptr_null(wrong.fault);
    rt_wrong_settings(&wrong, &settings);
    ck_assert_ptr_eq(settings.context, &wrong);
    ck_assert(settings.change_refused);
    ck_assert(rt_wrong_find(&wrong, "midpoint"));
    ck_assert_ptr_null(wrong.quirk);
    rt_wrong_settings(&wrong, &settings);
    ck_assert(!settings.change_refused);
}
END_TEST

RT_TEST_MAIN("wrong", test_rates, test_find)
