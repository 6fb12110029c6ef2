// SPDX-License-Identifier: BSD-2-Clause
/* Judges an exchange as a link of a chain. */
#include "judge/judge_link.h"
#include "wire/merkle.h"

#include <string.h>

/* Whether the readings of a version are open: some choice of it fixes none. */
static bool open_to_readings(const struct rt_version *version, const struct rt_choice *choices,
                             size_t count, bool strict)
{
    for (size_t i = 0; i < count && !strict; i++)
        if (choices[i].version == version && !choices[i].fixed)
            return true;
    return false;
}

/* The rules of a candidate with those of a reading for chains, which may be NULL. */
static struct rt_rules with_reading(const struct rt_candidate *candidate,
                                    const struct rt_reading *reading)
{
    struct rt_rules rules = rt_candidate_rules(candidate);
    rt_reading_apply(reading, &rules);
    return rules;
}

static void use_nonce(struct rt_subject *subject, struct rt_view nonce)
{
    subject->exchange.nonce = nonce;
    memset(subject->root, 0, sizeof subject->root);
}

static bool tree_holds(struct rt_subject *subject, const struct rt_candidate *candidate)
{
    struct rt_rules rules = rt_candidate_rules(candidate);
    return rt_verify_check(subject, candidate->version, &rules, RT_CHECK_MERKLE_ROOT).outcome ==
           RT_PASS;
}

/* Tries one rule for the nonce: is the tree then right, under the candidate or, if its readings are
 * open, under one of these? */
static bool nonce_fits(struct rt_subject *subject, const struct rt_chain_link *link,
                       struct rt_candidate candidate, const struct rt_reading *reading, bool open,
                       uint8_t nonce[RT_HASH_MAX])
{
    struct rt_rules rules = with_reading(&candidate, reading);
    if (rt_merkle_needs_packet(rules.leaf) ||
        rt_chain_nonce(subject->crypto, &rules, link, nonce) != RT_OK)
        return false;
    use_nonce(subject, (struct rt_view){nonce, rules.nonce});
    bool fits = tree_holds(subject, &candidate);
    size_t readings = open ? rt_version_readings(candidate.version) : 0;
    for (size_t i = 0; i < readings && !fits; i++) {
        candidate.reading = &candidate.version->readings[i];
        fits = tree_holds(subject, &candidate);
    }
    return fits;
}

/* Derives the nonce by each rule in turn until one fits. */
static bool derive_nonce(struct rt_subject *subject, const struct rt_chain_link *link,
                         const struct rt_choice *choices, size_t count, bool strict,
                         uint8_t nonce[RT_HASH_MAX])
{
    for (size_t i = 0; i < count; i++) {
        struct rt_candidate candidate = {.version = choices[i].version};
        if (choices[i].fixed && choices[i].reading.set[0].param)
            candidate.reading = &choices[i].reading;
        bool open = open_to_readings(candidate.version, choices, count, strict);
        size_t readings = open ? rt_version_chain_readings(candidate.version) : 0;
        for (size_t k = 0; k <= readings; k++)
            if (nonce_fits(subject, link, candidate,
                           k > 0 ? &candidate.version->chain_readings[k - 1] : NULL, open, nonce))
                return true;
    }
    return false;
}

/* There is no reply before the first link, but some clients derive its nonce all the same, from an
 * empty one; a chain of theirs may hold what went into it. */
static void find_first_nonce(struct rt_subject *subject, const struct rt_choice *choices,
                             size_t count, bool strict, uint8_t nonce[RT_HASH_MAX])
{
    static const uint8_t empty[1];
    const struct rt_view given = subject->exchange.nonce;
    const struct rt_chain_link link = {.previous = {empty, 0}, .rand = given};
    if (!derive_nonce(subject, &link, choices, count, strict, nonce))
        use_nonce(subject, given);
}

