// SPDX-License-Identifier: BSD-2-Clause
/* Judges an exchange under many versions and picks the best. */
#include "judge/judge.h"

#include <stdio.h>

struct rt_rules rt_candidate_rules(const struct rt_candidate *candidate)
{
    return rt_version_rules(candidate->version, candidate->reading);
}

const char *rt_candidate_text(const struct rt_candidate *candidate, char text[RT_CANDIDATE_SIZE])
{
    char reading[RT_READING_SIZE];
    if (candidate->reading)
        snprintf(text, RT_CANDIDATE_SIZE, "%s/%s", candidate->version->name,
                 rt_reading_text(candidate->reading, reading));
    else
        snprintf(text, RT_CANDIDATE_SIZE, "%s", candidate->version->name);
    return text;
}

/* The candidates of a choice: 0 is the descriptor, or what the choice fixes. */
static size_t candidates_of(const struct rt_choice *choice, bool strict)
{
    return choice->fixed || strict ? 1 : 1 + rt_version_readings(choice->version);
}

static struct rt_candidate candidate_at(const struct rt_choice *choice, size_t i)
{
    struct rt_candidate candidate = {.version = choice->version};
    if (choice->fixed && choice->reading.set[0].param)
        candidate.reading = &choice->reading;
    else if (i > 0)
        candidate.reading = &choice->version->readings[i - 1];
    return candidate;
}

/* Whether a reading changes something that could mend what made its version invalid. */
static bool may_mend(const struct rt_reading *reading, const struct rt_decision *decision)
{
    uint32_t feeds = rt_check_row(decision->check)->feeds;
    if (decision->outcome != RT_FAIL)
        return true;
    for (size_t i = 0; i < RT_READING_SETTINGS && reading->set[i].param; i++)
        if (feeds >> reading->set[i].param & 1)
            return true;
    return false;
}

/* The verdict under a candidate; the first of a choice leaves its decision for those that follow.
 */
static enum rt_verdict verdict_of(struct rt_subject *subject, const struct rt_candidate *candidate,
                                  bool first, struct rt_decision *decision)
{
    const struct rt_version *version = candidate->version;
    if (!first && !may_mend(candidate->reading, decision))
        return RT_INVALID;
    struct rt_decision own;
    struct rt_rules changed;
    const struct rt_rules *rules = &version->rules;
    if (candidate->reading) {
        changed = rt_candidate_rules(candidate);
        rules = &changed;
    }
    return rt_verify_decide(subject, version, rules, first ? decision : &own);
}

enum rt_verdict rt_judge_choice(struct rt_subject *subject, const struct rt_choice *choice,
                                bool strict, struct rt_candidate *candidate)
{
    struct rt_candidate kept = candidate_at(choice, 0);
    enum rt_verdict verdict = RT_INVALID;
    struct rt_decision decision;
    const uint64_t failures = rt_crypto_failures();
    for (size_t i = 0; i < candidates_of(choice, strict) && verdict != RT_VALID; i++) {
        struct rt_candidate next = candidate_at(choice, i);
        enum rt_verdict its = verdict_of(subject, &next, i == 0, &decision);
        if (its == RT_INVALID || its == verdict)
            continue;
        kept = next;
        verdict = its;
    }
    bool sure = rt_crypto_failures() == failures;
    *candidate = sure ? kept : candidate_at(choice, 0);
    return sure ? verdict : RT_NO_VERDICT;
}

/* Whether a choice allows a candidate. */
static bool allows(const struct rt_choice *choice, const struct rt_candidate *candidate)
{
    if (choice->version != candidate->version)
        return false;
    for (size_t i = 0; i < candidates_of(choice, false); i++)
        if (candidate_at(choice, i).reading == candidate->reading)
            return true;
    return false;
}

const struct rt_choice *rt_judge_valid_choice(const struct rt_judgement *judgement,
                                              const struct rt_choice *choices, size_t count)
{
    for (size_t c = 0; c < count; c++)
        for (size_t i = 0; i < judgement->valid_count; i++)
            if (choices[c].version == judgement->best.version &&
                allows(&choices[c], &judgement->valid[i]))
                return &choices[c];
    return NULL;
}

