// SPDX-License-Identifier: BSD-2-Clause
/* Answers requests: delegations, batches, replies. */
#include "server/responder.h"

#include <string.h>

#include "rules/rules.h"

/* A delegation begins so much earlier, for clients and servers whose clocks step back a little. */
#define BEFORE_S 3600

const char *rt_refusal_name(enum rt_refusal refusal)
{
    static const char *const names[RT_REFUSAL_COUNT] = {[RT_ANSWERED] = "answered",
#define X(id, name, text) [RT_REFUSED_##id] = name,
                                                        RT_REFUSALS(X)
#undef X
    };
    return names[refusal];
}

const char *rt_refusal_text(enum rt_refusal refusal)
{
    static const char *const texts[RT_REFUSAL_COUNT] = {[RT_ANSWERED] = "it got its answer",
#define X(id, name, text) [RT_REFUSED_##id] = text,
                                                        RT_REFUSALS(X)
#undef X
    };
    return texts[refusal];
}

/* Where the CERT of a combination is kept. */
static size_t place_of(enum rt_cert_context context, enum rt_context_nul nul, enum rt_clock clock)
{
    size_t pair = (size_t)(context - 1) * (RT_CONTEXT_NUL_COUNT - 1) + (size_t)(nul - 1);
    return pair * (RT_CLOCK_COUNT - 1) + (size_t)(clock - 1);
}

static size_t place_for(const struct rt_rules *rules)
{
    return place_of(rules->cert_context, rules->context_nul, rules->clock);
}

static enum rt_error sign_cert(struct rt_responder *responder, size_t i,
                               const struct rt_rules *rules, int64_t from, int64_t until)
{
    struct rt_delegate *next = &responder->next;
    struct rt_kept_cert *kept = &next->certs[place_for(rules)];
    struct rt_response_plan plan = {
        .rules = *rules,
        .long_term = responder->settings.identities[i].seed,
        .online = next->online,
    };
    /* What a clock cannot tell has no delegation, and its versions no answers. */
    kept->len = 0;
    if (rt_clock_raw(rules->clock, (struct rt_instant){.seconds = from}, &plan.mint) != RT_OK ||
        rt_clock_raw(rules->clock, (struct rt_instant){.seconds = until}, &plan.maxt) != RT_OK)
        return RT_OK;
    plan.rules.tags = RT_TAG_ORDER_SORTED;
    struct rt_writer writer = rt_writer_into(kept->bytes, sizeof kept->bytes);
    enum rt_error error = rt_response_cert(responder->crypto, &plan, &writer);
    if (error != RT_OK)
        return error;
    kept->mint = plan.mint;
    kept->maxt = plan.maxt;
    kept->len = writer.len;
    return RT_OK;
}

/* A new online key, with a CERT for everything that is served. What there was before stays unless
 * all goes well. */
static enum rt_error delegate(struct rt_responder *responder, size_t i, struct rt_instant now)
{
    const struct rt_responder_settings *settings = &responder->settings;
    struct rt_delegate *next = &responder->next;
    bool done[RT_KEPT_CERTS] = {false};
    *next = responder->delegates[i];
    enum rt_error error = settings->new_seed(next->online);
    for (size_t s = 0; error == RT_OK && s < settings->service_count; s++) {
        const struct rt_rules *rules = &settings->services[s].rules;
        if (done[place_for(rules)])
            continue;
        done[place_for(rules)] = true;
        error = sign_cert(responder, i, rules, now.seconds - BEFORE_S,
                          now.seconds + settings->delegation_s);
    }
    next->from = now.seconds - BEFORE_S;
    next->renew = now.seconds + settings->delegation_s / 2;
    if (error == RT_OK)
        responder->delegates[i] = *next;
    return error;
}

