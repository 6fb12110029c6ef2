// SPDX-License-Identifier: BSD-2-Clause
/* Judges what comes back to a probe, and keeps what it tells of the server. */
#include <string.h>

#include "client/probe_internal.h"
#include "rules/rules.h"

/* The first check that fails. */
static enum rt_check first_failed(const struct rt_report *report)
{
    for (int check = 0; check < RT_CHECK_COUNT; check++)
        if (report->checks[check].outcome == RT_FAIL)
            return (enum rt_check)check;
    return RT_CHECK_COUNT;
}

/* The orders of the tree in which the leaf leads to ROOT; 0 if that tells none apart. */
static uint32_t orders_of(struct rt_subject *subject, const struct rt_candidate *as)
{
    uint32_t orders = 0;
    unsigned count = 0;
    struct rt_rules rules = rt_candidate_rules(as);
    for (int order = 1; order < RT_ORDER_COUNT; order++) {
        rules.order = (enum rt_order)order;
        if (rt_verify_check(subject, as->version, &rules, RT_CHECK_MERKLE_ROOT).outcome != RT_PASS)
            continue;
        orders |= UINT32_C(1) << order;
        count++;
    }
    return count == 1 ? orders : 0;
}

/* The choices under which nothing fails. */
static uint64_t valid_of(const struct rt_probe *probe, struct rt_subject *subject, uint64_t asked,
                         struct rt_candidate *own)
{
    uint64_t valid = 0;
    for (size_t i = 0; i < probe->plan->choice_count; i++) {
        struct rt_candidate candidate;
        enum rt_verdict verdict =
            rt_judge_choice(subject, &probe->plan->choices[i], probe->plan->strict, &candidate);
        if (verdict != RT_VALID && verdict != RT_UNVERIFIABLE)
            continue;
        valid |= UINT64_C(1) << i;
        if (asked >> i & 1)
            *own = candidate;
    }
    return valid;
}

static uint64_t load(struct rt_view value)
{
    return value.len == 8   ? rt_bytes_load64(value.data)
           : value.len == 4 ? rt_bytes_load32(value.data)
                            : 0;
}

/* A value of sign and magnitude. */
static int64_t load_signed(struct rt_view value)
{
    uint32_t raw = rt_bytes_load32(value.data);
    int64_t magnitude = (int64_t)(raw & ~RT_NEGATIVE_ZERO);
    return raw & RT_NEGATIVE_ZERO ? -magnitude : magnitude;
}

/* What is said of UT1, TAI and leap seconds, where these rules have that. */
static void read_leap(struct rt_probe_reply *reply, const struct rt_view *values,
                      const struct rt_rules *rules)
{
    const uint32_t dut1 = rt_rules_dut1_us(rules), dtai = rt_rules_dtai_ms(rules);
    reply->has_dut1 = dut1 > 0 && values[RT_SLOT_DUT1].len == 4;
    reply->has_dtai = dtai > 0 && values[RT_SLOT_DTAI].len == 4;
    reply->has_leap = rt_rules_has_leap(rules) && rt_view_present(values[RT_SLOT_LEAP]);
    if (reply->has_dut1)
        reply->dut1_us = load_signed(values[RT_SLOT_DUT1]) * dut1;
    if (reply->has_dtai)
        reply->dtai_ms = load_signed(values[RT_SLOT_DTAI]) * dtai;
    if (reply->has_leap)
        reply->leaps = (uint32_t)(values[RT_SLOT_LEAP].len / 4);
}

static void read_values(struct rt_probe_reply *reply, const struct rt_subject *subject)
{
    const struct rt_view *values = subject->response.values;
    const struct rt_candidate *as = reply->own.version ? &reply->own : &reply->best;
    struct rt_rules rules = rt_candidate_rules(&reply->best), own = rt_candidate_rules(as);
    read_leap(reply, values, &own);
    size_t hash = rt_rules_hash_size(rules.hash);
    reply->clock = rules.clock;
    reply->has_time = rt_subject_time(subject, &reply->midpoint, &reply->radius);
    reply->has_delegation = values[RT_SLOT_MINT].len == 8 && values[RT_SLOT_MAXT].len == 8;
    reply->mint = load(values[RT_SLOT_MINT]);
    reply->maxt = load(values[RT_SLOT_MAXT]);
    reply->path = (uint32_t)(values[RT_SLOT_PATH].len / hash);
    reply->index = (uint32_t)load(values[RT_SLOT_INDX]);
    for (size_t i = 0; i < RT_PROBE_VERS && 4 * i + 4 <= values[RT_SLOT_VERS].len; i++)
        reply->vers[reply->vers_count++] = rt_bytes_load32(values[RT_SLOT_VERS].data + 4 * i);
}

