// SPDX-License-Identifier: BSD-2-Clause
/* A server of one version in memory, for tests of clients. Not installed. */
#ifndef ROUGHTIME_TEST_SERVER_H
#define ROUGHTIME_TEST_SERVER_H

#include <stdlib.h>
#include <string.h>

#include "judge/verify.h"
#include "wire/clock.h"
#include "wire/response.h"

/* The seed of its long-term key is `seed` 32 times; that of the online key is 2 32 times. */
static inline void test_server_key(uint8_t seed, uint8_t key[RT_KEY_SIZE])
{
    static uint8_t keys[UINT8_MAX + 1][RT_KEY_SIZE];
    static bool made[UINT8_MAX + 1];
    uint8_t seeds[RT_KEY_SIZE];
    memset(seeds, seed, sizeof seeds);
    if (!made[seed] && rt_crypto_public_key(seeds, keys[seed]) != RT_OK)
        abort();
    made[seed] = true;
    memcpy(key, keys[seed], RT_KEY_SIZE);
}

#define TEST_SERVER_CERTS 256

/* What a CERT is made of, and the CERT. */
struct test_server_cert {
    uint8_t long_term[RT_KEY_SIZE], online[RT_KEY_SIZE];
    enum rt_cert_context context;
    enum rt_context_nul nul;
    enum rt_tag_order tags;
    uint64_t mint, maxt;
    size_t len; /* 0: none yet */
    uint8_t bytes[RT_CERT_MAX];
};

/* The CERT of a plan without edits, as a server keeps it while its delegation lasts; absent if none
 * can be made. */
static inline struct rt_view test_server_cert(struct rt_crypto *crypto,
                                              const struct rt_response_plan *plan)
{
    static struct test_server_cert certs[TEST_SERVER_CERTS];
    const struct rt_rules *rules = &plan->rules;
    uint64_t mix = plan->long_term[0] + 7 * (uint64_t)rules->cert_context +
                   31 * (uint64_t)rules->context_nul + 61 * (uint64_t)rules->tags +
                   plan->mint % 251 * 3;
    struct test_server_cert *cert = &certs[mix % TEST_SERVER_CERTS];
    if (cert->len == 0 || memcmp(cert->long_term, plan->long_term, RT_KEY_SIZE) != 0 ||
        memcmp(cert->online, plan->online, RT_KEY_SIZE) != 0 ||
        cert->context != rules->cert_context || cert->nul != rules->context_nul ||
        cert->tags != rules->tags || cert->mint != plan->mint || cert->maxt != plan->maxt) {
        struct rt_writer writer = rt_writer_into(cert->bytes, sizeof cert->bytes);
        cert->len = 0;
        if (rt_response_cert(crypto, plan, &writer) != RT_OK)
            return (struct rt_view){NULL, 0};
        memcpy(cert->long_term, plan->long_term, RT_KEY_SIZE);
        memcpy(cert->online, plan->online, RT_KEY_SIZE);
        cert->context = rules->cert_context;
        cert->nul = rules->context_nul;
        cert->tags = rules->tags;
        cert->mint = plan->mint;
        cert->maxt = plan->maxt;
        cert->len = writer.len;
    }
    return (struct rt_view){cert->bytes, cert->len};
}

static inline uint64_t test_server_raw(enum rt_clock clock, int64_t seconds)
{
    uint64_t raw = 0;
    enum rt_error error = rt_clock_raw(clock, (struct rt_instant){.seconds = seconds}, &raw);
    return error == RT_OK ? raw : 0;
}

/* Answers a request as a server of these rules would, with a midpoint of `seconds` since 1970 and a
 * radius of 3 s. Returns the length of the response; 0: this is no request for it. */
static inline size_t test_server_answer(struct rt_crypto *crypto, const struct rt_rules *rules,
                                        enum rt_transport transport, uint8_t seed, int64_t seconds,
                                        struct rt_view request, uint8_t *out, size_t cap)
{
    uint8_t long_term[RT_KEY_SIZE], online[RT_KEY_SIZE], nodes[2 * RT_HASH_MAX];
    struct rt_packet packet;
    struct rt_batch batch;
    struct rt_writer writer = rt_writer_into(out, cap);
    bool bare = transport == RT_TRANSPORT_TCP && rules->stream == RT_STREAM_LENGTH;
    rt_packet_parse(&packet, bare ? rt_view_slice(request, 4, request.len) : request);
    struct rt_view nonce = packet.values[RT_SLOT_NONC];
    struct rt_view ver = packet.values[RT_SLOT_VER];
    bool typed = rt_view_present(packet.values[RT_SLOT_TYPE]);
    memset(long_term, seed, sizeof long_term);
    memset(online, 2, sizeof online);
    if (!rt_view_present(nonce) || nonce.len != rules->nonce ||
        typed != (rules->type == RT_TYPE_PRESENT) ||
        rt_view_present(ver) != (rules->offer != RT_OFFER_NONE) ||
        (rt_view_present(ver) && !rt_packet_lists(ver, rules->version)))
        return 0;
    struct rt_response_plan plan = {
        .rules = *rules,
        .long_term = long_term,
        .online = online,
        .mint = test_server_raw(rules->clock, seconds - 86400),
        .maxt = test_server_raw(rules->clock, seconds + 86400),
        .midpoint = test_server_raw(rules->clock, seconds),
        .radius = rules->clock == RT_CLOCK_UNIX_S ? 3 : 3000000,
        .transport = transport,
    };
    struct rt_asked asked = {request, nonce};
    plan.cert = test_server_cert(crypto, &plan);
    if (rt_batch_begin(&batch, crypto, &plan, &asked, 1, nodes) != RT_OK ||
        rt_batch_write(&batch, 0, &writer) != RT_OK)
        return 0;
    return writer.len;
}

#endif
