// SPDX-License-Identifier: BSD-2-Clause
/* Judges an exchange under many versions and groups those that agree. */
#include "judge/compare.h"

static bool same_outcome(const struct rt_result *a, const struct rt_result *b)
{
    return a->outcome == b->outcome && a->reason == b->reason &&
           (a->outcome != RT_BLOCKED || a->blocked_by == b->blocked_by);
}

/* Whether the values of a response mean the same in both columns. */
static bool same_units(const struct rt_rules *a, const struct rt_rules *b)
{
    return a->clock == b->clock && a->dut1 == b->dut1 && a->dtai == b->dtai && a->leap == b->leap;
}

static bool same_column(const struct rt_column *a, const struct rt_column *b)
{
    bool same = same_units(&a->rules, &b->rules);
    for (int check = 0; same && check < RT_CHECK_COUNT; check++)
        same = same_outcome(&a->report.checks[check], &b->report.checks[check]);
    return same;
}

/* Whether two verdicts differ; what is undecided differs from nothing. */
static bool verdicts_differ(const struct rt_comparison *comparison)
{
    enum rt_verdict first = RT_NO_VERDICT;
    for (size_t i = 0; i < comparison->count; i++) {
        enum rt_verdict verdict = comparison->columns[i].verdict;
        if (first == RT_NO_VERDICT)
            first = verdict;
        else if (verdict != RT_NO_VERDICT && verdict != first)
            return true;
    }
    return false;
}

void rt_compare(struct rt_subject *subject, const struct rt_choice *choices, size_t count,
                bool strict, struct rt_comparison *comparison)
{
    comparison->count = count < RT_CHOICES_MAX ? count : RT_CHOICES_MAX;
    for (size_t i = 0; i < comparison->count; i++) {
        struct rt_column *column = &comparison->columns[i];
        const uint64_t failures = rt_crypto_failures();
        column->verdict = rt_judge_choice(subject, &choices[i], strict, &column->candidate);
        column->rules = rt_candidate_rules(&column->candidate);
        rt_verify(subject, column->candidate.version, &column->rules, &column->report);
        if (rt_crypto_failures() != failures)
            column->verdict = RT_NO_VERDICT;
        column->group = 0;
        while (column->group < i && !same_column(column, &comparison->columns[column->group]))
            column->group++;
    }
    comparison->verdicts_differ = verdicts_differ(comparison);
}

bool rt_comparison_agrees(const struct rt_comparison *comparison, enum rt_check check)
{
    for (size_t i = 1; i < comparison->count; i++)
        if (!same_outcome(&comparison->columns[0].report.checks[check],
                          &comparison->columns[i].report.checks[check]))
            return false;
    return true;
}

static struct rt_rules rules_of(const struct rt_choice *choice, const struct rt_reading *reading)
{
    struct rt_rules rules =
        rt_version_rules(choice->version, choice->fixed ? &choice->reading : NULL);
    rt_reading_apply(reading, &rules);
    return rules;
}

struct rt_compare_link_result rt_compare_link(struct rt_subject *subject,
                                              const struct rt_choice *choice, bool strict)
{
    struct rt_rules rules = rules_of(choice, NULL);
    struct rt_compare_link_result verdict = {
        .result = rt_verify_check(subject, choice->version, &rules, RT_CHECK_CHAIN_LINK)};
    size_t readings = choice->fixed || strict ? 0 : rt_version_chain_readings(choice->version);
    for (size_t i = 0; i < readings && verdict.result.outcome == RT_FAIL; i++) {
        const struct rt_reading *reading = &choice->version->chain_readings[i];
        rules = rules_of(choice, reading);
        struct rt_result result =
            rt_verify_check(subject, choice->version, &rules, RT_CHECK_CHAIN_LINK);
        if (result.outcome == RT_PASS)
            verdict = (struct rt_compare_link_result){result, reading};
    }
    return verdict;
}

bool rt_compare_link_same(const struct rt_compare_link_result *a,
                          const struct rt_compare_link_result *b)
{
    return a->result.outcome == b->result.outcome && a->result.reason == b->result.reason &&
           !a->reading == !b->reading;
}

const char *rt_compare_link_text(const struct rt_compare_link_result *verdict)
{
    switch (verdict->result.outcome) {
    case RT_PASS:
        return verdict->reading ? "follows by a reading" : "follows";
    case RT_FAIL:
        return rt_error_name(verdict->result.reason);
    case RT_BLOCKED:
    case RT_UNDEFINED:
    case RT_UNVERIFIED:
        break;
    case RT_UNDECIDED:
        return "undecided";
    }
    return "cannot be told";
}
