// SPDX-License-Identifier: BSD-2-Clause
/* Builds the exchanges of test vectors. */
#include "vectors/vector_build.h"

#include <string.h>

#include "rules/rules.h"

#define MOMENT INT64_C(1704067200) /* 2024-01-01T00:00:00Z */
#define MONTH  INT64_C(2592000)

/* The first bytes of SHA-512(seed || label). */
static enum rt_error derive(struct rt_crypto *crypto, struct rt_view seed, const char *label,
                            uint8_t *out, size_t len)
{
    uint8_t hash[RT_HASH_MAX];
    struct rt_view text = {(const uint8_t *)label, strlen(label)};
    enum rt_error error = rt_crypto_hash(crypto, RT_HASH_SHA512, seed, text, hash);
    memcpy(out, hash, len);
    return error;
}

enum rt_error build_keys(struct build_keys *keys, struct rt_crypto *crypto, struct rt_view seed)
{
    enum rt_error error = derive(crypto, seed, "long-term", keys->long_term, RT_KEY_SIZE);
    if (error == RT_OK)
        error = derive(crypto, seed, "online", keys->online, RT_KEY_SIZE);
    if (error == RT_OK)
        error = derive(crypto, seed, "other", keys->other, RT_KEY_SIZE);
    for (int i = 0; error == RT_OK && i < BUILD_LEAVES; i++) {
        char label[] = "nonce 0";
        label[6] = (char)('0' + i);
        error = derive(crypto, seed, label, keys->nonces[i], RT_HASH_MAX);
    }
    return error == RT_OK ? rt_crypto_public_key(keys->long_term, keys->public) : error;
}

static uint64_t time_of(enum rt_clock clock, int64_t seconds)
{
    uint64_t raw = 0;
    enum rt_error error = rt_clock_raw(clock, (struct rt_instant){.seconds = seconds}, &raw);
    return error == RT_OK ? raw : 0;
}

static void plan_response(struct build *build, const struct rt_rules *rules)
{
    static const uint8_t dut1[4] = {0x2a, 0, 0, 0x80}; /* minus 42 */
    static const uint8_t dtai[4] = {37, 0, 0, 0};
    static const uint8_t leap[4] = {0x5a, 0xe1, 0, 0}; /* MJD 57690 */
    bool no_data = rt_rules_empty_leap_sent(rules);
    build->response = (struct rt_response_plan){
        .rules = *rules,
        .long_term = build->keys->long_term,
        .online = build->keys->online,
        .mint = time_of(rules->clock, MOMENT - MONTH),
        .maxt = time_of(rules->clock, MOMENT + MONTH),
        .midpoint = time_of(rules->clock, MOMENT + build->leaf),
        .radius = (uint32_t)(3000000000 / rt_clock_radius_ns(rules->clock, 1)),
        .dut1 = {dut1, sizeof dut1},
        .dtai = {dtai, sizeof dtai},
        .leap = {leap, no_data && build->leaf == 0 ? 0 : sizeof leap},
        .transport = RT_TRANSPORT_UDP,
    };
}

enum rt_error build_plan(struct build *build, struct rt_crypto *crypto,
                         const struct build_keys *keys, const struct rt_version *version,
                         const struct rt_reading *reading, uint32_t count, uint32_t leaf)
{
    struct rt_rules rules = rt_version_rules(version, reading);
    *build = (struct build){
        .crypto = crypto,
        .keys = keys,
        .version = version,
        .count = count,
        .leaf = leaf,
    };
    build->request = (struct rt_request_plan){
        .rules = version->rules,
        .srv = {build->srv, sizeof build->srv},
        .size = RT_REQUEST_SIZE,
        .transport = RT_TRANSPORT_UDP,
    };
    build->request.rules.nonce = rules.nonce;
    plan_response(build, &rules);
    return rt_crypto_srv(crypto, keys->public, build->srv);
}

static enum rt_error make_requests(struct build *build)
{
    for (uint32_t i = 0; i < build->count; i++) {
        struct rt_request_plan *plan = &build->request;
        struct rt_writer writer = rt_writer_into(build->requests[i], BUILD_ROOM);
        memcpy(build->long_nonce, build->keys->nonces[i], RT_HASH_MAX);
        plan->nonce = (struct rt_view){build->keys->nonces[i], plan->rules.nonce};
        if (plan->rules.nonce > RT_HASH_MAX)
            plan->nonce.data = build->long_nonce;
        enum rt_error error = rt_request_write(&writer, plan);
        if (error != RT_OK)
            return error;
        /* The nonce as it stands in the packet: the buffers above are used again. */
        struct rt_packet packet;
        build->asked[i].packet = rt_writer_view(&writer);
        rt_packet_parse(&packet, build->asked[i].packet);
        build->asked[i].nonce = packet.values[RT_SLOT_NONC];
    }
    return RT_OK;
}

enum rt_error build_packets(struct build *build)
{
    struct rt_batch batch;
    uint8_t nodes[16 * RT_HASH_MAX];
    struct rt_writer writer = rt_writer_into(build->bytes, sizeof build->bytes);
    enum rt_error error = make_requests(build);
    if (error == RT_OK)
        error = rt_batch_begin(&batch, build->crypto, &build->response, build->asked, build->count,
                               nodes);
    if (error == RT_OK)
        error = rt_batch_write(&batch, build->leaf, &writer);
    if (error == RT_OK && build->fault)
        rt_spoil_touch(build->fault, &build->spoil, build->bytes, &writer.len);
    build->packet = rt_writer_view(&writer);
    return error;
}

enum rt_error build_spoil(struct build *build, const struct rt_spoil_row *fault)
{
    enum rt_error error = build_packets(build);
    build->spoil = (struct rt_spoil){
        .rules = &build->version->rules,
        .plan = &build->response,
        .request = &build->request,
        .right = build->packet,
        .crypto = build->crypto,
        .stranger = build->keys->other,
    };
    build->fault = fault;
    return error == RT_OK ? rt_spoil_plan(fault, &build->spoil) : error;
}
