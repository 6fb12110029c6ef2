// SPDX-License-Identifier: BSD-2-Clause
/* Decides whether servers of a version answer a request. */
#include "judge/request_judge.h"

#include <string.h>

#include "judge/request_judge_internal.h"
#include "rules/rules.h"

#define B(id) RT_REQUEST_BIT(id)

/* Up to here numbers of VER in no order are compared each with each. */
#define UNSORTED_MAX 256

static void keep_first(struct rt_view *kept, struct rt_view value)
{
    if (!rt_view_present(*kept))
        *kept = value;
}

static void take(struct rt_request_facts *facts, struct rt_entry entry)
{
    enum rt_padding padding = rt_rules_padding_of_tag(entry.tag);
    if (entry.tag == (uint32_t)RT_TAG_NONC)
        keep_first(&facts->nonce, entry.value);
    else if (entry.tag == (uint32_t)RT_TAG_VER)
        keep_first(&facts->ver, entry.value);
    else if (entry.tag == (uint32_t)RT_TAG_SRV)
        keep_first(&facts->srv, entry.value);
    else if (entry.tag == (uint32_t)RT_TAG_TYPE)
        keep_first(&facts->type, entry.value);
    else if (entry.tag == (uint32_t)RT_TAG_SREP || entry.tag == (uint32_t)RT_TAG_CERT ||
             entry.tag == (uint32_t)RT_TAG_INDX)
        facts->response = true;
    else if (padding != RT_PADDING_FORGOTTEN)
        facts->paddings[padding] = entry.value;
}

static uint32_t number_at(const struct rt_request_facts *facts, size_t i)
{
    return rt_bytes_load32(facts->ver.data + 4 * i);
}

static void collect(struct rt_request_facts *facts, const struct rt_frame *frame)
{
    facts->framed = frame->framed;
    facts->announced = frame->length;
    facts->length = frame->fault;
    for (uint32_t i = 0; i < facts->message.sound; i++)
        take(facts, rt_message_entry(&facts->message, i));
    if (facts->ver.len % 4 == 0)
        facts->numbers = facts->ver.len / 4;
    for (size_t i = 1; i < facts->numbers && facts->descends == 0; i++)
        if (number_at(facts, i) < number_at(facts, i - 1))
            facts->descends = i;
}

void rt_request_facts_read(struct rt_request_facts *facts, struct rt_view packet,
                           enum rt_transport transport)
{
    struct rt_frame frame = rt_frame_parse(packet);
    *facts = (struct rt_request_facts){.packet = packet, .transport = transport};
    facts->message = rt_message_parse(frame.message);
    collect(facts, &frame);
}

void rt_request_facts_of(struct rt_request_facts *facts, const struct rt_packet *packet,
                         enum rt_transport transport)
{
    *facts = (struct rt_request_facts){.packet = packet->bytes, .transport = transport};
    facts->message = packet->messages[RT_LEVEL_TOP];
    collect(facts, &packet->frame);
}

static bool leaves_unanswered(enum rt_silence silence)
{
    switch (silence) {
    case RT_SILENCE_MUST:
    case RT_SILENCE_SHOULD:
    case RT_SILENCE_MAY:
        return true;
    case RT_SILENCE_ANSWER:
    case RT_SILENCE_NONE:
    case RT_SILENCE_FORGOTTEN:
    case RT_SILENCE_COUNT:
        break;
    }
    return false;
}

