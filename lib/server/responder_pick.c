// SPDX-License-Identifier: BSD-2-Clause
/* Which version and key a request asks for. */
#include "server/responder.h"

enum rt_refusal rt_refusal_of(enum rt_request_check check)
{
    switch (check) {
    case RT_REQUEST_CHECK_FRAME:
    case RT_REQUEST_CHECK_FRAME_LENGTH:
    case RT_REQUEST_CHECK_PADDING:
        return RT_REFUSED_FRAMING;
    case RT_REQUEST_CHECK_MESSAGE:
    case RT_REQUEST_CHECK_KIND:
    case RT_REQUEST_CHECK_TAGS:
    case RT_REQUEST_CHECK_PADDING_ZERO:
        return RT_REFUSED_MALFORMED;
    case RT_REQUEST_CHECK_VERSION_PRESENT:
    case RT_REQUEST_CHECK_VERSION:
    case RT_REQUEST_CHECK_OFFER:
    case RT_REQUEST_CHECK_OFFER_REPEATS:
    case RT_REQUEST_CHECK_OFFER_COUNT:
        return RT_REFUSED_VERSION;
    case RT_REQUEST_CHECK_NONCE:
    case RT_REQUEST_CHECK_NONCE_LENGTH:
        return RT_REFUSED_NO_NONCE;
    case RT_REQUEST_CHECK_TYPE:
        return RT_REFUSED_TYPE;
    case RT_REQUEST_CHECK_SRV:
        return RT_REFUSED_SRV;
    case RT_REQUEST_CHECK_SIZE:
    case RT_REQUEST_CHECK_SIZE_MESSAGE:
        return RT_REFUSED_SHORT;
    case RT_REQUEST_CHECK_COUNT:
        break;
    }
    return RT_ANSWERED;
}

/* Reads a request. A packet on TCP without ROUGHTIM begins with the length of its message. */
static void read_request(struct rt_request_facts *facts, struct rt_view packet,
                         enum rt_transport transport)
{
    rt_request_facts_read(facts, packet, transport);
    if (transport != RT_TRANSPORT_TCP || facts->framed)
        return;
    rt_request_facts_read(facts, rt_view_slice(packet, 4, packet.len), transport);
    facts->announced = packet.len < 4 ? 0 : rt_bytes_load32(packet.data);
    if (packet.len < 4 || facts->announced > packet.len - 4)
        facts->length = (struct rt_fault){RT_E_FRAME_SHORT, 0};
    else if (facts->announced < packet.len - 4)
        facts->length = (struct rt_fault){RT_E_FRAME_LONG, 0};
}

static struct rt_request_keys keys_of(const struct rt_responder *responder)
{
    return (struct rt_request_keys){responder->srvs[0], responder->settings.identity_count};
}

/* Whether a request is of another version that is served: it has TYPE, and the other has the same
 * number. */
static bool is_of_another(const struct rt_responder *responder, uint32_t service,
                          const struct rt_request_facts *facts)
{
    return responder->typed[service] && rt_view_present(facts->type);
}

/* Finds the first service that answers a request, or that would but for SRV. */
static void find_service(const struct rt_responder *responder, const struct rt_request_facts *facts,
                         const struct rt_request_keys *keys, struct rt_pick *pick)
{
    for (uint32_t i = 0; i < responder->settings.service_count; i++) {
        if (is_of_another(responder, i, facts))
            continue;
        enum rt_request_check stop = rt_request_terms_stop(&responder->terms[i], facts, keys);
        if (stop != RT_REQUEST_CHECK_COUNT && stop != RT_REQUEST_CHECK_SRV)
            continue;
        pick->service = i;
        pick->stop = stop;
        return;
    }
}

/* Finds the check that stops a request which nobody answers, where it comes nearest to an answer
 * unless SRV has decided that, and all services that it stops. */
