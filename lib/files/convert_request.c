// SPDX-License-Identifier: BSD-2-Clause
/* Plain requests: those that follow from their nonce. */
#include "files/convert_internal.h"
#include "rules/rules.h"
#include "wire/packet.h"

static size_t write_plain(const struct rt_rules *rules, struct rt_view srv, struct rt_view nonce,
                          size_t size, uint8_t bytes[RT_CONVERT_REQUEST])
{
    struct rt_writer writer = rt_writer_into(bytes, RT_CONVERT_REQUEST);
    const struct rt_request_plan plan = {
        .rules = *rules,
        .nonce = nonce,
        .srv = srv,
        .size = size,
        .transport = RT_TRANSPORT_UDP,
    };
    if (nonce.len != rules->nonce || rt_request_write(&writer, &plan) != RT_OK)
        return 0;
    return writer.len;
}

/* The value of SRV; absent without a key. */
static struct rt_view srv_of(struct rt_crypto *crypto, const uint8_t *key, uint8_t srv[RT_SRV_SIZE])
{
    bool known = key && rt_crypto_srv(crypto, key, srv) == RT_OK;
    return (struct rt_view){known ? srv : NULL, known ? RT_SRV_SIZE : 0};
}

size_t rt_convert_request(struct rt_crypto *crypto, const struct rt_rules *rules,
                          const uint8_t *key, struct rt_view nonce,
                          uint8_t bytes[RT_CONVERT_REQUEST])
{
    uint8_t srv[RT_SRV_SIZE];
    return write_plain(rules, srv_of(crypto, key, srv), nonce, RT_REQUEST_SIZE, bytes);
}

bool rt_convert_is_plain(struct rt_crypto *crypto, const struct rt_rules *rules, const uint8_t *key,
                         struct rt_view request)
{
    /* Some clients count the header as a part of what must have 1024 bytes. */
    static const size_t sizes[] = {RT_REQUEST_SIZE, RT_REQUEST_SIZE - RT_FRAME_SIZE};
    uint8_t bytes[RT_CONVERT_REQUEST], bytes_of_srv[RT_SRV_SIZE];
    struct rt_view srv;
    struct rt_packet packet;
    rt_packet_parse(&packet, request);
    struct rt_view nonce = packet.values[RT_SLOT_NONC];
    bool named = rt_view_present(packet.values[RT_SLOT_SRV]);
    if (named && !rt_rules_has_srv(rules))
        return false;
    struct rt_rules sorted = *rules;
    sorted.tags = RT_TAG_ORDER_SORTED; /* as most write them also where any order goes */
    srv = srv_of(crypto, named ? key : NULL, bytes_of_srv);
    for (size_t i = 0; i < 2 * sizeof sizes / sizeof sizes[0]; i++) {
        size_t len = write_plain(i % 2 ? &sorted : rules, srv, nonce, sizes[i / 2], bytes);
        if (len > 0 && rt_view_equal(request, (struct rt_view){bytes, len}))
            return true;
    }
    return false;
}
