// SPDX-License-Identifier: BSD-2-Clause
/* Keeps what a server that is checked has answered, by cases. */
#include <string.h>

#include "client/conform_internal.h"
#include "rules/rules.h"
#include "wire/clock.h"

#define CHECK(id) (UINT32_C(1) << RT_CHECK_##id)

/* What servers should break now and then: tags are missing, the version is none, a signature does
 * not hold (RFC 10049 section 7). Whatever else fails in such a reply may follow from it. */
#define GREASE                                                                                     \
    (CHECK(MESSAGE_TAGS) | CHECK(VERSION_PRESENT) | CHECK(CERT_SIGNATURE) |                        \
     CHECK(RESPONSE_SIGNATURE))

static enum rt_conform_case case_of_request(enum rt_probe_case request)
{
    int which = 0;
    for (; which < RT_CONFORM_CASE_COUNT; which++) {
        const struct rt_conform_row *row = rt_conform_case_row((enum rt_conform_case)which);
        if (row->kind == RT_CONFORM_REQUEST && row->request == request)
            break;
    }
    return (enum rt_conform_case)which;
}

enum rt_conform_case rt_conform_case_of_ask(const struct rt_probe_ask *ask)
{
    if (ask->control)
        return RT_CONFORM_CASE_COUNT;
    switch (ask->stage) {
    case RT_PROBE_VERSIONS:
    case RT_PROBE_SHAPES:
    case RT_PROBE_ODD:
        return case_of_request(ask->which);
    case RT_PROBE_TREE:
        return RT_CONFORM_CASE_OTHER_BURST;
    case RT_PROBE_STREAM:
        return ask->twice    ? RT_CONFORM_CASE_OTHER_TCP_TWO
               : ask->pieces ? RT_CONFORM_CASE_OTHER_TCP_PIECES
                             : RT_CONFORM_CASE_OTHER_TCP;
    case RT_PROBE_OVER:
        break;
    }
    return RT_CONFORM_CASE_COUNT;
}

uint32_t rt_conform_excused(enum rt_conform_case which)
{
    static const uint32_t sets[RT_CONFORM_CASE_COUNT] = {
        [RT_CONFORM_CASE_REQUEST_TYPE_OTHER] = CHECK(TYPE),
        [RT_CONFORM_CASE_REQUEST_TYPE_1] = CHECK(TYPE),
        [RT_CONFORM_CASE_REQUEST_FRAME_OTHER] = CHECK(VERSION_OFFERED),
        [RT_CONFORM_CASE_REQUEST_VER_FOREIGN] = CHECK(VERSION_OFFERED),
        [RT_CONFORM_CASE_REQUEST_VER_NONE] = CHECK(VERSION_OFFERED),
        [RT_CONFORM_CASE_REQUEST_VER_EMPTY] = CHECK(VERSION_OFFERED),
        [RT_CONFORM_CASE_REQUEST_NONCE_OTHER] = CHECK(NONCE_LENGTH),
        [RT_CONFORM_CASE_REQUEST_SRV_FOREIGN] = CHECK(SRV),
    };
    return sets[which];
}

uint32_t rt_conform_base(const struct rt_conform *conform)
{
    const struct rt_conform_evidence *plain = &conform->evidence[RT_CONFORM_CASE_REQUEST_PLAIN];
    bool own = plain->quality == RT_CONFORM_BAD || plain->quality == RT_CONFORM_GREASED;
    return own ? plain->fails : 0;
}

static uint32_t failing(const struct rt_report *report)
{
    uint32_t set = 0;
    for (int check = 0; check < RT_CHECK_COUNT; check++)
        if (report->checks[check].outcome == RT_FAIL)
            set |= UINT32_C(1) << check;
    return set;
}

/* Whether the server is known to speak a version beside those that are checked. */
static bool speaks(const struct rt_conform *conform, const struct rt_version *version)
{
    for (size_t i = 0; i < conform->plan.choice_count; i++)
        if ((conform->speaks & ~conform->alike) >> i & 1 &&
            conform->plan.choices[i].version == version)
            return true;
    return false;
}

static bool is_foreign(const struct rt_conform *conform, const struct rt_judgement *judgement)
{
    for (size_t i = 0; i < judgement->valid_count; i++)
        if (speaks(conform, judgement->valid[i].version))
            return true;
    return false;
}

/* A reply that fails checks under the version that was asked, judged as all versions. A reply of
 * the server under another one is no better than those it always gives. */