/* What the rules ask a request for. */
static uint32_t asked_by(const struct rt_rules *rules)
{
    uint32_t asked = B(FRAME) | B(MESSAGE) | B(KIND) | B(TAGS) | B(PADDING) | B(NONCE) |
                     B(NONCE_LENGTH) | B(SIZE) | B(PADDING_ZERO);
    if (rt_frame_has_header(rules->framing))
        asked |= B(SIZE_MESSAGE);
    if (rt_frame_has_header(rules->framing) || rt_rules_over_tcp(rules))
        asked |= B(FRAME_LENGTH);
    if (rt_rules_offers(rules))
        asked |= B(VERSION_PRESENT) | B(VERSION);
    if (rt_rules_offers(rules) && !rt_rules_offer_repeats(rules))
        asked |= B(OFFER_REPEATS);
    if (rt_rules_offer_ascends(rules))
        asked |= B(OFFER);
    if (rt_rules_offer_max(rules) != SIZE_MAX)
        asked |= B(OFFER_COUNT);
    if (rt_rules_has_type(rules))
        asked |= B(TYPE);
    if (rt_rules_has_srv(rules))
        asked |= B(SRV);
    return asked;
}

struct rt_request_terms rt_request_terms_of(const struct rt_version *version,
                                            const struct rt_rules *rules)
{
    struct rt_request_terms terms = {
        .version = version,
        .framed = rt_frame_has_header(rules->framing),
        .framed_on_tcp = rt_frame_has_header(rt_rules_tcp_framing(rules)),
        .on_tcp = rt_rules_over_tcp(rules),
        .ascend = rt_rules_tags_ascend(rules->tags),
        .offers = rt_rules_offers(rules),
        .number = rules->version,
        .nonce = rules->nonce,
        .offer_max = rt_rules_offer_max(rules),
        .padding = rules->padding,
        .asked = asked_by(rules),
    };
    for (unsigned check = 0; check < RT_REQUEST_CHECK_COUNT; check++)
        if (leaves_unanswered(version->request[check].silence))
            terms.stops |= UINT32_C(1) << check;
    terms.stops &= terms.asked;
    return terms;
}

/* The header of the packet. */
static uint32_t frame_fails(const struct rt_request_terms *terms,
                            const struct rt_request_facts *facts)
{
    bool tcp = facts->transport == RT_TRANSPORT_TCP;
    bool framed = tcp ? terms->framed_on_tcp : terms->framed;
    uint32_t fails = facts->length.error != RT_OK ? B(FRAME_LENGTH) : 0;
    return framed == facts->framed && (!tcp || terms->on_tcp) ? fails : fails | B(FRAME);
}

/* The tag map. */
static uint32_t message_fails(const struct rt_request_terms *terms,
                              const struct rt_request_facts *facts)
{
    const struct rt_message *message = &facts->message;
    const struct rt_fault *order = terms->ascend ? &message->order : &message->duplicate;
    uint32_t fails = facts->response ? B(KIND) : 0;
    return order->error == RT_OK ? fails : fails | B(TAGS);
}

bool rt_request_judge_other_padding(const struct rt_request_terms *terms,
                                    const struct rt_request_facts *facts)
{
    bool other = false;
    for (int i = RT_PADDING_FORGOTTEN + 1; i < RT_PADDING_COUNT; i++)
        other =
            other || ((enum rt_padding)i != terms->padding && rt_view_present(facts->paddings[i]));
    if (terms->offers)
        return other;
    /* Where VER does not tell, the padding does: with PAD alone a request is a draft's. On TCP the
     * length before a message says the same. */
    bool of_drafts = rt_view_present(facts->paddings[RT_PADDING_PAD]) &&
                     !rt_view_present(facts->paddings[RT_PADDING_PADFF]);
    return facts->transport != RT_TRANSPORT_TCP &&
           of_drafts != (rt_rules_tag_of_padding(terms->padding) != RT_TAG_PADFF);
}

/* Whether VER lists a number. */
static bool lists(const struct rt_request_facts *facts, uint32_t number)
{
    if (facts->numbers == 1)
        return number_at(facts, 0) == number;
    return facts->numbers > 0 && rt_packet_lists(facts->ver, number);
}

/* Which version is meant. */
static uint32_t version_fails(const struct rt_request_terms *terms,
                              const struct rt_request_facts *facts)
{
    uint32_t fails = rt_request_judge_other_padding(terms, facts) ? B(PADDING) : 0;
    if (!terms->offers)
        return fails;
    if (!rt_view_present(facts->ver))
        return fails | B(VERSION_PRESENT);
    return lists(facts, terms->number) ? fails : fails | B(VERSION);
}