/* Finds the nonce of a request that is not known. */
static void find_nonce(struct rt_subject *subject, const struct rt_chain_link *link,
                       const struct rt_choice *choices, size_t count, bool strict,
                       uint8_t nonce[RT_HASH_MAX])
{
    struct rt_view echo = rt_packet_nonce(&subject->response);
    if (rt_view_present(subject->exchange.request))
        return;
    if (rt_view_present(subject->exchange.nonce)) {
        if (!link)
            find_first_nonce(subject, choices, count, strict, nonce);
        return;
    }
    if (rt_view_present(echo) || !link)
        subject->exchange.nonce = echo;
    else if (!derive_nonce(subject, link, choices, count, strict, nonce))
        use_nonce(subject, (struct rt_view){NULL, 0});
}

/* Whether the link holds under a candidate with a reading; if so, that is the judgement. */
static bool holds(struct rt_subject *subject, const struct rt_candidate *candidate,
                  const struct rt_reading *reading, struct rt_judgement *judgement,
                  struct rt_judge_link_result *judged)
{
    struct rt_rules rules = with_reading(candidate, reading);
    if (rt_verify_check(subject, candidate->version, &rules, RT_CHECK_CHAIN_LINK).outcome !=
        RT_PASS)
        return false;
    judged->chain_reading = reading;
    judgement->best = *candidate;
    judgement->rules = rules;
    return true;
}

/* Seeks a candidate under which the link holds: the best one's own rule, then the other valid
 * ones', then readings of each. */
static void find_rule(struct rt_subject *subject, const struct rt_choice *choices, size_t count,
                      bool strict, struct rt_judgement *judgement,
                      struct rt_judge_link_result *judged)
{
    const struct rt_candidate best = judgement->best;
    if (holds(subject, &best, NULL, judgement, judged))
        return;
    for (size_t i = 0; i < judgement->valid_count; i++)
        if (holds(subject, &judgement->valid[i], NULL, judgement, judged))
            return;
    for (size_t i = 0; i <= judgement->valid_count; i++) {
        const struct rt_candidate candidate = i == 0 ? best : judgement->valid[i - 1];
        if (!open_to_readings(candidate.version, choices, count, strict))
            continue;
        for (size_t k = 0; k < rt_version_chain_readings(candidate.version); k++)
            if (holds(subject, &candidate, &candidate.version->chain_readings[k], judgement,
                      judged))
                return;
    }
}

static bool passes(const struct rt_report *report, enum rt_check check)
{
    return report->checks[check].outcome == RT_PASS;
}

void rt_judge_link(struct rt_subject *subject, const struct rt_chain_link *link,
                   const struct rt_choice *choices, size_t count, bool strict,
                   struct rt_judgement *judgement, struct rt_judge_link_result *judged)
{
    static const struct rt_chain_link
        first; /* follows nothing, but its request is one of a chain */
    const uint64_t failures = rt_crypto_failures();
    judged->chain_reading = NULL;
    find_nonce(subject, link, choices, count, strict, judged->nonce);
    rt_judge(subject, choices, count, strict, judgement);
    subject->exchange.link = link ? link : &first;
    if (link)
        find_rule(subject, choices, count, strict, judgement, judged);
    rt_verify(subject, judgement->best.version, &judgement->rules, &judgement->report);
    const struct rt_report *report = &judgement->report;
    judgement->verdict = rt_report_verdict(report);
    if (rt_crypto_failures() != failures) {
        judgement->verdict = RT_NO_VERDICT;
        judgement->valid_count = 0;
    }
    bool holds = judgement->verdict == RT_VALID || judgement->verdict == RT_UNVERIFIABLE;
    judged->signed_ = holds && passes(report, RT_CHECK_CERT_SIGNATURE) &&
                      passes(report, RT_CHECK_RESPONSE_SIGNATURE);
    judged->bound = holds && passes(report, RT_CHECK_MERKLE_ROOT) &&
                    (!link || passes(report, RT_CHECK_CHAIN_LINK));
}
