// SPDX-License-Identifier: BSD-2-Clause
/* Makes an exchange that is correct, or has one fault. */
#include "server/made.h"

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

enum rt_error rt_made_keys_derive(struct rt_made_keys *keys, struct rt_crypto *crypto,
                                  struct rt_view seed)
{
    enum rt_error error = derive(crypto, seed, "long-term", keys->long_term, RT_KEY_SIZE);
    if (error == RT_OK)
        error = derive(crypto, seed, "online", keys->online, RT_KEY_SIZE);
    if (error == RT_OK)
        error = derive(crypto, seed, "other", keys->other, RT_KEY_SIZE);
    for (int i = 0; error == RT_OK && i < RT_MADE_LEAVES; i++) {
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

static void plan_response(struct rt_made *made, const struct rt_rules *rules)
{
    static const uint8_t dut1[4] = {0x2a, 0, 0, 0x80}; /* minus 42 */
    static const uint8_t dtai[4] = {37, 0, 0, 0};
    static const uint8_t leap[4] = {0x5a, 0xe1, 0, 0}; /* MJD 57690 */
    bool no_data = rt_rules_empty_leap_sent(rules);
    made->response = (struct rt_response_plan){
        .rules = *rules,
        .long_term = made->keys->long_term,
        .online = made->keys->online,
        .mint = time_of(rules->clock, MOMENT - MONTH),
        .maxt = time_of(rules->clock, MOMENT + MONTH),
        .midpoint = time_of(rules->clock, MOMENT + made->leaf),
        .radius = (uint32_t)(3000000000 / rt_clock_radius_ns(rules->clock, 1)),
        .dut1 = {dut1, sizeof dut1},
        .dtai = {dtai, sizeof dtai},
        .leap = {leap, no_data && made->leaf == 0 ? 0 : sizeof leap},
        .transport = RT_TRANSPORT_UDP,
    };
}

enum rt_error rt_made_plan(struct rt_made *made, struct rt_crypto *crypto,
                           const struct rt_made_keys *keys, const struct rt_version *version,
                           const struct rt_reading *reading, uint32_t count, uint32_t leaf)
{
    struct rt_rules rules = rt_version_rules(version, reading);
    *made = (struct rt_made){
        .crypto = crypto,
        .keys = keys,
        .version = version,
        .count = count,
        .leaf = leaf,
    };
    made->request = (struct rt_request_plan){
        .rules = version->rules,
        .srv = {made->srv, sizeof made->srv},
        .size = RT_REQUEST_SIZE,
        .transport = RT_TRANSPORT_UDP,
    };
    made->request.rules.nonce = rules.nonce;
    plan_response(made, &rules);
    return rt_crypto_srv(crypto, keys->public, made->srv);
}

static enum rt_error make_requests(struct rt_made *made)
{
    for (uint32_t i = 0; i < made->count; i++) {
        struct rt_request_plan *plan = &made->request;
        struct rt_writer writer = rt_writer_into(made->requests[i], RT_MADE_ROOM);
        memcpy(made->long_nonce, made->keys->nonces[i], RT_HASH_MAX);
        plan->nonce = (struct rt_view){made->keys->nonces[i], plan->rules.nonce};
        if (plan->rules.nonce > RT_HASH_MAX)
            plan->nonce.data = made->long_nonce;
        enum rt_error error = rt_request_write(&writer, plan);
        if (error != RT_OK)
            return error;
        /* The nonce as it stands in the packet: the buffers above are used again. */
        struct rt_packet packet;
        made->asked[i].packet = rt_writer_view(&writer);
        rt_packet_parse(&packet, made->asked[i].packet);
        made->asked[i].nonce = packet.values[RT_SLOT_NONC];
    }
    return RT_OK;
}

enum rt_error rt_made_packets(struct rt_made *made)
{
    struct rt_batch batch;
    uint8_t nodes[16 * RT_HASH_MAX];
    struct rt_writer writer = rt_writer_into(made->bytes, sizeof made->bytes);
    enum rt_error error = make_requests(made);
    if (error == RT_OK)
        error =
            rt_batch_begin(&batch, made->crypto, &made->response, made->asked, made->count, nodes);
    if (error == RT_OK)
        error = rt_batch_write(&batch, made->leaf, &writer);
    if (error == RT_OK && made->fault)
        rt_spoil_touch(made->fault, &made->spoil, made->bytes, &writer.len);
    made->packet = rt_writer_view(&writer);
    return error;
}

enum rt_error rt_made_spoil(struct rt_made *made, const struct rt_spoil_row *fault)
{
    enum rt_error error = rt_made_packets(made);
    made->spoil = (struct rt_spoil){
        .rules = &made->version->rules,
        .plan = &made->response,
        .request = &made->request,
        .right = made->packet,
        .crypto = made->crypto,
        .stranger = made->keys->other,
    };
    made->fault = fault;
    return error == RT_OK ? rt_spoil_plan(fault, &made->spoil) : error;
}