static void take_certs(struct rt_delegate *delegate, const struct rt_identity *identity)
{
    memcpy(delegate->online, identity->online, RT_KEY_SIZE);
    for (size_t i = 0; i < identity->cert_count; i++) {
        const struct rt_ready_cert *cert = &identity->certs[i];
        struct rt_kept_cert *kept =
            &delegate->certs[place_of(cert->cert_context, cert->context_nul, cert->clock)];
        if (cert->bytes.len > sizeof kept->bytes)
            continue;
        memcpy(kept->bytes, cert->bytes.data, cert->bytes.len);
        kept->len = cert->bytes.len;
        kept->mint = cert->mint;
        kept->maxt = cert->maxt;
    }
    delegate->from = INT64_MIN;
    delegate->renew = INT64_MAX;
}

/* The value of VERS: all numbers, ascending, each once. */
static void list_versions(struct rt_responder *responder)
{
    const struct rt_responder_settings *settings = &responder->settings;
    uint32_t last = 0;
    size_t count = 0;
    for (;;) {
        uint32_t next = 0;
        for (size_t i = 0; i < settings->service_count; i++) {
            const struct rt_service *service = &settings->services[i];
            uint32_t number = service->unlisted ? RT_NO_NUMBER : service->rules.version;
            if (number > last && (next == 0 || number < next))
                next = number;
        }
        if (next == 0 || count == RT_NUMBERS_MAX)
            break;
        rt_bytes_store32(responder->versions + 4 * count++, next);
        last = next;
    }
    responder->versions_len = 4 * count;
}

/* What each service asks of requests, and which share a number with one that has TYPE. */
static void make_terms(struct rt_responder *responder)
{
    const struct rt_responder_settings *settings = &responder->settings;
    for (size_t i = 0; i < settings->service_count; i++) {
        const struct rt_service *service = &settings->services[i];
        responder->terms[i] = rt_request_terms_of(service->version, &service->rules);
        for (size_t j = 0; j < settings->service_count; j++)
            if (!rt_rules_has_type(&service->rules) &&
                rt_rules_has_type(&settings->services[j].rules) &&
                service->rules.version == settings->services[j].rules.version)
                responder->typed[i] = true;
    }
}

enum rt_error rt_responder_init(struct rt_responder *responder, struct rt_crypto *crypto,
                                const struct rt_responder_settings *settings, struct rt_instant now)
{
    *responder = (struct rt_responder){.crypto = crypto, .settings = *settings};
    if (settings->service_count > RT_SERVICES_MAX || settings->identity_count > RT_IDENTITIES)
        return RT_E_TOO_LARGE;
    list_versions(responder);
    make_terms(responder);
    enum rt_error error = RT_OK;
    for (size_t i = 0; error == RT_OK && i < settings->identity_count; i++) {
        const struct rt_identity *identity = &settings->identities[i];
        error = rt_crypto_srv(crypto, identity->key, responder->srvs[i]);
        if (error == RT_OK && identity->seed)
            error = delegate(responder, i, now);
        else if (error == RT_OK)
            take_certs(&responder->delegates[i], identity);
    }
    return error;
}

void rt_responder_leap(struct rt_responder *responder, const struct rt_leap_data *leap)
{
    responder->leap = *leap;
}

uint64_t rt_responder_renewals(const struct rt_responder *responder)
{
    return responder->renewals;
}

/* The radius in the unit of a version, rounded up, and not below what the version allows. */
static uint32_t radius_of(const struct rt_rules *rules, uint64_t radius_ns)
{
    uint64_t unit = rt_clock_radius_ns(rules->clock, 1);
    uint64_t radius = (radius_ns + unit - 1) / unit;
    uint64_t least = rt_rules_least_radius(rules);
    if (radius < least)
        radius = least;
    return radius > UINT32_MAX ? UINT32_MAX : (uint32_t)radius;
}