static enum rt_conform_quality quality_of(const struct rt_conform *conform,
                                          enum rt_conform_case which, uint32_t fails,
                                          const struct rt_judgement *judgement)
{
    bool plain = which == RT_CONFORM_CASE_REQUEST_PLAIN;
    const uint32_t base = plain ? 0 : rt_conform_base(conform);
    const uint32_t allowed = base | rt_conform_excused(which);
    if ((fails & ~base) == 0)
        return RT_CONFORM_GOOD;
    if (is_foreign(conform, judgement))
        return RT_CONFORM_FOREIGN;
    if ((fails & ~allowed) == 0)
        return RT_CONFORM_GOOD;
    if (!plain && (failing(&judgement->report) & ~allowed) == 0 &&
        speaks(conform, judgement->best.version))
        return RT_CONFORM_FOREIGN;
    return fails & GREASE & ~allowed ? RT_CONFORM_GREASED : RT_CONFORM_BAD;
}

static size_t copy(uint8_t *to, size_t room, struct rt_view from)
{
    size_t len = from.len < room ? from.len : room;
    if (len > 0)
        memcpy(to, from.data, len);
    return len;
}

static void keep(struct rt_conform_evidence *evidence, enum rt_conform_quality quality,
                 uint32_t fails, const struct rt_exchange *exchange)
{
    if (quality <= evidence->quality)
        return;
    evidence->quality = quality;
    evidence->fails = fails;
    evidence->transport = exchange->transport;
    evidence->request_len = copy(evidence->request, sizeof evidence->request, exchange->request);
    evidence->response_len =
        copy(evidence->response, sizeof evidence->response, exchange->response);
}

/* Whether the key fits the delegation: a wrong key makes no server wrong. */
static void look_at_key(struct rt_conform *conform, struct rt_subject *subject, uint32_t fails)
{
    struct rt_judgement any;
    const struct rt_probe_plan *plan = &conform->plan;
    rt_judge(subject, plan->choices, plan->choice_count, false, &any);
    if (any.verdict == RT_VALID || !(fails & CHECK(CERT_SIGNATURE)))
        conform->key_fits = true;
    else
        conform->key_differs = true;
}

static void see_reply(struct rt_conform *conform, enum rt_conform_case which,
                      const struct rt_exchange *exchange, const struct rt_judgement *judgement)
{
    struct rt_conform_evidence *evidence = &conform->evidence[which];
    const struct rt_candidate as = rt_conform_candidate(conform, conform->lead);
    const struct rt_rules rules = rt_candidate_rules(&as);
    struct rt_subject subject;
    struct rt_report report;
    rt_subject_init(&subject, conform->crypto, exchange);
    rt_verify(&subject, as.version, &rules, &report);
    uint32_t fails = failing(&report);
    enum rt_conform_quality quality = quality_of(conform, which, fails, judgement);
    bool tree = subject.response.values[RT_SLOT_PATH].len > 0;
    evidence->replies++;
    evidence->trees += tree;
    evidence->good += quality == RT_CONFORM_GOOD || quality == RT_CONFORM_FOREIGN;
    evidence->greased += quality == RT_CONFORM_GREASED;
    if (which == RT_CONFORM_CASE_REQUEST_PLAIN)
        look_at_key(conform, &subject, fails);
    if (which == RT_CONFORM_CASE_OTHER_BURST && !tree)
        return;
    if (quality > evidence->quality && judgement->valid_count > 0)
        evidence->other = judgement->valid[0];
    keep(evidence, quality, fails, exchange);
}

void rt_conform_see(void *context, const struct rt_probe_ask *ask,
                    const struct rt_exchange *exchange, const struct rt_judgement *judgement)
{
    struct rt_conform *conform = context;
    const struct rt_probe_plan *plan = &conform->settings->plan;
    enum rt_conform_case which = rt_conform_case_of_ask(ask);
    if (plan->seen)
        plan->seen(plan->context, ask, exchange, judgement);
    if (!conform->begun || which == RT_CONFORM_CASE_COUNT)
        return;
    if (!judgement)
        keep(&conform->evidence[which], RT_CONFORM_NOTHING, 0, exchange);
    else if (judgement->verdict != RT_NO_VERDICT)
        see_reply(conform, which, exchange, judgement);
}

/* Whether the reply to a right request is a wrong one of its version: it is valid in none, has a
 * time or a delegation at least, and is nearest to this one; or it is valid in versions whose own
 * right requests are not answered. */