/* How near a candidate comes: fewer failures first, then evidence. Larger is nearer. */
struct rank {
    int failures;
    int weight;
};

static struct rank rank_of(struct rt_subject *subject, const struct rt_candidate *candidate)
{
    struct rt_rules rules = rt_candidate_rules(candidate);
    struct rt_report report;
    rt_verify(subject, candidate->version, &rules, &report);
    struct rank rank = {0};
    for (int check = 0; check < RT_CHECK_COUNT; check++)
        rank.failures += report.checks[check].outcome == RT_FAIL;
    /* A version with few rules breaks few: what the bytes say against it counts as much. */
    struct rt_evidence evidence = rt_detect(&subject->response, &rules);
    rank.failures += (int)rt_bytes_count_bits(evidence.disagrees);
    if (rt_view_present(subject->exchange.request))
        rank.failures += (int)rt_bytes_count_bits(rt_detect(&subject->request, &rules).disagrees);
    rank.weight = rt_evidence_weight(evidence);
    return rank;
}

static bool nearer(struct rank a, struct rank b)
{
    return a.failures != b.failures ? a.failures < b.failures : a.weight > b.weight;
}

/* The nearest of all candidates when none is valid. */
static struct rt_candidate nearest(struct rt_subject *subject, const struct rt_choice *choices,
                                   size_t count, bool strict)
{
    struct rt_candidate best = candidate_at(&choices[0], 0);
    struct rank best_rank = rank_of(subject, &best);
    for (size_t c = 0; c < count; c++) {
        for (size_t i = 0; i < candidates_of(&choices[c], strict); i++) {
            struct rt_candidate candidate = candidate_at(&choices[c], i);
            struct rank rank = rank_of(subject, &candidate);
            if (nearer(rank, best_rank)) {
                best = candidate;
                best_rank = rank;
            }
        }
    }
    return best;
}

/* Whether `a` is a better name for a valid exchange than `b`. */
static bool better(const struct rt_subject *subject, const struct rt_candidate *a,
                   const struct rt_candidate *b)
{
    if (!a->reading != !b->reading)
        return !a->reading;
    struct rt_rules rules_a = rt_candidate_rules(a);
    struct rt_rules rules_b = rt_candidate_rules(b);
    return rt_evidence_weight(rt_detect(&subject->response, &rules_a)) >
           rt_evidence_weight(rt_detect(&subject->response, &rules_b));
}

void rt_judge(struct rt_subject *subject, const struct rt_choice *choices, size_t count,
              bool strict, struct rt_judgement *judgement)
{
    /* By verdict; of what is invalid there is none. */
    struct rt_candidate best[RT_VERDICT_COUNT] = {{0}};
    const uint64_t failures = rt_crypto_failures();
    judgement->valid_count = 0;
    for (size_t c = 0; c < count && c < RT_CHOICES_MAX; c++) {
        struct rt_candidate candidate;
        enum rt_verdict verdict = rt_judge_choice(subject, &choices[c], strict, &candidate);
        if (verdict == RT_INVALID)
            continue;
        if (verdict == RT_VALID)
            judgement->valid[judgement->valid_count++] = candidate;
        if (!best[verdict].version || better(subject, &candidate, &best[verdict]))
            best[verdict] = candidate;
    }
    judgement->verdict = best[RT_NO_VERDICT].version     ? RT_NO_VERDICT
                         : best[RT_VALID].version        ? RT_VALID
                         : best[RT_UNVERIFIABLE].version ? RT_UNVERIFIABLE
                                                         : RT_INVALID;
    judgement->best = best[judgement->verdict];
    if (judgement->verdict == RT_INVALID)
        judgement->best = nearest(subject, choices, count, strict);
    judgement->rules = rt_candidate_rules(&judgement->best);
    rt_verify(subject, judgement->best.version, &judgement->rules, &judgement->report);
    if (rt_crypto_failures() != failures) {
        judgement->verdict = RT_NO_VERDICT;
        judgement->valid_count = 0;
    }
}
