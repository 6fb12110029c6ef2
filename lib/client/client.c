// SPDX-License-Identifier: BSD-2-Clause
/* Decides when a client sends which request, and judges what comes back. */
#include "client/client.h"

#include <string.h>

static size_t travelling(const struct rt_negotiation *offers, enum rt_transport transport)
{
    size_t count = 0;
    for (size_t i = 0; i < offers->count; i++)
        count += rt_attempt_travels(&offers->list[i], transport);
    return count;
}

static bool can_tcp(const struct rt_client *asker)
{
    return asker->plan->tcp && travelling(asker->offers, RT_TRANSPORT_TCP) > 0;
}

enum rt_error rt_client_init(struct rt_client *asker, const struct rt_client_plan *plan,
                             const struct rt_negotiation *offers, struct rt_crypto *crypto,
                             const uint8_t key[RT_KEY_SIZE], size_t who)
{
    memset(asker, 0, sizeof *asker);
    asker->plan = plan;
    asker->offers = offers;
    asker->choices = plan->choices;
    asker->choice_count = plan->choice_count;
    asker->crypto = crypto;
    asker->who = who;
    asker->most = plan->tries;
    if (plan->tries == 0)
        asker->most = offers->count < RT_TRIES ? RT_TRIES : (unsigned)offers->count + 1;
    asker->udp_dead = !plan->udp;
    asker->transport = RT_TRANSPORT_UNKNOWN;
    memcpy(asker->key, key, RT_KEY_SIZE);
    if (offers->count == 0 || (!plan->udp && !can_tcp(asker))) {
        asker->done = true;
        return RT_E_EMPTY;
    }
    return rt_crypto_srv(crypto, key, asker->srv);
}

/* Over which transport the next try goes. */
static enum rt_transport next_transport(const struct rt_client *asker)
{
    bool last = asker->tries > 0 && asker->tries + 1 == asker->most;
    if (asker->udp_dead || (last && can_tcp(asker)))
        return RT_TRANSPORT_TCP;
    return RT_TRANSPORT_UDP;
}

/* The proposals that can travel take turns. */
static const struct rt_attempt *next_proposal(const struct rt_client *asker,
                                              enum rt_transport transport)
{
    unsigned before =
        transport == RT_TRANSPORT_TCP ? asker->tcp_tries : asker->tries - asker->tcp_tries;
    size_t skip = before % travelling(asker->offers, transport);
    const struct rt_attempt *proposal = asker->offers->list;
    while (!rt_attempt_travels(proposal, transport) || skip-- > 0)
        proposal++;
    return proposal;
}

static enum rt_error write_request(struct rt_client *asker, const struct rt_attempt *proposal)
{
    struct rt_writer writer = rt_writer_into(asker->request, sizeof asker->request);
    struct rt_request_plan request = {
        .rules = proposal->rules,
        .offers = proposal->numbers,
        .offer_count = proposal->count,
        .nonce = {asker->nonce, proposal->rules.nonce},
        .srv = {asker->srv, RT_SRV_SIZE},
        .size = RT_REQUEST_SIZE,
        .transport = asker->transport,
    };
    enum rt_error error = rt_request_write(&writer, &request);
    asker->request_len = error == RT_OK ? writer.len : 0;
    return error;
}

/* The wait of the try after one that waited so long. */
static uint64_t longer(uint64_t wait_ns)
{
    return wait_ns < RT_WAIT_MOST_NS / 3 * 2 ? wait_ns + wait_ns / 2 : RT_WAIT_MOST_NS;
}

static void begin_try(struct rt_client *asker, uint64_t now_ns)
{
    const struct rt_client_plan *plan = asker->plan;
    enum rt_transport transport = next_transport(asker);
    const struct rt_attempt *proposal = next_proposal(asker, transport);
    if (asker->tries > 0) {
        memcpy(asker->earlier[(asker->tries - 1) % RT_CLIENT_EARLIER], asker->nonce,
               RT_CLIENT_TRACE);
        asker->wait_ns = longer(asker->wait_ns);
    } else {
        asker->wait_ns = plan->wait_ns < RT_WAIT_MOST_NS ? plan->wait_ns : RT_WAIT_MOST_NS;
    }
    asker->transport = transport;
    asker->tries++;
    asker->tcp_tries += transport == RT_TRANSPORT_TCP;
    asker->sent_ns = now_ns;
    asker->due_ns = now_ns + asker->wait_ns;
    plan->nonce(plan->nonce_context, asker->who, &proposal->rules, asker->nonce);
    if (write_request(asker, proposal) != RT_OK)
        asker->done = true;
}

enum rt_step rt_client_step(struct rt_client *asker, uint64_t now_ns)
{
    if (!asker->done && asker->tries > 0 && now_ns < asker->due_ns)
        return RT_STEP_WAIT;
    if (asker->udp_dead && !can_tcp(asker))
        asker->done = true;
    if (!asker->done && asker->tries < asker->most)
        begin_try(asker, now_ns);
    else
        asker->done = true;
    return asker->done ? RT_STEP_DONE : RT_STEP_SEND;
}

