// SPDX-License-Identifier: BSD-2-Clause
/* Judges what comes back to a client, and notes what it tells of the server. */
#include <string.h>

#include "client/client_internal.h"
#include "judge/alike.h"

/* How many tries a reply is judged with that does not say whose it is. */
#define CANDIDATES 4

/* Whether a packet echoes a nonce of a try before the latest ones. */
static bool is_late(const struct rt_client *client, struct rt_view nonce)
{
    if (client->tries <= RT_CLIENT_OPEN || nonce.len < RT_CLIENT_TRACE)
        return false;
    unsigned known = client->tries - RT_CLIENT_OPEN;
    for (unsigned i = 0; i < known && i < RT_CLIENT_EARLIER; i++)
        if (memcmp(client->earlier[i], nonce.data, RT_CLIENT_TRACE) == 0)
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

/* The latest tries, the newest first, over a transport; NULL behind the last. */
static struct rt_client_try *newest(struct rt_client *client, enum rt_transport transport,
                                    unsigned *skip)
{
    for (; *skip < RT_CLIENT_OPEN && *skip < client->tries; ++*skip) {
        struct rt_client_try *one = &client->open[(client->tries - 1 - *skip) % RT_CLIENT_OPEN];
        if (one->transport == transport) {
            ++*skip;
            return one;
        }
    }
    return NULL;
}

/* The try whose nonce a packet echoes; NULL if there is none. */
static struct rt_client_try *echoed(struct rt_client *client, enum rt_transport transport,
                                    struct rt_view nonce)
{
    struct rt_client_try *one;
    unsigned skip = 0;
    while ((one = newest(client, transport, &skip)) != NULL)
        if (nonce.len == client->negotiation->list[one->attempt].rules.nonce &&
            memcmp(one->nonce, nonce.data, nonce.len) == 0)
            return one;
    return NULL;
}

/* Whether the long-term key signed the delegation as one of the versions has it. */
static bool signs(struct rt_subject *subject, const struct rt_choice *choices, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const struct rt_version *version = choices[i].version;
        if (rt_verify_check(subject, version, &version->rules, RT_CHECK_CERT_SIGNATURE).outcome ==
            RT_PASS)
            return true;
    }
    return false;
}

/* Whether nothing is wrong with a rejected reply but the key. */
static bool from_stranger(const struct rt_client *client, struct rt_subject *subject,
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
    return !signs(subject, client->choices, client->choice_count) &&
           !signs(subject, client->others, client->other_count) && rt_crypto_failures() == failures;
}

/* A stranger sends the same delegation again, who greases spoils another bit of it. */
static void note_stranger(struct rt_client *client, const struct rt_client_try *one,
                          const struct rt_packet *response)
{
    struct rt_view signature = response->values[RT_SLOT_CERT_SIG];
    if (one->bare)
        client->only_bare = true;
    if (one->bare || one->answered || signature.len != sizeof client->stranger)
        return;
    if (memcmp(client->stranger, signature.data, signature.len) != 0)
        client->strangers = 0;
    memcpy(client->stranger, signature.data, signature.len);
    if (++client->strangers >= RT_STRANGERS)
        client->done = true;
}

/* The kinds that a response is of, whatever was asked. */
static uint32_t kinds_of(const struct rt_client *client, const struct rt_packet *response)
{
    uint32_t set = 0;
    for (size_t i = 0; i < client->negotiation->count; i++)
        if (rt_attempt_fits(&client->negotiation->list[i], response))
            set |= UINT32_C(1) << i;
    return set;
}

/* Once the kind is known, few rounds are left, unless the caller says how many there are. */
static void end_sooner(struct rt_client *client)
{
    unsigned most = client->round + RT_CLIENT_MORE;
    if (client->heard == 0 && client->plan->tries == 0 && client->most > most)
        client->most = most;
}

/* Notes what a reply that is not valid tells. `seen`: whoever made it knows the request. A server
 * with another key is no more right in other versions. */
static void note(struct rt_client *client, struct rt_client_try *one,
                 const struct rt_packet *response, bool seen, bool stranger)
{
    uint32_t kinds = kinds_of(client, response);
    if (seen) {
        if (rt_client_counts(client, one->attempt))
            end_sooner(client);
        client->heard |= kinds | UINT32_C(1) << one->attempt;
        if (!one->answered && !stranger)
            client->wrong[one->attempt]++;
        if (!one->answered && ++client->odd >= RT_CLIENT_ODD)
            client->done = true;
        one->answered = true;
    } else {
        client->maybe |= kinds;
    }
}

/* Judges a reply under the versions that do not count, if it is valid there or a stranger's. What
 * has the form of what was asked, and counts, is not taken for another version that checks less. */
static enum rt_verdict judge_other(const struct rt_client *client, const struct rt_client_try *one,
                                   struct rt_subject *subject, struct rt_judgement *judgement)
{
    struct rt_judgement other;
    const struct rt_attempt *attempt = &client->negotiation->list[one->attempt];
    if (client->other_count == 0 ||
        (rt_client_counts(client, one->attempt) && rt_attempt_fits(attempt, &subject->response)))
        return judgement->verdict;
    rt_judge(subject, client->others, client->other_count, client->plan->strict, &other);
    if (other.verdict == RT_VALID || from_stranger(client, subject, &other))
        *judgement = other;
    return other.verdict;
}

/* A reply in versions that do not count: in which, as far as it tells. */
static void note_other(struct rt_client *client, const struct rt_subject *subject,
                       const struct rt_judgement *judgement)
{
    const struct rt_version *alike[RT_CHOICES_MAX];
    size_t found = rt_alike_find(subject, judgement, client->others, client->other_count, alike);
    client->other = judgement->best;
    client->other_set = 0;
    for (size_t i = 0; i < client->other_count; i++)
        for (size_t a = 0; a < found; a++)
            if (alike[a] == client->others[i].version)
                client->other_set |= UINT64_C(1) << i;
}