static struct rt_exchange exchange_of(const struct rt_probe *probe, size_t place, bool second,
                                      struct rt_view packet)
{
    size_t len = probe->requests[place % RT_PROBE_OPEN].len;
    size_t half = probe->requests[place % RT_PROBE_OPEN].half;
    const struct rt_view all = {probe->requests[place % RT_PROBE_OPEN].bytes, len};
    struct rt_view request = half == 0 ? all
                             : second  ? rt_view_slice(all, half, len - half)
                                       : rt_view_slice(all, 0, half);
    return rt_client_exchange(probe->plan->key, probe->asks[place].transport, request, packet);
}

/* How many checks a reply fails as one to the first or to the second of two requests. */
static unsigned fails_of(const struct rt_probe *probe, size_t place, bool second,
                         struct rt_view packet)
{
    const struct rt_probe_ask *ask = &probe->asks[place];
    const struct rt_rules rules = rt_probe_rules(probe, ask->version, ask->reading);
    const struct rt_exchange exchange = exchange_of(probe, place, second, packet);
    struct rt_subject subject;
    struct rt_report report;
    unsigned fails = 0;
    rt_subject_init(&subject, probe->crypto, &exchange);
    rt_verify(&subject, probe->plan->choices[ask->version].version, &rules, &report);
    for (int check = 0; check < RT_CHECK_COUNT; check++)
        fails += report.checks[check].outcome == RT_FAIL;
    return fails;
}

/* Judges a reply to a request of an ask, and tells the caller of the probe. */
static void judge(struct rt_probe *probe, size_t place, struct rt_view packet,
                  struct rt_probe_reply *reply)
{
    const struct rt_probe_ask *ask = &probe->asks[place];
    struct rt_subject subject;
    struct rt_judgement judgement;
    bool second =
        ask->twice && fails_of(probe, place, true, packet) < fails_of(probe, place, false, packet);
    struct rt_exchange exchange = exchange_of(probe, place, second, packet);
    rt_subject_init(&subject, probe->crypto, &exchange);
    reply->valid = valid_of(probe, &subject, ask->versions, &reply->own);
    rt_judge(&subject, probe->plan->choices, probe->plan->choice_count, probe->plan->strict,
             &judgement);
    reply->size = packet.len;
    if (packet.len > 0)
        memcpy(reply->head, packet.data, packet.len < RT_PROBE_HEAD ? packet.len : RT_PROBE_HEAD);
    reply->verdict = judgement.verdict;
    reply->best = judgement.best;
    reply->failed = first_failed(&judgement.report);
    reply->orders = orders_of(&subject, &judgement.best);
    read_values(reply, &subject);
    if (probe->plan->seen)
        probe->plan->seen(probe->plan->context, ask, &exchange, &judgement);
}

/* A tree tells versions apart that are asked in the same way but for its order. */
static void tell_apart(struct rt_probe *probe, const struct rt_probe_ask *ask)
{
    uint64_t valid = ask->reply.valid & ask->versions;
    if (ask->reply.orders != 0 && valid != 0)
        probe->spoken &= ~ask->versions | valid;
}

/* The choices whose numbers VERS lists. */
static uint64_t named(const struct rt_probe *probe, const struct rt_probe_reply *reply)
{
    uint64_t set = 0;
    for (size_t i = 0; i < probe->plan->choice_count; i++)
        for (size_t n = 0; n < reply->vers_count; n++)
            if (rt_probe_rules(probe, i, NULL).version == reply->vers[n])
                set |= UINT64_C(1) << i;
    return set;
}

void rt_probe_take(struct rt_probe *probe, size_t place, struct rt_view packet, uint64_t now_ns)
{
    struct rt_probe_ask *ask = &probe->asks[place];
    struct rt_probe_reply reply = {.at_ns = now_ns};
    probe->replies++;
    /* Also if it comes when its silence counted already. */
    if (place < probe->first || place >= probe->ask_count || ask->sent == 0) {
        probe->strange++;
        return;
    }
    reply.rtt_ns = now_ns - ask->sent_ns;
    judge(probe, place, packet, &reply);
    bool good = reply.valid != 0;
    ask->replies++;
    if (reply.verdict == RT_NO_VERDICT) {
        probe->undecided++;
        return;
    }
    ask->good += good;
    ask->bad += !good;
    if (good || ask->good == 0)
        ask->reply = reply;
    if (reply.rtt_ns > probe->rtt_ns)
        probe->rtt_ns = reply.rtt_ns;
    if (!probe->has_voice || (good && probe->asks[probe->voice].good == 0)) {
        probe->has_voice = true;
        probe->voice = place;
    }
    if (!good)
        return;
    probe->likely |= reply.valid | named(probe, &reply);
    if (ask->sent > 1 && ask->bad == 0 && ask->excused == 0 && !ask->control && !probe->slow)
        probe->lost++;
    if (rt_probe_ask_is_right(ask) && ask->stage == RT_PROBE_VERSIONS)
        probe->spoken |= reply.valid & ask->versions;
    if (ask->stage == RT_PROBE_TREE)
        tell_apart(probe, ask);
    if (!ask->decided && place != probe->current && place != probe->control &&
        (!ask->twice || ask->good > 1)) {
        ask->decided = true;
        probe->waiting--;
    }
}
