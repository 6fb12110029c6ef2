// SPDX-License-Identifier: BSD-2-Clause
/* Which version and key a request asks for. */
#include "judge/verify.h"
#include "rules/rules.h"
#include "server/responder.h"

/* What a request says, as far as a server looks at it. */
struct request {
    bool framed;
    bool prefixed; /* by its length alone (TCP) */
    bool sorted;
    bool has_padff, has_pad;
    struct rt_view ver, nonce, srv, type;
};

/* Takes the packet's header off. */
static enum rt_refusal unframe(struct rt_view packet, enum rt_transport transport,
                               struct request *request, struct rt_view *message)
{
    struct rt_frame frame = rt_frame_parse(packet);
    request->framed = frame.framed;
    *message = frame.message;
    if (frame.fault.error != RT_OK)
        return RT_REFUSED_FRAMING;
    if (transport == RT_TRANSPORT_TCP) {
        request->prefixed = !frame.framed;
        if (frame.framed)
            return RT_ANSWERED;
        if (packet.len < 4 || rt_bytes_load32(packet.data) != packet.len - 4)
            return RT_REFUSED_FRAMING;
        *message = rt_view_slice(packet, 4, packet.len);
        return RT_ANSWERED;
    }
    /* 1024 bytes of message in the texts, of packet in half of the clients: what both pass. */
    return packet.len >= RT_ASKED_MIN ? RT_ANSWERED : RT_REFUSED_SHORT;
}

/* The value of a tag that may occur once. */
static void take(struct request *request, struct rt_entry entry, bool *response)
{
    if (entry.tag == (uint32_t)RT_TAG_NONC)
        request->nonce = entry.value;
    else if (entry.tag == (uint32_t)RT_TAG_VER)
        request->ver = entry.value;
    else if (entry.tag == (uint32_t)RT_TAG_SRV)
        request->srv = entry.value;
    else if (entry.tag == (uint32_t)RT_TAG_TYPE)
        request->type = entry.value;
    else if (entry.tag == (uint32_t)RT_TAG_PAD)
        request->has_pad = true;
    else if (entry.tag == (uint32_t)RT_TAG_PADFF)
        request->has_padff = true;
    else if (entry.tag == (uint32_t)RT_TAG_SREP)
        *response = true;
}

static enum rt_refusal read_request(struct rt_view packet, enum rt_transport transport,
                                    struct request *request)
{
    struct rt_view bytes;
    *request = (struct request){.sorted = true};
    enum rt_refusal refusal = unframe(packet, transport, request, &bytes);
    if (refusal != RT_ANSWERED)
        return refusal;
    struct rt_message message = rt_message_parse(bytes);
    bool response = false;
    if (message.header.error != RT_OK || message.duplicate.error != RT_OK || message.count == 0)
        return RT_REFUSED_MALFORMED;
    request->sorted = message.order.error == RT_OK;
    for (uint32_t i = 0; i < message.count; i++)
        take(request, rt_message_entry(&message, i), &response);
    return response ? RT_REFUSED_MALFORMED : RT_ANSWERED;
}

static bool framed_as(const struct request *request, const struct rt_rules *rules)
{
    if (!request->prefixed)
        return request->framed == rt_frame_has_header(rules->framing);
    return rt_rules_bare_length(rules);
}

/* Whether the padding is that of this version without VER. With neither tag, or both, Google's. */
static bool padded_as(const struct request *request, const struct rt_rules *rules)
{
    bool of_drafts = request->has_pad && !request->has_padff;
    return of_drafts == (rt_rules_padding_tag(rules) != RT_TAG_PADFF);
}

/* Whether a request is of a version: RT_ANSWERED, or what speaks against it. The later the reason
 * stands in the list of refusals, the nearer the request came. */
static enum rt_refusal fits(const struct rt_responder *responder, size_t i,
                            const struct request *request)
{
    const struct rt_rules *rules = &responder->settings.services[i].rules;
    if (!framed_as(request, rules))
        return RT_REFUSED_FRAMING;
    if (rt_rules_tags_ascend(rules->tags) && !request->sorted)
        return RT_REFUSED_MALFORMED;
    if (!rt_rules_offers(rules)) {
        if (!request->prefixed && !padded_as(request, rules))
            return RT_REFUSED_FRAMING;
    } else if (!rt_view_present(request->ver) || request->ver.len % 4 != 0 ||
               !rt_packet_lists(request->ver, rules->version)) {
        return RT_REFUSED_VERSION;
    }
    if (request->nonce.len != rules->nonce)
        return RT_REFUSED_NO_NONCE;
    bool zero = request->type.len == 4 && rt_bytes_load32(request->type.data) == 0;
    if (rt_rules_has_type(rules) && !zero)
        return RT_REFUSED_TYPE;
    if (!rt_rules_has_type(rules) && responder->typed[i] && rt_view_present(request->type))
        return RT_REFUSED_TYPE;
    return RT_ANSWERED;
}

/* Which key is asked for. Versions without SRV know of one key, the first. */
static enum rt_refusal pick_key(const struct rt_responder *responder, const struct rt_rules *rules,
                                struct rt_view srv, uint32_t *identity)
{
    size_t count = responder->settings.identity_count;
    *identity = 0;
    if (!rt_rules_has_srv(rules))
        return RT_ANSWERED;
    if (!rt_view_present(srv))
        return count == 1 ? RT_ANSWERED : RT_REFUSED_SRV;
    for (uint32_t i = 0; i < count; i++) {
        const struct rt_delegate *delegate = &responder->delegates[i];
        *identity = i;
        if (rt_view_equal(srv, (struct rt_view){delegate->srv, RT_SRV_SIZE}))
            return RT_ANSWERED;
    }
    return RT_REFUSED_SRV;
}

enum rt_refusal rt_responder_pick(const struct rt_responder *responder, struct rt_view packet,
                                  enum rt_transport transport, struct rt_pick *pick)
{
    const struct rt_responder_settings *settings = &responder->settings;
    struct request request;
    enum rt_refusal nearest = read_request(packet, transport, &request);
    if (nearest != RT_ANSWERED)
        return nearest;
    for (uint32_t i = 0; i < settings->service_count; i++) {
        enum rt_refusal refusal = fits(responder, i, &request);
        if (refusal == RT_ANSWERED) {
            pick->service = i;
            pick->nonce = request.nonce;
            return pick_key(responder, &settings->services[i].rules, request.srv, &pick->identity);
        }
        if (refusal > nearest)
            nearest = refusal;
    }
    return nearest;
}
