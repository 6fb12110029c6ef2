// SPDX-License-Identifier: BSD-2-Clause
/* What is signed or hashed cannot be changed under any version or reading: every seventh bit of
 * recorded responses, or one of so many of these as the first argument says. */
#include <string.h>

#include "base/test.h"
#include "judge/judge.h"
#include "judge/test_packets.h"
#include "registry.h"

START_TEST(test_bits)
{
    static const enum rt_slot slots[] = {RT_SLOT_SIG, RT_SLOT_PATH, RT_SLOT_SREP, RT_SLOT_CERT,
                                         RT_SLOT_INDX};
    static uint8_t copy[520];
    static struct rt_subject subject;
    static struct rt_judgement judgement;
    struct rt_choice choices[RT_CHOICES_MAX] = {{.version = NULL}};
    struct rt_crypto *crypto = rt_crypto_new();
    const size_t step = 7 * rt_test_step();
    ck_assert_ptr_nonnull(crypto);
    for (size_t i = 0; i < rt_registry_count; i++)
        choices[i].version = rt_registry[i];
    for (size_t i = 0; i < 5 * TEST_PACKETS; i++) {
        const struct test_packet *packet = &test_packets[i / 5];
        memcpy(copy, packet->response.data, packet->response.len);
        const struct rt_exchange exchange = {.request = packet->request,
                                             .response = {copy, packet->response.len},
                                             .key = packet->key,
                                             .transport = RT_TRANSPORT_UDP};
        rt_subject_init(&subject, crypto, &exchange);
        struct rt_view value = subject.response.values[slots[i % 5]];
        for (size_t bit = i % step; bit < 8 * value.len; bit += step) {
            uint8_t *byte = copy + (value.data - copy) + bit / 8;
            *byte ^= (uint8_t)(1 << bit % 8);
            rt_subject_init(&subject, crypto, &exchange);
            rt_judge(&subject, choices, rt_registry_count, false, &judgement);
            ck_assert_msg(judgement.verdict == RT_INVALID, "%s, bit %zu: valid as %s",
                          packet->version, bit, judgement.best.version->name);
            *byte ^= (uint8_t)(1 << bit % 8);
        }
    }
    rt_crypto_free(crypto);
}
END_TEST

RT_TEST_MAIN("judge_bits", test_bits)