static bool speaks_badly(const struct rt_probe *probe, const struct rt_probe_ask *ask)
{
    if (!rt_probe_ask_is_right(ask) || ask->replies == 0 || (ask->versions & probe->spoken) != 0)
        return false;
    if (ask->good > 0)
        return (ask->reply.valid & probe->spoken) == 0;
    if (!ask->reply.has_time && !ask->reply.has_delegation)
        return false;
    for (size_t v = 0; v < probe->plan->choice_count; v++)
        if ((ask->versions >> v & 1) && probe->plan->choices[v].version == ask->reply.best.version)
            return true;
    return false;
}

/* The versions that a server speaks, those of which all replies are wrong in the same way too. */
static void take_first(struct rt_conform *conform, const struct rt_probe *probe)
{
    conform->begun = true;
    conform->speaks = probe->spoken;
    for (size_t i = 0; i < probe->ask_count; i++) {
        conform->answered |= probe->asks[i].replies > 0;
        if (speaks_badly(probe, &probe->asks[i]))
            conform->speaks |= probe->asks[i].versions;
    }
    conform->todo = conform->settings->wanted ? conform->settings->wanted : conform->speaks;
}

/* Where the time of the server lies against the clock of the caller, in microseconds. */
static bool offset_of(const struct rt_conform *conform, const struct rt_probe_ask *ask,
                      int64_t *least_us, int64_t *most_us)
{
    const struct rt_probe_reply *reply = &ask->reply;
    const struct rt_candidate as = rt_conform_candidate(conform, conform->lead);
    const enum rt_clock clock = rt_candidate_rules(&as).clock;
    struct rt_instant instant;
    /* Of what was sent more than once it is not known when. */
    if (ask->good == 0 || ask->sent != 1 || ask->twice || !reply->has_time ||
        !(reply->valid >> conform->lead & 1) ||
        rt_clock_instant(clock, reply->midpoint, &instant) != RT_OK)
        return false;
    int64_t midpoint_us = rt_instant_microseconds(instant);
    int64_t radius_us = (int64_t)(rt_clock_radius_ns(clock, reply->radius) / 1000) + 1;
    *least_us = midpoint_us - radius_us - (int64_t)(reply->at_ns / 1000);
    *most_us = midpoint_us + radius_us - (int64_t)(ask->sent_ns / 1000);
    return true;
}

/* Of replies that all tell the truth the offsets have a point in common. */
static void compare_times(struct rt_conform *conform, const struct rt_probe *probe)
{
    int64_t least_us = INT64_MIN, most_us = INT64_MAX, from_us, to_us;
    for (size_t i = 0; i < probe->ask_count && !conform->apart; i++) {
        if (!offset_of(conform, &probe->asks[i], &from_us, &to_us))
            continue;
        conform->timed++;
        least_us = from_us > least_us ? from_us : least_us;
        most_us = to_us < most_us ? to_us : most_us;
        conform->apart = least_us > most_us;
        const enum rt_conform_case which = rt_conform_case_of_ask(&probe->asks[i]);
        /* A control is a right request, too. */
        conform->apart_of = which == RT_CONFORM_CASE_COUNT ? RT_CONFORM_CASE_REQUEST_PLAIN : which;
    }
}

static void take_ask(struct rt_conform *conform, const struct rt_probe_ask *ask)
{
    enum rt_conform_case which = rt_conform_case_of_ask(ask);
    if (which == RT_CONFORM_CASE_COUNT)
        return;
    struct rt_conform_evidence *evidence = &conform->evidence[which];
    evidence->asked |= ask->sent > 0;
    evidence->unsure |= ask->unsure;
    evidence->error = ask->error ? ask->error : evidence->error;
    evidence->closed |= ask->closed;
}

void rt_conform_take(struct rt_conform *conform, const struct rt_probe *probe)
{
    conform->sent += probe->sent;
    conform->received += probe->replies;
    conform->spent |= probe->spent;
    if (probe->has_killer) {
        enum rt_conform_case which = rt_conform_case_of_ask(&probe->asks[probe->killer]);
        conform->dead = true;
        conform->dead_of = which == RT_CONFORM_CASE_COUNT ? RT_CONFORM_CASE_OTHER_BURST : which;
    }
    if (!conform->begun) {
        take_first(conform, probe);
        return;
    }
    for (size_t i = 0; i < probe->ask_count; i++)
        take_ask(conform, &probe->asks[i]);
    for (int i = 0; i < RT_CONFORM_CASE_COUNT; i++)
        conform->greased += rt_conform_grease(&conform->evidence[i]);
    compare_times(conform, probe);
}