/* What a reply that counts nothing tells. */
static enum rt_taken learn(struct rt_client *client, struct rt_client_try *one, bool echoes,
                           struct rt_subject *subject, struct rt_judgement *judgement)
{
    bool seen = echoes || judgement->report.checks[RT_CHECK_MERKLE_ROOT].outcome == RT_PASS;
    if (judge_other(client, one, subject, judgement) == RT_VALID) {
        note_other(client, subject, judgement);
        one->answered = true;
        return RT_TAKEN_OTHER;
    }
    client->answers =
        client->answers || (seen && !one->bare && rt_client_counts(client, one->attempt));
    bool stranger = from_stranger(client, subject, judgement);
    if (stranger)
        note_stranger(client, one, &subject->response);
    else if (seen)
        client->strangers = 0;
    note(client, one, &subject->response, seen, stranger);
    return RT_TAKEN_REJECTED;
}

/* Judges a packet as the reply to a try. `echoes`: it has the nonce. */
static enum rt_taken judge(struct rt_client *client, struct rt_client_try *one,
                           struct rt_view packet, bool echoes, struct rt_judgement *judgement)
{
    uint8_t request[RT_CLIENT_REQUEST];
    struct rt_writer writer = rt_writer_into(request, sizeof request);
    struct rt_subject subject;
    /* It was written before, and so can be written again. */
    bool written = rt_client_request(client, one, &writer) == RT_OK;
    struct rt_view sent = written ? rt_writer_view(&writer) : (struct rt_view){NULL, 0};
    struct rt_exchange exchange = rt_client_exchange(client->key, one->transport, sent, packet);
    rt_subject_init(&subject, client->crypto, &exchange);
    rt_judge(&subject, client->choices, client->choice_count, client->plan->strict, judgement);
    client->taken = one;
    if (judgement->verdict == RT_NO_VERDICT)
        return RT_TAKEN_UNDECIDED;
    if (judgement->verdict != RT_VALID)
        return learn(client, one, echoes, &subject, judgement);
    client->done = true;
    return RT_TAKEN_VALID;
}

/* Judges a packet that does not say whose reply it is with the newest tries that it can answer. */
static enum rt_taken judge_any(struct rt_client *client, enum rt_transport transport,
                               struct rt_view packet, const struct rt_packet *parsed,
                               struct rt_judgement *judgement)
{
    struct rt_client_try *fitting[CANDIDATES], *one;
    unsigned skip = 0;
    size_t count = 0;
    enum rt_taken taken = RT_TAKEN_SURPLUS;
    while (count < CANDIDATES && (one = newest(client, transport, &skip)) != NULL)
        if (rt_attempt_fits(&client->negotiation->list[one->attempt], parsed))
            fitting[count++] = one;
    skip = 0;
    if (count == 0 && (one = newest(client, transport, &skip)) != NULL) {
        client->maybe |= UINT32_C(1) << one->attempt;
        fitting[count++] = one;
    }
    /* The newest is the last, so that its judgement is what stays if none is valid. */
    while (count-- > 0) {
        taken = judge(client, fitting[count], packet, false, judgement);
        if (taken != RT_TAKEN_REJECTED)
            break;
    }
    return taken;
}

static enum rt_taken take(struct rt_client *client, enum rt_transport transport,
                          struct rt_view packet, struct rt_judgement *judgement)
{
    struct rt_packet parsed;
    struct rt_view none = {NULL, 0};
    rt_packet_parse(&parsed, rt_client_exchange(client->key, transport, none, packet).response);
    struct rt_view nonce = rt_packet_nonce(&parsed);
    struct rt_client_try *one = echoed(client, transport, nonce);
    if (one)
        return judge(client, one, packet, true, judgement);
    if (is_late(client, nonce))
        return RT_TAKEN_LATE;
    return judge_any(client, transport, packet, &parsed, judgement);
}

enum rt_taken rt_client_take(struct rt_client *client, enum rt_transport transport,
                             struct rt_view packet, bool foreign, struct rt_judgement *judgement)
{
    enum rt_taken taken = RT_TAKEN_SURPLUS;
    client->taken = NULL;
    if (!client->done && client->tries > 0)
        taken = foreign ? RT_TAKEN_FOREIGN : take(client, transport, packet, judgement);
    client->count[taken]++;
    if (taken == RT_TAKEN_REJECTED || taken == RT_TAKEN_OTHER)
        rt_client_reschedule(client);
    return taken;
}

enum rt_client_cause rt_client_cause_of(const struct rt_client *client)
{
    const unsigned *count = client->count;
    if (count[RT_TAKEN_VALID] > 0)
        return RT_CLIENT_CAUSE_NONE;
    if (count[RT_TAKEN_UNDECIDED] > 0)
        return RT_CLIENT_CAUSE_LIBRARY;
    if (client->strangers > 0 || (client->only_bare && !client->answers))
        return RT_CLIENT_CAUSE_KEY;
    if (client->other.version && !client->answers)
        return RT_CLIENT_CAUSE_VERSION;
    if (count[RT_TAKEN_REJECTED] > 0)
        return RT_CLIENT_CAUSE_CHECKS;
    if (count[RT_TAKEN_LATE] > 0)
        return RT_CLIENT_CAUSE_LATE;
    return count[RT_TAKEN_FOREIGN] > 0 ? RT_CLIENT_CAUSE_ELSEWHERE : RT_CLIENT_CAUSE_SILENCE;
}