size_t rt_request_judge_repeat(const struct rt_request_facts *facts)
{
    size_t count = facts->numbers;
    for (size_t i = 1; i < count; i++)
        if (number_at(facts, i) == number_at(facts, i - 1))
            return i;
    if (facts->descends == 0)
        return 0;
    if (count > UNSORTED_MAX)
        count = UNSORTED_MAX;
    for (size_t i = 1; i < count; i++)
        if (rt_packet_lists(rt_view_slice(facts->ver, 0, 4 * i), number_at(facts, i)))
            return i;
    return 0;
}

bool rt_request_judge_knows(const struct rt_request_keys *keys, struct rt_view srv)
{
    for (size_t i = 0; i < keys->count; i++)
        if (memcmp(keys->srvs + i * RT_SRV_SIZE, srv.data, RT_SRV_SIZE) == 0)
            return true;
    return false;
}

static bool wrong_srv(const struct rt_request_facts *facts, const struct rt_request_keys *keys)
{
    bool known = keys && keys->srvs;
    if (!rt_view_present(facts->srv))
        return known && keys->count > 1;
    return facts->srv.len != RT_SRV_SIZE || (known && !rt_request_judge_knows(keys, facts->srv));
}

/* What the values say. */
static uint32_t value_fails(const struct rt_request_terms *terms,
                            const struct rt_request_facts *facts,
                            const struct rt_request_keys *keys, uint32_t wanted)
{
    uint32_t fails = 0;
    if (!rt_view_present(facts->nonce))
        fails |= B(NONCE);
    else if (facts->nonce.len != terms->nonce)
        fails |= B(NONCE_LENGTH);
    if (facts->type.len != 4 || rt_bytes_load32(facts->type.data) != 0)
        fails |= B(TYPE);
    if (facts->descends != 0)
        fails |= B(OFFER);
    if (facts->numbers > terms->offer_max)
        fails |= B(OFFER_COUNT);
    if (wanted & B(OFFER_REPEATS) && rt_request_judge_repeat(facts) != 0)
        fails |= B(OFFER_REPEATS);
    return wanted & B(SRV) && wrong_srv(facts, keys) ? fails | B(SRV) : fails;
}

bool rt_request_judge_is_zero(struct rt_view bytes)
{
    /* Zero are all if the first is and each is as the one before it; memcmp looks at many at once.
     */
    return bytes.len == 0 ||
           (bytes.data[0] == 0 && memcmp(bytes.data, bytes.data + 1, bytes.len - 1) == 0);
}

static uint32_t size_fails(const struct rt_request_facts *facts, uint32_t wanted)
{
    bool tcp = facts->transport == RT_TRANSPORT_TCP;
    uint32_t fails = !tcp && facts->packet.len < RT_REQUEST_SIZE ? B(SIZE) : 0;
    if (!tcp && facts->message.bytes.len < RT_REQUEST_SIZE)
        fails |= B(SIZE_MESSAGE);
    if (!(wanted & B(PADDING_ZERO)))
        return fails;
    bool zero = true;
    for (int i = RT_PADDING_FORGOTTEN + 1; i < RT_PADDING_COUNT; i++)
        zero = zero && rt_request_judge_is_zero(facts->paddings[i]);
    return zero ? fails : fails | B(PADDING_ZERO);
}

static bool torn(const struct rt_request_facts *facts)
{
    return facts->message.header.error != RT_OK;
}

const struct rt_request_keys *rt_request_keys_for(const struct rt_request_keys *keys,
                                                  const struct rt_request_facts *facts)
{
    return keys->srvs && rt_view_present(facts->srv) ? keys : NULL;
}