uint64_t rt_client_left(const struct rt_client *asker, uint64_t now_ns)
{
    uint64_t left = asker->due_ns > now_ns ? asker->due_ns - now_ns : 0;
    uint64_t wait_ns = asker->wait_ns;
    if (asker->done || asker->tries == 0)
        return 0;
    for (unsigned i = asker->tries; i < asker->most; i++) {
        wait_ns = longer(wait_ns);
        if (__builtin_add_overflow(left, wait_ns, &left))
            return UINT64_MAX;
    }
    return left;
}

/* Whether a packet echoes a nonce of an earlier try. */
static bool is_late(const struct rt_client *asker, struct rt_view packet)
{
    struct rt_packet parsed;
    rt_packet_parse(&parsed, packet);
    struct rt_view nonce = parsed.values[RT_SLOT_NONC];
    unsigned known = asker->tries - 1 < RT_CLIENT_EARLIER ? asker->tries - 1 : RT_CLIENT_EARLIER;
    if (!rt_view_present(nonce))
        nonce = parsed.values[RT_SLOT_SREP_NONC];
    if (!rt_view_present(nonce) || nonce.len < RT_CLIENT_TRACE)
        return false;
    for (unsigned i = 0; i < known; i++)
        if (memcmp(asker->earlier[i], nonce.data, RT_CLIENT_TRACE) == 0)
            return true;
    return false;
}

/* A packet of TCP without the bare length before it. */
static struct rt_view without_length(struct rt_view packet)
{
    if (rt_frame_parse(packet).framed || packet.len < 4 ||
        rt_bytes_load32(packet.data) != packet.len - 4)
        return packet;
    return rt_view_slice(packet, 4, packet.len - 4);
}

struct rt_exchange rt_client_exchange(const uint8_t *key, enum rt_transport transport,
                                      struct rt_view request, struct rt_view response)
{
    bool tcp = transport == RT_TRANSPORT_TCP;
    return (struct rt_exchange){
        .request = tcp ? without_length(request) : request,
        .response = tcp ? without_length(response) : response,
        .key = key,
        .transport = transport,
    };
}

/* Whether nothing is wrong with a rejected reply but the key. */
static bool from_stranger(const struct rt_client *asker, struct rt_subject *subject,
                          const struct rt_judgement *judgement)
{
    const uint64_t failures = rt_crypto_failures();
    const struct rt_result *checks = judgement->report.checks;
    for (int i = 0; i < RT_CHECK_COUNT; i++)
        if (i != RT_CHECK_CERT_SIGNATURE && checks[i].outcome != RT_PASS &&
            checks[i].outcome != RT_UNDEFINED)
            return false;
    if (checks[RT_CHECK_CERT_SIGNATURE].outcome != RT_FAIL ||
        checks[RT_CHECK_MERKLE_ROOT].outcome != RT_PASS ||
        checks[RT_CHECK_RESPONSE_SIGNATURE].outcome != RT_PASS)
        return false;
    /* A server that signs as another version does is none. */
    for (size_t i = 0; i < asker->choice_count; i++) {
        const struct rt_version *version = asker->choices[i].version;
        if (rt_verify_check(subject, version, &version->rules, RT_CHECK_CERT_SIGNATURE).outcome ==
            RT_PASS)
            return false;
    }
    return rt_crypto_failures() == failures;
}

static void note_stranger(struct rt_client *asker)
{
    if (asker->stranger_try == asker->tries)
        return;
    asker->stranger_try = asker->tries;
    if (++asker->strangers == RT_STRANGERS)
        asker->done = true;
}

static enum rt_taken judge(struct rt_client *asker, struct rt_view packet,
                           struct rt_judgement *judgement)
{
    struct rt_view request = {asker->request, asker->request_len};
    struct rt_exchange exchange = rt_client_exchange(asker->key, asker->transport, request, packet);
    struct rt_subject subject;
    if (is_late(asker, exchange.response))
        return RT_TAKEN_LATE;
    rt_subject_init(&subject, asker->crypto, &exchange);
    rt_judge(&subject, asker->choices, asker->choice_count, asker->plan->strict, judgement);
    if (judgement->verdict == RT_NO_VERDICT)
        return RT_TAKEN_UNDECIDED;
    if (judgement->verdict != RT_VALID) {
        if (from_stranger(asker, &subject, judgement))
            note_stranger(asker);
        return RT_TAKEN_REJECTED;
    }
    asker->done = true;
    return RT_TAKEN_VALID;
}

enum rt_taken rt_client_take(struct rt_client *asker, struct rt_view packet, bool foreign,
                             struct rt_judgement *judgement)
{
    enum rt_taken taken = RT_TAKEN_SURPLUS;
    if (!asker->done && asker->tries > 0)
        taken = foreign ? RT_TAKEN_FOREIGN : judge(asker, packet, judgement);
    asker->count[taken]++;
    return taken;
}

void rt_client_failed(struct rt_client *asker, bool closed)
{
    bool last = asker->tries >= asker->most;
    if (asker->transport == RT_TRANSPORT_TCP) {
        asker->done = asker->done || last || !closed;
        return;
    }
    asker->udp_dead = true;
    if (last || !can_tcp(asker))
        asker->done = true;
    else
        asker->due_ns = asker->sent_ns; /* the next step sends */
}