enum rt_refusal rt_responder_plan(const struct rt_responder *responder, const struct rt_pick *pick,
                                  struct rt_instant now, enum rt_transport transport,
                                  struct rt_leap_values *values, struct rt_response_plan *plan)
{
    const struct rt_rules *rules = &responder->settings.services[pick->service].rules;
    const struct rt_delegate *delegate = &responder->delegates[pick->identity];
    const struct rt_kept_cert *cert = &delegate->certs[place_for(rules)];
    *plan = (struct rt_response_plan){
        .rules = *rules,
        .long_term = responder->settings.identities[pick->identity].seed,
        .online = delegate->online,
        .cert = {cert->bytes, cert->len},
        .mint = cert->mint,
        .maxt = cert->maxt,
        .radius = radius_of(rules, responder->settings.radius_ns),
        .versions = {responder->versions, responder->versions_len},
        .transport = transport,
    };
    /* Ascending tags are right in every version; only a reading asks for others. */
    if (responder->settings.services[pick->service].version->rules.tags == rules->tags)
        plan->rules.tags = RT_TAG_ORDER_SORTED;
    rt_leapfile_encode(&responder->leap, rules, values, &plan->dut1, &plan->dtai, &plan->leap);
    if (rt_clock_raw(rules->clock, now, &plan->midpoint) != RT_OK)
        return RT_REFUSED_CLOCK;
    bool valid = cert->len > 0 && plan->midpoint >= cert->mint && plan->midpoint <= cert->maxt;
    return valid ? RT_ANSWERED : RT_REFUSED_DELEGATION;
}

/* Answers the requests whose numbers stand in members: one version, one key. */
static void answer_group(struct rt_responder *responder, struct rt_instant now,
                         enum rt_transport transport, struct rt_answer *answers, uint32_t count)
{
    struct rt_leap_values values;
    struct rt_response_plan plan;
    const struct rt_pick *pick = &answers[responder->members[0]].pick;
    enum rt_refusal refusal = rt_responder_plan(responder, pick, now, transport, &values, &plan);
    if (refusal == RT_ANSWERED &&
        rt_batch_begin(&responder->batch, responder->crypto, &plan, responder->asked, count,
                       responder->nodes) != RT_OK)
        refusal = RT_REFUSED_FAILED;
    for (uint32_t i = 0; i < count; i++) {
        struct rt_answer *answer = &answers[responder->members[i]];
        answer->refusal = refusal;
        if (refusal != RT_ANSWERED)
            continue;
        enum rt_error error = rt_batch_write(&responder->batch, i, &answer->room);
        if (error != RT_OK)
            answer->refusal = error == RT_E_CRYPTO ? RT_REFUSED_FAILED : RT_REFUSED_LARGE;
        else if (answer->room.len > answer->packet.len)
            answer->refusal = RT_REFUSED_LARGE;
    }
}

static void renew(struct rt_responder *responder, struct rt_instant now)
{
    for (size_t i = 0; i < responder->settings.identity_count; i++) {
        const struct rt_delegate *own = &responder->delegates[i];
        if (now.seconds >= own->from && now.seconds < own->renew)
            continue;
        if (!responder->settings.identities[i].seed)
            continue;
        if (delegate(responder, i, now) == RT_OK)
            responder->renewals++;
    }
}

static bool same_pick(const struct rt_pick *a, const struct rt_pick *b)
{
    return a->service == b->service && a->identity == b->identity;
}

void rt_responder_answer(struct rt_responder *responder, struct rt_instant now,
                         enum rt_transport transport, struct rt_answer *answers, size_t count)
{
    bool waits[RT_TOGETHER_MAX];
    renew(responder, now);
    for (size_t i = 0; i < count; i++) {
        struct rt_answer *answer = &answers[i];
        if (!answer->skip)
            answer->refusal =
                rt_responder_pick(responder, answer->packet, transport, &answer->pick);
        waits[i] = !answer->skip && answer->refusal == RT_ANSWERED;
    }
    for (size_t first = 0; first < count; first++) {
        uint32_t members = 0;
        if (!waits[first])
            continue;
        for (size_t i = first; i < count; i++) {
            if (!waits[i] || !same_pick(&answers[i].pick, &answers[first].pick))
                continue;
            waits[i] = false;
            responder->members[members] = (uint32_t)i;
            responder->asked[members++] =
                (struct rt_asked){answers[i].packet, answers[i].pick.nonce};
        }
        answer_group(responder, now, transport, answers, members);
    }
}