static void find_stop(const struct rt_responder *responder, const struct rt_request_facts *facts,
                      const struct rt_request_keys *keys, struct rt_pick *pick)
{
    struct rt_request_verdict nearest = {.version = NULL};
    uint64_t stopped[RT_REQUEST_CHECK_COUNT + 1] = {0};
    bool decided = pick->stop == RT_REQUEST_CHECK_SRV;
    for (uint32_t i = 0; i < responder->settings.service_count; i++) {
        const struct rt_request_terms *terms = &responder->terms[i];
        struct rt_request_verdict own = {.version = terms->version};
        if (is_of_another(responder, i, facts))
            continue;
        own.stopped = rt_request_terms_fails(terms, facts, keys, terms->stops);
        own.stop = rt_request_check_first(own.stopped);
        stopped[own.stop] |= UINT64_C(1) << i;
        if (decided || (nearest.version && rt_request_verdict_as_near(&nearest, &own)))
            continue;
        nearest = own;
        pick->service = i;
        pick->stop = own.stop;
    }
    pick->stopped = stopped[pick->stop];
}

/* The key that SRV names. Versions without SRV, and requests without it, have the first. */
static uint32_t identity_of(const struct rt_responder *responder, uint32_t service,
                            struct rt_view srv)
{
    if (!(responder->terms[service].asked & RT_REQUEST_BIT(SRV)))
        return 0;
    for (uint32_t i = 0; i < responder->settings.identity_count; i++)
        if (rt_view_equal(srv, (struct rt_view){responder->srvs[i], RT_SRV_SIZE}))
            return i;
    return 0;
}

enum rt_refusal rt_responder_pick(const struct rt_responder *responder, struct rt_view packet,
                                  enum rt_transport transport, struct rt_pick *pick)
{
    const struct rt_request_keys keys = keys_of(responder);
    struct rt_request_facts facts;
    read_request(&facts, packet, transport);
    *pick = (struct rt_pick){.stop = RT_REQUEST_CHECK_FRAME};
    find_service(responder, &facts, &keys, pick);
    if (pick->stop == RT_REQUEST_CHECK_COUNT) {
        pick->identity = identity_of(responder, pick->service, facts.srv);
        pick->nonce = facts.nonce;
    } else {
        find_stop(responder, &facts, &keys, pick);
    }
    return rt_refusal_of(pick->stop);
}

const struct rt_request_terms *rt_responder_look(const struct rt_responder *responder,
                                                 struct rt_view packet, enum rt_transport transport,
                                                 const struct rt_pick *pick,
                                                 struct rt_request_facts *facts, uint32_t *fails)
{
    const struct rt_request_terms *terms = &responder->terms[pick->service];
    const struct rt_request_keys keys = keys_of(responder);
    read_request(facts, packet, transport);
    *fails = rt_request_terms_fails(terms, facts, &keys, UINT32_MAX);
    return terms;
}

static void add_version(const struct rt_responder *responder, const struct rt_request_facts *facts,
                        const struct rt_request_keys *keys, size_t service,
                        struct rt_request_cause *cause)
{
    const struct rt_request_terms *terms = &responder->terms[service];
    struct rt_request_result result = rt_request_judge_check(terms, facts, keys, cause->check);
    for (size_t i = 0; i < cause->count; i++)
        if (cause->versions[i] == terms->version)
            return;
    rt_request_cause_add(cause, terms->version, &result);
}

void rt_responder_cause(const struct rt_responder *responder, struct rt_view packet,
                        enum rt_transport transport, const struct rt_pick *pick,
                        struct rt_request_cause *cause)
{
    const struct rt_service *services = responder->settings.services;
    const struct rt_request_keys keys = keys_of(responder);
    struct rt_request_facts facts;
    read_request(&facts, packet, transport);
    *cause = (struct rt_request_cause){.check = pick->stop};
    cause->result =
        rt_request_judge_check(&responder->terms[pick->service], &facts, &keys, pick->stop);
    for (size_t i = responder->settings.service_count; i-- > 0;)
        if (pick->stopped >> i & 1 && !services[i].unlisted)
            add_version(responder, &facts, &keys, i, cause);
    if (pick->stopped != 0 && cause->count == 0)
        add_version(responder, &facts, &keys, pick->service, cause);
}