uint32_t rt_request_terms_fails(const struct rt_request_terms *terms,
                                const struct rt_request_facts *facts,
                                const struct rt_request_keys *keys, uint32_t wanted)
{
    uint32_t asked = terms->asked & wanted;
    uint32_t fails = frame_fails(terms, facts) | size_fails(facts, torn(facts) ? 0 : asked);
    if (torn(facts))
        fails |= B(MESSAGE);
    else
        fails |= message_fails(terms, facts) | version_fails(terms, facts) |
                 value_fails(terms, facts, keys, asked);
    return fails & asked;
}

/* As rt_request_terms_fails, but in steps: most requests are of other versions than most terms. */
enum rt_request_check rt_request_terms_stop(const struct rt_request_terms *terms,
                                            const struct rt_request_facts *facts,
                                            const struct rt_request_keys *keys)
{
    const uint32_t stops = terms->stops;
    uint32_t fails = frame_fails(terms, facts) & stops;
    if (fails & B(FRAME))
        return RT_REQUEST_CHECK_FRAME;
    if (fails == 0 && torn(facts) && stops & B(MESSAGE))
        return RT_REQUEST_CHECK_MESSAGE;
    if (fails == 0)
        fails = message_fails(terms, facts) & stops;
    if (fails == 0 && stops & B(VERSION) && facts->numbers > 0 && !lists(facts, terms->number))
        return RT_REQUEST_CHECK_VERSION;
    if (fails == 0)
        fails = version_fails(terms, facts) & stops;
    if (fails == 0)
        fails = value_fails(terms, facts, keys, stops) & stops;
    if (fails == 0)
        fails = size_fails(facts, stops) & stops;
    return rt_request_check_first(fails);
}

void rt_request_judge_further(const struct rt_request_terms *terms,
                              const struct rt_reading *reading,
                              const struct rt_request_facts *facts,
                              const struct rt_request_keys *keys,
                              struct rt_request_verdict *verdict)
{
    uint32_t fails = rt_request_terms_fails(terms, facts, keys, UINT32_MAX);
    uint32_t stopped = fails & terms->stops;
    enum rt_request_check stop = rt_request_check_first(stopped);
    if (verdict->version && stop <= verdict->stop)
        return;
    *verdict = (struct rt_request_verdict){
        .version = terms->version,
        .answers = !reading && stopped == 0,
        .reading = reading,
        .stop = stop,
        .stopped = stopped,
        .fails = fails,
    };
}

struct rt_request_verdict rt_request_verdict_of(const struct rt_version *version,
                                                const struct rt_request_facts *facts,
                                                const struct rt_request_keys *keys)
{
    struct rt_request_verdict verdict = {.version = NULL};
    size_t readings = rt_version_readings(version);
    for (size_t i = 0; i <= readings && !verdict.answers; i++) {
        const struct rt_reading *reading = i == 0 ? NULL : &version->readings[i - 1];
        struct rt_rules rules = rt_version_rules(version, reading);
        struct rt_request_terms terms = rt_request_terms_of(version, &rules);
        rt_request_judge_further(&terms, reading, facts, keys, &verdict);
    }
    return verdict;
}

bool rt_request_verdict_as_near(const struct rt_request_verdict *a,
                                const struct rt_request_verdict *b)
{
    const uint32_t numbers = B(VERSION_PRESENT) | B(VERSION);
    bool offers = rt_rules_offers(&a->version->rules);
    bool listed = (a->stopped & numbers) == 0;
    unsigned of_a = rt_bytes_count_bits(a->stopped), of_b = rt_bytes_count_bits(b->stopped);
    if (offers != rt_rules_offers(&b->version->rules))
        return offers;
    if (listed != ((b->stopped & numbers) == 0))
        return listed;
    return of_a != of_b ? of_a < of_b : a->stop >= b->stop;
}

struct rt_request_terms rt_request_verdict_terms(const struct rt_request_verdict *verdict)
{
    struct rt_rules rules = rt_version_rules(verdict->version, verdict->reading);
    return rt_request_terms_of(verdict->version, &rules);
}
